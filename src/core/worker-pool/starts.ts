import { earliest } from "../due.js";
import type { Children } from "./children.js";
import type { Jobs } from "./jobs.js";
import type { PoolState } from "./pool-state.js";
import { normalRuntimeEnv, runtimeEnvHash } from "./runtime-env-hash.js";
import { type Pop, type Start, StartQueue } from "./start-queue.js";
import {
  EMPTY_RUNTIME_ENV,
  type IoWorkerKind,
  type JobKey,
  type PopFailureStatus,
  type PopRequest,
  type PrestartEvent,
  type RuntimeEnvSpec,
  type WorkerKey,
} from "./types.js";
import { addressOf, newWorker, optionsKey, type Worker, whyUnfit } from "./worker-record.js";

/**
 * Demand for workers and the processes started for it.
 *
 * A pop is served by an idle worker that fits, or promised to a process that is starting for nobody, or gets a start of
 * its own: createRuntimeEnv (if it has one; does not count as a start in flight, it may take minutes), the queue, the
 * process. Whichever fitting worker becomes free first serves it; its own start then becomes somebody else's or nobody's.
 * Starts for pops go before starts ahead of demand, each in order of arrival.
 */
export class Starts {
  readonly pops = new Map<string, Pop>();
  readonly queue: StartQueue;
  /** Processes ordered and neither registered nor gone. */
  readonly inFlight = new Set<Worker>();

  constructor(
    readonly state: PoolState,
    readonly children: Children,
    readonly jobs: Jobs,
    readonly newWorkerId: () => WorkerKey,
    readonly onLeased: (request: PopRequest) => void,
  ) {
    this.queue = new StartQueue(state);
  }

  popWorker(request: PopRequest): void {
    const { popId } = request;
    if (this.pops.has(popId)) {
      this.state.log("error", `pop ${popId} is already waiting; the second request is ignored`);
      return;
    }
    const pop: Pop = {
      request,
      sinceMs: this.state.now,
      isWaitingForJob: true,
      wasJobWarned: false,
      start: null,
      worker: null,
      failedStarts: 0,
      lastFailure: "",
    };
    this.pops.set(popId, pop);
    this.#considerPop(pop);
  }

  cancelPop(popId: string): void {
    const pop = this.pops.get(popId);
    if (pop !== undefined) this.failPop(pop, "canceled", "The request was canceled by its owner.");
  }

  jobKnown(jobId: JobKey): void {
    for (const pop of [...this.pops.values()]) {
      if (pop.isWaitingForJob && pop.request.jobId === jobId) this.#considerPop(pop);
    }
  }

  /** The pops of a finished job fail, save those rooted in a detached actor. */
  jobFinished(jobId: JobKey): void {
    for (const pop of [...this.pops.values()]) {
      const { request } = pop;
      if (request.jobId === jobId && this.jobs.isOverFor(request)) this.#failFinished(pop);
    }
    for (const start of this.queue.startsAhead()) if (start.jobId === jobId) this.queue.drop(start);
  }

  prestart(event: PrestartEvent): void {
    if (this.state.isShuttingDown || !this.state.limits.languages.includes(event.language)) return;
    const job = event.jobId === null ? null : this.jobs.get(event.jobId);
    if (event.jobId !== null && (job === undefined || job?.isFinished)) return;
    for (let i = 0; i < event.count; i++) this.#prestartOne(event, false);
    this.pump();
  }

  prestartForFirstDriver(count: number, runtimeEnv: RuntimeEnvSpec): void {
    const what = { language: "PYTHON" as const, jobId: null, runtimeEnv, keepAliveMs: 0 };
    for (let i = 0; i < count; i++) this.#prestartOne(what, true);
    this.pump();
  }

  /** A worker that spills or restores; it is never leased. */
  startIoWorker(kind: IoWorkerKind): void {
    if (this.state.isShuttingDown) return;
    this.queue.add({
      pop: null,
      kind,
      language: "PYTHON",
      jobId: null,
      runtimeEnv: EMPTY_RUNTIME_ENV,
      dynamicOptions: [],
      keepAliveMs: 0,
      isFirstDriverPrestart: false,
    });
    this.pump();
  }

  runtimeEnvReady(requestId: string, context: string): void {
    this.queue.envReady(requestId, context);
    this.pump();
  }

  runtimeEnvFailed(requestId: string, message: string): void {
    const start = this.queue.envFailed(requestId);
    if (start === undefined) return;
    if (start.pop === null) {
      this.state.log("warn", `no worker started ahead of demand: its runtime env could not be set up: ${message}`);
      return;
    }
    start.pop.start = null;
    this.failPop(start.pop, "runtimeEnvFailed", message);
  }

  /** A worker can take a lease: gives it to the pop it was started for, else to the first that fits. */
  offer(worker: Worker): boolean {
    const own = worker.servesPopId === null ? undefined : this.pops.get(worker.servesPopId);
    if (own !== undefined) {
      this.#lease(worker, own);
      return true;
    }
    for (const pop of this.pops.values()) {
      if (!pop.isWaitingForJob && whyUnfit(worker, pop.request) === null) {
        this.#lease(worker, pop);
        return true;
      }
    }
    return false;
  }

