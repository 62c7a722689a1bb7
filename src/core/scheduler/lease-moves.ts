// The moves of one lease between the collections of lease-table.ts, each with what must happen beside it (resources,
// dependencies, replies). Events are read in lease-scheduler.ts and node-events.ts; whatever they do to a lease they
// do through these moves, so that no way out of a state forgets something.

import { criticalUtilization } from "./cluster-view.js";
import { infeasibleReason, reportIntervalMs } from "./infeasible.js";
import type { LeaseRecord } from "./lease-list.js";
import type { SchedulingClass } from "./lease-table.js";
import type { Candidate, Choice } from "./node-policy.js";
import { CPU } from "./resources.js";
import type { SchedulerState } from "./scheduler-state.js";
import type { KillReason, NodeId, RequestId, SchedulingFailure } from "./types.js";

const GPU = "GPU";

export class LeaseMoves {
  readonly #state: SchedulerState;

  constructor(state: SchedulerState) {
    this.#state = state;
  }

  // ---- where to

  /** Decide where a lease goes that is in no collection. */
  place(record: LeaseRecord, now: number): void {
    const choice = this.choose(record);
    if (choice.type === "node" && choice.node.isLocal) this.#queueHere(record, now);
    else if (choice.type === "node" && !record.grantOrReject) this.spillBack(record, choice.node.nodeId, now);
    else if (choice.type === "refused") {
      const message = "the node it is bound to (NodeAffinitySchedulingStrategy, fail_on_unavailable) is busy";
      this.cancel(record, "SCHEDULING_CANCELLED_UNSCHEDULABLE", message, now);
    } else if (record.grantOrReject) this.reject(record, now);
    else this.#setInfeasible(record, now);
  }

  /** The same for a lease that waits somewhere and holds no resources. */
  placeAgain(record: LeaseRecord, now: number): void {
    this.#state.table.leave(record);
    this.place(record, now);
  }

  choose(record: LeaseRecord): Choice {
    const { cluster } = this.#state;
    const { schedulingClass } = record;
    const local = this.#localCandidate(schedulingClass);
    const others = cluster.size === 0 ? [] : cluster.candidates(schedulingClass.placement);
    return this.#chooseAmong(record, [local, ...others], record.grantOrReject || record.isSelectedBasedOnLocality);
  }

  /**
   * The node where a lease that waits for its arguments had better go: it could serve it now, its store has room, and this
   * node lacks the one or the other. Null: none.
   */
  chooseInstead(record: LeaseRecord): NodeId | null {
    const { cluster, arePullsQueued } = this.#state;
    const { schedulingClass } = record;
    const others = cluster.candidates(schedulingClass.placement, true);
    const candidates = arePullsQueued ? others : [this.#localCandidate(schedulingClass), ...others];
    const choice = this.#chooseAmong(record, candidates, true);
    return choice.type === "node" && !choice.node.isLocal && choice.node.isAvailable ? choice.node.nodeId : null;
  }

  #chooseAmong(
    { lease, schedulingClass }: LeaseRecord,
    candidates: readonly Candidate[],
    shouldPreferLocal: boolean,
  ): Choice {
    const { placement, selectors } = schedulingClass;
    const question = {
      strategy: lease.strategy,
      selectors,
      shouldPreferLocal,
      wantsGpu: placement.has(GPU),
      isUndemandingActor: lease.type === "actorCreation" && placement.size === 0,
    };
    return this.#state.policy.choose(question, candidates);
  }

  #localCandidate({ placementDemand }: SchedulingClass): Candidate {
    const { config, local, cluster, isDraining } = this.#state;
    const isFeasible = local.isFeasible(placementDemand);
    return {
      nodeId: config.nodeId,
      isLocal: true,
      labels: config.labels,
      isDraining,
      hasGpu: local.nodeTotal(GPU) > 0,
      isFeasible,
      isAvailable: isFeasible && local.isAvailable(placementDemand),
      // Only ever compared with that of other nodes.
      utilization: cluster.size === 0 ? 0 : criticalUtilization(local.totals(), this.#state.available()),
    };
  }

