/**
 * The plasma store: shared memory and its unix socket, served wholly by Rust threads (crates/plasma-store). JavaScript
 * starts and stops it, pins and frees objects, and is told what happened in batches.
 *
 * Events keep the order in which things happened. They arrive within about a millisecond; `drainEvents` hands over at
 * once whatever happened so far, for callers that learned of it another way (a worker's reply can be faster).
 */
import { NodeId, type ObjectId, WorkerId } from "../ids/index.js";
import { loadAddon } from "./addon.js";
import { BatchReader } from "./batch-reader.js";

export interface PlasmaStoreOptions {
  /** `--store_socket_name`, at most 107 bytes. */
  readonly socketPath: string;
  /** `--object_store_memory` after all clamping, bytes. */
  readonly capacityBytes: number;
  /** `--plasma_directory`: a tmpfs. */
  readonly plasmaDirectory: string;
  /** `--fallback_directory`: objects go to files here when the store stays full; "" = never. */
  readonly fallbackDirectory: string;
  /** `oom_grace_period_s`: how long a full store waits before it uses files. */
  readonly oomGraceMs: number;
  /** `local_fs_capacity_threshold`: no file when the disk would be fuller than this share (0..1). */
  readonly fsCapacityThreshold: number;
  readonly onEvents: (events: readonly StoreEvent[]) => void;
  /** For the log: connections ended for breaking the protocol, shared memory that could not be had. Default: stderr. */
  readonly onWarning?: (text: string) => void;
  /** The store has ended by a fault of its own and the node is of no use any more. Default: an uncaught exception. */
  readonly onFailure?: (text: string) => void;
}

/** An object's owner, as its creator named it. */
export interface StoreOwner {
  readonly nodeId: NodeId;
  readonly ip: string;
  readonly port: number;
  readonly workerId: WorkerId;
}

/** How an object came into the store (plasma ObjectSource, Ray 2.60.0: 0..3 in this order). */
const sources = ["createdByWorker", "restoredFromStorage", "receivedFromRemoteRaylet", "errorStoredByRaylet"] as const;
export type StoreObjectSource = (typeof sources)[number];

export type StoreEvent =
  /** Readable from now on; sizes in bytes. `owner` null: the creator named none (restored objects). */
  | {
      readonly type: "sealed";
      readonly objectId: ObjectId;
      readonly dataSize: number;
      readonly metadataSize: number;
      readonly source: StoreObjectSource;
      readonly owner: StoreOwner | null;
    }
  /** A sealed object is gone: deleted, or `evicted` to make room. */
  | { readonly type: "deleted"; readonly objectId: ObjectId; readonly evicted: boolean }
  /** PinObjectIDs was answered true in Rust. */
  | { readonly type: "pinned"; readonly objectId: ObjectId; readonly owner: StoreOwner | null }
  /** FreeLocalObjects was answered in Rust; names all ids of the request, in the store or not. */
  | { readonly type: "freed"; readonly objectIds: readonly ObjectId[] }
  /** Creates of so many bytes wait for room; repeated every 50 ms while they do. */
  | { readonly type: "spaceNeeded"; readonly bytes: number }
  /** A create asked for what the store cannot do; its client only got an error number. */
  | { readonly type: "refused"; readonly objectId: ObjectId; readonly reason: string };

/** Bytes are data plus metadata, but `usedBytes`, `reservedBytes` and `longestFreeBytes` count the arena itself. */
export interface PlasmaStoreStats {
  readonly capacityBytes: number;
  /** Of the capacity, how much has pages already. */
  readonly reservedBytes: number;
  readonly usedBytes: number;
  readonly longestFreeBytes: number;
  readonly numObjects: number;
  readonly numUnsealed: number;
  readonly unsealedBytes: number;
  readonly numInUse: number;
  readonly inUseBytes: number;
  readonly numPrimaryCopies: number;
  readonly primaryCopyBytes: number;
  readonly numEvictable: number;
  readonly evictableBytes: number;
  readonly numFallback: number;
  readonly fallbackBytes: number;
  readonly numClients: number;
  readonly numQueuedCreates: number;
  readonly queuedCreateBytes: number;
  readonly numWaitingGets: number;
  readonly cumulativeCreatedObjects: number;
  readonly cumulativeCreatedBytes: number;
  readonly cumulativeEvictedObjects: number;
  readonly cumulativeEvictedBytes: number;
}

