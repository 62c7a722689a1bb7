import { describe, expect, it } from "vitest";
import { actor, Bench, find, groupLease, LOCAL, lease, PG, REMOTE, typesOf, units, view } from "./helpers.js";

describe("an infeasible lease", () => {
  it("is reported within a second with the nearest node, then at growing intervals", () => {
    const bench = new Bench({ CPU: 2, memory: 8 });
    bench.request(lease({ CPU: 64, memory: 1 }, { taskName: "big" }));
    bench.request(lease({ CPU: 64, memory: 1 }, { taskName: "big" }));
    expect(bench.after(499)).toEqual([]);
    const { report } = find(bench.after(1), "reportInfeasible");
    expect(report).toMatchObject({
      reason: "resources",
      nearestNodeId: LOCAL,
      count: 2,
      waitingMs: 500,
      isFinal: false,
    });
    expect(report.shortfalls).toEqual([{ name: "CPU", asked: 640_000, has: 20_000 }]);
    expect(report.message).toMatch(/big asks for \{CPU 64, memory 1\}.*CPU: asked 64, has 2.*It waits/);
    const times: number[] = [];
    const start = bench.now;
    for (let i = 0; i < 300; i++) if (typesOf(bench.after(1000)).length > 0) times.push(bench.now - start);
    expect(times).toEqual([30_000, 90_000, 210_000]);
  });

  it("wakes the shell up when it is to be reported", () => {
    const bench = new Bench({ CPU: 2 });
    expect(bench.scheduler.nextWakeMs(bench.now)).toBeNull();
    bench.request(lease({ CPU: 64 }));
    expect(bench.scheduler.nextWakeMs(bench.now)).toBe(bench.now + 500);
  });

  it("fails where the cluster's size is fixed, tasks and actors alike", () => {
    const bench = new Bench({ CPU: 2 }, { infeasiblePolicy: "fail" });
    const [task, creation] = [lease({ TPU: 1 }), actor({ placementResources: units({ CPU: 3 }) })];
    bench.request(task);
    bench.request(creation);
    const effects = bench.after(500);
    expect(typesOf(effects)).toEqual(["reportInfeasible", "cancel", "reportInfeasible", "cancel"]);
    expect(find(effects, "cancel")).toMatchObject({
      leaseId: task.leaseId,
      failureType: "SCHEDULING_CANCELLED_UNSCHEDULABLE",
      message: expect.stringMatching(/TPU: asked 1, has 0.*It fails now/),
    });
    expect(bench.scheduler.leases()).toEqual([]);
  });

  it("goes on when a node joins before or after its report", () => {
    const bench = new Bench({ CPU: 2 });
    bench.request(lease({ CPU: 4 }));
    bench.after(700);
    expect(bench.send({ type: "nodeView", view: view({ CPU: 3 }) })).toEqual([]);
    expect(find(bench.send({ type: "nodeView", view: view({ CPU: 4 }) }), "spillback").nodeId).toBe(REMOTE);
  });

  it("names the node that comes closest", () => {
    const bench = new Bench({ CPU: 2 });
    bench.send({ type: "nodeView", view: view({ CPU: 2, GPU: 1 }) });
    bench.request(lease({ CPU: 4, GPU: 1 }));
    expect(find(bench.after(500), "reportInfeasible").report.nearestNodeId).toBe(REMOTE);
  });

  it("is cancelled when the autoscaler says so, and only that shape", () => {
    const bench = new Bench({ CPU: 2 });
    const [a, b] = [lease({ CPU: 4 }), lease({ CPU: 5 })];
    bench.request(a);
    bench.request(b);
    const effects = bench.send({ type: "cancelLeasesWithShapes", requestId: 4, shapes: [units({ CPU: 4 })] });
    expect(find(effects, "cancel").leaseId).toBe(a.leaseId);
    expect(find(effects, "replyShapesCancelled").cancelled).toBe(1);
    expect(bench.scheduler.leases().map((l) => l.lease)).toEqual([b]);
  });
});

