// Events about leases that no node can serve: they are reported, failed where the policy says so, or wait on.
//
// Whether a lease that waits for a bundle waits for ever, only the head knows, which places the groups: it is asked.

import { groupReport, infeasibleReason, infeasibleReport, reportIntervalMs } from "./infeasible.js";
import type { LeaseMoves } from "./lease-moves.js";
import type { SchedulingClass } from "./lease-table.js";
import { formatAmounts, shapeKey } from "./resources.js";
import type { SchedulerState } from "./scheduler-state.js";
import { groupRemoved } from "./tombstones.js";
import type { EventOf, InfeasibleReport, PlacementGroupId } from "./types.js";

export class InfeasibleEvents {
  readonly #state: SchedulerState;
  readonly #moves: LeaseMoves;

  constructor(state: SchedulerState, moves: LeaseMoves) {
    this.#state = state;
    this.#moves = moves;
  }

  tick(now: number): void {
    const asked = new Set<PlacementGroupId>();
    for (const schedulingClass of [...this.#state.table.stuck.values()]) {
      if (now < schedulingClass.nextReportMs) continue;
      schedulingClass.nextReportMs = now + reportIntervalMs(schedulingClass.reports);
      schedulingClass.reports++;
      const nodes = this.#state.nodeTotals();
      const reason = infeasibleReason(schedulingClass, nodes);
      if (reason === "placementGroup") for (const id of groupsOf(schedulingClass)) asked.add(id);
      else {
        const isFinal = reason === "nodeAffinity" || (reason !== "draining" && this.#isFatal());
        this.#report(schedulingClass, infeasibleReport(schedulingClass, nodes, reason, now, isFinal), now);
      }
    }
    for (const placementGroupId of asked) this.#state.effects.push({ type: "askPlacementGroup", placementGroupId });
  }

  placementGroupState(event: EventOf<"placementGroupState">, now: number): void {
    const { placementGroupId, state } = event;
    const nodes = this.#state.nodeTotals();
    for (const schedulingClass of [...this.#state.table.stuck.values()]) {
      if (!groupsOf(schedulingClass).includes(placementGroupId)) continue;
      if (infeasibleReason(schedulingClass, nodes) !== "placementGroup") continue;
      if (state === "removed") {
        const message = groupRemoved(placementGroupId);
        for (const record of [...schedulingClass.infeasible]) {
          this.#moves.cancel(record, "SCHEDULING_CANCELLED_PLACEMENT_GROUP_REMOVED", message, now);
        }
      } else if (state === "infeasible") {
        this.#report(schedulingClass, groupReport(schedulingClass, nodes, event, now, this.#isFatal()), now);
      } else if (schedulingClass.reports > 1) {
        // The first time it was only asked early: a group that is being placed is nothing to tell.
        this.#report(schedulingClass, infeasibleReport(schedulingClass, nodes, "placementGroup", now, false), now);
      }
    }
  }

  /** The autoscaler knows that these shapes can never be served. */
  cancelShapes(event: EventOf<"cancelLeasesWithShapes">, now: number): void {
    const shapes = new Set(event.shapes.map(shapeKey));
    const { table, effects } = this.#state;
    const records = table.select((r) => r.state === "infeasible" && shapes.has(shapeKey(r.lease.placementResources)));
    for (const record of records) {
      const asked = formatAmounts(record.lease.placementResources);
      const message = `the whole cluster has not enough resources for {${asked}}, and no node that has can be added`;
      this.#moves.cancel(record, "SCHEDULING_CANCELLED_UNSCHEDULABLE", message, now);
    }
    effects.push({ type: "replyShapesCancelled", requestId: event.requestId, cancelled: records.length });
  }

  #isFatal(): boolean {
    return this.#state.config.infeasiblePolicy === "fail";
  }

  #report(schedulingClass: SchedulingClass, report: InfeasibleReport, now: number): void {
    schedulingClass.infeasibleReason = report.reason;
    this.#state.effects.push({ type: "reportInfeasible", report });
    if (!report.isFinal) return;
    for (const record of [...schedulingClass.infeasible]) {
      this.#moves.cancel(record, "SCHEDULING_CANCELLED_UNSCHEDULABLE", report.message, now);
    }
  }
}

function groupsOf({ placementDemand }: SchedulingClass): PlacementGroupId[] {
  return placementDemand.groups.map((group) => group.placementGroupId);
}
