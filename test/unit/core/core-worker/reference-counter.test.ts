import { describe, expect, it } from "vitest";
import {
  ReferenceCounter,
  type ReferenceEffect,
  type ReferenceEvent,
} from "../../../../src/core/core-worker/reference-counter.js";
import { NodeId, ObjectId, WorkerId } from "../../../../src/ids/index.js";

const objectId = ObjectId.fromHex("01".repeat(28));
const here = NodeId.fromHex("aa".repeat(28));
const there = NodeId.fromHex("bb".repeat(28));
const borrower = { nodeId: here, ip: "127.0.0.1", port: 9, workerId: WorkerId.fromHex("cc".repeat(28)) };

function counter() {
  const references = new ReferenceCounter();
  return {
    references,
    on(...events: ReferenceEvent[]): ReferenceEffect[] {
      const effects = events.flatMap((event) => references.handle(event));
      references.validate();
      return effects;
    },
  };
}

const is = (type: "own" | "addLocal" | "removeLocal" | "addUse" | "removeUse" | "inline" | "pending") => ({
  type,
  objectId,
});
const stored = (nodeId = here): ReferenceEvent => ({ type: "stored", objectId, nodeId, sizeBytes: 7 });

describe("ReferenceCounter", () => {
  it("frees an object when the last handle, use and borrower are gone, wherever its copies are", () => {
    const { on, references } = counter();
    expect(on(is("own"), is("addLocal"), stored(), is("addUse"), is("removeLocal"))).toEqual([]);
    expect(on({ type: "copyAdded", objectId, nodeId: there })).toEqual([]);
    expect(on({ type: "borrowed", objectId, borrower }, { type: "borrowed", objectId, borrower })).toEqual([
      { type: "watchBorrower", objectId, borrower },
    ]);
    expect(on(is("removeUse"))).toEqual([]);
    expect(on({ type: "borrowerGone", objectId, workerId: borrower.workerId })).toEqual([
      { type: "free", objectId, nodes: [here, there] },
    ]);
    expect(references.size).toBe(0);
  });

  it("frees at once what was stored for nobody", () => {
    const { on } = counter();
    on(is("own"), is("addLocal"), is("removeLocal"));
    expect(on(stored())).toEqual([{ type: "free", objectId, nodes: [here] }]);
  });

  it("tells subscribers at once, at every change, and when there is no such object", () => {
    const { on, references } = counter();
    const publish = { type: "publish", objectId, subscriber: "s" };
    const subscribe: ReferenceEvent = { type: "subscribe", objectId, subscriber: "s" };
    expect(on(subscribe)).toEqual([publish]);
    expect(references.locations(objectId).isGone).toBe(true);
    on(is("own"), is("addLocal"));
    expect(on(subscribe)).toEqual([publish]);
    expect(references.locations(objectId)).toMatchObject({ isPending: true, isGone: false });
    expect(on(stored())).toEqual([publish]);
    expect(on({ type: "spilled", objectId, nodeId: here, url: "file" })).toEqual([publish]);
    expect(references.locations(objectId)).toEqual({
      nodes: [here],
      sizeBytes: 7,
      spilledUrl: "file",
      spilledNodeId: here,
      isPending: false,
      isGone: false,
    });
    expect(on(is("removeLocal"))).toEqual([{ type: "free", objectId, nodes: [here] }, publish]);
    on(is("own"), is("addLocal"), subscribe, { type: "subscriberGone", subscriber: "s" });
    expect(on(stored())).toEqual([]);
  });

  it("says that a stored object is lost with its last copy, and not before", () => {
    const { on } = counter();
    on(is("own"), is("addLocal"), stored(), { type: "copyAdded", objectId, nodeId: there });
    expect(on({ type: "nodeDied", nodeId: here })).toEqual([]);
    expect(on({ type: "copyRemoved", objectId, nodeId: there })).toEqual([{ type: "lost", objectId }]);
    on(is("pending"), stored(there), { type: "spilled", objectId, nodeId: there, url: "file" });
    expect(on({ type: "copyRemoved", objectId, nodeId: there })).toEqual([]);
    expect(on({ type: "nodeDied", nodeId: there })).toEqual([{ type: "lost", objectId }]);
  });
});
