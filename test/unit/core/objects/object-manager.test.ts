import { describe, expect, test } from "vitest";
import { describeExplanation } from "../../../../src/core/objects/explain.js";
import { defaultSpillConfig } from "../../../../src/core/objects/spill-types.js";
import { Checked, only, otherNode, owned, ownerA, ownerB, ownerOf, selfNode, word } from "./helpers.js";

describe("wait", () => {
  test("on local objects it is answered at once, in request order, with at most numRequired", () => {
    const m = new Checked();
    for (const id of ["c", "a", "b"]) m.seal(id);
    expect(m.wait([owned("b"), owned("x"), owned("a"), owned("c")], 2)).toEqual([
      { type: "replyWait", connectionId: 7, waitId: 1, found: ["b", "a"], remaining: ["x", "c"] },
    ]);
    expect(m.manager.counts()).toEqual({ objects: 3, requests: 0 });
  });

  test("for none it is answered at once: the owner's own values already made up the number", () => {
    const m = new Checked();
    expect(m.wait([owned("a"), owned("b")], 0)).toEqual([
      { type: "replyWait", connectionId: 7, waitId: 1, found: [], remaining: ["a", "b"] },
    ]);
  });

  test("it is answered when the last needed object is sealed, and only then", () => {
    const m = new Checked();
    expect(only(m.wait([owned("a"), owned("b"), owned("c")], 2), "replyWait")).toEqual([]);
    expect(only(m.seal("c"), "replyWait")).toEqual([]);
    expect(only(m.seal("a"), "replyWait")).toEqual([
      { type: "replyWait", connectionId: 7, waitId: 1, found: ["a", "c"], remaining: ["b"] },
    ]);
    expect(only(m.seal("b"), "replyWait")).toEqual([]);
  });

  test("an object that went away again does not count", () => {
    const m = new Checked();
    m.wait([owned("a"), owned("b")], 2);
    m.seal("a");
    m.send({ type: "storeDeleted", objectId: "a" });
    expect(only(m.seal("b"), "replyWait")).toEqual([]);
    expect(only(m.seal("a"), "replyWait")).toHaveLength(1);
  });

  test("timeout 0 answers at once and asks nobody; a timeout answers with what there is", () => {
    const m = new Checked();
    expect(m.wait([owned("a")], 1, 0)).toEqual([
      { type: "replyWait", connectionId: 7, waitId: 1, found: [], remaining: ["a"] },
    ]);
    m.wait([owned("a"), owned("b")], 2, 500, 2);
    m.seal("b");
    expect(m.manager.nextDeadlineMs()).toBe(1_500);
    expect(only(m.tickAt(1_499), "replyWait")).toEqual([]);
    expect(only(m.tickAt(1_500), "replyWait")).toEqual([
      { type: "replyWait", connectionId: 7, waitId: 2, found: ["b"], remaining: ["a"] },
    ]);
    expect(only(m.tickAt(9_000), "replyWait")).toEqual([]);
  });

  test("an id named twice counts once", () => {
    const m = new Checked();
    m.wait([owned("a"), owned("a"), owned("b")], 3);
    m.seal("a");
    expect(only(m.seal("b"), "replyWait")).toMatchObject([{ found: ["a", "b"], remaining: [] }]);
  });

  test("nonsense is refused and costs nobody else anything", () => {
    const m = new Checked();
    m.wait([owned("a")], 1, -1, 1);
    expect(m.wait([owned("a")], 2, -1, 2, 8)).toMatchObject([{ type: "refuse", connectionId: 8 }]);
    expect(m.wait([owned("a")], -1, -1, 3, 8)).toMatchObject([{ type: "refuse", connectionId: 8 }]);
    expect(m.wait([owned("a")], 1, -2, 4, 8)).toMatchObject([{ type: "refuse", connectionId: 8 }]);
    expect(only(m.seal("a"), "replyWait")).toMatchObject([{ waitId: 1 }]);
  });

  test("a closed connection takes its waits, gets and argument waits along", () => {
    const m = new Checked();
    m.wait([owned("a")], 1);
    m.send({ type: "asyncGet", connectionId: 7, workerId: "w", requestId: 0, objects: [owned("b")] });
    m.send({
      type: "waitForActorArgs",
      connectionId: 7,
      workerId: "w",
      taskId: "t",
      attempt: 0,
      objects: [owned("c")],
    });
    const effects = m.send({ type: "connectionClosed", connectionId: 7 });
    expect(only(effects, "unsubscribeLocations").map((effect) => effect.objectId)).toEqual(["a", "b", "c"]);
    expect(m.manager.counts()).toEqual({ objects: 0, requests: 0 });
    expect(only(m.seal("a"), "replyWait")).toEqual([]);
  });
});

