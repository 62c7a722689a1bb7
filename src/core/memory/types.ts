/**
 * What goes into and comes out of the memory monitor (`memory-monitor.ts`): plain data. Ids are lower-case hex, sizes
 * bytes, times milliseconds.
 */

/** What counts as this node's memory: the smaller of the host and the control groups this process is in. */
export interface MemoryUsage {
  /** Without page cache that the kernel can take back; shared memory counts once. */
  readonly usedBytes: number;
  readonly totalBytes: number;
  /** Whose limit `totalBytes` is, for messages: "the host" or "cgroup <directory>". */
  readonly limitOf: string;
}

/** The settings, by Ray's names. */
export interface MemoryMonitorConfig {
  /** Share of the memory above which workers are killed [memory_usage_threshold]. */
  readonly usageThreshold: number;
  /** So much may be free before workers are killed, where that is later; -1: any [min_memory_free_bytes]. */
  readonly minFreeBytes: number;
  /** Free this much more than needed, at most [max_kill_memory_buffer_bytes]. */
  readonly maxKillBufferBytes: number;
  /** A worker that never worked is left alone below this [idle_worker_killing_memory_threshold_bytes]. */
  readonly idleWorkerBytes: number;
  /** One worker at a time, from the owner with most of them [worker_killing_policy_by_group]. */
  readonly isByGroup: boolean;
  /** How long owners may ask why their worker died [task_failure_entry_ttl_ms]. */
  readonly causeTtlMs: number;
  readonly nodeId: string;
  readonly nodeIp: string;
}

export interface MonitoredLease {
  readonly leaseId: string;
  readonly taskName: string;
  /** null for a normal task. */
  readonly actorId: string | null;
  /** null where the owner did not say. */
  readonly parentTaskId: string | null;
  /** Its task has max_retries, or its actor max_restarts, other than 0. */
  readonly isRetriable: boolean;
  readonly grantedAtMs: number;
  /** Whole units. */
  readonly resources: ReadonlyMap<string, number>;
}

/** A worker that may be killed: registered, no driver, no IO worker. */
export interface MonitoredWorker {
  readonly workerId: string;
  readonly pid: number;
  readonly jobId: string | null;
  /** It holds or held a lease. */
  readonly hasServed: boolean;
  readonly lease: MonitoredLease | null;
}

/** A process of this machine, for the list of the largest. */
export interface MemoryUser {
  readonly pid: number;
  readonly privateBytes: number;
  readonly command: string;
}

export type MemoryEvent =
  /** What was read; null: it could not be read. */
  | { readonly type: "usage"; readonly usage: MemoryUsage | null }
  /** Answers `giveBack`. */
  | { readonly type: "gaveBack"; readonly bytes: number }
  /** Answers `survey`. */
  | {
      readonly type: "surveyed";
      readonly workers: readonly MonitoredWorker[];
      /** Memory that ends with the process, by pid; a process that could not be looked at is not there. */
      readonly privateBytes: ReadonlyMap<number, number>;
      /** Largest first. */
      readonly largest: readonly MemoryUser[];
      /** The store's own account. */
      readonly storeText: string;
    }
  /** Answers `survey` too: it failed. */
  | { readonly type: "surveyFailed"; readonly reason: string }
  /** The worker's death was reported. */
  | { readonly type: "workerDied"; readonly workerId: string };

export type MemoryEffect =
  /** Have the store give back what it reserved ahead of need; answer `gaveBack`. */
  | { readonly type: "giveBack" }
  /** Find out what the workers and the largest processes have; answer `surveyed`. */
  | { readonly type: "survey" }
  /** SIGKILL now; the death is NODE_OUT_OF_MEMORY and `detail` its reason. */
  | { readonly type: "kill"; readonly workerId: string; readonly detail: string; readonly work: KilledWork }
  | { readonly type: "log"; readonly level: "info" | "warning" | "error"; readonly message: string };

/** What a killed worker was at, as it is counted (Ray 2.60.0 calls idle ones "Idle Worker": seen on its raylet's metrics). */
export interface KilledWork {
  readonly kind: "Task" | "Actor" | "IdleWorker";
  readonly name: string;
}

/** Why a worker was killed, for the owner of its lease (GetWorkerFailureCause). */
export interface FailureCause {
  readonly message: string;
  /** False: the owner must not try the task again. */
  readonly isRetriable: boolean;
}
