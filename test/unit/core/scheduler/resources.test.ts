import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesLabels } from "../../../../src/core/scheduler/labels.js";
import { ResourceInstances } from "../../../../src/core/scheduler/resource-instances.js";
import {
  parseDemand,
  RESOURCE_UNIT,
  shapeKey,
  toFixedPoint,
  toUnits,
} from "../../../../src/core/scheduler/resources.js";
import { PG, units } from "./helpers.js";

const UNIT = new Set(["GPU"]);
const gpus = (n: number) => ResourceInstances.ofTotals(units({ GPU: n }), UNIT);
const ids = (pool: ResourceInstances, amount: number) =>
  pool.allocate([...units({ GPU: amount })])?.[0]?.ids.map((id) => [id.index, toUnits(id.quantity)]) ?? null;

describe("fixed point", () => {
  it("truncates as stock (measured), but not a double's last digits", () => {
    expect(toFixedPoint(1 / 6)).toBe(1666);
    expect(toFixedPoint(0.00019)).toBe(1);
    expect(toFixedPoint(0.0003)).toBe(3);
    expect(toFixedPoint(0.29)).toBe(2900);
    expect(toFixedPoint(Number.NaN)).toBe(0);
    expect(toFixedPoint(-1)).toBe(0);
    expect(Number.isSafeInteger(toFixedPoint(1e300))).toBe(true);
  });

  it("comes back from the wire as it went", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 50 }), (amount) => {
        expect(toFixedPoint(toUnits(amount))).toBe(amount);
      }),
    );
  });

  it("k leases of 1/k fit one unit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999 }), (k) => {
        expect(toFixedPoint(1 / k) * k).toBeLessThanOrEqual(RESOURCE_UNIT);
      }),
    );
  });
});

describe("names", () => {
  it("splits bundle resources off, both names of one being one amount", () => {
    const demand = parseDemand(
      units({
        CPU: 1,
        [`CPU_group_${PG}`]: 2,
        [`CPU_group_3_${PG}`]: 2,
        [`bundle_group_3_${PG}`]: 0.001,
        my_group_1: 4,
      }),
    );
    expect(demand.base).toEqual([
      ["CPU", 10_000],
      ["my_group_1", 40_000],
    ]);
    expect(demand.groups).toEqual([
      {
        placementGroupId: PG,
        index: 3,
        amounts: [
          ["CPU", 20_000],
          ["bundle", 10],
        ],
      },
    ]);
  });

  it("gives the same key for the same amounts", () => {
    expect(shapeKey(units({ a: 1, b: 2 }))).toBe(shapeKey(units({ b: 2, a: 1 })));
    expect(shapeKey(units({ a: 1, b: 2 }))).not.toBe(shapeKey(units({ a: 2, b: 1 })));
  });
});

describe("unit instances", () => {
  it("fractions share an instance, whole ones get free ones", () => {
    const pool = gpus(4);
    expect(ids(pool, 0.3)).toEqual([[0, 0.3]]);
    expect(ids(pool, 0.5)).toEqual([[0, 0.5]]);
    expect(ids(pool, 0.6)).toEqual([[1, 0.6]]);
    expect(ids(pool, 1)).toEqual([[2, 1]]);
    // 0.2 is left of 0, 0.4 of 1: the smaller rest that suffices.
    expect(ids(pool, 0.2)).toEqual([[0, 0.2]]);
    expect(ids(pool, 2)).toBeNull();
    expect(ids(pool, 1.4)).toEqual([
      [3, 1],
      [1, 0.4],
    ]);
  });

  it("free amounts that are scattered are no whole instance", () => {
    const pool = gpus(2);
    ids(pool, 0.5);
    pool.allocate([["GPU", 6_000]]);
    expect(pool.available("GPU")).toBe(9_000);
    expect(pool.isAvailable([["GPU", 5_000]])).toBe(true);
    expect(pool.isAvailable([["GPU", 9_000]])).toBe(false);
    expect(pool.isFeasible([["GPU", 20_000]])).toBe(true);
    expect(pool.isFeasible([["GPU", 20_001]])).toBe(false);
  });

  it("is all or nothing over several resources", () => {
    const pool = ResourceInstances.ofTotals(units({ CPU: 1, GPU: 1 }), UNIT);
    expect(pool.allocate([...units({ GPU: 1, CPU: 2 })])).toBeNull();
    expect(pool.isUntouched()).toBe(true);
  });

  it("matches a simple model: what is taken is free again after it, and never more than there is", () => {
    const amount = fc.oneof(
      fc.integer({ min: 1, max: 9_999 }),
      fc.integer({ min: 1, max: 3 }).map((n) => n * RESOURCE_UNIT),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(amount, fc.boolean(), fc.nat()), { maxLength: 60, size: "max" }), (steps) => {
        const pool = gpus(4);
        const held: NonNullable<ReturnType<typeof pool.allocate>>[] = [];
        let free = 4 * RESOURCE_UNIT;
        for (const [wanted, isFree, pick] of steps) {
          if (isFree && held.length > 0) {
            const [back] = held.splice(pick % held.length, 1);
            if (!back) continue;
            pool.free(back);
            free += back.flatMap((line) => line.ids).reduce((sum, id) => sum + id.quantity, 0);
          } else {
            const got = pool.allocate([["GPU", wanted]]);
            if (got) {
              held.push(got);
              free -= wanted;
              expect(got[0]?.ids.reduce((sum, id) => sum + id.quantity, 0)).toBe(wanted);
            } else expect(pool.isAvailable([["GPU", wanted]])).toBe(false);
          }
          expect(pool.available("GPU")).toBe(free);
          pool.validate("pool", held);
        }
      }),
    );
  });
});

describe("implicit resources", () => {
  const name = "node:__internal_implicit_resource_app:deployment";

  it("are one unit on every node, there only while in use", () => {
    const pool = ResourceInstances.ofTotals([], UNIT);
    const third: [string, number][] = [[name, toFixedPoint(1 / 3)]];
    const held = [pool.allocate(third), pool.allocate(third), pool.allocate(third)];
    expect(pool.allocate(third)).toBeNull();
    expect([...pool.entries()]).toEqual([[name, 10_000, 1]]);
    for (const allocation of held) if (allocation) pool.free(allocation);
    expect([...pool.entries()]).toEqual([]);
    expect(pool.isFeasible([[name, 10_001]])).toBe(false);
  });
});

describe("validate", () => {
  it("finds what is held and not taken, and the other way round", () => {
    const pool = gpus(2);
    const held = pool.allocate([["GPU", RESOURCE_UNIT]]) ?? [];
    expect(() => pool.validate("pool", [])).toThrow(/held 0/);
    expect(() => pool.validate("pool", [held, held])).toThrow(/held 20000/);
    expect(() => pool.validate("pool", [held, [{ name: "TPU", ids: [{ index: 0, quantity: 1 }] }]])).toThrow(/TPU/);
    pool.validate("pool", [held]);
  });
});

describe("labels", () => {
  const labels = new Map([["zone", "a"]]);
  it.each([
    ["zone", "in", ["a", "b"], true],
    ["zone", "in", ["b"], false],
    ["gpu", "in", ["x"], false],
    ["zone", "notIn", ["a"], false],
    ["gpu", "notIn", ["x"], true],
    ["zone", "exists", [], true],
    ["gpu", "exists", [], false],
    ["gpu", "doesNotExist", [], true],
    ["zone", "doesNotExist", [], false],
  ] as const)("%s %s %j is %s", (key, operator, values, expected) => {
    expect(matchesLabels(labels, [{ key, operator, values: [...values] }])).toBe(expected);
  });
});
