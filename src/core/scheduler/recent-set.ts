// Ids remembered for a while: tombstones against messages that come late, twice or in the wrong order.
//
// Two generations of sets: an id goes into the young one, and when that is old enough (or full) it becomes the old one
// and the old one is forgotten as a whole. So an id is kept for `keepMs` to twice that, unless ids come so fast that
// `maxEntries` of them fill a generation earlier, and nothing is ever searched for what has expired.

export class RecentSet {
  #young = new Set<string>();
  #old = new Set<string>();
  #youngSinceMs = 0;
  readonly #keepMs: number;
  readonly #maxEntries: number;

  constructor(keepMs: number, maxEntries: number) {
    this.#keepMs = keepMs;
    this.#maxEntries = maxEntries;
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
    this.#young = new Set();
    this.#youngSinceMs = now;
  }
}
