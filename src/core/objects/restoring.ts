/**
 * Bringing spilled objects back into the store for those who wait for them.
 *
 * Gets come first, one object at a time in the order of asking: what was brought back is in use as soon as it is sealed,
 * because the client waits in the store. Arguments of leases and actor calls come after, as *bundles*: all of a
 * request's spilled objects or none, and they are held in the store until the request ends, or two requests would push
 * each other's arguments out for ever. Bundles are admitted in order of arrival while they fit into `argsShare` of the
 * store, beside what is held of other nodes (holding.ts); the first one always, and none but it while creates wait for room
 * that only arguments could give. One whose request also waits for something that is nowhere on this node has to wait, and
 * gives its room back if that happens to it later: what it would hold may be what the maker of that thing needs, or the room
 * of one that could go on. A wait (ray.wait) needs no bytes: an object on this node's disk is there for it.
 *
 * | a restore | in | leaves by |
 * |---|---|---|
 * | asked for | `#gets`, or an entry of a bundle | admitted and started; not wanted any more |
 * | under way | `#jobs`, `entry.restore` | restored, failed, cancelled |
 * | held | `#held` | no admitted bundle names it any more |
 */
import type { Deadlines } from "./deadlines.js";
import { type ObjectEntry, type ObjectTable, storedCopy } from "./object-table.js";
import type { RequestTable } from "./requests.js";
import type { ObjectEffect, ObjectEvent, ObjectId, SpillConfig, SpillStats } from "./types.js";

type EventOf<T extends ObjectEvent["type"]> = Extract<ObjectEvent, { type: T }>;

/** What restoring needs of the object manager it is a part of. */
export interface RestoringContext {
  readonly config: SpillConfig;
  readonly objects: ObjectTable;
  readonly requests: RequestTable;
  readonly deadlines: Deadlines;
  /** What arguments from other nodes take of the share of arguments. */
  heldBytes(): number;
  /** Creates wait for room that only arguments could give. */
  isPressed(): boolean;
  now(): number;
  emit(effect: ObjectEffect): void;
  tell(entry: ObjectEntry, what: string): void;
  /** The file is of no use: the copy is lost. */
  lost(entry: ObjectEntry, reason: string): void;
  /** Something about the object changed. */
  settle(entry: ObjectEntry): void;
}

interface Job {
  readonly objectId: ObjectId;
  readonly bytes: number;
  /** From a file of this node, which alone knows whether it is still wanted. */
  readonly isOurs: boolean;
  readonly isHeld: boolean;
  readonly sinceMs: number;
  isCancelling: boolean;
}

interface Bundle {
  readonly objectIds: Set<ObjectId>;
  /** Of these, the ones no restore was started for since they were last wanted. */
  readonly toStart: Set<ObjectId>;
  bytes: number;
  isAdmitted: boolean;
}

export const restoreClock = (objectId: ObjectId): string => `restore:${objectId}`;

export class Restoring {
  readonly #context: RestoringContext;
  readonly #jobs = new Map<number, Job>();
  readonly #gets = new Set<ObjectId>();
  readonly #bundles = new Map<string, Bundle>();
  readonly #held = new Set<ObjectId>();
  /** Of objects whose restores failed and that were told of: how often the copy could not be read. */
  readonly #failures = new Map<ObjectId, number>();
  #nextJob = 1;
  #bytesUnderWay = 0;
  #admittedBytes = 0;
  #lastFinishMs = 0;
  #isPumping = false;
  /** The last time that somebody asked, a bundle was complete and had no room. */
  #isFull = false;
  #stats = { restoredObjects: 0, restoredBytes: 0, restoreMs: 0 };

  constructor(context: RestoringContext) {
    this.#context = context;
  }

  /** A stored object that is not in the store is named by requests: brings it back if one of them needs its bytes. */
  want(entry: ObjectEntry): void {
    if (storedCopy(entry) === null || this.#context.deadlines.has(restoreClock(entry.objectId))) return;
    for (const key of entry.wantedBy) {
      const { type } = this.#context.requests.need(key);
      const isContent = type === "wait" && entry.spilled !== null;
      if (type === "get" || type === "plasmaReady" || (type === "wait" && !isContent)) this.#gets.add(entry.objectId);
      else if (type === "lease" || type === "actorArgs") this.#addToBundle(key, entry);
    }
    this.#pump();
  }

  #addToBundle(key: string, entry: ObjectEntry): void {
    let bundle = this.#bundles.get(key);
    if (bundle === undefined) {
      bundle = { objectIds: new Set(), toStart: new Set(), bytes: 0, isAdmitted: false };
      this.#bundles.set(key, bundle);
    }
    bundle.toStart.add(entry.objectId);
    if (bundle.objectIds.has(entry.objectId)) return;
    const bytes = sizeOf(entry);
    bundle.objectIds.add(entry.objectId);
    bundle.bytes += bytes;
    if (bundle.isAdmitted) this.#admittedBytes += bytes;
  }

