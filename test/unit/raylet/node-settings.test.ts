import { describe, expect, it } from "vitest";
import type { RayletFlags } from "../../../src/raylet/flags.js";
import {
  childEnvironment,
  memoryMonitorConfig,
  readInfeasiblePolicy,
  transferWays,
} from "../../../src/raylet/node-settings.js";
import { GcsClient } from "../../../src/runtime/gcs-client.js";
import { loadRayConfig } from "../../../src/runtime/ray-config.js";
import { decode, encode, type Init, rpc } from "../../../src/wire/index.js";

const warnings: string[] = [];
const silent = () => {};
const log = {
  ...{ debug: silent, info: silent, error: silent, fatal: silent },
  warning: (text: string) => void warnings.push(text),
};

/** A head with this under CLUSTER_METADATA; null: without the key. */
function headWith(metadata: object | null): GcsClient {
  const reply: Init<rpc.InternalKVGetReply> =
    metadata === null
      ? { status: { code: 17, message: "Failed to find the key" } }
      : { value: Buffer.from(JSON.stringify(metadata)) };
  return new GcsClient({
    rpc: {
      call: async (_address, _path, body) => {
        const { key, namespace } = decode(rpc.InternalKVGetRequest, body);
        expect([key, namespace].map((bytes) => Buffer.from(bytes).toString())).toEqual(["CLUSTER_METADATA", "cluster"]);
        return encode(rpc.InternalKVGetReply, reply);
      },
    },
    ...{ address: "192.0.2.1:6379", clusterId: "", reconnectTimeoutMs: 1_000, log, onLost: silent },
  });
}

describe("what becomes of an infeasible lease", () => {
  it.each([
    ["fails in a local ray.init()", { ray_init_cluster: true }, "fail"],
    ["waits in a cluster of `ray start`", { ray_init_cluster: false }, "wait"],
    ["waits where nobody says who started it", {}, "wait"],
    ["waits where the head has no metadata", null, "wait"],
  ])("%s", async (_what, metadata, policy) => {
    expect(await readInfeasiblePolicy(headWith(metadata), {}, log)).toBe(policy);
  });

  it("is what NARCINE_INFEASIBLE says, and a word that it does not know is named", async () => {
    const head = headWith({ ray_init_cluster: true });
    expect(await readInfeasiblePolicy(head, { NARCINE_INFEASIBLE: "wait" }, log)).toBe("wait");
    expect(await readInfeasiblePolicy(headWith({}), { NARCINE_INFEASIBLE: "fail" }, log)).toBe("fail");
    expect(warnings).toEqual([]);
    expect(await readInfeasiblePolicy(head, { NARCINE_INFEASIBLE: "Fail" }, log)).toBe("fail");
    expect(warnings.join()).toMatch(/NARCINE_INFEASIBLE is Fail, which is neither fail nor wait/);
  });
});

it("children get a preloaded library only where the user asked for it", () => {
  const preloaded = { LD_PRELOAD: "/x/libjemalloc.so", PATH: "/bin" };
  expect(childEnvironment({ ...preloaded, RAY_LD_PRELOAD_ON_WORKERS: "0" })).toEqual({
    PATH: "/bin",
    RAY_LD_PRELOAD_ON_WORKERS: "0",
  });
  expect(childEnvironment({ ...preloaded, RAY_LD_PRELOAD_ON_WORKERS: "1" })["LD_PRELOAD"]).toBe("/x/libjemalloc.so");
});

describe("the memory monitor", () => {
  const flags = { nodeId: "ab".repeat(28), nodeIpAddress: "127.0.0.1" } as RayletFlags;
  const set = (environment: Readonly<Record<string, string>>) =>
    memoryMonitorConfig(flags, loadRayConfig("", environment));

  it("has Ray's settings", () => {
    expect(set({})).toEqual({
      usageThreshold: 0.95,
      minFreeBytes: -1,
      maxKillBufferBytes: 3 * 1_024 ** 3,
      idleWorkerBytes: 1_024 ** 3,
      isByGroup: false,
      causeTtlMs: 900_000,
      nodeId: flags.nodeId,
      nodeIp: "127.0.0.1",
    });
    expect(set({ RAY_memory_usage_threshold: "0.5", RAY_min_memory_free_bytes: "7" })).toMatchObject({
      usageThreshold: 0.5,
      minFreeBytes: 7,
    });
  });

  it("is off with RAY_memory_monitor_refresh_ms=0", () => {
    expect(set({ RAY_memory_monitor_refresh_ms: "0" })).toBeNull();
  });

  it.each(["-0.1", "1.01"])("refuses the threshold %s", (threshold) => {
    expect(() => set({ RAY_memory_usage_threshold: threshold })).toThrow(/memory_usage_threshold is .*, not a share/);
  });
});

describe("transferWays", () => {
  it("takes the best way unless told otherwise, and refuses what it does not know", () => {
    expect(transferWays({})).toEqual({ isStreamOn: true, isNearOn: true });
    expect(transferWays({ NARCINE_TRANSFER: "near" })).toEqual(transferWays({}));
    expect(transferWays({ NARCINE_TRANSFER: "stream" })).toEqual({ isStreamOn: true, isNearOn: false });
    expect(transferWays({ NARCINE_TRANSFER: "chunks" })).toEqual({ isStreamOn: false, isNearOn: false });
    expect(transferWays({ RAY_USE_TLS: "1" })).toEqual({ isStreamOn: false, isNearOn: true });
    expect(() => transferWays({ NARCINE_TRANSFER: "fast" })).toThrow(/NARCINE_TRANSFER is fast/);
  });
});
