// The rules are those of Ray's src/ray/raylet/scheduling/policy/*.cc and cluster_resource_scheduler.cc, near 2.60.0.

import { describe, expect, it } from "vitest";
import { type Candidate, NodePolicy, type PlacementQuestion } from "../../../../src/core/scheduler/node-policy.js";
import type { LabelConstraint, LabelMatch } from "../../../../src/core/scheduler/types.js";

const question: PlacementQuestion = {
  strategy: { type: "default" },
  selectors: [[]],
  shouldPreferLocal: false,
  wantsGpu: false,
  isUndemandingActor: false,
};

/** Node "a" is the local one unless said otherwise. */
function node(nodeId: string, changes: Partial<Candidate> = {}): Candidate {
  return {
    nodeId,
    isLocal: nodeId === "a",
    labels: new Map(),
    isDraining: false,
    hasGpu: false,
    isFeasible: true,
    isAvailable: true,
    utilization: 0,
    ...changes,
  };
}

function policy(random = 0, topKAbsolute = 1): NodePolicy {
  return new NodePolicy({
    spreadThreshold: 0.5,
    topKFraction: 0.2,
    topKAbsolute,
    avoidGpuNodes: true,
    random: () => random,
  });
}

function chosen(nodes: readonly Candidate[], asked: Partial<PlacementQuestion> = {}, by = policy()): string {
  const choice = by.choose({ ...question, ...asked }, nodes);
  return choice.type === "node" ? choice.node.nodeId : choice.type;
}

describe("default policy (hybrid_scheduling_policy.cc)", () => {
  it("packs this node up to the threshold, then takes the least used", () => {
    expect(chosen([node("a", { utilization: 0.49 }), node("b")])).toBe("a");
    expect(chosen([node("a", { utilization: 0.6 }), node("b", { utilization: 0.49 })])).toBe("b");
    expect(chosen([node("a", { utilization: 0.6 }), node("b", { utilization: 0.6 })])).toBe("a");
  });

  it("breaks ties by node id, whatever the order nodes joined in", () => {
    const busy = node("a", { isAvailable: false });
    expect(chosen([busy, node("c"), node("b")])).toBe("b");
    expect(chosen([busy, node("b"), node("c")])).toBe("b");
  });

  it("draws among the top k of all nodes, not only of those that fit", () => {
    const tooSmall = ["f", "g", "h", "i", "j", "k"].map((id) => node(id, { isFeasible: false, isAvailable: false }));
    const nodes = [node("a", { isAvailable: false }), node("b"), node("c"), node("d"), ...tooSmall];
    // 0.2 of 10 nodes: two of the three that have room.
    expect(chosen(nodes, {}, policy(0.99))).toBe("c");
    expect(chosen(nodes, {}, policy(0.99, 3))).toBe("d");
  });

  it("with no room anywhere it waits where the least is in use, and here only if nobody is less used", () => {
    const full = { isAvailable: false };
    expect(chosen([node("a", { ...full, utilization: 1 }), node("b", { ...full, utilization: 0.8 })])).toBe("b");
    expect(chosen([node("a", { ...full, utilization: 1 }), node("b", { ...full, utilization: 1 })])).toBe("a");
  });

  it("keeps nodes with GPUs free, unless no other has room now", () => {
    const gpu = node("a", { hasGpu: true });
    expect(chosen([gpu, node("b", { utilization: 0.9 })])).toBe("b");
    expect(chosen([gpu, node("b", { utilization: 0.9 })], { wantsGpu: true })).toBe("a");
    expect(chosen([gpu, node("b", { isAvailable: false })])).toBe("a");
  });
});

describe("what prefers this node (cluster_resource_scheduler.cc)", () => {
  it("stays if there is room here, and if there is room nowhere", () => {
    const prefer = { shouldPreferLocal: true };
    const used = { utilization: 0.9 };
    expect(chosen([node("a", used), node("b")], prefer)).toBe("a");
    expect(chosen([node("a", { ...used, isAvailable: false }), node("b")], prefer)).toBe("b");
    const full = { isAvailable: false };
    expect(chosen([node("a", { ...full, utilization: 1 }), node("b", { ...full, utilization: 0.8 })], prefer)).toBe(
      "a",
    );
  });
});

