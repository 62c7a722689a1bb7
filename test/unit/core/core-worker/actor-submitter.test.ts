import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ActorEffect, type ActorEvent, ActorSubmitter } from "../../../../src/core/core-worker/actor-submitter.js";
import { ErrorType, type WorkerAddress } from "../../../../src/core/core-worker/types.js";
import { NodeId, ObjectId, TaskId, WorkerId } from "../../../../src/ids/index.js";

const task = (n: number) => TaskId.fromHex(n.toString(16).padStart(48, "0"));
const numberOf = (taskId: TaskId) => Number.parseInt(taskId, 16);
const argument = ObjectId.fromHex("ab".repeat(28));
const worker = (n: number): WorkerAddress => ({
  nodeId: NodeId.nil,
  ip: "127.0.0.1",
  port: n,
  workerId: WorkerId.fromHex(n.toString(16).padStart(56, "0")),
});
const call = (n: number, maxRetries = 0, missing: ObjectId[] = [], group = ""): ActorEvent => ({
  type: "call",
  taskId: task(n),
  maxRetries,
  group,
  missing,
});
const alive = (n: number, incarnation = 0): ActorEvent => ({ type: "alive", worker: worker(n), incarnation });
const replied = (n: number): ActorEvent => ({ type: "pushReplied", taskId: task(n), outcome: "finished" });
const failed = (n: number, attempt = 0): ActorEvent => ({
  type: "pushFailed",
  taskId: task(n),
  attempt,
  reason: "closed",
});
const due = (loss: number): ActorEvent => ({ type: "deathInfoDue", loss });
const dead: ActorEvent = { type: "dead", failure: { type: ErrorType.ACTOR_DIED, message: "gone" } };

function short(effect: ActorEffect): string {
  switch (effect.type) {
    case "push": {
      const { attempt, sequenceNumber, processedUpTo } = effect;
      return `push ${numberOf(attempt.taskId)}.${attempt.attempt} as ${sequenceNumber} after ${processedUpTo} to ${effect.worker.port}`;
    }
    case "cancelPushed":
      return `cancel pushed ${numberOf(effect.taskId)}`;
    case "awaitDeathInfo":
      return "await death info";
    case "finish":
      return `finish ${numberOf(effect.taskId)}`;
    case "fail":
      return `fail ${numberOf(effect.taskId)} with ${effect.failure.type}`;
  }
}

function machine(takesAnyOrder = false) {
  const submitter = new ActorSubmitter({ takesAnyOrder });
  return (event: ActorEvent): string[] => {
    const effects = submitter.handle(event).map(short);
    submitter.validate();
    return effects;
  };
}

