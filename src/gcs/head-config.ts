import { readRayConfig, type Widen } from "../runtime/ray-config.js";

/**
 * The part of Ray's system configuration that the head reads, under Ray's own names (Ray 2.60.0, ray_config_def.h; the
 * defaults are those of that release).
 */
export const HEAD_CONFIG_DEFAULTS = {
  health_check_initial_delay_ms: 5_000,
  health_check_period_ms: 3_000,
  health_check_timeout_ms: 10_000,
  health_check_failure_threshold: 5,
  maximum_gcs_dead_node_cached_count: 1_000,
  gcs_pull_resource_loads_period_milliseconds: 1_000,
  task_events_max_num_task_in_gcs: 100_000,
  gcs_mark_task_failed_on_job_done_delay_ms: 15_000,
  gcs_mark_task_failed_on_worker_dead_delay_ms: 1_000,
  subscriber_timeout_ms: 300_000,
  publish_batch_size: 5_000,
  enable_autoscaler_v2: false,
  maximum_gcs_destroyed_actor_cached_count: 100_000,
  gcs_lease_worker_retry_interval_ms: 200,
  gcs_create_actor_retry_interval_ms: 200,
  actor_graceful_shutdown_timeout_ms: 30_000,
  gcs_create_placement_group_retry_min_interval_ms: 100,
  gcs_create_placement_group_retry_max_interval_ms: 1_000,
  gcs_create_placement_group_retry_multiplier: 1.5,
  max_placement_group_load_report_size: 1_000,
  /** Ray's default is memory; "" tells that nobody asked (open-storage.ts). */
  gcs_storage: "",
  gcs_storage_path: "",
  external_storage_namespace: "default",
  redis_db_connect_retries: 120,
  redis_db_connect_wait_milliseconds: 500,
  num_redis_request_retries: 5,
  redis_retry_base_ms: 100,
  redis_retry_max_ms: 1_000,
  /** Paths of PEM files for a Redis with TLS. */
  REDIS_CA_CERT: "",
  REDIS_CLIENT_CERT: "",
  REDIS_CLIENT_KEY: "",
  REDIS_SERVER_NAME: "",
} as const;

export type HeadConfig = { readonly [K in keyof typeof HEAD_CONFIG_DEFAULTS]: Widen<(typeof HEAD_CONFIG_DEFAULTS)[K]> };

/** @param systemConfig the JSON that the head was started with. @throws RayConfigError */
export function loadHeadConfig(
  systemConfig: string,
  environment: Readonly<Record<string, string | undefined>>,
): HeadConfig {
  return readRayConfig(HEAD_CONFIG_DEFAULTS, systemConfig, environment);
}