describe("labels", () => {
  const selector = [{ key: "zone", operator: "in", values: ["b"] }] as const;

  it("send a lease to the node that has them", () => {
    const bench = new Bench({ CPU: 2 });
    bench.send({ type: "nodeView", view: view({ CPU: 2 }, { labels: new Map([["zone", "b"]]) }) });
    expect(find(bench.request(lease({ CPU: 1 }, { labelSelector: selector })), "spillback").nodeId).toBe(REMOTE);
  });

  it("that no node has are named in the report", () => {
    const bench = new Bench({ CPU: 2 });
    bench.request(lease({ CPU: 1 }, { labelSelector: selector }));
    const { report } = find(bench.after(500), "reportInfeasible");
    expect(report).toMatchObject({ reason: "labels", nearestNodeId: null });
    expect(report.message).toMatch(/zone in \[b\]/);
  });

  it("bind a lease to a node by its id, and fail it under every policy when that is gone", () => {
    const bench = new Bench({ CPU: 2 });
    const labelSelector = [{ key: "ray.io/node-id", operator: "in", values: [REMOTE] }] as const;
    bench.request(lease({ CPU: 1 }, { labelSelector }));
    const effects = bench.after(500);
    expect(find(effects, "reportInfeasible").report.message).toContain(
      `on node ${REMOTE} and nowhere else (label_selector)`,
    );
    expect(find(effects, "cancel").failureType).toBe("SCHEDULING_CANCELLED_UNSCHEDULABLE");
  });

  it("that differ only by a fallback to anywhere are not taken for each other", () => {
    const bench = new Bench({ CPU: 2 });
    bench.request(lease({ CPU: 1 }, { labelSelector: selector }));
    const fallsBack = lease({ CPU: 1 }, { labelSelector: selector, fallbackSelectors: [[]] });
    expect(typesOf(bench.request(fallsBack))).toEqual(["popWorker"]);
  });

  it("fall back in order when no node can serve now", () => {
    const bench = new Bench({ CPU: 2 }, { labels: new Map([["zone", "a"]]) });
    const fallbackSelectors = [[{ key: "zone", operator: "in", values: ["c"] }] as const, []];
    expect(typesOf(bench.request(lease({ CPU: 1 }, { labelSelector: selector, fallbackSelectors })))).toEqual([
      "popWorker",
    ]);
  });
});

describe("a lease of a placement group", () => {
  const state = (changes: object) => ({
    type: "placementGroupState" as const,
    placementGroupId: PG,
    state: "infeasible" as const,
    strategy: "PACK",
    bundles: [units({ CPU: 64 })],
    ...changes,
  });

  it("has the head asked within a second, and fails if the group can never be placed", () => {
    const bench = new Bench({ CPU: 2 }, { infeasiblePolicy: "fail" });
    bench.request(groupLease({ CPU: 1 }, 0, { taskName: "ready" }));
    bench.request(groupLease({ CPU: 1 }, 0, { taskName: "ready" }));
    expect(bench.after(500)).toEqual([{ type: "askPlacementGroup", placementGroupId: PG }]);
    const effects = bench.send(state({}));
    expect(typesOf(effects)).toEqual(["reportInfeasible", "cancel", "cancel"]);
    expect(find(effects, "cancel")).toMatchObject({
      failureType: "SCHEDULING_CANCELLED_UNSCHEDULABLE",
      message: expect.stringMatching(
        /ready waits for placement group .* PACK of \{CPU 64\}.*CPU: asked 64, has 2.*fails now/,
      ),
    });
  });

  it("says when the bundles fit one by one and not together", () => {
    const bench = new Bench({ CPU: 2 }, { infeasiblePolicy: "fail" });
    bench.request(groupLease({ CPU: 1 }, 0));
    bench.after(500);
    const effects = bench.send(state({ strategy: "STRICT_SPREAD", bundles: [units({ CPU: 1 }), units({ CPU: 1 })] }));
    expect(find(effects, "reportInfeasible").report.message).toMatch(/not all of them together on 1 node\./);
  });

  it("waits and says so where nodes may join, and in silence at first for a group that is being placed", () => {
    const bench = new Bench({ CPU: 2 });
    bench.request(groupLease({ CPU: 1 }, 0));
    bench.after(500);
    expect(find(bench.send(state({})), "reportInfeasible").report).toMatchObject({
      reason: "placementGroupInfeasible",
      isFinal: false,
    });
    const slow = new Bench({ CPU: 2 }, { infeasiblePolicy: "fail" });
    slow.request(groupLease({ CPU: 1 }, 0));
    slow.after(500);
    expect(slow.send(state({ state: "pending" }))).toEqual([]);
    expect(typesOf(slow.after(30_000))).toEqual(["askPlacementGroup"]);
    expect(find(slow.send(state({ state: "pending" })), "reportInfeasible").report).toMatchObject({ isFinal: false });
  });

  it("is cancelled when its group was removed before any bundle came here", () => {
    const bench = new Bench({ CPU: 2 });
    bench.request(groupLease({ CPU: 1 }, 0));
    bench.after(500);
    expect(find(bench.send(state({ state: "removed", bundles: [] })), "cancel").failureType).toBe(
      "SCHEDULING_CANCELLED_PLACEMENT_GROUP_REMOVED",
    );
  });

  it("that got its bundle meanwhile does not care for a late answer", () => {
    const bench = new Bench({ CPU: 2 }, { infeasiblePolicy: "fail" });
    bench.request(groupLease({ CPU: 1 }, 0));
    bench.after(500);
    bench.bundles({ CPU: 1 });
    expect(bench.send(state({}))).toEqual([]);
  });
});

