// What is over already, remembered for at least 10 minutes (as stock's CancelWorkerLease tombstones), because messages come late,
// twice or in the wrong order: a lease must not be granted after its owner cancelled or returned it, or died.

import { LeaseIdSet } from "./lease-id-set.js";
import { RecentSet } from "./recent-set.js";
import type { Lease, PlacementGroupId, SchedulingFailure } from "./types.js";

const KEEP_MS = 600_000;
/** In a generation. Of leases (LeaseIdSet) 3,200,000 that one asker made in order, 16,000 of as many askers, in 5 MB either way. */
const MAX_ENTRIES = 100_000;

export interface Refusal {
  readonly failureType: SchedulingFailure;
  readonly message: string;
}

export class Tombstones {
  readonly cancelledLeases = new RecentSet(KEEP_MS, MAX_ENTRIES, () => new LeaseIdSet());
  readonly finishedLeases = new RecentSet(KEEP_MS, MAX_ENTRIES, () => new LeaseIdSet());
  readonly deadOwners = new RecentSet(KEEP_MS, MAX_ENTRIES);
  readonly deadNodes = new RecentSet(KEEP_MS, MAX_ENTRIES);
  readonly removedGroups = new RecentSet(KEEP_MS, MAX_ENTRIES);

  /** Why a request must not become a lease; null: it may. */
  refusal(lease: Lease): Refusal | null {
    if (this.cancelledLeases.has(lease.leaseId)) return intended("the lease was cancelled by its owner");
    if (lease.type === "normal" && this.finishedLeases.has(lease.leaseId)) return intended("the lease is over");
    if (!lease.isDetachedActor && this.deadOwners.has(lease.owner.workerId)) return intended("its owner died");
    if (!lease.isDetachedActor && this.deadNodes.has(lease.owner.nodeId)) return intended("its owner's node died");
    const { strategy } = lease;
    if (strategy.type === "placementGroup" && this.removedGroups.has(strategy.placementGroupId)) {
      const message = groupRemoved(strategy.placementGroupId);
      return { failureType: "SCHEDULING_CANCELLED_PLACEMENT_GROUP_REMOVED", message };
    }
    return null;
  }

  /** The GCS may use an actor's lease id again for the restarted actor, an owner never does for a task. */
  leaseIsOver(lease: Lease, now: number): void {
    if (lease.type === "normal") this.finishedLeases.add(lease.leaseId, now);
  }

  expire(now: number): void {
    for (const set of [
      this.cancelledLeases,
      this.finishedLeases,
      this.deadOwners,
      this.deadNodes,
      this.removedGroups,
    ]) {
      set.expire(now);
    }
  }
}

export function groupRemoved(placementGroupId: PlacementGroupId): string {
  return `placement group ${placementGroupId} was removed`;
}

function intended(message: string): Refusal {
  return { failureType: "SCHEDULING_CANCELLED_INTENDED", message };
}
