import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { makers } from "../interop/compare.js";
import { describeRun, type FinishedRun, runProgram } from "../interop/harness.js";
import { isStockRaylet } from "../interop/processes.js";

/**
 * Far more data than memory, minutes each. On one node, on two of ours, and on two of which one is stock's.
 *
 *   NARCINE_TEST_ONLY=sort      runs these sections only
 *   NARCINE_TEST_GB=4           how much goes through the store (default: what each says)
 */
const program = join(dirname(fileURLToPath(import.meta.url)), "programs", "more_data.py");
const clusters = ["ours", "ours,ours", "ours,stock"] as const;
const limitMs = 1_500_000;

interface Case {
  readonly section: string;
  readonly gigabytes: number;
  readonly right: unknown;
  readonly clusters: readonly string[];
}

const sorted = { right: true, sorted: true };

/** The right answer, or one of the errors that Ray documents for data that went with its node. */
const killed = (section: string, gigabytes: number, right: unknown): Case => ({
  section: `${section}_node_killed`,
  gigabytes,
  right: { killed: true, found: expect.toBeOneOf(["documented", right]) },
  clusters: ["ours,ours", "ours,stock"],
});

const cases: readonly Case[] = [
  { section: "twenty_gigabytes", gigabytes: 20, right: { wrong: 0 }, clusters },
  { section: "sort", gigabytes: 4, right: sorted, clusters },
  { section: "random_shuffle", gigabytes: 4, right: { right: true, sorted: false }, clusters },
  { section: "experimental_shuffle", gigabytes: 4, right: { wrong: 0 }, clusters },
  { section: "workers_killed", gigabytes: 2, right: { killed: true, found: sorted }, clusters: ["ours"] },
  // A node is killed in the middle.
  killed("twenty_gigabytes", 8, { wrong: 0 }),
  killed("sort", 2, sorted),
  killed("random_shuffle", 2, { right: true, sorted: false }),
  killed("experimental_shuffle", 2, { wrong: 0 }),
];

const only = process.env["NARCINE_TEST_ONLY"]?.split(",");

const chosen = makers().includes("ours") ? cases.filter(({ section }) => only?.includes(section) ?? true) : [];

// A suite without tests fails.
describe("more data than memory", { skip: chosen.length === 0 }, () => {
  for (const { section, gigabytes, right, clusters: wanted } of chosen) {
    for (const cluster of wanted) {
      it(`${section} on ${cluster}`, async () => {
        const size = process.env["NARCINE_TEST_GB"] ?? String(gigabytes);
        // `default` is ours in a run of ours.
        const args = [cluster.replaceAll("ours", "default"), section, size];
        const run = await runProgram({
          program,
          args,
          maker: "ours",
          limitMs,
          socketFilesMayStay: cluster.includes("stock"),
        });
        expectCluster(run, cluster);
        expect(run.facts[section], describeRun(run)).toEqual(right);
        expect({ exitCode: run.exitCode, leftovers: run.leftovers }).toEqual({ exitCode: 0, leftovers: [] });
      });
    }
  }
});

function expectCluster(run: FinishedRun, cluster: string): void {
  const nodes = cluster.split(",");
  expect(run.raylets.length, describeRun(run)).toBe(nodes.length);
  expect(run.raylets.filter(isStockRaylet).length).toBe(nodes.filter((maker) => maker === "stock").length);
}

it.runIf(makers().includes("ours") && process.getuid?.() === 0 && (only === undefined || only.includes("disk_full")))(
  "a disk that fills up in the middle is OutOfDiskError once, and nothing that was put is lost",
  async () => {
    const disk = mkdtempSync(join(tmpdir(), "nd-"));
    // A file system of its own, in a file: writes past the page cache go another way than on a tmpfs.
    const image = `${disk}.img`;
    execFileSync("truncate", ["-s", "1G", image]);
    execFileSync("mkfs.ext4", ["-q", image]);
    execFileSync("mount", ["-o", "loop", image, disk]);
    try {
      const faults = join(dirname(program), "..", "..", "interop", "programs", "spilling_faults.py");
      const env = { SPILL_DISK: disk };
      const run = await runProgram({ program: faults, maker: "ours", limitMs: 300_000, env });
      expect(run.facts, describeRun(run)).toEqual({
        disk_full: { error: "OutOfDiskError", right: 6, "room again": true },
      });
      expect(run.leftovers).toEqual([]);
    } finally {
      execFileSync("umount", ["--lazy", disk]);
      rmSync(disk, { recursive: true });
      rmSync(image);
    }
  },
);
