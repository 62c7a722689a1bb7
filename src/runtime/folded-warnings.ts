import type { Logger } from "./logger.js";
import { ReportLimiter } from "./report-limiter.js";

/** Time as FoldedWarnings needs it; tests bring their own. */
export interface WarningClock {
  /** Milliseconds, never going back. */
  now(): number;
  /** Calls `then` once after so long; the returned function takes that back. Must not keep the process alive. */
  after(delayMs: number, then: () => void): () => void;
}

const REAL_CLOCK: WarningClock = {
  now: () => performance.now(),
  after: (delayMs, then) => {
    const timer = setTimeout(then, delayMs).unref();
    return () => clearTimeout(timer);
  },
};

/** Warnings of one kind that others can cause at will: the first ones are logged, the rest as one line with a count. */
export class FoldedWarnings {
  readonly #log: Pick<Logger, "warning">;
  readonly #countText: (count: number) => string;
  readonly #clock: WarningClock;
  readonly #limiter = new ReportLimiter();
  #cancel: (() => void) | undefined;

  /** @param countText the line for warnings that were only counted, e.g. "3 more connections like the last ones" */
  constructor(log: Pick<Logger, "warning">, countText: (count: number) => string, clock: WarningClock = REAL_CLOCK) {
    this.#log = log;
    this.#countText = countText;
    this.#clock = clock;
  }

  /** @param text made only if it is logged */
  warn(text: () => string): void {
    const now = this.#clock.now();
    const verdict = this.#limiter.offer(now);
    if (verdict.type === "tell") this.#log.warning(text());
    else if (verdict.type === "countDueAt") this.#cancel = this.#clock.after(verdict.atMs - now, () => this.flush());
  }

  /** Logs the count now, if there is one: at its time, and at the end. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const count = this.#limiter.take();
    if (count > 0) this.#log.warning(this.#countText(count));
  }
}
