import type { ObjectEvent, ObjectSource, OwnerAddress } from "../../src/core/objects/types.js";
import type { Engine } from "./engine.js";

/** What a store tells its raylet, in the order in which it happened. */
export type StoreNews = Extract<
  ObjectEvent,
  { readonly type: "storeSealed" | "storeDeleted" | "pinned" | "freed" | "spaceNeeded" }
>;

export interface Stored {
  readonly objectId: string;
  readonly owner: OwnerAddress | null;
  readonly source: ObjectSource;
  readonly sizeBytes: number;
  /** In a file of its own, beyond the capacity. */
  readonly isFallback: boolean;
  isSealed: boolean;
  isPrimary: boolean;
  /** Of clients that read or write it. */
  refs: number;
  /** Of the raylet. */
  holds: number;
  /** To be deleted when the last user goes. */
  isDoomed: boolean;
  usedAtMs: number;
}

export type CreateRequest = Pick<Stored, "objectId" | "owner" | "source" | "sizeBytes">;
export type CreateOutcome = "ok" | "exists" | "noRoom";

interface Waiting {
  readonly ticket: number;
  readonly request: CreateRequest;
  readonly sinceMs: number;
  readonly told: (outcome: CreateOutcome) => void;
}

/** Grace of a full store before a create goes into a file or is refused, as the real one's. */
const graceMs = 2_000;
const askAgainMs = 200;
/** An error is metadata of one or two bytes. */
const errorBytes = 1;

/** A model of the plasma store: capacity, a queue of creates, eviction, pins and holds. */
export class SimStore {
  readonly objects = new Map<string, Stored>();
  /** Creates that find no room go into a file; else they are refused. */
  hasFallback = true;
  isSpilling = false;
  readonly #engine: Engine;
  readonly #capacityBytes: number;
  readonly #tell: (news: StoreNews) => void;
  readonly #isAlive: () => boolean;
  #queue: Waiting[] = [];
  #nextTicket = 1;
  #isPumping = false;

  constructor(engine: Engine, capacityBytes: number, isAlive: () => boolean, tell: (news: StoreNews) => void) {
    this.#engine = engine;
    this.#capacityBytes = capacityBytes;
    this.#isAlive = isAlive;
    this.#tell = tell;
  }

  /** Gives a ticket for `cancel`; `told` is called once, perhaps before this returns. */
  create(request: CreateRequest, told: (outcome: CreateOutcome) => void): number {
    const waiting = { ticket: this.#nextTicket++, request, sinceMs: this.#engine.now, told };
    this.#queue.push(waiting);
    this.#pump();
    if (this.#queue.includes(waiting)) this.#askForSpace(waiting);
    return waiting.ticket;
  }

  /** True if it had no outcome yet; then there is none. */
  cancel(ticket: number): boolean {
    const before = this.#queue.length;
    this.#queue = this.#queue.filter((waiting) => waiting.ticket !== ticket);
    this.#pump();
    return this.#queue.length < before;
  }

  #askForSpace(waiting: Waiting): void {
    if (!this.#isAlive() || !this.#queue.includes(waiting)) return;
    const bytes = this.#queue.reduce((sum, { request }) => sum + request.sizeBytes, 0);
    this.#tell({ type: "spaceNeeded", bytes });
    this.#engine.after(askAgainMs, () => {
      this.#pump();
      this.#askForSpace(waiting);
    });
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    for (let waiting = this.#queue[0]; waiting !== undefined; waiting = this.#queue[0]) {
      const outcome = this.#try(waiting);
      if (outcome === null) break;
      this.#queue = this.#queue.filter((each) => each !== waiting);
      waiting.told(outcome);
    }
    this.#isPumping = false;
  }

