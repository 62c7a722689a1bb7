import { describe, expect, test } from "vitest";
import { defaultSpillConfig, type SpillConfig } from "../../../../src/core/objects/spill-types.js";
import type { ObjectEffect } from "../../../../src/core/objects/types.js";
import { Checked, only, owned, ownerA, selfNode, word } from "./helpers.js";

const config: SpillConfig = {
  ...defaultSpillConfig,
  folders: ["/d0/ray_spilled_objects_aa", "/d1/ray_spilled_objects_aa"],
  capacityBytes: 1_000,
  minFileBytes: 200,
  maxJobs: 2,
};

/** A manager with spilling and a store that spills what the test says. Objects have 106 bytes. */
class Bench extends Checked {
  constructor(changes: Partial<SpillConfig> = {}) {
    super({ spilling: { ...config, ...changes } });
  }

  pin(...objectIds: string[]): ObjectEffect[] {
    return objectIds.flatMap((objectId) => {
      this.seal(objectId);
      return this.send({ type: "pinned", objectId, owner: ownerA });
    });
  }

  /** The store chooses these for the job. */
  choose(job: number, ...objectIds: string[]): ObjectEffect[] {
    const objects = objectIds.map((objectId) => ({ objectId, sizeBytes: 106 }));
    return this.send({ type: "spillStarted", job, objects });
  }

  written(job: number, count: number): ObjectEffect[] {
    const records = Array.from({ length: count }, (_, n) => record(n));
    return this.send({ type: "spilled", job, records });
  }

  /** Pins and spills the objects into one file, which lies at /d0 or /d1 / `${job}-multi`. */
  spill(job: number, ...objectIds: string[]): ObjectEffect[] {
    this.pin(...objectIds);
    expect(only(this.send({ type: "spaceNeeded", bytes: 10 }), "spill")).toHaveLength(1);
    this.choose(job, ...objectIds);
    return this.written(job, objectIds.length);
  }

  evict(objectId: string): ObjectEffect[] {
    return this.send({ type: "storeDeleted", objectId });
  }

  get(...objectIds: string[]): ObjectEffect[] {
    const objects = objectIds.map((objectId) => owned(objectId));
    return this.send({ type: "asyncGet", connectionId: 1, workerId: "w", requestId: 1, objects });
  }

  lease(leaseId: string, ...objectIds: string[]): ObjectEffect[] {
    return this.send({ type: "leaseDependencies", leaseId, objects: objectIds.map((objectId) => owned(objectId)) });
  }

  restored(job: number, objectId: string): ObjectEffect[] {
    const sealed = this.send({
      type: "storeSealed",
      objectId,
      dataSize: 100,
      metadataSize: 6,
      owner: ownerA,
      source: "restoredFromStorage",
    });
    return [...sealed, ...this.send({ type: "restored", job })];
  }
}

function record(n: number) {
  return { offset: n * 130, size: 130, dataSize: 100, metadataSize: 6, crc: n };
}

