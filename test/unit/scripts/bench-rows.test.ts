import { homedir } from "node:os";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { gates, quickGates, sidesOf, sittingsOf, withoutPaths } from "../../../scripts/lib/bench-gates.mjs";
import {
  formatComparison,
  formatRows,
  goalOf,
  limitsOf,
  median,
  rowsOf,
  type Sample,
} from "../../../scripts/lib/bench-rows.mjs";

const sample = (side: Sample["side"], round: number, value: number, more: Partial<Sample> = {}): Sample => ({
  ...{ side, round, value, name: "single client tasks sync", unit: "1/s", better: "higher" },
  ...more,
});

describe("rows of a benchmark", () => {
  it("compares the two sides of each round and takes the median of the ratios", () => {
    // The machine was three times slower in round 2; the medians of the sides alone would say 1.0.
    const samples = [
      ...[sample("ours", 1, 200), sample("stock", 1, 100)],
      ...[sample("ours", 2, 60), sample("stock", 2, 33)],
      ...[sample("ours", 3, 210), sample("stock", 3, 200)],
    ];
    const [row] = rowsOf(samples);
    expect(row).toMatchObject({ ours: 200, stock: 100, ratio: 1.818, spread: [1.05, 2] });
  });

  it("turns the ratio round where less is better", () => {
    const lower = { name: "idle CPU of the raylet", unit: "%", better: "lower" as const };
    expect(rowsOf([sample("ours", 1, 1, lower), sample("stock", 1, 4, lower)])[0]?.ratio).toBe(4);
  });

  it("keeps a row whose other side failed, without a ratio", () => {
    expect(rowsOf([sample("stock", 1, 5), sample("ours", 2, 7)])[0]).toMatchObject({ ratio: null, spread: null });
    expect(rowsOf([sample("stock", 1, 5)])[0]).toMatchObject({ ours: null, stock: 5, ratio: null });
    expect(rowsOf([sample("ours", 1, 1), sample("stock", 1, 0)])[0]?.ratio).toBeNull();
  });

  it("has the goals of the lines and marks those below", () => {
    expect(goalOf("single client put calls (Plasma Store)")).toBe(1);
    expect(goalOf("multi client put gigabytes")).toBe(1);
    expect(goalOf("single client tasks sync")).toBe(1);
    expect(goalOf("placement groups of 4, created and removed")).toBe(1.5);
    expect(goalOf("peak memory of raylet and gcs, 10,000 queued tasks")).toBeNull();
    expect(goalOf("first put of 1 GB, cold store")).toBe(2);
    expect(goalOf("memcpy to /dev/shm, first (no Ray)")).toBeNull();
    const table = formatRows(rowsOf([sample("ours", 1, 90), sample("stock", 1, 100)]));
    expect(table).toContain("0.90  (0.90 to 0.90)  below 1");
    expect(formatRows(rowsOf([sample("ours", 1, 100), sample("stock", 1, 100)]))).not.toContain("below");
  });

  it("compares the ratios of two runs and marks what may be chance", () => {
    const run = (...ratios: number[]) =>
      rowsOf(ratios.flatMap((ratio, round) => [sample("ours", round, 100 * ratio), sample("stock", round, 100)]));
    expect(formatComparison(run(0.9, 1.0), run(1.9, 2.0))).toMatch(/sync +0\.95 +1\.95 +2\.05$/);
    expect(formatComparison(run(0.9, 1.1), run(1.0, 1.2))).toMatch(/ 1\.10 ~$/);
    expect(formatComparison(run(1), [])).not.toContain("sync");
  });

  it("keeps what the machine can do apart from the sides", () => {
    const memcpy = { name: "memcpy to /dev/shm, again", unit: "GB/s" };
    const samples = [sample("limit", 1, 8, memcpy), sample("ours", 1, 5), sample("limit", 2, 12, memcpy)];
    expect(limitsOf(samples)).toEqual([{ ...memcpy, value: 10, spread: [8, 12] }]);
    expect(rowsOf(samples).map(({ name }) => name)).toEqual(["single client tasks sync"]);
  });

  it("takes the middle, or the mean of the two in the middle", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });
});

describe("sittings of a run", () => {
  it("are one for each gate in a full run", () => {
    expect(sittingsOf(gates, false).map(({ name }) => name)).toEqual(gates);
  });

  it("share a cluster in a quick run where a gate allows it", () => {
    const sittings = sittingsOf(quickGates, true);
    expect(sittings.map(({ name }) => name)).toEqual([
      "limits",
      "shared",
      "head",
      "ray_perf",
      "puts",
      "spill",
      "transfer",
      "head_restart",
    ]);
    const own = new Set(sittings.map(({ name }) => name));
    expect(sittings[1]?.args).toEqual(["--gates", quickGates.filter((gate) => !own.has(gate)).join(",")]);
  });

  it("leave a gate alone that has nobody to share with", () => {
    expect(sittingsOf(["idle", "puts"], true).map(({ name }) => name)).toEqual(["idle", "puts"]);
  });

  it("let both sides go first as often, within a round and from round to round", () => {
    const firsts = (rounds: number[], indices: number[]) =>
      rounds.flatMap((round) => indices.map((index) => sidesOf({ hasSides: true }, round, index)[0]));
    for (const each of [firsts([1], [0, 1, 2, 3]), firsts([1, 2, 3, 4], [5])]) {
      expect(each.filter((side) => side === "ours")).toHaveLength(2);
    }
    expect(sidesOf({ hasSides: false }, 1, 0)).toEqual(["limit"]);
  });

  it("measure limits once, not on each side", () => {
    const sideless = sittingsOf(gates, true).filter(({ hasSides }) => !hasSides);
    expect(sideless.map(({ name }) => name)).toEqual(["limits"]);
  });
});

it("what is kept of a failed run names no place of this machine", () => {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const text = `File "${root}bench/puts.py", line 1\nFile "${homedir()}/lib/x.py"`;
  expect(withoutPaths(text)).toBe('File "bench/puts.py", line 1\nFile "~/lib/x.py"');
});
