import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { RpcClient, RpcServer } from "../../../src/native/rpc.js";

/** Pings the server once it is told to, and counts the answer in `shared`. */
const PEER = `
const { parentPort, workerData } = require("node:worker_threads");
const session = require("node:http2").connect("http://" + workerData.address);
session.on("connect", () => parentPort.postMessage("connected"));
parentPort.on("message", () => session.ping(() => {
  Atomics.store(workerData.shared, 0, 1);
  Atomics.notify(workerData.shared, 0);
}));
`;

test("a peer's ping is answered while the event loop is busy with a user's code", async () => {
  const server = RpcServer.start({ host: "127.0.0.1", port: 0, authToken: null });
  const client = RpcClient.start({ authToken: null, standIn: true });
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const peer = new Worker(PEER, { eval: true, workerData: { address: `127.0.0.1:${server.port}`, shared } });
  try {
    await new Promise((resolve) => peer.once("message", resolve));
    peer.postMessage("ping");
    // The loop does not turn until it is answered, or for too long.
    expect(Atomics.wait(shared, 0, 0, 20_000)).not.toBe("timed-out");
  } finally {
    await peer.terminate();
    client.close();
    await server.close();
  }
});
