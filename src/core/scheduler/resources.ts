// Resource amounts and names.
//
// Ray counts resources in fixed point: an integer number of 1/10,000. A double from the wire is truncated, not rounded
// (measured on stock 2.60.0: 1/6 is held as 0.1666 and 0.00019 as 0.0001), so that k leases of 1/k each always fit one
// unit. The truncation forgives a double's last digits: 0.0003 * 10000 is 2.9999999999999996 and means 3.
//
// A placement-group bundle shows its resources under formatted names (Ray 2.60.0, measured):
//   CPU_group_<bundle index>_<pg id hex>   that bundle's CPU
//   CPU_group_<pg id hex>                  the same CPU, seen as part of the group ("wildcard")
// and every bundle has 1000 of a resource called "bundle". Both names of a resource are one and the same amount, so a
// demand is split here once, into its base part and one part per placement group, and nothing later parses names.

import type { PlacementGroupId, ResourceAmounts } from "./types.js";

/** One whole unit. */
export const RESOURCE_UNIT = 10_000;
/** What a bundle has of the resource "bundle". */
export const BUNDLE_UNITS = 1000 * RESOURCE_UNIT;
export const BUNDLE_RESOURCE = "bundle";
export const CPU = "CPU";
export const OBJECT_STORE_MEMORY = "object_store_memory";
/** Every node has one of each resource whose name starts so (Ray Serve's max_replicas_per_node uses it). */
export const IMPLICIT_RESOURCE_PREFIX = "node:__internal_implicit_resource_";

/** Above this an amount is "more than any node has"; keeps sums of amounts exact integers. */
const MAX_AMOUNT = 2 ** 52;
const GROUP_NAME = /^(.+)_group_(?:(\d{1,9})_)?([0-9a-f]{36})$/;

export type AmountList = readonly (readonly [name: string, amount: number])[];

/** The part of a demand that must come out of one bundle of one placement group. */
export interface GroupDemand {
  readonly placementGroupId: PlacementGroupId;
  /** null: any bundle of the group. */
  readonly index: number | null;
  readonly amounts: AmountList;
}

export interface Demand {
  readonly base: AmountList;
  readonly groups: readonly GroupDemand[];
}

/** Units (a double of the wire) to 1/10,000; NaN and negative values become 0, huge ones "more than any node has". */
export function toFixedPoint(units: number): number {
  if (!(units > 0)) return 0;
  const exact = units * RESOURCE_UNIT;
  const nearest = Math.round(exact);
  // A double has 52 bits of fraction: what went out as an integer number of 1/10,000 comes back within this.
  const isMeant = Math.abs(nearest - exact) <= Math.max(1e-6, exact * 2 ** -51);
  return Math.min(isMeant ? nearest : Math.floor(exact), MAX_AMOUNT);
}

export function toUnits(amount: number): number {
  return amount / RESOURCE_UNIT;
}

/** A map of the wire (name -> units) to amounts, without the zero ones. */
export function toAmounts(entries: Iterable<readonly [string, number]>): Map<string, number> {
  const amounts = new Map<string, number>();
  for (const [name, units] of entries) {
    const amount = toFixedPoint(units);
    if (amount > 0) amounts.set(name, amount);
  }
  return amounts;
}

export function isImplicitResource(name: string): boolean {
  return name.startsWith(IMPLICIT_RESOURCE_PREFIX);
}

/** `index` null: the wildcard name. */
export function groupResourceName(name: string, placementGroupId: PlacementGroupId, index: number | null): string {
  return index === null ? `${name}_group_${placementGroupId}` : `${name}_group_${index}_${placementGroupId}`;
}

/** The same text for the same amounts, whatever the order of the map. */
export function shapeKey(resources: ResourceAmounts): string {
  if (resources.size === 1) {
    for (const [name, amount] of resources) return `${name}=${amount}`;
  }
  return [...resources]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, amount]) => `${name}=${amount}`)
    .join(",");
}

/** "CPU 2, GPU 0.5" for messages. */
export function formatAmounts(resources: Iterable<readonly [string, number]>): string {
  const parts = [...resources].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, v]) => `${name} ${toUnits(v)}`);
  return parts.length === 0 ? "nothing" : parts.join(", ");
}

export function parseDemand(resources: ResourceAmounts): Demand {
  const base: [string, number][] = [];
  const groups = new Map<PlacementGroupId, { index: number | null; amounts: Map<string, number> }>();
  for (const [name, amount] of resources) {
    if (amount <= 0) continue;
    const match = name.includes("_group_") ? GROUP_NAME.exec(name) : null;
    if (match === null) {
      base.push([name, amount]);
      continue;
    }
    const [, inner = "", index, placementGroupId = ""] = match;
    const group = groups.get(placementGroupId) ?? { index: null, amounts: new Map<string, number>() };
    if (index !== undefined) group.index = Number(index);
    // The indexed and the wildcard name of one resource are the same amount, asked twice.
    group.amounts.set(inner, Math.max(amount, group.amounts.get(inner) ?? 0));
    groups.set(placementGroupId, group);
  }
  return {
    base,
    groups: [...groups].map(([placementGroupId, g]) => ({ placementGroupId, index: g.index, amounts: [...g.amounts] })),
  };
}

/** Does a node seen from afar (scalar totals or availability) have all of it? */
export function covers(has: ResourceAmounts, wanted: ResourceAmounts): boolean {
  for (const [name, amount] of wanted) {
    if (amount > amountOf(has, name)) return false;
  }
  return true;
}

export function amountOf(has: ResourceAmounts, name: string): number {
  return has.get(name) ?? (isImplicitResource(name) ? RESOURCE_UNIT : 0);
}
