// What this node has, and who holds it: base resources, and the bundles of placement groups reserved out of them.
//
// A bundle is a reservation: its resources are allocated from the node when it is prepared, and leases of the group
// then allocate from the bundle. The formatted names (CPU_group_0_<pg>, CPU_group_<pg>) exist only in what is shown to
// others; inside there is one amount per bundle, so that the two names of a resource can never disagree. A lease that
// names no bundle index gets all its resources from one bundle.
//
// A holder is blocked while its worker waits in ray.get or ray.wait: its CPU, and only that, is given back meanwhile,
// and taken again without asking when it wakes (the node is then oversubscribed for a while).
//
// A bundle that is removed while leases hold parts of it: the node gets the whole reservation back at once, and these
// parts become holdings of the node itself until their workers are gone. So nothing is ever free while it is in use.
//
// Invariants (validate): for each instance of the node, total = available + bundles + unblocked holdings; for each
// instance of a bundle, reserved = available + unblocked holdings from it; only committed bundles are held from.

import { type Allocation, ResourceInstances } from "./resource-instances.js";
import {
  BUNDLE_RESOURCE,
  BUNDLE_UNITS,
  CPU,
  type Demand,
  type GroupDemand,
  groupResourceName,
  isImplicitResource,
} from "./resources.js";
import type { BundleSpec, PlacementGroupId, ResourceMapping } from "./types.js";

interface Bundle {
  readonly placementGroupId: PlacementGroupId;
  readonly index: number;
  isCommitted: boolean;
  /** Taken from the node for this bundle. */
  readonly reserved: Allocation;
  /** The same and the resource "bundle", to be held by leases. */
  readonly pool: ResourceInstances;
}

/** What one lease holds. Only LocalResources changes it. */
export interface Holding {
  base: Allocation;
  groups: { readonly placementGroupId: PlacementGroupId; readonly index: number; readonly allocation: Allocation }[];
  isBlocked: boolean;
}

export class LocalResources {
  readonly #node: ResourceInstances;
  readonly #unitResources: ReadonlySet<string>;
  readonly #bundles = new Map<PlacementGroupId, Map<number, Bundle>>();
  readonly #holdings = new Set<Holding>();

  constructor(totals: Iterable<readonly [string, number]>, unitResources: ReadonlySet<string>) {
    this.#unitResources = unitResources;
    this.#node = ResourceInstances.ofTotals(totals, unitResources);
  }

  /** With nothing else in use, would the demand fit? */
  isFeasible(demand: Demand): boolean {
    return this.#node.isFeasible(demand.base) && demand.groups.every((g) => this.#findBundle(g, "isFeasible") !== null);
  }

  isAvailable(demand: Demand): boolean {
    return (
      this.#node.isAvailable(demand.base) && demand.groups.every((g) => this.#findBundle(g, "isAvailable") !== null)
    );
  }