  #try({ request, sinceMs }: Waiting): CreateOutcome | null {
    if (this.objects.has(request.objectId)) return "exists";
    const isFallback = !this.#makeRoom(request.sizeBytes);
    if (isFallback && (this.#engine.now - sinceMs < graceMs || this.isSpilling)) return null;
    if (isFallback && !this.hasFallback) return "noRoom";
    this.objects.set(request.objectId, {
      ...request,
      isFallback,
      isSealed: false,
      isPrimary: false,
      refs: 0,
      holds: 0,
      isDoomed: false,
      usedAtMs: this.#engine.now,
    });
    return "ok";
  }

  usedBytes(): number {
    let used = 0;
    for (const { sizeBytes, isFallback } of this.objects.values()) if (!isFallback) used += sizeBytes;
    return used;
  }

  #makeRoom(sizeBytes: number): boolean {
    if (sizeBytes > this.#capacityBytes) return false;
    let used = this.usedBytes();
    const idle = [...this.objects.values()].filter((each) => isIdle(each) && !each.isPrimary && !each.isFallback);
    idle.sort((one, other) => one.usedAtMs - other.usedAtMs);
    if (used - idle.reduce((sum, each) => sum + each.sizeBytes, 0) + sizeBytes > this.#capacityBytes) return false;
    for (const each of idle) {
      if (used + sizeBytes <= this.#capacityBytes) break;
      used -= each.sizeBytes;
      this.#remove(each);
    }
    return true;
  }

  #remove(stored: Stored): void {
    this.objects.delete(stored.objectId);
    if (stored.isSealed) this.#tell({ type: "storeDeleted", objectId: stored.objectId });
  }

  /** Makes an object readable; with `isHeld` one hold is left on it. */
  seal(objectId: string, isHeld = false): void {
    const stored = this.#need(objectId);
    stored.isSealed = true;
    if (isHeld) stored.holds += 1;
    const { owner, source, sizeBytes: dataSize } = stored;
    this.#tell({ type: "storeSealed", objectId, dataSize, metadataSize: 0, owner, source });
    this.#settle(stored);
  }

  abort(objectId: string): void {
    const stored = this.#need(objectId);
    if (stored.isSealed) throw new Error(`${objectId} is sealed and cannot be aborted`);
    this.#remove(stored);
    this.#pump();
  }

  /** Stores an error in place of the value, if nothing is there. */
  putError(objectId: string, owner: OwnerAddress | null): void {
    if (this.objects.has(objectId)) return;
    const request = { objectId, owner, source: "errorStoredByRaylet", sizeBytes: errorBytes } as const;
    if (this.#try({ ticket: 0, request, sinceMs: 0, told: () => {} }) === "ok") this.seal(objectId);
  }

  /** A sealed object, whatever it is. */
  sealed(objectId: string): Stored | null {
    const stored = this.objects.get(objectId);
    return stored?.isSealed === true ? stored : null;
  }

  /** PinObjectIDs. */
  pin(objectId: string, owner: OwnerAddress): boolean {
    const stored = this.sealed(objectId);
    if (stored === null) return false;
    stored.isPrimary = true;
    this.#tell({ type: "pinned", objectId, owner });
    return true;
  }

  unpin(objectId: string): void {
    const stored = this.objects.get(objectId);
    if (stored === undefined) return;
    stored.isPrimary = false;
    this.#settle(stored);
  }

  change(objectId: string, what: "refs" | "holds", by: 1 | -1): boolean {
    const stored = this.sealed(objectId);
    if (stored === null) return false;
    stored[what] += by;
    if (stored[what] < 0) throw new Error(`${objectId}: ${what} given back twice`);
    stored.usedAtMs = this.#engine.now;
    this.#settle(stored);
    return true;
  }

  /** FreeLocalObjects: pins end, and what nobody uses is gone at once. */
  free(objectIds: readonly string[], isTold: boolean): void {
    if (isTold) this.#tell({ type: "freed", objectIds });
    for (const objectId of objectIds) {
      const stored = this.sealed(objectId);
      if (stored === null) continue;
      stored.isPrimary = false;
      stored.isDoomed = true;
      this.#settle(stored);
    }
  }

  /** Pinned copies that nobody uses, oldest first, held from now on. */
  holdSpillable(minBytes: number, maxObjects: number): Stored[] {
    const found: Stored[] = [];
    let bytes = 0;
    for (const stored of this.objects.values()) {
      if (bytes >= minBytes || found.length >= maxObjects) break;
      if (!stored.isPrimary || !isIdle(stored)) continue;
      stored.holds += 1;
      bytes += stored.sizeBytes;
      found.push(stored);
    }
    return found;
  }

  #settle(stored: Stored): void {
    if (stored.isDoomed && isIdle(stored) && !stored.isPrimary) this.#remove(stored);
    this.#pump();
  }

  #need(objectId: string): Stored {
    const stored = this.objects.get(objectId);
    if (stored === undefined) throw new Error(`${objectId} is not in the store`);
    return stored;
  }

  validate(): void {
    if (this.usedBytes() > this.#capacityBytes) throw new Error(`${this.usedBytes()} of ${this.#capacityBytes} bytes`);
  }
}

function isIdle({ isSealed, refs, holds }: Stored): boolean {
  return isSealed && refs === 0 && holds === 0;
}
