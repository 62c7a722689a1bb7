/**
 * The threads of local mode, of one piscina pool: a function is a task of the pool, and so is the whole life of an actor,
 * which keeps its thread to itself that way. Each thread has a channel of its own to the host, by which everything but its
 * starts and ends is told, in order.
 */
import { fileURLToPath } from "node:url";
import type { MessagePort } from "node:worker_threads";
import { Piscina } from "piscina";
import { errorText } from "../runtime/errors.js";
import type { RunWork, ThreadData, ThreadHello, ThreadRun, ToClient, ToHost } from "./messages.js";

/** Beside package.json: the same relative path from src/local (tests) and from dist/local (installed). */
const threadFile = fileURLToPath(new URL("../../dist/local/thread/main.js", import.meta.url));
/** A thread takes some megabytes. Tasks that ask for no CPU, or that wait for others, may be many. */
const maxThreads = 512;
/** As long as a thread without work is kept: its start takes a tenth of a second. */
const idleMs = 60_000;

export interface Thread {
  readonly client: string;
  /** What it runs. */
  run: Run | null;
  /** Answers that what it has waits for. */
  waits: number;
  post(message: ToClient): void;
}

export interface ThreadEvents {
  /** A thread has started. */
  readonly onOpened: (thread: Thread) => void;
  readonly onMessage: (thread: Thread, message: ToHost) => void;
  /** Its last message has come. */
  readonly onClosed: (thread: Thread) => void;
  /** A run's thread is free, or dead: then `crash` says of what. Every message of it has come. */
  readonly onEnded: (runId: string, crash: string | null) => void;
}

/** One try of a task, or one life of an actor. */
export interface Run {
  /** Of the task or actor. */
  readonly runId: string;
  readonly key: number;
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
  /** By their keys, until they are over. */
  readonly #runs = new Map<number, Run>();
  /** The one of each task or actor. */
  readonly #current = new Map<string, Run>();
  readonly #open = new Set<Thread>();
  #lastClient = 0;
  #lastKey = 0;

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
      run: null,
      waits: 0,
      post: (message) => port.postMessage(message),
    };
    this.#open.add(thread);
    this.#events.onOpened(thread);
    port.on("message", (message: ToHost) => {
      if (!this.#notes(thread, message)) return;
      this.#events.onMessage(thread, message);
      if (message.type === "done") this.#endWhereOver(thread.run);
    });
    port.on("close", () => {
      this.#open.delete(thread);
      this.#events.onClosed(thread);
      this.#endWhereOver(thread.run);
    });
    // The program is held open by its driver, not by threads that idle.
    port.unref();
  }

  /** @returns false for what a run says that is over: its thread was taken for dead, and it was tried again */
  #notes(thread: Thread, message: ToHost): boolean {
    switch (message.type) {
      case "started":
        thread.run = this.#runs.get(message.runKey) ?? null;
        thread.waits = 0;
        if (thread.run !== null) thread.run.thread = thread;
        return false;
      case "done":
        if (thread.run !== null) thread.run.isDone = true;
        return thread.run !== null;
      case "item":
      case "made":
        return thread.run !== null;
      default:
        return true;
    }
  }

  start(runId: string, work: RunWork): void {
    this.#lastKey += 1;
    const controller = new AbortController();
    const run: Run = { runId, key: this.#lastKey, controller, thread: null, isDone: false, settled: null };
    this.#runs.set(run.key, run);
    this.#current.set(runId, run);
    const settle = (crash: string | null) => {
      run.settled = { crash };
      this.#endWhereOver(run);
    };
    this.#pool.run({ ...work, runKey: run.key } satisfies ThreadRun, { signal: controller.signal }).then(
      () => settle(null),
      (error: unknown) => settle(errorText(error)),
    );
  }

  #endWhereOver(run: Run | null): void {
    if (run?.settled == null || !this.#runs.has(run.key)) return;
    const { runId, thread, isDone, settled } = run;
    const isOver = settled.crash === null ? isDone : thread === null || !this.#open.has(thread);
    if (!isOver) return;
    this.#runs.delete(run.key);
    this.#current.delete(runId);
    if (thread !== null) thread.run = null;
    this.#events.onEnded(runId, settled.crash);
  }

  /** The thread that has this task or actor. */
  of(runId: string): Thread | null {
    return this.#current.get(runId)?.thread ?? null;
  }

  /** Ends the thread of a run, whatever it does. */
  terminate(runId: string): void {
    this.#current.get(runId)?.controller.abort("It was ended");
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
