/**
 * What goes into and comes out of the worker pool machine (`worker-pool.ts`): plain data only, so that a log of events
 * replays a bug.
 *
 * Ids are lower-case hex strings of the raw bytes Ray uses on its wires: WorkerID and NodeID 28 bytes, JobID 4, ActorID
 * 16, LeaseID 32. A `connectionId` is a number the shell gives to each client of the raylet socket and never reuses.
 * Times (`now`, `...AtMs`, `...DeadlineMs`) are milliseconds of the shell's monotonic clock.
 */

export { DEFAULT_WORKER_POOL_LIMITS, type WorkerPoolLimits } from "./limits.js";

/** Hex WorkerID (56 digits). Chosen by the pool for processes it starts, by the driver for itself. */
export type WorkerKey = string;
/** Hex JobID (8 digits), or null for a worker that has no job yet (`ffffffff` on the wire). */
export type JobKey = string;

/** Ray's `Language` enum by name (common.proto: PYTHON 0, JAVA 1, CPP 2). */
export type WorkerLanguage = "PYTHON" | "JAVA" | "CPP";

/** Ray's `WorkerType` enum by name (RegisterClientRequest: WORKER 0, DRIVER 1, SPILL_WORKER 2, RESTORE_WORKER 3). */
export type WorkerKind = "WORKER" | "DRIVER" | "SPILL_WORKER" | "RESTORE_WORKER";
export type IoWorkerKind = "SPILL_WORKER" | "RESTORE_WORKER";

/** Ray's `WorkerExitType` by name (common.proto, numbers 0 to 4 in this order). */
export type WorkerExitType =
  | "SYSTEM_ERROR"
  | "INTENDED_SYSTEM_EXIT"
  | "USER_ERROR"
  | "INTENDED_USER_EXIT"
  | "NODE_OUT_OF_MEMORY";

/** The worker's life; the table in the header of worker-pool.ts says what each state means and how it is left. */
export type WorkerState = "starting" | "registered" | "idle" | "leased" | "running" | "exiting" | "dying";

/** A runtime environment as a lease, job or prestart request names it. Trivial ones are "" or "{}". */
export interface RuntimeEnvSpec {
  /** `RuntimeEnvInfo.serialized_runtime_env`, byte for byte: two workers match only if these are equal. */
  readonly serialized: string;
  /** `RuntimeEnvConfig.setup_timeout_seconds`; 0 = unset. */
  readonly setupTimeoutSeconds: number;
  /** `RuntimeEnvConfig.eager_install`. */
  readonly eagerInstall: boolean;
  /** `RuntimeEnvConfig.log_files`. */
  readonly logFiles: readonly string[];
}

export const EMPTY_RUNTIME_ENV: RuntimeEnvSpec = {
  serialized: "{}",
  setupTimeoutSeconds: 0,
  eagerInstall: true,
  logFiles: [],
};

/** What the pool needs to know of a JobConfig (the Python driver's own parts of it are the worker's business). */
export interface JobFacts {
  readonly runtimeEnv: RuntimeEnvSpec;
  /** `JobConfig.jvm_options`, for Java workers of the job. */
  readonly jvmOptions: readonly string[];
  /** `JobConfig.code_search_path`, for Java and C++ workers of the job. */
  readonly codeSearchPath: readonly string[];
}

/** What a lease or an actor needs in a worker. */
export interface PopRequest {
  /** One per answer; the scheduler uses the lease id. */
  readonly popId: string;
  readonly jobId: JobKey;
  readonly language: WorkerLanguage;
  readonly runtimeEnv: RuntimeEnvSpec;
  /** `LeaseSpec.dynamic_worker_options` (Java's; empty for Python). */
  readonly dynamicOptions: readonly string[];
  /** `LeaseSpec.root_detached_actor_id` in hex, or null when it is nil or empty. */
  readonly rootDetachedActorId: string | null;
  /** Actor creation: such a worker is never used for anything else, and one that ran tasks never for an actor. */
  readonly isActor: boolean;
  /** `LeaseSpec.is_detached_actor`: outlives its owner and its job. */
  readonly isDetachedActor: boolean;
  /** `LeaseSpec.actor_id` in hex, or null. */
  readonly actorId: string | null;
  /** The lease holds GPUs: such a worker is only used for GPU leases afterwards, and the other way round (as Ray). */
  readonly isGpu: boolean;
  /** Who asked (`LeaseSpec.caller_address`): the worker is killed when its owner dies. */
  readonly ownerWorkerId: WorkerKey;
  readonly ownerNodeId: string;
}

