import { PlacementGroupManager } from "../../src/core/gcs/placement-groups/group-manager.js";
import type { Bundle, GroupEffect, GroupEvent, GroupStrategy } from "../../src/core/gcs/placement-groups/types.js";
import type { BundleSpec } from "../../src/core/scheduler/types.js";
import { bundles, groupSpec } from "../unit/core/gcs/group-bench.js";
import { Channel, Engine, fairWeather, Network, type Weather } from "./engine.js";
import { LeaseNode } from "./lease-node.js";
import { LeaseOwner, type Wanted } from "./lease-owner.js";

type BundleCall = Extract<GroupEffect, { type: "prepareBundles" | "commitBundles" | "returnBundles" }>;

/** A node that was silent for so long is dead for the head; the node itself gives up at most so much later. */
const deathMs = 10_000;
const givesUpMs = 8_000;

/** How often a node tells others of its resources, at most. */
const reportMs = 100;

/**
 * Nodes with the production lease scheduler, the head's production manager of placement groups, owners that lease workers,
 * and a network between them all.
 */
export class LeaseCluster {
  readonly engine: Engine;
  readonly network: Network;
  readonly all: LeaseNode[] = [];
  readonly owners: LeaseOwner[] = [];
  readonly groups = new Map<string, { readonly bundles: number; isRemoved: boolean }>();
  readonly #head: PlacementGroupManager;
  readonly #channels = new Map<string, Channel>();
  readonly #reporting = new Set<LeaseNode>();
  /** For the head. */
  readonly #dead = new Set<LeaseNode>();
  #headArmedMs: number | null = null;
  #nextWanted = 0;
  #nextHeadRequest = 1;

