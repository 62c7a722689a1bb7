// One attempt to place a group: choose nodes, prepare on all of them, then commit on all of them, or give all back.
//
// Each raylet is asked once for all its bundles (PrepareBundleResources). When every one has said yes they are committed
// (PREPARED); where there is only one, a raylet of ours commits with the same call. From there on a node can only be lost by its death. That alone is not written down, unlike in Ray: a head
// that comes back meanwhile knows the group as it was before, and has the nodes let go of what they reserved since. When one says no, or nothing,
// the bundles of the others are returned, and of those that may have said yes; the next attempt waits until the returns
// are answered, so that a return that comes late can never undo a later prepare. Calls that break are repeated: commits
// and returns for as long as the node is alive, a prepare never.

import type { NodeId } from "../../scheduler/types.js";
import { misfit, placeBundles } from "./bundle-policy.js";
import { GroupNodes } from "./group-nodes.js";
import { type GroupRecord, GroupTable, type Phase } from "./group-table.js";
import { infeasibleMessage } from "./group-why.js";
import type {
  Bundle,
  GroupData,
  GroupEffect,
  GroupEventOf,
  GroupManagerConfig,
  GroupStats,
  GroupTopology,
} from "./types.js";

/** As of infeasible leases (core/scheduler): after 30 s, 1 min, 2 min, ... but at least every 10 min. */
const FIRST_TELL_EVERY_MS = 30_000;
const MAX_TELL_EVERY_MS = 600_000;

interface Timer {
  readonly atMs: number;
  readonly effect: GroupEffect;
}

export class GroupPlacing {
  readonly nodes = new GroupNodes();
  readonly table: GroupTable;
  effects: GroupEffect[] = [];
  /** Groups to be tried again. */
  readonly queue = new Set<GroupRecord>();
  /** Groups that no cluster of these nodes can hold. */
  readonly infeasible = new Set<GroupRecord>();
  /** Calls to be repeated, by kind, group and node. */
  readonly #timers = new Map<string, Timer>();
  readonly #config: GroupManagerConfig;

  constructor(config: GroupManagerConfig) {
    this.#config = config;
    this.table = new GroupTable(config.maxRemovedGroups);
  }

  setPhase(record: GroupRecord, phase: Phase): void {
    record.phase = phase;
    if (phase.type === "queued") this.queue.add(record);
    else this.queue.delete(record);
    if (phase.type === "infeasible") this.infeasible.add(record);
    else this.infeasible.delete(record);
  }

  update(record: GroupRecord, change: Partial<GroupData>, stats: Partial<GroupStats>): void {
    record.data = { ...record.data, ...change, stats: { ...record.data.stats, ...stats } };
  }

  save(record: GroupRecord): void {
    this.effects.push({ type: "persist", group: record.data });
  }

  /** Try as soon as its returns are done; `delayMs` counts from nothing again. */
  enqueue(record: GroupRecord, now: number): void {
    record.delayMs = 0;
    this.setPhase(record, { type: "queued", dueMs: now });
  }

  /** All that are due, those that lost a node first. */
  attemptDue(now: number): void {
    const isLost = ({ data }: GroupRecord) => (data.state === "RESCHEDULING" ? 0 : 1);
    const due = [...this.queue].filter((record) => dueMs(record) <= now);
    for (const record of due.sort((a, b) => isLost(a) - isLost(b) || a.sequence - b.sequence)) {
      this.#attempt(record, now);
    }
  }

  /** A node has let go of what an earlier head reserved on it: who waits for room may find it there. */
  released(nodeId: NodeId, now: number): void {
    if (!this.nodes.releasing.delete(nodeId)) return;
    for (const record of [...this.queue]) this.enqueue(record, now);
  }

