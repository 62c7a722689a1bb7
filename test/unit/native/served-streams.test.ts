import * as grpc from "@grpc/grpc-js";
import { afterEach, describe, expect, test } from "vitest";
import { RpcServer, type RpcServerEvents, type ServedStream } from "../../../src/native/rpc.js";
import { peerClient } from "./grpc-js-peer.js";

const PATH = "/t.S/Stream";
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function start(events: RpcServerEvents = {}) {
  const server = RpcServer.start({ host: "127.0.0.1", port: 0, authToken: null, clusterId: "c1" }, events);
  const peer = peerClient(server.port);
  closers.push(() => server.close());
  closers.push(() => peer.close());
  return { server, peer };
}

const same = (bytes: Buffer) => bytes;

/** A stream of grpc-js and all that it was told. */
function open(peer: grpc.Client, headers: Record<string, string> = {}) {
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  const stream = peer.makeBidiStreamRequest(PATH, same, same, metadata);
  const seen = { metadata: "", messages: [] as string[], code: -1 };
  stream.on("metadata", (given: grpc.Metadata) => {
    seen.metadata = String(given.get("node_id")[0]);
  });
  stream.on("data", (message: Buffer) => seen.messages.push(message.toString()));
  stream.on("status", ({ code }) => {
    seen.code = code;
  });
  stream.on("error", () => {});
  return { stream, seen };
}

describe("a stream of a grpc-js client", () => {
  test("gets our metadata at once, messages both ways, and an orderly end", async () => {
    const { server, peer } = start();
    const served: ServedStream[] = [];
    let ended = 0;
    server.handleStream(PATH, { node_id: "00" }, (stream) => {
      served.push(stream);
      return {
        onMessage: (body) => stream.send(Buffer.concat([Buffer.from("echo "), body])),
        onEnd: () => {
          ended += 1;
        },
      };
    });
    const { stream, seen } = open(peer, { node_id: "ab" });
    await expect.poll(() => seen.metadata).toBe("00");
    expect(served[0]?.metadata["node_id"]).toBe("ab");
    stream.write(Buffer.from("one"));
    stream.write(Buffer.from("two"));
    await expect.poll(() => seen.messages).toEqual(["echo one", "echo two"]);
    served[0]?.send(Buffer.from("last"));
    served[0]?.end();
    await expect.poll(() => seen.code).toBe(grpc.status.OK);
    expect(seen.messages.at(-1)).toBe("last");
    await expect.poll(() => ended).toBe(1);
    served[0]?.send(Buffer.from("void"));
  });

  test("ends at ours when the client goes, and at the client's when ours does", async () => {
    const { server, peer } = start();
    let ended = 0;
    let opened = 0;
    server.handleStream(PATH, {}, () => {
      opened += 1;
      return {
        onMessage: () => {},
        onEnd: () => {
          ended += 1;
        },
      };
    });
    const first = open(peer);
    await expect.poll(() => opened).toBe(1);
    first.stream.cancel();
    await expect.poll(() => ended).toBe(1);
    const second = open(peer);
    await expect.poll(() => opened).toBe(2);
    await server.close();
    await expect.poll(() => second.seen.code).toBeGreaterThan(0);
    expect(ended).toBe(2);
  });

  test("is ended when the handler throws, and refused when it was meant for another cluster", async () => {
    const errors: unknown[] = [];
    const { server, peer } = start({ onHandlerError: (error) => errors.push(error) });
    const bug = new Error("bug");
    server.handleStream(PATH, {}, () => {
      throw bug;
    });
    const { seen } = open(peer);
    await expect.poll(() => seen.code).toBe(grpc.status.OK);
    expect(errors).toEqual([bug]);
    const other = open(peer, { ray_cluster_id: "c2" });
    await expect.poll(() => other.seen.code).toBe(grpc.status.UNAUTHENTICATED);
    expect(errors).toHaveLength(1);
  });
});
