import type { ClusterResources, ShapeDemand } from "../core/gcs/resources/cluster-resources.js";
import { idBytes, type NodeId } from "../ids/index.js";
import { decode, encode, type Init, rpc } from "../wire/index.js";
import type { HeadContext } from "./head-context.js";
import type { NodeService } from "./node-service.js";
import type { Services } from "./services.js";

export type Demand = ShapeDemand<rpc.LabelSelector>;

/** What placement groups still want, for the autoscaler; nothing before that part of the head is there. */
export type PlacementGroupLoad = () => Init<rpc.PlacementGroupLoad>;

/** NodeResourceInfoGcsService (Ray 2.60.0, gcs_service.proto), and the demand that raylets are asked for once a second. */
export class ResourceService {
  readonly #context: HeadContext;
  readonly #resources: ClusterResources<rpc.LabelSelector>;
  readonly #nodes: NodeService;
  readonly #placementGroupLoad: PlacementGroupLoad;
  readonly #asking = new Set<NodeId>();
  readonly #timer: NodeJS.Timeout;

  constructor(
    context: HeadContext,
    resources: ClusterResources<rpc.LabelSelector>,
    nodes: NodeService,
    placementGroupLoad: PlacementGroupLoad,
  ) {
    this.#context = context;
    this.#resources = resources;
    this.#nodes = nodes;
    this.#placementGroupLoad = placementGroupLoad;
    const periodMs = context.config.gcs_pull_resource_loads_period_milliseconds;
    this.#timer = setInterval(() => this.#askAll(), periodMs);
  }

  register(services: Services): void {
    const service = rpc.NodeResourceInfoGcsService;
    services.on(service.getAllAvailableResources, () => ({
      resourcesList: [...this.#resources.views()].map(({ nodeId, view }) => ({
        nodeId: idBytes(nodeId),
        resourcesAvailable: view.available,
      })),
    }));
    services.on(service.getAllTotalResources, () => ({
      resourcesList: [...this.#resources.views()].map(({ nodeId, view }) => ({
        nodeId: idBytes(nodeId),
        resourcesTotal: view.total,
      })),
    }));
    services.on(service.getAllResourceUsage, () => ({ resourceUsageData: this.#usage() }));
    services.on(service.getDrainingNodes, () => ({
      drainingNodes: [...this.#nodes.draining()].map(([nodeId, drainingDeadlineTimestampMs]) => ({
        nodeId: idBytes(nodeId),
        drainingDeadlineTimestampMs,
      })),
    }));
  }

  /** Waiting leases of all nodes, added up by shape. */
  demands(): readonly Demand[] {
    return this.#resources.totalDemands((selectors) => JSON.stringify(selectors));
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #usage(): Init<rpc.ResourceUsageBatchData> {
    const batch = [...this.#resources.views()].map(({ nodeId, view }) => ({
      nodeId: idBytes(nodeId),
      resourcesAvailable: view.available,
      resourcesTotal: view.total,
      resourceLoadByShape: { resourceDemands: this.#resources.demandsOf(nodeId).map(encodeDemand) },
      nodeManagerAddress: this.#nodes.row(nodeId)?.nodeManagerAddress ?? "",
      objectPullsQueued: view.objectPullsQueued,
      idleDurationMs: view.idleDurationMs,
      isDraining: view.isDraining,
      drainingDeadlineTimestampMs: view.drainingDeadlineMs,
      labels: view.labels,
    }));
    return {
      batch,
      resourceLoadByShape: { resourceDemands: this.demands().map(encodeDemand) },
      placementGroupLoad: this.#placementGroupLoad(),
    };
  }

  #askAll(): void {
    for (const { nodeId } of this.#resources.views()) {
      // A raylet that is slow is asked once, not once a second more.
      if (!this.#asking.has(nodeId)) void this.#ask(nodeId);
    }
  }

  async #ask(nodeId: NodeId): Promise<void> {
    const address = this.#nodes.addressOf(nodeId);
    if (address === null) return;
    this.#asking.add(nodeId);
    try {
      const { getResourceLoad } = rpc.NodeManagerService;
      const body = encode(getResourceLoad.request, {});
      const reply = await this.#context.rpc.call(address, getResourceLoad.path, body, { timeoutMs: 10_000 });
      const demands = decode(getResourceLoad.reply, reply).resources?.resourceLoadByShape?.resourceDemands ?? [];
      this.#resources.setDemands(nodeId, demands.map(decodeDemand));
    } catch (error) {
      // Whether the node lives is for its health checks to say.
      this.#context.log.debug(`Node ${nodeId} gave no resource load: ${String(error)}`);
    } finally {
      this.#asking.delete(nodeId);
    }
  }
}

function decodeDemand(demand: rpc.ResourceDemand): Demand {
  return {
    shape: demand.shape,
    selectors: demand.labelSelectors,
    ready: demand.numReadyRequestsQueued,
    infeasible: demand.numInfeasibleRequestsQueued,
    backlog: demand.backlogSize,
  };
}

function encodeDemand(demand: Demand): Init<rpc.ResourceDemand> {
  return {
    shape: demand.shape,
    labelSelectors: demand.selectors,
    numReadyRequestsQueued: demand.ready,
    numInfeasibleRequestsQueued: demand.infeasible,
    backlogSize: demand.backlog,
  };
}
