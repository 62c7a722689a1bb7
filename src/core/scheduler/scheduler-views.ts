// Read-only answers: what this node has, what is wanted (for the autoscaler), and why a lease is where it is.

import type { Cause } from "../why.js";
import { constraintsKey } from "./labels.js";
import type { LeaseRecord } from "./lease-list.js";
import type { LeaseTable } from "./lease-table.js";
import type { LocalResources } from "./local-resources.js";
import { CPU, formatAmounts, shapeKey, toUnits } from "./resources.js";
import type { SchedulerState } from "./scheduler-state.js";
import type { LeaseId, LeaseSummary, LeaseWhy, LocalResourceView, ResourceDemand } from "./types.js";

/**
 * What a node says that has just become idle: 0 would mean that it is busy, and it says no more until something changes
 * (Ray 2.60.0, local_resource_manager.cc CreateSyncMessage).
 */
const LEAST_IDLE_MS = 1;

/** For ResourceViewSyncMessage, ResourcesData and GetResourceLoad. */
export function localView(state: SchedulerState, now: number): LocalResourceView {
  const { local, config, isDraining, draining } = state;
  return {
    total: local.totals(),
    available: state.available(),
    labels: config.labels,
    isDraining,
    arePullsQueued: state.arePullsQueued,
    drainingDeadlineMs: draining?.deadlineMs ?? -1,
    idleDurationMs: state.isBusy() ? 0 : Math.max(LEAST_IDLE_MS, now - (state.idleSinceMs ?? now)),
    nodeActivity: state.nodeActivity(),
  };
}

export function nextWakeMs({ table, cluster }: SchedulerState, now: number): number | null {
  let wake = cluster.nextDueMs() ?? Number.POSITIVE_INFINITY;
  for (const { capUntilMs, notBeforeMs } of table.ready.values()) {
    const until = Math.max(capUntilMs ?? 0, notBeforeMs);
    // In the past: it is resources that are missing.
    if (until > now) wake = Math.min(wake, until);
  }
  for (const { nextReportMs } of table.stuck.values()) wake = Math.min(wake, Math.max(now, nextReportMs));
  return Number.isFinite(wake) ? wake : null;
}

export function summaryOf(record: LeaseRecord): LeaseSummary {
  return {
    lease: record.lease,
    state: record.state,
    sinceMs: record.sinceMs,
    workerId: record.worker?.workerId ?? null,
    isBlocked: record.holding?.isBlocked ?? false,
  };
}

/**
 * One line per shape and label selectors; leases that have their resources are no longer demand. Nor are those with an
 * affinity to a node that could serve them: another node would be of no use to them (Ray 2.60.0, scheduler_resource_reporter.cc).
 */
export function resourceDemands(table: LeaseTable): ResourceDemand[] {
  const lines = new Map<string, { -readonly [Key in keyof ResourceDemand]: ResourceDemand[Key] }>();
  for (const schedulingClass of table.classes.values()) {
    const { sample, selectors, waiting, queued, infeasible, backlog } = schedulingClass;
    const isBound = sample.strategy.type === "nodeAffinity";
    if (isBound && infeasible.size === 0) continue;
    const readyQueued = isBound ? 0 : waiting.size + queued.size;
    let held = 0;
    for (const count of backlog.values()) held += count;
    if (readyQueued + infeasible.size + held === 0) continue;
    const { placementResources: shape } = sample;
    const key = `${shapeKey(shape)}|${JSON.stringify(selectors.map(constraintsKey))}`;
    const line = lines.get(key) ?? { shape, selectors, readyQueued: 0, infeasibleQueued: 0, backlog: 0 };
    line.readyQueued += readyQueued;
    line.infeasibleQueued += infeasible.size;
    line.backlog += held;
    lines.set(key, line);
  }
  return [...lines.values()];
}

export function explainLease(table: LeaseTable, local: LocalResources, leaseId: LeaseId, now: number): LeaseWhy {
  const record = table.leases.get(leaseId);
  if (!record) {
    const reason = "no such lease here now; see its story";
    return { leaseId, state: "unknown", cause: "unknown", reason, waitingMs: 0, workerId: null };
  }
  const { schedulingClass, state, worker } = record;
  const waitingMs = Math.max(0, now - record.sinceMs);
  const answer = (cause: Cause, reason: string): LeaseWhy => ({
    leaseId,
    state,
    cause,
    reason,
    waitingMs,
    workerId: worker?.workerId ?? null,
  });
  switch (state) {
    case "waitingForDependencies":
      return answer("arguments", `waits for ${record.lease.dependencies.length} argument(s) to become local`);
    case "infeasible":
      return answer(
        schedulingClass.placementDemand.groups.length > 0 ? "placementGroup" : "infeasible",
        `no node can serve {${formatAmounts(schedulingClass.placement)}} (${schedulingClass.infeasibleReason})`,
      );
    case "waitingForWorker":
      return answer("worker", "has its resources and waits for the worker pool to give a worker");
    case "granted":
      return answer(
        "running",
        record.holding?.isBlocked ? "runs; its worker is blocked and gave its CPU back" : "runs",
      );
    case "queued":
      break;
  }
  if (now < schedulingClass.notBeforeMs)
    return answer("worker", "the worker pool had no worker, it is asked again soon");
  if (schedulingClass.capUntilMs !== null) {
    return answer(
      "workerCap",
      `${schedulingClass.running} workers of its scheduling class run, the cap is ` +
        `${schedulingClass.capacity(local.nodeTotal(CPU))}; one more may start in ${Math.max(0, schedulingClass.capUntilMs - now)} ms`,
    );
  }
  const missing: string[] = [];
  for (const [name, amount] of schedulingClass.demand.base) {
    const available = local.nodeAvailable(name);
    if (available < amount) missing.push(`${name}: asks ${toUnits(amount)}, free ${toUnits(Math.max(0, available))}`);
  }
  for (const group of schedulingClass.demand.groups) {
    missing.push(`placement group ${group.placementGroupId}: {${formatAmounts(group.amounts)}} of a bundle`);
  }
  return answer("noRoom", `waits for resources in use by others (${missing.join("; ") || "whole instances"})`);
}
