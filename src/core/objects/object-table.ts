/**
 * What is known of each object that is local, on this node's disk, or that somebody here waits for; any other has no entry.
 * Also which objects each owner has here, for the day it dies.
 */
import { Oldest } from "../oldest.js";
import type { SpilledCopy } from "./spill-files.js";
import type { NodeId, ObjectId, OwnerAddress, OwnerWord, RaisedError, WorkerId } from "./types.js";

/** A sealed copy in the local store. */
export interface LocalCopy {
  /** Data and metadata. 0 until the store's own event has told. */
  sizeBytes: number;
  /** Stored by a raylet in place of a value that cannot come; owners are not told of it. */
  isError: boolean;
  /** PinObjectIDs holds it: dropped by the owner's FreeLocalObjects or death. */
  isPrimary: boolean;
}

export interface ObjectEntry {
  readonly objectId: ObjectId;
  owner: OwnerAddress | null;
  local: LocalCopy | null;
  /** A copy on this node's disk. */
  spilled: SpilledCopy | null;
  /** A copy in storage that every node can read, as the owner says; this node did not write it. */
  shared: SpilledCopy | null;
  /** The job that brings it back into the store. */
  restore: number | null;
  /** Keys of requests that name this object, in order of arrival. */
  readonly wantedBy: Set<string>;
  isSubscribed: boolean;
  /** The owner's last word since the subscription, and when. */
  word: OwnerWord | null;
  wordAtMs: number;
  /** The last pull effect, as text, so that only changes are said again. null: no pull under way. */
  pull: string | null;
  /** A deadline is set after which OBJECT_FETCH_TIMED_OUT is raised. */
  isFetchClockRunning: boolean;
  /** Its last copy was lost, for this reason, and the owner was told; it may rebuild it. */
  lost: string | null;
  /** The store was asked to create this error object. */
  raising: { readonly errorType: RaisedError; readonly reason: string } | null;
}

export interface OwnerEntry {
  address: OwnerAddress;
  readonly objectIds: Set<ObjectId>;
  /** Why it cannot be reached, or null when it can. */
  unreachable: string | null;
}

export class ObjectTable {
  readonly #objects = new Map<ObjectId, ObjectEntry>();
  readonly #owners = new Map<WorkerId, OwnerEntry>();

  get(objectId: ObjectId): ObjectEntry | undefined {
    return this.#objects.get(objectId);
  }

  need(objectId: ObjectId): ObjectEntry {
    const entry = this.#objects.get(objectId);
    if (entry === undefined) throw new Error(`object ${objectId} is named by a request but has no entry`);
    return entry;
  }

  /** The entry, made if absent. An owner given for an object that has none yet is taken over. */
  ensure(objectId: ObjectId, owner: OwnerAddress | null): ObjectEntry {
    let entry = this.#objects.get(objectId);
    if (entry === undefined) {
      entry = {
        objectId,
        owner: null,
        local: null,
        spilled: null,
        shared: null,
        restore: null,
        wantedBy: new Set(),
        isSubscribed: false,
        word: null,
        wordAtMs: 0,
        pull: null,
        isFetchClockRunning: false,
        lost: null,
        raising: null,
      };
      this.#objects.set(objectId, entry);
    }
    if (entry.owner === null && owner !== null) this.setOwner(entry, owner);
    return entry;
  }

  setOwner(entry: ObjectEntry, owner: OwnerAddress | null): void {
    if (entry.owner !== null) this.#leaveOwner(entry.owner.workerId, entry.objectId);
    entry.owner = owner;
    if (owner === null) return;
    const known = this.#owners.get(owner.workerId);
    if (known === undefined) {
      this.#owners.set(owner.workerId, { address: owner, objectIds: new Set([entry.objectId]), unreachable: null });
    } else {
      known.objectIds.add(entry.objectId);
    }
  }

  remove(entry: ObjectEntry): void {
    if (entry.owner !== null) this.#leaveOwner(entry.owner.workerId, entry.objectId);
    this.#objects.delete(entry.objectId);
  }

  #leaveOwner(ownerId: WorkerId, objectId: ObjectId): void {
    const owner = this.#owners.get(ownerId);
    if (owner === undefined) return;
    owner.objectIds.delete(objectId);
    if (owner.objectIds.size === 0) this.#owners.delete(ownerId);
  }

  owner(ownerId: WorkerId): OwnerEntry | undefined {
    return this.#owners.get(ownerId);
  }

  ownersOnNode(nodeId: NodeId): WorkerId[] {
    return [...this.#owners].filter(([, owner]) => owner.address.nodeId === nodeId).map(([ownerId]) => ownerId);
  }

  entries(): IterableIterator<ObjectEntry> {
    return this.#objects.values();
  }

  get size(): number {
    return this.#objects.size;
  }

  validate(): void {
    for (const entry of this.#objects.values()) {
      if (isEmpty(entry)) throw new Error(`object ${entry.objectId}: empty entry`);
      if (entry.owner !== null && this.#owners.get(entry.owner.workerId)?.objectIds.has(entry.objectId) !== true) {
        throw new Error(`object ${entry.objectId}: its owner does not list it`);
      }
    }
    for (const [ownerId, owner] of this.#owners) {
      if (owner.objectIds.size === 0) throw new Error(`owner ${ownerId}: empty entry`);
      for (const objectId of owner.objectIds) {
        if (this.#objects.get(objectId)?.owner?.workerId !== ownerId) {
          throw new Error(`owner ${ownerId}: lists ${objectId}, which is not its`);
        }
      }
    }
  }
}

/** The copy that this node can restore. */
export function storedCopy({ spilled, shared }: ObjectEntry): SpilledCopy | null {
  return spilled ?? shared;
}

/** Nothing is left to know of the object. */
export function isEmpty({ local, wantedBy, spilled, restore }: ObjectEntry): boolean {
  return local === null && wantedBy.size === 0 && spilled === null && restore === null;
}

/** The dead, newest last, forgotten oldest first. */
export class BoundedSet<T> {
  readonly #items = new Set<T>();
  readonly #oldest = new Oldest(this.#items);
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(item: T): void {
    this.#items.add(item);
    if (this.#items.size <= this.#capacity) return;
    const oldest = this.#oldest.next();
    if (oldest !== undefined) this.#items.delete(oldest);
  }

  has(item: T): boolean {
    return this.#items.has(item);
  }
}
