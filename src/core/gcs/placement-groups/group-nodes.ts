// What is free on each node, as far as the head knows.
//
// A raylet tells its view when it has changed, some 100 ms late. What a group asks for is counted as taken from the
// moment the question is sent until the view that shows it, or until it is known not to be there: so two groups are not
// sent to the same room, and a refused one leaves no trace. A view that comes after the raylet's yes is taken to show the
// bundles; if it is an older one, a newer is on its way, because the raylet's state has changed since. Where one call
// prepares and commits, the view may overtake the yes, and be the last one for long: it names the bundles it shows.

import { amountOf, BUNDLE_RESOURCE, groupResourceName } from "../../scheduler/resources.js";
import type { Labels, NodeId, PlacementGroupId, ResourceAmounts } from "../../scheduler/types.js";
import type { Room } from "./bundle-policy.js";
import type { Bundle, GroupNode, GroupNodeView } from "./types.js";

interface Taken {
  readonly bundles: readonly Bundle[];
  /** The raylet has said yes. */
  isPrepared: boolean;
}

interface KnownNode {
  readonly node: GroupNode;
  view: GroupNodeView;
  readonly taken: Map<PlacementGroupId, Taken>;
  /** What the view shows less what is taken; null after a change. */
  free: ReadonlyMap<string, number> | null;
}

export class GroupNodes {
  readonly #nodes = new Map<NodeId, KnownNode>();
  /** Nodes that have not yet let go of bundles an earlier head reserved: nothing is placed there meanwhile. */
  readonly releasing = new Set<NodeId>();

  has(nodeId: NodeId): boolean {
    return this.#nodes.has(nodeId);
  }

  get(nodeId: NodeId): GroupNode | null {
    return this.#nodes.get(nodeId)?.node ?? null;
  }

  labels(nodeId: NodeId): Labels | null {
    return this.#nodes.get(nodeId)?.view.labels ?? null;
  }

  *all(): Generator<GroupNode> {
    for (const { node } of this.#nodes.values()) yield node;
  }

  add(node: GroupNode, view: GroupNodeView): void {
    // A raylet registers again when it lost its head; what it was asked for meanwhile still counts.
    if (!this.has(node.nodeId)) this.#nodes.set(node.nodeId, { node, view, taken: new Map(), free: null });
  }

  remove(nodeId: NodeId): boolean {
    this.releasing.delete(nodeId);
    return this.#nodes.delete(nodeId);
  }

  /** True: the node could now hold what it never could before. */
  setView(view: GroupNodeView): boolean {
    const known = this.#nodes.get(view.nodeId);
    if (known === undefined) return false;
    const before = known.view;
    known.view = view;
    known.free = null;
    for (const [id, { bundles, isPrepared }] of known.taken) {
      if (isPrepared || bundles.every(({ index }) => view.total.has(groupResourceName(BUNDLE_RESOURCE, id, index)))) {
        known.taken.delete(id);
      }
    }
    if (before.isDraining && !view.isDraining) return true;
    return [...view.total].some(([name, amount]) => amount > amountOf(before.total, name)) || changed(before, view);
  }

  take(nodeId: NodeId, placementGroupId: PlacementGroupId, bundles: readonly Bundle[]): void {
    const known = this.#nodes.get(nodeId);
    if (known === undefined) return;
    known.taken.set(placementGroupId, { bundles, isPrepared: false });
    known.free = null;
  }

  prepared(nodeId: NodeId, placementGroupId: PlacementGroupId): void {
    const taken = this.#nodes.get(nodeId)?.taken.get(placementGroupId);
    if (taken) taken.isPrepared = true;
  }

  release(nodeId: NodeId, placementGroupId: PlacementGroupId): void {
    const known = this.#nodes.get(nodeId);
    if (known?.taken.delete(placementGroupId)) known.free = null;
  }

  /** What bundles may be placed in now. */
  rooms(): Room[] {
    const released = this.#usable().filter(({ view }) => !this.releasing.has(view.nodeId));
    return released.map((known) => {
      known.free ??= less(
        known.view.available,
        [...known.taken.values()].flatMap(({ bundles }) => bundles),
      );
      return { nodeId: known.view.nodeId, labels: known.view.labels, free: known.free };
    });
  }

  /** What bundles could be placed in were nothing else there than `own`. */
  emptyRooms(own: readonly Bundle[]): Room[] {
    return this.#usable().map(({ view: { nodeId, labels, total } }) => {
      return {
        nodeId,
        labels,
        free:
          own.length === 0
            ? total
            : less(
                total,
                own.filter((each) => each.nodeId === nodeId),
              ),
      };
    });
  }

  totals(): GroupNodeView[] {
    return [...this.#nodes.values()].map(({ view }) => view);
  }

  #usable(): KnownNode[] {
    return [...this.#nodes.values()].filter(({ view }) => !view.isDraining);
  }
}

function less(amounts: ResourceAmounts, bundles: readonly Bundle[]): Map<string, number> {
  const free = new Map(amounts);
  for (const { resources } of bundles) {
    for (const [name, amount] of resources) free.set(name, Math.max(0, amountOf(free, name) - amount));
  }
  return free;
}

function changed(before: GroupNodeView, after: GroupNodeView): boolean {
  return [...after.labels].some(([key, value]) => before.labels.get(key) !== value);
}
