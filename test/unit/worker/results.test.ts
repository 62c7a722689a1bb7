import { describe, expect, it, vi } from "vitest";
import { idBytes, TaskId } from "../../../src/ids/index.js";
import { type PlasmaClient, PlasmaError } from "../../../src/native/plasma-client.js";
import { decode, encode, rpc } from "../../../src/wire/index.js";
import { addressMessage } from "../../../src/worker/context.js";
import { Values } from "../../../src/worker/executor/values.js";
import { serialize } from "../../../src/worker/xlang.js";
import { Owner, worker } from "./owner.js";

const exists = new PlasmaError("exists", "it is there");

describe("a large result of a task that is tried again", () => {
  const tried = (put: PlasmaClient["put"], pinned: () => boolean) => {
    const owner = new Owner();
    owner.answer(rpc.NodeManagerService.pinObjectIDs, () => ({ successes: [pinned()] }));
    const values = new Values(owner.context, { put } as PlasmaClient, () => owner.objects);
    const spec = { taskId: idBytes(TaskId.fromHex("0c".repeat(24))), callerAddress: addressMessage(worker) };
    const whole = decode(rpc.TaskSpec, encode(rpc.TaskSpec, spec));
    return values.returnOf(whole, 1, serialize(new Uint8Array(200_000)));
  };

  it("is the one that an earlier try has left in the node's store", async () => {
    const put = vi.fn(() => {
      throw exists;
    });
    expect(await tried(put, () => true)).toMatchObject({ inPlasma: true, size: 200_003 });
    expect(put).toHaveBeenCalledOnce();
  });

  it("is put once that is gone, if it is going", async () => {
    const release = vi.fn();
    const put = vi
      .fn<PlasmaClient["put"]>()
      .mockImplementationOnce(() => {
        throw exists;
      })
      .mockReturnValue({ sizeBytes: 200_000, release });
    expect(await tried(put, () => put.mock.calls.length > 1)).toMatchObject({ inPlasma: true });
    expect(put).toHaveBeenCalledTimes(2);
    expect(release).toHaveBeenCalledOnce();
  });

  it("fails where the store refuses it for another reason", async () => {
    const full = new PlasmaError("full", "no room");
    await expect(
      tried(
        () => Promise.reject(full),
        () => true,
      ),
    ).rejects.toBe(full);
  });
});