describe("gets, arguments, plasma ready", () => {
  test("a get asks the owner once, until the object is here, and again if it goes", () => {
    const m = new Checked();
    const get = (requestId: number) =>
      m.send({ type: "asyncGet", connectionId: 1, workerId: "w", requestId, objects: [owned("a")] });
    expect(get(0)).toEqual([{ type: "subscribeLocations", owner: ownerA, objectId: "a" }]);
    expect(get(1)).toEqual([]);
    expect(only(m.seal("a"), "unsubscribeLocations")).toHaveLength(1);
    expect(only(m.send({ type: "storeDeleted", objectId: "a" }), "subscribeLocations")).toHaveLength(1);
    expect(m.send({ type: "cancelGet", connectionId: 1, requestId: 0 })).toEqual([]);
    expect(only(m.send({ type: "cancelGet", connectionId: 1, requestId: 1 }), "unsubscribeLocations")).toHaveLength(1);
    expect(m.send({ type: "cancelGet", connectionId: 1, requestId: 1 })).toEqual([]);
    expect(m.manager.counts()).toEqual({ objects: 0, requests: 0 });
  });

  test("actor arguments are announced when all are here; none to wait for is at once", () => {
    const m = new Checked();
    const ask = (taskId: string, ids: string[]) =>
      m.send({
        type: "waitForActorArgs",
        connectionId: 1,
        workerId: "w",
        taskId,
        attempt: 2,
        objects: ids.map((id) => owned(id)),
      });
    const ready = { type: "actorArgsReady", connectionId: 1, workerId: "w", taskId: "t", attempt: 2 };
    expect(ask("t", [])).toEqual([ready]);
    m.seal("a");
    expect(only(ask("t", ["a", "b"]), "actorArgsReady")).toEqual([]);
    expect(only(m.seal("b"), "actorArgsReady")).toEqual([ready]);
    expect(m.manager.counts().requests).toBe(0);
  });

  test("plasma ready is told once", () => {
    const m = new Checked();
    m.send({ type: "subscribePlasmaReady", connectionId: 1, workerId: "w", object: owned("a") });
    expect(only(m.seal("a"), "plasmaReady")).toEqual([
      { type: "plasmaReady", connectionId: 1, workerId: "w", objectId: "a" },
    ]);
    m.send({ type: "storeDeleted", objectId: "a" });
    expect(only(m.seal("a"), "plasmaReady")).toEqual([]);
  });
});

describe("lease dependencies", () => {
  test("ready, lost, ready again, released", () => {
    const m = new Checked();
    const ready = [{ type: "dependenciesReady", leaseId: "L" }];
    expect(m.send({ type: "leaseDependencies", leaseId: "N", objects: [] })).toEqual([
      { type: "dependenciesReady", leaseId: "N" },
    ]);
    m.send({ type: "leaseDependencies", leaseId: "L", objects: [owned("a"), owned("b")] });
    m.seal("a");
    expect(only(m.seal("b"), "dependenciesReady")).toEqual(ready);
    expect(only(m.send({ type: "storeDeleted", objectId: "a" }), "dependenciesLost")).toEqual([
      { type: "dependenciesLost", leaseId: "L", objectIds: ["a"] },
    ]);
    expect(only(m.send({ type: "storeDeleted", objectId: "b" }), "dependenciesLost")).toEqual([]);
    m.seal("b");
    expect(only(m.seal("a"), "dependenciesReady")).toEqual(ready);
    m.send({ type: "releaseDependencies", leaseId: "L" });
    m.send({ type: "releaseDependencies", leaseId: "N" });
    expect(only(m.send({ type: "storeDeleted", objectId: "a" }), "dependenciesLost")).toEqual([]);
    expect(m.manager.counts()).toEqual({ objects: 1, requests: 0 });
  });
});

