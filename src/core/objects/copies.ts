/**
 * The copies of this node, in the store and on disk: what the store reports of them, which are primary, which are lost,
 * and what that means for those who wait, for spilling and for the owners.
 *
 * | a copy in the store | how it became one | ends by |
 * |---|---|---|
 * | value | sealed; or pinned, which proves it | deleted or evicted |
 * | primary (pinned) | PinObjectIDs, answered without passing here | freed by its owner, the owner's death, spilled |
 * | error | stored by this raylet in place of a value; owners are not told of it | as a value; pinned: it is one |
 */
import type { Holding } from "./holding.js";
import type { LocationReports } from "./location-reports.js";
import type { LocalCopy, ObjectEntry, ObjectTable } from "./object-table.js";
import type { Seeker } from "./seeker.js";
import { spilledUrl } from "./spill-files.js";
import type { Spilling } from "./spilling.js";
import type { ObjectEffect, ObjectEvent, ObjectId, ObjectSource, OwnerAddress } from "./types.js";
import type { Waiters } from "./waiters.js";

type EventOf<T extends ObjectEvent["type"]> = Extract<ObjectEvent, { type: T }>;

/** What the copies need of the object manager they are a part of. */
export interface CopiesContext {
  readonly objects: ObjectTable;
  readonly reports: LocationReports;
  readonly spilling: Spilling;
  readonly seeker: Seeker;
  readonly holding: Holding;
  readonly waiters: Waiters;
  isOwnerDead(owner: OwnerAddress): boolean;
  emit(effect: ObjectEffect): void;
  tell(entry: ObjectEntry, what: string): void;
}

export class Copies {
  readonly #context: CopiesContext;
  readonly #objects: ObjectTable;

  constructor(context: CopiesContext) {
    this.#context = context;
    this.#objects = context.objects;
  }

  // The store.

  sealed(event: EventOf<"storeSealed">): void {
    const entry = this.#objects.ensure(event.objectId, event.owner);
    if (event.owner !== null && entry.owner?.workerId !== event.owner.workerId) this.#changeOwner(entry, event.owner);
    const sizeBytes = event.dataSize + event.metadataSize;
    const isError = event.source === "errorStoredByRaylet";
    if (entry.local !== null) {
      if (entry.local.isPrimary) this.#context.spilling.pinnedBytesChanged(sizeBytes - entry.local.sizeBytes);
      entry.local.sizeBytes = sizeBytes;
      if (isReceived(event.source)) this.#context.holding.came(entry);
      if (entry.local.isError === isError) return;
      entry.local.isError = isError;
      this.#report(entry);
      return;
    }
    this.#becameLocal(entry, sizeBytes, event.source);
  }

