import { describe, expect, it } from "vitest";
import { actor, Bench, find, LOCAL, lease, OWNER, REMOTE, typesOf, units, view, worker } from "./helpers.js";

describe("grant and return", () => {
  it("takes resources, asks for a worker, grants with the mapping, and frees on return", () => {
    const bench = new Bench({ CPU: 2, memory: 4 });
    const wanted = lease({ CPU: 1, memory: 0.5 });
    const asked = bench.request(wanted);
    expect(typesOf(asked)).toEqual(["popWorker"]);
    expect(bench.available("CPU")).toBe(1);
    const grant = find(bench.pop(wanted).effects, "grant");
    expect(grant.resourceMapping).toEqual([
      { name: "CPU", ids: [{ index: 0, quantity: 10_000 }] },
      { name: "memory", ids: [{ index: 0, quantity: 5_000 }] },
    ]);
    expect(typesOf(bench.giveBack(wanted))).toEqual(["returnWorker"]);
    expect(bench.available("CPU")).toBe(2);
  });

  it("queues what does not fit and starts it when resources come back, in order", () => {
    const bench = new Bench({ CPU: 1 });
    const [first, second, third] = [lease({ CPU: 1 }), lease({ CPU: 1 }), lease({ CPU: 1 })];
    bench.grant(first);
    expect(bench.request(second)).toEqual([]);
    expect(bench.request(third)).toEqual([]);
    expect(bench.scheduler.why(third.leaseId, bench.now).state).toBe("queued");
    expect(find(bench.giveBack(first), "popWorker").lease).toBe(second);
  });

  it("lets classes take turns", () => {
    const bench = new Bench({ CPU: 1 });
    const running = lease({ CPU: 1 });
    bench.grant(running);
    const a = [0, 1, 2].map(() => lease({ CPU: 1 }, { functionKey: "a" }));
    const b = [0, 1].map(() => lease({ CPU: 1 }, { functionKey: "b" }));
    for (const wanted of [...a, ...b]) bench.request(wanted);
    const order: string[] = [];
    let current = running;
    for (let i = 0; i < 5; i++) {
      current = find(bench.giveBack(current), "popWorker").lease;
      order.push(current.functionKey);
      bench.pop(current);
    }
    expect(order).toEqual(["a", "b", "a", "b", "a"]);
  });

  it("answers a repeated request with the same worker, and a pending one once for each request", () => {
    const bench = new Bench({ CPU: 1 });
    const wanted = lease({ CPU: 1 });
    bench.request(wanted, { requestId: 71 });
    expect(bench.request(wanted, { requestId: 72 })).toEqual([]);
    const { worker: popped, effects } = bench.pop(wanted);
    expect(effects.map((e) => (e.type === "grant" ? e.requestId : e.type))).toEqual([71, 72]);
    const again = bench.request(wanted, { requestId: 73 });
    expect(find(again, "grant").worker).toBe(popped);
    expect(bench.available("CPU")).toBe(0);
    bench.giveBack(wanted);
    expect(find(bench.request(wanted), "cancel").failureType).toBe("SCHEDULING_CANCELLED_INTENDED");
  });

  it("ignores returns of unknown leases", () => {
    expect(new Bench({ CPU: 1 }).giveBack(lease({ CPU: 1 }))).toEqual([]);
  });
});

describe("cancel", () => {
  it("cancels a queued lease, and a lease whose worker was asked for", () => {
    const bench = new Bench({ CPU: 1 });
    const [starting, queued] = [lease({ CPU: 1 }), lease({ CPU: 1 })];
    bench.request(starting);
    bench.request(queued);
    expect(typesOf(bench.send({ type: "cancelLease", leaseId: queued.leaseId }))).toEqual(["cancel"]);
    expect(typesOf(bench.send({ type: "cancelLease", leaseId: starting.leaseId }))).toEqual(["cancelPop", "cancel"]);
    expect(bench.available("CPU")).toBe(1);
    // The worker was on its way: it goes back to the pool.
    expect(typesOf(bench.pop(starting).effects)).toEqual(["returnWorker"]);
  });

  it("remembers a cancel that overtook its request for ten minutes, and not for ever", () => {
    const bench = new Bench({ CPU: 1 });
    const [early, late] = [lease({ CPU: 1 }), lease({ CPU: 1 })];
    bench.send({ type: "cancelLease", leaseId: early.leaseId });
    bench.send({ type: "cancelLease", leaseId: late.leaseId });
    bench.after(599_000);
    expect(typesOf(bench.request(early))).toEqual(["cancel"]);
    bench.after(601_000);
    bench.after(601_000);
    expect(typesOf(bench.request(late))).toEqual(["popWorker"]);
  });

  it("leaves a granted lease alone", () => {
    const bench = new Bench({ CPU: 1 });
    const wanted = lease({ CPU: 1 });
    bench.grant(wanted);
    expect(bench.send({ type: "cancelLease", leaseId: wanted.leaseId })).toEqual([]);
    expect(bench.available("CPU")).toBe(0);
  });
});

