import { join } from "node:path";
import { expect, it } from "vitest";
import { expectMaker, makers } from "./compare.js";
import { describeRun, programFolder, repository, runProgram } from "./harness.js";
import { headOf, mixUnderTest, rayletOf } from "./mix.js";

const hasOurHead = makers().includes("ours") && headOf(mixUnderTest()) === "ours";

it.runIf(hasOurHead)(
  "narcine why says one cause out of its list, and who waits for the impossible is told",
  async () => {
    const run = await runProgram({
      program: join(programFolder, "why.py"),
      args: [process.execPath, join(repository, "bin", "narcine.mjs")],
      maker: "ours",
      limitMs: 200_000,
      env: { NARCINE_INFEASIBLE: "wait" },
    });
    expectMaker(run);
    // Of leases a raylet of stock's says nothing.
    const isOurs = rayletOf(mixUnderTest()) === "ours";
    const atRaylet = (cause: string): unknown => (isOurs ? cause : expect.any(String));
    expect(run.facts, describeRun(run)).toEqual({
      tasks: {
        running: "running",
        no_room: atRaylet("noRoom"),
        arguments: "arguments",
        infeasible: atRaylet("infeasible"),
        finished: "finished",
        unknown: "unknown",
      },
      actors: {
        constructor: "constructor",
        call: "actor",
        dead: "dead",
        ready: "ready",
        infeasible: atRaylet("infeasible"),
      },
      groups: { ready: "ready", no_room: "noRoom", removed: "removed", infeasible: "infeasible" },
    });
    const told =
      /Placement group impossible \(\w+\) asks for PACK of \{CPU 64\}.*nearest is node \w+ \(CPU: asked 64, has 2\)/;
    expect(run.stdout + run.stderr, describeRun(run)).toMatch(told);
    expect({ exitCode: run.exitCode, left: run.leftovers }).toEqual({ exitCode: 0, left: [] });
  },
);
