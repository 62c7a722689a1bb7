/**
 * Decides which of many reports of one kind are told singly, so that who makes them in masses (a client that sends
 * nonsense on ten thousand connections) costs neither log nor time: the first ones of a window are told, the others
 * counted, and the count is told when the window ends. Pure: times are given in milliseconds of any one clock.
 *
 * Invariants: each report is told or counted, once; a window brings `toldSingly` reports and one count; while a count
 * is held its due time has been returned exactly once, by the report that began it.
 * crates/rpc/src/turned_away.rs does the same for the gRPC port.
 */
export interface ReportLimits {
  /** The window begins with its first report. */
  readonly windowMs: number;
  readonly toldSingly: number;
}

export const DEFAULT_REPORT_LIMITS: ReportLimits = { windowMs: 5_000, toldSingly: 10 };

/** `countDueAt` (the report is the first one counted): call `take` at this time. */
export type ReportVerdict =
  | { readonly type: "tell" }
  | { readonly type: "count" }
  | { readonly type: "countDueAt"; readonly atMs: number };

const TELL: ReportVerdict = { type: "tell" };
const COUNT: ReportVerdict = { type: "count" };

export class ReportLimiter {
  readonly #limits: ReportLimits;
  #windowEndMs = Number.NEGATIVE_INFINITY;
  #told = 0;
  #counted = 0;

  constructor(limits: ReportLimits = DEFAULT_REPORT_LIMITS) {
    this.#limits = limits;
  }

  offer(nowMs: number): ReportVerdict {
    if (nowMs >= this.#windowEndMs) {
      this.#windowEndMs = nowMs + this.#limits.windowMs;
      this.#told = 0;
    }
    if (this.#told < this.#limits.toldSingly) {
      this.#told += 1;
      return TELL;
    }
    this.#counted += 1;
    return this.#counted === 1 ? { type: "countDueAt", atMs: this.#windowEndMs } : COUNT;
  }

  /** What was only counted so far; the count begins anew. */
  take(): number {
    const counted = this.#counted;
    this.#counted = 0;
    return counted;
  }
}
