/**
 * How much memory a Ray node on a Spark worker may use: the formulas of Databricks' documentation ("Ray on Databricks",
 * memory configuration) with the roundings and bounds of Ray 2.60.0, ray/util/spark/utils.py. This is the only copy:
 * nodes, probe tasks and both `setup_ray_cluster` and `setupRayCluster` get their numbers from here, through the holder.
 *
 *   TOTAL = physical / MAX_LOCAL_RAY_NODES x 0.8      CAP = /dev/shm / MAX_LOCAL_RAY_NODES x 0.8
 *   OBJECT_STORE = TOTAL x 0.3, or as asked; at most CAP, at most TOTAL x 0.8, at least 75 MiB
 *   HEAP = TOTAL - OBJECT_STORE, or as asked
 *
 * All sizes are bytes, whole numbers.
 */

/** A host as one of its processes sees it. */
export interface HostSize {
  readonly cores: number;
  readonly gpus: number;
  /** Physical memory, or the limit of our control group where that is less. */
  readonly physicalMemory: number;
  /** Size of /dev/shm. */
  readonly sharedMemory: number;
}

/** What a node is to have. `null`: by the formulas. */
export interface NodeRequest {
  readonly cpus: number;
  readonly gpus: number;
  readonly heapMemory: number | null;
  readonly objectStoreMemory: number | null;
}

export interface Sharing {
  /** Nodes of this cluster that Spark's slots let run on this host at once, its executors taken together. */
  readonly slotsOnHost: number;
  /** RAY_OBJECT_STORE_ALLOW_SLOW_STORAGE: the store may be larger than /dev/shm. */
  readonly allowSlowStorage: boolean;
}

export interface NodeMemory {
  /** MAX_LOCAL_RAY_NODES. */
  readonly localNodes: number;
  readonly heapMemory: number;
  readonly objectStoreMemory: number;
  /** The store is larger than /dev/shm has room for: it is to be a file on a disk. Only where slow storage is allowed. */
  readonly isOnDisk: boolean;
  /** What the user should know, each with its numbers. */
  readonly warnings: readonly string[];
}

/** Below this Ray refuses to make a store (Ray 2.60.0, OBJECT_STORE_MINIMUM_MEMORY_BYTES). */
export const MINIMUM_OBJECT_STORE = 75 * 1024 * 1024;

/** Of a head that runs no tasks: 128 MB each, as documented. */
export const DEFAULT_HEAD_MEMORY = 128 * 1024 * 1024;

const USABLE = 0.8;
const OBJECT_STORE_SHARE = 0.3;

/** Why no node of this shape can run on this host; null when one can. */
export function whyNoNode(host: HostSize, request: NodeRequest): string | null {
  const lacking = [
    ...(request.cpus > host.cores ? [`${request.cpus} CPUs a node are asked for and the host has ${host.cores}`] : []),
    ...(request.gpus > host.gpus ? [`${request.gpus} GPUs a node are asked for and the host has ${host.gpus}`] : []),
  ];
  return lacking.length === 0 ? null : lacking.join("; ");
}

/**
 * MAX_LOCAL_RAY_NODES: how many nodes share this host's memory. The documented count goes by the host's cores and GPUs.
 * Spark may offer more than those (two Spark workers on one host, each with all its cores): then its slots count, or
 * the same memory would be promised twice.
 */
export function localNodes(host: HostSize, request: NodeRequest, slotsOnHost: number): number {
  const byCores = request.cpus > 0 ? Math.floor(host.cores / request.cpus) : Number.POSITIVE_INFINITY;
  const byGpus = request.gpus > 0 ? Math.floor(host.gpus / request.gpus) : Number.POSITIVE_INFINITY;
  const documented = Math.min(byCores, byGpus);
  return Math.max(1, Number.isFinite(documented) ? documented : 1, slotsOnHost);
}

/** Heap and store of one node. The request must fit the host (`whyNoNode`). */
export function nodeMemory(host: HostSize, request: NodeRequest, sharing: Sharing): NodeMemory {
  const sharers = localNodes(host, request, sharing.slotsOnHost);
  const total = Math.floor((host.physicalMemory / sharers) * USABLE);
  const cap = Math.floor((host.sharedMemory / sharers) * USABLE);
  const most = Math.floor(total * USABLE);
  const warnings: string[] = [];

  const asked = request.objectStoreMemory ?? Math.floor(total * OBJECT_STORE_SHARE);
  let store = asked;
  if (store > cap && !sharing.allowSlowStorage) {
    store = cap;
    const [askedText, capText, shm] = [asked, cap, host.sharedMemory].map(inGib);
    warnings.push(
      `object store: ${askedText} was cut to ${capText}, which is 0.8 of /dev/shm (${shm}) for each of ${sharers} nodes on this host; make /dev/shm larger, ask for less, or set RAY_OBJECT_STORE_ALLOW_SLOW_STORAGE=1`,
    );
  }
  if (store > most) {
    const [storeText, mostText, totalText] = [store, most, total].map(inGib);
    store = most;
    warnings.push(
      `object store: ${storeText} was cut to ${mostText}, which is 0.8 of the ${totalText} that this node may use; ask for less`,
    );
  }
  if (store < MINIMUM_OBJECT_STORE) {
    warnings.push(
      `object store: ${inGib(store)} was raised to 75 MiB, the least that Ray works with; /dev/shm has ${inGib(host.sharedMemory)} for ${sharers} nodes`,
    );
    store = MINIMUM_OBJECT_STORE;
  }
  const heap = request.heapMemory ?? Math.max(0, total - store);
  const isOnDisk = sharing.allowSlowStorage && store > cap;
  return { localNodes: sharers, heapMemory: heap, objectStoreMemory: store, isOnDisk, warnings };
}

/** The head: 128 MB and 128 MB while it runs no tasks, by the formulas (alone on its host) when it has CPUs or GPUs. */
export function headMemory(host: HostSize, request: NodeRequest, allowSlowStorage: boolean): NodeMemory {
  if (request.cpus > 0 || request.gpus > 0) {
    return nodeMemory(host, request, { slotsOnHost: 1, allowSlowStorage });
  }
  const store = Math.max(MINIMUM_OBJECT_STORE, request.objectStoreMemory ?? DEFAULT_HEAD_MEMORY);
  return {
    localNodes: 1,
    heapMemory: request.heapMemory ?? DEFAULT_HEAD_MEMORY,
    objectStoreMemory: store,
    isOnDisk: allowSlowStorage && store > Math.floor(host.sharedMemory * USABLE),
    warnings: [],
  };
}

/** Documented advice for a node that will work poorly; one line each. */
export function adviceFor(request: NodeRequest, memory: NodeMemory): string[] {
  const advice: string[] = [];
  if (request.cpus < 4) {
    advice.push(`a node has ${request.cpus} CPUs; at least 4 are recommended (num_cpus_worker_node)`);
  }
  if (memory.heapMemory < 10 * 1024 ** 3) {
    advice.push(
      `a node has ${inGib(memory.heapMemory)} of heap; at least 10 GiB are recommended (larger Spark workers, fewer nodes on each by more CPUs a node, or a smaller object_store_memory_worker_node)`,
    );
  }
  return advice;
}

function inGib(bytes: number): string {
  return bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(2)} GiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