describe("ActorSubmitter", () => {
  it("goes on behind the numbers of an earlier one, whose calls the worker remembers", () => {
    const before = new ActorSubmitter({ takesAnyOrder: false });
    for (const event of [alive(1), call(1), call(2), replied(1), replied(2)]) before.handle(event);
    expect(before.nextNumber).toBe(2);
    const after = new ActorSubmitter({ takesAnyOrder: false, firstNumber: before.nextNumber });
    after.handle(alive(1));
    expect([...after.handle(call(3)), ...after.handle(call(4))].map(short)).toEqual([
      "push 3.0 as 2 after 1 to 1",
      "push 4.0 as 3 after 1 to 1",
    ]);
    after.validate();
  });

  it("keeps calls until the actor is there and pushes them in order, several at a time", () => {
    const on = machine();
    expect(on(call(1))).toEqual([]);
    expect(on(call(2))).toEqual([]);
    expect(on(alive(1))).toEqual(["push 1.0 as 0 after -1 to 1", "push 2.0 as 1 after -1 to 1"]);
    expect(on(replied(1))).toEqual(["finish 1"]);
    expect(on(call(3))).toEqual(["push 3.0 as 2 after 0 to 1"]);
    on(replied(2));
    on(replied(3));
    expect(on(call(4))).toEqual(["push 4.0 as 3 after 2 to 1"]);
  });

  it("keeps later calls behind one that waits for an argument, unless any order will do", () => {
    const ordered = machine();
    ordered(alive(1));
    expect(ordered(call(1, 0, [argument]))).toEqual([]);
    expect(ordered(call(2))).toEqual([]);
    expect(ordered({ type: "argumentReady", objectId: argument })).toHaveLength(2);
    const unordered = machine(true);
    unordered(alive(1));
    expect(unordered(call(1, 0, [argument]))).toEqual([]);
    expect(unordered(call(2))).toEqual(["push 2.0 as 0 after -1 to 1"]);
  });

  it("numbers the calls that name a group by themselves, and has none wait for another group's", () => {
    const on = machine();
    on(alive(1));
    expect(on(call(1))).toEqual(["push 1.0 as 0 after -1 to 1"]);
    expect(on(call(2, 0, [argument]))).toEqual([]);
    expect(on(call(3, 0, [], "io"))).toEqual(["push 3.0 as 0 after -1 to 1"]);
    expect(on(call(4, 0, [argument], "io"))).toEqual([]);
    expect(on(call(5, 0, [], "io"))).toEqual([]);
    expect(on(replied(3))).toEqual(["finish 3"]);
    expect(on(call(6, 0, [], "compute"))).toEqual(["push 6.0 as 0 after -1 to 1"]);
    expect(on({ type: "argumentReady", objectId: argument })).toEqual([
      "push 2.0 as 1 after -1 to 1",
      "push 4.0 as 1 after 0 to 1",
      "push 5.0 as 2 after 0 to 1",
    ]);
    // A new group of an actor that is taken up again begins beyond all numbers, too.
    const again = new ActorSubmitter({ takesAnyOrder: false, firstNumber: 3 });
    again.handle(alive(1));
    expect(again.handle(call(7, 0, [], "io")).map(short)).toEqual(["push 7.0 as 3 after 2 to 1"]);
    expect(again.nextNumber).toBe(4);
  });

  it("pushes what was lost with an incarnation to the next one, as often as it may", () => {
    const on = machine();
    on(alive(1));
    on(call(1, 1));
    on(call(2, 0));
    expect(on(failed(1))).toEqual(["await death info"]);
    expect(on(failed(2))).toEqual([]);
    expect(on({ type: "restarting" })).toEqual(["fail 2 with 25"]);
    expect(on(call(3))).toEqual([]);
    expect(on(alive(2, 1))).toEqual(["push 1.1 as 2 after -1 to 2", "push 3.0 as 3 after 2 to 2"]);
    expect(on(failed(1, 0))).toEqual([]);
    expect(on(replied(1))).toEqual(["finish 1"]);
  });

  it("fails every call with the cause once the actor is dead", () => {
    const on = machine();
    on(alive(1));
    on(call(1, -1));
    on(failed(1));
    expect(on(dead)).toEqual(["fail 1 with 1"]);
    expect(on(call(2))).toEqual(["fail 2 with 1"]);
    expect(on(alive(2, 5))).toEqual([]);
  });

  it("calls the actor unavailable when the head has no death to tell, and goes on", () => {
    const on = machine();
    on(alive(1));
    on(call(1, 0));
    on(call(2, 1));
    on(failed(1));
    on(failed(2));
    expect(on(due(1))).toEqual(["fail 1 with 25", "push 2.1 as 2 after -1 to 1"]);
    expect(on(alive(1))).toEqual([]);
    expect(on(call(3))).toEqual(["push 3.0 as 3 after 2 to 1"]);
  });

  it("gives the head its time to tell of each loss", () => {
    const on = machine();
    on(alive(1));
    on(call(1, 1));
    expect(on(failed(1))).toEqual(["await death info"]);
    expect(on(alive(2, 1))).toEqual(["push 1.1 as 1 after -1 to 2"]);
    expect(on(failed(1, 1))).toEqual(["await death info"]);
    // The time of the first loss is over while the head has just begun to look at the second.
    expect(on(due(1))).toEqual([]);
    expect(on(dead)).toEqual(["fail 1 with 1"]);
  });

  it("fails a call as cancelled that its caller cancelled before the actor was lost", () => {
    const cancel = (n: number): ActorEvent => ({ type: "cancel", taskId: task(n), isForced: true });
    for (const lost of [{ type: "restarting" } as const, dead, alive(2, 1)]) {
      const on = machine();
      on(alive(1));
      on(call(1, 3));
      on(call(2));
      on(cancel(1));
      expect(on(lost)).toEqual(["fail 1 with 5", `fail 2 with ${lost === dead ? 1 : 25}`]);
    }
    const on = machine();
    on(alive(1));
    on(call(1));
    on(cancel(1));
    on(failed(1));
    expect(on(due(1))).toEqual(["fail 1 with 5"]);
  });

  it("cancels calls that wait and calls that run", () => {
    const on = machine();
    on(call(1));
    expect(on({ type: "cancel", taskId: task(1), isForced: false })).toEqual(["fail 1 with 5"]);
    on(alive(1));
    on(call(2));
    expect(on({ type: "cancel", taskId: task(2), isForced: false })).toEqual(["cancel pushed 2"]);
    expect(on({ type: "pushReplied", taskId: task(2), outcome: "cancelled" })).toEqual(["fail 2 with 5"]);
  });

  it("ends every call once, in order of submission within an incarnation, whatever happens", () => {
    const step = fc.record({ what: fc.nat(9), pick: fc.nat(), group: fc.constantFrom("", "io") });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100, size: "max" }), (steps) => {
        const submitter = new ActorSubmitter({ takesAnyOrder: false });
        const underWay = new Map<TaskId, number>();
        const ended = new Set<TaskId>();
        let calls = 0;
        let incarnation = 0;
        let losses = 0;
        const lastFirstTry = new Map<string, number>();
        const groupOf = new Map<number, string>();
        const run = (event: ActorEvent) => {
          for (const effect of submitter.handle(event)) {
            if (effect.type === "push") {
              const { taskId, attempt } = effect.attempt;
              if (attempt === 0) {
                const group = groupOf.get(numberOf(taskId)) as string;
                expect(numberOf(taskId)).toBeGreaterThan(lastFirstTry.get(group) ?? 0);
                lastFirstTry.set(group, numberOf(taskId));
              }
              expect(effect.processedUpTo).toBeLessThan(effect.sequenceNumber);
              underWay.set(taskId, attempt);
            }
            if (effect.type === "awaitDeathInfo") losses = effect.loss;
            if (effect.type === "finish" || effect.type === "fail") {
              expect(ended.has(effect.taskId)).toBe(false);
              ended.add(effect.taskId);
              underWay.delete(effect.taskId);
            }
          }
          submitter.validate();
        };
        for (const { what, pick, group } of steps) {
          const open = [...underWay];
          const [taskId, attempt] = open[pick % Math.max(1, open.length)] ?? [];
          if (what < 4) {
            calls += 1;
            groupOf.set(calls, group);
            run(call(calls, (pick % 4) - 1, [], group));
          } else if (what < 6 && taskId !== undefined) run(replied(numberOf(taskId)));
          else if (what === 6 && taskId !== undefined) run(failed(numberOf(taskId), attempt));
          else if (what === 7) run(due(losses));
          else if (what === 8) {
            run({ type: "restarting" });
            underWay.clear();
            incarnation += 1;
          } else run(alive(incarnation + 1, incarnation));
        }
        run(dead);
        expect(ended.size).toBe(calls);
      }),
    );
  });
});
