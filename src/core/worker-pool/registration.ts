import type { Children } from "./children.js";
import type { IdleWorkers } from "./idle-workers.js";
import type { Jobs } from "./jobs.js";
import type { PoolState } from "./pool-state.js";
import { runtimeEnvHash } from "./runtime-env-hash.js";
import type { Starts } from "./starts.js";
import { type AnnounceEvent, EMPTY_RUNTIME_ENV, type JobKey, type RegisterEvent, type WorkerKey } from "./types.js";
import { newWorker, viewOf, type Worker } from "./worker-record.js";

/** The first driver's register reply, held back until workers for it are there. */
interface HeldReply {
  readonly connectionId: number;
  readonly port: number;
  readonly deadlineMs: number;
  missing: number;
}

/** What became of a local driver's AddJob. */
interface DriverJob {
  readonly connectionId: number;
  state: "sent" | "added" | "leftWhileSent";
}

/** Stock's words (Ray 2.60.0). */
const noPorts = "No available ports. Please specify a wider port range using --min-worker-port and --max-worker-port.";

/** Processes coming in over the raylet socket: checks, ports, the first driver's wait, AddJob. */
export class Registration {
  #held: HeldReply | null = null;
  #hadDriver = false;
  /** JobConfig bytes of drivers that have not announced themselves. */
  readonly #serializedConfigs = new Map<WorkerKey, Uint8Array>();
  readonly #driverJobs = new Map<JobKey, DriverJob>();

  constructor(
    readonly state: PoolState,
    readonly children: Children,
    readonly jobs: Jobs,
    readonly starts: Starts,
    readonly idle: IdleWorkers,
  ) {}

  register(event: RegisterEvent): void {
    const refusal = this.#whyRefused(event);
    if (refusal !== null) {
      this.#refuse(event, refusal);
      return;
    }
    const port = this.state.ports.take();
    if (port === null) {
      this.#refuse(event, noPorts);
      return;
    }
    if (event.kind === "DRIVER") this.#admitDriver(event, port);
    else this.#admitWorker(event, port);
  }

  /** The port chosen for a client is somebody else's: another one takes its place before the client is answered. */
  portInUse(connectionId: number, port: number): void {
    const worker = this.state.byConnection.get(connectionId);
    if (worker === undefined || worker.assignedPort !== port || worker.isAnnounced) return;
    const next = worker.portsTried < this.state.ports.size ? this.state.ports.take() : null;
    // Only now, so that the same port is not chosen again.
    this.state.ports.release(port);
    worker.portsTried++;
    worker.assignedPort = next ?? 0;
    const success = next !== null;
    const reason = success ? "OK" : noPorts;
    this.state.emit({ type: "replyRegister", connectionId, success, reason, port: worker.assignedPort });
  }

