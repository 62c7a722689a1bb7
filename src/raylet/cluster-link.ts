import type { OwnerAddress } from "../core/objects/types.js";
import { errorText } from "../runtime/errors.js";
import { GcsSubscriber } from "../runtime/gcs-subscriber.js";
import { encode, type Init, rpc, syncer } from "../wire/index.js";
import { decodeResources, encodeResources } from "./lease-codec.js";
import type { LeaseShell } from "./lease-shell.js";
import type { NodeContext } from "./node-context.js";
import type { ObjectShell } from "./object-shell.js";
import { ResourceSyncer } from "./resource-syncer.js";
import type { TransferShell } from "./transfer-shell.js";
import type { WorkerShell } from "./worker-shell.js";

export interface ClusterLinkOptions {
  readonly context: NodeContext;
  readonly leases: LeaseShell;
  readonly workers: WorkerShell;
  readonly objects: ObjectShell;
  readonly transfer: Pick<TransferShell, "nodeDied">;
  /** The head holds this node for dead: it must end, its work is being done elsewhere. */
  readonly onDeclaredDead: (reason: string) => void;
}

export interface RemoteNode {
  readonly ip: string;
  /** Of its NodeManagerService. */
  readonly port: number;
  /** Of its ObjectManagerService. */
  readonly objectManagerPort: number;
}

const LEAVE_TIMEOUT_MS = 2_000;
const GC_CALL_TIMEOUT_MS = 10_000;

/** This node's membership: registration, what it hears of others, what it tells of itself, and its leave. */
export class ClusterLink {
  readonly #options: ClusterLinkOptions;
  readonly #syncer: ResourceSyncer;
  readonly #nodes = new Map<string, RemoteNode>();
  readonly #deadNodes = new Set<string>();
  /** Views of nodes whose membership is still on its way. */
  readonly #earlyViews = new Map<string, syncer.ResourceViewSyncMessage>();
  #subscriber: GcsSubscriber | null = null;
  #selfCheck: NodeJS.Timeout | null = null;
  #gcVersion = 0;

  constructor(options: ClusterLinkOptions) {
    this.#options = options;
    const { context, leases } = options;
    this.#syncer = new ResourceSyncer({
      rpc: context.rpc,
      gcsAddress: context.flags.gcsAddress,
      nodeId: context.flags.nodeId,
      nodeIdBytes: context.nodeIdBytes,
      metadata: context.gcs.metadata,
      snapshot: () => ({ version: leases.viewVersion(), encode: () => this.#encodeView() }),
      periodMs: context.config.raylet_report_resources_period_milliseconds,
      onRemoteView: (nodeId, view) => this.#onRemoteView(nodeId, view),
      onGlobalGc: () => this.collectGarbage(),
      log: context.log,
    });
  }

  /** Registers with the head, then subscribes to it and starts to tell of this node's resources. */
  async join(nodeInfo: Init<rpc.GcsNodeInfo>): Promise<void> {
    const { context } = this.#options;
    await context.gcs.call(rpc.NodeInfoGcsService.registerNode, { nodeInfo });
    this.#syncer.start();
    await this.#subscribe();
    const period = context.config.raylet_liveness_self_check_interval_ms;
    this.#selfCheck = setInterval(() => void this.#checkSelf(), period);
  }

