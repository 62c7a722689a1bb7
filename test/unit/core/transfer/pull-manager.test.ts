import { describe, expect, test } from "vitest";
import type { Urgency } from "../../../../src/core/objects/types.js";
import { PullManager } from "../../../../src/core/transfer/pull-manager.js";
import {
  defaultPullConfig,
  type PullConfig,
  type PullEffect,
  type PullEvent,
} from "../../../../src/core/transfer/types.js";

const owner = { nodeId: "n0", ip: "127.0.0.1", port: 1, workerId: "w" };

class Checked {
  readonly manager: PullManager;
  now = 1_000;

  constructor(config: Partial<PullConfig> = {}) {
    this.manager = new PullManager({ ...defaultPullConfig, capacityBytes: 1_000, random: () => 0, ...config });
  }

  send(...events: PullEvent[]): PullEffect[] {
    const effects = this.manager.handle(events, this.now);
    this.manager.validate();
    return effects;
  }

  want(
    objectId: string,
    holders: string[],
    sizeBytes = 10,
    urgency: Urgency = "get",
    spilledNodeId: string | null = null,
  ): PullEffect[] {
    return this.send({ type: "wanted", objectId, owner, urgency, holders, spilledNodeId, sizeBytes });
  }

  tickAt(ms: number): PullEffect[] {
    this.now = ms;
    return this.send({ type: "tick" });
  }

  /** Wants an object that gets its room at once; gives its job. */
  begin(objectId: string, holders: string[], sizeBytes = 10, urgency: Urgency = "get"): number {
    const [accept] = only(this.want(objectId, holders, sizeBytes, urgency), "accept");
    const job = accept?.job ?? -1;
    this.send({ type: "ready", job });
    return job;
  }
}

function only<T extends PullEffect["type"]>(effects: PullEffect[], type: T) {
  return effects.filter((effect): effect is Extract<PullEffect, { type: T }> => effect.type === type);
}

