// Why a placement group is not ready, in words.

import { groupMisfit, type NodeTotals } from "../../scheduler/group-misfit.js";
import { formatAmounts } from "../../scheduler/resources.js";
import type { Why } from "../../why.js";
import type { GroupData, GroupTopology, GroupWhy } from "./types.js";

/** "Placement group <id> asks for ..., and the cluster cannot hold that. ..." */
export function infeasibleMessage(group: GroupData, nodes: readonly NodeTotals[]): string {
  const { placementGroupId, name, topology } = group;
  const misfit = misfitOf(group, nodes);
  const named = name === "" ? placementGroupId : `${name} (${placementGroupId})`;
  const asked = topology === null ? misfit.asked : `${misfit.asked} on nodes with one value of ${topology.label}`;
  const why = topology === null ? misfit.why : `${misfit.why} ${valuesOf(topology, nodes)}`.trim();
  return `Placement group ${named} asks for ${asked}, and the cluster cannot hold that. ${why} Remove it and ask for less, or add nodes. It waits.`;
}

export function explainGroup(group: GroupData | null, why: GroupWhy, nodes: readonly NodeTotals[], now: number): Why {
  const waitingMs = group === null ? null : Math.max(0, now - group.stats.createdMs);
  const said = (cause: Why["cause"], text: string): Why => ({ cause, text, waitingMs });
  switch (why.cause) {
    case "unknown":
      return said("unknown", "the head knows no such placement group");
    case "removed":
      return said("removed", "it was removed");
    case "ready":
      return said("ready", "all its bundles are placed");
    case "preparing":
      return said("reserving", `its bundles are being reserved on ${listed(why.nodeIds)}`);
    case "committing":
      return said("reserving", `its bundles are reserved and being committed on ${listed(why.nodeIds)}`);
    case "returning":
      return said("returning", `bundles of an earlier attempt are being given back by ${listed(why.nodeIds)}`);
    case "noRoom": {
      const missing = group?.bundles.filter(({ nodeId }) => nodeId === null) ?? [];
      const what = missing.map(({ resources }) => `{${formatAmounts(resources)}}`).join(", ");
      const next = Math.max(0, why.nextMs - now);
      return said("noRoom", `there is no room now for ${what}; tried ${why.attempts} times, next in ${next} ms`);
    }
    case "infeasible":
      if (group === null) return said("infeasible", "the cluster cannot hold it");
      return said("infeasible", infeasibleMessage(group, nodes));
  }
}

function valuesOf({ label, value }: GroupTopology, nodes: readonly NodeTotals[]): string {
  if (value !== null) return `Its other bundles are where that is ${value}.`;
  const values = new Set(nodes.flatMap(({ labels, isDraining }) => (isDraining ? [] : (labels.get(label) ?? []))));
  return values.size === 0 ? "No node has that label." : `Its values are ${[...values].sort().join(", ")}.`;
}

function misfitOf({ bundles, strategy }: GroupData, nodes: readonly NodeTotals[]): ReturnType<typeof groupMisfit> {
  return groupMisfit({ bundles: bundles.map(({ resources }) => resources), strategy }, nodes);
}

const listed = (nodeIds: readonly string[]): string =>
  nodeIds.length === 1 ? `node ${nodeIds[0]}` : `nodes ${nodeIds.join(", ")}`;
