import type { ObjectEntry, ObjectTable } from "./object-table.js";
import { counts, type ObjectRequest } from "./requests.js";
import { describeWord } from "./seeker.js";
import type { ObjectId, OwnerAddress, RequestRef } from "./types.js";

/** Why one missing object is not here. */
export interface MissingObject {
  readonly objectId: ObjectId;
  readonly owner: OwnerAddress | null;
  /** What the owner said last, in words; null when it has not said anything yet. */
  readonly ownerSaid: string | null;
  readonly ownerSaidMsAgo: number | null;
  /** What is being done about it. */
  readonly state: string;
  /** All is well: a task that makes it is waited for. */
  readonly isBeingMade: boolean;
}

export interface Explanation {
  readonly request: RequestRef;
  readonly waitingMs: number;
  readonly objects: number;
  readonly missingObjects: number;
  readonly missing: readonly MissingObject[];
}

/** Objects listed in one explanation; a wait on 10,000 does not need 10,000 reasons. */
const maxListed = 20;
/** And in one line of the log. */
const maxInLine = 3;

/** What a request waits for; `missing` lists the first `maxListed` of its missing objects. */
export function explain(
  request: ObjectRequest,
  objects: ObjectTable,
  isDead: (owner: OwnerAddress) => boolean,
  now: number,
): Explanation {
  const missing: MissingObject[] = [];
  for (const objectId of request.objectIds) {
    const entry = objects.need(objectId);
    if (counts(request.type, entry)) continue;
    if (missing.length === maxListed) break;
    missing.push({
      objectId,
      owner: entry.owner,
      ownerSaid: entry.word === null ? null : describeWord(entry.word),
      ownerSaidMsAgo: entry.word === null ? null : now - entry.wordAtMs,
      ...describeState(entry, objects, isDead),
    });
  }
  const { ref, sinceMs, objectIds, missing: missingObjects } = request;
  return { request: ref, waitingMs: now - sinceMs, objects: objectIds.length, missingObjects, missing };
}

function describeState(
  entry: ObjectEntry,
  objects: ObjectTable,
  isDead: (owner: OwnerAddress) => boolean,
): Pick<MissingObject, "state" | "isBeingMade"> {
  const isMade = isBeingMade(entry);
  const trouble = describeTrouble(entry, objects, isDead);
  if (trouble !== null) return { state: trouble, isBeingMade: false };
  if (entry.word === null) return { state: "asked the owner, no answer yet", isBeingMade: isMade };
  if (entry.pull !== null) return { state: "being pulled", isBeingMade: isMade };
  return {
    state: isMade ? "waiting for the task that creates it" : "waiting for a copy to appear",
    isBeingMade: isMade,
  };
}

/** There is no copy to be had, and its owner says that a task will make one. */
export function isBeingMade(entry: ObjectEntry): boolean {
  return entry.word?.pendingCreation === true && entry.pull === null;
}

function describeTrouble(
  entry: ObjectEntry,
  objects: ObjectTable,
  isDead: (owner: OwnerAddress) => boolean,
): string | null {
  if (entry.restore !== null) return "being restored from this node's disk";
  if (entry.spilled !== null) return "on this node's disk, waiting for its turn to be restored";
  if (entry.raising !== null) return `raising ${entry.raising.errorType}: ${entry.raising.reason}`;
  if (entry.owner === null) return "the request named no owner, so nobody can be asked";
  if (isDead(entry.owner)) return "its owner is dead";
  const unreachable = objects.owner(entry.owner.workerId)?.unreachable ?? null;
  if (unreachable !== null) return `its owner cannot be reached: ${unreachable}`;
  if (entry.lost !== null) return `its copy is lost (${entry.lost}), waiting for its owner to rebuild it`;
  return null;
}

/**
 * One line for the log.
 *
 * @param pullOf what is being done to bring an object here from another node; null: nothing
 */
export function describeExplanation(
  { request, waitingMs, objects, missingObjects, missing }: Explanation,
  pullOf: (objectId: ObjectId) => string | null,
): string {
  const reasons = missing.slice(0, maxInLine).map(({ objectId, owner, state, ownerSaid }) => {
    const said = ownerSaid === null ? "" : `; its owner says: ${ownerSaid}`;
    const by = owner === null ? "" : ` (owner ${owner.workerId} on node ${owner.nodeId}${said})`;
    return `${objectId} ${pullOf(objectId) ?? state}${by}`;
  });
  const more = missingObjects > reasons.length ? `; and ${missingObjects - reasons.length} more` : "";
  const seconds = Math.round(waitingMs / 1_000);
  const what = `${describeRef(request)} has waited ${seconds} s for ${missingObjects} of its ${objects} objects`;
  return `${what}: ${reasons.join("; ")}${more}`;
}

function describeRef(ref: RequestRef): string {
  switch (ref.type) {
    case "get":
      return `Get ${ref.requestId} of connection ${ref.connectionId}`;
    case "wait":
      return `Wait ${ref.waitId}`;
    case "actorArgs":
      return `The actor call ${ref.taskId}`;
    case "lease":
      return `The lease ${ref.leaseId}`;
    case "plasmaReady":
      return `A subscription of connection ${ref.connectionId}`;
  }
}
