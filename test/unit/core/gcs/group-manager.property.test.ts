import fc from "fast-check";
import { describe, it } from "vitest";
import { placeBundles } from "../../../../src/core/gcs/placement-groups/bundle-policy.js";
import type {
  Bundle,
  GroupData,
  GroupEffect,
  GroupEvent,
  GroupStrategy,
} from "../../../../src/core/gcs/placement-groups/types.js";
import { BUNDLE_RESOURCE, groupResourceName, toAmounts } from "../../../../src/core/scheduler/resources.js";
import { bundles, GroupBench, groupSpec, node, view } from "./group-bench.js";

type Call = Extract<
  GroupEffect,
  { type: "prepareBundles" | "commitBundles" | "returnBundles" | "releaseUnusedBundles" }
>;

/** Every other node is in the other rack. */
const rackOf = (nodeId: string): Record<string, string> => ({ rack: /[02468]$/.test(nodeId) ? "even" : "odd" });

/** A raylet: what it has, what it has reserved, and views of itself that are on their way. */
class Raylet {
  readonly held = new Map<string, { readonly bundle: Bundle; isCommitted: boolean }>();
  readonly views: GroupEvent[] = [];
  readonly #nodeId: string;
  readonly #cpus: number;

  constructor(nodeId: string, cpus: number) {
    this.#nodeId = nodeId;
    this.#cpus = cpus;
  }

  free(): number {
    let free = this.#cpus;
    for (const { bundle } of this.held.values()) free -= (bundle.resources.get("CPU") ?? 0) / 10_000;
    if (free < 0) throw new Error(`${this.#nodeId} has given away more than it has`);
    return free;
  }

