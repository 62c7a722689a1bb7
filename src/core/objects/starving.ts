/**
 * Which workers have waited for `starvedAfterMs` in a get for something that a task has to make first. A worker that
 * blocks in ray.get says so itself (messages 9 and 10), but only while its owner knows of no value: not when a value was
 * there once and is lost, and not while it fetches the arguments of its task (Ray's memory_store.cc blocks,
 * plasma_store_provider.cc does not since its pull request 57691; 2.60.0 was seen to hang so). The tasks that make such a
 * thing again would wait for the CPU of those who wait for it, and nobody got on. So the scheduler is told, and counts the
 * worker as blocked for the time.
 *
 * Looked at every `starvedAfterMs` while there are requests, so that what is on its way to this node is no matter.
 */

import { isBeingMade } from "./explain.js";
import type { ObjectTable } from "./object-table.js";
import type { GetRequest, RequestTable } from "./requests.js";
import type { ObjectEffect, WorkerId } from "./types.js";

/** What this needs of the object manager it is a part of. */
export interface StarvingContext {
  readonly starvedAfterMs: number;
  readonly objects: ObjectTable;
  readonly requests: RequestTable;
  now(): number;
  emit(effect: ObjectEffect): void;
}

export class Starving {
  readonly #context: StarvingContext;
  #workers = new Set<WorkerId>();
  #nextMs: number | null = null;

  constructor(context: StarvingContext) {
    this.#context = context;
  }

  /** Called after every event. */
  arm(): void {
    const { requests, starvedAfterMs, now } = this.#context;
    if (requests.size === 0 && this.#workers.size === 0) this.#nextMs = null;
    else if (starvedAfterMs < Number.POSITIVE_INFINITY) this.#nextMs ??= now() + starvedAfterMs;
  }

  tick(): void {
    const { requests, now, emit } = this.#context;
    if (this.#nextMs === null || this.#nextMs > now()) return;
    this.#nextMs = null;
    const before = this.#workers;
    this.#workers = new Set();
    for (const request of requests.all()) {
      if (request.type === "get" && this.#isStarved(request)) this.#workers.add(request.workerId);
    }
    for (const workerId of before) {
      if (!this.#workers.has(workerId)) emit({ type: "workerStarves", workerId, isStarving: false });
    }
    // Also of one told of before: it may work under another lease by now.
    for (const workerId of this.#workers) emit({ type: "workerStarves", workerId, isStarving: true });
  }

  #isStarved({ sinceMs, missing, objectIds }: GetRequest): boolean {
    const { starvedAfterMs, objects, now } = this.#context;
    if (missing === 0 || now() - sinceMs < starvedAfterMs) return false;
    return objectIds.some((objectId) => {
      const entry = objects.need(objectId);
      return entry.local === null && isBeingMade(entry);
    });
  }

  /** When `tick` is due next, or null. */
  nextDeadlineMs(): number | null {
    return this.#nextMs;
  }
}
