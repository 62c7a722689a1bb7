// Everything that goes into and comes out of the lease scheduler of one raylet, as plain data.
//
// The shell decodes a request, calls `LeaseScheduler.handle(event, now)`, and performs the effects in order. A
// `requestId` is the shell's own handle of one open RPC; every requestId that comes in with `requestLease`,
// `prepareBundles`, `commitBundles`, `removeBundles`, `releaseUnusedBundles`, `resizeLocalTotals`, `drain` or
// `cancelLeasesWithShapes` is answered by exactly one effect (a lease request possibly much later).
// Resource amounts are integers in 1/10,000 of a unit everywhere (see resources.ts), times are milliseconds.

import type { Cause } from "../why.js";

/** Lower-case hex ids. */
export type LeaseId = string;
export type NodeId = string;
export type WorkerId = string;
export type JobId = string;
export type ActorId = string;
export type ObjectId = string;
export type PlacementGroupId = string;
/** The shell's handle of one open RPC. */
export type RequestId = number;

/** Resource name -> amount in 1/10,000; absent means 0 (1 for implicit resources, see resources.ts). */
export type ResourceAmounts = ReadonlyMap<string, number>;
/** Node labels. */
export type Labels = ReadonlyMap<string, string>;

/** Ray 2.60.0, common.proto LabelSelectorConstraint; the shell splits nothing, values are the wire's. */
export interface LabelConstraint {
  readonly key: string;
  readonly operator: "in" | "notIn";
  readonly values: readonly string[];
}

/** Ray 2.60.0, common.proto LabelMatchExpression (NodeLabelSchedulingStrategy). */
export interface LabelMatch {
  readonly key: string;
  readonly operator: "in" | "notIn" | "exists" | "doesNotExist";
  readonly values: readonly string[];
}

export type SchedulingStrategy =
  | { readonly type: "default" }
  | { readonly type: "spread" }
  | {
      readonly type: "nodeAffinity";
      readonly nodeId: NodeId;
      readonly soft: boolean;
      readonly spillOnUnavailable: boolean;
      readonly failOnUnavailable: boolean;
    }
  /** bundleIndex -1: any bundle of the group. The demand itself is in the `*_group_*` resource names. */
  | { readonly type: "placementGroup"; readonly placementGroupId: PlacementGroupId; readonly bundleIndex: number }
  | { readonly type: "nodeLabel"; readonly hard: readonly LabelMatch[]; readonly soft: readonly LabelMatch[] };

export interface OwnerAddress {
  readonly nodeId: NodeId;
  readonly ip: string;
  readonly port: number;
  readonly workerId: WorkerId;
}

/** A plasma argument of the lease's first task: must be local before the lease is granted. */
export interface LeaseDependency {
  readonly objectId: ObjectId;
  readonly owner: OwnerAddress;
}

/** Ray 2.60.0, common.proto LeaseSpec, decoded. */
export interface Lease {
  readonly leaseId: LeaseId;
  readonly jobId: JobId;
  readonly type: "normal" | "actorCreation";
  readonly actorId: ActorId | null;
  readonly owner: OwnerAddress;
  /** required_resources: held while the lease lives. */
  readonly resources: ResourceAmounts;
  /** required_placement_resources: used to choose the node (a default actor: CPU 1, while it holds nothing). */
  readonly placementResources: ResourceAmounts;
  readonly strategy: SchedulingStrategy;
  readonly labelSelector: readonly LabelConstraint[];
  /** fallback_strategy: label selectors tried in this order when the first cannot be served. */
  readonly fallbackSelectors: readonly (readonly LabelConstraint[])[];
  readonly depth: number;
  /** Hash the worker registers with (RegisterClientRequest.runtime_env_hash); 0 without a runtime env. */
  readonly runtimeEnvHash: number;
  /** serialized_runtime_env; "{}" or "" without one. */
  readonly serializedRuntimeEnv: string;
  readonly language: "python" | "java" | "cpp";
  /** The function descriptor as one string; part of the scheduling class. */
  readonly functionKey: string;
  readonly taskName: string;
  readonly dependencies: readonly LeaseDependency[];
  readonly dynamicWorkerOptions: readonly string[];
  readonly isDetachedActor: boolean;
  /** Set when the lease descends from a detached actor: it then outlives its job. */
  readonly rootDetachedActorId: ActorId | null;
  readonly attemptNumber: number;
  /** max_retries (normal task) or max_actor_restarts (actor); -1 without end. For the memory monitor. */
  readonly maxRetries: number;
  /** The task that submitted it, 24 bytes in hex; null where the wire has none. For the memory monitor. */
  readonly parentTaskId: string | null;
}

