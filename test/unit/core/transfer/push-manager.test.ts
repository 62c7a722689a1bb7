import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PushManager } from "../../../../src/core/transfer/push-manager.js";
import {
  defaultPushConfig,
  type PushConfig,
  type PushEffect,
  type PushEvent,
  type PushSource,
} from "../../../../src/core/transfer/types.js";

class Checked {
  readonly manager: PushManager;
  now = 1_000;

  constructor(config: Partial<PushConfig> = {}) {
    this.manager = new PushManager({ ...defaultPushConfig, chunkBytes: 10, window: 4, maxChunks: 6, ...config });
  }

  send(event: PushEvent): PushEffect[] {
    const effects = this.manager.handle(event, this.now);
    this.manager.validate();
    return effects;
  }

  ask(nodeId: string, objectId: string, source: PushSource | null): PushEffect[] {
    return this.send({ type: "asked", nodeId, objectId, source, takesStreams: nodeId !== "stock" });
  }
}

const store = (sizeBytes: number): PushSource => ({ type: "store", sizeBytes });
const copy = { path: "/spilled", offset: 0, size: 90, dataSize: 20, metadataSize: 5, crc: 1 };
const jobs = (effects: PushEffect[]) => effects.flatMap((effect) => (effect.type === "push" ? [effect.job] : []));