  nextWakeMs(): number | null {
    let next = Number.POSITIVE_INFINITY;
    for (const { atMs } of this.#timers.values()) next = Math.min(next, atMs);
    for (const record of this.queue) next = Math.min(next, dueMs(record));
    for (const { phase } of this.infeasible) if (phase.type === "infeasible") next = Math.min(next, phase.tellMs);
    return next === Number.POSITIVE_INFINITY ? null : next;
  }

  tellInfeasible(now: number): void {
    for (const { phase, data } of this.infeasible) {
      if (phase.type !== "infeasible" || phase.tellMs > now) continue;
      phase.tellMs = now + phase.tellEveryMs;
      phase.tellEveryMs = Math.min(2 * phase.tellEveryMs, MAX_TELL_EVERY_MS);
      const message = infeasibleMessage(data, this.nodes.totals());
      this.effects.push({ type: "tellInfeasible", jobId: data.creatorJobId, message });
    }
  }

  repeatCalls(now: number): void {
    for (const [key, { atMs, effect }] of [...this.#timers]) {
      if (atMs > now) continue;
      this.#timers.delete(key);
      this.effects.push(effect);
    }
  }

  prepareReply({ placementGroupId, nodeId, outcome }: GroupEventOf<"prepareReply">, now: number): void {
    const record = this.table.record(placementGroupId);
    if (record?.phase.type !== "preparing" || !record.phase.waiting.delete(nodeId)) return;
    if (outcome === "refused") this.nodes.release(nodeId, placementGroupId);
    else {
      if (outcome === "failed") record.phase.unsure.add(nodeId);
      else {
        record.phase.prepared.add(nodeId);
        this.nodes.prepared(nodeId, placementGroupId);
      }
    }
    if (record.phase.waiting.size === 0) this.#allPrepared(record, outcome === "committed", now);
  }

  commitReply({ placementGroupId, nodeId, isDone }: GroupEventOf<"commitReply">, now: number): void {
    const record = this.table.live.get(placementGroupId);
    if (record?.phase.type !== "committing" || !record.phase.waiting.has(nodeId)) return;
    if (isDone) {
      record.phase.waiting.delete(nodeId);
      if (record.phase.waiting.size === 0) this.#allCommitted(record, now);
      return;
    }
    const bundles = record.phase.plan.get(nodeId) ?? [];
    this.#repeat(record, nodeId, { type: "commitBundles", bundles }, now);
  }

  returnReply({ placementGroupId, nodeId, isDone }: GroupEventOf<"returnReply">, now: number): void {
    const record = this.table.record(placementGroupId);
    const open = record?.returns.get(nodeId);
    if (!record || open === undefined) return;
    if (!isDone) {
      // One call returns all of them: two that broke are repeated as one.
      const isMerged = this.#timers.has(timerKey("returnBundles", placementGroupId, nodeId));
      if (isMerged) record.returns.set(nodeId, { ...open, calls: open.calls - 1 });
      this.#repeat(record, nodeId, { type: "returnBundles", bundles: open.bundles }, now);
    } else if (open.calls > 1) record.returns.set(nodeId, { ...open, calls: open.calls - 1 });
    else {
      record.returns.delete(nodeId);
      this.nodes.release(nodeId, placementGroupId);
      this.leaveIfDone(record);
    }
  }

  /** Bundles that are, or may be, on a node that lives. */
  giveBack(record: GroupRecord, nodeId: NodeId, bundles: readonly Bundle[]): void {
    const node = this.nodes.get(nodeId);
    if (node === null) return;
    const { placementGroupId } = record;
    this.#timers.delete(timerKey("commitBundles", placementGroupId, nodeId));
    const open = record.returns.get(nodeId) ?? { bundles: [], calls: 0 };
    record.returns.set(nodeId, { bundles: [...open.bundles, ...bundles], calls: open.calls + 1 });
    this.effects.push({ type: "returnBundles", placementGroupId, node, bundles });
  }

  /** A removed group is forgotten when nothing is left to be told to anyone. */
  leaveIfDone(record: GroupRecord): void {
    if (record.phase.type === "removed" && record.returns.size === 0)
      this.table.leaving.delete(record.placementGroupId);
  }

  nodeDied(nodeId: NodeId, now: number): void {
    if (!this.nodes.remove(nodeId)) return;
    for (const record of [...this.table.records()]) {
      const { placementGroupId, data } = record;
      for (const kind of ["commitBundles", "returnBundles"] as const) {
        this.#timers.delete(timerKey(kind, placementGroupId, nodeId));
      }
      if (data.bundles.some((bundle) => bundle.nodeId === nodeId)) this.#lose(record, nodeId, now);
      const { phase } = record;
      if (record.returns.delete(nodeId)) this.leaveIfDone(record);
      if (phase.type === "preparing" && phase.plan.has(nodeId)) {
        phase.prepared.delete(nodeId);
        phase.unsure.delete(nodeId);
        if (phase.waiting.delete(nodeId) && phase.waiting.size === 0) this.#allPrepared(record, false, now);
      }
      if (phase.type === "committing" && phase.waiting.delete(nodeId) && phase.waiting.size === 0) {
        this.#allCommitted(record, now);
      }
    }
  }

  /** After a restart of the head: what was prepared is committed, perhaps again. */
  commit(record: GroupRecord, plan: ReadonlyMap<NodeId, readonly Bundle[]>, now: number): void {
    const alive = new Map([...plan].filter(([nodeId]) => this.nodes.has(nodeId)));
    this.setPhase(record, { type: "committing", plan: alive, waiting: new Set(alive.keys()) });
    for (const [nodeId, bundles] of alive) {
      const node = this.nodes.get(nodeId);
      const { placementGroupId } = record;
      if (node) this.effects.push({ type: "commitBundles", placementGroupId, node, bundles });
    }
    if (alive.size === 0) this.#allCommitted(record, now);
  }

  #attempt(record: GroupRecord, now: number): void {
    const { data, placementGroupId } = record;
    const attempts = data.stats.attempts + 1;
    this.update(record, {}, { attempts, startedMs: now, schedulingState: "SCHEDULING_STARTED" });
    const missing = data.bundles.filter(({ nodeId }) => nodeId === null);
    const placed = data.bundles.filter(({ nodeId }) => nodeId !== null);
    const occupied = new Set(placed.map(({ nodeId }) => nodeId ?? ""));
    const request = { ...data, bundles: missing, occupied };
    const where = placeBundles(request, this.nodes.rooms());
    if (where === null) {
      if (placeBundles(request, this.nodes.emptyRooms(placed)) === null) {
        this.#isInfeasible(record, now);
        this.update(record, {}, { schedulingState: "INFEASIBLE" });
      } else this.#tryLater(record, now);
      return;
    }
    const plan = new Map<NodeId, Bundle[]>();
    for (const bundle of missing) {
      const nodeId = where.get(bundle.index) ?? "";
      const bundles = plan.get(nodeId);
      if (bundles) bundles.push(bundle);
      else plan.set(nodeId, [bundle]);
    }
    const waiting = new Set(plan.keys());
    this.setPhase(record, { type: "preparing", plan, waiting, prepared: new Set(), unsure: new Set() });
    for (const [nodeId, bundles] of plan) {
      const node = this.nodes.get(nodeId);
      if (node === null) throw new Error(`group ${placementGroupId} is placed on node ${nodeId}, which is not there`);
      this.nodes.take(nodeId, placementGroupId, bundles);
      this.effects.push({ type: "prepareBundles", placementGroupId, node, bundles, mayCommit: plan.size === 1 });
    }
  }

  /** It is told after a moment: nodes that come up one by one are no news. */
  #isInfeasible(record: GroupRecord, now: number): void {
    const tellMs = now + this.#config.infeasibleGraceMs;
    this.setPhase(record, { type: "infeasible", tellMs, tellEveryMs: FIRST_TELL_EVERY_MS });
  }

