/**
 * The worker pool of one raylet: which worker processes there are, who gets which, when new ones start, when old ones go.
 *
 * A worker is chosen by job, language, runtime environment and what it did before; it costs about a second to start, so
 * it is kept and used again. Processes die in every way at every moment; whoever waited for one must learn of it, once.
 * This machine decides only: it knows no sockets, processes, clocks or promises. `handle(event, now)` returns the
 * effects its shell (src/raylet) performs in order; answers come back as events.
 *
 * | state      | meaning                                                  | leaves by                                   |
 * |------------|----------------------------------------------------------|---------------------------------------------|
 * | starting   | its process was ordered                                  | register, end of process, start timeout     |
 * | registered | connected; port not announced (drivers: reply may wait)  | announce, start timeout                     |
 * | idle       | announced, no lease (`PoolState.idle`)                   | popWorker, Exit by idle rule or job end     |
 * | leased     | serves the lease or actor `leaseId`                      | pushWorker, goodbye, kill                   |
 * | running    | announced driver or IO worker                            | goodbye, close, kill                        |
 * | exiting    | asked to exit (may refuse: back to idle) or being killed | exitReply, goodbye, close, end of process   |
 * | dying      | connection closed or process ended; the other is awaited | the other one, or deathEvidenceMs           |
 * | (dead)     | removed; one report made; id kept in a bounded table     |                                             |
 *
 * Blocked workers (waiting in ray.get) are the scheduler's business: here they stay leased.
 * Parts: Starts (demand and processes in start-up), Registration (socket, drivers), IdleWorkers, Spare (one ahead of the
 * next actor), Kills, Deaths, Jobs, Children (operating system processes), all over one PoolState.
 *
 * Invariants (checked by `validate()`):
 *  1. a lease has one worker and a worker at most one lease; each pop is answered exactly once;
 *  2. starts in flight never exceed maximum_startup_concurrency, and none waits while there is room;
 *  3. a waiting pop waits for its job, or has exactly one start or one promised worker; no idle worker fits it;
 *  4. each registered worker gets exactly one workerDied and one reportWorkerFailure;
 *  5. each runtime env made is deleted once, after its last user;
 *  6. ports and connections belong to one worker each.
 */

import { earliest } from "../due.js";
import { Children } from "./children.js";
import { Deaths } from "./deaths.js";
import { IdleWorkers } from "./idle-workers.js";
import { Jobs } from "./jobs.js";
import { Kills } from "./kills.js";
import { DEFAULT_WORKER_POOL_LIMITS, type WorkerPoolLimits } from "./limits.js";
import { PoolState, type StoryEntry } from "./pool-state.js";
import { Registration } from "./registration.js";
import { Spare } from "./spare.js";
import { Starts } from "./starts.js";
import type {
  JobFacts,
  JobKey,
  PopRequest,
  PushWorkerEvent,
  RegisterEvent,
  WorkerKey,
  WorkerPoolEffect,
  WorkerPoolEvent,
  WorkerState,
  WorkerView,
} from "./types.js";
import { findPoolProblems } from "./validate.js";
import { viewOf, type Worker } from "./worker-record.js";

export interface WorkerPoolOptions {
  readonly limits: Partial<WorkerPoolLimits>;
  /** Random WorkerIDs (hex of 28 bytes), one for each process to start. */
  readonly newWorkerId: () => WorkerKey;
}

/** Numbers for metrics and debug_state.txt. */
export interface WorkerPoolStats {
  readonly workers: Readonly<Record<WorkerState, number>>;
  readonly drivers: number;
  readonly startsInFlight: number;
  readonly startsQueued: number;
  readonly runtimeEnvsBeingMade: number;
  readonly popsWaiting: number;
  readonly popsWaitingForJob: number;
  readonly jobs: number;
  readonly portsFree: number;
  readonly liveProcesses: number;
  readonly counters: Readonly<PoolState["counters"]>;
}

export class WorkerPool {
  readonly #state: PoolState;
  readonly #children: Children;
  readonly #jobs: Jobs;
  readonly #starts: Starts;
  readonly #kills: Kills;
  readonly #idle: IdleWorkers;
  readonly #spare: Spare;
  readonly #registration: Registration;
  readonly #deaths: Deaths;
  #isShutdownReported = false;

