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
import { toAmounts } from "../../../../src/core/scheduler/resources.js";
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
    const now = view(this.#nodeId, { CPU: this.#cpus }, { CPU: this.free() }, rackOf(this.#nodeId));
    this.views.push({ type: "nodeView", view: now });
  }

  prepare(id: string, wanted: readonly Bundle[]): boolean {
    const missing = wanted.filter(({ index }) => !this.held.has(`${id}/${index}`));
    const sum = missing.reduce((all, { resources }) => all + (resources.get("CPU") ?? 0), 0) / 10_000;
    if (sum > this.free()) return false;
    for (const bundle of missing) this.held.set(`${id}/${bundle.index}`, { bundle, isCommitted: false });
    this.tell();
    return true;
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

  addGroup(strategy: GroupStrategy, cpus: readonly number[]): void {
    const placementGroupId = `pg-${++this.#groups}`;
    const topology = this.#groups % 3 === 0 ? { label: "rack", value: null } : null;
    const wanted = bundles(...cpus.map((CPU) => ({ CPU })));
    const spec = groupSpec({ placementGroupId, strategy, bundles: wanted, topology });
    this.ask((requestId) => ({ type: "createGroup", requestId, spec }), placementGroupId);
    this.ask((requestId) => ({ type: "waitUntilReady", requestId, placementGroupId }), placementGroupId);
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
    this.open.clear();
    const nodes = [...this.raylets].map(([nodeId, raylet]) => {
      raylet.views.length = 0;
      raylet.tell();
      const first = raylet.views.shift();
      if (first?.type !== "nodeView") throw new Error("a raylet tells nothing");
      return { node: node(nodeId), view: first.view };
    });
    this.take(this.bench.restart({ groups: [...this.rows.values()], nodes, liveJobs: new Set(["job"]) }));
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
      if (isAnswered) this.take(this.bench.send({ type: "unusedBundlesReleased", nodeId }));
      else if (raylet) this.calls.push(call);
      return;
    }
    const { placementGroupId } = call;
    const about = { placementGroupId, nodeId };
    if (call.type === "prepareBundles") {
      const isPrepared = isDone && raylet.prepare(placementGroupId, call.bundles);
      // Half of the raylets are ours.
      const isCommitted = isPrepared && call.mayCommit && nodeId.charCodeAt(nodeId.length - 1) % 2 === 0;
      for (const { index } of isCommitted ? call.bundles : []) {
        const held = raylet?.held.get(`${placementGroupId}/${index}`);
        if (held) held.isCommitted = true;
      }
      const done = isCommitted ? "committed" : "prepared";
      const outcome = !isAnswered ? "failed" : isPrepared ? done : "refused";
      this.take(this.bench.send({ type: "prepareReply", ...about, outcome }));
    } else if (call.type === "commitBundles") {
      for (const { index } of isDone ? call.bundles : []) {
        const held = raylet?.held.get(`${placementGroupId}/${index}`);
        if (held) held.isCommitted = true;
        else if (this.bench.state(placementGroupId) !== "REMOVED")
          throw new Error(`${placementGroupId}/${index} is lost`);
      }
      this.take(this.bench.send({ type: "commitReply", ...about, isDone: isAnswered }));
    } else {
      if (isDone) raylet.release(call.bundles.map(({ index }) => `${placementGroupId}/${index}`));
      this.take(this.bench.send({ type: "returnReply", ...about, isDone: isAnswered }));
    }
  }

  settle(): void {
    for (let round = 0; round < 60; round++) {
      for (const call of this.calls.splice(0)) this.perform(call, "done");
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
      if (manager.get(id)?.state === "CREATED") throw new Error(`${id} is ready, and someone waits for it`);
    }
    for (const [id, row] of this.rows) {
      if (row.state !== this.bench.state(id)) throw new Error(`${id} is ${this.bench.state(id)}, saved ${row.state}`);
    }
  }
}

const STRATEGIES: GroupStrategy[] = ["PACK", "SPREAD", "STRICT_PACK", "STRICT_SPREAD"];
const SHAPES = [[1], [1, 1], [2, 1], [1, 1, 1], [3], [2, 2], [9]];
const OFTEN = ["group", "group", "done", "done", "done", "done", "done", "view", "view", "tick", "lost", "answer lost"];
const RARE = ["node", "killNode", "remove", "remove", "restartHead"];
const steps = fc.array(
  fc.record({ what: fc.constantFrom(...OFTEN, ...OFTEN, ...RARE), pick: fc.nat(1000), shape: fc.nat(100) }),
  { maxLength: 120 },
);

function run(program: readonly { readonly what: string; readonly pick: number; readonly shape: number }[]): void {
  const cluster = new Cluster();
  for (const cpus of [2, 3, 4]) cluster.addNode(cpus);
  for (const { what, pick, shape } of program) {
    if (what === "group") {
      cluster.addGroup(
        STRATEGIES[pick % STRATEGIES.length] as GroupStrategy,
        SHAPES[shape % SHAPES.length] as number[],
      );
    } else if (what === "view") cluster.tellView(pick);
    else if (what === "tick") cluster.take(cluster.bench.sleep(pick * 2));
    else if (what === "node") cluster.addNode(1 + (pick % 4));
    else if (what === "killNode") cluster.killNode(pick);
    else if (what === "remove") cluster.remove(pick);
    else if (what === "restartHead") cluster.restartHead();
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