describe("arguments from other nodes", () => {
  const remote = "receivedFromRemoteRaylet";
  const wants = (m: Checked, leaseId: string, ...ids: string[]) =>
    m.send({ type: "leaseDependencies", leaseId, objects: ids.map((id) => owned(id)) });
  /** The store holds what came from another node until it is told not to. */
  const letGo = (effects: ReturnType<Checked["send"]>) => only(effects, "unhold").flatMap((e) => [...e.objectIds]);
  const roomFor = (objects: number) => ({
    spilling: { ...defaultSpillConfig, argsShare: 0.5, capacityBytes: 2 * 106 * objects },
  });

  test("are held until the last lease that waits for them is over", () => {
    const m = new Checked(roomFor(10));
    wants(m, "L", "a", "b");
    wants(m, "M", "a");
    expect(letGo(m.seal("a", ownerA, remote))).toEqual([]);
    expect(letGo(m.seal("b"))).toEqual([]);
    expect(letGo(m.send({ type: "releaseDependencies", leaseId: "L" }))).toEqual([]);
    expect(letGo(m.send({ type: "releaseDependencies", leaseId: "M" }))).toEqual(["a"]);
  });

  test("are not held for gets, nor for nobody, nor beyond the budget", () => {
    const m = new Checked(roomFor(1));
    m.send({ type: "asyncGet", connectionId: 7, workerId: "w", requestId: 1, objects: [owned("got")] });
    expect(letGo(m.seal("got", ownerA, remote))).toEqual(["got"]);
    expect(letGo(m.seal("late", ownerA, remote))).toEqual(["late"]);
    wants(m, "first", "elsewhere");
    wants(m, "L", "a", "b");
    expect(letGo(m.seal("a", ownerA, remote))).toEqual([]);
    expect(letGo(m.seal("b", ownerA, remote))).toEqual(["b"]);
    m.send({ type: "storeDeleted", objectId: "b" });
    expect(letGo(m.send({ type: "releaseDependencies", leaseId: "L" }))).toEqual(["a"]);
  });

  test("are all held for the request that has waited longest, or it might wait for ever", () => {
    const m = new Checked(roomFor(1));
    wants(m, "L", "a", "b");
    wants(m, "M", "c");
    expect(letGo(m.seal("a", ownerA, remote))).toEqual([]);
    expect(letGo(m.seal("c", ownerA, remote))).toEqual(["c"]);
    expect(letGo(m.seal("b", ownerA, remote))).toEqual([]);
  });

  test("are held for a wait until it is answered", () => {
    const m = new Checked(roomFor(10));
    m.wait([owned("a"), owned("b")], 2);
    const places = word({ nodeIds: [otherNode], objectSize: 106 });
    m.send({ type: "ownerMessage", ownerId: ownerA.workerId, objectId: "a", word: places });
    expect(letGo(m.seal("a", ownerA, remote))).toEqual([]);
    expect(letGo(m.seal("b"))).toEqual(["a"]);
  });
});