describe("PullManager", () => {
  test("room first, then a holder is asked; the job ends with unwanted", () => {
    const m = new Checked();
    expect(m.want("a", ["x", "y"])).toEqual([{ type: "accept", job: 1, objectId: "a", owner, sizeBytes: 10 }]);
    expect(m.send({ type: "ready", job: 1 })).toEqual([{ type: "ask", nodeId: "x", objectIds: ["a"] }]);
    expect(m.want("a", ["x", "y"])).toEqual([]);
    expect(m.send({ type: "unwanted", objectId: "a" })).toEqual([{ type: "abandon", job: 1, objectId: "a" }]);
    expect(m.send({ type: "arrived", job: 1 })).toEqual([]);
    expect(m.manager.counts()).toEqual({ pulls: 0, underWay: 0, bytesUnderWay: 0 });
    expect(m.manager.nextDeadlineMs()).toBe(null);
  });

  test("what becomes ready together is asked for together, without what ended meanwhile", () => {
    const m = new Checked();
    const jobs = ["a", "b", "c", "d"].map((objectId) => {
      const holders = objectId === "d" ? ["y"] : ["x"];
      return only(m.want(objectId, holders), "accept")[0]?.job ?? -1;
    });
    const ready = jobs.map((job) => ({ type: "ready", job }) as const);
    const effects = m.send(...ready, { type: "unwanted", objectId: "b" });
    expect(effects).toEqual([
      { type: "abandon", job: jobs[1], objectId: "b" },
      { type: "ask", nodeId: "x", objectIds: ["a", "c"] },
      { type: "ask", nodeId: "y", objectIds: ["d"] },
    ]);
  });

  test("gets go before waits before arguments, within a bound each; the first always goes", () => {
    const m = new Checked({ getShare: 0.5, otherShare: 0.5 });
    m.begin("args1", ["x"], 400, "args");
    expect(m.manager.isShortOfRoom()).toBe(false);
    expect(m.want("args2", ["x"], 400, "args")).toEqual([]);
    expect(m.manager.isShortOfRoom()).toBe(true);
    expect(m.want("wait1", ["x"], 400, "wait")).toEqual([]);
    m.begin("huge", ["x"], 9_000, "get");
    expect(m.want("get2", ["x"], 10, "get")).toEqual([]);
    const after = m.send({ type: "unwanted", objectId: "args1" });
    expect(only(after, "accept").map((accept) => accept.objectId)).toEqual(["wait1"]);
    m.send({ type: "ready", job: only(after, "accept")[0]?.job ?? -1 });
    expect(only(m.send({ type: "unwanted", objectId: "wait1" }), "accept")).toMatchObject([{ objectId: "args2" }]);
    expect(only(m.send({ type: "unwanted", objectId: "huge" }), "accept")).toMatchObject([{ objectId: "get2" }]);
    expect(m.manager.isShortOfRoom()).toBe(false);
  });

  test("arguments that have come and wait for the rest leave less to further ones, but not nothing", () => {
    let waiting = 350;
    const m = new Checked({ otherShare: 0.5, argsBytes: () => waiting });
    const started = (effects: PullEffect[]) => only(effects, "accept").map((effect) => effect.objectId);
    expect(started(m.want("a", ["x"], 400, "args"))).toEqual(["a"]);
    m.send({ type: "ready", job: 1 });
    m.send({ type: "unwanted", objectId: "a" });
    expect(started(m.want("b", ["x"], 100, "args"))).toEqual(["b"]);
    m.send({ type: "ready", job: 2 });
    expect(started(m.want("c", ["x"], 100, "args"))).toEqual([]);
    expect(started(m.want("d", ["x"], 100, "wait"))).toEqual(["d"]);
    m.send({ type: "ready", job: 3 });
    waiting = 0;
    expect(started(m.send({ type: "tick" }))).toEqual(["c"]);
  });

  test("a get takes the place of arguments that still wait for room", () => {
    const m = new Checked();
    m.want("args", ["x"], 10, "args");
    const effects = m.want("get", ["x"], 10, "get");
    expect(effects.map(({ type }) => type)).toEqual(["abandon", "accept"]);
    expect(only(m.send({ type: "ready", job: 2 }), "accept")).toMatchObject([{ objectId: "args", job: 3 }]);
  });

  test("an urgency that changes is followed", () => {
    const m = new Checked();
    m.begin("big", ["x"], 500, "args");
    expect(m.want("a", ["x"], 400, "args")).toEqual([]);
    expect(only(m.want("a", ["x"], 400, "get"), "accept")).toHaveLength(1);
  });

  test("silence: the next holder; after all of them the pauses grow; chunks that come start afresh", () => {
    const m = new Checked({ retryMs: 10_000, failureRetryMs: 1_000 });
    const job = m.begin("a", ["x", "y"]);
    expect(m.tickAt(10_999)).toEqual([]);
    expect(m.tickAt(11_000)).toEqual([{ type: "ask", nodeId: "y", objectIds: ["a"] }]);
    m.now = 20_000;
    m.send({ type: "progress", job, receivedBytes: 5 });
    expect(m.tickAt(29_999)).toEqual([]);
    expect(m.tickAt(30_000)).toEqual([{ type: "ask", nodeId: "x", objectIds: ["a"] }]);
    const [warning] = only(m.tickAt(40_000), "warn");
    expect(warning?.text).toContain("was asked and sent nothing");
    const again = m.tickAt(41_000);
    expect(again.map(({ type }) => type)).toEqual(["abandon", "accept"]);
    expect(m.send({ type: "ready", job: job + 1 })).toEqual([{ type: "ask", nodeId: "x", objectIds: ["a"] }]);
    expect(m.tickAt(60_999)).toEqual([]);
    expect(m.tickAt(61_000)).toEqual([{ type: "ask", nodeId: "y", objectIds: ["a"] }]);
  });

  test("a holder that cannot be asked, or dies, is replaced at once", () => {
    const m = new Checked();
    m.begin("a", ["x", "y", "z"]);
    expect(m.send({ type: "askFailed", nodeId: "x", objectIds: ["a", "unknown"], text: "no" })).toEqual([
      { type: "ask", nodeId: "y", objectIds: ["a"] },
    ]);
    expect(m.send({ type: "askFailed", nodeId: "x", objectIds: ["a"], text: "late" })).toEqual([]);
    expect(m.send({ type: "nodeDied", nodeId: "y" })).toEqual([{ type: "ask", nodeId: "z", objectIds: ["a"] }]);
    expect(only(m.send({ type: "nodeDied", nodeId: "z" }), "warn")).toHaveLength(1);
    expect(m.manager.describe("a")).toContain("pulled again after a pause");
    expect(m.want("a", ["v"])).toEqual([{ type: "ask", nodeId: "v", objectIds: ["a"] }]);
  });

  test("a holder that is no longer one is left for another", () => {
    const m = new Checked();
    m.begin("a", ["x"]);
    expect(m.want("a", ["y"])).toEqual([{ type: "ask", nodeId: "y", objectIds: ["a"] }]);
  });

  test("a copy on disk is read when no memory gives one", () => {
    const m = new Checked();
    const [accept] = only(m.want("a", ["x"], 10, "get", "d"), "accept");
    const job = accept?.job ?? -1;
    expect(m.send({ type: "ready", job })).toEqual([{ type: "ask", nodeId: "x", objectIds: ["a"] }]);
    expect(m.send({ type: "askFailed", nodeId: "x", objectIds: ["a"], text: "no" })).toEqual([
      { type: "ask", nodeId: "d", objectIds: ["a"] },
    ]);
    expect(only(m.want("b", [], 10, "get", "d"), "accept")).toMatchObject([{ job: job + 1 }]);
    expect(m.send({ type: "ready", job: job + 1 })).toEqual([{ type: "ask", nodeId: "d", objectIds: ["b"] }]);
  });

  test("whoever gets nothing turns to one that has the object since then", () => {
    const m = new Checked({ moveAfterMs: 100, retryMs: 10_000 });
    m.begin("a", ["x"]);
    m.now += 30;
    expect(m.want("a", ["x", "y"])).toEqual([]);
    expect(m.tickAt(1_099)).toEqual([]);
    expect(m.tickAt(1_100)).toEqual([{ type: "ask", nodeId: "y", objectIds: ["a"] }]);
    m.now = 1_500;
    expect(m.want("a", ["x", "y", "z"])).toEqual([]);
    // That one has the object no more: as before.
    m.want("a", ["x", "y"]);
    expect(m.tickAt(1_500)).toEqual([]);
    expect(m.manager.nextDeadlineMs()).toBe(11_100);
    expect(m.tickAt(11_100)).toEqual([{ type: "ask", nodeId: "x", objectIds: ["a"] }]);
  });

  test("whoever gets something stays", () => {
    const m = new Checked({ moveAfterMs: 100, retryMs: 10_000 });
    const job = m.begin("a", ["x"]);
    m.send({ type: "progress", job, receivedBytes: 1 });
    m.now += 500;
    expect(m.want("a", ["x", "y"])).toEqual([]);
    expect(m.tickAt(10_999)).toEqual([]);
    expect(m.tickAt(11_000)).toEqual([{ type: "ask", nodeId: "y", objectIds: ["a"] }]);
  });

  test("a size that the owner learns late is followed", () => {
    const m = new Checked();
    const job = m.begin("a", ["x"], 0);
    expect(m.want("a", ["x"], 50)).toEqual([
      { type: "abandon", job, objectId: "a" },
      { type: "accept", job: 2, objectId: "a", owner, sizeBytes: 50 },
    ]);
    expect(m.manager.counts().bytesUnderWay).toBe(50);
  });

  test("a store without room is asked again later, one that makes the object itself soon", () => {
    const m = new Checked({ failureRetryMs: 1_000, existsRetryMs: 50 });
    m.want("a", ["x"]);
    expect(only(m.send({ type: "refused", job: 1, why: "noRoom", text: "full" }), "warn")).toHaveLength(1);
    expect(m.manager.counts().bytesUnderWay).toBe(0);
    expect(only(m.tickAt(2_000), "accept")).toMatchObject([{ job: 2 }]);
    expect(m.send({ type: "refused", job: 2, why: "exists", text: "there" })).toEqual([]);
    expect(only(m.tickAt(2_050), "accept")).toMatchObject([{ job: 3 }]);
  });

  test("a size that nobody knew is taken from the first chunk", () => {
    const m = new Checked();
    const job = m.begin("a", ["x"], 0);
    expect(m.send({ type: "otherSize", job, sizeBytes: 77 })).toEqual([
      { type: "abandon", job, objectId: "a" },
      { type: "accept", job: 2, objectId: "a", owner, sizeBytes: 77 },
    ]);
  });

  test("a size against the owner's word is believed when it is said twice", () => {
    const m = new Checked();
    const job = m.begin("a", ["x", "y"], 10);
    const first = m.send({ type: "otherSize", job, sizeBytes: 77 });
    expect(only(first, "warn")[0]?.text).toContain("has 10 bytes, says its owner; 77");
    expect(only(first, "accept")).toMatchObject([{ job: 2, sizeBytes: 10 }]);
    expect(m.send({ type: "ready", job: 2 })).toEqual([{ type: "ask", nodeId: "y", objectIds: ["a"] }]);
    expect(only(m.send({ type: "otherSize", job: 2, sizeBytes: 77 }), "accept")).toMatchObject([{ sizeBytes: 77 }]);
  });

  test("what could not be written is tried again", () => {
    const m = new Checked();
    const job = m.begin("a", ["x"]);
    expect(only(m.send({ type: "arrivalFailed", job, text: "EIO" }), "warn")).toHaveLength(1);
    expect(only(m.tickAt(2_000), "accept")).toHaveLength(1);
  });

  test("no more than so many at a time, however small", () => {
    const m = new Checked({ maxPulls: 2 });
    m.begin("a", ["x"]);
    m.begin("b", ["x"]);
    m.want("c", ["x"]);
    expect(m.manager.describe("c")).toContain("waits for its turn");
    m.send({ type: "askFailed", nodeId: "x", objectIds: ["a", "b"], text: "no" });
    const accepts = only(m.tickAt(2_000), "accept");
    expect(accepts.map(({ objectId }) => objectId)).toEqual(["c", "a"]);
  });
});
