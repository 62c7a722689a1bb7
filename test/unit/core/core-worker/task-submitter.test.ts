import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SubmitterEffect, SubmitterEvent } from "../../../../src/core/core-worker/submitter-types.js";
import { TaskSubmitter } from "../../../../src/core/core-worker/task-submitter.js";
import { ErrorType, type TaskFailure, type WorkerAddress } from "../../../../src/core/core-worker/types.js";
import { NodeId, ObjectId, TaskId, WorkerId } from "../../../../src/ids/index.js";

const task = (n: number) => TaskId.fromHex(n.toString(16).padStart(48, "0"));
const object = (n: number) => ObjectId.fromHex(n.toString(16).padStart(56, "0"));
const worker = (n: number): WorkerAddress => ({
  nodeId: NodeId.nil,
  ip: "127.0.0.1",
  port: n,
  workerId: WorkerId.fromHex(n.toString(16).padStart(56, "0")),
});
const died: TaskFailure = { type: ErrorType.WORKER_DIED, message: "the worker died" };

function machine(limits = { maxPendingLeases: 2, leaseTimeoutMs: 500, idleLeaseMs: 0 }) {
  const submitter = new TaskSubmitter(limits);
  return {
    submitter,
    on(event: SubmitterEvent, now = 0): string[] {
      const effects = submitter.handle(event, now);
      submitter.validate();
      return effects.map(short);
    },
  };
}

function short(effect: SubmitterEffect): string {
  switch (effect.type) {
    case "requestLease":
      return `request ${effect.requestNumber}${effect.raylet === null ? "" : ` at ${effect.raylet.port}`} backlog ${effect.backlog}`;
    case "cancelLeaseRequest":
      return `cancel request ${effect.requestNumber}`;
    case "push":
      return `push ${Number.parseInt(effect.attempt.taskId, 16)}.${effect.attempt.attempt} on ${effect.leaseNumber}`;
    case "returnLease":
      return `return ${effect.leaseNumber}${effect.isWorkerExiting ? " exiting" : ""}${effect.isWorkerDead ? " dead" : ""}`;
    case "cancelPushed":
      return `cancel pushed ${Number.parseInt(effect.taskId, 16)}${effect.isForced ? " hard" : ""}`;
    case "finish":
      return `finish ${Number.parseInt(effect.taskId, 16)}`;
    case "fail":
      return `fail ${Number.parseInt(effect.taskId, 16)} with ${effect.failure.type}`;
  }
}

const submit = (n: number, change: Partial<Extract<SubmitterEvent, { type: "submit" }>> = {}): SubmitterEvent => ({
  type: "submit",
  taskId: task(n),
  className: "f",
  maxRetries: 3,
  retryExceptions: false,
  missing: [],
  ...change,
});
const granted = (requestNumber: number): SubmitterEvent => ({
  type: "leaseGranted",
  requestNumber,
  worker: worker(requestNumber),
});
const replied = (
  leaseNumber: number,
  outcome: "finished" | "retryableException" | "cancelled" = "finished",
  isWorkerExiting = false,
): SubmitterEvent => ({ type: "pushReplied", leaseNumber, outcome, isWorkerExiting });
const failed = (leaseNumber: number, failure = died, mayRetry = true): SubmitterEvent => ({
  type: "pushFailed",
  leaseNumber,
  failure,
  mayRetry,
});

