/**
 * Ray from TypeScript: a driver on any Ray 2.60 cluster, ours or stock's.
 *
 *   await using session = await init();
 *   const add = python<(a: number, b: number) => number>("operator:add");
 *   console.log(await add.remote(1, add.remote(2, 3)));
 */

export { SparkMissingError, type SparkOptions } from "../spark/launcher.js";
export {
  ClusterOptionsError,
  ClusterSetupError,
  MAX_NUM_WORKER_NODES,
  type RayClusterOnSpark,
  type SetupRayClusterOptions,
  setupRayCluster,
} from "../spark/setup-ray-cluster.js";
export { UnsupportedValueError } from "../wire/msgpack.js";
export {
  ActorDiedError,
  ActorError,
  type ActorOptions,
  ActorUnavailableError,
  type Bundle,
  ConnectError,
  type CurrentTask,
  currentTask,
  GetTimeoutError,
  LocalRayletDiedError,
  NodeDiedError,
  ObjectFreedError,
  ObjectLostError,
  ObjectReconstructionFailedError,
  ObjectRef,
  ObjectStoreFullError,
  OutOfDiskError,
  OutOfMemoryError,
  OwnerDiedError,
  type PlacementGroupOptions,
  type PlacementGroupRef,
  RayError,
  RayTaskError,
  RemoteError,
  RuntimeEnvSetupError,
  type SchedulingStrategy,
  TaskCancelledError,
  type TaskOptions,
  TaskUnschedulableError,
  UnreadableValueError,
  UsageError,
  WorkerCrashedError,
} from "../worker/index.js";
export {
  type ActorHandle,
  type ActorIdentity,
  ActorMethod,
  type GetActorOptions,
  getActor,
  type KillOptions,
  kill,
  type MethodOptions,
  RemoteClass,
} from "./actors.js";
export { type CallArguments, Keywords, kwargs, type RemoteArguments } from "./call-arguments.js";
export { type FunctionOptions, RemoteFunction } from "./functions.js";
export { type CancelOptions, cancel, type GetOptions, get, put, type WaitOptions, wait } from "./objects.js";
export { PlacementGroup, placementGroup } from "./placement-groups.js";
export { python } from "./python.js";
export { RefStream } from "./ref-stream.js";
export { type InitOptions, init, type Session, type SessionStats, shutdown } from "./session.js";
export { actor, remote, type TypeScriptActorOptions, type TypeScriptTaskOptions } from "./typescript.js";
