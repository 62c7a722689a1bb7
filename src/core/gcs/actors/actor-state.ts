// What the parts of the actor manager share: the table, the nodes, timers and the effects of the event at hand.

import { RecentSet } from "../../scheduler/recent-set.js";
import type { ActorId, NodeId, OwnerAddress, WorkerId } from "../../scheduler/types.js";
import { type ActorRecord, ActorTable, IDLE } from "./actor-table.js";
import { endsRestarts, isRestartable } from "./death-causes.js";
import type { ActorData, ActorEffect, ActorManagerConfig, AliveNode, DeathCause } from "./types.js";

/** What is done for an actor, or for a worker that was asked to end, when its time has come. */
type Timer =
  | { readonly type: "makeAgain"; readonly actorId: ActorId; readonly atMs: number }
  | { readonly type: "askOwner"; readonly actorId: ActorId; readonly atMs: number }
  | { readonly type: "killWorker"; readonly atMs: number; readonly effect: ActorEffect };

/** A worker's death may be told before the answers it gave, or that were given about it. */
const DEATHS_KEPT_MS = 600_000;
const DEATHS_KEPT = 10_000;

export class ActorManagerState {
  readonly config: ActorManagerConfig;
  readonly table: ActorTable;
  readonly nodes = new Map<NodeId, AliveNode>();
  /** Nodes that have not yet said that they let go of workers an earlier head leased: no lease is asked of them. */
  readonly releasing = new Set<NodeId>();
  readonly deadWorkers = new RecentSet(DEATHS_KEPT_MS, DEATHS_KEPT);
  readonly deadNodes = new RecentSet(DEATHS_KEPT_MS, DEATHS_KEPT);
  /** By actor and purpose, or by worker. */
  readonly timers = new Map<string, Timer>();
  /** No timer is due earlier. A deleted one may leave it too early, which costs a tick; never too late. */
  nextTimerMs = Number.POSITIVE_INFINITY;
  effects: ActorEffect[] = [];

  constructor(config: ActorManagerConfig) {
    this.config = config;
    this.table = new ActorTable(config.maxDeadActors);
  }

  update(record: ActorRecord, change: Partial<ActorData>, now: number): void {
    record.data = { ...record.data, timestampMs: now, ...change };
  }

  save(record: ActorRecord, spec: "write" | "keep" | "delete" = "keep"): void {
    this.effects.push({ type: "persist", actor: record.data, spec });
  }

  publish(record: ActorRecord, isFull = false): void {
    this.effects.push({ type: "publish", actor: record.data, isFull });
  }

  makeLater(record: ActorRecord, atMs: number): void {
    this.#setTimer(`make ${record.actorId}`, { type: "makeAgain", actorId: record.actorId, atMs });
  }

  askOwnerLater(record: ActorRecord, atMs: number): void {
    this.#setTimer(`owner ${record.actorId}`, { type: "askOwner", actorId: record.actorId, atMs });
  }

  watchOwner(record: ActorRecord): void {
    record.isOwnerWatched = true;
    this.effects.push({ type: "watchOwner", actorId: record.actorId, owner: record.data.spec.owner });
  }

  /** The worker of an actor is to end: now, or within the time that a graceful end may take. */
  killWorker(record: ActorRecord, deathCause: DeathCause, force: boolean, graceMs: number | null, now: number): void {
    const { worker } = record.data;
    const node = worker === null ? undefined : this.nodes.get(worker.nodeId);
    if (worker === null || node === undefined) return;
    const kill = { type: "killWorker", actor: record.data, node, worker, deathCause } as const;
    this.effects.push({ ...kill, force });
    const key = `kill ${worker.workerId}`;
    if (force) this.timers.delete(key);
    else if (graceMs !== null && !this.timers.has(key)) {
      this.#setTimer(key, { type: "killWorker", atMs: now + graceMs, effect: { ...kill, force: true } });
    }
  }

  /** Nothing of making it goes on: its lease is dropped, its timer stopped, its worker is no longer its own. */
  stopMaking(record: ActorRecord): void {
    const { phase, data } = record;
    if (phase.type === "leasing") {
      const node = this.nodes.get(phase.nodeId);
      if (node) this.effects.push({ type: "dropLease", node, leaseId: phase.leaseId });
    }
    if (data.worker !== null && this.table.byWorker.get(data.worker.workerId) === record) {
      this.table.byWorker.delete(data.worker.workerId);
    }
    this.timers.delete(`make ${record.actorId}`);
    record.phase = IDLE;
  }

  /** CreateActor is answered when its actor will not come to be. */
  cancelRequests(record: ActorRecord): void {
    for (const requestId of record.createRequests) {
      this.effects.push({
        type: "replyCreated",
        requestId,
        status: "schedulingCancelled",
        message: "Actor creation cancelled.",
        worker: null,
        borrowedRefs: [],
        deathCause: record.data.deathCause,
        actor: record.data,
      });
    }
    record.createRequests = [];
  }

  /** The end of an actor. What its worker has still to be told was told before. */
  die(record: ActorRecord, deathCause: DeathCause, now: number, isFinal: boolean): void {
    this.stopMaking(record);
    const { state } = record.data;
    // Only the first cause counts, but for the end of a hope to start it again.
    const isUpgrade = endsRestarts(deathCause) && isRestartable(record.data);
    if (state !== "DEAD") this.update(record, { state: "DEAD", deathCause, endMs: now }, now);
    else this.update(record, isUpgrade ? { deathCause } : {}, now);
    const canReturn = isRestartable(record.data);
    this.save(record, canReturn ? "keep" : "delete");
    if (isFinal && !canReturn) {
      this.timers.delete(`owner ${record.actorId}`);
      for (const actorId of this.table.retire(record)) this.effects.push({ type: "forget", actorId });
    } else if (!canReturn) {
      const { spec } = record.data;
      record.data = { ...record.data, spec: { ...spec, taskSpec: new Uint8Array() } };
    }
    this.publish(record);
    this.effects.push({ type: "actorEnded", actorId: record.actorId });
    this.cancelRequests(record);
  }

  setWorker(record: ActorRecord, worker: OwnerAddress): void {
    this.table.byWorker.set(worker.workerId, record);
  }

  workerEnded(workerId: WorkerId, now: number): void {
    this.deadWorkers.add(workerId, now);
    this.timers.delete(`kill ${workerId}`);
  }

  /** Takes what is due. */
  takeDue(now: number): Timer[] {
    const due: Timer[] = [];
    this.nextTimerMs = Number.POSITIVE_INFINITY;
    for (const [key, timer] of this.timers) {
      if (timer.atMs <= now) {
        due.push(timer);
        this.timers.delete(key);
      } else this.nextTimerMs = Math.min(this.nextTimerMs, timer.atMs);
    }
    return due;
  }

  #setTimer(key: string, timer: Timer): void {
    this.timers.set(key, timer);
    this.nextTimerMs = Math.min(this.nextTimerMs, timer.atMs);
  }
}