describe("PushManager", () => {
  test("an object is sent with as many chunks at a time as it has, at most the window", () => {
    const m = new Checked({ maxChunks: 100 });
    expect(m.ask("x", "a", store(5))).toEqual([
      { type: "push", job: 1, nodeId: "x", objectId: "a", source: store(5), takesStreams: true, window: 1 },
    ]);
    expect(m.ask("x", "b", store(11))).toMatchObject([{ window: 2 }]);
    expect(m.ask("x", "c", store(1_000))).toMatchObject([{ window: 4 }]);
    expect(m.ask("x", "d", { type: "file", copy })).toMatchObject([{ window: 3, source: { type: "file" } }]);
    expect(m.ask("stock", "a", store(5))).toMatchObject([{ nodeId: "stock", takesStreams: false }]);
  });

  test("chunks on their way are bounded; the next goes when there is room, in order", () => {
    const m = new Checked();
    m.ask("x", "a", store(1_000));
    expect(m.ask("y", "a", store(1_000))).toEqual([]);
    expect(m.ask("y", "small", store(1))).toEqual([]);
    expect(m.send({ type: "pushed", job: 1 })).toMatchObject([{ nodeId: "y", objectId: "a" }, { objectId: "small" }]);
  });

  test("one larger than the bound goes alone", () => {
    const m = new Checked({ window: 8, maxChunks: 6 });
    expect(m.ask("x", "a", store(1_000))).toMatchObject([{ window: 8 }]);
    expect(m.ask("x", "b", store(1))).toEqual([]);
  });

  test("a large object is sent to few at a time, and others meanwhile; a small one to all", () => {
    const m = new Checked({ maxChunks: 100, maxCopies: 2 });
    expect(["v", "w", "x", "y"].flatMap((node) => jobs(m.ask(node, "large", store(1_000))))).toHaveLength(2);
    expect(["v", "w", "x", "y"].flatMap((node) => jobs(m.ask(node, "small", store(40))))).toHaveLength(4);
    expect(jobs(m.ask("v", "other", store(1_000)))).toHaveLength(1);
    expect(m.send({ type: "pushed", job: 1 })).toMatchObject([{ nodeId: "x", objectId: "large" }]);
    expect(m.send({ type: "pushFailed", job: 2, why: "gone", text: "" })).toMatchObject([{ nodeId: "y" }]);
    expect(m.send({ type: "nodeDied", nodeId: "y" })).toEqual([]);
  });

  test("asked again while it is under way: sent once more afterwards, not beside", () => {
    const m = new Checked();
    m.ask("x", "a", store(20));
    expect(m.ask("x", "a", store(20))).toEqual([]);
    expect(m.ask("x", "a", store(20))).toEqual([]);
    expect(jobs(m.send({ type: "pushed", job: 1 }))).toEqual([2]);
    expect(m.send({ type: "pushed", job: 2 })).toEqual([]);
    expect(m.manager.counts()).toEqual({ pushes: 0, underWay: 0, chunks: 0 });
  });

  test("an object that is not here is sent when it comes, within the time", () => {
    const m = new Checked({ waitMs: 10_000 });
    expect(m.ask("x", "a", null)).toEqual([]);
    m.ask("y", "a", null);
    expect(m.manager.isAwaited("a")).toBe(true);
    expect(m.send({ type: "came", objectId: "a", source: store(5) })).toMatchObject([{ nodeId: "x" }, { nodeId: "y" }]);
    m.ask("x", "late", null);
    m.now = 11_000;
    m.send({ type: "tick" });
    expect(m.manager.isAwaited("late")).toBe(false);
    expect(m.send({ type: "came", objectId: "late", source: store(5) })).toEqual([]);
  });

  test("failures are said, a corrupt file to the object manager", () => {
    const m = new Checked();
    m.ask("x", "a", store(5));
    expect(m.send({ type: "pushFailed", job: 1, why: "gone", text: "" })).toEqual([]);
    m.ask("x", "a", { type: "file", copy });
    const corrupt = m.send({ type: "pushFailed", job: 2, why: "corrupt", text: "sum" });
    expect(corrupt).toEqual([{ type: "copyCorrupt", objectId: "a", copy, text: "sum" }]);
    m.ask("x", "a", store(5));
    expect(m.send({ type: "pushFailed", job: 3, why: "receiver", text: "no" })).toMatchObject([{ type: "warn" }]);
  });

  test("a dead node gets nothing more", () => {
    const m = new Checked();
    m.ask("x", "a", store(1_000));
    m.ask("x", "a", store(1_000));
    m.ask("x", "b", store(1_000));
    m.ask("x", "c", null);
    m.send({ type: "nodeDied", nodeId: "x" });
    expect(m.send({ type: "pushFailed", job: 1, why: "receiver", text: "no" })).toMatchObject([{ type: "warn" }]);
    expect(m.manager.counts()).toEqual({ pushes: 0, underWay: 0, chunks: 0 });
    expect(m.manager.nextDeadlineMs()).toBe(null);
  });

  test("in random worlds nobody is sent an object twice at a time, and all that is asked for ends", () => {
    const step = fc.record({
      do: fc.constantFrom(
        "ask" as const,
        "ask" as const,
        "askMissing" as const,
        "came" as const,
        "end" as const,
        "fail" as const,
        "die" as const,
        "pass" as const,
      ),
      nodeId: fc.constantFrom("x", "y", "z"),
      objectId: fc.constantFrom("a", "b", "c"),
      size: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), (steps) => {
        const m = new Checked();
        const open = new Map<number, string>();
        const send = (event: PushEvent) => {
          for (const effect of m.send(event)) {
            if (effect.type !== "push") continue;
            const key = `${effect.nodeId} ${effect.objectId}`;
            expect([...open.values()]).not.toContain(key);
            open.set(effect.job, key);
          }
        };
        const end = (event: PushEvent & { job: number }) => {
          open.delete(event.job);
          send(event);
        };
        for (const { do: what, nodeId, objectId, size } of steps) {
          const [job] = open.keys();
          if (what === "ask") send({ type: "asked", nodeId, objectId, source: store(size), takesStreams: true });
          if (what === "askMissing") send({ type: "asked", nodeId, objectId, source: null, takesStreams: true });
          if (what === "came") send({ type: "came", objectId, source: store(size) });
          if (what === "end" && job !== undefined) end({ type: "pushed", job });
          if (what === "fail" && job !== undefined) end({ type: "pushFailed", job, why: "receiver", text: "" });
          if (what === "die") send({ type: "nodeDied", nodeId });
          if (what === "pass") {
            m.now += size * 200;
            send({ type: "tick" });
          }
        }
        for (let round = 0; round < 100 && open.size > 0; round += 1) {
          for (const job of [...open.keys()]) end({ type: "pushed", job });
        }
        m.now += 20_000;
        send({ type: "tick" });
        expect(m.manager.counts()).toEqual({ pushes: 0, underWay: 0, chunks: 0 });
      }),
      { numRuns: 500 },
    );
  });
});