describe("when objects are spilled", () => {
  test("pinned copies beyond the threshold are written, so much that they are below it again", () => {
    const bench = new Bench();
    expect(only(bench.pin("a", "b", "c", "d", "e", "f", "g"), "spill")).toEqual([]);
    const spills = only(bench.pin("h"), "spill");
    expect(spills).toMatchObject([{ job: 1, directory: 0, fileName: "1-multi", minBytes: 125, maxObjects: 2_000 }]);
    expect(only(bench.choose(1, "a", "b"), "spill")).toEqual([]);
  });

  test("creates that wait are reason enough, and the store is told to let them wait as long as files are written", () => {
    const bench = new Bench();
    bench.pin("a", "b");
    const effects = bench.send({ type: "spaceNeeded", bytes: 300 });
    expect(only(effects, "spill")).toMatchObject([{ minBytes: 200 }]);
    expect(only(effects, "setSpilling")).toEqual([]);
    expect(only(bench.choose(1, "a", "b"), "setSpilling")).toMatchObject([{ isSpilling: true }]);
    const done = bench.written(1, 2);
    expect(only(done, "unpin")).toMatchObject([{ objectIds: ["a", "b"] }]);
    expect(only(done, "unhold")).toMatchObject([{ objectIds: ["a", "b"] }]);
    expect(only(done, "setSpilling")).toMatchObject([{ isSpilling: false }]);
    // More is wanted than there is: asking again and again must not keep the store from its grace period.
    expect(only(bench.choose(2), "setSpilling")).toEqual([]);
    expect(only(bench.send({ type: "spaceNeeded", bytes: 300 }), "setSpilling")).toEqual([]);
  });

  test("directories take turns, and one whose disk is full is left out until it is worth a try", () => {
    const bench = new Bench();
    bench.pin("a", "b", "c");
    bench.send({ type: "spaceNeeded", bytes: 100 });
    bench.choose(1, "a");
    const failed = bench.send({ type: "spillFailed", job: 1, why: "diskFull", text: "full" });
    expect(only(failed, "unhold")).toMatchObject([{ objectIds: ["a"] }]);
    expect(only(failed, "warn")).toHaveLength(1);
    expect(only(failed, "spill")).toMatchObject([{ job: 2, directory: 1 }]);
    bench.choose(2, "a");
    const both = bench.send({ type: "spillFailed", job: 2, why: "diskFull", text: "full" });
    expect(only(both, "spill")).toEqual([]);
    expect(only(both, "setSpilling")).toMatchObject([{ isSpilling: false }]);
    expect(only(bench.send({ type: "spaceNeeded", bytes: 100 }), "spill")).toEqual([]);
    bench.now += config.diskFullRetryMs;
    expect(only(bench.send({ type: "spaceNeeded", bytes: 100 }), "spill")).toMatchObject([{ job: 3, minBytes: 1 }]);
    expect(only(bench.choose(3, "a"), "setSpilling"), "another try promises nothing").toEqual([]);
    expect(only(bench.written(3, 1), "warn")).toEqual([]);
  });

  test("a quota is a limit like a full disk", () => {
    const bench = new Bench({ quotaBytes: 250 });
    bench.spill(1, "a", "b");
    bench.pin("c", "d");
    expect(only(bench.send({ type: "spaceNeeded", bytes: 10 }), "spill")).toEqual([]);
    bench.send({ type: "freed", objectIds: ["a"] });
    expect(only(bench.send({ type: "freed", objectIds: ["b"] }), "deleteFiles")).toHaveLength(1);
    expect(only(bench.send({ type: "spaceNeeded", bytes: 10 }), "spill")).toHaveLength(1);
    // Files that the store makes of objects come out of what is left.
    const room: number[] = [];
    const look = (effects: ObjectEffect[]) => room.push(...only(effects, "setFallbackLimit").map(({ bytes }) => bytes));
    const other = new Bench({ quotaBytes: 250 });
    other.pin("a", "b");
    look(other.send({ type: "spaceNeeded", bytes: 10 }));
    look(other.choose(1, "a", "b"));
    look(other.written(1, 2));
    look(other.send({ type: "freed", objectIds: ["a", "b"] }));
    expect(room).toEqual([38, 0, 250]);
    // A file is no larger than what is left of it, but for its last object.
    const tight = new Bench({ quotaBytes: 150, minFileBytes: 1_000 });
    tight.pin("a", "b", "c");
    expect(only(tight.send({ type: "spaceNeeded", bytes: 900 }), "spill")).toMatchObject([{ minBytes: 150 }]);
  });

  test("without directories nothing is spilled", () => {
    const bench = new Bench({ folders: [] });
    bench.pin("a", "b", "c", "d", "e", "f", "g", "h", "i");
    expect(bench.send({ type: "spaceNeeded", bytes: 100 })).toEqual([]);
  });
});

