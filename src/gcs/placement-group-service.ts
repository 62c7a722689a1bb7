import { PlacementGroupManager, type SavedGroups } from "../core/gcs/placement-groups/group-manager.js";
import type { GroupEffect, GroupEvent, GroupNode } from "../core/gcs/placement-groups/types.js";
import type { ClusterEvent } from "../core/gcs/types.js";
import type { Why } from "../core/why.js";
import { JobId, type NodeId, PlacementGroupId } from "../ids/index.js";
import type { RpcCall } from "../native/rpc.js";
import { errorText } from "../runtime/errors.js";
import { OpenRequests } from "../runtime/open-requests.js";
import { type autoscaler, decode, encode, hasOwnField, type Init, OwnField, rpc, withOwnField } from "../wire/index.js";
import type { HeadContext } from "./head-context.js";
import { publishJobError } from "./job-errors.js";
import type { JobService } from "./job-service.js";
import { MachineRunner } from "./machine-runner.js";
import {
  decodeGroupRow,
  decodeGroupSpec,
  encodeBundles,
  encodeGroup,
  gangRequestOf,
  groupLabel,
} from "./placement-group-codec.js";
import { isUnreachable, type RayletCaller } from "./raylet-caller.js";
import { GcsFailure, type Services, StatusCode } from "./services.js";

type EffectOf<T extends GroupEffect["type"]> = Extract<GroupEffect, { type: T }>;

/** Pause before a commit or return that broke is repeated. */
const CALL_RETRY_MS = 1_000;
/** A cluster that comes up has its nodes one by one; whoever waits hears within a second. */
const INFEASIBLE_GRACE_MS = 500;
/** Removed groups that are still shown. */
const MAX_REMOVED_GROUPS = 10_000;

/** PlacementGroupInfoGcsService (Ray 2.60.0, gcs_service.proto): decodes, asks the manager, performs what it decides. */
export class PlacementGroupService {
  readonly #context: HeadContext;
  readonly #raylets: RayletCaller;
  readonly #jobs: JobService;
  readonly #manager: PlacementGroupManager;
  readonly #runner: MachineRunner<GroupEvent, GroupEffect>;
  readonly #requests = new OpenRequests<EffectOf<"reply">>();

