import type { MemoryMonitorConfig } from "../core/memory/types.js";
import { toAmounts } from "../core/scheduler/resources.js";
import type { SchedulerConfig } from "../core/scheduler/types.js";
import { DEFAULT_WORKER_POOL_LIMITS, type WorkerPoolLimits } from "../core/worker-pool/types.js";
import { NarcineError } from "../runtime/errors.js";
import type { GcsClient } from "../runtime/gcs-client.js";
import type { Logger } from "../runtime/logger.js";
import type { RayConfig } from "../runtime/ray-config.js";
import { isTlsAskedFor } from "../runtime/tls.js";
import { rpc } from "../wire/index.js";
import type { RayletFlags } from "./flags.js";

/** What the parts of a node are set to, out of its flags, Ray's configuration and the environment. */

/** Who started the cluster fixed its size if it is a local `ray.init()`: then what cannot be served never will be. */
export async function readInfeasiblePolicy(
  gcs: GcsClient,
  environment: Readonly<Record<string, string>>,
  log: Logger,
): Promise<"fail" | "wait"> {
  const given = environment["NARCINE_INFEASIBLE"];
  if (given === "fail" || given === "wait") return given;
  if (given !== undefined)
    log.warning(`NARCINE_INFEASIBLE is ${given}, which is neither fail nor wait, and is ignored.`);
  try {
    const { value } = await gcs.call(rpc.InternalKVGcsService.internalKVGet, {
      key: Buffer.from("CLUSTER_METADATA"),
      namespace: Buffer.from("cluster"),
    });
    const metadata = JSON.parse(Buffer.from(value).toString("utf8")) as { ray_init_cluster?: boolean };
    return metadata.ray_init_cluster === true ? "fail" : "wait";
  } catch {
    // Another starter than Ray's Python writes no such key; waiting is what stock does everywhere.
    return "wait";
  }
}

export function schedulerConfig(
  flags: RayletFlags,
  config: RayConfig,
  staticResources: ReadonlyMap<string, number>,
  infeasiblePolicy: "fail" | "wait",
): SchedulerConfig {
  const unitInstances = `${config.predefined_unit_instance_resources},${config.custom_unit_instance_resources}`;
  return {
    nodeId: flags.nodeId,
    total: toAmounts(staticResources),
    labels: new Map(Object.entries(nodeLabels(flags))),
    unitInstanceResources: new Set(unitInstances.split(",").filter((name) => name !== "")),
    infeasiblePolicy,
    infeasibleGraceMs: 500,
    spreadThreshold: config.scheduler_spread_threshold,
    topKFraction: config.scheduler_top_k_fraction,
    topKAbsolute: config.scheduler_top_k_absolute,
    avoidGpuNodes: config.scheduler_avoid_gpu_nodes,
    workerCapEnabled: config.worker_cap_enabled,
    workerCapInitialBackoffMs: config.worker_cap_initial_backoff_delay_ms,
    workerCapMaxBackoffMs: config.worker_cap_max_backoff_delay_ms,
    random: Math.random,
  };
}

export function workerPoolLimits(flags: RayletFlags, config: RayConfig): WorkerPoolLimits {
  return {
    ...DEFAULT_WORKER_POOL_LIMITS,
    maxStartupConcurrency: flags.maximumStartupConcurrency,
    numPrestartPythonWorkers: flags.numPrestartPythonWorkers,
    prestartWorkerFirstDriver: config.prestart_worker_first_driver,
    workerRegisterTimeoutMs: config.worker_register_timeout_seconds * 1_000,
    popWorkerMaxRetries: config.pop_worker_max_retries,
    idleWorkerKeepAliveMs: config.idle_worker_killing_time_threshold_ms,
    killWorkerTimeoutMs: config.kill_worker_timeout_milliseconds,
    actorGracefulShutdownTimeoutMs: config.actor_graceful_shutdown_timeout_ms,
    minWorkerPort: flags.minWorkerPort,
    maxWorkerPort: flags.maxWorkerPort,
    workerPortList: flags.workerPortList,
  };
}

/** A threshold of the memory monitor that cannot be one. */
export class MemoryMonitorConfigError extends NarcineError {
  constructor(problem: string) {
    super("NARCINE_BAD_MEMORY_MONITOR_CONFIG", problem);
  }
}

/** null: it is switched off. @throws MemoryMonitorConfigError */
export function memoryMonitorConfig(flags: RayletFlags, config: RayConfig): MemoryMonitorConfig | null {
  if (config.memory_monitor_refresh_ms <= 0) return null;
  const usageThreshold = config.memory_usage_threshold;
  if (usageThreshold < 0 || usageThreshold > 1) {
    throw new MemoryMonitorConfigError(
      `memory_usage_threshold is ${usageThreshold}, not a share from 0 to 1. Correct RAY_memory_usage_threshold.`,
    );
  }
  return {
    usageThreshold,
    minFreeBytes: config.min_memory_free_bytes,
    maxKillBufferBytes: config.max_kill_memory_buffer_bytes,
    idleWorkerBytes: config.idle_worker_killing_memory_threshold_bytes,
    isByGroup: config.worker_killing_policy_by_group,
    causeTtlMs: config.task_failure_entry_ttl_ms,
    nodeId: flags.nodeId,
    nodeIp: flags.nodeIpAddress,
  };
}

/** How objects may travel between two of our nodes. Ray's own chunks are always there. */
export interface TransferWays {
  /** As a plain stream over TCP. */
  readonly isStreamOn: boolean;
  /** On one host, from memory to memory. */
  readonly isNearOn: boolean;
}

/** A value of NARCINE_TRANSFER that means nothing. */
export class TransferSettingError extends NarcineError {
  constructor(given: string) {
    super(
      "NARCINE_BAD_TRANSFER_SETTING",
      `NARCINE_TRANSFER is ${given}. Set it to near (the best way, as without it), stream (none from memory to memory) or chunks (Ray's only).`,
    );
  }
}

/** @throws TransferSettingError */
export function transferWays(environment: Readonly<Record<string, string>>): TransferWays {
  const given = environment["NARCINE_TRANSFER"] ?? "near";
  if (given !== "near" && given !== "stream" && given !== "chunks") throw new TransferSettingError(given);
  // A stream is plain: where there is TLS, nothing but the way from memory to memory goes around it.
  return { isStreamOn: given !== "chunks" && !isTlsAskedFor(environment), isNearOn: given === "near" };
}

/** Ray 2.60.0 adds the node's own id to what the user gave. */
export function nodeLabels(flags: RayletFlags): Record<string, string> {
  return { ...flags.labels, "ray.io/node-id": flags.nodeId };
}

/** Ray preloads jemalloc into raylets; its workers and agents get it only where the user asked for that. */
export function childEnvironment(environment: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = { ...environment };
  if (inherited["RAY_LD_PRELOAD_ON_WORKERS"] !== "1") delete inherited["LD_PRELOAD"];
  return inherited;
}
