import type {
  MemoryMonitorConfig,
  MemoryUsage,
  MonitoredLease,
  MonitoredWorker,
} from "../../../../src/core/memory/types.js";

export const config: MemoryMonitorConfig = {
  usageThreshold: 0.5,
  minFreeBytes: -1,
  maxKillBufferBytes: 100,
  idleWorkerBytes: 1_000,
  isByGroup: false,
  causeTtlMs: 60_000,
  nodeId: "ab".repeat(28),
  nodeIp: "127.0.0.1",
};

export const usage = (usedBytes: number, totalBytes = 2_000): MemoryUsage => ({
  usedBytes,
  totalBytes,
  limitOf: "the host",
});

/** Worker `n` without a lease. */
export function idle(n: number, changes: Partial<MonitoredWorker> = {}): MonitoredWorker {
  return { workerId: `w${n}`, pid: n, jobId: "01000000", hasServed: true, lease: null, ...changes };
}

/** Worker `n` under a lease that was granted at `n` ms. */
export function leased(n: number, isRetriable: boolean, changes: Partial<MonitoredLease> = {}): MonitoredWorker {
  const lease = {
    leaseId: `l${n}`,
    taskName: "hog",
    actorId: null,
    parentTaskId: "driver",
    isRetriable,
    grantedAtMs: n,
    resources: new Map([["CPU", 1]]),
  };
  return idle(n, { lease: { ...lease, ...changes } });
}
