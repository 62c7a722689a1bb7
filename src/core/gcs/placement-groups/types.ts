// Everything that goes into and comes out of the head's placement-group manager, as plain data.
//
// As in the actor manager: effects are performed in order, what follows a `persist` or a `forget` once that is durable,
// and each requestId is answered by exactly one effect. Amounts are integers in 1/10,000 of a unit, times milliseconds.

import type { Labels, NodeId, PlacementGroupId, RequestId, ResourceAmounts } from "../../scheduler/types.js";

/** Ray 2.60.0, common.proto PlacementStrategy. */
export type GroupStrategy = "PACK" | "SPREAD" | "STRICT_PACK" | "STRICT_SPREAD";

export interface Bundle {
  readonly index: number;
  readonly resources: ResourceAmounts;
  /** Label -> what its value must be, in Ray's notation: "x", "!x", "in(x,y)", "!in(x,y)". */
  readonly labelSelector: Labels;
  /** Where it is; null while it is nowhere. */
  readonly nodeId: NodeId | null;
}

/** Ray 2.60.0, gcs.proto PlacementGroupTableData.PlacementGroupState. */
export type GroupState = "PENDING" | "PREPARED" | "CREATED" | "REMOVED" | "RESCHEDULING";

/** Ray 2.60.0, gcs.proto PlacementGroupStats.SchedulingState. */
export type SchedulingState =
  | "QUEUED"
  | "REMOVED"
  | "SCHEDULING_STARTED"
  | "NO_RESOURCES"
  | "INFEASIBLE"
  | "FAILED_TO_COMMIT_RESOURCES"
  | "FINISHED";

export interface GroupStats {
  readonly createdMs: number;
  /** The last attempt. */
  readonly startedMs: number;
  readonly attempts: number;
  readonly highestRetryDelayMs: number;
  /** When all its bundles were placed last; 0: never. */
  readonly placedMs: number;
  readonly schedulingState: SchedulingState;
}

/** Ray 2.60.0, PlacementGroupSpec.topology_strategy STRICT_PACK: all bundles on nodes with the same value of this label. */
export interface GroupTopology {
  readonly label: string;
  /** That of the nodes where it is; null while none of its bundles is anywhere. */
  readonly value: string | null;
}

/** One group as it is persisted and shown. Never changed in place. */
export interface GroupData {
  readonly placementGroupId: PlacementGroupId;
  /** "" without a name. */
  readonly name: string;
  readonly namespace: string;
  readonly strategy: GroupStrategy;
  readonly bundles: readonly Bundle[];
  readonly state: GroupState;
  readonly creatorJobId: string;
  readonly creatorActorId: string | null;
  readonly isCreatorJobDead: boolean;
  readonly isCreatorActorDead: boolean;
  readonly isDetached: boolean;
  /** STRICT_PACK: try this node first. */
  readonly softTargetNodeId: NodeId | null;
  /** null: labels do not matter. */
  readonly topology: GroupTopology | null;
  readonly stats: GroupStats;
}

/** A group as it is asked for. */
export type GroupSpec = Omit<GroupData, "state" | "stats">;

export interface GroupNode {
  readonly nodeId: NodeId;
  readonly ip: string;
  readonly port: number;
}

/** What the syncer tells of a node. */
export interface GroupNodeView {
  readonly nodeId: NodeId;
  readonly total: ResourceAmounts;
  readonly available: ResourceAmounts;
  readonly labels: Labels;
  readonly isDraining: boolean;
}

