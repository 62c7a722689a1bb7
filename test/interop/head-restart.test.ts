import { join } from "node:path";
import { expect, it } from "vitest";
import { compareProgram, expectMaker, makers } from "./compare.js";
import { describeRun, programFolder, runProgram } from "./harness.js";

const restarts = {
  program: "head_restart.py",
  sections: ["before", "restart", "after", "nodes", "actor_dies", "second_restart"],
};
// RocksDB keeps the head's tables: NotifyGCSRestart, subscriptions and resource stream of a node that lives on.
compareProgram(restarts);
// The same settings have our head keep them in its own file.
compareProgram({ ...restarts, gcs: "ours" });

it.runIf(makers().includes("ours"))("a head that lost its memory makes the node end, and say why", async () => {
  // Stock takes up to a minute (its self check); ours asks as soon as its subscriptions break.
  const program = join(programFolder, "head_lost.py");
  const run = await runProgram({
    program,
    args: ["30"],
    maker: "ours",
    limitMs: 90_000,
    // Ours remembers unless it is told not to.
    env: { NARCINE_HEAD_STORAGE: "memory" },
    // The driver is ended hard, before Ray's own tidying up.
    socketFilesMayStay: true,
  });
  expectMaker(run);
  expect(run.facts, describeRun(run)).toEqual({ raylet_ended: true, exit_code: 1 });
  expect(run.rayletLog).toMatch(/The head at .* refuses this node \(WrongClusterID/);
  expect(run.leftovers).toEqual([]);
});
