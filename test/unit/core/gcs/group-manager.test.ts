import { describe, expect, it } from "vitest";
import { parseSelector } from "../../../../src/core/gcs/placement-groups/bundle-policy.js";
import type { GroupData } from "../../../../src/core/gcs/placement-groups/types.js";
import { all, bundles, GroupBench, node, one, view } from "./group-bench.js";

const ONE = { CPU: 1 };

function twoNodes(): GroupBench {
  const bench = new GroupBench();
  bench.addNode("a", { CPU: 4 });
  bench.addNode("b", { CPU: 4 });
  return bench;
}

describe("strategies", () => {
  it("PACK uses few nodes, SPREAD many, and both make do with what there is", () => {
    for (const [strategy, nodes] of [
      ["PACK", 1],
      ["SPREAD", 2],
    ] as const) {
      const bench = twoNodes();
      bench.agree(bench.create({ strategy, bundles: bundles(ONE, ONE, ONE) }));
      expect(bench.state()).toBe("CREATED");
      expect(new Set(bench.places()).size).toBe(nodes);
    }
  });

  it("PACK places the scarce and large first", () => {
    const bench = new GroupBench();
    bench.addNode("cpu", { CPU: 16 });
    bench.addNode("gpu", { CPU: 4, GPU: 1 });
    bench.agree(bench.create({ bundles: bundles(ONE, { CPU: 4 }, { GPU: 1, CPU: 1 }) }));
    expect(bench.places()).toEqual(["gpu", "cpu", "gpu"]);
  });

  it("STRICT_PACK takes one node, the soft target first", () => {
    const bench = twoNodes();
    bench.agree(
      bench.create({ strategy: "STRICT_PACK", bundles: bundles({ CPU: 2 }, { CPU: 2 }), softTargetNodeId: "b" }),
    );
    expect(bench.places()).toEqual(["b", "b"]);
    bench.create({ placementGroupId: "pg-2", strategy: "STRICT_PACK", bundles: bundles({ CPU: 3 }, { CPU: 3 }) });
    expect(bench.manager.why("pg-2")).toEqual({ cause: "infeasible", index: null });
  });

  it("STRICT_SPREAD takes one node a bundle, also when it is placed anew", () => {
    const bench = twoNodes();
    bench.agree(bench.create({ strategy: "STRICT_SPREAD", bundles: bundles(ONE, ONE) }));
    expect([...bench.places()].sort()).toEqual(["a", "b"]);
    bench.send({ type: "nodeDied", nodeId: "b" });
    expect(bench.state()).toBe("RESCHEDULING");
    expect(bench.manager.why("pg-1").cause).toBe("infeasible");
    bench.agree(bench.addNode("c", { CPU: 1 }));
    expect([...bench.places()].sort()).toEqual(["a", "c"]);
  });

  it("a topology takes nodes with one value of its label, stays with that value, and leaves it when nothing is left there", () => {
    const bench = new GroupBench();
    const TWO = { CPU: 2 };
    bench.addNode("a", { CPU: 8 });
    bench.addNode("b", TWO, { rack: "x" });
    bench.addNode("c", TWO, { rack: "y" });
    bench.addNode("d", TWO, { rack: "y" });
    const topology = { label: "rack", value: null };
    bench.agree(bench.create({ strategy: "SPREAD", bundles: bundles(TWO, TWO), topology }));
    expect([...bench.places()].sort()).toEqual(["c", "d"]);
    expect(bench.manager.get("pg-1")?.topology).toEqual({ label: "rack", value: "y" });

    bench.send({ type: "nodeDied", nodeId: "d" });
    bench.agree(bench.addNode("e", TWO, { rack: "x" }));
    expect(bench.manager.explain("pg-1", bench.now).text).toMatch(
      /on nodes with one value of rack, and .* Its other bundles are where that is y\. Remove it/,
    );
    bench.agree(bench.addNode("f", TWO, { rack: "y" }));
    expect([...bench.places()].sort()).toEqual(["c", "f"]);

    bench.send({ type: "nodeDied", nodeId: "c" });
    bench.agree(bench.send({ type: "nodeDied", nodeId: "f" }));
    expect([...bench.places()].sort()).toEqual(["b", "e"]);
    expect(bench.manager.get("pg-1")?.topology).toEqual({ label: "rack", value: "x" });
  });

  it("a topology whose label no node has is infeasible, and says so", () => {
    const bench = twoNodes();
    bench.create({ bundles: bundles(ONE), topology: { label: "rack", value: null } });
    expect(bench.manager.explain("pg-1", bench.now).text).toMatch(
      /with one value of rack, .* No node has that label\./,
    );
  });

  it("labels bind a bundle", () => {
    const bench = new GroupBench();
    bench.addNode("a", { CPU: 8 }, { zone: "x" });
    bench.addNode("b", { CPU: 4 }, { zone: "y" });
    const labelled = bundles(ONE).map((bundle) => ({ ...bundle, labelSelector: new Map([["zone", "!in(x, z)"]]) }));
    bench.agree(bench.create({ bundles: labelled }));
    expect(bench.places()).toEqual(["b"]);
    expect(parseSelector(new Map([["k", "v"]]))).toEqual([{ key: "k", operator: "in", values: ["v"] }]);
  });
});

