import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeRun, programFolder, runProgram } from "./harness.js";
import { mixUnderTest, rayletOf } from "./mix.js";

const limitMs = 120_000;

// Beside a stock node that dies as well. Two nodes of stock's: GetTimeoutError after 60 s.
describe.runIf(rayletOf(mixUnderTest()) === "ours")("what a dead node held is made again", () => {
  for (const nodes of ["default,default", "default,stock"]) {
    it(nodes, { timeout: limitMs + 30_000 }, async () => {
      const program = join(programFolder, "rebuilt.py");
      const socketFilesMayStay = nodes.includes("stock");
      const run = await runProgram({ program, args: [nodes], maker: "ours", limitMs, socketFilesMayStay });
      expect(run.facts, describeRun(run)).toEqual({ by_a_task_with_all_cpus: { values: [0, 1, 2], cpus: true } });
      expect({ exitCode: run.exitCode, leftovers: run.leftovers }).toEqual({ exitCode: 0, leftovers: [] });
    });
  }
});
