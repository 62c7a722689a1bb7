import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GrpcCode, RpcError, RpcServer } from "../../../src/native/rpc.js";
import { decode, encode, type Init, type Method, rpc } from "../../../src/wire/index.js";
import { concatFields } from "../../../src/wire/raw-fields.js";
import { HeadBench, nodeIdOf } from "./head-bench.js";

const JOB = Buffer.from([1, 0, 0, 0]);
const ACTOR = Buffer.concat([Buffer.alloc(12, 5), JOB]);
const GROUP = Buffer.concat([Buffer.alloc(14, 6), JOB]);
const OWNER = Buffer.alloc(28, 40);

/** Raylet, worker and owner in one: remembers what it was asked and answers as a healthy one would. */
class Peer {
  readonly asked: { readonly method: string; readonly body: Buffer }[] = [];
  readonly server: RpcServer;
  workers = 0;
  /** Answers WaitForActorRefDeleted. */
  deleteRef: () => void = () => {};
  /** Groups this raylet has no room for. */
  isFull = false;

  constructor() {
    this.server = RpcServer.start({ host: "127.0.0.1", port: 0, authToken: null });
    const raylet = rpc.NodeManagerService;
    this.#on(raylet.requestWorkerLease, () => {
      this.workers += 1;
      return { workerAddress: this.address(this.workerId()), workerPid: 77 };
    });
    this.#on(raylet.killLocalActor, () => {
      throw new RpcError(GrpcCode.ABORTED, "Invalid");
    });
    this.#on(raylet.cancelWorkerLease, () => ({}));
    this.#on(raylet.returnWorkerLease, () => ({}));
    this.#on(raylet.prepareBundleResources, () => ({ success: !this.isFull }));
    this.#on(raylet.commitBundleResources, () => ({}));
    this.#on(raylet.removePlacementGroupBundles, () => ({}));
    this.#on(rpc.CoreWorkerService.pushTask, () => ({ actorReprName: "A()" }));
    const { waitForActorRefDeleted } = rpc.CoreWorkerService;
    this.server.handle(waitForActorRefDeleted.path, () => {
      return new Promise((resolve) => {
        this.deleteRef = () => resolve(encode(waitForActorRefDeleted.reply, {}));
      });
    });
  }

  workerId(): Buffer {
    return Buffer.alloc(28, 50 + this.workers);
  }

  address(workerId: Buffer): Init<rpc.Address> {
    return { nodeId: nodeIdOf(1), ipAddress: "127.0.0.1", port: this.server.port, workerId };
  }

  /** What came for a method, decoded. */
  heard<Request, Reply>({ path, request }: Method<Request, Reply>): Request[] {
    return this.asked.filter(({ method }) => method === path).map(({ body }) => decode(request, body));
  }

  #on<Request, Reply>({ path, reply }: Method<Request, Reply>, answer: () => Init<Reply>): void {
    this.server.handle(path, (body) => {
      this.asked.push({ method: path, body });
      return encode(reply, answer());
    });
  }
}