  tell(): void {
    const shown: Record<string, number> = {};
    for (const [key, { bundle, isCommitted }] of this.held) {
      const [id = ""] = key.split("/");
      if (isCommitted) shown[groupResourceName(BUNDLE_RESOURCE, id, bundle.index)] = 1000;
    }
    const [total, free] = [
      { CPU: this.#cpus, ...shown },
      { CPU: this.free(), ...shown },
    ];
    this.views.push({ type: "nodeView", view: view(this.#nodeId, total, free, rackOf(this.#nodeId)) });
  }

  prepare(id: string, wanted: readonly Bundle[], isCommitted: boolean): boolean {
    const missing = wanted.filter(({ index }) => !this.held.has(`${id}/${index}`));
    const sum = missing.reduce((all, { resources }) => all + (resources.get("CPU") ?? 0), 0) / 10_000;
    if (sum > this.free()) return false;
    for (const bundle of missing) this.held.set(`${id}/${bundle.index}`, { bundle, isCommitted: false });
    if (isCommitted) this.commit(id, wanted);
    else this.tell();
    return true;
  }

  /** @returns indexes of those that are not here */
  commit(id: string, wanted: readonly Bundle[]): number[] {
    const lost: number[] = [];
    for (const { index } of wanted) {
      const held = this.held.get(`${id}/${index}`);
      if (held) held.isCommitted = true;
      else lost.push(index);
    }
    this.tell();
    return lost;
  }

  release(keys: Iterable<string>): void {
    for (const key of keys) this.held.delete(key);
    this.tell();
  }
}

class Cluster {
  readonly bench = new GroupBench();
  readonly raylets = new Map<string, Raylet>();
  readonly calls: Call[] = [];
  /** What was said to calls and has not come yet. */
  readonly answers: GroupEvent[] = [];
  readonly liveJobs = new Set(["job", "job-2"]);
  readonly endedActors = new Set<string>();
  readonly rows = new Map<string, GroupData>();
  readonly open = new Map<number, string>();
  #nodes = 0;
  #groups = 0;

  addNode(cpus: number): void {
    const nodeId = `node-${++this.#nodes}`;
    this.raylets.set(nodeId, new Raylet(nodeId, cpus));
    this.take(this.bench.addNode(nodeId, { CPU: cpus }, rackOf(nodeId)));
  }

  killNode(pick: number): void {
    const nodeId = [...this.raylets.keys()][pick % Math.max(1, this.raylets.size)];
    if (nodeId === undefined) return;
    this.raylets.delete(nodeId);
    this.take(this.bench.send({ type: "nodeDied", nodeId }));
  }

  /** By a driver, or by an actor that has not ended. */
  addGroup(strategy: GroupStrategy, cpus: readonly number[], pick: number): void {
    const actors = ["actor-1", "actor-2"].filter((actorId) => !this.endedActors.has(actorId));
    const creatorActorId = actors[pick % 4] ?? null;
    const creatorJobId = [...this.liveJobs][pick % this.liveJobs.size] as string;
    const creator = { creatorJobId, creatorActorId, isCreatorActorDead: creatorActorId === null };
    const placementGroupId = `pg-${++this.#groups}`;
    const topology = this.#groups % 3 === 0 ? { label: "rack", value: null } : null;
    const wanted = bundles(...cpus.map((CPU) => ({ CPU })));
    const spec = groupSpec({ placementGroupId, strategy, bundles: wanted, topology, ...creator });
    this.ask((requestId) => ({ type: "createGroup", requestId, spec }), placementGroupId);
    this.ask((requestId) => ({ type: "waitUntilReady", requestId, placementGroupId }), placementGroupId);
  }

  finishJob(): void {
    if (this.liveJobs.delete("job-2")) this.take(this.bench.send({ type: "jobFinished", jobId: "job-2" }));
  }

  endActor(pick: number): void {
    const actorId = `actor-${1 + (pick % 2)}`;
    this.endedActors.add(actorId);
    this.take(this.bench.send({ type: "actorEnded", actorId }));
  }

  remove(pick: number): void {
    const placementGroupId = `pg-${1 + (pick % Math.max(1, this.#groups))}`;
    this.ask((requestId) => ({ type: "removeGroup", requestId, placementGroupId }), placementGroupId);
  }

  ask(event: (requestId: number) => GroupEvent, placementGroupId: string): void {
    const requestId = this.bench.requestId();
    this.open.set(requestId, placementGroupId);
    this.take(this.bench.send(event(requestId)));
  }

  tellView(pick: number): void {
    const raylet = [...this.raylets.values()][pick % Math.max(1, this.raylets.size)];
    const event = raylet?.views.shift();
    if (event) this.take(this.bench.send(event));
  }

  restartHead(): void {
    for (const call of this.calls.splice(0)) this.perform(call, "answer lost");
    this.calls.length = 0;
    this.answers.length = 0;
    this.open.clear();
    const nodes = [...this.raylets].map(([nodeId, raylet]) => {
      raylet.views.length = 0;
      raylet.tell();
      const first = raylet.views.shift();
      if (first?.type !== "nodeView") throw new Error("a raylet tells nothing");
      return { node: node(nodeId), view: first.view };
    });
    const saved = { groups: [...this.rows.values()], nodes, liveJobs: this.liveJobs };
    this.take(this.bench.restart(saved, (actorId) => this.endedActors.has(actorId)));
  }

  take(effects: readonly GroupEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "reply") {
        if (!this.open.delete(effect.requestId)) throw new Error(`request ${effect.requestId} is answered twice`);
      } else if (effect.type === "persist") this.rows.set(effect.group.placementGroupId, effect.group);
      else if (effect.type === "forget") this.rows.delete(effect.placementGroupId);
      else if (effect.type !== "tellInfeasible") this.calls.push(effect);
    }
  }

  perform(call: Call, fate: string): void {
    const { nodeId } = call.node;
    const raylet = this.raylets.get(nodeId);
    const isDone = raylet !== undefined && fate !== "lost";
    const isAnswered = raylet !== undefined && fate === "done";
    if (call.type === "releaseUnusedBundles") {
      if (isDone) {
        const inUse = new Set(call.inUse.map(({ placementGroupId, index }) => `${placementGroupId}/${index}`));
        raylet.release([...raylet.held.keys()].filter((key) => !inUse.has(key)));
      }
      if (isAnswered) this.answers.push({ type: "unusedBundlesReleased", nodeId });
      else if (raylet) this.calls.push(call);
      return;
    }
    const { placementGroupId } = call;
    const about = { placementGroupId, nodeId };
    if (call.type === "prepareBundles") {
      // Half of the raylets are ours.
      const mayCommit = call.mayCommit && nodeId.charCodeAt(nodeId.length - 1) % 2 === 0;
      const isPrepared = isDone && raylet.prepare(placementGroupId, call.bundles, mayCommit);
      const done = mayCommit ? "committed" : "prepared";
      const outcome = !isAnswered ? "failed" : isPrepared ? done : "refused";
      this.answers.push({ type: "prepareReply", ...about, outcome });
    } else if (call.type === "commitBundles") {
      const lost = isDone ? raylet.commit(placementGroupId, call.bundles) : [];
      const group = this.bench.manager.get(placementGroupId);
      if (lost.length > 0 && group !== null && group.state !== "REMOVED") {
        throw new Error(`${placementGroupId}/${lost} is lost`);
      }
      this.answers.push({ type: "commitReply", ...about, isDone: isAnswered });
    } else {
      if (isDone) raylet.release(call.bundles.map(({ index }) => `${placementGroupId}/${index}`));
      this.answers.push({ type: "returnReply", ...about, isDone: isAnswered });
    }
  }

  answer(pick: number): void {
    const [event] = this.answers.splice(pick % Math.max(1, this.answers.length), 1);
    if (event) this.take(this.bench.send(event));
  }

  settle(): void {
    for (let round = 0; round < 60; round++) {
      for (const call of this.calls.splice(0)) this.perform(call, "done");
      while (this.answers.length > 0) this.answer(0);
      for (let pick = 0; pick < this.raylets.size; pick++) {
        while (([...this.raylets.values()][pick]?.views.length ?? 0) > 0) this.tellView(pick);
      }
      this.take(this.bench.sleep(1_000));
    }
  }

  check(): void {
    const { manager } = this.bench;
    const claimed = new Map<string, string>();
    for (const group of manager.list(10_000).groups) {
      const { placementGroupId, state } = group;
      for (const { index, nodeId } of group.bundles) if (nodeId) claimed.set(`${placementGroupId}/${index}`, nodeId);
      const racks = new Set(group.bundles.flatMap(({ nodeId }) => (nodeId ? rackOf(nodeId)["rack"] : [])));
      if (group.topology !== null && racks.size > 1) throw new Error(`${placementGroupId} is in two racks`);
      const { creatorJobId, creatorActorId } = group;
      const hasActor = creatorActorId !== null && !this.endedActors.has(creatorActorId);
      if (state !== "REMOVED" && !hasActor && !this.liveJobs.has(creatorJobId)) {
        throw new Error(`${placementGroupId} is ${state} and belongs to nobody`);
      }
      if (state === "CREATED" || state === "REMOVED") continue;
      const rooms = [...this.raylets].map(([nodeId, raylet]) => {
        return { nodeId, labels: new Map(Object.entries(rackOf(nodeId))), free: toAmounts([["CPU", raylet.free()]]) };
      });
      const missing = group.bundles.filter(({ nodeId }) => nodeId === null);
      const occupied = new Set(group.bundles.flatMap(({ nodeId }) => nodeId ?? []));
      if (placeBundles({ ...group, bundles: missing, occupied }, rooms)) {
        throw new Error(
          `${placementGroupId} is ${state} (${JSON.stringify(manager.why(placementGroupId))}) beside room`,
        );
      }
    }
    for (const [nodeId, raylet] of this.raylets) {
      for (const [key, { isCommitted }] of raylet.held) {
        if (claimed.get(key) !== nodeId) throw new Error(`${nodeId} keeps ${key}, which is at ${claimed.get(key)}`);
        if (!isCommitted) throw new Error(`${nodeId} never committed ${key}`);
        claimed.delete(key);
      }
    }
    if (claimed.size > 0) throw new Error(`nobody has ${JSON.stringify([...claimed])}`);
    for (const id of this.open.values()) {
      const state = manager.get(id)?.state;
      if (state === "CREATED" || state === "REMOVED") throw new Error(`${id} is ${state}, and someone waits for it`);
    }
    for (const [id, row] of this.rows) {
      if (row.state !== this.bench.state(id)) throw new Error(`${id} is ${this.bench.state(id)}, saved ${row.state}`);
    }
  }
}

const STRATEGIES: GroupStrategy[] = ["PACK", "SPREAD", "STRICT_PACK", "STRICT_SPREAD"];
const SHAPES = [[1], [1, 1], [2, 1], [1, 1, 1], [3], [2, 2], [9]];
const OFTEN = [
  ...["group", "group", "done", "done", "done", "done", "done", "view", "view", "tick", "lost", "answer lost"],
  ...["answer", "answer", "answer", "answer", "answer"],
];
const RARE = ["node", "killNode", "remove", "remove", "restartHead", "finishJob", "endActor"];
const steps = fc.array(
  fc.record({ what: fc.constantFrom(...OFTEN, ...OFTEN, ...RARE), pick: fc.nat(1000), shape: fc.nat(100) }),
  { maxLength: 120, size: "max" },
);

function run(program: readonly { readonly what: string; readonly pick: number; readonly shape: number }[]): void {
  const cluster = new Cluster();
  for (const cpus of [2, 3, 4]) cluster.addNode(cpus);
  for (const { what, pick, shape } of program) {
    if (what === "group") {
      cluster.addGroup(
        STRATEGIES[pick % STRATEGIES.length] as GroupStrategy,
        SHAPES[shape % SHAPES.length] as number[],
        pick >> 2,
      );
    } else if (what === "view") cluster.tellView(pick);
    else if (what === "tick") cluster.take(cluster.bench.sleep(pick * 2));
    else if (what === "node") cluster.addNode(1 + (pick % 4));
    else if (what === "killNode") cluster.killNode(pick);
    else if (what === "remove") cluster.remove(pick);
    else if (what === "restartHead") cluster.restartHead();
    else if (what === "answer") cluster.answer(pick);
    else if (what === "finishJob") cluster.finishJob();
    else if (what === "endActor") cluster.endActor(pick);
    else {
      const [call] = cluster.calls.splice(pick % Math.max(1, cluster.calls.length), 1);
      if (call) cluster.perform(call, what);
    }
  }
  cluster.settle();
  cluster.check();
}

describe("the placement-group manager", () => {
  it("has each bundle once or not at all, and no group waits beside room, whatever is lost, late or dies", () => {
    fc.assert(fc.property(steps, run), { numRuns: 300 });
  });
});
