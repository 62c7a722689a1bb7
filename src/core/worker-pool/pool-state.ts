import type { WorkerPoolLimits } from "./limits.js";
import { PortPool } from "./port-pool.js";
import type { PoolLogLevel, WorkerKey, WorkerPoolEffect } from "./types.js";
import type { ExitReason, Worker } from "./worker-record.js";

/** One line of the pool's history. */
export interface StoryEntry {
  readonly atMs: number;
  readonly workerId: WorkerKey;
  readonly text: string;
}

/** A worker that was reported dead. */
export interface DeadWorker extends ExitReason {
  readonly atMs: number;
}

/**
 * What the parts of the worker pool share: the workers by id and by connection, the idle ones in the order they became
 * idle, the dead, the ports, the story, and the effects of the event being handled.
 */
export class PoolState {
  readonly workers = new Map<WorkerKey, Worker>();
  readonly byConnection = new Map<number, Worker>();
  /** Oldest first. */
  readonly idle: Worker[] = [];
  /** Bounded by maxDeadWorkers, oldest first. */
  readonly dead = new Map<WorkerKey, DeadWorker>();
  readonly ports: PortPool;
  readonly counters = {
    processesStarted: 0,
    startsFailed: 0,
    workersDied: 0,
    popsServed: 0,
    popsFailed: 0,
    registrationsRefused: 0,
    idleExits: 0,
  };
  isShuttingDown = false;
  /** ms of the event being handled. */
  now = 0;
  #effects: WorkerPoolEffect[] = [];
  readonly #story: StoryEntry[] = [];
  #storyNext = 0;

  constructor(readonly limits: WorkerPoolLimits) {
    this.ports = new PortPool(limits);
  }

  emit(effect: WorkerPoolEffect): void {
    this.#effects.push(effect);
  }

  log(level: PoolLogLevel, message: string): void {
    this.#effects.push({ type: "log", level, message });
  }

  takeEffects(): WorkerPoolEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  /** Adds a line to the ring of stories. */
  note(workerId: WorkerKey, text: string): void {
    this.#story[this.#storyNext] = { atMs: this.now, workerId, text };
    this.#storyNext = (this.#storyNext + 1) % this.limits.maxStoryEntries;
  }

  /** Oldest first. */
  story(workerId: WorkerKey): StoryEntry[] {
    const ordered = [...this.#story.slice(this.#storyNext), ...this.#story.slice(0, this.#storyNext)];
    return ordered.filter((entry) => entry.workerId === workerId);
  }

  removeIdle(worker: Worker): void {
    const at = this.idle.indexOf(worker);
    if (at >= 0) this.idle.splice(at, 1);
  }

  remember(workerId: WorkerKey, reason: ExitReason): void {
    this.dead.set(workerId, { ...reason, atMs: this.now });
    if (this.dead.size > this.limits.maxDeadWorkers) {
      for (const oldest of this.dead.keys()) {
        this.dead.delete(oldest);
        break;
      }
    }
  }
}
