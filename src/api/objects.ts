/** Values and the refs that stand for them. */
import { actorIdOfTask, taskIdOfObject } from "../ids/index.js";
import { type ObjectRef, UsageError } from "../worker/index.js";
import { currentDriver } from "./session.js";

export interface GetOptions {
  /** GetTimeoutError after so long; the tasks go on. Default, and with Infinity: none. */
  readonly timeoutMs?: number;
}

type Values<R extends readonly ObjectRef<unknown>[]> = {
  -readonly [K in keyof R]: R[K] extends ObjectRef<infer T> ? T : never;
};

/**
 * The value of a ref, or the values of several in their order. Bytes are a read-only view of the store's own memory where
 * they are large: writing through it ends the process; it is kept for as long as it is referenced.
 *
 * @throws what the task threw (RayTaskError), what became of it (WorkerCrashedError, TaskCancelledError, ...), or
 *   GetTimeoutError
 */
export function get<T>(ref: ObjectRef<T>, options?: GetOptions): Promise<T>;
export function get<const R extends readonly ObjectRef<unknown>[]>(refs: R, options?: GetOptions): Promise<Values<R>>;
export function get(refs: ObjectRef | readonly ObjectRef[], options: GetOptions = {}): Promise<unknown> {
  const driver = currentDriver();
  const deadline = deadlineOf(options.timeoutMs);
  if ("id" in refs) return driver.get(refs, deadline);
  return Promise.all(refs.map((ref) => driver.get(ref, deadline)));
}

/**
 * Stores a value that tasks can be given by its ref. Its bytes are taken now: changing them afterwards changes nothing.
 * A loop of large puts has to await something now and then: objects that nobody needs are freed on the event loop.
 * @throws UnsupportedValueError for what no other language can be given; ObjectStoreFullError
 */
export function put<T>(value: T): ObjectRef<T> {
  return currentDriver().put(value);
}

export interface WaitOptions extends GetOptions {
  /** Resolves when so many are there. Default 1. */
  readonly numReturns?: number;
}

/** Which refs are there, in their order: at most `numReturns` of them, and all others. Errors count as being there. */
export async function wait<T>(
  refs: readonly ObjectRef<T>[],
  options: WaitOptions = {},
): Promise<{ ready: ObjectRef<T>[]; notReady: ObjectRef<T>[] }> {
  const { numReturns = 1, timeoutMs } = options;
  if (!Number.isInteger(numReturns) || numReturns < 1 || numReturns > refs.length) {
    throw new UsageError(`wait: numReturns is ${numReturns}; it must be from 1 to the number of refs, ${refs.length}.`);
  }
  const released = refs.find((ref) => ref.isReleased);
  if (released !== undefined) throw new UsageError(`wait: ${released} was released; what is waited for must be kept.`);
  if (new Set(refs).size !== refs.length) throw new UsageError("wait: a ref is in the list twice.");
  const ready = await currentDriver().wait(refs, numReturns, deadlineOf(timeoutMs));
  return { ready: refs.filter((ref) => ready.has(ref)), notReady: refs.filter((ref) => !ready.has(ref)) };
}

export interface CancelOptions {
  /**
   * Kills the worker when the task runs already; without it Python raises KeyboardInterrupt in the task. Where a function in
   * TypeScript runs, its worker, or its thread in local mode, ends in either case, a moment after `currentTask().signal` is
   * aborted. Not for calls of actors, as in Ray: without it a call of one in TypeScript is answered, its signal aborted, and the
   * actor goes on (a threaded method's thread ends). Default false.
   */
  readonly force?: boolean;
}

/**
 * Cancels the task that makes this object, if it has not ended: the ref then throws TaskCancelledError.
 * @throws UsageError for `force` and a call of an actor
 */
export function cancel(ref: ObjectRef, options: CancelOptions = {}): void {
  const { force = false } = options;
  if (force && actorIdOfTask(taskIdOfObject(ref.id)) !== null) {
    throw new UsageError(
      "cancel: a call of an actor cannot be ended by force; without it the call is told, and kill() ends the actor.",
    );
  }
  currentDriver().cancel(ref, force);
}

/** 24 days. Node lets a timer of more end at once. */
const longestTimerMs = 2 ** 31 - 1;

function deadlineOf(timeoutMs: number | undefined): number | null {
  if (timeoutMs === undefined) return null;
  if (!(timeoutMs >= 0)) throw new UsageError(`timeoutMs is ${timeoutMs}; it must be 0 or more.`);
  return timeoutMs > longestTimerMs ? null : performance.now() + timeoutMs;
}
