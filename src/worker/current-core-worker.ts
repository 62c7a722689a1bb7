/** The core worker of this process where it is a worker of the cluster; `init` makes a driver's. */
import type { CoreWorker } from "./core-worker.js";

/** A program's own copy of this package finds the worker's, which may be another one. */
const key = Symbol.for("narcine.coreWorker");
const shared = globalThis as { [key]?: () => CoreWorker };

/** @param make called when a task first needs it */
export function offerCoreWorker(make: () => CoreWorker): void {
  let made: CoreWorker | null = null;
  shared[key] = () => {
    made ??= make();
    return made;
  };
}

/** Null in a process that is no worker. */
export function workersCoreWorker(): CoreWorker | null {
  return shared[key]?.() ?? null;
}

export const isWorkerProcess = (): boolean => shared[key] !== undefined;
