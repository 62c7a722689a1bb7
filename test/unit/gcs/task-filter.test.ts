import { describe, expect, it } from "vitest";
import { mergeAttempt, TaskFilter } from "../../../src/gcs/task-filter.js";
import { JobId, TaskId } from "../../../src/ids/index.js";
import { decode, encode, type Init, rpc } from "../../../src/wire/index.js";

const { EQUAL, NOT_EQUAL } = rpc.FilterPredicate;
const { RUNNING, FINISHED, FAILED } = rpc.TaskStatus;
const taskId = Buffer.alloc(24, 3);
const jobId = Buffer.from([1, 0, 0, 0]);
const attempt = { taskId: TaskId.fromBytes(taskId), attempt: 0, jobId: JobId.fromBytes(jobId), pieces: [] };
const info = { name: "Foo.bar", type: rpc.TaskType.ACTOR_TASK, actorId: Buffer.alloc(16, 5) };

const piece = (event: Init<rpc.TaskEvents>) => encode(rpc.TaskEvents, event);
const filterOf = (filters: Init<rpc.GetTaskEventsRequest_Filters>) =>
  new TaskFilter(decode(rpc.GetTaskEventsRequest_Filters, encode(rpc.GetTaskEventsRequest_Filters, filters)));
const accepts = (filters: Init<rpc.GetTaskEventsRequest_Filters>, more: Init<rpc.TaskInfoEntry> = {}) =>
  filterOf(filters).accepts(attempt, () =>
    mergeAttempt([piece({ taskInfo: { ...info, ...more }, stateUpdates: { stateTsNs: { [RUNNING]: 5 } } })]),
  );

describe("mergeAttempt", () => {
  it("shows the latest state, whatever the order of the pieces", () => {
    const early = piece({ stateUpdates: { stateTsNs: { [RUNNING]: 5, [FINISHED]: 9 } } });
    const late = piece({ taskInfo: info, stateUpdates: { stateTsNs: { [FAILED]: 7 } } });
    for (const pieces of [
      [early, late],
      [late, early],
    ]) {
      expect(mergeAttempt(pieces)).toMatchObject({ info: { name: "Foo.bar" }, state: "FINISHED", sinceMs: 9e-6 });
    }
    expect(mergeAttempt([])).toEqual({ info: null, state: "NIL", sinceMs: null });
  });

  it("shows nothing of an attempt that has a piece which is broken inside", () => {
    // A task_info whose name is cut: whoever took the piece saw its length alone.
    const broken = Buffer.from([0x1a, 0x02, 0x12, 0x05]);
    expect(mergeAttempt([piece({ taskInfo: info }), broken])).toBeNull();
    expect(new TaskFilter(null).accepts(attempt, () => mergeAttempt([piece({ taskInfo: info }), broken]))).toBe(false);
  });
});

describe("TaskFilter", () => {
  it("takes everything that is a task when nothing is asked for", () => {
    expect(new TaskFilter(null).accepts(attempt, () => mergeAttempt([piece({ taskInfo: info })]))).toBe(true);
    expect(new TaskFilter(null).accepts(attempt, () => mergeAttempt([piece({})]))).toBe(false);
  });

  it.each<[string, Init<rpc.GetTaskEventsRequest_Filters>, boolean]>([
    ["job", { jobFilters: [{ predicate: EQUAL, jobId }] }, true],
    ["another job", { jobFilters: [{ predicate: EQUAL, jobId: Buffer.alloc(4) }] }, false],
    ["not this job", { jobFilters: [{ predicate: NOT_EQUAL, jobId }] }, false],
    ["task", { taskFilters: [{ predicate: EQUAL, taskId }] }, true],
    ["actor", { actorFilters: [{ predicate: EQUAL, actorId: info.actorId }] }, true],
    ["another actor", { actorFilters: [{ predicate: EQUAL, actorId: Buffer.alloc(16) }] }, false],
    ["name in any case", { taskNameFilters: [{ predicate: EQUAL, taskName: "foo.BAR" }] }, true],
    ["state", { stateFilters: [{ predicate: EQUAL, state: "running" }] }, true],
    [
      "all must hold",
      {
        stateFilters: [{ predicate: EQUAL, state: "RUNNING" }],
        excludeDriver: true,
        taskNameFilters: [{ predicate: NOT_EQUAL, taskName: "foo.bar" }],
      },
      false,
    ],
  ])("%s", (_name, filters, wanted) => {
    expect(accepts(filters)).toBe(wanted);
  });

  it("leaves drivers out where asked", () => {
    expect(accepts({ excludeDriver: true }, { type: rpc.TaskType.DRIVER_TASK })).toBe(false);
    expect(accepts({ excludeDriver: false }, { type: rpc.TaskType.DRIVER_TASK })).toBe(true);
  });

  it("counts losses of one job only when that one is asked for", () => {
    expect(filterOf({ jobFilters: [{ predicate: EQUAL, jobId }] }).onlyJob).toBe("01000000");
    expect(filterOf({ jobFilters: [{ predicate: NOT_EQUAL, jobId }] }).onlyJob).toBeNull();
  });
});
