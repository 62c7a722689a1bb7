/**
 * The values of objects that this process has references of, and who waits for them. A value is here in memory, or in the store (here or on
 * another node), or not there yet. An error is a value like any other: its metadata says so.
 */
import type { ObjectId } from "../ids/index.js";

export type ObjectState =
  | { readonly kind: "pending" }
  | { readonly kind: "value"; readonly metadata: Uint8Array; readonly data: Uint8Array }
  | { readonly kind: "stored" };

interface Entry {
  state: ObjectState;
  waiters: Set<() => void> | null;
  /** Asks for a value that does not come by itself; called once, when somebody first waits. */
  ask: (() => void) | null;
}

const pending: ObjectState = { kind: "pending" };
const stored: ObjectState = { kind: "stored" };

export class ObjectTable {
  readonly #entries = new Map<ObjectId, Entry>();

  /** A new object, not there yet. */
  add(objectId: ObjectId): void {
    this.#entries.set(objectId, { state: pending, waiters: null, ask: null });
  }

  /** One of another owner, which `ask` asks. Does nothing where it is known. */
  addBorrowed(objectId: ObjectId, ask: () => void): void {
    if (!this.#entries.has(objectId)) this.#entries.set(objectId, { state: pending, waiters: null, ask });
  }

  /** Undefined: freed, or never known here. */
  state(objectId: ObjectId): ObjectState | undefined {
    return this.#entries.get(objectId)?.state;
  }

  setValue(objectId: ObjectId, metadata: Uint8Array, data: Uint8Array): void {
    this.#set(objectId, { kind: "value", metadata, data });
  }

  setStored(objectId: ObjectId): void {
    this.#set(objectId, stored);
  }

  /** It is being made again. */
  setPending(objectId: ObjectId): void {
    const entry = this.#entries.get(objectId);
    if (entry !== undefined) entry.state = pending;
  }

  /** Nobody needs it; whoever still waits is woken to see that. */
  remove(objectId: ObjectId): void {
    const entry = this.#entries.get(objectId);
    if (entry === undefined) return;
    this.#entries.delete(objectId);
    this.#wake(entry);
  }

  /**
   * Calls `listener` once when the object is there or freed: now, if it is.
   * @returns takes the listener back
   */
  whenReady(objectId: ObjectId, listener: () => void): () => void {
    const entry = this.#entries.get(objectId);
    if (entry === undefined || entry.state.kind !== "pending") {
      listener();
      return () => undefined;
    }
    entry.waiters ??= new Set();
    entry.waiters.add(listener);
    const { ask } = entry;
    entry.ask = null;
    ask?.();
    return () => entry.waiters?.delete(listener);
  }

  get size(): number {
    return this.#entries.size;
  }

  #set(objectId: ObjectId, state: ObjectState): void {
    const entry = this.#entries.get(objectId);
    if (entry === undefined) return;
    entry.state = state;
    this.#wake(entry);
  }

  #wake(entry: Entry): void {
    const { waiters } = entry;
    entry.waiters = null;
    if (waiters !== null) for (const listener of waiters) listener();
  }
}
