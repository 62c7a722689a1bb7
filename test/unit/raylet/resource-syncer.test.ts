import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { RpcStreamOptions } from "../../../src/native/rpc.js";
import { GrpcCode, RpcError } from "../../../src/native/rpc.js";
import { ResourceSyncer } from "../../../src/raylet/resource-syncer.js";
import { decode, encode, type Init, syncer } from "../../../src/wire/index.js";

const { RESOURCE_VIEW, COMMANDS } = syncer.MessageType;
const self = Buffer.alloc(28, 1);
const other = Buffer.alloc(28, 2);

/** One stream of the head, with what came up on it. */
interface Stream {
  readonly address: string;
  readonly options: RpcStreamOptions;
  readonly sent: syncer.RaySyncMessage[];
  isCancelled: boolean;
}

describe("ResourceSyncer", () => {
  let streams: Stream[];
  let version: number;
  let views: string[];
  let collections: number;
  let warnings: string[];
  let client: ResourceSyncer;

  const last = () => streams.at(-1) as Stream;
  const down = (...messages: Init<syncer.RaySyncMessage>[]) =>
    last().options.onMessage(encode(syncer.RaySyncMessageBatch, { messages }));
  const view = (nodeId: Buffer, ofVersion: number, cpus: number) => ({
    nodeId,
    version: ofVersion,
    messageType: RESOURCE_VIEW,
    syncMessage: encode(syncer.ResourceViewSyncMessage, { resourcesTotal: { CPU: cpus } }),
  });
  const collect = (nodeId: Buffer, ofVersion: number) => ({
    nodeId,
    version: ofVersion,
    messageType: COMMANDS,
    syncMessage: encode(syncer.CommandsSyncMessage, { shouldGlobalGc: true }),
  });

  beforeEach(() => {
    vi.useFakeTimers();
    [streams, version, views, collections, warnings] = [[], 0, [], 0, []];
    const silent = () => {};
    client = new ResourceSyncer({
      rpc: {
        openStream(address, path, options) {
          expect(path).toBe("/ray.rpc.syncer.RaySyncer/StartSync");
          const stream: Stream = { address, options, sent: [], isCancelled: false };
          streams.push(stream);
          return {
            send: (bytes) => void stream.sent.push(...decode(syncer.RaySyncMessageBatch, bytes).messages),
            end: silent,
            cancel: () => {
              stream.isCancelled = true;
            },
          };
        },
      },
      gcsAddress: "192.0.2.1:6379",
      nodeId: self.toString("hex"),
      nodeIdBytes: self,
      metadata: { ray_cluster_id: "ab" },
      snapshot: () => ({
        version,
        encode: () => encode(syncer.ResourceViewSyncMessage, { resourcesAvailable: { CPU: version } }),
      }),
      periodMs: 100,
      onRemoteView: (nodeId, message) => void views.push(`${nodeId[0]}: ${message.resourcesTotal["CPU"]}`),
      onGlobalGc: () => {
        collections++;
      },
      log: { debug: silent, info: silent, error: silent, fatal: silent, warning: (text) => void warnings.push(text) },
    });
    client.start();
  });
  afterEach(() => {
    client.stop();
    vi.useRealTimers();
  });

  test("introduces itself and sends its view at once, then only when that changed", () => {
    expect(last().address).toBe("192.0.2.1:6379");
    expect(last().options.metadata).toEqual({ ray_cluster_id: "ab", node_id: self.toString("hex") });
    vi.advanceTimersByTime(1_000);
    expect(last().sent.map((message) => message.version)).toEqual([0]);
    version = 3;
    client.viewMayHaveChanged();
    vi.advanceTimersByTime(1);
    expect(
      last().sent.map((message) => message.version),
      "the first change is told at once",
    ).toEqual([0, 3]);
    version = 4;
    client.viewMayHaveChanged();
    vi.advanceTimersByTime(98);
    version = 5;
    client.viewMayHaveChanged();
    expect(last().sent, "the next ones once in a period").toHaveLength(2);
    vi.advanceTimersByTime(2);
    client.viewMayHaveChanged();
    vi.advanceTimersByTime(1_000);
    expect(last().sent.map((message) => message.version)).toEqual([0, 3, 5]);
    const message = last().sent[2] as syncer.RaySyncMessage;
    expect(Buffer.from(message.nodeId)).toEqual(self);
    expect(message.messageType).toBe(RESOURCE_VIEW);
    expect(decode(syncer.ResourceViewSyncMessage, message.syncMessage).resourcesAvailable).toEqual({ CPU: 5 });
  });

  test("takes in others' views in the order of their versions, for each node and kind of message", () => {
    down(view(other, 3, 8), view(other, 2, 4), view(other, 3, 9));
    down(view(Buffer.alloc(28, 3), 1, 2), collect(other, 1), collect(other, 1));
    expect(views).toEqual(["2: 8", "3: 2"]);
    expect(collections).toBe(1);
  });

  test("opens a broken stream again and tells everything anew", () => {
    last().options.onEnd(new RpcError(GrpcCode.UNAVAILABLE, "gone"));
    expect(warnings.join()).toMatch(/ended \(gone\); opening it again/);
    version = 1;
    vi.advanceTimersByTime(500);
    expect(streams, "not at once").toHaveLength(1);
    vi.advanceTimersByTime(500);
    expect(streams).toHaveLength(2);
    expect(last().sent.map((message) => message.version)).toEqual([1]);
  });

  test("asks all nodes for garbage collection", () => {
    client.broadcastGlobalGc(7);
    const message = last().sent.at(-1) as syncer.RaySyncMessage;
    expect(message).toMatchObject({ version: 7, messageType: COMMANDS });
    expect(decode(syncer.CommandsSyncMessage, message.syncMessage).shouldGlobalGc).toBe(true);
  });

  test("stays away after stop", () => {
    const stream = last();
    client.stop();
    expect(stream.isCancelled).toBe(true);
    version = 1;
    stream.options.onEnd(new RpcError(GrpcCode.CANCELLED, "cancelled"));
    vi.advanceTimersByTime(10_000);
    expect(streams).toHaveLength(1);
    expect(stream.sent).toHaveLength(1);
  });
});