describe("dependencies", () => {
  const owner = { nodeId: REMOTE, ip: "127.0.0.1", port: 2, workerId: OWNER };
  const dependencies = [{ objectId: "0b".repeat(28), owner }];

  it("holds no resources while arguments are away, and releases the arguments when a worker has it", () => {
    const bench = new Bench({ CPU: 1 });
    const [waits, passes] = [lease({ CPU: 1 }, { dependencies }), lease({ CPU: 1 })];
    expect(find(bench.request(waits), "waitForDependencies").dependencies).toBe(dependencies);
    bench.grant(passes);
    expect(bench.send({ type: "dependenciesReady", leaseId: waits.leaseId })).toEqual([]);
    expect(find(bench.giveBack(passes), "popWorker").lease).toBe(waits);
    expect(typesOf(bench.pop(waits).effects)).toEqual(["releaseDependencies", "grant"]);
    expect(typesOf(bench.giveBack(waits))).toEqual(["returnWorker"]);
  });

  it("waits again when an argument is lost before the lease starts", () => {
    const bench = new Bench({ CPU: 1 });
    const [running, waits] = [lease({ CPU: 1 }), lease({ CPU: 1 }, { dependencies })];
    bench.grant(running);
    bench.request(waits);
    bench.send({ type: "dependenciesReady", leaseId: waits.leaseId });
    bench.send({ type: "dependenciesLost", leaseId: waits.leaseId });
    expect(typesOf(bench.giveBack(running))).toEqual(["returnWorker"]);
    expect(typesOf(bench.send({ type: "dependenciesReady", leaseId: waits.leaseId }))).toEqual(["popWorker"]);
    expect(typesOf(bench.send({ type: "cancelLease", leaseId: waits.leaseId }))).toContain("releaseDependencies");
  });
});

describe("blocked workers", () => {
  it("give back CPU only, and take it again even when it is in use", () => {
    const bench = new Bench({ CPU: 1, GPU: 1 });
    const [parent, child] = [lease({ CPU: 1, GPU: 1 }), lease({ CPU: 1 }, { depth: 2 })];
    const { workerId } = bench.grant(parent);
    bench.request(child);
    expect(find(bench.send({ type: "workerBlocked", workerId }), "popWorker").lease).toBe(child);
    expect(bench.available("GPU")).toBe(0);
    expect(bench.send({ type: "workerBlocked", workerId })).toEqual([]);
    bench.pop(child);
    bench.send({ type: "workerUnblocked", workerId });
    expect(bench.available("CPU")).toBe(0);
    bench.giveBack(child);
    expect(bench.available("CPU")).toBe(0);
    bench.giveBack(parent);
    expect(bench.available("CPU")).toBe(1);
  });

  it("that were seen to starve are blocked, and until both are over where they say so too", () => {
    const bench = new Bench({ CPU: 1 });
    const { workerId } = bench.grant(lease({ CPU: 1 }));
    const starves = (isStarving: boolean) => bench.send({ type: "workerStarves", workerId, isStarving });
    starves(true);
    expect(bench.available("CPU")).toBe(1);
    bench.send({ type: "workerBlocked", workerId });
    starves(false);
    expect(bench.available("CPU")).toBe(1);
    starves(true);
    bench.send({ type: "workerUnblocked", workerId });
    expect(bench.available("CPU")).toBe(1);
    starves(false);
    expect(bench.available("CPU")).toBe(0);
    expect(bench.send({ type: "workerStarves", workerId: "nobody", isStarving: true })).toEqual([]);
  });

  it("that die blocked give back the rest", () => {
    const bench = new Bench({ CPU: 1, GPU: 1 });
    const { workerId } = bench.grant(lease({ CPU: 1, GPU: 1 }));
    bench.send({ type: "workerBlocked", workerId });
    bench.send({ type: "workerDied", workerId });
    expect([bench.available("CPU"), bench.available("GPU")]).toEqual([1, 1]);
  });

  it("count for the worker cap: beyond it one more starts after 1 s, then 2 s", () => {
    const bench = new Bench({ CPU: 1 });
    const leases = [0, 1, 2].map(() => lease({ CPU: 1 }));
    const [a, b, c] = leases as [(typeof leases)[0], (typeof leases)[0], (typeof leases)[0]];
    for (const wanted of leases) bench.request(wanted);
    bench.send({ type: "workerBlocked", workerId: bench.pop(a).worker.workerId });
    expect(bench.scheduler.why(b.leaseId, bench.now).reason).toMatch(/cap is 1/);
    expect(bench.scheduler.nextWakeMs(bench.now)).toBe(bench.now + 1000);
    expect(bench.after(999)).toEqual([]);
    expect(find(bench.after(1), "popWorker").lease).toBe(b);
    bench.send({ type: "workerBlocked", workerId: bench.pop(b).worker.workerId });
    expect(bench.after(1999)).toEqual([]);
    expect(find(bench.after(1), "popWorker").lease).toBe(c);
  });

  it("of other depths are of another class, and leases without CPU have no cap", () => {
    const bench = new Bench({ CPU: 1 });
    for (let depth = 1; depth <= 5; depth++) {
      const { workerId } = bench.grant(lease({ CPU: 1 }, { depth }));
      bench.send({ type: "workerBlocked", workerId });
    }
    for (let i = 0; i < 10; i++) bench.grant(lease({}));
  });

  it("are not held back with the cap switched off", () => {
    const bench = new Bench({ CPU: 1 }, { workerCapEnabled: false });
    for (let i = 0; i < 4; i++)
      bench.send({ type: "workerBlocked", workerId: bench.grant(lease({ CPU: 1 })).workerId });
  });
});