  /**
   * The head restarted with its storage kept: it has no subscribers any more, and knows this node. So nothing is
   * registered again: a head node that registers twice is taken for the successor of a dead one (Ray 2.60.0, seen on
   * gcs_server with RocksDB). A head that lost its storage never calls; `#checkSelf` finds out, and the node ends.
   */
  resubscribe(): void {
    const { context, workers } = this.#options;
    context.log.info("The head restarted; subscribing again.");
    this.#subscriber?.resubscribe();
    this.#fetchState().catch((error) =>
      context.log.error(`The restarted head could not be asked for its state: ${errorText(error)}`),
    );
    for (const worker of workers.machine.workers()) {
      if (worker.port === 0) continue;
      context.coreWorkers
        .call(worker, rpc.CoreWorkerService.rayletNotifyGCSRestart, {}, GC_CALL_TIMEOUT_MS)
        .catch(() => {});
    }
  }

  /** Tells the head that this node ends. It is not waited for longer than a moment: the node ends anyway. */
  async leave(reason: rpc.NodeDeathInfo_Reason, message: string): Promise<void> {
    const { context } = this.#options;
    if (this.#selfCheck !== null) clearInterval(this.#selfCheck);
    this.#subscriber?.close();
    this.#syncer.stop();
    context.gcs.close();
    try {
      await context.gcs.call(
        rpc.NodeInfoGcsService.unregisterNode,
        { nodeId: context.nodeIdBytes, nodeDeathInfo: { reason, reasonMessage: message } },
        LEAVE_TIMEOUT_MS,
      );
    } catch (error) {
      context.log.debug(`The head could not be told of the leave: ${errorText(error)}`);
    }
  }

  /** Something happened here: what the head knows of this node's resources may be old now. */
  viewMayHaveChanged(): void {
    this.#syncer.viewMayHaveChanged();
  }

  /** Where the raylet of another node listens; null when it is not known or dead. */
  addressOf(nodeId: string): RemoteNode | null {
    return this.#nodes.get(nodeId) ?? null;
  }

  /** The other living nodes. */
  nodes(): Iterable<RemoteNode> {
    return this.#nodes.values();
  }

  /** Is the process gone for certain? Its own raylet knows; a node that nobody knows any more took it along. */
  async isOwnerDead(owner: OwnerAddress): Promise<boolean> {
    const { context, workers } = this.#options;
    if (owner.nodeId === context.flags.nodeId) return workers.machine.isWorkerDead(owner.workerId);
    const node = this.#nodes.get(owner.nodeId);
    if (node === undefined) return true;
    const request = { workerId: Buffer.from(owner.workerId, "hex") };
    const { isDead } = await context.coreWorkers.call(
      node,
      rpc.NodeManagerService.isLocalWorkerDead,
      request,
      GC_CALL_TIMEOUT_MS,
    );
    return isDead;
  }

  /** Every worker of the cluster runs its garbage collector. */
  broadcastGlobalGc(): void {
    this.#syncer.broadcastGlobalGc(++this.#gcVersion);
    this.collectGarbage();
  }

  /** Every worker of this node runs its garbage collector, so that refs that nobody holds are given up. */
  collectGarbage(): void {
    const { context, workers } = this.#options;
    for (const worker of workers.machine.workers()) {
      if (worker.port === 0) continue;
      context.coreWorkers.call(worker, rpc.CoreWorkerService.localGC, {}, GC_CALL_TIMEOUT_MS).catch(() => {});
    }
  }

  async #subscribe(): Promise<void> {
    const { context, workers } = this.#options;
    this.#subscriber = new GcsSubscriber({
      client: context.rpc,
      address: context.gcs.address,
      service: "controlPlane",
      metadata: context.gcs.metadata,
      logger: context.log,
      // An idle node makes no other call for a minute: whether the head is gone for good shows here first.
      onUnreachable: (_error, failures) => failures === 1 && void this.#checkSelf(),
    });
    const onGap = () => void this.#fetchState().catch(() => {});
    await Promise.all([
      this.#subscriber.subscribe({
        channel: rpc.ChannelType.GCS_NODE_ADDRESS_AND_LIVENESS_CHANNEL,
        key: null,
        onMessage: ({ nodeAddressAndLivenessMessage: node }) => node !== null && this.#onNode(node),
        onGap,
      }),
      this.#subscriber.subscribe({
        channel: rpc.ChannelType.GCS_WORKER_DELTA_CHANNEL,
        key: null,
        onMessage: ({ workerDeltaMessage: death }) =>
          death !== null && this.#onWorkerDied(Buffer.from(death.workerId).toString("hex")),
        onGap: () => void this.#askForOwners(),
      }),
      this.#subscriber.subscribe({
        channel: rpc.ChannelType.GCS_JOB_CHANNEL,
        key: null,
        onMessage: ({ jobMessage: job }) => job !== null && workers.jobs.learn(job),
        onGap,
      }),
    ]);
    await this.#fetchState();
  }

  /** What happened before a subscription is asked for after it, so that nothing falls in between. */
  async #fetchState(): Promise<void> {
    const { context, workers } = this.#options;
    const { nodeInfoList } = await context.gcs.call(rpc.NodeInfoGcsService.getAllNodeAddressAndLiveness, {});
    for (const node of nodeInfoList) this.#onNode(node);
    const { jobInfoList } = await context.gcs.call(rpc.JobInfoGcsService.getAllJobInfo, {
      skipSubmissionJobInfoField: true,
      skipIsRunningTasksField: true,
    });
    for (const job of jobInfoList) workers.jobs.learn(job);
    await this.#checkSelf();
  }

  #onNode(node: rpc.GcsNodeAddressAndLiveness): void {
    const { context, leases, workers, objects } = this.#options;
    const nodeId = Buffer.from(node.nodeId).toString("hex");
    const isDead = node.state === rpc.GcsNodeInfo_GcsNodeState.DEAD;
    if (nodeId === context.flags.nodeId) {
      if (isDead) {
        this.#options.onDeclaredDead(
          `The head marked this node dead: ${node.deathInfo?.reasonMessage ?? "no reason given"}.`,
        );
      }
      return;
    }
    if (!isDead) {
      if (this.#deadNodes.has(nodeId)) return;
      const { nodeManagerAddress: ip, nodeManagerPort: port, objectManagerPort } = node;
      this.#nodes.set(nodeId, { ip, port, objectManagerPort });
      const view = this.#earlyViews.get(nodeId);
      this.#earlyViews.delete(nodeId);
      if (view !== undefined) this.#tellView(nodeId, view);
      return;
    }
    if (this.#deadNodes.has(nodeId)) return;
    this.#deadNodes.add(nodeId);
    const known = this.#nodes.get(nodeId) ?? null;
    this.#nodes.delete(nodeId);
    this.#earlyViews.delete(nodeId);
    leases.post({ type: "nodeRemoved", nodeId });
    leases.post({ type: "ownerNodeDied", nodeId });
    objects.post({ type: "nodeDied", nodeId });
    this.#options.transfer.nodeDied(nodeId, known);
    workers.post({ type: "ownerDied", workerId: null, nodeId });
  }

  #onWorkerDied(workerId: string): void {
    const { leases, workers, objects } = this.#options;
    leases.post({ type: "ownerDied", workerId });
    objects.post({ type: "ownerDied", ownerId: workerId, reason: "the head reported its death" });
    workers.post({ type: "ownerDied", workerId, nodeId: null });
  }

  /**
   * Deaths were told while this node did not listen, and nobody tells them again. Those that own leases here would keep
   * workers for good; their raylets know. (Of owners of objects it shows by their silence.)
   */
  async #askForOwners(): Promise<void> {
    const owners = new Map(
      this.#options.leases.machine.leases().map(({ lease }) => [lease.owner.workerId, lease.owner]),
    );
    const asked = [...owners.values()].map(async (owner) => {
      // A node that has left took its owners along, and one that is not known yet has lost none.
      if (!this.#nodes.has(owner.nodeId)) return;
      if (await this.isOwnerDead(owner).catch(() => false)) this.#onWorkerDied(owner.workerId);
    });
    await Promise.all(asked);
  }

  /**
   * Views and membership come by different ways, in any order. The scheduler hears of a node only once leases can be
   * sent there: an owner that is sent nowhere aborts (Ray's normal_task_submitter.cc).
   */
  #onRemoteView(id: Uint8Array, view: syncer.ResourceViewSyncMessage): void {
    const nodeId = Buffer.from(id).toString("hex");
    if (this.#nodes.has(nodeId)) this.#tellView(nodeId, view);
    else if (!this.#deadNodes.has(nodeId)) this.#earlyViews.set(nodeId, view);
  }

  #tellView(nodeId: string, view: syncer.ResourceViewSyncMessage): void {
    this.#options.leases.post({
      type: "nodeView",
      view: {
        nodeId,
        total: decodeResources(view.resourcesTotal),
        available: decodeResources(view.resourcesAvailable),
        labels: new Map(Object.entries(view.labels)),
        isDraining: view.isDraining,
        arePullsQueued: view.objectPullsQueued,
      },
    });
  }

  #encodeView(): Uint8Array {
    const view = this.#options.leases.view();
    return encode(syncer.ResourceViewSyncMessage, {
      resourcesAvailable: encodeResources(view.available),
      resourcesTotal: encodeResources(view.total),
      idleDurationMs: Math.floor(view.idleDurationMs),
      isDraining: view.isDraining,
      drainingDeadlineTimestampMs: view.drainingDeadlineMs,
      objectPullsQueued: view.arePullsQueued,
      nodeActivity: view.nodeActivity,
      labels: Object.fromEntries(view.labels),
    });
  }

  async #checkSelf(): Promise<void> {
    const { context } = this.#options;
    try {
      const { rayletAlive } = await context.gcs.call(rpc.NodeInfoGcsService.checkAlive, {
        nodeIds: [context.nodeIdBytes],
      });
      if (rayletAlive[0] === false) {
        this.#options.onDeclaredDead(
          "The head does not count this node among the living: it marked it dead, or restarted and lost its storage.",
        );
      }
    } catch (error) {
      context.log.warning(`The head could not be asked about this node: ${errorText(error)}`);
    }
  }
}
