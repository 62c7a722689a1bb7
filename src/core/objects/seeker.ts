/**
 * Finding an object that is wanted here and not local (*sought*): ask its owner where it is, have it pulled, or raise
 * the error that tells the waiters it will not come.
 *
 * | sought, and | then |
 * |---|---|
 * | it is on this node's disk | it is restored for those who need its bytes (restoring.ts); the owner is not asked |
 * | the owner is dead | an OWNER_DIED error object is stored in its place, so that every waiter raises it |
 * | the owner lives | its locations are subscribed at the owner |
 * | the owner said: ref removed | OBJECT_DELETED is stored |
 * | the owner said: copies elsewhere, or spilled elsewhere | `pull` |
 * | the owner said: spilled to storage that every node can read, and no node has a copy | it is restored from there |
 * | its spilled copy was lost, or the owner says that it is spilled here and it is not | the owner is told that the copy is
 *   lost and rebuilds it (pending creation) or stores an error; if it does neither in time, OBJECT_LOST is stored |
 * | the owner said: pending creation | wait, for as long as it takes |
 * | the owner said: no copy, or there is no owner to ask | wait; after fetchFailTimeoutMs OBJECT_FETCH_TIMED_OUT |
 *
 * `settle` is called whenever something about an object changed; it compares and acts, so it can be called too often.
 */
import type { Deadlines } from "./deadlines.js";
import { isEmpty, type ObjectEntry, type ObjectTable, storedCopy } from "./object-table.js";
import { type RequestTable, urgencyOf } from "./requests.js";
import { type Restoring, restoreClock } from "./restoring.js";
import { copyAt } from "./spill-files.js";
import type {
  NodeId,
  ObjectEffect,
  ObjectId,
  ObjectManagerConfig,
  OwnerAddress,
  OwnerWord,
  RaisedError,
  Urgency,
} from "./types.js";

/** What the seeker needs of the object manager it is a part of. */
export interface SeekerContext {
  readonly config: Pick<
    ObjectManagerConfig,
    "nodeId" | "fetchFailTimeoutMs" | "errorRetryMs" | "lossGraceMs" | "spilling"
  >;
  readonly objects: ObjectTable;
  readonly requests: RequestTable;
  readonly deadlines: Deadlines;
  readonly restoring: Restoring;
  isOwnerDead(owner: OwnerAddress): boolean;
  isNodeDead(nodeId: NodeId): boolean;
  now(): number;
  emit(effect: ObjectEffect): void;
  tell(entry: ObjectEntry, what: string): void;
}

export const fetchClock = (objectId: ObjectId): string => `fetch:${objectId}`;
export const raiseClock = (objectId: ObjectId): string => `raise:${objectId}`;
export const lossClock = (objectId: ObjectId): string => `lost:${objectId}`;

export class Seeker {
  readonly #context: SeekerContext;

  constructor(context: SeekerContext) {
    this.#context = context;
  }

  /** Makes what is under way for an object fit what is known of it: the table of the header comment. */
  settle(entry: ObjectEntry): void {
    const { restoring } = this.#context;
    const isNeeded = entry.local === null && this.#needsBytes(entry);
    if (!isNeeded || storedCopy(entry) === null) restoring.stop(entry);
    if (entry.local !== null || entry.wantedBy.size === 0 || entry.spilled !== null) {
      this.stop(entry);
      if (isNeeded) restoring.want(entry);
      if (isEmpty(entry)) this.#context.objects.remove(entry);
      return;
    }
    if (entry.raising !== null) return;
    if (entry.owner === null) {
      this.#runFetchClock(entry, true);
      return;
    }
    if (this.#context.isOwnerDead(entry.owner)) {
      this.#raise(entry, "OWNER_DIED", `owner ${entry.owner.workerId} is dead`);
      return;
    }
    if (!entry.isSubscribed) this.#subscribe(entry, entry.owner);
    this.#followWord(entry, entry.owner);
  }

