import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ObjectEvent, OwnerAddress } from "../../../src/core/objects/types.js";
import { GrpcCode, RpcError } from "../../../src/native/rpc.js";
import { OwnerClient } from "../../../src/raylet/owner-client.js";
import type { RpcCaller } from "../../../src/runtime/gcs-client.js";
import type { Logger } from "../../../src/runtime/logger.js";
import { decode, encode, rpc } from "../../../src/wire/index.js";
import { FakePublisher } from "./fake-publisher.js";

const nodeId = "11".repeat(28);
const owner: OwnerAddress = { nodeId, ip: "127.0.0.1", port: 5, workerId: "22".repeat(28) };
const ownerId = owner.workerId;
const objectId = "33".repeat(28);
const silent: Logger = { debug() {}, info() {}, warning() {}, error() {}, fatal() {} };

/** An owner process that speaks bytes. */
class FakeOwner implements RpcCaller {
  readonly publisher = new FakePublisher();
  readonly batches: rpc.UpdateObjectLocationBatchRequest[] = [];
  error: RpcError | null = null;

  async call(address: string, path: string, body: Uint8Array): Promise<Buffer> {
    expect(address).toBe("127.0.0.1:5");
    if (this.error !== null) throw this.error;
    const { updateObjectLocationBatch, pubsubLongPolling, pubsubCommandBatch } = rpc.CoreWorkerService;
    switch (path) {
      case updateObjectLocationBatch.path:
        this.batches.push(decode(updateObjectLocationBatch.request, body));
        return encode(updateObjectLocationBatch.reply, {});
      case pubsubLongPolling.path: {
        const reply = await this.publisher.poll(decode(pubsubLongPolling.request, body));
        return encode(pubsubLongPolling.reply, reply);
      }
      case pubsubCommandBatch.path: {
        const request = decode(pubsubCommandBatch.request, body);
        expect(Buffer.from(request.subscriberId).toString("hex")).toBe(nodeId);
        await this.publisher.command(request.subscriberId, request.commands);
        this.lastCommand = request.commands.at(-1) ?? null;
        return encode(pubsubCommandBatch.reply, {});
      }
    }
    throw new RpcError(GrpcCode.UNIMPLEMENTED, path);
  }
  lastCommand: rpc.Command | null = null;
}

describe("OwnerClient", () => {
  let process: FakeOwner;
  let events: ObjectEvent[];
  let isDead: boolean;
  let client: OwnerClient;

  beforeEach(() => {
    process = new FakeOwner();
    events = [];
    isDead = false;
    client = new OwnerClient({
      client: process,
      nodeId,
      onEvent: (event) => events.push(event),
      spillsToThisNode: true,
      isOwnerDead: () => Promise.resolve(isDead),
      logger: silent,
      retryMs: 1,
      retryMaxMs: 2,
    });
  });
  afterEach(() => client.close());

  const added = { type: "sendLocations", owner, updates: [{ objectId, location: "added" }] } as const;

  test("tells locations and reports the answer", async () => {
    client.perform({ ...added, updates: [...added.updates, { objectId: "44".repeat(28), location: "removed" }] });
    await vi.waitFor(() => expect(events).toEqual([{ type: "locationsSent", ownerId }]));
    const batch = process.batches[0];
    expect(Buffer.from(batch?.intendedWorkerId ?? []).toString("hex")).toBe(ownerId);
    expect(Buffer.from(batch?.nodeId ?? []).toString("hex")).toBe(nodeId);
    expect(batch?.objectLocationUpdates.map((update) => update.plasmaLocationUpdate)).toEqual([
      rpc.ObjectPlasmaLocationUpdate.ADDED,
      rpc.ObjectPlasmaLocationUpdate.REMOVED,
    ]);
  });

  test("subscribes at the owner and hands on what it says", async () => {
    client.perform({ type: "subscribeLocations", owner, objectId });
    await vi.waitFor(() => expect(process.lastCommand).not.toBe(null));
    const details = process.lastCommand?.subscribeMessage?.workerObjectLocationsMessage;
    expect(Buffer.from(details?.intendedWorkerId ?? []).toString("hex")).toBe(ownerId);
    expect(Buffer.from(details?.objectId ?? []).toString("hex")).toBe(objectId);
    const keyId = Buffer.from(objectId, "hex");
    process.publisher.publish(rpc.ChannelType.WORKER_OBJECT_LOCATIONS_CHANNEL, keyId, {
      workerObjectLocationsMessage: { nodeIds: [Buffer.from(nodeId, "hex")], objectSize: 7, pendingCreation: true },
    });
    await vi.waitFor(() => expect(events).toHaveLength(1));
    expect(events[0]).toEqual({
      type: "ownerMessage",
      ownerId,
      objectId,
      word: {
        nodeIds: [nodeId],
        objectSize: 7,
        spilledUrl: "",
        spilledNodeId: null,
        refRemoved: false,
        pendingCreation: true,
        didSpill: false,
      },
    });
  });

  test("silence is unreachable, and reachable when it ends", async () => {
    process.error = new RpcError(GrpcCode.UNAVAILABLE, "refused");
    client.perform({ type: "subscribeLocations", owner, objectId });
    const reason = "127.0.0.1:5: UNAVAILABLE refused";
    await vi.waitFor(() => expect(events).toContainEqual({ type: "ownerUnreachable", ownerId, reason }));
    process.error = null;
    await vi.waitFor(() => expect(events.at(-1)).toEqual({ type: "ownerReachable", ownerId }));
    expect(process.publisher.subscribed.size).toBe(1);
  });

  test("a failed batch is reported; an owner whose process is gone is dead", async () => {
    process.error = new RpcError(GrpcCode.UNAVAILABLE, "refused");
    client.perform(added);
    await vi.waitFor(() => expect(events.map((event) => event.type)).toEqual(["locationsFailed", "ownerUnreachable"]));
    isDead = true;
    client.perform(added);
    await vi.waitFor(() => expect(events.at(-1)).toMatchObject({ type: "ownerDied", ownerId }));
  });

  test("another worker at the owner's address means the owner is dead", async () => {
    process.error = new RpcError(GrpcCode.ABORTED, "Invalid");
    client.perform(added);
    await vi.waitFor(() => expect(events.at(-1)).toMatchObject({ type: "ownerDied", ownerId }));
  });

  test("a dropped owner is not heard of again", async () => {
    client.perform(added);
    client.perform({ type: "dropOwner", ownerId });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(events).toEqual([]);
  });
});
