import type { JobId, NodeId, WorkerId } from "../../ids/index.js";
import type { ResourceAmounts } from "../scheduler/types.js";

/** How a node ended (Ray 2.60.0, common.proto NodeDeathInfo; `reason` is the wire's number). */
export interface NodeDeath {
  readonly reason: number;
  readonly message: string;
}

/** How a worker ended (Ray 2.60.0, gcs.proto WorkerTableData; `exitType` is the wire's number). */
export interface WorkerDeath {
  readonly workerId: WorkerId;
  /** null: its report named none. */
  readonly nodeId: NodeId | null;
  readonly exitType: number;
  readonly detail: string;
  /** An encoded RayException when its actor's constructor raised, else null. */
  readonly creationException: Uint8Array | null;
  readonly endMs: number;
}

/**
 * What happens to the cluster, told by the tables of the head to the machines that live on it (actors, placement
 * groups, task events), in order. Amounts are 1/10,000.
 */
export type ClusterEvent =
  | {
      readonly type: "node-added";
      readonly nodeId: NodeId;
      readonly ip: string;
      /** Of its raylet. */
      readonly port: number;
      readonly total: ResourceAmounts;
      readonly labels: ReadonlyMap<string, string>;
      readonly isHead: boolean;
    }
  | { readonly type: "node-removed"; readonly nodeId: NodeId; readonly ip: string; readonly death: NodeDeath }
  | {
      readonly type: "node-resources";
      readonly nodeId: NodeId;
      readonly total: ResourceAmounts;
      readonly available: ResourceAmounts;
      readonly labels: ReadonlyMap<string, string>;
      readonly isDraining: boolean;
    }
  | { readonly type: "node-draining"; readonly nodeId: NodeId; readonly isPreemption: boolean }
  | { readonly type: "worker-died"; readonly death: WorkerDeath }
  | { readonly type: "job-finished"; readonly jobId: JobId };
