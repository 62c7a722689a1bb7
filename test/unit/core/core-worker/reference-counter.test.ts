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
    expect(on({ type: "borrowed", objectId, borrower })).toEqual([
      { type: "watchBorrower", objectId, borrower, outer: null },
    ]);
    expect(on(is("removeUse"))).toEqual([]);
    expect(on({ type: "borrowerGone", objectId, workerId: borrower.workerId })).toEqual([
      { type: "free", objectId, nodes: [here, there] },
    ]);
    expect(references.size).toBe(0);
  });

  it("asks a borrower again that was named once more before word came that it had dropped the object", () => {
    const { on } = counter();
    const gone: ReferenceEvent = { type: "borrowerGone", objectId, workerId: borrower.workerId };
    const outer = ObjectId.fromHex("02".repeat(28));
    on(is("own"), is("addLocal"), { type: "borrowed", objectId, borrower }, is("removeLocal"));
    expect(on({ type: "storedIn", objectId, outer, outerOwner: borrower })).toEqual([]);
    expect(on({ type: "borrowed", objectId, borrower })).toEqual([]);
    expect(on(gone)).toEqual([{ type: "watchBorrower", objectId, borrower, outer }]);
    expect(on(gone)).toEqual([{ type: "free", objectId, nodes: [] }]);
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
    expect(on({ type: "copyAdded", objectId, nodeId: there })).toEqual([publish]);
    expect(references.locations(objectId).nodes).toEqual([here, there]);
    expect(on({ type: "copyRemoved", objectId, nodeId: there })).toEqual([publish]);
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
    on(is("own"), is("addLocal"), subscribe);
    expect(on(is("inline"))).toEqual([publish]);
    expect(references.locations(objectId).isPending).toBe(false);
    expect(on(is("pending"))).toEqual([publish]);
    expect(references.locations(objectId).isPending).toBe(true);
    on(is("removeLocal"), is("own"), is("addLocal"), subscribe, { type: "subscriberGone", subscriber: "s" });
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

describe("ReferenceCounter of a borrower", () => {
  const owner = { ...borrower, workerId: WorkerId.fromHex("dd".repeat(28)) };
  const inner = ObjectId.fromHex("02".repeat(28));
  const borrow = (outer: ObjectId | null = null, id = objectId): ReferenceEvent => ({
    type: "borrow",
    objectId: id,
    owner,
    outer,
  });
  const watch = (id = objectId): ReferenceEvent => ({ type: "watchRemoval", objectId: id, subscriber: "owner" });
  const told = (id: ObjectId, borrowed: unknown[]) => ({
    type: "tellRemoved",
    objectId: id,
    subscriber: "owner",
    borrowed,
  });
  const reported = (id: ObjectId, facts: object = {}) => ({
    objectId: id,
    owner,
    hasLocalRef: false,
    borrowers: [],
    storedIn: [],
    contains: [],
    containedIn: [],
    ...facts,
  });

  it("tells of what a task kept, and its owner when that goes", () => {
    const { on, references } = counter();
    on(borrow(), is("addUse"), is("addLocal"));
    expect(references.report([objectId], 1)).toEqual([reported(objectId, { hasLocalRef: true })]);
    expect(on(is("removeUse"), watch())).toEqual([]);
    expect(on(is("removeLocal"))).toEqual([told(objectId, [reported(objectId)]), { type: "forget", objectId }]);
    expect(references.size).toBe(0);
    // Who asks for what is gone is told at once.
    expect(on(watch())).toEqual([told(objectId, [])]);
  });

  it("forgets what a task did not keep", () => {
    const { on, references } = counter();
    on(borrow(), is("addUse"), is("addLocal"), is("removeLocal"));
    expect(references.report([objectId], 1)).toEqual([reported(objectId)]);
    expect(on(is("removeUse"))).toEqual([{ type: "forget", objectId }]);
  });

  it("remembers what it has told of until its owner asks, and those it has given a reference to", () => {
    const { on, references } = counter();
    on(borrow(), is("addLocal"));
    references.report([objectId], 0);
    expect(on({ type: "borrowed", objectId, borrower }, is("removeLocal"))).toEqual([]);
    expect(references.size).toBe(1);
    expect(on(watch())).toEqual([
      told(objectId, [reported(objectId, { borrowers: [borrower] })]),
      { type: "forget", objectId },
    ]);
  });

  it("tells the owner that asks of those it has given a reference to, whomever it has told before", () => {
    const { on, references } = counter();
    on(borrow(), is("addUse"), watch(), { type: "borrowed", objectId, borrower });
    const report = reported(objectId, { borrowers: [borrower] });
    expect(references.report([objectId], 1)).toEqual([report]);
    expect(on(is("removeUse"))).toEqual([told(objectId, [report]), { type: "forget", objectId }]);
  });

  it("tells with a borrowed object of the references that came inside it", () => {
    const { on, references } = counter();
    on(borrow(), is("addUse"), borrow(objectId, inner), { type: "addLocal", objectId: inner });
    expect(references.report([objectId], 1)).toEqual([
      reported(objectId, { contains: [inner] }),
      reported(inner, { hasLocalRef: true, containedIn: [objectId] }),
    ]);
    expect(on(is("removeUse"))).toEqual([{ type: "forget", objectId }]);
    expect(on({ type: "removeLocal", objectId: inner })).toEqual([]);
    expect(on(watch(inner))).toEqual([told(inner, [reported(inner)]), { type: "forget", objectId: inner }]);
    expect(references.size).toBe(0);
  });

  it("keeps what an object of ours contains for as long as that is needed", () => {
    const { on, references } = counter();
    const contained: ReferenceEvent = { type: "contained", objectId: inner, outer: objectId };
    on(is("own"), is("addLocal"), { type: "own", objectId: inner }, { type: "addLocal", objectId: inner }, contained);
    expect(on({ type: "removeLocal", objectId: inner })).toEqual([]);
    expect(references.containedIn(objectId)).toEqual([inner]);
    expect(on(is("removeLocal"))).toEqual([
      { type: "free", objectId, nodes: [] },
      { type: "free", objectId: inner, nodes: [] },
    ]);
    // So does a result of ours that somebody else's reference came in.
    on(is("own"), is("addLocal"), borrow(objectId, inner), watch(inner));
    expect(on(is("removeLocal"))).toEqual([
      { type: "free", objectId, nodes: [] },
      told(inner, [reported(inner)]),
      { type: "forget", objectId: inner },
    ]);
  });

  it("watches who was given a result with a reference of ours inside, and tells owners of others'", () => {
    const { on, references } = counter();
    const lent: ReferenceEvent = { type: "storedIn", objectId, outer: inner, outerOwner: borrower };
    on(is("own"), is("addLocal"));
    expect(on(lent)).toEqual([{ type: "watchBorrower", objectId, borrower, outer: inner }]);
    expect(on(is("removeLocal"))).toEqual([]);
    expect(on({ type: "borrowerGone", objectId, workerId: borrower.workerId })).toHaveLength(1);
    on(borrow(), is("addUse"), lent);
    expect(references.report([objectId], 1)).toEqual([
      reported(objectId, { storedIn: [{ outer: inner, outerOwner: borrower }] }),
    ]);
  });
});
