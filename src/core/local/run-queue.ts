/**
 * Which run of local mode, a task or the life of an actor, starts when: as many at a time as the resources allow, those of
 * one demand in the order in which they came. A demand that waits stops no smaller one behind it.
 *
 *   queued    | waits for resources              | leaves by start, withdraw
 *   running   | has its resources                | leaves by ended; `settled` changes what it has
 *   blocked   | waits for others' results: its CPUs are lent to those | leaves by unblocked, ended
 *
 * A run that goes on after it was blocked takes its CPUs at once, so that for a while more are in use than there are, as in
 * Ray. Placement groups take their bundles out of what there is when all of them fit; runs of a group use its bundles.
 *
 * Invariants (`validate`): what is free and what runs have make what there is, in each pool; only CPUs may be below zero.
 */
import { BUNDLE_RESOURCE, BUNDLE_UNITS, CPU, formatAmounts, parseDemand, shapeKey } from "../scheduler/resources.js";
import type { ResourceAmounts } from "../scheduler/types.js";

export type QueueEvent =
  | { readonly type: "submit"; readonly runId: string; readonly demand: ResourceAmounts }
  /** Of a run: from now on it needs this, which is no more than it has. */
  | { readonly type: "settled"; readonly runId: string; readonly demand: ResourceAmounts }
  | { readonly type: "blocked"; readonly runId: string }
  | { readonly type: "unblocked"; readonly runId: string }
  | { readonly type: "ended"; readonly runId: string }
  /** One that is queued is not wanted any more. */
  | { readonly type: "withdraw"; readonly runId: string }
  | { readonly type: "reserve"; readonly groupId: string; readonly bundles: readonly ResourceAmounts[] }
  | { readonly type: "removeGroup"; readonly groupId: string };

export type QueueEffect =
  | { readonly type: "start"; readonly runId: string }
  /** It can never start. */
  | { readonly type: "refuse"; readonly runId: string; readonly reason: string; readonly isGroupGone: boolean }
  | { readonly type: "groupReady"; readonly groupId: string }
  /** It runs in a group that is removed. */
  | { readonly type: "evict"; readonly runId: string };

type Pool = Map<string, number>;

interface Group {
  readonly bundles: readonly ResourceAmounts[];
  /** Free amounts of each bundle; null: not reserved yet. */
  pools: Pool[] | null;
}

interface Run {
  has: ResourceAmounts;
  /** By number of the bundle where the run is in a group. */
  readonly place: { readonly groupId: string; readonly bundle: number } | null;
  isBlocked: boolean;
}

interface Queued {
  readonly runId: string;
  readonly order: number;
}

export class RunQueue {
  readonly #total: ResourceAmounts;
  readonly #free: Pool;
  readonly #groups = new Map<string, Group>();
  readonly #running = new Map<string, Run>();
  /** By demand: runs of one demand fit, or do not, together. */
  readonly #queued = new Map<string, { readonly demand: ResourceAmounts; readonly runs: Set<Queued> }>();
  readonly #places = new Map<string, { readonly shape: string; readonly queued: Queued }>();
  #lastOrder = 0;

  constructor(total: ResourceAmounts) {
    this.#total = total;
    this.#free = new Map(total);
  }

  handle(event: QueueEvent): QueueEffect[] {
    const effects: QueueEffect[] = [];
    switch (event.type) {
      case "submit":
        this.#submit(event.runId, event.demand, effects);
        break;
      case "settled":
        this.#settled(event.runId, event.demand);
        break;
      case "blocked":
      case "unblocked":
        this.#setBlocked(event.runId, event.type === "blocked");
        break;
      case "ended":
        this.#ended(event.runId);
        break;
      case "withdraw":
        this.#withdraw(event.runId);
        break;
      case "reserve":
        this.#groups.set(event.groupId, { bundles: event.bundles, pools: null });
        break;
      case "removeGroup":
        this.#removeGroup(event.groupId, effects);
    }
    this.#reserveGroups(effects);
    this.#startQueued(effects);
    return effects;
  }

  /** False also for a group that was removed. */
  isGroupReady(groupId: string): boolean {
    return this.#groups.get(groupId)?.pools != null;
  }

