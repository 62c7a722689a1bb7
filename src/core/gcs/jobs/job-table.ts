import { type JobId, jobIdFromInt, jobIdToInt } from "../../../ids/index.js";
import { Remembered } from "../remembered.js";

/** Of the rows of finished jobs. */
const MAX_FINISHED_BYTES = 64 << 20;

/**
 * The jobs (Ray 2.60.0, gcs_job_manager.cc): numbered from 1, running until their driver is gone. `Row` is what the
 * caller shows of a job. Finished ones are kept up to `maxFinished` and a budget of bytes, the longest finished go first.
 */
export class JobTable<Row> {
  readonly #running = new Map<JobId, Row>();
  /** In the order they finished. */
  readonly #finished: Remembered<JobId, Row>;
  #lastNumber = 0;

  /**
   * @param sizeOf about the bytes of a row
   * @param maxFinished Ray 2.60.0 keeps all of them; a bound costs nobody anything
   */
  constructor(sizeOf: (row: Row) => number, maxFinished = 10_000) {
    this.#finished = new Remembered({ maxRows: maxFinished, maxBytes: MAX_FINISHED_BYTES, sizeOf });
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
    return this.#finished.add(jobId, row);
  }

  get(jobId: JobId): Row | null {
    return this.#running.get(jobId) ?? this.#finished.get(jobId);
  }

  isRunning(jobId: JobId): boolean {
    return this.#running.has(jobId);
  }

  /** Those that have not finished: what looks at them does not cost more with every job there ever was. */
  running(): readonly Row[] {
    return [...this.#running.values()];
  }

  /** By number. */
  rows(): readonly Row[] {
    return [...this.#finished.entries(), ...this.#running]
      .sort(([a], [b]) => jobIdToInt(a) - jobIdToInt(b))
      .map(([, row]) => row);
  }
}

const NIL_JOB = jobIdFromInt(0xffffffff);