describe("actors", () => {
  it("are placed by a CPU they do not hold", () => {
    const bench = new Bench({ CPU: 1 });
    bench.grant(lease({ CPU: 1 }));
    bench.grant(actor());
    bench.grant(actor());
    expect(bench.available("CPU")).toBe(0);
    expect(bench.scheduler.isIdle()).toBe(false);
  });

  it("that no node can place are infeasible although they hold nothing", () => {
    const bench = new Bench({ CPU: 1 });
    const wanted = actor({ placementResources: units({ CPU: 2 }) });
    bench.request(wanted);
    expect(bench.scheduler.why(wanted.leaseId, bench.now).state).toBe("infeasible");
  });
});

describe("the worker pool says no", () => {
  it.each([
    ["runtimeEnvSetupFailed", "SCHEDULING_CANCELLED_RUNTIME_ENV_SETUP_FAILED"],
    ["workerStartupFailed", "SCHEDULING_CANCELLED_WORKER_STARTUP_FAILED"],
    ["jobFinished", "SCHEDULING_CANCELLED_INTENDED"],
  ] as const)("%s cancels with %s", (reason, failureType) => {
    const bench = new Bench({ CPU: 1 });
    const wanted = lease({ CPU: 1 });
    bench.request(wanted);
    const effects = bench.send({ type: "workerPopFailed", leaseId: wanted.leaseId, reason, message: "why" });
    expect(find(effects, "cancel")).toMatchObject({ failureType, message: "why" });
    expect(bench.available("CPU")).toBe(1);
  });

  it("retry puts the lease first again, after a pause", () => {
    const bench = new Bench({ CPU: 1 });
    const [first, second] = [lease({ CPU: 1 }), lease({ CPU: 1 })];
    bench.request(first);
    bench.request(second);
    const retry = { type: "workerPopFailed", leaseId: first.leaseId, reason: "retry", message: "busy" } as const;
    expect(bench.send(retry)).toEqual([]);
    const wake = bench.scheduler.nextWakeMs(bench.now) ?? 0;
    expect(wake).toBeGreaterThan(bench.now);
    expect(find(bench.after(wake - bench.now), "popWorker").lease).toBe(first);
  });
});

