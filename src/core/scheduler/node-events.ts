// Events about nodes and the resources of this one: views of other nodes, drain, resize, bundles of placement groups.

import type { LeaseRecord } from "./lease-list.js";
import type { LeaseMoves } from "./lease-moves.js";
import type { SchedulingClass } from "./lease-table.js";
import type { Holding } from "./local-resources.js";
import type { SchedulerState } from "./scheduler-state.js";
import { groupRemoved } from "./tombstones.js";
import type { EventOf, PlacementGroupId } from "./types.js";

export class NodeEvents {
  readonly #state: SchedulerState;
  readonly #moves: LeaseMoves;

  constructor(state: SchedulerState, moves: LeaseMoves) {
    this.#state = state;
    this.#moves = moves;
  }

  // ---- other nodes

  nodeView({ view }: EventOf<"nodeView">, now: number): void {
    // The GCS never sends a node its own view; were it to, it must not stand beside what is known here.
    if (view.nodeId === this.#state.config.nodeId) return;
    this.#state.cluster.set(view);
    this.#moves.retryInfeasible(now);
    this.#spillQueued(now);
  }

  tick(now: number): void {
    if (this.#state.cluster.refresh(now)) this.#spillQueued(now);
  }

  nodeRemoved({ nodeId }: EventOf<"nodeRemoved">): void {
    this.#state.cluster.remove(nodeId);
  }

  /** Another node may have room for what waits here. */
  #spillQueued(now: number): void {
    for (const schedulingClass of [...this.#state.table.ready.values()]) {
      for (const record of schedulingClass.queued) {
        const choice = this.#moves.choose(record);
        if (choice.type !== "node" || choice.node.isLocal || !choice.node.isAvailable) break;
        if (record.grantOrReject) this.#moves.reject(record, now);
        else this.#moves.spillBack(record, choice.node.nodeId, now);
      }
    }
  }

  /**
   * Leases wait for arguments for which the store has no room, or that come while others take all the CPUs: those that came
   * last go where there is both (Ray 2.60.0, local_lease_manager.cc SpillWaitingLeases). The first one stays, for its arguments
   * are let in whatever else is here; so do those that another node sent, and those that were to be spread or bound.
   */
  spillWaiting(now: number): void {
    if (this.#state.cluster.size === 0) return;
    for (let last = this.#lastWaiting(); last !== null; last = this.#lastWaiting()) {
      const nodeId = this.#moves.chooseInstead(last);
      if (nodeId === null) return;
      this.#moves.spillBack(last, nodeId, now);
    }
  }

  /** The last of those that may go, unless it is the only one that waits. */
  #lastWaiting(): LeaseRecord | null {
    let found: LeaseRecord | null = null;
    let count = 0;
    for (const { sample, waiting } of this.#state.table.waiting.values()) {
      count += waiting.size;
      if (sample.strategy.type === "spread" || sample.strategy.type === "nodeAffinity") continue;
      let last = waiting.last;
      while (last?.grantOrReject) last = last.previous;
      if (last !== null && (found === null || last.arrivedMs >= found.arrivedMs)) found = last;
    }
    return count > 1 ? found : null;
  }

  // ---- this node

  /**
   * Ray's node_manager.cc, HandleDrainRaylet: a node that is in use refuses to go for being idle, with these words, and a
   * preemption cannot be refused. A node that drains goes on draining for its first reason.
   */
  drain(event: EventOf<"drain">, now: number): void {
    const { requestId, reason, message, deadlineMs } = event;
    const { effects, table } = this.#state;
    if (reason === "idleTermination" && !this.#state.isDraining && (this.#state.isBusy() || table.leases.size > 0)) {
      const why = this.#state.nodeActivity().join(" ") || "Leases wait here.";
      const refusal = `The node to be idle terminated is no longer idle. ${why}`;
      effects.push({ type: "replyDrain", requestId, isAccepted: false, message: refusal });
      return;
    }
    effects.push({ type: "replyDrain", requestId, isAccepted: true, message: "" });
    if (this.#state.isDraining) return;
    this.#state.draining = { reason, message, deadlineMs, isTold: false };
    this.#state.hasViewChanged = true;
    for (const record of table.select((r) => r.state === "queued" || r.state === "waitingForDependencies")) {
      this.#moves.placeAgain(record, now);
    }
  }

  storeUsage({ primaryCopyBytes, arePullsQueued }: EventOf<"storeUsage">): void {
    const state = this.#state;
    if (primaryCopyBytes === state.primaryCopyBytes && arePullsQueued === state.arePullsQueued) return;
    state.primaryCopyBytes = primaryCopyBytes;
    state.arePullsQueued = arePullsQueued;
    state.hasViewChanged = true;
  }

  resizeLocalTotals(event: EventOf<"resizeLocalTotals">, now: number): void {
    const { local, table, effects } = this.#state;
    for (const [name, total] of event.resources) local.resize(name, total);
    this.#state.hasViewChanged = true;
    effects.push({ type: "replyResize", requestId: event.requestId, total: local.totals() });
    // What no longer fits must not wait in the queue for ever.
    for (const schedulingClass of [...table.classes.values()]) {
      if (local.isFeasible(schedulingClass.placementDemand)) continue;
      const { waiting, queued } = schedulingClass;
      for (const record of [...waiting, ...queued]) this.#moves.placeAgain(record, now);
    }
    this.#moves.retryInfeasible(now);
    this.#moves.start(now);
  }

  // ---- bundles

  prepareBundles(event: EventOf<"prepareBundles">): void {
    const { local, tombstones, effects, isDraining } = this.#state;
    const success = !isDraining && local.prepare(event.bundles);
    if (success) for (const bundle of event.bundles) tombstones.removedGroups.delete(bundle.placementGroupId);
    this.#state.hasViewChanged = true;
    effects.push({ type: "replyBundles", requestId: event.requestId, success });
  }

  commitBundles(event: EventOf<"commitBundles">, now: number): void {
    let success = true;
    for (const { placementGroupId, index } of event.bundles) {
      if (!this.#state.local.commit(placementGroupId, index)) success = false;
    }
    this.#state.hasViewChanged = true;
    this.#state.effects.push({ type: "replyBundles", requestId: event.requestId, success });
    this.#moves.retryInfeasible(now);
    // A lease of the group without a bundle index may have queued for another bundle of it.
    this.#moves.start(now);
  }

  removeBundles(event: EventOf<"removeBundles">, now: number): void {
    this.#remove(event.bundles, now);
    this.#state.effects.push({ type: "replyBundles", requestId: event.requestId, success: true });
  }

  releaseUnusedBundles(event: EventOf<"releaseUnusedBundles">, now: number): void {
    const inUse = new Set(event.inUse.map(({ placementGroupId, index }) => `${placementGroupId}/${index}`));
    const unused = [...this.#state.local.bundleIds()].filter((b) => !inUse.has(`${b.placementGroupId}/${b.index}`));
    this.#remove(unused, now);
    this.#state.effects.push({ type: "replyBundles", requestId: event.requestId, success: true });
  }

  /**
   * A committed bundle goes only when its group is removed: then every pending lease of the group is cancelled and the
   * workers that hold from the bundle are killed. A bundle that was only prepared is a failed attempt to place the
   * group (the GCS tries again): leases go on waiting for it.
   */
  #remove(bundles: Iterable<{ placementGroupId: PlacementGroupId; index: number }>, now: number): void {
    const { local } = this.#state;
    for (const { placementGroupId, index } of bundles) {
      const state = local.bundleState(placementGroupId, index);
      if (state === "absent") continue;
      if (state === "committed") this.#endLeases(placementGroupId, index, now);
      local.removeBundle(placementGroupId, index);
      this.#state.hasViewChanged = true;
    }
    this.#moves.start(now);
  }

  #endLeases(placementGroupId: PlacementGroupId, index: number, now: number): void {
    const message = groupRemoved(placementGroupId);
    this.#state.tombstones.removedGroups.add(placementGroupId, now);
    for (const record of this.#state.table.select((r) => isOfGroup(r.schedulingClass, placementGroupId))) {
      if (record.state !== "granted") {
        this.#moves.cancel(record, "SCHEDULING_CANCELLED_PLACEMENT_GROUP_REMOVED", message, now);
      } else if (record.holding && holdsFrom(record.holding, placementGroupId, index)) {
        this.#moves.kill(record, "placementGroupRemoved", message, now);
      }
    }
  }
}

function isOfGroup({ sample, placementDemand }: SchedulingClass, placementGroupId: PlacementGroupId): boolean {
  const { strategy } = sample;
  if (strategy.type === "placementGroup" && strategy.placementGroupId === placementGroupId) return true;
  return placementDemand.groups.some((group) => group.placementGroupId === placementGroupId);
}

function holdsFrom({ groups }: Holding, placementGroupId: PlacementGroupId, index: number): boolean {
  return groups.some((group) => group.placementGroupId === placementGroupId && group.index === index);
}
