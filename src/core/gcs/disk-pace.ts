/** What the loop's own thread writes at most at once, bytes. */
const SMALL_BYTES = 4_096;
const QUICK_MS = 0.5;
const SLOW_IN_A_ROW = 3;
const FIRST_SLOW_FOR_MS = 250;
const MAX_SLOW_FOR_MS = 60_000;

/**
 * Says which groups of changes the event loop's thread should write itself. It should where the disk is quick: two wake-ups
 * of sleeping threads take longer than the disk does, and whoever waits for the answer waits for them. After several that took
 * longer (one alone may be the growth of a file) the disk is left to another thread: for a moment, and each time it is found
 * slow again for twice as long. Times are milliseconds of one clock.
 */
export class DiskPace {
  #quickFromMs = Number.NEGATIVE_INFINITY;
  #slowInARow = 0;
  #slowForMs = FIRST_SLOW_FOR_MS;

  isQuick(bytes: number, now: number): boolean {
    return bytes <= SMALL_BYTES && now >= this.#quickFromMs;
  }

  /** Tells how long a group took on the loop's thread that ended at `now`. */
  took(ms: number, now: number): void {
    if (ms <= QUICK_MS) {
      this.#slowInARow = 0;
      this.#slowForMs = FIRST_SLOW_FOR_MS;
      return;
    }
    this.#slowInARow += 1;
    if (this.#slowInARow < SLOW_IN_A_ROW) return;
    this.#quickFromMs = now + this.#slowForMs;
    this.#slowForMs = Math.min(MAX_SLOW_FOR_MS, 2 * this.#slowForMs);
  }
}
