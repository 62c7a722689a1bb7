// What is said of a lease that no node can ever serve: why, which node comes closest, and what to do.

import { formatShortfalls, shortfallsOf } from "./cluster-view.js";
import { groupMisfit, type NodeTotals, nearestOf } from "./group-misfit.js";
import { formatConstraints, matchesLabels } from "./labels.js";
import type { SchedulingClass } from "./lease-table.js";
import { formatAmounts } from "./resources.js";
import type { InfeasibleReport, LabelConstraint, Labels, Lease, NodeId, PlacementGroupState } from "./types.js";

/** Ray 2.60.0 puts every node's own id among its labels. */
const NODE_ID_LABEL = "ray.io/node-id";

type Reason = InfeasibleReport["reason"];

/** Further reports of a class come after 30 s, 1 min, 2 min, ... but at least every 10 min. */
const FIRST_INTERVAL_MS = 30_000;
const MAX_INTERVAL_MS = 600_000;

export function reportIntervalMs(reports: number): number {
  return Math.min(FIRST_INTERVAL_MS * 2 ** Math.min(reports, 10), MAX_INTERVAL_MS);
}

export function infeasibleReason(schedulingClass: SchedulingClass, nodes: readonly NodeTotals[]): Reason {
  if (schedulingClass.placementDemand.groups.length > 0) return "placementGroup";
  if (boundTo(schedulingClass).length > 0) return "nodeAffinity";
  const eligible = nodes.filter((node) => matchesAny(schedulingClass, node.labels));
  if (eligible.length === 0) return "labels";
  const isBlockedByDrain = eligible.some(
    (node) => node.isDraining && shortfallsOf(schedulingClass.placement, node.total).length === 0,
  );
  return isBlockedByDrain ? "draining" : "resources";
}

/**
 * The nodes a lease is bound to for good: by a hard affinity, or by their ids in its label selector. Such a lease fails
 * under every policy when they are gone, as in stock (Ray's cluster_lease_manager.cc, near 2.60.0).
 */
function boundTo({ sample }: SchedulingClass): readonly NodeId[] {
  const { strategy, labelSelector } = sample;
  if (strategy.type === "nodeAffinity" && !strategy.soft) return [strategy.nodeId];
  return labelSelector.find(({ key, operator }) => key === NODE_ID_LABEL && operator === "in")?.values ?? [];
}

/** Of a lease that waits for a bundle which can never be placed. */
export function groupReport(
  schedulingClass: SchedulingClass,
  nodes: readonly NodeTotals[],
  group: { readonly placementGroupId: string } & PlacementGroupState,
  now: number,
  isFinal: boolean,
): InfeasibleReport {
  const lease = schedulingClass.infeasible.first?.lease ?? schedulingClass.sample;
  const { placementGroupId, bundles, strategy } = group;
  const { asked, why, nearestNodeId, shortfalls } = groupMisfit({ bundles, strategy }, nodes);
  const what = `${nameOf(lease)} waits for placement group ${placementGroupId}, which asks for ${asked}`;
  return {
    lease,
    reason: "placementGroupInfeasible",
    nearestNodeId,
    shortfalls,
    message: `${what}, and the cluster cannot hold that. ${why} Remove the group and ask for less, or add nodes. ${ending(isFinal)}`,
    waitingMs: Math.max(0, now - schedulingClass.infeasibleSinceMs),
    count: schedulingClass.infeasible.size,
    isFinal,
  };
}

export function infeasibleReport(
  schedulingClass: SchedulingClass,
  nodes: readonly NodeTotals[],
  reason: Reason,
  now: number,
  isFinal: boolean,
): InfeasibleReport {
  const { sample, placement } = schedulingClass;
  const lease = schedulingClass.infeasible.first?.lease ?? sample;
  const eligible = nodes.filter((node) => matchesAny(schedulingClass, node.labels));
  const nearest = nearestOf(placement, eligible);
  const shortfalls = nearest ? shortfallsOf(placement, nearest.total) : [];
  const asked = `${nameOf(lease)} asks for {${formatAmounts(placement)}}`;
  const detail = describe(reason, schedulingClass, nearest, formatShortfalls(shortfalls));
  return {
    lease,
    reason,
    nearestNodeId: nearest?.nodeId ?? null,
    shortfalls,
    message: `${asked}${detail} ${ending(isFinal)}`,
    waitingMs: Math.max(0, now - schedulingClass.infeasibleSinceMs),
    count: schedulingClass.infeasible.size,
    isFinal,
  };
}

function nameOf({ type, taskName, functionKey }: Lease): string {
  return `${type === "actorCreation" ? "Actor" : "Task"} ${taskName || functionKey}`;
}

function ending(isFinal: boolean): string {
  return isFinal ? "It fails now: nothing that could serve it is expected to join." : "It waits.";
}

function describe(reason: Reason, schedulingClass: SchedulingClass, nearest: NodeTotals | null, gaps: string): string {
  const { strategy, labelSelector } = schedulingClass.sample;
  const labels = [...labelSelector, ...(strategy.type === "nodeLabel" ? strategy.hard : [])];
  switch (reason) {
    case "placementGroup":
    case "placementGroupInfeasible":
      return ": the placement group it belongs to has no such bundle ready on any node.";
    case "nodeAffinity": {
      const how = strategy.type === "nodeAffinity" ? "NodeAffinitySchedulingStrategy, soft=False" : "label_selector";
      return ` on node ${boundTo(schedulingClass).join(" or ")} and nowhere else (${how}): that node is gone, or too small.`;
    }
    case "labels":
      return ` on a node with labels ${formatConstraints(labels)}: no node has them. Add such a node, or change the selector.`;
    case "draining":
      return ": the only nodes that could serve it are draining.";
    case "resources": {
      const where = labels.length > 0 ? ` on a node with labels ${formatConstraints(labels)}` : "";
      if (nearest === null) return `${where}: there is no node.`;
      return (
        `${where}, and no node of the cluster has that. The nearest is node ${nearest.nodeId} ` +
        `(${gaps || formatAmounts(nearest.total)}). Ask for less, or add a node that has it.`
      );
    }
  }
}

function matchesAny(schedulingClass: SchedulingClass, labels: Labels): boolean {
  const { labelSelector, fallbackSelectors, strategy } = schedulingClass.sample;
  if (strategy.type === "nodeLabel" && !matchesLabels(labels, strategy.hard)) return false;
  const selectors: (readonly LabelConstraint[])[] = [labelSelector, ...fallbackSelectors];
  return selectors.some((selector) => matchesLabels(labels, selector));
}
