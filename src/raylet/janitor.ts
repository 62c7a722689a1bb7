import { errorText } from "../runtime/errors.js";
import type { NodeContext } from "./node-context.js";

/**
 * Starts a process that waits for the end of this one and then removes `paths`: of a raylet that is killed nobody else
 * would. It holds the read end of a pipe that closes with us, however we end.
 */
export function startJanitor({ children, childEnvironment, log }: NodeContext, paths: readonly string[]): void {
  const options = {
    argv: ["/bin/sh", "-c", 'read -r _; exec rm -rf -- "$@"', "narcine-janitor", ...paths],
    env: childEnvironment,
    stdin: "lifeline",
    stdout: "null",
    stderr: "null",
    ownProcessGroup: true,
    killOnParentDeath: false,
    closeOtherFds: true,
    blockSigint: true,
  } as const;
  children
    .spawn(options, () => {})
    .catch((error) => {
      const what = "Sockets and spill files would stay behind if this process were killed";
      log.warning(`${what}: ${errorText(error)}`);
    });
}