  constructor(options: WorkerPoolOptions) {
    const state = new PoolState({ ...DEFAULT_WORKER_POOL_LIMITS, ...options.limits });
    this.#state = state;
    this.#children = new Children(state);
    this.#jobs = new Jobs(state);
    const onLeased = (request: PopRequest) => this.#spare.leased(request);
    this.#starts = new Starts(state, this.#children, this.#jobs, options.newWorkerId, onLeased);
    this.#spare = new Spare(state, this.#starts);
    this.#kills = new Kills(state, this.#children);
    this.#idle = new IdleWorkers(state, this.#starts, this.#jobs, this.#kills);
    this.#registration = new Registration(state, this.#children, this.#jobs, this.#starts, this.#idle);
    this.#deaths = new Deaths(state, this.#children, this.#starts, this.#kills, this.#registration);
  }

  /** `now`: ms of the shell's monotonic clock, never falling. Effects are to be performed in order. */
  handle(event: WorkerPoolEvent, now: number): WorkerPoolEffect[] {
    this.#state.now = now;
    this.#apply(event);
    if (this.#state.isShuttingDown && !this.#isShutdownReported && this.#children.size === 0) {
      this.#isShutdownReported = true;
      this.#state.emit({ type: "shutdownComplete" });
    }
    return this.#state.takeEffects();
  }

  #apply(event: WorkerPoolEvent): void {
    switch (event.type) {
      case "register":
        this.#register(event);
        break;
      case "portInUse":
        this.#registration.portInUse(event.connectionId, event.port);
        break;
      case "announce": {
        const broken = this.#registration.announce(event);
        if (broken !== null) this.#afterDeath(this.#deaths.violation(event.connectionId, broken));
        break;
      }
      case "disconnect":
        this.#afterDeath(this.#deaths.disconnect(event));
        break;
      case "connectionClosed":
        this.#afterDeath(this.#deaths.connectionClosed(event.connectionId));
        break;
      case "actorCreationTaskDone":
        this.#actorCreationTaskDone(event.connectionId);
        break;
      case "processStarted":
        this.#children.started(event.workerId, event.pid);
        this.#spare.started(event.workerId, event.forked);
        break;
      case "processStartFailed":
        this.#deaths.processStartFailed(event.workerId, event.message);
        break;
      case "processExited":
        this.#afterDeath(this.#deaths.processExited(event.workerId, event.end));
        break;
      case "popWorker":
        this.#starts.popWorker(event.request);
        break;
      case "cancelPop":
        this.#starts.cancelPop(event.popId);
        break;
      case "pushWorker":
        this.#pushWorker(event);
        break;
      case "prestart":
        this.#starts.prestart(event);
        break;
      case "startIoWorker":
        this.#starts.startIoWorker(event.kind);
        break;
      case "killWorker":
        this.#withWorker(event.workerId, (worker) => this.#kills.kill(worker, event));
        break;
      case "killActor":
        this.#kills.killActor(event);
        break;
      case "killActorReply":
        this.#kills.killActorReply(event.requestId, event.ok);
        break;
      case "runtimeEnvReady":
        if (!this.#jobs.runtimeEnvDone(event.requestId, null)) {
          this.#starts.runtimeEnvReady(event.requestId, event.context);
        }
        break;
      case "runtimeEnvFailed":
        if (!this.#jobs.runtimeEnvDone(event.requestId, event.message)) {
          this.#starts.runtimeEnvFailed(event.requestId, event.message);
        }
        break;
      case "exitReply":
        this.#withWorker(event.workerId, (worker) => this.#idle.exitReply(worker, event.success));
        break;
      case "addJobDone":
        this.#registration.addJobDone(event.jobId, event.error);
        break;
      case "jobStarted":
        if (this.#jobs.started(event.jobId, event.facts)) this.#starts.jobKnown(event.jobId);
        break;
      case "jobFinished":
        this.#finishJob(event.jobId, event.facts);
        break;
      case "ownerDied":
        this.#kills.ownerDied(event);
        break;
      case "tick":
        this.#tick(event.desiredIdleWorkers);
        break;
      case "shutdown":
        this.#shutdown(event.force);
        break;
    }
  }

