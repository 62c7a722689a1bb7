/**
 * Ray's IO workers: Python processes that write objects into storage which needs Ray's own classes (S3 and its like), read
 * them back and delete them. Which task runs on which worker, and when another one is started.
 *
 * | a task | in | leaves by |
 * |---|---|---|
 * | waits | `queue` of its kind | `run` on the first free worker; canceled; failed with the start it waited for |
 * | runs | `busy` | done, or failed with its worker |
 *
 * There are at most `maxWorkers` of a kind, no more than tasks want, and none ends for being idle (Ray 2.60.0,
 * worker_pool.cc). Deletions run on workers of either kind, where more are idle.
 *
 * Invariants (validate): no task waits while a worker of its kind is idle; none waits with no worker there or starting.
 */
import type { IoWorkerKind, WorkerKey } from "../worker-pool/types.js";

export type IoTaskKind = IoWorkerKind | "EITHER";

export type IoEvent =
  /** Task numbers are the caller's and never used again. */
  | { readonly type: "task"; readonly task: number; readonly kind: IoTaskKind }
  /** Nobody needs it any more; without effect once it runs. */
  | { readonly type: "cancel"; readonly task: number }
  /** The answer to `run`, good or bad. */
  | { readonly type: "done"; readonly task: number }
  | { readonly type: "workerReady"; readonly kind: IoWorkerKind; readonly workerId: WorkerKey }
  | { readonly type: "workerDied"; readonly workerId: WorkerKey }
  /** A worker that was asked for did not come. */
  | { readonly type: "startFailed"; readonly kind: IoWorkerKind; readonly text: string };

export type IoEffect =
  /** Answered by `workerReady` or `startFailed`. */
  | { readonly type: "startWorker"; readonly kind: IoWorkerKind }
  | { readonly type: "run"; readonly task: number; readonly workerId: WorkerKey }
  /** The task is over without an answer. */
  | { readonly type: "failed"; readonly task: number; readonly text: string };

interface Crew {
  readonly kind: IoWorkerKind;
  readonly queue: Set<number>;
  readonly idle: Set<WorkerKey>;
  /** The task of each worker that has one. */
  readonly busy: Map<WorkerKey, number>;
  starting: number;
}

const newCrew = (kind: IoWorkerKind): Crew => ({
  kind,
  queue: new Set(),
  idle: new Set(),
  busy: new Map(),
  starting: 0,
});

export class IoWorkers {
  readonly #maxWorkers: number;
  readonly #spill = newCrew("SPILL_WORKER");
  readonly #restore = newCrew("RESTORE_WORKER");
  #effects: IoEffect[] = [];

  /** @param maxWorkers of each kind [max_io_workers] */
  constructor(maxWorkers: number) {
    this.#maxWorkers = maxWorkers;
  }

  handle(event: IoEvent): IoEffect[] {
    this.#effects = [];
    switch (event.type) {
      case "task":
        this.#crewFor(event.kind).queue.add(event.task);
        break;
      case "cancel":
        for (const crew of this.#crews()) crew.queue.delete(event.task);
        break;
      case "done":
        this.#done(event.task);
        break;
      case "workerReady": {
        const crew = this.#crewFor(event.kind);
        crew.starting = Math.max(0, crew.starting - 1);
        crew.idle.add(event.workerId);
        break;
      }
      case "workerDied":
        this.#died(event.workerId);
        break;
      case "startFailed":
        this.#startFailed(this.#crewFor(event.kind), event.text);
    }
    for (const crew of this.#crews()) this.#serve(crew);
    return this.#effects;
  }

  #crews(): Crew[] {
    return [this.#spill, this.#restore];
  }

  #crewFor(kind: IoTaskKind): Crew {
    if (kind !== "EITHER") return kind === "SPILL_WORKER" ? this.#spill : this.#restore;
    return this.#restore.idle.size > this.#spill.idle.size ? this.#restore : this.#spill;
  }

  #done(task: number): void {
    for (const { busy, idle } of this.#crews()) {
      for (const [workerId, its] of busy) {
        if (its !== task) continue;
        busy.delete(workerId);
        idle.add(workerId);
        return;
      }
    }
  }

  #died(workerId: WorkerKey): void {
    for (const { busy, idle } of this.#crews()) {
      idle.delete(workerId);
      const task = busy.get(workerId);
      if (task === undefined) continue;
      busy.delete(workerId);
      this.#effects.push({ type: "failed", task, text: `IO worker ${workerId} died at it` });
    }
  }

  /** Where no worker can be had its tasks fail: who gave them knows when to try again. */
  #startFailed(crew: Crew, text: string): void {
    crew.starting = Math.max(0, crew.starting - 1);
    if (crew.starting + crew.idle.size + crew.busy.size > 0) return;
    for (const task of crew.queue) this.#effects.push({ type: "failed", task, text: `no ${crew.kind}: ${text}` });
    crew.queue.clear();
  }

  #serve(crew: Crew): void {
    for (const workerId of crew.idle) {
      const [task] = crew.queue;
      if (task === undefined) return;
      crew.queue.delete(task);
      crew.idle.delete(workerId);
      crew.busy.set(workerId, task);
      this.#effects.push({ type: "run", task, workerId });
    }
    const room = this.#maxWorkers - crew.busy.size - crew.starting;
    const wanted = Math.min(crew.queue.size - crew.starting, room);
    for (let n = 0; n < wanted; n++) {
      crew.starting += 1;
      this.#effects.push({ type: "startWorker", kind: crew.kind });
    }
  }

  /** Throws when an invariant does not hold. */
  validate(): void {
    for (const { kind, queue, idle, busy, starting } of this.#crews()) {
      if (queue.size > 0 && idle.size > 0) throw new Error(`${kind}: ${queue.size} tasks wait and a worker is idle`);
      if (queue.size > 0 && busy.size + starting === 0) throw new Error(`${kind}: tasks wait for nobody`);
      if (idle.size + busy.size + starting > this.#maxWorkers) throw new Error(`${kind}: too many workers`);
      if (new Set(busy.values()).size !== busy.size) throw new Error(`${kind}: a task runs twice`);
    }
  }
}
