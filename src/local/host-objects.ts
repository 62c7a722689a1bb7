/** The objects of local mode: who needs which is the ObjectBook's to decide; here are their values and who is told of them. */
import { type BookEvent, ObjectBook } from "../core/local/object-book.js";
import type { ObjectId } from "../ids/index.js";
import type { PlasmaStore } from "../native/plasma-store.js";
import type { RunArgument, Value } from "./messages.js";

export class HostObjects {
  readonly #book = new ObjectBook();
  readonly #store: PlasmaStore;
  readonly #values = new Map<ObjectId, Value>();
  readonly #watches = new Map<string, (objectIds: readonly ObjectId[]) => void>();
  #lastWatch = 0;

  constructor(store: PlasmaStore) {
    this.#store = store;
  }

  apply(event: BookEvent): void {
    for (const effect of this.#book.handle(event)) {
      if (effect.type === "free") {
        this.#values.delete(effect.objectId);
        if (effect.isStored) this.#store.delete([effect.objectId]);
        continue;
      }
      const tell = this.#watches.get(effect.watchId);
      this.#watches.delete(effect.watchId);
      tell?.(effect.objectIds);
    }
  }

  get size(): number {
    return this.#book.size;
  }

  has(objectId: ObjectId): boolean {
    return this.#book.has(objectId);
  }

  /** Null: not there, or freed. */
  value(objectId: ObjectId): Value | null {
    return this.#values.get(objectId) ?? null;
  }

  /** An object is made, once; what comes later is for nobody. */
  set(objectId: ObjectId, value: Value): void {
    if (this.#values.has(objectId)) return;
    const isStored = value.kind === "stored";
    if (isStored) this.#store.pin([objectId]);
    this.#values.set(objectId, value);
    this.apply({ type: "made", objectId, isStored, inner: value.inner });
  }

  /** A value that is for nobody. The store may have it as the value that somebody had before. */
  discard(objectId: ObjectId, value: Value): void {
    if (value.kind === "stored" && this.#values.get(objectId)?.kind !== "stored") this.#store.delete([objectId]);
  }

  /**
   * Calls `tell` once when so many of the objects are there, or freed: now, if they are.
   * @returns takes it back
   */
  whenThere(objectIds: readonly ObjectId[], count: number, tell: (objectIds: readonly ObjectId[]) => void): () => void {
    this.#lastWatch += 1;
    const watchId = String(this.#lastWatch);
    this.#watches.set(watchId, tell);
    this.apply({ type: "watch", watchId, objectIds, count });
    return () => {
      if (this.#watches.delete(watchId)) this.apply({ type: "unwatch", watchId });
    };
  }

  /** As the thread that is given it reads it. The object is there. */
  argument(objectId: ObjectId): RunArgument {
    const value = this.#values.get(objectId);
    if (value === undefined || value.kind === "stored") return { kind: "stored", objectId };
    return { kind: "value", metadata: value.metadata, data: value.data };
  }
}
