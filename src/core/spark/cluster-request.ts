/**
 * What `setupRayCluster` may be asked: the parameters of `ray.util.spark.setup_ray_cluster` of Ray 2.60.0 and the names of
 * Databricks' documentation, in camel case. Nothing here touches Spark or Ray, so that a call that cannot work is refused
 * before anything starts. Sizes are bytes; what is not given is left to the formulas (node-memory.ts).
 */

/** As many worker nodes as Spark has room for (Ray 2.60.0, ray.util.spark.MAX_NUM_WORKER_NODES). */
export const MAX_NUM_WORKER_NODES = -1;

export interface HeadNodeOptions {
  /** Of gcs_server. Default: any. */
  readonly port?: number;
  /** Default 10001, or any when that is taken. */
  readonly rayClientServerPort?: number;
  /** Default true. */
  readonly includeDashboard?: boolean;
  /** Default: any. */
  readonly dashboardPort?: number;
  readonly disableUsageStats?: boolean;
  readonly resources?: Readonly<Record<string, number>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Ray's `_system_config`. */
  readonly systemConfig?: Readonly<Record<string, unknown>>;
}

export interface WorkerNodeOptions {
  readonly resources?: Readonly<Record<string, number>>;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface ClusterOptions {
  /** Required, by this name or as `numWorkerNodes`; MAX_NUM_WORKER_NODES takes all that Spark has. */
  readonly maxWorkerNodes?: number;
  readonly numWorkerNodes?: number;
  /** Fewer than the most: Ray's autoscaler decides how many there are. */
  readonly minWorkerNodes?: number;
  /** The documented way to say so: from `autoscaleMinWorkerNodes` (default 0) to the most. */
  readonly autoscale?: boolean;
  readonly autoscaleMinWorkerNodes?: number;
  /** 1 allows to double, and five at least. Default 1. */
  readonly autoscaleUpscalingSpeed?: number;
  /** A node that ran nothing for so long ends. Default 1. */
  readonly autoscaleIdleTimeoutMinutes?: number;
  /** The whole cluster ends when nothing has run there for so long and nothing waits for room. Default: it stays. */
  readonly idleShutdownMinutes?: number;
  /** Default 1. */
  readonly numCpusWorkerNode?: number;
  /** Default 0. */
  readonly numGpusWorkerNode?: number;
  /** Bytes for tasks and actors of each node. Default: what the object store leaves of its part of the host's memory. */
  readonly memoryWorkerNode?: number;
  /** Bytes. Default: 30 % of a node's part of the host's memory, at most 0.8 of its part of /dev/shm. */
  readonly objectStoreMemoryWorkerNode?: number;
  /** The documented name of `objectStoreMemoryWorkerNode`. */
  readonly objectStoreMemoryPerNode?: number;
  /** Default 0: no tasks run on the head. */
  readonly numCpusHeadNode?: number;
  /** Default 0. */
  readonly numGpusHeadNode?: number;
  /** Bytes. Default 128 MB; as of a worker node where the head has CPUs or GPUs. */
  readonly memoryHeadNode?: number;
  /** The same. */
  readonly objectStoreMemoryHeadNode?: number;
  readonly headNodeOptions?: HeadNodeOptions;
  readonly workerNodeOptions?: WorkerNodeOptions;
  /** Short: unix sockets lie 65 bytes below it. Default "/tmp". */
  readonly rayTempRootDir?: string;
  /** Documented advice that is not followed is an error. Default false. */
  readonly strictMode?: boolean;
  /** Each node's logs are copied there as they are written. */
  readonly collectLogToPath?: string;
}

export interface ClusterRequest {
  /** The most. */
  readonly workerNodes: number;
  /** The same as `workerNodes` without autoscaling. */
  readonly minWorkerNodes: number;
  readonly upscalingSpeed: number;
  readonly idleTimeoutMinutes: number;
  /** Of the whole cluster; null: never. */
  readonly idleShutdownMinutes: number | null;
  readonly worker: NodeWish;
  readonly head: NodeWish;
  readonly headOptions: HeadNodeOptions;
  readonly workerOptions: WorkerNodeOptions;
  readonly tempRoot: string;
  readonly strictMode: boolean;
  readonly collectLogToPath: string | null;
}

export interface NodeWish {
  readonly cpus: number;
  readonly gpus: number;
  readonly heapMemory: number | null;
  readonly objectStoreMemory: number | null;
}

type Check = (value: unknown) => string | null;
const isWhole = (value: unknown): value is number => Number.isInteger(value);
const whole =
  (least: number): Check =>
  (value) =>
    isWhole(value) && value >= least ? null : `a whole number, at least ${least}`;
const positive: Check = (value) =>
  typeof value === "number" && Number.isFinite(value) && value > 0 ? null : "a number above 0";
const nodes: Check = (value) =>
  isWhole(value) && (value >= 1 || value === MAX_NUM_WORKER_NODES) ? null : "at least 1, or MAX_NUM_WORKER_NODES";
const flag: Check = (value) => (typeof value === "boolean" ? null : "true or false");
const path: Check = (value) =>
  typeof value === "string" && value.startsWith("/") ? null : "an absolute path, the same on all hosts";
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const anyObject: Check = (value) => (isObject(value) ? null : "an object");
const amounts: Check = (value) =>
  isObject(value) && Object.values(value).every((amount) => typeof amount === "number" && amount >= 0)
    ? null
    : "an object of names and amounts";
const texts: Check = (value) =>
  isObject(value) && Object.values(value).every((text) => typeof text === "string")
    ? null
    : "an object of names and texts";
const port: Check = (value) => (isWhole(value) && value >= 0 && value < 65536 ? null : "a port");

const OPTIONS: Record<keyof ClusterOptions, Check> = {
  maxWorkerNodes: nodes,
  numWorkerNodes: nodes,
  minWorkerNodes: whole(0),
  autoscale: flag,
  autoscaleMinWorkerNodes: whole(0),
  autoscaleUpscalingSpeed: positive,
  autoscaleIdleTimeoutMinutes: positive,
  idleShutdownMinutes: positive,
  numCpusWorkerNode: whole(1),
  numGpusWorkerNode: whole(0),
  memoryWorkerNode: whole(0),
  objectStoreMemoryWorkerNode: whole(0),
  objectStoreMemoryPerNode: whole(0),
  numCpusHeadNode: whole(0),
  numGpusHeadNode: whole(0),
  memoryHeadNode: whole(0),
  objectStoreMemoryHeadNode: whole(0),
  headNodeOptions: anyObject,
  workerNodeOptions: anyObject,
  rayTempRootDir: path,
  strictMode: flag,
  collectLogToPath: path,
};
const HEAD_OPTIONS: Record<keyof HeadNodeOptions, Check> = {
  port,
  rayClientServerPort: port,
  includeDashboard: flag,
  dashboardPort: port,
  disableUsageStats: flag,
  resources: amounts,
  labels: texts,
  systemConfig: anyObject,
};
const WORKER_OPTIONS: Record<keyof WorkerNodeOptions, Check> = { resources: amounts, labels: texts };

/** What is wrong with the options of a call, in one sentence; null when nothing is. */
export function whyNotRequested(options: Readonly<Record<string, unknown>>): string | null {
  const wrong =
    wrongIn("setupRayCluster", options, OPTIONS) ??
    wrongIn("headNodeOptions", options["headNodeOptions"], HEAD_OPTIONS) ??
    wrongIn("workerNodeOptions", options["workerNodeOptions"], WORKER_OPTIONS);
  if (wrong !== null) return wrong;
  for (const [name, documented] of [
    ["maxWorkerNodes", "numWorkerNodes"],
    ["minWorkerNodes", "autoscaleMinWorkerNodes"],
    ["objectStoreMemoryWorkerNode", "objectStoreMemoryPerNode"],
  ] as const) {
    if (options[name] !== undefined && options[documented] !== undefined) {
      return `${name} and ${documented} are two names of one option; leave one of them out`;
    }
  }
  if (options["maxWorkerNodes"] === undefined && options["numWorkerNodes"] === undefined) {
    return "how many worker nodes? Set maxWorkerNodes (numWorkerNodes), for instance to MAX_NUM_WORKER_NODES for as many as Spark has room for";
  }
  return whyNotScaled(options as ClusterOptions);
}

function whyNotScaled(options: ClusterOptions): string | null {
  const most = mostOf(options);
  const least = options.minWorkerNodes ?? options.autoscaleMinWorkerNodes;
  if (most === MAX_NUM_WORKER_NODES && (options.autoscale === true || least !== undefined)) {
    return "MAX_NUM_WORKER_NODES takes all of Spark's slots and cannot be autoscaled; set maxWorkerNodes to a number";
  }
  if (options.autoscaleMinWorkerNodes !== undefined && options.autoscale !== true) {
    return "autoscaleMinWorkerNodes needs autoscale: true";
  }
  if (options.autoscale === false && least !== undefined && least !== most) {
    return `autoscale: false and minWorkerNodes ${least} below maxWorkerNodes ${most} contradict each other; leave one of them out`;
  }
  return least !== undefined && least > most
    ? `minWorkerNodes is ${least}, above maxWorkerNodes, which is ${most}`
    : null;
}

const mostOf = (options: ClusterOptions) => options.maxWorkerNodes ?? options.numWorkerNodes ?? MAX_NUM_WORKER_NODES;

function wrongIn(what: string, given: unknown, checks: Readonly<Record<string, Check>>): string | null {
  if (!isObject(given)) return null;
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const check = checks[name];
    if (check === undefined) return `${what} has no option ${name}: ${nearest(name, Object.keys(checks))}`;
    const wanted = check(value);
    if (wanted !== null) return `${name} is ${JSON.stringify(value)}; it must be ${wanted}`;
  }
  return null;
}

