import { createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { visibleGpus } from "../../core/machine/node-resources.js";
import { NarcineError } from "../../runtime/errors.js";
import { gpusOfMachine } from "../../runtime/gpus.js";

/** Other nodes have the GPUs of this host; on another host there may be some. */
export class NoFreeGpuError extends NarcineError {
  constructor(message: string) {
    super("NARCINE_SPARK_NO_FREE_GPU", message);
  }
}

/** How many GPUs to take a host for, as for Ray (Ray 2.60.0, util/spark/utils.py). */
const COUNT = "RAY_ON_SPARK_WORKER_GPU_NUM";
/** For others to have taken theirs, which takes them a few ms. */
const PATIENCE_MS = 5_000;
const POLL_MS = 5;

/**
 * The GPUs that a process here may use, as CUDA_VISIBLE_DEVICES takes them: UUIDs, whose meaning does not hang on an order.
 * Where COUNT says more than the driver knows, numbers.
 */
export function hostDevices(environment: NodeJS.ProcessEnv): readonly string[] {
  const found = visibleGpus(gpusOfMachine(), environment["CUDA_VISIBLE_DEVICES"]).map(({ uuid }) => uuid);
  const count = Number.parseInt(environment[COUNT] ?? "", 10);
  if (Number.isNaN(count)) return found;
  return count <= found.length ? found.slice(0, count) : Array.from({ length: count }, (_, n) => String(n));
}

/**
 * GPUs that one node of this host has, and no other: of this cluster, another, or another user's. Each is a name in Linux'
 * abstract socket namespace, bound as long as it is held. So there is no file to be left or to lack rights to, and the names
 * of a holder that is killed are free that moment, as are those of one whose host or container restarts.
 */
export class DeviceLease {
  readonly devices: readonly string[];
  readonly #names: readonly Server[];

  private constructor(held: ReadonlyMap<string, Server>) {
    this.devices = [...held.keys()];
    this.#names = [...held.values()];
  }

  /** @throws NoFreeGpuError: then none is held */
  static async take(count: number, all: readonly string[]): Promise<DeviceLease> {
    // One after the other, or two nodes that want several would keep each other from having enough.
    const turn = await DeviceLease.#turn();
    const held = new Map<string, Server>();
    try {
      for (const device of all) {
        if (held.size === count) break;
        const name = await bind(`gpu-${device}`);
        if (name !== null) held.set(device, name);
      }
      const lease = new DeviceLease(held);
      if (held.size === count) return lease;
      lease.release();
      throw new NoFreeGpuError(
        `${count} GPUs a node are asked for, and of the ${all.length} of this host ${held.size} are free: other Ray nodes have the rest. Ask for fewer nodes or fewer GPUs a node, or end the cluster that has them.`,
      );
    } finally {
      turn.close();
    }
  }

  release(): void {
    for (const name of this.#names) name.close();
  }

  static async #turn(): Promise<Server> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const turn = await bind("gpus");
      if (turn !== null) return turn;
      if (Date.now() > deadline) {
        throw new NoFreeGpuError(
          `another process of this host has kept the turn to take GPUs for ${PATIENCE_MS / 1000} s (socket @narcine-gpus): end it.`,
        );
      }
      await sleep(POLL_MS);
    }
  }
}

/** Null when somebody else has it. */
function bind(name: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    // A name and nothing else: whoever connects is shown the door.
    const server = createServer((socket) => socket.destroy());
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(null) : reject(error),
    );
    server.listen({ path: `\0narcine-${name}` }, () => resolve(server.unref()));
  });
}
