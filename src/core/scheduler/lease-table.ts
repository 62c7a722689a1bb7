// The leases alive in this raylet, grouped by scheduling class.
//
// Leases of one class are interchangeable to the scheduler (same job, function, resources, labels, strategy, depth and
// runtime env), so whatever is decided for the first one holds for all: 100,000 queued leases of a class cost as much
// per event as one. Each live lease is in exactly one place:
//
//   state                  | meaning                                  | collection            | leaves by
//   waitingForDependencies | plasma arguments are not local yet       | class.waiting         | dependenciesReady, spillback, cancel
//   queued                 | waits for resources or the worker cap    | class.queued          | dispatch, spillback, cancel
//   infeasible             | no node could ever serve it              | class.infeasible      | a node or bundle, cancel
//   waitingForWorker       | holds resources, worker pool was asked   | class.starting        | workerPopped/Failed, cancel
//   granted                | a worker works under it                  | class.granted, byWorker | return, worker death
//
// The queues are linked lists (lease-list.ts).

import { constraintsKey } from "./labels.js";
import { LeaseList, type LeaseRecord } from "./lease-list.js";
import { CPU, type Demand, parseDemand, RESOURCE_UNIT, shapeKey } from "./resources.js";
import type {
  InfeasibleReport,
  LabelConstraint,
  Lease,
  LeaseId,
  LeaseState,
  NodeId,
  ResourceAmounts,
  SchedulingStrategy,
  WorkerId,
} from "./types.js";

export class SchedulingClass {
  readonly key: string;
  /** A lease as good as any other of the class. */
  readonly sample: Lease;
  /** What a lease holds. */
  readonly demand: Demand;
  /** What a node must have for it: required_placement_resources, and at least what the lease will hold. */
  readonly placement: ResourceAmounts;
  readonly placementDemand: Demand;
  /** Shape of what a lease holds; equal shapes fit or do not fit together. */
  readonly demandKey: string;
  readonly cpuPerLease: number;
  /** The label selector, then its fallbacks. */
  readonly selectors: readonly (readonly LabelConstraint[])[];
  readonly waiting = new LeaseList();
  readonly queued = new LeaseList();
  readonly infeasible = new LeaseList();
  readonly starting = new LeaseList();
  readonly granted = new LeaseList();
  /** Tasks the owners hold back, per owner. */
  readonly backlog = new Map<WorkerId, number>();
  /** At the worker cap: when one more lease may start; null while below it. */
  capUntilMs: number | null = null;
  /** The worker pool asked for a pause. */
  notBeforeMs = 0;
  popRetries = 0;
  /** Infeasible: why, since when, and when it is reported next. */
  infeasibleReason: InfeasibleReport["reason"] = "resources";
  infeasibleSinceMs = 0;
  nextReportMs = 0;
  reports = 0;

  constructor(key: string, sample: Lease) {
    this.key = key;
    this.sample = sample;
    this.demand = parseDemand(sample.resources);
    this.placement = atLeast(sample.placementResources, sample.resources);
    this.placementDemand = parseDemand(this.placement);
    this.demandKey = shapeKey(sample.resources);
    this.selectors = [sample.labelSelector, ...sample.fallbackSelectors];
    this.cpuPerLease = sample.resources.get(CPU) ?? 0;
  }

  get running(): number {
    return this.starting.size + this.granted.size;
  }

  /** Leases that may run at once before the worker cap holds back more; without CPU there is no cap. */
  capacity(totalCpu: number): number {
    if (this.cpuPerLease <= 0) return Number.POSITIVE_INFINITY;
    return Math.max(1, Math.floor(Math.max(totalCpu, RESOURCE_UNIT) / this.cpuPerLease));
  }

  list(state: LeaseState): LeaseList {
    switch (state) {
      case "waitingForDependencies":
        return this.waiting;
      case "queued":
        return this.queued;
      case "infeasible":
        return this.infeasible;
      case "waitingForWorker":
        return this.starting;
      case "granted":
        return this.granted;
    }
  }

  isEmpty(): boolean {
    return this.waiting.size + this.queued.size + this.infeasible.size + this.running + this.backlog.size === 0;
  }
}

