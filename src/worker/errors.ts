/**
 * What a task, a call or an object can fail with: Ray's hierarchy (ray.exceptions, Ray 2.60.0) as classes.
 *
 *   RayError
 *     RayTaskError                 the function raised; `cause` has the remote exception's name, message and stack
 *     TaskCancelledError
 *     WorkerCrashedError  OutOfMemoryError  NodeDiedError  LocalRayletDiedError
 *     TaskUnschedulableError  RuntimeEnvSetupError
 *     ActorError                   ActorDiedError, ActorUnavailableError
 *     ObjectLostError              OwnerDiedError, ObjectFreedError, ObjectReconstructionFailedError
 *     ObjectStoreFullError  OutOfDiskError
 *     GetTimeoutError
 *     UnreadableValueError         the producer's language alone can read the value
 *     UsageError  ConnectError     of this side: nothing was asked of the cluster, or no cluster is there
 */
import { NarcineError } from "../runtime/errors.js";

export class RayError extends NarcineError {
  constructor(message: string, options?: ErrorOptions, code = "RAY_ERROR") {
    super(code, message, options);
  }
}

/** The exception on the other side, as far as text can tell. `stack` is the remote traceback. */
export class RemoteError extends Error {
  constructor(name: string, message: string, stack: string) {
    super(message);
    this.name = name;
    this.stack = stack;
  }
}

export class RayTaskError extends RayError {
  override readonly cause: RemoteError;

  constructor(message: string, cause: RemoteError) {
    super(message, { cause }, "RAY_TASK_ERROR");
    this.cause = cause;
  }
}

const kind = (code: string) =>
  class extends RayError {
    constructor(message: string, options?: ErrorOptions) {
      super(message, options, code);
    }
  };

export class TaskCancelledError extends kind("RAY_TASK_CANCELLED") {}
export class WorkerCrashedError extends kind("RAY_WORKER_CRASHED") {}
export class OutOfMemoryError extends kind("RAY_OUT_OF_MEMORY") {}
export class NodeDiedError extends kind("RAY_NODE_DIED") {}
export class LocalRayletDiedError extends kind("RAY_LOCAL_RAYLET_DIED") {}
export class TaskUnschedulableError extends kind("RAY_TASK_UNSCHEDULABLE") {}
export class RuntimeEnvSetupError extends kind("RAY_RUNTIME_ENV_SETUP") {}
export class ActorError extends RayError {}
export class ActorDiedError extends ActorError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options, "RAY_ACTOR_DIED");
  }
}
export class ActorUnavailableError extends ActorError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options, "RAY_ACTOR_UNAVAILABLE");
  }
}
export class ObjectLostError extends RayError {
  constructor(message: string, options?: ErrorOptions, code = "RAY_OBJECT_LOST") {
    super(message, options, code);
  }
}
export class OwnerDiedError extends ObjectLostError {}
export class ObjectFreedError extends ObjectLostError {}
export class ObjectReconstructionFailedError extends ObjectLostError {}
export class ObjectStoreFullError extends kind("RAY_OBJECT_STORE_FULL") {}
export class OutOfDiskError extends kind("RAY_OUT_OF_DISK") {}
export class GetTimeoutError extends kind("RAY_GET_TIMEOUT") {}
export class UnreadableValueError extends kind("RAY_UNREADABLE_VALUE") {}
/** The API was used in a way it cannot be: not initialized, already shut down, a wrong option. */
export class UsageError extends kind("NARCINE_USAGE") {}
/** The cluster or its node on this machine cannot be found or refuses us. */
export class ConnectError extends kind("NARCINE_CONNECT") {}