  /** @returns why the sender broke the protocol, or null */
  announce(event: AnnounceEvent): string | null {
    const worker = this.state.byConnection.get(event.connectionId);
    if (worker === undefined) return "AnnounceWorkerPort before a successful RegisterClientRequest";
    if (worker.isAnnounced) return `worker ${worker.workerId} announced its port a second time`;
    if (this.#held?.connectionId === event.connectionId)
      return "AnnounceWorkerPort before the reply to its registration";
    if (!Number.isInteger(event.port) || event.port < 1 || event.port > 65_535) {
      return `worker ${worker.workerId} announced port ${event.port}, which is none`;
    }
    if (worker.state === "dying") return null;
    worker.port = event.port;
    worker.isAnnounced = true;
    worker.startDeadlineMs = null;
    this.state.note(worker.workerId, `announced port ${event.port}`);
    if (worker.state !== "exiting") worker.state = "running";
    this.state.emit({ type: "workerReady", worker: viewOf(worker, this.children.pidOf(worker.workerId)) });
    if (worker.kind === "DRIVER") this.#addJob(worker, event);
    else if (worker.kind === "WORKER" && worker.state === "running") {
      this.idle.free(worker, Math.max(worker.minKeepAliveMs, this.state.limits.idleWorkerKeepAliveMs));
    }
    return null;
  }

  addJobDone(jobId: JobKey, error: string | null): void {
    const job = this.#driverJobs.get(jobId);
    if (job === undefined || job.state === "added") return;
    if (job.state === "leftWhileSent") {
      this.#driverJobs.delete(jobId);
      this.state.emit({ type: "markJobFinished", jobId });
      return;
    }
    job.state = "added";
    const { connectionId } = job;
    const reason = error === null ? "OK" : `The GCS did not take job ${jobId}: ${error}`;
    this.state.emit({ type: "replyAnnounce", connectionId, success: error === null, reason });
  }

  /** A start or a worker of the first driver's came to an end without registering, or registered. */
  recount(): void {
    const held = this.#held;
    if (held === null) return;
    let coming = this.starts.firstDriverStarts();
    for (const worker of this.starts.inFlight) if (worker.isFirstDriverPrestart) coming++;
    if (held.missing <= 0 || coming === 0) this.#releaseHeld();
  }

  /** A held reply has nobody to go to any more. */
  connectionGone(connectionId: number): void {
    if (this.#held?.connectionId === connectionId) this.#held = null;
  }

  /** The worker is gone. A driver's job ends with it. */
  workerGone(worker: Worker): void {
    this.#serializedConfigs.delete(worker.workerId);
    if (worker.kind === "DRIVER" && worker.jobId !== null) this.#driverGone(worker.jobId);
    this.recount();
  }

  tick(): void {
    if (this.#held !== null && this.#held.deadlineMs <= this.state.now) {
      this.state.log(
        "warn",
        `${this.#held.missing} of the workers started for the first driver have not registered within ` +
          `${this.state.limits.firstDriverHoldMs} ms; the driver goes on without them`,
      );
      this.#releaseHeld();
    }
  }

  /** When `tick` has something to do. */
  nextDueMs(): number | null {
    return this.#held?.deadlineMs ?? null;
  }

  shutdown(): void {
    if (this.#held !== null) this.#releaseHeld();
  }

  /** The connection whose register reply waits for workers, or null. */
  get heldConnection(): number | null {
    return this.#held?.connectionId ?? null;
  }

  #admitWorker(event: RegisterEvent, port: number): void {
    const worker = this.state.workers.get(event.workerId);
    if (worker === undefined) return;
    worker.state = "registered";
    worker.startDeadlineMs = this.state.now + this.state.limits.workerRegisterTimeoutMs;
    this.children.registered(worker.workerId, event.pid);
    this.#bind(worker, event, port);
    this.state.emit({ type: "replyRegister", connectionId: event.connectionId, success: true, reason: "OK", port });
    if (worker.kind === "WORKER" && this.#held !== null) this.#held.missing--;
    this.starts.registered(worker);
    this.recount();
  }

  #admitDriver(event: RegisterEvent, port: number): void {
    const { connectionId, workerId, jobId, language, jobFacts } = event;
    if (jobId === null || jobFacts === null) return;
    const worker = newWorker({
      workerId,
      kind: "DRIVER",
      language,
      jobId,
      serializedRuntimeEnv: "{}",
      dynamicOptions: "",
      state: "registered",
    });
    this.state.workers.set(workerId, worker);
    this.#serializedConfigs.set(workerId, event.serializedJobConfig ?? new Uint8Array());
    this.#bind(worker, event, port);
    if (this.jobs.started(jobId, jobFacts)) this.starts.jobKnown(jobId);
    if (!this.#holdFirstDriver(event, port)) {
      this.state.emit({ type: "replyRegister", connectionId, success: true, reason: "OK", port });
    }
  }

  #bind(worker: Worker, event: RegisterEvent, port: number): void {
    worker.isRegistered = true;
    worker.pid = event.pid;
    worker.ip = event.ip;
    worker.assignedPort = port;
    worker.connectionId = event.connectionId;
    worker.lastConnectionId = event.connectionId;
    this.state.byConnection.set(event.connectionId, worker);
    this.state.note(worker.workerId, `registered: ${event.kind} process ${event.pid}`);
  }

  /** Ray 2.60.0: the first Python driver learns of its registration when the first workers are there. */
  #holdFirstDriver(event: RegisterEvent, port: number): boolean {
    if (event.language !== "PYTHON" || this.#hadDriver) return false;
    this.#hadDriver = true;
    const { numPrestartPythonWorkers, maxStartupConcurrency, prestartWorkerFirstDriver } = this.state.limits;
    if (numPrestartPythonWorkers <= 0 || !prestartWorkerFirstDriver) return false;
    const { connectionId } = event;
    const deadlineMs = this.state.now + this.state.limits.firstDriverHoldMs;
    const missing = Math.min(numPrestartPythonWorkers, Math.max(1, maxStartupConcurrency));
    this.#held = { connectionId, port, deadlineMs, missing };
    this.starts.prestartForFirstDriver(numPrestartPythonWorkers, EMPTY_RUNTIME_ENV);
    return true;
  }

  #releaseHeld(): void {
    const held = this.#held;
    if (held === null) return;
    this.#held = null;
    const { connectionId, port } = held;
    this.state.emit({ type: "replyRegister", connectionId, success: true, reason: "OK", port });
  }