export class LeaseTable {
  readonly classes = new Map<string, SchedulingClass>();
  readonly leases = new Map<LeaseId, LeaseRecord>();
  /** Granted leases. */
  readonly byWorker = new Map<WorkerId, LeaseRecord>();
  readonly byOwner = new Map<WorkerId, Set<LeaseRecord>>();
  readonly backlogByOwner = new Map<WorkerId, Set<SchedulingClass>>();
  /** Classes with a queued lease, the one served longest ago first. */
  readonly ready = new Map<string, SchedulingClass>();
  /** Classes with a lease that waits for arguments. */
  readonly waiting = new Map<string, SchedulingClass>();
  /** Classes with an infeasible lease. */
  readonly stuck = new Map<string, SchedulingClass>();
  starting = 0;

  classOf(lease: Lease): SchedulingClass {
    const key = schedulingClassKey(lease);
    const existing = this.classes.get(key);
    if (existing) return existing;
    const created = new SchedulingClass(key, lease);
    this.classes.set(key, created);
    return created;
  }

  /** Put a new lease or one without a list into the collection of `state`. */
  enter(record: LeaseRecord, state: LeaseState, now: number, isFirst = false): void {
    const { schedulingClass } = record;
    record.state = state;
    record.sinceMs = now;
    const list = schedulingClass.list(state);
    if (isFirst) list.prepend(record);
    else list.append(record);
    if (state === "waitingForDependencies" && list.size === 1) this.waiting.set(schedulingClass.key, schedulingClass);
    if (state === "queued" && list.size === 1) this.ready.set(schedulingClass.key, schedulingClass);
    if (state === "infeasible" && list.size === 1) this.stuck.set(schedulingClass.key, schedulingClass);
    if (state === "waitingForWorker") this.starting++;
    if (state === "granted" && record.worker) this.byWorker.set(record.worker.workerId, record);
  }

  leave(record: LeaseRecord): void {
    const { schedulingClass, state } = record;
    schedulingClass.list(state).remove(record);
    if (schedulingClass.waiting.size === 0) this.waiting.delete(schedulingClass.key);
    if (schedulingClass.queued.size === 0) this.ready.delete(schedulingClass.key);
    if (schedulingClass.infeasible.size === 0) this.stuck.delete(schedulingClass.key);
    if (state === "waitingForWorker") this.starting--;
    if (state === "granted" && record.worker) this.byWorker.delete(record.worker.workerId);
  }

  move(record: LeaseRecord, state: LeaseState, now: number, isFirst = false): void {
    this.leave(record);
    this.enter(record, state, now, isFirst);
  }

  add(record: LeaseRecord): void {
    const owner = record.lease.owner.workerId;
    this.leases.set(record.lease.leaseId, record);
    const owned = this.byOwner.get(owner);
    if (owned) owned.add(record);
    else this.byOwner.set(owner, new Set([record]));
  }

  /** Forget a lease, wherever it is. */
  remove(record: LeaseRecord): void {
    if (record.list) this.leave(record);
    const owner = record.lease.owner.workerId;
    this.leases.delete(record.lease.leaseId);
    const owned = this.byOwner.get(owner);
    owned?.delete(record);
    if (owned?.size === 0) this.byOwner.delete(owner);
    this.dropIfEmpty(record.schedulingClass);
  }

  setBacklog(schedulingClass: SchedulingClass, owner: WorkerId, backlog: number): void {
    const classes = this.backlogByOwner.get(owner) ?? new Set();
    if (backlog > 0) {
      // The last lease of the class may have gone meanwhile.
      this.classes.set(schedulingClass.key, schedulingClass);
      schedulingClass.backlog.set(owner, backlog);
      this.backlogByOwner.set(owner, classes.add(schedulingClass));
      return;
    }
    schedulingClass.backlog.delete(owner);
    classes.delete(schedulingClass);
    if (classes.size === 0) this.backlogByOwner.delete(owner);
    this.dropIfEmpty(schedulingClass);
  }

  clearBacklog(owner: WorkerId): void {
    for (const schedulingClass of [...(this.backlogByOwner.get(owner) ?? [])]) {
      this.setBacklog(schedulingClass, owner, 0);
    }
  }

  /** Live leases that a predicate picks, as a list of its own: the caller changes the table. */
  select(predicate: (record: LeaseRecord) => boolean): LeaseRecord[] {
    const found: LeaseRecord[] = [];
    for (const record of this.leases.values()) if (predicate(record)) found.push(record);
    return found;
  }

  ownedBy(owner: WorkerId): LeaseRecord[] {
    return [...(this.byOwner.get(owner) ?? [])];
  }

  ownedFrom(nodeId: NodeId): LeaseRecord[] {
    return this.select((record) => record.lease.owner.nodeId === nodeId);
  }