describe("two phases", () => {
  it("prepare everywhere, commit everywhere without a word to the disk in between, write it down, answer who waits", () => {
    const bench = twoNodes();
    const asked = bench.create({ strategy: "SPREAD", bundles: bundles(ONE, ONE) });
    expect(asked.map(({ type }) => type)).toEqual(["persist", "reply", "prepareBundles", "prepareBundles"]);
    const { requestId, effects } = bench.wait();
    expect(effects).toEqual([]);
    const [first, second] = all(asked, "prepareBundles");
    if (!first || !second) throw new Error("two nodes were to be asked");
    expect(bench.prepared(first, "prepared")).toEqual([]);
    const commits = bench.prepared(second, "prepared");
    expect(commits.map(({ type }) => type)).toEqual(["commitBundles", "commitBundles"]);
    expect(bench.state()).toBe("PREPARED");
    const done = bench.agree(commits);
    expect(done.at(-2)).toMatchObject({ type: "persist", group: { state: "CREATED" } });
    expect(done.at(-1)).toMatchObject({ type: "reply", requestId, status: "ok" });
    expect(one(bench.wait().effects, "reply").status).toBe("ok");
  });

  it("are one call where a raylet that may commits at once, and where there is nobody else to wait for", () => {
    const bench = twoNodes();
    expect(
      all(
        bench.create({ placementGroupId: "pg-2", strategy: "SPREAD", bundles: bundles(ONE, ONE) }),
        "prepareBundles",
      ).map(({ mayCommit }) => mayCommit),
    ).toEqual([false, false]);
    const alone = twoNodes();
    const asked = one(alone.create({ strategy: "STRICT_PACK", bundles: bundles(ONE, ONE) }), "prepareBundles");
    expect(asked.mayCommit).toBe(true);
    const { requestId } = alone.wait();
    const done = alone.prepared(asked, "committed");
    expect(done).toMatchObject([
      { type: "persist", group: { state: "CREATED" } },
      { type: "reply", requestId, status: "ok" },
    ]);
  });

  it("a group that is removed meanwhile gives back what was committed at once", () => {
    const bench = twoNodes();
    const asked = one(bench.create(), "prepareBundles");
    bench.send({ type: "removeGroup", requestId: bench.requestId(), placementGroupId: "pg-1" });
    expect(one(bench.prepared(asked, "committed"), "returnBundles").bundles).toEqual(asked.bundles);
  });

  it("one refusal gives all back, and the next attempt waits for that", () => {
    const bench = twoNodes();
    const [first, second] = all(
      bench.create({ strategy: "STRICT_SPREAD", bundles: bundles(ONE, ONE) }),
      "prepareBundles",
    );
    if (!first || !second) throw new Error("two nodes were to be asked");
    bench.prepared(first, "prepared");
    const back = one(bench.prepared(second, "refused"), "returnBundles");
    expect(back.node.nodeId).toBe(first.node.nodeId);
    expect(bench.sleep(500)).toEqual([]);
    expect(bench.manager.why("pg-1")).toMatchObject({ cause: "returning" });
    expect(bench.returned(back, false)).toEqual([]);
    const again = one(bench.sleep(1_000), "returnBundles");
    expect(all(bench.returned(again, true), "prepareBundles")).toHaveLength(2);
  });

  it("who did not answer may have prepared", () => {
    const bench = twoNodes();
    const asked = one(bench.create(), "prepareBundles");
    expect(one(bench.prepared(asked, "failed"), "returnBundles").bundles).toEqual(asked.bundles);
  });

  it("a commit is repeated until it is done or its node is dead", () => {
    const bench = twoNodes();
    const commit = one(bench.prepared(one(bench.create(), "prepareBundles"), "prepared"), "commitBundles");
    bench.committed(commit, false);
    const again = one(bench.sleep(1_000), "commitBundles");
    bench.committed(again, false);
    const moved = bench.send({ type: "nodeDied", nodeId: commit.node.nodeId });
    bench.agree(moved);
    expect(bench.state()).toBe("CREATED");
    expect(bench.places()).not.toContain(commit.node.nodeId);
  });
});

