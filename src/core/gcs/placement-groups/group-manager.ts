// The placement groups of a cluster: placed on nodes, placed anew when a node dies, removed (Ray 2.60.0,
// gcs_placement_group_manager.cc and gcs_placement_group_scheduler.cc).
//
// | state        | meaning                                                  | phases                                  |
// |--------------|----------------------------------------------------------|-----------------------------------------|
// | PENDING      | no bundle is anywhere                                    | queued, infeasible, preparing           |
// | PREPARED     | every bundle is reserved                                 | committing                              |
// | CREATED      | every bundle can be used                                 | placed                                  |
// | RESCHEDULING | was CREATED, some nodes died; the other bundles stay     | queued, infeasible, preparing           |
// | REMOVED      | is gone for its users; bundles are still being returned  | preparing (an answer is due), removed   |
//
// Attempts are described in group-placing.ts, the choice of nodes in bundle-policy.ts. A group lives until it is removed,
// or, unless detached, until the job and the actor that made it are both gone.
//
// Invariants (validate): a bundle has at most one node, which is alive; CREATED has all of them; a new attempt begins
// only when everything an earlier one may have reserved was returned; nobody waits for a group that is ready or removed.

import type { NodeId, PlacementGroupId, RequestId } from "../../scheduler/types.js";
import type { Why } from "../../why.js";
import { firstMisfit, GroupPlacing } from "./group-placing.js";
import type { GroupRecord } from "./group-table.js";
import { explainGroup } from "./group-why.js";
import type {
  Bundle,
  GroupData,
  GroupEffect,
  GroupEvent,
  GroupEventOf,
  GroupManagerConfig,
  GroupNode,
  GroupNodeView,
  GroupStatus,
  GroupWhy,
} from "./types.js";

/** What an earlier head wrote, and what is known of the cluster now. */
export interface SavedGroups {
  readonly groups: readonly GroupData[];
  readonly nodes: readonly { readonly node: GroupNode; readonly view: GroupNodeView }[];
  /** Jobs that have not finished. */
  readonly liveJobs: ReadonlySet<string>;
  /** Can this actor never be alive again? */
  readonly isActorOver: (actorId: string) => boolean;
}

/** Until its first attempt, which follows at once. */
const NOT_TRIED = { type: "queued", dueMs: Number.POSITIVE_INFINITY } as const;

export class PlacementGroupManager {
  readonly #placing: GroupPlacing;

  constructor(config: GroupManagerConfig) {
    this.#placing = new GroupPlacing(config);
  }

  handle(event: GroupEvent, now: number): GroupEffect[] {
    const placing = this.#placing;
    switch (event.type) {
      case "createGroup":
        this.#create(event, now);
        break;
      case "removeGroup":
        this.#removeOnRequest(event);
        break;
      case "waitUntilReady":
        this.#wait(event);
        break;
      case "stopWaiting": {
        const record = placing.table.live.get(event.placementGroupId);
        if (record) record.waiters = record.waiters.filter((requestId) => requestId !== event.requestId);
        break;
      }
      case "prepareReply":
        placing.prepareReply(event, now);
        break;
      case "commitReply":
        placing.commitReply(event, now);
        break;
      case "returnReply":
        placing.returnReply(event, now);
        break;
      case "unusedBundlesReleased":
        placing.released(event.nodeId, now);
        break;
      case "nodeAdded":
        placing.nodes.add(event.node, event.view);
        this.#retryInfeasible(now);
        break;
      case "nodeView":
        if (placing.nodes.setView(event.view)) this.#retryInfeasible(now);
        break;
      case "nodeDied":
        placing.nodeDied(event.nodeId, now);
        break;
      case "jobFinished":
        this.#endIfAlone(({ creatorJobId }) => creatorJobId === event.jobId, { isCreatorJobDead: true });
        break;
      case "actorEnded":
        this.#endIfAlone(({ creatorActorId }) => creatorActorId === event.actorId, { isCreatorActorDead: true });
        break;
      case "tick":
        placing.repeatCalls(now);
        placing.tellInfeasible(now);
    }
    placing.attemptDue(now);
    return this.#takeEffects();
  }

