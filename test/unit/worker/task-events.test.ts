import { expect, it } from "vitest";
import { NodeId, WorkerId } from "../../../src/ids/index.js";
import { decode, encode, rpc } from "../../../src/wire/index.js";
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
