import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RedisServer } from "../wire/redis-server.js";
import { compareProgram, expectMaker, makers } from "./compare.js";
import { describeRun, programFolder, runProgram } from "./harness.js";
import { hasOurRaylet } from "./mix.js";

const restarts = {
  program: "head_restart.py",
  sections: ["before", "restart", "after", "nodes", "actor_dies", "second_restart"],
};
// NotifyGCSRestart, subscriptions and resource stream of a node that lives on. Stock's head keeps its tables in RocksDB;
// the same settings have ours keep them in its own file.
compareProgram({ ...restarts, alsoOn: ["ours+stock"] });

const PASSWORD = "a password";

describe.runIf(makers().includes("ours"))("our head with its state in Redis", () => {
  let folder: string;
  let redis: RedisServer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "narcine-redis-"));
    redis = await RedisServer.start(folder, "--requirepass", PASSWORD);
  });
  afterAll(async () => {
    await redis.kill();
    rmSync(folder, { recursive: true });
  });

  it("is the same cluster after kill -9", async () => {
    const program = join(programFolder, restarts.program);
    const env = { RAY_REDIS_ADDRESS: `127.0.0.1:${redis.port}`, NARCINE_TEST_REDIS_PASSWORD: PASSWORD };
    const run = await runProgram({ program, maker: "ours", limitMs: 120_000, env });
    expectMaker(run);
    expect(run.facts, describeRun(run)).toEqual({
      before: { counter: 1, square: 9 },
      restart: { actor: 2, object: 200_000 },
      after: { same_actor: 3, by_name: 4, task: 16, started_before: "survived", new_actor: 1, object: 200_000 },
      nodes: { alive: [true], cpus: 2 },
      actor_dies: { restarted: 1 },
      second_restart: { task: 25, actor: 2 },
    });
    expect({ exitCode: run.exitCode, left: run.leftovers }, describeRun(run)).toEqual({ exitCode: 0, left: [] });
  });
});

it.runIf(hasOurRaylet())("a head that lost its memory makes the node end, and say why", async () => {
  // Stock takes up to a minute (its self check); ours asks as soon as its subscriptions break.
  const program = join(programFolder, "head_lost.py");
  const run = await runProgram({
    program,
    args: ["30"],
    maker: "ours",
    limitMs: 90_000,
    // Ours remembers unless it is told not to.
    env: { NARCINE_HEAD_STORAGE: "memory" },
  });
  expectMaker(run);
  expect(run.facts, describeRun(run)).toEqual({ raylet_ended: true, exit_code: 1 });
  expect(run.rayletLog).toMatch(/The head at .* refuses this node \(WrongClusterID/);
  expect(run.leftovers).toEqual([]);
});
