import { join } from "node:path";
import { expect, it } from "vitest";
import { expectMaker, makers } from "./compare.js";
import { describeRun, programFolder, repository, runProgram } from "./harness.js";

it.runIf(makers().includes("ours"))("a cluster that narcine starts and stops serves a Python driver", async () => {
  const run = await runProgram({
    program: join(programFolder, "narcine_start.py"),
    args: [process.execPath, join(repository, "bin", "narcine.mjs")],
    maker: "ours",
    mix: "ours+ours",
    limitMs: 240_000,
    ownPids: true,
  });
  expect(run.facts, describeRun(run)).toEqual({
    refused: { both: true, cpu_twice: true, no_cluster: true, left: 0 },
    head: { code: 0, says_where: true },
    driver: {
      task: true,
      actor: [1, 2, 3],
      environment: "set",
      resources: { CPU: 2, disk: 2, object_store_memory: 300_000_000 },
      labels: { zone: "x", tier: "y" },
    },
    second_node: { code: 0, there: true, runs: true },
    without_python: { code: 0, says: true, there: true },
    status: { code: 0, nodes: true, cpus: true },
    stop: { code: 0, says: true, left: true, nothing_more: true },
    embedded: { code: 0, processes: [1, 0], runs: true, says: true, left: true },
  });
  expectMaker(run);
  expect({ exitCode: run.exitCode, left: run.leftovers }).toEqual({ exitCode: 0, left: [] });
});
