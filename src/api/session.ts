/** The one driver of this process: what `init` makes and all calls use. */
import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { connectDriver, type Driver, isWorkerProcess, UsageError, workersCoreWorker } from "../worker/index.js";
import { consoleLogger } from "./console-logger.js";

export interface InitOptions {
  /**
   * True: no cluster. Tasks and actors run on threads of this process, TypeScript's alone; values, errors, streams and
   * resources are as on a cluster. What differs: `process.exit` ends the thread, `process.pid` and what a native addon
   * holds are shared; `cancel` of a task that runs, and `kill`, end its thread, which stops code that never awaits too; of a
   * `runtimeEnv` there is only `env_vars`, given to each function; detached actors end with the process; what threads
   * print is always printed. Views of the store must not be read after `shutdown`.
   */
  readonly local?: boolean;
  /** Of local mode: how many tasks of one CPU run at a time. Default: the CPUs of this process. */
  readonly numCpus?: number;
  /** Of local mode. Default 0. Threads share the process's CUDA_VISIBLE_DEVICES. */
  readonly numGpus?: number;
  /** Of local mode: further resources by name. */
  readonly resources?: Readonly<Record<string, number>>;
  /** Of local mode: bytes of shared memory at most. Default: 30% of the machine's memory, or what /dev/shm has. */
  readonly objectStoreMemory?: number;
  /**
   * "ip:port" of the head. Default, and with "auto": RAY_ADDRESS, else the cluster that `ray start` or `narcine start` started
   * last on this machine; that of a `ray.init()` without an address is noted nowhere. A node of it must run on this machine.
   * Not of local mode, as are `authToken`, `runtimeEnv` and `logToDriver`.
   */
  readonly address?: string;
  /** Default: where the cluster wants one, as Ray finds it (RAY_AUTH_TOKEN, RAY_AUTH_TOKEN_PATH, ~/.ray/auth_token). */
  readonly authToken?: string;
  /** Of named actors. Default: one of its own for each driver. */
  readonly namespace?: string;
  /**
   * Ray's runtime environment for all tasks, under Ray's own names (`env_vars`, `pip`, `working_dir`...). It is sent as it is:
   * `working_dir` and `py_modules` must be URIs, since local folders are not uploaded.
   */
  readonly runtimeEnv?: Readonly<Record<string, unknown>>;
  /** Folders in which workers look for modules, those in Python and those in TypeScript. Default: the current one. */
  readonly pythonPath?: readonly string[];
  /** What workers print is printed here. Default true. */
  readonly logToDriver?: boolean;
}

/** What a driver holds at this moment. */
export interface SessionStats {
  /** Objects that a ref, a task or a worker needs. */
  readonly objectsInScope: number;
  /** Tasks and calls of actors that have not ended. */
  readonly pendingCalls: number;
}

/** A driver that is connected. `await using session = await init()` shuts it down at the end of its block. */
export interface Session extends AsyncDisposable {
  /** Hex. */
  readonly jobId: string;
  readonly namespace: string;
  /** Hex, of the node this driver is on. */
  readonly nodeId: string;
  stats(): SessionStats;
  /** The same as the function `shutdown`. */
  shutdown(): Promise<void>;
}

let current: Driver | null = null;
/** The `init` that runs. */
let connecting: Promise<Driver> | null = null;

/**
 * Connects this process to a running cluster as a driver, or starts local mode. Until `shutdown` it holds the process open.
 * @throws ConnectError where there is none, or it refuses; UsageError when there is a driver already
 */
export async function init(options: InitOptions = {}): Promise<Session> {
  if (isWorkerProcess()) throw new UsageError("This is a worker: its tasks call others without init().");
  if (current !== null || connecting !== null) {
    throw new UsageError("This process has a driver already. Call shutdown() before init().");
  }
  connecting = start(options).finally(() => {
    connecting = null;
  });
  return sessionOf(await connecting);
}

async function start(options: InitOptions): Promise<Driver> {
  const { pythonPath = [process.cwd()] } = options;
  if (pythonPath.length === 0) throw new UsageError("pythonPath is empty: workers could import nothing.");
  current = await (options.local === true ? startLocally(options, pythonPath) : connect(options, pythonPath));
  return current;
}

function connect(options: InitOptions, codeSearchPath: readonly string[]): Promise<Driver> {
  refuse(options, ["numCpus", "numGpus", "resources", "objectStoreMemory"], "of local mode, and a cluster has its own");
  const { address, authToken, namespace, runtimeEnv, logToDriver = true } = options;
  return connectDriver({
    ...(address === undefined ? {} : { address }),
    ...(authToken === undefined ? {} : { authToken }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(runtimeEnv === undefined ? {} : { runtimeEnv }),
    codeSearchPath,
    logToDriver,
    log: consoleLogger,
    onLost: (error) => consoleLogger.error(error.message),
  });
}

/** Loaded only here: most programs have a cluster. */
async function startLocally(options: InitOptions, codeSearchPath: readonly string[]): Promise<Driver> {
  refuse(options, ["address", "authToken", "runtimeEnv", "logToDriver"], "of a cluster, and local mode has none");
  const { startLocal } = await import("../local/index.js");
  const { namespace = randomUUID(), numCpus, numGpus, resources, objectStoreMemory } = options;
  return startLocal({
    namespace,
    codeSearchPath: codeSearchPath.map((folder) => resolve(folder)),
    log: consoleLogger,
    ...(numCpus === undefined ? {} : { numCpus }),
    ...(numGpus === undefined ? {} : { numGpus }),
    ...(resources === undefined ? {} : { resources }),
    ...(objectStoreMemory === undefined ? {} : { objectStoreMemory }),
  });
}

function refuse(options: InitOptions, names: readonly (keyof InitOptions)[], why: string): void {
  const given = names.filter((name) => options[name] !== undefined);
  if (given.length > 0) throw new UsageError(`init: ${given.join(", ")} is an option ${why}.`);
}

function sessionOf(driver: Driver): Session {
  const end = async () => {
    if (current === driver) current = null;
    await driver.shutdown();
  };
  const { jobId, namespace, nodeId } = driver;
  const stats = () => ({ objectsInScope: driver.objectsInScope, pendingCalls: driver.pendingCalls });
  return { jobId, namespace, nodeId, stats, shutdown: end, [Symbol.asyncDispose]: end };
}

/**
 * Ends this process's job: its tasks and actors end, its objects are freed. Idempotent. One that comes while `init` runs
 * waits for it, and ends what it made.
 */
export async function shutdown(): Promise<void> {
  await connecting?.catch(() => undefined);
  const driver = current;
  current = null;
  await driver?.shutdown();
}

/** @throws UsageError before `init` */
export function currentDriver(): Driver {
  const driver = current ?? workersCoreWorker();
  if (driver === null) throw new UsageError("There is no driver. Call `await init()` first.");
  return driver;
}
