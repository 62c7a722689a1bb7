/** The one driver of this process: what `init` makes and all calls use. */
import { connectDriver, type Driver, isWorkerProcess, UsageError, workersCoreWorker } from "../worker/index.js";
import { consoleLogger } from "./console-logger.js";

export interface InitOptions {
  /**
   * "ip:port" of the head. Default, and with "auto": RAY_ADDRESS, else the cluster that was started last on this machine.
   * A node of it must run on this machine.
   */
  readonly address?: string;
  /** Default: where the cluster wants one, as Ray finds it (RAY_AUTH_TOKEN, RAY_AUTH_TOKEN_PATH, ~/.ray/auth_token). */
  readonly authToken?: string;
  /** Of named actors. Default: one of its own for each driver. */
  readonly namespace?: string;
  /** Ray's runtime environment for all tasks, under Ray's own names (`env_vars`, `pip`, `working_dir`...). */
  readonly runtimeEnv?: Readonly<Record<string, unknown>>;
  /** Folders in which Python workers look for modules. Default: the current one. */
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
let isConnecting = false;

/**
 * Connects this process to a running cluster as a driver. Until `shutdown` it holds the process open.
 * @throws ConnectError where there is none, or it refuses; UsageError when there is a driver already
 */
export async function init(options: InitOptions = {}): Promise<Session> {
  if (isWorkerProcess()) throw new UsageError("This is a worker of the cluster: its tasks call others without init().");
  if (current !== null || isConnecting) {
    throw new UsageError("This process has a driver already. Call shutdown() before init().");
  }
  isConnecting = true;
  try {
    const { pythonPath = [process.cwd()], logToDriver = true, ...rest } = options;
    if (pythonPath.length === 0) throw new UsageError("pythonPath is empty: Python workers could import nothing.");
    const driver = await connectDriver({
      ...rest,
      codeSearchPath: pythonPath,
      logToDriver,
      log: consoleLogger,
      onLost: (error) => consoleLogger.error(error.message),
    });
    current = driver;
    return sessionOf(driver);
  } finally {
    isConnecting = false;
  }
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

/** Ends this process's job: its tasks and actors end, its objects are freed. Idempotent. */
export async function shutdown(): Promise<void> {
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
