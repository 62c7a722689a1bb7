/**
 * Which requests have waited so long that the log should say what for. Looked at every `lateAfterMs` while there are any;
 * each is told of once its wait is that long, and again whenever it has doubled. One that only waits for tasks to make its
 * objects is as it should be and is passed over.
 */
import { type Explanation, explain } from "./explain.js";
import type { ObjectTable } from "./object-table.js";
import type { ObjectRequest, RequestTable } from "./requests.js";
import type { ObjectEffect, OwnerAddress } from "./types.js";

/** What lateness needs of the object manager it is a part of. */
export interface LatenessContext {
  readonly lateAfterMs: number;
  readonly objects: ObjectTable;
  readonly requests: RequestTable;
  isOwnerDead(owner: OwnerAddress): boolean;
  now(): number;
  emit(effect: ObjectEffect): void;
}

/** Told of in one look; the others have their turn later. */
const maxAtOnce = 10;

export class Lateness {
  readonly #context: LatenessContext;
  #nextMs: number | null = null;

  constructor(context: LatenessContext) {
    this.#context = context;
  }

  /** Called after every event. */
  arm(): void {
    const { requests, lateAfterMs } = this.#context;
    if (requests.size === 0) this.#nextMs = null;
    else if (this.#nextMs === null && lateAfterMs < Number.POSITIVE_INFINITY)
      this.#nextMs = this.#context.now() + lateAfterMs;
  }

  tick(): void {
    const now = this.#context.now();
    if (this.#nextMs === null || this.#nextMs > now) return;
    this.#nextMs = null;
    let told = 0;
    for (const request of this.#context.requests.all()) {
      if (told === maxAtOnce) return;
      if (!this.#isLate(request)) continue;
      const explanation = this.#explain(request);
      if (explanation.missing.every(({ isBeingMade }) => isBeingMade)) continue;
      request.toldAfterMs = now - request.sinceMs;
      this.#context.emit({ type: "tellLate", explanation });
      told += 1;
    }
  }

  #isLate({ sinceMs, toldAfterMs, missing }: ObjectRequest): boolean {
    return missing > 0 && this.#context.now() - sinceMs >= Math.max(this.#context.lateAfterMs, 2 * toldAfterMs);
  }

  #explain(request: ObjectRequest): Explanation {
    const { objects, isOwnerDead, now } = this.#context;
    return explain(request, objects, isOwnerDead, now());
  }

  /** When `tick` is due next, or null. */
  nextDeadlineMs(): number | null {
    return this.#nextMs;
  }
}