describe("what owners are told and when files go", () => {
  test("the url first, then that the copy in the store is gone", () => {
    const bench = new Bench();
    bench.pin("a");
    bench.send({ type: "locationsSent", ownerId: ownerA.workerId });
    bench.now += 100;
    bench.send({ type: "spaceNeeded", bytes: 10 });
    bench.choose(1, "a");
    const url = "/d0/ray_spilled_objects_aa/1-multi?offset=0&size=130";
    const told = only(bench.written(1, 1), "sendLocations");
    expect(told).toMatchObject([{ updates: [{ objectId: "a", location: "spilled", url }] }]);
    bench.send({ type: "locationsSent", ownerId: ownerA.workerId });
    bench.now += 100;
    expect(only(bench.evict("a"), "sendLocations")).toMatchObject([{ updates: [{ location: "removed" }] }]);
  });

  test("after a lost batch all is said again", () => {
    const bench = new Bench();
    bench.spill(1, "a");
    bench.send({ type: "locationsFailed", ownerId: ownerA.workerId, reason: "lost" });
    const told = only(bench.tickAt(10_000), "sendLocations");
    expect(told[0]?.updates.map((update) => update.location)).toEqual(["spilled", "added"]);
  });

  test("a file is deleted with its last object", () => {
    const bench = new Bench();
    bench.spill(1, "a", "b");
    bench.evict("a");
    expect(only(bench.send({ type: "freed", objectIds: ["a"] }), "deleteFiles")).toEqual([]);
    expect(only(bench.send({ type: "freed", objectIds: ["b"] }), "deleteFiles")).toMatchObject([
      { paths: ["/d0/ray_spilled_objects_aa/1-multi"] },
    ]);
    bench.evict("b");
    expect(bench.manager.counts()).toEqual({ objects: 0, requests: 0 });
  });

  test("objects freed while they are written leave no file", () => {
    const bench = new Bench();
    bench.pin("a", "b");
    bench.send({ type: "spaceNeeded", bytes: 10 });
    bench.choose(1, "a", "b");
    bench.send({ type: "freed", objectIds: ["a", "b"] });
    const done = bench.written(1, 2);
    expect(only(done, "deleteFiles")).toHaveLength(1);
    expect(only(done, "unhold")).toMatchObject([{ objectIds: ["a", "b"] }]);
    expect(only(done, "unpin")).toEqual([]);
  });

  test("a dead owner's files go, and who waits for the objects is told", () => {
    const bench = new Bench();
    bench.spill(1, "a");
    bench.evict("a");
    bench.get("a");
    const effects = bench.send({ type: "ownerDied", ownerId: ownerA.workerId, reason: "test" });
    expect(only(effects, "deleteFiles")).toHaveLength(1);
    expect(only(effects, "cancelRestore")).toHaveLength(1);
    expect(only(effects, "createError")).toMatchObject([{ objectId: "a", errorType: "OWNER_DIED" }]);
    bench.send({ type: "restoreFailed", job: 1, why: "cancelled", text: "" });
  });
});

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

describe("storage that every node can read", () => {
  const url = "s3://bucket/file?offset=130&size=130";
  const shared = { folders: ["storage of type smart_open"], isShared: true };
  const elsewhere = word({ spilledUrl: url, objectSize: 106, didSpill: true });
  const say = (bench: Bench, said = elsewhere) =>
    bench.send({ type: "ownerMessage", ownerId: ownerA.workerId, objectId: "a", word: said });

  test("what the storage wrote is known by its own url, and what it did not write stays pinned", () => {
    const bench = new Bench(shared);
    bench.pin("a", "b");
    bench.send({ type: "spaceNeeded", bytes: 10 });
    bench.choose(1, "a", "b");
    const effects = bench.send({ type: "spilled", job: 1, path: "s3://bucket/file", records: [record(1)] });
    expect(only(effects, "unpin")).toEqual([{ type: "unpin", objectIds: ["a"] }]);
    expect(only(effects, "unhold")).toEqual([{ type: "unhold", objectIds: ["a", "b"] }]);
    bench.evict("a");
    expect(only(bench.get("a"), "restore")).toMatchObject([{ objectId: "a", copy: { path: "s3://bucket/file" } }]);
    expect(bench.manager.sourceOf("a")).toBeNull();
  });

  test("another node's object is restored, not pulled, for a get, a lease and a wait", () => {
    const needs: ((bench: Bench) => unknown)[] = [
      (bench) => bench.get("a"),
      (bench) => bench.lease("l", "a"),
      (bench) => bench.wait([owned("a")], 1),
    ];
    for (const need of needs) {
      const bench = new Bench(shared);
      need(bench);
      const effects = say(bench);
      expect(only(effects, "pull")).toEqual([]);
      const copy = { path: "s3://bucket/file", offset: 130, size: 130, dataSize: 106, metadataSize: 0, crc: 0 };
      expect(only(effects, "restore")).toMatchObject([{ job: 1, objectId: "a", copy }]);
      expect(only(bench.restored(1, "a"), "deleteLocal")).toEqual([]);
    }
  });

  test("a copy in another node's store is pulled instead, and what nobody can read is lost", () => {
    const bench = new Bench(shared);
    bench.get("a");
    expect(only(say(bench, { ...elsewhere, nodeIds: ["bb".repeat(28)] }), "pull")).toHaveLength(1);
    expect(only(say(bench), "cancelPull")).toHaveLength(1);
    for (let failures = 0; failures < 3; failures++) {
      const effects = bench.send({ type: "restoreFailed", job: failures + 1, why: "unreadable", text: "gone" });
      expect(only(effects, "reportLost")).toHaveLength(failures === 2 ? 1 : 0);
      const again = bench.tickAt(bench.now + 1_000);
      expect(only(again, "restore")).toHaveLength(failures === 2 ? 0 : 1);
      expect(only(say(bench), "pull")).toEqual([]);
    }
  });
});
