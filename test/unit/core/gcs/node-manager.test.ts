import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DeathReason, type NodeEvent, NodeManager } from "../../../../src/core/gcs/nodes/node-manager.js";
import { NodeId } from "../../../../src/ids/index.js";

const LIMITS = {
  healthInitialDelayMs: 5_000,
  healthPeriodMs: 3_000,
  healthFailureThreshold: 2,
  refusalPeriodMs: 500,
  refusalThreshold: 2,
  maxDeadNodes: 2,
};
const node = (n: number) => NodeId.fromHex(n.toString(16).padStart(56, "0"));
const register = (n: number, isHead = false): NodeEvent => ({ type: "register", node: { nodeId: node(n), isHead } });
const silent = {
  reason: DeathReason.UNEXPECTED_TERMINATION,
  message: expect.stringMatching(/health check failed/),
};
const leave = (n: number, reason = DeathReason.EXPECTED_TERMINATION): NodeEvent => ({
  type: "unregister",
  nodeId: node(n),
  death: { reason, message: "bye" },
});

describe("NodeManager", () => {
  it("takes a node in once, and never again after its death", () => {
    const manager = new NodeManager(LIMITS);
    expect(manager.handle(register(1), 0)).toEqual([{ type: "added", nodeId: node(1) }]);
    expect(manager.handle(register(1), 0)).toEqual([{ type: "refreshed", nodeId: node(1) }]);
    const death = { reason: DeathReason.EXPECTED_TERMINATION, message: "bye" };
    expect(manager.handle(leave(1), 0)).toEqual([{ type: "removed", nodeId: node(1), death }]);
    expect(manager.handle(leave(1), 0)).toEqual([]);
    expect(manager.handle(register(1), 0)).toEqual([{ type: "refused", nodeId: node(1) }]);
  });

  it("ends the old head node when a new one registers", () => {
    const manager = new NodeManager(LIMITS);
    manager.handle(register(1, true), 0);
    const effects = manager.handle(register(2, true), 0);
    expect(effects.map(({ type, nodeId }) => [type, nodeId])).toEqual([
      ["removed", node(1)],
      ["added", node(2)],
    ]);
  });

  it("knows what an earlier head knew, asks the living for their health, and keeps a bounded number of the dead", () => {
    const manager = new NodeManager(LIMITS);
    const effects = manager.restore([{ nodeId: node(1), isHead: true }], [node(2), node(3), node(4)], 1_000);
    manager.validate();
    expect(effects).toEqual([{ type: "forgotten", nodeId: node(2) }]);
    expect(manager.nodeIds()).toEqual([node(1), node(3), node(4)]);
    expect(manager.nextWakeMs()).toBe(6_000);
    expect(manager.handle({ type: "tick" }, 6_000)).toEqual([{ type: "checkHealth", nodeId: node(1) }]);
    expect(manager.handle(register(3), 6_000)).toEqual([{ type: "refused", nodeId: node(3) }]);
    expect(manager.handle(register(5, true), 6_000).map(({ type }) => type)).toEqual(["removed", "forgotten", "added"]);
    manager.validate();
  });

  it("ends a node that misses its health checks in a row, one check at a time", () => {
    const manager = new NodeManager(LIMITS);
    manager.handle(register(1), 0);
    expect(manager.nextWakeMs()).toBe(5_000);
    expect(manager.handle({ type: "tick" }, 4_999)).toEqual([]);
    expect(manager.handle({ type: "tick" }, 5_000)).toEqual([{ type: "checkHealth", nodeId: node(1) }]);
    expect(manager.handle({ type: "tick" }, 9_000), "the answer is still out").toEqual([]);
    const health = (answer: "serving" | "none", now: number) =>
      manager.handle({ type: "health", nodeId: node(1), answer }, now);
    expect(health("none", 9_000)).toEqual([]);
    expect(health("serving", 12_000)).toEqual([]);
    expect(health("none", 15_000)).toEqual([]);
    expect(health("none", 18_000)).toMatchObject([{ type: "removed", death: silent }]);
    expect(manager.nextWakeMs()).toBeNull();
  });

  it("asks at once a node that is out of touch, and ends it when nobody listens at its port, twice in a row", () => {
    const manager = new NodeManager({ ...LIMITS, healthFailureThreshold: 5 });
    manager.handle(register(1), 0);
    const health = (answer: "serving" | "none" | "refused", now: number) =>
      manager.handle({ type: "health", nodeId: node(1), answer }, now);
    const check = [{ type: "checkHealth", nodeId: node(1) }];
    expect(manager.handle({ type: "outOfTouch", nodeId: node(1) }, 10)).toEqual(check);
    expect(manager.handle({ type: "outOfTouch", nodeId: node(1) }, 11), "the answer is still out").toEqual([]);
    expect(health("refused", 20)).toEqual([]);
    expect(manager.nextWakeMs()).toBe(520);
    manager.handle({ type: "tick" }, 520);
    expect(health("none", 530), "nothing is known by that").toEqual([]);
    expect(manager.nextWakeMs()).toBe(3_530);
    expect(health("refused", 3_530)).toEqual([]);
    expect(manager.handle({ type: "tick" }, 4_030)).toEqual(check);
    expect(health("refused", 4_031)).toMatchObject([{ type: "removed", death: silent }]);
    expect(manager.handle({ type: "outOfTouch", nodeId: node(1) }, 4_032)).toEqual([]);
  });

  it("tells a drained node's end by why it was drained", () => {
    const manager = new NodeManager(LIMITS);
    const drain = (n: number, reason: "idle" | "preemption", deadlineMs: number) =>
      manager.handle({ type: "drain", nodeId: node(n), reason, message: "", deadlineMs }, 0);
    for (const n of [1, 2, 3]) manager.handle(register(n), 0);
    drain(1, "idle", 0);
    drain(2, "preemption", 100);
    drain(3, "preemption", 100);
    expect([...manager.draining()]).toEqual([
      [node(1), 0],
      [node(2), 100],
      [node(3), 100],
    ]);
    expect(manager.handle(leave(1), 50)).toMatchObject([{ death: { reason: DeathReason.AUTOSCALER_DRAIN_IDLE } }]);
    expect(manager.handle(leave(2), 50)).toMatchObject([{ death: { reason: DeathReason.EXPECTED_TERMINATION } }]);
    expect(manager.handle(leave(3), 100)).toMatchObject([
      { death: { reason: DeathReason.AUTOSCALER_DRAIN_PREEMPTED } },
      { type: "forgotten", nodeId: node(1) },
    ]);
  });

  it("calls a node preempted that falls silent once the deadline of its preemption is over", () => {
    for (const [reason, deadlineMs, death] of [
      ["preemption", 100, { reason: DeathReason.AUTOSCALER_DRAIN_PREEMPTED, message: "spot" }],
      ["preemption", 101, silent],
      ["preemption", 0, silent],
      ["idle", 100, silent],
    ] as const) {
      const manager = new NodeManager({ ...LIMITS, healthFailureThreshold: 1 });
      manager.handle(register(1), 0);
      manager.handle({ type: "drain", nodeId: node(1), reason, message: "spot", deadlineMs }, 0);
      const noAnswer = { type: "health", nodeId: node(1), answer: "none" } as const;
      expect(manager.handle(noAnswer, 100)).toMatchObject([{ type: "removed", death }]);
    }
  });

  it("keeps its invariants whatever comes", () => {
    const id = fc.nat(6);
    const event = fc.oneof(
      fc.tuple(id, fc.boolean()).map(([n, isHead]) => register(n, isHead)),
      id.map((n) => leave(n)),
      fc
        .tuple(id, fc.constantFrom("serving", "none", "refused"))
        .map(([n, answer]): NodeEvent => ({ type: "health", nodeId: node(n), answer })),
      id.map((n): NodeEvent => ({ type: "outOfTouch", nodeId: node(n) })),
      id.map((n): NodeEvent => {
        return { type: "drain", nodeId: node(n), reason: "preemption", message: "", deadlineMs: 10 };
      }),
      fc.constant<NodeEvent>({ type: "tick" }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.nat(4_000)), { maxLength: 100, size: "max" }), (events) => {
        const manager = new NodeManager(LIMITS);
        let now = 0;
        const alive = new Set<string>();
        for (const [each, wait] of events) {
          now += wait;
          for (const effect of manager.handle(each, now)) {
            if (effect.type === "added") alive.add(effect.nodeId);
            if (effect.type === "removed") expect(alive.delete(effect.nodeId)).toBe(true);
          }
          manager.validate();
          for (const n of alive) expect(manager.isAlive(NodeId.fromHex(n))).toBe(true);
        }
      }),
    );
  });
});
