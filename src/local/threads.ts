/**
 * The threads of local mode, of one piscina pool: a function is a task of the pool, and so is the whole life of an actor,
 * which keeps its thread to itself that way. Each thread has a channel of its own to the host, by which everything but its
 * starts and ends is told, in order.
 */
import { fileURLToPath } from "node:url";
import type { MessagePort } from "node:worker_threads";
import { Piscina } from "piscina";
import { errorText } from "../runtime/errors.js";
import type { RunMessage, ThreadData, ThreadHello, ThreadRun, ToClient, ToHost } from "./messages.js";

/** Beside package.json: the same relative path from src/local (tests) and from dist/local (installed). */
const threadFile = fileURLToPath(new URL("../../dist/local/thread/main.js", import.meta.url));
/** A thread takes some megabytes. Tasks that ask for no CPU, or that wait for others, may be many. */
const maxThreads = 512;
/** As long as a thread without work is kept: its start takes a tenth of a second. */
const idleMs = 60_000;

export interface Thread {
  readonly client: string;
  /** The task or actor that it has. */
  runId: string | null;
  /** Answers that what it has waits for. */
  waits: number;
  post(message: ToClient): void;
}

export interface ThreadEvents {
  readonly onMessage: (thread: Thread, message: ToHost) => void;
  /** Its last message has come. */
  readonly onClosed: (thread: Thread) => void;
  /** A run's thread is free, or dead: then `crash` says of what. Every message of it has come. */
  readonly onEnded: (runId: string, crash: string | null) => void;
}

interface Run {
  readonly runId: string;
  readonly controller: AbortController;
  thread: Thread | null;
  /** It has said that it is done. */
  isDone: boolean;
  /** The pool has it back: null, or of what it died. */
  settled: { readonly crash: string | null } | null;
}

export class Threads {
  readonly #pool: Piscina;
  readonly #events: ThreadEvents;
  readonly #runs = new Map<string, Run>();
  readonly #open = new Set<Thread>();
  #lastClient = 0;

  constructor(data: ThreadData, events: ThreadEvents) {
    this.#events = events;
    this.#pool = new Piscina({
      filename: threadFile,
      minThreads: 0,
      maxThreads,
      idleTimeout: idleMs,
      // A thread that waits for its next task goes on with what its code has begun, and hears of us.
      atomics: "disabled",
      recordTiming: false,
      workerData: data,
    });
    this.#pool.on("message", (message: Partial<ThreadHello> | null) => {
      if (message?.narcinePort !== undefined) this.#greet(message.narcinePort);
    });
    // Of a thread that has no task: the next one gets a new thread.
    this.#pool.on("error", (error: Error) => {
      process.stderr.write(`narcine: an idle thread of local mode died: ${errorText(error)}\n`);
    });
  }

  #greet(port: MessagePort): void {
    this.#lastClient += 1;
    const thread: Thread = {
      client: `thread ${this.#lastClient}`,
      runId: null,
      waits: 0,
      post: (message) => port.postMessage(message),
    };
    this.#open.add(thread);
    port.on("message", (message: ToHost) => {
      this.#note(thread, message);
      this.#events.onMessage(thread, message);
      if (message.type === "done") this.#endWhereOver(message.taskId);
    });
    port.on("close", () => {
      this.#open.delete(thread);
      this.#events.onClosed(thread);
      if (thread.runId !== null) this.#endWhereOver(thread.runId);
    });
    // The program is held open by its driver, not by threads that idle.
    port.unref();
  }

  #note(thread: Thread, message: ToHost | RunMessage): void {
    if (message.type === "done") {
      const run = this.#runs.get(message.taskId);
      if (run !== undefined) run.isDone = true;
    } else if (message.type === "started") {
      const run = this.#runs.get(message.runId);
      thread.runId = message.runId;
      thread.waits = 0;
      if (run !== undefined) run.thread = thread;
    }
  }

  start(runId: string, what: ThreadRun): void {
    const controller = new AbortController();
    const run: Run = { runId, controller, thread: null, isDone: false, settled: null };
    this.#runs.set(runId, run);
    const settle = (crash: string | null) => {
      run.settled = { crash };
      this.#endWhereOver(runId);
    };
    this.#pool.run(what, { signal: controller.signal }).then(
      () => settle(null),
      (error: unknown) => settle(errorText(error)),
    );
  }

  #endWhereOver(runId: string): void {
    const run = this.#runs.get(runId);
    if (run?.settled == null) return;
    const { thread, isDone, settled } = run;
    const isOver = settled.crash === null ? isDone : thread === null || !this.#open.has(thread);
    if (!isOver) return;
    this.#runs.delete(runId);
    if (thread !== null) thread.runId = null;
    this.#events.onEnded(runId, settled.crash);
  }

  /** The thread that has this task or actor. */
  of(runId: string): Thread | null {
    return this.#runs.get(runId)?.thread ?? null;
  }

  /** Ends the thread of a run, whatever it does. */
  terminate(runId: string): void {
    this.#runs.get(runId)?.controller.abort("It was ended");
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
