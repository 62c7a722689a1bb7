import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeRun, programFolder, runProgram } from "./harness.js";
import { hasOurRaylet, makers, STOCK } from "./mix.js";
import { pythonCallsTypeScript } from "./typescript-workers.js";

describe.runIf(hasOurRaylet())("Python calls TypeScript", () => {
  it("functions and actors, with values, objects, errors, ends", () => pythonCallsTypeScript());
});

// All of it on Ray's own raylet, and without such workers: test/long/typescript-stock.test.ts.
describe.runIf(makers().includes("stock"))("on Ray's own raylet and head", () => {
  const program = join(programFolder, "typescript_workers.py");

  it("Python calls TypeScript", async () => {
    const env = { NARCINE_TEST_ONLY: "values" };
    const run = await runProgram({ program, maker: "ours", mix: STOCK, limitMs: 120_000, env });
    expect(run.facts["values"], describeRun(run)).toMatchObject({ sum: 3, several: [0, 10, 20], later: true });
    expect(run.exitCode).toBe(0);
    expect(run.leftovers).toEqual([]);
  });
});
