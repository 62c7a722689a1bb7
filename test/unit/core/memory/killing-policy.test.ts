import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseByGroup, chooseByTime, type Victim } from "../../../../src/core/memory/killing-policy.js";
import type { MonitoredWorker } from "../../../../src/core/memory/types.js";
import { idle, leased } from "./helpers.js";

const IDLE_BYTES = 1_000;
const sized = (sizes: Record<number, number>) => (worker: MonitoredWorker) => sizes[worker.pid] ?? null;
const names = (victims: readonly Victim[]) => victims.map(({ worker }) => worker.workerId);
const retries = (victims: readonly Victim[]) => victims.map(({ isRetriable }) => isRetriable);

describe("by time", () => {
  const choose = (workers: readonly MonitoredWorker[], sizes: Record<number, number>, bytes: number) =>
    chooseByTime(workers, sized(sizes), bytes, IDLE_BYTES);

  it("takes what can be tried again before what cannot, however new that is", () => {
    const victims = choose([leased(2, false), leased(1, true)], { 1: 500, 2: 500 }, 300);
    expect(names(victims)).toEqual(["w1"]);
    expect(retries(victims)).toEqual([true]);
  });

  it("takes the last granted among equals, and as many as it needs", () => {
    const workers = [leased(1, true), leased(2, true), leased(3, false), leased(4, false)];
    const victims = choose(workers, { 1: 400, 2: 400, 3: 400, 4: 400 }, 1_100);
    expect(names(victims)).toEqual(["w2", "w1", "w4"]);
    expect(retries(victims)).toEqual([true, true, false]);
    expect(names(choose(workers, { 1: 100, 2: 200, 3: 150, 4: 250 }, 200))).toEqual(["w2"]);
  });

  it("takes workers without a lease first, the largest first, but none that never worked and is small", () => {
    const workers = [
      idle(1, { hasServed: false }),
      idle(2, { hasServed: false }),
      idle(3),
      leased(4, true),
      leased(5, true),
    ];
    const victims = choose(workers, { 1: 999, 2: 1_001, 3: 250, 4: 250, 5: 250 }, 3_100);
    expect(names(victims)).toEqual(["w2", "w3", "w5", "w4"]);
    expect(retries(victims)).toEqual([false, false, true, true]);
    expect(choose([idle(1, { hasServed: false })], { 1: 999 }, 1_000)).toEqual([]);
  });

  it("takes one worker, not all, when sizes cannot be learned", () => {
    expect(names(choose([leased(1, true), leased(2, true), leased(3, true)], {}, 1_000_000))).toEqual(["w3"]);
    expect(names(choose([leased(1, true), leased(2, true), leased(3, true)], { 3: 10 }, 100))).toEqual(["w3", "w2"]);
  });

  it("frees enough or takes everyone worth it, takes nobody twice and none too many", () => {
    const worker = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.nat(3_000));
    fc.assert(
      fc.property(
        fc.array(worker, { maxLength: 20, size: "max" }),
        fc.integer({ min: 1, max: 20_000 }),
        (given, bytes) => {
          const workers = given.map(([isLeased, isRetriable, hasServed], n) =>
            isLeased ? leased(n, isRetriable) : idle(n, { hasServed }),
          );
          const sizes = Object.fromEntries(given.map(([, , , size], n) => [n, size]));
          const victims = choose(workers, sizes, bytes);
          const freed = victims.reduce((sum, { worker: { pid } }) => sum + (sizes[pid] ?? 0), 0);
          const worth = workers.filter(
            ({ lease, hasServed, pid }) => lease || hasServed || (sizes[pid] ?? 0) >= IDLE_BYTES,
          );
          expect(new Set(names(victims)).size).toBe(victims.length);
          if (freed < bytes) expect(names(victims).sort()).toEqual(worth.map(({ workerId }) => workerId).sort());
          const last = victims.at(-1);
          if (last !== undefined) expect(freed - (sizes[last.worker.pid] ?? 0)).toBeLessThan(bytes);
          for (const { worker: victim, isRetriable } of victims)
            expect(isRetriable).toBe(victim.lease?.isRetriable ?? false);
        },
      ),
    );
  });
});

describe("by group", () => {
  const choose = (workers: readonly MonitoredWorker[], sizes: Record<number, number> = {}) =>
    chooseByGroup(workers, sized(sizes), IDLE_BYTES);
  const of = (n: number, parentTaskId: string) => leased(n, true, { parentTaskId });

  it("takes the last granted of the largest retriable group", () => {
    const victims = choose([
      of(1, "a"),
      of(2, "b"),
      of(3, "b"),
      of(4, "c"),
      leased(5, false),
      leased(6, false),
      leased(7, false),
    ]);
    expect(names(victims)).toEqual(["w3"]);
    expect(retries(victims)).toEqual([true]);
  });

  it("takes from the group that began last among equal ones, and its last worker for good", () => {
    const victims = choose([of(1, "a"), of(2, "b"), leased(9, false)]);
    expect(names(victims)).toEqual(["w2"]);
    expect(retries(victims)).toEqual([false]);
  });

  it("takes what cannot be tried again when there is nothing else", () => {
    const victims = choose([leased(1, false, { parentTaskId: "a" }), leased(2, false, { parentTaskId: "b" }), idle(3)]);
    expect(names(victims)).toEqual(["w2"]);
    expect(retries(victims)).toEqual([false]);
    expect(choose([idle(3)])).toEqual([]);
  });

  it("takes a large worker without a lease before anyone", () => {
    const workers = [of(1, "a"), idle(2), idle(3, { hasServed: false })];
    expect(names(choose(workers, { 1: 9_000, 2: 1_001, 3: 1_002 }))).toEqual(["w3"]);
    expect(names(choose(workers, { 1: 9_000, 2: 1_000, 3: 1_000 }))).toEqual(["w1"]);
  });
});
