import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

export interface ChildOptions {
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly onLine: (line: string) => void;
  /** Once, after the last line. `problem`: how it ended, with the end of its stderr. */
  readonly onEnd: (problem: string) => void;
}

const STDERR_KEPT = 16_384;

/**
 * A process of this one that is talked to in lines over stdin and stdout, and that takes its stdin's end for its own. So it
 * ends with this process however that ends, and `letGo` keeps it from holding this process open.
 */
export class ChildLines {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #stderr = "";

  constructor({ argv, env, onLine, onEnd }: ChildOptions) {
    const [program = "", ...rest] = argv;
    // Of a session of its own: Ctrl-C in a terminal is this process's, which ends it in order.
    this.#child = spawn(program, rest, { env, stdio: "pipe", detached: true });
    this.#child.stdin?.on("error", () => {}); // It has ended, which is told below.
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = `${this.#stderr}${text}`.slice(-STDERR_KEPT);
    });
    if (this.#child.stdout !== null) createInterface({ input: this.#child.stdout }).on("line", onLine);
    this.#ended = new Promise((resolve) => {
      const end = (problem: string) => {
        resolve();
        onEnd(problem);
      };
      this.#child.once("error", (error) => end(error.message));
      this.#child.once("close", (code, signal) => end(`it ended ${signal ?? `with ${code}`}${this.#complaint()}`));
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** From here on this process may end while the child runs, and takes it along. */
  letGo(): void {
    for (const handle of this.#handles()) handle?.unref?.();
  }

  /** Undoes `letGo`. */
  hold(): void {
    for (const handle of this.#handles()) handle?.ref?.();
  }

  #handles(): ({ ref?: () => void; unref?: () => void } | null)[] {
    const { stdin, stdout, stderr } = this.#child;
    return [this.#child, stdin as Socket, stdout as Socket, stderr as Socket];
  }

  /** Closes its stdin; resolves when it is gone, by SIGKILL after `patienceMs`. */
  async end(patienceMs: number): Promise<void> {
    this.#child.stdin?.end();
    const late = new AbortController();
    const killed = sleep(patienceMs, undefined, { signal: late.signal }).then(
      () => this.#child.kill("SIGKILL"),
      () => {},
    );
    await this.#ended;
    late.abort();
    await killed;
  }

  /** The lines of stderr that name an error, else the last ones. */
  #complaint(): string {
    const lines = this.#stderr.split("\n").filter((line) => line.trim() !== "");
    const errors = lines.filter((line) => /\b(ERROR|Error|Exception)\b/.test(line));
    const told = (errors.length > 0 ? errors.slice(0, 4) : lines.slice(-4)).map((line) => line.slice(0, 500));
    return told.length === 0 ? "" : `:\n${told.join("\n")}`;
  }
}
