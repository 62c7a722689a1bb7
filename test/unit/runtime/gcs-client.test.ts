import { describe, expect, it, vi } from "vitest";
import { GrpcCode, RpcError } from "../../../src/native/rpc.js";
import { GcsClient, GcsRefusedError, GcsStatusError, GcsUnreachableError } from "../../../src/runtime/gcs-client.js";
import { encode, rpc } from "../../../src/wire/index.js";

const METHOD = rpc.InternalKVGcsService.getInternalConfig;
const unavailable = () => new RpcError(GrpcCode.UNAVAILABLE, "connection refused");
const silent = () => {};
const log = { debug: silent, info: silent, warning: silent, error: silent, fatal: silent };

/** A head that answers each call with the next of `answers`. */
function clientOf(answers: (() => Buffer)[], more: { clusterId?: string; reconnectTimeoutMs?: number } = {}) {
  const seen: { path: string; metadata: unknown }[] = [];
  const lost: Error[] = [];
  const client = new GcsClient({
    rpc: {
      call: async (_address, path, _body, options) => {
        seen.push({ path, metadata: options?.metadata });
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        if (answer === undefined) throw new Error("no answer left");
        return answer();
      },
    },
    address: "192.0.2.1:6379",
    clusterId: "",
    reconnectTimeoutMs: 60_000,
    log,
    onLost: (error) => void lost.push(error),
    ...more,
  });
  return { client, seen, lost };
}

const reply = (config: string) => encode(rpc.GetInternalConfigReply, { config });
const raise = (error: Error) => () => {
  throw error;
};

describe("GcsClient", () => {
  it("carries the cluster id and decodes", async () => {
    const { client, seen } = clientOf([() => reply("{}")], { clusterId: "ab" });
    expect((await client.call(METHOD, {})).config).toBe("{}");
    expect(seen).toEqual([{ path: METHOD.path, metadata: { ray_cluster_id: "ab" } }]);
  });

  it("repeats what did not reach the head", async () => {
    const { client, seen } = clientOf([raise(unavailable()), raise(unavailable()), () => reply("x")]);
    expect((await client.call(METHOD, {})).config).toBe("x");
    expect(seen).toHaveLength(3);
  });

  it("passes on what the head refuses, in its status or in the call's", async () => {
    const refused = encode(rpc.GetInternalConfigReply, { status: { code: 17, message: "Failed to find the key" } });
    await expect(clientOf([() => refused]).client.call(METHOD, {})).rejects.toThrow(GcsStatusError);
    const aborted = new RpcError(GrpcCode.ABORTED, "Invalid");
    await expect(clientOf([raise(aborted)]).client.call(METHOD, {})).rejects.toBe(aborted);
  });

  it("gives up once when the head does not take it for a member any more", async () => {
    const { client, lost, seen } = clientOf([raise(new RpcError(GrpcCode.UNAUTHENTICATED, "WrongClusterID: x"))]);
    await expect(client.call(METHOD, {})).rejects.toThrow(/refuses this node \(WrongClusterID: x\)/);
    await expect(client.call(METHOD, {})).rejects.toThrow(GcsRefusedError);
    expect(lost).toHaveLength(1);
    expect(seen, "a head that refuses is not asked again").toHaveLength(1);
  });

  it("gives up once when the head stays away, and says so to every caller", async () => {
    const { client, lost } = clientOf([raise(unavailable())], { reconnectTimeoutMs: 50 });
    await expect(client.call(METHOD, {})).rejects.toThrow(GcsUnreachableError);
    await expect(client.call(METHOD, {})).rejects.toThrow(/192\.0\.2\.1:6379 has been unreachable for 0\.05 s/);
    expect(lost).toHaveLength(1);
  });

  it("does not take a step of the wall clock for time without the head", async () => {
    const stepped = () => {
      vi.spyOn(Date, "now").mockReturnValue(Date.now() + 3_600_000);
      throw unavailable();
    };
    const { client, lost } = clientOf([raise(unavailable()), stepped, () => reply("x")]);
    expect((await client.call(METHOD, {}).finally(() => vi.restoreAllMocks())).config).toBe("x");
    expect(lost).toEqual([]);
  });

  it("repeats nothing once it is closed", async () => {
    const { client, seen } = clientOf([raise(unavailable())]);
    client.close();
    await expect(client.call(METHOD, {})).rejects.toThrow(RpcError);
    expect(seen).toHaveLength(1);
  });
});
