import type { ObjectId } from "./types.js";

/** One thing that happened to an object. */
export interface StoryEntry {
  readonly atMs: number;
  readonly objectId: ObjectId;
  readonly what: string;
}

/** The last `capacity` transitions of all objects, oldest overwritten first. */
export class StoryRing {
  readonly #entries: StoryEntry[] = [];
  readonly #capacity: number;
  #next = 0;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError(`story capacity ${capacity}: need 1 or more`);
    this.#capacity = capacity;
  }

  add(atMs: number, objectId: ObjectId, what: string): void {
    this.#entries[this.#next] = { atMs, objectId, what };
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** What is still remembered of one object, oldest first. */
  of(objectId: ObjectId): StoryEntry[] {
    const wrapped = this.#entries.length === this.#capacity ? this.#next : 0;
    const inOrder = [...this.#entries.slice(wrapped), ...this.#entries.slice(0, wrapped)];
    return inOrder.filter((entry) => entry.objectId === objectId);
  }
}