describe("deaths and ends", () => {
  it("a dead worker's lease frees its resources, and leases it owns end", () => {
    const bench = new Bench({ CPU: 2 });
    const parent = lease({ CPU: 1 });
    const parentWorker = bench.grant(parent);
    const owner = { nodeId: REMOTE, ip: "127.0.0.1", port: 2, workerId: parentWorker.workerId };
    const [child, pending] = [lease({ CPU: 1 }, { owner }), lease({ CPU: 1 }, { owner })];
    const childWorker = bench.grant(child);
    bench.request(pending);
    const effects = bench.send({ type: "workerDied", workerId: parentWorker.workerId });
    expect(find(effects, "killWorker")).toMatchObject({ workerId: childWorker.workerId, reason: "ownerDied" });
    expect(find(effects, "cancel").leaseId).toBe(pending.leaseId);
    expect(bench.available("CPU")).toBe(1);
    bench.send({ type: "workerDied", workerId: childWorker.workerId });
    expect(bench.available("CPU")).toBe(2);
    expect(typesOf(bench.request(lease({ CPU: 1 }, { owner })))).toEqual(["cancel"]);
  });

  it("actors that a head asked for before it restarted keep nothing from those that it asks for after it", () => {
    const bench = new Bench({ CPU: 2, GPU: 1 });
    const gpuActor = () => actor({ resources: units({ GPU: 1 }), placementResources: units({ GPU: 1 }) });
    const [alive, starting, queued, task] = [actor(), gpuActor(), gpuActor(), lease({ GPU: 1 })];
    const { workerId } = bench.grant(alive);
    bench.request(starting);
    bench.request(queued);
    bench.request(actor({ placementResources: units({ CPU: 9 }), isDetachedActor: true }));
    bench.request(task);
    const effects = bench.send({ type: "headRestarted" });
    expect(find(effects, "cancelPop").leaseId).toBe(starting.leaseId);
    expect(typesOf(effects).filter((type) => type === "cancel")).toHaveLength(3);
    expect(find(effects, "popWorker").lease).toBe(task);
    expect(bench.scheduler.leases().map((summary) => summary.workerId)).toEqual([workerId, null]);
    bench.pop(task);
    bench.giveBack(task);
    expect(typesOf(bench.request(gpuActor()))).toEqual(["popWorker"]);
  });

  it("the death of an owner's node ends its leases, not those of others", () => {
    const bench = new Bench({ CPU: 2 });
    const owner = { nodeId: REMOTE, ip: "127.0.0.1", port: 2, workerId: worker(900).workerId };
    const far = bench.grant(lease({ CPU: 1 }, { owner }));
    bench.grant(lease({ CPU: 1 }));
    const effects = bench.send({ type: "ownerNodeDied", nodeId: REMOTE });
    expect(effects).toHaveLength(1);
    expect(find(effects, "killWorker").workerId).toBe(far.workerId);
    // A request that was on its way: nobody would ever give its worker back.
    expect(find(bench.request(lease({ CPU: 1 }, { owner })), "cancel").message).toBe("its owner's node died");
  });
});

describe("other nodes", () => {
  it("spills what this node is too small for, and what it is too busy for", () => {
    const bench = new Bench({ CPU: 2 });
    bench.send({ type: "nodeView", view: view({ CPU: 8 }) });
    expect(find(bench.request(lease({ CPU: 6 })), "spillback").nodeId).toBe(REMOTE);
    bench.grant(lease({ CPU: 2 }));
    expect(find(bench.request(lease({ CPU: 2 })), "spillback").nodeId).toBe(REMOTE);
    // The remote node's view is counted down: nothing is left of its 8 CPUs now.
    expect(bench.request(lease({ CPU: 1 }))).toEqual([]);
    expect(find(bench.send({ type: "nodeView", view: view({ CPU: 8 }) }), "spillback").nodeId).toBe(REMOTE);
  });

  it("stays here below half utilisation, then takes the less used node", () => {
    const bench = new Bench({ CPU: 4 });
    bench.send({ type: "nodeView", view: view({ CPU: 4 }) });
    bench.grant(lease({ CPU: 1 }));
    bench.grant(lease({ CPU: 1 }));
    expect(typesOf(bench.request(lease({ CPU: 1 })))).toEqual(["spillback"]);
    expect(typesOf(bench.request(lease({ CPU: 1 }), { isSelectedBasedOnLocality: true }))).toEqual(["popWorker"]);
  });

  it("rejects instead of spilling when told to", () => {
    const bench = new Bench({ CPU: 2 });
    bench.send({ type: "nodeView", view: view({ CPU: 8 }) });
    bench.grant(lease({ CPU: 2 }));
    expect(typesOf(bench.request(lease({ CPU: 1 }), { grantOrReject: true }))).toEqual(["reject"]);
    expect(typesOf(bench.request(lease({ CPU: 64 }), { grantOrReject: true }))).toEqual(["reject"]);
    bench.send({ type: "nodeView", view: view({ CPU: 8 }, { available: new Map() }) });
    expect(bench.request(lease({ CPU: 1 }), { grantOrReject: true })).toEqual([]);
  });
});

