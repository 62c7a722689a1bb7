import { join } from "node:path";
import { expect, it } from "vitest";
import { compareProgram } from "./compare.js";
import { describeRun, programFolder, runProgram } from "./harness.js";
import { hasOurRaylet } from "./mix.js";
import { isStockRaylet } from "./processes.js";

const program = "compiled_graphs.py";
/** Seconds until the actors of a graph that cannot be taken down are killed (`large_values` on two nodes). */
const env = { RAY_CGRAPH_teardown_timeout: "3" };
const onTwoNodes = ["a_chain", "one_value_for_many_readers", "values_that_meet", "large_values"];

compareProgram({
  program,
  env,
  sections: [
    ...onTwoNodes,
    "an_error_and_then_a_value",
    "a_value_larger_than_its_channel",
    "awaited",
    "an_actor_that_ends",
    "many_graphs_one_after_the_other",
  ],
});

compareProgram({ program, args: ["default,default"], env, raylets: 2, sections: onTwoNodes });

// Values go from each of the two to the other.
it.runIf(hasOurRaylet())(
  "compiled graphs between a node of ours and one of stock's",
  async () => {
    const path = join(programFolder, program);
    const args = ["default,stock"];
    const run = await runProgram({
      program: path,
      args,
      env,
      maker: "ours",
      limitMs: 240_000,
      socketFilesMayStay: true,
    });
    expect(run.raylets.map(isStockRaylet).sort(), describeRun(run)).toEqual([false, true]);
    // What both nodes of one make give is compared above.
    expect(Object.keys(run.facts).sort(), describeRun(run)).toEqual([...onTwoNodes].sort());
    for (const section of onTwoNodes) expect(run.facts[section], describeRun(run)).not.toHaveProperty("failed");
    expect({ exitCode: run.exitCode, leftovers: run.leftovers }).toEqual({ exitCode: 0, leftovers: [] });
  },
  270_000,
);
