// Child processes of the scripts: run one to its end, with its output shown, kept, or both; end what we started when
// the script itself is told to stop.
import { spawn, spawnSync } from "node:child_process";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { root } from "./project.mjs";

// A shell that was opened before rustup's installation does not have its folder yet.
process.env.PATH = [process.env.PATH ?? "", join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "bin")].join(
  delimiter,
);

const running = new Set();
let stopping = false;

/**
 * Runs `argv` to its end.
 * @param {string[]} argv
 * @param {{cwd?: string, env?: Record<string, string | undefined>, output?: "show" | "keep" | "both", timeoutMs?: number}} [options]
 *   show: straight to our own stdout and stderr; keep: only returned; both: shown and returned
 * @returns {Promise<{code: number, output: string, seconds: number}>} code 127 when the program is not there,
 *   128 + signal number (or 143) when a signal ended it
 */
export function run(argv, { cwd = root, env = {}, output = "show", timeoutMs } = {}) {
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
    child.on("close", (code, signal) => finish(code ?? (signal === "SIGKILL" ? 137 : 143)));
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

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    for (const child of running) killGroup(child, signal === "SIGHUP" ? "SIGTERM" : signal);
    // Children get a moment to clean up (Ray removes its processes on SIGTERM); then they are ended for good.
    const patience = setTimeout(() => {
      for (const child of running) killGroup(child, "SIGKILL");
    }, 8000);
    const poll = setInterval(() => {
      if (running.size > 0) return;
      clearInterval(poll);
      clearTimeout(patience);
      process.exit(signal === "SIGINT" ? 130 : 143);
    }, 50);
  });
}
