/** What a client of local mode puts: written here, or sent to the host where it is small. */
import type { ObjectId } from "../ids/index.js";
import type { PlasmaClient, StoredObject } from "../native/plasma-client.js";
import { serializeTable } from "../worker/arrow.js";
import type { ObjectRef } from "../worker/index.js";
import { storeError } from "../worker/object-shell.js";
import type { SerializedValue } from "../worker/xlang.js";
import type { ToHost } from "./messages.js";
import { failedValue, inMemory, isSmall, type Written, writeTo } from "./values.js";

export interface PutsOptions {
  readonly plasma: PlasmaClient;
  /** Does nothing once the driver is shut down. */
  readonly post: (message: ToHost) => void;
  /** A ref of an object that this client has told the host of. */
  readonly newRef: (objectId: ObjectId) => ObjectRef;
}

export class Puts {
  readonly #options: PutsOptions;
  /** What was written into the store and the host has not pinned yet. */
  readonly #pins = new Map<ObjectId, StoredObject>();

  constructor(options: PutsOptions) {
    this.#options = options;
  }

  /** The first table waits for apache-arrow to be loaded. */
  table(objectId: ObjectId, table: object): ObjectRef {
    this.#options.post({ type: "own", objectId });
    serializeTable(table as Parameters<typeof serializeTable>[0])
      .then((value) => this.#keep(objectId, value))
      .catch((error: unknown) => this.#failed(objectId, error));
    return this.#options.newRef(objectId);
  }

  /** @throws ObjectStoreFullError, OutOfDiskError; where the store had to wait they come from the ref */
  serialized(objectId: ObjectId, value: SerializedValue): ObjectRef {
    this.#options.post({ type: "own", objectId });
    const ref = this.#options.newRef(objectId);
    try {
      this.#keep(objectId, value)?.catch((error: unknown) => this.#failed(objectId, error));
    } catch (error) {
      ref.release();
      throw storeError(error);
    }
    return ref;
  }

  #keep(objectId: ObjectId, value: SerializedValue): Promise<void> | null {
    const { plasma, post } = this.#options;
    if (isSmall(value)) {
      post({ type: "put", objectId, value: inMemory(value) });
      return null;
    }
    const tell = (written: Written) => {
      this.keepPin(objectId, written);
      post({ type: "put", objectId, value: written.value });
    };
    const written = writeTo(plasma, objectId, value);
    if (written instanceof Promise) return written.then(tell);
    tell(written);
    return null;
  }

  #failed(objectId: ObjectId, error: unknown): void {
    this.#options.post({ type: "put", objectId, value: failedValue(storeError(error).message) });
  }

  /** What this client wrote into the store stays there until the host has pinned it. */
  keepPin(objectId: ObjectId, { pin }: Written): void {
    if (pin !== null) this.#pins.set(objectId, pin);
  }

  /** The host has pinned it, or does not want it. */
  pinned(objectId: ObjectId): void {
    this.#pins.get(objectId)?.release();
    this.#pins.delete(objectId);
  }
}