export interface LeasedWorker {
  readonly workerId: WorkerId;
  readonly ip: string;
  readonly port: number;
  readonly pid: number;
}

export interface BundleSpec {
  readonly placementGroupId: PlacementGroupId;
  readonly index: number;
  readonly resources: ResourceAmounts;
}

/** What another raylet told through the syncer, or what the GCS knows of it. */
export interface RemoteNodeView {
  readonly nodeId: NodeId;
  readonly total: ResourceAmounts;
  readonly available: ResourceAmounts;
  readonly labels: Labels;
  readonly isDraining: boolean;
  /** object_pulls_queued: objects that are wanted there wait for room in its store. */
  readonly arePullsQueued: boolean;
}

/** What the head knows of a placement group whose bundles this node waits for. */
export interface PlacementGroupState {
  /** infeasible: no arrangement over the nodes of the cluster holds its bundles, whatever else runs there. */
  readonly state: "pending" | "infeasible" | "removed";
  /** "PACK", "STRICT_SPREAD", ... */
  readonly strategy: string;
  readonly bundles: readonly ResourceAmounts[];
}

export type DrainReason = "idleTermination" | "preemption";

/** Why the worker pool gave no worker. `retry`: nothing is wrong with the lease, ask again later. */
export type PopFailure = "runtimeEnvSetupFailed" | "jobFinished" | "workerStartupFailed" | "retry";

export type SchedulerEvent =
  | {
      readonly type: "requestLease";
      readonly requestId: RequestId;
      readonly lease: Lease;
      /** grant_or_reject: this raylet may not spill the lease back, only grant (perhaps later) or reject. */
      readonly grantOrReject: boolean;
      readonly isSelectedBasedOnLocality: boolean;
    }
  | { readonly type: "cancelLease"; readonly leaseId: LeaseId }
  | {
      readonly type: "returnLease";
      readonly leaseId: LeaseId;
      readonly disconnectWorker: boolean;
      readonly workerExiting: boolean;
      /** Why the owner gives it up, with disconnectWorker. */
      readonly detail: string;
    }
  | { readonly type: "workerBlocked"; readonly workerId: WorkerId }
  | { readonly type: "workerUnblocked"; readonly workerId: WorkerId }
  /** It has not said that it blocks, and waits for what a task has to make first; or does so no more. */
  | { readonly type: "workerStarves"; readonly workerId: WorkerId; readonly isStarving: boolean }
  | { readonly type: "dependenciesReady"; readonly leaseId: LeaseId }
  | { readonly type: "dependenciesLost"; readonly leaseId: LeaseId }
  | { readonly type: "workerPopped"; readonly leaseId: LeaseId; readonly worker: LeasedWorker }
  | {
      readonly type: "workerPopFailed";
      readonly leaseId: LeaseId;
      readonly reason: PopFailure;
      readonly message: string;
    }
  | { readonly type: "workerDied"; readonly workerId: WorkerId }
  /** An owner process, or all owners on a node, are gone. */
  | { readonly type: "ownerDied"; readonly workerId: WorkerId }
  | { readonly type: "ownerNodeDied"; readonly nodeId: NodeId }
  /** The head restarted (ReleaseUnusedActorWorkers): the leases of actors that it waited for it asks for by new ids. */
  | { readonly type: "headRestarted" }
  /**
   * Replaces all backlog numbers of this owner (ReportWorkerBacklog). An owner reports to the raylet of its own node alone;
   * what it says of its backlog with a lease request is no demand, for no other raylet would hear when it is over.
   */
  | {
      readonly type: "reportBacklog";
      readonly ownerWorkerId: WorkerId;
      readonly reports: readonly { readonly lease: Lease; readonly backlog: number }[];
    }
  | { readonly type: "prepareBundles"; readonly requestId: RequestId; readonly bundles: readonly BundleSpec[] }
  | { readonly type: "commitBundles"; readonly requestId: RequestId; readonly bundles: readonly BundleSpec[] }
  | {
      readonly type: "removeBundles";
      readonly requestId: RequestId;
      readonly placementGroupId: PlacementGroupId;
      readonly bundles: readonly { readonly placementGroupId: PlacementGroupId; readonly index: number }[];
    }
  | {
      readonly type: "releaseUnusedBundles";
      readonly requestId: RequestId;
      readonly inUse: readonly { readonly placementGroupId: PlacementGroupId; readonly index: number }[];
    }
  | {
      readonly type: "cancelLeasesWithShapes";
      readonly requestId: RequestId;
      readonly shapes: readonly ResourceAmounts[];
    }
  /** New totals of the named resources of this node (others stay). */
  | { readonly type: "resizeLocalTotals"; readonly requestId: RequestId; readonly resources: ResourceAmounts }
  | { readonly type: "nodeView"; readonly view: RemoteNodeView }
  | { readonly type: "nodeRemoved"; readonly nodeId: NodeId }
  /** DrainRaylet: idleTermination is refused while the node is in use; deadlineMs -1 without one. */
  | {
      readonly type: "drain";
      readonly requestId: RequestId;
      readonly reason: DrainReason;
      readonly message: string;
      readonly deadlineMs: number;
    }
  /** The answer to `askPlacementGroup`. */
  | ({ readonly type: "placementGroupState"; readonly placementGroupId: PlacementGroupId } & PlacementGroupState)
  | {
      readonly type: "storeUsage";
      /** Bytes of the primary copies in the store: no lease holds that resource, and a node that keeps objects is in use. */
      readonly primaryCopyBytes: number;
      /** Objects that are wanted here wait for room in the store. */
      readonly arePullsQueued: boolean;
    }
  /** Call at `nextWakeMs()` or every 100-500 ms. */
  | { readonly type: "tick" };