  #allPrepared(record: GroupRecord, isCommitted: boolean, now: number): void {
    const { phase, data } = record;
    if (phase.type !== "preparing") return;
    const isWanted = data.state !== "REMOVED";
    if (isWanted && phase.prepared.size === phase.plan.size) {
      const at = new Map<number, NodeId>();
      for (const [nodeId, bundles] of phase.plan) for (const { index } of bundles) at.set(index, nodeId);
      const bundles = data.bundles.map((bundle) => ({ ...bundle, nodeId: at.get(bundle.index) ?? bundle.nodeId }));
      this.update(record, { state: "PREPARED", bundles, topology: this.#settled(data.topology, phase.plan) }, {});
      if (!isCommitted) return this.commit(record, phase.plan, now);
      this.setPhase(record, { type: "committing", plan: phase.plan, waiting: new Set() });
      return this.#allCommitted(record, now);
    }
    if (isWanted) this.#tryLater(record, now);
    else this.setPhase(record, { type: "removed" });
    for (const [nodeId, bundles] of phase.plan) {
      if (phase.prepared.has(nodeId) || phase.unsure.has(nodeId)) this.giveBack(record, nodeId, bundles);
    }
    this.leaveIfDone(record);
  }

  #allCommitted(record: GroupRecord, now: number): void {
    const isWhole = record.data.bundles.every(({ nodeId }) => nodeId !== null);
    if (!isWhole) {
      this.update(record, { state: "RESCHEDULING" }, { schedulingState: "FAILED_TO_COMMIT_RESOURCES" });
      this.save(record);
      this.enqueue(record, now);
      return;
    }
    this.setPhase(record, { type: "placed" });
    this.update(record, { state: "CREATED" }, { placedMs: now, schedulingState: "FINISHED" });
    this.save(record);
    for (const requestId of record.waiters) this.effects.push({ type: "reply", requestId, status: "ok", message: "" });
    record.waiters = [];
  }

