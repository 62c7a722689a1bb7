/**
 * How much memory this node may use and uses, out of the texts of /proc and of the control groups (kernel documentation:
 * proc.rst, cgroup-v1/memory.rst, cgroup-v2.rst). A text is null where there is no such file. Nothing here throws: a text
 * that says nothing understandable counts as one that is not there.
 */
import type { MemoryUsage } from "./types.js";

/** A control group whose limit this process lives under. */
export interface MemoryCgroup {
  readonly version: 1 | 2;
  readonly directory: string;
}

/** File names in the directory of a control group. */
export const CGROUP_FILES = {
  1: {
    limit: "memory.limit_in_bytes",
    current: "memory.usage_in_bytes",
    stat: "memory.stat",
    // Memory and swap together.
    swapLimit: "memory.memsw.limit_in_bytes",
    swapCurrent: "memory.memsw.usage_in_bytes",
  },
  2: {
    limit: "memory.max",
    current: "memory.current",
    stat: "memory.stat",
    swapLimit: "memory.swap.max",
    swapCurrent: "memory.swap.current",
  },
} as const;

const NO_LIMIT = 2 ** 60;

/** Page cache on the kernel's lists; version 1 has a sum over the groups below under names of its own. */
const CACHE_KEYS = {
  1: ["total_inactive_file", "total_active_file"],
  2: ["inactive_file", "active_file"],
} as const;

export interface CgroupTexts {
  readonly limit: string | null;
  readonly current: string | null;
  readonly stat: string | null;
  /** Not read where swap does not count. */
  readonly swapLimit?: string | null;
  readonly swapCurrent?: string | null;
}

/** Swap of the host. */
interface Swap {
  readonly usedBytes: number;
  readonly totalBytes: number;
}

const noSwap: Swap = { usedBytes: 0, totalBytes: 0 };

/**
 * The control groups of a process that can limit its memory, its own first, up to the root of what is mounted here.
 *
 * @param cgroupText /proc/self/cgroup
 * @param mountText /proc/self/mountinfo
 */
export function memoryCgroups(cgroupText: string | null, mountText: string | null): MemoryCgroup[] {
  const paths = cgroupPaths(cgroupText ?? "");
  // Where version 1 has the memory controller, version 2 cannot have it.
  const version = paths.has(1) ? 1 : 2;
  const path = paths.get(version);
  const mounts = cgroupMounts(mountText ?? "").filter((mount) => mount.version === version);
  // The last mount of a place hides the others. In a namespace of its own a process sees paths that begin there, or above
  // there ("/.."); then the mount itself is all there is to see.
  const mount =
    mounts.filter(({ root }) => path !== undefined && relativeTo(root, path) !== null).at(-1) ?? mounts.at(-1);
  if (path === undefined || mount === undefined) return [];
  const names = (relativeTo(mount.root, path) ?? "").split("/").filter((name) => name !== "");
  const directoryAt = (depth: number) => [mount.point, ...names.slice(0, depth)].join("/");
  return Array.from({ length: names.length + 1 }, (_, above) => ({
    version,
    directory: directoryAt(names.length - above),
  }));
}

/** Path of the process in the hierarchy that has the memory controller: "4:memory:/a/b" or "0::/a/b". */
function cgroupPaths(text: string): Map<1 | 2, string> {
  const paths = new Map<1 | 2, string>();
  for (const line of text.split("\n")) {
    const match = /^(\d+):([^:]*):(\/.*)$/.exec(line);
    if (match === null) continue;
    const [, hierarchy, controllers = "", path = "/"] = match;
    if (controllers.split(",").includes("memory")) paths.set(1, path);
    else if (hierarchy === "0" && controllers === "") paths.set(2, path);
  }
  return paths;
}

interface CgroupMount {
  readonly version: 1 | 2;
  /** What of the hierarchy is mounted. */
  readonly root: string;
  readonly point: string;
}

/** "36 31 0:33 /root /mount/point rw,relatime shared:1 - cgroup cgroup rw,memory" (proc.rst, mountinfo). */
function cgroupMounts(text: string): CgroupMount[] {
  return text.split("\n").flatMap((line) => {
    const [before, after] = line.split(" - ");
    const [, , , root, point] = (before ?? "").split(" ");
    const [type, , options] = (after ?? "").split(" ");
    if (root === undefined || point === undefined) return [];
    const isMemory = type === "cgroup" && (options ?? "").split(",").includes("memory");
    if (!isMemory && type !== "cgroup2") return [];
    return [{ version: isMemory ? 1 : 2, root: unescaped(root), point: unescaped(point) } as const];
  });
}

const unescaped = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** `path` below `root` without it; null: it is not below. */
function relativeTo(root: string, path: string): string | null {
  if (path.split("/").includes("..")) return null;
  if (root === "/") return path;
  return path === root || path.startsWith(`${root}/`) ? path.slice(root.length) : null;
}

/**
 * The usage that counts. As Ray 2.60.0 (memory_monitor_utils.cc) page cache on the lists of inactive and active files is
 * left out, and shared memory, which is on no such list, counts once, where it was first touched; the limit is the
 * host's memory or that of a control group below it. Ray looks at the group mounted at /sys/fs/cgroup alone; here every
 * group on the way up counts, and the one with least room left decides.
 *
 * @param room what is left of a limit before workers are killed
 * @param countsSwap memory is what there is of both [count_swap_in_memory_monitor]
 * @returns null when nothing could be read
 */
