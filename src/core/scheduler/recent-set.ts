// Ids remembered for a while and not too many of them: tombstones against messages that come out of order.

export class RecentSet {
  readonly #expiry = new Map<string, number>();
  readonly #keepMs: number;
  readonly #maxEntries: number;

  constructor(keepMs: number, maxEntries: number) {
    this.#keepMs = keepMs;
    this.#maxEntries = maxEntries;
  }

  get size(): number {
    return this.#expiry.size;
  }

  add(id: string, now: number): void {
    this.#expiry.delete(id);
    this.#expiry.set(id, now + this.#keepMs);
    if (this.#expiry.size > this.#maxEntries) this.#dropOldest(1);
  }

  has(id: string, now: number): boolean {
    const expiry = this.#expiry.get(id);
    return expiry !== undefined && expiry > now;
  }

  delete(id: string): boolean {
    return this.#expiry.delete(id);
  }

  /** All entries live equally long, so the oldest expire first. */
  expire(now: number): void {
    let expired = 0;
    for (const expiry of this.#expiry.values()) {
      if (expiry > now) break;
      expired++;
    }
    this.#dropOldest(expired);
  }

  #dropOldest(count: number): void {
    let left = count;
    for (const id of this.#expiry.keys()) {
      if (left-- <= 0) break;
      this.#expiry.delete(id);
    }
  }
}
