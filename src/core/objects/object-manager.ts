/**
 * The objects of one node: which are local, who waits for which, what each owner is told, and what happens when an
 * owner dies. How objects come from other nodes is for core/transfer, behind the `pull`/`cancelPull` effects.
 *
 * Assumptions: the plasma store (native) holds the bytes, answers clients' plasma Gets itself and keeps primary copies
 * pinned; it reports what it did in order. The owner of an object decides its life and keeps the directory of copies.
 *
 * Events about an object end in `settle` (seeker.ts), which asks its owner, has it pulled, or raises the error that tells
 * the waiters it will not come. What owners are told about copies here is in location-reports.ts.
 *
 * A primary copy is pinned until its owner frees it or it is spilled (spilling.ts); arguments that had to be restored are
 * held (restoring.ts). If an argument goes nevertheless, dependenciesLost says so, and a worker that already runs asks for
 * it again (message 7). The store's primary pin belongs to PinObjectIDs, which is answered without passing here.
 *
 * Invariants (validate): each request's `missing` is the number of its objects that are not local; no answered request
 * stays; exactly the sought objects of living owners are subscribed, unless their error is being raised; an owner, once
 * all batches are through, believes exactly the truth; nothing is kept for an object that is neither in the store nor on
 * disk nor wanted.
 */
import type { PushSource } from "../transfer/types.js";
import { Deadlines } from "./deadlines.js";
import { type Explanation, explain } from "./explain.js";
import { Holding } from "./holding.js";
import { LocationReports } from "./location-reports.js";
import { BoundedSet, type ObjectEntry, ObjectTable } from "./object-table.js";
import { RequestTable, requestKey } from "./requests.js";
import { Restoring } from "./restoring.js";
import { Seeker } from "./seeker.js";
import { spilledUrl } from "./spill-files.js";
import { Spilling } from "./spilling.js";
import { type StoryEntry, StoryRing } from "./story-ring.js";
import type {
  NodeId,
  ObjectEffect,
  ObjectEvent,
  ObjectId,
  ObjectManagerConfig,
  OwnerAddress,
  RequestRef,
  SpillStats,
  WorkerId,
} from "./types.js";
import { validateObjects } from "./validate.js";
import { Waiters } from "./waiters.js";

type EventOf<T extends ObjectEvent["type"]> = Extract<ObjectEvent, { type: T }>;

export class ObjectManager {
  readonly #objects = new ObjectTable();
  readonly #requests = new RequestTable();
  readonly #reports: LocationReports;
  readonly #deadlines = new Deadlines();
  readonly #deadOwners: BoundedSet<WorkerId>;
  readonly #deadNodes: BoundedSet<NodeId>;
  readonly #story: StoryRing;
  readonly #restoring: Restoring;
  readonly #spilling: Spilling;
  readonly #seeker: Seeker;
  readonly #holding: Holding;
  readonly #waiters: Waiters;
  #effects: ObjectEffect[] = [];
  #now = 0;

