import type { Why } from "../../why.js";
import type { ActorRecord } from "./actor-table.js";
import type { ActorData } from "./types.js";

/** A lease that a raylet has been asked for: the raylet knows why there is no worker yet. */
export interface AskedLease {
  readonly nodeId: string;
  readonly leaseId: string;
}

/** Why an actor is not there, and the lease that decides it, if one does. */
export function actorWhy(
  actor: ActorData | null,
  record: ActorRecord | null,
  now: number,
): { readonly why: Why; readonly lease: AskedLease | null } {
  if (actor === null)
    return { why: { cause: "unknown", text: "the head knows no such actor", waitingMs: null }, lease: null };
  const waitingMs = Math.max(0, now - actor.timestampMs);
  const said = (cause: Why["cause"], text: string) => ({ why: { cause, text, waitingMs }, lease: null });
  const again = actor.state === "RESTARTING" ? ` It is being made again (restart ${actor.numRestarts}).` : "";
  switch (actor.state) {
    case "DEPENDENCIES_UNREADY":
      return said("arguments", `its owner ${actor.spec.owner.workerId} waits for the arguments of its constructor`);
    case "ALIVE":
      return said("ready", `it is alive on node ${actor.worker?.nodeId ?? "?"}`);
    case "DEAD":
      return said("dead", `it is dead: ${deathText(actor.deathCause)}`);
    case "PENDING_CREATION":
    case "RESTARTING":
      break;
  }
  const { phase } = record ?? { phase: { type: "idle" } as const };
  switch (phase.type) {
    case "leasing": {
      const { nodeId, leaseId } = phase;
      const text = `node ${nodeId} was asked for a worker and has not answered.${again}`;
      return { why: { cause: "node", text, waitingMs }, lease: { nodeId, leaseId } };
    }
    case "creating":
      return said("constructor", `its constructor runs in worker ${actor.worker?.workerId ?? "?"}.${again}`);
    case "waitingForNode":
    case "idle":
      return said("noNode", `no node took it; one is asked again soon.${again}`);
  }
}

function deathText(cause: ActorData["deathCause"]): string {
  if (cause === null) return "no cause is known";
  return cause.type === "creationFailed" ? "its constructor raised an exception" : cause.message;
}
