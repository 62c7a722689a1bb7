import type { WorkerId } from "../../../ids/index.js";
import { Remembered } from "../remembered.js";

/** Of the rows of dead workers. */
const MAX_DEAD_BYTES = 64 << 20;

/**
 * Workers and drivers as the head shows them (Ray 2.60.0, gcs_worker_manager.cc). `Row` is the caller's. Dead ones are
 * kept up to `maxDead` and a budget of bytes, the longest dead go first.
 */
export class WorkerTable<Row> {
  readonly #alive = new Map<WorkerId, Row>();
  readonly #dead: Remembered<WorkerId, Row>;

  /**
   * @param sizeOf about the bytes of a row
   * @param maxDead Ray 2.60.0, maximum_gcs_dead_worker_cached_count, which it has at 100,000
   */
  constructor(sizeOf: (row: Row) => number, maxDead = 10_000) {
    this.#dead = new Remembered({ maxRows: maxDead, maxBytes: MAX_DEAD_BYTES, sizeOf });
  }

  /** Void for a worker that is dead: its birth was overtaken by its death. */
  add(workerId: WorkerId, row: Row): void {
    if (!this.#dead.has(workerId)) this.#alive.set(workerId, row);
  }

  /** @returns the workers forgotten for it, or null when it was dead already */
  die(workerId: WorkerId, row: Row): readonly WorkerId[] | null {
    if (this.#dead.has(workerId)) return null;
    this.#alive.delete(workerId);
    return this.#dead.add(workerId, row);
  }

  get(workerId: WorkerId): Row | null {
    return this.#alive.get(workerId) ?? this.#dead.get(workerId);
  }

  isAlive(workerId: WorkerId): boolean {
    return this.#alive.has(workerId);
  }

  *alive(): Iterable<Row> {
    yield* this.#alive.values();
  }

  *dead(): Iterable<Row> {
    yield* this.#dead.values();
  }

  *rows(): Iterable<Row> {
    yield* this.#alive.values();
    yield* this.#dead.values();
  }
}