  /** A request ended: what was held for it alone may go. */
  requestEnded(key: string): void {
    const bundle = this.#bundles.get(key);
    if (bundle === undefined) return;
    this.#bundles.delete(key);
    if (bundle.isAdmitted) this.#admittedBytes -= bundle.bytes;
    this.#letGo(bundle);
    this.#pump();
  }

  #isHeldByBundle(objectId: ObjectId): boolean {
    for (const bundle of this.#bundles.values()) if (bundle.isAdmitted && bundle.objectIds.has(objectId)) return true;
    return false;
  }

  /** Nobody needs the object's bytes (any more), or there is no file: ends what is under way. */
  stop(entry: ObjectEntry): void {
    this.#gets.delete(entry.objectId);
    this.#context.deadlines.clear(restoreClock(entry.objectId));
    if (storedCopy(entry) === null) this.#failures.delete(entry.objectId);
    const job = entry.restore === null ? undefined : this.#jobs.get(entry.restore);
    if (job === undefined || job.isCancelling || entry.local !== null) return;
    job.isCancelling = true;
    this.#context.emit({ type: "cancelRestore", job: entry.restore as number });
  }

  /** All that the request misses is on this node's disk. */
  #isComplete(key: string, bundle: Bundle): boolean {
    const { objectIds, missing } = this.#context.requests.need(key);
    if (missing > bundle.objectIds.size) return false;
    return objectIds.every((objectId) => {
      const entry = this.#context.objects.get(objectId);
      return entry !== undefined && (entry.local !== null || storedCopy(entry) !== null);
    });
  }

  /** It is neither in the store nor on disk any more: bundles of requests that want it are not complete any more. */
  objectLeft(entry: ObjectEntry): void {
    for (const key of entry.wantedBy) {
      const bundle = this.#bundles.get(key);
      if (bundle?.isAdmitted === true) this.#dismiss(bundle);
    }
    this.proceed();
  }

  /** All but the first bundle give their room to the creates that wait. @returns the key of the first one's request */
  yieldRoom(): string | undefined {
    const [first, ...others] = [...this.#bundles].filter(([, bundle]) => bundle.isAdmitted);
    for (const [, bundle] of others) this.#dismiss(bundle);
    return first?.[0];
  }

  #dismiss(bundle: Bundle): void {
    bundle.isAdmitted = false;
    this.#admittedBytes -= bundle.bytes;
    for (const objectId of bundle.objectIds) bundle.toStart.add(objectId);
    this.#letGo(bundle);
  }

  #letGo(bundle: Bundle): void {
    const free = [...bundle.objectIds].filter((id) => this.#held.has(id) && !this.#isHeldByBundle(id));
    for (const objectId of free) this.#held.delete(objectId);
    if (free.length > 0) this.#context.emit({ type: "unhold", objectIds: free });
  }

  get admittedBytes(): number {
    return this.#admittedBytes;
  }

  /** Something came into the store, or is not held any more: a bundle may be complete now, or have room. */
  proceed(): void {
    if (this.#bundles.size > 0) this.#pump();
  }

  /** Starts what may be started now. */
  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    for (const objectId of this.#gets) {
      if (!this.#hasRoom()) break;
      this.#gets.delete(objectId);
      this.#start(objectId, this.#isHeldByBundle(objectId));
    }
    const budget = this.#context.config.argsShare * this.#context.config.capacityBytes;
    // Nobody is admitted before those that came earlier; who is admitted goes on, also behind them.
    let isFull = false;
    for (const [key, bundle] of this.#bundles) {
      if (!this.#hasRoom()) break;
      if (!bundle.isAdmitted) {
        if (isFull || !this.#isComplete(key, bundle)) continue;
        const taken = this.#admittedBytes + this.#context.heldBytes();
        isFull = this.#admittedBytes > 0 && (this.#context.isPressed() || taken + bundle.bytes > budget);
        if (isFull) continue;
        bundle.isAdmitted = true;
        this.#admittedBytes += bundle.bytes;
      }
      for (const objectId of bundle.toStart) {
        if (!this.#hasRoom()) break;
        bundle.toStart.delete(objectId);
        this.#start(objectId, true);
      }
    }
    this.#isFull = isFull;
    this.#isPumping = false;
  }

  /** Arguments on this node's disk are wanted and have no room. */
  isShortOfRoom(): boolean {
    return this.#isFull;
  }

  #hasRoom(): boolean {
    const { maxJobs, capacityBytes } = this.#context.config;
    return this.#jobs.size < 2 * maxJobs && (this.#jobs.size === 0 || this.#bytesUnderWay < capacityBytes / 4);
  }

  #start(objectId: ObjectId, isHeld: boolean): void {
    const entry = this.#context.objects.get(objectId);
    if (entry === undefined || entry.local !== null || entry.restore !== null) return;
    const copy = storedCopy(entry);
    if (copy === null) return;
    if (this.#context.deadlines.has(restoreClock(objectId))) return;
    const id = this.#nextJob++;
    const bytes = sizeOf(entry);
    const isOurs = entry.spilled !== null;
    this.#jobs.set(id, { objectId, bytes, isOurs, isHeld, sinceMs: this.#context.now(), isCancelling: false });
    this.#bytesUnderWay += bytes;
    entry.restore = id;
    this.#context.tell(entry, `being restored from ${copy.path}`);
    this.#context.emit({ type: "restore", job: id, objectId, owner: entry.owner, copy, isHeld });
  }

  /** It is sealed in the store, whose own event came before this. */
  restored({ job: id }: EventOf<"restored">): void {
    const job = this.#end(id);
    if (job === null) return;
    const { now, emit } = this.#context;
    const { objectId, bytes, isOurs, isHeld, sinceMs } = job;
    const entry = this.#context.objects.get(objectId);
    this.#stats.restoredObjects += 1;
    this.#stats.restoredBytes += bytes;
    this.#stats.restoreMs += now() - Math.max(sinceMs, this.#lastFinishMs);
    this.#lastFinishMs = now();
    this.#failures.delete(objectId);
    // Freed while it was read: a file that is deleted can still be read by who has it open.
    if (isOurs && entry?.spilled == null && entry?.local?.isPrimary !== true)
      emit({ type: "deleteLocal", objectIds: [objectId] });
    if (isHeld) {
      if (this.#isHeldByBundle(objectId) && !this.#held.has(objectId)) this.#held.add(objectId);
      else emit({ type: "unhold", objectIds: [objectId] });
    }
    if (entry !== undefined) this.#context.settle(entry);
    this.#pump();
  }

  failed({ job: id, why, text }: EventOf<"restoreFailed">): void {
    const job = this.#end(id);
    if (job === null) return;
    const entry = this.#context.objects.get(job.objectId);
    if (entry !== undefined && storedCopy(entry) !== null && entry.local === null && why !== "cancelled")
      this.#judge(entry, why, text);
    if (entry !== undefined) this.#context.settle(entry);
    this.#pump();
  }

  #judge(entry: ObjectEntry, why: EventOf<"restoreFailed">["why"], text: string): void {
    const { config, deadlines, now, emit, tell, lost } = this.#context;
    const { objectId } = entry;
    const before = this.#failures.get(objectId);
    const failures = (before ?? 0) + (why === "unreadable" ? 1 : 0);
    tell(entry, `could not be restored: ${text}`);
    if (why === "corrupt" || (why === "unreadable" && failures >= config.maxReadFailures)) {
      this.#failures.delete(objectId);
      lost(entry, text);
      return;
    }
    // Somebody is making it, or there is no room, or no worker: later.
    if (why !== "exists") {
      this.#failures.set(objectId, failures);
      if (before === undefined)
        emit({ type: "warn", text: `Object ${objectId} cannot be restored now and is tried again: ${text}` });
    }
    deadlines.set(restoreClock(objectId), now() + (why === "exists" ? config.existsRetryMs : config.failureRetryMs));
  }

  #end(id: number): Job | null {
    const job = this.#jobs.get(id);
    if (job === undefined) return null;
    this.#jobs.delete(id);
    this.#bytesUnderWay -= job.bytes;
    const entry = this.#context.objects.get(job.objectId);
    if (entry?.restore === id) entry.restore = null;
    return job;
  }

  stats(): Pick<SpillStats, "restoredObjects" | "restoredBytes" | "restoreMs"> {
    return { ...this.#stats };
  }

  validate(): void {
    let [underWay, admitted] = [0, 0];
    for (const [id, job] of this.#jobs) {
      underWay += job.bytes;
      const entry = this.#context.objects.get(job.objectId);
      if (entry?.restore !== id) throw new Error(`restore ${id} of ${job.objectId} is unknown to it`);
    }
    for (const entry of this.#context.objects.entries()) {
      if (entry.restore !== null && !this.#jobs.has(entry.restore))
        throw new Error(`${entry.objectId}: no such restore`);
    }
    for (const [key, bundle] of this.#bundles) {
      if (this.#context.requests.get(key) === undefined) throw new Error(`bundle of ${key}, which has ended`);
      if (bundle.isAdmitted) admitted += bundle.bytes;
    }
    for (const objectId of this.#held) {
      if (!this.#isHeldByBundle(objectId)) throw new Error(`${objectId} is held for nobody`);
    }
    if (underWay !== this.#bytesUnderWay) throw new Error(`${underWay} bytes restored, counted ${this.#bytesUnderWay}`);
    if (admitted !== this.#admittedBytes) throw new Error(`${admitted} bytes admitted, counted ${this.#admittedBytes}`);
  }
}

function sizeOf(entry: ObjectEntry): number {
  const copy = storedCopy(entry);
  return copy === null ? 0 : copy.dataSize + copy.metadataSize;
}
