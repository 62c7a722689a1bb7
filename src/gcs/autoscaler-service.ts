import type { ClusterResources } from "../core/gcs/resources/cluster-resources.js";
import { idBytes, NodeId } from "../ids/index.js";
import { GrpcCode, RpcError } from "../native/rpc.js";
import { autoscaler, decode, encode, type Init, type Method, rpc } from "../wire/index.js";
import type { HeadContext } from "./head-context.js";
import type { KeyValueService } from "./kv-service.js";
import type { NodeService } from "./node-service.js";
import type { ResourceService } from "./resource-service.js";
import { makeRow } from "./rows.js";
import type { Services } from "./services.js";
import { MetaKey, metaRow } from "./storage.js";

/** What placement groups ask the autoscaler for, and on which nodes they are. */
export interface PlacementGroupDemand {
  readonly gangRequests: () => readonly Init<autoscaler.GangResourceRequest>[];
  /** Labels by which the autoscaler knows the groups of a node. */
  readonly labelsOf: (nodeId: NodeId) => Readonly<Record<string, string>>;
}

/** Where the autoscaler's own tools look for the cluster's limits (Ray 2.60.0, gcs_autoscaler_state_manager.cc). */
const NAMESPACE = "__autoscaler";
const CLUSTER_CONFIG_KEY = "__autoscaler_cluster_config";
const DRAIN_TIMEOUT_MS = 30_000;

/** AutoscalerStateService (Ray 2.60.0, autoscaler.proto; rules of gcs_autoscaler_state_manager.cc). */
export class AutoscalerService {
  readonly #context: HeadContext;
  readonly #resources: ClusterResources<rpc.LabelSelector>;
  readonly #nodes: NodeService;
  readonly #load: ResourceService;
  readonly #kv: KeyValueService;
  readonly #placementGroups: PlacementGroupDemand;
  #version = 0;
  #constraint: autoscaler.ClusterResourceConstraint | null = null;
  /** The newest the autoscaler reported. */
  #reported: autoscaler.AutoscalingState | null = null;

  constructor(
    context: HeadContext,
    resources: ClusterResources<rpc.LabelSelector>,
    nodes: NodeService,
    load: ResourceService,
    kv: KeyValueService,
    placementGroups: PlacementGroupDemand,
  ) {
    this.#context = context;
    this.#resources = resources;
    this.#nodes = nodes;
    this.#load = load;
    this.#kv = kv;
    this.#placementGroups = placementGroups;
  }

