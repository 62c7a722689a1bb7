// Why a placement group can be held by no arrangement over the nodes there are, in words; the head says it of a group, a
// raylet of a lease that waits for one.

import { distance, formatShortfalls, shortfallsOf } from "./cluster-view.js";
import { formatAmounts } from "./resources.js";
import type { Labels, NodeId, ResourceAmounts, Shortfall } from "./types.js";

/** A node as the words see it. */
export interface NodeTotals {
  readonly nodeId: NodeId;
  readonly total: ResourceAmounts;
  readonly labels: Labels;
  readonly isDraining: boolean;
}

export interface GroupMisfit {
  /** "STRICT_SPREAD of {CPU 1}, {CPU 1}" */
  readonly asked: string;
  /** A sentence. */
  readonly why: string;
  readonly nearestNodeId: NodeId | null;
  readonly shortfalls: readonly Shortfall[];
}

export function groupMisfit(
  { bundles, strategy }: { readonly bundles: readonly ResourceAmounts[]; readonly strategy: string },
  nodes: readonly NodeTotals[],
): GroupMisfit {
  const asked = `${strategy} of ${bundles.map((bundle) => `{${formatAmounts(bundle)}}`).join(", ")}`;
  const misfit = bundles.find((bundle) => nodes.every(({ total }) => shortfallsOf(bundle, total).length > 0));
  const nearest = misfit === undefined ? null : nearestOf(misfit, nodes);
  if (misfit !== undefined && nearest !== null) {
    const shortfalls = shortfallsOf(misfit, nearest.total);
    const gaps = formatShortfalls(shortfalls);
    const why = `No node can hold {${formatAmounts(misfit)}}; the nearest is node ${nearest.nodeId} (${gaps}).`;
    return { asked, why, nearestNodeId: nearest.nodeId, shortfalls };
  }
  const count = `${nodes.length} node${nodes.length === 1 ? "" : "s"}`;
  const why =
    nodes.length === 0 ? "There is no node." : `Each bundle fits a node, but not all of them together on ${count}.`;
  return { asked, why, nearestNodeId: null, shortfalls: [] };
}

/** The node that lacks least of what is wanted. */
export function nearestOf(wanted: ResourceAmounts, nodes: readonly NodeTotals[]): NodeTotals | null {
  let nearest: NodeTotals | null = null;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (const node of nodes) {
    const far = distance(shortfallsOf(wanted, node.total));
    if (far >= nearestDistance) continue;
    nearest = node;
    nearestDistance = far;
  }
  return nearest;
}