  #queueHere(record: LeaseRecord, now: number): void {
    const { table, story, effects } = this.#state;
    const { leaseId, dependencies } = record.lease;
    if (record.areDependenciesReady) {
      table.enter(record, "queued", now);
      this.startClass(record.schedulingClass, now);
      return;
    }
    table.enter(record, "waitingForDependencies", now);
    story.add(leaseId, now, "waits for its arguments");
    if (record.isHoldingDependencies) return;
    record.isHoldingDependencies = true;
    effects.push({ type: "waitForDependencies", leaseId, dependencies });
  }

  #setInfeasible(record: LeaseRecord, now: number): void {
    const { schedulingClass } = record;
    this.releaseDependencies(record);
    this.#state.table.enter(record, "infeasible", now);
    this.#state.story.add(record.lease.leaseId, now, "no node can serve it");
    if (schedulingClass.infeasible.size > 1) return;
    const reason = infeasibleReason(schedulingClass, this.#state.nodeTotals());
    schedulingClass.infeasibleReason = reason;
    schedulingClass.infeasibleSinceMs = now;
    schedulingClass.reports = 0;
    schedulingClass.nextReportMs =
      now + (reason === "draining" ? reportIntervalMs(0) : this.#state.config.infeasibleGraceMs);
  }

  /** A node, a bundle or a total changed: place again what could not be placed. */
  retryInfeasible(now: number): void {
    for (const schedulingClass of [...this.#state.table.stuck.values()]) {
      const first = schedulingClass.infeasible.first;
      if (!first || this.choose(first).type === "infeasible") continue;
      for (const record of [...schedulingClass.infeasible]) this.placeAgain(record, now);
    }
  }

  // ---- to a worker

  /** Start what can start, classes in turn. */
  start(now: number): void {
    const { table } = this.#state;
    const isFull = new Set<string>();
    const isHeld = new Set<SchedulingClass>();
    for (let hasStarted = true; hasStarted && table.ready.size > 0; ) {
      hasStarted = false;
      for (const schedulingClass of [...table.ready.values()]) {
        if (isFull.has(schedulingClass.demandKey) || isHeld.has(schedulingClass)) continue;
        const outcome = this.#startFirst(schedulingClass, now);
        if (outcome === "noResources") isFull.add(schedulingClass.demandKey);
        else if (outcome === "held") isHeld.add(schedulingClass);
        else hasStarted = true;
      }
    }
  }

  startClass(schedulingClass: SchedulingClass, now: number): void {
    while (schedulingClass.queued.size > 0 && this.#startFirst(schedulingClass, now) === "started");
  }

  #startFirst(schedulingClass: SchedulingClass, now: number): "started" | "noResources" | "held" {
    const { table, local, story, effects } = this.#state;
    const record = schedulingClass.queued.first;
    if (!record || now < schedulingClass.notBeforeMs || this.#isAtCap(schedulingClass, now)) return "held";
    const holding = local.allocate(schedulingClass.demand);
    if (holding === null) return "noResources";
    schedulingClass.capUntilMs = null;
    schedulingClass.notBeforeMs = 0;
    record.holding = holding;
    record.resourceMapping = local.mapping(holding);
    table.move(record, "waitingForWorker", now);
    // To the end of the line: the other classes come first now.
    if (table.ready.delete(schedulingClass.key)) table.ready.set(schedulingClass.key, schedulingClass);
    this.#state.hasViewChanged = true;
    story.add(record.lease.leaseId, now, "has its resources, waits for a worker");
    effects.push({ type: "popWorker", lease: record.lease, resourceMapping: record.resourceMapping });
    return "started";
  }

  #isAtCap(schedulingClass: SchedulingClass, now: number): boolean {
    const { workerCapEnabled, workerCapInitialBackoffMs, workerCapMaxBackoffMs } = this.#state.config;
    const above = schedulingClass.running - schedulingClass.capacity(this.#state.local.nodeTotal(CPU));
    if (!workerCapEnabled || above < 0) {
      schedulingClass.capUntilMs = null;
      return false;
    }
    const backoffMs = Math.min(workerCapMaxBackoffMs, workerCapInitialBackoffMs * 2 ** Math.min(above, 30));
    schedulingClass.capUntilMs ??= now + backoffMs;
    return now < schedulingClass.capUntilMs;
  }

  /** No worker came: back to the front of its queue, without resources. */
  requeue(record: LeaseRecord, now: number): void {
    this.#release(record);
    this.#state.table.move(record, "queued", now, true);
    if (this.#state.isDraining) this.placeAgain(record, now);
  }

  answerGrant(record: LeaseRecord, requestId: RequestId): void {
    const { lease, worker, resourceMapping } = record;
    if (!worker) throw new Error(`lease ${lease.leaseId} has no worker to answer with`);
    this.#state.effects.push({ type: "grant", requestId, leaseId: lease.leaseId, worker, resourceMapping });
  }

  // ---- out

  /** Cancel what is pending, kill the workers of what is granted; detached actors outlive their owner. */
  endAll(records: readonly LeaseRecord[], reason: KillReason, message: string, now: number): void {
    for (const record of records) {
      if (record.lease.isDetachedActor) continue;
      if (record.state === "granted") this.kill(record, reason, message, now);
      else this.cancel(record, "SCHEDULING_CANCELLED_INTENDED", message, now);
    }
    this.start(now);
  }

  kill(record: LeaseRecord, reason: KillReason, message: string, now: number): void {
    if (!record.worker) return;
    const { leaseId } = record.lease;
    this.#state.story.add(leaseId, now, `its worker is killed: ${message}`);
    this.#state.effects.push({ type: "killWorker", workerId: record.worker.workerId, leaseId, reason, message });
  }

  cancel(record: LeaseRecord, failureType: SchedulingFailure, message: string, now: number): void {
    const { leaseId } = record.lease;
    if (record.list && record.state === "waitingForWorker") this.#state.effects.push({ type: "cancelPop", leaseId });
    this.#state.story.add(leaseId, now, `cancelled: ${message}`);
    for (const requestId of record.requests) {
      this.#state.effects.push({ type: "cancel", requestId, leaseId, failureType, message });
    }
    this.finish(record, now);
  }

  /** The same when it was the worker pool that ended it: nothing is left to cancel there. */
  cancelPopped(record: LeaseRecord, failureType: SchedulingFailure, message: string, now: number): void {
    this.#state.table.leave(record);
    this.cancel(record, failureType, message, now);
  }

  spillBack(record: LeaseRecord, nodeId: NodeId, now: number): void {
    const { leaseId } = record.lease;
    const { story, effects, cluster } = this.#state;
    story.add(leaseId, now, `spilled back to node ${nodeId}`);
    for (const requestId of record.requests) effects.push({ type: "spillback", requestId, leaseId, nodeId });
    cluster.subtract(nodeId, record.schedulingClass.placement, now);
    this.#drop(record);
  }

  reject(record: LeaseRecord, now: number): void {
    const { leaseId } = record.lease;
    this.#state.story.add(leaseId, now, "rejected");
    for (const requestId of record.requests) this.#state.effects.push({ type: "reject", requestId, leaseId });
    this.#drop(record);
  }

  /** The lease is over for good: a repeated request for it is not granted again. */
  finish(record: LeaseRecord, now: number): void {
    this.#state.tombstones.leaseIsOver(record.lease, now);
    this.#drop(record);
  }

  #drop(record: LeaseRecord): void {
    this.releaseDependencies(record);
    this.#release(record);
    this.#state.table.remove(record);
    this.#state.hasViewChanged = true;
  }

  #release(record: LeaseRecord): void {
    const { holding } = record;
    if (holding === null) return;
    record.holding = null;
    this.#state.local.release(holding);
    this.#state.hasViewChanged = true;
  }

  /** The lease ends, or its worker has it: who runs a task keeps its arguments itself. */
  releaseDependencies(record: LeaseRecord): void {
    if (!record.isHoldingDependencies) return;
    record.isHoldingDependencies = false;
    record.areDependenciesReady = false;
    this.#state.effects.push({ type: "releaseDependencies", leaseId: record.lease.leaseId });
  }
}
