/** What goes into the task submitter and what it wants done. */
import type { ObjectId, TaskId } from "../../ids/index.js";
import type { Attempt, RayletAddress, TaskFailure, WorkerAddress } from "./types.js";

export type SubmitterEvent =
  | {
      readonly type: "submit";
      readonly taskId: TaskId;
      readonly className: string;
      /** Strategy SPREAD: the raylet chooses a node for each of them anew, as far as its class waits for no lease. */
      readonly isSpread?: boolean;
      /** Further tries; -1: as many as it takes. */
      readonly maxRetries: number;
      /** An exception of the function is tried again too, if the worker says that it is of a kind to. */
      readonly retryExceptions: boolean;
      /** Own objects that are not there yet. */
      readonly missing: readonly ObjectId[];
    }
  | { readonly type: "argumentReady"; readonly objectId: ObjectId }
  /** The lease has the request's number from now on. */
  | { readonly type: "leaseGranted"; readonly requestNumber: number; readonly worker: WorkerAddress }
  | { readonly type: "leaseSpilled"; readonly requestNumber: number; readonly raylet: RayletAddress }
  /** Rejected, or cancelled by the raylet for no fault of the tasks; `failure`: no worker can be had for this class. */
  | { readonly type: "leaseRefused"; readonly requestNumber: number; readonly failure: TaskFailure | null }
  /** The raylet that was asked does not answer. */
  | { readonly type: "leaseUnanswered"; readonly requestNumber: number; readonly reason: string }
  | {
      readonly type: "pushReplied";
      readonly leaseNumber: number;
      readonly outcome: "finished" | "retryableException" | "cancelled";
      /** The worker takes no more tasks. */
      readonly isWorkerExiting: boolean;
    }
  /** The worker is gone. OUT_OF_MEMORY is tried again without limit (task_oom_retries -1, Ray 2.60.0). */
  | {
      readonly type: "pushFailed";
      readonly leaseNumber: number;
      readonly failure: TaskFailure;
      readonly mayRetry: boolean;
    }
  | { readonly type: "cancel"; readonly taskId: TaskId; readonly isForced: boolean }
  /** All copies of an object of this finished task are lost. */
  | { readonly type: "recover"; readonly taskId: TaskId; readonly missing: readonly ObjectId[] }
  /** No object of this task can be asked for any more. */
  | { readonly type: "forget"; readonly taskId: TaskId }
  /** `dueAtMs` has come. */
  | { readonly type: "tick" };

export type SubmitterEffect =
  | {
      readonly type: "requestLease";
      readonly requestNumber: number;
      readonly className: string;
      /** A task of the class, whose spec tells the raylet what is wanted. */
      readonly sample: Attempt;
      /** null: the local one. */
      readonly raylet: RayletAddress | null;
      readonly backlog: number;
    }
  | { readonly type: "cancelLeaseRequest"; readonly requestNumber: number }
  | { readonly type: "push"; readonly leaseNumber: number; readonly attempt: Attempt }
  | {
      readonly type: "returnLease";
      readonly leaseNumber: number;
      readonly isWorkerExiting: boolean;
      /** The worker is gone, or not to be trusted any more. */
      readonly isWorkerDead: boolean;
    }
  | { readonly type: "cancelPushed"; readonly leaseNumber: number; readonly taskId: TaskId; readonly isForced: boolean }
  /** The results that the worker sent are the task's: answer to the event that carried them. */
  | { readonly type: "finish"; readonly taskId: TaskId }
  | { readonly type: "fail"; readonly taskId: TaskId; readonly failure: TaskFailure };

export interface SubmitterLimits {
  /** Requests under way for one class (Ray 2.60.0: at least 10). */
  readonly maxPendingLeases: number;
  /** worker_lease_timeout_milliseconds of Ray 2.60.0. */
  readonly leaseTimeoutMs: number;
  /** A lease without a task is kept for so long, for a caller who makes one call after the other; 0: not at all. */
  readonly idleLeaseMs: number;
}

export const defaultSubmitterLimits: SubmitterLimits = { maxPendingLeases: 10, leaseTimeoutMs: 500, idleLeaseMs: 1 };
