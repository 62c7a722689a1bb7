import { describe, expect, it, vi } from "vitest";
import { idBytes, objectIdOfTask, TaskId, taskIdOfObject } from "../../../src/ids/index.js";
import { decode, encode, type Init, rpc } from "../../../src/wire/index.js";
import { addressMessage } from "../../../src/worker/context.js";
import { failureOf } from "../../../src/worker/executor/exceptions.js";
import type { ObjectRef } from "../../../src/worker/object-ref.js";
import { Stream } from "../../../src/worker/stream.js";
import { TaskShell } from "../../../src/worker/task-shell.js";
import type { TaskOptions } from "../../../src/worker/task-spec.js";
import { type SerializedValue, serialize } from "../../../src/worker/xlang.js";
import { noArguments, Owner, worker } from "./owner.js";

const objectOf = (id: string, { metadata, data }: SerializedValue): Init<rpc.ReturnObject> => ({
  objectId: Buffer.from(id, "hex"),
  metadata,
  data: Buffer.concat(data),
});

function shell() {
  const owner: Owner = new Owner({
    onFreed: (objectId) => tasks.freed(objectId),
    onLost: (objectId) => expect(tasks.recover(objectId)).toBe(true),
  });
  const tasks: TaskShell = new TaskShell(owner.context, owner.objects, owner.ids);
  const stream = () => {
    const items = new Stream();
    const [ref] = tasks.submit(owner.template(), noArguments, 1, items);
    return { items, ref: ref as ObjectRef };
  };
  const { request } = rpc.CoreWorkerService.reportGeneratorItemReturns;
  const yields = (ref: ObjectRef, index: number, value: unknown) => {
    const item = objectOf(objectIdOfTask(taskIdOfObject(ref.id), index + 2), serialize(value));
    const report = { generatorId: idBytes(ref.id), workerAddr: addressMessage(worker), returnedObjects: [item] };
    return tasks.streamed(decode(request, encode(request, report)));
  };
  return { owner, tasks, stream, yields };
}

describe("TaskShell", () => {
  it("throws from a stream what its task failed with before it could yield", async () => {
    const { owner, stream } = shell();
    owner.grant(({ taskSpec }) => {
      const taskId = TaskId.fromBytes(taskSpec?.taskId as Uint8Array);
      return {
        returnObjects: [objectOf(objectIdOfTask(taskId, 1), failureOf(new RangeError("no such module")))],
        isApplicationError: true,
      };
    });
    const { items } = stream();
    await expect(items.next()).rejects.toThrow("RangeError: no such module");
  });

  it("ends streams that somebody waits for when it is closed", async () => {
    const { owner, tasks, stream, yields } = shell();
    owner.grant(() => new Promise(() => undefined));
    const { items, ref } = stream();
    const [first, second] = [items.next(), items.next()];
    await vi.waitFor(() => expect(owner.calls).toContain("PushTask"));
    yields(ref, 0, "there");
    expect((await first)?.ref).toBeDefined();
    tasks.close(new Error("the raylet is gone"));
    await expect(second).rejects.toThrow("the raylet is gone");
  });

  it("keeps nothing of what a generator yields that nobody can take", async () => {
    const { owner, stream, yields } = shell();
    owner.grant(() => new Promise(() => undefined));
    const { ref } = stream();
    await vi.waitFor(() => expect(owner.calls).toContain("PushTask"));
    yields(ref, 0, "early");
    expect(owner.objects.references.owned).toBe(2);
    // As when it is collected with the stream that has it.
    ref.release();
    yields(ref, 1, "late");
    expect(owner.objects.references.owned).toBe(0);
  });

  describe("of a task that runs again for a result that was lost", () => {
    const stored = (id: ObjectRef["id"]): Init<rpc.ReturnObject> => ({
      objectId: idBytes(id),
      inPlasma: true,
      size: 200_000,
    });
    /** Its second result is in the store; the first is the number of the try. */
    const pair = async (options: TaskOptions) => {
      const { owner, tasks } = shell();
      let tries = 0;
      owner.grant(({ taskSpec }) => {
        tries += 1;
        const taskId = TaskId.fromBytes(taskSpec?.taskId as Uint8Array);
        const first = objectOf(objectIdOfTask(taskId, 1), serialize(tries));
        return { returnObjects: [first, stored(objectIdOfTask(taskId, 2))] };
      });
      const [first, second] = tasks.submit(owner.template(options), noArguments, 2) as [ObjectRef, ObjectRef];
      expect(await first).toBe(1);
      expect(owner.objects.table.state(second.id)?.kind).toBe("stored");
      owner.objects.apply({ type: "nodeDied", nodeId: worker.nodeId });
      return { owner, tasks, first, second };
    };

    it("keeps the other results, whatever the second run returns", async () => {
      const { owner, first, second } = await pair({ maxRetries: 1 });
      expect(owner.objects.table.state(second.id)?.kind).toBe("pending");
      expect(await first).toBe(1);
      await vi.waitFor(() => expect(owner.objects.table.state(second.id)?.kind).toBe("stored"));
      expect(await first).toBe(1);
    });

    it("fails that result alone when it may not run again", async () => {
      const { first, second } = await pair({ maxRetries: 0 });
      await expect(second.then()).rejects.toThrow("its task ran 1 times, as often as maxRetries allows");
      expect(await first).toBe(1);
    });

    it("fails items that its generator does not yield again", async () => {
      const { owner, stream, tasks } = shell();
      let tries = 0;
      owner.grant(({ taskSpec }) => {
        tries += 1;
        const taskId = TaskId.fromBytes(taskSpec?.taskId as Uint8Array);
        const ids = tries === 1 ? [2, 3].map((index) => objectIdOfTask(taskId, index)) : [objectIdOfTask(taskId, 2)];
        const report = {
          generatorId: idBytes(objectIdOfTask(taskId, 1)),
          workerAddr: addressMessage(worker),
          returnedObjects: ids.map(stored),
        };
        const { request } = rpc.CoreWorkerService.reportGeneratorItemReturns;
        tasks.streamed(decode(request, encode(request, report)));
        return {
          returnObjects: [objectOf(objectIdOfTask(taskId, 1), serialize(null))],
          streamingGeneratorReturnIds: ids.map((id) => ({ objectId: idBytes(id), isPlasmaObject: true })),
        };
      });
      const { items } = stream();
      const [first, second] = [await items.next(), await items.next()];
      expect(await items.next()).toBe(null);
      owner.objects.apply({ type: "nodeDied", nodeId: worker.nodeId });
      await expect(second?.ref.then()).rejects.toThrow("its generator did not yield it again");
      expect(owner.objects.table.state(first?.ref.id as ObjectRef["id"])?.kind).toBe("stored");
    });
  });
});