  /** A wait is content with a copy on this node's disk. */
  #needsBytes(entry: ObjectEntry): boolean {
    if (entry.spilled === null) return entry.wantedBy.size > 0;
    for (const key of entry.wantedBy) if (this.#context.requests.need(key).type !== "wait") return true;
    return false;
  }

  /** The last copy this node had is worth nothing. */
  copyLost(entry: ObjectEntry, reason: string): void {
    const { objectId, owner } = entry;
    if (entry.local !== null || entry.wantedBy.size === 0 || entry.lost !== null || entry.raising !== null) return;
    if (owner === null) {
      this.#raise(entry, "OBJECT_LOST", reason);
      return;
    }
    entry.lost = reason;
    this.#context.tell(entry, `owner ${owner.workerId} is told that the copy is lost: ${reason}`);
    this.#context.emit({ type: "reportLost", objectId, owner });
    this.#context.deadlines.set(lossClock(objectId), this.#context.now() + this.#context.config.lossGraceMs);
  }

  #endLoss(entry: ObjectEntry): void {
    if (entry.lost === null) return;
    entry.lost = null;
    this.#context.deadlines.clear(lossClock(entry.objectId));
  }

  #subscribe(entry: ObjectEntry, owner: OwnerAddress): void {
    entry.isSubscribed = true;
    this.#runFetchClock(entry, false);
    this.#context.tell(entry, `asking owner ${owner.workerId} for locations`);
    this.#context.emit({ type: "subscribeLocations", owner, objectId: entry.objectId });
  }

  /** The owner spoke. Ignored unless we still listen to it about this object. */
  heard(entry: ObjectEntry, word: OwnerWord): void {
    entry.word = word;
    entry.wordAtMs = this.#context.now();
    this.#context.tell(entry, `owner says: ${describeWord(word)}`);
    this.settle(entry);
  }

  #followWord(entry: ObjectEntry, owner: OwnerAddress): void {
    const word = entry.word;
    if (word === null) return;
    if (word.refRemoved) {
      this.#raise(entry, "OBJECT_DELETED", `owner ${owner.workerId} no longer knows it`);
      return;
    }
    const { nodeId } = this.#context.config;
    const nodeIds = word.nodeIds.filter((id) => id !== nodeId && !this.#context.isNodeDead(id));
    const { objectSize, spilledUrl } = word;
    if (word.spilledNodeId === nodeId && nodeIds.length === 0 && !word.pendingCreation) {
      this.copyLost(entry, `its spill file ${spilledUrl} is gone`);
      return;
    }
    if (this.#restoreShared(entry, word, nodeIds)) return;
    // Storage that every node can read is no place to pull from; what could be read there is being restored.
    const isPlace = word.spilledNodeId !== null || !this.#context.config.spilling.isShared;
    const hasPlace = nodeIds.length > 0 || (spilledUrl !== "" && isPlace);
    this.#runFetchClock(entry, !hasPlace && !word.pendingCreation);
    if (!hasPlace) {
      this.#stopPull(entry);
      return;
    }
    const onDisk = word.spilledNodeId;
    const isDiskThere = onDisk !== null && onDisk !== nodeId && !this.#context.isNodeDead(onDisk);
    const spilledNodeId = isDiskThere ? onDisk : null;
    const urgency = this.#urgency(entry);
    const said = `${urgency} ${nodeIds.join(",")} ${objectSize} ${spilledUrl} ${spilledNodeId ?? ""}`;
    if (entry.pull === said) return;
    entry.pull = said;
    const { objectId } = entry;
    this.#context.emit({ type: "pull", objectId, owner, urgency, nodeIds, objectSize, spilledUrl, spilledNodeId });
  }

  /** True when the object comes, or could come, out of storage that every node can read. */
  #restoreShared(entry: ObjectEntry, word: OwnerWord, nodeIds: readonly NodeId[]): boolean {
    const { config, restoring } = this.#context;
    const isThere = config.spilling.isShared && word.spilledNodeId === null && entry.lost === null;
    const wasThere = entry.shared !== null;
    entry.shared = isThere && nodeIds.length === 0 ? copyAt(word.spilledUrl, word.objectSize) : null;
    if (entry.shared === null) {
      restoring.stop(entry);
      if (wasThere) restoring.objectLeft(entry);
      return false;
    }
    this.#stopPull(entry);
    this.#runFetchClock(entry, false);
    restoring.want(entry);
    return true;
  }

  #urgency(entry: ObjectEntry): Urgency {
    let best: Urgency = "args";
    for (const key of entry.wantedBy) {
      const urgency = urgencyOf(this.#context.requests.need(key));
      if (urgency === "get") return urgency;
      if (urgency === "wait") best = urgency;
    }
    return best;
  }

  #runFetchClock(entry: ObjectEntry, shouldRun: boolean): void {
    if (entry.isFetchClockRunning === shouldRun) return;
    entry.isFetchClockRunning = shouldRun;
    const { deadlines, config } = this.#context;
    if (shouldRun) deadlines.set(fetchClock(entry.objectId), this.#context.now() + config.fetchFailTimeoutMs);
    else deadlines.clear(fetchClock(entry.objectId));
  }

  #stopPull(entry: ObjectEntry): void {
    if (entry.pull === null) return;
    entry.pull = null;
    this.#context.emit({ type: "cancelPull", objectId: entry.objectId });
  }

  /** Ends whatever is under way: the object came, nobody wants it any more, or an error is raised instead. */
  stop(entry: ObjectEntry): void {
    this.#stopPull(entry);
    this.#runFetchClock(entry, false);
    entry.word = null;
    entry.shared = null;
    this.#endLoss(entry);
    if (entry.raising !== null) {
      entry.raising = null;
      this.#context.deadlines.clear(raiseClock(entry.objectId));
    }
    if (!entry.isSubscribed) return;
    entry.isSubscribed = false;
    // A dead owner is dropped as a whole.
    if (entry.owner === null || this.#context.isOwnerDead(entry.owner)) return;
    this.#context.emit({ type: "unsubscribeLocations", owner: entry.owner, objectId: entry.objectId });
  }

  #raise(entry: ObjectEntry, errorType: RaisedError, reason: string): void {
    this.stop(entry);
    entry.raising = { errorType, reason };
    this.#context.tell(entry, `raising ${errorType}: ${reason}`);
    this.#askForError(entry);
  }

  /** Asked again until the store reports the object: it may have been full. */
  #askForError(entry: ObjectEntry): void {
    if (entry.raising === null) return;
    const { objectId, owner } = entry;
    this.#context.emit({ type: "createError", objectId, owner, ...entry.raising });
    this.#context.deadlines.set(raiseClock(objectId), this.#context.now() + this.#context.config.errorRetryMs);
  }

  /** A clock of this object has run out. */
  clockRanOut(entry: ObjectEntry, name: string): void {
    if (name === raiseClock(entry.objectId)) {
      this.#askForError(entry);
      return;
    }
    if (name === lossClock(entry.objectId)) {
      const reason = entry.lost;
      entry.lost = null;
      if (reason !== null && entry.word?.pendingCreation !== true) this.#raise(entry, "OBJECT_LOST", reason);
      return;
    }
    if (name === restoreClock(entry.objectId)) {
      this.settle(entry);
      return;
    }
    if (!entry.isFetchClockRunning) return;
    entry.isFetchClockRunning = false;
    const seconds = this.#context.config.fetchFailTimeoutMs / 1_000;
    this.#raise(entry, "OBJECT_FETCH_TIMED_OUT", `no copy has been known for ${seconds} s`);
  }
}

/** One line for stories and `why`. */
export function describeWord(word: OwnerWord): string {
  if (word.refRemoved) return "the reference is gone";
  const said: string[] = [];
  if (word.nodeIds.length > 0) said.push(`copies on ${word.nodeIds.join(", ")}`);
  if (word.spilledUrl !== "") said.push(`spilled to ${word.spilledUrl}`);
  if (word.pendingCreation) said.push("its creation is pending");
  return said.length > 0 ? said.join("; ") : "no copy is known";
}
