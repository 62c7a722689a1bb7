import { describe, expect, test } from "vitest";
import { only, owned, ownerA, selfNode, word } from "./helpers.js";
import { Bench, config } from "./spill-bench.js";

describe("restoring", () => {
  test("a get brings the object back without asking the owner", () => {
    const bench = new Bench();
    bench.spill(1, "a");
    expect(bench.get("a")).toEqual([]);
    const effects = bench.evict("a");
    expect(only(effects, "restore")).toMatchObject([{ job: 1, objectId: "a", isHeld: false, copy: { crc: 0 } }]);
    expect(only(effects, "subscribeLocations")).toEqual([]);
    bench.restored(1, "a");
    // Evicted again before the client had it: once more.
    expect(only(bench.evict("a"), "restore")).toMatchObject([{ job: 2 }]);
  });

  test("a wait finds what is on this node's disk", () => {
    const bench = new Bench();
    bench.spill(1, "a", "b");
    bench.evict("a");
    const effects = bench.wait([owned("a"), owned("b")], 2);
    expect(only(effects, "replyWait")).toMatchObject([{ found: ["a", "b"], remaining: [] }]);
    expect(only(effects, "restore")).toEqual([]);
  });

  test("arguments are held until their lease has a worker, all of a lease or none", () => {
    const bench = new Bench({ argsShare: 0.3 });
    bench.spill(1, "a", "b", "c");
    for (const id of ["a", "b", "c"]) bench.evict(id);
    expect(only(bench.lease("l1", "a", "b"), "restore")).toMatchObject([
      { job: 1, objectId: "a", isHeld: true },
      { job: 2, objectId: "b", isHeld: true },
    ]);
    // 212 of 300 bytes are taken.
    expect(bench.manager.isShortOfRoom()).toBe(false);
    expect(only(bench.lease("l2", "c"), "restore")).toEqual([]);
    expect(bench.manager.isShortOfRoom()).toBe(true);
    bench.restored(1, "a");
    expect(only(bench.restored(2, "b"), "dependenciesReady")).toHaveLength(1);
    const after = bench.send({ type: "releaseDependencies", leaseId: "l1" });
    expect(only(after, "unhold")).toMatchObject([{ objectIds: ["a", "b"] }]);
    expect(only(after, "restore")).toMatchObject([{ objectId: "c" }]);
    expect(bench.manager.isShortOfRoom()).toBe(false);
  });

  test("arguments from other nodes and from this node's disk share their room", () => {
    const bench = new Bench({ argsShare: 0.3 });
    bench.spill(1, "a", "b");
    for (const id of ["a", "b"]) bench.evict(id);
    const received = "receivedFromRemoteRaylet";
    bench.lease("l1", "far", "not made yet");
    expect(only(bench.seal("far", ownerA, received), "unhold")).toEqual([]);
    // The first bundle always, then 318 bytes would be taken of 300.
    expect(only(bench.lease("l2", "a"), "restore")).toMatchObject([{ objectId: "a" }]);
    expect(only(bench.lease("l3", "b"), "restore")).toEqual([]);
    bench.lease("l4", "also far");
    expect(only(bench.seal("also far", ownerA, received), "unhold")).toMatchObject([{ objectIds: ["also far"] }]);
    expect(bench.manager.argsBytes()).toBe(212);
    expect(only(bench.send({ type: "releaseDependencies", leaseId: "l1" }), "restore")).toMatchObject([
      { objectId: "b" },
    ]);
  });

  test("creates that wait for room get that of arguments, but for the first task's, when there is nothing to spill", () => {
    const bench = new Bench({ argsShare: 0.9, pressedMs: 500 });
    bench.spill(1, "a", "b");
    for (const id of ["a", "b"]) bench.evict(id);
    const received = "receivedFromRemoteRaylet";
    bench.lease("l1", "a", "far 1");
    bench.seal("far 1", ownerA, received);
    bench.lease("l2", "b", "far 2");
    expect(only(bench.seal("far 2", ownerA, received), "unhold")).toEqual([]);
    bench.restored(1, "a");
    bench.restored(2, "b");
    bench.tickAt(1_200);
    expect(only(bench.send({ type: "spillStarted", job: 2, objects: [] }), "unhold"), "nobody waits").toEqual([]);
    expect(only(bench.send({ type: "spaceNeeded", bytes: 50 }), "spill")).toMatchObject([{ job: 3 }]);
    const nothing = bench.send({ type: "spillStarted", job: 3, objects: [] });
    expect(only(nothing, "unhold").flatMap((effect) => effect.objectIds)).toEqual(["b", "far 2"]);
    expect(bench.manager.argsBytes()).toBe(1_000);
    // Pushed out, they are not brought back from disk while creates wait; what comes for the first that misses something is held.
    for (const id of ["b", "far 2"]) bench.evict(id);
    expect(only(bench.seal("far 2", ownerA, received), "restore")).toEqual([]);
    bench.tickAt(1_700);
    expect(bench.manager.argsBytes()).toBe(318);
    expect(only(bench.send({ type: "releaseDependencies", leaseId: "l1" }), "restore")).toMatchObject([
      { objectId: "b" },
    ]);
  });

  test("a task whose argument was pushed out gives its room to others, and waits like one that came without it", () => {
    const bench = new Bench({ argsShare: 0.3 });
    bench.spill(1, "a", "b", "c");
    for (const id of ["a", "b", "c"]) bench.evict(id);
    // Nobody wants it yet, so it is not held.
    bench.seal("far", ownerA, "receivedFromRemoteRaylet");
    expect(only(bench.lease("l1", "a", "far"), "restore")).toMatchObject([{ job: 1, objectId: "a" }]);
    expect(only(bench.lease("l2", "b", "c"), "restore")).toEqual([]);
    expect(only(bench.evict("far"), "restore")).toMatchObject([{ objectId: "b" }, { objectId: "c" }]);
    expect(only(bench.restored(1, "a"), "unhold")).toMatchObject([{ objectIds: ["a"] }]);
  });

  test("a wait for what tasks will make does not keep their arguments from being held", () => {
    const bench = new Bench({ argsShare: 0.05 });
    bench.wait([owned("result")], 1);
    bench.lease("l1", "far", "other far");
    expect(only(bench.seal("far", ownerA, "receivedFromRemoteRaylet"), "unhold")).toEqual([]);
  });

  test("arguments beside one that does not exist yet take no room: its maker may need it", () => {
    const bench = new Bench({ argsShare: 0.15 });
    bench.spill(1, "a", "b");
    for (const id of ["a", "b"]) bench.evict(id);
    expect(only(bench.lease("l1", "a", "made from b"), "restore")).toEqual([]);
    expect(only(bench.lease("l2", "b"), "restore")).toMatchObject([{ objectId: "b" }]);
    bench.restored(1, "b");
    bench.send({ type: "releaseDependencies", leaseId: "l2" });
    expect(only(bench.seal("made from b"), "restore")).toMatchObject([{ objectId: "a" }]);
  });

  test("what nobody waits for any more is given up", () => {
    const bench = new Bench();
    bench.spill(1, "a");
    bench.evict("a");
    bench.get("a");
    const effects = bench.send({ type: "cancelGet", connectionId: 1, requestId: 1 });
    expect(only(effects, "cancelRestore")).toMatchObject([{ job: 1 }]);
    bench.send({ type: "restoreFailed", job: 1, why: "cancelled", text: "" });
    expect(only(bench.get("a"), "restore")).toMatchObject([{ job: 2 }]);
  });

  test("freed while it is read: what comes is deleted", () => {
    const bench = new Bench();
    bench.spill(1, "a");
    bench.evict("a");
    bench.lease("l1", "a");
    bench.send({ type: "freed", objectIds: ["a"] });
    const effects = bench.restored(1, "a");
    expect(only(effects, "deleteLocal")).toMatchObject([{ objectIds: ["a"] }]);
  });

  test("no room, or somebody else makes it: tried again", () => {
    const bench = new Bench();
    bench.spill(1, "a");
    bench.evict("a");
    bench.get("a");
    bench.send({ type: "restoreFailed", job: 1, why: "noRoom", text: "full" });
    expect(only(bench.tickAt(bench.now + config.failureRetryMs), "restore")).toMatchObject([{ job: 2 }]);
    bench.send({ type: "restoreFailed", job: 2, why: "exists", text: "" });
    expect(only(bench.tickAt(bench.now + config.existsRetryMs), "restore")).toMatchObject([{ job: 3 }]);
  });

  test("a file that is not what was written: the owner is told, and rebuilds the object", () => {
    const bench = new Bench();
    bench.spill(1, "a", "b");
    bench.evict("a");
    bench.get("a");
    const effects = bench.send({ type: "restoreFailed", job: 1, why: "corrupt", text: "checksum" });
    expect(only(effects, "reportLost")).toMatchObject([{ objectId: "a", owner: ownerA }]);
    expect(only(effects, "deleteFiles"), "b lies in the same file").toEqual([]);
    const said = word({ pendingCreation: true });
    bench.send({ type: "ownerMessage", ownerId: ownerA.workerId, objectId: "a", word: said });
    expect(only(bench.tickAt(bench.now + 60_000), "createError")).toEqual([]);
    bench.seal("a");
  });

  test("a copy that another node was to have and that is long replaced says nothing of the one there is now", () => {
    const bench = new Bench();
    bench.spill(1, "a", "b");
    bench.evict("a");
    const source = bench.manager.sourceOf("a");
    if (source?.type !== "file") throw new Error("it lies in a file");
    const corrupt = { type: "copyCorrupt", objectId: "a", copy: source.copy, text: "checksum" } as const;
    expect(only(bench.send(corrupt), "reportLost")).toMatchObject([{ objectId: "a", owner: ownerA }]);
    // Its owner has it rebuilt here, and it is spilled again before a second push fails.
    bench.pin("a");
    bench.choose(2, "a");
    bench.written(2, 1);
    bench.evict("a");
    const late = bench.send(corrupt);
    expect(only(late, "reportLost")).toEqual([]);
    expect(only(late, "deleteFiles")).toEqual([]);
    expect(bench.manager.sourceOf("a")).toMatchObject({
      type: "file",
      copy: { path: expect.stringContaining("2-multi") },
    });
  });

  test("an owner that does not rebuild it: the getters raise ObjectLostError", () => {
    const bench = new Bench();
    bench.spill(1, "a");
    bench.evict("a");
    bench.get("a");
    const effects = bench.send({ type: "restoreFailed", job: 1, why: "corrupt", text: "checksum" });
    expect(only(effects, "deleteFiles")).toHaveLength(1);
    expect(only(bench.tickAt(bench.now + 10_000), "createError")).toMatchObject([{ errorType: "OBJECT_LOST" }]);
  });

  test("an owner that names a spilled copy of ours which we do not have is told", () => {
    const bench = new Bench();
    bench.get("a");
    const said = word({ spilledUrl: "/d0/x?offset=0&size=1", spilledNodeId: selfNode });
    const effects = bench.send({ type: "ownerMessage", ownerId: ownerA.workerId, objectId: "a", word: said });
    expect(only(effects, "reportLost")).toMatchObject([{ objectId: "a" }]);
  });

  test("a file that cannot be read is tried again, and then lost", () => {
    const bench = new Bench();
    bench.spill(1, "a");
    bench.evict("a");
    bench.get("a");
    for (const job of [1, 2]) {
      const effects = bench.send({ type: "restoreFailed", job, why: "unreadable", text: "EIO" });
      expect(only(effects, "reportLost")).toEqual([]);
      bench.tickAt(bench.now + config.failureRetryMs);
    }
    const last = bench.send({ type: "restoreFailed", job: 3, why: "unreadable", text: "EIO" });
    expect(only(last, "reportLost")).toMatchObject([{ objectId: "a" }]);
  });
});

