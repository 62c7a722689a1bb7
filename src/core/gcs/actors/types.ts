// Everything that goes into and comes out of the head's actor manager, as plain data.
//
// The shell decodes a request, calls `ActorManager.handle(event, now)` and performs the effects in order; what follows a
// `persist` or a `forget` is performed once that is durable, so that nothing is answered or published that a restart
// forgets. A `requestId` is the shell's own handle of one open RPC; each is answered by exactly one effect.
// Times are milliseconds.

import type {
  ActorId,
  JobId,
  LeaseId,
  NodeId,
  OwnerAddress,
  PlacementGroupId,
  RequestId,
  ResourceMapping,
  SchedulingFailure,
  WorkerId,
} from "../../scheduler/types.js";
import type { NodeDeath } from "../types.js";

/** Ray 2.60.0, gcs.proto ActorTableData.ActorState. */
export type ActorState = "DEPENDENCIES_UNREADY" | "PENDING_CREATION" | "ALIVE" | "RESTARTING" | "DEAD";

/** What the head must know of a creation task (Ray 2.60.0, common.proto TaskSpec). */
export interface ActorSpec {
  readonly actorId: ActorId;
  readonly jobId: JobId;
  /** "" without a name. */
  readonly name: string;
  readonly namespace: string;
  readonly isDetached: boolean;
  readonly owner: OwnerAddress;
  /** -1 without end. */
  readonly maxRestarts: number;
  /** The detached actor it descends from (itself when detached): it then outlives its job. */
  readonly rootDetachedActorId: ActorId | null;
  readonly className: string;
  /** required_resources is not empty: such an actor is placed from its owner's node. */
  readonly hasResources: boolean;
  /** Nodes it is bound to, by a selector of ray.io/node-id (sorted) or by node affinity, in the order to try. */
  readonly affinityNodeIds: readonly NodeId[];
  readonly placementGroupId: PlacementGroupId | null;
  /** The encoded fields of ActorTableData that never change: what is shown of it beside what this machine knows. */
  readonly shown: Uint8Array;
  /** The encoded TaskSpec, fields unknown to us included; empty once the actor can never start again. */
  readonly taskSpec: Uint8Array;
}

/** Ray 2.60.0, common.proto ActorDiedErrorContext.Reason. */
export type DiedReason = "WORKER_DIED" | "OWNER_DIED" | "NODE_DIED" | "RAY_KILL" | "OUT_OF_SCOPE" | "REF_DELETED";

/** Ray 2.60.0, common.proto ActorDeathCause. */
export type DeathCause =
  | {
      readonly type: "died";
      readonly reason: DiedReason;
      readonly message: string;
      readonly nodeIp: string;
      readonly pid: number;
      readonly neverStarted: boolean;
      readonly nodeDeath: NodeDeath | null;
    }
  | { readonly type: "unschedulable"; readonly message: string }
  | { readonly type: "runtimeEnvFailed"; readonly message: string }
  | { readonly type: "outOfMemory"; readonly message: string }
  /** __init__ raised; `exception` is an encoded RayException. */
  | { readonly type: "creationFailed"; readonly exception: Uint8Array };

/** One actor as it is persisted, published and shown. Never changed in place: an effect may be performed later. */
export interface ActorData {
  readonly spec: ActorSpec;
  readonly state: ActorState;
  /** The worker it runs on or is being created on. */
  readonly worker: OwnerAddress | null;
  readonly pid: number;
  /** Where it runs, or ran last. */
  readonly nodeId: NodeId | null;
  readonly resourceMapping: readonly ResourceMapping[];
  readonly numRestarts: number;
  readonly numRestartsByLineage: number;
  readonly numRestartsByPreemption: number;
  /** Its node is being drained: the restart that follows does not count against maxRestarts. */
  readonly isPreempted: boolean;
  readonly reprName: string;
  readonly timestampMs: number;
  /** 0: never ran. */
  readonly startMs: number;
  /** 0: not dead. */
  readonly endMs: number;
  readonly deathCause: DeathCause | null;
}