describe("queues", () => {
  it("waits with growing pauses for room, and takes it when it is there", () => {
    const bench = new GroupBench();
    bench.addNode("a", { CPU: 2 });
    bench.send({ type: "nodeView", view: view("a", { CPU: 2 }, { CPU: 0 }) });
    bench.create();
    expect(bench.manager.why("pg-1")).toEqual({ cause: "noRoom", nextMs: 1_100, attempts: 1 });
    expect(bench.manager.get("pg-1")?.stats.schedulingState).toBe("NO_RESOURCES");
    for (let n = 0; n < 20; n++) bench.sleep(1_000);
    expect(bench.manager.get("pg-1")?.stats).toMatchObject({ attempts: 21, highestRetryDelayMs: 1_000 });
    expect(bench.manager.pending(10)).toHaveLength(1);
    bench.send({ type: "nodeView", view: view("a", { CPU: 2 }) });
    bench.agree(bench.sleep(1_000));
    expect(bench.state()).toBe("CREATED");
  });

  it("does not send two groups to the same room", () => {
    const bench = new GroupBench();
    bench.addNode("a", { CPU: 1 });
    expect(all(bench.create(), "prepareBundles")).toHaveLength(1);
    expect(all(bench.create({ placementGroupId: "pg-2" }), "prepareBundles")).toHaveLength(0);
  });

  it("counts nothing as taken that the node's view has shown already when its yes comes", () => {
    const bench = new GroupBench();
    bench.addNode("a", { CPU: 4 });
    const asked = one(bench.create({ bundles: bundles({ CPU: 1 }, { CPU: 1 }) }), "prepareBundles");
    const shown = { "bundle_group_0_pg-1": 1_000, "bundle_group_1_pg-1": 1_000, "bundle_group_pg-1": 2_000 };
    bench.send({ type: "nodeView", view: view("a", { CPU: 4, ...shown }, { CPU: 2, ...shown }) });
    bench.prepared(asked, "committed");
    expect(bench.state()).toBe("CREATED");
    // No other view comes from a node on which nothing happens.
    const next = bench.create({ placementGroupId: "pg-2", bundles: bundles({ CPU: 2 }) });
    expect(all(next, "prepareBundles")).toHaveLength(1);
  });

  it("counts nothing as taken that was refused", () => {
    const bench = new GroupBench();
    bench.addNode("a", { CPU: 1 });
    bench.prepared(one(bench.create(), "prepareBundles"), "refused");
    bench.send({ type: "removeGroup", requestId: 70, placementGroupId: "pg-1" });
    expect(all(bench.create({ placementGroupId: "pg-2" }), "prepareBundles")).toHaveLength(1);
  });

  it("tells at once what no cluster of these nodes can hold, until one comes that can", () => {
    const bench = twoNodes();
    bench.create({ bundles: bundles(ONE, { GPU: 1 }) });
    expect(bench.manager.get("pg-1")?.stats.schedulingState).toBe("INFEASIBLE");
    expect(bench.manager.why("pg-1")).toEqual({ cause: "infeasible", index: 1 });
    bench.agree(bench.addNode("c", { CPU: 1, GPU: 1 }));
    expect(bench.state()).toBe("CREATED");
  });

  it("tells the job of a group that no cluster of these nodes can hold, after a moment and then ever more rarely", () => {
    const bench = twoNodes();
    bench.create({ bundles: bundles(ONE, { GPU: 1 }) });
    expect(all(bench.sleep(499), "tellInfeasible")).toEqual([]);
    const { jobId, message } = one(bench.sleep(1), "tellInfeasible");
    expect(jobId).toBe("job");
    expect(message).toMatch(
      /asks for PACK of \{CPU 1\}, \{GPU 1\}.*\{GPU 1\}; the nearest is node a \(GPU: asked 1, has 0\)/,
    );
    expect(all(bench.sleep(29_999), "tellInfeasible")).toEqual([]);
    expect(all(bench.sleep(1), "tellInfeasible")).toHaveLength(1);
    expect(all(bench.sleep(30_000), "tellInfeasible")).toEqual([]);
    expect(all(bench.sleep(30_000), "tellInfeasible")).toHaveLength(1);
    bench.send({ type: "removeGroup", requestId: 9, placementGroupId: "pg-1" });
    expect(bench.manager.nextWakeMs()).toBeNull();
  });

  it("explains each state in a sentence", () => {
    const bench = twoNodes();
    const said = (id = "pg-1") => bench.manager.explain(id, bench.now);
    expect(said()).toEqual({ cause: "unknown", text: "the head knows no such placement group", waitingMs: null });
    const asked = bench.create({ bundles: bundles({ CPU: 3 }) });
    bench.now += 50;
    expect(said()).toEqual({ cause: "reserving", text: "its bundles are being reserved on node a", waitingMs: 50 });
    bench.agree(asked);
    expect(said().cause).toBe("ready");
    bench.create({ placementGroupId: "pg-2", strategy: "STRICT_SPREAD", bundles: bundles({ CPU: 3 }, { CPU: 3 }) });
    expect(said("pg-2")).toMatchObject({
      cause: "noRoom",
      text: expect.stringMatching(/no room now for \{CPU 3\}, \{CPU 3\}; tried 1 times/),
    });
    bench.create({ placementGroupId: "pg-3", strategy: "STRICT_SPREAD", bundles: bundles(ONE, ONE, ONE) });
    expect(said("pg-3").text).toMatch(/Each bundle fits a node, but not all of them together on 2 nodes/);
  });

  it("leaves draining nodes alone", () => {
    const bench = new GroupBench();
    bench.addNode("a", { CPU: 2 });
    bench.send({ type: "nodeView", view: { ...view("a", { CPU: 2 }), isDraining: true } });
    bench.create();
    expect(bench.manager.why("pg-1").cause).toBe("infeasible");
  });
});