  /** It registered: no longer a start in flight. */
  registered(worker: Worker): void {
    this.inFlight.delete(worker);
    this.pump();
  }

  /** A worker is gone for good; the pop it was to serve gets another start, or fails when it had enough of them. */
  workerGone(worker: Worker, why: string): void {
    this.inFlight.delete(worker);
    const pop = worker.servesPopId === null ? undefined : this.pops.get(worker.servesPopId);
    worker.servesPopId = null;
    if (!worker.isAnnounced) this.state.counters.startsFailed++;
    if (pop !== undefined) {
      pop.worker = null;
      pop.failedStarts++;
      pop.lastFailure = why;
      const { popWorkerMaxRetries } = this.state.limits;
      if (pop.failedStarts > popWorkerMaxRetries) {
        this.failPop(
          pop,
          "startupFailed",
          `No worker could be started for job ${pop.request.jobId}: ${pop.failedStarts} processes in a row failed ` +
            `before they were ready. The last one: ${why} ` +
            "See worker-*.err and raylet.err in the session's logs folder; pop_worker_max_retries sets the number of retries.",
        );
      } else {
        this.state.log("warn", `starting another worker for ${pop.request.popId}: ${why}`);
        this.#considerPop(pop);
      }
    }
    this.pump();
  }

  /** Fills the free places among the starts in flight. */
  pump(): void {
    const max = Math.max(1, this.state.limits.maxStartupConcurrency);
    while (this.inFlight.size < max) {
      const start = this.queue.next();
      if (start === undefined) return;
      this.#launch(start);
    }
  }

  shutdown(): void {
    for (const pop of [...this.pops.values()]) {
      this.failPop(pop, "shutdown", "The raylet is shutting down; the request cannot be served on this node.");
    }
    for (const start of this.queue.startsAhead()) this.queue.drop(start);
  }

  tick(): void {
    const { now, limits } = this.state;
    for (const pop of this.pops.values()) {
      if (pop.isWaitingForJob && !pop.wasJobWarned && now - pop.sinceMs >= limits.jobConfigWarnMs) {
        pop.wasJobWarned = true;
        this.state.log("warn", `${this.why(pop.request.popId)} (for ${now - pop.sinceMs} ms)`);
      }
    }
  }

  /** When `tick` has something to do. */
  nextDueMs(): number | null {
    const { jobConfigWarnMs } = this.state.limits;
    let next: number | null = null;
    for (const pop of this.pops.values()) {
      if (pop.isWaitingForJob && !pop.wasJobWarned) next = earliest(next, pop.sinceMs + jobConfigWarnMs);
    }
    return next;
  }

  failPop(pop: Pop, status: PopFailureStatus, message: string): void {
    const { popId } = pop.request;
    this.#release(pop);
    this.state.counters.popsFailed++;
    this.state.emit({ type: "popFailed", popId, status, message });
  }

  /** Starts of the first driver that may still give a worker. */
  firstDriverStarts(): number {
    return this.queue.startsAhead().filter((start) => start.isFirstDriverPrestart).length;
  }

  why(popId: string): string {
    const pop = this.pops.get(popId);
    if (pop === undefined) return `${popId} does not wait for a worker`;
    const { request, start, worker } = pop;
    const retries = pop.failedStarts > 0 ? `; ${pop.failedStarts} failed before, the last: ${pop.lastFailure}` : "";
    if (pop.isWaitingForJob) {
      return `${popId} waits for the JobConfig of job ${request.jobId}, which the GCS has not announced to this node`;
    }
    if (worker !== null) {
      const pid = this.children.pidOf(worker.workerId);
      const process = `process ${pid ?? "(being launched)"} of worker ${worker.workerId}`;
      return `${popId} waits for ${process} to ${worker.isRegistered ? "announce its port" : "register"}${retries}`;
    }
    if (start !== null && !start.isEnvReady) {
      return `${popId} waits for the runtime env agent to set up ${start.runtimeEnv.serialized}${retries}`;
    }
    const ahead = start === null ? 0 : this.queue.forPops.indexOf(start);
    return (
      `${popId} waits for its turn to start a process: ${this.inFlight.size} are starting ` +
      `(maximum_startup_concurrency ${this.state.limits.maxStartupConcurrency}), ${ahead} are ahead of it${retries}`
    );
  }

