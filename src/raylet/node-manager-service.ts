import type { BundleSpec } from "../core/scheduler/types.js";
import { GrpcCode, RpcError, type RpcServer } from "../native/rpc.js";
import { errorText } from "../runtime/errors.js";
import { FoldedWarnings } from "../runtime/folded-warnings.js";
import {
  autoscaler,
  decode,
  encode,
  hasOwnField,
  type Init,
  type Method,
  narcine,
  OwnField,
  rpc,
  WireError,
  withOwnField,
} from "../wire/index.js";
import type { Agents } from "./agents.js";
import {
  decodeBacklogLease,
  decodeLease,
  decodeResources,
  decodeRuntimeEnv,
  encodeResources,
  hexId,
} from "./lease-codec.js";
import type { LeaseShell } from "./lease-shell.js";
import type { MemoryShell } from "./memory-shell.js";
import type { NodeContext } from "./node-context.js";
import { NodeStats } from "./node-stats.js";
import type { ObjectShell } from "./object-shell.js";
import type { WorkerShell } from "./worker-shell.js";

export interface NodeManagerTargets {
  readonly context: NodeContext;
  readonly leases: LeaseShell;
  readonly workers: WorkerShell;
  readonly objects: ObjectShell;
  readonly agents: Agents;
  /** null: it is switched off. */
  readonly memory: MemoryShell | null;
  /** The head restarted: subscribe and register again. */
  readonly onGcsRestart: () => void;
  readonly onGlobalGc: () => void;
  /** @param graceful false: leave without waiting for workers */
  readonly onShutdown: (graceful: boolean) => void;
}

type Handler<Request, Reply> = (request: Request) => Promise<Init<Reply>> | Init<Reply>;

const MAX_LEASES_EXPLAINED = 100;
const CANCEL_TASK_TIMEOUT_MS = 60_000;

/**
 * NodeManagerService (Ray 2.60.0, node_manager.proto): decodes, asks the machines, encodes. PinObjectIDs,
 * FreeLocalObjects, GetSystemConfig and the calls for mutable objects (compiled graphs) are answered in Rust and never
 * come here.
 */
export class NodeManagerService {
  readonly #targets: NodeManagerTargets;
  readonly #stats: NodeStats;
  readonly #badNews: FoldedWarnings;

  constructor(targets: NodeManagerTargets) {
    this.#targets = targets;
    this.#stats = new NodeStats(targets.context, targets.workers, targets.objects);
    const { log } = targets.context;
    this.#badNews = new FoldedWarnings(log, (count) => `${count} more messages are left aside like the last ones`);
  }