describe("ends", () => {
  it("are asked for: bundles go back, waiters are told, the name is free", () => {
    const bench = twoNodes();
    bench.agree(bench.create({ name: "x" }));
    expect(bench.manager.named("x", "ns")?.placementGroupId).toBe("pg-1");
    expect(one(bench.create({ placementGroupId: "pg-2", name: "x" }), "reply").status).toBe("invalid");
    const removed = bench.send({ type: "removeGroup", requestId: 70, placementGroupId: "pg-1" });
    expect(one(removed, "returnBundles").bundles).toHaveLength(1);
    expect(one(removed, "reply")).toMatchObject({ requestId: 70, status: "ok" });
    expect(bench.state()).toBe("REMOVED");
    expect(one(bench.wait().effects, "reply").status).toBe("notFound");
    expect(one(bench.create({ placementGroupId: "pg-3", name: "x" }), "reply").status).toBe("ok");
    expect(one(bench.send({ type: "removeGroup", requestId: 71, placementGroupId: "pg-1" }), "reply").status).toBe(
      "ok",
    );
  });

  it("in the middle of an attempt return what is prepared later", () => {
    const bench = twoNodes();
    const asked = one(bench.create(), "prepareBundles");
    const { requestId } = bench.wait();
    const removed = bench.send({ type: "removeGroup", requestId: 70, placementGroupId: "pg-1" });
    expect(all(removed, "reply").map((reply) => reply.requestId)).toEqual([requestId, 70]);
    expect(all(removed, "returnBundles")).toEqual([]);
    expect(one(bench.prepared(asked, "prepared"), "returnBundles").bundles).toEqual(asked.bundles);
  });

  it("in the middle of an attempt return everything, also when both calls for a node break", () => {
    for (const isFirstEarly of [true, false]) {
      const bench = twoNodes();
      bench.agree(bench.create({ strategy: "SPREAD", bundles: bundles(ONE, ONE) }));
      const asked = one(bench.send({ type: "nodeDied", nodeId: "b" }), "prepareBundles");
      expect(asked.node.nodeId).toBe("a");
      const first = one(bench.send({ type: "removeGroup", requestId: 70, placementGroupId: "pg-1" }), "returnBundles");
      if (isFirstEarly) bench.returned(first, false);
      const second = one(bench.prepared(asked, "failed"), "returnBundles");
      if (!isFirstEarly) bench.returned(first, false);
      bench.returned(second, false);
      const again = one(bench.sleep(1_000), "returnBundles");
      expect(again.bundles.map(({ index }) => index).sort()).toEqual([0, 1]);
      bench.returned(again, true);
      // Nothing of it counts as taken any more.
      bench.send({ type: "nodeView", view: view("a", { CPU: 4 }) });
      const next = bench.create({ placementGroupId: "pg-2", bundles: bundles({ CPU: 4 }) });
      expect(all(next, "prepareBundles")).toHaveLength(1);
    }
  });

  it("come when job and actor are gone, unless detached", () => {
    const bench = twoNodes();
    bench.agree(bench.create({ creatorActorId: "actor", isCreatorActorDead: false }));
    bench.agree(bench.create({ placementGroupId: "pg-2", isDetached: true }));
    bench.send({ type: "jobFinished", jobId: "job" });
    expect([bench.state("pg-1"), bench.state("pg-2")]).toEqual(["CREATED", "CREATED"]);
    bench.send({ type: "actorEnded", actorId: "actor" });
    expect([bench.state("pg-1"), bench.state("pg-2")]).toEqual(["REMOVED", "CREATED"]);
  });

  it("are remembered for the newest only", () => {
    const bench = twoNodes();
    const forgotten: string[] = [];
    for (const n of [1, 2, 3, 4]) {
      const placementGroupId = `pg-${n}`;
      bench.agree(bench.create({ placementGroupId }));
      const effects = bench.agree(bench.send({ type: "removeGroup", requestId: 70, placementGroupId }));
      forgotten.push(...all(effects, "forget").map((each) => each.placementGroupId));
    }
    expect(forgotten).toEqual(["pg-1"]);
    expect(bench.manager.list(2)).toMatchObject({ total: 3, groups: [{}, {}] });
  });
});

