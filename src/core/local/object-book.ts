/**
 * Which objects of local mode are needed by whom, and who waits for which. A holder is whoever keeps an object: a thread by
 * its refs, a task by its arguments, an object by the refs inside its value. An object that nobody holds is freed, and what
 * it held with it; one that is made when nobody holds it any more is freed at once.
 *
 *   pending   | its task has not ended               | leaves by made, or by its last hold
 *   made      | its value is in memory or the store  | leaves by its last hold
 *
 * Invariants (`validate`): an object has as many holds as all holders have of it, and at least one; a watch is kept only
 * while too few of its objects are there.
 */
import type { ObjectId } from "../../ids/index.js";

export type BookEvent =
  /** A new object, which the holder holds. */
  | { readonly type: "own"; readonly objectId: ObjectId; readonly holder: string }
  | { readonly type: "hold"; readonly objectId: ObjectId; readonly holder: string }
  | { readonly type: "drop"; readonly objectId: ObjectId; readonly holder: string }
  /** The holder is gone with all that it held. */
  | { readonly type: "leave"; readonly holder: string }
  /** `inner`: what refs in the value are of. */
  | {
      readonly type: "made";
      readonly objectId: ObjectId;
      readonly isStored: boolean;
      readonly inner: readonly ObjectId[];
    }
  /** Tell when so many of these are there; those that were freed count. */
  | {
      readonly type: "watch";
      readonly watchId: string;
      readonly objectIds: readonly ObjectId[];
      readonly count: number;
    }
  | { readonly type: "unwatch"; readonly watchId: string };

export type BookEffect =
  | { readonly type: "free"; readonly objectId: ObjectId; readonly isStored: boolean }
  | { readonly type: "ready"; readonly watchId: string; readonly objectIds: readonly ObjectId[] };

interface Entry {
  state: "pending" | "memory" | "store";
  holds: number;
  readonly watches: Set<string>;
}

interface Watch {
  readonly objectIds: readonly ObjectId[];
  readonly count: number;
}

/** The holder that an object is of what refs in its value are of. */
const insideOf = (objectId: ObjectId) => `in:${objectId}`;

export class ObjectBook {
  readonly #entries = new Map<ObjectId, Entry>();
  readonly #holders = new Map<string, Map<ObjectId, number>>();
  readonly #watches = new Map<string, Watch>();

  handle(event: BookEvent): BookEffect[] {
    const effects: BookEffect[] = [];
    switch (event.type) {
      case "own":
        this.#entries.set(event.objectId, { state: "pending", holds: 0, watches: new Set() });
        this.#hold(event.objectId, event.holder);
        break;
      case "hold":
        if (this.#entries.has(event.objectId)) this.#hold(event.objectId, event.holder);
        break;
      case "drop":
        this.#drop(event.objectId, event.holder, effects);
        break;
      case "leave":
        this.#leave(event.holder, effects);
        break;
      case "made":
        this.#made(event.objectId, event.isStored, event.inner, effects);
        break;
      case "watch":
        this.#watch(event.watchId, event, effects);
        break;
      case "unwatch":
        this.#unwatch(event.watchId);
    }
    return effects;
  }

  get size(): number {
    return this.#entries.size;
  }

  isThere(objectId: ObjectId): boolean {
    const state = this.#entries.get(objectId)?.state;
    return state === "memory" || state === "store";
  }

  has(objectId: ObjectId): boolean {
    return this.#entries.has(objectId);
  }

  /** Objects that the holder holds. */
  heldBy(holder: string): number {
    return this.#holders.get(holder)?.size ?? 0;
  }

  #hold(objectId: ObjectId, holder: string): void {
    const entry = this.#entries.get(objectId) as Entry;
    entry.holds += 1;
    let held = this.#holders.get(holder);
    if (held === undefined) {
      held = new Map();
      this.#holders.set(holder, held);
    }
    held.set(objectId, (held.get(objectId) ?? 0) + 1);
  }

  /** A hold that is not known is one of an object that was freed, or of a holder that has left. */
  #drop(objectId: ObjectId, holder: string, effects: BookEffect[]): void {
    const held = this.#holders.get(holder);
    const count = held?.get(objectId);
    if (held === undefined || count === undefined) return;
    if (count > 1) held.set(objectId, count - 1);
    else held.delete(objectId);
    if (held.size === 0) this.#holders.delete(holder);
    this.#release(objectId, 1, effects);
  }

  #leave(holder: string, effects: BookEffect[]): void {
    const held = this.#holders.get(holder);
    this.#holders.delete(holder);
    for (const [objectId, count] of held ?? []) this.#release(objectId, count, effects);
  }

  #release(objectId: ObjectId, count: number, effects: BookEffect[]): void {
    const entry = this.#entries.get(objectId);
    if (entry === undefined) return;
    entry.holds -= count;
    if (entry.holds > 0) return;
    this.#entries.delete(objectId);
    if (entry.state !== "pending") effects.push({ type: "free", objectId, isStored: entry.state === "store" });
    this.#look(entry, effects);
    this.#leave(insideOf(objectId), effects);
  }

  #made(objectId: ObjectId, isStored: boolean, inner: readonly ObjectId[], effects: BookEffect[]): void {
    const entry = this.#entries.get(objectId);
    if (entry === undefined) {
      effects.push({ type: "free", objectId, isStored });
      return;
    }
    if (entry.state !== "pending") return;
    entry.state = isStored ? "store" : "memory";
    for (const each of inner) if (this.#entries.has(each)) this.#hold(each, insideOf(objectId));
    this.#look(entry, effects);
  }

  #watch(watchId: string, watch: Watch, effects: BookEffect[]): void {
    if (this.#answer(watchId, watch, effects)) return;
    this.#watches.set(watchId, watch);
    for (const objectId of watch.objectIds) this.#entries.get(objectId)?.watches.add(watchId);
  }

  /** An object is there, or gone. */
  #look({ watches }: Entry, effects: BookEffect[]): void {
    for (const watchId of [...watches]) {
      const watch = this.#watches.get(watchId) as Watch;
      if (this.#answer(watchId, watch, effects)) this.#unwatch(watchId);
    }
  }

  #answer(watchId: string, { objectIds, count }: Watch, effects: BookEffect[]): boolean {
    const ready = objectIds.filter((objectId) => this.#entries.get(objectId)?.state !== "pending");
    if (ready.length < count) return false;
    effects.push({ type: "ready", watchId, objectIds: ready });
    return true;
  }

  #unwatch(watchId: string): void {
    for (const objectId of this.#watches.get(watchId)?.objectIds ?? []) {
      this.#entries.get(objectId)?.watches.delete(watchId);
    }
    this.#watches.delete(watchId);
  }

  /** @throws Error naming the invariant that does not hold */
  validate(): void {
    const holds = new Map<ObjectId, number>();
    for (const held of this.#holders.values()) {
      for (const [objectId, count] of held) holds.set(objectId, (holds.get(objectId) ?? 0) + count);
    }
    for (const [objectId, { holds: counted }] of this.#entries) {
      if (counted < 1 || counted !== holds.get(objectId)) throw new Error(`${objectId} has ${counted} holds`);
    }
    for (const objectId of holds.keys())
      if (!this.#entries.has(objectId)) throw new Error(`${objectId} is held, and gone`);
    for (const [watchId, { objectIds, count }] of this.#watches) {
      const there = objectIds.filter((objectId) => this.#entries.get(objectId)?.state !== "pending");
      if (there.length >= count) throw new Error(`the watch ${watchId} is over, and kept`);
    }
  }
}
