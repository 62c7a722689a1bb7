/**
 * The configuration of Ray's autoscaler for nodes that are Spark jobs (Ray 2.60.0, autoscaler/ray-schema.json). It loads the
 * node provider of python/narcine, which asks for nodes at the door of the driver (spark/door.ts).
 */
import type { ClusterRequest } from "./cluster-request.js";

/** Lists and maps that the schema wants, and that say nothing here. */
const EMPTY_LISTS = [
  "initialization_commands",
  "setup_commands",
  "head_setup_commands",
  "worker_setup_commands",
  "head_start_ray_commands",
  "worker_start_ray_commands",
  "cluster_synced_files",
  "rsync_exclude",
  "rsync_filter",
];

/** @param memory of a worker node, as the probe found it; @param door "ip:port" at which nodes are asked for */
export function autoscalingConfig(
  name: string,
  request: ClusterRequest,
  memory: { readonly heapMemory: number; readonly objectStoreMemory: number },
  door: string,
): Record<string, unknown> {
  const { worker, head, workerOptions, minWorkerNodes, workerNodes } = request;
  const resources = {
    CPU: worker.cpus,
    GPU: worker.gpus,
    memory: memory.heapMemory,
    object_store_memory: memory.objectStoreMemory,
    ...workerOptions.resources,
  };
  return {
    cluster_name: name,
    max_workers: workerNodes,
    provider: {
      type: "external",
      module: "narcine.spark._provider.SparkNodeProvider",
      door,
      use_node_id_as_ip: true,
      disable_node_updaters: true,
      disable_launch_config_check: true,
    },
    available_node_types: {
      "ray.head.default": {
        resources: { CPU: head.cpus, GPU: head.gpus },
        node_config: {},
        min_workers: 0,
        max_workers: 0,
      },
      "ray.worker": {
        resources: Object.fromEntries(Object.entries(resources).filter(([, amount]) => amount > 0)),
        node_config: {},
        min_workers: minWorkerNodes,
        max_workers: workerNodes,
      },
    },
    head_node_type: "ray.head.default",
    upscaling_speed: request.upscalingSpeed,
    idle_timeout_minutes: request.idleTimeoutMinutes,
    auth: {},
    docker: {},
    file_mounts: {},
    file_mounts_sync_continuously: false,
    ...Object.fromEntries(EMPTY_LISTS.map((key) => [key, []])),
  };
}
