/** By what the tasks of this process, or of this thread in local mode, call others; `init` makes a driver's. */
import type { Driver } from "./driver-interface.js";

/** A program's own copy of this package finds the worker's, which may be another one. */
const key = Symbol.for("narcine.coreWorker");
const shared = globalThis as { [key]?: () => Driver };

/** @param make called when a task first needs it */
export function offerCoreWorker(make: () => Driver): void {
  let made: Driver | null = null;
  shared[key] = () => {
    made ??= make();
    return made;
  };
}

/** Null in a process that is no worker. */
export function workersCoreWorker(): Driver | null {
  return shared[key]?.() ?? null;
}

export const isWorkerProcess = (): boolean => shared[key] !== undefined;
