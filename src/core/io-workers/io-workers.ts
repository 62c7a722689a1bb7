/**
 * Ray's IO workers: Python processes that write objects into storage which needs Ray's own classes (S3 and its like), read
 * them back and delete them. Which task runs on which worker, and when another one is started.
 *
 * | a task | in | leaves by |
 * |---|---|---|
 * | waits | `queue` of its kind | `run` on the first free worker; canceled; failed with the start it waited for |
 * | runs | `busy` | done; failed with its worker; a deletion waits again, first in turn |
 *
 * Whose worker dies fails: who gave it knows what to do instead, another choice of objects for instance. Of a deletion
 * nobody else would think again, and a file would stay in the storage for good: it is tried DELETE_TRIES times, as stock
 * does (Ray 2.60.0, local_object_manager.h). A worker that gives no answer is not given anything else and ends.
 *
 * There are at most `maxWorkers` of a kind, no more than tasks want, and none ends for being idle (Ray 2.60.0,
 * worker_pool.cc). Deletions run on workers of either kind, where more are idle.
 *
 * Invariants (validate): no task waits while a worker of its kind is idle; none waits with no worker there or starting.
 */
import type { IoWorkerKind, WorkerKey } from "../worker-pool/types.js";

export type IoTaskKind = IoWorkerKind | "EITHER";

/** The first one, and kDefaultSpilledObjectDeleteRetries of Ray. */
const DELETE_TRIES = 4;

export type IoEvent =
  /** Task numbers are the caller's and never used again. */
  | { readonly type: "task"; readonly task: number; readonly kind: IoTaskKind }
  /** Nobody needs it any more; without effect once it runs. */
  | { readonly type: "cancel"; readonly task: number }
  /** The answer to `run`. */
  | { readonly type: "done"; readonly task: number }
  /** The call of `run` came to no answer: its worker is dead or no good. */
  | { readonly type: "broken"; readonly task: number; readonly text: string }
  | { readonly type: "workerReady"; readonly kind: IoWorkerKind; readonly workerId: WorkerKey }
  | { readonly type: "workerDied"; readonly workerId: WorkerKey }
  /** A worker that was asked for did not come. */
  | { readonly type: "startFailed"; readonly kind: IoWorkerKind; readonly text: string };

export type IoEffect =
  /** Answered by `workerReady` or `startFailed`. */
  | { readonly type: "startWorker"; readonly kind: IoWorkerKind }
  | { readonly type: "run"; readonly task: number; readonly workerId: WorkerKey }
  /** It may be dead already. */
  | { readonly type: "endWorker"; readonly workerId: WorkerKey; readonly text: string }
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
  /** Tries that each deletion has left, the one under way not counted. */
  readonly #deletions = new Map<number, number>();
  #effects: IoEffect[] = [];

  /** @param maxWorkers of each kind [max_io_workers] */
  constructor(maxWorkers: number) {
    this.#maxWorkers = maxWorkers;
  }

  handle(event: IoEvent): IoEffect[] {
    this.#effects = [];
    switch (event.type) {
      case "task":
        if (event.kind === "EITHER") this.#deletions.set(event.task, DELETE_TRIES);
        this.#crewFor(event.kind).queue.add(event.task);
        break;
      case "cancel":
        for (const crew of this.#crews()) if (crew.queue.delete(event.task)) this.#deletions.delete(event.task);
        break;
      case "done":
        this.#done(event.task);
        break;
      case "broken":
        this.#broken(event.task, event.text);
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
        this.#deletions.delete(task);
        return;
      }
    }
  }

  #broken(task: number, text: string): void {
    for (const crew of this.#crews()) {
      for (const [workerId, its] of crew.busy) {
        if (its !== task) continue;
        this.#effects.push({ type: "endWorker", workerId, text });
        this.#lost(crew, workerId, text);
        return;
      }
    }
  }

  #died(workerId: WorkerKey): void {
    for (const crew of this.#crews()) {
      crew.idle.delete(workerId);
      if (crew.busy.has(workerId)) this.#lost(crew, workerId, `IO worker ${workerId} died at it`);
    }
  }

  /** A worker that had a task is there no more. */
  #lost(crew: Crew, workerId: WorkerKey, text: string): void {
    const task = crew.busy.get(workerId) as number;
    crew.busy.delete(workerId);
    if ((this.#deletions.get(task) ?? 0) > 0) {
      const others = [...crew.queue];
      crew.queue.clear();
      for (const next of [task, ...others]) crew.queue.add(next);
    } else {
      this.#fail(task, text);
    }
  }

  #fail(task: number, text: string): void {
    this.#deletions.delete(task);
    this.#effects.push({ type: "failed", task, text });
  }

  /** Where no worker can be had its tasks fail: who gave them knows when to try again. */
  #startFailed(crew: Crew, text: string): void {
    crew.starting = Math.max(0, crew.starting - 1);
    if (crew.starting + crew.idle.size + crew.busy.size > 0) return;
    for (const task of crew.queue) this.#fail(task, `no ${crew.kind}: ${text}`);
    crew.queue.clear();
  }

  #serve(crew: Crew): void {
    for (const workerId of crew.idle) {
      const [task] = crew.queue;
      if (task === undefined) return;
      crew.queue.delete(task);
      crew.idle.delete(workerId);
      crew.busy.set(workerId, task);
      const tries = this.#deletions.get(task);
      if (tries !== undefined) this.#deletions.set(task, tries - 1);
      this.#effects.push({ type: "run", task, workerId });
    }
    const room = this.#maxWorkers - crew.busy.size - crew.starting;
    const wanted = Math.min(crew.queue.size - crew.starting, room);
    for (let n = 0; n < wanted; n++) {
      crew.starting += 1;
      this.#effects.push({ type: "startWorker", kind: crew.kind });
    }
  }

  /** The worker that has the task; null: none now. */
  workerOf(task: number): WorkerKey | null {
    for (const { busy } of this.#crews()) for (const [workerId, its] of busy) if (its === task) return workerId;
    return null;
  }

  /** Throws when an invariant does not hold. */
  validate(): void {
    for (const { kind, queue, idle, busy, starting } of this.#crews()) {
      if (queue.size > 0 && idle.size > 0) throw new Error(`${kind}: ${queue.size} tasks wait and a worker is idle`);
      if (queue.size > 0 && busy.size + starting === 0) throw new Error(`${kind}: tasks wait for nobody`);
      if (idle.size + busy.size + starting > this.#maxWorkers) throw new Error(`${kind}: too many workers`);
      if (new Set(busy.values()).size !== busy.size) throw new Error(`${kind}: a task runs twice`);
    }
    for (const task of this.#deletions.keys()) {
      const isThere = this.#crews().some(({ queue, busy }) => queue.has(task) || [...busy.values()].includes(task));
      if (!isThere) throw new Error(`deletion ${task} is over and remembered`);
    }
  }
}