/** Ray 2.60.0, common.proto WorkerExitType. */
export type WorkerExitType =
  | "SYSTEM_ERROR"
  | "INTENDED_SYSTEM_EXIT"
  | "USER_ERROR"
  | "INTENDED_USER_EXIT"
  | "NODE_OUT_OF_MEMORY";

export type LeaseOutcome =
  | {
      readonly type: "granted";
      readonly worker: OwnerAddress;
      readonly pid: number;
      readonly resourceMapping: readonly ResourceMapping[];
    }
  | { readonly type: "spillback"; readonly nodeId: NodeId }
  /** grant_or_reject, and that raylet cannot grant now. */
  | { readonly type: "rejected" }
  | { readonly type: "canceled"; readonly failure: SchedulingFailure; readonly message: string }
  /** No answer: the raylet cannot be reached, or its answer says nothing. */
  | { readonly type: "failed"; readonly message: string };

export type CreationOutcome =
  | {
      readonly type: "done";
      readonly reprName: string;
      /** Encoded ObjectReferenceCounts of PushTaskReply.borrowed_refs, for the owner. */
      readonly borrowedRefs: readonly Uint8Array[];
      /** __init__ raised: the worker will end by itself. */
      readonly applicationError: string | null;
    }
  | { readonly type: "failed"; readonly message: string };

export interface AliveNode {
  readonly nodeId: NodeId;
  readonly ip: string;
  readonly port: number;
}

export type ActorEvent =
  | { readonly type: "registerActor"; readonly requestId: RequestId; readonly spec: ActorSpec }
  /** The owner has resolved the creation task's arguments; `spec` is the task as it is to be pushed. */
  | { readonly type: "createActor"; readonly requestId: RequestId; readonly spec: ActorSpec }
  | {
      readonly type: "restartForLineage";
      readonly requestId: RequestId;
      readonly actorId: ActorId;
      /** num_restarts_due_to_lineage_reconstruction as it shall become. */
      readonly numRestartsByLineage: number;
    }
  | {
      readonly type: "killActor";
      readonly requestId: RequestId;
      readonly actorId: ActorId;
      readonly force: boolean;
      readonly noRestart: boolean;
    }
  | {
      readonly type: "actorOutOfScope";
      readonly requestId: RequestId;
      readonly actorId: ActorId;
      readonly numRestartsByLineage: number;
    }
  /** Answers to effects. */
  | {
      readonly type: "leaseReply";
      readonly actorId: ActorId;
      readonly leaseId: LeaseId;
      readonly nodeId: NodeId;
      readonly outcome: LeaseOutcome;
    }
  | {
      readonly type: "creationReply";
      readonly actorId: ActorId;
      readonly workerId: WorkerId;
      readonly outcome: CreationOutcome;
    }
  /** `unreachable`: the call broke and nothing says that the owner is gone. */
  | { readonly type: "ownerReply"; readonly actorId: ActorId; readonly outcome: "refDeleted" | "gone" | "unreachable" }
  | { readonly type: "unusedWorkersReleased"; readonly nodeId: NodeId }
  /** News of the cluster. */
  | {
      readonly type: "workerDied";
      readonly nodeId: NodeId;
      readonly workerId: WorkerId;
      readonly exitType: WorkerExitType;
      readonly detail: string;
      /** Encoded RayException of the creation task. */
      readonly creationException: Uint8Array | null;
    }
  | { readonly type: "nodeAdded"; readonly node: AliveNode }
  | { readonly type: "nodeDied"; readonly nodeId: NodeId; readonly death: NodeDeath }
  | { readonly type: "nodePreempted"; readonly nodeId: NodeId }
  | { readonly type: "jobFinished"; readonly jobId: JobId }
  /** Call at `nextWakeMs()`. */
  | { readonly type: "tick" };

