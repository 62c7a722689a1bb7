// The actors the head knows, and by what they are found.
//
// A registered actor is one that lives, may yet live, or is dead while its owner still holds a reference. A gone one is
// kept only to be shown: the newest `maxDead`, without the task that created it.

import type { ActorId, NodeId, WorkerId } from "../../scheduler/types.js";
import { Remembered } from "../remembered.js";
import type { ActorData, ActorFilters } from "./types.js";

/** How far the making of a PENDING_CREATION or RESTARTING actor is; `idle` in every other state. */
export type Phase =
  | { readonly type: "idle" }
  /** No lease is asked for: no node is there, or the last one said no. */
  | { readonly type: "waitingForNode" }
  | { readonly type: "leasing"; readonly nodeId: NodeId; readonly leaseId: string; readonly grantOrReject: boolean }
  /** The creation task is at `data.worker`. */
  | { readonly type: "creating" };

export const IDLE: Phase = { type: "idle" };

export interface ActorRecord {
  readonly actorId: ActorId;
  data: ActorData;
  phase: Phase;
  /** Open CreateActor calls. */
  createRequests: number[];
  /** WaitForActorRefDeleted is open at the owner, or a timer will open it. */
  isOwnerWatched: boolean;
}

/** Of the rows of dead actors. */
const MAX_DEAD_BYTES = 256 << 20;

export class ActorTable {
  readonly registered = new Map<ActorId, ActorRecord>();
  readonly byOwner = new Map<WorkerId, Set<ActorRecord>>();
  /** Actors that are alive or being created, by their worker. */
  readonly byWorker = new Map<WorkerId, ActorRecord>();
  /** Dead for good, oldest first. */
  readonly gone: Remembered<ActorId, ActorData>;
  readonly #names = new Map<string, Map<string, ActorId>>();

  constructor(maxDead: number) {
    this.gone = new Remembered({ maxRows: maxDead, maxBytes: MAX_DEAD_BYTES, sizeOf: bytesOf });
  }

  get(actorId: ActorId): ActorData | null {
    return this.registered.get(actorId)?.data ?? this.gone.get(actorId) ?? null;
  }

  named(name: string, namespace: string): ActorRecord | null {
    const actorId = this.#names.get(namespace)?.get(name);
    return (actorId === undefined ? null : this.registered.get(actorId)) ?? null;
  }

  /** Names of actors that are not dead. */
  names(namespace: string | null): { readonly namespace: string; readonly name: string }[] {
    const found: { namespace: string; name: string }[] = [];
    for (const [space, names] of this.#names) {
      if (namespace !== null && space !== namespace) continue;
      for (const [name, actorId] of names) {
        if (this.registered.get(actorId)?.data.state !== "DEAD") found.push({ namespace: space, name });
      }
    }
    return found;
  }

  list(filters: ActorFilters, limit: number): { actors: ActorData[]; total: number; numFiltered: number } {
    const actors: ActorData[] = [];
    let numFiltered = 0;
    for (const actor of this.#all()) {
      if (actors.length >= limit) break;
      if (matches(actor, filters)) actors.push(actor);
      else numFiltered++;
    }
    return { actors, total: this.registered.size + this.gone.size, numFiltered };
  }

  add(data: ActorData): ActorRecord {
    const { actorId, name, namespace, owner } = data.spec;
    const record: ActorRecord = { actorId, data, phase: IDLE, createRequests: [], isOwnerWatched: false };
    this.registered.set(actorId, record);
    const owned = this.byOwner.get(owner.workerId);
    if (owned) owned.add(record);
    else this.byOwner.set(owner.workerId, new Set([record]));
    if (name !== "") {
      const names = this.#names.get(namespace);
      if (names) names.set(name, actorId);
      else this.#names.set(namespace, new Map([[name, actorId]]));
    }
    return record;
  }

