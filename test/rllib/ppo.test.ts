import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { expectMaker, makers } from "../interop/compare.js";
import { describeRun, runProgram } from "../interop/harness.js";

const programs = join(dirname(fileURLToPath(import.meta.url)), "programs");
const limitMs = 1_000_000;
const learned = { trials: 2, errors: 0, learned: true, checkpoint: true };

it.each(makers())("PPO learns CartPole in a grid search of Tune (%s)", async (maker) => {
  const run = await runProgram({ program: join(programs, "ppo.py"), maker, limitMs });
  expectMaker(run);
  expect(run.facts, describeRun(run)).toEqual({ ppo_on_cartpole: learned });
  expect(run.leftovers).toEqual([]);
});

it.each(makers())("PPO goes on when one of two nodes is killed in the middle (%s)", async (maker) => {
  const program = join(programs, "ppo_node_killed.py");
  const run = await runProgram({ program, args: ["default,default"], maker, limitMs });
  expectMaker(run, 2);
  const right = { ...learned, killed: true, recovered: 1 };
  expect(run.facts, describeRun(run)).toEqual({ ppo_with_node_killed: right });
  expect(run.leftovers).toEqual([]);
});
