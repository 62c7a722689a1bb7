// Child processes of the scripts: run one to its end, with its output shown, kept, or both; end what we started when
// the script itself is told to stop.
import { spawn, spawnSync } from "node:child_process";
import { constants, homedir } from "node:os";
import { delimiter, join } from "node:path";
import { root } from "./project.mjs";

// A shell that was opened before rustup's installation does not have its folder yet.
process.env.PATH = [process.env.PATH ?? "", join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "bin")].join(
  delimiter,
);

const running = new Set();
let stoppedBy = null;
let tellStopped;

/** Resolves when a signal tells this script to stop. */
export const stopped = new Promise((resolve) => {
  tellStopped = resolve;
});

/** A signal has told this script to stop: nothing new is begun, and what is there is tidied up. */
export class StoppedError extends Error {
  constructor() {
    super(`stopped by ${stoppedBy}`);
    this.name = "StoppedError";
  }
}

/** The exit code of a script that was told to stop, as a shell says it; null while it was not. */
export const stopCode = () => (stoppedBy === null ? null : codeOf(stoppedBy));

const codeOf = (signal) => 128 + constants.signals[signal];

/**
 * Runs `argv` to its end.
 * @param {string[]} argv
 * @param {{cwd?: string, env?: Record<string, string | undefined>, output?: "show" | "keep" | "both", timeoutMs?: number}} [options]
 *   show: straight to our own stdout and stderr; keep: only returned; both: shown and returned
 * @returns {Promise<{code: number, output: string, seconds: number}>} code 127 when the program is not there,
 *   128 + signal number when a signal ended it
 * @throws StoppedError
 */
export async function run(argv, { cwd = root, env = {}, output = "show", timeoutMs } = {}) {
  if (stoppedBy !== null) throw new StoppedError();
  const started = process.hrtime.bigint();
  return new Promise((resolve) => {
    const child = spawn(argv[0], argv.slice(1), {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", output === "show" ? "inherit" : "pipe", output === "show" ? "inherit" : "pipe"],
      // A group of its own, so that a timeout or Ctrl-C also reaches what the child started.
      detached: true,
    });
    running.add(child);
    const chunks = [];
    const take = (stream, sink) =>
      stream?.on("data", (chunk) => {
        chunks.push(chunk);
        if (output === "both") sink.write(chunk);
      });
    take(child.stdout, process.stdout);
    take(child.stderr, process.stderr);
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => killGroup(child, "SIGKILL"), timeoutMs);
    const finish = (code, extra = "") => {
      clearTimeout(timer);
      running.delete(child);
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      resolve({ code, output: Buffer.concat(chunks).toString("utf8") + extra, seconds });
    };
    child.on("error", (error) => finish(127, `${argv[0]}: ${error.message}\n`));
    child.on("close", (code, signal) => finish(code ?? codeOf(signal)));
  });
}

/** Output of a short command, or null when it is missing or fails. */
export function probe(argv) {
  const result = spawnSync(argv[0], argv.slice(1), { encoding: "utf8", timeout: 20_000 });
  return result.status === 0 ? result.stdout.trim() : null;
}

function killGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Already gone.
  }
}

/** Children get a moment to clean up (Ray removes its processes on SIGTERM); then they are ended for good. */
const childrenMs = 8_000;
/** The script itself has as long for what is left; `runScript` ends it sooner. */
const scriptMs = 25_000;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    // npm passes on what the terminal has told us already.
    if (stoppedBy !== null) return;
    stoppedBy = signal;
    tellStopped();
    for (const child of running) killGroup(child, signal === "SIGHUP" ? "SIGTERM" : signal);
    setTimeout(() => {
      for (const child of running) killGroup(child, "SIGKILL");
    }, childrenMs).unref();
    setTimeout(() => process.exit(stopCode()), scriptMs).unref();
  });
}
