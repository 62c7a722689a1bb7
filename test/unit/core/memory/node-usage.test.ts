import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  anonymousPages,
  type CgroupTexts,
  cgroupUsage,
  hostUsage,
  type MemoryCgroup,
  memoryCgroups,
  nodeUsage,
  privateBytes,
} from "../../../../src/core/memory/node-usage.js";
import type { MemoryUsage } from "../../../../src/core/memory/types.js";

const KIB = 1_024;
const MIB = 1_024 * KIB;
const GIB = 1_024 * MIB;

/** Of a machine with 23.5 GiB and no swap. */
const meminfo = `MemTotal:       24684084 kB
MemFree:        14195408 kB
MemAvailable:   14428488 kB
Buffers:            8308 kB
Cached:          7728436 kB
SwapCached:            0 kB
Shmem:           7277512 kB
HugePages_Total:       0
`;

/** Of a group in which a file was read: nearly all that it uses is page cache. */
const v1Stat = `cache 18694144
rss 1900544
shmem 0
inactive_file 1
active_file 2
hierarchical_memory_limit 9223372036854771712
total_cache 18694144
total_rss 1900544
total_inactive_anon 1871872
total_active_anon 12288
total_inactive_file 4853760
total_active_file 13840384
total_unevictable 0
`;

const v2Stat = `anon 1048576
file 9437184
kernel 303104
shmem 4194304
file_mapped 0
swapcached 0
inactive_anon 5206016
active_anon 36864
inactive_file 4194304
active_file 1048576
unevictable 0
slab_reclaimable 90112
`;

const v1: MemoryCgroup = { version: 1, directory: "/sys/fs/cgroup/memory" };
const v2: MemoryCgroup = { version: 2, directory: "/sys/fs/cgroup" };
const host = { usedBytes: (24_684_084 - 14_428_488) * KIB, totalBytes: 24_684_084 * KIB, limitOf: "the host" };
const room = ({ usedBytes, totalBytes }: MemoryUsage) => totalBytes * 0.95 - usedBytes;
const texts = (limit: string | null, current: string | null, stat: string | null): CgroupTexts => ({
  limit,
  current,
  stat,
});
const group = (version: 1 | 2, directory: string, limit: string, current: number, stat: string | null) => ({
  group: { version, directory } as const,
  texts: texts(limit, `${current}\n`, stat),
});
const noCache = "inactive_file 0\nactive_file 0\n";

describe("the control groups of a process", () => {
  const mounts = `23 1 0:21 / /proc rw - proc proc rw
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
`;
  const unified = "24 1 0:22 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";
  const directories = (cgroup: string | null, mountinfo: string | null) =>
    memoryCgroups(cgroup, mountinfo).map(({ version, directory }) => `${version} ${directory}`);

  it("of version 1 beside version 2 are those with the memory controller, up to the root", () => {
    expect(directories("8:pids:/\n4:memory:/api/66f9\n3:cpuset:/\n0::/\n", mounts)).toEqual([
      "1 /sys/fs/cgroup/memory/api/66f9",
      "1 /sys/fs/cgroup/memory/api",
      "1 /sys/fs/cgroup/memory",
    ]);
    expect(directories("4:cpu,memory:/a\n", mounts)[0]).toBe("1 /sys/fs/cgroup/memory/a");
  });

  it("of version 2 are its own and those above", () => {
    expect(directories("0::/user.slice/user-1000.slice/app.scope\n", unified)).toEqual([
      "2 /sys/fs/cgroup/user.slice/user-1000.slice/app.scope",
      "2 /sys/fs/cgroup/user.slice/user-1000.slice",
      "2 /sys/fs/cgroup/user.slice",
      "2 /sys/fs/cgroup",
    ]);
  });

  it("in a container are what is mounted there", () => {
    // Docker on version 1 without a namespace, version 2 with one, and a process from above its namespace.
    const docker = "35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro,nosuid master:12 - cgroup cgroup rw,memory\n";
    expect(directories("4:memory:/docker/abc\n", docker)).toEqual(["1 /sys/fs/cgroup/memory"]);
    expect(directories("4:memory:/docker/abc/ray\n", docker)).toEqual([
      "1 /sys/fs/cgroup/memory/ray",
      "1 /sys/fs/cgroup/memory",
    ]);
    expect(directories("0::/\n", unified)).toEqual(["2 /sys/fs/cgroup"]);
    expect(directories("0::/../../kubepods/x\n", unified)).toEqual(["2 /sys/fs/cgroup"]);
    expect(directories("4:memory:/elsewhere\n", docker)).toEqual(["1 /sys/fs/cgroup/memory"]);
  });

  it("are those of the mount that hides the others", () => {
    const hidden = `${mounts}60 35 0:32 /api /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n`;
    expect(directories("4:memory:/api/66f9\n", hidden)).toEqual([
      "1 /sys/fs/cgroup/memory/66f9",
      "1 /sys/fs/cgroup/memory",
    ]);
  });

  it("may have blanks in their path, and there may be none", () => {
    expect(directories("0::/a\n", "1 2 0:3 / /mnt/my\\040groups rw - cgroup2 cgroup2 rw\n")).toEqual([
      "2 /mnt/my groups/a",
      "2 /mnt/my groups",
    ]);
    expect(directories(null, mounts)).toEqual([]);
    expect(directories("4:memory:/a\n", null)).toEqual([]);
    expect(directories("4:memory:/a\n", unified)).toEqual([]);
    expect(directories("nonsense\n0:\n::\n", "nonsense\n - \n")).toEqual([]);
  });
});

