import { describe, expect, it } from "vitest";
import { Bench, find, groupLease, lease, PG, typesOf, units } from "./helpers.js";

const bundle = (index: number, resources: Record<string, number>) => ({
  placementGroupId: PG,
  index,
  resources: units(resources),
});

describe("prepare and commit", () => {
  it("reserves all bundles of a request or none", () => {
    const bench = new Bench({ CPU: 2 });
    const bundles = [bundle(0, { CPU: 1 }), bundle(1, { CPU: 2 })];
    expect(bench.send({ type: "prepareBundles", requestId: 1, bundles })).toEqual([
      { type: "replyBundles", requestId: 1, success: false },
    ]);
    expect(bench.available("CPU")).toBe(2);
    expect(bench.scheduler.isIdle()).toBe(true);
  });

  it("counts a repeated prepare once, and refuses the commit of what is not here", () => {
    const bench = new Bench({ CPU: 2 });
    const bundles = [bundle(0, { CPU: 1 })];
    bench.send({ type: "prepareBundles", requestId: 1, bundles });
    bench.send({ type: "prepareBundles", requestId: 2, bundles });
    expect(bench.available("CPU")).toBe(1);
    expect(bench.total(`CPU_group_${PG}`)).toBe(0);
    bench.send({ type: "commitBundles", requestId: 3, bundles });
    const again = bench.send({ type: "commitBundles", requestId: 4, bundles });
    expect(find(again, "replyBundles").success).toBe(true);
    const unknown = bench.send({ type: "commitBundles", requestId: 5, bundles: [bundle(7, {})] });
    expect(find(unknown, "replyBundles").success).toBe(false);
  });

  it("shows the names and amounts stock shows (measured)", () => {
    const bench = new Bench({ CPU: 2, GPU: 4 });
    bench.bundles({ CPU: 1, GPU: 1 }, { GPU: 0.5 });
    const wanted = groupLease({ GPU: 0.25 }, 1);
    bench.grant(wanted);
    const { total, available } = bench.scheduler.localView(bench.now);
    expect(new Map([...total].sort())).toEqual(
      new Map(
        [
          ...units({
            CPU: 2,
            GPU: 4,
            [`CPU_group_0_${PG}`]: 1,
            [`CPU_group_${PG}`]: 1,
            [`GPU_group_0_${PG}`]: 1,
            [`GPU_group_1_${PG}`]: 0.5,
            [`GPU_group_${PG}`]: 1.5,
            [`bundle_group_0_${PG}`]: 1000,
            [`bundle_group_1_${PG}`]: 1000,
            [`bundle_group_${PG}`]: 2000,
          }),
        ].sort(),
      ),
    );
    expect(available.get("GPU")).toBe(25_000);
    expect(available.get(`GPU_group_${PG}`)).toBe(12_500);
    expect(available.get(`bundle_group_1_${PG}`)).toBe(9_999_990);
  });
});

describe("leases of a group", () => {
  it("get the instances of their bundle, under both names", () => {
    const bench = new Bench({ CPU: 2, GPU: 4 });
    bench.grant(lease({ GPU: 1 }));
    bench.bundles({ GPU: 1 }, { GPU: 1 });
    const grant = find(bench.request(groupLease({ GPU: 1 }, 1)), "popWorker");
    expect(grant.resourceMapping).toEqual([
      { name: `GPU_group_${PG}`, ids: [{ index: 2, quantity: 10_000 }] },
      { name: `GPU_group_1_${PG}`, ids: [{ index: 2, quantity: 10_000 }] },
      { name: `bundle_group_${PG}`, ids: [{ index: 0, quantity: 10 }] },
      { name: `bundle_group_1_${PG}`, ids: [{ index: 0, quantity: 10 }] },
    ]);
  });

  it("without an index take all from one bundle, each bundle in turn", () => {
    const bench = new Bench({ CPU: 4 });
    bench.bundles({ CPU: 1 }, { CPU: 1 });
    const [first, second, third] = [groupLease({ CPU: 1 }, -1), groupLease({ CPU: 1 }, -1), groupLease({ CPU: 1 }, -1)];
    bench.grant(first);
    bench.grant(second);
    expect(bench.request(third)).toEqual([]);
    expect(bench.scheduler.why(third.leaseId, bench.now).state).toBe("queued");
    expect(find(bench.giveBack(first), "popWorker").lease).toBe(third);
    const tooBig = groupLease({ CPU: 2 }, -1);
    bench.request(tooBig);
    expect(bench.scheduler.why(tooBig.leaseId, bench.now).state).toBe("infeasible");
  });

  it("wait for a group that is not ready, even where infeasible leases fail, and start with its commit", () => {
    const bench = new Bench({ CPU: 2 }, { infeasiblePolicy: "fail" });
    const wanted = groupLease({ CPU: 1 }, 0);
    bench.request(wanted);
    expect(typesOf(bench.after(20_000))).toEqual(["askPlacementGroup"]);
    const pending = { placementGroupId: PG, state: "pending", strategy: "PACK", bundles: [] } as const;
    expect(bench.send({ type: "placementGroupState", ...pending })).toEqual([]);
    expect(typesOf(bench.after(30_000))).toEqual(["askPlacementGroup"]);
    expect(find(bench.send({ type: "placementGroupState", ...pending }), "reportInfeasible").report).toMatchObject({
      reason: "placementGroup",
      isFinal: false,
    });
    const bundles = [bundle(0, { CPU: 1 })];
    bench.send({ type: "prepareBundles", requestId: 1, bundles });
    expect(typesOf(bench.send({ type: "commitBundles", requestId: 2, bundles }))).toEqual([
      "replyBundles",
      "popWorker",
    ]);
  });

  it("give the bundle's CPU back while they block", () => {
    const bench = new Bench({ CPU: 1 });
    bench.bundles({ CPU: 1 });
    const { workerId } = bench.grant(groupLease({ CPU: 1 }, 0));
    bench.send({ type: "workerBlocked", workerId });
    bench.grant(groupLease({ CPU: 1 }, 0, { depth: 2 }));
    bench.send({ type: "workerUnblocked", workerId });
    expect(bench.available("CPU")).toBe(0);
  });
});