export type ActorEventOf<Type extends ActorEvent["type"]> = Extract<ActorEvent, { type: Type }>;

/** Names of Ray's status codes that the manager answers with. */
export type ActorStatus = "ok" | "invalid" | "notFound" | "alreadyExists" | "schedulingCancelled" | "creationTaskError";

export type ActorEffect =
  | { readonly type: "reply"; readonly requestId: RequestId; readonly status: ActorStatus; readonly message: string }
  /** The answer to createActor. */
  | {
      readonly type: "replyCreated";
      readonly requestId: RequestId;
      readonly status: ActorStatus;
      readonly message: string;
      readonly worker: OwnerAddress | null;
      readonly borrowedRefs: readonly Uint8Array[];
      readonly deathCause: DeathCause | null;
      readonly actor: ActorData;
    }
  /** Write the row; `spec` says what becomes of the creation task's own row. */
  | { readonly type: "persist"; readonly actor: ActorData; readonly spec: "write" | "keep" | "delete" }
  /** Delete both rows: the table of dead actors is full. */
  | { readonly type: "forget"; readonly actorId: ActorId }
  /** GCS_ACTOR_CHANNEL; `isFull` false: only what changes (state, address, counters, death cause). */
  | { readonly type: "publish"; readonly actor: ActorData; readonly isFull: boolean }
  | { readonly type: "publishError"; readonly jobId: JobId; readonly errorType: string; readonly message: string }
  /** RequestWorkerLease; answer leaseReply once. Repeated with the same leaseId after a failure. */
  | {
      readonly type: "requestLease";
      readonly actor: ActorData;
      readonly node: AliveNode;
      readonly leaseId: LeaseId;
      readonly grantOrReject: boolean;
    }
  /**
   * Nobody wants this lease any more: CancelWorkerLease, and once that is answered ReturnWorkerLease by its id, which
   * ends the worker if the lease was granted after all. Both are repeated until the raylet has them or is gone.
   */
  | { readonly type: "dropLease"; readonly node: AliveNode; readonly leaseId: LeaseId }
  /** PushTask of the creation task; answer creationReply once. */
  | { readonly type: "createOnWorker"; readonly actor: ActorData; readonly worker: OwnerAddress }
  /** KillLocalActor. */
  | {
      readonly type: "killWorker";
      readonly actor: ActorData;
      readonly node: AliveNode;
      readonly worker: OwnerAddress;
      readonly force: boolean;
      readonly deathCause: DeathCause;
    }
  /** WaitForActorRefDeleted; answer ownerReply once. */
  | { readonly type: "watchOwner"; readonly actorId: ActorId; readonly owner: OwnerAddress }
  /** ReleaseUnusedActorWorkers; answer unusedWorkersReleased once it succeeded. */
  | { readonly type: "releaseUnusedWorkers"; readonly node: AliveNode; readonly inUse: readonly WorkerId[] }
  /** For the placement groups it made: it is dead, or starts anew. */
  | { readonly type: "actorEnded"; readonly actorId: ActorId };

export interface ActorManagerConfig {
  /** maximum_gcs_destroyed_actor_cached_count. */
  readonly maxDeadActors: number;
  /** gcs_lease_worker_retry_interval_ms. */
  readonly leaseRetryMs: number;
  /** gcs_create_actor_retry_interval_ms. */
  readonly creationRetryMs: number;
  /** actor_graceful_shutdown_timeout_ms. */
  readonly gracefulShutdownMs: number;
  /** Pause before an owner that could not be reached is asked again. */
  readonly ownerRetryMs: number;
  /** A new LeaseId each time. */
  readonly newLeaseId: () => LeaseId;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export interface ActorFilters {
  readonly actorId: ActorId | null;
  readonly jobId: JobId | null;
  readonly state: ActorState | null;
}