/** A registered, announced worker as the scheduler and the lease reply need it. */
export interface WorkerAddress {
  readonly workerId: WorkerKey;
  readonly ip: string;
  readonly port: number;
  readonly pid: number;
}

/** Everything one may see of a worker from outside (GetWorkerPIDs, GetNodeStats, `narcine why`). */
export interface WorkerView {
  readonly workerId: WorkerKey;
  readonly kind: WorkerKind;
  readonly language: WorkerLanguage;
  readonly state: WorkerState;
  readonly jobId: JobKey | null;
  /** The registered process, or the one we launched until it registers; null until the launch is known. */
  readonly pid: number | null;
  readonly ip: string;
  /** gRPC port of its core worker; 0 until announced. */
  readonly port: number;
  readonly connectionId: number | null;
  readonly runtimeEnvHash: number;
  readonly serializedRuntimeEnv: string;
  /** The pop (lease) it serves, or null. */
  readonly leaseId: string | null;
  readonly actorId: string | null;
  readonly isActor: boolean;
  /** It holds or held a lease. */
  readonly hasServed: boolean;
  readonly isDetachedActor: boolean;
  readonly rootDetachedActorId: string | null;
  readonly ownerWorkerId: WorkerKey | null;
  readonly ownerNodeId: string | null;
}

/** How a child's life ended, as `waitpid` tells it; both null when it could not be learned. */
export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

// ---------------------------------------------------------------------------------------------------------- events

export type WorkerPoolEvent =
  // raylet socket
  | RegisterEvent
  | AnnounceEvent
  | DisconnectEvent
  /** Instead of sending a replyRegister: its port cannot be bound. Another replyRegister follows. */
  | { readonly type: "portInUse"; readonly connectionId: number; readonly port: number }
  | { readonly type: "connectionClosed"; readonly connectionId: number }
  /** Raylet socket message ActorCreationTaskDone: `__init__` succeeded. */
  | { readonly type: "actorCreationTaskDone"; readonly connectionId: number }
  // processes
  /** `forked`: a zygote made it; otherwise it was exec'ed. */
  | { readonly type: "processStarted"; readonly workerId: WorkerKey; readonly pid: number; readonly forked: boolean }
  | { readonly type: "processStartFailed"; readonly workerId: WorkerKey; readonly message: string }
  | { readonly type: "processExited"; readonly workerId: WorkerKey; readonly end: ProcessEnd }
  // scheduler
  | { readonly type: "popWorker"; readonly request: PopRequest }
  | { readonly type: "cancelPop"; readonly popId: string }
  | PushWorkerEvent
  | PrestartEvent
  | KillWorkerEvent
  | KillActorEvent
  /** Ready ones show as workerReady of that kind; they are never leased and never killed for being idle. */
  | { readonly type: "startIoWorker"; readonly kind: IoWorkerKind }
  // answers to effects
  | { readonly type: "runtimeEnvReady"; readonly requestId: string; readonly context: string }
  | { readonly type: "runtimeEnvFailed"; readonly requestId: string; readonly message: string }
  /** CoreWorker.Exit: `success` false = the worker still owns objects; null = the call failed. */
  | { readonly type: "exitReply"; readonly workerId: WorkerKey; readonly success: boolean | null }
  /** CoreWorker.KillActor answered (`ok`) or failed. */
  | { readonly type: "killActorReply"; readonly requestId: number; readonly ok: boolean }
  | { readonly type: "addJobDone"; readonly jobId: JobKey; readonly error: string | null }
  // the rest of the cluster
  /** A JobConfig became known from the GCS (channel or GetAllJobInfo). Idempotent. */
  | { readonly type: "jobStarted"; readonly jobId: JobKey; readonly facts: JobFacts }
  /** With `facts` where it is the head that says so: the job may have ended before this node heard of it. */
  | { readonly type: "jobFinished"; readonly jobId: JobKey; readonly facts?: JobFacts }
  /** A worker or a whole node died (WORKER_DELTA or node channel): what it owned here dies too. */
  | { readonly type: "ownerDied"; readonly workerId: WorkerKey | null; readonly nodeId: string | null }
  /** `desiredIdleWorkers`: idle workers to keep (Ray: the node's free whole CPUs, or num_workers_soft_limit). */
  | { readonly type: "tick"; readonly desiredIdleWorkers: number }
  /** The raylet leaves: no new worker, all processes are ended (`force`: SIGKILL at once). */
  | { readonly type: "shutdown"; readonly force: boolean };

