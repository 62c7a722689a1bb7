// The lease scheduler of one raylet.
//
// Problem: owners (core workers; the GCS for actors) ask for the lease of a worker. Each request is answered exactly
// once: granted (with a worker and the resources it may use), spilled back to another node, rejected, or cancelled.
//
// The way of a lease:
//   1. Node: the policy chooses among this node and those in view (node-policy.ts). Another node -> spillback, or
//      reject when the request says grantOrReject. No node could ever serve it -> infeasible.
//   2. Here: arguments in plasma are made local, then the lease queues in its scheduling class (lease-table.ts).
//   3. Resources: the first of a class starts as soon as what it asks for is free and the class is below its worker
//      cap; classes take turns. What it holds is taken before a worker is asked for, so nothing is promised twice.
//   4. Worker: the worker pool gives one (grant) or says why not (cancel, or the lease queues again at the front).
//   5. End: returned by the owner, or the worker died. Its resources are free again and the next leases start.
//
// Worker cap (deadlock protection of nested tasks): a class runs at most node CPUs / CPUs of a lease. Blocked workers
// have given their CPU back and still count, so beyond the cap one more lease starts after a wait that doubles with
// each lease above it.
//
// Idempotent per lease id: a request that comes again is answered as the first one was (the same worker), or waits with
// it. A lease that was cancelled before its request arrived, or is over, is not granted again (tombstones).
//
// Invariants: see `validate()` here, in lease-table.ts, local-resources.ts and resource-instances.ts. After each event
// no queued lease could start that the cap or a pause does not hold back.

import { InfeasibleEvents } from "./infeasible-events.js";
import { newRecord } from "./lease-list.js";
import { LeaseMoves } from "./lease-moves.js";
import { NodeEvents } from "./node-events.js";
import { CPU } from "./resources.js";
import { SchedulerState } from "./scheduler-state.js";
import { explainLease, localView, nextWakeMs, resourceDemands, summaryOf } from "./scheduler-views.js";
import type * as t from "./types.js";

/** Pause of a class after the worker pool said `retry`: doubles up to the maximum. */
const POP_RETRY_INITIAL_MS = 50;
const POP_RETRY_MAX_MS = 2_000;

export class LeaseScheduler {
  readonly #state: SchedulerState;
  readonly #moves: LeaseMoves;
  readonly #nodes: NodeEvents;
  readonly #infeasible: InfeasibleEvents;

  constructor(config: t.SchedulerConfig) {
    this.#state = new SchedulerState(config);
    this.#moves = new LeaseMoves(this.#state);
    this.#nodes = new NodeEvents(this.#state, this.#moves);
    this.#infeasible = new InfeasibleEvents(this.#state, this.#moves);
  }

  /** The effects are to be performed in order. `now` (ms) never goes back. */
  handle(event: t.SchedulerEvent, now: number): t.SchedulerEffect[] {
    const state = this.#state;
    state.effects = [];
    state.hasViewChanged = false;
    this.#on(event, now);
    if (state.hasViewChanged || event.type === "nodeView" || event.type === "tick") this.#nodes.spillWaiting(now);
    if (state.isBusy()) state.idleSinceMs = null;
    else state.idleSinceMs ??= now;
    this.#leaveIfDrained();
    if (state.hasViewChanged) state.effects.push({ type: "viewChanged" });
    return state.effects;
  }

  /** Ray's local_resource_manager.cc: a draining node leaves as soon as nothing of it is in use. */
  #leaveIfDrained(): void {
    const { draining, effects } = this.#state;
    if (draining === null || draining.isTold || this.#state.isBusy()) return;
    draining.isTold = true;
    effects.push({ type: "drained", reason: draining.reason, message: draining.message });
  }