  /** Why a group of these bundles can never be; null: it can. */
  whyNeverFits(bundles: readonly ResourceAmounts[]): string | null {
    const sum = new Map<string, number>();
    for (const bundle of bundles) for (const [name, amount] of bundle) sum.set(name, (sum.get(name) ?? 0) + amount);
    return fits(this.#total, sum)
      ? null
      : `it asks for ${formatAmounts(sum)} and there is ${formatAmounts(this.#total)}`;
  }

  #submit(runId: string, demand: ResourceAmounts, effects: QueueEffect[]): void {
    const refusal = this.#whyNever(demand);
    if (refusal !== null) {
      effects.push({ type: "refuse", runId, ...refusal });
      return;
    }
    this.#lastOrder += 1;
    const queued = { runId, order: this.#lastOrder };
    const shape = shapeKey(demand);
    const others = this.#queued.get(shape);
    if (others === undefined) this.#queued.set(shape, { demand, runs: new Set([queued]) });
    else others.runs.add(queued);
    this.#places.set(runId, { shape, queued });
  }

  #whyNever(demand: ResourceAmounts): { readonly reason: string; readonly isGroupGone: boolean } | null {
    const { base, groups } = parseDemand(demand);
    const [inGroup] = groups;
    if (inGroup === undefined) {
      if (fits(this.#total, base)) return null;
      const reason = `It asks for ${formatAmounts(base)}, and this process has ${formatAmounts(this.#total)}: give init({ local: true }) more, or ask for less.`;
      return { reason, isGroupGone: false };
    }
    const group = this.#groups.get(inGroup.placementGroupId);
    if (group === undefined) return { reason: "Its placement group was removed.", isGroupGone: true };
    const { index, amounts } = inGroup;
    const bundles = index === null ? group.bundles : group.bundles.slice(index, index + 1);
    if (bundles.some((bundle) => fits(withBundle(bundle), amounts))) return null;
    const wanted = amounts.filter(([name]) => name !== BUNDLE_RESOURCE);
    return {
      reason: `It asks for ${formatAmounts(wanted)}, more than its bundle of the placement group has.`,
      isGroupGone: false,
    };
  }

  #startQueued(effects: QueueEffect[]): void {
    // The oldest of each demand, the oldest demand first; what does not fit is not looked at again.
    const heads = [...this.#queued].map(([shape, { demand, runs }]) => ({ shape, demand, runs }));
    heads.sort((a, b) => headOf(a.runs).order - headOf(b.runs).order);
    for (const { shape, demand, runs } of heads) {
      for (const queued of runs) {
        const run = this.#take(demand);
        if (run === null) break;
        runs.delete(queued);
        this.#places.delete(queued.runId);
        this.#running.set(queued.runId, run);
        effects.push({ type: "start", runId: queued.runId });
      }
      if (runs.size === 0) this.#queued.delete(shape);
    }
  }

  #take(demand: ResourceAmounts): Run | null {
    const { base, groups } = parseDemand(demand);
    const [inGroup] = groups;
    if (inGroup === undefined) {
      if (!fits(this.#free, base)) return null;
      add(this.#free, base, -1);
      return { has: new Map(base), place: null, isBlocked: false };
    }
    const { placementGroupId: groupId, index, amounts } = inGroup;
    const pools = this.#groups.get(groupId)?.pools ?? [];
    const bundle = pools.findIndex((pool, at) => (index === null || index === at) && fits(pool, amounts));
    if (bundle < 0) return null;
    add(pools[bundle] as Pool, amounts, -1);
    return { has: new Map(amounts), place: { groupId, bundle }, isBlocked: false };
  }

  #poolOf({ place }: Run): Pool | undefined {
    return place === null ? this.#free : this.#groups.get(place.groupId)?.pools?.[place.bundle];
  }

  #settled(runId: string, demand: ResourceAmounts): void {
    const run = this.#running.get(runId);
    if (run === undefined) return;
    const { base, groups } = parseDemand(demand);
    const pool = this.#poolOf(run);
    if (pool !== undefined) {
      add(pool, held(run), 1);
      run.has = new Map(groups[0]?.amounts ?? base);
      add(pool, held(run), -1);
    }
  }

  #setBlocked(runId: string, isBlocked: boolean): void {
    const run = this.#running.get(runId);
    if (run === undefined || run.isBlocked === isBlocked) return;
    const pool = this.#poolOf(run);
    if (pool !== undefined) add(pool, held(run), 1);
    run.isBlocked = isBlocked;
    if (pool !== undefined) add(pool, held(run), -1);
  }

  #ended(runId: string): void {
    const run = this.#running.get(runId);
    if (run === undefined) return;
    this.#running.delete(runId);
    const pool = this.#poolOf(run);
    if (pool !== undefined) add(pool, held(run), 1);
  }

