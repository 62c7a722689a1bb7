import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEmbeddedStorage } from "../../../src/gcs/embedded-storage.js";
import type { HeadStorage } from "../../../src/gcs/storage.js";
import { GrpcCode, RpcServer } from "../../../src/native/rpc.js";
import { autoscaler, decode, encode, type Init, type Method, rpc } from "../../../src/wire/index.js";
import { HeadBench, nodeIdOf } from "./head-bench.js";

const jobIdOf = (n: number) => Buffer.from([n, 0, 0, 0]);
const actorIdOf = (n: number, job = 1) => Buffer.concat([Buffer.alloc(12, n), jobIdOf(job)]);
const groupIdOf = (n: number) => Buffer.concat([Buffer.alloc(14, n), jobIdOf(1)]);
const workerIdOf = (n: number) => Buffer.alloc(28, n);
const DRIVER = workerIdOf(200);

/** Raylet, workers and drivers in one, which outlives heads. */
class Peer {
  readonly server = RpcServer.start({ host: "127.0.0.1", port: 0, authToken: null });
  readonly asked: { readonly path: string; readonly body: Buffer }[] = [];
  #workers = 100;

  constructor() {
    const { NodeManagerService: raylet, CoreWorkerService: worker } = rpc;
    this.#on(raylet.requestWorkerLease, () => ({
      workerAddress: this.address(workerIdOf(this.#workers++)),
      workerPid: 7,
    }));
    this.#on(raylet.prepareBundleResources, () => ({ success: true }));
    for (const method of [
      raylet.commitBundleResources,
      raylet.removePlacementGroupBundles,
      raylet.killLocalActor,
      raylet.cancelWorkerLease,
      raylet.returnWorkerLease,
      raylet.releaseUnusedActorWorkers,
      raylet.releaseUnusedBundles,
      raylet.notifyGCSRestart,
      worker.pushTask,
    ] as never as readonly Method<object, object>[]) {
      this.#on(method, () => ({}));
    }
    // An owner that lives says nothing.
    this.server.handle(worker.waitForActorRefDeleted.path, () => new Promise(() => {}));
  }

  address(workerId: Buffer, node = 1): Init<rpc.Address> {
    return { nodeId: nodeIdOf(node), ipAddress: "127.0.0.1", port: this.server.port, workerId };
  }

  heard<Request, Reply>({ path, request }: Method<Request, Reply>): Request[] {
    return this.asked.filter((each) => each.path === path).map(({ body }) => decode(request, body));
  }

  #on<Request, Reply>({ path, reply }: Method<Request, Reply>, answer: () => Init<Reply>): void {
    this.server.handle(path, (body) => {
      this.asked.push({ path, body });
      return encode(reply, answer());
    });
  }
}

