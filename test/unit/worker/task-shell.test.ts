import { describe, expect, it, vi } from "vitest";
import { idBytes, objectIdOfTask, TaskId, taskIdOfObject } from "../../../src/ids/index.js";
import { decode, encode, type Init, rpc } from "../../../src/wire/index.js";
import { addressMessage } from "../../../src/worker/context.js";
import { failureOf } from "../../../src/worker/executor/exceptions.js";
import type { ObjectRef } from "../../../src/worker/object-ref.js";
import { Stream } from "../../../src/worker/stream.js";
import { TaskShell } from "../../../src/worker/task-shell.js";
import { type SerializedValue, serialize } from "../../../src/worker/xlang.js";
import { noArguments, Owner, worker } from "./owner.js";

const objectOf = (id: string, { metadata, data }: SerializedValue): Init<rpc.ReturnObject> => ({
  objectId: Buffer.from(id, "hex"),
  metadata,
  data: Buffer.concat(data),
});

function shell() {
  const owner: Owner = new Owner({ onFreed: (objectId) => tasks.freed(objectId) });
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
});