export function nodeUsage(
  meminfo: string | null,
  groups: readonly { readonly group: MemoryCgroup; readonly texts: CgroupTexts }[],
  room: (usage: MemoryUsage) => number,
  countsSwap = false,
): MemoryUsage | null {
  const swap = countsSwap ? hostSwap(meminfo) : noSwap;
  const host = hostUsage(meminfo, swap);
  let tightest: MemoryUsage | null = null;
  for (const { group, texts } of groups) {
    const usage = cgroupUsage(group, texts, swap);
    if (usage === null || (host !== null && usage.totalBytes > host.totalBytes)) continue;
    if (tightest === null || room(usage) < room(tightest)) tightest = usage;
  }
  return tightest ?? host;
}

/** "MemAvailable" is what the kernel reckons can be had without swapping: free pages and page cache. */
export function hostUsage(meminfo: string | null, swap = noSwap): MemoryUsage | null {
  const total = kibibytes(meminfo, "MemTotal");
  const parts = ["MemFree", "Cached", "Buffers"].map((name) => kibibytes(meminfo, name));
  // Kernels before 3.14 do not say; then as psutil and Ray do.
  const reckoned = parts.some((part) => part === null)
    ? null
    : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
  const available = kibibytes(meminfo, "MemAvailable") ?? reckoned;
  if (total === null || total === 0 || available === null || available > total) return null;
  const usedBytes = total - available + swap.usedBytes;
  return { usedBytes, totalBytes: total + swap.totalBytes, limitOf: "the host" };
}

function hostSwap(meminfo: string | null): Swap {
  const totalBytes = kibibytes(meminfo, "SwapTotal") ?? 0;
  const free = kibibytes(meminfo, "SwapFree") ?? totalBytes;
  return { usedBytes: Math.max(0, totalBytes - free), totalBytes };
}

/**
 * @param swap of the host; all of it is the group's where the group has no number of its own for it
 * @returns null when it has no limit, or does not say what it uses
 */
export function cgroupUsage(group: MemoryCgroup, texts: CgroupTexts, swap = noSwap): MemoryUsage | null {
  const limit = limitIn(texts.limit);
  const current = wholeNumber(texts.current);
  if (limit === null || current === null) return null;
  let cache = 0;
  for (const key of CACHE_KEYS[group.version]) {
    const bytes = wholeNumber(statValue(texts.stat, key));
    if (bytes === null) return null;
    cache += bytes;
  }
  const limitOf = `cgroup ${group.directory}`;
  // The files are read one after the other, so the parts may be more than the whole.
  const ofMemory = { usedBytes: Math.min(limit, Math.max(0, current - cache)), totalBytes: limit };
  const { usedBytes, totalBytes } = swap.totalBytes === 0 ? ofMemory : withSwap(group, texts, swap, ofMemory, cache);
  return { usedBytes, totalBytes, limitOf };
}

/** Version 1 knows memory and swap together, version 2 swap alone (Ray 2.60.0, memory_monitor_utils.cc). */
function withSwap({ version }: MemoryCgroup, texts: CgroupTexts, swap: Swap, memory: Swap, cache: number): Swap {
  const current = wholeNumber(texts.swapCurrent ?? null);
  const limit = wholeNumber(texts.swapLimit ?? null) ?? NO_LIMIT;
  const totalBytes = memory.totalBytes + swap.totalBytes;
  if (current === null) return { usedBytes: memory.usedBytes + swap.usedBytes, totalBytes };
  if (version === 1) return { usedBytes: Math.max(0, current - cache), totalBytes: Math.min(limit, totalBytes) };
  // What is in swap and in memory is counted as memory.
  const inBoth = wholeNumber(statValue(texts.stat, "swapcached")) ?? 0;
  const ofSwap = Math.min(limit, swap.totalBytes);
  return { usedBytes: memory.usedBytes + Math.max(0, current - inBoth), totalBytes: memory.totalBytes + ofSwap };
}

/**
 * Bytes in the text of a group's limit; null: it has none, and its other files need not be read. Version 2 says "max",
 * version 1 the largest multiple of a page below 2^63.
 */
export function limitIn(text: string | null): number | null {
  const limit = wholeNumber(text);
  return limit === null || limit === 0 || limit >= NO_LIMIT ? null : limit;
}

/** What ends with a process (Private_Clean, Private_Dirty, Private_Hugetlb), from /proc/PID/smaps_rollup; null: unknown. */
export function privateBytes(smapsRollup: string | null): number | null {
  let sum = 0;
  for (const match of (smapsRollup ?? "").matchAll(/^Private_\w+:\s*(\d{1,15}) kB$/gm)) sum += Number(match[1]) * 1_024;
  return sum === 0 ? null : sum;
}

/** Pages of a process that no file and no shared memory stands behind, from /proc/PID/statm: a quick upper bound. */
export function anonymousPages(statm: string | null): number {
  const match = /^\d+ (\d{1,15}) (\d{1,15}) /.exec(statm ?? "");
  return match === null ? 0 : Math.max(0, Number(match[1]) - Number(match[2]));
}

function kibibytes(meminfo: string | null, name: string): number | null {
  const match = new RegExp(`^${name}:\\s*(\\d{1,15}) kB$`, "m").exec(meminfo ?? "");
  return match === null ? null : Number(match[1]) * 1_024;
}

function statValue(stat: string | null, key: string): string | null {
  return new RegExp(`^${key} (.*)$`, "m").exec(stat ?? "")?.[1] ?? null;
}

/** "max" and whatever else is no number is null. */
function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,20}\s*$/.test(text) ? Number(text) : null;
}
