import { parseSelector } from "../core/gcs/placement-groups/bundle-policy.js";
import type { Bundle, GroupData, GroupSpec, GroupStrategy, GroupTopology } from "../core/gcs/placement-groups/types.js";
import { toAmounts, toUnits } from "../core/scheduler/resources.js";
import { ActorId, JobId, NodeId, PlacementGroupId } from "../ids/index.js";
import { type autoscaler, decode, type Init, rpc, WireError } from "../wire/index.js";

/** The wire's words for a placement group (Ray 2.60.0, common.proto and gcs.proto) to the manager's and back. */

const NS_PER_MS = 1_000_000;
const US_PER_MS = 1_000;

/** @throws WireError "BadField", IdError */
export function decodeGroupSpec(spec: rpc.PlacementGroupSpec, namespace: string): GroupSpec {
  return {
    placementGroupId: PlacementGroupId.fromBytes(spec.placementGroupId),
    name: spec.name,
    namespace,
    strategy: strategyOf(spec.strategy),
    bundles: spec.bundles.map(decodeBundle),
    creatorJobId: JobId.fromBytes(spec.creatorJobId),
    creatorActorId: ActorId.fromOptionalBytes(spec.creatorActorId),
    isCreatorJobDead: spec.creatorJobDead,
    isCreatorActorDead: spec.creatorActorDead,
    isDetached: spec.isDetached,
    softTargetNodeId: NodeId.fromOptionalBytes(spec.softTargetNodeId),
    topology: topologyOf(spec.topologyStrategy, {}),
  };
}

export function encodeGroup(group: GroupData): Init<rpc.PlacementGroupTableData> {
  const { stats, topology } = group;
  const isPlaced = stats.placedMs > 0;
  return {
    placementGroupId: Buffer.from(group.placementGroupId, "hex"),
    name: group.name,
    bundles: encodeBundles(group.placementGroupId, group.bundles),
    strategy: rpc.PlacementStrategy[group.strategy],
    state: rpc.PlacementGroupTableData_PlacementGroupState[group.state],
    creatorJobId: Buffer.from(group.creatorJobId, "hex"),
    creatorActorId: optionalBytes(group.creatorActorId),
    creatorJobDead: group.isCreatorJobDead,
    creatorActorDead: group.isCreatorActorDead,
    isDetached: group.isDetached,
    rayNamespace: group.namespace,
    softTargetNodeId: optionalBytes(group.softTargetNodeId),
    topologyStrategy: topology === null ? {} : { [topology.label]: rpc.PlacementStrategy.STRICT_PACK },
    topologyAssignments: topology === null || topology.value === null ? {} : { [topology.label]: topology.value },
    placementGroupCreationTimestampMs: stats.createdMs,
    placementGroupFinalBundlePlacementTimestampMs: stats.placedMs,
    stats: {
      creationRequestReceivedNs: stats.createdMs * NS_PER_MS,
      schedulingStartedTimeNs: stats.startedMs * NS_PER_MS,
      schedulingLatencyUs: isPlaced ? Math.max(0, stats.placedMs - stats.startedMs) * US_PER_MS : 0,
      endToEndCreationLatencyUs: isPlaced ? Math.max(0, stats.placedMs - stats.createdMs) * US_PER_MS : 0,
      schedulingAttempt: stats.attempts,
      highestRetryDelayMs: stats.highestRetryDelayMs,
      schedulingState: rpc.PlacementGroupStats_SchedulingState[stats.schedulingState],
    },
  };
}

/** @throws WireError, IdError */
export function decodeGroupRow(row: Uint8Array): GroupData {
  const data = decode(rpc.PlacementGroupTableData, row);
  const { stats } = data;
  return {
    placementGroupId: PlacementGroupId.fromBytes(data.placementGroupId),
    name: data.name,
    namespace: data.rayNamespace,
    strategy: strategyOf(data.strategy),
    bundles: data.bundles.map(decodeBundle),
    state: STATES[data.state] ?? "REMOVED",
    creatorJobId: JobId.fromBytes(data.creatorJobId),
    creatorActorId: ActorId.fromOptionalBytes(data.creatorActorId),
    isCreatorJobDead: data.creatorJobDead,
    isCreatorActorDead: data.creatorActorDead,
    isDetached: data.isDetached,
    softTargetNodeId: NodeId.fromOptionalBytes(data.softTargetNodeId),
    topology: topologyOf(data.topologyStrategy, data.topologyAssignments),
    stats: {
      createdMs: data.placementGroupCreationTimestampMs,
      startedMs: (stats?.schedulingStartedTimeNs ?? 0) / NS_PER_MS,
      attempts: stats?.schedulingAttempt ?? 0,
      highestRetryDelayMs: stats?.highestRetryDelayMs ?? 0,
      placedMs: data.placementGroupFinalBundlePlacementTimestampMs,
      schedulingState: SCHEDULING_STATES[stats?.schedulingState ?? 0] ?? "QUEUED",
    },
  };
}