describe("a head that comes back", () => {
  const nodes = [{ node: node("a"), view: view("a", { CPU: 4 }) }];

  function made(strategy: "PACK" | "SPREAD"): GroupData {
    const bench = twoNodes();
    bench.agree(bench.create({ strategy, bundles: bundles(ONE, ONE) }));
    return bench.manager.get("pg-1") as GroupData;
  }

  it("keeps what is placed, places anew what was lost, and tells raylets what is in use", () => {
    const bench = new GroupBench();
    const back = bench.restart({ groups: [made("SPREAD")], nodes, liveJobs: new Set(["job"]) });
    expect(one(back, "releaseUnusedBundles").inUse).toHaveLength(1);
    expect(bench.state()).toBe("RESCHEDULING");
    expect(all(bench.sleep(5_000), "prepareBundles")).toEqual([]);
    bench.agree(bench.send({ type: "unusedBundlesReleased", nodeId: "a" }));
    expect(bench.places()).toEqual(["a", "a"]);
  });

  it("waits for no node that gives no answer, and places nothing there", () => {
    const bench = new GroupBench();
    const both = [...nodes, { node: node("silent"), view: view("silent", { CPU: 4 }) }];
    bench.restart({ groups: [], nodes: both, liveJobs: new Set(["job"]) });
    bench.agree(bench.send({ type: "unusedBundlesReleased", nodeId: "a" }));
    bench.agree(bench.create({ bundles: bundles(ONE, ONE) }));
    expect(bench.places()).toEqual(["a", "a"]);
    bench.create({ placementGroupId: "pg-2", strategy: "STRICT_SPREAD", bundles: bundles(ONE, ONE) });
    expect(bench.manager.why("pg-2").cause).toBe("noRoom");
    bench.agree(bench.send({ type: "unusedBundlesReleased", nodeId: "silent" }));
    expect([...bench.places("pg-2")].sort()).toEqual(["a", "silent"]);
  });

  it("commits what was prepared", () => {
    const bench = new GroupBench();
    const prepared = { ...made("PACK"), state: "PREPARED" } as const;
    const back = bench.restart({ groups: [prepared], nodes, liveJobs: new Set(["job"]) });
    expect(one(back, "commitBundles").bundles).toHaveLength(2);
    bench.agree(back.filter(({ type }) => type === "commitBundles"));
    expect(bench.state()).toBe("CREATED");
  });

  it("removes what belonged to a job that finished meanwhile", () => {
    const bench = new GroupBench();
    const back = bench.restart({ groups: [made("PACK")], nodes, liveJobs: new Set() });
    expect(one(back, "returnBundles").bundles).toHaveLength(2);
    expect(bench.state()).toBe("REMOVED");
  });
});
