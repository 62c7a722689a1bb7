import { type AnswerEffect, ExpectedNodes, type ExpectedNodesEvent } from "../core/gcs/nodes/expected-nodes.js";
import { type NodeEffect, type NodeEvent, NodeManager } from "../core/gcs/nodes/node-manager.js";
import type { ClusterResources, NodeView } from "../core/gcs/resources/cluster-resources.js";
import type { NodeDeath } from "../core/gcs/types.js";
import { toAmounts } from "../core/scheduler/resources.js";
import { NodeId } from "../ids/index.js";
import { GrpcCode, RpcError } from "../native/rpc.js";
import { refusesConnections } from "../runtime/refuses-connections.js";
import { decode, encode, health, type Init, rpc } from "../wire/index.js";
import type { HeadContext } from "./head-context.js";
import { MachineRunner } from "./machine-runner.js";
import { makeRow } from "./rows.js";
import { GcsFailure, type Services, StatusCode } from "./services.js";

/** The Ray whose protocols we speak: clients compare it with their own. */
export const RAY_VERSION = "2.60.0";

const ALIVE = rpc.GcsNodeInfo_GcsNodeState.ALIVE;
const DEAD = rpc.GcsNodeInfo_GcsNodeState.DEAD;
/** One refusal could be a firewall that starts; two so far apart are a raylet that has ended. */
const REFUSALS = 2;
const REFUSAL_PERIOD_MS = 500;
const REFUSED_WITHIN_MS = 1_000;
/** Effects that come with a new row. */
const IS_WRITTEN: ReadonlySet<NodeEffect["type"]> = new Set(["added", "refreshed", "removed"]);

/** NodeInfoGcsService (Ray 2.60.0, gcs_service.proto) and the health of the nodes. */
export class NodeService {
  readonly #context: HeadContext;
  readonly #resources: ClusterResources;
  readonly #clusterId: Uint8Array;
  readonly #manager: NodeManager;
  /** Of alive nodes and of the dead ones that are remembered. */
  readonly #rows = new Map<NodeId, rpc.GcsNodeInfo>();
  readonly #expected: MachineRunner<ExpectedNodesEvent, AnswerEffect>;
  /** Questions that wait for a node to come. */
  readonly #questions = new Map<number, () => void>();
  #lastQuestion = 0;
  #timer: { readonly at: number; readonly handle: NodeJS.Timeout } | null = null;
  #isClosed = false;

