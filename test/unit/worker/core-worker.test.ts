import { describe, expect, it, vi } from "vitest";
import { objectIdOfTask, TaskId } from "../../../src/ids/index.js";
import { rpc } from "../../../src/wire/index.js";
import { CoreWorker, type CoreWorkerParts } from "../../../src/worker/core-worker.js";
import { Owner, worker } from "./owner.js";

function coreWorker() {
  const owner = new Owner();
  const core = new CoreWorker({
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
  return { owner, core };
}

describe("CoreWorker", () => {
  it("has a task cancelled by the one who submitted it, where that is another process", async () => {
    const { owner, core } = coreWorker();
    const asked = vi.fn(() => ({}));
    owner.answer(rpc.CoreWorkerService.requestOwnerToCancelTask, asked);
    const objectId = objectIdOfTask(TaskId.fromHex("0b".repeat(24)), 1);
    const ref = core.objects.borrow(objectId, worker, null);
    core.cancel(ref, true);
    await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce());
    expect(asked).toHaveBeenCalledWith(
      expect.objectContaining({ remoteObjectId: Buffer.from(objectId, "hex"), forceKill: true, recursive: true }),
      `${worker.ip}:${worker.port}`,
    );
  });

  it("keeps no news for the raylet of a node that has died", async () => {
    const { owner, core } = coreWorker();
    const poll = {
      subscriberId: Buffer.from(worker.nodeId, "hex"),
      maxProcessedSequenceId: 0,
      publisherId: Buffer.alloc(28),
    };
    const answered = vi.fn();
    const ref = core.objects.own(owner.ids.nextPut());
    core.objects.apply({ type: "subscribe", objectId: ref.id, subscriber: worker.nodeId });
    void core.objects.publisher.poll(poll).reply.then(answered);
    await vi.waitFor(() => expect(answered).toHaveBeenCalledOnce());
    core.nodeDied(worker.nodeId);
    ref.release();
    void core.objects.publisher.poll(poll).reply.then(answered);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(answered).toHaveBeenCalledOnce();
  });

  it("ends although the head does not answer, and what is left of it can be let go of", async () => {
    const { owner, core } = coreWorker();
    Object.assign(owner.context.events, { close: () => new Promise(() => undefined) });
    Object.assign(owner.context.raylet, { disconnect: async () => undefined });
    Object.assign(owner.context.gcs, { close: () => undefined });
    vi.useFakeTimers();
    try {
      const ended = core.shutdown();
      await vi.advanceTimersByTimeAsync(1_000);
      await ended;
    } finally {
      vi.useRealTimers();
    }
    const ref = core.objects.borrow(objectIdOfTask(TaskId.fromHex("0b".repeat(24)), 1), worker, null);
    expect(() => core.cancel(ref, false)).not.toThrow();
  });
});