  constructor(context: HeadContext, raylets: RayletCaller, jobs: JobService) {
    this.#context = context;
    this.#raylets = raylets;
    this.#jobs = jobs;
    const { config } = context;
    this.#manager = new PlacementGroupManager({
      retryMinMs: config.gcs_create_placement_group_retry_min_interval_ms,
      retryMaxMs: config.gcs_create_placement_group_retry_max_interval_ms,
      retryMultiplier: config.gcs_create_placement_group_retry_multiplier,
      callRetryMs: CALL_RETRY_MS,
      infeasibleGraceMs: INFEASIBLE_GRACE_MS,
      maxRemovedGroups: MAX_REMOVED_GROUPS,
    });
    this.#runner = new MachineRunner({
      context,
      machine: this.#manager,
      tick: { type: "tick" },
      write: (effect) => this.#write(effect),
      // A head that knows nothing of these bundles has them released (ReleaseUnusedBundles).
      mayBeForgotten: ({ type }) => type === "prepareBundles" || type === "commitBundles",
      perform: (effect) => this.#perform(effect),
    });
    context.events.listen((event) => {
      const told = groupEventOf(event);
      if (told) this.#runner.post(told);
    });
  }

  register(services: Services): void {
    const service = rpc.PlacementGroupInfoGcsService;
    const asked = { hasWaited: true };
    services.on(service.createPlacementGroup, ({ placementGroupSpec }) => this.#create(placementGroupSpec), asked);
    const remove = async (request: rpc.RemovePlacementGroupRequest) => {
      const placementGroupId = PlacementGroupId.fromBytes(request.placementGroupId);
      await this.#ask((requestId) => ({ type: "removeGroup", requestId, placementGroupId }));
      return {};
    };
    services.on(service.removePlacementGroup, remove, asked);
    const wait = (request: rpc.WaitPlacementGroupUntilReadyRequest, call: RpcCall) =>
      this.#wait(PlacementGroupId.fromBytes(request.placementGroupId), call);
    services.on(service.waitPlacementGroupUntilReady, wait, asked);
    services.on(service.getPlacementGroup, (request) => {
      const group = this.#manager.get(PlacementGroupId.fromBytes(request.placementGroupId));
      return { placementGroupTableData: group && encodeGroup(group) };
    });
    services.on(service.getNamedPlacementGroup, ({ name, rayNamespace }) => {
      const group = this.#manager.named(name, rayNamespace);
      return { placementGroupTableData: group && encodeGroup(group) };
    });
    services.on(service.getAllPlacementGroup, ({ limit }) => {
      const { groups, total } = this.#manager.list(limit !== null && limit >= 0 ? limit : Number.POSITIVE_INFINITY);
      return { placementGroupTableData: groups.map(encodeGroup), total };
    });
  }

  /** An actor is dead or begins anew: the groups it made may end. */
  actorEnded(actorId: string): void {
    this.#runner.post({ type: "actorEnded", actorId });
  }

  /** For the autoscaler. */
  load(): Init<rpc.PlacementGroupLoad> {
    return { placementGroupData: this.#pending().map(encodeGroup) };
  }

  gangRequests(): Init<autoscaler.GangResourceRequest>[] {
    return this.#pending().map(gangRequestOf);
  }

  labelsOf(nodeId: NodeId): Record<string, string> {
    const there = this.#manager.on(nodeId);
    return Object.fromEntries(there.map((placementGroupId) => [groupLabel(placementGroupId), ""]));
  }

  /** What an earlier head wrote, once the nodes and jobs it wrote are known. */
  restore(cluster: Omit<SavedGroups, "groups">): void {
    const { storage, now } = this.#context;
    for (const { node } of cluster.nodes) this.#raylets.know(node.nodeId);
    const groups = [...storage.load("placement-group")].map(([, row]) => decodeGroupRow(row));
    this.#runner.run(this.#manager.restore({ ...cluster, groups }, now()));
  }

  explain(placementGroupId: PlacementGroupId): Why {
    return this.#manager.explain(placementGroupId, this.#context.now());
  }

  close(): void {
    this.#runner.close();
  }

  #pending() {
    return this.#manager.pending(this.#context.config.max_placement_group_load_report_size);
  }

  async #create(spec: rpc.PlacementGroupSpec | null): Promise<Init<rpc.CreatePlacementGroupReply>> {
    if (spec === null) throw new GcsFailure(StatusCode.INVALID, "CreatePlacementGroup came without a spec");
    const namespace = this.#jobs.get(JobId.fromBytes(spec.creatorJobId))?.config?.rayNamespace ?? "";
    const decoded = decodeGroupSpec(spec, namespace);
    await this.#ask((requestId) => ({ type: "createGroup", requestId, spec: decoded }));
    return {};
  }

  async #wait(placementGroupId: PlacementGroupId, call: RpcCall): Promise<Init<rpc.WaitPlacementGroupUntilReadyReply>> {
    await this.#ask((requestId) => {
      call.onCancelled(() => {
        this.#requests.drop(requestId);
        this.#runner.post({ type: "stopWaiting", requestId, placementGroupId });
      });
      return { type: "waitUntilReady", requestId, placementGroupId };
    });
    return {};
  }

  async #ask(event: (requestId: number) => GroupEvent): Promise<void> {
    const { status, message } = await this.#requests.ask((requestId) => this.#runner.post(event(requestId)));
    if (status === "invalid") throw new GcsFailure(StatusCode.INVALID, message);
    if (status === "notFound") throw new GcsFailure(StatusCode.NOT_FOUND, message);
  }

  #write(effect: GroupEffect): boolean {
    const { storage } = this.#context;
    if (effect.type === "persist") {
      const row = encode(rpc.PlacementGroupTableData, encodeGroup(effect.group));
      storage.put("placement-group", effect.group.placementGroupId, row);
    } else if (effect.type === "forget") storage.delete("placement-group", effect.placementGroupId);
    else return false;
    return true;
  }

  #perform(effect: GroupEffect): void {
    switch (effect.type) {
      case "reply":
        this.#requests.answer(effect);
        break;
      case "prepareBundles":
        void this.#prepare(effect);
        break;
      case "commitBundles":
        void this.#commit(effect);
        break;
      case "returnBundles":
        void this.#return(effect);
        break;
      case "tellInfeasible":
        this.#context.log.warning(effect.message);
        publishJobError(this.#context, { ...effect, errorType: "infeasible_placement_group" });
        break;
      case "releaseUnusedBundles":
        void this.#releaseUnused(effect);
        break;
      case "persist":
      case "forget":
        break;
    }
  }

  async #prepare({ placementGroupId, node, bundles, mayCommit }: EffectOf<"prepareBundles">): Promise<void> {
    const about = { type: "prepareReply", placementGroupId, nodeId: node.nodeId } as const;
    const { path, request, reply } = rpc.NodeManagerService.prepareBundleResources;
    const body = encode(request, { bundleSpecs: encodeBundles(placementGroupId, bundles) });
    try {
      const answer = await this.#raylets.callRaw(node, path, mayCommit ? withOwnField(body, OwnField.commit) : body);
      const done = hasOwnField(answer, OwnField.commit) ? "committed" : "prepared";
      this.#runner.post({ ...about, outcome: decode(reply, answer).success ? done : "refused" });
    } catch (error) {
      this.#complain(`bundles of ${placementGroupId} are not prepared`, node, error);
      this.#runner.post({ ...about, outcome: "failed" });
    }
  }

  async #commit({ placementGroupId, node, bundles }: EffectOf<"commitBundles">): Promise<void> {
    const bundleSpecs = encodeBundles(placementGroupId, bundles);
    let isDone = true;
    try {
      await this.#raylets.call(node, rpc.NodeManagerService.commitBundleResources, { bundleSpecs });
    } catch (error) {
      this.#complain(`bundles of ${placementGroupId} are not committed yet`, node, error);
      isDone = false;
    }
    this.#runner.post({ type: "commitReply", placementGroupId, nodeId: node.nodeId, isDone });
  }

  async #return({ placementGroupId, node, bundles }: EffectOf<"returnBundles">): Promise<void> {
    const id = Buffer.from(placementGroupId, "hex");
    const bundleSpecs = encodeBundles(placementGroupId, bundles);
    let isDone = true;
    try {
      const request = { placementGroupId: id, bundleSpecs };
      await this.#raylets.call(node, rpc.NodeManagerService.removePlacementGroupBundles, request);
    } catch (error) {
      this.#complain(`bundles of ${placementGroupId} are not returned yet`, node, error);
      isDone = !isUnreachable(error);
    }
    this.#runner.post({ type: "returnReply", placementGroupId, nodeId: node.nodeId, isDone });
  }

  async #releaseUnused({ node, inUse }: EffectOf<"releaseUnusedBundles">): Promise<void> {
    const bundlesInUse = inUse.map(({ placementGroupId, index }) => ({
      bundleId: { placementGroupId: Buffer.from(placementGroupId, "hex"), bundleIndex: index },
    }));
    if (await this.#raylets.deliver(node, rpc.NodeManagerService.releaseUnusedBundles, { bundlesInUse })) {
      this.#runner.post({ type: "unusedBundlesReleased", nodeId: node.nodeId });
    }
  }

  #complain(what: string, { nodeId }: GroupNode, error: unknown): void {
    this.#context.log.info(`On node ${nodeId} ${what}: ${errorText(error)}`);
  }
}

function groupEventOf(event: ClusterEvent): GroupEvent | null {
  switch (event.type) {
    case "node-added": {
      const { nodeId, ip, port, total, labels } = event;
      const view = { nodeId, total, available: total, labels, isDraining: false };
      return { type: "nodeAdded", node: { nodeId, ip, port }, view };
    }
    case "node-resources": {
      const { nodeId, total, available, labels, isDraining } = event;
      return { type: "nodeView", view: { nodeId, total, available, labels, isDraining } };
    }
    case "node-removed":
      return { type: "nodeDied", nodeId: event.nodeId };
    case "job-finished":
      return { type: "jobFinished", jobId: event.jobId };
    case "node-draining":
    case "worker-died":
      return null;
  }
}
