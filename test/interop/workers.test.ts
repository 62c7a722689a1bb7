import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareProgram, expectMaker } from "./compare.js";
import { describeRun, programFolder, runProgram } from "./harness.js";
import { hasOurRaylet } from "./mix.js";
import { isRaylet } from "./processes.js";

compareProgram({
  program: "workers.py",
  sections: ["alike", "unlike", "log_files", "tools", "early_variables", "threads", "ends"],
  limitMs: 300_000,
});

describe.runIf(hasOurRaylet())("forking workers can be switched", () => {
  const program = join(programFolder, "workers.py");

  it.each(["on", "off"])(
    "NARCINE_ZYGOTE=%s",
    async (mode) => {
      const parents: string[] = [];
      const run = await runProgram({
        program,
        maker: "ours",
        limitMs: 120_000,
        env: { NARCINE_ZYGOTE: mode, NARCINE_TEST_ONLY: "ends" },
        onNode: async (live) => {
          const raylets = new Set(
            live
              .processes()
              .filter(isRaylet)
              .map(({ pid }) => pid),
          );
          for (const { argv, parentPid } of live.processes()) {
            if (argv[0]?.startsWith("ray::Zygote") && raylets.has(parentPid)) parents.push(argv[0]);
          }
        },
      });
      expect(run.facts["ends"], describeRun(run)).not.toHaveProperty("failed");
      expectMaker(run);
      expect(parents.length > 0, describeRun(run)).toBe(mode === "on");
      expect(run.rayletLog.includes("is warm after"), run.rayletLog).toBe(mode === "on");
      expect(run.leftovers).toEqual([]);
    },
    180_000,
  );

  it("a zygote has imported whatever else a worker would import with its first result", async () => {
    const env = { NARCINE_ZYGOTE: "on" };
    const name = join(programFolder, "first_result.py");
    const run = await runProgram({ program: name, maker: "ours", limitMs: 120_000, env });
    expect(run.facts["first_result"], describeRun(run)).toEqual([]);
    expectMaker(run);
  }, 150_000);
});
