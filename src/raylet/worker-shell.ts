import { randomBytes } from "node:crypto";
import type { Lease, PopFailure, ResourceMapping, SchedulerEffect } from "../core/scheduler/types.js";
import { isEmptyRuntimeEnv } from "../core/worker-pool/runtime-env-hash.js";
import {
  EMPTY_RUNTIME_ENV,
  type PopFailureStatus,
  type RuntimeEnvSpec,
  type WorkerAddress,
  type WorkerDiedEffect,
  type WorkerPoolEffect,
  type WorkerPoolEvent,
  type WorkerPoolLimits,
} from "../core/worker-pool/types.js";
import { WorkerPool } from "../core/worker-pool/worker-pool.js";
import { NodeId } from "../ids/index.js";
import { errorText } from "../runtime/errors.js";
import { FoldedWarnings } from "../runtime/folded-warnings.js";
import { canBind } from "../runtime/ports.js";
import { type Init, rpc } from "../wire/index.js";
import { JobLedger } from "./job-ledger.js";
import { popRequestOf } from "./lease-codec.js";
import type { NodeContext, Peers } from "./node-context.js";
import type { RuntimeEnvClient } from "./runtime-env-client.js";
import type { WorkerStarter } from "./worker-starter.js";

const FAILURE_OF: Record<PopFailureStatus, PopFailure> = {
  runtimeEnvFailed: "runtimeEnvSetupFailed",
  startupFailed: "workerStartupFailed",
  unsupported: "workerStartupFailed",
  jobFinished: "jobFinished",
  canceled: "retry",
  shutdown: "jobFinished",
};

const EXIT_RPC_TIMEOUT_MS = 10_000;
const MAX_RUNTIME_ENVS = 1_000;
const MILLISECONDS = 1_000;

/** Runs the worker pool: starts and signals processes, answers their sockets, tells head, scheduler and objects. */
export class WorkerShell {
  readonly machine: WorkerPool;
  readonly #context: NodeContext;
  readonly #peers: Peers;
  readonly #refusals: FoldedWarnings;
  readonly #jobs: JobLedger;
  #onShutdownComplete: () => void = () => {};
  /** Death causes of KillLocalActor calls, by the request id given to the machine. */
  readonly #killRequests = new Map<number, { request: rpc.KillLocalActorRequest; done: () => void }>();
  /** Runtime environments in full, by their serialized text: the scheduler keeps that alone. */
  readonly #runtimeEnvs = new Map<string, RuntimeEnvSpec>();
  #nextKillRequest = 1;
  #runtimeEnvAgent: RuntimeEnvClient | null = null;
  readonly #starter: WorkerStarter;

