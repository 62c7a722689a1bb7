import { loadAddon } from "./addon.js";
import { BatchReader } from "./batch-reader.js";

/**
 * What tasks did, as their workers report it: kept encoded in Rust (crates/task-events), which reads the reports as they
 * arrive. An id is its bytes here.
 */
export interface TaskEventLimits {
  readonly maxAttempts: number;
  readonly maxBytes: number;
  /** Of one attempt; those in the middle go first. */
  readonly maxPieces: number;
}

/** One attempt of a task. */
export interface AttemptKey {
  readonly taskId: Uint8Array;
  readonly attempt: number;
  readonly jobId: Uint8Array;
}

export interface AttemptRecord extends AttemptKey {
  /** Encoded rpc.TaskEvents, in the order in which they came; together they are one merged message. */
  readonly pieces: readonly Uint8Array[];
}

export interface TaskEventNumbers {
  /** Kept now. */
  readonly attempts: number;
  /** What those cost, bytes. */
  readonly bytes: number;
  /** Given up here or not sent by their workers, since the start. */
  readonly lostAttempts: number;
  readonly lostProfileEvents: number;
}

interface NativeTaskEvents {
  take(request: Uint8Array): void;
  walk(cursor: number, count: number): Buffer;
  newest(taskId: Uint8Array): Buffer | null;
  runningOfJob(jobId: Uint8Array): Buffer;
  runningOfWorker(workerId: Uint8Array): Buffer;
  numbers(jobId: Uint8Array | null): TaskEventNumbers;
}
interface Addon {
  createTaskEvents(maxAttempts: number, maxBytes: number, maxPieces: number): NativeTaskEvents;
}

const TASK_ID_BYTES = 24;
const JOB_ID_BYTES = 4;

export class TaskEvents {
  /** For `RpcServer.receiveTaskEvents`. */
  readonly native: NativeTaskEvents;

  constructor({ maxAttempts, maxBytes, maxPieces }: TaskEventLimits) {
    const addon = loadAddon<Addon>(["createTaskEvents"]);
    this.native = addon.createTaskEvents(maxAttempts, maxBytes, maxPieces);
  }

  /** @param request an encoded rpc.AddTaskEventDataRequest @throws Error when it is none */
  take(request: Uint8Array): void {
    this.native.take(request);
  }

  /** All attempts, newest first, in steps of `count` at most. What comes or goes between two steps may be missed. */
  *steps(count: number): Iterable<readonly AttemptRecord[]> {
    let cursor = 0;
    do {
      const reader = new BatchReader(this.native.walk(cursor, count));
      cursor = reader.u64();
      const step: AttemptRecord[] = [];
      while (!reader.done) step.push({ ...readKey(reader), pieces: readPieces(reader.bytes()) });
      yield step;
    } while (cursor !== 0);
  }

  /** The pieces of a task's newest attempt; null when nothing was reported of it. */
  newest(taskId: Uint8Array): readonly Uint8Array[] | null {
    const packed = this.native.newest(taskId);
    return packed === null ? null : readPieces(new BatchReader(packed).bytes());
  }

  /** What a job has not finished, oldest first. */
  runningOfJob(jobId: Uint8Array): AttemptKey[] {
    return readKeys(this.native.runningOfJob(jobId));
  }

  /** What a worker has not finished, oldest first. */
  runningOfWorker(workerId: Uint8Array): AttemptKey[] {
    return readKeys(this.native.runningOfWorker(workerId));
  }

  /** @param jobId whose lost attempts are counted; null = all */
  numbers(jobId: Uint8Array | null): TaskEventNumbers {
    return this.native.numbers(jobId);
  }
}

function readKey(reader: BatchReader): AttemptKey {
  const taskId = reader.take(TASK_ID_BYTES);
  const attempt = reader.u32();
  return { taskId, attempt, jobId: reader.take(JOB_ID_BYTES) };
}

function readKeys(packed: Buffer): AttemptKey[] {
  const reader = new BatchReader(packed);
  const keys: AttemptKey[] = [];
  while (!reader.done) keys.push(readKey(reader));
  return keys;
}

function readPieces(packed: Buffer): Uint8Array[] {
  const reader = new BatchReader(packed);
  const pieces: Uint8Array[] = [];
  while (!reader.done) pieces.push(reader.bytes());
  return pieces;
}