/** What Ray's Python lets through: one label, with STRICT_PACK. @throws WireError "BadField" */
function topologyOf(
  strategies: Readonly<Record<string, rpc.PlacementStrategy>>,
  assignments: Readonly<Record<string, string>>,
): GroupTopology | null {
  const [first, ...others] = Object.entries(strategies);
  if (first === undefined) return null;
  const [label, strategy] = first;
  if (others.length > 0 || strategy !== rpc.PlacementStrategy.STRICT_PACK) {
    throw new WireError("BadField", "topology_strategy may have one label, with STRICT_PACK");
  }
  return { label, value: assignments[label] ?? null };
}

export function encodeBundles(placementGroupId: string, bundles: readonly Bundle[]): Init<rpc.Bundle>[] {
  return bundles.map(({ index, resources, labelSelector, nodeId }) => ({
    bundleId: { placementGroupId: Buffer.from(placementGroupId, "hex"), bundleIndex: index },
    unitResources: Object.fromEntries([...resources].map(([name, amount]) => [name, toUnits(amount)])),
    nodeId: optionalBytes(nodeId),
    labelSelector: Object.fromEntries(labelSelector),
  }));
}

/**
 * What a waiting group asks the autoscaler for (Ray 2.60.0, gcs_autoscaler_state_manager.cc): strict strategies bind
 * their bundles to one node, or to one each, by a constraint over a label of the group.
 */
export function gangRequestOf(group: GroupData): Init<autoscaler.GangResourceRequest> {
  const label = groupLabel(group.placementGroupId);
  const constraint = {
    STRICT_SPREAD: { antiAffinity: { labelName: label, labelValue: "" } },
    STRICT_PACK: { affinity: { labelName: label, labelValue: "" } },
    SPREAD: null,
    PACK: null,
  }[group.strategy];
  const placementConstraints = constraint === null ? [] : [constraint];
  const missing = group.bundles.filter(({ nodeId }) => nodeId === null);
  const requests = missing.map(({ resources, labelSelector }) => ({
    resourcesBundle: Object.fromEntries([...resources].map(([name, amount]) => [name, toUnits(amount)])),
    placementConstraints,
    labelSelectors: labelSelector.size === 0 ? [] : [{ labelConstraints: encodeSelector(labelSelector) }],
  }));
  const text = missing.map(({ resources }) => JSON.stringify(Object.fromEntries(resources))).join(", ");
  return {
    requests,
    bundleSelectors: [{ resourceRequests: requests }],
    details: `${group.placementGroupId}:${group.strategy}|${group.state}|${group.creatorJobId}|${text}`,
  };
}

/** Ray 2.60.0, common/constants.h kPlacementGroupConstraintKeyPrefix. */
export function groupLabel(placementGroupId: string): string {
  return `_PG_${placementGroupId}`;
}

const STRATEGIES: readonly GroupStrategy[] = ["PACK", "SPREAD", "STRICT_PACK", "STRICT_SPREAD"];
const STATES: readonly GroupData["state"][] = ["PENDING", "PREPARED", "CREATED", "REMOVED", "RESCHEDULING"];
const SCHEDULING_STATES: readonly GroupData["stats"]["schedulingState"][] = [
  "QUEUED",
  "REMOVED",
  "SCHEDULING_STARTED",
  "NO_RESOURCES",
  "INFEASIBLE",
  "FAILED_TO_COMMIT_RESOURCES",
  "FINISHED",
];

function strategyOf(value: rpc.PlacementStrategy): GroupStrategy {
  const strategy = STRATEGIES[value];
  if (strategy === undefined) {
    throw new WireError("BadField", `placement strategy ${value}; known are ${STRATEGIES.join(", ")}`);
  }
  return strategy;
}

function decodeBundle({ bundleId, unitResources, nodeId, labelSelector }: rpc.Bundle, at: number): Bundle {
  return {
    index: bundleId?.bundleIndex ?? at,
    resources: toAmounts(Object.entries(unitResources)),
    labelSelector: new Map(Object.entries(labelSelector)),
    nodeId: NodeId.fromOptionalBytes(nodeId),
  };
}

function encodeSelector(selector: Bundle["labelSelector"]): Init<rpc.LabelSelectorConstraint>[] {
  const { LABEL_OPERATOR_IN, LABEL_OPERATOR_NOT_IN } = rpc.LabelSelectorOperator;
  return parseSelector(selector).map(({ key, operator, values }) => {
    const isNot = operator === "notIn";
    return { labelKey: key, operator: isNot ? LABEL_OPERATOR_NOT_IN : LABEL_OPERATOR_IN, labelValues: values };
  });
}

function optionalBytes(id: string | null): Buffer {
  return id === null ? Buffer.alloc(0) : Buffer.from(id, "hex");
}
