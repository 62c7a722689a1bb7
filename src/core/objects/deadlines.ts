/**
 * A set of named points in time with the earliest at hand. Names are few (waits with a timeout, errors being raised),
 * so the earliest is found by a scan, and only when the one known before has left.
 */
export class Deadlines {
  readonly #at = new Map<string, number>();
  /** null: not known, look again. */
  #earliest: number | null = null;

  set(name: string, atMs: number): void {
    const before = this.#at.get(name);
    if (before === atMs) return;
    this.#at.set(name, atMs);
    if (before !== undefined && before === this.#earliest) this.#earliest = null;
    else if (this.#at.size === 1) this.#earliest = atMs;
    else if (this.#earliest !== null && atMs < this.#earliest) this.#earliest = atMs;
  }

  clear(name: string): void {
    const at = this.#at.get(name);
    if (at === undefined) return;
    this.#at.delete(name);
    if (at === this.#earliest) this.#earliest = null;
  }

  has(name: string): boolean {
    return this.#at.has(name);
  }

  names(): IterableIterator<string> {
    return this.#at.keys();
  }

  /** Milliseconds of the earliest, or null when none is set. */
  next(): number | null {
    if (this.#at.size === 0) return null;
    if (this.#earliest === null) {
      let earliest = Number.POSITIVE_INFINITY;
      for (const at of this.#at.values()) if (at < earliest) earliest = at;
      this.#earliest = earliest;
    }
    return this.#earliest;
  }

  /** Removes and returns the names whose time has come, earliest first. */
  takeDue(now: number): string[] {
    const next = this.next();
    if (next === null || next > now) return [];
    const due = [...this.#at].filter(([, at]) => at <= now).sort(([, a], [, b]) => a - b);
    for (const [name] of due) this.#at.delete(name);
    this.#earliest = null;
    return due.map(([name]) => name);
  }
}
