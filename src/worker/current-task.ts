/** Which task the code that runs belongs to, across awaits. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { JobId, TaskId } from "../ids/index.js";
import type { Cancellation } from "./cancellation.js";
import { type IdSource, TaskIds } from "./task-ids.js";

export interface CurrentTask {
  /** Hex. */
  readonly taskId: TaskId;
  /** Aborted when the task is cancelled: its caller has been answered, and what it does is for nobody. */
  readonly signal: AbortSignal;
}

/** With what it submits by. */
export interface TaskScope extends CurrentTask {
  readonly ids: IdSource;
}

/** Of a task of ours. What few tasks need is made when it is asked for. */
export class OwnScope implements TaskScope {
  readonly taskId: TaskId;
  readonly #cancellation: Cancellation;
  readonly #jobId: JobId;
  readonly #attempt: number;
  #ids: TaskIds | null = null;

  constructor(taskId: TaskId, cancellation: Cancellation, jobId: JobId, attempt: number) {
    this.taskId = taskId;
    this.#cancellation = cancellation;
    this.#jobId = jobId;
    this.#attempt = attempt;
  }

  get signal(): AbortSignal {
    return this.#cancellation.signal;
  }

  get ids(): IdSource {
    this.#ids ??= new TaskIds(this.#jobId, this.taskId, this.#attempt);
    return this.#ids;
  }
}

/** A program's own copy of this package asks the worker's, which may be another one. */
const key = Symbol.for("narcine.currentTask");
const shared = globalThis as { [key]?: AsyncLocalStorage<TaskScope> };

export function inTask<T>(task: TaskScope, run: () => T): T {
  shared[key] ??= new AsyncLocalStorage();
  return shared[key].run(task, run);
}

/** Null outside of tasks. */
export function currentTask(): CurrentTask | null {
  return currentScope();
}

export function currentScope(): TaskScope | null {
  return shared[key]?.getStore() ?? null;
}
