import { describe, expect, it } from "vitest";
import { axisOf, pageOf, plotOf } from "../../../scripts/lib/bench-page.mjs";
import { type Facts, markdownOf, reportOf } from "../../../scripts/lib/bench-report.mjs";
import { formatRows, type Row } from "../../../scripts/lib/bench-rows.mjs";

const row = (name: string, ratio: number | null, more: Partial<Row> = {}): Row => ({
  ...{ name, unit: "1/s", ours: 100, stock: 50, ratio, spread: ratio === null ? null : [ratio / 2, ratio * 2] },
  ...more,
});

const facts = (more: Partial<Facts> = {}): Facts => ({
  day: "2026-11-24",
  machine: { cpu: "AMD EPYC", cores: 2, memoryBytes: 24 * 2 ** 30, kernel: "6.18" },
  versions: { narcine: "0.1.0", commit: "abc1234", ray: "2.60.0", node: "v20.20.2", python: "3.11.7" },
  rounds: 5,
  quick: false,
  rows: [
    row("single client tasks sync", 0.8),
    row("put of 1 GB, warm", 1.2, { unit: "GB/s", ours: 6 }),
    row("resident memory of the raylet", 0.5, { unit: "MiB" }),
    row("1:1 actor calls sync", null, { ours: null }),
  ],
  limits: [
    { name: "memcpy to /dev/shm, again", unit: "GB/s", value: 12, spread: [10, 14] },
    { name: "Unix socket round trip", unit: "1/s", value: 20_000, spread: [19_000, 21_000] },
  ],
  problems: [],
  ...more,
});

describe("report of a run", () => {
  it("counts the lines that reach their goal, without those that have none", () => {
    expect(reportOf(facts())).toMatchObject({ judged: 3, reached: 1 });
  });

  it("counts a line of stock's that we failed to run as below its goal, and not one that stock failed to run", () => {
    const failed = row("single client tasks sync", null, { ours: null });
    expect(reportOf(facts({ rows: [failed] }))).toMatchObject({ judged: 1, reached: 0 });
    expect(reportOf(facts({ rows: [{ ...failed, ours: 100, stock: null }] }))).toMatchObject({ judged: 0, reached: 0 });
    expect(formatRows([failed])).toMatch(/ - +50 .* - {2}below 1$/);
  });

  it("takes a ratio that is shown as its goal for one that reaches it", () => {
    expect(reportOf(facts({ rows: [row("single client tasks sync", 0.997)] })).reached).toBe(1);
    expect(reportOf(facts({ rows: [row("single client tasks sync", 0.994)] })).reached).toBe(0);
  });

  it("puts each line in one group, and beside it the limit that has its unit", () => {
    const { groups } = reportOf(facts());
    expect(groups.map(({ name, lines }) => [name, lines.length])).toEqual([
      ["Tasks", 1],
      ["Actor calls", 1],
      ["Object store", 1],
      ["The raylet at rest", 1],
    ]);
    expect(groups[2]?.lines[0]).toMatchObject({ limit: { value: 12 }, share: 0.5 });
    expect(groups[3]?.lines[0]).toMatchObject({ limit: null, share: null });
  });

  it("reads files of days without limits and problems", () => {
    const { limits: _, problems: __, day: ___, ...old } = facts();
    const report = reportOf(old);
    expect(report).toMatchObject({ limits: [], problems: [] });
    expect(markdownOf(report)).not.toContain("at best");
    expect(pageOf(report)).not.toContain("undefined");
  });

  it("says so when the run was a quick one", () => {
    const quick = reportOf(facts({ quick: true, rounds: 1 }));
    expect(markdownOf(quick)).toContain("(quick run)");
    expect(markdownOf(quick)).toContain("the ratios of 1 round,");
    expect(pageOf(quick)).toContain('<span class="quick">quick run</span>');
    expect(markdownOf(reportOf(facts()))).not.toContain("quick");
  });

  it("says under which settings it was made, if there were any", () => {
    const text = markdownOf(reportOf(facts({ settings: ["NARCINE_ZYGOTE=off", "RAY_gcs_storage=memory"] })));
    expect(text).toContain("- settings: NARCINE_ZYGOTE=off, RAY_gcs_storage=memory");
    expect(markdownOf(reportOf(facts()))).not.toContain("settings");
  });

  it("names what a quick run had no time for", () => {
    const quick = reportOf(facts({ quick: true, leftOut: ["spill", "transfer"] }));
    expect(markdownOf(quick)).toContain("Left out, its time was over: spill, transfer (");
    expect(pageOf(quick)).toContain("--only=spill,transfer");
  });
});

describe("Markdown", () => {
  it("has the machine, the versions, and a table with goal, spread and limit", () => {
    const text = markdownOf(reportOf(facts()));
    expect(text).toContain("- machine: AMD EPYC, 2 cores, 24.0 GiB of memory, Linux 6.18");
    expect(text).toContain("- others: Ray 2.60.0, Node v20.20.2, Python 3.11.7");
    expect(text).toContain(
      "| single client tasks sync | 100 | 50 | 1/s | **0.80** (below) | 0.40 to 1.60 | 1 | Unix socket round trip: 20,000 | 0.5 % |",
    );
    expect(text).toContain("| 1:1 actor calls sync | – | 50 | 1/s | **–** (below) |  | 1 |");
  });

  it("shows what went wrong word for word", () => {
    expect(markdownOf(reportOf(facts({ problems: ["spill on ours, round 1, ended with 1: | a\nb"] })))).toContain(
      "```\nspill on ours, round 1, ended with 1: | a\nb\n```",
    );
  });
});

describe("page", () => {
  it("needs nothing from elsewhere", () => {
    expect(pageOf(reportOf(facts()))).not.toMatch(/<(script|link|img|iframe)\b|url\(|https?:/);
  });

  it("shows text as text", () => {
    const page = pageOf(reportOf(facts({ problems: ['<b onclick="x">&'], rows: [row("a <i> task & more", 1)] })));
    expect(page).toContain("&lt;b onclick=&quot;x&quot;&gt;&amp;");
    expect(page).not.toContain("<i>");
  });

  it("places equal factors equally far from 1, and what lies far out at the edge", () => {
    const { ticks, x } = axisOf([[0.3, 3.5]]);
    expect(ticks).toEqual([0.25, 0.5, 1, 2, 4]);
    expect(x(1) - x(0.5)).toBeCloseTo(x(2) - x(1));
    expect(x(2500)).toBe(x(4));
    expect(axisOf([[0.0001, 10_000]]).ticks).toHaveLength(11);
    expect(axisOf([]).ticks).toEqual([0.5, 1, 2]);
  });

  it("draws a line below its goal with a hollow dot, and one without a ratio with none", () => {
    const lines = reportOf(facts()).groups.flatMap((group) => group.lines);
    const plots = Object.fromEntries(lines.map((line) => [line.name, plotOf(line, axisOf([[0.25, 4]]))]));
    expect(plots["single client tasks sync"]).toMatch(/class="bad".*class="hollow"/);
    expect(plots["put of 1 GB, warm"]).toMatch(/class="good".*class="dot"/);
    expect(plots["resident memory of the raylet"]).toMatch(/class="info".*class="dot"/);
    expect(plots["resident memory of the raylet"]).not.toContain('class="goal"');
    expect(plots["1:1 actor calls sync"]).not.toContain("circle");
  });
});
