import { setTimeout as sleep } from "node:timers/promises";
import { errorText } from "../runtime/errors.js";
import type { NodeContext } from "./node-context.js";

/** Where one cannot live, another would not either: not one after the other as fast as the machine can. */
const PAUSE_MS = 1_000;

/**
 * Reads until we end, removes the paths, and has the arena open until we have not. The arena's pages are freed by whoever
 * closes it last: some GB take a third of a second, for which nobody who ends a raylet should have to wait.
 */
const SCRIPT = [
  'if [ -r "$1" ]; then exec 3<"$1"; fi',
  "arena=$1; semaphores=$2; shift 2",
  "read -r _",
  'rm -rf -- "$@" /dev/shm/sem.hdr"$semaphores"* /dev/shm/sem.obj"$semaphores"*',
  'while [ "$arena" -ef /dev/fd/3 ]; do sleep 0.02; done',
].join("\n");

/**
 * Keeps a process that waits for the end of this one and then removes `paths` and the store's semaphores: of a raylet that is killed nobody else
 * would. It holds the read end of a pipe that closes with us, however we end. One that is killed itself (by hand, by the
 * kernel for memory) is replaced at once.
 */
export function startJanitor(context: NodeContext, paths: readonly string[]): void {
  const { children, childEnvironment, log, now, store } = context;
  const arena = `/proc/${process.pid}/fd/${store.arenaFd}`;
  const options = {
    argv: ["/bin/sh", "-c", SCRIPT, "narcine-janitor", arena, store.semaphorePrefix, ...paths],
    env: childEnvironment,
    stdin: "lifeline",
    stdout: "null",
    stderr: "null",
    ownProcessGroup: true,
    killOnParentDeath: false,
    closeOtherFds: true,
    blockSigint: true,
  } as const;
  const start = (): void => {
    const sinceMs = now();
    // Not called at the orderly end: then nobody listens to children any more.
    const replace = (): void => {
      log.warning("The process that would remove sockets and spill files after a kill was killed: another one starts.");
      const pauseMs = now() - sinceMs < PAUSE_MS ? PAUSE_MS : 0;
      void sleep(pauseMs, undefined, { ref: false }).then(start);
    };
    children.spawn(options, replace).catch((error) => {
      const what = "Sockets and spill files would stay behind if this process were killed";
      log.warning(`${what}: ${errorText(error)}`);
    });
  };
  start();
}
