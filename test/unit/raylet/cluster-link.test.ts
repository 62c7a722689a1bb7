import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { GrpcCode, RpcError, type RpcStreamOptions } from "../../../src/native/rpc.js";
import { ClusterLink } from "../../../src/raylet/cluster-link.js";
import type { NodeContext } from "../../../src/raylet/node-context.js";
import { GcsClient, type RpcCaller } from "../../../src/runtime/gcs-client.js";
import { RAY_CONFIG_DEFAULTS } from "../../../src/runtime/ray-config.js";
import { decode, encode, type Init, rpc, syncer } from "../../../src/wire/index.js";
import { FakePublisher } from "./fake-publisher.js";

const self = "11".repeat(28);
const other = "22".repeat(28);
const bytes = (hex: string) => Buffer.from(hex, "hex");
const { ALIVE, DEAD } = rpc.GcsNodeInfo_GcsNodeState;
const { GCS_NODE_ADDRESS_AND_LIVENESS_CHANNEL, GCS_WORKER_DELTA_CHANNEL } = rpc.ChannelType;

/** A head that speaks bytes: what it was asked, in order, and what it answers. */
class FakeHead implements RpcCaller {
  readonly publisher = new FakePublisher();
  readonly asked: string[] = [];
  nodes: Init<rpc.GcsNodeAddressAndLiveness>[] = [];
  isSelfAlive = true;
  refusal: RpcError | null = null;
  left: rpc.UnregisterNodeRequest | null = null;

  async call(_address: string, path: string, body: Uint8Array): Promise<Buffer> {
    const nodes = rpc.NodeInfoGcsService;
    const pubsub = rpc.ControlPlanePubSubGcsService;
    if (path === pubsub.gcsSubscriberPoll.path) {
      const reply = await this.publisher.poll(decode(rpc.GcsSubscriberPollRequest, body));
      return encode(rpc.GcsSubscriberPollReply, reply);
    }
    this.asked.push(path.slice(path.lastIndexOf("/") + 1));
    if (this.refusal !== null) throw this.refusal;
    switch (path) {
      case pubsub.gcsSubscriberCommandBatch.path: {
        const request = decode(rpc.GcsSubscriberCommandBatchRequest, body);
        await this.publisher.command(request.subscriberId, request.commands);
        return encode(rpc.GcsSubscriberCommandBatchReply, {});
      }
      case nodes.registerNode.path:
        return encode(rpc.RegisterNodeReply, {});
      case nodes.unregisterNode.path:
        this.left = decode(rpc.UnregisterNodeRequest, body);
        return encode(rpc.UnregisterNodeReply, {});
      case nodes.getAllNodeAddressAndLiveness.path:
        return encode(rpc.GetAllNodeAddressAndLivenessReply, { nodeInfoList: this.nodes });
      case nodes.checkAlive.path:
        return encode(rpc.CheckAliveReply, { rayletAlive: [this.isSelfAlive] });
      case rpc.JobInfoGcsService.getAllJobInfo.path:
        return encode(rpc.GetAllJobInfoReply, {});
    }
    throw new RpcError(GrpcCode.UNIMPLEMENTED, path);
  }
}

