/**
 * The CPU-bound methods of an actor, on threads: JavaScript runs one thing at a time on each, and no object can be on two. So
 * a class names them, `static threadedMethods = ["digest"]`, and each thread has an instance of its own, made by the same
 * constructor with the same arguments when the first call comes to the thread. As many threads as `maxConcurrency` and the
 * concurrency groups allow calls; they are started as calls need them and live as long as the actor.
 *
 * Arguments and results are copied from thread to thread in the form in which they go from process to process. A call that is
 * cancelled ends its thread, and so does one that calls process.exit; the actor and its other threads go on.
 */
import { Piscina } from "piscina";
import type { Logger } from "../../runtime/logger.js";
import { UsageError } from "../errors.js";
import type { SerializedValue } from "../xlang.js";
import type { CodePlace } from "./code-loader.js";
import { ThrownElsewhere } from "./exception-text.js";
import { memoryOf, type Packed } from "./packed.js";

/** What every thread of an actor is given when it starts. */
export interface ThreadData {
  readonly place: CodePlace;
  /** The constructor's. */
  readonly args: readonly Packed[];
}

export interface ThreadCall {
  readonly method: string;
  readonly args: readonly Packed[];
  readonly numReturns: number;
  readonly taskId: string;
}

export type ThreadAnswer = { readonly results: readonly Packed[] } | { readonly thrown: string };

/** The thread of a call ended before the call did: process.exit, too little memory, an exception that nothing caught. */
export class ThreadDiedError extends Error {
  override readonly name = "ThreadDiedError";
}

/** @throws UsageError where the class names something that is no method of its instances */
export function threadedMethodsOf(made: object): ReadonlySet<string> {
  const { threadedMethods: names = [], prototype, name } = made as { threadedMethods?: unknown } & typeof Function;
  const methods = prototype as unknown as Record<string, unknown>;
  const isMethod = (each: unknown) => typeof each === "string" && typeof methods[each] === "function";
  if (!Array.isArray(names)) throw new UsageError(`${name}.threadedMethods must be an array of names of methods.`);
  const wrong = names.find((each) => !isMethod(each) || each === "constructor");
  if (wrong === undefined) return new Set(names as string[]);
  throw new UsageError(`${name}.threadedMethods has ${JSON.stringify(wrong)}, which is no method of ${name}.`);
}

export class Threads {
  readonly #data: ThreadData;
  readonly #count: number;
  readonly #log: Logger;
  #pool: Piscina<ThreadCall, ThreadAnswer> | null = null;

  /** @param count of threads, at most */
  constructor(data: ThreadData, count: number, log: Logger) {
    this.#data = data;
    this.#count = count;
    this.#log = log;
  }

  /**
   * @param signal ends the call and its thread
   * @throws ThrownElsewhere for what the method threw, ThreadDiedError, and the reason of `signal`
   */
  async call(call: ThreadCall, signal: AbortSignal): Promise<SerializedValue[]> {
    this.#pool ??= this.#open();
    let answer: ThreadAnswer;
    try {
      answer = await this.#pool.run(call, { signal, transferList: memoryOf(call.args) });
    } catch (cause) {
      signal.throwIfAborted();
      throw new ThreadDiedError(`The thread that ran ${call.method} ended before it returned.`, { cause });
    }
    if ("thrown" in answer) throw new ThrownElsewhere(answer.thrown);
    return answer.results.map(({ metadata, data }) => ({ metadata, data: [data] }));
  }

  #open(): Piscina<ThreadCall, ThreadAnswer> {
    const pool = new Piscina<ThreadCall, ThreadAnswer>({
      filename: new URL("./thread.js", import.meta.url).href,
      // One is there again when one has ended: Piscina starts none for calls that wait already.
      minThreads: 1,
      maxThreads: this.#count,
      // What an instance has built up is not thrown away.
      idleTimeout: Number.POSITIVE_INFINITY,
      // A thread that waits for its next call goes on with what its instance has begun.
      atomics: "disabled",
      recordTiming: false,
      workerData: this.#data,
    });
    pool.on("error", (error: unknown) => {
      this.#log.error(`a thread of the actor ended: ${error instanceof Error ? error.stack : String(error)}`);
      // It was to take a call and never began: Piscina would leave that waiting for ever.
      if (pool.queueSize === 0 || this.#pool !== pool) return;
      this.#pool = null;
      void pool.destroy();
    });
    return pool;
  }
}