  /** From registered to gone; the actors that had to make room. */
  retire(record: ActorRecord): ActorId[] {
    const { actorId, data } = record;
    const { name, namespace, owner } = data.spec;
    this.registered.delete(actorId);
    const owned = this.byOwner.get(owner.workerId);
    owned?.delete(record);
    if (owned?.size === 0) this.byOwner.delete(owner.workerId);
    const names = this.#names.get(namespace);
    if (name !== "" && names?.get(name) === actorId) {
      names.delete(name);
      if (names.size === 0) this.#names.delete(namespace);
    }
    return this.bury(data);
  }

  bury(data: ActorData): ActorId[] {
    return this.gone.add(data.spec.actorId, { ...data, spec: { ...data.spec, taskSpec: new Uint8Array() } });
  }

  /** Registered actors that a predicate picks, as a list of its own: the caller changes the table. */
  select(predicate: (record: ActorRecord) => boolean): ActorRecord[] {
    const found: ActorRecord[] = [];
    for (const record of this.registered.values()) if (predicate(record)) found.push(record);
    return found;
  }

  validate(): void {
    const fail = (record: ActorRecord, text: string): never => {
      throw new Error(`actor ${record.actorId} (${record.data.state}, ${record.phase.type}): ${text}`);
    };
    let onWorkers = 0;
    let owned = 0;
    for (const [actorId, record] of this.registered) {
      const { data, phase } = record;
      if (actorId !== data.spec.actorId) fail(record, "is listed under another id");
      if (this.gone.has(actorId)) fail(record, "is registered and gone");
      if (!this.byOwner.get(data.spec.owner.workerId)?.has(record)) fail(record, "is not listed under its owner");
      const isBeingMade = data.state === "PENDING_CREATION" || data.state === "RESTARTING";
      if (isBeingMade === (phase.type === "idle")) fail(record, "state and phase disagree");
      const hasWorker = data.state === "ALIVE" || phase.type === "creating";
      if (hasWorker && data.worker === null) fail(record, "has no worker");
      if (isBeingMade && !hasWorker && data.worker !== null) fail(record, "has a worker and asks for one");
      if (hasWorker) onWorkers++;
      if (hasWorker && this.byWorker.get(data.worker?.workerId ?? "") !== record) fail(record, "is not at its worker");
      if (!isBeingMade && record.createRequests.length > 0) fail(record, "leaves CreateActor unanswered");
      if ((data.state === "DEAD") !== (data.deathCause !== null)) fail(record, "has the wrong cause of death");
      const { name, namespace } = data.spec;
      if (name !== "" && this.#names.get(namespace)?.get(name) !== actorId) fail(record, "lost its name");
    }
    for (const records of this.byOwner.values()) owned += records.size;
    if (owned !== this.registered.size) throw new Error(`${owned} owned actors of ${this.registered.size} registered`);
    if (onWorkers !== this.byWorker.size) throw new Error(`${onWorkers} actors on ${this.byWorker.size} workers`);
    this.gone.validate();
    for (const [namespace, names] of this.#names) {
      for (const [name, actorId] of names) {
        if (!this.registered.has(actorId)) throw new Error(`name ${name} in ${namespace} leads nowhere`);
      }
    }
  }

  *#all(): Generator<ActorData> {
    for (const { data } of this.registered.values()) yield data;
    yield* this.gone.values();
  }
}

function bytesOf({ spec, deathCause }: ActorData): number {
  const said = deathCause?.type === "creationFailed" ? deathCause.exception : deathCause?.message;
  return spec.shown.length + spec.taskSpec.length + spec.name.length + spec.className.length + (said?.length ?? 0);
}

function matches({ spec, state }: ActorData, filters: ActorFilters): boolean {
  if (filters.actorId !== null && filters.actorId !== spec.actorId) return false;
  if (filters.jobId !== null && filters.jobId !== spec.jobId) return false;
  return filters.state === null || filters.state === state;
}
