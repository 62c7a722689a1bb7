import { spawn } from "node:child_process";
import { constants } from "node:os";
import { NarcineError } from "../runtime/errors.js";
import { ensureLauncher } from "./launchers.js";
import { packagePaths } from "./package-paths.js";
import { findExecutable, installCommand, probePython, pythonOf } from "./python-probe.js";

/** Whose process: ours, or the one in Ray's wheel. */
export type Maker = "ours" | "stock";

export interface RunOptions {
  readonly raylet: Maker;
  readonly gcs: Maker;
}

/** How a command ended, as a shell would tell it. */
export type CommandEnd = { readonly code: number } | { readonly signal: NodeJS.Signals };

/** A command that cannot be run as asked; nothing was started. */
export class RunError extends NarcineError {}

/** Signals that are passed on. SIGKILL and SIGSTOP cannot be caught; SIGCHLD, SIGPIPE and faults are our own. */
const PASSED_SIGNALS: readonly NodeJS.Signals[] = [
  "SIGTERM",
  "SIGHUP",
  "SIGINT",
  "SIGQUIT",
  "SIGUSR1",
  "SIGUSR2",
  "SIGCONT",
  "SIGWINCH",
];

/**
 * The environment in which Ray starts the processes asked for. The variables are read by the hook of python/narcine.
 * @throws LauncherError
 */
export function runEnvironment(options: RunOptions, env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const result: NodeJS.ProcessEnv = {
    ...env,
    // For narcine.spark, which starts nodes without Ray's own code: this package, its Node, and whose processes to start.
    NARCINE_HOME: packagePaths().root,
    NARCINE_NODE: process.execPath,
    NARCINE_SPARK_RAYLET: options.raylet,
    NARCINE_SPARK_GCS: options.gcs,
  };
  delete result["NARCINE_RAYLET_EXECUTABLE"];
  delete result["NARCINE_GCS_SERVER_EXECUTABLE"];
  delete result["NARCINE_TYPESCRIPT_WORKER"];
  if (options.raylet === "ours") {
    result["NARCINE_RAYLET_EXECUTABLE"] = ensureLauncher({
      processName: "raylet",
      mainPath: packagePaths().rayletMain,
      nodePath: process.execPath,
    });
  }
  if (options.raylet === "stock") {
    result["NARCINE_TYPESCRIPT_WORKER"] = ensureLauncher({
      processName: "ts_worker",
      mainPath: packagePaths().workerMain,
      nodePath: process.execPath,
    });
  }
  if (options.gcs === "ours") {
    result["NARCINE_GCS_SERVER_EXECUTABLE"] = ensureLauncher({
      processName: "gcs_server",
      mainPath: packagePaths().gcsMain,
      nodePath: process.execPath,
    });
  }
  return result;
}

/**
 * Refuses a command that would run on stock Ray in silence because its Python lacks the hook. A command whose Python
 * cannot be told (a shell script, say) is let through.
 */
export function checkPython(command: string, env: NodeJS.ProcessEnv = process.env): void {
  if (findExecutable(command, env) === null) {
    throw new RunError("NARCINE_NO_COMMAND", `there is no program ${command} that can be run`);
  }
  const python = pythonOf(command, env);
  const facts = python === null ? null : probePython(python, env);
  if (facts === null || facts.hasHook) return;
  const { executable, narcineVersion } = facts;
  const lack =
    narcineVersion === null
      ? "has no narcine package"
      : `does not run the .pth file of its narcine ${narcineVersion}, which is not plainly installed in its site-packages`;
  throw new RunError(
    "NARCINE_NO_HOOK",
    `${executable} ${lack}, so Ray would start its own processes; ` +
      `install it with: ${installCommand(facts, packagePaths().pythonPackage)}`,
  );
}

/** Runs a command to its end, with our standard streams and in our process group. */
export function runCommand(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<CommandEnd> {
  const [command, ...args] = argv;
  if (command === undefined)
    throw new RunError("NARCINE_NO_COMMAND", "nothing to run: narcine run [options] -- CMD...");
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", env });
    const handlers = PASSED_SIGNALS.map((signal) => {
      const handler = () => {
        // Ctrl-C and Ctrl-\ of a terminal reach the whole foreground group, the child too: twice would be one too many.
        if ((signal === "SIGINT" || signal === "SIGQUIT") && process.stdin.isTTY) return;
        child.kill(signal);
      };
      process.on(signal, handler);
      return [signal, handler] as const;
    });
    const done = () => {
      for (const [signal, handler] of handlers) process.off(signal, handler);
    };
    child.on("error", (error) => {
      done();
      reject(new RunError("NARCINE_NO_COMMAND", `cannot run ${command}: ${error.message}`, { cause: error }));
    });
    child.on("exit", (code, signal) => {
      done();
      resolve(signal === null ? { code: code ?? 1 } : { signal });
    });
  });
}

/** Ends this process the way the command ended: the same exit code, or death by the same signal. */
export function endAs(end: CommandEnd): void {
  if ("code" in end) {
    process.exitCode = end.code;
    return;
  }
  // Should the signal be ignored or blocked here, the shell's convention says the same.
  process.exitCode = 128 + constants.signals[end.signal];
  process.kill(process.pid, end.signal);
}
