/** What goes into and comes out of the machine of a cluster on Spark (`spark-cluster.ts`): plain data. Times are ms. */

import type { NodeMemory } from "./node-memory.js";
import type { PreflightFacts, WorkerFacts } from "./preflight.js";

export interface Executor {
  readonly host: string;
  readonly cores: number;
  readonly gpus: number;
}

/**
 * What the nodes of one host share: how many Spark lets run there at once, and the GPUs of its executors; null: Spark gives
 * nobody any, and nodes take those of their host themselves.
 */
export interface HostShare {
  readonly slotsOnHost: number;
  readonly hostGpus: number | null;
}

/** What a host has, and what a node would get there, as the holder found it. */
export interface HostFacts extends WorkerFacts {
  /** Why no node can be there at all. */
  readonly problem?: string;
}

export type ProbeAnswer =
  | { readonly kind: "answer"; readonly host: HostFacts }
  /** There is no Node, or no Narcine, on that host. */
  | { readonly kind: "missing"; readonly text: string }
  | { readonly kind: "problem"; readonly text: string };

/** "elsewhere": its host lacked what another may have. */
export type JobEndKind = "ended" | "failed" | "elsewhere" | "cancelled" | "stopped";

export type ClusterEvent =
  | {
      readonly type: "sparkReady";
      readonly master: string;
      readonly driver: PreflightFacts["driver"];
      /** spark.executor.cores; null where it is not set. */
      readonly coresOfExecutor: number | null;
      readonly gpusOfExecutor: number;
      /** spark.task.resource.gpu.amount is 0: Spark gives no task a GPU. */
      readonly leavesGpus: boolean;
      readonly isDynamic: boolean;
    }
  /** All executors that there are. */
  | { readonly type: "executors"; readonly executors: readonly Executor[] }
  /** Spark runs a task of ours: the first one is the probe's. */
  | { readonly type: "taskBegan" }
  | { readonly type: "probed"; readonly answer: ProbeAnswer }
  /** The runtime was sent to the executors, or could not be. */
  | { readonly type: "archived"; readonly problem: string | null }
  | { readonly type: "headTakesNodes" }
  | { readonly type: "headReady" }
  | { readonly type: "headFailed"; readonly reason: string }
  | { readonly type: "headEnded" }
  /** Nothing has run for as long as the user said. */
  | { readonly type: "idle"; readonly minutes: number }
  /** Of the holder of an attempt at a node, which is still there. */
  | {
      readonly type: "holderSpoke";
      readonly number: number;
      readonly holder: string;
      /** "other": what is said while a node comes up. */
      readonly said: "ready" | "failed" | "ended" | "other";
    }
  | { readonly type: "holderGone"; readonly number: number; readonly holder: string }
  | { readonly type: "jobEnded"; readonly number: number; readonly why: JobEndKind; readonly reason: string }
  | { readonly type: "sparkEnded"; readonly reason: string }
  /** Ray's autoscaler wants one node more. Answered by `granted` or `refused`. */
  | { readonly type: "wantNode" }
  /** It wants this one to end. */
  | { readonly type: "dropNode"; readonly number: number }
  | { readonly type: "shutDown" }
  | { readonly type: "tick" };

export type ClusterEffect =
  /** Tell Spark what a node takes of it. */
  | { readonly type: "shape"; readonly cpus: number; readonly gpus: number }
  /** Once; with autoscaling after a host was probed, since the autoscaler is told how large a node is. */
  | { readonly type: "startHead"; readonly worker: NodeMemory | null }
  | { readonly type: "granted"; readonly number: number }
  | { readonly type: "refused"; readonly reason: string }
  /** Answered by `probed`. */
  | { readonly type: "probe"; readonly share: HostShare }
  /** Answered by `archived`. */
  | { readonly type: "sendArchive" }
  /** Answered, some time, by `jobEnded`. */
  | { readonly type: "launch"; readonly number: number; readonly share: HostShare }
  | { readonly type: "cancel"; readonly number: number }
  /** The head's holder tells all others to end. */
  | { readonly type: "stopNodes" }
  /** Answered by `headEnded`. */
  | { readonly type: "endHead" }
  /** Answered by `sparkEnded`. */
  | { readonly type: "endSpark" }
  /** For the user, a line. */
  | { readonly type: "say"; readonly text: string }
  /** All nodes are ready. */
  | { readonly type: "up" }
  /** Nothing is left, the last effect. `failure`: why the cluster could not be set up. */
  | { readonly type: "over"; readonly failure: string | null };

export interface ClusterPlan {
  /** MAX_NUM_WORKER_NODES for all. */
  readonly workerNodes: number;
  /** Less than that with autoscaling. */
  readonly minWorkerNodes: number;
  readonly cpus: number;
  readonly gpus: number;
  readonly strictMode: boolean;
  readonly wantsDashboard: boolean;
  /** Of this host. */
  readonly ports: PreflightFacts["ports"];
  readonly folder: PreflightFacts["folder"];
  readonly token: PreflightFacts["token"];
}

/** ms. */
export const PATIENCE = {
  /** Nothing was heard for so long: a set-up is given up. */
  silence: 60_000,
  /** For the first executor, before it is said that there is none. */
  executor: 8_000,
  /** Spark has executors, and gives the probe no core. */
  busy: 8_000,
  /** Executors of a fresh application register one after the other. */
  settle: 3_000,
  /** As many as there are: no more has come for so long. */
  quiet: 1_000,
  /** For nodes to end when told, and again when their jobs are cancelled. */
  leave: 4_000,
  /** A node that ends before that has not lived. */
  shortLife: 30_000,
  /** A node is tried on one host after the other, whose GPUs others have. */
  elsewhere: 30_000,
} as const;

/** So often in a row, then a node is not started again. */
export const MAX_SHORT_LIVES = 3;
