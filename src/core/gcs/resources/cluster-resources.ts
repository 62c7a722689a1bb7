import type { NodeId } from "../../../ids/index.js";

/** What a node says of its resources (Ray 2.60.0, ray_syncer.proto ResourceViewSyncMessage). Amounts are units. */
export interface NodeView {
  readonly total: Readonly<Record<string, number>>;
  readonly available: Readonly<Record<string, number>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly isDraining: boolean;
  /** Epoch ms, -1 = none. */
  readonly drainingDeadlineMs: number;
  readonly objectPullsQueued: boolean;
  readonly idleDurationMs: number;
  readonly activity: readonly string[];
}

/** Leases of one shape that wait on one node (Ray 2.60.0, gcs.proto ResourceDemand). `selector` is opaque here. */
export interface ShapeDemand<Selector> {
  readonly shape: Readonly<Record<string, number>>;
  readonly selectors: readonly Selector[];
  readonly ready: number;
  readonly infeasible: number;
  readonly backlog: number;
}

interface NodeEntry<Selector> {
  view: NodeView;
  version: number;
  /** Encoded, as other nodes get it. */
  message: Uint8Array | null;
  seenMs: number;
  demands: readonly ShapeDemand<Selector>[];
}

/**
 * The resources of all living nodes: their views as they come through the syncer, newest version wins (Ray 2.60.0,
 * ray_syncer.cc: a node's version only grows), and the demand that waits on each of them.
 */
export class ClusterResources<Selector = unknown> {
  readonly #nodes = new Map<NodeId, NodeEntry<Selector>>();

  /** A node that has registered and not yet sent a view has what its registration says. */
  add(nodeId: NodeId, view: NodeView, now: number): void {
    if (this.#nodes.has(nodeId)) return;
    this.#nodes.set(nodeId, { view, version: -1, message: null, seenMs: now, demands: [] });
  }

  remove(nodeId: NodeId): void {
    this.#nodes.delete(nodeId);
  }

  /** @returns false when it is no news: an unknown node, or a version that has been seen */
  update(nodeId: NodeId, version: number, view: NodeView, message: Uint8Array, now: number): boolean {
    const node = this.#nodes.get(nodeId);
    if (node === undefined || version <= node.version) return false;
    Object.assign(node, { view, version, message, seenMs: now });
    return true;
  }

  setDemands(nodeId: NodeId, demands: readonly ShapeDemand<Selector>[]): void {
    const node = this.#nodes.get(nodeId);
    if (node !== undefined) node.demands = demands;
  }

  view(nodeId: NodeId): NodeView | null {
    return this.#nodes.get(nodeId)?.view ?? null;
  }

  /** When its view came, epoch ms. */
  seenMs(nodeId: NodeId): number | null {
    return this.#nodes.get(nodeId)?.seenMs ?? null;
  }

  *views(): Iterable<{ readonly nodeId: NodeId; readonly view: NodeView }> {
    for (const [nodeId, { view }] of this.#nodes) yield { nodeId, view };
  }

  /** What a node that has just come must be told of the others. */
  *messages(): Iterable<{ nodeId: NodeId; version: number; message: Uint8Array }> {
    for (const [nodeId, { version, message }] of this.#nodes) {
      if (message !== null) yield { nodeId, version, message };
    }
  }

  demandsOf(nodeId: NodeId): readonly ShapeDemand<Selector>[] {
    return this.#nodes.get(nodeId)?.demands ?? [];
  }

  /** Demands of all nodes, equal shapes with equal selectors added up. @param keyOf text of a selector */
  totalDemands(keyOf: (selectors: readonly Selector[]) => string): readonly ShapeDemand<Selector>[] {
    const sums = new Map<string, ShapeDemand<Selector>>();
    for (const { demands } of this.#nodes.values()) {
      for (const demand of demands) {
        const key = `${JSON.stringify(Object.entries(demand.shape).sort())}|${keyOf(demand.selectors)}`;
        const sum = sums.get(key);
        sums.set(
          key,
          sum === undefined
            ? demand
            : {
                ...demand,
                ready: sum.ready + demand.ready,
                infeasible: sum.infeasible + demand.infeasible,
                backlog: sum.backlog + demand.backlog,
              },
        );
      }
    }
    return [...sums.values()];
  }
}
