// Which bundle goes to which node (Ray 2.60.0, bundle_scheduling_policy.cc). Pure functions of what nodes have.
//
// Scarce and large bundles first: by GPU, custom resources, object store, memory, CPU. A node's score is the sum over
// the asked resources of the share that would be left there, so the emptiest node wins; ties go to the node known longest.
//  - PACK: the best node for the first bundle takes as many of the others as fit, then the next node.
//  - SPREAD: each bundle on a node of its own while one fits, then on those chosen before.
//  - STRICT_PACK: all on one node.
//  - STRICT_SPREAD: each on a node of its own, and on none where the group already has one.
// A group with a topology is placed so among the nodes that share one value of its label: the first value that has room,
// in the order in which its nodes became known, or that of the bundles which are placed already.

import { matchesLabels } from "../../scheduler/labels.js";
import { amountOf, BUNDLE_RESOURCE, CPU, covers, OBJECT_STORE_MEMORY } from "../../scheduler/resources.js";
import type { LabelConstraint, Labels, NodeId, ResourceAmounts } from "../../scheduler/types.js";
import type { Bundle, GroupStrategy, GroupTopology } from "./types.js";

export interface Room {
  readonly nodeId: NodeId;
  readonly labels: Labels;
  /** Replaced by placing, never changed in place. */
  free: ReadonlyMap<string, number>;
}

export interface PlacementRequest {
  readonly strategy: GroupStrategy;
  readonly bundles: readonly Bundle[];
  /** Nodes that hold other bundles of the group. */
  readonly occupied: ReadonlySet<NodeId>;
  readonly softTargetNodeId: NodeId | null;
  readonly topology: GroupTopology | null;
}

interface Wanted {
  readonly index: number;
  readonly resources: ResourceAmounts;
  readonly selector: readonly LabelConstraint[];
}

/** Bundle index -> node, or null when not all of them fit. Takes what it places out of `rooms`. */
export function placeBundles(request: PlacementRequest, rooms: readonly Room[]): Map<number, NodeId> | null {
  const wanted = request.bundles.map((bundle) => toWanted(bundle)).sort(byScarcity);
  for (const domain of domainsOf(request.topology, rooms)) {
    const plan = placeAmong(wanted, request, domain);
    if (plan !== null) return plan;
  }
  return null;
}

/** The rooms among which a group has to be whole, one list after the other. */
function domainsOf(topology: GroupTopology | null, rooms: readonly Room[]): Iterable<readonly Room[]> {
  if (topology === null) return [rooms];
  const domains = new Map<string, Room[]>();
  for (const room of rooms) {
    const value = room.labels.get(topology.label);
    if (value === undefined || value !== (topology.value ?? value)) continue;
    const others = domains.get(value);
    if (others) others.push(room);
    else domains.set(value, [room]);
  }
  return domains.values();
}

function placeAmong(
  wanted: readonly Wanted[],
  request: PlacementRequest,
  rooms: readonly Room[],
): Map<number, NodeId> | null {
  switch (request.strategy) {
    case "PACK":
      return pack(wanted, rooms);
    case "SPREAD":
      return spread(wanted, rooms);
    case "STRICT_PACK":
      return strictPack(wanted, rooms, request.softTargetNodeId);
    case "STRICT_SPREAD":
      return strictSpread(
        wanted,
        rooms.filter(({ nodeId }) => !request.occupied.has(nodeId)),
      );
  }
}

/** A bundle that no node could hold, were it alone there. */
export function misfit(bundles: readonly Bundle[], rooms: readonly Room[]): number | null {
  const wanted = bundles.map((bundle) => toWanted(bundle));
  return wanted.find((each) => rooms.every((room) => !fits(each, room)))?.index ?? null;
}

/** One entry of Bundle.label_selector as constraints that must all hold. */
export function parseSelector(selector: Labels): LabelConstraint[] {
  return [...selector].map(([key, text]) => {
    const isNegated = text.startsWith("!");
    const value = isNegated ? text.slice(1) : text;
    const list = /^in\((.*)\)$/.exec(value)?.[1];
    const values = list === undefined ? [value] : list.split(",").map((each) => each.trim());
    return { key, operator: isNegated ? "notIn" : "in", values };
  });
}

