// The last transitions of all leases, in one bounded ring: what became of a lease, for tests and whoever looks for a fault.

import type { LeaseId, StoryLine } from "./types.js";

const MAX_LINES = 8192;

export class LeaseStory {
  readonly #leaseIds: LeaseId[] = [];
  readonly #lines: StoryLine[] = [];
  #next = 0;

  add(leaseId: LeaseId, atMs: number, what: string): void {
    this.#leaseIds[this.#next] = leaseId;
    this.#lines[this.#next] = { atMs, what };
    this.#next = (this.#next + 1) % MAX_LINES;
  }

  /** Oldest first; empty when the ring has turned over since. */
  of(leaseId: LeaseId): StoryLine[] {
    const found: StoryLine[] = [];
    for (let i = 0; i < this.#lines.length; i++) {
      const at = (this.#next + i) % this.#lines.length;
      const line = this.#lines[at];
      if (line && this.#leaseIds[at] === leaseId) found.push(line);
    }
    return found;
  }
}
