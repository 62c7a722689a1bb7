import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { errorText } from "../runtime/errors.js";
import type { ChildProcesses } from "./child-processes.js";
import type { WorkerCommand } from "./worker-command.js";

/** The program that runs in a zygote; it is run by path, since a runtime environment's Python need not have `narcine`. */
export const ZYGOTE_SCRIPT = fileURLToPath(new URL("../../python/narcine/src/narcine/_zygote.py", import.meta.url));

/** What a zygote reports (python/narcine/src/narcine/_zygote.py). */
export interface ZygoteListener {
  readonly onReady: (modules: number) => void;
  readonly onUnfit: (why: string) => void;
  readonly onForked: (requestId: number, pid: number) => void;
  readonly onForkFailed: (requestId: number, why: string) => void;
  /** Once, the last: its process has ended and so has everything said over its channel. */
  readonly onGone: (why: string) => void;
}

export interface ForkOrder {
  readonly requestId: number;
  /** The worker's script and its arguments. */
  readonly argv: readonly string[];
  /** What differs from the zygote's own environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly oomScoreAdj: number;
}

const MAX_LINE_BYTES = 64 * 1024;
/** A zygote that was told to end and does not is killed then. */
const END_LIMIT_MS = 5_000;

/** One zygote: its process and the channel to it. */
export class ZygoteProcess {
  readonly #children: ChildProcesses;
  readonly #listener: ZygoteListener;
  #pid = 0;
  #channel: Socket | null = null;
  #unread = "";
  #end: string | null = null;
  #isClosed = false;

  constructor(children: ChildProcesses, listener: ZygoteListener) {
    this.#children = children;
    this.#listener = listener;
  }

  /** @throws SpawnError; then the listener hears nothing */
  async start(command: WorkerCommand): Promise<void> {
    const { pid, channel } = await this.#children.spawnWithChannel(
      {
        argv: command.argv,
        env: command.env,
        stdin: "channel",
        stdout: "inherit",
        stderr: "inherit",
        ownProcessGroup: true,
        killOnParentDeath: true,
        closeOtherFds: true,
        blockSigint: true,
      },
      ({ exitCode, signal }) => {
        this.#end = signal === null ? `exit code ${exitCode}` : `${signal}`;
        this.#reportEnd();
      },
    );
    this.#pid = pid;
    this.#channel = channel;
    channel.setEncoding("utf8");
    channel.on("data", (text: string) => this.#receive(text));
    // A broken pipe is followed by "close", which says all there is to say.
    channel.on("error", () => {});
    channel.on("close", () => {
      this.#isClosed = true;
      this.#kill();
      this.#reportEnd();
    });
  }

  fork(order: ForkOrder): void {
    const { requestId, argv, env, oomScoreAdj } = order;
    this.#channel?.write(`${JSON.stringify({ id: requestId, argv, env, oom: oomScoreAdj })}\n`);
  }

  /** It answers what it was asked before, and ends. */
  end(): void {
    this.#channel?.end();
    setTimeout(() => this.#kill(), END_LIMIT_MS).unref();
  }

  kill(): void {
    this.#kill();
  }

  #kill(): void {
    if (this.#pid !== 0 && this.#end === null) this.#children.kill(this.#pid, "SIGKILL");
  }

  /** A worker that is just being forked holds the channel too: what it says comes before the channel's end. */
  #reportEnd(): void {
    if (this.#end === null || !this.#isClosed) return;
    this.#listener.onGone(this.#end);
  }

  #receive(text: string): void {
    const lines = (this.#unread + text).split("\n");
    this.#unread = lines.pop() ?? "";
    for (const line of lines) this.#receiveLine(line);
    if (this.#unread.length > MAX_LINE_BYTES) this.#kill();
  }

  #receiveLine(line: string): void {
    let message: Record<string, unknown>;
    try {
      message = (JSON.parse(line) ?? {}) as Record<string, unknown>;
    } catch (error) {
      this.#listener.onUnfit(`it said what is no JSON: ${line.slice(0, 100)} (${errorText(error)})`);
      return;
    }
    const { ready, unfit, forked, pid, failed, why } = message;
    if (typeof ready === "number") this.#listener.onReady(ready);
    else if (typeof unfit === "string") this.#listener.onUnfit(unfit);
    else if (typeof forked === "number" && typeof pid === "number") this.#listener.onForked(forked, pid);
    else if (typeof failed === "number") this.#listener.onForkFailed(failed, String(why));
  }
}
