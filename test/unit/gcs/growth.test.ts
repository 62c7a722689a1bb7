import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { rpc } from "../../../src/wire/index.js";
import { Churn } from "./churn.js";
import { HeadBench } from "./head-bench.js";

const KV = rpc.InternalKVGcsService;
const text = (word: string) => Buffer.from(word);

let bench: HeadBench;
beforeEach(() => {
  bench = new HeadBench();
});
afterEach(() => bench.stop());

describe("a head in which everything has ended", () => {
  test("keeps of what is gone what its limits say, and nothing that only the living need", async () => {
    await bench.start({ maximum_gcs_destroyed_actor_cached_count: 100, maximum_gcs_dead_node_cached_count: 50 });
    const churn = new Churn(bench);
    await churn.round(200);
    const expected = {
      job: 200,
      worker: 200,
      "placement-group": 200,
      node: 50,
      actor: 100,
      "actor-task-spec": 0,
      kv: 2,
    };
    expect(await churn.end()).toMatchObject(expected);
  });

  test("gives up, when it comes back, what jobs exported that are no more, and nothing else", async () => {
    await bench.start();
    const put = (namespace: string, key: string) =>
      bench.call(KV.internalKVPut, { namespace: text(namespace), key: text(key), value: text("v") });
    await bench.call(rpc.JobInfoGcsService.addJob, { data: { jobId: Buffer.from([1, 0, 0, 0]) } });
    for (const job of ["01000000", "02000000"]) {
      for (const kind of ["RemoteFunction", "ActorClass", "Other"]) await put("fun", `${kind}:${job}:x`);
      await put("other", `RemoteFunction:${job}:x`);
    }
    await bench.stopHead();
    await bench.start();
    const keys = async (namespace: string) => {
      const { results } = await bench.call(KV.internalKVKeys, { namespace: text(namespace), prefix: text("") });
      return results.map((key) => Buffer.from(key).toString()).sort();
    };
    const first = ["ActorClass:01000000:x", "Other:01000000:x", "Other:02000000:x", "RemoteFunction:01000000:x"];
    expect(await keys("fun")).toEqual(first);
    expect(await keys("other")).toHaveLength(2);
    await bench.call(rpc.JobInfoGcsService.markJobFinished, { jobId: Buffer.from([1, 0, 0, 0]) });
    expect(await keys("fun")).toEqual(["Other:01000000:x", "Other:02000000:x"]);
  });
});

describe("a head whose key-values have a budget", () => {
  test("refuses what has no room, with a word on what to do, and takes it once there is room", async () => {
    await bench.start({}, { NARCINE_HEAD_KV_BYTES: "10000" });
    const put = (key: string, size: number) =>
      bench.call(KV.internalKVPut, { key: text(key), value: Buffer.alloc(size), overwrite: true });
    expect(await put("a", 5_000)).toMatchObject({ status: { code: 0 }, added: true });
    const refused = await put("b", 5_000);
    expect(refused.status?.code).toBe(1);
    expect(refused.status?.message).toMatch(/takes 10000 bytes of key-values, .* larger NARCINE_HEAD_KV_BYTES/);
    await bench.call(KV.internalKVDel, { key: text("a") });
    expect(await put("b", 5_000)).toMatchObject({ added: true });
  });

  test("starts again though what is there has no room in it", async () => {
    await bench.start();
    const key = text("gcs_pid");
    // Any pid is longer.
    await bench.call(KV.internalKVPut, { key, value: text(""), overwrite: true });
    await bench.stopHead();
    await bench.start({}, { NARCINE_HEAD_KV_BYTES: "1" });
    expect(Buffer.from((await bench.call(KV.internalKVGet, { key })).value).toString()).toBe(String(process.pid));
    expect((await bench.call(KV.internalKVPut, { key: text("a"), value: text("b") })).status?.code).toBe(1);
  });

  test("does not start with one that is no number", async () => {
    await expect(bench.start({}, { NARCINE_HEAD_KV_BYTES: "1 GB" })).rejects.toThrow(/NARCINE_HEAD_KV_BYTES is "1 GB"/);
    await bench.start();
  });
});
