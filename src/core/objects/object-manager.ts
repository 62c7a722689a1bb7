/**
 * The objects of one node: which are local, who waits for which, what each owner is told, and what happens when an
 * owner dies. How objects come from other nodes is for core/transfer, behind the `pull`/`cancelPull` effects.
 *
 * Assumptions: the plasma store (native) holds the bytes, answers clients' plasma Gets itself and keeps primary copies
 * pinned; it reports what it did in order. The owner of an object decides its life and keeps the directory of copies.
 *
 * Events about an object end in `settle` (seeker.ts), which asks its owner, has it pulled, or raises the error that tells
 * the waiters it will not come. The copies on this node are in copies.ts, what owners are told about them in
 * location-reports.ts, what the log says of requests that wait for long in lateness.ts, and whose CPU others need to make
 * what it waits for in starving.ts.
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
import { earliest } from "../due.js";
import type { PushSource } from "../transfer/types.js";
import { Copies } from "./copies.js";
import { Deadlines } from "./deadlines.js";
import { type Explanation, explain } from "./explain.js";
import { Holding } from "./holding.js";
import { Lateness } from "./lateness.js";
import { LocationReports } from "./location-reports.js";
import { BoundedSet, type ObjectEntry, ObjectTable } from "./object-table.js";
import { RequestTable, requestKey } from "./requests.js";
import { Restoring } from "./restoring.js";
import { Seeker } from "./seeker.js";
import { Spilling } from "./spilling.js";
import { Starving } from "./starving.js";
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
  readonly #copies: Copies;
  readonly #lateness: Lateness;
  readonly #starving: Starving;
  readonly #isShared: boolean;
  readonly #capacityBytes: number;
  readonly #pressedMs: number;
  /** Until then creates are taken to wait for room that only arguments could give. */
  #pressedUntilMs = Number.NEGATIVE_INFINITY;
  #effects: ObjectEffect[] = [];
  #now = 0;

  constructor(config: ObjectManagerConfig) {
    this.#reports = new LocationReports(config);
    this.#isShared = config.spilling.isShared;
    this.#deadOwners = new BoundedSet(config.maxDeadOwners);
    this.#deadNodes = new BoundedSet(config.maxDeadOwners);
    this.#story = new StoryRing(config.storyLength);
    const shared = {
      objects: this.#objects,
      requests: this.#requests,
      deadlines: this.#deadlines,
      now: () => this.#now,
      emit: (effect: ObjectEffect) => this.#effects.push(effect),
      tell: (entry: ObjectEntry, what: string) => this.#story.add(this.#now, entry.objectId, what),
      isOwnerDead: (owner: OwnerAddress) => this.#isDead(owner),
      isPressed: () => this.#isPressed(),
    };
    this.#restoring = new Restoring({
      ...shared,
      config: config.spilling,
      heldBytes: () => this.#holding.bytes,
      lost: (entry, reason) => this.#copies.lost(entry, reason),
      settle: (entry) => this.#seeker.settle(entry),
    });
    this.#spilling = new Spilling({
      ...shared,
      config: config.spilling,
      setPrimary: (entry, isPrimary) => this.#copies.setPrimary(entry, isPrimary),
      spilledChanged: (entry) => this.#copies.spilledChanged(entry),
      nothingToSpill: () => this.#yieldRoom(),
    });
    this.#seeker = new Seeker({
      ...shared,
      config,
      restoring: this.#restoring,
      isNodeDead: (nodeId) => this.#deadNodes.has(nodeId),
    });
    const { argsShare, capacityBytes, pressedMs } = config.spilling;
    this.#capacityBytes = capacityBytes;
    this.#pressedMs = pressedMs;
    this.#holding = new Holding({
      ...shared,
      budgetBytes: argsShare * capacityBytes,
      restoredBytes: () => this.#restoring.admittedBytes,
    });
    const parts = { seeker: this.#seeker, restoring: this.#restoring, holding: this.#holding };
    this.#waiters = new Waiters({ ...shared, ...parts });
    const others = { spilling: this.#spilling, waiters: this.#waiters, reports: this.#reports };
    this.#copies = new Copies({ ...shared, ...parts, ...others });
    this.#lateness = new Lateness({ ...shared, lateAfterMs: config.lateAfterMs });
    this.#starving = new Starving({ ...shared, starvedAfterMs: config.starvedAfterMs });
  }

  /** `now` in milliseconds of any clock that does not go back. */
  handle(event: ObjectEvent, now: number): ObjectEffect[] {
    this.#now = now;
    this.#effects = [];
    this.#dispatch(event);
    this.#lateness.arm();
    this.#starving.arm();
    for (const batch of this.#reports.takeBatches(now)) this.#effects.push(batch);
    return this.#effects;
  }

  #dispatch(event: ObjectEvent): void {
    switch (event.type) {
      case "storeSealed":
        this.#copies.sealed(event);
        break;
      case "storeDeleted":
        this.#copies.deleted(event.objectId);
        break;
      case "pinned":
        this.#copies.pinned(event.objectId, event.owner);
        break;
      case "freed":
        this.#copies.freed(event.objectIds);
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
        this.#copies.freeObjects(event);
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
        this.#copies.corrupt(event);
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
    this.#copies.releasePrimaries(
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

  #isDead(owner: OwnerAddress): boolean {
    return this.#deadOwners.has(owner.workerId) || this.#deadNodes.has(owner.nodeId);
  }

  // Time.

  #tick(): void {
    for (const name of this.#deadlines.takeDue(this.#now)) {
      if (this.#waiters.timedOut(name)) continue;
      const entry = this.#objects.get(name.slice(name.indexOf(":") + 1));
      if (entry !== undefined) this.#seeker.clockRanOut(entry, name);
    }
    this.#lateness.tick();
    this.#starving.tick();
    this.#spilling.spillIfNeeded();
  }

  // Queries.

  /** When `tick` is due next, or null. */
  nextDeadlineMs(): number | null {
    const ofParts = earliest(this.#reports.nextDeadlineMs(), this.#spilling.nextDeadlineMs());
    const ofLooks = earliest(this.#lateness.nextDeadlineMs(), this.#starving.nextDeadlineMs());
    return earliest(this.#deadlines.next(), ofParts, ofLooks);
  }

  #isPressed(): boolean {
    return this.#now < this.#pressedUntilMs;
  }

  /** What tasks make comes before the arguments of those that wait: it lets them end, and give back their own arguments. */
  #yieldRoom(): void {
    this.#pressedUntilMs = this.#now + this.#pressedMs;
    this.#holding.yieldRoom(this.#restoring.yieldRoom());
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
    // Who can read the storage needs no help.
    return entry?.spilled == null || this.#isShared ? null : { type: "file", copy: entry.spilled };
  }

  /** The owner recorded for an object that is local or wanted. */
  ownerOf(objectId: ObjectId): OwnerAddress | null {
    return this.#objects.get(objectId)?.owner ?? null;
  }

  /**
   * What arguments that wait for their task take of the store, those included that are being restored; all of it while creates
   * wait for room that only arguments could give.
   */
  argsBytes(): number {
    return this.#isPressed() ? this.#capacityBytes : this.#holding.bytes + this.#restoring.admittedBytes;
  }

  /** Arguments on this node's disk are wanted and have no room in the store. */
  isShortOfRoom(): boolean {
    return this.#restoring.isShortOfRoom();
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
