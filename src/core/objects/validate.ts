import type { Deadlines } from "./deadlines.js";
import type { Holding } from "./holding.js";
import type { LocationReports } from "./location-reports.js";
import { type ObjectEntry, type ObjectTable, storedCopy } from "./object-table.js";
import { counts, type ObjectRequest, type RequestTable } from "./requests.js";
import { type Restoring, restoreClock } from "./restoring.js";
import { fetchClock, lossClock, raiseClock } from "./seeker.js";
import { spilledUrl } from "./spill-files.js";
import type { Spilling } from "./spilling.js";
import type { ObjectId, OwnerAddress, WorkerId } from "./types.js";

export interface ObjectsState {
  readonly objects: ObjectTable;
  readonly requests: RequestTable;
  readonly reports: LocationReports;
  readonly deadlines: Deadlines;
  readonly spilling: Spilling;
  readonly restoring: Restoring;
  readonly holding: Holding;
  isDead(owner: OwnerAddress): boolean;
}

/** Throws when an invariant between the object manager's parts does not hold. */
export function validateObjects(state: ObjectsState): void {
  state.reports.validate();
  state.objects.validate();
  state.spilling.validate();
  state.restoring.validate();
  state.holding.validate();
  for (const request of state.requests.all()) checkRequest(request, state);
  for (const entry of state.objects.entries()) checkEntry(entry, state);
  checkDeadlines(state);
  checkReports(state);
}

function checkRequest(request: ObjectRequest, { objects }: ObjectsState): void {
  let missing = 0;
  for (const objectId of request.objectIds) {
    const entry = objects.need(objectId);
    if (!entry.wantedBy.has(request.key)) throw new Error(`${request.key}: ${objectId} does not list it`);
    if (!counts(request.type, entry)) missing += 1;
  }
  if (missing !== request.missing) throw new Error(`${request.key}: misses ${missing}, counted ${request.missing}`);
  const isDone =
    request.type === "wait"
      ? request.objectIds.length - missing >= request.numRequired
      : (request.type === "actorArgs" || request.type === "plasmaReady") && missing === 0;
  if (isDone) throw new Error(`${request.key}: could be answered and still waits`);
  if (request.type === "lease" && request.saidReady !== (missing === 0)) {
    throw new Error(`${request.key}: said ${request.saidReady ? "ready" : "not ready"} with ${missing} missing`);
  }
}

function checkEntry(entry: ObjectEntry, state: ObjectsState): void {
  const { objectId, owner, local } = entry;
  for (const key of entry.wantedBy) {
    if (!state.requests.need(key).objectIds.includes(objectId))
      throw new Error(`${objectId}: listed by ${key} wrongly`);
  }
  const isDead = owner !== null && state.isDead(owner);
  if (local?.isPrimary === true && isDead) throw new Error(`${objectId}: primary copy of a dead owner`);
  if (entry.spilled !== null && isDead) throw new Error(`${objectId}: spilled copy of a dead owner`);
  if (local !== null || entry.spilled !== null) {
    if (
      entry.isSubscribed ||
      entry.shared !== null ||
      entry.lost !== null ||
      entry.pull !== null ||
      entry.raising !== null ||
      entry.isFetchClockRunning
    ) {
      throw new Error(`${objectId}: here and still sought`);
    }
    return;
  }
  if (entry.wantedBy.size === 0) return;
  if ((entry.lost !== null) !== state.deadlines.has(lossClock(objectId))) throw new Error(`${objectId}: loss clock`);
  const shouldSubscribe = entry.raising === null && owner !== null && !isDead;
  if (entry.isSubscribed !== shouldSubscribe) throw new Error(`${objectId}: subscription is ${entry.isSubscribed}`);
  if (isDead && entry.raising === null) throw new Error(`${objectId}: owner dead and no error raised`);
  if (entry.shared !== null && (!entry.isSubscribed || entry.pull !== null)) throw new Error(`${objectId}: two ways`);
  if (entry.pull !== null && !entry.isSubscribed) throw new Error(`${objectId}: pulled without a subscription`);
  if (entry.raising !== null && !state.deadlines.has(raiseClock(objectId))) throw new Error(`${objectId}: no retry`);
  if (entry.isFetchClockRunning !== state.deadlines.has(fetchClock(objectId))) {
    throw new Error(`${objectId}: fetch clock`);
  }
}

function checkDeadlines({ deadlines, requests, objects }: ObjectsState): void {
  for (const name of deadlines.names()) {
    if (requests.get(name)?.type === "wait") continue;
    const entry = objects.get(name.slice(name.indexOf(":") + 1));
    if (entry !== undefined && name === restoreClock(entry.objectId)) {
      if (storedCopy(entry) === null || entry.local !== null || entry.restore !== null)
        throw new Error(`${name} is idle`);
      continue;
    }
    if (entry !== undefined && name === lossClock(entry.objectId)) {
      if (entry.lost === null) throw new Error(`${name} is over`);
      continue;
    }
    const isLive = name.startsWith("raise:") ? entry?.raising != null : entry?.isFetchClockRunning === true;
    if (!isLive) throw new Error(`deadline ${name} belongs to nothing`);
  }
}

function checkReports({ objects, reports, isDead }: ObjectsState): void {
  const truth = new Map<WorkerId, Map<ObjectId, string>>();
  for (const { objectId, owner, local, spilled } of objects.entries()) {
    if (owner === null || isDead(owner)) continue;
    const isHere = local !== null && !local.isError;
    if (!isHere && spilled === null) continue;
    const copies = truth.get(owner.workerId) ?? new Map<ObjectId, string>();
    truth.set(owner.workerId, copies.set(objectId, `${isHere} ${spilled === null ? "" : spilledUrl(spilled)}`));
  }
  for (const ownerId of new Set([...truth.keys(), ...reports.ownerIds()])) {
    const believed = reports.willBelieve(ownerId);
    const copies = truth.get(ownerId) ?? new Map<ObjectId, string>();
    for (const objectId of new Set([...copies.keys(), ...believed.keys()])) {
      const copy = believed.get(objectId);
      const said = copy === undefined ? undefined : `${copy.isHere} ${copy.spilledUrl}`;
      if (said !== copies.get(objectId)) {
        throw new Error(`owner ${ownerId} will believe of ${objectId}: ${said}; true is ${copies.get(objectId)}`);
      }
    }
  }
}
