// What the parts of the lease scheduler share. Only files of this folder see it; the outside sees LeaseScheduler.

import { ClusterView } from "./cluster-view.js";
import type { NodeTotals } from "./group-misfit.js";
import { LeaseStory } from "./lease-story.js";
import { LeaseTable } from "./lease-table.js";
import { LocalResources } from "./local-resources.js";
import { NodePolicy } from "./node-policy.js";
import { OBJECT_STORE_MEMORY, toFixedPoint } from "./resources.js";
import { Tombstones } from "./tombstones.js";
import type { DrainReason, ResourceAmounts, SchedulerConfig, SchedulerEffect } from "./types.js";

export interface Draining {
  readonly reason: DrainReason;
  readonly message: string;
  /** -1 without one. */
  readonly deadlineMs: number;
  isTold: boolean;
}

export class SchedulerState {
  readonly config: SchedulerConfig;
  readonly table = new LeaseTable();
  readonly local: LocalResources;
  readonly cluster = new ClusterView();
  readonly policy: NodePolicy;
  readonly story = new LeaseStory();
  readonly tombstones = new Tombstones();
  /** Not null: this node drains. */
  draining: Draining | null = null;
  primaryCopyBytes = 0;
  /** Objects that are wanted here wait for room in the store. */
  arePullsQueued = false;
  /** Null while anything is in use. */
  idleSinceMs: number | null = null;
  /** What the event in hand has caused so far. */
  effects: SchedulerEffect[] = [];
  hasViewChanged = false;

  constructor(config: SchedulerConfig) {
    this.config = config;
    this.local = new LocalResources(config.total, config.unitInstanceResources);
    this.policy = new NodePolicy(config);
  }

  get isDraining(): boolean {
    return this.draining !== null;
  }

  /** A lease holds or is about to hold a worker, anything of the node is reserved, or objects are kept here. */
  isBusy(): boolean {
    return this.hasBusyWorkers() || !this.local.isUntouched() || this.primaryCopyBytes > 0;
  }

  hasBusyWorkers(): boolean {
    return this.table.byWorker.size > 0 || this.table.starting > 0;
  }

  /** This node and all others, by what they have in all. */
  nodeTotals(): NodeTotals[] {
    const { config, local, cluster, isDraining } = this;
    return [{ nodeId: config.nodeId, labels: config.labels, total: local.totals(), isDraining }, ...cluster.totals()];
  }

  /** Texts as stock's, which the autoscaler shows. */
  nodeActivity(): string[] {
    const activity = this.local.inUse().map((name) => `Resource: ${name} currently in use.`);
    if (this.hasBusyWorkers()) activity.unshift("Busy workers on node.");
    if (this.primaryCopyBytes > 0) activity.push(`Resource: ${OBJECT_STORE_MEMORY} currently in use.`);
    return activity;
  }

  /** What is free, with the store's share as the views of stock have it (Ray 2.60.0, local_resource_manager.cc). */
  available(): ResourceAmounts {
    const available = this.local.available();
    const total = this.local.nodeTotal(OBJECT_STORE_MEMORY);
    if (total === 0 || this.primaryCopyBytes === 0) return available;
    const left = Math.max(0, total - toFixedPoint(this.primaryCopyBytes));
    return new Map([...available, [OBJECT_STORE_MEMORY, left]]);
  }
}
