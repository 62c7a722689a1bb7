// Ids remembered for a while: tombstones against messages that come late, twice or in the wrong order.
//
// Two generations of sets: an id goes into the young one, and when that is old enough (or full) it becomes the old one
// and the old one is forgotten as a whole. So an id is kept for `keepMs` to twice that, unless ids come so fast that
// `maxEntries` of them fill a generation earlier, and nothing is ever searched for what has expired.

/** What keeps the ids of a generation. */
export interface IdSet {
  /** Of what `maxEntries` bounds: ids, or what they take. 0 when it is empty. */
  readonly size: number;
  add(id: string): void;
  has(id: string): boolean;
  delete(id: string): void;
}

export class RecentSet {
  #young: IdSet;
  #old: IdSet;
  #youngSinceMs = 0;
  readonly #keepMs: number;
  readonly #maxEntries: number;
  readonly #makeSet: () => IdSet;

  constructor(keepMs: number, maxEntries: number, makeSet: () => IdSet = () => new Set<string>()) {
    this.#keepMs = keepMs;
    this.#maxEntries = maxEntries;
    this.#makeSet = makeSet;
    this.#young = makeSet();
    this.#old = makeSet();
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  add(id: string, now: number): void {
    this.expire(now);
    if (this.#young.size >= this.#maxEntries) this.#turn(now);
    if (this.size === 0) this.#youngSinceMs = now;
    this.#young.add(id);
  }

  has(id: string): boolean {
    return this.#young.has(id) || this.#old.has(id);
  }

  delete(id: string): void {
    this.#young.delete(id);
    this.#old.delete(id);
  }

  expire(now: number): void {
    if (this.size > 0 && now - this.#youngSinceMs >= this.#keepMs) this.#turn(now);
  }

  #turn(now: number): void {
    this.#old = this.#young;
    this.#young = this.#makeSet();
    this.#youngSinceMs = now;
  }
}