  constructor(config: ObjectManagerConfig) {
    this.#reports = new LocationReports(config);
    this.#deadOwners = new BoundedSet(config.maxDeadOwners);
    this.#deadNodes = new BoundedSet(config.maxDeadOwners);
    this.#story = new StoryRing(config.storyLength);
    const shared = {
      objects: this.#objects,
      requests: this.#requests,
      deadlines: this.#deadlines,
      now: () => this.#now,
      emit: (effect: ObjectEffect) => this.#effects.push(effect),
      tell: (entry: ObjectEntry, what: string) => this.#tell(entry, what),
    };
    this.#restoring = new Restoring({
      ...shared,
      config: config.spilling,
      lost: (entry, reason) => this.#copyLost(entry, reason),
      settle: (entry) => this.#seeker.settle(entry),
    });
    this.#spilling = new Spilling({
      ...shared,
      config: config.spilling,
      setPrimary: (entry, isPrimary) => this.#setPrimary(entry, isPrimary),
      spilledChanged: (entry) => this.#spilledChanged(entry),
    });
    this.#seeker = new Seeker({
      ...shared,
      config,
      restoring: this.#restoring,
      isOwnerDead: (owner) => this.#isDead(owner),
      isNodeDead: (nodeId) => this.#deadNodes.has(nodeId),
    });
    const { argsShare, capacityBytes } = config.spilling;
    this.#holding = new Holding({ ...shared, budgetBytes: argsShare * capacityBytes });
    const parts = { seeker: this.#seeker, restoring: this.#restoring, holding: this.#holding };
    this.#waiters = new Waiters({ ...shared, ...parts });
  }

  /** `now` in milliseconds of any clock that does not go back. */
  handle(event: ObjectEvent, now: number): ObjectEffect[] {
    this.#now = now;
    this.#effects = [];
    this.#dispatch(event);
    for (const batch of this.#reports.takeBatches(now)) this.#effects.push(batch);
    return this.#effects;
  }

  #dispatch(event: ObjectEvent): void {
    switch (event.type) {
      case "storeSealed":
        this.#sealed(event);
        break;
      case "storeDeleted":
        this.#deleted(event.objectId);
        break;
      case "pinned":
        this.#pinned(event.objectId, event.owner);
        break;
      case "freed":
        this.#freed(event.objectIds);
        break;
      case "spaceNeeded":
        this.#spilling.spaceNeeded(event.bytes);
        break;
      case "spillStarted":
        this.#spilling.started(event);
        break;
      case "spilled":
        this.#spilling.written(event);
        break;
      case "spillFailed":
        this.#spilling.failed(event);
        break;
      case "restored":
        this.#restoring.restored(event);
        break;
      case "restoreFailed":
        this.#restoring.failed(event);
        break;
      case "asyncGet":
        this.#waiters.asyncGet(event);
        break;
      case "cancelGet":
        this.#waiters.cancel(requestKey({ ...event, type: "get" }));
        break;
      case "waitRequest":
        this.#waiters.wait(event);
        break;
      case "waitForActorArgs":
        this.#waiters.waitForActorArgs(event);
        break;
      case "freeObjects":
        this.#freeObjects(event);
        break;
      case "subscribePlasmaReady":
        this.#waiters.subscribePlasmaReady(event);
        break;
      case "connectionClosed":
        this.#waiters.connectionClosed(event.connectionId);
        break;
      case "leaseDependencies":
        this.#waiters.leaseDependencies(event);
        break;
      case "releaseDependencies":
        this.#waiters.cancel(requestKey({ ...event, type: "lease" }));
        break;
      case "ownerMessage":
        this.#ownerMessage(event);
        break;
      case "ownerUnreachable":
        this.#ownerUnreachable(event.ownerId, event.reason);
        break;
      case "ownerReachable":
        this.#ownerUnreachable(event.ownerId, null);
        break;
      case "ownerDied":
        this.#ownerDied(event.ownerId, event.reason);
        break;
      case "nodeDied":
        this.#nodeDied(event.nodeId);
        break;
      case "copyCorrupt":
        this.#copyCorrupt(event);
        break;
      case "locationsSent":
        this.#reports.acknowledged(event.ownerId);
        break;
      case "locationsFailed":
        this.#reports.failed(event.ownerId, this.#now);
        break;
      case "tick":
        this.#tick();
    }
  }

  // The store.

  #sealed(event: EventOf<"storeSealed">): void {
    const entry = this.#objects.ensure(event.objectId, event.owner);
    if (event.owner !== null && entry.owner?.workerId !== event.owner.workerId) this.#changeOwner(entry, event.owner);
    const sizeBytes = event.dataSize + event.metadataSize;
    const isError = event.source === "errorStoredByRaylet";
    if (entry.local !== null) {
      if (entry.local.isPrimary) this.#spilling.pinnedBytesChanged(sizeBytes - entry.local.sizeBytes);
      entry.local.sizeBytes = sizeBytes;
      if (entry.local.isError === isError) return;
      entry.local.isError = isError;
      this.#report(entry);
      return;
    }
    this.#becameLocal(entry, sizeBytes, isError);
    if (event.source === "receivedFromRemoteRaylet") this.#holding.came(entry);
  }

  #becameLocal(entry: ObjectEntry, sizeBytes: number, isError: boolean): void {
    entry.local = { sizeBytes, isError, isPrimary: false };
    this.#tell(entry, isError ? "error object stored" : "sealed in the local store");
    this.#report(entry);
    this.#seeker.settle(entry);
    this.#waiters.objectCame(entry);
  }

  #deleted(objectId: ObjectId): void {
    const entry = this.#objects.get(objectId);
    if (entry === undefined || entry.local === null) return;
    this.#setPrimary(entry, false);
    this.#holding.went(objectId);
    entry.local = null;
    this.#tell(entry, "gone from the local store");
    this.#report(entry);
    this.#waiters.objectWent(entry);
    this.#seeker.settle(entry);
  }

  #pinned(objectId: ObjectId, owner: OwnerAddress): void {
    const entry = this.#objects.ensure(objectId, owner);
    if (entry.owner?.workerId !== owner.workerId) this.#changeOwner(entry, owner);
    // The pin is proof of a sealed copy, whatever became of its own event.
    if (entry.local === null) this.#becameLocal(entry, 0, false);
    if (entry.local === null) return;
    this.#setPrimary(entry, true);
    this.#tell(entry, "pinned as the primary copy");
    // The owner died while the executor was still writing its result: nobody would ever free it.
    if (this.#isDead(owner)) this.#releasePrimaries([entry], "pinned for an owner that is dead");
    else this.#spilling.spillIfNeeded();
  }

  #setPrimary({ local }: ObjectEntry, isPrimary: boolean): void {
    if (local === null || local.isPrimary === isPrimary) return;
    local.isPrimary = isPrimary;
    this.#spilling.pinnedBytesChanged(isPrimary ? local.sizeBytes : -local.sizeBytes);
  }

  #spilledChanged(entry: ObjectEntry): void {
    if (entry.spilled === null && entry.local === null) this.#waiters.objectLeftDisk(entry);
    this.#report(entry);
    this.#seeker.settle(entry);
  }

  #copyLost(entry: ObjectEntry, reason: string): void {
    this.#effects.push({ type: "warn", text: `Object ${entry.objectId} is lost: ${reason}` });
    this.#tell(entry, `its spilled copy is lost: ${reason}`);
    this.#spilling.forget(entry);
    if (this.#objects.get(entry.objectId) === entry) this.#seeker.copyLost(entry, reason);
  }

  /** Found by a push. Who waits here is served by `#copyLost`; else the owner has to hear of it for the other node. */
  #copyCorrupt({ objectId, text }: EventOf<"copyCorrupt">): void {
    const entry = this.#objects.get(objectId);
    if (entry === undefined || entry.spilled === null) return;
    const { owner } = entry;
    const isForUs = entry.wantedBy.size > 0;
    this.#copyLost(entry, text);
    if (isForUs || owner === null || entry.local !== null || this.#isDead(owner)) return;
    this.#effects.push({ type: "reportLost", objectId, owner });
  }

  #freed(objectIds: readonly ObjectId[]): void {
    for (const objectId of objectIds) {
      const entry = this.#objects.get(objectId);
      if (entry === undefined || (entry.local === null && entry.spilled === null)) continue;
      this.#setPrimary(entry, false);
      this.#tell(entry, "freed by its owner");
      this.#spilling.forget(entry);
    }
  }

  #freeObjects(event: EventOf<"freeObjects">): void {
    if (event.objectIds.length === 0) return;
    this.#freed(event.objectIds);
    this.#effects.push({ type: "unpin", objectIds: event.objectIds });
    this.#effects.push({ type: "deleteLocal", objectIds: event.objectIds });
    if (!event.localOnly) this.#effects.push({ type: "freeOnOtherNodes", objectIds: event.objectIds });
  }

  #changeOwner(entry: ObjectEntry, owner: OwnerAddress): void {
    const before = entry.owner;
    this.#tell(entry, `owner is ${owner.workerId}, not ${before?.workerId ?? "unknown"} as said before`);
    this.#seeker.stop(entry);
    if (before !== null && entry.local !== null && !this.#isDead(before)) {
      this.#reports.set(before, entry.objectId, { isHere: false, spilledUrl: "" });
    }
    this.#objects.setOwner(entry, owner);
    this.#report(entry);
    this.#seeker.settle(entry);
  }

  // Owners.

  #ownerMessage(event: EventOf<"ownerMessage">): void {
    const entry = this.#objects.get(event.objectId);
    // A message on its way while we unsubscribed, or one of an owner that has no say.
    if (entry === undefined || !entry.isSubscribed || entry.owner?.workerId !== event.ownerId) return;
    this.#seeker.heard(entry, event.word);
  }

  #ownerUnreachable(ownerId: WorkerId, reason: string | null): void {
    const owner = this.#objects.owner(ownerId);
    if (owner !== undefined) owner.unreachable = reason;
  }

  #ownerDied(ownerId: WorkerId, reason: string): void {
    if (this.#deadOwners.has(ownerId)) return;
    this.#deadOwners.add(ownerId);
    this.#reports.drop(ownerId);
    this.#effects.push({ type: "dropOwner", ownerId });
    const entries = [...(this.#objects.owner(ownerId)?.objectIds ?? [])].map((id) => this.#objects.need(id));
    this.#releasePrimaries(
      entries.filter((entry) => entry.local?.isPrimary === true),
      `owner died: ${reason}`,
    );
    for (const entry of entries) {
      this.#spilling.forget(entry);
      if (this.#objects.get(entry.objectId) === entry) this.#seeker.settle(entry);
    }
  }

  #nodeDied(nodeId: NodeId): void {
    if (this.#deadNodes.has(nodeId)) return;
    this.#deadNodes.add(nodeId);
    const ownerIds = new Set([...this.#objects.ownersOnNode(nodeId), ...this.#reports.ownersOnNode(nodeId)]);
    for (const ownerId of ownerIds) this.#ownerDied(ownerId, `its node ${nodeId} is dead`);
    for (const entry of this.#objects.entries()) if (entry.word !== null) this.#seeker.settle(entry);
  }

  #releasePrimaries(entries: readonly ObjectEntry[], why: string): void {
    if (entries.length === 0) return;
    const objectIds = entries.map((entry) => entry.objectId);
    for (const entry of entries) {
      this.#setPrimary(entry, false);
      this.#tell(entry, `primary copy released: ${why}`);
    }
    this.#effects.push({ type: "unpin", objectIds }, { type: "deleteLocal", objectIds });
  }

  #isDead(owner: OwnerAddress): boolean {
    return this.#deadOwners.has(owner.workerId) || this.#deadNodes.has(owner.nodeId);
  }

  /** Error objects are no copies; an object without an owner has nobody to tell. */
  #report(entry: ObjectEntry): void {
    if (entry.owner === null || this.#isDead(entry.owner)) return;
    const isHere = entry.local !== null && !entry.local.isError;
    const url = entry.spilled === null ? "" : spilledUrl(entry.spilled);
    this.#reports.set(entry.owner, entry.objectId, { isHere, spilledUrl: url });
  }

  // Time.

  #tick(): void {
    for (const name of this.#deadlines.takeDue(this.#now)) {
      if (this.#waiters.timedOut(name)) continue;
      const entry = this.#objects.get(name.slice(name.indexOf(":") + 1));
      if (entry !== undefined) this.#seeker.clockRanOut(entry, name);
    }
    this.#spilling.spillIfNeeded();
  }

  #tell(entry: ObjectEntry, what: string): void {
    this.#story.add(this.#now, entry.objectId, what);
  }

  // Queries.

  /** When `tick` is due next, or null. */
  nextDeadlineMs(): number | null {
    const all = [this.#deadlines.next(), this.#reports.nextDeadlineMs(), this.#spilling.nextDeadlineMs()];
    const set = all.filter((at) => at !== null);
    return set.length === 0 ? null : Math.min(...set);
  }

  isLocal(objectId: ObjectId): boolean {
    return this.#objects.get(objectId)?.local != null;
  }

  /** Whether a copy lies in one of this node's spill files. */
  isOnDisk(objectId: ObjectId): boolean {
    return this.#objects.get(objectId)?.spilled != null;
  }

  /** Where this node has the object's value; null when it has not. */
  sourceOf(objectId: ObjectId): PushSource | null {
    const entry = this.#objects.get(objectId);
    if (entry?.local?.isError === false) return { type: "store", sizeBytes: entry.local.sizeBytes };
    return entry?.spilled == null ? null : { type: "file", copy: entry.spilled };
  }

  /** The owner recorded for an object that is local or wanted. */
  ownerOf(objectId: ObjectId): OwnerAddress | null {
    return this.#objects.get(objectId)?.owner ?? null;
  }

  counts(): { objects: number; requests: number } {
    return { objects: this.#objects.size, requests: this.#requests.size };
  }

  spillStats(): SpillStats {
    return { ...this.#spilling.stats(), ...this.#restoring.stats() };
  }

  story(objectId: ObjectId): StoryEntry[] {
    return this.#story.of(objectId);
  }

  /** What a request waits for, or null when it does not wait (any more). */
  why(ref: RequestRef, now: number): Explanation | null {
    const request = this.#requests.get(requestKey(ref));
    if (request === undefined) return null;
    return explain(request, this.#objects, (owner) => this.#isDead(owner), now);
  }

  validate(): void {
    validateObjects({
      objects: this.#objects,
      requests: this.#requests,
      reports: this.#reports,
      deadlines: this.#deadlines,
      spilling: this.#spilling,
      restoring: this.#restoring,
      holding: this.#holding,
      isDead: (owner) => this.#isDead(owner),
    });
  }
}
