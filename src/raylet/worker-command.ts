import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import type { StartProcessEffect } from "../core/worker-pool/types.js";
import { NarcineError } from "../runtime/errors.js";
import type { RayletFlags } from "./flags.js";

/** A worker cannot be started with the commands this raylet was given. */
export class WorkerCommandError extends NarcineError {
  constructor(message: string) {
    super("NARCINE_WORKER_COMMAND", message);
  }
}

export interface WorkerCommandOptions {
  readonly effect: StartProcessEffect;
  readonly flags: Pick<RayletFlags, "pythonWorkerCommand" | "nodeId" | "enableResourceIsolation"> & CppWorkerFlags;
  /** The bound port of NodeManagerService. */
  readonly nodeManagerPort: number;
  /** The process whose end must end the worker. */
  readonly rayletPid: number;
  /** What the worker inherits. */
  readonly environment: Readonly<Record<string, string>>;
  /** ms since the epoch. */
  readonly launchTimeMs: number;
  /** `object_spilling_config`, JSON; needed by SPILL_WORKER and RESTORE_WORKER. */
  readonly objectSpillingConfig?: string;
  /** `preload_python_modules`. */
  readonly preloadModules?: readonly string[];
}

/** What a worker of the language CPP is told. */
export type CppWorkerFlags = Pick<
  RayletFlags,
  "cppWorkerCommand" | "storeSocketName" | "rayletSocketName" | "gcsAddress" | "sessionDir" | "logDir" | "nodeIpAddress"
>;

export interface WorkerCommand {
  readonly argv: string[];
  /** The whole environment. */
  readonly env: Record<string, string>;
}

const portPlaceholder = "RAY_NODE_MANAGER_PORT_PLACEHOLDER";
const optionsPlaceholder = "RAY_WORKER_DYNAMIC_OPTION_PLACEHOLDER";
/** RAY_JOB_ID of a worker that has no job yet. */
const nilJobId = "ffffffff";

/**
 * argv and environment of a worker as stock's raylet makes them (Ray 2.60.0; read from /proc of stock's workers).
 *
 * The python_worker_command is `python setup_worker.py default_worker.py ARGS... PLACEHOLDER`, and the raylet appends
 * `--worker-id --worker-launch-time-ms --node-id --runtime-env-hash`. setup_worker.py only exists to apply the runtime
 * env the agent made: it takes `--language` and `--serialized-runtime-env-context` and execs the rest. Without a
 * runtime env it and its two arguments are left out, which saves one interpreter start.
 *
 * @throws WorkerCommandError
 */
export function buildWorkerCommand(options: WorkerCommandOptions): WorkerCommand {
  const { effect, flags, launchTimeMs, nodeManagerPort } = options;
  if (effect.language === "CPP") return { argv: cppArguments(options), env: cppEnvironment(options) };
  if (effect.language !== "PYTHON") {
    throw new WorkerCommandError(
      `${effect.language} workers cannot be started; this raylet starts PYTHON, C++ and TypeScript workers`,
    );
  }
  const command = splitCommandLine(flags.pythonWorkerCommand);
  if (command.length === 0) {
    throw new WorkerCommandError("no Python worker can be started: the flag --python_worker_command is empty");
  }
  const argv: string[] = [];
  for (const token of command) {
    if (token === optionsPlaceholder) argv.push(...effect.dynamicOptions);
    else if (effect.runtimeEnvContext !== null || basename(token) !== "setup_worker.py") {
      argv.push(token.replaceAll(portPlaceholder, String(nodeManagerPort)));
    }
  }
  if (effect.kind !== "WORKER") argv.push(...ioWorkerArguments(options));
  if (flags.enableResourceIsolation) argv.push("--enable-resource-isolation=true");
  const { preloadModules = [] } = options;
  if (preloadModules.length > 0) argv.push(`--worker-preload-modules=${preloadModules.join(",")}`);
  argv.push(
    `--worker-id=${effect.workerId}`,
    `--worker-launch-time-ms=${launchTimeMs}`,
    `--node-id=${flags.nodeId}`,
    `--runtime-env-hash=${effect.runtimeEnvHash}`,
  );
  if (effect.runtimeEnvContext !== null) {
    argv.push(`--language=${effect.language}`, `--serialized-runtime-env-context=${effect.runtimeEnvContext}`);
  }
  return { argv, env: workerEnvironment(options) };
}

/**
 * Workers of the language CPP: Ray's own where it has them (--cpp_worker_command names its executable), else ours, which
 * run TypeScript. Both are given the same (Ray 2.60.0; read from /proc of a stock C++ worker).
 */
function cppArguments({ effect, flags, nodeManagerPort }: WorkerCommandOptions): string[] {
  const given = splitCommandLine(flags.cppWorkerCommand);
  const command = given.length > 0 ? given : typescriptWorkerCommand(flags);
  const codeSearchPath = effect.jobFacts?.codeSearchPath ?? [];
  const argv = command.flatMap((token) => {
    if (token === optionsPlaceholder) {
      const path = codeSearchPath.length === 0 ? [] : [`--ray_code_search_path=${codeSearchPath.join(":")}`];
      return [...path, ...effect.dynamicOptions];
    }
    // It only applies runtime environments, as below.
    if (effect.runtimeEnvContext === null && basename(token) === "setup_worker.py") return [];
    return [token.replaceAll(portPlaceholder, String(nodeManagerPort))];
  });
  argv.push(`--ray_worker_id=${effect.workerId}`, `--ray_runtime_env_hash=${effect.runtimeEnvHash}`);
  return argv;
}

