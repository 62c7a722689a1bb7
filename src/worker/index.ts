/** What `src/api` builds on. */
export type { ActorFacts, ActorOptions } from "./actor-spec.js";
export { isWorkerProcess, workersCoreWorker } from "./current-core-worker.js";
export { type CurrentTask, currentTask } from "./current-task.js";
export { connectDriver, type DriverOptions } from "./driver.js";
export type { ActorCallOptions, Driver, PreparedCall } from "./driver-interface.js";
export * from "./errors.js";
export { checkGroup, methodGroupsOf } from "./method-groups.js";
export { ObjectRef } from "./object-ref.js";
export type { Bundle, PlacementGroupOptions } from "./placement-groups.js";
export type { Stream } from "./stream.js";
export type { FunctionTarget, PlacementGroupRef, SchedulingStrategy, TaskOptions } from "./task-spec.js";
export { typescriptTarget } from "./typescript-target.js";