describe("a head that starts again on the storage of the one before", () => {
  let bench: HeadBench;
  let peer: Peer;
  const { ActorInfoGcsService: actors, PlacementGroupInfoGcsService: groups, JobInfoGcsService: jobs } = rpc;
  const { NodeInfoGcsService: nodes, WorkerInfoGcsService: workers, InternalKVGcsService: kv } = rpc;
  const config = { health_check_initial_delay_ms: 60_000 };

  beforeEach(async () => {
    bench = await new HeadBench().start(config);
    peer = new Peer();
    await bench.registerNode(1, { nodeManagerPort: peer.server.port, resourcesTotal: { CPU: 8 } });
    await bench.call(jobs.addJob, { data: { jobId: jobIdOf(1), driverAddress: peer.address(DRIVER) } });
  });
  afterEach(async () => {
    await bench.stop();
    await peer.server.close();
  });

  const restart = async (environment: Record<string, string> = {}) => {
    await bench.stopHead();
    peer.asked.length = 0;
    await bench.start(config, environment);
  };
  /** One fact was written, and the head had no time for what follows from it. */
  const restartWith = async (change: (storage: HeadStorage) => void) => {
    await bench.stopHead();
    const storage = openEmbeddedStorage({ path: join(bench.folder, "head.redb"), onLost: () => {} });
    change(storage);
    await storage.close();
    await bench.start(config);
  };
  const task = (n: number, creation: Init<rpc.ActorCreationTaskSpec> = {}, job = 1): Init<rpc.TaskSpec> => ({
    type: rpc.TaskType.ACTOR_CREATION_TASK,
    jobId: jobIdOf(job),
    callerAddress: peer.address(DRIVER),
    ...(creation.isDetached ? { rootDetachedActorId: actorIdOf(n, job) } : {}),
    actorCreationTaskSpec: { actorId: actorIdOf(n, job), name: `a${n}`, rayNamespace: "n", ...creation },
  });
  const make = async (n: number, creation: Init<rpc.ActorCreationTaskSpec> = {}, job = 1) => {
    await bench.call(actors.registerActor, { taskSpec: task(n, creation, job) });
    return bench.call(actors.createActor, { taskSpec: task(n, creation, job) });
  };
  const stateOf = async (n: number, job = 1) => {
    const { actorTableData } = await bench.call(actors.getActorInfo, { actorId: actorIdOf(n, job) });
    return rpc.ActorTableData_ActorState[actorTableData?.state ?? -1];
  };
  const group = (n: number, more: Init<rpc.PlacementGroupSpec> = {}) =>
    bench.call(groups.createPlacementGroup, {
      placementGroupSpec: {
        placementGroupId: groupIdOf(n),
        creatorJobId: jobIdOf(1),
        creatorActorDead: true,
        bundles: [{ bundleId: { placementGroupId: groupIdOf(n), bundleIndex: 0 }, unitResources: { CPU: 1 } }],
        ...more,
      },
    });
  const groupState = async (n: number) => {
    const reply = await bench.call(groups.getPlacementGroup, { placementGroupId: groupIdOf(n) });
    return rpc.PlacementGroupTableData_PlacementGroupState[reply.placementGroupTableData?.state ?? -1];
  };

  it("is the same cluster at the same port", async () => {
    const { clusterId } = await bench.call(nodes.getClusterId, {});
    const { address } = bench;
    await restart();
    expect(bench.address).toBe(address);
    expect((await bench.call(nodes.getClusterId, {})).clusterId).toEqual(clusterId);
    await restart({ NARCINE_HEAD_STORAGE: "memory" });
    expect((await bench.call(nodes.getClusterId, {})).clusterId, "it was told to remember nothing").not.toEqual(
      clusterId,
    );
    expect((await bench.call(nodes.getAllNodeInfo, {})).nodeInfoList).toEqual([]);
  });

  it("has nodes, jobs, workers, keys and limits, and numbers jobs on", async () => {
    await bench.registerNode(2);
    await bench.call(nodes.unregisterNode, { nodeId: nodeIdOf(2) });
    const { jobId: number } = await bench.call(jobs.getNextJobID, {});
    await bench.call(jobs.addJob, { data: { jobId: jobIdOf(9) } });
    await bench.call(jobs.markJobFinished, { jobId: jobIdOf(9) });
    const key = Buffer.from([0, 200]);
    await bench.call(kv.internalKVPut, {
      namespace: Buffer.from("fun"),
      key,
      value: Buffer.from([1, 0]),
      overwrite: true,
    });
    const workerAddress = peer.address(workerIdOf(30));
    await bench.call(workers.addWorkerInfo, { workerData: { workerAddress, isAlive: true, pid: 77 } });
    const clusterResourceConstraint = { resourceRequests: [{ count: 3 }] };
    const state = autoscaler.AutoscalerStateService;
    await bench.call(state.requestClusterResourceConstraint, { clusterResourceConstraint });

    await restart();
    const { nodeInfoList } = await bench.call(nodes.getAllNodeInfo, {});
    expect(nodeInfoList.map(({ nodeName, state }) => [nodeName, state])).toEqual([
      ["node-1", rpc.GcsNodeInfo_GcsNodeState.ALIVE],
      ["node-2", rpc.GcsNodeInfo_GcsNodeState.DEAD],
    ]);
    const { jobInfoList } = await bench.call(jobs.getAllJobInfo, { skipIsRunningTasksField: true });
    expect(jobInfoList.map(({ isDead }) => isDead)).toEqual([false, true]);
    expect((await bench.call(jobs.getNextJobID, {})).jobId).toBeGreaterThan(Math.max(number, 9));
    const { value } = await bench.call(kv.internalKVGet, { namespace: Buffer.from("fun"), key });
    expect(Buffer.from(value)).toEqual(Buffer.from([1, 0]));
    const { workerTableData } = await bench.call(workers.getWorkerInfo, { workerId: workerIdOf(30) });
    expect(workerTableData).toMatchObject({ isAlive: true, pid: 77 });
    const { clusterResourceState } = await bench.call(state.getClusterResourceState, {});
    expect(clusterResourceState?.clusterResourceConstraints.map((each) => each.resourceRequests.length)).toEqual([1]);
    const resources = await bench.call(rpc.NodeResourceInfoGcsService.getAllTotalResources, {});
    expect(resources.resourcesList.map(({ resourcesTotal }) => resourcesTotal)).toEqual([{ CPU: 8 }]);
  });

  it("goes on with actors and placement groups, and tells raylets what is in use", async () => {
    await make(1, { isDetached: true });
    await make(2);
    await group(1);
    await bench.call(groups.waitPlacementGroupUntilReady, { placementGroupId: groupIdOf(1) });
    await restart();
    expect([await stateOf(1), await stateOf(2), await groupState(1)]).toEqual(["ALIVE", "ALIVE", "CREATED"]);
    const raylet = rpc.NodeManagerService;
    await expect.poll(() => peer.heard(raylet.notifyGCSRestart)).toHaveLength(1);
    await expect.poll(() => peer.heard(raylet.releaseUnusedBundles)).toHaveLength(1);
    await expect.poll(() => peer.heard(raylet.releaseUnusedActorWorkers)).toHaveLength(1);
    expect(peer.heard(raylet.releaseUnusedActorWorkers)[0]?.workerIdsInUse).toHaveLength(2);
    expect((await make(3)).status, "new ones are made").toMatchObject({ code: 0 });
    await group(2);
    await bench.call(groups.waitPlacementGroupUntilReady, { placementGroupId: groupIdOf(2) });
  });

  it("collects what a dead job left", async () => {
    await bench.call(jobs.addJob, { data: { jobId: jobIdOf(2) } });
    await make(1, {}, 2);
    await make(2, { isDetached: true }, 2);
    await group(1, { creatorJobId: jobIdOf(2) });
    await restartWith((storage) => {
      const [jobId, row] =
        [...storage.load("job")].find(([, each]) => decode(rpc.JobTableData, each).jobId[0] === 2) ?? [];
      const job = decode(rpc.JobTableData, row ?? Buffer.alloc(0));
      storage.put("job", jobId ?? "", encode(rpc.JobTableData, { ...job, isDead: true, endTime: 5 }));
    });
    await expect.poll(() => stateOf(1, 2)).toBe("DEAD");
    expect(await stateOf(2, 2)).toBe("ALIVE");
    await expect.poll(() => groupState(1)).toBe("REMOVED");
  });

  it("finishes the jobs of drivers whose node is gone", async () => {
    await bench.call(jobs.addJob, { data: { jobId: jobIdOf(3), driverAddress: peer.address(workerIdOf(31), 5) } });
    await restart();
    const isDead = async () => {
      const { jobInfoList } = await bench.call(jobs.getAllJobInfo, { skipIsRunningTasksField: true });
      return jobInfoList.map((job) => job.isDead);
    };
    await expect.poll(isDead).toEqual([false, true]);
  });

  it("restarts an actor whose worker's death it had acknowledged", async () => {
    const { actorAddress } = await make(1, { maxActorRestarts: 1 });
    const workerId = Buffer.from(actorAddress?.workerId ?? []);
    await restartWith((storage) => {
      const workerAddress = peer.address(workerId);
      const dead = { workerAddress, isAlive: false, exitDetail: "kaputt", endTimeMs: 5 };
      storage.put("worker", workerId.toString("hex"), encode(rpc.WorkerTableData, dead));
    });
    await expect.poll(() => stateOf(1)).toBe("ALIVE");
    const { actorTableData } = await bench.call(actors.getActorInfo, { actorId: actorIdOf(1) });
    expect(actorTableData?.numRestarts).toBe(1);
    expect(Buffer.from(actorTableData?.address?.workerId ?? [])).not.toEqual(workerId);
    const { workerTableData } = await bench.call(workers.getWorkerInfo, { workerId });
    expect(workerTableData).toMatchObject({ isAlive: false, exitDetail: "kaputt" });
  });

  it("comes back though somebody told of a worker or driver on a node that is none", async () => {
    const nowhere = { ...peer.address(workerIdOf(40)), nodeId: Buffer.from("abc") };
    const invalid = { code: GrpcCode.INVALID_ARGUMENT };
    const dead = { workerAddress: { ...nowhere, workerId: workerIdOf(41) }, isAlive: false };
    const alive = { workerAddress: nowhere, isAlive: true };
    await expect(bench.call(workers.addWorkerInfo, { workerData: alive })).rejects.toMatchObject(invalid);
    await expect(bench.call(workers.reportWorkerFailure, { workerFailure: dead })).rejects.toMatchObject(invalid);
    const data = { jobId: jobIdOf(4), driverAddress: nowhere };
    await expect(bench.call(jobs.addJob, { data })).rejects.toMatchObject(invalid);
    await restart();
    const { workerTableData } = await bench.call(workers.getAllWorkerInfo, {});
    expect(workerTableData).toEqual([]);
    const { jobInfoList } = await bench.call(jobs.getAllJobInfo, { skipIsRunningTasksField: true });
    expect(jobInfoList).toHaveLength(1);
  });

  it("ends the placement groups of an actor that died with nobody told", async () => {
    await make(1);
    await group(1, { creatorActorId: actorIdOf(1), creatorActorDead: false, creatorJobDead: true });
    await restartWith((storage) => {
      const [actorId = "", row = Buffer.alloc(0)] = [...storage.load("actor")][0] ?? [];
      const deathCause = { actorUnschedulableContext: { errorMessage: "killed" } };
      const state = rpc.ActorTableData_ActorState.DEAD;
      const dead = { ...decode(rpc.ActorTableData, row), state, deathCause };
      storage.put("actor", actorId, encode(rpc.ActorTableData, dead));
      storage.delete("actor-task-spec", actorId);
    });
    await expect.poll(() => groupState(1)).toBe("REMOVED");
  });
});