  allocate(demand: Demand): Holding | null {
    const bundles = demand.groups.map((group) => this.#findBundle(group, "isAvailable"));
    if (bundles.includes(null)) return null;
    const base = this.#node.allocate(demand.base);
    if (base === null) return null;
    const groups = demand.groups.map((group, i) => {
      const bundle = bundles[i];
      const allocation = bundle?.pool.allocate(group.amounts);
      if (!bundle || !allocation) throw new Error(`bundle of ${group.placementGroupId} was available, then was not`);
      return { placementGroupId: bundle.placementGroupId, index: bundle.index, allocation };
    });
    const holding: Holding = { base, groups, isBlocked: false };
    this.#holdings.add(holding);
    return holding;
  }

  release(holding: Holding): void {
    if (!this.#holdings.delete(holding)) throw new Error("released twice");
    this.#node.free(heldPart(holding.base, holding.isBlocked));
    for (const { placementGroupId, index, allocation } of holding.groups) {
      this.#bundle(placementGroupId, index).pool.free(heldPart(allocation, holding.isBlocked));
    }
  }

  /** Give back the CPU of a holder whose worker blocks. False when there was none to give. */
  block(holding: Holding): boolean {
    if (holding.isBlocked || !hasCpu(holding)) return false;
    this.#node.free(cpuPart(holding.base));
    for (const group of holding.groups) {
      this.#bundle(group.placementGroupId, group.index).pool.free(cpuPart(group.allocation));
    }
    holding.isBlocked = true;
    return true;
  }

  unblock(holding: Holding): boolean {
    if (!holding.isBlocked) return false;
    this.#node.take(cpuPart(holding.base));
    for (const group of holding.groups) {
      this.#bundle(group.placementGroupId, group.index).pool.take(cpuPart(group.allocation));
    }
    holding.isBlocked = false;
    return true;
  }

  /** Reserve all or none. A bundle that is already here (a retried request) counts as reserved. */
  prepare(specs: readonly BundleSpec[]): boolean {
    const done: Bundle[] = [];
    for (const spec of specs) {
      if (this.#bundles.get(spec.placementGroupId)?.has(spec.index)) continue;
      const reserved = this.#node.allocate([...spec.resources].filter(([, amount]) => amount > 0));
      if (reserved === null) {
        for (const bundle of done) this.#drop(bundle);
        return false;
      }
      const pool = ResourceInstances.ofAllocation(
        [...reserved, { name: BUNDLE_RESOURCE, ids: [{ index: 0, quantity: BUNDLE_UNITS }] }],
        this.#unitResources,
      );
      const { placementGroupId, index } = spec;
      const bundle: Bundle = { placementGroupId, index, isCommitted: false, reserved, pool };
      const group = this.#bundles.get(placementGroupId) ?? new Map<number, Bundle>();
      this.#bundles.set(placementGroupId, group.set(index, bundle));
      done.push(bundle);
    }
    return true;
  }

  /** False when the bundle was never prepared (or was removed meanwhile). */
  commit(placementGroupId: PlacementGroupId, index: number): boolean {
    const bundle = this.#bundles.get(placementGroupId)?.get(index);
    if (bundle) bundle.isCommitted = true;
    return bundle !== undefined;
  }

  bundleState(placementGroupId: PlacementGroupId, index: number): "absent" | "prepared" | "committed" {
    const bundle = this.#bundles.get(placementGroupId)?.get(index);
    if (!bundle) return "absent";
    return bundle.isCommitted ? "committed" : "prepared";
  }

  *bundleIds(): Generator<{ placementGroupId: PlacementGroupId; index: number }> {
    for (const [placementGroupId, group] of this.#bundles) {
      for (const index of group.keys()) yield { placementGroupId, index };
    }
  }

  /** Give the reservation back; what leases hold of it becomes held from the node itself. */
  removeBundle(placementGroupId: PlacementGroupId, index: number): void {
    const bundle = this.#bundles.get(placementGroupId)?.get(index);
    if (!bundle) return;
    this.#drop(bundle);
    for (const holding of this.#holdings) {
      const held = holding.groups.filter((g) => g.placementGroupId === placementGroupId && g.index === index);
      if (held.length === 0) continue;
      holding.groups = holding.groups.filter((group) => !held.includes(group));
      for (const group of held) {
        const allocation = group.allocation.filter((line) => line.name !== BUNDLE_RESOURCE);
        this.#node.take(heldPart(allocation, holding.isBlocked));
        holding.base = [...holding.base, ...allocation];
      }
    }
  }

  resize(name: string, total: number): number {
    return this.#node.resize(name, total);
  }

  /** RequestWorkerLeaseReply.resource_mapping: bundle resources under both of their names, as stock. */
  mapping(holding: Holding): ResourceMapping[] {
    const lines: ResourceMapping[] = [...holding.base];
    for (const { placementGroupId, index, allocation } of holding.groups) {
      for (const { name, ids } of allocation) {
        lines.push({ name: groupResourceName(name, placementGroupId, null), ids });
        lines.push({ name: groupResourceName(name, placementGroupId, index), ids });
      }
    }
    return lines;
  }

  /** Total and available of a base resource. */
  nodeTotal(name: string): number {
    return this.#node.total(name);
  }

  nodeAvailable(name: string): number {
    return this.#node.available(name);
  }

  totals(): Map<string, number> {
    const totals = new Map<string, number>();
    for (const [name, total] of this.#node.entries()) {
      if (!isImplicitResource(name) && total > 0) totals.set(name, total);
    }
    this.#addGroups(totals, (total) => total);
    return totals;
  }

  /** As the syncer sends it: no zero entries, except an implicit resource (absent means one whole unit there). */
  available(): Map<string, number> {
    const amounts = new Map<string, number>();
    for (const [name, , available] of this.#node.entries()) {
      if (available > 0 || isImplicitResource(name)) amounts.set(name, Math.max(0, available));
    }
    this.#addGroups(amounts, (_, available) => available);
    return amounts;
  }

  /** Names of base resources that are not entirely free. */
  inUse(): string[] {
    const names: string[] = [];
    for (const [name, total, available] of this.#node.entries()) if (available !== total) names.push(name);
    return names;
  }

  isUntouched(): boolean {
    return this.#bundles.size === 0 && this.#holdings.size === 0 && this.#node.isUntouched();
  }

  /** `holdings` are those the leases have. */
  validate(holdings: ReadonlySet<Holding>): void {
    if (holdings.size !== this.#holdings.size) throw new Error("holdings: some have no lease, or some lease none");
    for (const holding of holdings) if (!this.#holdings.has(holding)) throw new Error("a lease's holding is unknown");
    const bundles = [...this.#bundles.values()].flatMap((group) => [...group.values()]);
    this.#node.validate("node", [
      ...bundles.map((bundle) => bundle.reserved),
      ...[...holdings].map((holding) => heldPart(holding.base, holding.isBlocked)),
    ]);
    for (const bundle of bundles) {
      const held: Allocation[] = [];
      for (const holding of holdings) {
        for (const group of holding.groups) {
          if (group.placementGroupId !== bundle.placementGroupId || group.index !== bundle.index) continue;
          held.push(heldPart(group.allocation, holding.isBlocked));
        }
      }
      const name = `bundle ${bundle.index} of ${bundle.placementGroupId}`;
      if (held.length > 0 && !bundle.isCommitted) throw new Error(`${name}: held from before its commit`);
      bundle.pool.validate(name, held);
    }
    for (const [id, group] of this.#bundles) if (group.size === 0) throw new Error(`group ${id} has no bundle`);
    for (const holding of holdings) {
      for (const group of holding.groups) this.#bundle(group.placementGroupId, group.index);
    }
  }

  #findBundle(demand: GroupDemand, test: "isFeasible" | "isAvailable"): Bundle | null {
    const group = this.#bundles.get(demand.placementGroupId);
    if (!group) return null;
    if (demand.index !== null) {
      const bundle = group.get(demand.index);
      return bundle?.isCommitted && bundle.pool[test](demand.amounts) ? bundle : null;
    }
    for (const bundle of group.values()) {
      if (bundle.isCommitted && bundle.pool[test](demand.amounts)) return bundle;
    }
    return null;
  }

  #bundle(placementGroupId: PlacementGroupId, index: number): Bundle {
    const bundle = this.#bundles.get(placementGroupId)?.get(index);
    if (!bundle) throw new Error(`bundle ${index} of ${placementGroupId} is not here`);
    return bundle;
  }

  #drop(bundle: Bundle): void {
    this.#node.free(bundle.reserved);
    const group = this.#bundles.get(bundle.placementGroupId);
    group?.delete(bundle.index);
    if (group?.size === 0) this.#bundles.delete(bundle.placementGroupId);
  }

  #addGroups(amounts: Map<string, number>, pick: (total: number, available: number) => number): void {
    for (const [placementGroupId, group] of this.#bundles) {
      for (const bundle of group.values()) {
        if (!bundle.isCommitted) continue;
        for (const [name, total, available] of bundle.pool.entries()) {
          const amount = pick(total, available);
          if (amount <= 0) continue;
          const wildcard = groupResourceName(name, placementGroupId, null);
          amounts.set(groupResourceName(name, placementGroupId, bundle.index), amount);
          amounts.set(wildcard, (amounts.get(wildcard) ?? 0) + amount);
        }
      }
    }
  }
}

function hasCpu(holding: Holding): boolean {
  return cpuPart(holding.base).length > 0 || holding.groups.some(({ allocation }) => cpuPart(allocation).length > 0);
}

function cpuPart(allocation: Allocation): Allocation {
  return allocation.filter((line) => line.name === CPU);
}

function heldPart(allocation: Allocation, isBlocked: boolean): Allocation {
  return isBlocked ? allocation.filter((line) => line.name !== CPU) : allocation;
}
