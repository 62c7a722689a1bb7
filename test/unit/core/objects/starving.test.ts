import { describe, expect, test } from "vitest";
import { Checked, only, otherNode, owned, ownerA, word } from "./helpers.js";

describe("who waits for what has to be made first", () => {
  test("starves after a while in its get, until it is here", () => {
    const m = new Checked({ starvedAfterMs: 1_000 });
    const starves = (isStarving: boolean) => [{ type: "workerStarves", workerId: "w", isStarving }];
    const say = (objectId: string, changes: Parameters<typeof word>[0]) =>
      m.send({ type: "ownerMessage", ownerId: ownerA.workerId, objectId, word: word(changes) });
    m.send({ type: "asyncGet", connectionId: 1, workerId: "w", requestId: 0, objects: [owned("a"), owned("b")] });
    m.send({ type: "leaseDependencies", leaseId: "l", objects: [owned("a")] });
    say("a", { nodeIds: [otherNode] });
    // Nothing is said of what is on its way, nor of what the owner has not answered for.
    expect(only(m.tickAt(2_000), "workerStarves")).toEqual([]);
    say("b", { pendingCreation: true });
    expect(only(m.tickAt(2_999), "workerStarves")).toEqual([]);
    expect(only(m.tickAt(3_000), "workerStarves")).toEqual(starves(true));
    m.seal("a");
    expect(only(m.tickAt(4_000), "workerStarves")).toEqual(starves(true));
    m.seal("b");
    expect(only(m.tickAt(5_000), "workerStarves")).toEqual(starves(false));
    m.send({ type: "cancelGet", connectionId: 1, requestId: 0 });
    m.send({ type: "releaseDependencies", leaseId: "l" });
    m.tickAt(6_000);
    expect(m.manager.nextDeadlineMs()).toBeNull();
  });

  test("starves no more once its connection is closed", () => {
    const m = new Checked({ starvedAfterMs: 1_000 });
    m.send({ type: "asyncGet", connectionId: 1, workerId: "w", requestId: 0, objects: [owned("a")] });
    m.send({ type: "ownerMessage", ownerId: ownerA.workerId, objectId: "a", word: word({ pendingCreation: true }) });
    expect(only(m.tickAt(2_000), "workerStarves")).toMatchObject([{ isStarving: true }]);
    m.send({ type: "connectionClosed", connectionId: 1 });
    expect(only(m.tickAt(3_000), "workerStarves")).toMatchObject([{ isStarving: false }]);
    expect(m.manager.nextDeadlineMs()).toBeNull();
  });
});
