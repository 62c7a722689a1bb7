// The other nodes, as the syncer tells of them.
//
// A view is a snapshot of some 100 ms ago. A lease spilled to a node is subtracted from our copy of its availability,
// so that a burst of leases is not sent to one idle node; the next view replaces the copy. A lease that never comes there,
// since its owner cancelled it or died, brings no view: what it was thought to take is given back after a while.

import type { Candidate } from "./node-policy.js";
import { amountOf, CPU, covers, OBJECT_STORE_MEMORY, toUnits } from "./resources.js";
import type { Labels, NodeId, RemoteNodeView, ResourceAmounts, Shortfall } from "./types.js";

const CRITICAL = [CPU, "memory", OBJECT_STORE_MEMORY];
const GPU = "GPU";
/** ray_syncer_message_refresh_interval_ms (Ray 2.60.0, cluster_resource_manager.cc). */
const REFRESH_MS = 3_000;

interface RemoteNode {
  readonly nodeId: NodeId;
  readonly total: ResourceAmounts;
  /** As the node itself said. */
  readonly told: ResourceAmounts;
  /** Less what was spilled there since. */
  available: Map<string, number>;
  readonly labels: Labels;
  readonly isDraining: boolean;
  readonly arePullsQueued: boolean;
}

export class ClusterView {
  readonly #nodes = new Map<NodeId, RemoteNode>();
  /** Nodes that leases were spilled to since their last view, and when what they told holds again; the first due first. */
  readonly #spilledTo = new Map<RemoteNode, number>();

  get size(): number {
    return this.#nodes.size;
  }

  has(nodeId: NodeId): boolean {
    return this.#nodes.has(nodeId);
  }

  set(view: RemoteNodeView): void {
    this.#forgetSpilled(view.nodeId);
    this.#nodes.set(view.nodeId, { ...view, told: view.available, available: new Map(view.available) });
  }

  remove(nodeId: NodeId): void {
    this.#forgetSpilled(nodeId);
    this.#nodes.delete(nodeId);
  }

  #forgetSpilled(nodeId: NodeId): void {
    const node = this.#nodes.get(nodeId);
    if (node !== undefined) this.#spilledTo.delete(node);
  }

  subtract(nodeId: NodeId, amounts: ResourceAmounts, now: number): void {
    const node = this.#nodes.get(nodeId);
    if (!node || amounts.size === 0) return;
    const { available } = node;
    for (const [name, amount] of amounts) available.set(name, Math.max(0, amountOf(available, name) - amount));
    this.#spilledTo.delete(node);
    this.#spilledTo.set(node, now + REFRESH_MS);
  }

  /** @returns true when a node has more now */
  refresh(now: number): boolean {
    let isNew = false;
    for (const [node, atMs] of this.#spilledTo) {
      if (atMs > now) break;
      this.#spilledTo.delete(node);
      node.available = new Map(node.told);
      isNew = true;
    }
    return isNew;
  }

  /** When `refresh` has something to do. */
  nextDueMs(): number | null {
    for (const atMs of this.#spilledTo.values()) return atMs;
    return null;
  }

  /** @param mustTakeObjects only nodes whose stores have room for more */
  candidates(wanted: ResourceAmounts, mustTakeObjects = false): Candidate[] {
    const candidates: Candidate[] = [];
    for (const node of this.#nodes.values()) {
      if (mustTakeObjects && node.arePullsQueued) continue;
      const isFeasible = covers(node.total, wanted);
      candidates.push({
        nodeId: node.nodeId,
        isLocal: false,
        labels: node.labels,
        isDraining: node.isDraining,
        hasGpu: (node.total.get(GPU) ?? 0) > 0,
        isFeasible,
        isAvailable: isFeasible && covers(node.available, wanted),
        utilization: criticalUtilization(node.total, node.available),
      });
    }
    return candidates;
  }

  *totals(): Generator<{ nodeId: NodeId; total: ResourceAmounts; labels: Labels; isDraining: boolean }> {
    for (const { nodeId, total, labels, isDraining } of this.#nodes.values()) {
      yield { nodeId, total, labels, isDraining };
    }
  }
}

/** Ray 2.60.0's critical resources: CPU, memory, object_store_memory. */
export function criticalUtilization(total: ResourceAmounts, available: ResourceAmounts): number {
  let worst = 0;
  for (const name of CRITICAL) {
    const all = total.get(name) ?? 0;
    if (all > 0) worst = Math.max(worst, 1 - (available.get(name) ?? 0) / all);
  }
  return Math.min(worst, 1);
}

/** What of `wanted` a node with these totals lacks. */
export function shortfallsOf(wanted: ResourceAmounts, total: ResourceAmounts): Shortfall[] {
  const shortfalls: Shortfall[] = [];
  for (const [name, asked] of wanted) {
    const has = amountOf(total, name);
    if (has < asked) shortfalls.push({ name, asked, has });
  }
  return shortfalls;
}

/** Lower is nearer: each missing resource counts, more so the larger the missing share. */
export function distance(shortfalls: readonly Shortfall[]): number {
  let sum = 0;
  for (const { asked, has } of shortfalls) sum += 1 + (asked - has) / Math.max(asked, 1);
  return sum;
}

export function formatShortfalls(shortfalls: readonly Shortfall[]): string {
  return shortfalls.map(({ name, asked, has }) => `${name}: asked ${toUnits(asked)}, has ${toUnits(has)}`).join("; ");
}
