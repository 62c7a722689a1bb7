/**
 * When primary copies are written to disk, and what becomes of the files.
 *
 * Which objects: the store chooses, pinned ones that nobody uses, the longest unused first. How much and when:
 * - pinned bytes above `threshold` of the store: so much that they are below it again (as stock does, Ray 2.60.0,
 *   local_object_manager.cc);
 * - creates wait for room: what they wait for and, for some time, a few files ahead, so that writing to the store and to
 *   the disk run side by side.
 * A file takes about `minFileBytes`, so small objects share files. While a file is being written, creates wait beyond the
 * store's grace period. When nothing can be spilled - everything is in use, or no disk has room - they do not, and the
 * store then uses fallback files or tells the client that the disk is full.
 *
 * | an object's state | kept in | leaves by |
 * |---|---|---|
 * | pinned | `local.isPrimary` | chosen for a file; freed; owner dead |
 * | being written | also `job.objects`; the store holds it | file written: spilled; failed: pinned; freed meanwhile: gone |
 * | spilled | `entry.spilled`, counted in its file | freed, owner dead, file corrupt |
 *
 * A spilled object may also be in the store, unpinned: not evicted yet, or restored (restoring.ts).
 */
import type { ObjectEntry, ObjectTable } from "./object-table.js";
import { SpillFiles } from "./spill-files.js";
import type { ObjectEffect, ObjectEvent, ObjectId, SpillConfig, SpillStats } from "./types.js";

type EventOf<T extends ObjectEvent["type"]> = Extract<ObjectEvent, { type: T }>;

/** What spilling needs of the object manager it is a part of. */
export interface SpillingContext {
  readonly config: SpillConfig;
  readonly objects: ObjectTable;
  now(): number;
  emit(effect: ObjectEffect): void;
  tell(entry: ObjectEntry, what: string): void;
  /** Pinned (or no longer pinned) as the primary copy. */
  setPrimary(entry: ObjectEntry, isPrimary: boolean): void;
  /** `entry.spilled` changed. */
  spilledChanged(entry: ObjectEntry): void;
  /** Creates wait for room, and there is nothing to spill. */
  nothingToSpill(): void;
}

/** The store repeats every 50 ms that creates wait. */
const STILL_WAITS_MS = 150;

interface SpillJob {
  readonly directory: number;
  readonly fileName: string;
  readonly sinceMs: number;
  /** null: the store has not said yet what it chose. */
  objects: readonly { readonly objectId: ObjectId; readonly sizeBytes: number }[] | null;
  bytes: number;
}

export class Spilling {
  readonly #context: SpillingContext;
  readonly #files: SpillFiles;
  readonly #jobs = new Map<number, SpillJob>();
  #nextJob = 1;
  /** Bytes of pinned copies. */
  #pinnedBytes = 0;
  /** Of these, bytes being written. */
  #writingBytes = 0;
  #waiting: { bytes: number; atMs: number } | null = null;
  /** The store had nothing to spill since. */
  #isExhausted = false;
  #saidSpilling = false;
  /** Directories whose trouble was reported and is not over. */
  readonly #inTrouble = new Set<number>();
  /** What the store was told last of the room that is left; before the first word it knows the quota itself. */
  #saidRoom: number;
  #lastFinishMs = 0;
  #stats = { spilledObjects: 0, spilledBytes: 0, spillMs: 0 };

  constructor(context: SpillingContext) {
    this.#context = context;
    this.#files = new SpillFiles(context.config.folders, context.config.quotaBytes);
    this.#saidRoom = this.#files.roomBytes;
  }

  /** A copy of so many bytes was pinned (positive) or is no longer pinned (negative). */
  pinnedBytesChanged(bytes: number): void {
    this.#pinnedBytes += bytes;
    if (bytes > 0) this.#isExhausted = false;
  }

  /** Creates of so many bytes wait for room. */
  spaceNeeded(bytes: number): void {
    this.#waiting = { bytes, atMs: this.#context.now() };
    this.#isExhausted = false;
    this.spillIfNeeded();
  }

