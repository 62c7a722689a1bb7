import { describe, expect, it, vi } from "vitest";
import { ActorId, driverTaskOfJob, jobIdFromInt } from "../../../src/ids/index.js";
import { Cancellation } from "../../../src/worker/cancellation.js";
import { OwnScope } from "../../../src/worker/current-task.js";

describe("a cancellation", () => {
  it("aborts a signal that was asked for before, once", () => {
    const cancellation = new Cancellation();
    const onAbort = vi.fn();
    cancellation.signal.addEventListener("abort", onAbort);
    cancellation.throwIfCancelled();
    cancellation.cancel();
    cancellation.cancel();
    expect(onAbort).toHaveBeenCalledTimes(1);
    expect(() => cancellation.throwIfCancelled()).toThrow("The task was cancelled.");
  });

  it("gives an aborted signal to who asks later", () => {
    const cancellation = new Cancellation();
    cancellation.cancel();
    expect(cancellation.signal.aborted).toBe(true);
    expect(cancellation.signal.reason).toMatchObject({ name: "AbortError", message: "The task was cancelled." });
    expect(cancellation.signal).toBe(cancellation.signal);
  });
});

describe("the scope of a task", () => {
  it("has one source of ids, whoever asks and how often", () => {
    const job = jobIdFromInt(1);
    const scope = new OwnScope(driverTaskOfJob(job), new Cancellation(), job, 0);
    const first = scope.ids.next(ActorId.nil);
    expect(scope.ids.next(ActorId.nil).taskId).not.toBe(first.taskId);
    expect(scope.ids.parent).toBe(scope.taskId);
  });
});
