import type { ObjectEntry, ObjectTable } from "./object-table.js";
import type { ObjectRequest } from "./requests.js";
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
}

export interface Explanation {
  readonly request: RequestRef;
  readonly waitingMs: number;
  readonly objects: number;
  readonly missing: readonly MissingObject[];
}

/** Objects listed in one explanation; a wait on 10,000 does not need 10,000 reasons. */
const maxListed = 20;

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
    if (entry.local !== null) continue;
    if (missing.length === maxListed) break;
    missing.push({
      objectId,
      owner: entry.owner,
      ownerSaid: entry.word === null ? null : describeWord(entry.word),
      ownerSaidMsAgo: entry.word === null ? null : now - entry.wordAtMs,
      state: describeState(entry, objects, isDead),
    });
  }
  return { request: request.ref, waitingMs: now - request.sinceMs, objects: request.objectIds.length, missing };
}

function describeState(entry: ObjectEntry, objects: ObjectTable, isDead: (owner: OwnerAddress) => boolean): string {
  if (entry.restore !== null) return "being restored from this node's disk";
  if (entry.spilled !== null) return "on this node's disk, waiting for its turn to be restored";
  if (entry.raising !== null) return `raising ${entry.raising.errorType}: ${entry.raising.reason}`;
  if (entry.owner === null) return "the request named no owner, so nobody can be asked";
  if (isDead(entry.owner)) return "its owner is dead";
  const unreachable = objects.owner(entry.owner.workerId)?.unreachable ?? null;
  if (unreachable !== null) return `its owner cannot be reached: ${unreachable}`;
  if (entry.lost !== null) return `its copy is lost (${entry.lost}), waiting for its owner to rebuild it`;
  if (entry.word === null) return "asked the owner, no answer yet";
  if (entry.pull !== null) return "being pulled";
  if (entry.word.pendingCreation) return "waiting for the task that creates it";
  return "waiting for a copy to appear";
}