  #considerPop(pop: Pop): void {
    const { request } = pop;
    if (this.state.isShuttingDown) {
      this.failPop(pop, "shutdown", "The raylet is shutting down; the request cannot be served on this node.");
      return;
    }
    if (!this.state.limits.languages.includes(request.language)) {
      const has = this.state.limits.languages.join(", ");
      this.failPop(
        pop,
        "unsupported",
        `This node has no ${request.language} workers (it starts ${has}): the raylet was given no worker command for ${request.language}.`,
      );
      return;
    }
    pop.isWaitingForJob = this.jobs.get(request.jobId) === undefined;
    if (pop.isWaitingForJob) return;
    if (this.jobs.isOverFor(request)) {
      this.#failFinished(pop);
      return;
    }
    for (let i = this.state.idle.length - 1; i >= 0; i--) {
      const worker = this.state.idle[i];
      if (worker !== undefined && whyUnfit(worker, request) === null) {
        this.#lease(worker, pop);
        return;
      }
    }
    for (const worker of this.state.workers.values()) {
      if (this.#isUnpromised(worker) && whyUnfit(worker, request) === null) {
        this.#promise(worker, pop);
        return;
      }
    }
    pop.start = this.queue.add({
      pop,
      kind: "WORKER",
      language: request.language,
      jobId: request.jobId,
      runtimeEnv: request.runtimeEnv,
      dynamicOptions: request.dynamicOptions,
      keepAliveMs: 0,
      isFirstDriverPrestart: false,
    });
    this.pump();
  }

  #failFinished(pop: Pop): void {
    const { jobId } = pop.request;
    this.failPop(pop, "jobFinished", `Job ${jobId} has finished; no worker is started for it any more.`);
  }

  #prestartOne(
    what: Pick<PrestartEvent, "language" | "jobId" | "runtimeEnv" | "keepAliveMs">,
    isFirstDriverPrestart: boolean,
  ): void {
    const { language, jobId, runtimeEnv, keepAliveMs } = what;
    this.queue.add({
      pop: null,
      kind: "WORKER",
      language,
      jobId,
      runtimeEnv,
      dynamicOptions: [],
      keepAliveMs,
      isFirstDriverPrestart,
    });
  }

  #launch(start: Start): void {
    const workerId = this.newWorkerId();
    const { pop, kind, language, jobId, context } = start;
    const worker = newWorker({
      workerId,
      kind,
      language,
      jobId,
      serializedRuntimeEnv: normalRuntimeEnv(start.runtimeEnv.serialized),
      dynamicOptions: optionsKey(start.dynamicOptions),
      isFirstDriverPrestart: start.isFirstDriverPrestart,
      minKeepAliveMs: start.keepAliveMs,
      servesPopId: pop?.request.popId ?? null,
      startDeadlineMs: this.state.now + this.state.limits.workerRegisterTimeoutMs,
    });
    this.state.workers.set(workerId, worker);
    this.inFlight.add(worker);
    this.children.launching(workerId);
    this.state.counters.processesStarted++;
    this.state.note(workerId, pop === null ? "started ahead of demand" : `started for ${pop.request.popId}`);
    if (pop !== null) {
      pop.start = null;
      pop.worker = worker;
    }
    this.state.emit({
      type: "startProcess",
      workerId,
      kind,
      language,
      jobId,
      runtimeEnvHash: runtimeEnvHash(start.runtimeEnv.serialized),
      runtimeEnv: start.runtimeEnv,
      runtimeEnvContext: context,
      dynamicOptions: start.dynamicOptions,
      jobFacts: jobId === null ? null : (this.jobs.get(jobId)?.facts ?? null),
    });
  }

  #lease(worker: Worker, pop: Pop): void {
    const { request } = pop;
    this.state.removeIdle(worker);
    if (pop.worker === worker) pop.worker = null;
    worker.servesPopId = null;
    this.#release(pop);
    worker.state = "leased";
    worker.leaseId = request.popId;
    worker.jobId = request.jobId;
    worker.rootDetachedActorId = request.rootDetachedActorId ?? worker.rootDetachedActorId;
    worker.isActorWorker = request.isActor;
    worker.isGpuWorker = request.isGpu;
    worker.actorId = request.actorId;
    worker.isDetachedActor = request.isDetachedActor;
    worker.ownerWorkerId = request.ownerWorkerId;
    worker.ownerNodeId = request.ownerNodeId;
    this.state.counters.popsServed++;
    this.state.note(worker.workerId, `leased to ${request.popId}`);
    this.state.emit({ type: "popped", popId: request.popId, worker: addressOf(worker) });
    this.onLeased(request);
  }

  /** Takes the pop out of the table; what was to serve it is free for others. */
  #release(pop: Pop): void {
    this.pops.delete(pop.request.popId);
    if (pop.start !== null) this.queue.drop(pop.start);
    const worker = pop.worker;
    pop.start = null;
    pop.worker = null;
    if (worker === null) return;
    worker.servesPopId = null;
    for (const start of this.queue.forPops) {
      if (start.pop !== null && whyUnfit(worker, start.pop.request) === null) {
        const next = start.pop;
        this.queue.drop(start);
        next.start = null;
        this.#promise(worker, next);
        return;
      }
    }
  }

  #promise(worker: Worker, pop: Pop): void {
    worker.servesPopId = pop.request.popId;
    pop.worker = worker;
    this.state.note(worker.workerId, `promised to ${pop.request.popId}`);
  }

  #isUnpromised(worker: Worker): boolean {
    return worker.servesPopId === null && (worker.state === "starting" || worker.state === "registered");
  }
}
