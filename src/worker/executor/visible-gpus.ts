/** CUDA_VISIBLE_DEVICES of a worker: the GPUs that the lease of what runs here was given (Ray 2.60.0, accelerators/nvidia_gpu.py). */
import type { rpc } from "../../wire/index.js";

const variable = "CUDA_VISIBLE_DEVICES";
/** Of a placement group without a bundle's number the wildcard names each GPU once. */
const gpuNames = /^GPU(_group_[0-9a-f]+)?$/;

export class VisibleGpus {
  readonly #env: NodeJS.ProcessEnv;
  /** What the node itself may see; indexes of GPUs are places in it. */
  readonly #original: string | undefined;

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
    this.#original = env[variable];
  }

  /** A task or an actor with this lease begins. One without GPUs sees what the node does. */
  show(lease: readonly rpc.ResourceMapEntry[]): void {
    const indexes = lease.filter(({ name }) => gpuNames.test(name)).flatMap(({ resourceIds }) => resourceIds);
    const names = this.#original?.split(",");
    if (indexes.length > 0) {
      this.#env[variable] = indexes.map(({ index }) => names?.[index]?.trim() ?? String(index)).join(",");
    } else if (this.#original === undefined) delete this.#env[variable];
    else this.#env[variable] = this.#original;
  }
}
