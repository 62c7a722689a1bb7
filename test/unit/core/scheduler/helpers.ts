// A scheduler with `validate()` after every event, and short ways to write leases and events.

import { LeaseScheduler } from "../../../../src/core/scheduler/lease-scheduler.js";
import { toAmounts } from "../../../../src/core/scheduler/resources.js";
import type {
  EventOf,
  Lease,
  LeasedWorker,
  RemoteNodeView,
  SchedulerConfig,
  SchedulerEffect,
  SchedulerEvent,
} from "../../../../src/core/scheduler/types.js";

export const LOCAL = "aa".repeat(28);
export const REMOTE = "bb".repeat(28);
export const OWNER = "01".repeat(28);
const JOB = "01000000";
export const PG = "8083bc4ee03211e599f335ae970f01000000";

export function units(resources: Record<string, number>): Map<string, number> {
  return toAmounts(Object.entries(resources));
}

export function config(resources: Record<string, number>, changes: Partial<SchedulerConfig> = {}): SchedulerConfig {
  return {
    nodeId: LOCAL,
    total: units(resources),
    labels: new Map([["ray.io/node-id", LOCAL]]),
    unitInstanceResources: new Set(["GPU"]),
    infeasiblePolicy: "wait",
    infeasibleGraceMs: 500,
    spreadThreshold: 0.5,
    topKFraction: 0.2,
    topKAbsolute: 1,
    avoidGpuNodes: true,
    workerCapEnabled: true,
    workerCapInitialBackoffMs: 1000,
    workerCapMaxBackoffMs: 10_000,
    random: () => 0,
    ...changes,
  };
}

let nextLease = 0;

export function lease(resources: Record<string, number>, changes: Partial<Lease> = {}): Lease {
  nextLease++;
  return {
    leaseId: nextLease.toString(16).padStart(64, "0"),
    jobId: JOB,
    type: "normal",
    actorId: null,
    owner: { nodeId: LOCAL, ip: "127.0.0.1", port: 1, workerId: OWNER },
    resources: units(resources),
    placementResources: units(resources),
    strategy: { type: "default" },
    labelSelector: [],
    fallbackSelectors: [],
    depth: 1,
    runtimeEnvHash: 0,
    serializedRuntimeEnv: "{}",
    language: "python",
    functionKey: "f",
    taskName: "f",
    dependencies: [],
    dynamicWorkerOptions: [],
    isDetachedActor: false,
    rootDetachedActorId: null,
    attemptNumber: 0,
    maxRetries: 3,
    parentTaskId: null,
    ...changes,
  };
}

/** A default actor: one CPU to be placed, none to live. */
export function actor(changes: Partial<Lease> = {}): Lease {
  return lease(
    {},
    { type: "actorCreation", actorId: "ac".repeat(16), placementResources: units({ CPU: 1 }), ...changes },
  );
}

export function worker(n: number): LeasedWorker {
  return { workerId: `f${n}`.padStart(56, "0"), ip: "127.0.0.1", port: 1000 + n, pid: 100 + n };
}

export function view(resources: Record<string, number>, changes: Partial<RemoteNodeView> = {}): RemoteNodeView {
  const total = units(resources);
  return {
    nodeId: REMOTE,
    total,
    available: total,
    labels: new Map(),
    isDraining: false,
    arePullsQueued: false,
    ...changes,
  };
}

export class Bench {
  readonly scheduler: LeaseScheduler;
  now = 1000;
  #nextRequest = 1;
  #nextWorker = 1;

  constructor(resources: Record<string, number>, changes: Partial<SchedulerConfig> = {}) {
    this.scheduler = new LeaseScheduler(config(resources, changes));
  }

  send(event: SchedulerEvent): SchedulerEffect[] {
    const effects = this.scheduler.handle(event, this.now);
    this.scheduler.validate();
    return effects.filter((effect) => effect.type !== "viewChanged");
  }

  after(ms: number): SchedulerEffect[] {
    this.now += ms;
    return this.send({ type: "tick" });
  }

  request(wanted: Lease, changes: Partial<EventOf<"requestLease">> = {}): SchedulerEffect[] {
    const requestId = this.#nextRequest++;
    return this.send({
      type: "requestLease",
      requestId,
      lease: wanted,
      grantOrReject: false,
      isSelectedBasedOnLocality: false,
      ...changes,
    });
  }

  pop(wanted: Lease): { worker: LeasedWorker; effects: SchedulerEffect[] } {
    const popped = worker(this.#nextWorker++);
    return {
      worker: popped,
      effects: this.send({ type: "workerPopped", leaseId: wanted.leaseId, worker: popped }),
    };
  }

  /** Request and pop: the lease is granted after it. */
  grant(wanted: Lease): LeasedWorker {
    const types = this.request(wanted).map((effect) => effect.type);
    if (!types.includes("popWorker")) throw new Error(`expected popWorker, got ${types.join(", ")}`);
    return this.pop(wanted).worker;
  }

  giveBack(wanted: Lease): SchedulerEffect[] {
    return this.send({
      type: "returnLease",
      leaseId: wanted.leaseId,
      disconnectWorker: false,
      workerExiting: false,
      detail: "",
    });
  }

  /** A placement group that is here and committed. */
  bundles(...resources: Record<string, number>[]): void {
    const bundles = resources.map((r, index) => ({ placementGroupId: PG, index, resources: units(r) }));
    this.send({ type: "prepareBundles", requestId: this.#nextRequest++, bundles });
    this.send({ type: "commitBundles", requestId: this.#nextRequest++, bundles });
  }

  available(name: string): number {
    return (this.scheduler.localView(this.now).available.get(name) ?? 0) / 10_000;
  }

  total(name: string): number {
    return (this.scheduler.localView(this.now).total.get(name) ?? 0) / 10_000;
  }
}

/** A lease of a placement group, as stock's owner asks for it: each resource under its wildcard and indexed name. */
export function groupLease(resources: Record<string, number>, index: number, changes: Partial<Lease> = {}): Lease {
  return groupLeaseOf(PG, resources, index, changes);
}

export function groupLeaseOf(
  placementGroupId: string,
  resources: Record<string, number>,
  index: number,
  changes: Partial<Lease> = {},
): Lease {
  const formatted: Record<string, number> = {};
  for (const [name, amount] of Object.entries({ ...resources, bundle: 0.001 })) {
    formatted[`${name}_group_${placementGroupId}`] = amount;
    if (index >= 0) formatted[`${name}_group_${index}_${placementGroupId}`] = amount;
  }
  const strategy = { type: "placementGroup", placementGroupId, bundleIndex: index } as const;
  return lease(formatted, { strategy, ...changes });
}

export function typesOf(effects: readonly SchedulerEffect[]): string[] {
  return effects.map((effect) => effect.type);
}

export function find<Type extends SchedulerEffect["type"]>(
  effects: readonly SchedulerEffect[],
  type: Type,
): Extract<SchedulerEffect, { type: Type }> {
  const found = effects.find((effect) => effect.type === type);
  if (!found) throw new Error(`no ${type} among ${typesOf(effects).join(", ") || "nothing"}`);
  return found as Extract<SchedulerEffect, { type: Type }>;
}