export interface NativeOwner {
  nodeId: Uint8Array;
  ipAddress: string;
  port: number;
  workerId: Uint8Array;
}
interface NativePlasmaStore {
  localObjects(): object;
  pin(ids: Uint8Array): Buffer;
  unpin(ids: Uint8Array): void;
  hold(ids: Uint8Array): Buffer;
  unhold(ids: Uint8Array): void;
  holdSpillable(minBytes: number, maxObjects: number): Buffer;
  delete(ids: Uint8Array): void;
  contains(ids: Uint8Array): Buffer;
  createError(id: Uint8Array, owner: NativeOwner | null, metadata: Uint8Array, data: Uint8Array): number;
  setSpilling(isSpilling: boolean): void;
  setFallbackLimit(bytes: number): void;
  takeEvents(): Buffer;
  debugString(): string;
  stats(): PlasmaStoreStats;
  primaryCopyBytes(): number;
  giveBack(): Promise<number>;
  arenaFd(): number;
  semaphorePrefix(): string;
  stop(): Promise<void>;
  release(): void;
}
interface Addon {
  startPlasmaStore(
    options: {
      socketPath: string;
      capacityBytes: number;
      plasmaDirectory: string;
      fallbackDirectory: string;
      oomGraceMs: number;
      fsCapacityThreshold: number;
    },
    onEvents: () => void,
  ): NativePlasmaStore;
}

/** Records of crates/plasma-store/src/packing.rs. */
const Record = {
  SEALED: 1,
  DELETED: 2,
  PINNED: 3,
  FREED: 4,
  SPACE_NEEDED: 5,
  WARNING: 6,
  FAILED: 7,
  REFUSED: 8,
} as const;
/** How often an error object that found no room is tried again. */
const retryErrorMs = 50;

/** Answers of `createError`. */
const ErrorOutcome = { MADE: 0, EXISTS: 1, FULL: 2 } as const;

export class PlasmaStore {
  /** For RpcServer: PinObjectIDs and FreeLocalObjects are then answered beside the store. */
  readonly localObjects: object;
  /** For other parts of the addon that work on this store. */
  readonly native: object;
  readonly #native: NativePlasmaStore;
  readonly #options: PlasmaStoreOptions;
  readonly #retries = new Set<NodeJS.Timeout>();
  #stopping: Promise<void> | undefined;

  /**
   * Binds the socket and starts the threads; clients may connect when this returns.
   * @throws Error whose message names the flag to change: too little shared memory, a socket path that is too long or
   *   in use, a directory that cannot be written.
   */
  static start(options: PlasmaStoreOptions): PlasmaStore {
    return new PlasmaStore(options);
  }