describe("what owners are told", () => {
  const updates = (effects: ReturnType<Checked["send"]>) =>
    only(effects, "sendLocations").map((effect) => effect.updates.map((u) => `${u.location} ${u.objectId}`));

  test("an idle owner is told at once; what follows waits for the answer and the interval", () => {
    const m = new Checked({ reportIntervalMs: 10 });
    expect(updates(m.seal("a"))).toEqual([["added a"]]);
    expect(updates(m.seal("b"))).toEqual([]);
    m.now += 1;
    expect(updates(m.send({ type: "locationsSent", ownerId: ownerA.workerId }))).toEqual([]);
    expect(m.manager.nextDeadlineMs()).toBe(1_010);
    expect(updates(m.seal("c", ownerB))).toEqual([["added c"]]);
    expect(updates(m.tickAt(1_010))).toEqual([["added b"]]);
  });

  test("made and gone between two batches is never mentioned", () => {
    const m = new Checked();
    m.seal("a");
    m.seal("b");
    m.send({ type: "storeDeleted", objectId: "b" });
    m.send({ type: "storeDeleted", objectId: "a" });
    m.now += 1_000;
    expect(updates(m.send({ type: "locationsSent", ownerId: ownerA.workerId }))).toEqual([["removed a"]]);
    m.now += 1_000;
    expect(updates(m.send({ type: "locationsSent", ownerId: ownerA.workerId }))).toEqual([]);
    expect(m.manager.nextDeadlineMs()).toBe(null);
  });

  test("a batch is cut at its limit", () => {
    const m = new Checked({ maxReportBatch: 2 });
    m.seal("z");
    for (const id of ["a", "b", "c"]) m.seal(id);
    m.now += 1_000;
    expect(updates(m.send({ type: "locationsSent", ownerId: ownerA.workerId }))).toEqual([["added a", "added b"]]);
    m.now += 1_000;
    expect(updates(m.send({ type: "locationsSent", ownerId: ownerA.workerId }))).toEqual([["added c"]]);
  });

  test("a failed batch is sent again with growing pauses, and its objects are stated whatever became of them", () => {
    const m = new Checked({ reportRetryMs: 100, reportRetryMaxMs: 150 });
    m.seal("a");
    m.send({ type: "storeDeleted", objectId: "a" });
    expect(updates(m.send({ type: "locationsFailed", ownerId: ownerA.workerId, reason: "x" }))).toEqual([]);
    expect(updates(m.tickAt(1_099))).toEqual([]);
    expect(updates(m.tickAt(1_100))).toEqual([["removed a"]]);
    m.send({ type: "locationsFailed", ownerId: ownerA.workerId, reason: "x" });
    expect(updates(m.tickAt(1_249))).toEqual([]);
    expect(updates(m.tickAt(1_250))).toEqual([["removed a"]]);
  });

  test("error objects and objects without an owner are not reported", () => {
    const m = new Checked();
    expect(updates(m.sealError("e"))).toEqual([]);
    expect(updates(m.seal("n", null))).toEqual([]);
  });
});

describe("what owners say", () => {
  const get = (m: Checked, id = "a", owner: Parameters<typeof owned>[1] = ownerA) =>
    m.send({ type: "asyncGet", connectionId: 1, workerId: "w", requestId: 0, objects: [owned(id, owner)] });
  const say = (m: Checked, changes: Parameters<typeof word>[0], id = "a") =>
    m.send({ type: "ownerMessage", ownerId: ownerA.workerId, objectId: id, word: word(changes) });

  test("pending creation is waited for as long as it takes", () => {
    const m = new Checked({ fetchFailTimeoutMs: 1_000 });
    get(m);
    expect(say(m, { pendingCreation: true })).toEqual([]);
    expect(m.manager.nextDeadlineMs()).toBe(null);
    expect(m.tickAt(1_000_000)).toEqual([]);
  });

  test("copies elsewhere are pulled, told again only when something changes, cancelled when it came", () => {
    const m = new Checked();
    get(m);
    const pulls = (effects: ReturnType<Checked["send"]>) => only(effects, "pull");
    expect(pulls(say(m, { nodeIds: [selfNode, otherNode], objectSize: 9 }))).toEqual([
      {
        type: "pull",
        objectId: "a",
        owner: ownerA,
        urgency: "get",
        nodeIds: [otherNode],
        objectSize: 9,
        spilledUrl: "",
        spilledNodeId: null,
      },
    ]);
    expect(pulls(say(m, { nodeIds: [otherNode, selfNode], objectSize: 9 }))).toEqual([]);
    expect(only(m.seal("a"), "cancelPull")).toEqual([{ type: "cancelPull", objectId: "a" }]);
  });

  test("the reference is gone: the waiting get is given the error object, asked for until it is there", () => {
    const m = new Checked({ errorRetryMs: 50 });
    get(m);
    const raise = { type: "createError", objectId: "a", owner: ownerA, errorType: "OBJECT_DELETED" };
    const effects = say(m, { refRemoved: true });
    expect(only(effects, "createError")).toMatchObject([raise]);
    expect(only(effects, "unsubscribeLocations")).toHaveLength(1);
    expect(m.tickAt(1_050)).toMatchObject([raise]);
    m.sealError("a");
    expect(m.tickAt(9_000)).toEqual([]);
  });

  test("no copy for too long is OBJECT_FETCH_TIMED_OUT; so is an object nobody owns", () => {
    const m = new Checked({ fetchFailTimeoutMs: 500 });
    get(m);
    say(m, { nodeIds: [selfNode] });
    expect(only(m.tickAt(1_500), "createError")).toMatchObject([
      { objectId: "a", errorType: "OBJECT_FETCH_TIMED_OUT" },
    ]);
    const n = new Checked({ fetchFailTimeoutMs: 500 });
    expect(get(n, "a", null)).toEqual([]);
    expect(only(n.tickAt(1_500), "createError")).toMatchObject([{ owner: null, errorType: "OBJECT_FETCH_TIMED_OUT" }]);
  });

  test("words about objects nobody seeks, or from one who does not own it, are ignored", () => {
    const m = new Checked();
    expect(say(m, { refRemoved: true })).toEqual([]);
    get(m);
    const effects = m.send({
      type: "ownerMessage",
      ownerId: ownerB.workerId,
      objectId: "a",
      word: word({ refRemoved: true }),
    });
    expect(effects).toEqual([]);
  });
});