describe("removal", () => {
  const remove = { type: "removeBundles", requestId: 9, placementGroupId: PG } as const;

  it("cancels what waits, kills what runs, and frees what is in use only when the worker is gone", () => {
    const bench = new Bench({ CPU: 3 });
    bench.bundles({ CPU: 2 });
    const [running, starting, queued] = [
      groupLease({ CPU: 1 }, 0),
      groupLease({ CPU: 1 }, 0),
      groupLease({ CPU: 1 }, 0),
    ];
    const { workerId } = bench.grant(running);
    bench.request(starting);
    bench.request(queued);
    const effects = bench.send({ ...remove, bundles: [bundle(0, {})] });
    expect(find(effects, "killWorker")).toMatchObject({ workerId, reason: "placementGroupRemoved" });
    const cancels = effects.filter((effect) => effect.type === "cancel");
    expect(cancels.map((effect) => effect.leaseId)).toEqual([starting.leaseId, queued.leaseId]);
    expect(cancels[0]?.failureType).toBe("SCHEDULING_CANCELLED_PLACEMENT_GROUP_REMOVED");
    expect(typesOf(effects)).toContain("cancelPop");
    expect(bench.available("CPU")).toBe(2);
    expect(bench.total(`CPU_group_${PG}`)).toBe(0);
    bench.send({ type: "workerDied", workerId });
    expect(bench.available("CPU")).toBe(3);
    expect(find(bench.request(groupLease({ CPU: 1 }, 0)), "cancel").failureType).toBe(
      "SCHEDULING_CANCELLED_PLACEMENT_GROUP_REMOVED",
    );
  });

  it("with a blocked and an oversubscribing worker inside loses nothing", () => {
    const bench = new Bench({ CPU: 2 });
    bench.bundles({ CPU: 1 });
    const [a, b] = [groupLease({ CPU: 1 }, 0), groupLease({ CPU: 1 }, 0, { depth: 2 })];
    const blocked = bench.grant(a);
    bench.send({ type: "workerBlocked", workerId: blocked.workerId });
    const other = bench.grant(b);
    bench.send({ ...remove, bundles: [bundle(0, {})] });
    expect(bench.available("CPU")).toBe(1);
    bench.send({ type: "workerUnblocked", workerId: blocked.workerId });
    expect(bench.available("CPU")).toBe(0);
    bench.send({ type: "workerDied", workerId: other.workerId });
    bench.send({ type: "workerDied", workerId: blocked.workerId });
    expect(bench.available("CPU")).toBe(2);
    expect(bench.scheduler.isIdle()).toBe(true);
  });

  it("of a bundle that was only prepared leaves waiting leases, and the group may come again", () => {
    const bench = new Bench({ CPU: 1 });
    const wanted = groupLease({ CPU: 1 }, 0);
    bench.request(wanted);
    bench.send({ type: "prepareBundles", requestId: 1, bundles: [bundle(0, { CPU: 1 })] });
    expect(typesOf(bench.send({ ...remove, bundles: [bundle(0, {})] }))).toEqual(["replyBundles"]);
    expect(bench.available("CPU")).toBe(1);
    bench.bundles({ CPU: 1 });
    expect(bench.scheduler.why(wanted.leaseId, bench.now).state).toBe("waitingForWorker");
  });

  it("frees room for others at once when nothing ran in it, and is idempotent", () => {
    const bench = new Bench({ CPU: 1 });
    bench.bundles({ CPU: 1 });
    const waits = lease({ CPU: 1 });
    bench.request(waits);
    expect(typesOf(bench.send({ ...remove, bundles: [bundle(0, {})] }))).toEqual(["popWorker", "replyBundles"]);
    expect(typesOf(bench.send({ ...remove, bundles: [bundle(0, {})] }))).toEqual(["replyBundles"]);
  });

  it("releaseUnusedBundles removes those the GCS does not know", () => {
    const bench = new Bench({ CPU: 3 });
    bench.bundles({ CPU: 1 }, { CPU: 1 });
    bench.send({ type: "releaseUnusedBundles", requestId: 9, inUse: [{ placementGroupId: PG, index: 1 }] });
    expect(bench.available("CPU")).toBe(2);
    expect(bench.total(`CPU_group_1_${PG}`)).toBe(1);
  });
});
