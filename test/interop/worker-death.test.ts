import { join } from "node:path";
import { expect, it } from "vitest";
import { expectMaker, makers } from "./compare.js";
import { describeRun, programFolder, runProgram } from "./harness.js";

/** Else Ray folds the two lines into one. */
const env = { RAY_DEDUP_LOGS: "0" };
const words = /A worker died or was killed while executing a task by an unexpected system error\./g;

it.each(makers())("a crashed worker is told to the driver (%s)", async (maker) => {
  const run = await runProgram({ program: join(programFolder, "worker_death.py"), maker, limitMs: 120_000, env });
  expectMaker(run);
  expect(run.facts, describeRun(run)).toMatchObject({
    task: { type: "WorkerCrashedError" },
    actor: { type: "ActorDiedError" },
  });
  // Once for the task's worker, once for the actor's.
  expect((run.stdout + run.stderr).match(words), describeRun(run)).toHaveLength(2);
});
