import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Session } from "./session.js";

/** A Python that can run Ray's workers and agents. */
export interface RayPython {
  readonly executable: string;
  readonly pythonVersion: string;
  readonly rayVersion: string;
  /** Folder of the package `ray`. */
  readonly rayPath: string;
}

const PROBE = `
import importlib.metadata as m, importlib.util as u, json, sys
spec = u.find_spec("ray")
print(json.dumps({"executable": sys.executable, "pythonVersion": "%d.%d.%d" % sys.version_info[:3],
                  "rayVersion": m.version("ray"), "rayPath": spec.submodule_search_locations[0]}))
`;

/** The first of these interpreters that has Ray; null when none has. Ray is not imported. */
export function findRayPython(candidates: readonly string[], env: NodeJS.ProcessEnv = process.env): RayPython | null {
  for (const candidate of candidates) {
    const result = spawnSync(candidate, ["-c", PROBE], { encoding: "utf8", env, timeout: 20_000 });
    if (result.status === 0) return JSON.parse(result.stdout) as RayPython;
  }
  return null;
}

/** What a raylet starts for Python's sake; "" where there is no Python. */
export interface PythonCommands {
  readonly worker: string;
  readonly dashboardAgent: string;
  readonly runtimeEnvAgent: string;
}

export const NO_PYTHON: PythonCommands = { worker: "", dashboardAgent: "", runtimeEnvAgent: "" };

export interface NodeNames {
  readonly nodeId: string;
  readonly ip: string;
  readonly rayletSocket: string;
  readonly storeSocket: string;
  readonly gcsAddress: string;
  readonly clusterId: string;
  readonly isHead: boolean;
}

/** Ports of Ray's agents; absent: any. */
export interface AgentPortOptions {
  readonly metricsExportPort?: number | undefined;
  readonly dashboardAgentListenPort?: number | undefined;
  readonly dashboardAgentGrpcPort?: number | undefined;
  readonly runtimeEnvAgentPort?: number | undefined;
}

/** Log files turn over at this size; as many old ones are kept (Ray 2.60.0, ray_constants.py). */
export const ROTATION = [`--logging-rotate-bytes=${512 * 1024 * 1024}`, "--logging-rotate-backup-count=5"];

/** The command lines of Ray 2.60.0, services.py start_raylet. */
export function pythonCommands(
  python: RayPython,
  session: Session,
  node: NodeNames,
  options: AgentPortOptions = {},
): PythonCommands {
  const { executable, rayPath } = python;
  const port = (value: number | undefined) => value ?? 0;
  const worker = [
    executable,
    join(rayPath, "_private", "workers", "setup_worker.py"),
    join(rayPath, "_private", "workers", "default_worker.py"),
    `--node-ip-address=${node.ip}`,
    "--node-manager-port=RAY_NODE_MANAGER_PORT_PLACEHOLDER",
    `--object-store-name=${node.storeSocket}`,
    `--raylet-name=${node.rayletSocket}`,
    "--redis-address=None",
    `--metrics-agent-port=${port(options.dashboardAgentGrpcPort)}`,
    ...ROTATION,
    `--runtime-env-agent-port=${port(options.runtimeEnvAgentPort)}`,
    `--gcs-address=${node.gcsAddress}`,
    `--session-name=${session.name}`,
    `--temp-dir=${session.tempDir}`,
    "--webui=",
    `--cluster-id=${node.clusterId}`,
    "RAY_WORKER_DYNAMIC_OPTION_PLACEHOLDER",
  ];
  const common = [
    `--node-id=${node.nodeId}`,
    `--node-ip-address=${node.ip}`,
    `--session-dir=${session.dir}`,
    `--gcs-address=${node.gcsAddress}`,
    `--cluster-id-hex=${node.clusterId}`,
    ...ROTATION,
    `--log-dir=${session.logs}`,
    `--temp-dir=${session.tempDir}`,
  ];
  const logsOf = (name: string) => [
    `--stdout-filepath=${join(session.logs, `${name}.out`)}`,
    `--stderr-filepath=${join(session.logs, `${name}.err`)}`,
    `--logging-filename=${name}.log`,
  ];
  const dashboardAgent = [
    executable,
    "-u",
    join(rayPath, "dashboard", "agent.py"),
    ...common,
    ...logsOf("dashboard_agent"),
    `--metrics-export-port=${port(options.metricsExportPort)}`,
    `--grpc-port=${port(options.dashboardAgentGrpcPort)}`,
    `--listen-port=${port(options.dashboardAgentListenPort)}`,
    "--node-manager-port=RAY_NODE_MANAGER_PORT_PLACEHOLDER",
    `--object-store-name=${node.storeSocket}`,
    `--raylet-name=${node.rayletSocket}`,
    `--session-name=${session.name}`,
    ...(node.isHead ? ["--head"] : []),
  ];
  const runtimeEnvAgent = [
    executable,
    "-u",
    join(rayPath, "_private", "runtime_env", "agent", "main.py"),
    ...common,
    ...logsOf("runtime_env_agent"),
    `--runtime-env-agent-port=${port(options.runtimeEnvAgentPort)}`,
    `--runtime-env-dir=${session.runtimeResources}`,
  ];
  return {
    worker: commandLine(worker),
    dashboardAgent: commandLine(dashboardAgent),
    runtimeEnvAgent: commandLine(runtimeEnvAgent),
  };
}

/** One line that the raylet splits into the same words again. */
export const commandLine = (words: readonly string[]): string =>
  words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replace(/["\\$`]/g, "\\$&")}"`)).join(" ");
