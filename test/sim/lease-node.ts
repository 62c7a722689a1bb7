import { LeaseScheduler } from "../../src/core/scheduler/lease-scheduler.js";
import type { LeasedWorker, RemoteNodeView, SchedulerEffect, SchedulerEvent } from "../../src/core/scheduler/types.js";
import { config, worker } from "../unit/core/scheduler/helpers.js";
import type { Engine } from "./engine.js";

export type LeaseAnswer = Extract<SchedulerEffect, { type: "grant" | "spillback" | "reject" | "cancel" }>;

/** What a node needs of its cluster. */
export interface LeaseWorld {
  readonly engine: Engine;
  viewChanged(node: LeaseNode): void;
  askPlacementGroup(node: LeaseNode, placementGroupId: string): void;
  /** The process of a worker has ended, and its lease with it. */
  workerEnded(node: LeaseNode, leaseId: string): void;
}

/** The arguments of so many leases have room in a node's store. */
const argumentsOf = 2;

/** One node: the production lease scheduler, over models of its worker pool and of its store. */
export class LeaseNode {
  readonly nodeId: string;
  readonly scheduler: LeaseScheduler;
  isAlive = true;
  /** Nothing gets to it, nor from it. */
  isCut = false;
  isTouched = false;
  readonly cpus: number;
  /** Lease by worker, from its grant to its end. */
  readonly leased = new Map<string, string>();
  readonly #world: LeaseWorld;
  readonly #pops = new Set<string>();
  /** Leases whose arguments are to be here; those of the first ones come. */
  readonly #arguments = new Set<string>();
  readonly #answers = new Map<number, (answer: LeaseAnswer) => void>();
  readonly #bundleAnswers = new Map<number, (isDone: boolean) => void>();
  #nextRequest = 1;
  #nextWorker: number;
  #armedMs: number | null = null;

  constructor(world: LeaseWorld, number: number, cpus: number) {
    this.#world = world;
    this.nodeId = `n${number}`;
    this.cpus = cpus;
    this.#nextWorker = 1_000 * number;
    const random = () => world.engine.random.below(1_000) / 1_000;
    this.scheduler = new LeaseScheduler(config({ CPU: cpus }, { nodeId: this.nodeId, labels: new Map(), random }));
  }

  view(): RemoteNodeView {
    const { total, available, labels, isDraining, arePullsQueued } = this.scheduler.localView(this.#world.engine.now);
    return { nodeId: this.nodeId, total, available, labels, isDraining, arePullsQueued };
  }

  // Calls that are answered once.

  request(
    event: Omit<Extract<SchedulerEvent, { type: "requestLease" }>, "requestId">,
    told: (answer: LeaseAnswer) => void,
  ): void {
    const requestId = this.#nextRequest++;
    this.#answers.set(requestId, told);
    this.post({ ...event, requestId });
  }

  bundles(
    event: (
      requestId: number,
    ) => Extract<SchedulerEvent, { type: "prepareBundles" | "commitBundles" | "removeBundles" }>,
  ): boolean {
    const requestId = this.#nextRequest++;
    let isDone: boolean | null = null;
    this.#bundleAnswers.set(requestId, (answer) => {
      isDone = answer;
    });
    this.post(event(requestId));
    if (isDone === null) throw new Error(`${this.nodeId} leaves a call for bundles open`);
    return isDone;
  }

  post(event: SchedulerEvent): void {
    if (!this.isAlive) return;
    this.isTouched = true;
    for (const effect of this.scheduler.handle(event, this.#world.engine.now)) this.#perform(effect);
    this.#arm();
  }

  #arm(): void {
    const { engine } = this.#world;
    const at = this.scheduler.nextWakeMs(engine.now);
    if (at === null || (this.#armedMs !== null && this.#armedMs <= at)) return;
    const dueMs = Math.max(at, engine.now + 1);
    this.#armedMs = dueMs;
    engine.after(dueMs - engine.now, () => {
      if (this.#armedMs !== dueMs) return;
      this.#armedMs = null;
      this.post({ type: "tick" });
    });
  }

  #perform(effect: SchedulerEffect): void {
    const { engine } = this.#world;
    switch (effect.type) {
      case "grant":
        this.#granted(effect.leaseId, effect.worker);
        return this.#answer(effect);
      case "spillback":
      case "reject":
      case "cancel":
        return this.#answer(effect);
      case "popWorker":
        return this.#pop(effect.lease.leaseId);
      case "cancelPop":
        if (!this.#pops.delete(effect.leaseId)) throw new Error(`${effect.leaseId} waits for no worker`);
        return;
      case "returnWorker":
        this.leased.delete(effect.workerId);
        return;
      case "killWorker":
        engine.after(engine.between(1, 300), () => this.endWorker(effect.workerId));
        return;
      case "replyBundles":
        this.#bundleAnswers.get(effect.requestId)?.(effect.success);
        this.#bundleAnswers.delete(effect.requestId);
        return;
      case "askPlacementGroup":
        return this.#world.askPlacementGroup(this, effect.placementGroupId);
      case "viewChanged":
        return this.#world.viewChanged(this);
      case "reportInfeasible":
        engine.note(`${this.nodeId}: ${effect.report.message}`);
        return;
      case "waitForDependencies":
        this.#arguments.add(effect.leaseId);
        return this.#bringArguments();
      case "releaseDependencies":
        this.#arguments.delete(effect.leaseId);
        return this.#bringArguments();
      default:
        throw new Error(`nobody here causes ${effect.type}`);
    }
  }

  #bringArguments(): void {
    const { engine } = this.#world;
    engine.after(engine.between(1, 300), () => {
      this.post({ type: "storeUsage", primaryCopyBytes: 0, arePullsQueued: this.#arguments.size > argumentsOf });
      const come = [...this.#arguments].slice(0, argumentsOf);
      for (const leaseId of come) this.post({ type: "dependenciesReady", leaseId });
    });
  }

  #answer(effect: LeaseAnswer): void {
    const told = this.#answers.get(effect.requestId);
    if (told === undefined) throw new Error(`request ${effect.requestId} of ${effect.leaseId} is answered twice`);
    this.#answers.delete(effect.requestId);
    told(effect);
  }

  /** No worker has two leases, and no lease two workers. */
  #granted(leaseId: string, { workerId }: LeasedWorker): void {
    for (const [otherWorker, otherLease] of this.leased) {
      if ((otherWorker === workerId) !== (otherLease === leaseId))
        throw new Error(`${leaseId} is granted ${workerId}, while ${otherWorker} serves ${otherLease}`);
    }
    this.leased.set(workerId, leaseId);
  }

  #pop(leaseId: string): void {
    const { engine } = this.#world;
    if (this.#pops.has(leaseId)) throw new Error(`${leaseId} asks for two workers at once`);
    this.#pops.add(leaseId);
    engine.after(engine.between(1, 200), () => {
      if (!this.isAlive || !this.#pops.delete(leaseId)) return;
      if (engine.chance(0.1))
        this.post({ type: "workerPopFailed", leaseId, reason: "retry", message: "none is there" });
      else this.post({ type: "workerPopped", leaseId, worker: worker(this.#nextWorker++) });
    });
  }

  /** Its process is gone. */
  endWorker(workerId: string): void {
    const leaseId = this.leased.get(workerId);
    if (leaseId === undefined || !this.isAlive) return;
    this.leased.delete(workerId);
    this.post({ type: "workerDied", workerId });
    this.#world.workerEnded(this, leaseId);
  }

  validate(): void {
    this.isTouched = false;
    this.scheduler.validate();
  }
}