  #register(event: RegisterEvent): void {
    if (this.#state.byConnection.has(event.connectionId)) {
      const reason = "a second RegisterClientRequest on a connection that is registered already";
      this.#afterDeath(this.#deaths.violation(event.connectionId, reason));
      return;
    }
    this.#registration.register(event);
  }

  #actorCreationTaskDone(connectionId: number): void {
    const worker = this.#state.byConnection.get(connectionId);
    if (worker === undefined || worker.isActorWorker !== true) {
      const reason = "ActorCreationTaskDone from a client that creates no actor";
      this.#afterDeath(this.#deaths.violation(connectionId, reason));
      return;
    }
    worker.isActorReady = true;
    this.#state.note(worker.workerId, `actor ${worker.actorId ?? ""} created`);
  }

  #pushWorker(event: PushWorkerEvent): void {
    const worker = this.#state.workers.get(event.workerId);
    if (worker === undefined || worker.leaseId !== event.popId) return;
    worker.leaseId = null;
    if (event.disconnect) worker.brokenLeaseId = event.popId;
    worker.actorId = null;
    worker.isDetachedActor = false;
    worker.ownerWorkerId = null;
    worker.ownerNodeId = null;
    this.#state.note(worker.workerId, `lease ${event.popId} returned`);
    if (worker.state !== "leased") return;
    if (event.disconnect || worker.isActorReady) {
      const why =
        "The leased worker has unrecoverable failure. Worker is requested to be destroyed when it is returned.";
      const detail = event.detail === "" ? why : `${why} ${event.detail}`;
      this.#kills.kill(worker, { exitType: "SYSTEM_ERROR", detail, force: false });
    } else if (event.workerExiting) {
      worker.state = "exiting";
      worker.leaveDeadlineMs = this.#state.now + this.#state.limits.actorGracefulShutdownTimeoutMs;
    } else {
      this.#idle.free(worker);
    }
  }

  /** Idle workers of the job are asked to leave, the others of it are killed, save those of detached actors. */
  #finishJob(jobId: JobKey, facts?: JobFacts): void {
    if (!this.#jobs.finished(jobId, facts)) return;
    this.#starts.jobKnown(jobId);
    this.#starts.jobFinished(jobId);
    for (const worker of [...this.#state.workers.values()]) {
      if (worker.jobId !== jobId || worker.kind !== "WORKER" || worker.servesPopId !== null) continue;
      if (!this.#jobs.isOverFor({ ...worker, jobId })) continue;
      if (worker.state === "idle") this.#idle.askExit(worker, true, "its job has finished");
      else if (worker.state !== "exiting" && worker.state !== "dying") {
        const detail = `The worker was killed because its job ${jobId} has finished.`;
        this.#kills.kill(worker, { exitType: "INTENDED_SYSTEM_EXIT", detail, force: worker.state !== "leased" });
      }
    }
  }

  #afterDeath(worker: Worker | null): void {
    if (worker === null || !worker.isRegistered) return;
    if (worker.kind === "DRIVER" && worker.jobId !== null) this.#finishJob(worker.jobId);
    this.#kills.ownerDied({ workerId: worker.workerId, nodeId: null });
  }

  #tick(desiredIdleWorkers: number): void {
    for (const worker of this.#deaths.tick()) this.#afterDeath(worker);
    this.#kills.tick();
    this.#children.tick();
    this.#registration.tick();
    this.#starts.tick();
    if (this.#state.isShuttingDown) return;
    this.#idle.tick(desiredIdleWorkers);
    this.#spare.tick(desiredIdleWorkers);
  }

  /** A worker that does nothing has nothing to finish; one that does has a moment for its exit handlers. */
  #shutdown(force: boolean): void {
    if (!this.#state.isShuttingDown) {
      this.#state.isShuttingDown = true;
      this.#starts.shutdown();
      this.#registration.shutdown();
    }
    for (const worker of this.#state.workers.values()) {
      if (worker.kind === "DRIVER") continue;
      const detail = "The worker was killed because its raylet shuts down.";
      const isAtRest = !worker.isRegistered || worker.state === "registered" || worker.state === "idle";
      this.#kills.kill(worker, { exitType: "INTENDED_SYSTEM_EXIT", detail, force: force || isAtRest });
    }
    this.#children.terminateAll(force, this.#state.limits.shutdownGraceMs);
  }

  #withWorker(workerId: WorkerKey, act: (worker: Worker) => void): void {
    const worker = this.#state.workers.get(workerId);
    if (worker !== undefined) act(worker);
  }

  // --------------------------------------------------------------------------------------------------------- queries

  /** When a tick has something to do next, if no other event comes and as many idle workers stay wanted; null: never. */
  nextWakeMs(desiredIdleWorkers: number): number | null {
    let next = earliest(
      this.#children.nextDueMs(),
      this.#registration.nextDueMs(),
      this.#starts.nextDueMs(),
      ...(this.#state.isShuttingDown ? [] : [this.#idle.nextDueMs(desiredIdleWorkers), this.#spare.nextDueMs()]),
    );
    for (const worker of this.#state.workers.values()) {
      const { evidenceDeadlineMs, startDeadlineMs, leaveDeadlineMs, exitReplyDeadlineMs } = worker;
      next = earliest(next, evidenceDeadlineMs, startDeadlineMs, leaveDeadlineMs, exitReplyDeadlineMs);
    }
    return next;
  }

  /** Workers and drivers that are not dead, in the order they started or registered. */
  workers(): WorkerView[] {
    return [...this.#state.workers.values()].map((worker) => this.#view(worker));
  }

  worker(workerId: WorkerKey): WorkerView | undefined {
    const worker = this.#state.workers.get(workerId);
    return worker === undefined ? undefined : this.#view(worker);
  }

  byConnection(connectionId: number): WorkerView | undefined {
    const worker = this.#state.byConnection.get(connectionId);
    return worker === undefined ? undefined : this.#view(worker);
  }

  /** NodeManager.IsLocalWorkerDead: true for every id that is not a registered, living worker or driver of this node. */
  isWorkerDead(workerId: WorkerKey): boolean {
    const worker = this.#state.workers.get(workerId);
    return worker === undefined || !worker.isRegistered || worker.state === "dying";
  }

  hasJob(jobId: JobKey): boolean {
    return this.#jobs.get(jobId) !== undefined;
  }

  /** What this pop waits for, in one sentence. */
  why(popId: string): string {
    return this.#starts.why(popId);
  }

  /** The last transitions of a worker, oldest first; also of dead ones while the ring holds them. */
  story(workerId: WorkerKey): StoryEntry[] {
    return this.#state.story(workerId);
  }

  stats(): WorkerPoolStats {
    const workers = { starting: 0, registered: 0, idle: 0, leased: 0, running: 0, exiting: 0, dying: 0 };
    let drivers = 0;
    for (const worker of this.#state.workers.values()) {
      if (worker.kind === "DRIVER") drivers++;
      else workers[worker.state]++;
    }
    const pops = [...this.#starts.pops.values()];
    return {
      workers,
      drivers,
      startsInFlight: this.#starts.inFlight.size,
      startsQueued: this.#starts.queue.queued.length,
      runtimeEnvsBeingMade: this.#starts.queue.makingEnv.size,
      popsWaiting: pops.length,
      popsWaitingForJob: pops.filter((pop) => pop.isWaitingForJob).length,
      jobs: this.#jobs.count,
      portsFree: this.#state.ports.freeCount,
      liveProcesses: this.#children.liveCount,
      counters: { ...this.#state.counters },
    };
  }

  /** @throws Error naming every broken invariant */
  validate(): void {
    const problems = findPoolProblems(this.#state, this.#starts, this.#children);
    if (problems.length > 0) throw new Error(`worker pool invariants broken: ${problems.join("; ")}`);
  }

  #view(worker: Worker): WorkerView {
    return viewOf(worker, this.#children.pidOf(worker.workerId));
  }
}
