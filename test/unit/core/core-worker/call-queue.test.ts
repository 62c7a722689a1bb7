import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CallQueue, maxReorderWaitMs } from "../../../../src/core/core-worker/call-queue.js";
import { WorkerId } from "../../../../src/ids/index.js";

const caller = WorkerId.fromHex("01".repeat(28));
const other = WorkerId.fromHex("02".repeat(28));

function queue() {
  const calls = new CallQueue();
  return {
    calls,
    arrive: (sequenceNumber: number, processedUpTo = -1, attempt = 0, from = caller, now = 0, group = "") =>
      calls
        .handle(
          { type: "arrive", callNumber: sequenceNumber, caller: from, group, sequenceNumber, processedUpTo, attempt },
          now,
        )
        .map(({ type, callNumber }) => `${type} ${callNumber}`),
  };
}

describe("CallQueue", () => {
  it("runs each caller's calls in the order of their numbers", () => {
    const { arrive } = queue();
    expect(arrive(1)).toEqual([]);
    expect(arrive(2)).toEqual([]);
    expect(arrive(0, -1, 0, other)).toEqual(["run 0"]);
    expect(arrive(0)).toEqual(["run 0", "run 1", "run 2"]);
    expect(arrive(1)).toEqual(["refuse 1"]);
  });

  it("skips what the caller waits for no more", () => {
    const { arrive } = queue();
    arrive(3);
    expect(arrive(10, 9)).toEqual(["cancel 3", "run 10"]);
    expect(arrive(11, 10)).toEqual(["run 11"]);
  });

  it("counts the calls that name a group by themselves", () => {
    const { arrive } = queue();
    const ofGroup = (number: number, processedUpTo = -1) => arrive(number, processedUpTo, 0, caller, 0, "io");
    expect([arrive(0), arrive(2), ofGroup(1), ofGroup(0)]).toEqual([["run 0"], [], [], ["run 0", "run 1"]]);
    expect(ofGroup(5, 4)).toEqual(["run 5"]);
    expect(arrive(1)).toEqual(["run 1", "run 2"]);
  });

  it("runs later tries as they come", () => {
    const { arrive } = queue();
    expect(arrive(7, -1, 1)).toEqual(["run 7"]);
    expect(arrive(0)).toEqual(["run 0"]);
  });

  it("waits for a missing number only so long", () => {
    const { calls, arrive } = queue();
    arrive(2, -1, 0, caller, 1_000);
    expect(calls.dueAtMs).toBe(1_000 + maxReorderWaitMs);
    expect(calls.handle({ type: "tick" }, 1_000)).toEqual([]);
    expect(calls.handle({ type: "tick" }, 1_000 + maxReorderWaitMs)).toMatchObject([{ type: "refuse", callNumber: 2 }]);
    expect(calls.dueAtMs).toBe(null);
  });

  it("runs all calls in order, in whatever order they arrive", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...Array(20).keys()], { minLength: 20 }), (order) => {
        const { arrive } = queue();
        expect(order.flatMap((number) => arrive(number))).toEqual([...Array(20).keys()].map((n) => `run ${n}`));
      }),
    );
  });
});
