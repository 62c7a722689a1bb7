import { join } from "node:path";
import { expect, it } from "vitest";
import { expectMaker, makers } from "./compare.js";
import { describeRun, programFolder, runProgram } from "./harness.js";
import { hasOurRaylet } from "./mix.js";

const program = join(programFolder, "infeasible.py");
const asks = [
  "task_with_too_many_cpus",
  "task_with_unknown_resource",
  "actor_with_too_many_cpus",
  "task_with_labels_of_no_node",
  "task_of_a_group_too_big",
] as const;

interface Answer {
  readonly error: string;
  readonly at_once: boolean;
  readonly says_what_was_asked: boolean;
}

// Stock's half is no comparison, only the reason for ours: it runs when asked for.
it.runIf(makers().join() === "stock")("stock waits for ever for what no node has", async () => {
  const run = await runProgram({ program, maker: "stock", limitMs: 120_000 });
  for (const ask of asks) {
    expect(run.facts[ask], describeRun(run)).toMatchObject({ error: "GetTimeoutError", at_once: false });
  }
  expect(run.facts["others_go_on"]).toEqual({ feasible: 1, has_to_wait: 1 });
});

it.runIf(hasOurRaylet())("ours fails what no node has at once, with a typed error and a word on stderr", async () => {
  const run = await runProgram({ program, maker: "ours", limitMs: 120_000 });
  expectMaker(run);
  for (const ask of asks) {
    const answer = run.facts[ask] as Answer;
    expect(answer, describeRun(run)).toMatchObject({ at_once: true, says_what_was_asked: true });
    expect(answer.error, describeRun(run)).toBe(
      ask.startsWith("actor") ? "ActorUnschedulableError" : "TaskUnschedulableError",
    );
  }
  expect(run.facts["others_go_on"]).toEqual({ feasible: 1, has_to_wait: 1 });
  // Ray's error channel: what was asked and what the nearest node has. Drivers of 2.60 print it on stdout.
  expect(run.stdout + run.stderr, describeRun(run)).toMatch(/asks for .*unobtainium/);
  expect(run.leftovers).toEqual([]);
});

it.runIf(hasOurRaylet())("NARCINE_INFEASIBLE=wait waits as stock does", async () => {
  const run = await runProgram({ program, maker: "ours", limitMs: 120_000, env: { NARCINE_INFEASIBLE: "wait" } });
  for (const ask of asks) expect(run.facts[ask], describeRun(run)).toMatchObject({ error: "GetTimeoutError" });
  expect(run.stdout + run.stderr, describeRun(run)).toMatch(/asks for .*unobtainium/);
});