it("a worker given back as broken goes to the pool with the owner's reason", () => {
  const bench = new Bench({ CPU: 1 });
  const broken = lease({ CPU: 1 });
  bench.grant(broken);
  const how = { disconnectWorker: true, workerExiting: false, detail: "connection reset" };
  expect(find(bench.send({ type: "returnLease", leaseId: broken.leaseId, ...how }), "returnWorker")).toMatchObject({
    disconnect: true,
    detail: "connection reset",
  });
});

describe("queries", () => {
  it("demand by shape counts waiting, infeasible and held back tasks", () => {
    const bench = new Bench({ CPU: 1 });
    bench.grant(lease({ CPU: 1 }));
    bench.request(lease({ CPU: 1 }));
    bench.request(lease({ CPU: 1 }, { functionKey: "g" }));
    bench.request(lease({ CPU: 9 }));
    const report = (shape: Record<string, number>, backlog: number) =>
      bench.send({ type: "reportBacklog", ownerWorkerId: OWNER, reports: [{ lease: lease(shape), backlog }] });
    report({ CPU: 1 }, 7);
    expect(bench.scheduler.resourceDemands()).toEqual([
      { shape: units({ CPU: 1 }), selectors: [[]], readyQueued: 2, infeasibleQueued: 0, backlog: 7 },
      { shape: units({ CPU: 9 }), selectors: [[]], readyQueued: 0, infeasibleQueued: 1, backlog: 0 },
    ]);
    report({ CPU: 9 }, 3);
    expect(bench.scheduler.resourceDemands().map((d) => d.backlog)).toEqual([0, 3]);
    bench.send({ type: "ownerDied", workerId: OWNER });
    report({ CPU: 9 }, 3);
    expect(bench.scheduler.resourceDemands()).toEqual([]);
  });

  it("demand tells labels apart, with their fallbacks", () => {
    const bench = new Bench({ CPU: 1 });
    const zone = (value: string) => [{ key: "zone", operator: "in", values: [value] } as const];
    bench.request(lease({ CPU: 1 }, { labelSelector: zone("a") }));
    bench.request(lease({ CPU: 1 }, { labelSelector: zone("a"), fallbackSelectors: [zone("b")] }));
    expect(bench.scheduler.resourceDemands().map(({ selectors }) => selectors)).toEqual([
      [zone("a")],
      [zone("a"), zone("b")],
    ]);
  });

  it("a lease that waits for one node is demand for others only when no node can serve it", () => {
    const bench = new Bench({ CPU: 1 });
    const strategy = { type: "nodeAffinity", nodeId: LOCAL, soft: false, spillOnUnavailable: false } as const;
    const bound = (cpus: number) => lease({ CPU: cpus }, { strategy: { ...strategy, failOnUnavailable: false } });
    bench.grant(lease({ CPU: 1 }));
    bench.request(bound(1));
    bench.send({ type: "reportBacklog", ownerWorkerId: OWNER, reports: [{ lease: bound(1), backlog: 7 }] });
    expect(bench.scheduler.resourceDemands()).toEqual([]);
    bench.request(bound(9));
    expect(bench.scheduler.resourceDemands()).toEqual([
      { shape: units({ CPU: 9 }), selectors: [[]], readyQueued: 0, infeasibleQueued: 1, backlog: 0 },
    ]);
  });

  it("idle time runs while nothing is in use", () => {
    const bench = new Bench({ CPU: 1 });
    const wanted = lease({ CPU: 1 });
    bench.grant(wanted);
    expect(bench.scheduler.localView(bench.now)).toMatchObject({
      idleDurationMs: 0,
      nodeActivity: ["Busy workers on node.", "Resource: CPU currently in use."],
    });
    bench.giveBack(wanted);
    bench.after(400);
    expect(bench.scheduler.localView(bench.now)).toMatchObject({ idleDurationMs: 400, nodeActivity: [] });
  });

  it("a node that has just become idle, or has never done anything, does not say 0, which means busy", () => {
    const bench = new Bench({ CPU: 1 });
    expect(bench.scheduler.localView(bench.now).idleDurationMs).toBeGreaterThanOrEqual(1);
    const wanted = lease({ CPU: 1 });
    bench.grant(wanted);
    bench.giveBack(wanted);
    expect(bench.scheduler.localView(bench.now + 0.4).idleDurationMs).toBe(1);
  });

  it("the story of a lease tells its way", () => {
    const bench = new Bench({ CPU: 1 });
    const wanted = lease({ CPU: 1 });
    const { workerId } = bench.grant(wanted);
    bench.send({ type: "workerBlocked", workerId });
    bench.giveBack(wanted);
    expect(bench.scheduler.story(wanted.leaseId).map((line) => line.what)).toEqual([
      "requested",
      "has its resources, waits for a worker",
      `granted to worker ${workerId}`,
      "its worker blocks: CPU given back",
      "returned",
    ]);
    expect(bench.scheduler.why(wanted.leaseId, bench.now).state).toBe("unknown");
  });

  it("viewChanged comes once, last, and only when something changed", () => {
    const bench = new Bench({ CPU: 1 });
    const wanted = lease({ CPU: 1 });
    const request = {
      type: "requestLease",
      requestId: 1,
      grantOrReject: false,
      isSelectedBasedOnLocality: false,
    } as const;
    const effects = bench.scheduler.handle({ ...request, lease: wanted }, 5);
    expect(typesOf(effects)).toEqual(["popWorker", "viewChanged"]);
    expect(bench.scheduler.handle({ type: "tick" }, 6)).toEqual([]);
  });
});

