/**
 * What the machines of a core worker (a driver or worker that speaks Ray's protocols itself) share. Numbers of ErrorType
 * are those of common.proto (Ray 2.60.0): an object whose value is an error carries one as its metadata.
 */
import type { NodeId, TaskId, WorkerId } from "../../ids/index.js";

export const ErrorType = {
  WORKER_DIED: 0,
  ACTOR_DIED: 1,
  TASK_EXECUTION_EXCEPTION: 3,
  TASK_CANCELLED: 5,
  RUNTIME_ENV_SETUP_FAILED: 7,
  OBJECT_LOST: 8,
  OWNER_DIED: 9,
  OBJECT_UNRECONSTRUCTABLE_MAX_ATTEMPTS_EXCEEDED: 12,
  LOCAL_RAYLET_DIED: 15,
  TASK_PLACEMENT_GROUP_REMOVED: 16,
  TASK_UNSCHEDULABLE_ERROR: 18,
  OBJECT_FREED: 21,
  OUT_OF_MEMORY: 22,
  NODE_DIED: 23,
  ACTOR_UNAVAILABLE: 25,
  OBJECT_UNRECONSTRUCTABLE_PUT: 27,
  WORKER_STARTUP_FAILED: 33,
} as const;
export type ErrorType = (typeof ErrorType)[keyof typeof ErrorType];

/** Why a task has no result of its own. */
export interface TaskFailure {
  readonly type: ErrorType;
  readonly message: string;
}

/** Where a worker listens. */
export interface WorkerAddress {
  readonly nodeId: NodeId;
  readonly ip: string;
  readonly port: number;
  readonly workerId: WorkerId;
}

/** Where a raylet listens. */
export interface RayletAddress {
  readonly nodeId: NodeId;
  readonly ip: string;
  readonly port: number;
}

/** One try of a task. */
export interface Attempt {
  readonly taskId: TaskId;
  /** From 0. */
  readonly attempt: number;
}