  /** Begins to write a file if one is due. */
  spillIfNeeded(): void {
    const wanted = this.#wantedBytes();
    const isChoosing = [...this.#jobs.values()].some((job) => job.objects === null);
    const { config } = this.#context;
    if (wanted > 0 && !isChoosing && !this.#isExhausted && this.#jobs.size < config.maxJobs) {
      const directory = this.#files.chooseDirectory(this.#context.now());
      if (directory !== null) this.#start(directory, wanted);
    }
    this.#saySpilling();
    this.#sayRoom();
  }

  /** How many bytes are to be spilled beyond those being written. */
  #wantedBytes(): number {
    const { capacityBytes, threshold, aheadMs, minFileBytes } = this.#context.config;
    const pinned = this.#pinnedBytes - this.#writingBytes;
    const overThreshold = pinned - threshold * capacityBytes;
    const waiting = this.#waiting;
    if (waiting === null || this.#context.now() - waiting.atMs > aheadMs) return overThreshold;
    // Other things than pinned copies take room too, so waiting creates alone are reason enough.
    const forCreates = this.#jobs.size === 0 ? waiting.bytes : 0;
    const ahead = Math.min(4 * minFileBytes, capacityBytes / 2);
    return Math.max(overThreshold, forCreates, pinned + waiting.bytes + ahead - capacityBytes);
  }

  #start(directory: number, wanted: number): void {
    const { minFileBytes, maxFusedObjects, capacityBytes } = this.#context.config;
    const job = this.#nextJob++;
    const fileName = `${job}-multi`;
    this.#jobs.set(job, { directory, fileName, sinceMs: this.#context.now(), objects: null, bytes: 0 });
    // A disk that was full may have room for one object where it had none for a large file.
    const bytes = this.#inTrouble.has(directory) ? 1 : Math.min(minFileBytes, Math.max(wanted, capacityBytes / 8));
    // A quota is overrun by no more than one object.
    const minBytes = Math.ceil(Math.min(bytes, this.#files.roomBytes));
    this.#context.emit({ type: "spill", job, directory, fileName, minBytes, maxObjects: maxFusedObjects });
  }

  /** The store chose; an empty list: there is nothing to spill. */
  started({ job: id, objects }: EventOf<"spillStarted">): void {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    if (objects.length === 0) {
      this.#jobs.delete(id);
      this.#isExhausted = true;
      this.#saySpilling();
      const waiting = this.#waiting;
      if (waiting !== null && this.#context.now() - waiting.atMs < STILL_WAITS_MS) this.#context.nothingToSpill();
      return;
    }
    job.objects = objects;
    job.bytes = objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    this.#writingBytes += job.bytes;
    this.#files.promise(job.bytes);
    for (const { objectId } of objects) {
      const entry = this.#context.objects.get(objectId);
      if (entry !== undefined) this.#context.tell(entry, `being written to spill file ${job.fileName}`);
    }
    this.spillIfNeeded();
  }

  /** A file is written: its objects need no pin any more. */
  written({ job: id, records, path: chosen }: EventOf<"spilled">): void {
    const job = this.#end(id);
    if (job?.objects == null) return;
    const { objects, now, emit } = this.#context;
    const path = chosen ?? this.#files.path(job.directory, job.fileName);
    this.#inTrouble.delete(job.directory);
    const kept: ObjectEntry[] = [];
    const unpinned: ObjectId[] = [];
    for (const [index, { objectId }] of job.objects.entries()) {
      const entry = objects.get(objectId);
      const record = records[index];
      // Freed, or its owner died, while it was written.
      if (entry?.local?.isPrimary !== true || record === undefined) continue;
      this.#context.setPrimary(entry, false);
      unpinned.push(objectId);
      if (entry.spilled !== null) continue;
      entry.spilled = { path, ...record };
      kept.push(entry);
    }
    const bytes = records.reduce((sum, { size }) => sum + size, 0);
    if (kept.length > 0) this.#files.written(job.bytes, job.directory, path, bytes, kept.length);
    else {
      this.#files.notWritten(job.bytes);
      this.#delete([path]);
    }
    this.#stats.spilledObjects += job.objects.length;
    this.#stats.spilledBytes += job.bytes;
    this.#stats.spillMs += now() - Math.max(job.sinceMs, this.#lastFinishMs);
    this.#lastFinishMs = now();
    this.#isExhausted = false;
    if (unpinned.length > 0) emit({ type: "unpin", objectIds: unpinned });
    emit({ type: "unhold", objectIds: job.objects.map(({ objectId }) => objectId) });
    for (const entry of kept) {
      this.#context.tell(entry, `spilled to ${path}`);
      this.#context.spilledChanged(entry);
    }
    this.spillIfNeeded();
  }

  /** The file could not be written: its objects stay pinned. */
  failed({ job: id, why, text }: EventOf<"spillFailed">): void {
    const job = this.#end(id);
    if (job?.objects == null) return;
    const { config, emit, now } = this.#context;
    this.#files.notWritten(job.bytes);
    this.#files.avoid(job.directory, now() + (why === "diskFull" ? config.diskFullRetryMs : config.failureRetryMs));
    emit({ type: "unhold", objectIds: job.objects.map(({ objectId }) => objectId) });
    if (!this.#inTrouble.has(job.directory)) {
      this.#inTrouble.add(job.directory);
      emit({ type: "warn", text: `Objects cannot be spilled to ${config.folders[job.directory]}: ${text}` });
    }
    this.spillIfNeeded();
  }

  #end(id: number): SpillJob | undefined {
    const job = this.#jobs.get(id);
    if (job === undefined) return undefined;
    this.#jobs.delete(id);
    this.#writingBytes -= job.bytes;
    return job;
  }

  /** The spilled copy is of no use any more. */
  forget(entry: ObjectEntry): void {
    const copy = entry.spilled;
    if (copy === null) return;
    entry.spilled = null;
    if (this.#files.release(copy.path)) this.#delete([copy.path]);
    this.#sayRoom();
    this.#context.spilledChanged(entry);
  }

  #delete(paths: readonly string[]): void {
    this.#context.emit({ type: "deleteFiles", paths });
  }

  /**
   * Is something being written that will make room? Asking what there is to spill is not yet spilling, and trying a full
   * disk again promises nothing: the store must come to the end of its grace period.
   */
  #isWriting(): boolean {
    for (const { objects, directory } of this.#jobs.values()) {
      if (objects !== null && !this.#inTrouble.has(directory)) return true;
    }
    return false;
  }

  #saySpilling(): void {
    const isSpilling = this.#isWriting();
    if (isSpilling === this.#saidSpilling) return;
    this.#saidSpilling = isSpilling;
    this.#context.emit({ type: "setSpilling", isSpilling });
  }

  #sayRoom(): void {
    const room = Math.max(0, this.#files.roomBytes);
    if (room === this.#saidRoom) return;
    this.#saidRoom = room;
    this.#context.emit({ type: "setFallbackLimit", bytes: room });
  }

  /** When a disk that was full may be tried again, if that is wanted; null otherwise. */
  nextDeadlineMs(): number | null {
    if (this.#jobs.size > 0 || this.#isExhausted || this.#wantedBytes() <= 0) return null;
    return this.#files.nextRetryMs(this.#context.now());
  }

  stats(): Pick<SpillStats, "spilledObjects" | "spilledBytes" | "spillMs" | "filesOnDisk" | "bytesOnDisk"> {
    return { ...this.#stats, filesOnDisk: this.#files.count, bytesOnDisk: this.#files.bytesOnDisk };
  }

  validate(): void {
    let pinned = 0;
    const perFile = new Map<string, number>();
    for (const { local, spilled } of this.#context.objects.entries()) {
      if (local?.isPrimary === true) pinned += local.sizeBytes;
      if (spilled !== null) perFile.set(spilled.path, (perFile.get(spilled.path) ?? 0) + 1);
    }
    if (pinned !== this.#pinnedBytes) throw new Error(`${pinned} bytes are pinned, counted ${this.#pinnedBytes}`);
    let writing = 0;
    for (const job of this.#jobs.values()) writing += job.bytes;
    if (writing !== this.#writingBytes)
      throw new Error(`${writing} bytes being spilled, counted ${this.#writingBytes}`);
    if (this.#saidSpilling !== this.#isWriting()) throw new Error("the store was told wrongly whether we spill");
    this.#files.validate(perFile);
    if (this.#saidRoom !== Math.max(0, this.#files.roomBytes)) throw new Error("the store was told another limit");
  }
}
