import { join } from "node:path";
import type { NodeMemory } from "../../core/spark/node-memory.js";
import { type NodeNames, pythonCommands, ROTATION } from "../../runtime/python-commands.js";
import type { Session } from "../../runtime/session.js";
import type { NodeSpec } from "./spec.js";

/** Names of one node's files and of its place in the cluster. */
export interface NodePlace extends NodeNames {
  readonly session: Session;
  readonly spillDir: string;
}

/** What is known of a place before the head is. */
export type PlaceToBe = Omit<NodePlace, "gcsAddress" | "clusterId">;

const output = (place: PlaceToBe, name: string) => [
  `--stdout-filepath=${join(place.session.logs, `${name}.out`)}`,
  `--stderr-filepath=${join(place.session.logs, `${name}.err`)}`,
];

/** The flags of a raylet, as `ray._private.services.start_raylet` gives them (Ray 2.60.0). Ports are bound at 0. */
export function rayletFlags(
  spec: NodeSpec,
  place: NodePlace,
  memory: Pick<NodeMemory, "heapMemory" | "objectStoreMemory" | "isOnDisk">,
  cores: number,
): string[] {
  const python = {
    executable: spec.python,
    rayPath: spec.rayFolder,
    rayVersion: spec.rayVersion,
    pythonVersion: spec.pythonVersion,
  };
  const commands = pythonCommands(python, place.session, place);
  const resources: Record<string, number> = {
    [`node:${place.ip}`]: 1,
    ...(place.isHead ? { "node:__internal_head__": 1 } : {}),
    CPU: spec.request.cpus,
    GPU: spec.request.gpus,
    memory: memory.heapMemory,
    object_store_memory: memory.objectStoreMemory,
    ...spec.resources,
  };
  const amounts = Object.entries(resources).filter(([, value]) => value !== 0);
  return [
    `--raylet_socket_name=${place.rayletSocket}`,
    `--store_socket_name=${place.storeSocket}`,
    "--object_manager_port=0",
    "--min_worker_port=0",
    "--max_worker_port=0",
    "--node_manager_port=0",
    `--node_id=${place.nodeId}`,
    `--node_ip_address=${place.ip}`,
    `--maximum_startup_concurrency=${Math.max(1, Math.min(cores, Math.floor(spec.request.cpus)))}`,
    `--static_resource_list=${amounts.flat().join(",")}`,
    `--python_worker_command=${commands.worker}`,
    "--java_worker_command=",
    "--cpp_worker_command=",
    `--native_library_path=${join(spec.rayFolder, "cpp", "lib")}`,
    `--temp_dir=${place.session.tempDir}`,
    `--session_dir=${place.session.dir}`,
    `--log_dir=${place.session.logs}`,
    `--resource_dir=${place.session.runtimeResources}`,
    "--metrics-agent-port=0",
    "--metrics_export_port=0",
    "--runtime_env_agent_port=0",
    `--object_store_memory=${memory.objectStoreMemory}`,
    `--plasma_directory=${memory.isOnDisk ? place.session.dir : "/dev/shm"}`,
    `--fallback_directory=${place.spillDir}`,
    "--ray-debugger-external=0",
    `--gcs-address=${place.gcsAddress}`,
    `--session-name=${place.session.name}`,
    `--labels=${Object.keys(spec.labels).length === 0 ? "" : JSON.stringify(spec.labels)}`,
    `--cluster-id=${place.clusterId}`,
    `--stdout_filepath=${join(place.session.logs, "raylet.out")}`,
    `--stderr_filepath=${join(place.session.logs, "raylet.err")}`,
    ...(place.isHead ? ["--head"] : []),
    `--num_prestart_python_workers=${Math.floor(spec.request.cpus)}`,
    `--dashboard_agent_command=${commands.dashboardAgent}`,
    `--runtime_env_agent_command=${commands.runtimeEnvAgent}`,
  ];
}

