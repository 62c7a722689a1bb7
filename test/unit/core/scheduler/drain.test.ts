// DrainRaylet as in Ray's node_manager.cc (HandleDrainRaylet) and local_resource_manager.cc, near 2.60.0.

import { describe, expect, it } from "vitest";
import { Bench, find, lease, typesOf, units, view } from "./helpers.js";

const idle = {
  type: "drain",
  requestId: 8,
  reason: "idleTermination",
  message: "idle for long",
  deadlineMs: 77,
} as const;
const preempted = {
  type: "drain",
  requestId: 9,
  reason: "preemption",
  message: "spot is gone",
  deadlineMs: -1,
} as const;
const leaves = (reason: string, message: string) => ({ type: "drained", reason, message });

describe("drain", () => {
  it("takes no draining node, and spills what waits when this one drains", () => {
    const bench = new Bench({ CPU: 1 });
    bench.send({ type: "nodeView", view: view({ CPU: 8 }, { isDraining: true }) });
    bench.grant(lease({ CPU: 1 }));
    expect(bench.request(lease({ CPU: 1 }))).toEqual([]);
    bench.request(lease({ GPU: 1 }));
    expect(find(bench.send(preempted), "replyDrain").isAccepted).toBe(true);
    expect(typesOf(bench.send({ type: "nodeView", view: view({ CPU: 8 }) }))).toEqual(["spillback"]);
    expect(bench.scheduler.localView(bench.now).isDraining).toBe(true);
  });

  it("an idle node leaves at once", () => {
    const bench = new Bench({ CPU: 1 });
    expect(bench.send(idle)).toEqual([
      { type: "replyDrain", requestId: 8, isAccepted: true, message: "" },
      leaves("idleTermination", "idle for long"),
    ]);
    expect(bench.scheduler.localView(bench.now)).toMatchObject({ isDraining: true, drainingDeadlineMs: 77 });
    expect(bench.after(1000), "once").toEqual([]);
  });

  it("a node in use does not go for being idle", () => {
    const bench = new Bench({ CPU: 1 });
    bench.grant(lease({ CPU: 1 }));
    const refusal = find(bench.send(idle), "replyDrain");
    expect(refusal.isAccepted).toBe(false);
    expect(refusal.message).toMatch(/^The node to be idle terminated is no longer idle\. Busy workers on node\./);
    expect(bench.scheduler.localView(bench.now).isDraining).toBe(false);
  });

  it("a node that keeps objects is in use", () => {
    const bench = new Bench({ CPU: 1, object_store_memory: 100 });
    bench.send({ type: "storeUsage", primaryCopyBytes: 30, arePullsQueued: false });
    expect(bench.available("object_store_memory")).toBe(70);
    expect(bench.scheduler.localView(bench.now)).toMatchObject({
      idleDurationMs: 0,
      nodeActivity: ["Resource: object_store_memory currently in use."],
    });
    expect(find(bench.send(idle), "replyDrain").isAccepted).toBe(false);
    expect(typesOf(bench.send(preempted))).toEqual(["replyDrain"]);
    expect(bench.send({ type: "storeUsage", primaryCopyBytes: 0, arePullsQueued: false })).toEqual([
      leaves("preemption", "spot is gone"),
    ]);
  });

  it("a preempted node works on until its last lease and bundle are gone, then leaves", () => {
    const bench = new Bench({ CPU: 2 });
    const running = lease({ CPU: 1 });
    bench.grant(running);
    bench.bundles({ CPU: 1 });
    expect(typesOf(bench.send(preempted))).toEqual(["replyDrain"]);
    expect(typesOf(bench.send({ ...idle, message: "later" })), "goes on draining").toEqual(["replyDrain"]);
    expect(bench.request(lease({ CPU: 1 })), "takes nothing new").toEqual([]);
    expect(typesOf(bench.giveBack(running))).toEqual(["returnWorker"]);
    const bundles = bench.scheduler.localView(bench.now).total;
    const placementGroupId = [...bundles.keys()].find((name) => name.startsWith("CPU_group_0_"))?.slice(12) ?? "";
    const gone = bench.send({
      type: "removeBundles",
      requestId: 50,
      placementGroupId,
      bundles: [{ placementGroupId, index: 0 }],
    });
    expect(gone.at(-1)).toEqual(leaves("preemption", "spot is gone"));
  });

  it("reserves no bundle while it drains", () => {
    const bench = new Bench({ CPU: 2 });
    bench.grant(lease({ CPU: 1 }));
    bench.send(preempted);
    const bundle = { placementGroupId: "ab".repeat(18), index: 0, resources: units({ CPU: 1 }) };
    const reply = bench.send({ type: "prepareBundles", requestId: 60, bundles: [bundle] });
    expect(reply).toEqual([{ type: "replyBundles", requestId: 60, success: false }]);
  });
});
