// The instances of a set of resources, and what of each is free.
//
// Problem: a GPU is not 1/8 of "8 GPUs"; a lease gets certain devices and its worker sees their numbers. So a resource
// is a list of instances, each with an index, a total and what is available of it. Resources named in
// `unitInstanceResources` have one instance per unit; all others have a single instance 0.
// - A whole unit takes an instance that is entirely free; a fraction takes the instance where least is left over (best
//   fit), so that fractions share a device and whole ones stay free. 2.5 takes two whole ones and a fraction of a third.
// - An allocation is all or nothing.
// - `take` may push availability below zero: a worker that wakes up from a blocking call gets its CPU back even when
//   others use it now. Nothing can be allocated until availability is positive again.
// - Implicit resources exist only while something holds them.
// Invariant: for each instance, total = available + what the holders of allocations hold (checked by the owner).

import { type AmountList, isImplicitResource, RESOURCE_UNIT } from "./resources.js";
import type { ResourceMapping } from "./types.js";

/** What was taken, instance by instance. */
export type Allocation = readonly ResourceMapping[];

interface Instances {
  readonly index: number[];
  readonly total: number[];
  readonly available: number[];
  readonly isUnit: boolean;
}

type InstanceShare = { readonly index: number; readonly quantity: number };

export class ResourceInstances {
  readonly #resources = new Map<string, Instances>();

  private constructor() {}

  /** A node's resources. */
  static ofTotals(totals: Iterable<readonly [string, number]>, unitResources: ReadonlySet<string>): ResourceInstances {
    const pool = new ResourceInstances();
    for (const [name, total] of totals) pool.#addTotal(name, total, unitResources.has(name));
    return pool;
  }

