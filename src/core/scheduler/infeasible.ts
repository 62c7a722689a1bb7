// What is said of a lease that no node can ever serve: why, which node comes closest, and what to do.

import { distance, formatShortfalls, shortfallsOf } from "./cluster-view.js";
import { formatConstraints, matchesLabels } from "./labels.js";
import type { SchedulingClass } from "./lease-table.js";
import { formatAmounts } from "./resources.js";
import type { InfeasibleReport, LabelConstraint, Labels, NodeId, ResourceAmounts } from "./types.js";

/** A node as the report sees it. */
export interface NodeTotals {
  readonly nodeId: NodeId;
  readonly total: ResourceAmounts;
  readonly labels: Labels;
  readonly isDraining: boolean;
}

type Reason = InfeasibleReport["reason"];

/** Further reports of a class come after 30 s, 1 min, 2 min, ... but at least every 10 min. */
const FIRST_INTERVAL_MS = 30_000;
const MAX_INTERVAL_MS = 600_000;

export function reportIntervalMs(reports: number): number {
  return Math.min(FIRST_INTERVAL_MS * 2 ** Math.min(reports, 10), MAX_INTERVAL_MS);
}

/** Waits for something that is expected to happen, so it is not reported at once and never failed. */
export function isExpectedToChange(reason: Reason): boolean {
  return reason === "placementGroup" || reason === "draining";
}

export function infeasibleReason(schedulingClass: SchedulingClass, nodes: readonly NodeTotals[]): Reason {
  const { strategy } = schedulingClass.sample;
  if (schedulingClass.placementDemand.groups.length > 0) return "placementGroup";
  if (strategy.type === "nodeAffinity" && !strategy.soft) return "nodeAffinity";
  const eligible = nodes.filter((node) => matchesAny(schedulingClass, node.labels));
  if (eligible.length === 0) return "labels";
  const isBlockedByDrain = eligible.some(
    (node) => node.isDraining && shortfallsOf(schedulingClass.placement, node.total).length === 0,
  );
  return isBlockedByDrain ? "draining" : "resources";
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
  let nearest: NodeTotals | null = null;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (const node of eligible) {
    const far = distance(shortfallsOf(placement, node.total));
    if (far >= nearestDistance) continue;
    nearest = node;
    nearestDistance = far;
  }
  const shortfalls = nearest ? shortfallsOf(placement, nearest.total) : [];
  const what = lease.type === "actorCreation" ? "Actor" : "Task";
  const asked = `${what} ${lease.taskName || lease.functionKey} asks for {${formatAmounts(placement)}}`;
  const detail = describe(reason, schedulingClass, nearest, formatShortfalls(shortfalls));
  return {
    lease,
    reason,
    nearestNodeId: nearest?.nodeId ?? null,
    shortfalls,
    message: `${asked}${detail} ${isFinal ? "It fails now: nothing that could serve it is expected to join." : "It waits."}`,
    waitingMs: Math.max(0, now - schedulingClass.infeasibleSinceMs),
    count: schedulingClass.infeasible.size,
    isFinal,
  };
}

function describe(reason: Reason, schedulingClass: SchedulingClass, nearest: NodeTotals | null, gaps: string): string {
  const { strategy, labelSelector } = schedulingClass.sample;
  const labels = [...labelSelector, ...(strategy.type === "nodeLabel" ? strategy.hard : [])];
  switch (reason) {
    case "placementGroup":
      return ": the placement group it belongs to has no such bundle ready on any node.";
    case "nodeAffinity": {
      const node = strategy.type === "nodeAffinity" ? strategy.nodeId : "";
      return ` on node ${node} and nowhere else (NodeAffinitySchedulingStrategy, soft=False): that node is gone, or too small.`;
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
