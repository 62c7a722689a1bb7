// What ends an actor or makes it begin anew: the death of its worker, its node, its owner or its job, or somebody's word
// (Ray 2.60.0, gcs_actor_manager.cc). Its states are in actor-manager.ts.

import type { NodeId } from "../../scheduler/types.js";
import type { NodeDeath } from "../types.js";
import type { ActorMaking } from "./actor-making.js";
import type { ActorManagerState } from "./actor-state.js";
import type { ActorRecord } from "./actor-table.js";
import * as cause from "./death-causes.js";
import type { ActorEventOf, DeathCause } from "./types.js";

export class ActorEnding {
  readonly #state: ActorManagerState;
  readonly #making: ActorMaking;

  constructor(state: ActorManagerState, making: ActorMaking) {
    this.#state = state;
    this.#making = making;
  }

  ownerReply({ actorId, outcome }: ActorEventOf<"ownerReply">, now: number): void {
    const record = this.#state.table.registered.get(actorId);
    if (record === undefined) return;
    const { owner } = record.data.spec;
    const isOwnerThere = this.#state.nodes.has(owner.nodeId) && !this.#state.deadWorkers.has(owner.workerId);
    if (outcome === "unreachable" && isOwnerThere) {
      this.#state.askOwnerLater(record, now + this.#state.config.ownerRetryMs);
    } else if (outcome === "refDeleted") this.destroy(record, cause.refDeleted(record.data), false, now);
    else {
      const why = cause.ownerDied(record.data, owner, "SYSTEM_ERROR", "Owner's worker process has crashed.");
      this.destroy(record, why, true, now);
    }
  }

  workerDied(event: ActorEventOf<"workerDied">, now: number): void {
    const { workerId, exitType } = event;
    const { table } = this.#state;
    this.#state.workerEnded(workerId, now);
    for (const record of [...(table.byOwner.get(workerId) ?? [])]) {
      this.#ownerGone(record, exitType, "Owner's worker process has crashed.", now);
    }
    const record = table.byWorker.get(workerId);
    if (record === undefined) return;
    const isIntended = exitType === "INTENDED_USER_EXIT" || exitType === "USER_ERROR";
    this.restart(record, !isIntended, cause.workerDied(record.data, event), now);
  }

  nodeDied(nodeId: NodeId, death: NodeDeath, now: number): void {
    const { nodes, deadNodes, releasing, table } = this.#state;
    nodes.delete(nodeId);
    releasing.delete(nodeId);
    deadNodes.add(nodeId, now);
    for (const record of table.select(({ data }) => data.spec.owner.nodeId === nodeId)) {
      this.#ownerGone(record, "SYSTEM_ERROR", "Owner's node has crashed.", now);
    }
    const isThere = ({ phase, data }: ActorRecord) =>
      (phase.type === "leasing" && phase.nodeId === nodeId) ||
      (data.worker?.nodeId === nodeId && table.byWorker.has(data.worker.workerId));
    for (const record of table.select(isThere)) {
      if (record.data.worker) this.#state.workerEnded(record.data.worker.workerId, now);
      // No attempt was lost with a node that had not even answered.
      if (record.phase.type === "leasing") this.#making.start(record, now);
      else this.restart(record, true, cause.nodeDied(record.data, nodeId, death), now);
    }
  }

  nodePreempted(nodeId: NodeId, now: number): void {
    const { table } = this.#state;
    for (const record of table.select(({ data }) => data.state === "ALIVE" && data.worker?.nodeId === nodeId)) {
      this.#state.update(record, { isPreempted: true }, now);
      this.#state.save(record);
      this.#state.publish(record);
    }
  }

  jobFinished({ jobId }: ActorEventOf<"jobFinished">, now: number): void {
    const ofJob = ({ data: { spec } }: ActorRecord) => spec.jobId === jobId && spec.rootDetachedActorId === null;
    for (const record of this.#state.table.select(ofJob)) {
      const { owner } = record.data.spec;
      const why = cause.ownerDied(record.data, owner, "INTENDED_USER_EXIT", `Its job ${jobId} has finished.`);
      this.destroy(record, why, true, now);
    }
  }

  /** For good, or for as long as its results need not be rebuilt. */
  destroy(record: ActorRecord, deathCause: DeathCause, force: boolean, now: number): void {
    const { worker } = record.data;
    const hasWorker = worker !== null && this.#state.table.byWorker.get(worker.workerId) === record;
    const grace = force ? null : this.#state.config.gracefulShutdownMs;
    if (hasWorker) this.#state.killWorker(record, deathCause, force, grace, now);
    this.#state.die(record, deathCause, now, true);
  }

  /** Its worker is gone, or has been told to go and may yet have to be forced. */
  restart(record: ActorRecord, isWanted: boolean, deathCause: DeathCause, now: number): void {
    const { data } = record;
    if (data.worker) this.#state.deadWorkers.add(data.worker.workerId, now);
    const mayRestart = isWanted && (cause.restartsLeft(data) !== 0 || (data.spec.maxRestarts > 0 && data.isPreempted));
    if (!mayRestart) {
      this.#state.die(record, deathCause, now, data.spec.isDetached);
      return;
    }
    this.#state.stopMaking(record);
    const change = {
      state: "RESTARTING",
      numRestarts: data.numRestarts + 1,
      numRestartsByPreemption: data.numRestartsByPreemption + (data.isPreempted ? 1 : 0),
      worker: null,
      resourceMapping: [],
      deathCause: null,
    } as const;
    this.#state.update(record, change, now);
    this.#state.save(record);
    this.#state.publish(record);
    this.#state.effects.push({ type: "actorEnded", actorId: record.actorId });
    this.#making.start(record, now);
  }

  #ownerGone(record: ActorRecord, exitType: ActorEventOf<"workerDied">["exitType"], how: string, now: number): void {
    const { data } = record;
    // Nobody will ever send the arguments of a detached actor either.
    if (data.spec.isDetached && data.state !== "DEPENDENCIES_UNREADY") return;
    this.destroy(record, cause.ownerDied(data, data.spec.owner, exitType, how), true, now);
  }
}
