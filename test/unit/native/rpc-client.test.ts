import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GrpcCode, RpcClient, type RpcError } from "../../../src/native/rpc.js";
import { peerServer } from "./grpc-js-peer.js";

let peer: Awaited<ReturnType<typeof peerServer>>;
let client: RpcClient;
beforeAll(async () => {
  peer = await peerServer();
  client = RpcClient.start({ authToken: "secret" });
});
afterAll(() => {
  client.close();
  peer.server.forceShutdown();
});

const failure = (call: Promise<unknown>) =>
  call.then(
    () => Promise.reject(new Error("the call succeeded")),
    (error: RpcError) => error,
  );
const until = async (done: () => boolean) => {
  while (!done()) await sleep(2);
};

describe("our client of a grpc-js server", () => {
  test("gets replies of all sizes, many at once", async () => {
    for (const size of [0, 1, 70_000, 20 << 20]) {
      const body = Buffer.alloc(size, size % 253);
      expect((await client.call(peer.address, "/peer.Service/Echo", body)).equals(body)).toBe(true);
    }
    const calls = Array.from({ length: 500 }, (_, i) =>
      client.call(peer.address, "/peer.Service/Echo", Buffer.from(String(i))),
    );
    expect((await Promise.all(calls)).map(String)).toEqual(calls.map((_, i) => String(i)));
    expect(client.stats()).toEqual({ connections: 1, openCalls: 0, openStreams: 0 });
  });

  test("sends token, metadata and deadline", async () => {
    const metadata = { ray_cluster_id: "ab".repeat(28) };
    const options = { metadata, timeoutMs: 30_000 };
    const seen = JSON.parse(
      String(await client.call(peer.address, "/peer.Service/Headers", Buffer.alloc(0), options)),
    ) as Record<string, string>;
    expect(seen).toMatchObject({ authorization: "Bearer secret", ...metadata });
    expect(seen["user-agent"]).toMatch(/^narcine\//);
  });

  test("rejects with the peer's status, its message and its details", async () => {
    const error = await failure(client.call(peer.address, "/peer.Service/Fail", Buffer.from("Größe 100%")));
    expect(error).toMatchObject({
      name: "RpcError",
      code: GrpcCode.ABORTED,
      codeName: "ABORTED",
      message: "Größe 100%",
    });
    expect(String(Buffer.from(error.details ?? []))).toBe("why");
    const missing = await failure(client.call(peer.address, "/peer.Service/Nope", Buffer.alloc(0)));
    expect(missing.code).toBe(GrpcCode.UNIMPLEMENTED);
  });

  test("gives up after the deadline and tells the peer", async () => {
    const before = peer.cancelled();
    const error = await failure(client.call(peer.address, "/peer.Service/Never", Buffer.alloc(0), { timeoutMs: 40 }));
    expect(error.code).toBe(GrpcCode.DEADLINE_EXCEEDED);
    await until(() => peer.cancelled() > before);
  });

  test("fails at once where nobody listens, and what is open when the peer is dropped", async () => {
    expect((await failure(client.call("127.0.0.1:1", "/peer.Service/Echo", Buffer.alloc(0)))).code).toBe(
      GrpcCode.UNAVAILABLE,
    );
    const open = failure(client.call(peer.address, "/peer.Service/Never", Buffer.alloc(0)));
    await sleep(20);
    client.disconnect(peer.address);
    expect((await open).code).toBe(GrpcCode.UNAVAILABLE);
    expect(String(await client.call(peer.address, "/peer.Service/Echo", Buffer.from("again")))).toBe("again");
  });

  test("speaks on a stream until either side ends it", async () => {
    const seen: string[] = [];
    const ended = new Promise<RpcError | null>((resolve) => {
      const stream = client.openStream(peer.address, "/peer.Service/Chat", {
        metadata: { node_id: "me" },
        onOpen: (metadata) => {
          seen.push(`open ${metadata["node_id"]}`);
          stream.send(Buffer.from(" second"));
          stream.end();
        },
        onMessage: (body) => seen.push(String(body)),
        onEnd: resolve,
      });
      stream.send(Buffer.from(" first"));
    });
    expect(await ended).toBeNull();
    expect(seen).toEqual([`open ${"0".repeat(56)}`, "me first", "me second"]);
    expect(client.stats().openStreams).toBe(0);
  });

  test("cancels a stream quietly and reports a lost one", async () => {
    const before = peer.cancelled();
    const ends: (RpcError | null)[] = [];
    const open = () =>
      new Promise<ReturnType<RpcClient["openStream"]>>((resolve) => {
        const stream = client.openStream(peer.address, "/peer.Service/Chat", {
          onOpen: () => resolve(stream),
          onMessage: () => {},
          onEnd: (error) => ends.push(error),
        });
      });
    (await open()).cancel();
    await until(() => peer.cancelled() > before);
    expect(ends).toEqual([]);
    const stream = await open();
    client.disconnect(peer.address);
    await until(() => ends.length === 1);
    expect(ends[0]?.code).toBe(GrpcCode.UNAVAILABLE);
    stream.send(Buffer.from("void"));
    stream.end();
    stream.cancel();
  });
});

test("closing fails what is open and refuses more", async () => {
  const other = RpcClient.start({ authToken: null });
  const open = failure(other.call(peer.address, "/peer.Service/Never", Buffer.alloc(0)));
  const streamEnd = new Promise<RpcError | null>((resolve) => {
    other.openStream(peer.address, "/peer.Service/Chat", { onMessage: () => {}, onEnd: resolve });
  });
  other.close();
  other.close();
  expect((await open).code).toBe(GrpcCode.CANCELLED);
  expect((await streamEnd)?.code).toBe(GrpcCode.CANCELLED);
  expect((await failure(other.call(peer.address, "/peer.Service/Echo", Buffer.alloc(0)))).code).toBe(
    GrpcCode.CANCELLED,
  );
});
