import { afterEach, expect, it } from "vitest";
import { GrpcCode, RpcClient, RpcError, RpcServer } from "../../../src/native/rpc.js";
import { Metrics } from "../../../src/raylet/metrics.js";
import { encodeCounters, exportMetricsPath } from "../../../src/wire/otlp.js";

const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

const counter = { name: "kills", description: "how many" };
const nowMs = 1_000;

/** An agent that answers as told, and a node's metrics for it. */
function agentAnswering(answer: () => Uint8Array): { metrics: Metrics; said: Buffer[]; warnings: string[] } {
  const said: Buffer[] = [];
  const warnings: string[] = [];
  const server = RpcServer.start(
    { host: "127.0.0.1", port: 0, authToken: null },
    { onHandlerError: () => {}, onBadConnection: () => {} },
  );
  server.handle(exportMetricsPath, async (body) => {
    said.push(Buffer.from(body));
    return answer();
  });
  const rpc = RpcClient.start({ authToken: null });
  const log = { debug() {}, info() {}, error() {}, fatal() {}, warning: (text: string) => void warnings.push(text) };
  const metrics = new Metrics({ rpc, log, tags: { Component: "raylet" }, intervalMs: 20, now: () => nowMs });
  metrics.start(`127.0.0.1:${server.port}`);
  open.push(server, rpc, { close: () => metrics.stop() });
  return { metrics, said, warnings };
}

const bodyOf = (...points: [string, number][]) =>
  encodeCounters(
    [
      {
        ...counter,
        points: points.map(([name, increase]) => ({
          tags: new Map([
            ["Component", "raylet"],
            ["Name", name],
          ]),
          increase,
        })),
      },
    ],
    nowMs,
  );

it("tells what was counted since, by series", async () => {
  const { metrics, said } = agentAnswering(() => new Uint8Array());
  metrics.count(counter, { Name: "a" });
  metrics.count(counter, { Name: "b" });
  metrics.count(counter, { Name: "a" });
  await expect.poll(() => said.length).toBe(1);
  metrics.count(counter, { Name: "a" });
  await expect.poll(() => said.length).toBe(2);
  expect(said).toEqual([Buffer.from(bodyOf(["a", 2], ["b", 1])), Buffer.from(bodyOf(["a", 1]))]);
});

it("tells again what an agent did not take, with what was counted meanwhile", async () => {
  const { metrics, said, warnings } = agentAnswering(() => {
    if (said.length === 1) metrics.count(counter, { Name: "a" });
    if (said.length < 3) throw new RpcError(GrpcCode.UNAVAILABLE, "busy");
    return new Uint8Array();
  });
  metrics.count(counter, { Name: "a" });
  await expect.poll(() => said.length).toBe(3);
  expect(said).toEqual([1, 2, 2].map((increase) => Buffer.from(bodyOf(["a", increase]))));
  expect(warnings).toHaveLength(1);
});

it("gives up on an agent that has no metrics", async () => {
  const { metrics, said, warnings } = agentAnswering(() => {
    throw new RpcError(GrpcCode.UNIMPLEMENTED, "no such service");
  });
  metrics.count(counter, { Name: "a" });
  await expect.poll(() => warnings.length).toBe(1);
  metrics.count(counter, { Name: "a" });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(said).toHaveLength(1);
});
