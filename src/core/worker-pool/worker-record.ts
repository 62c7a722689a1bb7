import { normalRuntimeEnv, runtimeEnvHash } from "./runtime-env-hash.js";
import type {
  JobKey,
  PopRequest,
  WorkerAddress,
  WorkerExitType,
  WorkerKey,
  WorkerKind,
  WorkerLanguage,
  WorkerState,
  WorkerView,
} from "./types.js";

/** Why a worker ends, when somebody decided it. */
export interface ExitReason {
  readonly exitType: WorkerExitType;
  readonly detail: string;
}

/** One worker or driver, from the order to start its process (drivers: from its registration) to its report of death. */
export interface Worker {
  readonly workerId: WorkerKey;
  readonly kind: WorkerKind;
  readonly language: WorkerLanguage;
  state: WorkerState;
  jobId: JobKey | null;
  /** The process that registered; null before. */
  pid: number | null;
  ip: string;
  port: number;
  /** From the port pool; 0 = none. */
  assignedPort: number;
  /** How many ports chosen for it turned out to be in use by others. */
  portsTried: number;
  /** null before it registered and after its connection closed. */
  connectionId: number | null;
  /** The last one it had, for the report of its death. */
  lastConnectionId: number | null;
  isRegistered: boolean;
  isAnnounced: boolean;
  readonly serializedRuntimeEnv: string;
  readonly dynamicOptions: string;

  // what earlier leases made of it
  isActorWorker: boolean | null;
  isGpuWorker: boolean | null;
  rootDetachedActorId: string | null;

  // the lease
  leaseId: string | null;
  /** The lease whose owner gave the worker back as broken; its end is still to come, or to be seen. */
  brokenLeaseId: string | null;
  actorId: string | null;
  isDetachedActor: boolean;
  /** ActorCreationTaskDone came. */
  isActorReady: boolean;
  ownerWorkerId: WorkerKey | null;
  ownerNodeId: string | null;

  /** The waiting pop this process was started for or promised to; null = anybody's. */
  servesPopId: string | null;
  /** Started on behalf of the first driver, whose register reply waits. */
  isFirstDriverPrestart: boolean;
  readonly minKeepAliveMs: number;

  // deadlines; null = none
  startDeadlineMs: number | null;
  /** State idle: may be asked to leave from then on. */
  keepAliveUntilMs: number;
  /** Exit asked, no answer yet. */
  exitReplyDeadlineMs: number | null;
  /** It agreed to leave, or an actor was asked to: killed then. */
  leaveDeadlineMs: number | null;
  /** State dying: reported then, with what is known. */
  evidenceDeadlineMs: number | null;

  /** Reported if the worker does not say goodbye itself. */
  plannedExit: ExitReason | null;
  /** The planned reason is also stronger than the worker's own goodbye. */
  isPlannedExitFinal: boolean;
  /** KillLocalActor requests that wait for its end. */
  killActorRequests: { readonly requestId: number; readonly force: boolean }[];
}

export function newWorker(
  from: Pick<Worker, "workerId" | "kind" | "language" | "jobId" | "serializedRuntimeEnv" | "dynamicOptions"> &
    Partial<Worker>,
): Worker {
  return {
    state: "starting",
    pid: null,
    ip: "",
    port: 0,
    assignedPort: 0,
    portsTried: 0,
    connectionId: null,
    lastConnectionId: null,
    isRegistered: false,
    isAnnounced: false,
    isActorWorker: null,
    isGpuWorker: null,
    rootDetachedActorId: null,
    leaseId: null,
    brokenLeaseId: null,
    actorId: null,
    isDetachedActor: false,
    isActorReady: false,
    ownerWorkerId: null,
    ownerNodeId: null,
    servesPopId: null,
    isFirstDriverPrestart: false,
    minKeepAliveMs: 0,
    startDeadlineMs: null,
    keepAliveUntilMs: 0,
    exitReplyDeadlineMs: null,
    leaveDeadlineMs: null,
    evidenceDeadlineMs: null,
    plannedExit: null,
    isPlannedExitFinal: false,
    killActorRequests: [],
    ...from,
  };
}

/** One comparable string for a list of options. */
export function optionsKey(options: readonly string[]): string {
  return options.length === 0 ? "" : JSON.stringify(options);
}

/**
 * Why this worker cannot serve this request, or null if it can (Ray 2.60.0, worker_pool: a lease rooted in a detached
 * actor looks at that root, every other one at its job; a worker that ran tasks never becomes an actor and the other
 * way round; the same for GPU use; runtime env and dynamic options must be the very same).
 */
export function whyUnfit(worker: Worker, request: PopRequest): string | null {
  if (worker.kind !== "WORKER") return "not a worker for leases";
  if (worker.language !== request.language) return "another language";
  if (request.rootDetachedActorId !== null) {
    if (worker.rootDetachedActorId !== null && worker.rootDetachedActorId !== request.rootDetachedActorId) {
      return "belongs to another detached actor";
    }
  } else if (worker.jobId !== null && worker.jobId !== request.jobId) {
    return "belongs to another job";
  }
  if (worker.isActorWorker !== null && worker.isActorWorker !== request.isActor) return "ran work of the other kind";
  if (worker.isGpuWorker !== null && worker.isGpuWorker !== request.isGpu) return "differs in GPU use";
  if (worker.serializedRuntimeEnv !== normalRuntimeEnv(request.runtimeEnv.serialized)) return "another runtime env";
  if (worker.dynamicOptions !== optionsKey(request.dynamicOptions)) return "other dynamic options";
  return null;
}

export function addressOf(worker: Worker): WorkerAddress {
  return { workerId: worker.workerId, ip: worker.ip, port: worker.port, pid: worker.pid ?? 0 };
}

export function viewOf(worker: Worker, launchedPid: number | null): WorkerView {
  return {
    workerId: worker.workerId,
    kind: worker.kind,
    language: worker.language,
    state: worker.state,
    jobId: worker.jobId,
    pid: worker.pid ?? launchedPid,
    ip: worker.ip,
    port: worker.port,
    connectionId: worker.connectionId,
    runtimeEnvHash: runtimeEnvHash(worker.serializedRuntimeEnv),
    serializedRuntimeEnv: worker.serializedRuntimeEnv,
    leaseId: worker.leaseId,
    actorId: worker.actorId,
    isActor: worker.isActorWorker === true,
    hasServed: worker.isActorWorker !== null,
    isDetachedActor: worker.isDetachedActor,
    rootDetachedActorId: worker.rootDetachedActorId,
    ownerWorkerId: worker.ownerWorkerId,
    ownerNodeId: worker.ownerNodeId,
  };
}
