import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { idBytes, ObjectId } from "../../../src/ids/index.js";
import { decode, rpc } from "../../../src/wire/index.js";
import { CoreWorker, type CoreWorkerParts } from "../../../src/worker/core-worker.js";
import { LongPollPublisher } from "../../../src/worker/long-poll-publisher.js";
import { Owner, own, worker } from "./owner.js";

describe("an owner whose object a worker has kept", () => {
  let owner: Owner;
  let core: CoreWorker;
  /** The worker's. */
  let publisher: LongPollPublisher;
  let watched: Set<ObjectId>;

  beforeEach(() => {
    owner = new Owner();
    core = new CoreWorker({
      context: owner.context,
      rpcClient: { close: () => undefined },
      server: { handle: () => undefined, close: async () => undefined },
      control: {},
      subscribers: [],
      plasma: { close: () => undefined },
      ids: owner.ids,
      onExit: null,
      onWaiting: () => undefined,
    } as unknown as CoreWorkerParts);
    publisher = new LongPollPublisher();
    watched = new Set();
    owner.answer(rpc.CoreWorkerService.pubsubCommandBatch, ({ commands }) => {
      for (const { subscribeMessage, keyId } of commands) {
        if (subscribeMessage !== null) watched.add(ObjectId.fromBytes(keyId));
      }
      return {};
    });
    owner.answer(rpc.CoreWorkerService.pubsubLongPolling, async (request) =>
      decode(rpc.PubsubLongPollingReply, await publisher.poll(request).reply),
    );
  });
  afterEach(() => publisher.close());

  const has = (objectId: ObjectId) => core.objects.references.has(objectId);
  /** The worker says that it has kept it. */
  const keep = async (objectId: ObjectId) => {
    core.objects.apply({ type: "borrowed", objectId, borrower: worker });
    await vi.waitFor(() => expect(watched).toContain(objectId));
  };
  /** The worker says that it has it no more. */
  const drop = (objectId: ObjectId) => {
    watched.delete(objectId);
    publisher.publish(own.workerId, {
      channelType: rpc.ChannelType.WORKER_REF_REMOVED_CHANNEL,
      keyId: idBytes(objectId),
      workerRefRemovedMessage: {},
    });
  };

  it("frees it when the worker has dropped it", async () => {
    const ref = core.objects.own(owner.ids.nextPut());
    await keep(ref.id);
    ref.release();
    expect(has(ref.id)).toBe(true);
    drop(ref.id);
    await vi.waitFor(() => expect(has(ref.id)).toBe(false));
  });

  it("keeps it for a worker that takes it again after it had dropped all it had", async () => {
    const [ref, other] = [core.objects.own(owner.ids.nextPut()), core.objects.own(owner.ids.nextPut())];
    const applied = vi.spyOn(core.objects, "apply");
    await keep(ref.id);
    drop(ref.id);
    const gone = { type: "borrowerGone", objectId: ref.id, workerId: worker.workerId };
    await vi.waitFor(() => expect(applied).toHaveBeenCalledWith(gone));
    await keep(ref.id);
    await keep(other.id);
    ref.release();
    other.release();
    drop(other.id);
    await vi.waitFor(() => expect(has(other.id)).toBe(false));
    expect(has(ref.id)).toBe(true);
    drop(ref.id);
    await vi.waitFor(() => expect(has(ref.id)).toBe(false));
  });

  it("frees it when the worker cannot be reached any more", async () => {
    vi.useFakeTimers();
    try {
      const refuse = () => Promise.reject(new Error("refused"));
      owner.answer(rpc.CoreWorkerService.pubsubCommandBatch, refuse);
      owner.answer(rpc.CoreWorkerService.pubsubLongPolling, refuse);
      const ref = core.objects.own(owner.ids.nextPut());
      core.objects.apply({ type: "borrowed", objectId: ref.id, borrower: worker });
      ref.release();
      await vi.advanceTimersByTimeAsync(10);
      expect(has(ref.id)).toBe(true);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(has(ref.id)).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });
});