  constructor(seed: number, cpus: readonly number[], weather: Weather) {
    this.engine = new Engine(seed);
    this.network = new Network(this.engine, weather);
    this.#head = new PlacementGroupManager({
      retryMinMs: 100,
      retryMaxMs: 1_000,
      retryMultiplier: 1.5,
      callRetryMs: 1_000,
      infeasibleGraceMs: 500,
      maxRemovedGroups: 1_000,
    });
    for (const [number, count] of cpus.entries()) {
      const node = new LeaseNode(this, number, count);
      this.all.push(node);
      this.owners.push(new LeaseOwner(this, node, number));
      this.#toHead({ type: "nodeAdded", node: { nodeId: node.nodeId, ip: "127.0.0.1", port: 1 }, view: node.view() });
    }
    for (const node of this.all) this.viewChanged(node);
  }

  nodes(): readonly LeaseNode[] {
    return this.all.filter(({ isAlive }) => isAlive);
  }

  nodeOf(nodeId: string): LeaseNode | null {
    return this.all.find((node) => node.nodeId === nodeId) ?? null;
  }

  // The syncer.

  /** What a node tells of itself reaches the others late, each in order. */
  viewChanged(node: LeaseNode): void {
    if (this.#reporting.has(node)) return;
    this.#reporting.add(node);
    this.engine.after(reportMs, () => {
      this.#reporting.delete(node);
      if (!node.isAlive) return;
      const view = node.view();
      const isHeard = () => node.isAlive && !node.isCut && !this.#dead.has(node);
      this.#channel(`${node.nodeId} head`).send(() => {
        if (!node.isCut && !this.#dead.has(node)) this.#toHead({ type: "nodeView", view });
      });
      for (const other of this.nodes()) {
        if (other === node) continue;
        this.#channel(`${node.nodeId} ${other.nodeId}`).send(() => {
          // The head tells nobody of a node that it holds for dead.
          if (isHeard() && !other.isCut) other.post({ type: "nodeView", view });
        });
      }
    });
  }

  #channel(name: string): Channel {
    const channel = this.#channels.get(name) ?? new Channel(this.engine, this.network);
    this.#channels.set(name, channel);
    return channel;
  }

  // The head.

  #toHead(event: GroupEvent): void {
    const effects = this.#head.handle(event, this.engine.now);
    this.#head.validate();
    for (const effect of effects) this.#performHead(effect);
    this.#armHead();
  }

  #armHead(): void {
    const at = this.#head.nextWakeMs();
    if (at === null || (this.#headArmedMs !== null && this.#headArmedMs <= at)) return;
    const dueMs = Math.max(at, this.engine.now + 1);
    this.#headArmedMs = dueMs;
    this.engine.after(dueMs - this.engine.now, () => {
      if (this.#headArmedMs !== dueMs) return;
      this.#headArmedMs = null;
      this.#toHead({ type: "tick" });
    });
  }

  #performHead(effect: GroupEffect): void {
    switch (effect.type) {
      case "prepareBundles":
      case "commitBundles":
      case "returnBundles":
        return this.#callForBundles(effect);
      case "releaseUnusedBundles":
        throw new Error("the head has not restarted");
      case "reply":
      case "persist":
      case "forget":
    }
  }

  #callForBundles({ type, placementGroupId, node: target, bundles: wanted }: BundleCall): void {
    const { nodeId } = target;
    const node = this.nodeOf(nodeId);
    const specs = wanted.map((bundle) => specOf(placementGroupId, bundle));
    this.network.call(
      () => node?.isAlive === true,
      () =>
        node?.bundles((requestId) =>
          type === "returnBundles"
            ? { type: "removeBundles", requestId, placementGroupId, bundles: specs }
            : { type, requestId, bundles: specs },
        ) ?? false,
      (answer) => {
        const about = { placementGroupId, nodeId };
        if (type === "prepareBundles") {
          const outcome = answer === null ? "failed" : answer ? "prepared" : "refused";
          this.#toHead({ type: "prepareReply", ...about, outcome });
        } else if (type === "commitBundles") this.#toHead({ type: "commitReply", ...about, isDone: answer !== null });
        else this.#toHead({ type: "returnReply", ...about, isDone: answer !== null });
      },
      () => node?.isCut === true,
    );
  }

  askPlacementGroup(node: LeaseNode, placementGroupId: string): void {
    this.network.call(
      () => true,
      () => this.#head.get(placementGroupId),
      (group) => {
        // No answer: it asks again.
        if (group === null) return;
        const { state, stats, strategy } = group;
        const isInfeasible = state === "PENDING" && stats.schedulingState === "INFEASIBLE";
        node.post({
          type: "placementGroupState",
          placementGroupId,
          state: state === "REMOVED" ? "removed" : isInfeasible ? "infeasible" : "pending",
          strategy,
          bundles: group.bundles.map(({ resources }) => resources),
        });
      },
      () => node.isCut,
    );
  }

  // What happens.

  createGroup(strategy: GroupStrategy, cpus: readonly number[]): void {
    const placementGroupId = (this.groups.size + 1).toString(16).padStart(36, "0");
    this.groups.set(placementGroupId, { bundles: cpus.length, isRemoved: false });
    const spec = groupSpec({ placementGroupId, strategy, bundles: bundles(...cpus.map((CPU) => ({ CPU }))) });
    this.#toHead({ type: "createGroup", requestId: this.#nextHeadRequest++, spec });
  }

  removeGroup(placementGroupId: string): void {
    const group = this.groups.get(placementGroupId);
    if (group === undefined || group.isRemoved) return;
    group.isRemoved = true;
    this.#toHead({ type: "removeGroup", requestId: this.#nextHeadRequest++, placementGroupId });
  }

  want(owner: LeaseOwner, cpus: number, group: Wanted["group"]): void {
    owner.want(this.#nextWanted++, cpus, group);
  }

  crash(node: LeaseNode): void {
    this.engine.note(`${node.nodeId} is killed`);
    node.isAlive = false;
    this.#tellOfDeath(node);
  }

  /** No message gets to the node or from it. If that lasts, the head holds it for dead while it still runs. */
  cut(node: LeaseNode, forMs: number): void {
    if (node.isCut) return;
    this.engine.note(`${node.nodeId} is cut off for ${forMs} ms`);
    node.isCut = true;
    if (forMs >= deathMs) {
      this.engine.after(deathMs, () => node.isAlive && this.#tellOfDeath(node));
      this.engine.after(deathMs + this.engine.between(0, givesUpMs), () => {
        node.isAlive = false;
      });
      return;
    }
    this.engine.after(forMs, () => {
      node.isCut = false;
      // Streams that are opened again begin with all that there is to say.
      for (const each of this.nodes()) this.viewChanged(each);
    });
  }

  #tellOfDeath(node: LeaseNode): void {
    const { nodeId } = node;
    const late = (then: () => void) => this.engine.after(this.engine.between(100, 5_000), then);
    late(() => {
      this.#dead.add(node);
      this.#toHead({ type: "nodeDied", nodeId });
    });
    for (const other of this.nodes()) {
      if (other === node) continue;
      late(() => {
        other.post({ type: "nodeRemoved", nodeId });
        other.post({ type: "ownerNodeDied", nodeId });
      });
    }
    for (const owner of this.owners) if (owner.isAlive) late(() => owner.isAlive && owner.nodeDied(node));
  }

  workerEnded(node: LeaseNode, leaseId: string): void {
    for (const owner of this.owners) this.#tellOfWorker(node, owner, leaseId);
  }

  #tellOfWorker(node: LeaseNode, owner: LeaseOwner, leaseId: string): void {
    this.engine.after(this.network.delayMs(), () => {
      const isCut = owner.home !== node && (node.isCut || owner.home.isCut);
      if (isCut && node.isAlive) this.#tellOfWorker(node, owner, leaseId);
      else if (owner.isAlive) owner.leaseEnded(leaseId);
    });
  }

  // What must hold.

  runFor(ms: number): void {
    this.engine.runUntil(this.engine.now + ms, () => this.#check());
  }

  #check(): void {
    for (const node of this.nodes()) {
      if (!node.isTouched) continue;
      node.validate();
      const { available, total } = node.scheduler.localView(this.engine.now);
      for (const [name, amount] of available) {
        const most = total.get(name) ?? 0;
        if (amount < 0 || amount > most) throw new Error(`${node.nodeId} has ${amount} of ${most} ${name} free`);
      }
    }
  }

  waiting(): { readonly owner: LeaseOwner; readonly wanted: Wanted }[] {
    return this.owners
      .filter(({ isAlive }) => isAlive)
      .flatMap((owner) => owner.wanted.map((wanted) => ({ owner, wanted })))
      .filter(({ wanted }) => wanted.state !== "done");
  }

  /** The world behaves: every task ends, groups are removed, and all that the nodes have is free again. */
  end(): void {
    this.network.weather = fairWeather;
    this.runFor(60_000);
    for (const placementGroupId of this.groups.keys()) this.removeGroup(placementGroupId);
    for (let round = 0; round < 10 && this.waiting().length > 0; round += 1) this.runFor(60_000);
    const [stuck] = this.waiting();
    if (stuck !== undefined) throw new Error(`a task still waits: ${this.#why(stuck.wanted)}`);
    this.runFor(60_000);
    for (const node of this.nodes()) {
      const { available, total } = node.scheduler.localView(this.engine.now);
      const [has, free] = [JSON.stringify([...total]), JSON.stringify([...available])];
      if (has !== free || total.size !== 1)
        throw new Error(
          `${node.nodeId} has ${has}, of which ${free} are free; ${JSON.stringify(node.scheduler.leases())}`,
        );
      if (node.leased.size > 0) throw new Error(`${node.nodeId} has leases left: ${[...node.leased.values()]}`);
    }
  }

  #why({ number, state, leaseId, node, group, cpus }: Wanted): string {
    const reason = node?.scheduler.why(leaseId, this.engine.now).reason;
    const of = group === null ? "" : ` in group ${JSON.stringify(this.#head.why(group.placementGroupId))}`;
    return `${number} of ${cpus} CPUs${of} is ${state} at ${node?.nodeId} as ${leaseId}: ${reason}`;
  }
}

function specOf(placementGroupId: string, { index, resources }: Bundle): BundleSpec {
  return { placementGroupId, index, resources };
}