describe("spread (spread_scheduling_policy.cc)", () => {
  it("goes round all nodes by id and skips those without room without losing its place", () => {
    const spread = { strategy: { type: "spread" } as const };
    const by = policy();
    const full = node("b", { isAvailable: false });
    expect(chosen([node("c"), node("a"), full], spread, by)).toBe("a");
    expect(chosen([node("c"), node("a"), full], spread, by)).toBe("c");
    expect(chosen([node("c"), node("a"), node("b")], spread, by)).toBe("a");
    expect(chosen([node("c"), node("a"), node("b")], spread, by)).toBe("b");
  });

  it("takes a full node when all are full", () => {
    const full = ["a", "b"].map((id) => node(id, { isAvailable: false }));
    expect(chosen(full, { strategy: { type: "spread" } })).toBe("a");
    expect(chosen([], { strategy: { type: "spread" } })).toBe("infeasible");
  });
});

describe("node labels (node_label_scheduling_policy.cc)", () => {
  const on = (zone: string) => ({ labels: new Map([["zone", zone]]) });
  const match = (zone: string): LabelMatch[] => [{ key: "zone", operator: "in", values: [zone] }];

  it("prefers room over soft labels, and soft labels among what has room", () => {
    const strategy = { type: "nodeLabel", hard: [], soft: match("x") } as const;
    expect(chosen([node("b", on("y")), node("c", on("x"))], { strategy })).toBe("c");
    expect(chosen([node("b", on("y")), node("c", { ...on("x"), isAvailable: false })], { strategy })).toBe("b");
    const full = { isAvailable: false };
    expect(chosen([node("b", { ...on("y"), ...full }), node("c", { ...on("x"), ...full })], { strategy })).toBe("c");
  });

  it("draws at random, without a bonus for this node", () => {
    const strategy = { type: "nodeLabel", hard: match("x"), soft: [] } as const;
    expect(chosen([node("a", on("x")), node("b", on("x")), node("c", on("y"))], { strategy }, policy(0.99))).toBe("b");
    expect(chosen([node("a", on("y"))], { strategy })).toBe("infeasible");
  });
});

describe("node affinity (node_affinity_scheduling_policy.cc)", () => {
  const affinity = (changes: object) =>
    ({
      strategy: {
        type: "nodeAffinity",
        nodeId: "b",
        soft: false,
        spillOnUnavailable: false,
        failOnUnavailable: false,
        ...changes,
      },
    }) as Partial<PlacementQuestion>;
  const busy = [node("a"), node("b", { isAvailable: false })];

  it("waits for its node when that is only busy, spills or fails if told to", () => {
    expect(chosen(busy, affinity({}))).toBe("b");
    expect(chosen(busy, affinity({ soft: true, spillOnUnavailable: true }))).toBe("a");
    expect(chosen(busy, affinity({ failOnUnavailable: true }))).toBe("refused");
  });

  it("falls back to any node when its own is gone, if it is soft", () => {
    expect(chosen([node("a")], affinity({ soft: true }))).toBe("a");
    expect(chosen([node("a")], affinity({}))).toBe("infeasible");
  });
});

it("a draining node takes nothing, and fallback selectors come in order", () => {
  const zone = (value: string): LabelConstraint[] => [{ key: "zone", operator: "in", values: [value] }];
  expect(chosen([node("a", { isDraining: true })])).toBe("infeasible");
  const nodes = [node("a", { labels: new Map([["zone", "y"]]) })];
  expect(chosen(nodes, { selectors: [zone("x"), zone("y")] })).toBe("a");
  expect(chosen(nodes, { selectors: [zone("x")] })).toBe("infeasible");
});