  private constructor(options: PlasmaStoreOptions) {
    const { socketPath, capacityBytes, plasmaDirectory, fallbackDirectory, oomGraceMs, fsCapacityThreshold } = options;
    this.#options = options;
    this.#native = loadAddon<Addon>(["startPlasmaStore"]).startPlasmaStore(
      { socketPath, capacityBytes, plasmaDirectory, fallbackDirectory, oomGraceMs, fsCapacityThreshold },
      () => this.drainEvents(),
    );
    this.localObjects = this.#native.localObjects();
    this.native = this.#native;
  }

  /** Pins primary copies; one flag an id, false when it is not sealed here. Pinning again changes nothing. */
  pin(ids: readonly ObjectId[]): boolean[] {
    return flags(this.#native.pin(pack(ids)));
  }

  /** Ends the pins: what nobody uses may then be evicted. */
  unpin(ids: readonly ObjectId[]): void {
    this.#native.unpin(pack(ids));
  }

  /** Keeps objects in place for a use of the raylet's own (a lease's arguments, spilling), counted; flags as `pin`. */
  hold(ids: readonly ObjectId[]): boolean[] {
    return flags(this.#native.hold(pack(ids)));
  }

  /** Ends one hold of each. */
  unhold(ids: readonly ObjectId[]): void {
    this.#native.unhold(pack(ids));
  }

  /**
   * Holds pinned primary copies that nobody uses, the longest unused first, until they have `minBytes` together or are
   * `maxObjects`; each is to be given back with `unhold`.
   */
  holdSpillable(minBytes: number, maxObjects: number): SizedObject[] {
    return readSizedObjects(this.#native.holdSpillable(minBytes, maxObjects));
  }

  /** Ends pins and deletes, now or when the last user lets go; each end is a `deleted` event. */
  delete(ids: readonly ObjectId[]): void {
    this.#native.delete(pack(ids));
  }

  /** One flag an id: sealed here, and not about to be deleted. */
  contains(ids: readonly ObjectId[]): boolean[] {
    return flags(this.#native.contains(pack(ids)));
  }

  /**
   * Puts a sealed object in the place of a value that will never come. `metadata` is the decimal ErrorType in ASCII.
   * Where the object exists nothing changes; in a full store it is tried again until there is room.
   */
  createError(objectId: ObjectId, owner: StoreOwner | null, metadata: Uint8Array, data: Uint8Array): void {
    if (this.#stopping !== undefined) return;
    const native = owner === null ? null : nativeOwner(owner);
    if (this.#native.createError(raw(objectId), native, metadata, data) !== ErrorOutcome.FULL) return;
    const retry = setTimeout(() => {
      this.#retries.delete(retry);
      this.createError(objectId, owner, metadata, data);
    }, retryErrorMs);
    this.#retries.add(retry);
  }

  /** While spilling is under way a full store waits beyond `oomGraceMs` before it uses files. */
  setSpilling(isSpilling: boolean): void {
    this.#native.setSpilling(isSpilling);
  }

  /** @param bytes what objects in files of their own may have together: beyond that clients are told that the disk is full */
  setFallbackLimit(bytes: number): void {
    this.#native.setFallbackLimit(bytes);
  }

  /** Hands every event that happened so far to `onEvents` before it returns. */
  drainEvents(): void {
    const packed = this.#native.takeEvents();
    if (packed.length === 0) return;
    const events: StoreEvent[] = [];
    const reader = new BatchReader(packed);
    while (!reader.done) this.#read(reader, events);
    if (events.length > 0) this.#options.onEvents(events);
  }

  stats(): PlasmaStoreStats {
    return this.#native.stats();
  }

  /** One of the numbers of `stats`, without the others. */
  primaryCopyBytes(): number {
    return this.#native.primaryCopyBytes();
  }

  /**
   * Memory is short: gives back what is reserved ahead of need, and for a minute reserves only what creates need.
   *
   * @returns bytes; 0 when all that is reserved is in use
   */
  giveBack(): Promise<number> {
    return this.#native.giveBack();
  }

  /** The number that the file of the arena has in this process. */
  get arenaFd(): number {
    return this.#native.arenaFd();
  }

  /** What the names of the semaphores of mutable objects begin with, after "sem.hdr" and "sem.obj" in /dev/shm. */
  get semaphorePrefix(): string {
    return this.#native.semaphorePrefix();
  }

  /** What clients get from GetDebugString. */
  debugString(): string {
    return this.#native.debugString();
  }

  /** Ends all connections, gives the memory back and removes the socket file. Events that are left are handed over. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    for (const retry of this.#retries) clearTimeout(retry);
    await this.#native.stop();
    this.drainEvents();
    this.#native.release();
  }

  #read(reader: BatchReader, events: StoreEvent[]): void {
    const record = reader.u8();
    switch (record) {
      case Record.SEALED: {
        const objectId = readObjectId(reader);
        const [dataSize, metadataSize] = [reader.u64(), reader.u64()];
        const source = sources[reader.u8()] ?? "createdByWorker";
        events.push({ type: "sealed", objectId, dataSize, metadataSize, source, owner: readOwner(reader) });
        return;
      }
      case Record.DELETED:
        events.push({ type: "deleted", objectId: readObjectId(reader), evicted: reader.u8() !== 0 });
        return;
      case Record.PINNED:
        events.push({ type: "pinned", objectId: readObjectId(reader), owner: readOwner(reader) });
        return;
      case Record.FREED: {
        const objectIds = Array.from({ length: reader.u32() }, () => readObjectId(reader));
        events.push({ type: "freed", objectIds });
        return;
      }
      case Record.SPACE_NEEDED:
        events.push({ type: "spaceNeeded", bytes: reader.u64() });
        return;
      case Record.REFUSED:
        events.push({ type: "refused", objectId: readObjectId(reader), reason: reader.string() });
        return;
      case Record.WARNING:
        return this.#warn(reader.string());
      case Record.FAILED:
        return this.#fail(reader.string());
      default:
        throw new RangeError(`the store sent a record of unknown type ${record}`);
    }
  }

  #warn(text: string): void {
    if (this.#options.onWarning) this.#options.onWarning(text);
    else process.stderr.write(`${text}\n`);
  }

  #fail(text: string): void {
    if (!this.#options.onFailure) throw new Error(text);
    this.#options.onFailure(text);
  }
}

/** Bytes of data and metadata. */
export interface SizedObject {
  readonly objectId: ObjectId;
  readonly sizeBytes: number;
}

/** `ids_and_sizes` of crates/napi/src/plasma_store.rs. */
export function readSizedObjects(packed: Buffer): SizedObject[] {
  const found: SizedObject[] = [];
  const reader = new BatchReader(packed);
  while (!reader.done) found.push({ objectId: readObjectId(reader), sizeBytes: reader.u64() });
  return found;
}

function raw(id: string): Buffer {
  return Buffer.from(id, "hex");
}

export function nativeOwner({ nodeId, ip, port, workerId }: StoreOwner): NativeOwner {
  return { nodeId: raw(nodeId), ipAddress: ip, port, workerId: raw(workerId) };
}

function pack(ids: readonly ObjectId[]): Buffer {
  return Buffer.from(ids.length === 1 ? (ids[0] ?? "") : ids.join(""), "hex");
}

function flags(found: Buffer): boolean[] {
  return Array.from(found, (flag) => flag !== 0);
}

function readObjectId(reader: BatchReader): ObjectId {
  return reader.hex(28) as ObjectId;
}

/** Null when the creator named no worker, or one whose ids have not the length of ids. */
function readOwner(reader: BatchReader): StoreOwner | null {
  const [nodeId, ip] = [reader.bytes(), reader.string()];
  const [port, workerId] = [reader.i32(), reader.bytes()];
  if (nodeId.length !== NodeId.size || workerId.length !== WorkerId.size) return null;
  return { nodeId: NodeId.fromBytes(nodeId), ip, port, workerId: WorkerId.fromBytes(workerId) };
}