describe("an owner's death", () => {
  test("frees its primary copies, fails what waits, and is remembered", () => {
    const m = new Checked();
    m.seal("kept");
    m.send({ type: "pinned", objectId: "kept", owner: ownerA });
    m.seal("cached");
    m.wait([owned("missing")], 1);
    const effects = m.send({ type: "ownerDied", ownerId: ownerA.workerId, reason: "killed" });
    expect(effects).toMatchObject([
      { type: "dropOwner", ownerId: ownerA.workerId },
      { type: "unpin", objectIds: ["kept"] },
      { type: "deleteLocal", objectIds: ["kept"] },
      { type: "createError", objectId: "missing", owner: ownerA, errorType: "OWNER_DIED" },
    ]);
    expect(only(m.sealError("missing"), "replyWait")).toMatchObject([{ found: ["missing"], remaining: [] }]);
    expect(m.send({ type: "ownerDied", ownerId: ownerA.workerId, reason: "again" })).toEqual([]);
    const late = m.send({ type: "leaseDependencies", leaseId: "L", objects: [owned("late")] });
    expect(late).toMatchObject([{ type: "createError", objectId: "late", errorType: "OWNER_DIED" }]);
    expect(only(m.sealError("late"), "dependenciesReady")).toHaveLength(1);
    expect(m.send({ type: "storeDeleted", objectId: "kept" })).toEqual([]);
  });

  test("a result pinned for a dead owner is released at once", () => {
    const m = new Checked();
    m.send({ type: "ownerDied", ownerId: ownerA.workerId, reason: "killed" });
    expect(only(m.seal("r"), "sendLocations")).toEqual([]);
    expect(m.send({ type: "pinned", objectId: "r", owner: ownerA })).toEqual([
      { type: "unpin", objectIds: ["r"] },
      { type: "deleteLocal", objectIds: ["r"] },
    ]);
  });

  test("a node's death is the death of all owners on it", () => {
    const m = new Checked();
    const remote = ownerOf("remote", otherNode);
    m.seal("p", remote);
    m.send({ type: "pinned", objectId: "p", owner: remote });
    m.wait([owned("q", ownerOf("remote-2", otherNode)), owned("here")], 2);
    const effects = m.send({ type: "nodeDied", nodeId: otherNode });
    expect(only(effects, "unpin")).toEqual([{ type: "unpin", objectIds: ["p"] }]);
    expect(only(effects, "createError")).toMatchObject([{ objectId: "q", errorType: "OWNER_DIED" }]);
  });
});

