import { describe, expect, test } from "vitest";
import type { ObjectEffect } from "../../../../src/core/objects/types.js";
import { only, owned, ownerA, word } from "./helpers.js";
import { Bench, config, record } from "./spill-bench.js";

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
