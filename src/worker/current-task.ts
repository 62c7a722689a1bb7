/** Which task the code that runs belongs to, across awaits. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { TaskId } from "../ids/index.js";
import type { IdSource } from "./task-ids.js";

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
