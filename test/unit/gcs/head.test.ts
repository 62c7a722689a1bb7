import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GrpcCode, RpcClient, type RpcError } from "../../../src/native/rpc.js";
import { autoscaler, decode, encode, type Init, rpc, syncer } from "../../../src/wire/index.js";
import { HeadBench, nodeIdOf } from "./head-bench.js";

describe("Head", () => {
  let bench: HeadBench;
  beforeEach(async () => {
    bench = await new HeadBench().start({ health_check_initial_delay_ms: 60_000 });
  });
  afterEach(() => bench.stop());

  it("says where it is, who it is and how it is set", async () => {
    expect(readFileSync(join(bench.folder, `gcs_server_port_${"0a".repeat(28)}`), "utf8")).toBe(
      String(bench.head.port),
    );
    const { clusterId } = await bench.call(rpc.NodeInfoGcsService.getClusterId, {});
    expect(clusterId).toHaveLength(28);
    const { config } = await bench.call(rpc.InternalKVGcsService.getInternalConfig, {});
    expect(config).toBe('{"health_check_initial_delay_ms":60000}');
    const pid = await bench.call(rpc.InternalKVGcsService.internalKVGet, { key: Buffer.from("gcs_pid") });
    expect(Buffer.from(pid.value).toString()).toBe(String(process.pid));
  });

  it("refuses calls that were meant for another head, and takes those that name none", async () => {
    const { clusterId } = await bench.call(rpc.NodeInfoGcsService.getClusterId, {});
    const ours = { ray_cluster_id: Buffer.from(clusterId).toString("hex") };
    await bench.call(rpc.NodeInfoGcsService.checkAlive, {}, ours);
    const wrong = bench.call(rpc.NodeInfoGcsService.checkAlive, {}, { ray_cluster_id: "00".repeat(28) });
    await expect(wrong).rejects.toMatchObject({
      code: GrpcCode.UNAUTHENTICATED,
      message: expect.stringMatching(/^WrongClusterID/),
    });
  });

  it("answers what it does not have UNIMPLEMENTED, and says so once", async () => {
    const path = "/ray.rpc.RayEventExportGcsService/AddEvents";
    for (let i = 0; i < 2; i++) {
      const call = bench.client.call(bench.address, path, new Uint8Array(), { timeoutMs: 20_000 });
      await expect(call).rejects.toMatchObject({
        code: GrpcCode.UNIMPLEMENTED,
        message: expect.stringContaining(path),
      });
    }
    expect(bench.logged.filter((line) => line.includes(path))).toHaveLength(1);
  });

  it("keeps keys and values, byte for byte", async () => {
    const kv = rpc.InternalKVGcsService;
    const [key, other, namespace] = [Buffer.from([0, 255, 1]), Buffer.from([0, 255, 2]), Buffer.from("fun")];
    const put = (at: Buffer, value: string, overwrite: boolean) =>
      bench.call(kv.internalKVPut, { key: at, namespace, value: Buffer.from(value), overwrite });
    expect((await put(key, "a", false)).added).toBe(true);
    expect((await put(key, "b", false)).added).toBe(false);
    expect((await put(other, "c", true)).added).toBe(true);
    const got = await bench.call(kv.internalKVMultiGet, { keys: [key, other, Buffer.from("x")], namespace });
    expect(got.results.map(({ value }) => Buffer.from(value).toString())).toEqual(["a", "c"]);
    expect((await bench.call(kv.internalKVGet, { key })).status?.code, "another namespace").toBe(17);
    const keys = await bench.call(kv.internalKVKeys, { prefix: Buffer.from([0, 255]), namespace });
    expect(keys.results.map((each) => Buffer.from(each))).toEqual([key, other]);
    const gone = await bench.call(kv.internalKVDel, { key: Buffer.from([0]), namespace, delByPrefix: true });
    expect(gone.deletedNum).toBe(2);
    expect((await bench.call(kv.internalKVExists, { key, namespace })).exists).toBe(false);
  });

  it("shows nodes by their selectors, and the dead as dead", async () => {
    await bench.registerNode(1, { isHeadNode: true });
    await bench.registerNode(2);
    const all = rpc.NodeInfoGcsService.getAllNodeInfo;
    const names = async (request: Init<rpc.GetAllNodeInfoRequest>) =>
      (await bench.call(all, request)).nodeInfoList.map(({ nodeName }) => nodeName);
    expect(await names({})).toEqual(["node-1", "node-2"]);
    expect(await names({ nodeSelectors: [{ nodeId: nodeIdOf(2) }] })).toEqual(["node-2"]);
    expect(await names({ nodeSelectors: [{ isHeadNode: true }, { nodeName: "node-2" }], limit: 1 })).toEqual([
      "node-1",
    ]);
    const nodeDeathInfo = { reason: rpc.NodeDeathInfo_Reason.EXPECTED_TERMINATION, reasonMessage: "bye" };
    await bench.call(rpc.NodeInfoGcsService.unregisterNode, { nodeId: nodeIdOf(2), nodeDeathInfo });
    expect(await names({ stateFilter: rpc.GcsNodeInfo_GcsNodeState.DEAD })).toEqual(["node-2"]);
    const alive = await bench.call(rpc.NodeInfoGcsService.checkAlive, { nodeIds: [nodeIdOf(1), nodeIdOf(2)] });
    expect(alive).toMatchObject({ rayVersion: "2.60.0", rayletAlive: [true, false], isLeader: true });
    expect((await bench.registerNode(2)).status, "not twice under one id").toMatchObject({ code: 4 });
  });

  it("answers for a node that is starting when it has registered, and for one that never comes a second later", async () => {
    const ask = (...ids: Buffer[]) =>
      bench.call(rpc.NodeInfoGcsService.getAllNodeInfo, {
        nodeSelectors: ids.map((nodeId) => ({ nodeId })),
        stateFilter: rpc.GcsNodeInfo_GcsNodeState.ALIVE,
      });
    const answers: string[] = [];
    const [starting, never] = [ask(nodeIdOf(1), nodeIdOf(9)), ask(nodeIdOf(9))];
    void starting.then(() => answers.push("starting"));
    void never.then(() => answers.push("never"));
    await bench.call(rpc.NodeInfoGcsService.checkAlive, { nodeIds: [] });
    expect(answers).toEqual([]);
    await bench.registerNode(1);
    expect((await starting).nodeInfoList.map(({ nodeName }) => nodeName)).toEqual(["node-1"]);
    expect(answers).toEqual(["starting"]);
    expect((await never).nodeInfoList).toEqual([]);
    const nodeDeathInfo = { reason: rpc.NodeDeathInfo_Reason.EXPECTED_TERMINATION, reasonMessage: "bye" };
    await bench.call(rpc.NodeInfoGcsService.unregisterNode, { nodeId: nodeIdOf(1), nodeDeathInfo });
    expect((await ask(nodeIdOf(1))).nodeInfoList, "a dead one will not come").toEqual([]);
  });

  it("numbers jobs, tells of their start and end, and forgets nothing in between", async () => {
    const jobs = rpc.JobInfoGcsService;
    const { jobId: number } = await bench.call(jobs.getNextJobID, {});
    expect(number).toBe(1);
    const jobId = Buffer.from([1, 0, 0, 0]);
    const control = rpc.ControlPlanePubSubGcsService;
    const subscriberId = Buffer.alloc(28, 9);
    const commands = [{ channelType: rpc.ChannelType.GCS_JOB_CHANNEL, subscribeMessage: {} }];
    await bench.call(control.gcsSubscriberCommandBatch, { subscriberId, commands });
    const first = bench.call(control.gcsSubscriberPoll, { subscriberId, publisherId: Buffer.alloc(28, 255) });
    await bench.call(jobs.addJob, { data: { jobId, entrypoint: "python x.py", config: { rayNamespace: "n" } } });
    const started = await first;
    expect(started.pubMessages[0]).toMatchObject({
      sequenceId: 1,
      jobMessage: { entrypoint: "python x.py", isDead: false },
    });
    const { publisherId } = started;
    const second = bench.call(control.gcsSubscriberPoll, { subscriberId, publisherId, maxProcessedSequenceId: 1 });
    await bench.call(jobs.markJobFinished, { jobId });
    expect((await second).pubMessages[0]).toMatchObject({ sequenceId: 2, jobMessage: { isDead: true } });
    await bench.call(jobs.addJob, { data: { jobId, entrypoint: "a late copy" } });
    const { jobInfoList } = await bench.call(jobs.getAllJobInfo, { skipSubmissionJobInfoField: true });
    expect(jobInfoList).toMatchObject([{ isDead: true, entrypoint: "python x.py", isRunningTasks: false }]);
    expect((await bench.call(jobs.markJobFinished, { jobId: Buffer.from([9, 0, 0, 0]) })).status?.code).toBe(17);
  });

  it("finishes the jobs whose driver was on a node that died", async () => {
    await bench.registerNode(1);
    const jobs = rpc.JobInfoGcsService;
    const job = (n: number, driverNode: number) => ({
      jobId: Buffer.from([n, 0, 0, 0]),
      driverAddress: { nodeId: nodeIdOf(driverNode), workerId: Buffer.alloc(28, n), ipAddress: "127.0.0.1", port: 1 },
    });
    await bench.call(jobs.addJob, { data: job(1, 1) });
    await bench.call(jobs.addJob, { data: job(2, 2) });
    await bench.call(rpc.NodeInfoGcsService.unregisterNode, { nodeId: nodeIdOf(1) });
    const { jobInfoList } = await bench.call(jobs.getAllJobInfo, { skipIsRunningTasksField: true });
    expect(jobInfoList.map(({ isDead }) => isDead)).toEqual([true, false]);
  });

  it("lists jobs with what the job agent knows of them, and without it where that is no such thing", async () => {
    const { JobInfoGcsService: jobs, InternalKVGcsService: kv } = rpc;
    const said = ["null", "7", "{", '{"status":"RUNNING","entrypoint":"x","metadata":{"a":"b"}}'];
    for (const [at, json] of said.entries()) {
      const config = { metadata: { job_submission_id: `s${at}` } };
      await bench.call(jobs.addJob, { data: { jobId: Buffer.from([at + 1, 0, 0, 0]), config } });
      const key = Buffer.from(`_ray_internal_job_info_s${at}`);
      await bench.call(kv.internalKVPut, { namespace: Buffer.from("job"), key, value: Buffer.from(json) });
    }
    const { jobInfoList } = await bench.call(jobs.getAllJobInfo, { skipIsRunningTasksField: true });
    expect(jobInfoList.map(({ jobInfo }) => jobInfo?.status ?? null)).toEqual([null, null, null, "RUNNING"]);
  });

  it("passes on what others publish, to those who want it", async () => {
    const service = rpc.ObservabilityPubSubService;
    const subscriberId = Buffer.alloc(28, 7);
    const commands = [{ channelType: rpc.ChannelType.RAY_LOG_CHANNEL, subscribeMessage: {} }];
    await bench.call(service.gcsSubscriberCommandBatch, { subscriberId, commands });
    const poll = bench.call(service.gcsSubscriberPoll, { subscriberId });
    await bench.call(service.reportJobError, { jobError: { jobId: Buffer.alloc(4), type: "not subscribed" } });
    const pubMessages = ["one", "two"].map((line) => ({
      channelType: rpc.ChannelType.RAY_LOG_CHANNEL,
      keyId: Buffer.from("k"),
      logBatchMessage: { lines: [line] },
    }));
    await bench.call(service.gcsPublish, { pubMessages });
    expect((await poll).pubMessages.map(({ logBatchMessage }) => logBatchMessage?.lines)).toEqual([["one"]]);
    const rest = await bench.call(service.gcsSubscriberPoll, { subscriberId });
    expect(rest.pubMessages.map(({ logBatchMessage }) => logBatchMessage?.lines)).toEqual([["one"], ["two"]]);
  });

  it("passes resource views between nodes, never back, and shows them", async () => {
    await bench.registerNode(1);
    await bench.registerNode(2);
    const heard: Record<number, syncer.RaySyncMessage[]> = { 1: [], 2: [] };
    let opened: Readonly<Record<string, string>> = {};
    const stream = (n: 1 | 2) =>
      bench.client.openStream(bench.address, syncer.RaySyncer.startSync.path, {
        metadata: { node_id: nodeIdOf(n).toString("hex") },
        onOpen: (metadata) => {
          opened = metadata;
        },
        onMessage: (body) => heard[n]?.push(...decode(syncer.RaySyncMessageBatch, body).messages),
        onEnd: () => {},
      });
    const view = (cpu: number) =>
      encode(syncer.ResourceViewSyncMessage, { resourcesTotal: { CPU: 4 }, resourcesAvailable: { CPU: cpu } });
    const batch = (n: number, version: number, syncMessage: Uint8Array) =>
      encode(syncer.RaySyncMessageBatch, { messages: [{ nodeId: nodeIdOf(n), version, syncMessage }] });
    const one = stream(1);
    one.send(batch(1, 0, view(3)));
    const available = async () => {
      const reply = await bench.call(rpc.NodeResourceInfoGcsService.getAllAvailableResources, {});
      return reply.resourcesList.map(({ resourcesAvailable }) => resourcesAvailable["CPU"]);
    };
    await expect.poll(available).toEqual([3, 2]);
    expect(opened["node_id"]).toBe("0".repeat(56));
    const two = stream(2);
    await expect.poll(() => heard[2]?.map(({ version }) => version)).toEqual([0]);
    one.send(batch(1, 1, view(2)));
    one.send(batch(1, 1, view(1)));
    one.send(batch(2, 9, view(0)));
    two.send(batch(2, 5, view(4)));
    await expect.poll(() => heard[1]?.length).toBe(1);
    await expect.poll(() => heard[2]?.map(({ version }) => version)).toEqual([0, 1]);
    expect(await available()).toEqual([2, 4]);
    const state = await bench.call(autoscaler.AutoscalerStateService.getClusterResourceState, {});
    expect(state.clusterResourceState?.nodeStates.map(({ totalResources }) => totalResources)).toEqual([
      { CPU: 4 },
      { CPU: 4 },
    ]);
    expect(state.clusterResourceState?.clusterSessionName).toBe("session_x");
    one.cancel();
    two.cancel();
  });

  it("merges what is reported of a task and gives it back whole", async () => {
    const tasks = rpc.TaskInfoGcsService;
    const ids = { taskId: Buffer.alloc(24, 1), jobId: Buffer.from([1, 0, 0, 0]) };
    const report = (...eventsByTask: Init<rpc.TaskEvents>[]) =>
      bench.call(tasks.addTaskEventData, { data: { eventsByTask, jobId: ids.jobId } });
    await report({ ...ids, taskInfo: { name: "f" }, stateUpdates: { stateTsNs: { [rpc.TaskStatus.RUNNING]: 5 } } });
    await report({ ...ids, stateUpdates: { stateTsNs: { [rpc.TaskStatus.FINISHED]: 6 }, workerPid: 12 } });
    const reply = await bench.call(tasks.getTaskEvents, { limit: 10 });
    expect(reply).toMatchObject({ numTotalStored: 1, numFilteredOnGcs: 0, numTruncated: 0 });
    expect(reply.eventsByTask).toMatchObject([
      {
        taskInfo: { name: "f" },
        stateUpdates: { stateTsNs: { [rpc.TaskStatus.RUNNING]: 5, [rpc.TaskStatus.FINISHED]: 6 }, workerPid: 12 },
      },
    ]);
    expect((await bench.call(tasks.getTaskEvents, { limit: 0 })).numTruncated).toBe(1);
  });

  it("reports the death of a worker once, with who it was", async () => {
    const workers = rpc.WorkerInfoGcsService;
    const workerAddress = { workerId: Buffer.alloc(28, 4), nodeId: nodeIdOf(1), ipAddress: "127.0.0.1", port: 5 };
    await bench.call(workers.addWorkerInfo, { workerData: { workerAddress, isAlive: true, pid: 77 } });
    const control = rpc.ControlPlanePubSubGcsService;
    const subscriberId = Buffer.alloc(28, 9);
    const commands = [{ channelType: rpc.ChannelType.GCS_WORKER_DELTA_CHANNEL, subscribeMessage: {} }];
    await bench.call(control.gcsSubscriberCommandBatch, { subscriberId, commands });
    for (let i = 0; i < 2; i++) {
      await bench.call(workers.reportWorkerFailure, { workerFailure: { workerAddress, exitDetail: "gone" } });
    }
    const { pubMessages } = await bench.call(control.gcsSubscriberPoll, { subscriberId });
    expect(pubMessages).toHaveLength(1);
    const { workerTableData } = await bench.call(workers.getWorkerInfo, { workerId: workerAddress.workerId });
    expect(workerTableData).toMatchObject({ isAlive: false, pid: 77, exitDetail: "gone" });
  });

  it("keeps an uploaded package while a job or a detached actor may need it", async () => {
    const uri = "gcs://_ray_pkg_1.zip";
    const kv = rpc.InternalKVGcsService;
    const isThere = async () => (await bench.call(kv.internalKVExists, { key: Buffer.from(uri) })).exists;
    await bench.call(kv.internalKVPut, { key: Buffer.from(uri), value: Buffer.from("zip"), overwrite: true });
    const [jobId, actorId] = [Buffer.from([1, 0, 0, 0]), Buffer.alloc(16, 2)];
    const runtimeEnvInfo = { uris: { workingDirUri: uri } };
    const jobs = rpc.JobInfoGcsService;
    await bench.call(jobs.addJob, { data: { jobId, config: { runtimeEnvInfo } } });
    const callerAddress = { workerId: Buffer.alloc(28, 4), nodeId: nodeIdOf(1), ipAddress: "127.0.0.1", port: 1 };
    const actorCreationTaskSpec = { actorId, name: "a", rayNamespace: "n", isDetached: true };
    const taskSpec = {
      type: rpc.TaskType.ACTOR_CREATION_TASK,
      jobId,
      callerAddress,
      runtimeEnvInfo,
      actorCreationTaskSpec,
      rootDetachedActorId: actorId,
    };
    const registered = await bench.call(rpc.ActorInfoGcsService.registerActor, { taskSpec });
    expect(registered.status).toMatchObject({ code: 0 });
    // Until it has its arguments it goes with its job, detached or not. Nobody can make it here: no answer comes.
    bench.call(rpc.ActorInfoGcsService.createActor, { taskSpec }).catch(() => {});
    await bench.call(jobs.markJobFinished, { jobId });
    expect(await isThere()).toBe(true);
    await bench.call(rpc.ActorInfoGcsService.killActorViaGcs, { actorId, forceKill: true, noRestart: true });
    await expect.poll(isThere).toBe(false);
  });

  it("survives bytes that are no messages", async () => {
    for (const { path } of Object.values(rpc.NodeInfoGcsService)) {
      const call = bench.client.call(bench.address, path, Buffer.from([0x0a, 0xff, 0xff]), { timeoutMs: 20_000 });
      await expect(call).rejects.toMatchObject({ code: GrpcCode.INVALID_ARGUMENT });
    }
    const shortId = bench.call(rpc.NodeInfoGcsService.checkAlive, { nodeIds: [Buffer.alloc(3)] });
    await expect(shortId).rejects.toMatchObject({ code: GrpcCode.INVALID_ARGUMENT });
    await bench.call(rpc.NodeInfoGcsService.checkAlive, {});
  });
});

describe("Head with a token", () => {
  it("refuses who does not have it", async () => {
    const bench = await new HeadBench("secret").start();
    const stranger = RpcClient.start({ authToken: null });
    try {
      await bench.call(rpc.NodeInfoGcsService.checkAlive, {});
      const { path } = rpc.NodeInfoGcsService.checkAlive;
      const refused = stranger.call(bench.address, path, new Uint8Array(), {}).catch((error: RpcError) => error.code);
      expect(await refused).toBe(GrpcCode.UNAUTHENTICATED);
    } finally {
      stranger.close();
      await bench.stop();
    }
  });
});