/** Sends what workers print to the drivers. */
export function logMonitorCommand(spec: NodeSpec, place: NodePlace): string[] {
  return [
    spec.python,
    "-u",
    join(spec.rayFolder, "_private", "log_monitor.py"),
    `--session-dir=${place.session.dir}`,
    `--logs-dir=${place.session.logs}`,
    `--gcs-address=${place.gcsAddress}`,
    `--node-ip-address=${place.ip}`,
    ...ROTATION,
    ...output(place, "log_monitor"),
  ];
}

/** Flags of gcs_server, ours and stock's. `systemConfig` is Ray's, with where objects are spilled. */
export function gcsFlags(spec: NodeSpec, place: PlaceToBe): string[] {
  const spilling = { type: "filesystem", params: { directory_path: place.spillDir } };
  const config = {
    automatic_object_spilling_enabled: true,
    object_spilling_config: JSON.stringify(spilling),
    is_external_storage_type_fs: true,
    ...spec.head?.systemConfig,
  };
  return [
    `--log_dir=${place.session.logs}`,
    `--config_list=${Buffer.from(JSON.stringify(config)).toString("base64")}`,
    `--gcs_server_port=${spec.head?.port ?? 0}`,
    "--metrics-agent-port=0",
    `--node-ip-address=${place.ip}`,
    `--session-name=${place.session.name}`,
    "--ray-commit=unknown",
    `--session-dir=${place.session.dir}`,
    `--node-id=${place.nodeId}`,
    `--stdout_filepath=${join(place.session.logs, "gcs_server.out")}`,
    `--stderr_filepath=${join(place.session.logs, "gcs_server.err")}`,
  ];
}

export function dashboardCommand(spec: NodeSpec, place: NodePlace, port: number): string[] {
  return [
    spec.python,
    join(spec.rayFolder, "dashboard", "dashboard.py"),
    `--host=${place.ip}`,
    `--port=${port}`,
    "--port-retries=0",
    `--temp-dir=${place.session.tempDir}`,
    `--log-dir=${place.session.logs}`,
    `--session-dir=${place.session.dir}`,
    ...ROTATION,
    `--gcs-address=${place.gcsAddress}`,
    `--cluster-id-hex=${place.clusterId}`,
    `--node-ip-address=${place.ip}`,
    "--proxy-server-url=",
    ...output(place, "dashboard"),
  ];
}

/** Ray's autoscaler. */
export function monitorCommand(spec: NodeSpec, place: NodePlace, config: string): string[] {
  return [
    spec.python,
    "-u",
    join(spec.rayFolder, "autoscaler", "_private", "monitor.py"),
    `--logs-dir=${place.session.logs}`,
    ...ROTATION,
    `--gcs-address=${place.gcsAddress}`,
    ...output(place, "monitor"),
    `--autoscaling-config=${config}`,
    `--monitor-ip=${place.ip}`,
  ];
}

/**
 * Defaults for Ray Client's proxy. It forks while gRPC runs in it, and the threads that grpcio then starts in the child, which
 * is about to run another program, may end it by SIGSEGV (grpcio 1.85; grpc/grpc#43055): the client is refused.
 */
export const CLIENT_SERVER_ENVIRONMENT = { GRPC_ENABLE_FORK_SUPPORT: "0" };

/** The proxy of Ray Client, which starts a server of its own for each client. */
export function clientServerCommand(
  spec: NodeSpec,
  place: NodePlace,
  port: number,
  runtimeEnvAgentPort: number,
): string[] {
  return [
    spec.python,
    join(spec.rayFolder, "_private", "workers", "setup_worker.py"),
    "-m",
    "ray.util.client.server",
    `--address=${place.gcsAddress}`,
    `--host=${place.ip}`,
    `--port=${port}`,
    "--mode=proxy",
    "--language=PYTHON",
    `--runtime-env-agent-address=http://${place.ip}:${runtimeEnvAgentPort}`,
    `--node-id=${place.nodeId}`,
  ];
}