  #becameLocal(entry: ObjectEntry, sizeBytes: number, source: ObjectSource): void {
    const isError = source === "errorStoredByRaylet";
    entry.local = { sizeBytes, isError, isPrimary: false };
    this.#context.tell(entry, isError ? "error object stored" : "sealed in the local store");
    // Before those who wait are told: whose last object it is waits no more then.
    if (isReceived(source)) this.#context.holding.came(entry);
    this.#report(entry);
    this.#context.seeker.settle(entry);
    this.#context.waiters.objectCame(entry);
  }

  deleted(objectId: ObjectId): void {
    const entry = this.#objects.get(objectId);
    if (entry === undefined || entry.local === null) return;
    this.setPrimary(entry, false);
    entry.local = null;
    this.#context.tell(entry, "gone from the local store");
    this.#report(entry);
    this.#context.waiters.objectWent(entry);
    this.#context.seeker.settle(entry);
  }

  pinned(objectId: ObjectId, owner: OwnerAddress): void {
    const entry = this.#objects.ensure(objectId, owner);
    if (entry.owner?.workerId !== owner.workerId) this.#changeOwner(entry, owner);
    // The pin is proof of a sealed copy, whatever became of its own event.
    if (entry.local === null) this.#becameLocal(entry, 0, "createdByWorker");
    if (entry.local === null) return;
    if (entry.local.isError) this.#becameValue(entry, entry.local);
    this.setPrimary(entry, true);
    this.#context.tell(entry, "pinned as the primary copy");
    // The owner died while the executor was still writing its result: nobody would ever free it.
    if (this.#context.isOwnerDead(owner)) this.releasePrimaries([entry], "pinned for an owner that is dead");
    else this.#context.spilling.spillIfNeeded();
  }

  /**
   * A task that ran again found the error in the place of its result, and its worker took it for the result, as Ray's do: it
   * is what the owner has now, and what other nodes get.
   */
  #becameValue(entry: ObjectEntry, local: LocalCopy): void {
    local.isError = false;
    this.#context.tell(entry, "the error stored in its place is pinned: it is the value now");
    this.#report(entry);
  }

  setPrimary({ local }: ObjectEntry, isPrimary: boolean): void {
    if (local === null || local.isPrimary === isPrimary) return;
    local.isPrimary = isPrimary;
    this.#context.spilling.pinnedBytesChanged(isPrimary ? local.sizeBytes : -local.sizeBytes);
  }

  releasePrimaries(entries: readonly ObjectEntry[], why: string): void {
    if (entries.length === 0) return;
    const objectIds = entries.map((entry) => entry.objectId);
    for (const entry of entries) {
      this.setPrimary(entry, false);
      this.#context.tell(entry, `primary copy released: ${why}`);
    }
    this.#context.emit({ type: "unpin", objectIds });
    this.#context.emit({ type: "deleteLocal", objectIds });
  }

  // Freed by the owner, or by a client.

  freed(objectIds: readonly ObjectId[]): void {
    for (const objectId of objectIds) {
      const entry = this.#objects.get(objectId);
      if (entry === undefined || (entry.local === null && entry.spilled === null)) continue;
      this.setPrimary(entry, false);
      this.#context.tell(entry, "freed by its owner");
      this.#context.spilling.forget(entry);
    }
  }

  freeObjects({ objectIds, localOnly }: EventOf<"freeObjects">): void {
    if (objectIds.length === 0) return;
    this.freed(objectIds);
    this.#context.emit({ type: "unpin", objectIds });
    this.#context.emit({ type: "deleteLocal", objectIds });
    if (!localOnly) this.#context.emit({ type: "freeOnOtherNodes", objectIds });
  }

  // The disk.

  spilledChanged(entry: ObjectEntry): void {
    if (entry.spilled === null && entry.local === null) this.#context.waiters.objectLeftDisk(entry);
    this.#report(entry);
    this.#context.seeker.settle(entry);
  }

  lost(entry: ObjectEntry, reason: string): void {
    this.#context.emit({ type: "warn", text: `Object ${entry.objectId} is lost: ${reason}` });
    this.#context.tell(entry, `its spilled copy is lost: ${reason}`);
    this.#context.spilling.forget(entry);
    entry.shared = null;
    if (this.#objects.get(entry.objectId) === entry) this.#context.seeker.copyLost(entry, reason);
  }

  /** Found by a push. Who waits here is served by `lost`; else the owner has to hear of it for the other node. */
  corrupt({ objectId, copy, text }: EventOf<"copyCorrupt">): void {
    const entry = this.#objects.get(objectId);
    // It may be lost already, rebuilt and spilled again. No file has two copies of an object.
    if (entry === undefined || entry.spilled?.path !== copy.path) return;
    const { owner } = entry;
    const isForUs = entry.wantedBy.size > 0;
    this.lost(entry, text);
    if (isForUs || owner === null || entry.local !== null || this.#context.isOwnerDead(owner)) return;
    this.#context.emit({ type: "reportLost", objectId, owner });
  }

  // Owners.

  #changeOwner(entry: ObjectEntry, owner: OwnerAddress): void {
    const before = entry.owner;
    this.#context.tell(entry, `owner is ${owner.workerId}, not ${before?.workerId ?? "unknown"} as said before`);
    this.#context.seeker.stop(entry);
    if (before !== null && entry.local !== null && !this.#context.isOwnerDead(before)) {
      this.#context.reports.set(before, entry.objectId, { isHere: false, spilledUrl: "" });
    }
    this.#objects.setOwner(entry, owner);
    this.#report(entry);
    this.#context.seeker.settle(entry);
  }

  /** Error objects are no copies; an object without an owner has nobody to tell. */
  #report(entry: ObjectEntry): void {
    if (entry.owner === null || this.#context.isOwnerDead(entry.owner)) return;
    const isHere = entry.local !== null && !entry.local.isError;
    const url = entry.spilled === null ? "" : spilledUrl(entry.spilled);
    this.#context.reports.set(entry.owner, entry.objectId, { isHere, spilledUrl: url });
  }
}

/** Then the store holds it, until `holding` says otherwise. */
function isReceived(source: ObjectSource): boolean {
  return source === "receivedFromRemoteRaylet";
}
