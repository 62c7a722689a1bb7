import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RpcServer } from "../../../src/native/rpc.js";
import { decode, encode, narcine, rpc } from "../../../src/wire/index.js";
import { HeadBench, nodeIdOf } from "./head-bench.js";

const JOB = Buffer.from([1, 0, 0, 0]);
const TASK = Buffer.concat([Buffer.alloc(20, 9), JOB]);
const GROUP = Buffer.concat([Buffer.alloc(14, 6), JOB]);

describe("HeadService.Why", () => {
  let bench: HeadBench;
  let raylet: RpcServer;
  beforeEach(async () => {
    bench = await new HeadBench().start({}, { NARCINE_HEAD_STORAGE: "memory" });
    raylet = RpcServer.start({ host: "127.0.0.1", port: 0, authToken: null });
    await bench.registerNode(1, { nodeManagerPort: raylet.port });
  });
  afterEach(async () => {
    await raylet.close();
    await bench.stop();
  });

  const why = (id: Buffer | string) =>
    bench.call(narcine.HeadService.why, { id: typeof id === "string" ? id : id.toString("hex") });

  const report = (
    state: rpc.TaskStatus,
    taskInfo: object = { name: "work", jobId: JOB, type: rpc.TaskType.NORMAL_TASK },
  ) =>
    bench.call(rpc.TaskInfoGcsService.addTaskEventData, {
      data: {
        jobId: JOB,
        eventsByTask: [
          { taskId: TASK, jobId: JOB, taskInfo, stateUpdates: { stateTsNs: { [state]: Date.now() * 1e6 } } },
        ],
      },
    });

  it("refuses what is no id, and says so of what it does not know", async () => {
    expect((await why("hello")).status).toMatchObject({ code: 4, message: expect.stringContaining("a task has 48") });
    expect(await why(Buffer.alloc(16, 3))).toMatchObject({ what: "Actor", cause: "unknown", waitingMs: -1 });
    expect(await why(TASK)).toMatchObject({ what: "Task", cause: "unknown" });
    expect(await why(GROUP)).toMatchObject({ what: "Placement group", cause: "unknown" });
  });

  it("asks the nodes about a task without a worker, and says what the one that has its lease says", async () => {
    const { path, request, reply } = narcine.NodeService.whyLeases;
    raylet.handle(path, (body) => {
      const { jobId, taskName } = decode(request, body);
      const isMeant = Buffer.from(jobId).equals(JOB) && taskName === "work";
      const leases = isMeant ? [{ leaseId: Buffer.alloc(32), cause: "noRoom", text: "all taken", waitingMs: 70 }] : [];
      return encode(reply, { leases });
    });
    await report(rpc.TaskStatus.PENDING_ARGS_AVAIL);
    expect(await why(TASK)).toMatchObject({ cause: "arguments" });
    await report(rpc.TaskStatus.PENDING_NODE_ASSIGNMENT);
    const text = `on node ${nodeIdOf(1).toString("hex")}: all taken`;
    expect(await why(TASK)).toMatchObject({ cause: "noRoom", text, waitingMs: 70 });
    await report(rpc.TaskStatus.FINISHED);
    expect(await why(TASK)).toMatchObject({ cause: "finished" });
  });

  it("names the node that cannot say why, as stock's cannot", async () => {
    await report(rpc.TaskStatus.PENDING_NODE_ASSIGNMENT);
    expect(await why(TASK)).toMatchObject({ cause: "node", text: expect.stringContaining("cannot say more") });
  });
});