describe("TaskSubmitter", () => {
  it("asks for a lease a task, pushes one at a time, and gives leases back when the queue is empty", () => {
    const { on } = machine();
    expect(on(submit(1))).toEqual(["request 1 backlog 0"]);
    expect(on(submit(2))).toEqual(["request 2 backlog 0"]);
    // Two requests are under way: as many as are allowed.
    expect(on(submit(3))).toEqual([]);
    expect(on(granted(1))).toEqual(["push 1.0 on 1", "request 3 backlog 0"]);
    expect(on(replied(1))).toEqual(["finish 1", "push 2.0 on 1"]);
    expect(on(granted(2))).toEqual(["push 3.0 on 2", "cancel request 3"]);
    expect(on(replied(2))).toEqual(["finish 3", "return 2"]);
    expect(on(replied(1))).toEqual(["finish 2", "return 1"]);
  });

  it("cancels requests that nobody needs and gives back what comes of them", () => {
    const { on } = machine();
    on(submit(1));
    on(submit(2));
    on(granted(1));
    expect(on(replied(1))).toEqual(["finish 1", "push 2.0 on 1", "cancel request 2"]);
    expect(on(granted(2))).toEqual(["return 2"]);
  });

  it("uses a lease no longer than it may", () => {
    const { on } = machine({ maxPendingLeases: 1, leaseTimeoutMs: 500, idleLeaseMs: 0 });
    on(submit(1));
    on(submit(2));
    expect(on(granted(1), 0)).toEqual(["push 1.0 on 1", "request 2 backlog 0"]);
    expect(on(replied(1), 600)).toEqual(["finish 1", "return 1"]);
    expect(on(granted(2), 700)).toEqual(["push 2.0 on 2"]);
  });

  it("keeps a lease for a moment, for who calls again at once, unless another class asks", () => {
    const { on, submitter } = machine({ maxPendingLeases: 2, leaseTimeoutMs: 500, idleLeaseMs: 2 });
    on(submit(1));
    expect(on(granted(1), 10)).toEqual(["push 1.0 on 1"]);
    expect(on(replied(1), 20)).toEqual(["finish 1"]);
    expect(submitter.dueAtMs).toBe(22);
    expect(on({ type: "tick" }, 21)).toEqual([]);
    expect(on(submit(2), 21)).toEqual(["push 2.0 on 1"]);
    expect(submitter.dueAtMs).toBe(null);
    on(replied(1), 30);
    expect(on(submit(3, { className: "g" }), 31)).toEqual(["return 1", "request 2 backlog 0"]);
    on(granted(2), 40);
    // While another class waits none is kept.
    on(submit(4), 41);
    expect(on(replied(2), 42)).toEqual(["finish 3", "return 2"]);
    on(granted(3), 43);
    on(replied(3), 50);
    expect(on({ type: "tick" }, 52)).toEqual(["return 3"]);
    expect(submitter.openLeases).toBe(0);
    // Nor is one that is too old.
    on(submit(5), 60);
    on(granted(4), 60);
    expect(on(replied(4), 560)).toEqual(["finish 5", "return 4"]);
  });

  it("keeps no lease whose tasks are to spread: each has its node chosen", () => {
    const { on } = machine({ maxPendingLeases: 2, leaseTimeoutMs: 500, idleLeaseMs: 2 });
    on(submit(1, { isSpread: true }));
    on(granted(1), 10);
    expect(on(replied(1), 20)).toEqual(["finish 1", "return 1"]);
    expect(on(submit(2, { isSpread: true }), 20)).toEqual(["request 2 backlog 0"]);
  });

  it("waits for arguments, and for each only once", () => {
    const { on } = machine();
    expect(on(submit(1, { missing: [object(1), object(2)] }))).toEqual([]);
    expect(on({ type: "argumentReady", objectId: object(1) })).toEqual([]);
    expect(on({ type: "argumentReady", objectId: object(1) })).toEqual([]);
    expect(on({ type: "argumentReady", objectId: object(2) })).toEqual(["request 1 backlog 0"]);
  });

  it("follows a lease to another node, and comes back when that one does not answer", () => {
    const { on } = machine();
    on(submit(1));
    const raylet = { nodeId: NodeId.nil, ip: "127.0.0.2", port: 77 };
    expect(on({ type: "leaseSpilled", requestNumber: 1, raylet })).toEqual(["request 2 at 77 backlog 0"]);
    expect(on({ type: "leaseUnanswered", requestNumber: 2, reason: "gone" })).toEqual(["request 3 backlog 0"]);
    expect(on({ type: "leaseUnanswered", requestNumber: 3, reason: "gone" })).toEqual([
      `fail 1 with ${ErrorType.LOCAL_RAYLET_DIED}`,
    ]);
  });

  it("fails all that is queued when no worker can be had, and only that", () => {
    const { on } = machine();
    on(submit(1));
    on(submit(2));
    on(submit(3, { className: "g" }));
    on(granted(1));
    const failure = { type: ErrorType.RUNTIME_ENV_SETUP_FAILED, message: "no" };
    expect(on({ type: "leaseRefused", requestNumber: 2, failure })).toEqual([`fail 2 with 7`]);
    expect(on(replied(1))).toEqual(["finish 1", "return 1"]);
    expect(on(granted(3))).toEqual(["push 3.0 on 3"]);
  });

  it("runs what a dying worker took with it again, as often as it may", () => {
    const { on } = machine();
    on(submit(1, { maxRetries: 1 }));
    on(granted(1));
    expect(on(failed(1))).toEqual(["return 1 dead", "request 2 backlog 0"]);
    expect(on(granted(2))).toEqual(["push 1.1 on 2"]);
    expect(on(failed(2))).toEqual(["return 2 dead", "fail 1 with 0"]);
  });

  it("does not count memory that ran out against the retries, unless it is final", () => {
    const { on } = machine();
    const outOfMemory = { type: ErrorType.OUT_OF_MEMORY, message: "killed" };
    on(submit(1, { maxRetries: 0 }));
    on(granted(1));
    expect(on(failed(1, outOfMemory))).toEqual(["return 1 dead", "request 2 backlog 0"]);
    on(granted(2));
    expect(on(failed(2, outOfMemory, false))).toEqual(["return 2 dead", "fail 1 with 22"]);
  });

  it("runs an exception again only where that was asked for", () => {
    const { on } = machine();
    on(submit(1, { retryExceptions: true, maxRetries: 1 }));
    on(granted(1));
    expect(on(replied(1, "retryableException"))).toEqual(["push 1.1 on 1"]);
    expect(on(replied(1, "retryableException"))).toEqual(["finish 1", "return 1"]);
    on(submit(2, { maxRetries: 1 }));
    on(granted(2));
    expect(on(replied(2, "retryableException"))).toEqual(["finish 2", "return 2"]);
  });

  it("cancels at every step", () => {
    const { on } = machine();
    const cancel = (n: number, isForced = false): SubmitterEvent => ({ type: "cancel", taskId: task(n), isForced });
    on(submit(1, { missing: [object(1)] }));
    expect(on(cancel(1))).toEqual(["fail 1 with 5"]);
    expect(on({ type: "argumentReady", objectId: object(1) })).toEqual([]);
    on(submit(2));
    expect(on(cancel(2))).toEqual(["fail 2 with 5", "cancel request 1"]);
    on(submit(3));
    on(granted(2));
    expect(on(cancel(3, true))).toEqual(["cancel pushed 3 hard"]);
    expect(on(failed(2))).toEqual(["return 2 dead", "fail 3 with 5"]);
    expect(on(cancel(3))).toEqual([]);
  });

  it("runs a finished task again for its lost objects, while it is kept and may", () => {
    const { on, submitter } = machine();
    on(submit(1, { maxRetries: 1 }));
    on(granted(1));
    on(replied(1));
    expect(submitter.isPending(task(1))).toBe(false);
    expect(on({ type: "recover", taskId: task(1), missing: [] })).toEqual(["request 2 backlog 0"]);
    on(granted(2));
    on(replied(2));
    expect(on({ type: "recover", taskId: task(1), missing: [] })).toEqual(["fail 1 with 12"]);
    on(submit(2));
    on(granted(3));
    on(replied(3));
    on({ type: "forget", taskId: task(2) });
    expect(on({ type: "recover", taskId: task(2), missing: [] })).toEqual([]);
  });

  it("ends every task and gives back every lease, whatever happens in what order", () => {
    const step = fc.record({ pick: fc.nat(), what: fc.nat(9) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: "max" }), (steps) => {
        const submitter = new TaskSubmitter({ maxPendingLeases: 3, leaseTimeoutMs: 100, idleLeaseMs: 25 });
        const open = { requests: new Set<number>(), leases: new Map<number, boolean>(), ended: new Set<string>() };
        let submitted = 0;
        let now = 0;
        const run = (event: SubmitterEvent) => {
          if (event.type === "leaseGranted") open.leases.set(event.requestNumber, false);
          if (event.type === "pushReplied" || event.type === "pushFailed") open.leases.set(event.leaseNumber, false);
          for (const effect of submitter.handle(event, now)) {
            if (effect.type === "requestLease") open.requests.add(effect.requestNumber);
            if (effect.type === "push") open.leases.set(effect.leaseNumber, true);
            if (effect.type === "returnLease") expect(open.leases.delete(effect.leaseNumber)).toBe(true);
            if (effect.type === "finish" || effect.type === "fail") {
              expect(open.ended.has(effect.taskId)).toBe(false);
              open.ended.add(effect.taskId);
            }
          }
          submitter.validate();
        };
        const answer = (requestNumber: number, what: number) => {
          open.requests.delete(requestNumber);
          if (what < 5) run(granted(requestNumber));
          else if (what < 7) run({ type: "leaseRefused", requestNumber, failure: null });
          else if (what < 9) {
            run({ type: "leaseSpilled", requestNumber, raylet: { nodeId: NodeId.nil, ip: "127.0.0.2", port: 1 } });
          } else run({ type: "leaseUnanswered", requestNumber, reason: "gone" });
        };
        for (const { pick, what } of steps) {
          now += pick % 40;
          if (submitter.dueAtMs !== null && submitter.dueAtMs <= now) run({ type: "tick" });
          const requests = [...open.requests];
          const busy = [...open.leases].filter(([, isBusy]) => isBusy).map(([number]) => number);
          if (what < 3 || (requests.length === 0 && busy.length === 0)) {
            submitted += 1;
            run(submit(submitted, { className: pick % 3 === 0 ? "g" : "f", retryExceptions: pick % 2 === 0 }));
          } else if (what < 6 && requests.length > 0) answer(requests[pick % requests.length] as number, pick % 10);
          else if (what === 9)
            run({ type: "cancel", taskId: task(1 + (pick % Math.max(1, submitted))), isForced: false });
          else if (busy.length > 0) {
            const lease = busy[pick % busy.length] as number;
            if (pick % 4 === 0) run(failed(lease));
            else run(replied(lease, pick % 4 === 1 ? "retryableException" : "finished", pick % 5 === 0));
          }
        }
        for (let round = 0; open.ended.size < submitted && round < 10_000; round += 1) {
          for (const requestNumber of [...open.requests]) answer(requestNumber, 0);
          for (const [lease, isBusy] of [...open.leases]) if (isBusy) run(replied(lease));
        }
        for (const requestNumber of [...open.requests]) answer(requestNumber, 0);
        expect(open.ended.size).toBe(submitted);
        now += 25;
        run({ type: "tick" });
        expect([...open.leases.keys()]).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});
