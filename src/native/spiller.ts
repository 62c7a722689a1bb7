/**
 * Writes objects of the plasma store into spill files and brings them back, on Rust threads (crates/spill): no byte of
 * an object passes through V8. What is spilled, restored and deleted is for the caller to say; each job ends with one
 * event.
 */
import type { ObjectId } from "../ids/index.js";
import { loadAddon } from "./addon.js";
import { BatchReader } from "./batch-reader.js";
import {
  type NativeOwner,
  nativeOwner,
  type PlasmaStore,
  readSizedObjects,
  type SizedObject,
  type StoreOwner,
} from "./plasma-store.js";

export interface SpillerOptions {
  readonly store: PlasmaStore;
  readonly threads: number;
  /** This node's folder (`ray_spilled_objects_<node id>`) is made in each of them when its first file is written. */
  readonly directories: readonly string[];
  /** Hex. */
  readonly nodeId: string;
  /** `local_fs_capacity_threshold`: no file when a disk would be fuller than this share (0..1). */
  readonly capacityThreshold: number;
  readonly onEvents: (events: readonly SpillerEvent[]) => void;
}

/** Where an object lies in its file; sizes and offsets in bytes. */
export interface SpilledRecord {
  readonly offset: number;
  /** Of the whole record. */
  readonly size: number;
  readonly dataSize: number;
  readonly metadataSize: number;
  /** CRC32C of the whole record. */
  readonly crc: number;
}

export type SpillerEvent =
  /** One record an object, in the order in which `spill` named them. They are still held. */
  | { readonly type: "spilled"; readonly job: number; readonly records: readonly SpilledRecord[] }
  | { readonly type: "spillFailed"; readonly job: number; readonly why: "diskFull" | "other"; readonly text: string }
  | { readonly type: "restored"; readonly job: number }
  | { readonly type: "restoreFailed"; readonly job: number; readonly why: RestoreFailure; readonly text: string }
  | { readonly type: "deleted"; readonly job: number; readonly failures: string };

/**
 * `corrupt`: the file does not hold what was written; `unreadable`: it cannot be read now; `exists`: the object is in
 * the store already, or being made; `noRoom`: neither the store nor the disk for fallback files has room; `store`: the
 * store failed otherwise.
 */
export type RestoreFailure = "corrupt" | "unreadable" | "exists" | "noRoom" | "store";

interface NativeSpiller {
  spill(job: number, directory: number, fileName: string, minBytes: number, maxObjects: number): Buffer;
  restore(
    job: number,
    id: Uint8Array,
    owner: NativeOwner | null,
    record: SpilledRecord & { path: string },
    isHeld: boolean,
  ): void;
  cancelRestore(job: number): boolean;
  delete(job: number, paths: readonly string[]): void;
  close(): void;
}
interface Addon {
  startSpiller(
    store: object,
    options: { threads: number; directories: readonly string[]; nodeId: string; capacityThreshold: number },
    onBatch: (batch: Buffer) => void,
  ): NativeSpiller;
}

/** Records of crates/napi/src/spiller.rs. */
const Record = { SPILLED: 1, SPILL_FAILED: 2, RESTORED: 3, RESTORE_FAILED: 4, REFUSED: 5, DELETED: 6 } as const;
const readFailures = ["store", "corrupt", "unreadable", "store"] as const;
/** PlasmaError (plasma.fbs, Ray 2.60.0). */
const plasmaObjectExists = 1;

export class Spiller {
  readonly #native: NativeSpiller;
  readonly #options: SpillerOptions;

  /** @throws Error when the threads cannot be started */
  static start(options: SpillerOptions): Spiller {
    return new Spiller(options);
  }

  private constructor(options: SpillerOptions) {
    this.#options = options;
    const { threads, directories, nodeId, capacityThreshold } = options;
    this.#native = loadAddon<Addon>(["startSpiller"]).startSpiller(
      options.store.native,
      { threads, directories, nodeId, capacityThreshold },
      (batch) => this.#read(batch),
    );
  }

  /**
   * Begins to write pinned primary copies that nobody uses into a new file, the longest unused first, until they have
   * `minBytes` together or are `maxObjects`. Gives what it chose, which is now held; an empty list means that there is
   * nothing to spill and no job. Ends with `spilled` or `spillFailed`.
   */
  spill(job: number, directory: number, fileName: string, minBytes: number, maxObjects: number): SizedObject[] {
    return readSizedObjects(this.#native.spill(job, directory, fileName, minBytes, maxObjects));
  }

  /** Brings an object back once the store has room; with `isHeld` one hold is left on it. Ends with `restored` or `restoreFailed`. */
  restore(
    job: number,
    objectId: ObjectId,
    owner: StoreOwner | null,
    record: SpilledRecord & { readonly path: string },
    isHeld: boolean,
  ): void {
    const native = owner === null ? null : nativeOwner(owner);
    this.#native.restore(job, Buffer.from(objectId, "hex"), native, record, isHeld);
  }

  /** True when the restore still waited for room: it is over without an event. */
  cancelRestore(job: number): boolean {
    return this.#native.cancelRestore(job);
  }

  /** Removes files, before anything that waits to be written. Ends with `deleted`. */
  delete(job: number, paths: readonly string[]): void {
    this.#native.delete(job, paths);
  }

  /** Ends the threads and removes this node's spill folders. No event comes after it. */
  close(): void {
    this.#native.close();
  }

  #read(batch: Buffer): void {
    const events: SpillerEvent[] = [];
    const reader = new BatchReader(batch);
    while (!reader.done) events.push(readEvent(reader));
    this.#options.onEvents(events);
  }
}

function readEvent(reader: BatchReader): SpillerEvent {
  const record = reader.u8();
  const job = reader.u32();
  switch (record) {
    case Record.SPILLED: {
      const records = Array.from({ length: reader.u32() }, () => ({
        offset: reader.u64(),
        size: reader.u64(),
        dataSize: reader.u64(),
        metadataSize: reader.u64(),
        crc: reader.u32(),
      }));
      return { type: "spilled", job, records };
    }
    case Record.SPILL_FAILED: {
      const why = reader.u8() === 1 ? "diskFull" : "other";
      return { type: "spillFailed", job, why, text: reader.string() };
    }
    case Record.RESTORED:
      return { type: "restored", job };
    case Record.RESTORE_FAILED: {
      const why = readFailures[reader.u8()] ?? "store";
      return { type: "restoreFailed", job, why, text: reader.string() };
    }
    case Record.REFUSED: {
      const error = reader.u8();
      const why = error === plasmaObjectExists ? "exists" : "noRoom";
      return { type: "restoreFailed", job, why, text: `the object store refuses it (PlasmaError ${error})` };
    }
    case Record.DELETED:
      return { type: "deleted", job, failures: reader.string() };
    default:
      throw new RangeError(`the spiller sent a record of unknown type ${record}`);
  }
}
