/**
 * What each owner has been told about the copies on this node, and what it still has to be told.
 *
 * The owner keeps the directory of its objects' copies (CoreWorkerService.UpdateObjectLocationBatch), so it must end up
 * knowing exactly what the store holds, whatever is lost on the way, with as few calls as possible: an object made and
 * freed between two batches is never mentioned.
 *
 * Owners depend on it: a result whose references went away before the task ended is freed only because the owner answers
 * the news of the copy with FreeLocalObjects (Ray 2.60.0, seen: it even comes before the worker's PinObjectIDs, which is
 * then answered false).
 *
 * This is reconciliation, not a queue. Per owner there are three sets: `told` (acknowledged as here), `inFlight` (in the
 * one outstanding batch) and `pending` (differs from what the owner knows or is about to know). A copy is *here* (in the
 * store), spilled, or both; that a spilled one is gone cannot be said, but only the owner's own word ends it. After a failed batch the
 * owner's knowledge of those objects is unknown, so they are `uncertain`: they are sent again whatever their state.
 *
 * Invariants: at most one batch per owner is outstanding; an object is pending only if its wanted state differs from the
 * last one sent or it is uncertain; with nothing pending, in flight or uncertain, `told` equals the store's truth.
 */
import type { LocationUpdate, NodeId, ObjectEffect, ObjectId, OwnerAddress, WorkerId } from "./types.js";

/** What an owner knows or is to know of one object on this node. */
export interface Copy {
  /** In the store. */
  readonly isHere: boolean;
  /** Where on disk; "" when not spilled. */
  readonly spilledUrl: string;
}

const nowhere: Copy = { isHere: false, spilledUrl: "" };

/** Is there something to tell an owner that believes `known`? */
function differs(known: Copy, wanted: Copy): boolean {
  return known.isHere !== wanted.isHere || hasNewUrl(known, wanted);
}

function hasNewUrl(known: Copy, wanted: Copy): boolean {
  return wanted.spilledUrl !== "" && wanted.spilledUrl !== known.spilledUrl;
}

interface OwnerLedger {
  readonly owner: OwnerAddress;
  /** No entry: nowhere. */
  readonly told: Map<ObjectId, Copy>;
  readonly pending: Map<ObjectId, Copy>;
  readonly uncertain: Set<ObjectId>;
  inFlight: Map<ObjectId, Copy> | null;
  notBeforeMs: number;
  retryMs: number;
}

export interface ReportLimits {
  readonly maxReportBatch: number;
  readonly reportIntervalMs: number;
  readonly reportRetryMs: number;
  readonly reportRetryMaxMs: number;
}

export class LocationReports {
  readonly #limits: ReportLimits;
  readonly #ledgers = new Map<WorkerId, OwnerLedger>();
  /** Owners with something pending and no batch outstanding. */
  readonly #sendable = new Set<WorkerId>();

  constructor(limits: ReportLimits) {
    this.#limits = limits;
  }

  /** The owner shall know this of the object. */
  set(owner: OwnerAddress, objectId: ObjectId, copy: Copy): void {
    const ledger = this.#ledger(owner);
    const sent = ledger.inFlight?.get(objectId);
    const known = sent ?? ledger.told.get(objectId) ?? nowhere;
    const isKnown = sent !== undefined || !ledger.uncertain.has(objectId);
    if (!isKnown || differs(known, copy)) ledger.pending.set(objectId, copy);
    else {
      ledger.pending.delete(objectId);
      // A spilled copy that is gone: nothing to tell, nothing to remember.
      if (sent !== undefined) ledger.inFlight?.set(objectId, copy);
      else learn(ledger.told, objectId, copy);
    }
    this.#note(ledger);
  }

  acknowledged(ownerId: WorkerId): void {
    const ledger = this.#ledgers.get(ownerId);
    if (ledger?.inFlight == null) return;
    for (const [objectId, copy] of ledger.inFlight) {
      learn(ledger.told, objectId, copy);
      ledger.uncertain.delete(objectId);
    }
    ledger.inFlight = null;
    ledger.retryMs = this.#limits.reportRetryMs;
    this.#note(ledger);
  }