function pack(wanted: readonly Wanted[], rooms: readonly Room[]): Map<number, NodeId> | null {
  const plan = new Map<number, NodeId>();
  const candidates = new Set(rooms);
  let left = [...wanted];
  for (let first = left[0]; first !== undefined; first = left[0]) {
    const room = best(first, candidates);
    if (room === null) return null;
    candidates.delete(room);
    left = left.filter((each) => !take(each, room, plan));
  }
  return plan;
}

function spread(wanted: readonly Wanted[], rooms: readonly Room[]): Map<number, NodeId> | null {
  const plan = new Map<number, NodeId>();
  const fresh = new Set(rooms);
  const used = new Set<Room>();
  for (const each of wanted) {
    const room = best(each, fresh) ?? best(each, used);
    if (room === null) return null;
    take(each, room, plan);
    fresh.delete(room);
    used.add(room);
  }
  return plan;
}

function strictPack(
  wanted: readonly Wanted[],
  rooms: readonly Room[],
  softTargetNodeId: NodeId | null,
): Map<number, NodeId> | null {
  const sum = new Map<string, number>();
  for (const { resources } of wanted) {
    for (const [name, amount] of resources) sum.set(name, (sum.get(name) ?? 0) + amount);
  }
  const all = { index: -1, resources: sum, selector: wanted.flatMap(({ selector }) => selector) };
  const target = rooms.filter(({ nodeId }) => nodeId === softTargetNodeId);
  const room = best(all, target) ?? best(all, rooms);
  if (room === null) return null;
  const plan = new Map<number, NodeId>();
  for (const each of wanted) take(each, room, plan);
  return plan;
}

function strictSpread(wanted: readonly Wanted[], rooms: readonly Room[]): Map<number, NodeId> | null {
  const plan = new Map<number, NodeId>();
  const fresh = new Set(rooms);
  for (const each of wanted) {
    const room = best(each, fresh);
    if (room === null) return null;
    take(each, room, plan);
    fresh.delete(room);
  }
  return plan;
}

function best(wanted: Wanted, rooms: Iterable<Room>): Room | null {
  let found: Room | null = null;
  let highest = -1;
  for (const room of rooms) {
    if (!fits(wanted, room)) continue;
    const score = scoreOf(wanted, room);
    if (score <= highest) continue;
    found = room;
    highest = score;
  }
  return found;
}

function scoreOf({ resources }: Wanted, { free }: Room): number {
  let score = 0;
  for (const [name, amount] of resources) {
    const has = amountOf(free, name);
    if (has > 0) score += (has - amount) / has;
  }
  return score;
}

function fits({ resources, selector }: Wanted, { free, labels }: Room): boolean {
  return covers(free, resources) && matchesLabels(labels, selector);
}

function take(wanted: Wanted, room: Room, plan: Map<number, NodeId>): boolean {
  if (!fits(wanted, room)) return false;
  const free = new Map(room.free);
  for (const [name, amount] of wanted.resources) free.set(name, amountOf(free, name) - amount);
  room.free = free;
  plan.set(wanted.index, room.nodeId);
  return true;
}

function toWanted({ index, resources, labelSelector }: Bundle): Wanted {
  // Every bundle makes its own "bundle" resource; no node has it.
  const asked = new Map([...resources].filter(([name, amount]) => amount > 0 && name !== BUNDLE_RESOURCE));
  return { index, resources: asked, selector: parseSelector(labelSelector) };
}

const GPU = "GPU";
const PREDEFINED = new Set([GPU, OBJECT_STORE_MEMORY, "memory", CPU]);
const AFTER_CUSTOM = [OBJECT_STORE_MEMORY, "memory", CPU];

function byScarcity(a: Wanted, b: Wanted): number {
  const custom = [...new Set([...a.resources.keys(), ...b.resources.keys()])].filter((name) => !PREDEFINED.has(name));
  for (const name of [GPU, ...custom.sort(), ...AFTER_CUSTOM]) {
    const difference = (b.resources.get(name) ?? 0) - (a.resources.get(name) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.index - b.index;
}
