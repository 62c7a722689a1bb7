import type { WorkerId } from "../../../ids/index.js";

/**
 * Workers and drivers as the head shows them (Ray 2.60.0, gcs_worker_manager.cc). `Row` is the caller's. Dead ones are
 * kept up to `maxDead`, the longest dead go first.
 */
export class WorkerTable<Row> {
  readonly #maxDead: number;
  readonly #alive = new Map<WorkerId, Row>();
  readonly #dead = new Map<WorkerId, Row>();

  /** @param maxDead Ray 2.60.0, maximum_gcs_dead_worker_cached_count, which it has at 100,000 */
  constructor(maxDead = 10_000) {
    this.#maxDead = maxDead;
  }

  /** Void for a worker that is dead: its birth was overtaken by its death. */
  add(workerId: WorkerId, row: Row): void {
    if (!this.#dead.has(workerId)) this.#alive.set(workerId, row);
  }

  /** @returns the workers forgotten for it, or null when it was dead already */
  die(workerId: WorkerId, row: Row): readonly WorkerId[] | null {
    if (this.#dead.has(workerId)) return null;
    this.#alive.delete(workerId);
    this.#dead.set(workerId, row);
    const forgotten: WorkerId[] = [];
    for (const oldest of this.#dead.keys()) {
      if (this.#dead.size <= this.#maxDead) break;
      this.#dead.delete(oldest);
      forgotten.push(oldest);
    }
    return forgotten;
  }

  get(workerId: WorkerId): Row | null {
    return this.#alive.get(workerId) ?? this.#dead.get(workerId) ?? null;
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