  /** Once, before the first event. */
  restore(saved: SavedGroups, now: number): GroupEffect[] {
    const { nodes, table, effects } = this.#placing;
    for (const { node, view } of saved.nodes) nodes.add(node, view);
    for (const group of saved.groups) {
      if (group.state !== "REMOVED") this.#load(group, now);
      else for (const placementGroupId of table.bury(group)) effects.push({ type: "forget", placementGroupId });
    }
    for (const node of nodes.all()) {
      nodes.releasing.add(node.nodeId);
      effects.push({ type: "releaseUnusedBundles", node, inUse: this.#bundlesOn(node.nodeId) });
    }
    this.#endIfAlone(({ creatorJobId }) => !saved.liveJobs.has(creatorJobId), { isCreatorJobDead: true });
    const isOver = ({ creatorActorId }: GroupData) => creatorActorId !== null && saved.isActorOver(creatorActorId);
    this.#endIfAlone(isOver, { isCreatorActorDead: true });
    return this.#takeEffects();
  }

  /** When `tick` is next of use; null: not before something else happens. */
  nextWakeMs(): number | null {
    return this.#placing.nextWakeMs();
  }

  /** Removed ones too, for a while. */
  get(placementGroupId: PlacementGroupId): GroupData | null {
    const { live, removed } = this.#placing.table;
    return live.get(placementGroupId)?.data ?? removed.get(placementGroupId) ?? null;
  }

  named(name: string, namespace: string): GroupData | null {
    return this.#placing.table.named(name, namespace)?.data ?? null;
  }

  /** Live ones first. */
  list(limit: number): { groups: GroupData[]; total: number } {
    const { live, removed } = this.#placing.table;
    const groups: GroupData[] = [];
    for (const { data } of live.values()) if (groups.length < limit) groups.push(data);
    for (const data of removed.values()) if (groups.length < limit) groups.push(data);
    return { groups, total: live.size + removed.size };
  }

  /** Groups that wait for room, as load for the autoscaler. */
  pending(limit: number): GroupData[] {
    const { queue, infeasible } = this.#placing;
    return [...queue, ...infeasible].slice(0, limit).map(({ data }) => data);
  }

  /** Groups with bundles on this node. */
  on(nodeId: NodeId): PlacementGroupId[] {
    return [...new Set(this.#bundlesOn(nodeId).map(({ placementGroupId }) => placementGroupId))];
  }

  why(placementGroupId: PlacementGroupId): GroupWhy {
    const record = this.#placing.table.live.get(placementGroupId);
    if (record === undefined)
      return { cause: this.#placing.table.removed.has(placementGroupId) ? "removed" : "unknown" };
    const { phase, returns, data } = record;
    if (returns.size > 0) return { cause: "returning", nodeIds: [...returns.keys()] };
    switch (phase.type) {
      case "queued":
        return { cause: "noRoom", nextMs: phase.dueMs, attempts: data.stats.attempts };
      case "infeasible":
        return { cause: "infeasible", index: firstMisfit(record, this.#placing.nodes) };
      case "preparing":
      case "committing":
        return { cause: phase.type, nodeIds: [...phase.waiting] };
      case "placed":
        return { cause: "ready" };
      case "removed":
        return { cause: "removed" };
    }
  }

  /** The same for people. */
  explain(placementGroupId: PlacementGroupId, now: number): Why {
    const nodes = this.#placing.nodes.totals();
    return explainGroup(this.get(placementGroupId), this.why(placementGroupId), nodes, now);
  }

  /** @throws Error when an invariant is broken */
  validate(): void {
    const { table, nodes, queue, infeasible } = this.#placing;
    table.validate((nodeId) => nodes.has(nodeId));
    for (const record of table.live.values()) {
      const { phase, placementGroupId } = record;
      if (queue.has(record) !== (phase.type === "queued")) throw new Error(`group ${placementGroupId}: queue is wrong`);
      if (infeasible.has(record) !== (phase.type === "infeasible")) {
        throw new Error(`group ${placementGroupId}: infeasible is wrong`);
      }
    }
  }

  #takeEffects(): GroupEffect[] {
    const { effects } = this.#placing;
    this.#placing.effects = [];
    return effects;
  }

  #reply(requestId: RequestId, status: GroupStatus, message = ""): void {
    this.#placing.effects.push({ type: "reply", requestId, status, message });
  }

  #create({ requestId, spec }: GroupEventOf<"createGroup">, now: number): void {
    const { table } = this.#placing;
    const { placementGroupId, name, namespace } = spec;
    // Asked again after a lost answer.
    if (table.live.has(placementGroupId)) return this.#reply(requestId, "ok");
    if (table.removed.has(placementGroupId)) return this.#reply(requestId, "notFound", "Placement group is removed.");
    if (spec.bundles.length === 0) {
      return this.#reply(
        requestId,
        "invalid",
        `Placement group ${placementGroupId} has no bundles; one at least is needed.`,
      );
    }
    if (name !== "" && table.named(name, namespace)) {
      const text = `Failed to create placement group '${placementGroupId}' because name '${name}' already exists.`;
      return this.#reply(requestId, "invalid", text);
    }
    const none = { startedMs: 0, attempts: 0, highestRetryDelayMs: 0, placedMs: 0 } as const;
    const stats = { createdMs: now, ...none, schedulingState: "QUEUED" } as const;
    const bundles = spec.bundles.map((bundle) => ({ ...bundle, nodeId: null }));
    const record = table.add({ ...spec, bundles, state: "PENDING", stats }, NOT_TRIED);
    this.#placing.save(record);
    this.#reply(requestId, "ok");
    this.#placing.enqueue(record, now);
  }

  #removeOnRequest({ requestId, placementGroupId }: GroupEventOf<"removeGroup">): void {
    const record = this.#placing.table.live.get(placementGroupId);
    if (record) this.#remove(record);
    this.#reply(requestId, "ok");
  }

  #remove(record: GroupRecord): void {
    const placing = this.#placing;
    for (const [nodeId, bundles] of byNode(record.data.bundles)) placing.giveBack(record, nodeId, bundles);
    const nowhere = record.data.bundles.map((bundle) => ({ ...bundle, nodeId: null }));
    placing.update(record, { state: "REMOVED", bundles: nowhere }, { schedulingState: "REMOVED" });
    // What is being prepared can only be returned when the raylet has answered.
    if (record.phase.type !== "preparing") placing.setPhase(record, { type: "removed" });
    for (const placementGroupId of placing.table.retire(record))
      placing.effects.push({ type: "forget", placementGroupId });
    placing.save(record);
    for (const requestId of record.waiters) {
      this.#reply(requestId, "notFound", "Placement group is removed before it is created.");
    }
    record.waiters = [];
    placing.leaveIfDone(record);
  }

  #wait({ requestId, placementGroupId }: GroupEventOf<"waitUntilReady">): void {
    const record = this.#placing.table.live.get(placementGroupId);
    if (record?.data.state === "CREATED") this.#reply(requestId, "ok");
    else if (record) record.waiters.push(requestId);
    else {
      const isRemoved = this.#placing.table.removed.has(placementGroupId);
      this.#reply(requestId, "notFound", `Placement group ${isRemoved ? "is removed" : "does not exist"}.`);
    }
  }

