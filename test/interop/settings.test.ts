import { statfsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectMaker, makers } from "./compare.js";
import { describeRun, type Maker, programFolder, runProgram } from "./harness.js";
import { hasOurRaylet } from "./mix.js";

const program = join(programFolder, "settings.py");
const run = (maker: Maker, env: Readonly<Record<string, string>> = {}) =>
  runProgram({ program, maker, limitMs: 120_000, env: { RAY_AUTH_MODE: "disabled", ...env } });

const expected = {
  without_token: { task: true, token_file: false },
  system_config_over_environment: { idle_workers_go: true },
  reaches_workers: { in_store: true },
};

describe("settings", () => {
  it.each(makers())("no token, and _system_config over the environment (%s)", async (maker) => {
    const done = await run(maker);
    expectMaker(done);
    expect(done.facts, describeRun(done)).toEqual(expected);
    expect(done.leftovers).toEqual([]);
  });

  it.runIf(hasOurRaylet())("a store above this node's part of /dev/shm is clamped, with one warning", async () => {
    const done = await run("ours", { NARCINE_LOCAL_NODES: "1000" });
    expect(done.facts, describeRun(done)).toEqual(expected);
    const { blocks, bsize } = statfsSync("/dev/shm");
    const size = Math.floor(((blocks * bsize) / 1000) * 0.8);
    const warnings = done.rayletLog.match(/The object store is \d+ bytes instead of the \d+ asked for/g);
    expect(warnings, describeRun(done)).toEqual([
      `The object store is ${size} bytes instead of the 314572800 asked for`,
    ]);
  });
});
