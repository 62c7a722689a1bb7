/**
 * How many CPUs a node may use, out of the texts of /proc and of the control groups (kernel documentation: cgroup-v1/cpusets.rst,
 * sched-bwc.rst, cgroup-v2.rst). As Ray 2.60.0 (utils.py get_num_cpus), but that every control group on the way up counts
 * and not only the one mounted at /sys/fs/cgroup, and that the CPUs this process may run on count too.
 */
export interface CpuFacts {
  /** CPUs that are online. */
  readonly online: number;
  /** The line Cpus_allowed_list of /proc/self/status; null where there is none. */
  readonly allowed: string | null;
  /** Of each control group: cpu.max, or cpu.cfs_quota_us and cpu.cfs_period_us as one text. */
  readonly quotas: readonly string[];
}

/** Whole CPUs, one at least: Ray has no half ones. */
export function cpuCount({ online, allowed, quotas }: CpuFacts): number {
  const limits = [online, listLength(allowed ?? "") ?? online, ...quotas.map((text) => quota(text) ?? online)];
  return Math.max(1, Math.floor(Math.min(...limits)));
}

/** "max 100000" and "-1 100000" say that there is no limit. */
function quota(text: string): number | null {
  const match = /^(\d+)\s+(\d+)$/.exec(text.trim());
  if (match === null) return null;
  const [quotaUs, periodUs] = [Number(match[1]), Number(match[2])];
  return quotaUs > 0 && periodUs > 0 ? quotaUs / periodUs : null;
}

/** Members of "0-3,8"; null when it is no such list. */
function listLength(text: string): number | null {
  let count = 0;
  for (const part of text.trim().split(",")) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (match === null) return null;
    count += Number(match[2] ?? match[1]) - Number(match[1]) + 1;
  }
  return count;
}