  /** A bundle: its instances are those that were allocated for it. */
  static ofAllocation(allocation: Allocation, unitResources: ReadonlySet<string>): ResourceInstances {
    const pool = new ResourceInstances();
    for (const { name, ids } of allocation) {
      pool.#resources.set(name, {
        index: ids.map((id) => id.index),
        total: ids.map((id) => id.quantity),
        available: ids.map((id) => id.quantity),
        isUnit: unitResources.has(name),
      });
    }
    return pool;
  }

  /** Could the amounts ever be allocated, with nothing else in use? */
  isFeasible(amounts: AmountList): boolean {
    return amounts.every(([name, amount]) => this.#fits(name, amount, "total"));
  }

  isAvailable(amounts: AmountList): boolean {
    return amounts.every(([name, amount]) => this.#fits(name, amount, "available"));
  }

  /** Null, and nothing changed, when not all of it is available. */
  allocate(amounts: AmountList): Allocation | null {
    if (!this.isAvailable(amounts)) return null;
    const allocation: ResourceMapping[] = [];
    for (const [name, amount] of amounts) {
      if (isImplicitResource(name) && !this.#resources.has(name)) this.#addTotal(name, RESOURCE_UNIT, false);
      const resource = this.#resources.get(name);
      const ids = resource && choose(resource, amount, resource.available);
      if (!ids) throw new Error(`resource ${name}: ${amount} was available and could not be allocated`);
      allocation.push({ name, ids });
    }
    this.take(allocation);
    return allocation;
  }

  /** Take exactly these instances again, below zero if need be. */
  take(allocation: Allocation): void {
    this.#change(allocation, -1);
  }

  free(allocation: Allocation): void {
    this.#change(allocation, 1);
  }

  /**
   * Set the total of a resource without unit instances, never below what is in use. Unit-instance resources keep
   * theirs (Ray 2.60.0 does not resize them either). Returns the total that holds now. One of which there is nothing
   * left stays known: a worker that is blocked takes its part again.
   */
  resize(name: string, total: number): number {
    const resource = this.#resources.get(name);
    if (!resource) {
      if (total > 0) this.#addTotal(name, total, false);
      return total;
    }
    const [oldTotal = 0] = resource.total;
    const [available = 0] = resource.available;
    if (resource.isUnit) return sum(resource.total);
    const newTotal = Math.max(total, oldTotal - available, 0);
    resource.total[0] = newTotal;
    resource.available[0] = available + newTotal - oldTotal;
    return newTotal;
  }

  total(name: string): number {
    const resource = this.#resources.get(name);
    return resource ? sum(resource.total) : 0;
  }

  available(name: string): number {
    const resource = this.#resources.get(name);
    return resource ? sum(resource.available) : 0;
  }

  /** name, total, available (may be negative); an implicit resource only while it is in use. */
  *entries(): Generator<readonly [name: string, total: number, available: number]> {
    for (const [name, resource] of this.#resources) yield [name, sum(resource.total), sum(resource.available)];
  }

  isUntouched(): boolean {
    for (const resource of this.#resources.values()) {
      if (resource.available.some((available, i) => available !== resource.total[i])) return false;
    }
    return true;
  }

  /** Throws unless total = available + held for every instance, where `held` are all allocations alive. */
  validate(what: string, held: Iterable<Allocation>): void {
    const sums = new Map<string, number>();
    for (const allocation of held) {
      for (const { name, ids } of allocation) {
        for (const { index, quantity } of ids) {
          const key = `${name}#${index}`;
          sums.set(key, (sums.get(key) ?? 0) + quantity);
        }
      }
    }
    for (const [name, resource] of this.#resources) {
      resource.index.forEach((index, i) => {
        const key = `${name}#${index}`;
        const inUse = sums.get(key) ?? 0;
        sums.delete(key);
        const [total = 0, available = 0] = [resource.total[i], resource.available[i]];
        if (total !== available + inUse) {
          throw new Error(`${what}: ${name}[${index}] total ${total}, available ${available}, held ${inUse}`);
        }
        if (resource.isUnit && available < 0) throw new Error(`${what}: ${name}[${index}] is below zero`);
      });
    }
    for (const [key, quantity] of sums) throw new Error(`${what}: ${quantity} of unknown ${key} is held`);
  }

  #addTotal(name: string, total: number, isUnit: boolean): void {
    const count = isUnit ? Math.ceil(total / RESOURCE_UNIT) : 1;
    const totals = Array.from({ length: count }, (_, i) =>
      isUnit ? Math.min(RESOURCE_UNIT, total - i * RESOURCE_UNIT) : total,
    );
    this.#resources.set(name, { index: totals.map((_, i) => i), total: totals, available: [...totals], isUnit });
  }

  #fits(name: string, amount: number, of: "total" | "available"): boolean {
    const resource = this.#resources.get(name);
    if (!resource) return isImplicitResource(name) ? amount <= RESOURCE_UNIT : amount <= 0;
    if (!resource.isUnit && resource.index.length === 1) return (resource[of][0] ?? 0) >= amount;
    return choose(resource, amount, resource[of]) !== null;
  }

  #change(allocation: Allocation, sign: 1 | -1): void {
    for (const { name, ids } of allocation) {
      if (isImplicitResource(name) && !this.#resources.has(name)) this.#addTotal(name, RESOURCE_UNIT, false);
      const resource = this.#resources.get(name);
      if (!resource) throw new Error(`resource ${name} is not here`);
      for (const { index, quantity } of ids) {
        const at = resource.index[index] === index ? index : resource.index.indexOf(index);
        const before = resource.available[at];
        if (before === undefined) throw new Error(`resource ${name} has no instance ${index}`);
        resource.available[at] = before + sign * quantity;
      }
      if (isImplicitResource(name) && resource.available[0] === resource.total[0]) this.#resources.delete(name);
    }
  }
}

/** The instances to take `amount` from, given what is free of each; null when it does not fit. */
function choose(resource: Instances, amount: number, free: readonly number[]): InstanceShare[] | null {
  if (!resource.isUnit) {
    const [index = 0] = resource.index;
    return (free[0] ?? 0) >= amount ? [{ index, quantity: amount }] : null;
  }
  const shares: InstanceShare[] = [];
  let left = amount;
  const isTaken = new Set<number>();
  for (let i = 0; i < free.length && left >= RESOURCE_UNIT; i++) {
    if ((free[i] ?? 0) < RESOURCE_UNIT) continue;
    shares.push({ index: resource.index[i] ?? 0, quantity: RESOURCE_UNIT });
    isTaken.add(i);
    left -= RESOURCE_UNIT;
  }
  if (left >= RESOURCE_UNIT) return null;
  if (left === 0) return shares;
  let best = -1;
  for (let i = 0; i < free.length; i++) {
    const here = free[i] ?? 0;
    if (isTaken.has(i) || here < left) continue;
    if (best < 0 || here < (free[best] ?? 0)) best = i;
  }
  if (best < 0) return null;
  shares.push({ index: resource.index[best] ?? 0, quantity: left });
  return shares;
}

function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
