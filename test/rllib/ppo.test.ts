import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { expectMaker, makers } from "../interop/compare.js";
import { describeRun, runProgram } from "../interop/harness.js";

const program = join(dirname(fileURLToPath(import.meta.url)), "programs", "ppo.py");

it.each(makers())("PPO learns CartPole in a grid search of Tune (%s)", async (maker) => {
  const run = await runProgram({ program, maker, limitMs: 1_000_000 });
  expectMaker(run);
  const right = { trials: 2, errors: 0, learned: true, checkpoint: true };
  expect(run.facts, describeRun(run)).toEqual({ ppo_on_cartpole: right });
  expect(run.leftovers).toEqual([]);
});
