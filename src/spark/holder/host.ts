import { statfsSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import type { HostSize } from "../../core/spark/node-memory.js";
import { hostDevices } from "./devices.js";

/** Overrides of what is read, in the environment of a Spark executor (Ray 2.60.0, util/spark/utils.py). */
const OVERRIDES = {
  worker: {
    cores: "RAY_ON_SPARK_WORKER_CPU_CORES",
    gpus: "RAY_ON_SPARK_WORKER_GPU_NUM",
    physicalMemory: "RAY_ON_SPARK_WORKER_PHYSICAL_MEMORY_BYTES",
    sharedMemory: "RAY_ON_SPARK_WORKER_SHARED_MEMORY_BYTES",
  },
  head: {
    cores: null,
    gpus: null,
    physicalMemory: "RAY_ON_SPARK_DRIVER_PHYSICAL_MEMORY_BYTES",
    sharedMemory: "RAY_ON_SPARK_DRIVER_SHARED_MEMORY_BYTES",
  },
} as const;

/** This host, as the formulas of memory want it. @param gpus as the carrier counted them; null: what is there. */
export function readHost(role: "head" | "worker", gpus: number | null, environment: NodeJS.ProcessEnv): HostSize {
  const given = (name: string | null, read: () => number): number => {
    const text = name === null ? undefined : environment[name];
    const value = Number(text);
    return text !== undefined && text !== "" && Number.isFinite(value) && value >= 0 ? value : read();
  };
  const names = OVERRIDES[role];
  return {
    cores: given(names.cores, () => Math.max(cpus().length, availableParallelism())),
    gpus: given(names.gpus, () => gpus ?? hostDevices(environment).length),
    physicalMemory: given(names.physicalMemory, usableMemory),
    sharedMemory: given(names.sharedMemory, sharedMemory),
  };
}

/** Physical memory, or the limit of our control group where that is less. */
function usableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

function sharedMemory(): number {
  const { blocks, bsize } = statfsSync("/dev/shm");
  return blocks * bsize;
}