  #addJob(worker: Worker, event: AnnounceEvent): void {
    if (worker.jobId === null) return;
    const { jobId, workerId, ip, port } = worker;
    this.#driverJobs.set(jobId, { connectionId: event.connectionId, state: "sent" });
    this.state.emit({
      type: "addJob",
      jobId,
      driverWorkerId: workerId,
      driverIp: ip,
      driverPort: port,
      driverPid: worker.pid ?? 0,
      entrypoint: event.entrypoint,
      serializedJobConfig: this.#serializedConfigs.get(workerId) ?? new Uint8Array(),
    });
    this.#serializedConfigs.delete(workerId);
  }

  #driverGone(jobId: JobKey): void {
    const job = this.#driverJobs.get(jobId);
    if (job === undefined) return;
    if (job.state === "sent") {
      job.state = "leftWhileSent";
      return;
    }
    this.#driverJobs.delete(jobId);
    this.state.emit({ type: "markJobFinished", jobId });
  }

  #refuse(event: RegisterEvent, reason: string): void {
    this.state.counters.registrationsRefused++;
    this.state.log("refusal", `refused to register ${event.kind} ${event.workerId} (process ${event.pid}): ${reason}`);
    const { connectionId } = event;
    this.state.emit({ type: "replyRegister", connectionId, success: false, reason, port: 0 });
  }

  /** Why this registration cannot be taken, or null. The sender alone bears the consequences. */
  #whyRefused(event: RegisterEvent): string | null {
    const { workerId, kind, pid, language } = event;
    if (this.state.isShuttingDown) return "The raylet is shutting down.";
    if (!Number.isSafeInteger(pid) || pid <= 1) return `${pid} is no process id.`;
    for (const other of this.state.workers.values()) {
      if (other.isRegistered && other.pid === pid && other.kind !== "DRIVER" && kind !== "DRIVER") {
        return `Process ${pid} is already registered as worker ${other.workerId}.`;
      }
    }
    const known = this.state.workers.get(workerId);
    if (kind === "DRIVER") {
      if (known !== undefined) return `Worker id ${workerId} is already in use on this node.`;
      if (this.state.dead.has(workerId)) return `Driver ${workerId} has left before; a driver cannot come back.`;
      if (event.jobId === null) return "A driver needs a job id.";
      if (event.jobFacts === null) return "A driver needs a JobConfig, and the bytes sent are none.";
      for (const other of this.state.workers.values()) {
        if (other.kind === "DRIVER" && other.jobId === event.jobId) {
          return `Job ${event.jobId} already has a driver on this node: ${other.workerId}.`;
        }
      }
      if (this.jobs.get(event.jobId)?.isFinished) return `Job ${event.jobId} has finished.`;
      return null;
    }
    if (known === undefined) {
      const was = this.state.dead.has(workerId) ? "is dead already" : "was not started by this raylet";
      return `Received a register request from an unknown worker: ${workerId} ${was}.`;
    }
    if (known.isRegistered) return `Worker ${workerId} is already registered, by process ${known.pid}.`;
    if (known.kind !== kind) return `Worker ${workerId} was started as ${known.kind}, not as ${kind}.`;
    if (known.language !== language) return `Worker ${workerId} was started for ${known.language}, not ${language}.`;
    const hash = runtimeEnvHash(known.serializedRuntimeEnv);
    if (event.runtimeEnvHash !== hash) {
      return `Worker ${workerId} was started with runtime env hash ${hash}, not ${event.runtimeEnvHash}.`;
    }
    if (event.jobId !== null && known.jobId !== null && event.jobId !== known.jobId) {
      return `Worker ${workerId} was started for job ${known.jobId}, not ${event.jobId}.`;
    }
    if (known.state !== "starting") return `Worker ${workerId} is being stopped.`;
    return null;
  }
}
