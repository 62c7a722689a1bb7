/**
 * Which workers die when memory runs short: Ray 2.60.0's two policies (worker_killing_policy_by_time.cc, the default, and
 * worker_killing_policy_group_by_owner.cc).
 *
 * By time: workers without a lease first, the largest first, except those that never worked and are small; then leases
 * that can be tried again; among equals the last granted. As many as bring the node below its threshold, and a little
 * more, so that the next one is not due at once. Where Ray goes on after a worker whose size it could not learn, and so
 * would kill all of them, here such a one is the last.
 *
 * By group: a large worker without a lease, or else one worker: of the retriable ones, grouped by the task that submitted
 * them (all that cannot be tried again are one group), the largest group gives its last granted; among equal groups the
 * one that began last. The last of its group is not tried again: otherwise it would be for ever.
 */
import type { MonitoredLease, MonitoredWorker } from "./types.js";

export interface Victim {
  readonly worker: MonitoredWorker;
  /** The owner may try again. */
  readonly isRetriable: boolean;
}

interface Leased {
  readonly worker: MonitoredWorker;
  readonly lease: MonitoredLease;
}

/** null: not known. */
export type BytesOf = (worker: MonitoredWorker) => number | null;

/** @param bytesToFree what must end, by the sizes of `bytesOf` */
export function chooseByTime(
  workers: readonly MonitoredWorker[],
  bytesOf: BytesOf,
  bytesToFree: number,
  idleWorkerBytes: number,
): Victim[] {
  const idle = workers
    .filter((worker) => worker.lease === null && (worker.hasServed || (bytesOf(worker) ?? 0) >= idleWorkerBytes))
    .sort((a, b) => (bytesOf(b) ?? 0) - (bytesOf(a) ?? 0));
  const leased = leasedOf(workers).sort(
    (a, b) => Number(b.lease.isRetriable) - Number(a.lease.isRetriable) || b.lease.grantedAtMs - a.lease.grantedAtMs,
  );
  const victims: Victim[] = [];
  let left = bytesToFree;
  for (const worker of [...idle, ...leased.map((one) => one.worker)]) {
    if (left <= 0) break;
    victims.push({ worker, isRetriable: worker.lease?.isRetriable ?? false });
    left -= bytesOf(worker) ?? left;
  }
  return victims;
}

export function chooseByGroup(
  workers: readonly MonitoredWorker[],
  bytesOf: BytesOf,
  idleWorkerBytes: number,
): Victim[] {
  const [idle] = workers
    .filter((worker) => worker.lease === null && (bytesOf(worker) ?? 0) > idleWorkerBytes)
    .sort((a, b) => (bytesOf(b) ?? 0) - (bytesOf(a) ?? 0));
  if (idle !== undefined) return [{ worker: idle, isRetriable: false }];

  const groups = new Map<string, Leased[]>();
  for (const leased of leasedOf(workers)) {
    const key = leased.lease.isRetriable ? `retriable ${leased.lease.parentTaskId}` : "";
    groups.set(key, [...(groups.get(key) ?? []), leased]);
  }
  const firstGrant = (group: Leased[]) => Math.min(...group.map(({ lease }) => lease.grantedAtMs));
  const isRetriable = (group: Leased[]) => group.some(({ lease }) => lease.isRetriable);
  const [group] = [...groups.values()].sort(
    (a, b) => Number(isRetriable(b)) - Number(isRetriable(a)) || b.length - a.length || firstGrant(b) - firstGrant(a),
  );
  const [last] = (group ?? []).sort((a, b) => b.lease.grantedAtMs - a.lease.grantedAtMs);
  if (group === undefined || last === undefined) return [];
  return [{ worker: last.worker, isRetriable: group.length > 1 && isRetriable(group) }];
}

const leasedOf = (workers: readonly MonitoredWorker[]): Leased[] =>
  workers.flatMap((worker) => (worker.lease === null ? [] : [{ worker, lease: worker.lease }]));
