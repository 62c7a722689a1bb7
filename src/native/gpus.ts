/** The NVIDIA GPUs of this machine, asked of the driver's NVML (crates/gpus). */
import { loadAddon } from "./addon.js";

/** A whole GPU, or one instance of a GPU that is cut up (MIG). */
export interface Gpu {
  /** GPU-... or MIG-... */
  readonly uuid: string;
  /** Of the whole GPU, as "NVIDIA A100-SXM4-40GB". */
  readonly name: string;
  /** Bytes. */
  readonly memory: number;
}

interface Addon {
  listGpus(): Gpu[];
}

/** In the order of PCI; empty without a driver. @throws Error when there is a driver that does not answer */
export function listGpus(): readonly Gpu[] {
  return loadAddon<Addon>(["listGpus"]).listGpus();
}
