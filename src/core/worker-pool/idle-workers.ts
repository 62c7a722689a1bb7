import type { Jobs } from "./jobs.js";
import type { Kills } from "./kills.js";
import type { PoolState } from "./pool-state.js";
import type { Starts } from "./starts.js";
import { addressOf, type Worker } from "./worker-record.js";

/** How many usual idle times a worker is left alone after its Exit call failed: it is busy, or hangs. */
const failedExitBackoff = 10;

/**
 * Workers between leases: who gets them next, how many are kept, and how the rest is asked to leave.
 *
 * As Ray 2.60.0 (worker_pool): those idle for idle_worker_killing_time_threshold_ms are candidates, oldest first; as
 * many as the node has free CPUs are kept. They are asked by CoreWorker.Exit and may refuse, since a worker that owns
 * objects takes them with it; a refusal puts it back among the idle.
 */
export class IdleWorkers {
  constructor(
    readonly state: PoolState,
    readonly starts: Starts,
    readonly jobs: Jobs,
    readonly kills: Kills,
  ) {}

  /** The worker is free: the next lease, or the bench. */
  free(worker: Worker, keepAliveMs = this.state.limits.idleWorkerKeepAliveMs): void {
    worker.plannedExit = null;
    worker.exitReplyDeadlineMs = null;
    if (this.starts.offer(worker)) return;
    if (this.#isJobOver(worker)) {
      this.askExit(worker, true, "its job has finished");
      return;
    }
    worker.state = "idle";
    worker.keepAliveUntilMs = this.state.now + keepAliveMs;
    this.state.idle.push(worker);
    this.state.note(worker.workerId, "idle");
  }

  askExit(worker: Worker, force: boolean, why: string): void {
    this.state.removeIdle(worker);
    worker.state = "exiting";
    worker.exitReplyDeadlineMs = this.state.now + this.state.limits.exitReplyTimeoutMs;
    worker.plannedExit = { exitType: "INTENDED_SYSTEM_EXIT", detail: `The raylet asked the worker to exit: ${why}.` };
    this.state.note(worker.workerId, `asked to exit${force ? " (forced)" : ""}: ${why}`);
    this.state.emit({ type: "exitWorker", worker: addressOf(worker), force });
  }

  /** `success` null: the call failed. */
  exitReply(worker: Worker, success: boolean | null): void {
    if (worker.state !== "exiting" || worker.exitReplyDeadlineMs === null) return;
    worker.exitReplyDeadlineMs = null;
    if (success === true) {
      this.state.counters.idleExits++;
      worker.leaveDeadlineMs = this.state.now + this.state.limits.actorGracefulShutdownTimeoutMs;
    } else if (this.#isJobOver(worker)) {
      this.kills.kill(worker, {
        exitType: "INTENDED_SYSTEM_EXIT",
        detail: "The worker was killed because its job has finished and it did not exit when asked.",
        force: true,
      });
    } else {
      this.state.note(worker.workerId, success === null ? "did not answer Exit" : "stays: it owns objects");
      const keepAliveMs = this.state.limits.idleWorkerKeepAliveMs;
      this.free(worker, success === null ? keepAliveMs * failedExitBackoff : keepAliveMs);
    }
  }

  tick(desiredIdleWorkers: number): void {
    const { now } = this.state;
    for (const worker of [...this.state.workers.values()]) {
      if (worker.exitReplyDeadlineMs !== null && worker.exitReplyDeadlineMs <= now) this.exitReply(worker, null);
    }
    const candidates = this.state.idle.filter((worker) => worker.keepAliveUntilMs <= now);
    const surplus = candidates.length - Math.max(0, desiredIdleWorkers);
    for (const worker of candidates.slice(0, Math.max(0, surplus))) {
      this.askExit(worker, false, "it was idle and more idle workers than free CPUs were there");
    }
  }

  /** When more workers than wanted will have been idle for long enough. */
  nextDueMs(desiredIdleWorkers: number): number | null {
    const kept = Math.max(0, desiredIdleWorkers);
    if (this.state.idle.length <= kept) return null;
    const ends = this.state.idle.map((worker) => worker.keepAliveUntilMs).sort((a, b) => a - b);
    return ends[kept] as number;
  }

  #isJobOver(worker: Worker): boolean {
    if (worker.jobId === null) return false;
    const { jobId, rootDetachedActorId } = worker;
    return this.jobs.isOverFor({ jobId, rootDetachedActorId, isDetachedActor: false });
  }
}