/** RegisterClientRequest (raylet socket message 1). */
export interface RegisterEvent {
  readonly type: "register";
  readonly connectionId: number;
  readonly kind: WorkerKind;
  readonly workerId: WorkerKey;
  readonly pid: number;
  /** null for the nil job. */
  readonly jobId: JobKey | null;
  readonly runtimeEnvHash: number;
  readonly language: WorkerLanguage;
  readonly ip: string;
  /** Always 0 from Ray's own client. */
  readonly port: number;
  /** Drivers: the JobConfig bytes as sent (they go on to AddJob) and what the pool needs of them. Workers: null. */
  readonly serializedJobConfig: Uint8Array | null;
  readonly jobFacts: JobFacts | null;
}

/** AnnounceWorkerPort (message 3). */
export interface AnnounceEvent {
  readonly type: "announce";
  readonly connectionId: number;
  readonly port: number;
  readonly entrypoint: string;
}

/** DisconnectClientRequest (message 5). */
export interface DisconnectEvent {
  readonly type: "disconnect";
  readonly connectionId: number;
  readonly exitType: WorkerExitType;
  readonly detail: string;
  /** Serialized `RayException`, or null. */
  readonly creationTaskException: Uint8Array | null;
}

/** A lease came back (ReturnWorkerLease) or its actor creation failed. Unknown pairs are ignored. */
export interface PushWorkerEvent {
  readonly type: "pushWorker";
  readonly workerId: WorkerKey;
  readonly popId: string;
  /** The owner cannot use it any more: kill it. */
  readonly disconnect: boolean;
  /** The worker told its owner that it is leaving: do not reuse, wait for its goodbye. */
  readonly workerExiting: boolean;
  readonly detail: string;
}

/** Start workers ahead of demand (PrestartWorkers). */
export interface PrestartEvent {
  readonly type: "prestart";
  readonly count: number;
  readonly language: WorkerLanguage;
  readonly jobId: JobKey | null;
  readonly runtimeEnv: RuntimeEnvSpec;
  /** They are not killed for being idle before this many ms after they became idle; 0 = the usual rule. */
  readonly keepAliveMs: number;
}

/** The raylet wants this process gone. */
export interface KillWorkerEvent {
  readonly type: "killWorker";
  readonly workerId: WorkerKey;
  readonly exitType: WorkerExitType;
  readonly detail: string;
  /** true: SIGKILL at once; false: SIGTERM, SIGKILL after killWorkerTimeoutMs. */
  readonly force: boolean;
}

/** NodeManager.KillLocalActor; answered by one `killActorDone`. */
export interface KillActorEvent {
  readonly type: "killActor";
  readonly requestId: number;
  readonly workerId: WorkerKey;
  /** `force_kill`: false lets the actor finish within actorGracefulShutdownTimeoutMs. */
  readonly force: boolean;
}

// --------------------------------------------------------------------------------------------------------- effects

export type PopFailureStatus =
  /** SCHEDULING_CANCELLED_RUNTIME_ENV_SETUP_FAILED */
  | "runtimeEnvFailed"
  /** SCHEDULING_CANCELLED_WORKER_STARTUP_FAILED */
  | "startupFailed"
  /** SCHEDULING_CANCELLED_UNSCHEDULABLE: no command for that language. */
  | "unsupported"
  /** SCHEDULING_CANCELLED_INTENDED */
  | "jobFinished"
  | "canceled"
  | "shutdown";

/** "refusal": a client was turned away. Clients can cause masses of these, so the shell logs few and counts the rest. */
export type PoolLogLevel = "info" | "warn" | "error" | "refusal";

