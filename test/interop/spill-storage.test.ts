import { join } from "node:path";
import { expect, it } from "vitest";
import { expectMaker, makers } from "./compare.js";
import { describeRun, programFolder, runProgram } from "./harness.js";

const program = join(programFolder, "spill_storage.py");

it.each(makers())(
  "objects are spilled to Ray's own storage classes (%s)",
  async (maker) => {
    const env: Record<string, string> = maker === "ours" ? { SPILL_FAULTS: "1" } : {};
    const run = await runProgram({ program, maker, limitMs: 120_000, env });
    expectMaker(run);
    expect(run.facts, describeRun(run)).toEqual({
      puts_and_results: { files: true, here: 24, there: 24 },
      waits: { ready: 12 },
      // Stock tries for ever.
      ...(maker === "ours" ? { storage_gone: { lost: true, others: [] } } : {}),
    });
    expect(run.leftovers).toEqual([]);
  },
  150_000,
);

it.runIf(makers().includes("ours"))(
  "another node reads what this one wrote to storage that both reach, after its death too",
  async () => {
    const args = ["default,default"];
    const run = await runProgram({ program, args, maker: "ours", limitMs: 150_000 });
    expectMaker(run, 2);
    expect(run.facts, describeRun(run)).toEqual({
      on_another_node: { files: true, right: 12 },
      node_gone: { right: true, others: [] },
    });
    expect(run.leftovers).toEqual([]);
  },
  180_000,
);