describe("ClusterLink", () => {
  let head: FakeHead;
  let posted: string[];
  let dead: string[];
  let lost: string[];
  let gone: unknown[];
  let told: string[];
  let streams: RpcStreamOptions[];
  let owners: { nodeId: string; workerId: string }[];
  let deadWorkers: string[];
  let link: ClusterLink;

  beforeEach(() => {
    head = new FakeHead();
    [posted, dead, lost, told, gone] = [[], [], [], [], []];
    const silent = () => {};
    const log = { debug: silent, info: silent, warning: silent, error: silent, fatal: silent };
    const note = (part: string) => (event: { type: string; nodeId?: string | null; workerId?: string | null }) =>
      void posted.push(`${part} ${event.type}`);
    const worker = { workerId: "33".repeat(28), ip: "127.0.0.1", port: 9, isActor: false };
    const gcs = new GcsClient({
      rpc: head,
      address: "192.0.2.1:6379",
      clusterId: "",
      reconnectTimeoutMs: 60_000,
      log,
      onLost: (error) => void lost.push(error.message),
    });
    [streams, owners, deadWorkers] = [[], [], []];
    const openStream = (_address: string, _path: string, options: RpcStreamOptions) => {
      streams.push(options);
      return { send: silent, end: silent, cancel: silent };
    };
    const context = {
      flags: { nodeId: self, gcsAddress: "192.0.2.1:6379" },
      config: RAY_CONFIG_DEFAULTS,
      log,
      nodeIdBytes: bytes(self),
      gcs,
      rpc: Object.assign(head, { openStream }),
      coreWorkers: {
        call: async (_worker: unknown, method: { path: string }, request: { workerId?: Uint8Array }) => {
          told.push(method.path);
          return { isDead: deadWorkers.includes(Buffer.from(request.workerId ?? []).toString("hex")) };
        },
      },
    } as unknown as NodeContext;
    const machine = { workers: () => [worker, { ...worker, port: 0 }], isWorkerDead: () => false };
    link = new ClusterLink({
      context,
      leases: {
        post: note("leases"),
        viewVersion: () => 0,
        view: () => emptyView,
        machine: { leases: () => owners.map((owner) => ({ lease: { owner } })) },
      } as never,
      workers: { post: note("workers"), machine, jobs: { learn: silent } } as never,
      objects: { post: note("objects") } as never,
      transfer: { nodeDied: (nodeId, node) => void gone.push({ nodeId, node }) },
      onDeclaredDead: (reason) => void dead.push(reason),
    });
  });
  afterEach(() => link.leave(rpc.NodeDeathInfo_Reason.EXPECTED_TERMINATION, "over"));

  const emptyView = {
    total: new Map(),
    available: new Map(),
    labels: new Map(),
    nodeActivity: [],
    isDraining: false,
    arePullsQueued: false,
    drainingDeadlineMs: -1,
    idleDurationMs: 0,
  };
  const alive = {
    nodeId: bytes(other),
    nodeManagerAddress: "192.0.2.2",
    nodeManagerPort: 70,
    objectManagerPort: 71,
    state: ALIVE,
  };
  const publish = (node: Init<rpc.GcsNodeAddressAndLiveness>) =>
    head.publisher.publish(GCS_NODE_ADDRESS_AND_LIVENESS_CHANNEL, Buffer.from(node.nodeId as Uint8Array), {
      nodeAddressAndLivenessMessage: node,
    });

  test("registers, subscribes, and only then asks for what there is", async () => {
    head.nodes = [alive];
    await link.join({});
    expect(head.asked[0]).toBe("RegisterNode");
    expect(head.asked.lastIndexOf("GcsSubscriberCommandBatch")).toBeLessThan(
      head.asked.indexOf("GetAllNodeAddressAndLiveness"),
    );
    expect(link.addressOf(other)).toEqual({ ip: "192.0.2.2", port: 70, objectManagerPort: 71 });
    expect([...link.nodes()]).toHaveLength(1);
    expect(dead).toEqual([]);
  });

  test("the scheduler hears of a node only once its raylet's address is known, and never after its death", async () => {
    await link.join({});
    const view = (version: number) =>
      streams[0]?.onMessage(
        encode(syncer.RaySyncMessageBatch, {
          messages: [{ version, nodeId: bytes(other), messageType: 0, syncMessage: Buffer.alloc(0) }],
        }),
      );
    view(1);
    expect(posted).toEqual([]);
    publish(alive);
    await vi.waitFor(() => expect(posted).toEqual(["leases nodeView"]));
    view(2);
    expect(posted).toEqual(["leases nodeView", "leases nodeView"]);
    publish({ ...alive, state: DEAD });
    await vi.waitFor(() => expect(posted).toContain("leases nodeRemoved"));
    const before = posted.length;
    view(3);
    publish({ ...alive, state: DEAD });
    expect(posted).toHaveLength(before);
  });

  test("a node that dies takes its leases, objects and owners along", async () => {
    head.nodes = [alive];
    await link.join({});
    publish({ ...alive, state: DEAD });
    await vi.waitFor(() => expect(link.addressOf(other)).toBeNull());
    expect(posted).toEqual(["leases nodeRemoved", "leases ownerNodeDied", "objects nodeDied", "workers ownerDied"]);
    expect(gone).toEqual([{ nodeId: other, node: { ip: "192.0.2.2", port: 70, objectManagerPort: 71 } }]);
  });

  test("a worker that dies elsewhere is told to all three machines", async () => {
    await link.join({});
    head.publisher.publish(GCS_WORKER_DELTA_CHANNEL, bytes("44".repeat(28)), {
      workerDeltaMessage: { nodeId: bytes(other), workerId: bytes("44".repeat(28)) },
    });
    await vi.waitFor(() => expect(posted).toEqual(["leases ownerDied", "objects ownerDied", "workers ownerDied"]));
  });

  test("knows when the head holds this node for dead, by news or by asking", async () => {
    await link.join({});
    publish({ nodeId: bytes(self), state: DEAD, deathInfo: { reasonMessage: "no heartbeats" } });
    await vi.waitFor(() => expect(dead).toEqual(["The head marked this node dead: no heartbeats."]));
    head.isSelfAlive = false;
    head.publisher.restart();
    await vi.waitFor(() => expect(dead.join()).toMatch(/does not count this node among the living/));
  });

  test("a restarted head is subscribed to again, not registered with again, and the workers are told", async () => {
    await link.join({});
    head.asked.length = 0;
    head.publisher.restart();
    link.resubscribe();
    await vi.waitFor(() => expect(head.publisher.subscribed.size).toBe(3));
    await vi.waitFor(() => expect(head.asked).toContain("GetAllJobInfo"));
    expect(head.asked).not.toContain("RegisterNode");
    expect(told, "the worker without a port is not up yet").toEqual([
      rpc.CoreWorkerService.rayletNotifyGCSRestart.path,
    ]);
  });

  test("owners of leases that died while it did not hear of it are asked after", async () => {
    const stranger = "55".repeat(28);
    const on = (nodeId: string, workerId: string) => ({ nodeId, workerId });
    owners = [on(other, "44".repeat(28)), on(other, "45".repeat(28)), on(self, "46".repeat(28)), on(stranger, "47")];
    deadWorkers = ["44".repeat(28)];
    head.nodes = [alive];
    await link.join({});
    expect(posted).toEqual([]);
    head.publisher.restart();
    link.resubscribe();
    await vi.waitFor(() => expect(posted).toEqual(["leases ownerDied", "objects ownerDied", "workers ownerDied"]));
    expect(told).toContain(rpc.NodeManagerService.isLocalWorkerDead.path);
  });

  test("broken subscriptions make it ask at once whether the head still wants it", async () => {
    await link.join({});
    head.refusal = new RpcError(GrpcCode.UNAUTHENTICATED, "WrongClusterID: x");
    head.publisher.restart();
    await vi.waitFor(() => expect(lost.join()).toMatch(/refuses this node/));
  });

  test("says goodbye with the reason", async () => {
    await link.join({});
    await link.leave(rpc.NodeDeathInfo_Reason.AUTOSCALER_DRAIN_IDLE, "idle for long");
    expect(head.left?.nodeDeathInfo).toMatchObject({
      reason: rpc.NodeDeathInfo_Reason.AUTOSCALER_DRAIN_IDLE,
      reasonMessage: "idle for long",
    });
  });
});