  failed(ownerId: WorkerId, now: number): void {
    const ledger = this.#ledgers.get(ownerId);
    if (ledger?.inFlight == null) return;
    for (const [objectId, copy] of ledger.inFlight) {
      ledger.uncertain.add(objectId);
      if (!ledger.pending.has(objectId)) ledger.pending.set(objectId, copy);
    }
    ledger.inFlight = null;
    ledger.notBeforeMs = now + ledger.retryMs;
    ledger.retryMs = Math.min(ledger.retryMs * 2, this.#limits.reportRetryMaxMs);
    this.#note(ledger);
  }

  /** The owner is dead: nobody is left to tell. */
  drop(ownerId: WorkerId): void {
    this.#ledgers.delete(ownerId);
    this.#sendable.delete(ownerId);
  }

  /** The batches that may go out now. */
  takeBatches(now: number): ObjectEffect[] {
    if (this.#sendable.size === 0) return [];
    const effects: ObjectEffect[] = [];
    for (const ownerId of [...this.#sendable]) {
      const ledger = this.#ledgers.get(ownerId);
      if (ledger === undefined || ledger.notBeforeMs > now) continue;
      effects.push({ type: "sendLocations", owner: ledger.owner, updates: this.#takeBatch(ledger, now) });
    }
    return effects;
  }

  #takeBatch(ledger: OwnerLedger, now: number): LocationUpdate[] {
    const updates: LocationUpdate[] = [];
    const inFlight = new Map<ObjectId, Copy>();
    for (const [objectId, copy] of ledger.pending) {
      if (updates.length >= this.#limits.maxReportBatch) break;
      const known = ledger.uncertain.has(objectId) ? null : (ledger.told.get(objectId) ?? nowhere);
      ledger.pending.delete(objectId);
      inFlight.set(objectId, copy);
      // Spilled first: the owner must never believe that there is no copy at all.
      if (copy.spilledUrl !== "" && (known === null || hasNewUrl(known, copy))) {
        updates.push({ objectId, location: "spilled", url: copy.spilledUrl });
      }
      if (known === null || known.isHere !== copy.isHere) {
        updates.push({ objectId, location: copy.isHere ? "added" : "removed" });
      }
    }
    ledger.inFlight = inFlight;
    ledger.notBeforeMs = now + this.#limits.reportIntervalMs;
    this.#note(ledger);
    return updates;
  }

  /** When the next batch is due, or null. */
  nextDeadlineMs(): number | null {
    let next: number | null = null;
    for (const ownerId of this.#sendable) {
      const at = this.#ledgers.get(ownerId)?.notBeforeMs ?? 0;
      if (next === null || at < next) next = at;
    }
    return next;
  }

  /** What the owner will believe once everything recorded so far has reached it. */
  willBelieve(ownerId: WorkerId): Map<ObjectId, Copy> {
    const ledger = this.#ledgers.get(ownerId);
    if (ledger === undefined) return new Map();
    const copies = new Map(ledger.told);
    for (const changes of [ledger.inFlight ?? new Map<ObjectId, Copy>(), ledger.pending]) {
      for (const [objectId, copy] of changes) learn(copies, objectId, copy);
    }
    return copies;
  }

  ownersOnNode(nodeId: NodeId): WorkerId[] {
    return [...this.#ledgers.values()]
      .filter(({ owner }) => owner.nodeId === nodeId)
      .map(({ owner }) => owner.workerId);
  }

  ownerIds(): IterableIterator<WorkerId> {
    return this.#ledgers.keys();
  }

  #ledger(owner: OwnerAddress): OwnerLedger {
    let ledger = this.#ledgers.get(owner.workerId);
    if (ledger === undefined) {
      ledger = {
        owner,
        told: new Map(),
        pending: new Map(),
        uncertain: new Set(),
        inFlight: null,
        notBeforeMs: 0,
        retryMs: this.#limits.reportRetryMs,
      };
      this.#ledgers.set(owner.workerId, ledger);
    }
    return ledger;
  }

  #note(ledger: OwnerLedger): void {
    if (ledger.pending.size > 0 && ledger.inFlight === null) this.#sendable.add(ledger.owner.workerId);
    else this.#sendable.delete(ledger.owner.workerId);
  }

  /** Throws when an invariant of the header comment does not hold. */
  validate(): void {
    for (const [ownerId, ledger] of this.#ledgers) {
      const sendable = ledger.pending.size > 0 && ledger.inFlight === null;
      if (this.#sendable.has(ownerId) !== sendable) throw new Error(`reports: owner ${ownerId} sendable is wrong`);
      if (ledger.inFlight !== null && ledger.inFlight.size === 0) throw new Error(`reports: empty batch to ${ownerId}`);
      for (const [objectId, copy] of ledger.pending) {
        const sent = ledger.inFlight?.get(objectId);
        if (sent !== undefined && !differs(sent, copy)) {
          throw new Error(`reports: ${objectId} pending although the same is on its way`);
        }
        const told = ledger.told.get(objectId) ?? nowhere;
        if (sent === undefined && !ledger.uncertain.has(objectId) && !differs(told, copy)) {
          throw new Error(`reports: ${objectId} pending although ${ownerId} knows it`);
        }
      }
      for (const objectId of ledger.uncertain) {
        if (!ledger.pending.has(objectId) && ledger.inFlight?.has(objectId) !== true) {
          throw new Error(`reports: ${objectId} uncertain at ${ownerId} and not being sent`);
        }
      }
    }
    for (const ownerId of this.#sendable) {
      if (!this.#ledgers.has(ownerId)) throw new Error(`reports: sendable owner ${ownerId} has no ledger`);
    }
  }
}

function learn(copies: Map<ObjectId, Copy>, objectId: ObjectId, copy: Copy): void {
  if (copy.isHere || copy.spilledUrl !== "") copies.set(objectId, copy);
  else copies.delete(objectId);
}