/** The options must have passed `whyNotRequested`. */
export function clusterRequest(options: ClusterOptions): ClusterRequest {
  const most = mostOf(options);
  const least = options.minWorkerNodes ?? options.autoscaleMinWorkerNodes;
  return {
    workerNodes: most,
    minWorkerNodes: least ?? (options.autoscale === true ? 0 : most),
    upscalingSpeed: options.autoscaleUpscalingSpeed ?? 1,
    idleTimeoutMinutes: options.autoscaleIdleTimeoutMinutes ?? 1,
    idleShutdownMinutes: options.idleShutdownMinutes ?? null,
    worker: {
      cpus: options.numCpusWorkerNode ?? 1,
      gpus: options.numGpusWorkerNode ?? 0,
      heapMemory: options.memoryWorkerNode ?? null,
      objectStoreMemory: options.objectStoreMemoryWorkerNode ?? options.objectStoreMemoryPerNode ?? null,
    },
    head: {
      cpus: options.numCpusHeadNode ?? 0,
      gpus: options.numGpusHeadNode ?? 0,
      heapMemory: options.memoryHeadNode ?? null,
      objectStoreMemory: options.objectStoreMemoryHeadNode ?? null,
    },
    headOptions: options.headNodeOptions ?? {},
    workerOptions: options.workerNodeOptions ?? {},
    tempRoot: options.rayTempRootDir ?? "/tmp",
    strictMode: options.strictMode ?? false,
    collectLogToPath: options.collectLogToPath ?? null,
  };
}

function nearest(name: string, known: readonly string[]): string {
  const [best] = known
    .map((each) => ({ each, distance: distance(name.toLowerCase(), each.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const hint = best !== undefined && best.distance <= name.length / 2 ? `did you mean ${best.each}? ` : "";
  return `${hint}It takes ${[...known].sort().join(", ")}`;
}

/** How many letters to insert, remove or replace (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