  #withdraw(runId: string): void {
    const place = this.#places.get(runId);
    if (place === undefined) return;
    this.#places.delete(runId);
    const others = this.#queued.get(place.shape);
    others?.runs.delete(place.queued);
    if (others?.runs.size === 0) this.#queued.delete(place.shape);
  }

  #reserveGroups(effects: QueueEffect[]): void {
    for (const [groupId, group] of this.#groups) {
      if (group.pools !== null) continue;
      const free = new Map(this.#free);
      const isThere = group.bundles.every((bundle) => {
        if (!fits(free, bundle)) return false;
        add(free, bundle, -1);
        return true;
      });
      if (!isThere) continue;
      for (const bundle of group.bundles) add(this.#free, bundle, -1);
      group.pools = group.bundles.map(withBundle);
      effects.push({ type: "groupReady", groupId });
    }
  }

  #removeGroup(groupId: string, effects: QueueEffect[]): void {
    const group = this.#groups.get(groupId);
    if (group === undefined) return;
    this.#groups.delete(groupId);
    if (group.pools !== null) for (const bundle of group.bundles) add(this.#free, bundle, 1);
    for (const [runId, { place }] of this.#running)
      if (place?.groupId === groupId) effects.push({ type: "evict", runId });
    for (const { demand, runs } of [...this.#queued.values()]) {
      if (!parseDemand(demand).groups.some(({ placementGroupId }) => placementGroupId === groupId)) continue;
      for (const { runId } of [...runs]) {
        this.#withdraw(runId);
        effects.push({ type: "refuse", runId, reason: "Its placement group was removed.", isGroupGone: true });
      }
    }
  }

  /** @throws Error naming the invariant that does not hold */
  validate(): void {
    const used = new Map<Pool, Pool>();
    for (const run of this.#running.values()) {
      const pool = this.#poolOf(run);
      if (pool === undefined) continue;
      const sum = used.get(pool) ?? new Map();
      add(sum, held(run), 1);
      used.set(pool, sum);
    }
    const check = (pool: Pool, total: ResourceAmounts) => {
      for (const [name, amount] of total) {
        const free = pool.get(name) ?? 0;
        if (free + (used.get(pool)?.get(name) ?? 0) !== amount) throw new Error(`${name} does not add up`);
        if (free < 0 && name !== CPU) throw new Error(`${name} is given twice`);
      }
    };
    const outside = new Map(this.#total);
    for (const { bundles, pools } of this.#groups.values()) {
      if (pools === null) continue;
      for (const bundle of bundles) add(outside, bundle, -1);
      pools.forEach((pool, at) => {
        check(pool, withBundle(bundles[at] as ResourceAmounts));
      });
    }
    check(this.#free, outside);
    for (const { runs } of this.#queued.values()) if (runs.size === 0) throw new Error("a demand of nobody is kept");
  }
}

const headOf = (runs: ReadonlySet<Queued>): Queued => runs.values().next().value as Queued;

/** What a run has at this moment. */
function held({ has, isBlocked }: Run): ResourceAmounts {
  return isBlocked ? new Map([...has].filter(([name]) => name !== CPU)) : has;
}

function withBundle(bundle: ResourceAmounts): Pool {
  return new Map([...bundle, [BUNDLE_RESOURCE, BUNDLE_UNITS] as const]);
}

function fits(has: ResourceAmounts, wanted: Iterable<readonly [string, number]>): boolean {
  for (const [name, amount] of wanted) if (amount > 0 && amount > (has.get(name) ?? 0)) return false;
  return true;
}

function add(pool: Pool, amounts: Iterable<readonly [string, number]>, sign: 1 | -1): void {
  for (const [name, amount] of amounts) pool.set(name, (pool.get(name) ?? 0) + sign * amount);
}
