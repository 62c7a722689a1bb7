/** Which task the code that runs belongs to, across awaits. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { TaskId } from "../ids/index.js";

export interface CurrentTask {
  /** Hex. */
  readonly taskId: TaskId;
  /** Aborted when the task is cancelled: its caller has been answered, and what it does is for nobody. */
  readonly signal: AbortSignal;
}

/** A program's own copy of this package asks the worker's, which may be another one. */
const key = Symbol.for("narcine.currentTask");
const shared = globalThis as { [key]?: AsyncLocalStorage<CurrentTask> };

export function inTask<T>(task: CurrentTask, run: () => T): T {
  shared[key] ??= new AsyncLocalStorage();
  return shared[key].run(task, run);
}

/** Null outside of tasks. */
export function currentTask(): CurrentTask | null {
  return shared[key]?.getStore() ?? null;
}