  #lose(record: GroupRecord, nodeId: NodeId, now: number): void {
    const bundles = record.data.bundles.map((bundle) =>
      bundle.nodeId === nodeId ? { ...bundle, nodeId: null } : bundle,
    );
    const { topology } = record.data;
    const isFree = topology !== null && bundles.every((bundle) => bundle.nodeId === null);
    this.update(record, { bundles, topology: isFree ? { ...topology, value: null } : topology }, {});
    if (record.data.state === "CREATED") {
      this.update(record, { state: "RESCHEDULING" }, { schedulingState: "QUEUED" });
      this.enqueue(record, now);
    }
    // What had no room among the nodes it was bound to may have some elsewhere.
    if (isFree && record.phase.type === "infeasible") this.enqueue(record, now);
    this.save(record);
  }

  /** The value that the label has where the group is now. */
  #settled(topology: GroupTopology | null, plan: ReadonlyMap<NodeId, unknown>): GroupTopology | null {
    if (topology === null || topology.value !== null) return topology;
    const [nodeId = ""] = plan.keys();
    return { ...topology, value: this.nodes.labels(nodeId)?.get(topology.label) ?? null };
  }

  #tryLater(record: GroupRecord, now: number): void {
    const { retryMinMs, retryMaxMs, retryMultiplier } = this.#config;
    record.delayMs = record.delayMs === 0 ? retryMinMs : Math.min(retryMaxMs, record.delayMs * retryMultiplier);
    const schedulingState = record.data.state === "RESCHEDULING" ? "FAILED_TO_COMMIT_RESOURCES" : "NO_RESOURCES";
    const highestRetryDelayMs = Math.max(record.delayMs, record.data.stats.highestRetryDelayMs);
    this.update(record, {}, { schedulingState, highestRetryDelayMs });
    this.setPhase(record, { type: "queued", dueMs: now + record.delayMs });
  }

  #repeat(
    record: GroupRecord,
    nodeId: NodeId,
    call: { readonly type: "commitBundles" | "returnBundles"; readonly bundles: readonly Bundle[] },
    now: number,
  ): void {
    const node = this.nodes.get(nodeId);
    const { placementGroupId } = record;
    if (node === null) return;
    const effect = { ...call, placementGroupId, node };
    this.#timers.set(timerKey(call.type, placementGroupId, nodeId), { atMs: now + this.#config.callRetryMs, effect });
  }
}

/** Which bundle fits no node at all; null when each fits one. */
export function firstMisfit(record: GroupRecord, nodes: GroupNodes): number | null {
  return misfit(record.data.bundles, nodes.emptyRooms([]));
}

function dueMs({ phase, returns }: GroupRecord): number {
  return phase.type === "queued" && returns.size === 0 ? phase.dueMs : Number.POSITIVE_INFINITY;
}

function timerKey(kind: "commitBundles" | "returnBundles", placementGroupId: string, nodeId: NodeId): string {
  return `${kind} ${placementGroupId} ${nodeId}`;
}
