import { type JobId, jobIdFromInt, jobIdToInt } from "../../../ids/index.js";

/**
 * The jobs (Ray 2.60.0, gcs_job_manager.cc): numbered from 1, running until their driver is gone. `Row` is what the
 * caller shows of a job. Finished ones are kept up to `maxFinished`, the longest finished go first.
 */
export class JobTable<Row> {
  readonly #maxFinished: number;
  readonly #running = new Map<JobId, Row>();
  /** In the order they finished. */
  readonly #finished = new Map<JobId, Row>();
  #lastNumber = 0;

  /** @param maxFinished Ray 2.60.0 keeps all of them; a bound costs nobody anything */
  constructor(maxFinished = 10_000) {
    this.#maxFinished = maxFinished;
  }

  /** A number no job had before. */
  nextNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /** What an earlier head wrote: finished jobs in the order they finished. */
  restore(jobId: JobId, row: Row, isFinished: boolean): void {
    this.add(jobId, row);
    if (isFinished) this.finish(jobId, row);
  }

  /** The last number an earlier head gave out. */
  restoreNumber(number: number): void {
    this.#lastNumber = Math.max(this.#lastNumber, number);
  }

  /** A driver may bring a number of its own, and a restarted head has jobs it did not number. */
  add(jobId: JobId, row: Row): void {
    const number = jobIdToInt(jobId);
    if (number > this.#lastNumber && jobId !== NIL_JOB) this.#lastNumber = number;
    if (this.#finished.has(jobId)) return;
    this.#running.set(jobId, row);
  }

  /** @returns the jobs forgotten for it, or null when no such job runs */
  finish(jobId: JobId, row: Row): readonly JobId[] | null {
    if (!this.#running.delete(jobId)) return null;
    this.#finished.set(jobId, row);
    const forgotten: JobId[] = [];
    for (const oldest of this.#finished.keys()) {
      if (this.#finished.size <= this.#maxFinished) break;
      this.#finished.delete(oldest);
      forgotten.push(oldest);
    }
    return forgotten;
  }

  get(jobId: JobId): Row | null {
    return this.#running.get(jobId) ?? this.#finished.get(jobId) ?? null;
  }

  isRunning(jobId: JobId): boolean {
    return this.#running.has(jobId);
  }

  /** By number. */
  rows(): readonly Row[] {
    return [...this.#finished, ...this.#running]
      .sort(([a], [b]) => jobIdToInt(a) - jobIdToInt(b))
      .map(([, row]) => row);
  }
}

const NIL_JOB = jobIdFromInt(0xffffffff);
