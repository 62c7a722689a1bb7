import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LeaseIdSet } from "../../../../src/core/scheduler/lease-id-set.js";
import { Tombstones } from "../../../../src/core/scheduler/tombstones.js";
import { leaseIdOf, type WorkerId } from "../../../../src/ids/index.js";
import { lease } from "./helpers.js";

const askers = ["01", "ab", "ff"].map((byte) => byte.repeat(28) as WorkerId);

describe("LeaseIdSet", () => {
  it("holds what a set of strings holds", () => {
    const counter = fc.oneof(
      fc.nat(100),
      fc.integer({ min: 2 ** 31 - 40, max: 2 ** 31 + 40 }),
      fc.constant(2 ** 32 - 1),
    );
    const made = fc
      .tuple(counter, fc.constantFrom(...askers))
      .map(([count, asker]) => leaseIdOf(count, asker) as string);
    const step = fc.tuple(fc.constantFrom("add" as const, "delete" as const), made);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: "max" }), (steps) => {
        const set = new LeaseIdSet();
        const model = new Set<string>();
        for (const [what, which] of steps) {
          set[what](which);
          model[what](which);
          expect(set.size > 0).toBe(model.size > 0);
        }
        for (const [, which] of steps) expect(set.has(which)).toBe(model.has(which));
        for (const which of model) set.delete(which);
        expect(set.size).toBe(0);
      }),
    );
  });

  it("takes one entry for 32 leases in order, and several for an asker of one", () => {
    const [asker] = askers as [WorkerId];
    const inOrder = new LeaseIdSet();
    for (let counter = 0; counter < 32_000; counter += 1) inOrder.add(leaseIdOf(counter, asker));
    expect(inOrder.size).toBeLessThan(1_010);
    const strange = new LeaseIdSet();
    for (let counter = 0; counter < 1_000; counter += 1)
      strange.add(`00000000${counter.toString(16).padStart(56, "0")}`);
    expect(strange.size).toBe(7_000);
  });
});

describe("Tombstones", () => {
  it("knows a lease that is over for 10 minutes in which 1,000 leases end each second", () => {
    const tombstones = new Tombstones();
    const [asker] = askers as [WorkerId];
    const over = (counter: number) => lease({}, { leaseId: leaseIdOf(counter, asker) });
    for (let counter = 0; counter < 600_000; counter += 1) tombstones.leaseIsOver(over(counter), counter);
    for (const counter of [0, 1, 99_999, 300_000, 599_999]) {
      expect(tombstones.refusal(over(counter))?.message).toBe("the lease is over");
    }
    expect(tombstones.refusal(over(600_000))).toBeNull();
    expect(tombstones.finishedLeases.size).toBeLessThan(20_000);
  });

  it("does not keep an actor's lease that is over: the head may use its id again", () => {
    const tombstones = new Tombstones();
    const actor = lease({}, { type: "actorCreation" });
    tombstones.leaseIsOver(actor, 0);
    expect(tombstones.refusal(actor)).toBeNull();
    expect(tombstones.finishedLeases.size).toBe(0);
  });
});
