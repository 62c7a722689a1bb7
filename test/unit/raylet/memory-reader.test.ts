import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MemoryReader } from "../../../src/raylet/memory-reader.js";

const GIB = 1_024 ** 3;
const room = ({ usedBytes, totalBytes }: { usedBytes: number; totalBytes: number }) => totalBytes - usedBytes;
let root: string;

/** Files below the root of the tree. */
function put(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "narcine-memory-"));
  put({
    "proc/meminfo": "MemTotal: 16777216 kB\nMemAvailable: 8388608 kB\n",
    "proc/self/cgroup": "0::/pod/container\n",
    "proc/self/mountinfo": `1 2 0:3 / ${join(root, "cgroup")} rw - cgroup2 cgroup2 rw\n`,
  });
});
afterEach(() => rmSync(root, { recursive: true }));

const reader = (countsSwap = false) => new MemoryReader(countsSwap, join(root, "proc"));
const group = (directory: string, limit: string, current: number) => ({
  [`${directory}/memory.max`]: `${limit}\n`,
  [`${directory}/memory.current`]: `${current}\n`,
  [`${directory}/memory.stat`]: `anon 0\ninactive_file ${GIB / 2}\nactive_file 0\n`,
});

describe("the usage of a tree of files", () => {
  it("is the host's without control groups", () => {
    expect(reader().usage(room)).toEqual({ usedBytes: 8 * GIB, totalBytes: 16 * GIB, limitOf: "the host" });
  });

  it("has swap in it where that is asked for: the group's own", () => {
    put({
      "proc/meminfo": "MemTotal: 16777216 kB\nMemAvailable: 8388608 kB\nSwapTotal: 4194304 kB\nSwapFree: 3145728 kB\n",
      ...group("cgroup/pod", `${4 * GIB}`, 2 * GIB),
      "cgroup/pod/memory.swap.max": `${2 * GIB}\n`,
      "cgroup/pod/memory.swap.current": `${GIB}\n`,
    });
    const limitOf = `cgroup ${join(root, "cgroup/pod")}`;
    expect(reader().usage(room)).toEqual({ usedBytes: 1.5 * GIB, totalBytes: 4 * GIB, limitOf });
    expect(reader(true).usage(room)).toEqual({ usedBytes: 2.5 * GIB, totalBytes: 6 * GIB, limitOf });
  });

  it("is that of the group with the limit, as it is now", () => {
    put({ ...group("cgroup/pod/container", "max", GIB), ...group("cgroup/pod", `${4 * GIB}`, 2 * GIB) });
    const read = reader();
    expect(read.groups.map(({ directory }) => directory)).toEqual(
      ["cgroup/pod/container", "cgroup/pod", "cgroup"].map((name) => join(root, name)),
    );
    const limitOf = `cgroup ${join(root, "cgroup/pod")}`;
    expect(read.usage(room)).toEqual({ usedBytes: 1.5 * GIB, totalBytes: 4 * GIB, limitOf });
    put(group("cgroup/pod", `${3 * GIB}`, GIB));
    expect(read.usage(room)).toEqual({ usedBytes: 0.5 * GIB, totalBytes: 3 * GIB, limitOf });
  });

  it("of version 1 is read from its files", () => {
    put({
      "proc/self/cgroup": "4:memory:/a\n0::/\n",
      "proc/self/mountinfo": `1 2 0:3 / ${join(root, "v1")} rw - cgroup cgroup rw,memory\n`,
      "v1/a/memory.limit_in_bytes": `${GIB}\n`,
      "v1/a/memory.usage_in_bytes": `${GIB / 2}\n`,
      "v1/a/memory.stat": "total_inactive_file 0\ntotal_active_file 1024\n",
    });
    expect(reader().usage(room)?.usedBytes).toBe(GIB / 2 - 1_024);
  });

  it("is not known where nothing can be read", () => {
    rmSync(join(root, "proc"), { recursive: true });
    expect(reader().usage(room)).toBeNull();
  });
});

describe("a survey", () => {
  const running = (pid: number, privateKib: number) => ({
    [`proc/${pid}/statm`]: `9 ${privateKib} 0 0 0 0 0\n`,
    [`proc/${pid}/smaps_rollup`]: `0-1 ---p 0 00:00 0 [rollup]\nPrivate_Dirty: ${privateKib} kB\n`,
    [`proc/${pid}/cmdline`]: `ray::task_${pid}\0--flag\0`,
  });

  it("looks at the workers and at the largest of the others", async () => {
    for (let pid = 100; pid < 160; pid++) put(running(pid, pid));
    put({ "proc/200/statm": "9 999999 0 0 0 0 0\n" });
    const { privateBytes, largest } = await reader().survey([100, 101, 300]);
    expect([privateBytes.get(100), privateBytes.get(101), privateBytes.get(159)]).toEqual([102_400, 103_424, 162_816]);
    // 300 has ended, 200 may not be looked at; small ones that are no workers are of no interest.
    expect([200, 300, 105].map((pid) => privateBytes.has(pid))).toEqual([false, false, false]);
    expect(largest[0]).toEqual({ pid: 159, privateBytes: 162_816, command: "ray::task_159 --flag" });
    expect(largest.length).toBeGreaterThanOrEqual(10);
  });

  it("of this machine knows this process", async () => {
    const { privateBytes } = await new MemoryReader().survey([process.pid]);
    expect(privateBytes.get(process.pid)).toBeGreaterThan(1_000_000);
    expect(new MemoryReader().usage(room)?.totalBytes).toBeGreaterThan(0);
  });
});
