import { describe, expect, it } from "vitest";
import type { Lease } from "../../../../src/core/scheduler/types.js";
import { Bench, find, lease, OWNER, REMOTE, typesOf, units, view } from "./helpers.js";

const owner = { nodeId: REMOTE, ip: "127.0.0.1", port: 2, workerId: OWNER };
const dependencies = [{ objectId: "0b".repeat(28), owner }];
const chosenForItsData = { isSelectedBasedOnLocality: true };

/** One with arguments that are not here. */
const waits = (changes: Partial<Lease> = {}) => lease({ CPU: 1 }, { dependencies, ...changes });

const usage = (arePullsQueued: boolean) => ({ type: "storeUsage", primaryCopyBytes: 0, arePullsQueued }) as const;

/** Leases that wait here for arguments, whom the other node could not serve when they came. */
function benchWith(leases: readonly Lease[]): Bench {
  const bench = new Bench({ CPU: 4 });
  bench.send({ type: "nodeView", view: view({ CPU: 4 }, { available: new Map() }) });
  for (const each of leases) expect(typesOf(bench.request(each, chosenForItsData))).toEqual(["waitForDependencies"]);
  return bench;
}

const other = (cpus: number, arePullsQueued = false) =>
  ({ type: "nodeView", view: view({ CPU: 4 }, { available: units({ CPU: cpus }), arePullsQueued }) }) as const;

describe("leases whose arguments have no room here", () => {
  it("go where there is room and a CPU: the last ones first, and never the first", () => {
    const leases = [waits(), waits(), waits({ functionKey: "g" }), waits()];
    const bench = benchWith(leases);
    expect(bench.send(usage(true))).toEqual([]);
    const effects = bench.send(other(2));
    expect(effects.flatMap((effect) => (effect.type === "spillback" ? [effect.leaseId] : []))).toHaveLength(2);
    expect(typesOf(effects)).toEqual(["spillback", "releaseDependencies", "spillback", "releaseDependencies"]);
    expect(find(effects, "spillback").nodeId).toBe(REMOTE);
    expect(bench.scheduler.leases().map(({ lease: { leaseId } }) => leaseId)).toContain(leases[0]?.leaseId);
    // Nothing is left of the other node's CPUs by now.
    bench.send({ type: "tick" });
    expect(bench.scheduler.leases()).toHaveLength(2);
    bench.send(other(4));
    expect(bench.scheduler.leases().map(({ lease: { leaseId } }) => leaseId)).toEqual([leases[0]?.leaseId]);
  });

  it("stay where the other node's store has no room either", () => {
    const bench = benchWith([waits(), waits()]);
    bench.send(usage(true));
    expect(bench.send(other(4, true))).toEqual([]);
    expect(typesOf(bench.send(other(4, false)))).toContain("spillback");
  });

  it("stay when they were to be spread, are bound to this node, or were sent here", () => {
    const here = { type: "nodeAffinity", soft: true, spillOnUnavailable: false, failOnUnavailable: false } as const;
    const bound = waits({ strategy: { ...here, nodeId: "aa".repeat(28) } });
    const bench = benchWith([waits(), bound]);
    bench.request(waits({ strategy: { type: "spread" } }));
    bench.request(waits(), { grantOrReject: true });
    bench.send(usage(true));
    const effects = bench.send(other(4));
    expect(typesOf(effects)).toEqual(["spillback", "releaseDependencies"]);
    expect(bench.scheduler.leases()).toHaveLength(3);
  });

  it("stay while there is room", () => {
    const bench = benchWith([waits(), waits()]);
    expect(bench.send(other(4))).toEqual([]);
    bench.send(usage(true));
    expect(bench.scheduler.leases()).toHaveLength(1);
  });
});

it("leases that wait for arguments while others have all CPUs here go where there are some", () => {
  const bench = benchWith([waits(), waits(), waits()]);
  bench.grant(lease({ CPU: 4 }));
  const effects = bench.send(other(1));
  expect(typesOf(effects)).toEqual(["spillback", "releaseDependencies"]);
});

it("whether objects wait for room is part of a node's view", () => {
  const bench = new Bench({ CPU: 1 });
  expect(bench.scheduler.localView(bench.now).arePullsQueued).toBe(false);
  expect(bench.scheduler.handle(usage(true), bench.now)).toEqual([{ type: "viewChanged" }]);
  expect(bench.scheduler.localView(bench.now).arePullsQueued).toBe(true);
  expect(bench.scheduler.handle(usage(true), bench.now)).toEqual([]);
});
