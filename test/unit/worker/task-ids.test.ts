import { describe, expect, it } from "vitest";
import { driverTaskOfJob, indexOfObject, jobIdFromInt, taskIdOfObject } from "../../../src/ids/index.js";
import { TaskIds } from "../../../src/worker/task-ids.js";

describe("TaskIds", () => {
  const job = jobIdFromInt(1);
  const actorPart = "ff".repeat(12) + job;

  it("makes the ids that stock's drivers make (recorded from 2.60.0)", () => {
    const ids = new TaskIds(job, driverTaskOfJob(job), 0);
    const made = Array.from({ length: 11 }, () => ids.next(actorPart));
    expect(made[0]).toEqual({ taskId: `c8ef45ccd0112571${actorPart}`, counter: 1 });
    expect(made[10]).toEqual({ taskId: `359ec6ce30d3ca2d${actorPart}`, counter: 11 });
  });

  it("gives puts an index of their own, under the attempt that makes them", () => {
    const put = new TaskIds(job, driverTaskOfJob(job), 0).nextPut();
    expect(taskIdOfObject(put)).toBe(`00${"ff".repeat(19)}${job}`);
    expect(indexOfObject(put)).toBe(100_000_001);
    expect(new TaskIds(job, driverTaskOfJob(job), 1).nextPut()).not.toBe(put);
  });
});