export type WorkerPoolEffect =
  // raylet socket
  | {
      /** With a port, make sure that it can be bound first, and send `portInUse` where not. */
      readonly type: "replyRegister";
      readonly connectionId: number;
      readonly success: boolean;
      /** "OK" on success (RegisterClientReply.failure_reason). */
      readonly reason: string;
      /** 0 = the worker binds its own. */
      readonly port: number;
    }
  | {
      readonly type: "replyAnnounce";
      readonly connectionId: number;
      readonly success: boolean;
      readonly reason: string;
    }
  | { readonly type: "replyDisconnect"; readonly connectionId: number }
  | { readonly type: "closeConnection"; readonly connectionId: number; readonly reason: string }
  // processes
  | StartProcessEffect
  /** `group`: the whole process group led by `pid`. A pid that has ended is no error. */
  | {
      readonly type: "signal";
      readonly workerId: WorkerKey;
      readonly pid: number;
      readonly signal: "SIGTERM" | "SIGKILL";
      readonly group: boolean;
    }
  // runtime env agent
  | {
      readonly type: "createRuntimeEnv";
      /** Comes back in runtimeEnvReady / runtimeEnvFailed. */
      readonly requestId: string;
      readonly runtimeEnv: RuntimeEnvSpec;
      readonly jobId: JobKey | null;
    }
  /** One for each createRuntimeEnv that succeeded, when its worker or job is over (DeleteRuntimeEnvIfPossible). */
  | { readonly type: "deleteRuntimeEnv"; readonly serialized: string }
  // scheduler and objects
  | { readonly type: "popped"; readonly popId: string; readonly worker: WorkerAddress }
  | {
      readonly type: "popFailed";
      readonly popId: string;
      readonly status: PopFailureStatus;
      readonly message: string;
    }
  /** A worker announced itself: it can be called. Emitted before any `popped` of it. */
  | { readonly type: "workerReady"; readonly worker: WorkerView }
  /** An IO worker that was asked for ended before it was ready. */
  | { readonly type: "ioWorkerFailed"; readonly kind: IoWorkerKind; readonly detail: string }
  /** Exactly once for each registered worker or driver, after which its id is never used again. */
  | WorkerDiedEffect
  // core workers
  | { readonly type: "exitWorker"; readonly worker: WorkerAddress; readonly force: boolean }
  /** Call CoreWorker.KillActor; the shell keeps the death cause of KillLocalActor under `requestId`. */
  | {
      readonly type: "killActorRpc";
      readonly requestId: number;
      readonly worker: WorkerAddress;
      readonly force: boolean;
    }
  /** Answer KillLocalActor: the worker is gone (or never was here). */
  | { readonly type: "killActorDone"; readonly requestId: number }
  // GCS
  | AddJobEffect
  /** The local driver of the job left: JobInfo.MarkJobFinished. */
  | { readonly type: "markJobFinished"; readonly jobId: JobKey }
  /** WorkerInfo.ReportWorkerFailure: exactly once for each registered worker or driver. */
  | ReportWorkerFailureEffect
  /** Tell the job's driver, by Ray's error channel. */
  | { readonly type: "pushError"; readonly jobId: JobKey; readonly kind: "worker_died"; readonly message: string }
  | { readonly type: "log"; readonly level: PoolLogLevel; readonly message: string }
  /** After `shutdown`: no process of ours is left. Once. */
  | { readonly type: "shutdownComplete" };

/**
 * Start a process (by exec or by fork: src/core/zygotes decides) that leads its own group, what is left of which is killed when it ends (Ray 2.60.0,
 * process_group_cleanup_enabled). Answered by processStarted or processStartFailed, then once by processExited.
 */
export interface StartProcessEffect {
  readonly type: "startProcess";
  readonly workerId: WorkerKey;
  readonly kind: Exclude<WorkerKind, "DRIVER">;
  readonly language: WorkerLanguage;
  /** null: RAY_JOB_ID=ffffffff. */
  readonly jobId: JobKey | null;
  /** For `--runtime-env-hash`; 0 for the empty runtime env. */
  readonly runtimeEnvHash: number;
  readonly runtimeEnv: RuntimeEnvSpec;
  /** The agent's answer for `--serialized-runtime-env-context`; null for the empty runtime env. */
  readonly runtimeEnvContext: string | null;
  readonly dynamicOptions: readonly string[];
  /** Known once the job is known; null for job-less workers. */
  readonly jobFacts: JobFacts | null;
}

export interface WorkerDiedEffect {
  readonly type: "workerDied";
  readonly workerId: WorkerKey;
  readonly kind: WorkerKind;
  readonly connectionId: number | null;
  readonly jobId: JobKey | null;
  /** The lease it held, or null. */
  readonly leaseId: string | null;
  readonly actorId: string | null;
  readonly exitType: WorkerExitType;
  readonly detail: string;
}

export interface AddJobEffect {
  readonly type: "addJob";
  readonly jobId: JobKey;
  readonly driverWorkerId: WorkerKey;
  readonly driverIp: string;
  readonly driverPort: number;
  readonly driverPid: number;
  readonly entrypoint: string;
  readonly serializedJobConfig: Uint8Array;
}

export interface ReportWorkerFailureEffect {
  readonly type: "reportWorkerFailure";
  readonly workerId: WorkerKey;
  readonly kind: WorkerKind;
  readonly ip: string;
  readonly port: number;
  readonly pid: number;
  readonly jobId: JobKey | null;
  readonly exitType: WorkerExitType;
  readonly detail: string;
  readonly creationTaskException: Uint8Array | null;
}
