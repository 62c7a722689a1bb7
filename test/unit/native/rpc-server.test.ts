import { setTimeout as sleep } from "node:timers/promises";
import type * as grpc from "@grpc/grpc-js";
import { afterEach, describe, expect, test } from "vitest";
import { GrpcCode, RpcClient, RpcError, RpcServer, type RpcServerEvents } from "../../../src/native/rpc.js";
import { peerCall, peerClient } from "./grpc-js-peer.js";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function start(authToken: string | null = null, events: RpcServerEvents = {}) {
  const server = RpcServer.start({ host: "127.0.0.1", port: 0, authToken, healthServices: ["node"] }, events);
  const peer = peerClient(server.port);
  closers.push(() => server.close());
  closers.push(() => peer.close());
  return { server, peer };
}

const failure = (call: Promise<unknown>) =>
  call.then(
    () => Promise.reject(new Error("the call succeeded")),
    (error: grpc.ServiceError) => error,
  );

/** Until `done()`; the test's own time limit ends a wait in vain. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await sleep(2);
}

describe("a grpc-js client of our server", () => {
  test("gets what handlers return, now or later, whatever the size", async () => {
    const { server, peer } = start();
    server.handle("/t.S/Now", (body) => body);
    server.handle("/t.S/Later", async (body) => {
      await sleep(1);
      return body;
    });
    for (const size of [0, 1, 5_000, 100_000, 20 << 20]) {
      const body = Buffer.alloc(size, size % 251);
      expect((await peerCall(peer, "/t.S/Now", body)).equals(body)).toBe(true);
      expect((await peerCall(peer, "/t.S/Later", body)).equals(body)).toBe(true);
    }
    expect(server.stats()).toMatchObject({ openCalls: 0, connections: 1, calls: 10, badConnections: 0 });
  });

  test("sees RpcErrors as their status and others as INTERNAL", async () => {
    const seen: unknown[] = [];
    const { server, peer } = start(null, { onHandlerError: (error, path) => seen.push([error, path]) });
    server.handle("/t.S/Sync", () => {
      throw new RpcError(GrpcCode.ABORTED, "Invalid ✓ 100%", Buffer.from("details"));
    });
    server.handle("/t.S/Async", () => Promise.reject(new RpcError(GrpcCode.NOT_FOUND, "gone")));
    const bug = new TypeError("bug");
    server.handle("/t.S/Bug", () => Promise.reject(bug));
    const aborted = await failure(peerCall(peer, "/t.S/Sync", Buffer.alloc(0)));
    expect(aborted).toMatchObject({ code: 10, details: "Invalid ✓ 100%" });
    expect(String(aborted.metadata.get("grpc-status-details-bin")[0])).toBe("details");
    expect(await failure(peerCall(peer, "/t.S/Async", Buffer.alloc(0)))).toMatchObject({ code: 5, details: "gone" });
    expect(await failure(peerCall(peer, "/t.S/Bug", Buffer.alloc(0)))).toMatchObject({ code: 13 });
    expect(seen).toEqual([[bug, "/t.S/Bug"]]);
    server.handle("/t.S/Text", () => "text" as unknown as Uint8Array);
    server.handle("/t.S/LaterText", () => Promise.resolve(undefined as unknown as Uint8Array));
    expect(await failure(peerCall(peer, "/t.S/Text", Buffer.alloc(0)))).toMatchObject({ code: 13 });
    expect(await failure(peerCall(peer, "/t.S/LaterText", Buffer.alloc(0)))).toMatchObject({ code: 13 });
    expect(seen).toHaveLength(3);
    expect(await failure(peerCall(peer, "/t.S/None", Buffer.alloc(0)))).toMatchObject({ code: 12 });
  });

  test("must show the token, but not for its health", async () => {
    const { server, peer } = start("right");
    server.handle("/t.S/Echo", (body) => body);
    expect(String(await peerCall(peer, "/t.S/Echo", Buffer.from("x"), "right"))).toBe("x");
    for (const token of [undefined, "wrong", ""]) {
      const error = await failure(peerCall(peer, "/t.S/Echo", Buffer.from("x"), token));
      expect(error).toMatchObject({
        code: 16,
        details: "InvalidAuthToken: Authentication token is missing or incorrect",
      });
    }
    const health = (name: string) =>
      peerCall(peer, "/grpc.health.v1.Health/Check", Buffer.from([10, name.length, ...Buffer.from(name)]));
    expect([...(await health("node"))]).toEqual([8, 1]);
    expect([...(await health(""))]).toEqual([8, 1]);
    expect(await failure(health("nod"))).toMatchObject({ code: 5, details: "service name unknown" });
  });

  test("gets constant replies without a handler", async () => {
    const { server, peer } = start();
    server.setStaticReply("/t.S/Config", Buffer.from("constant"));
    expect(String(await peerCall(peer, "/t.S/Config", Buffer.alloc(0)))).toBe("constant");
    server.setStaticReply("/t.S/Config", null);
    expect(await failure(peerCall(peer, "/t.S/Config", Buffer.alloc(0)))).toMatchObject({ code: 12 });
  });

  test("of news is answered before its listener looks, and its listener's exception costs nobody", async () => {
    const problems: string[] = [];
    const { server, peer } = start(null, { onHandlerError: (_error, path) => problems.push(path) });
    const told: string[] = [];
    server.listen("/t.S/News", Buffer.from("taken"), (body) => {
      told.push(String(body));
      if (told.length === 1) throw new Error("no");
    });
    expect(String(await peerCall(peer, "/t.S/News", Buffer.from("a")))).toBe("taken");
    expect(String(await peerCall(peer, "/t.S/News", Buffer.from("b")))).toBe("taken");
    await until(() => told.length === 2);
    expect(told).toEqual(["a", "b"]);
    expect(problems).toEqual(["/t.S/News"]);
    expect(() => server.handle("/t.S/News", (body) => body)).toThrow("has a handler already");
  });

  test("that cancels is reported once, and the late answer is void", async () => {
    const { server, peer } = start();
    const told: string[] = [];
    let release = () => {};
    server.handle("/t.S/Hold", (body, call) => {
      call.onCancelled(() => told.push(call.peer));
      return new Promise((resolve) => {
        release = () => resolve(body);
      });
    });
    const call = peer.makeUnaryRequest(
      "/t.S/Hold",
      (b: Buffer) => b,
      (b: Buffer) => b,
      Buffer.alloc(9),
      () => {},
    );
    await until(() => server.stats().openCalls === 1);
    call.cancel();
    await until(() => told.length === 1);
    expect(told[0]).toMatch(/^127\.0\.0\.1:\d+$/);
    release();
    await sleep(5);
    expect(server.stats().openCalls).toBe(0);
    expect(told.length).toBe(1);
  });

  test("may wait for a thousand held calls that are answered backwards", async () => {
    const { server, peer } = start();
    const held: (() => void)[] = [];
    server.handle("/t.S/Hold", (body) => new Promise((resolve) => held.push(() => resolve(body))));
    const calls = Array.from({ length: 1000 }, (_, i) => peerCall(peer, "/t.S/Hold", Buffer.from(String(i))));
    await until(() => held.length === 1000);
    for (const answer of held.reverse()) answer();
    expect((await Promise.all(calls)).map(String)).toEqual(calls.map((_, i) => String(i)));
  });
});

describe("RpcServer", () => {
  test("closing fails held calls at their callers and frees the port", async () => {
    const { server } = start();
    let cancelled = 0;
    server.handle("/t.S/Hold", (_, call) => {
      call.onCancelled(() => {
        cancelled += 1;
      });
      return new Promise(() => {});
    });
    const client = RpcClient.start({ authToken: null });
    closers.push(() => client.close());
    const held = client.call(`127.0.0.1:${server.port}`, "/t.S/Hold", Buffer.alloc(0)).catch((error) => error);
    await until(() => server.stats().openCalls === 1);
    await server.close();
    expect(await held).toMatchObject({ name: "RpcError", code: GrpcCode.UNAVAILABLE });
    expect(cancelled).toBe(1);
    const next = RpcServer.start({ host: "127.0.0.1", port: server.port, authToken: null });
    expect(next.port).toBe(server.port);
    await next.close();
  });

  test("names the address that is taken and the path that has a handler", () => {
    const { server } = start();
    const again = () => RpcServer.start({ host: "127.0.0.1", port: server.port, authToken: null });
    expect(again).toThrow(`127.0.0.1:${server.port}`);
    server.handle("/t.S/Echo", (body) => body);
    expect(() => server.handle("/t.S/Echo", (body) => body)).toThrow("/t.S/Echo");
  });

  test("tells of connections that are not HTTP/2", async () => {
    const bad: string[] = [];
    const { server } = start(null, { onBadConnection: (peer, reason) => bad.push(`${peer} ${reason}`) });
    const reply = await fetch(`http://127.0.0.1:${server.port}/`).catch((error: Error) => error);
    expect(reply).toBeInstanceOf(Error);
    await until(() => bad.length === 1);
    expect(bad[0]).toMatch(/^127\.0\.0\.1:\d+ its bytes are not HTTP\/2$/);
    expect(server.stats().badConnections).toBe(1);
  });

  test("tells why it refuses calls: each of a few, and how many of masses", async () => {
    const refused: string[] = [];
    let more = 0;
    const { server, peer } = start("right", {
      onRefusedCall: (caller, path, reason) => refused.push(`${caller.split(":")[0]} ${path} ${reason}`),
      onMoreTurnedAway: (what, count) => {
        expect(what).toBe("calls");
        more += count;
      },
    });
    await failure(peerCall(peer, "/t.S/Echo", Buffer.alloc(0)));
    await failure(peerCall(peer, "/t.S/Echo", Buffer.alloc(0), "wrong"));
    await until(() => refused.length === 2);
    expect(refused).toEqual([
      "127.0.0.1 /t.S/Echo it has no authentication token",
      "127.0.0.1 /t.S/Echo its authentication token is wrong",
    ]);
    const calls = Array.from({ length: 500 }, () => failure(peerCall(peer, "/t.S/Echo", Buffer.alloc(0), "wrong")));
    await Promise.all(calls);
    expect(server.stats().refusedCalls).toBe(502);
    await server.close();
    expect(refused.length).toBeLessThan(400);
    expect(refused.length + more).toBe(502);
  });

  test("closing tells of bad connections that were only counted", async () => {
    let told = 0;
    let more = 0;
    const { server } = start(null, {
      onBadConnection: () => {
        told += 1;
      },
      onMoreTurnedAway: (what, count) => {
        expect(what).toBe("connections");
        more += count;
      },
    });
    await Promise.all(
      Array.from({ length: 40 }, () => fetch(`http://127.0.0.1:${server.port}/`).catch((error: Error) => error)),
    );
    await until(() => server.stats().badConnections >= 40);
    const { badConnections } = server.stats();
    await server.close();
    expect(told).toBeLessThan(badConnections);
    expect(told + more).toBe(badConnections);
  });
});
