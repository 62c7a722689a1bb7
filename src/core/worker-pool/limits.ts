import type { WorkerLanguage } from "./types.js";

/** Named limits; the defaults in `DEFAULT_WORKER_POOL_LIMITS` are Ray 2.60.0's unless they say otherwise. */
export interface WorkerPoolLimits {
  /** `--maximum_startup_concurrency`: processes started and not yet registered. */
  readonly maxStartupConcurrency: number;
  /** `--num_prestart_python_workers`. */
  readonly numPrestartPythonWorkers: number;
  /** `prestart_worker_first_driver`: the first driver's register reply waits for prestarted workers. */
  readonly prestartWorkerFirstDriver: boolean;
  /** Ours: the longest that reply is held back. */
  readonly firstDriverHoldMs: number;
  /** `worker_register_timeout_seconds` x 1000. */
  readonly workerRegisterTimeoutMs: number;
  /** `pop_worker_max_retries`: starts tried again after the first one failed. */
  readonly popWorkerMaxRetries: number;
  /** `idle_worker_killing_time_threshold_ms`. */
  readonly idleWorkerKeepAliveMs: number;
  /**
   * Ours: an actor that took the last idle worker is followed by a new one after this. Time for more actors of a batch to
   * come, and for the one before to start without a rival for its processor.
   */
  readonly spareAfterMs: number;
  /** Ours: an idle worker that did not answer its Exit within this is asked again (it may hold objects or hang). */
  readonly exitReplyTimeoutMs: number;
  /** `kill_worker_timeout_milliseconds`: SIGTERM to SIGKILL. */
  readonly killWorkerTimeoutMs: number;
  /**
   * Ours: SIGTERM to SIGKILL when the node ends. `ray.shutdown()` gives the raylet one second in all before it kills that
   * (Ray 2.60.0, node.py); stock's leaves at once, and its workers when they notice.
   */
  readonly shutdownGraceMs: number;
  /** `actor_graceful_shutdown_timeout_ms`. */
  readonly actorGracefulShutdownTimeoutMs: number;
  /** Ours: how long a worker that said goodbye may run its exit handlers before SIGTERM. */
  readonly departedWorkerGraceMs: number;
  /** Ours: how long the second sign of a death (socket close, process exit) is awaited to tell its cause. */
  readonly deathEvidenceMs: number;
  /** Ours: a pop whose JobConfig is unknown for this long is reported once in the log. */
  readonly jobConfigWarnMs: number;
  /** `--min_worker_port`/`--max_worker_port`: both 0 = the worker binds any port. */
  readonly minWorkerPort: number;
  readonly maxWorkerPort: number;
  /** `--worker_port_list`: takes the place of the range when not empty. */
  readonly workerPortList: readonly number[];
  /** Languages there is a worker command for. */
  readonly languages: readonly WorkerLanguage[];
  /** Entries kept of dead workers, for IsLocalWorkerDead and stories. */
  readonly maxDeadWorkers: number;
  /** Transitions kept for `story()`, over all workers. */
  readonly maxStoryEntries: number;
}

export const DEFAULT_WORKER_POOL_LIMITS: WorkerPoolLimits = {
  maxStartupConcurrency: 1,
  numPrestartPythonWorkers: 0,
  prestartWorkerFirstDriver: true,
  firstDriverHoldMs: 20_000,
  workerRegisterTimeoutMs: 60_000,
  popWorkerMaxRetries: 5,
  idleWorkerKeepAliveMs: 1_000,
  spareAfterMs: 100,
  exitReplyTimeoutMs: 10_000,
  killWorkerTimeoutMs: 5_000,
  shutdownGraceMs: 400,
  actorGracefulShutdownTimeoutMs: 30_000,
  departedWorkerGraceMs: 300_000,
  deathEvidenceMs: 250,
  jobConfigWarnMs: 10_000,
  minWorkerPort: 0,
  maxWorkerPort: 0,
  workerPortList: [],
  languages: ["PYTHON", "CPP"],
  maxDeadWorkers: 10_000,
  maxStoryEntries: 2_000,
};