describe("resize", () => {
  it("starts what fits now, keeps what is in use, and sets aside what no longer fits", () => {
    const bench = new Bench({ CPU: 2, GPU: 2 });
    const [small, big] = [lease({ CPU: 1 }), lease({ CPU: 2 })];
    bench.grant(small);
    bench.request(big);
    expect(
      find(bench.send({ type: "resizeLocalTotals", requestId: 1, resources: units({ CPU: 3 }) }), "popWorker").lease,
    ).toBe(big);
    bench.send({ type: "resizeLocalTotals", requestId: 2, resources: new Map([["CPU", 0]]) });
    expect(bench.total("CPU")).toBe(3);
    bench.pop(big);
    bench.giveBack(big);
    const later = lease({ CPU: 3 });
    bench.request(later);
    bench.send({ type: "resizeLocalTotals", requestId: 3, resources: units({ CPU: 1, GPU: 5, x: 2 }) });
    expect([bench.total("CPU"), bench.total("GPU"), bench.total("x")]).toEqual([1, 2, 2]);
    expect(bench.scheduler.why(later.leaseId, bench.now).state).toBe("infeasible");
  });

  it("to nothing while the worker that has it is blocked leaves the node oversubscribed", () => {
    const bench = new Bench({ CPU: 1 });
    const held = lease({ CPU: 1 });
    const { workerId } = bench.grant(held);
    bench.send({ type: "workerBlocked", workerId });
    bench.send({ type: "resizeLocalTotals", requestId: 1, resources: new Map([["CPU", 0]]) });
    expect(bench.scheduler.localView(bench.now).total.has("CPU")).toBe(false);
    bench.send({ type: "workerUnblocked", workerId });
    bench.giveBack(held);
    bench.send({ type: "resizeLocalTotals", requestId: 2, resources: units({ CPU: 1 }) });
    expect([bench.total("CPU"), bench.available("CPU")]).toEqual([1, 1]);
  });
});

describe("other nodes", () => {
  it("are as they said again when a lease that was sent there never came", () => {
    const bench = new Bench({ CPU: 1 });
    bench.send({ type: "nodeView", view: view({ CPU: 1 }) });
    bench.grant(lease({ CPU: 1 }));
    expect(typesOf(bench.request(lease({ CPU: 1 })))).toEqual(["spillback"]);
    const next = lease({ CPU: 1 });
    expect(bench.request(next)).toEqual([]);
    expect(bench.after(2_999)).toEqual([]);
    const wake = bench.scheduler.nextWakeMs(bench.now) ?? Number.NaN;
    expect(bench.after(wake - bench.now)).toMatchObject([{ type: "spillback", leaseId: next.leaseId, nodeId: REMOTE }]);
    // Of what it takes there the node will say so itself.
    bench.send({ type: "nodeView", view: view({ CPU: 1 }, { available: units({ CPU: 0 }) }) });
    expect(bench.scheduler.nextWakeMs(bench.now)).toBeNull();
    expect(bench.request(lease({ CPU: 1 }))).toEqual([]);
    expect(bench.after(10_000)).toEqual([]);
  });
});