  register(server: RpcServer): void {
    const service = rpc.NodeManagerService;
    const onRaw = (path: string, handler: (body: Buffer) => Promise<Uint8Array>): void => {
      server.handle(path, async (body) => {
        try {
          return await handler(body);
        } catch (error) {
          if (error instanceof WireError) throw new RpcError(GrpcCode.INVALID_ARGUMENT, errorText(error));
          throw error;
        }
      });
    };
    const on = <Request, Reply>(method: Method<Request, Reply>, handler: Handler<Request, Reply>): void =>
      onRaw(method.path, async (body) => encode(method.reply, await handler(decode(method.request, body))));
    // Their replies are empty and owners read nothing into them, so they leave before we have looked: a caller of one
    // task after the other sends ReturnWorkerLease and then waits for its next lease, behind the answer to the first.
    const hear = <Request, Reply>(method: Method<Request, Reply>, listener: (request: Request) => void): void => {
      server.listen(method.path, new Uint8Array(), (body, peer) => {
        try {
          listener(decode(method.request, body));
        } catch (error) {
          if (!(error instanceof WireError)) throw error;
          this.#badNews.warn(() => `${method.path} of ${peer} is not understood and left aside: ${errorText(error)}`);
        }
      });
    };
    on(service.requestWorkerLease, (request) => this.#requestWorkerLease(request));
    hear(service.returnWorkerLease, (request) => this.#returnWorkerLease(request));
    on(service.cancelWorkerLease, (request) => this.#cancelWorkerLease(request));
    hear(service.reportWorkerBacklog, (request) => this.#reportWorkerBacklog(request));
    on(narcine.NodeService.whyLeases, (request) => this.#whyLeases(request));
    on(service.getResourceLoad, () => ({ resources: this.#targets.leases.resourcesData() }));
    on(service.prestartWorkers, (request) => this.#prestartWorkers(request));
    on(service.releaseUnusedActorWorkers, (request) => this.#releaseUnusedActorWorkers(request));
    on(service.killLocalActor, async (request) => {
      await this.#targets.workers.killActor(request);
      return {};
    });
    on(service.cancelLocalTask, (request) => this.#cancelLocalTask(request));
    onRaw(service.prepareBundleResources.path, (body) => this.#prepareBundles(body));
    on(service.commitBundleResources, async ({ bundleSpecs }) => {
      const bundles = bundleSpecs.map(decodeBundle);
      await this.#askBundles((requestId) => ({ type: "commitBundles", requestId, bundles }));
      return {};
    });
    on(service.removePlacementGroupBundles, async ({ placementGroupId, bundleSpecs }) => {
      const id = hexId("placement_group_id", placementGroupId, 18);
      const bundles = bundleSpecs.map(decodeBundle);
      await this.#askBundles((requestId) => ({ type: "removeBundles", requestId, placementGroupId: id, bundles }));
      return {};
    });
    on(service.releaseUnusedBundles, async ({ bundlesInUse }) => {
      const inUse = bundlesInUse.map(decodeBundle);
      await this.#askBundles((requestId) => ({ type: "releaseUnusedBundles", requestId, inUse }));
      return {};
    });
    on(service.cancelLeasesWithResourceShapes, async ({ resourceShapes }) => {
      const shapes = resourceShapes.map((shape) => decodeResources(shape.resourceShape));
      await this.#targets.leases.ask((requestId) => ({ type: "cancelLeasesWithShapes", requestId, shapes }));
      return {};
    });
    on(service.resizeLocalResourceInstances, (request) => this.#resize(request));
    on(service.drainRaylet, (request) => this.#drain(request));
    on(service.shutdownRaylet, ({ graceful }) => {
      this.#targets.onShutdown(graceful);
      return {};
    });
    on(service.notifyGCSRestart, () => {
      this.#targets.onGcsRestart();
      return {};
    });
    on(service.globalGC, () => {
      this.#targets.onGlobalGc();
      return {};
    });
    on(service.getWorkerFailureCause, ({ leaseId }) => this.#failureCause(leaseId));
    on(service.isLocalWorkerDead, ({ workerId }) => ({
      isDead: this.#targets.workers.machine.isWorkerDead(hexId("worker_id", workerId, 28)),
    }));
    on(service.getWorkerPIDs, () => ({ pids: this.#stats.workerPids() }));
    on(service.getAgentPIDs, () => ({
      dashboardAgentPid: this.#targets.agents.pidOf("dashboard_agent"),
      runtimeEnvAgentPid: this.#targets.agents.pidOf("runtime_env_agent"),
    }));
    on(service.getNodeStats, (request) => this.#stats.nodeStats(request.includeMemoryInfo));
    on(service.formatGlobalMemoryInfo, () => this.#stats.formatMemoryInfo());
    on(service.getObjectsInfo, ({ limit }) => this.#stats.objectsInfo(limit));
  }

  async #requestWorkerLease(request: rpc.RequestWorkerLeaseRequest): Promise<Init<rpc.RequestWorkerLeaseReply>> {
    const { leases, workers } = this.#targets;
    if (request.leaseSpec === null) throw new WireError("BadField", "RequestWorkerLease has no lease_spec");
    const lease = decodeLease(request.leaseSpec);
    workers.rememberRuntimeEnv(decodeRuntimeEnv(request.leaseSpec.runtimeEnvInfo));
    const answer = await leases.ask((requestId) => ({
      type: "requestLease",
      requestId,
      lease,
      grantOrReject: request.grantOrReject,
      isSelectedBasedOnLocality: request.isSelectedBasedOnLocality,
    }));
    return leases.encodeLeaseReply(answer);
  }

  #whyLeases({ leaseId, jobId, taskName }: narcine.WhyLeasesRequest): Init<narcine.WhyLeasesReply> {
    const { machine } = this.#targets.leases;
    const one = leaseId.length > 0 ? hexId("lease_id", leaseId, 32) : null;
    const job = one === null ? hexId("job_id", jobId, 4) : null;
    const meant = one === null ? machine.leasesNamed(job ?? "", taskName, MAX_LEASES_EXPLAINED) : [one];
    const whys = meant.map((each) => machine.why(each, this.#targets.context.now()));
    return {
      leases: whys
        .filter(({ cause }) => cause !== "unknown")
        .map((why) => ({
          leaseId: Buffer.from(why.leaseId, "hex"),
          cause: why.cause,
          text: why.reason,
          waitingMs: Math.round(why.waitingMs),
        })),
    };
  }

  /** As stock: a cause for what the memory monitor killed, and for nothing else. */
  #failureCause(leaseId: Uint8Array): Init<rpc.GetWorkerFailureCauseReply> {
    const cause = this.#targets.memory?.causeOf(hexId("lease_id", leaseId, 32)) ?? null;
    if (cause === null) return {};
    return {
      failureCause: { errorType: rpc.ErrorType.OUT_OF_MEMORY, errorMessage: cause.message },
      failTaskImmediately: !cause.isRetriable,
    };
  }

  #returnWorkerLease(request: rpc.ReturnWorkerLeaseRequest): void {
    this.#targets.leases.post({
      type: "returnLease",
      leaseId: hexId("lease_id", request.leaseId, 32),
      disconnectWorker: request.disconnectWorker,
      workerExiting: request.workerExiting,
      detail: request.disconnectWorkerErrorDetail,
    });
  }

  #cancelWorkerLease(request: rpc.CancelWorkerLeaseRequest): Init<rpc.CancelWorkerLeaseReply> {
    this.#targets.leases.post({ type: "cancelLease", leaseId: hexId("lease_id", request.leaseId, 32) });
    return {};
  }

  #reportWorkerBacklog(request: rpc.ReportWorkerBacklogRequest): void {
    this.#targets.leases.post({
      type: "reportBacklog",
      ownerWorkerId: hexId("worker_id", request.workerId, 28),
      reports: request.backlogReports.flatMap(({ leaseSpec, backlogSize }) =>
        leaseSpec === null ? [] : [{ lease: decodeBacklogLease(leaseSpec), backlog: backlogSize }],
      ),
    });
  }

  #prestartWorkers(request: rpc.PrestartWorkersRequest): Init<rpc.PrestartWorkersReply> {
    this.#targets.workers.post({
      type: "prestart",
      count: request.numWorkers,
      language: (["PYTHON", "JAVA", "CPP"] as const)[request.language] ?? "PYTHON",
      jobId: request.jobId === null ? null : hexId("job_id", request.jobId, 4),
      runtimeEnv: decodeRuntimeEnv(request.runtimeEnvInfo),
      keepAliveMs: request.keepAliveDurationSecs * 1_000,
    });
    return {};
  }

  #releaseUnusedActorWorkers(request: rpc.ReleaseUnusedActorWorkersRequest): Init<rpc.ReleaseUnusedActorWorkersReply> {
    const inUse = new Set(request.workerIdsInUse.map((id) => hexId("worker_ids_in_use", id, 28)));
    this.#targets.leases.post({ type: "headRestarted" });
    for (const worker of this.#targets.workers.machine.workers()) {
      if (!worker.isActor || inUse.has(worker.workerId)) continue;
      this.#targets.workers.post({
        type: "killWorker",
        workerId: worker.workerId,
        exitType: "INTENDED_SYSTEM_EXIT",
        detail: "The head restarted and does not know the actor of this worker.",
        force: false,
      });
    }
    return {};
  }

  async #cancelLocalTask(request: rpc.CancelLocalTaskRequest): Promise<Init<rpc.CancelLocalTaskReply>> {
    const { context, workers } = this.#targets;
    const workerId = hexId("executor_worker_id", request.executorWorkerId, 28);
    const worker = workers.machine.worker(workerId);
    // A worker that is gone runs nothing: the task will be seen to have failed, or was never there.
    if (worker === undefined || worker.port === 0) return { requestedTaskRunning: false, attemptSucceeded: true };
    const forceTimeoutMs = context.config.kill_worker_timeout_milliseconds;
    try {
      const reply = await context.coreWorkers.call(
        worker,
        rpc.CoreWorkerService.cancelTask,
        {
          intendedTaskId: request.intendedTaskId,
          forceKill: request.forceKill,
          recursive: request.recursive,
          callerWorkerId: request.callerWorkerId,
        },
        request.forceKill ? forceTimeoutMs : CANCEL_TASK_TIMEOUT_MS,
      );
      return { requestedTaskRunning: reply.requestedTaskRunning, attemptSucceeded: reply.attemptSucceeded };
    } catch (error) {
      // force_kill makes the worker exit while it answers; that is the success that was asked for. One that hangs is
      // killed, in stock's words (Ray 2.60.0, node_manager.cc).
      const isHanging = error instanceof RpcError && error.code === GrpcCode.DEADLINE_EXCEEDED;
      if (request.forceKill && isHanging) {
        const detail = "Force-killed by ray.cancel(force=True)";
        workers.post({ type: "killWorker", workerId, exitType: "INTENDED_SYSTEM_EXIT", detail, force: true });
      }
      if (request.forceKill) return { requestedTaskRunning: false, attemptSucceeded: true };
      throw new RpcError(GrpcCode.UNAVAILABLE, `CancelTask on worker ${workerId} failed: ${errorText(error)}`);
    }
  }

  /** A head of ours says where it would commit at once (wire/own-fields.ts). */
  async #prepareBundles(body: Buffer): Promise<Uint8Array> {
    const { request, reply } = rpc.NodeManagerService.prepareBundleResources;
    const bundles = decode(request, body).bundleSpecs.map(decodeBundle);
    const success = await this.#askBundles((requestId) => ({ type: "prepareBundles", requestId, bundles }));
    const answer = encode(reply, { success });
    if (!success || !hasOwnField(body, OwnField.commit)) return answer;
    await this.#askBundles((requestId) => ({ type: "commitBundles", requestId, bundles }));
    return withOwnField(answer, OwnField.commit);
  }

  async #askBundles(event: Parameters<LeaseShell["ask"]>[0]): Promise<boolean> {
    const answer = await this.#targets.leases.ask(event);
    return answer.type === "replyBundles" && answer.success;
  }

  async #resize(
    request: rpc.ResizeLocalResourceInstancesRequest,
  ): Promise<Init<rpc.ResizeLocalResourceInstancesReply>> {
    const resources = decodeResources(request.resources);
    const answer = await this.#targets.leases.ask((requestId) => ({ type: "resizeLocalTotals", requestId, resources }));
    return { totalResources: answer.type === "replyResize" ? encodeResources(answer.total) : {} };
  }

  async #drain(request: rpc.DrainRayletRequest): Promise<Init<rpc.DrainRayletReply>> {
    const isIdle = request.reason === autoscaler.DrainNodeReason.DRAIN_NODE_REASON_IDLE_TERMINATION;
    const answer = await this.#targets.leases.ask((requestId) => ({
      type: "drain",
      requestId,
      reason: isIdle ? "idleTermination" : "preemption",
      message: request.reasonMessage,
      deadlineMs: request.deadlineTimestampMs,
    }));
    if (answer.type !== "replyDrain") throw new Error(`DrainRaylet was answered with ${answer.type}`);
    return { isAccepted: answer.isAccepted, rejectionReasonMessage: answer.isAccepted ? "" : answer.message };
  }
}

function decodeBundle(bundle: rpc.Bundle): BundleSpec {
  if (bundle.bundleId === null) throw new WireError("BadField", "a bundle has no bundle_id");
  return {
    placementGroupId: hexId("placement_group_id", bundle.bundleId.placementGroupId, 18),
    index: bundle.bundleId.bundleIndex,
    resources: decodeResources(bundle.unitResources),
  };
}