  constructor(context: HeadContext, resources: ClusterResources, clusterId: Uint8Array) {
    this.#context = context;
    this.#resources = resources;
    this.#clusterId = clusterId;
    const { config } = context;
    this.#manager = new NodeManager({
      healthInitialDelayMs: config.health_check_initial_delay_ms,
      healthPeriodMs: config.health_check_period_ms,
      healthFailureThreshold: config.health_check_failure_threshold,
      refusalPeriodMs: REFUSAL_PERIOD_MS,
      refusalThreshold: REFUSALS,
      maxDeadNodes: config.maximum_gcs_dead_node_cached_count,
    });
    this.#expected = new MachineRunner<ExpectedNodesEvent, AnswerEffect>({
      context,
      machine: new ExpectedNodes(),
      tick: { type: "tick" },
      write: () => false,
      perform: ({ questionId }) => {
        this.#questions.get(questionId)?.();
        this.#questions.delete(questionId);
      },
    });
  }

  register(services: Services): void {
    const service = rpc.NodeInfoGcsService;
    services.on(service.getClusterId, () => ({ clusterId: this.#clusterId }));
    services.on(service.registerNode, ({ nodeInfo }) => this.#registerNode(nodeInfo));
    services.on(service.unregisterNode, async ({ nodeId, nodeDeathInfo }) => {
      const death = { reason: nodeDeathInfo?.reason ?? 0, message: nodeDeathInfo?.reasonMessage ?? "" };
      await this.handle({ type: "unregister", nodeId: NodeId.fromBytes(nodeId), death });
      return {};
    });
    services.on(service.drainNode, async ({ drainNodeData }) => {
      // `ray stop`'s way to take a node out at once (Ray 2.60.0, gcs_node_manager.cc HandleDrainNode).
      for (const { nodeId } of drainNodeData) await this.#shutDown(NodeId.fromBytes(nodeId));
      return { drainNodeStatus: drainNodeData.map(({ nodeId }) => ({ nodeId })) };
    });
    services.on(service.getAllNodeInfo, (request) => this.#getAllNodeInfo(request));
    services.on(service.getAllNodeAddressAndLiveness, (request) => this.#getAllAddresses(request));
    services.on(service.checkAlive, ({ nodeIds }) => ({
      rayVersion: RAY_VERSION,
      rayletAlive: nodeIds.map((nodeId) => this.#manager.isAlive(NodeId.fromBytes(nodeId))),
      isLeader: true,
    }));
  }

  /** What an earlier head wrote. Who is gone meanwhile is found out by the health checks. */
  restore(): void {
    const { storage, now } = this.#context;
    const rows = [...storage.load("node")].map(([, row]) => decode(rpc.GcsNodeInfo, row));
    const dead: NodeId[] = [];
    const alive: { readonly nodeId: NodeId; readonly isHead: boolean }[] = [];
    for (const row of rows.sort((a, b) => a.endTimeMs - b.endTimeMs || a.startTimeMs - b.startTimeMs)) {
      const nodeId = NodeId.fromBytes(row.nodeId);
      this.#rows.set(nodeId, row);
      if (row.state === DEAD) {
        dead.push(nodeId);
        continue;
      }
      alive.push({ nodeId, isHead: row.isHeadNode });
      this.#resources.add(nodeId, viewOf(row), now());
    }
    for (const effect of this.#manager.restore(alive, dead, now())) {
      this.#write(effect);
      this.#perform(effect);
    }
    this.#arm();
  }

  /** The stream by which a node tells of its resources broke off. */
  outOfTouch(nodeId: NodeId): void {
    if (!this.#isClosed) void this.handle({ type: "outOfTouch", nodeId });
  }

  /** Resolves when what the event changed is durable and told. */
  async handle(event: NodeEvent): Promise<void> {
    const effects = this.#manager.handle(event, this.#context.now());
    for (const effect of effects) this.#write(effect);
    if (effects.some(({ type }) => IS_WRITTEN.has(type))) await this.#context.storage.durable();
    for (const effect of effects) this.#perform(effect);
    this.#arm();
    if (effects.some(({ type }) => type === "refused")) {
      throw new GcsFailure(StatusCode.INVALID, "this node is dead for the head; start its raylet again under a new id");
    }
  }

  row(nodeId: NodeId): rpc.GcsNodeInfo | null {
    return this.#rows.get(nodeId) ?? null;
  }

  /** The living ones, with what is known of their resources. */
  *alive(): Iterable<{ readonly nodeId: NodeId; readonly row: rpc.GcsNodeInfo; readonly view: NodeView }> {
    for (const { nodeId, view } of this.#resources.views()) {
      const row = this.#rows.get(nodeId);
      if (row !== undefined) yield { nodeId, row, view };
    }
  }

  isAlive(nodeId: NodeId): boolean {
    return this.#manager.isAlive(nodeId);
  }

  /** "ip:port" of a living node's raylet; null when there is none. */
  addressOf(nodeId: NodeId): string | null {
    const row = this.#manager.isAlive(nodeId) ? this.#rows.get(nodeId) : undefined;
    return row === undefined ? null : `${row.nodeManagerAddress}:${row.nodeManagerPort}`;
  }

  /** Alive ones first. */
  *rows(): Iterable<{ readonly nodeId: NodeId; readonly row: rpc.GcsNodeInfo }> {
    for (const nodeId of this.#manager.nodeIds()) {
      const row = this.#rows.get(nodeId);
      if (row !== undefined) yield { nodeId, row };
    }
  }

  draining(): ReadonlyMap<NodeId, number> {
    return this.#manager.draining();
  }

  close(): void {
    this.#isClosed = true;
    this.#expected.close();
    for (const answer of this.#questions.values()) answer();
    this.#questions.clear();
    if (this.#timer !== null) clearTimeout(this.#timer.handle);
  }

  async #registerNode(info: rpc.GcsNodeInfo | null): Promise<Init<rpc.RegisterNodeReply>> {
    if (info === null) throw new GcsFailure(StatusCode.INVALID, "RegisterNode came without node_info");
    const nodeId = NodeId.fromBytes(info.nodeId);
    const row = makeRow(rpc.GcsNodeInfo, { ...info, state: ALIVE });
    if (!this.#manager.isDead(nodeId)) this.#rows.set(nodeId, row);
    await this.handle({ type: "register", node: { nodeId, isHead: info.isHeadNode } });
    return {};
  }

  #write(effect: NodeEffect): void {
    const { storage } = this.#context;
    if (effect.type === "removed") {
      const row = this.#rows.get(effect.nodeId);
      if (row === undefined) return;
      const deathInfo = { reason: effect.death.reason, reasonMessage: effect.death.message };
      const endTimeMs = this.#context.now();
      this.#rows.set(effect.nodeId, makeRow(rpc.GcsNodeInfo, { ...row, state: DEAD, endTimeMs, deathInfo }));
    }
    if (effect.type === "forgotten") storage.delete("node", effect.nodeId);
    if (!IS_WRITTEN.has(effect.type)) return;
    const row = this.#rows.get(effect.nodeId);
    if (row !== undefined) storage.put("node", effect.nodeId, encode(rpc.GcsNodeInfo, row));
  }

  #perform(effect: NodeEffect): void {
    const row = this.#rows.get(effect.nodeId);
    if (row === undefined) return;
    switch (effect.type) {
      case "added":
        this.#tellAdded(effect.nodeId, row);
        break;
      case "removed":
        this.#tellRemoved(effect.nodeId, row, effect.death);
        break;
      case "draining":
        this.#context.events.tell({
          type: "node-draining",
          nodeId: effect.nodeId,
          isPreemption: effect.reason === "preemption",
        });
        break;
      case "checkHealth":
        void this.#checkHealth(effect.nodeId, row);
        break;
      case "forgotten":
        this.#rows.delete(effect.nodeId);
        break;
      case "refreshed":
      case "refused":
        break;
    }
  }

  #tellAdded(nodeId: NodeId, row: rpc.GcsNodeInfo): void {
    const { log, events, now } = this.#context;
    log.info(`Node ${nodeId} at ${row.nodeManagerAddress}:${row.nodeManagerPort} has joined.`);
    this.#resources.add(nodeId, viewOf(row), now());
    this.#publish(row);
    this.#expected.post({ type: "registered", nodeId });
    events.tell({
      type: "node-added",
      nodeId,
      ip: row.nodeManagerAddress,
      port: row.nodeManagerPort,
      total: toAmounts(Object.entries(row.resourcesTotal)),
      labels: new Map(Object.entries(row.labels)),
      isHead: row.isHeadNode,
    });
  }

  #tellRemoved(nodeId: NodeId, row: rpc.GcsNodeInfo, death: NodeDeath): void {
    const { log, events, rpc: client } = this.#context;
    log.info(`Node ${nodeId} at ${row.nodeManagerAddress} is dead: ${death.message || "no reason given"}.`);
    this.#resources.remove(nodeId);
    this.#publish(row);
    events.tell({ type: "node-removed", nodeId, ip: row.nodeManagerAddress, death });
    client.disconnect(`${row.nodeManagerAddress}:${row.nodeManagerPort}`);
  }

  /** The whole row for those who show nodes, the light one for raylets and workers. */
  #publish(row: rpc.GcsNodeInfo): void {
    const { controlPlane } = this.#context;
    controlPlane.publish(rpc.ChannelType.GCS_NODE_INFO_CHANNEL, row.nodeId, { nodeInfoMessage: row });
    controlPlane.publish(rpc.ChannelType.GCS_NODE_ADDRESS_AND_LIVENESS_CHANNEL, row.nodeId, {
      nodeAddressAndLivenessMessage: addressOf(row),
    });
  }

  async #checkHealth(nodeId: NodeId, row: rpc.GcsNodeInfo): Promise<void> {
    const address = `${row.nodeManagerAddress}:${row.nodeManagerPort}`;
    let answer: "serving" | "none" | "refused" = "none";
    try {
      const body = encode(health.HealthCheckRequest, { service: nodeId });
      const timeoutMs = this.#context.config.health_check_timeout_ms;
      const reply = await this.#context.rpc.call(address, health.Health.check.path, body, { timeoutMs });
      const { status } = decode(health.HealthCheckResponse, reply);
      if (status === health.HealthCheckResponse_ServingStatus.SERVING) answer = "serving";
    } catch (error) {
      this.#context.log.debug(`Health of node ${nodeId} at ${address}: ${String(error)}`);
      const { nodeManagerAddress, nodeManagerPort } = row;
      // Where nothing was answered in time a second question would only wait once more.
      const isSilent = error instanceof RpcError && error.code === GrpcCode.DEADLINE_EXCEEDED;
      const isRefused = !isSilent && (await refusesConnections(nodeManagerAddress, nodeManagerPort, REFUSED_WITHIN_MS));
      if (isRefused) answer = "refused";
    }
    if (!this.#isClosed) await this.handle({ type: "health", nodeId, answer });
  }

  async #shutDown(nodeId: NodeId): Promise<void> {
    const address = this.addressOf(nodeId);
    if (address === null) return;
    const { shutdownRaylet } = rpc.NodeManagerService;
    const body = encode(shutdownRaylet.request, { graceful: true });
    const { log, rpc: client } = this.#context;
    client.call(address, shutdownRaylet.path, body, { timeoutMs: 10_000 }).catch((error) => {
      log.debug(`Node ${nodeId} was asked to end and gave no answer: ${String(error)}`);
    });
  }

  /** One timer for the earliest health check that is due. */
  #arm(): void {
    const at = this.#manager.nextWakeMs();
    if (at === (this.#timer?.at ?? null) || this.#isClosed) return;
    if (this.#timer !== null) clearTimeout(this.#timer.handle);
    this.#timer = null;
    if (at === null) return;
    const handle = setTimeout(
      () => {
        this.#timer = null;
        void this.handle({ type: "tick" });
      },
      Math.max(1, at - this.#context.now()),
    );
    this.#timer = { at, handle };
  }

  async #getAllNodeInfo(request: rpc.GetAllNodeInfoRequest): Promise<Init<rpc.GetAllNodeInfoReply>> {
    const ids = request.stateFilter === ALIVE ? idsAskedFor(request.nodeSelectors) : [];
    if (ids.length > 0 && ids.every((nodeId) => !this.#rows.has(nodeId))) await this.#comingOf(ids);
    const rows = [...this.rows()].map(({ row }) => row);
    const wanted = rows.filter((row) => {
      if (request.stateFilter !== null && row.state !== request.stateFilter) return false;
      return request.nodeSelectors.length === 0 || request.nodeSelectors.some((selector) => isSelected(row, selector));
    });
    return {
      nodeInfoList: wanted.slice(0, limitOf(request.limit)),
      total: rows.length,
      numFiltered: rows.length - wanted.length,
    };
  }

  /** Resolves when one of these has registered, or after a while. */
  #comingOf(nodeIds: readonly NodeId[]): Promise<void> {
    this.#lastQuestion += 1;
    const questionId = this.#lastQuestion;
    return new Promise((resolve) => {
      this.#questions.set(questionId, resolve);
      this.#expected.post({ type: "asked", questionId, nodeIds });
    });
  }

  #getAllAddresses(request: rpc.GetAllNodeAddressAndLivenessRequest): Init<rpc.GetAllNodeAddressAndLivenessReply> {
    const ids = new Set(request.nodeIds.map((nodeId) => NodeId.fromBytes(nodeId)));
    const wanted = [...this.rows()].filter(({ nodeId, row }) => {
      if (request.stateFilter !== null && row.state !== request.stateFilter) return false;
      return ids.size === 0 || ids.has(nodeId);
    });
    return { nodeInfoList: wanted.slice(0, limitOf(request.limit)).map(({ row }) => addressOf(row)) };
  }
}

/** What is known of a node before it has sent a view. */
function viewOf(row: rpc.GcsNodeInfo): NodeView {
  return {
    total: row.resourcesTotal,
    available: row.resourcesTotal,
    labels: row.labels,
    isDraining: false,
    drainingDeadlineMs: -1,
    objectPullsQueued: false,
    idleDurationMs: 0,
    activity: [],
  };
}

function isSelected(row: rpc.GcsNodeInfo, selector: rpc.GetAllNodeInfoRequest_NodeSelector): boolean {
  if (selector.nodeId !== null) return Buffer.compare(row.nodeId, selector.nodeId) === 0;
  if (selector.nodeName !== null) return row.nodeName === selector.nodeName;
  if (selector.nodeIpAddress !== null) return row.nodeManagerAddress === selector.nodeIpAddress;
  return selector.isHeadNode !== null && row.isHeadNode === selector.isHeadNode;
}

/** Empty when something else than ids is asked for. */
function idsAskedFor(selectors: readonly rpc.GetAllNodeInfoRequest_NodeSelector[]): NodeId[] {
  const ids = selectors.flatMap(({ nodeId }) => (nodeId === null ? [] : [NodeId.fromBytes(nodeId)]));
  return ids.length === selectors.length ? ids : [];
}

function addressOf(row: rpc.GcsNodeInfo): Init<rpc.GcsNodeAddressAndLiveness> {
  const { nodeId, nodeManagerAddress, nodeManagerPort, objectManagerPort, state, deathInfo } = row;
  return { nodeId, nodeManagerAddress, nodeManagerPort, objectManagerPort, state, deathInfo };
}

/** Ray's clients send -1 for "all". */
export function limitOf(limit: number | null): number {
  return limit === null || limit < 0 ? Number.POSITIVE_INFINITY : limit;
}