describe("what a group uses", () => {
  it("leaves page cache out, with the groups below it (version 1)", () => {
    expect(cgroupUsage(v1, texts("1073741824\n", "22765568\n", v1Stat))).toEqual({
      usedBytes: 22_765_568 - 4_853_760 - 13_840_384,
      totalBytes: GIB,
      limitOf: "cgroup /sys/fs/cgroup/memory",
    });
  });

  it("leaves page cache out and counts shared memory, which `file` has too, once (version 2)", () => {
    const current = 11 * MIB;
    expect(cgroupUsage(v2, texts("1073741824\n", `${current}\n`, v2Stat))?.usedBytes).toBe(current - 5 * MIB);
  });

  it.each([
    ["no limit", texts("max\n", "1\n", v2Stat)],
    ["no limit, as version 1 says it", texts("9223372036854771712\n", "1\n", v2Stat)],
    ["no limit set", texts("0\n", "1\n", v2Stat)],
    ["no file of the limit", texts(null, "1\n", v2Stat)],
    ["no file of the usage", texts("10\n", null, v2Stat)],
    ["no statistics", texts("10\n", "1\n", null)],
    ["statistics without cache", texts("10\n", "1\n", "anon 3\n")],
    ["garbage", texts("ten", "-1", "inactive_file x\nactive_file \n")],
    ["garbage behind a number", texts("10 bytes", "1\n", v2Stat)],
  ])("is not known with %s", (_what, given) => {
    expect(cgroupUsage(v2, given)).toBeNull();
  });

  it("is never less than nothing and never more than the limit", () => {
    expect(cgroupUsage(v2, texts("100\n", "10\n", v2Stat))?.usedBytes).toBe(0);
    expect(cgroupUsage(v2, texts("100\n", "900\n", noCache))?.usedBytes).toBe(100);
  });
});

describe("the host", () => {
  it("says what is available, shared memory and page cache told apart", () => {
    expect(hostUsage(meminfo)).toEqual(host);
  });

  it("of an old kernel does not, and it is reckoned", () => {
    const old = meminfo.replace(/^MemAvailable.*\n/m, "");
    expect(hostUsage(old)?.usedBytes).toBe((24_684_084 - 14_195_408 - 7_728_436 - 8_308) * KIB);
  });

  it.each([
    null,
    "",
    "MemTotal: 5 kB\n",
    "MemTotal: 5 kB\nMemAvailable: 6 kB\n",
    "MemTotal: x kB\nMemAvailable: 6 kB\n",
    "MemTotal: 0 kB\nMemAvailable: 0 kB\n",
  ])("that says %j is not known", (text) => {
    expect(hostUsage(text)).toBeNull();
  });
});

