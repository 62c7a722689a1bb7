// What the parts of the lease scheduler share. Only files of this folder see it; the outside sees LeaseScheduler.

import { ClusterView } from "./cluster-view.js";
import { LeaseStory } from "./lease-story.js";
import { LeaseTable } from "./lease-table.js";
import { LocalResources } from "./local-resources.js";
import { NodePolicy } from "./node-policy.js";
import { Tombstones } from "./tombstones.js";
import type { SchedulerConfig, SchedulerEffect } from "./types.js";

export class SchedulerState {
  readonly config: SchedulerConfig;
  readonly table = new LeaseTable();
  readonly local: LocalResources;
  readonly cluster = new ClusterView();
  readonly policy: NodePolicy;
  readonly story = new LeaseStory();
  readonly tombstones = new Tombstones();
  /** Not null: this node drains; -1 without a deadline. */
  drainDeadlineMs: number | null = null;
  /** What the event in hand has caused so far. */
  effects: SchedulerEffect[] = [];
  hasViewChanged = false;

  constructor(config: SchedulerConfig) {
    this.config = config;
    this.local = new LocalResources(config.total, config.unitInstanceResources);
    this.policy = new NodePolicy(config);
  }

  get isDraining(): boolean {
    return this.drainDeadlineMs !== null;
  }

  /** A lease holds or is about to hold a worker, or anything of the node is reserved. */
  isBusy(): boolean {
    return this.hasBusyWorkers() || !this.local.isUntouched();
  }

  hasBusyWorkers(): boolean {
    return this.table.byWorker.size > 0 || this.table.starting > 0;
  }

  /** Texts as stock's, which the autoscaler shows. */
  nodeActivity(): string[] {
    const activity = this.local.inUse().map((name) => `Resource: ${name} currently in use.`);
    if (this.hasBusyWorkers()) activity.unshift("Busy workers on node.");
    return activity;
  }
}
