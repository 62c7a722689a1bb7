import { expect, it } from "vitest";
import { NodeId, TaskId, WorkerId } from "../../../src/ids/index.js";
import { decode, encode, rpc } from "../../../src/wire/index.js";
import { SpecTemplate } from "../../../src/worker/spec-template.js";
import { TaskEvents } from "../../../src/worker/task-events.js";

const OWN_JOB = Buffer.from([1, 0, 0, 0]);
const OTHER_JOB = Buffer.from([2, 0, 0, 0]);
const PLACE = { nodeId: NodeId.nil, workerId: WorkerId.nil };

it("a call of another job's actor is told as a task of that job, and what is told comes at the end at the latest", async () => {
  const sent: rpc.AddTaskEventDataRequest[] = [];
  const events = new TaskEvents(OWN_JOB, async (request) => sent.push(decode(rpc.AddTaskEventDataRequest, request)));
  for (const job of [OWN_JOB, OTHER_JOB]) {
    const taskId = Buffer.concat([Buffer.alloc(20, 7), job]);
    events.running(decode(rpc.TaskSpec, encode(rpc.TaskSpec, { taskId })), PLACE);
  }
  await events.close();
  expect(sent.map(({ data }) => data?.jobId)).toEqual([OWN_JOB]);
  expect(sent[0]?.data?.eventsByTask.map(({ jobId }) => jobId)).toEqual([OWN_JOB, OTHER_JOB]);
});

it("one message tells of an attempt: the task, the states it came to and when, where it went, and what it failed of", async () => {
  const sent: rpc.AddTaskEventDataRequest[] = [];
  const events = new TaskEvents(OWN_JOB, async (request) => sent.push(decode(rpc.AddTaskEventDataRequest, request)));
  const [parentTaskId, actorId] = [Buffer.alloc(24, 3), Buffer.alloc(16, 4)];
  const [done, retried] = [5, 6].map((fill) => TaskId.fromBytes(Buffer.concat([Buffer.alloc(20, fill), OWN_JOB])));
  if (done === undefined || retried === undefined) throw new Error("two tasks");
  const own = (taskId: TaskId) => ({ taskId: Buffer.from(taskId, "hex"), parentTaskId });
  const template = new SpecTemplate({
    type: rpc.TaskType.ACTOR_TASK,
    name: "add",
    jobId: OWN_JOB,
    language: rpc.Language.CPP,
  });
  const place = { nodeId: NodeId.fromBytes(Buffer.alloc(28, 1)), workerId: WorkerId.fromBytes(Buffer.alloc(28, 2)) };
  const before = Date.now();
  events.submitted(done, template, own(done), actorId);
  events.pushed(done, 0, template, own(done), place);
  events.finished(done, 0);
  events.pushed(retried, 1, template, own(retried), place);
  events.failed(retried, 1, rpc.ErrorType.WORKER_DIED, "it was killed");
  events.driverRuns(TaskId.fromBytes(parentTaskId), template, place);
  await events.close();

  const told = sent[0]?.data?.eventsByTask ?? [];
  const common = { type: rpc.TaskType.ACTOR_TASK, name: "add", jobId: OWN_JOB, language: rpc.Language.CPP };
  const where = { nodeId: Buffer.alloc(28, 1), workerId: Buffer.alloc(28, 2) };
  expect(told).toMatchObject([
    {
      taskId: own(done).taskId,
      attemptNumber: 0,
      jobId: OWN_JOB,
      taskInfo: { ...common, taskId: own(done).taskId, parentTaskId, actorId },
      stateUpdates: { ...where, workerPid: null, errorInfo: null },
    },
    {
      taskId: own(retried).taskId,
      attemptNumber: 1,
      taskInfo: { ...common, taskId: own(retried).taskId, parentTaskId, actorId: null },
      stateUpdates: { ...where, errorInfo: { errorType: rpc.ErrorType.WORKER_DIED, errorMessage: "it was killed" } },
    },
    { taskId: parentTaskId, attemptNumber: 0, stateUpdates: { ...where, workerPid: process.pid } },
  ]);
  const { PENDING_ARGS_AVAIL, SUBMITTED_TO_WORKER, RUNNING, FINISHED, FAILED } = rpc.TaskStatus;
  expect(told.map((each) => Object.keys(each.stateUpdates?.stateTsNs ?? {}).map(Number))).toEqual([
    [PENDING_ARGS_AVAIL, SUBMITTED_TO_WORKER, FINISHED],
    [SUBMITTED_TO_WORKER, FAILED],
    [RUNNING],
  ]);
  for (const ns of told.flatMap((each) => Object.values(each.stateUpdates?.stateTsNs ?? {}))) {
    expect(ns / 1e6).toBeGreaterThan(before - 1_000);
    expect(ns / 1e6).toBeLessThan(Date.now() + 1_000);
  }
});