describe("node affinity", () => {
  const affinity = (nodeId: string, changes: object = {}) =>
    lease(
      { CPU: 1 },
      {
        strategy: {
          type: "nodeAffinity",
          nodeId,
          soft: false,
          spillOnUnavailable: false,
          failOnUnavailable: false,
          ...changes,
        },
      },
    );

  it("hard on a node that is gone fails whatever the policy", () => {
    const bench = new Bench({ CPU: 2 });
    const wanted = affinity("cc".repeat(28));
    bench.request(wanted);
    const effects = bench.after(500);
    expect(find(effects, "reportInfeasible").report.reason).toBe("nodeAffinity");
    expect(find(effects, "cancel").failureType).toBe("SCHEDULING_CANCELLED_UNSCHEDULABLE");
  });

  it("hard waits on its node, or is refused at once when it must not wait", () => {
    const bench = new Bench({ CPU: 1 });
    bench.send({ type: "nodeView", view: view({ CPU: 8 }) });
    bench.grant(lease({ CPU: 1 }));
    expect(bench.request(affinity(LOCAL))).toEqual([]);
    expect(bench.send({ type: "nodeView", view: view({ CPU: 8 }) })).toEqual([]);
    const refused = bench.request(affinity(LOCAL, { failOnUnavailable: true }));
    expect(find(refused, "cancel").failureType).toBe("SCHEDULING_CANCELLED_UNSCHEDULABLE");
    expect(find(bench.request(affinity(REMOTE)), "spillback").nodeId).toBe(REMOTE);
  });

  it("soft goes elsewhere when the node is gone, or busy and told to spill", () => {
    const bench = new Bench({ CPU: 1 });
    bench.send({ type: "nodeView", view: view({ CPU: 1 }, { available: new Map() }) });
    expect(typesOf(bench.request(affinity(REMOTE, { soft: true, spillOnUnavailable: true })))).toEqual(["popWorker"]);
    expect(find(bench.request(affinity(REMOTE, { soft: true })), "spillback").nodeId).toBe(REMOTE);
    const gone = affinity("cc".repeat(28), { soft: true });
    bench.request(gone);
    expect(bench.scheduler.why(gone.leaseId, bench.now).state).toBe("queued");
  });
});

describe("other strategies", () => {
  it("spread goes round the nodes", () => {
    const bench = new Bench({ CPU: 8 });
    bench.send({ type: "nodeView", view: view({ CPU: 8 }) });
    const types = [0, 1, 2, 3].map(
      () => typesOf(bench.request(lease({ CPU: 1 }, { strategy: { type: "spread" } })))[0],
    );
    expect(types).toEqual(["popWorker", "spillback", "popWorker", "spillback"]);
  });

  it("node labels: hard must hold, soft is preferred", () => {
    const bench = new Bench({ CPU: 8 }, { labels: new Map([["disk", "ssd"]]) });
    bench.send({
      type: "nodeView",
      view: view(
        { CPU: 8 },
        {
          labels: new Map([
            ["disk", "ssd"],
            ["rack", "1"],
          ]),
        },
      ),
    });
    const hard = [{ key: "disk", operator: "in", values: ["ssd"] }] as const;
    const soft = [{ key: "rack", operator: "exists", values: [] }] as const;
    const ask = (strategy: { hard: typeof hard | []; soft: typeof soft | [] }) =>
      typesOf(bench.request(lease({ CPU: 1 }, { strategy: { type: "nodeLabel", ...strategy } })))[0];
    expect(ask({ hard, soft: [] })).toBe("popWorker");
    expect(ask({ hard, soft })).toBe("spillback");
  });

  it("leaves nodes with GPUs to those who want them", () => {
    const bench = new Bench({ CPU: 8, GPU: 1 });
    bench.send({ type: "nodeView", view: view({ CPU: 8 }) });
    expect(typesOf(bench.request(lease({ CPU: 1 })))).toEqual(["spillback"]);
    expect(typesOf(bench.request(lease({ CPU: 1, GPU: 1 })))).toEqual(["popWorker"]);
  });
});
