import type { JobId, TaskId, WorkerId } from "../../../ids/index.js";
import { Oldest } from "../../oldest.js";

/**
 * What tasks did, for the state API and the dashboard (Ray 2.60.0, gcs_task_manager.cc). Workers report each attempt in
 * pieces; the pieces are kept encoded and in order, since concatenated protobuf messages are one merged message.
 *
 * Bounded by attempts and by bytes: finished attempts go first, oldest first, and running ones only when no finished one
 * is left. An attempt with more pieces than `maxPieces` keeps its first half and its newest ones.
 *
 * Invariants: an attempt is running or finished, not both; bytes are the sum of all pieces.
 */
export interface TaskEventLimits {
  /** Ray 2.60.0, task_events_max_num_task_in_gcs. */
  readonly maxAttempts: number;
  readonly maxBytes: number;
  readonly maxPieces: number;
}

export const DEFAULT_TASK_EVENT_LIMITS: TaskEventLimits = {
  maxAttempts: 100_000,
  maxBytes: 256 << 20,
  maxPieces: 64,
};

/** One report of one attempt. */
export interface TaskEventPiece {
  readonly taskId: TaskId;
  readonly attempt: number;
  readonly jobId: JobId;
  /** Where it runs; null when the piece does not say. */
  readonly workerId: WorkerId | null;
  /** It says that the attempt finished or failed. */
  readonly isTerminal: boolean;
  /** Of spans inside a task, which count apart when they are lost. */
  readonly isProfile: boolean;
  readonly bytes: Uint8Array;
}

export interface AttemptRecord {
  readonly taskId: TaskId;
  readonly attempt: number;
  readonly jobId: JobId;
  readonly pieces: readonly Uint8Array[];
}

interface Attempt {
  readonly taskId: TaskId;
  readonly attempt: number;
  readonly jobId: JobId;
  pieces: readonly Uint8Array[];
  workerId: WorkerId | null;
  bytes: number;
}

/** Whose lost events are counted apart. */
const MAX_JOBS = 10_000;
/** What an attempt costs beside its pieces, and a piece beside its bytes (measured: 530 bytes for an attempt of one piece of 55). */
const ATTEMPT_BYTES = 330;
const PIECE_BYTES = 150;
const costOf = (piece: Uint8Array): number => PIECE_BYTES + piece.length;

export class TaskEventTable {
  readonly #limits: TaskEventLimits;
  readonly #running = new Map<string, Attempt>();
  readonly #finished = new Map<string, Attempt>();
  readonly #oldestRunning = new Oldest(this.#running);
  readonly #oldestFinished = new Oldest(this.#finished);
  readonly #droppedByJob = new Map<JobId, number>();
  readonly #oldestJob = new Oldest(this.#droppedByJob);
  #bytes = 0;
  #droppedStatus = 0;
  #droppedProfile = 0;

  constructor(limits: TaskEventLimits = DEFAULT_TASK_EVENT_LIMITS) {
    this.#limits = limits;
  }

  add(piece: TaskEventPiece): void {
    const key = piece.attempt === 0 ? piece.taskId : `${piece.taskId}:${piece.attempt}`;
    let attempt = this.#running.get(key) ?? this.#finished.get(key);
    if (attempt === undefined) {
      const { taskId, jobId } = piece;
      attempt = { taskId, attempt: piece.attempt, jobId, pieces: [], workerId: null, bytes: ATTEMPT_BYTES };
      (piece.isTerminal ? this.#finished : this.#running).set(key, attempt);
      this.#bytes += ATTEMPT_BYTES;
    } else if (piece.isTerminal && this.#running.delete(key)) this.#finished.set(key, attempt);
    attempt.workerId = piece.workerId ?? attempt.workerId;
    // Most attempts have one to three pieces; an array that grew by push has room for 16 more.
    attempt.pieces = attempt.pieces.length === 0 ? [piece.bytes] : [...attempt.pieces, piece.bytes];
    attempt.bytes += costOf(piece.bytes);
    this.#bytes += costOf(piece.bytes);
    if (attempt.pieces.length > this.#limits.maxPieces) this.#dropMiddlePiece(attempt);
    this.#evict();
  }

  /** Workers that could not send everything say so. */
  noteDropped(jobId: JobId, statusEvents: number, profileEvents: number): void {
    this.#droppedStatus += statusEvents;
    this.#droppedProfile += profileEvents;
    if (statusEvents === 0) return;
    this.#droppedByJob.set(jobId, (this.#droppedByJob.get(jobId) ?? 0) + statusEvents);
    const oldest = this.#droppedByJob.size > MAX_JOBS ? this.#oldestJob.next() : undefined;
    if (oldest !== undefined) this.#droppedByJob.delete(oldest);
  }

  /** All attempts of a job or a task, or all there are. Newest last. */
  *attempts(): Iterable<AttemptRecord> {
    yield* this.#finished.values();
    yield* this.#running.values();
  }

  /** What a job or a worker has not finished. */
  *running(of: { readonly jobId: JobId } | { readonly workerId: WorkerId }): Iterable<AttemptRecord> {
    for (const attempt of this.#running.values()) {
      if ("jobId" in of ? attempt.jobId === of.jobId : attempt.workerId === of.workerId) yield attempt;
    }
  }

  dropped(jobId: JobId | null): { status: number; profile: number } {
    const status = jobId === null ? this.#droppedStatus : (this.#droppedByJob.get(jobId) ?? 0);
    return { status, profile: this.#droppedProfile };
  }

  get size(): number {
    return this.#running.size + this.#finished.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  validate(): void {
    let bytes = 0;
    for (const [key, attempt] of [...this.#running, ...this.#finished]) {
      if (this.#running.has(key) && this.#finished.has(key)) throw new Error(`${key} is running and finished`);
      const own = attempt.pieces.reduce((sum, piece) => sum + costOf(piece), ATTEMPT_BYTES);
      if (own !== attempt.bytes) throw new Error(`${key} counts ${attempt.bytes} bytes and has ${own}`);
      bytes += own;
    }
    if (bytes !== this.#bytes) throw new Error(`${this.#bytes} bytes are counted, ${bytes} are there`);
    if (this.#droppedByJob.size > MAX_JOBS) throw new Error(`${this.#droppedByJob.size} jobs are counted`);
    if (this.size > this.#limits.maxAttempts) throw new Error(`${this.size} attempts are kept`);
  }

  #dropMiddlePiece(attempt: Attempt): void {
    const middle = this.#limits.maxPieces >> 1;
    const piece = attempt.pieces[middle];
    if (piece === undefined) return;
    attempt.pieces = attempt.pieces.filter((_, index) => index !== middle);
    attempt.bytes -= costOf(piece);
    this.#bytes -= costOf(piece);
    this.#droppedProfile += 1;
  }

  #evict(): void {
    while (this.size > this.#limits.maxAttempts || (this.#bytes > this.#limits.maxBytes && this.size > 1)) {
      const isFinished = this.#finished.size > 0;
      const table = isFinished ? this.#finished : this.#running;
      const key = (isFinished ? this.#oldestFinished : this.#oldestRunning).next();
      const attempt = key === undefined ? undefined : table.get(key);
      if (key === undefined || attempt === undefined) return;
      table.delete(key);
      this.#bytes -= attempt.bytes;
      this.noteDropped(attempt.jobId, 1, 0);
    }
  }
}