const typescriptWorker = fileURLToPath(new URL("../worker/executor/main.js", import.meta.url));

function typescriptWorkerCommand(flags: CppWorkerFlags): string[] {
  return [
    process.execPath,
    typescriptWorker,
    `--ray_plasma_store_socket_name=${flags.storeSocketName}`,
    `--ray_raylet_socket_name=${flags.rayletSocketName}`,
    `--ray_node_manager_port=${portPlaceholder}`,
    `--ray_address=${flags.gcsAddress}`,
    `--ray_session_dir=${flags.sessionDir}`,
    `--ray_logs_dir=${flags.logDir}`,
    `--ray_node_ip_address=${flags.nodeIpAddress}`,
    optionsPlaceholder,
  ];
}

/** @throws WorkerCommandError for a runtime environment that more than variables make */
function cppEnvironment(options: WorkerCommandOptions): Record<string, string> {
  // The kernel ends what this raylet starts when it ends; a worker that is told so need not watch it.
  const env = { ...workerEnvironment(options), NARCINE_DIES_WITH_RAYLET: "1" };
  const { runtimeEnvContext } = options.effect;
  if (runtimeEnvContext === null) return env;
  const context = JSON.parse(runtimeEnvContext) as { command_prefix?: string[]; env_vars?: Record<string, string> };
  if ((context.command_prefix ?? []).length > 0) {
    throw new WorkerCommandError("a TypeScript worker takes of a runtime environment only env_vars");
  }
  return { ...env, ...context.env_vars };
}

/**
 * The command of a zygote: a worker's, with the zygote's script in front of the worker's own, so that Ray's
 * setup_worker.py brings it into the runtime environment in the same way.
 *
 * @throws WorkerCommandError
 */
export function buildZygoteCommand(options: WorkerCommandOptions, script: string): WorkerCommand {
  const { argv, env } = buildWorkerCommand(options);
  argv.splice(workerScriptAt(argv), 0, script);
  return { argv, env };
}

/**
 * What a worker forked from a zygote gets: its script and arguments (setup_worker.py has done its part in the zygote),
 * and what differs in its environment.
 *
 * @throws WorkerCommandError
 */
export function buildForkArguments(options: WorkerCommandOptions): WorkerCommand {
  const { argv, env } = buildWorkerCommand({ ...options, effect: { ...options.effect, runtimeEnvContext: null } });
  return { argv: argv.slice(workerScriptAt(argv)), env: { RAY_JOB_ID: env["RAY_JOB_ID"] ?? nilJobId } };
}

function workerScriptAt(argv: readonly string[]): number {
  const at = argv.findIndex((token) => basename(token) === "default_worker.py");
  if (at < 0) throw new WorkerCommandError(`there is no default_worker.py in the worker command ${argv.join(" ")}`);
  return at;
}

function ioWorkerArguments({ effect, objectSpillingConfig }: WorkerCommandOptions): string[] {
  if (objectSpillingConfig === undefined || objectSpillingConfig === "") {
    throw new WorkerCommandError(`a ${effect.kind} needs object_spilling_config, and the cluster's config has none`);
  }
  const config = Buffer.from(objectSpillingConfig).toString("base64");
  return [`--worker-type=${effect.kind}`, `--object-spilling-config=${config}`];
}

/**
 * RAY_RAYLET_PID is the worker's lifeline; RAY_JOB_ID must be there for every worker but those for IO (it aborts
 * otherwise); with SPT_NOENV the worker's title does not overwrite /proc/PID/environ. The allocator that Ray preloads into raylets is kept from workers unless RAY_LD_PRELOAD_ON_WORKERS asks.
 */
function workerEnvironment({ effect, environment, rayletPid }: WorkerCommandOptions): Record<string, string> {
  const env: Record<string, string> = { ...environment, RAY_RAYLET_PID: String(rayletPid) };
  if (env["RAY_LD_PRELOAD_ON_WORKERS"] === "0") delete env["LD_PRELOAD"];
  env["SPT_NOENV"] = "1";
  if (effect.kind === "WORKER") env["RAY_JOB_ID"] = effect.jobId ?? nilJobId;
  else delete env["RAY_JOB_ID"];
  return env;
}

/**
 * Splits a command line as a POSIX shell does, without expansions: blanks separate, quotes group, a backslash takes the
 * next character literally (between double quotes only before `"`, `\`, `$` and a backquote, never between single ones).
 * Ray quotes these lines with subprocess.list2cmdline, whose `"two words"` and `\"` read the same.
 *
 * @throws WorkerCommandError when a quote is not closed
 */
export function splitCommandLine(line: string): string[] {
  const tokens: string[] = [];
  let token = "";
  let isInToken = false;
  let quote: '"' | "'" | null = null;
  for (let i = 0; i < line.length; i++) {
    const char = line[i] as string;
    const next = line[i + 1];
    if (quote === null && /\s/.test(char)) {
      if (isInToken) tokens.push(token);
      token = "";
      isInToken = false;
      continue;
    }
    isInToken = true;
    if (char === quote) quote = null;
    else if (quote === null && (char === '"' || char === "'")) quote = char;
    else if (char === "\\" && next !== undefined && (quote === null || (quote === '"' && '"\\$`'.includes(next)))) {
      token += next;
      i++;
    } else token += char;
  }
  if (quote !== null) throw new WorkerCommandError(`a ${quote} is not closed in the command line ${line}`);
  if (isInToken) tokens.push(token);
  return tokens;
}
