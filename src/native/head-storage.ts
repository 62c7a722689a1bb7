/**
 * The file in which the head keeps its rows, and its journal (crates/storage): opened and read here, written group by
 * group, on this thread or a Rust one. When what is written is for the caller to say.
 */
import { loadAddon } from "./addon.js";
import { BatchReader } from "./batch-reader.js";

/** One row set, or deleted where `row` is null. */
export interface RowChange {
  /** At most 255 bytes. */
  readonly table: string;
  /** Bytes as a latin1 string. */
  readonly key: string;
  readonly row: Uint8Array | null;
}

/**
 * `locked`: another process has the file; `corrupt`: it is none of ours, or damaged; `full`: the disk has no room;
 * `io`: the operating system refused in another way.
 */
export type StorageFaultKind = "locked" | "corrupt" | "full" | "io";

/** The file cannot be opened, read or written. After a failed commit it has to be opened again. */
export class StorageFault extends Error {
  override readonly name = "StorageFault";
  readonly kind: StorageFaultKind;

  constructor(kind: StorageFaultKind, words: string) {
    super(words);
    this.kind = kind;
  }
}

interface NativeHeadStorage {
  rows(table: string): Buffer;
  commit(group: number, packed: Uint8Array): void;
  commitNow(packed: Uint8Array): boolean;
  close(): void;
}
interface Addon {
  openHeadStorage(path: string, onBatch: (batch: Buffer) => void): NativeHeadStorage;
}

/** Records and operations of crates/napi/src/head_storage.rs and crates/storage/src/changes.rs. */
const COMMITTED = 1;
const PUT = 1;
const DELETE = 2;
const KINDS: readonly StorageFaultKind[] = ["locked", "corrupt", "full", "io"];

/** Says which groups this thread writes itself (core/gcs/disk-pace.ts). */
export interface StoragePace {
  isQuick(bytes: number, nowMs: number): boolean;
  took(ms: number, nowMs: number): void;
}

export class HeadStorageFile {
  readonly #native: NativeHeadStorage;
  readonly #open = new Map<number, { readonly resolve: () => void; readonly reject: (fault: StorageFault) => void }>();
  readonly #pace: StoragePace;
  #lastGroup = 0;
  #isLong = false;

  /** Makes the file (0600) and missing folders (0700). It is this process's alone until `close`. @throws StorageFault */
  static open(path: string, pace: StoragePace): HeadStorageFile {
    return new HeadStorageFile(path, pace);
  }

  private constructor(path: string, pace: StoragePace) {
    this.#pace = pace;
    const { openHeadStorage } = loadAddon<Addon>(["openHeadStorage"]);
    this.#native = orFault(() => openHeadStorage(path, (batch) => this.#read(batch)));
  }

  /** The rows of a table in the order of their keys, each in memory of its own. @throws StorageFault */
  *rows(table: string): Generator<readonly [key: string, row: Buffer]> {
    // A start reads thousands of them before V8 has made anything fast: as few objects for each as can be.
    const batch = orFault(() => this.#native.rows(table));
    for (let at = 0; at < batch.length; ) {
      const keyEnd = at + 4 + batch.readUInt32LE(at);
      const rowEnd = keyEnd + 4 + batch.readUInt32LE(keyEnd);
      yield [batch.toString("latin1", at + 4, keyEnd), Buffer.from(batch.subarray(keyEnd + 4, rowEnd))];
      at = rowEnd;
    }
  }

  /** Resolves when the disk has the whole group; rejects with a StorageFault. Groups are committed in order. */
  commit(changes: Iterable<RowChange>): Promise<void> {
    const packed = pack(changes);
    const startMs = performance.now();
    const isFree = this.#open.size === 0 && !this.#isLong;
    if (isFree && this.#pace.isQuick(packed.length, startMs)) return this.#commitNow(packed, startMs);
    const committed = this.#send(packed);
    // The thread has the tables take over a long journal after this group, and answers an empty one when that is done.
    if (this.#isLong) this.#send(new Uint8Array()).catch(() => {});
    this.#isLong = false;
    return committed;
  }

  #send(packed: Uint8Array): Promise<void> {
    this.#lastGroup = (this.#lastGroup + 1) % 2 ** 32;
    const group = this.#lastGroup;
    return new Promise((resolve, reject) => {
      this.#open.set(group, { resolve, reject });
      this.#native.commit(group, packed);
    });
  }

  async #commitNow(packed: Buffer, startMs: number): Promise<void> {
    this.#isLong = orFault(() => this.#native.commitNow(packed));
    const nowMs = performance.now();
    this.#pace.took(nowMs - startMs, nowMs);
  }

  /** Waits for the groups that are on their way; they are no longer answered. */
  close(): void {
    this.#native.close();
  }

  #read(batch: Buffer): void {
    const reader = new BatchReader(batch);
    while (!reader.done) {
      const isCommitted = reader.u8() === COMMITTED;
      const group = reader.u32();
      const waiting = this.#open.get(group);
      this.#open.delete(group);
      if (isCommitted) waiting?.resolve();
      else {
        const kind = reader.string();
        waiting?.reject(new StorageFault(kindOf(kind), reader.string()));
      }
    }
  }
}

function pack(changes: Iterable<RowChange>): Buffer {
  const parts: Uint8Array[] = [];
  for (const { table, key, row } of changes) {
    const head = Buffer.allocUnsafe(2 + table.length + 4 + key.length + (row === null ? 0 : 4));
    head[0] = row === null ? DELETE : PUT;
    head[1] = table.length;
    let at = 2 + head.write(table, 2, "latin1");
    at = head.writeUInt32LE(key.length, at);
    at += head.write(key, at, "latin1");
    parts.push(head);
    if (row === null) continue;
    head.writeUInt32LE(row.length, at);
    parts.push(row);
  }
  return Buffer.concat(parts);
}

/** What the addon throws says the kind first. */
function orFault<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    const [, kind = "", words = ""] = /^(\w+): (.*)$/s.exec(error instanceof Error ? error.message : "") ?? [];
    if (kind === "") throw error;
    throw new StorageFault(kindOf(kind), words);
  }
}

function kindOf(text: string): StorageFaultKind {
  return KINDS.find((kind) => kind === text) ?? "io";
}