  #retryInfeasible(now: number): void {
    for (const record of [...this.#placing.infeasible]) this.#placing.enqueue(record, now);
  }

  #endIfAlone(
    isMeant: (group: GroupData) => boolean,
    change: Partial<Pick<GroupData, "isCreatorJobDead" | "isCreatorActorDead">>,
  ): void {
    for (const record of [...this.#placing.table.live.values()]) {
      if (!isMeant(record.data)) continue;
      this.#placing.update(record, change, {});
      const { isDetached, isCreatorJobDead, isCreatorActorDead } = record.data;
      if (!isDetached && isCreatorJobDead && isCreatorActorDead) this.#remove(record);
      else this.#placing.save(record);
    }
  }

  #load(group: GroupData, now: number): void {
    const placing = this.#placing;
    const isThere = (nodeId: NodeId | null) =>
      group.state !== "PENDING" && nodeId !== null && placing.nodes.has(nodeId);
    const bundles = group.bundles.map((each) => ({ ...each, nodeId: isThere(each.nodeId) ? each.nodeId : null }));
    const record = placing.table.add({ ...group, bundles }, NOT_TRIED);
    const isWhole = bundles.every(({ nodeId }) => nodeId !== null);
    if (group.state === "PREPARED") placing.commit(record, byNode(bundles), now);
    else if (group.state === "CREATED" && isWhole) placing.setPhase(record, { type: "placed" });
    else {
      if (group.state === "CREATED") {
        placing.update(record, { state: "RESCHEDULING" }, { schedulingState: "QUEUED" });
        placing.save(record);
      }
      placing.enqueue(record, now);
    }
  }

  #bundlesOn(nodeId: NodeId): { placementGroupId: PlacementGroupId; index: number }[] {
    const found: { placementGroupId: PlacementGroupId; index: number }[] = [];
    for (const { placementGroupId, data } of this.#placing.table.live.values()) {
      for (const bundle of data.bundles)
        if (bundle.nodeId === nodeId) found.push({ placementGroupId, index: bundle.index });
    }
    return found;
  }
}

function byNode(bundles: readonly Bundle[]): Map<NodeId, Bundle[]> {
  const found = new Map<NodeId, Bundle[]>();
  for (const bundle of bundles) {
    if (bundle.nodeId === null) continue;
    const there = found.get(bundle.nodeId);
    if (there) there.push(bundle);
    else found.set(bundle.nodeId, [bundle]);
  }
  return found;
}