describe("the node's usage", () => {
  it("is the host's where no group limits it: max, or above the host's memory", () => {
    expect(nodeUsage(meminfo, [group(2, "/c/a", "max", GIB, noCache)], room)).toEqual(host);
    expect(nodeUsage(meminfo, [group(1, "/c", "9223372036854771712", 8_717_381_632, v1Stat)], room)).toEqual(host);
    expect(nodeUsage(meminfo, [], room)).toEqual(host);
  });

  it("is that of the group with the limit, its own or one above", () => {
    const own = group(2, "/c/a/b", "max", GIB, noCache);
    const above = group(2, "/c/a", `${4 * GIB}`, 2 * GIB, noCache);
    const root = group(2, "/c", "max", 20 * GIB, noCache);
    const expected = { usedBytes: 2 * GIB, totalBytes: 4 * GIB, limitOf: "cgroup /c/a" };
    expect(nodeUsage(meminfo, [own, above, root], room)).toEqual(expected);
    expect(nodeUsage(null, [own, above, root], room)).toEqual(expected);
  });

  it("is that of the group with least room left where several have limits", () => {
    const own = group(2, "/c/a/b", `${2 * GIB}`, GIB, noCache);
    const filledByOthers = group(2, "/c/a", `${8 * GIB}`, 7 * GIB + 900 * MIB, noCache);
    const roomy = group(2, "/c/a", `${8 * GIB}`, 3 * GIB, noCache);
    expect(nodeUsage(meminfo, [own, filledByOthers], room)?.limitOf).toBe("cgroup /c/a");
    expect(nodeUsage(meminfo, [own, roomy], room)?.limitOf).toBe("cgroup /c/a/b");
  });

  it("does not see a file that was read as use, however large", () => {
    const cached = group(2, "/c/a", `${4 * GIB}`, 4_000 * MIB, `inactive_file ${3 * GIB}\nactive_file ${800 * MIB}\n`);
    expect(nodeUsage(meminfo, [cached], room)?.usedBytes).toBe(128 * MIB);
  });

  it("is not known where nothing can be read", () => {
    expect(nodeUsage(null, [], room)).toBeNull();
    expect(nodeUsage("garbage", [{ group: v1, texts: texts(null, null, null) }], room)).toBeNull();
  });

  it("is within its limit whatever the files say", () => {
    const word = fc.oneof(fc.nat().map(String), fc.constantFrom("max", "-1", "", "18446744073709551615"), fc.string());
    const statText = fc
      .tuple(word, word)
      .map(
        ([inactive, active]) => `total_inactive_file ${inactive}\ninactive_file ${inactive}\nactive_file ${active}\n`,
      );
    const anyGroup = fc.record({
      group: fc.constantFrom(v1, v2),
      texts: fc.record({
        limit: fc.option(word),
        current: fc.option(word),
        stat: fc.option(fc.oneof(statText, fc.string())),
      }),
    });
    fc.assert(
      fc.property(fc.option(fc.constantFrom(meminfo, "x")), fc.array(anyGroup, { maxLength: 4 }), (info, groups) => {
        const usage = nodeUsage(info, groups, room);
        if (usage === null) return;
        expect(usage.totalBytes).toBeGreaterThan(0);
        expect(usage.usedBytes).toBeGreaterThanOrEqual(0);
        expect(usage.usedBytes).toBeLessThanOrEqual(usage.totalBytes);
        if (info === meminfo) expect(usage.totalBytes).toBeLessThanOrEqual(host.totalBytes);
      }),
    );
  });

  it("and its groups are found in any text without a throw", () => {
    const line = fc.oneof(fc.string(), fc.constantFrom("4:memory:/a", "0::/b/..", "1 2 0:3 / /m rw - cgroup2 c rw"));
    const text = fc.array(line).map((lines) => lines.join("\n"));
    fc.assert(fc.property(text, text, (cgroup, mountinfo) => Array.isArray(memoryCgroups(cgroup, mountinfo))));
  });
});

describe("a process", () => {
  const rollup = `55d0f4c00000-7ffd0e1f2000 ---p 00000000 00:00 0                          [rollup]
Rss:              205824 kB
Pss:              100000 kB
Shared_Clean:      90000 kB
Shared_Dirty:       5000 kB
Private_Clean:       824 kB
Private_Dirty:    110000 kB
Private_Hugetlb:       0 kB
`;

  it("frees its private memory when it ends", () => {
    expect(privateBytes(rollup)).toBe(110_824 * KIB);
    expect([null, "", "Private_Dirty: x kB\n", "Private_Dirty: 0 kB\n"].map(privateBytes)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it("is roughly as large as its pages that no file backs", () => {
    expect(anonymousPages("5000 3000 1000 10 0 900 0\n")).toBe(2_000);
    expect(["", "1 2", "a b c d", "1 2 3 4"].map(anonymousPages)).toEqual([0, 0, 0, 0]);
    expect(anonymousPages(null)).toBe(0);
  });
});

describe("swap, where it counts", () => {
  const swapping = `${meminfo}SwapTotal:       8388608 kB\nSwapFree:        6291456 kB\n`;
  const usage = (group: MemoryCgroup, more: Partial<CgroupTexts>, stat = noCache) => {
    const all = { ...texts(`${4 * GIB}\n`, `${GIB}\n`, stat), ...more };
    const found = nodeUsage(swapping, [{ group, texts: all }], room, true);
    return [found?.usedBytes, found?.totalBytes];
  };

  it("adds the host's to the host's memory, and nothing where it does not count", () => {
    const { usedBytes, totalBytes } = host;
    const withSwap = { ...host, usedBytes: usedBytes + 2 * GIB, totalBytes: totalBytes + 8 * GIB };
    expect(nodeUsage(swapping, [], room, true)).toEqual(withSwap);
    expect(nodeUsage(swapping, [], room)).toEqual(host);
    expect(nodeUsage(meminfo, [], room, true)).toEqual(host);
  });

  it("version 2 has a limit and a use for swap alone; what is in memory too counts once", () => {
    const stat = `${noCache}swapcached ${MIB}\n`;
    const own = { swapLimit: `${GIB}\n`, swapCurrent: `${512 * MIB}\n` };
    expect(usage(v2, own, stat)).toEqual([GIB + 511 * MIB, 5 * GIB]);
    expect(usage(v2, { ...own, swapLimit: "max\n" })).toEqual([GIB + 512 * MIB, 12 * GIB]);
    expect(usage(v2, { ...own, swapLimit: "0\n", swapCurrent: "0\n" })).toEqual([GIB, 4 * GIB]);
  });

  it("version 1 has one number for both, and where a group has none the host's is its own", () => {
    const both = { swapLimit: `${6 * GIB}\n`, swapCurrent: `${3 * GIB}\n` };
    const stat = "total_inactive_file 0\ntotal_active_file 0\n";
    expect(usage(v1, both, stat)).toEqual([3 * GIB, 6 * GIB]);
    expect(usage(v1, {}, stat)).toEqual([3 * GIB, 12 * GIB]);
  });
});