  #on(event: t.SchedulerEvent, now: number): void {
    switch (event.type) {
      case "requestLease":
        this.#requestLease(event, now);
        break;
      case "cancelLease":
        this.#cancelLease(event.leaseId, now);
        break;
      case "returnLease":
        this.#returnLease(event, now);
        break;
      case "workerBlocked":
        this.#setBlocked(event.workerId, "isSaidBlocked", true, now);
        break;
      case "workerUnblocked":
        this.#setBlocked(event.workerId, "isSaidBlocked", false, now);
        break;
      case "workerStarves":
        this.#setBlocked(event.workerId, "isStarving", event.isStarving, now);
        break;
      case "dependenciesReady":
        this.#dependenciesReady(event.leaseId, now);
        break;
      case "dependenciesLost":
        this.#dependenciesLost(event.leaseId, now);
        break;
      case "workerPopped":
        this.#workerPopped(event.leaseId, event.worker, now);
        break;
      case "workerPopFailed":
        this.#workerPopFailed(event, now);
        break;
      case "workerDied":
        this.#workerDied(event.workerId, now);
        break;
      case "ownerDied":
        this.#ownerDied(event.workerId, now);
        break;
      case "ownerNodeDied":
        this.#state.tombstones.deadNodes.add(event.nodeId, now);
        this.#moves.endAll(this.#state.table.ownedFrom(event.nodeId), "ownerDied", "its owner's node died", now);
        break;
      case "headRestarted":
        this.#forgetActors(now);
        break;
      case "reportBacklog":
        this.#reportBacklog(event);
        break;
      case "cancelLeasesWithShapes":
        this.#infeasible.cancelShapes(event, now);
        break;
      case "placementGroupState":
        this.#infeasible.placementGroupState(event, now);
        break;
      case "tick":
        this.#tick(now);
        break;
      case "prepareBundles":
        this.#nodes.prepareBundles(event);
        break;
      case "commitBundles":
        this.#nodes.commitBundles(event, now);
        break;
      case "removeBundles":
        this.#nodes.removeBundles(event, now);
        break;
      case "releaseUnusedBundles":
        this.#nodes.releaseUnusedBundles(event, now);
        break;
      case "resizeLocalTotals":
        this.#nodes.resizeLocalTotals(event, now);
        break;
      case "nodeView":
        this.#nodes.nodeView(event, now);
        break;
      case "nodeRemoved":
        this.#nodes.nodeRemoved(event);
        break;
      case "drain":
        this.#nodes.drain(event, now);
        break;
      case "storeUsage":
        this.#nodes.storeUsage(event);
        break;
    }
  }

  // ---- a lease comes

  #requestLease(event: t.EventOf<"requestLease">, now: number): void {
    const { lease, requestId } = event;
    const { leaseId } = lease;
    const { table, story, effects, tombstones } = this.#state;
    const existing = table.leases.get(leaseId);
    if (existing) {
      story.add(leaseId, now, "requested again");
      if (existing.state === "granted") this.#moves.answerGrant(existing, requestId);
      else existing.requests.push(requestId);
      return;
    }
    const refusal = tombstones.refusal(lease);
    if (refusal) {
      story.add(leaseId, now, `refused: ${refusal.message}`);
      effects.push({ type: "cancel", requestId, leaseId, ...refusal });
      return;
    }
    const schedulingClass = table.classOf(lease);
    const record = newRecord(event, schedulingClass, now);
    table.add(record);
    this.#state.hasViewChanged = true;
    story.add(leaseId, now, "requested");
    this.#moves.place(record, now);
  }

  #reportBacklog(event: t.EventOf<"reportBacklog">): void {
    const { table, tombstones } = this.#state;
    if (tombstones.deadOwners.has(event.ownerWorkerId)) return;
    table.clearBacklog(event.ownerWorkerId);
    for (const { lease, backlog } of event.reports) {
      const schedulingClass = table.classOf(lease);
      const before = schedulingClass.backlog.get(event.ownerWorkerId) ?? 0;
      table.setBacklog(schedulingClass, event.ownerWorkerId, before + backlog);
    }
    this.#state.hasViewChanged = true;
  }

  #dependenciesReady(leaseId: t.LeaseId, now: number): void {
    const { table, story } = this.#state;
    const record = table.leases.get(leaseId);
    if (record?.state !== "waitingForDependencies" || !record.isHoldingDependencies) return;
    record.areDependenciesReady = true;
    story.add(leaseId, now, "its arguments are local");
    table.move(record, "queued", now);
    this.#moves.startClass(record.schedulingClass, now);
  }

  #dependenciesLost(leaseId: t.LeaseId, now: number): void {
    const { table, story } = this.#state;
    const record = table.leases.get(leaseId);
    if (record?.state !== "queued" || !record.isHoldingDependencies) return;
    record.areDependenciesReady = false;
    story.add(leaseId, now, "lost an argument, waits for it again");
    table.move(record, "waitingForDependencies", now);
  }

  // ---- a worker comes, or not

  #workerPopped(leaseId: t.LeaseId, worker: t.LeasedWorker, now: number): void {
    const { table, story, effects } = this.#state;
    const { workerId } = worker;
    const record = table.leases.get(leaseId);
    if (record?.state !== "waitingForWorker") {
      effects.push({ type: "returnWorker", workerId, leaseId, disconnect: false, exiting: false, detail: "" });
      return;
    }
    const other = table.byWorker.get(workerId);
    if (other) throw new Error(`worker ${workerId} comes for lease ${leaseId} and has ${other.lease.leaseId}`);
    record.worker = worker;
    record.schedulingClass.popRetries = 0;
    table.move(record, "granted", now);
    this.#moves.releaseDependencies(record);
    this.#state.hasViewChanged = true;
    story.add(leaseId, now, `granted to worker ${workerId}`);
    for (const requestId of record.requests) this.#moves.answerGrant(record, requestId);
    record.requests = [];
  }

  #workerPopFailed(event: t.EventOf<"workerPopFailed">, now: number): void {
    const { leaseId, reason, message } = event;
    const record = this.#state.table.leases.get(leaseId);
    if (record?.state !== "waitingForWorker") return;
    switch (reason) {
      case "runtimeEnvSetupFailed":
        this.#moves.cancelPopped(record, "SCHEDULING_CANCELLED_RUNTIME_ENV_SETUP_FAILED", message, now);
        break;
      case "workerStartupFailed":
        this.#moves.cancelPopped(record, "SCHEDULING_CANCELLED_WORKER_STARTUP_FAILED", message, now);
        break;
      case "jobFinished":
        this.#moves.cancelPopped(record, "SCHEDULING_CANCELLED_INTENDED", message, now);
        break;
      case "retry": {
        const { schedulingClass } = record;
        const pauseMs = Math.min(POP_RETRY_INITIAL_MS * 2 ** schedulingClass.popRetries, POP_RETRY_MAX_MS);
        schedulingClass.notBeforeMs = now + pauseMs;
        schedulingClass.popRetries = Math.min(schedulingClass.popRetries + 1, 10);
        this.#state.story.add(leaseId, now, `no worker yet: ${message}`);
        this.#moves.requeue(record, now);
        break;
      }
    }
    this.#moves.start(now);
  }

  #setBlocked(workerId: t.WorkerId, cause: "isSaidBlocked" | "isStarving", isSo: boolean, now: number): void {
    const { table, local, story } = this.#state;
    const record = table.byWorker.get(workerId);
    if (!record?.holding) return;
    record[cause] = isSo;
    const isBlocked = record.isSaidBlocked || record.isStarving;
    const hasChanged = isBlocked ? local.block(record.holding) : local.unblock(record.holding);
    if (!hasChanged) return;
    this.#state.hasViewChanged = true;
    story.add(record.lease.leaseId, now, isBlocked ? "its worker blocks: CPU given back" : "its worker works on");
    if (isBlocked) this.#moves.start(now);
  }

  // ---- a lease ends

  #returnLease(event: t.EventOf<"returnLease">, now: number): void {
    const { leaseId, disconnectWorker: disconnect, workerExiting: exiting, detail } = event;
    const { table, story, effects } = this.#state;
    const record = table.leases.get(leaseId);
    if (record?.state !== "granted" || !record.worker) return;
    const { workerId } = record.worker;
    story.add(leaseId, now, "returned");
    this.#moves.finish(record, now);
    effects.push({ type: "returnWorker", workerId, leaseId, disconnect, exiting, detail });
    this.#moves.start(now);
  }

  #workerDied(workerId: t.WorkerId, now: number): void {
    const record = this.#state.table.byWorker.get(workerId);
    if (record) {
      this.#state.story.add(record.lease.leaseId, now, `worker ${workerId} died`);
      this.#moves.finish(record, now);
    }
    // A worker may own leases itself.
    this.#ownerDied(workerId, now);
  }

  #ownerDied(workerId: t.WorkerId, now: number): void {
    const { table, tombstones } = this.#state;
    tombstones.deadOwners.add(workerId, now);
    table.clearBacklog(workerId);
    this.#moves.endAll(table.ownedBy(workerId), "ownerDied", `its owner ${workerId} died`, now);
  }

  /** Who asked for them is gone: granted, they would keep their workers and resources from everybody for good. */
  #forgetActors(now: number): void {
    const message = "the head restarted and asks for its actors anew";
    for (const record of this.#state.table.select((r) => r.lease.type === "actorCreation" && r.state !== "granted")) {
      this.#moves.cancel(record, "SCHEDULING_CANCELLED_INTENDED", message, now);
    }
    this.#moves.start(now);
  }

  #cancelLease(leaseId: t.LeaseId, now: number): void {
    const { table, tombstones } = this.#state;
    const record = table.leases.get(leaseId);
    if (!record) tombstones.cancelledLeases.add(leaseId, now);
    // Granted: the grant is on its way, and the owner returns the lease when it sees it.
    if (!record || record.state === "granted") return;
    this.#moves.cancel(record, "SCHEDULING_CANCELLED_INTENDED", "the owner cancelled the lease", now);
    this.#moves.start(now);
  }

  // ---- time passes

  #tick(now: number): void {
    this.#state.tombstones.expire(now);
    this.#infeasible.tick(now);
    this.#moves.start(now);
    this.#nodes.tick(now);
  }

  // ---- queries

  get nodeId(): t.NodeId {
    return this.#state.config.nodeId;
  }

  localView(now: number): t.LocalResourceView {
    return localView(this.#state, now);
  }

  /** resource_load_by_shape. */
  resourceDemands(): t.ResourceDemand[] {
    return resourceDemands(this.#state.table);
  }

  isIdle(): boolean {
    return !this.#state.isBusy();
  }

  /** When `tick` has something to do next; null: nothing until another event. */
  nextWakeMs(now: number): number | null {
    return nextWakeMs(this.#state, now);
  }

  /** The lease a worker works under, and since when. */
  grantOf(workerId: t.WorkerId): { readonly lease: t.Lease; readonly grantedAtMs: number } | null {
    const record = this.#state.table.byWorker.get(workerId);
    return record === undefined ? null : { lease: record.lease, grantedAtMs: record.sinceMs };
  }

  leases(): t.LeaseSummary[] {
    return [...this.#state.table.leases.values()].map(summaryOf);
  }

  /** Leases of a job's tasks of this name, those that wait first. */
  leasesNamed(jobId: t.JobId, taskName: string, most: number): t.LeaseId[] {
    const meant = [...this.#state.table.leases.values()].filter(({ lease }) => {
      return lease.jobId === jobId && lease.taskName === taskName;
    });
    const isRunning = ({ state }: (typeof meant)[number]) => (state === "granted" ? 1 : 0);
    return meant
      .sort((a, b) => isRunning(a) - isRunning(b))
      .slice(0, most)
      .map(({ lease }) => lease.leaseId);
  }

  why(leaseId: t.LeaseId, now: number): t.LeaseWhy {
    return explainLease(this.#state.table, this.#state.local, leaseId, now);
  }

  story(leaseId: t.LeaseId): t.StoryLine[] {
    return this.#state.story.of(leaseId);
  }

  /** Throws on the first broken invariant. Its cost grows with the number of leases: for tests and simulation. */
  validate(): void {
    const { table, local, config } = this.#state;
    table.validate();
    const records = [...table.leases.values()];
    local.validate(new Set(records.flatMap((record) => record.holding ?? [])));
    for (const schedulingClass of table.ready.values()) {
      const { notBeforeMs, running } = schedulingClass;
      const isAtCap = config.workerCapEnabled && running >= schedulingClass.capacity(local.nodeTotal(CPU));
      // What a pause or the cap holds back starts with the first tick after it is over.
      const isHeld = notBeforeMs > 0 || isAtCap;
      if (!isHeld && local.isAvailable(schedulingClass.demand)) {
        throw new Error(`class ${schedulingClass.key}: a queued lease could start and did not`);
      }
    }
    for (const { lease, state, areDependenciesReady, isHoldingDependencies } of records) {
      if (state === "queued" && !areDependenciesReady) throw new Error(`lease ${lease.leaseId} lacks arguments`);
      const shouldHold = lease.dependencies.length > 0 && state !== "infeasible" && state !== "granted";
      if (isHoldingDependencies !== shouldHold) {
        throw new Error(`lease ${lease.leaseId} is ${state}: its arguments are held, or not, wrongly`);
      }
    }
    if (this.#state.idleSinceMs !== null && this.#state.isBusy()) throw new Error("idle and busy");
  }
}
