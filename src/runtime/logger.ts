import { closeSync, openSync, writeSync } from "node:fs";
import { basename } from "node:path";

export type LogLevel = "debug" | "info" | "warning" | "error" | "fatal";

/** Where one line of a log goes; the format is the caller's. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warning(message: string): void;
  error(message: string): void;
  fatal(message: string): void;
}

const LETTER: Record<LogLevel, string> = { debug: "D", info: "I", warning: "W", error: "E", fatal: "C" };
const RANK: Record<LogLevel, number> = { debug: 0, info: 1, warning: 2, error: 3, fatal: 4 };

/**
 * Writes lines in the form of Ray's C++ processes, `[<local time>,<ms> <letter> <pid> <pid>] (<component>) <text>`:
 * Ray's tools cut, colour and search logs by it, and Python looks for " E " and " C " in a start-up failure
 * (Ray 2.60.0, services.py). Levels from `RAY_BACKEND_LOG_LEVEL`.
 *
 * Writes are synchronous: a raylet logs a few lines a second, and the last line before a crash is the one that counts.
 */
export class RayLogger implements Logger {
  readonly #component: string;
  readonly #minimum: number;
  readonly #out: number;
  readonly #err: number;

  constructor(component: string, fds: { out: number; err: number }, level: LogLevel) {
    this.#component = component;
    this.#out = fds.out;
    this.#err = fds.err;
    this.#minimum = RANK[level];
  }

  debug(message: string): void {
    this.#write("debug", message);
  }

  info(message: string): void {
    this.#write("info", message);
  }

  warning(message: string): void {
    this.#write("warning", message);
  }

  error(message: string): void {
    this.#write("error", message);
  }

  fatal(message: string): void {
    this.#write("fatal", message);
  }

  #write(level: LogLevel, message: string): void {
    if (RANK[level] < this.#minimum) return;
    const line = `[${localTimestamp(new Date())} ${LETTER[level]} ${process.pid} ${process.pid}] (${this.#component}) ${message}\n`;
    try {
      writeSync(RANK[level] >= RANK.error ? this.#err : this.#out, line);
    } catch {
      // A full disk must not take the node down with its log.
    }
  }
}

/** `RAY_BACKEND_LOG_LEVEL` (Ray 2.60.0, util/logging.cc) to our levels; anything unknown is info. */
export function logLevelFromEnvironment(value: string | undefined): LogLevel {
  const text = value?.toLowerCase();
  return text !== undefined && text in RANK ? (text as LogLevel) : "info";
}

/**
 * Points file descriptors 1 and 2 at the given files (appending), as Ray's processes do for `--stdout_filepath` and
 * `--stderr_filepath`: agents and workers inherit them, so what they print before they open logs of their own is kept.
 */
export function redirectStandardStreams(stdoutPath: string | null, stderrPath: string | null): void {
  for (const [fd, path] of [
    [1, stdoutPath],
    [2, stderrPath],
  ] as const) {
    if (path === null) continue;
    // POSIX gives the lowest free descriptor, and 0 stays open: closing `fd` first makes the new file take its place.
    closeSync(fd);
    const opened = openSync(path, "a", 0o644);
    if (opened !== fd) throw new Error(`${basename(path)} was opened as descriptor ${opened} instead of ${fd}`);
  }
}

function localTimestamp(now: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  return `${day} ${time},${String(now.getMilliseconds()).padStart(3, "0")}`;
}
