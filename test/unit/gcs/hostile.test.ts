import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RpcClient } from "../../../src/native/rpc.js";
import { rpc } from "../../../src/wire/index.js";
import { Seeded } from "../wire/seeded.js";
import { HeadBench } from "./head-bench.js";
import { attack, attackFromOutside, fuzzSeed, headPaths } from "./hostile-calls.js";

/** For each method; test/long has 100,000 in all. */
const CASES = 60;

describe("nonsense", () => {
  let bench: HeadBench;
  beforeAll(async () => {
    bench = await new HeadBench("right").start({ health_check_initial_delay_ms: 60_000 });
  });
  afterAll(() => bench.stop());

  it.each(headPaths)("%s answers it or refuses it", (path) => attack(bench, path, CASES, new Seeded(fuzzSeed)));

  it.each([null, "wrong"])("is not looked at with the token %s", async (authToken) => {
    const client = RpcClient.start({ authToken });
    for (const path of headPaths) await attackFromOutside(bench, client, path, 5, new Seeded(fuzzSeed));
    client.close();
  });

  it("leaves the head at work", async () => {
    await bench.registerNode(77);
    const { nodeInfoList } = await bench.call(rpc.NodeInfoGcsService.getAllNodeInfo, {
      nodeSelectors: [{ nodeName: "node-77" }],
    });
    expect(nodeInfoList).toHaveLength(1);
  });
});
