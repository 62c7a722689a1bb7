import { NarcineError } from "./errors.js";

/**
 * The part of Ray's system configuration that this node reads, under Ray's own names (Ray 2.60.0, ray_config_def.h;
 * the defaults are those of that release unless a comment says otherwise).
 *
 * Precedence, as in Ray: the head's JSON (`GetInternalConfig`) over the environment (`RAY_<name>`) over the default.
 * Times are milliseconds unless the name says seconds.
 */
export const RAY_CONFIG_DEFAULTS = {
  agent_register_timeout_ms: 30_000,
  metrics_report_interval_ms: 10_000,
  raylet_report_resources_period_milliseconds: 100,
  raylet_liveness_self_check_interval_ms: 60_000,
  gcs_rpc_server_reconnect_timeout_s: 60,
  worker_register_timeout_seconds: 60,
  pop_worker_max_retries: 5,
  num_workers_soft_limit: -1,
  idle_worker_killing_time_threshold_ms: 1_000,
  /** 0 switches the memory monitor off. */
  memory_monitor_refresh_ms: 250,
  memory_usage_threshold: 0.95,
  count_swap_in_memory_monitor: false,
  /** -1: memory_usage_threshold alone counts. */
  min_memory_free_bytes: -1,
  max_kill_memory_buffer_bytes: 3 * 1_024 * 1_024 * 1_024,
  idle_worker_killing_memory_threshold_bytes: 1_024 * 1_024 * 1_024,
  worker_killing_policy_by_group: false,
  task_failure_entry_ttl_ms: 15 * 60 * 1_000,
  kill_worker_timeout_milliseconds: 5_000,
  kill_idle_workers_interval_ms: 200,
  worker_oom_score_adjustment: 1_000,
  prestart_worker_first_driver: true,
  worker_cap_enabled: true,
  worker_cap_initial_backoff_delay_ms: 1_000,
  worker_cap_max_backoff_delay_ms: 1_000 * 10,
  scheduler_spread_threshold: 0.5,
  scheduler_top_k_fraction: 0.2,
  scheduler_top_k_absolute: 1,
  scheduler_avoid_gpu_nodes: true,
  predefined_unit_instance_resources: "GPU",
  custom_unit_instance_resources: "neuron_cores,TPU,NPU,HPU,RBLN,FURIOSA,TTNPU,MBLT",
  object_manager_default_chunk_size: 5 * 1_024 * 1_024,
  object_manager_pull_timeout_ms: 10_000,
  object_manager_push_timeout_ms: 10_000,
  oom_grace_period_s: 2,
  local_fs_capacity_threshold: 0.95,
  automatic_object_spilling_enabled: true,
  object_spilling_threshold: 0.8,
  /** JSON: {"type": "filesystem", "params": {"directory_path": one or several}}, or a type of a Python storage class. */
  object_spilling_config: "",
  min_spilling_size: 100 * 1_024 * 1_024,
  max_fused_object_count: 2_000,
  max_io_workers: 4,
  actor_graceful_shutdown_timeout_ms: 30_000,
} as const;

export type Widen<T> = T extends boolean ? boolean : T extends number ? number : string;
export type RayConfig = { readonly [K in keyof typeof RAY_CONFIG_DEFAULTS]: Widen<(typeof RAY_CONFIG_DEFAULTS)[K]> };

/** A setting whose text cannot be read as its type. */
export class RayConfigError extends NarcineError {
  constructor(name: string, value: unknown, wanted: string) {
    super(
      "NARCINE_BAD_RAY_CONFIG",
      `Ray setting ${name} is ${JSON.stringify(value)}, which is not a ${wanted}. Correct RAY_${name} or the _system_config passed to ray.init.`,
    );
  }
}

/**
 * Builds the configuration of this process.
 *
 * @param headJson the head's `GetInternalConfig` text, "" before it is known
 * @param environment the process environment
 */
export function loadRayConfig(headJson: string, environment: Readonly<Record<string, string | undefined>>): RayConfig {
  return readRayConfig(RAY_CONFIG_DEFAULTS, headJson, environment);
}

/** The settings named in `defaults`, each of the type of its default, with Ray's precedence. @throws RayConfigError */
export function readRayConfig<D extends Readonly<Record<string, boolean | number | string>>>(
  defaults: D,
  headJson: string,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly [K in keyof D]: Widen<D[K]> } {
  const fromHead: Record<string, unknown> = headJson === "" ? {} : JSON.parse(headJson);
  const config: Record<string, boolean | number | string> = {};
  for (const [name, fallback] of Object.entries(defaults)) {
    const given = fromHead[name] ?? environment[`RAY_${name}`];
    config[name] = given === undefined ? fallback : readAs(name, given, fallback);
  }
  return config as { readonly [K in keyof D]: Widen<D[K]> };
}

function readAs(name: string, value: unknown, like: boolean | number | string): boolean | number | string {
  const text = String(value).trim();
  if (typeof like === "boolean") {
    if (/^(true|1)$/i.test(text)) return true;
    if (/^(false|0)$/i.test(text)) return false;
    throw new RayConfigError(name, value, "boolean (true, false, 1 or 0)");
  }
  if (typeof like === "number") {
    const number = Number(text);
    if (text === "" || !Number.isFinite(number)) throw new RayConfigError(name, value, "number");
    return number;
  }
  return text;
}