export type EventOf<Type extends SchedulerEvent["type"]> = Extract<SchedulerEvent, { type: Type }>;

/** Ray 2.60.0, node_manager.proto RequestWorkerLeaseReply.SchedulingFailureType. */
export type SchedulingFailure =
  | "SCHEDULING_FAILED"
  | "SCHEDULING_CANCELLED_PLACEMENT_GROUP_REMOVED"
  | "SCHEDULING_CANCELLED_RUNTIME_ENV_SETUP_FAILED"
  | "SCHEDULING_CANCELLED_INTENDED"
  | "SCHEDULING_CANCELLED_UNSCHEDULABLE"
  | "SCHEDULING_CANCELLED_WORKER_STARTUP_FAILED";

/** One line of RequestWorkerLeaseReply.resource_mapping; quantities in 1/10,000. */
export interface ResourceMapping {
  readonly name: string;
  readonly ids: readonly { readonly index: number; readonly quantity: number }[];
}

/** One resource of a request no node can serve; amounts in 1/10,000. */
export interface Shortfall {
  readonly name: string;
  readonly asked: number;
  /** Total of the nearest node. */
  readonly has: number;
}

export interface InfeasibleReport {
  readonly lease: Lease;
  readonly reason: "resources" | "labels" | "nodeAffinity" | "placementGroup" | "placementGroupInfeasible" | "draining";
  /** The node that comes closest, null when none matches the labels at all. */
  readonly nearestNodeId: NodeId | null;
  /** Only what is missing there. */
  readonly shortfalls: readonly Shortfall[];
  /** Full text for a person: what was asked, what there is, what to do. */
  readonly message: string;
  readonly waitingMs: number;
  /** Leases of the same scheduling class that are infeasible now, this one included. */
  readonly count: number;
  /** True when the lease is cancelled with SCHEDULING_CANCELLED_UNSCHEDULABLE right after this effect. */
  readonly isFinal: boolean;
}

export type KillReason = "ownerDied" | "placementGroupRemoved";

