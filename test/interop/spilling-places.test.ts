import { join } from "node:path";
import { expect, it } from "vitest";
import { compareProgram, expectMaker } from "./compare.js";
import { describeRun, programFolder, runProgram } from "./harness.js";
import { hasOurRaylet } from "./mix.js";

const program = "spilling_places.py";

compareProgram({ program, args: ["shown"], sections: ["shown"] });

/**
 * Stock has no quota, writes above `local_fs_capacity_threshold` as long as the disk takes it, tries a directory that fails
 * over and over, and may leave one of two alone (each IO worker begins with any): nothing to compare with.
 */
const ours: Record<string, { right: unknown; env?: Record<string, string> }> = {
  several_directories: { right: { used: [true, true], right: 24, gone: true } },
  one_directory_fails: { right: { right: 24, "first has them": true } },
  quota: {
    right: { error: "OutOfDiskError", within: true, right: 6, "room again": true },
    env: { NARCINE_SPILL_QUOTA_BYTES: String(150 * 1024 * 1024) },
  },
  over_the_threshold: {
    right: {
      raised: { type: "RayTaskError", bases: ["RayError", "RayTaskError"], cause: "OutOfDiskError" },
      files: 0,
      right: 3,
      "next task": 42,
    },
  },
};

it.runIf(hasOurRaylet()).each(Object.entries(ours))("spilling: %s", async (section, { right, env = {} }) => {
  const path = join(programFolder, program);
  const run = await runProgram({ program: path, args: [section], maker: "ours", limitMs: 120_000, env });
  expectMaker(run);
  expect(run.facts, describeRun(run)).toEqual({ [section]: right });
  expect(run.leftovers).toEqual([]);
});