describe("actors and placement groups of a head", () => {
  let bench: HeadBench;
  let peer: Peer;
  const actors = rpc.ActorInfoGcsService;
  const groups = rpc.PlacementGroupInfoGcsService;

  beforeEach(async () => {
    bench = await new HeadBench().start({ health_check_initial_delay_ms: 60_000 });
    peer = new Peer();
    await bench.registerNode(1, { nodeManagerPort: peer.server.port, resourcesTotal: { CPU: 2 } });
  });
  afterEach(async () => {
    await bench.stop();
    await peer.server.close();
  });

  const task = (creation: Init<rpc.ActorCreationTaskSpec> = {}): Init<rpc.TaskSpec> => ({
    type: rpc.TaskType.ACTOR_CREATION_TASK,
    name: "A.__init__",
    jobId: JOB,
    callerAddress: peer.address(OWNER),
    requiredPlacementResources: { CPU: 1 },
    functionDescriptor: { pythonFunctionDescriptor: { moduleName: "m", className: "A" } },
    labels: { l: "v" },
    actorCreationTaskSpec: { actorId: ACTOR, name: "x", rayNamespace: "n", maxActorRestarts: 1, ...creation },
  });
  const info = async () => (await bench.call(actors.getActorInfo, { actorId: ACTOR })).actorTableData;
  const state = async () => rpc.ActorTableData_ActorState[(await info())?.state ?? -1];
  const make = async () => {
    await bench.call(actors.registerActor, { taskSpec: task() });
    return bench.call(actors.createActor, { taskSpec: task() });
  };
  const workerDies = (workerId: Buffer) => {
    const workerFailure = { workerAddress: peer.address(workerId), exitDetail: "kaputt" };
    return bench.call(rpc.WorkerInfoGcsService.reportWorkerFailure, { workerFailure });
  };

  it("makes an actor, shows it, restarts it and lets it die with its reason", async () => {
    const created = await make();
    expect(created.status).toMatchObject({ code: 0 });
    expect(created.actorAddress).toMatchObject({ workerId: peer.workerId(), port: peer.server.port });
    const lease = peer.heard(rpc.NodeManagerService.requestWorkerLease)[0];
    expect(lease?.leaseSpec).toMatchObject({ actorId: ACTOR, maxActorRestarts: 1, taskName: "A.__init__" });
    expect(await info()).toMatchObject({ className: "A", pid: 77, reprName: "A()", name: "x", labels: { l: "v" } });
    const named = await bench.call(actors.getNamedActorInfo, { name: "x", rayNamespace: "n" });
    expect(named.taskSpec?.name).toBe("A.__init__");
    expect((await bench.call(actors.getNamedActorInfo, { name: "y", rayNamespace: "n" })).status?.code).toBe(17);
    const { namedActorsList } = await bench.call(actors.listNamedActors, { allNamespaces: true });
    expect(namedActorsList).toMatchObject([{ name: "x", rayNamespace: "n" }]);

    await workerDies(peer.workerId());
    await expect.poll(async () => (await info())?.numRestarts).toBe(1);
    await expect.poll(state).toBe("ALIVE");
    expect(peer.heard(rpc.CoreWorkerService.pushTask)[1]?.taskSpec?.attemptNumber).toBe(1);
    await workerDies(peer.workerId());
    await expect.poll(state).toBe("DEAD");
    const died = (await info())?.deathCause?.actorDiedErrorContext;
    expect(died).toMatchObject({
      reason: rpc.ActorDiedErrorContext_Reason.WORKER_DIED,
      className: "A",
      actorId: ACTOR,
    });
    expect(died?.errorMessage).toContain("kaputt");
  });

  it("passes a creation task on with every field, known to it or not", async () => {
    const { createActor, registerActor } = actors;
    const unknown = concatFields([{ field: 900, parts: [Buffer.from("of a newer Ray")] }]);
    const body = concatFields([{ field: 1, parts: [encode(rpc.TaskSpec, task()), unknown] }]);
    for (const { path } of [registerActor, createActor]) await bench.client.call(bench.address, path, body, {});
    const pushed = peer.asked.find(({ method }) => method === rpc.CoreWorkerService.pushTask.path)?.body;
    expect(pushed?.includes(unknown)).toBe(true);
    expect(decode(rpc.PushTaskRequest, pushed ?? body).taskSpec).toMatchObject({ jobId: JOB, name: "A.__init__" });
  });

  it("kills, refuses a taken name, and tells who asks for what is gone", async () => {
    await make();
    const other = Buffer.concat([Buffer.alloc(12, 9), JOB]);
    const taken = await bench.call(actors.registerActor, { taskSpec: task({ actorId: other }) });
    expect(taken.status).toMatchObject({ code: 20, message: "Actor with name 'x' already exists in the namespace n" });
    await bench.call(actors.killActorViaGcs, { actorId: ACTOR, forceKill: true, noRestart: true });
    await expect
      .poll(() => peer.heard(rpc.NodeManagerService.killLocalActor))
      .toMatchObject([{ intendedActorId: ACTOR, workerId: peer.workerId(), forceKill: true }]);
    expect(await state()).toBe("DEAD");
    const gone = await bench.call(actors.killActorViaGcs, { actorId: ACTOR, forceKill: true, noRestart: true });
    expect(gone.status?.code).toBe(17);
    const late = await bench.call(actors.createActor, { taskSpec: task() });
    expect(late.status?.code).toBe(19);
    expect(late.deathCause?.actorDiedErrorContext?.reason).toBe(rpc.ActorDiedErrorContext_Reason.RAY_KILL);
    const filters = { state: rpc.ActorTableData_ActorState.DEAD };
    expect(await bench.call(actors.getAllActorInfo, { filters })).toMatchObject({ total: 1, numFiltered: 0 });
    expect((await bench.call(actors.getAllActorInfo, { filters: { jobId: Buffer.alloc(4, 9) } })).numFiltered).toBe(1);
  });

  it("publishes each state to subscribers of the actor", async () => {
    const control = rpc.ControlPlanePubSubGcsService;
    const subscriberId = Buffer.alloc(28, 9);
    const commands = [{ channelType: rpc.ChannelType.GCS_ACTOR_CHANNEL, keyId: ACTOR, subscribeMessage: {} }];
    await bench.call(control.gcsSubscriberCommandBatch, { subscriberId, commands });
    await make();
    const { pubMessages } = await bench.call(control.gcsSubscriberPoll, { subscriberId });
    expect(pubMessages.map(({ actorMessage }) => rpc.ActorTableData_ActorState[actorMessage?.state ?? -1])).toEqual([
      "DEPENDENCIES_UNREADY",
      "PENDING_CREATION",
      "ALIVE",
    ]);
  });

  it("ends an actor gracefully when its owner says that nobody refers to it", async () => {
    await make();
    peer.deleteRef();
    await expect.poll(state).toBe("DEAD");
    await expect.poll(() => peer.heard(rpc.NodeManagerService.killLocalActor)).toMatchObject([{ forceKill: false }]);
  });

  it("refuses what creates no actor", async () => {
    const wrong = bench.call(actors.registerActor, { taskSpec: { type: rpc.TaskType.NORMAL_TASK } });
    await expect(wrong).rejects.toMatchObject({ code: GrpcCode.INVALID_ARGUMENT });
  });

  const spec = (more: Init<rpc.PlacementGroupSpec> = {}): Init<rpc.PlacementGroupSpec> => ({
    placementGroupId: GROUP,
    name: "g",
    strategy: rpc.PlacementStrategy.STRICT_PACK,
    creatorJobId: JOB,
    creatorActorDead: true,
    bundles: [0, 1].map((bundleIndex) => ({
      bundleId: { placementGroupId: GROUP, bundleIndex },
      unitResources: { CPU: 1 },
    })),
    ...more,
  });
  const group = async () =>
    (await bench.call(groups.getPlacementGroup, { placementGroupId: GROUP })).placementGroupTableData;

  it("places a group, shows where, and gives it back", async () => {
    await bench.call(rpc.JobInfoGcsService.addJob, { data: { jobId: JOB, config: { rayNamespace: "n" } } });
    await bench.call(groups.createPlacementGroup, { placementGroupSpec: spec() });
    const ready = await bench.call(groups.waitPlacementGroupUntilReady, { placementGroupId: GROUP });
    expect(ready.status?.code).toBe(0);
    const prepared = peer.heard(rpc.NodeManagerService.prepareBundleResources);
    expect(prepared.map(({ bundleSpecs }) => bundleSpecs.map((bundle) => bundle.unitResources))).toEqual([
      [{ CPU: 1 }, { CPU: 1 }],
    ]);
    const { placementGroupTableData: named } = await bench.call(groups.getNamedPlacementGroup, {
      name: "g",
      rayNamespace: "n",
    });
    expect(named).toMatchObject({ state: rpc.PlacementGroupTableData_PlacementGroupState.CREATED });
    expect(named?.bundles.map(({ nodeId }) => Buffer.from(nodeId))).toEqual([nodeIdOf(1), nodeIdOf(1)]);
    expect(await bench.call(groups.getAllPlacementGroup, {})).toMatchObject({ total: 1 });
    await bench.call(groups.removePlacementGroup, { placementGroupId: GROUP });
    await expect.poll(() => peer.heard(rpc.NodeManagerService.removePlacementGroupBundles)).toHaveLength(1);
    expect((await group())?.state).toBe(rpc.PlacementGroupTableData_PlacementGroupState.REMOVED);
    const late = await bench.call(groups.waitPlacementGroupUntilReady, { placementGroupId: GROUP });
    expect(late.status?.code).toBe(17);
  });

  it("tries a group again until its raylet has room, and says what no cluster can hold", async () => {
    peer.isFull = true;
    await bench.call(groups.createPlacementGroup, { placementGroupSpec: spec() });
    const ready = bench.call(groups.waitPlacementGroupUntilReady, { placementGroupId: GROUP });
    await expect.poll(async () => (await group())?.stats?.schedulingAttempt).toBeGreaterThan(1);
    peer.isFull = false;
    expect((await ready).status?.code).toBe(0);
    const id = Buffer.concat([Buffer.alloc(14, 7), JOB]);
    const bundles = [{ bundleId: { placementGroupId: id }, unitResources: { GPU: 1 } }];
    await bench.call(groups.createPlacementGroup, {
      placementGroupSpec: spec({ placementGroupId: id, name: "", bundles }),
    });
    const { placementGroupTableData } = await bench.call(groups.getPlacementGroup, { placementGroupId: id });
    expect(placementGroupTableData?.stats?.schedulingState).toBe(rpc.PlacementGroupStats_SchedulingState.INFEASIBLE);
  });

  it("survives bytes that are no messages", async () => {
    for (const { path } of [...Object.values(actors), ...Object.values(groups)]) {
      const call = bench.client.call(bench.address, path, Buffer.from([0x0a, 0xff, 0xff]), { timeoutMs: 20_000 });
      await expect(call, path).rejects.toMatchObject({ code: GrpcCode.INVALID_ARGUMENT });
    }
  });
});
