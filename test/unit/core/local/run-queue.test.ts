import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type QueueEvent, RunQueue } from "../../../../src/core/local/run-queue.js";
import { groupResourceName, toAmounts } from "../../../../src/core/scheduler/resources.js";

const amounts = (units: Record<string, number>) => toAmounts(Object.entries(units));
const groupId = `${"ab".repeat(17)}01`;
const inGroup = (units: Record<string, number>, index: number | null) =>
  amounts(
    Object.fromEntries(
      Object.entries({ ...units, bundle: 0.001 }).flatMap(([name, amount]) => [
        [groupResourceName(name, groupId, null), amount],
        ...(index === null ? [] : [[groupResourceName(name, groupId, index), amount]]),
      ]),
    ),
  );

function queueOf(units: Record<string, number>) {
  const queue = new RunQueue(amounts(units));
  const handle = (event: QueueEvent) => {
    const effects = queue.handle(event);
    queue.validate();
    return effects.map((effect) => ("runId" in effect ? `${effect.type} ${effect.runId}` : effect.type));
  };
  const submit = (runId: string, demand: Record<string, number>) =>
    handle({ type: "submit", runId, demand: amounts(demand) });
  return { handle, submit };
}

describe("the queue of runs", () => {
  it("starts what fits in the order in which it came; what waits stops no smaller one", () => {
    const { handle, submit } = queueOf({ CPU: 2 });
    expect(submit("one", { CPU: 1 })).toEqual(["start one"]);
    expect(submit("two", { CPU: 2 })).toEqual([]);
    expect(submit("three", { CPU: 1 })).toEqual(["start three"]);
    expect(submit("four", { CPU: 1 })).toEqual([]);
    expect(submit("none", {})).toEqual(["start none"]);
    expect(handle({ type: "ended", runId: "one" })).toEqual(["start four"]);
    expect(handle({ type: "ended", runId: "three" })).toEqual([]);
    expect(handle({ type: "ended", runId: "four" })).toEqual(["start two"]);
    submit("five", { CPU: 1 });
    handle({ type: "withdraw", runId: "five" });
    expect(handle({ type: "ended", runId: "two" })).toEqual([]);
  });

  it("refuses what can never start", () => {
    const { submit } = queueOf({ CPU: 2 });
    expect(submit("big", { CPU: 3 })).toEqual(["refuse big"]);
    expect(submit("other", { disk: 1 })).toEqual(["refuse other"]);
  });

  it("lends the CPUs of who waits, and takes them back at once", () => {
    const { handle, submit } = queueOf({ CPU: 1, GPU: 1 });
    submit("outer", { CPU: 1, GPU: 1 });
    expect(submit("inner", { CPU: 1 })).toEqual([]);
    expect(submit("gpu", { GPU: 1 })).toEqual([]);
    expect(handle({ type: "blocked", runId: "outer" })).toEqual(["start inner"]);
    expect(handle({ type: "unblocked", runId: "outer" })).toEqual([]);
    submit("later", { CPU: 1 });
    expect(handle({ type: "ended", runId: "inner" })).toEqual([]);
    expect(handle({ type: "ended", runId: "outer" })).toEqual(["start gpu", "start later"]);
  });

  it("gives an actor that is made no more than it runs with", () => {
    const { handle, submit } = queueOf({ CPU: 1 });
    submit("actor", { CPU: 1 });
    expect(submit("task", { CPU: 1 })).toEqual([]);
    expect(handle({ type: "settled", runId: "actor", demand: amounts({}) })).toEqual(["start task"]);
  });

  it("reserves the bundles of a group when all fit, and ends what runs in one that is removed", () => {
    const { handle, submit } = queueOf({ CPU: 2 });
    submit("before", { CPU: 1 });
    const bundles = [amounts({ CPU: 1 }), amounts({ CPU: 1 })];
    expect(handle({ type: "reserve", groupId, bundles })).toEqual([]);
    const within = (runId: string, units: Record<string, number>, index: number | null) =>
      handle({ type: "submit", runId, demand: inGroup(units, index) });
    expect(within("first", { CPU: 1 }, 0)).toEqual([]);
    expect(handle({ type: "ended", runId: "before" })).toEqual(["groupReady", "start first"]);
    expect(within("second", { CPU: 1 }, 0)).toEqual([]);
    expect(within("any", { CPU: 1 }, null)).toEqual(["start any"]);
    expect(within("big", { CPU: 2 }, null)).toEqual(["refuse big"]);
    expect(submit("outside", { CPU: 1 })).toEqual([]);
    expect(handle({ type: "removeGroup", groupId })).toEqual([
      "evict first",
      "evict any",
      "refuse second",
      "start outside",
    ]);
    expect(within("late", { CPU: 1 }, 0)).toEqual(["refuse late"]);
    expect(handle({ type: "ended", runId: "first" })).toEqual([]);
  });

  it("gives nothing twice, and everything in the end, after any events", () => {
    const runs = fc.constantFrom("a", "b", "c", "d", "e");
    const demands = fc.constantFrom(amounts({ CPU: 1 }), amounts({ CPU: 2 }), amounts({ GPU: 0.5 }), amounts({}));
    const groupDemands = fc.constantFrom(inGroup({ CPU: 1 }, 0), inGroup({ CPU: 1 }, null), inGroup({}, 1));
    const events: fc.Arbitrary<QueueEvent> = fc.oneof(
      fc.record({
        type: fc.constant("submit" as const),
        runId: runs,
        demand: fc.oneof(demands, groupDemands),
      }),
      fc.record({
        type: fc.constantFrom("ended" as const, "blocked" as const, "unblocked" as const, "withdraw" as const),
        runId: runs,
      }),
      fc.constant({ type: "reserve" as const, groupId, bundles: [amounts({ CPU: 1 }), amounts({ CPU: 1, GPU: 1 })] }),
      fc.constant({ type: "removeGroup" as const, groupId }),
    );
    fc.assert(
      fc.property(fc.array(events, { maxLength: 60, size: "max" }), (all) => {
        const queue = new RunQueue(amounts({ CPU: 2, GPU: 1 }));
        const open = new Set<string>();
        const running = new Set<string>();
        let wasReserved = false;
        const handle = (event: QueueEvent) => {
          for (const effect of queue.handle(event)) {
            if (effect.type === "start") running.add(effect.runId);
            if (effect.type === "refuse") open.delete(effect.runId);
          }
          queue.validate();
        };
        for (const event of all) {
          if (event.type === "submit") {
            if (open.has(event.runId)) continue;
            open.add(event.runId);
          }
          // A group's id is its own.
          if (event.type === "reserve" && wasReserved) continue;
          if (event.type === "reserve") wasReserved = true;
          if (event.type === "withdraw") {
            if (running.has(event.runId)) continue;
            open.delete(event.runId);
          }
          if (event.type === "ended" && running.delete(event.runId)) open.delete(event.runId);
          handle(event);
        }
        handle({ type: "removeGroup", groupId });
        // Whatever waits starts as the others end.
        for (let round = 0; open.size > 0 && round < 20; round += 1) {
          for (const runId of [...running]) {
            running.delete(runId);
            open.delete(runId);
            handle({ type: "ended", runId });
          }
        }
        expect([...open]).toEqual([]);
      }),
    );
  });
});
