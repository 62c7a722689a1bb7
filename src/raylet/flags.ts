import { NarcineError } from "../runtime/errors.js";
import { readGflags } from "../runtime/gflags.js";

/** What `ray._private.services.start_raylet` passes to a raylet (Ray 2.60.0), typed. Sizes are bytes, ports 0 = bind any. */
export interface RayletFlags {
  readonly rayletSocketName: string;
  readonly storeSocketName: string;
  readonly objectManagerPort: number;
  readonly nodeManagerPort: number;
  readonly minWorkerPort: number;
  readonly maxWorkerPort: number;
  readonly workerPortList: readonly number[];
  readonly nodeId: string;
  readonly nodeIpAddress: string;
  readonly nodeName: string;
  readonly maximumStartupConcurrency: number;
  /** Resource name to whole units, in the order given. */
  readonly staticResources: ReadonlyMap<string, number>;
  readonly pythonWorkerCommand: string;
  readonly javaWorkerCommand: string;
  readonly cppWorkerCommand: string;
  readonly nativeLibraryPath: string;
  readonly tempDir: string;
  readonly sessionDir: string;
  readonly logDir: string;
  readonly resourceDir: string;
  readonly metricsAgentPort: number;
  readonly metricsExportPort: number;
  readonly runtimeEnvAgentPort: number;
  readonly dashboardAgentCommand: string;
  readonly runtimeEnvAgentCommand: string;
  readonly objectStoreMemory: number;
  readonly plasmaDirectory: string;
  readonly fallbackDirectory: string;
  readonly hugePages: boolean;
  readonly gcsAddress: string;
  readonly sessionName: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly clusterId: string;
  readonly isHead: boolean;
  readonly numPrestartPythonWorkers: number;
  readonly enableResourceIsolation: boolean;
  readonly stdoutFilepath: string | null;
  readonly stderrFilepath: string | null;
  /** Flags this version does not know: reported once, never fatal, so that a newer Ray can add one. */
  readonly unknown: readonly string[];
}

/** A flag that is missing or cannot be read. */
export class FlagError extends NarcineError {
  constructor(flag: string, problem: string) {
    super("NARCINE_BAD_FLAG", `raylet flag --${flag} ${problem}`);
  }
}

/** Known to stock's raylet and without meaning here (debugger port, cgroup settings); accepted in silence. */
const IGNORED = new Set([
  "ray_debugger_external",
  "cgroup_path",
  "system_reserved_cpu_weight",
  "system_reserved_memory_bytes",
  "system_pids",
  "head",
  "ray_commit",
]);

/** @throws FlagError */
export function parseRayletFlags(argv: readonly string[]): RayletFlags {
  const { given, malformed } = readGflags(argv);
  const read = new Set<string>(IGNORED);
  const text = (name: string, fallback?: string): string => {
    read.add(name);
    const value = given.get(name) ?? fallback;
    if (value === undefined) throw new FlagError(name, "is missing; a raylet is started by Ray or by `narcine start`");
    return value;
  };
  const integer = (name: string, fallback?: number): number => {
    const value = text(name, fallback === undefined ? undefined : String(fallback));
    if (!/^-?\d+(\.0)?$/.test(value)) throw new FlagError(name, `is ${JSON.stringify(value)}, not a whole number`);
    return Number(value);
  };
  const flag = (name: string): boolean => /^(true|1)$/i.test(text(name, "false"));

  const flags = {
    rayletSocketName: text("raylet_socket_name"),
    storeSocketName: text("store_socket_name"),
    objectManagerPort: integer("object_manager_port", 0),
    nodeManagerPort: integer("node_manager_port", 0),
    minWorkerPort: integer("min_worker_port", 0),
    maxWorkerPort: integer("max_worker_port", 0),
    workerPortList: parsePortList(text("worker_port_list", "")),
    nodeId: parseHexId("node_id", text("node_id")),
    nodeIpAddress: text("node_ip_address"),
    nodeName: text("node_name", ""),
    maximumStartupConcurrency: Math.max(1, integer("maximum_startup_concurrency", 1)),
    staticResources: parseResources(text("static_resource_list", "")),
    pythonWorkerCommand: text("python_worker_command", ""),
    javaWorkerCommand: text("java_worker_command", ""),
    cppWorkerCommand: text("cpp_worker_command", ""),
    nativeLibraryPath: text("native_library_path", ""),
    tempDir: text("temp_dir", ""),
    sessionDir: text("session_dir"),
    logDir: text("log_dir", ""),
    resourceDir: text("resource_dir", ""),
    metricsAgentPort: integer("metrics_agent_port", -1),
    metricsExportPort: integer("metrics_export_port", 1),
    runtimeEnvAgentPort: integer("runtime_env_agent_port", 0),
    dashboardAgentCommand: text("dashboard_agent_command", ""),
    runtimeEnvAgentCommand: text("runtime_env_agent_command", ""),
    objectStoreMemory: integer("object_store_memory"),
    plasmaDirectory: text("plasma_directory", "/dev/shm"),
    fallbackDirectory: text("fallback_directory", ""),
    hugePages: flag("huge_pages"),
    gcsAddress: text("gcs_address"),
    sessionName: text("session_name", ""),
    labels: parseLabels(text("labels", "")),
    clusterId: text("cluster_id", ""),
    isHead: flag("head"),
    numPrestartPythonWorkers: integer("num_prestart_python_workers", 0),
    enableResourceIsolation: flag("enable_resource_isolation"),
    stdoutFilepath: emptyToNull(text("stdout_filepath", "")),
    stderrFilepath: emptyToNull(text("stderr_filepath", "")),
  };
  const unknown = [...[...given.keys()].filter((name) => !read.has(name)).map((name) => `--${name}`), ...malformed];
  return { ...flags, unknown };
}

function emptyToNull(value: string): string | null {
  return value === "" ? null : value;
}

function parseHexId(flag: string, value: string): string {
  if (!/^[0-9a-f]{56}$/i.test(value)) throw new FlagError(flag, `is ${JSON.stringify(value)}, not 56 hex digits`);
  return value.toLowerCase();
}

function parsePortList(value: string): number[] {
  if (value === "") return [];
  return value.split(",").map((part) => {
    const port = Number(part);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new FlagError("worker_port_list", `has ${JSON.stringify(part)}, not a port (1..65535)`);
    }
    return port;
  });
}

function parseResources(value: string): Map<string, number> {
  const resources = new Map<string, number>();
  if (value === "") return resources;
  const parts = value.split(",");
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const name = parts[i] as string;
    const amount = Number(parts[i + 1]);
    if (!Number.isFinite(amount) || amount < 0) {
      throw new FlagError("static_resource_list", `gives ${name} the amount ${JSON.stringify(parts[i + 1])}`);
    }
    resources.set(name, amount);
  }
  if (parts.length % 2 !== 0) throw new FlagError("static_resource_list", "needs name,amount pairs");
  return resources;
}

function parseLabels(value: string): Record<string, string> {
  if (value === "") return {};
  let labels: unknown;
  try {
    labels = JSON.parse(value);
  } catch (cause) {
    throw new FlagError("labels", `is not JSON: ${JSON.stringify(value)} (${String(cause)})`);
  }
  const isObject = typeof labels === "object" && labels !== null && !Array.isArray(labels);
  if (!isObject || Object.values(labels as object).some((label) => typeof label !== "string")) {
    throw new FlagError("labels", `is ${value}, not a JSON object of strings`);
  }
  return labels as Record<string, string>;
}