  dropIfEmpty(schedulingClass: SchedulingClass): void {
    if (schedulingClass.isEmpty()) this.classes.delete(schedulingClass.key);
  }

  validate(): void {
    let listed = 0;
    for (const c of this.classes.values()) {
      const states: LeaseState[] = ["waitingForDependencies", "queued", "infeasible", "waitingForWorker", "granted"];
      for (const state of states) {
        let count = 0;
        for (const record of c.list(state)) {
          count++;
          const id = record.lease.leaseId;
          if (record.state !== state) throw new Error(`lease ${id} is ${record.state} and listed as ${state}`);
          if (record.schedulingClass !== c) throw new Error(`lease ${id} is listed in a class that is not its own`);
          if (this.leases.get(id) !== record) throw new Error(`lease ${id} is listed and not alive`);
          const holds = state === "waitingForWorker" || state === "granted";
          if (holds !== (record.holding !== null)) throw new Error(`lease ${id} is ${state}, holding is wrong`);
          if ((state === "granted") !== (record.worker !== null)) throw new Error(`lease ${id}: worker is wrong`);
          if (state === "granted" && record.requests.length > 0) throw new Error(`lease ${id} has unanswered requests`);
          if (state !== "granted" && record.requests.length === 0) throw new Error(`lease ${id}: nobody asks for it`);
          if (this.byOwner.get(record.lease.owner.workerId)?.has(record) !== true) {
            throw new Error(`lease ${id} is not listed under its owner`);
          }
        }
        if (count !== c.list(state).size) throw new Error(`class ${c.key}: ${state} has ${count} leases`);
        listed += count;
      }
      if (c.isEmpty()) throw new Error(`class ${c.key} is empty`);
      if (this.ready.has(c.key) !== c.queued.size > 0) throw new Error(`class ${c.key}: ready is wrong`);
      if (this.waiting.has(c.key) !== c.waiting.size > 0) throw new Error(`class ${c.key}: waiting is wrong`);
      if (this.stuck.has(c.key) !== c.infeasible.size > 0) throw new Error(`class ${c.key}: stuck is wrong`);
      for (const owner of c.backlog.keys()) {
        if (!this.backlogByOwner.get(owner)?.has(c)) throw new Error(`class ${c.key}: backlog of ${owner} is lost`);
      }
    }
    if (listed !== this.leases.size) throw new Error(`${this.leases.size} leases are alive, ${listed} are listed`);
    for (const [workerId, record] of this.byWorker) {
      if (record.state !== "granted" || record.worker?.workerId !== workerId) {
        throw new Error(`worker ${workerId} has a lease that is not its own`);
      }
    }
    const granted = [...this.leases.values()].filter((record) => record.state === "granted").length;
    if (granted !== this.byWorker.size)
      throw new Error(`${granted} leases are granted to ${this.byWorker.size} workers`);
    for (const key of [...this.ready.keys(), ...this.waiting.keys(), ...this.stuck.keys()]) {
      if (!this.classes.has(key)) throw new Error(`class ${key} is gone and still to be served`);
    }
  }
}

function atLeast(amounts: ResourceAmounts, minimum: ResourceAmounts): ResourceAmounts {
  const merged = new Map(amounts);
  for (const [name, amount] of minimum) merged.set(name, Math.max(amount, merged.get(name) ?? 0));
  return merged;
}

function schedulingClassKey(lease: Lease): string {
  // U+0001 cannot be part of what it separates, except of user texts that then only share a class.
  return [
    lease.jobId,
    lease.type,
    lease.language,
    lease.functionKey,
    shapeKey(lease.resources),
    shapeKey(lease.placementResources),
    lease.depth,
    lease.runtimeEnvHash,
    strategyKey(lease.strategy),
    constraintsKey(lease.labelSelector),
    JSON.stringify(lease.fallbackSelectors.map(constraintsKey)),
  ].join("\u0001");
}

function strategyKey(strategy: SchedulingStrategy): string {
  switch (strategy.type) {
    case "default":
    case "spread":
      return strategy.type;
    case "nodeAffinity":
      return `affinity,${strategy.nodeId},${strategy.soft},${strategy.spillOnUnavailable},${strategy.failOnUnavailable}`;
    case "placementGroup":
      return `group,${strategy.placementGroupId},${strategy.bundleIndex}`;
    case "nodeLabel":
      return `labels,${constraintsKey(strategy.hard)},${constraintsKey(strategy.soft)}`;
  }
}
