// One live lease, and the lists that leases stand in: linked, so that append, remove, first and last are constant time
// wherever the lease stands.

import type { SchedulingClass } from "./lease-table.js";
import type { Holding } from "./local-resources.js";
import type { EventOf, Lease, LeasedWorker, LeaseState, RequestId, ResourceMapping } from "./types.js";

export interface LeaseRecord {
  readonly lease: Lease;
  readonly schedulingClass: SchedulingClass;
  /** Open RPCs that ask for this lease: more than one when the network made the owner repeat itself. */
  requests: RequestId[];
  grantOrReject: boolean;
  isSelectedBasedOnLocality: boolean;
  state: LeaseState;
  /** When it came, and when it entered its state. */
  readonly arrivedMs: number;
  sinceMs: number;
  /** The dependencies are asked for and to be released when the lease ends. */
  isHoldingDependencies: boolean;
  areDependenciesReady: boolean;
  holding: Holding | null;
  /** Its CPU is given back meanwhile: its worker says that it blocks, or was seen to starve. */
  isSaidBlocked: boolean;
  isStarving: boolean;
  resourceMapping: readonly ResourceMapping[];
  worker: LeasedWorker | null;
  list: LeaseList | null;
  previous: LeaseRecord | null;
  next: LeaseRecord | null;
}

/** In no collection yet. */
export function newRecord(event: EventOf<"requestLease">, schedulingClass: SchedulingClass, now: number): LeaseRecord {
  return {
    lease: event.lease,
    schedulingClass,
    requests: [event.requestId],
    grantOrReject: event.grantOrReject,
    isSelectedBasedOnLocality: event.isSelectedBasedOnLocality,
    state: "queued",
    arrivedMs: now,
    sinceMs: now,
    isHoldingDependencies: false,
    areDependenciesReady: event.lease.dependencies.length === 0,
    holding: null,
    isSaidBlocked: false,
    isStarving: false,
    resourceMapping: [],
    worker: null,
    list: null,
    previous: null,
    next: null,
  };
}

export class LeaseList {
  #first: LeaseRecord | null = null;
  #last: LeaseRecord | null = null;
  size = 0;

  get first(): LeaseRecord | null {
    return this.#first;
  }

  get last(): LeaseRecord | null {
    return this.#last;
  }

  append(record: LeaseRecord): void {
    if (record.list !== null) throw new Error(`lease ${record.lease.leaseId} is in a list already`);
    record.list = this;
    record.previous = this.#last;
    if (this.#last) this.#last.next = record;
    else this.#first = record;
    this.#last = record;
    this.size++;
  }

  /** To the front: a lease that had its turn and lost its worker comes first again. */
  prepend(record: LeaseRecord): void {
    if (record.list !== null) throw new Error(`lease ${record.lease.leaseId} is in a list already`);
    record.list = this;
    record.next = this.#first;
    if (this.#first) this.#first.previous = record;
    else this.#last = record;
    this.#first = record;
    this.size++;
  }

  remove(record: LeaseRecord): void {
    if (record.list !== this) throw new Error(`lease ${record.lease.leaseId} is not in this list`);
    if (record.previous) record.previous.next = record.next;
    else this.#first = record.next;
    if (record.next) record.next.previous = record.previous;
    else this.#last = record.previous;
    record.list = null;
    record.previous = null;
    record.next = null;
    this.size--;
  }

  *[Symbol.iterator](): Generator<LeaseRecord> {
    // The next one is read first, so that the caller may remove the one it is given.
    for (let record = this.#first; record !== null; ) {
      const next: LeaseRecord | null = record.next;
      yield record;
      record = next;
    }
  }
}
