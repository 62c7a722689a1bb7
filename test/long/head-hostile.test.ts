import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RpcClient } from "../../src/native/rpc.js";
import { HeadBench } from "../unit/gcs/head-bench.js";
import { attack, attackFromOutside, fuzzSeed, headPaths } from "../unit/gcs/hostile-calls.js";
import { Seeded } from "../unit/wire/seeded.js";

/** Over all methods of the head, for each kind of caller. */
const CASES = 100_000;
const each = Math.ceil(CASES / headPaths.length);

describe(`${CASES} pieces of nonsense for the head`, () => {
  let bench: HeadBench;
  beforeAll(async () => {
    bench = await new HeadBench("right").start({ health_check_initial_delay_ms: 3_600_000 });
  });
  afterAll(() => bench.stop());

  it("with the token cost their sender an error and nobody else anything", async () => {
    const before = process.memoryUsage().rss;
    for (const [at, path] of headPaths.entries()) await attack(bench, path, each, new Seeded(fuzzSeed + at));
    console.log(
      `resident memory: ${(before / 2 ** 20).toFixed(0)} MiB, then ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)}`,
    );
    await bench.registerNode(77);
  });

  it.each([null, "wrong"])("with the token %s are not looked at", async (authToken) => {
    const client = RpcClient.start({ authToken });
    const calls = bench.logged.length;
    for (const [at, path] of headPaths.entries()) {
      await attackFromOutside(bench, client, path, each, new Seeded(fuzzSeed + at));
    }
    client.close();
    // Told in lines that are folded, not in one for each.
    expect(bench.logged.length - calls).toBeLessThan(CASES / 10);
  });
});
