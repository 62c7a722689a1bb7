// Why an actor is dead, in the words of Ray 2.60.0 (gcs_actor_manager.cc): users and their tests read these texts.

import type { OwnerAddress } from "../../scheduler/types.js";
import type { NodeDeath } from "../types.js";
import type { ActorData, ActorEventOf, DeathCause, DiedReason, WorkerExitType } from "./types.js";

export function killedByApplication(actor: ActorData): DeathCause {
  return died(actor, "RAY_KILL", "The actor is dead because it was killed by `ray.kill`.");
}

export function outOfScope(actor: ActorData): DeathCause {
  return died(actor, "OUT_OF_SCOPE", "The actor is dead because all references to the actor were removed.");
}

export function refDeleted(actor: ActorData): DeathCause {
  const text = "The actor is dead because all references to the actor were removed including lineage ref count.";
  return died(actor, "REF_DELETED", text);
}

export function ownerDied(actor: ActorData, owner: OwnerAddress, exitType: WorkerExitType, detail: string): DeathCause {
  const who = `Owner Id: ${owner.workerId} Owner Ip address: ${owner.ip}`;
  const how = `Owner worker exit type: ${exitType} Worker exit detail: ${detail}`;
  return died(actor, "OWNER_DIED", `The actor is dead because its owner has died. ${who} ${how}`);
}

export function workerDied(actor: ActorData, event: ActorEventOf<"workerDied">): DeathCause {
  const { creationException, exitType, detail } = event;
  if (creationException !== null) return { type: "creationFailed", exception: creationException };
  if (exitType === "NODE_OUT_OF_MEMORY") return { type: "outOfMemory", message: detail };
  const how = `Worker exit type: ${exitType} Worker exit detail: ${detail}`;
  return died(actor, "WORKER_DIED", `The actor is dead because its worker process has died. ${how}`);
}

/** Ray 2.60.0, common.proto NodeDeathInfo.Reason. */
const NODE_ENDED = ["", " expectedly", " unexpectedly"] as const;
const PREEMPTED = 3;

export function nodeDied(actor: ActorData, nodeId: string, death: NodeDeath): DeathCause {
  const how = death.reason === PREEMPTED ? "preempted" : `terminated${NODE_ENDED[death.reason] ?? ""}`;
  const text = `The actor died because its node has died. Node Id: ${nodeId}\n\tthe actor's node was ${how}: ${death.message}`;
  return died(actor, "NODE_DIED", text, death);
}

function died(actor: ActorData, reason: DiedReason, message: string, nodeDeath: NodeDeath | null = null): DeathCause {
  const { state, worker, pid } = actor;
  const neverStarted = state === "DEPENDENCIES_UNREADY" || state === "PENDING_CREATION";
  return { type: "died", reason, message, nodeIp: worker?.ip ?? "", pid, neverStarted, nodeDeath };
}

/**
 * May a dead actor be started again? Only one whose references are gone but whose results may have to be rebuilt, and
 * which has restarts left (Ray 2.60.0, IsActorRestartable).
 */
export function isRestartable(actor: ActorData): boolean {
  const { deathCause, spec, isPreempted } = actor;
  if (actor.state !== "DEAD" || deathCause?.type !== "died" || deathCause.reason !== "OUT_OF_SCOPE") return false;
  return restartsLeft(actor) !== 0 || (spec.maxRestarts > 0 && isPreempted);
}

/** Nobody is left who could ask for another start: its owner no longer needs its results, or is gone itself. */
export function endsRestarts(deathCause: DeathCause): boolean {
  return deathCause.type === "died" && (deathCause.reason === "REF_DELETED" || deathCause.reason === "OWNER_DIED");
}

/** -1 without end. Restarts that a preemption made necessary do not count. */
export function restartsLeft({ spec, numRestarts, numRestartsByPreemption }: ActorData): number {
  if (spec.maxRestarts === -1) return -1;
  return Math.max(0, spec.maxRestarts - (numRestarts - numRestartsByPreemption));
}
