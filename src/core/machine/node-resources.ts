/** What a node offers where nobody says otherwise (Ray 2.60.0, resource_and_label_spec.py). */
export interface MachineFacts {
  readonly cpus: number;
  /** Bytes that the node may use, by the smallest limit, and those of them that are used already. */
  readonly memory: { readonly total: number; readonly used: number };
  /** Free bytes of the file system that object stores are made in. */
  readonly sharedMemoryFree: number;
  readonly gpus: readonly GpuFacts[];
}

export interface GpuFacts {
  /** GPU-... or MIG-... */
  readonly uuid: string;
  /** "NVIDIA A100-SXM4-40GB" */
  readonly name: string;
}

/** What whoever starts the node asks for; null where it is to be found out. Bytes and units. */
export interface AskedResources {
  readonly numCpus: number | null;
  readonly numGpus: number | null;
  readonly memory: number | null;
  readonly objectStoreMemory: number | null;
  readonly resources: Readonly<Record<string, number>>;
  readonly labels: Readonly<Record<string, string>>;
}

export interface NodeResources {
  /** Without what is 0. */
  readonly resources: Readonly<Record<string, number>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly cpus: number;
  readonly objectStoreMemory: number;
}

/** The store's part of what is free, and its bounds. */
const STORE_PART = 0.3;
const STORE_MOST = 200e9;
const SHM_PART = 0.95;
const SHM_LEAST = 10e9;

const RESERVED = ["CPU", "GPU", "memory", "object_store_memory"];

/** @throws RangeError when more is asked for than can be, in words for whoever asked */
export function nodeResources(facts: MachineFacts, asked: AskedResources, ip: string, isHead: boolean): NodeResources {
  for (const name of RESERVED) {
    if (name in asked.resources) throw new RangeError(`--resources names ${name}, which has an option of its own`);
  }
  if (facts.gpus.length > 0 && (asked.numGpus ?? 0) > facts.gpus.length) {
    throw new RangeError(
      `--num-gpus=${asked.numGpus}: this node may see ${facts.gpus.length} GPUs (CUDA_VISIBLE_DEVICES counts)`,
    );
  }
  const free = Math.max(0, facts.memory.total - facts.memory.used);
  const shmCap = Math.max(SHM_LEAST, facts.sharedMemoryFree * SHM_PART);
  const store = asked.objectStoreMemory ?? Math.floor(Math.min(free * STORE_PART, STORE_MOST, shmCap));
  const memory = asked.memory ?? free - store;
  if (asked.memory === null && memory < 100e6 && memory < 0.05 * facts.memory.total) {
    throw new RangeError(
      `an object store of ${store} bytes leaves ${memory} bytes for tasks and actors; lower --object-store-memory, or say --memory`,
    );
  }
  const cpus = asked.numCpus ?? facts.cpus;
  const gpus = asked.numGpus ?? facts.gpus.length;
  const type = gpus > 0 ? acceleratorType(facts.gpus[0]?.name ?? "") : null;
  const all: Record<string, number> = {
    ...asked.resources,
    [`node:${ip}`]: 1,
    ...(isHead ? { "node:__internal_head__": 1 } : {}),
    ...(type === null ? {} : { [`accelerator_type:${type}`]: 1 }),
    CPU: cpus,
    GPU: gpus,
    memory: Math.floor(memory),
    object_store_memory: store,
  };
  const resources = Object.fromEntries(Object.entries(all).filter(([, amount]) => amount !== 0));
  const labels = { ...(type === null ? {} : { "ray.io/accelerator-type": type }), ...asked.labels };
  return { resources, labels, cpus, objectStoreMemory: store };
}

/**
 * "NVIDIA A100-SXM4-40GB" -> "A100", "NVIDIA GeForce RTX 5090" -> "GeForce-RTX-5090" (Ray 2.60.0,
 * accelerators/nvidia_gpu.py _gpu_name_to_accelerator_type).
 */
export function acceleratorType(name: string): string | null {
  const model = /^\w+\s+((?:[A-Z]+\s+)*[A-Z0-9]*\d[A-Z0-9]*)/.exec(name)?.[1] ?? "";
  const whole = model.length > 1 ? model : name.replace(/^NVIDIA\s+/, "").trim();
  return whole === "" ? null : whole.replaceAll(" ", "-");
}

/** The GPUs that are left when CUDA_VISIBLE_DEVICES names some by index or UUID; all when it is not set. */
export function visibleGpus(gpus: readonly GpuFacts[], visible: string | undefined): readonly GpuFacts[] {
  if (visible === undefined) return gpus;
  const names = visible.split(",").map((name) => name.trim());
  // CUDA stops at the first name it does not know, and -1 hides all.
  const found: GpuFacts[] = [];
  for (const name of names) {
    const gpu = /^\d+$/.test(name) ? gpus[Number(name)] : gpus.find(({ uuid }) => name !== "" && uuid.startsWith(name));
    if (gpu === undefined) break;
    found.push(gpu);
  }
  return found;
}