  constructor(context: NodeContext, peers: Peers, limits: WorkerPoolLimits, starter: WorkerStarter) {
    this.#context = context;
    this.#peers = peers;
    this.#starter = starter;
    this.#refusals = new FoldedWarnings(
      context.log,
      (count) => `${count} more clients were turned away like the last ones`,
    );
    this.machine = new WorkerPool({ limits, newWorkerId: () => randomBytes(28).toString("hex") });
    this.#jobs = new JobLedger(context, (event) => this.post(event));
    starter.connect(
      {
        onStarted: (workerId, pid, forked) => this.post({ type: "processStarted", workerId, pid, forked }),
        onFailed: (workerId, message) => this.post({ type: "processStartFailed", workerId, message }),
        onExited: (workerId, end) => this.post({ type: "processExited", workerId, end }),
      },
      context.config,
    );
  }

  /** Known once the agents run; until then no worker is asked for. */
  useRuntimeEnvs(client: RuntimeEnvClient, nodeManagerPort: number): void {
    this.#runtimeEnvAgent = client;
    this.#starter.useRuntimeEnvs(client, nodeManagerPort);
  }

  get firstForksReady(): Promise<void> {
    return this.#starter.firstForksReady;
  }

  get jobs(): JobLedger {
    return this.#jobs;
  }

  post(event: WorkerPoolEvent): void {
    this.#context.queue.run(() => {
      for (const effect of this.machine.handle(event, this.#context.now())) this.#perform(effect);
    });
    if (event.type === "tick") this.#starter.post({ type: "tick" });
  }

  popFor(lease: Lease, mapping: readonly ResourceMapping[]): void {
    const known = this.#runtimeEnvs.get(lease.serializedRuntimeEnv) ?? EMPTY_RUNTIME_ENV;
    const runtimeEnv = { ...known, serialized: lease.serializedRuntimeEnv };
    this.post({ type: "popWorker", request: popRequestOf(lease, mapping, runtimeEnv) });
  }

  /** Time limit and log files of a runtime environment travel with each lease request; the newest ones are used. */
  rememberRuntimeEnv(spec: RuntimeEnvSpec): void {
    if (isEmptyRuntimeEnv(spec.serialized)) return;
    this.#runtimeEnvs.delete(spec.serialized);
    this.#runtimeEnvs.set(spec.serialized, spec);
    const [oldest] = this.#runtimeEnvs.keys();
    if (this.#runtimeEnvs.size > MAX_RUNTIME_ENVS && oldest !== undefined) this.#runtimeEnvs.delete(oldest);
  }

  /** Ends every worker; resolves when no process is left. */
  shutdown(force: boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#onShutdownComplete = resolve;
      this.#starter.post({ type: "shutdown" });
      this.post({ type: "shutdown", force });
    });
  }

  returned(lease: Extract<SchedulerEffect, { type: "returnWorker" }>): void {
    this.post({
      type: "pushWorker",
      workerId: lease.workerId,
      popId: lease.leaseId,
      disconnect: lease.disconnect,
      workerExiting: lease.exiting,
      detail: lease.detail,
    });
  }

  /** KillLocalActor; resolves when the worker is gone. */
  killActor(request: rpc.KillLocalActorRequest): Promise<void> {
    const requestId = this.#nextKillRequest++;
    return new Promise((resolve) => {
      this.#killRequests.set(requestId, { request, done: resolve });
      this.post({
        type: "killActor",
        requestId,
        workerId: Buffer.from(request.workerId).toString("hex"),
        force: request.forceKill,
      });
    });
  }

  #perform(effect: WorkerPoolEffect): void {
    switch (effect.type) {
      case "replyRegister":
        void this.#replyRegister(effect);
        return;
      case "replyAnnounce":
        return this.#peers.sockets.send(effect.connectionId, {
          type: "AnnounceWorkerPortReply",
          success: effect.success,
          failureReason: effect.reason,
        });
      case "replyDisconnect":
        return this.#peers.sockets.sendLast(effect.connectionId, { type: "DisconnectClientReply" });
      case "closeConnection":
        return this.#peers.sockets.close(effect.connectionId, effect.reason);
      case "startProcess":
        return this.#starter.start(effect);
      case "signal":
        if (effect.group) this.#context.children.killGroup(effect.pid, effect.signal);
        else this.#context.children.kill(effect.pid, effect.signal);
        return;
      case "createRuntimeEnv":
        void this.#createRuntimeEnv(effect);
        return;
      case "deleteRuntimeEnv":
        this.#runtimeEnvAgent?.delete(effect.serialized).catch((error) => {
          this.#context.log.warning(`A runtime environment could not be given back: ${errorText(error)}`);
        });
        return;
      case "popped":
        return this.#peers.leases.post({ type: "workerPopped", leaseId: effect.popId, worker: effect.worker });
      case "popFailed":
        return this.#peers.leases.post({
          type: "workerPopFailed",
          leaseId: effect.popId,
          reason: FAILURE_OF[effect.status],
          message: effect.message,
        });
      case "workerReady": {
        const { kind, workerId } = effect.worker;
        if (kind === "SPILL_WORKER" || kind === "RESTORE_WORKER") {
          this.#peers.ioWorkers.post({ type: "workerReady", kind, workerId });
        }
        return;
      }
      case "ioWorkerFailed":
        return this.#peers.ioWorkers.post({ type: "startFailed", kind: effect.kind, text: effect.detail });
      case "workerDied":
        return this.#workerDied(effect);
      case "exitWorker":
        void this.#exitWorker(effect.worker, effect.force);
        return;
      case "killActorRpc":
        void this.#killActorRpc(effect.requestId, effect.worker);
        return;
      case "killActorDone":
        this.#killRequests.get(effect.requestId)?.done();
        this.#killRequests.delete(effect.requestId);
        return;
      case "addJob":
        void this.#jobs.add(effect);
        return;
      case "markJobFinished":
        void this.#jobs.markFinished(effect.jobId);
        return;
      case "reportWorkerFailure":
        return this.#reportWorkerFailure(effect);
      case "pushError": {
        const seconds = this.#context.now() / MILLISECONDS;
        return this.#context.errors.report(effect.jobId, effect.kind, effect.message, seconds);
      }
      case "log":
        if (effect.level === "refusal") this.#refusals.warn(() => effect.message);
        else if (effect.level === "error") this.#context.log.error(effect.message);
        else if (effect.level === "warn") this.#context.log.warning(effect.message);
        else this.#context.log.info(effect.message);
        return;
      case "shutdownComplete":
        this.#refusals.flush();
        return this.#onShutdownComplete();
    }
  }

  /** A port out of Ray's range may be some other program's; Ray's core worker would abort on it. */
  async #replyRegister(effect: Extract<WorkerPoolEffect, { type: "replyRegister" }>): Promise<void> {
    const { connectionId, port } = effect;
    if (port !== 0 && !(await canBind(port))) {
      this.post({ type: "portInUse", connectionId, port });
      return;
    }
    this.#peers.sockets.send(connectionId, {
      type: "RegisterClientReply",
      success: effect.success,
      failureReason: effect.reason,
      nodeId: NodeId.fromHex(this.#context.flags.nodeId),
      port,
    });
  }

  async #createRuntimeEnv(effect: Extract<WorkerPoolEffect, { type: "createRuntimeEnv" }>): Promise<void> {
    const { requestId } = effect;
    try {
      if (this.#runtimeEnvAgent === null) throw new Error("the runtime env agent is not running yet");
      const context = await this.#runtimeEnvAgent.create(effect.runtimeEnv, effect.jobId);
      this.post({ type: "runtimeEnvReady", requestId, context });
    } catch (error) {
      this.post({ type: "runtimeEnvFailed", requestId, message: errorText(error) });
    }
  }

  #workerDied(worker: WorkerDiedEffect): void {
    this.#peers.ioWorkers.post({ type: "workerDied", workerId: worker.workerId });
    if (worker.connectionId !== null) {
      this.#peers.objects.post({ type: "connectionClosed", connectionId: worker.connectionId });
    }
    this.#peers.leases.post({ type: "workerDied", workerId: worker.workerId });
    this.#peers.leases.post({ type: "ownerDied", workerId: worker.workerId });
    this.#peers.objects.post({ type: "ownerDied", ownerId: worker.workerId, reason: worker.detail });
    this.post({ type: "ownerDied", workerId: worker.workerId, nodeId: null });
    this.#peers.memory?.post({ type: "workerDied", workerId: worker.workerId });
  }

  async #exitWorker(worker: WorkerAddress, force: boolean): Promise<void> {
    let success: boolean | null = null;
    try {
      const request = { forceExit: force };
      success = (await this.#context.coreWorkers.call(worker, rpc.CoreWorkerService.exit, request, EXIT_RPC_TIMEOUT_MS))
        .success;
    } catch (error) {
      this.#context.log.debug(`Exit of worker ${worker.workerId}: ${errorText(error)}`);
    }
    this.post({ type: "exitReply", workerId: worker.workerId, success });
  }

  async #killActorRpc(requestId: number, worker: WorkerAddress): Promise<void> {
    const pending = this.#killRequests.get(requestId);
    let ok = true;
    try {
      const { intendedActorId, forceKill, deathCause } = pending?.request ?? {};
      await this.#context.coreWorkers.call(
        worker,
        rpc.CoreWorkerService.killActor,
        { intendedActorId, forceKill, deathCause } as Init<rpc.KillActorRequest>,
        this.#context.config.actor_graceful_shutdown_timeout_ms,
      );
    } catch {
      // A worker that exits while it answers is the usual case.
      ok = false;
    }
    this.post({ type: "killActorReply", requestId, ok });
  }

  #reportWorkerFailure(effect: Extract<WorkerPoolEffect, { type: "reportWorkerFailure" }>): void {
    const nowMs = Math.floor(this.#context.now());
    const workerFailure: Init<rpc.WorkerTableData> = {
      workerAddress: {
        nodeId: this.#context.nodeIdBytes,
        ipAddress: effect.ip,
        workerId: Buffer.from(effect.workerId, "hex"),
      },
      timestamp: Math.floor(nowMs / MILLISECONDS),
      exitType: rpc.WorkerExitType[effect.exitType],
      exitDetail: effect.detail,
      endTimeMs: nowMs,
      workerType: rpc.WorkerType[effect.kind],
      pid: effect.pid,
      jobId: Buffer.from(effect.jobId ?? "ffffffff", "hex"),
      ...(effect.creationTaskException === null
        ? {}
        : { creationTaskException: rpc.RayException.decode(effect.creationTaskException) }),
    };
    this.#context.gcs.call(rpc.WorkerInfoGcsService.reportWorkerFailure, { workerFailure }).catch((error) => {
      // In a cluster that ends as a whole the head is often gone first; then nobody is left to be told.
      const text = `The death of worker ${effect.workerId} could not be reported: ${errorText(error)}`;
      if (this.#context.gcs.isClosed) this.#context.log.debug(text);
      else this.#context.log.warning(text);
    });
    this.#context.coreWorkers.forget(effect);
  }
}
