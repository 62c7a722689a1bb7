/** How many worker nodes of a cluster the executors of its Spark application have room for. */
import type { Executor, HostShare } from "./cluster-types.js";

export interface NodeShape {
  /** Cores of its Spark task. */
  readonly cpus: number;
  readonly gpus: number;
  /** Spark assigns no GPUs: the nodes of a host share all it has. */
  readonly leavesGpus: boolean;
  /** As one host was found to have, all being alike; null before one was looked at. */
  readonly gpusOfHost: number | null;
}

export interface Room {
  /** Nodes that can run at the same time. */
  readonly slots: number;
  /** Of the host with most slots; of a node that has a host for itself while there are no executors. */
  readonly fullestHost: HostShare;
}

export function roomOf(executors: readonly Executor[], shape: NodeShape): Room {
  const shares = sharesOf(executors, shape);
  const alone = { slotsOnHost: 1, hostGpus: shape.leavesGpus ? null : shape.gpus };
  return {
    slots: shares.reduce((sum, { slotsOnHost }) => sum + slotsOnHost, 0),
    fullestHost: shares.sort((a, b) => b.slotsOnHost - a.slotsOnHost)[0] ?? alone,
  };
}

/** Of each host, its executors taken together. */
function sharesOf(executors: readonly Executor[], shape: NodeShape): HostShare[] {
  const shares = new Map<string, HostShare>();
  for (const executor of executors) {
    const { slotsOnHost, hostGpus } = shares.get(executor.host) ?? { slotsOnHost: 0, hostGpus: 0 };
    const slots = slotsOnHost + slotsOf(executor, shape);
    const { leavesGpus, gpusOfHost, gpus } = shape;
    const most = leavesGpus && gpusOfHost !== null ? Math.floor(gpusOfHost / gpus) : slots;
    shares.set(executor.host, {
      slotsOnHost: Math.min(slots, most),
      hostGpus: leavesGpus ? null : (hostGpus ?? 0) + executor.gpus,
    });
  }
  return [...shares.values()];
}

function slotsOf({ cores, gpus }: Executor, shape: NodeShape): number {
  const byCores = Math.floor(cores / shape.cpus);
  return shape.gpus === 0 || shape.leavesGpus ? byCores : Math.min(byCores, Math.floor(gpus / shape.gpus));
}
