/**
 * The client side of the plasma store for drivers and workers (crates/plasma-client). Requests are answered by the store
 * at once, so they are plain calls here (some 20 us); only a full store has to be waited for, which `put` does with a timer.
 *
 * `get` pins what it finds. A PinnedObject is a view of the store's own memory, mapped read-only: writing through it ends
 * the process and changes nothing for others. `release()` (or `using`) gives the pin back at once and empties the view;
 * garbage collection does so too, later.
 */
import { idBytes, type ObjectId } from "../ids/index.js";
import { loadAddon } from "./addon.js";
import { BatchReader } from "./batch-reader.js";
import type { NativeOwner, StoreOwner } from "./plasma-store.js";

export type PlasmaErrorKind = "exists" | "full" | "diskFull" | "store" | "lost";

/** The store refused; `lost`: the connection has ended and every further request fails the same way. */
export class PlasmaError extends Error {
  override readonly name = "PlasmaError";

  constructor(
    readonly kind: PlasmaErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

interface NativeCreated {
  readonly handle: number;
  readonly askAgain: number;
}
interface NativePlasmaClient {
  create(id: Uint8Array, owner: NativeOwner, dataSize: number, metadata: Uint8Array): NativeCreated;
  createAgain(id: Uint8Array, askAgain: number, metadata: Uint8Array): NativeCreated;
  write(handle: number, offset: number, bytes: Uint8Array): void;
  seal(handle: number): void;
  abort(handle: number): void;
  get(ids: Uint8Array): Buffer;
  view(handle: number): ArrayBuffer;
  release(handle: number): void;
  close(): void;
}
interface Addon {
  connectPlasmaClient(socketPath: string): NativePlasmaClient;
  detachView(view: ArrayBuffer): void;
}

/** object_store_full_delay_ms of Ray 2.60.0. */
const fullDelayMs = 10;
/** V8 makes no ArrayBuffer of foreign memory above this. */
export const maxViewBytes = 2 ** 32;

export interface PutObject {
  readonly objectId: ObjectId;
  readonly owner: StoreOwner;
  readonly metadata: Uint8Array;
  /** Written one behind the other. */
  readonly data: readonly Uint8Array[];
}

/** An object that is stored and still pinned by us: the raylet pins it, then `release`. */
export interface StoredObject {
  readonly sizeBytes: number;
  release(): void;
}

/** An object of the store and its bytes. */
export class PinnedObject {
  readonly metadata: Buffer;
  readonly #client: NativePlasmaClient | null;
  readonly #handle: number;
  readonly sizeBytes: number;
  #data: Uint8Array | null;
  #view: ArrayBuffer | null = null;

  /** @param data the bytes themselves where the object was small: nothing is pinned then */
  constructor(
    client: NativePlasmaClient | null,
    metadata: Buffer,
    handle: number,
    sizeBytes: number,
    data: Uint8Array | null,
  ) {
    this.#client = client;
    this.metadata = metadata;
    this.#handle = handle;
    this.sizeBytes = sizeBytes;
    this.#data = data;
  }

  /** True: the bytes are the store's, and gone after `release`. False: they are a copy of our own. */
  get isView(): boolean {
    return this.#client !== null;
  }

  /** @throws RangeError when the object is larger than 4 GiB */
  get data(): Uint8Array {
    if (this.#data !== null || this.#client === null) return this.#data ?? new Uint8Array(0);
    if (this.sizeBytes > maxViewBytes) {
      throw new RangeError(`an object of ${this.sizeBytes} bytes cannot be viewed: 4 GiB is as much as V8 takes`);
    }
    this.#view = this.#client.view(this.#handle);
    this.#data = new Uint8Array(this.#view);
    return this.#data;
  }

  /** Idempotent. */
  release(): void {
    if (this.#client === null) return;
    this.#client.release(this.#handle);
    if (this.#view !== null && this.#view.byteLength > 0) addon().detachView(this.#view);
    this.#data = new Uint8Array(0);
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

function addon(): Addon {
  return loadAddon<Addon>(["connectPlasmaClient", "detachView"]);
}

export class PlasmaClient {
  readonly #native: NativePlasmaClient;
  #isClosed = false;

  private constructor(native: NativePlasmaClient) {
    this.#native = native;
  }

  /** @throws Error when nobody listens at the path */
  static connect(socketPath: string): PlasmaClient {
    return new PlasmaClient(addon().connectPlasmaClient(socketPath));
  }

  /**
   * Stores an object. Its bytes are copied before this returns, unless the store is full: then once it has room, and
   * `snapshot` of them is taken now.
   *
   * @returns at once where there was room. @throws PlasmaError
   */
  put(object: PutObject): StoredObject | Promise<StoredObject> {
    const { objectId, owner, metadata, data } = object;
    const sizeBytes = data.reduce((sum, piece) => sum + piece.length, 0);
    const id = idBytes(objectId);
    const native = {
      nodeId: idBytes(owner.nodeId),
      ipAddress: owner.ip,
      port: owner.port,
      workerId: idBytes(owner.workerId),
    };
    const created = this.#ask(() => this.#native.create(id, native, sizeBytes, metadata));
    if (created.askAgain === 0) return this.#fill(created.handle, sizeBytes, data);
    const snapshot = data.map((piece) => Uint8Array.from(piece));
    return this.#waitForRoom(id, created.askAgain, metadata, snapshot, sizeBytes);
  }

  async #waitForRoom(
    id: Buffer,
    askAgain: number,
    metadata: Uint8Array,
    data: readonly Uint8Array[],
    sizeBytes: number,
  ): Promise<StoredObject> {
    let number = askAgain;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, fullDelayMs));
      const created = this.#ask(() => this.#native.createAgain(id, number, metadata));
      if (created.askAgain === 0) return this.#fill(created.handle, sizeBytes, data);
      number = created.askAgain;
    }
  }

  #fill(handle: number, sizeBytes: number, data: readonly Uint8Array[]): StoredObject {
    try {
      let offset = 0;
      for (const piece of data) {
        this.#native.write(handle, offset, piece);
        offset += piece.length;
      }
      this.#ask(() => this.#native.seal(handle));
    } catch (error) {
      this.#native.abort(handle);
      throw error;
    }
    return { sizeBytes, release: () => this.#native.release(handle) };
  }

  /** What of these is in the store of this node now, in their order; null where one is not. @throws PlasmaError */
  get(objectIds: readonly ObjectId[]): (PinnedObject | null)[] {
    const packed = Buffer.from(objectIds.join(""), "hex");
    const reader = new BatchReader(this.#ask(() => this.#native.get(packed)));
    return objectIds.map(() => {
      const kind = reader.u8();
      if (kind === 0) return null;
      const metadata = reader.bytes();
      if (kind === 1) {
        const data = reader.bytes();
        return new PinnedObject(null, metadata, 0, data.length, data);
      }
      const handle = reader.u32();
      return new PinnedObject(this.#native, metadata, handle, reader.u64(), null);
    });
  }

  /** Ends the connection and all pins with it. Views must not be read afterwards. Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#native.close();
  }

  #ask<T>(request: () => T): T {
    try {
      return request();
    } catch (error) {
      const match = /^(exists|full|diskFull|store|lost):([\s\S]*)$/.exec(error instanceof Error ? error.message : "");
      if (match === null) throw error;
      throw new PlasmaError(match[1] as PlasmaErrorKind, match[2] ?? "", { cause: error });
    }
  }
}
