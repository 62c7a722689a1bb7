/**
 * Starts local mode: the API with no cluster. Tasks and actors run on threads of this process, large objects lie in the same
 * store as a raylet's. Nothing of it is left when the process ends, however it does: the store's memory and its fallback
 * files have no names, and its socket loses its own at once.
 */
import { randomBytes } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync } from "node:fs";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { driverTaskOfJob, jobIdFromInt, NodeId } from "../ids/index.js";
import { PlasmaClient } from "../native/plasma-client.js";
import { PlasmaStore } from "../native/plasma-store.js";
import type { Logger } from "../runtime/logger.js";
import { UsageError } from "../worker/index.js";
import { TaskIds } from "../worker/task-ids.js";
import { Host } from "./host.js";
import { LocalDriver } from "./local-driver.js";
import type { ThreadData, ToClient } from "./messages.js";

export interface LocalOptions {
  /** Default: what this process may use of the machine. */
  readonly numCpus?: number;
  /** Default 0. Threads share the process's CUDA_VISIBLE_DEVICES. */
  readonly numGpus?: number;
  readonly resources?: Readonly<Record<string, number>>;
  /** Bytes of shared memory at most. Default: 30% of the machine's memory, or what /dev/shm has. */
  readonly objectStoreMemory?: number;
  /** Of named actors. */
  readonly namespace: string;
  readonly codeSearchPath: readonly string[];
  readonly log: Logger;
}

const plasmaDirectory = "/dev/shm";
/** As of Ray: object_store_memory's share of the memory, and the share of /dev/shm that is taken at most. */
const shareOfMemory = 0.3;
const shareOfShm = 0.95;
/** O_PATH of Linux: the socket itself, by which it is reached when it has no name. */
const openPath = 0o10000000;

/** Each `init` is a job of its own, as on a cluster: refs of the one before are of no object of this one. */
let lastJob = 0;

/** @throws UsageError; Error when there is too little shared memory */
export async function startLocal(options: LocalOptions): Promise<LocalDriver> {
  const resources = resourcesOf(options);
  const { store, socket, close } = startStore(options, () => host.storeIsFull());
  const plasma = PlasmaClient.connect(socket);
  lastJob += 1;
  const jobId = jobIdFromInt(lastJob);
  const nodeId = NodeId.fromBytes(randomBytes(NodeId.size));
  const { namespace, codeSearchPath } = options;
  const threadData: ThreadData = { storeSocket: socket, jobId, namespace, nodeId, codeSearchPath };
  const host: Host = new Host({ store, resources, threadData });
  // A program that has a driver goes on until it shuts it down, as on a cluster.
  const open = setInterval(() => undefined, 2 ** 30);
  const post = host.connect((message) => driver.receive(ownCopy(message)));
  const driver: LocalDriver = new LocalDriver({
    jobId,
    namespace,
    nodeId,
    ids: new TaskIds(jobId, driverTaskOfJob(jobId), 0),
    plasma,
    post,
    stats: () => ({ objectsInScope: host.objectsInScope, pendingCalls: host.pendingCalls }),
    onShutdown: async () => {
      clearInterval(open);
      await host.close();
      plasma.close();
      await close();
    },
  });
  return driver;
}

/** What the program does to bytes that it got is not seen by who gets them next. */
function ownCopy(message: ToClient): ToClient {
  if (message.type !== "there" || message.value?.kind !== "memory") return message;
  return { ...message, value: { ...message.value, data: message.value.data.slice() } };
}

function startStore(options: LocalOptions, onFull: () => void) {
  const folder = mkdtempSync(join(tmpdir(), "narcine-"));
  const socketPath = join(folder, "store");
  let opened: number | null = null;
  try {
    const store = PlasmaStore.start({
      socketPath,
      capacityBytes: capacityOf(options),
      plasmaDirectory,
      fallbackDirectory: tmpdir(),
      // Nothing is spilled meanwhile: as long as garbage collectors need to find what is unused.
      oomGraceMs: 500,
      fsCapacityThreshold: 0.95,
      onEvents: (events) => {
        if (events.some(({ type }) => type === "spaceNeeded")) onFull();
      },
      onWarning: (text) => options.log.warning(text),
    });
    const number = openSync(socketPath, openPath);
    opened = number;
    const close = async () => {
      await store.stop();
      closeSync(number);
    };
    return { store, socket: `/proc/self/fd/${opened}`, close };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function capacityOf({ objectStoreMemory }: LocalOptions): number {
  if (objectStoreMemory !== undefined) {
    if (Number.isInteger(objectStoreMemory) && objectStoreMemory > 0) return objectStoreMemory;
    throw new UsageError(`objectStoreMemory is ${objectStoreMemory}; it must be a whole number of bytes.`);
  }
  const { bavail, bsize } = statfsSync(plasmaDirectory);
  return Math.floor(Math.min(totalmem() * shareOfMemory, bavail * bsize * shareOfShm));
}

function resourcesOf(options: LocalOptions): Record<string, number> {
  const { numCpus = availableParallelism(), numGpus = 0, resources = {} } = options;
  const all: Record<string, number> = { ...resources, CPU: numCpus, GPU: numGpus, memory: totalmem() };
  for (const name of ["CPU", "GPU", "memory"]) {
    if (name in resources) throw new UsageError(`resources names ${name}; give numCpus or numGpus instead.`);
  }
  for (const [name, amount] of Object.entries(all)) {
    if (Number.isFinite(amount) && amount >= 0) continue;
    throw new UsageError(`The resource ${name} is ${amount}; it must be 0 or more.`);
  }
  return all;
}
