import type { PoolState } from "./pool-state.js";
import { isEmptyRuntimeEnv } from "./runtime-env-hash.js";
import type { Starts } from "./starts.js";
import { EMPTY_RUNTIME_ENV, type PopRequest, type WorkerKey } from "./types.js";
import { whyUnfit } from "./worker-record.js";

/**
 * One worker ahead of the next actor.
 *
 * An actor keeps its worker, so on a node that makes one actor after another each of them would wait for a process to
 * start. When an actor has taken the last idle worker that fits its like and no other came for a moment, the next one is
 * started. It is one of the idle workers the node keeps anyway (`IdleWorkers`: as many as it has free CPUs, so none
 * without; workers that ran tasks, which serve no actor, leave for it). Only where the last of its like was forked, since
 * a fork costs little and an exec does not, and not for runtime environments, whose zygote is made for their second worker.
 */
export class Spare {
  #last: PopRequest | null = null;
  #sinceMs = 0;
  #lastWasForked = false;

  constructor(
    readonly state: PoolState,
    readonly starts: Starts,
  ) {}

  started(workerId: WorkerKey, forked: boolean): void {
    const worker = this.state.workers.get(workerId);
    if (worker?.kind !== "WORKER" || worker.language !== "PYTHON") return;
    if (!isEmptyRuntimeEnv(worker.serializedRuntimeEnv)) return;
    this.#lastWasForked = forked;
    if (!forked) this.#last = null;
  }

  leased(request: PopRequest): void {
    if (!this.#lastWasForked || !request.isActor || request.language !== "PYTHON") return;
    if (request.dynamicOptions.length > 0 || !isEmptyRuntimeEnv(request.runtimeEnv.serialized)) return;
    this.#last = request;
    this.#sinceMs = this.state.now;
  }

  tick(desiredIdleWorkers: number): void {
    const request = this.#last;
    const dueMs = this.nextDueMs();
    if (request === null || dueMs === null || dueMs > this.state.now) return;
    this.#last = null;
    if (desiredIdleWorkers < 1 || this.state.idle.some((worker) => whyUnfit(worker, request) === null)) return;
    // What is starting now may be free soon.
    if (this.starts.inFlight.size > 0 || this.starts.queue.queued.length > 0) return;
    const { language, jobId } = request;
    this.starts.prestart({
      type: "prestart",
      language,
      jobId,
      runtimeEnv: EMPTY_RUNTIME_ENV,
      count: 1,
      keepAliveMs: 0,
    });
  }

  nextDueMs(): number | null {
    return this.#last === null ? null : this.#sinceMs + this.state.limits.spareAfterMs;
  }
}