export type GroupEvent =
  | { readonly type: "createGroup"; readonly requestId: RequestId; readonly spec: GroupSpec }
  | { readonly type: "removeGroup"; readonly requestId: RequestId; readonly placementGroupId: PlacementGroupId }
  | { readonly type: "waitUntilReady"; readonly requestId: RequestId; readonly placementGroupId: PlacementGroupId }
  /** Whoever waited has gone. */
  | { readonly type: "stopWaiting"; readonly requestId: RequestId; readonly placementGroupId: PlacementGroupId }
  /**
   * Answers to effects. `refused`: the raylet says that it has no room; `failed`: no answer, it may have been done;
   * `committed`: where it may, it has been.
   */
  | {
      readonly type: "prepareReply";
      readonly placementGroupId: PlacementGroupId;
      readonly nodeId: NodeId;
      readonly outcome: "prepared" | "committed" | "refused" | "failed";
    }
  | {
      readonly type: "commitReply";
      readonly placementGroupId: PlacementGroupId;
      readonly nodeId: NodeId;
      readonly isDone: boolean;
    }
  | {
      readonly type: "returnReply";
      readonly placementGroupId: PlacementGroupId;
      readonly nodeId: NodeId;
      readonly isDone: boolean;
    }
  | { readonly type: "unusedBundlesReleased"; readonly nodeId: NodeId }
  /** News of the cluster. */
  | { readonly type: "nodeAdded"; readonly node: GroupNode; readonly view: GroupNodeView }
  | { readonly type: "nodeView"; readonly view: GroupNodeView }
  | { readonly type: "nodeDied"; readonly nodeId: NodeId }
  | { readonly type: "jobFinished"; readonly jobId: string }
  | { readonly type: "actorEnded"; readonly actorId: string }
  /** Call at `nextWakeMs()`. */
  | { readonly type: "tick" };

export type GroupEventOf<Type extends GroupEvent["type"]> = Extract<GroupEvent, { type: Type }>;

export type GroupStatus = "ok" | "invalid" | "notFound";

export interface BundleRef {
  readonly placementGroupId: PlacementGroupId;
  readonly index: number;
}

export type GroupEffect =
  | { readonly type: "reply"; readonly requestId: RequestId; readonly status: GroupStatus; readonly message: string }
  | { readonly type: "persist"; readonly group: GroupData }
  /** Delete the row: the table of removed groups is full. */
  | { readonly type: "forget"; readonly placementGroupId: PlacementGroupId }
  /** PrepareBundleResources: all of these or none; answer prepareReply once. */
  | {
      readonly type: "prepareBundles";
      readonly placementGroupId: PlacementGroupId;
      readonly node: GroupNode;
      readonly bundles: readonly Bundle[];
      /** No other node is asked: there is nothing to wait for between the two phases. */
      readonly mayCommit: boolean;
    }
  /** CommitBundleResources; answer commitReply once. */
  | {
      readonly type: "commitBundles";
      readonly placementGroupId: PlacementGroupId;
      readonly node: GroupNode;
      readonly bundles: readonly Bundle[];
    }
  /** RemovePlacementGroupBundles; answer returnReply once. */
  | {
      readonly type: "returnBundles";
      readonly placementGroupId: PlacementGroupId;
      readonly node: GroupNode;
      readonly bundles: readonly Bundle[];
    }
  /** RAY_ERROR_INFO: no arrangement over the nodes there are holds this job's group. */
  | { readonly type: "tellInfeasible"; readonly jobId: string; readonly message: string }
  /** ReleaseUnusedBundles; answer unusedBundlesReleased once it succeeded. */
  | { readonly type: "releaseUnusedBundles"; readonly node: GroupNode; readonly inUse: readonly BundleRef[] };

export interface GroupManagerConfig {
  /** gcs_create_placement_group_retry_min_interval_ms, _max_interval_ms, _multiplier. */
  readonly retryMinMs: number;
  readonly retryMaxMs: number;
  readonly retryMultiplier: number;
  /** How long a group is infeasible before its job is told. */
  readonly infeasibleGraceMs: number;
  /** Pause before a call that broke is repeated. */
  readonly callRetryMs: number;
  /** Removed groups that are still shown. */
  readonly maxRemovedGroups: number;
}

/** Why a group is not ready, out of a closed list. */
export type GroupWhy =
  | { readonly cause: "unknown" | "removed" | "ready" }
  /** Bundles are being reserved on, or taken back from, these nodes. */
  | { readonly cause: "preparing" | "committing" | "returning"; readonly nodeIds: readonly NodeId[] }
  /** There is no room now; tried again at `nextMs`. */
  | { readonly cause: "noRoom"; readonly nextMs: number; readonly attempts: number }
  /** No arrangement over the nodes there are holds its bundles; `index` fits no node even when all are empty. */
  | { readonly cause: "infeasible"; readonly index: number | null };