export type SchedulerEffect =
  | {
      readonly type: "grant";
      readonly requestId: RequestId;
      readonly leaseId: LeaseId;
      readonly worker: LeasedWorker;
      readonly resourceMapping: readonly ResourceMapping[];
    }
  | {
      readonly type: "spillback";
      readonly requestId: RequestId;
      readonly leaseId: LeaseId;
      readonly nodeId: NodeId;
    }
  /** Answer rejected=true with this node's resources_data (`localView`). */
  | { readonly type: "reject"; readonly requestId: RequestId; readonly leaseId: LeaseId }
  | {
      readonly type: "cancel";
      readonly requestId: RequestId;
      readonly leaseId: LeaseId;
      readonly failureType: SchedulingFailure;
      readonly message: string;
    }
  /** Make the objects local and keep them so until `releaseDependencies`; answer dependenciesReady. */
  | {
      readonly type: "waitForDependencies";
      readonly leaseId: LeaseId;
      readonly dependencies: readonly LeaseDependency[];
    }
  | { readonly type: "releaseDependencies"; readonly leaseId: LeaseId }
  /** Answer workerPopped or workerPopFailed once, unless cancelPop comes first (a late worker is returned). */
  | { readonly type: "popWorker"; readonly lease: Lease; readonly resourceMapping: readonly ResourceMapping[] }
  | { readonly type: "cancelPop"; readonly leaseId: LeaseId }
  /** The lease is over; the worker is idle again, or (disconnect) to be ended, or ends by itself (exiting). */
  | {
      readonly type: "returnWorker";
      readonly workerId: WorkerId;
      readonly leaseId: LeaseId;
      readonly disconnect: boolean;
      readonly exiting: boolean;
      readonly detail: string;
    }
  /** End the process; its lease's resources come back with `workerDied`. */
  | {
      readonly type: "killWorker";
      readonly workerId: WorkerId;
      readonly leaseId: LeaseId;
      readonly reason: KillReason;
      readonly message: string;
    }
  | { readonly type: "replyBundles"; readonly requestId: RequestId; readonly success: boolean }
  | { readonly type: "replyShapesCancelled"; readonly requestId: RequestId; readonly cancelled: number }
  | { readonly type: "replyResize"; readonly requestId: RequestId; readonly total: ResourceAmounts }
  | {
      readonly type: "replyDrain";
      readonly requestId: RequestId;
      readonly isAccepted: boolean;
      readonly message: string;
    }
  | { readonly type: "reportInfeasible"; readonly report: InfeasibleReport }
  /** Leases wait for bundles of this group: ask the head what it knows of it, and tell by placementGroupState. */
  | { readonly type: "askPlacementGroup"; readonly placementGroupId: PlacementGroupId }
  /** The node drains and nothing of it is in use any more: it leaves the cluster now. Once. */
  | { readonly type: "drained"; readonly reason: DrainReason; readonly message: string }
  /** Availability, totals or load of this node changed: at most once per handle, last. */
  | { readonly type: "viewChanged" };

/** For ResourceViewSyncMessage, ResourcesData and GetResourceLoad. */
export interface LocalResourceView {
  readonly total: ResourceAmounts;
  readonly available: ResourceAmounts;
  readonly labels: Labels;
  readonly isDraining: boolean;
  /** Objects that are wanted here wait for room in the store. */
  readonly arePullsQueued: boolean;
  /** -1 without a deadline. */
  readonly drainingDeadlineMs: number;
  /** 0 while anything is in use, else 1 at least. */
  readonly idleDurationMs: number;
  /** Why the node is not idle; texts as stock's ("Busy workers on node.", "Resource: CPU currently in use."). */
  readonly nodeActivity: readonly string[];
}

/** One line of resource_load_by_shape. */
export interface ResourceDemand {
  readonly shape: ResourceAmounts;
  /** The label selector, then its fallbacks. */
  readonly selectors: readonly (readonly LabelConstraint[])[];
  readonly readyQueued: number;
  readonly infeasibleQueued: number;
  readonly backlog: number;
}

export type LeaseState = "waitingForDependencies" | "queued" | "infeasible" | "waitingForWorker" | "granted";

export interface LeaseWhy {
  readonly leaseId: LeaseId;
  readonly state: LeaseState | "unknown";
  readonly cause: Cause;
  readonly reason: string;
  readonly waitingMs: number;
  readonly workerId: WorkerId | null;
}

export interface StoryLine {
  readonly atMs: number;
  readonly what: string;
}

export interface LeaseSummary {
  readonly lease: Lease;
  readonly state: LeaseState;
  readonly sinceMs: number;
  readonly workerId: WorkerId | null;
  readonly isBlocked: boolean;
}

export interface SchedulerConfig {
  readonly nodeId: NodeId;
  readonly total: ResourceAmounts;
  readonly labels: Labels;
  /** Resource names with one instance per unit: predefined_unit_instance_resources + custom_unit_instance_resources. */
  readonly unitInstanceResources: ReadonlySet<string>;
  readonly infeasiblePolicy: "fail" | "wait";
  /** Time an infeasible lease waits for views of other nodes before it is first reported (or failed). */
  readonly infeasibleGraceMs: number;
  /** scheduler_spread_threshold. */
  readonly spreadThreshold: number;
  /** scheduler_top_k_fraction, scheduler_top_k_absolute. */
  readonly topKFraction: number;
  readonly topKAbsolute: number;
  /** scheduler_avoid_gpu_nodes. */
  readonly avoidGpuNodes: boolean;
  readonly workerCapEnabled: boolean;
  readonly workerCapInitialBackoffMs: number;
  readonly workerCapMaxBackoffMs: number;
  /** Uniform in [0, 1); the only source of randomness. */
  readonly random: () => number;
}