test("a restore whose worker died says nothing of the copy: it is tried again as often as it takes", () => {
  const bench = new Bench();
  bench.spill(1, "a");
  bench.evict("a");
  bench.get("a");
  const warnings: unknown[] = [];
  let job = 1;
  // Neither do they count as readings that failed: two of those are still too few.
  const whys = ["noWorker", "noWorker", "noRoom", "noWorker", "store", "noWorker", "unreadable", "unreadable"] as const;
  for (const why of whys) {
    const effects = bench.send({ type: "restoreFailed", job: job++, why, text: "killed" });
    expect(only(effects, "reportLost")).toEqual([]);
    warnings.push(...only(effects, "warn"));
    expect(only(bench.tickAt(bench.now + config.failureRetryMs), "restore")).toMatchObject([{ job }]);
  }
  expect(warnings).toHaveLength(1);
  bench.restored(job, "a");
});

describe("arguments that wait for each other's share of the store", () => {
  test("a restore that failed begins again although an earlier request waits for room", () => {
    const bench = new Bench({ argsShare: 0.2, minFileBytes: 100 });
    bench.spill(1, "a", "b");
    bench.evict("a");
    bench.evict("b");
    // The first one also needs what is nowhere yet, so the second one is admitted before it.
    bench.lease("first", "a", "c");
    expect(only(bench.lease("second", "b"), "restore")).toMatchObject([{ job: 1, objectId: "b" }]);
    bench.seal("c");
    bench.send({ type: "restoreFailed", job: 1, why: "unreadable", text: "not now" });
    expect(only(bench.tickAt(bench.now + 1_000), "restore")).toMatchObject([{ job: 2, objectId: "b" }]);
  });
});