  register(services: Services): void {
    const service = autoscaler.AutoscalerStateService;
    services.on(service.getClusterResourceState, () => ({ clusterResourceState: this.#state() }));
    services.on(service.getClusterStatus, () => ({
      clusterResourceState: this.#state(),
      autoscalingState: this.#reported,
    }));
    services.on(service.reportAutoscalingState, ({ autoscalingState }) => {
      if (autoscalingState === null) return {};
      const known = this.#reported?.autoscalerStateVersion ?? -1;
      if (autoscalingState.autoscalerStateVersion >= known) {
        this.#reported = makeRow(autoscaler.AutoscalingState, autoscalingState);
      }
      return {};
    });
    services.on(service.requestClusterResourceConstraint, ({ clusterResourceConstraint }) => {
      const row = encode(autoscaler.ClusterResourceConstraint, clusterResourceConstraint ?? {});
      this.#constraint = decode(autoscaler.ClusterResourceConstraint, row);
      this.#context.storage.put("meta", MetaKey.RESOURCE_CONSTRAINT, row);
      return {};
    });
    services.on(service.reportClusterConfig, async ({ clusterConfig }) => {
      const value = encode(autoscaler.ClusterConfig, clusterConfig ?? {});
      await this.#kv.put(NAMESPACE, CLUSTER_CONFIG_KEY, value, true);
      return {};
    });
    services.on(service.drainNode, (request) => this.#drain(request));
    services.on(service.resizeRayletResourceInstances, async ({ nodeId, resources }) => {
      const id = NodeId.fromBytes(nodeId);
      const address = this.#nodes.addressOf(id);
      if (address === null) throw new RpcError(GrpcCode.NOT_FOUND, `node ${id} is not alive`);
      const reply = await this.#call(address, rpc.NodeManagerService.resizeLocalResourceInstances, { resources });
      return { totalResources: reply.totalResources };
    });
  }

  /** What an earlier head wrote. */
  restore(): void {
    const row = metaRow(this.#context.storage, MetaKey.RESOURCE_CONSTRAINT);
    if (row !== null) this.#constraint = decode(autoscaler.ClusterResourceConstraint, row);
  }

  #state(): Init<autoscaler.ClusterResourceState> {
    this.#version += 1;
    const pendingResourceRequests = this.#load
      .demands()
      .map(({ shape, selectors, ready, infeasible, backlog }) => ({
        request: { resourcesBundle: shape, labelSelectors: selectors },
        count: ready + infeasible + backlog,
      }))
      .filter(({ count }) => count > 0);
    return {
      clusterResourceStateVersion: this.#version,
      lastSeenAutoscalerStateVersion: this.#reported?.autoscalerStateVersion ?? 0,
      nodeStates: [...this.#nodes.rows()].map(({ nodeId, row }) => this.#nodeState(nodeId, row)),
      pendingResourceRequests,
      pendingGangResourceRequests: this.#placementGroups.gangRequests(),
      clusterResourceConstraints: this.#constraint === null ? [] : [this.#constraint],
      clusterSessionName: this.#context.flags.sessionName,
    };
  }

  #nodeState(nodeId: NodeId, row: rpc.GcsNodeInfo): Init<autoscaler.NodeState> {
    const shared = {
      nodeId: idBytes(nodeId),
      instanceId: row.instanceId,
      rayNodeTypeName: row.nodeTypeName,
      instanceTypeName: row.instanceTypeName,
      nodeIpAddress: row.nodeManagerAddress,
      nodeStateVersion: this.#version,
      labels: row.labels,
    };
    const view = this.#resources.view(nodeId);
    if (view === null) return { ...shared, status: autoscaler.NodeStatus.DEAD };
    const isDraining = view.isDraining || this.#nodes.draining().has(nodeId);
    const idleStatus = view.idleDurationMs > 0 ? autoscaler.NodeStatus.IDLE : autoscaler.NodeStatus.RUNNING;
    return {
      ...shared,
      status: isDraining ? autoscaler.NodeStatus.DRAINING : idleStatus,
      availableResources: view.available,
      totalResources: view.total,
      dynamicLabels: this.#placementGroups.labelsOf(nodeId),
      // The view is as old as the node's last change: an idle node has been idle for so much longer.
      idleDurationMs: view.idleDurationMs > 0 ? view.idleDurationMs + this.#ageOf(nodeId) : 0,
      nodeActivity: view.activity,
      labels: view.labels,
    };
  }

  #ageOf(nodeId: NodeId): number {
    const seenMs = this.#resources.seenMs(nodeId);
    return seenMs === null ? 0 : Math.max(0, this.#context.now() - seenMs);
  }

  async #drain(request: autoscaler.DrainNodeRequest): Promise<Init<autoscaler.DrainNodeReply>> {
    const nodeId = NodeId.fromBytes(request.nodeId);
    const address = this.#nodes.addressOf(nodeId);
    // A node that is gone needs no draining (Ray 2.60.0, HandleDrainNode).
    if (address === null) return { isAccepted: true };
    const { reason, reasonMessage, deadlineTimestampMs } = request;
    const drain = { reason, reasonMessage, deadlineTimestampMs };
    const reply = await this.#call(address, rpc.NodeManagerService.drainRaylet, drain);
    if (reply.isAccepted) {
      const isIdle = reason === autoscaler.DrainNodeReason.DRAIN_NODE_REASON_IDLE_TERMINATION;
      await this.#nodes.handle({
        type: "drain",
        nodeId,
        reason: isIdle ? "idle" : "preemption",
        message: reasonMessage,
        deadlineMs: deadlineTimestampMs,
      });
    }
    return { isAccepted: reply.isAccepted, rejectionReasonMessage: reply.rejectionReasonMessage };
  }

  async #call<Request, Reply>(address: string, method: Method<Request, Reply>, request: Init<Request>): Promise<Reply> {
    const body = encode(method.request, request);
    const bytes = await this.#context.rpc.call(address, method.path, body, { timeoutMs: DRAIN_TIMEOUT_MS });
    return decode(method.reply, bytes);
  }
}