describe("freeing", () => {
  test("FreeObjects unpins and deletes, here or everywhere", () => {
    const m = new Checked();
    expect(m.send({ type: "freeObjects", localOnly: true, objectIds: ["warm-up"] })).toEqual([
      { type: "unpin", objectIds: ["warm-up"] },
      { type: "deleteLocal", objectIds: ["warm-up"] },
    ]);
    const everywhere = m.send({ type: "freeObjects", localOnly: false, objectIds: ["a"] });
    expect(only(everywhere, "freeOnOtherNodes")).toEqual([{ type: "freeOnOtherNodes", objectIds: ["a"] }]);
  });

  test("an error that a task found in the place of its result is the value once it is pinned", () => {
    const m = new Checked();
    m.sealError("e");
    expect(m.manager.sourceOf("e")).toBeNull();
    const effects = m.send({ type: "pinned", objectId: "e", owner: ownerA });
    expect(only(effects, "sendLocations")).toMatchObject([{ updates: [{ objectId: "e", location: "added" }] }]);
    expect(m.manager.sourceOf("e")).toEqual({ type: "store", sizeBytes: 1 });
  });

  test("an owner that freed its primary copy has nothing to lose by dying", () => {
    const m = new Checked();
    m.seal("a");
    m.send({ type: "pinned", objectId: "a", owner: ownerA });
    m.send({ type: "freed", objectIds: ["a", "unknown"] });
    const effects = m.send({ type: "ownerDied", ownerId: ownerA.workerId, reason: "x" });
    expect(effects).toEqual([{ type: "dropOwner", ownerId: ownerA.workerId }]);
  });
});

describe("why and story", () => {
  test("why names the missing object, its owner and what the owner said", () => {
    const m = new Checked();
    m.seal("here");
    m.wait([owned("here"), owned("gone")], 2);
    m.now += 40;
    const ref = { type: "wait", waitId: 1 } as const;
    expect(m.manager.why(ref, m.now)).toMatchObject({
      waitingMs: 40,
      objects: 2,
      missing: [{ objectId: "gone", owner: ownerA, ownerSaid: null, state: "asked the owner, no answer yet" }],
    });
    m.send({ type: "ownerUnreachable", ownerId: ownerA.workerId, reason: "UNAVAILABLE" });
    expect(m.manager.why(ref, m.now)?.missing[0]?.state).toBe("its owner cannot be reached: UNAVAILABLE");
    m.send({ type: "ownerReachable", ownerId: ownerA.workerId });
    m.send({
      type: "ownerMessage",
      ownerId: ownerA.workerId,
      objectId: "gone",
      word: word({ pendingCreation: true }),
    });
    expect(m.manager.why(ref, m.now + 5)?.missing[0]).toMatchObject({
      ownerSaid: "its creation is pending",
      ownerSaidMsAgo: 5,
      state: "waiting for the task that creates it",
    });
    expect(m.manager.why({ type: "lease", leaseId: "none" }, m.now)).toBe(null);
  });

  test("a request that waits for long is told of, unless a task makes its object; again when the wait has doubled", () => {
    const m = new Checked({ lateAfterMs: 5_000 });
    m.wait([owned("a")], 1);
    const late = (ms: number) => only(m.tickAt(1_000 + ms), "tellLate").map(({ explanation }) => explanation);
    const say = (changes: Parameters<typeof word>[0]) =>
      m.send({ type: "ownerMessage", ownerId: ownerA.workerId, objectId: "a", word: word(changes) });
    say({ pendingCreation: true });
    expect(late(4_999)).toEqual([]);
    expect(late(5_000)).toEqual([]);
    say({ nodeIds: [otherNode], objectSize: 7 });
    const [explanation] = late(10_000);
    expect(explanation).toMatchObject({ waitingMs: 10_000, missingObjects: 1 });
    const text = explanation && describeExplanation(explanation, () => "comes from node x, 3 of 7 bytes so far");
    expect(text).toContain("Wait 1 has waited 10 s for 1 of its 1 objects: a comes from node x, 3 of 7 bytes so far");
    expect(text).toContain(`its owner says: copies on ${otherNode}`);
    expect(explanation && describeExplanation(explanation, () => null)).toContain("a being pulled (owner owner-a");
    expect(late(15_000)).toEqual([]);
    expect(late(20_000)).toHaveLength(1);
    expect(late(25_000)).toEqual([]);
    m.seal("a");
    expect(late(60_000)).toEqual([]);
  });

  test("a story tells what happened, oldest first, within its bound", () => {
    const m = new Checked({ storyLength: 4 });
    m.seal("a");
    m.send({ type: "pinned", objectId: "a", owner: ownerA });
    m.seal("b");
    m.send({ type: "storeDeleted", objectId: "a" });
    const told = () => m.manager.story("a").map((entry) => entry.what);
    expect(told()).toEqual(["sealed in the local store", "pinned as the primary copy", "gone from the local store"]);
    m.seal("c");
    expect(told()).toEqual(["pinned as the primary copy", "gone from the local store"]);
  });
});
