import { describe, expect, it } from "vitest";
import { ActorManager } from "../../src/core/gcs/actors/actor-manager.js";
import type { ActorEffect, ActorEvent } from "../../src/core/gcs/actors/types.js";
import { PlacementGroupManager } from "../../src/core/gcs/placement-groups/group-manager.js";
import type { GroupEffect, GroupEvent, GroupStrategy } from "../../src/core/gcs/placement-groups/types.js";
import { LeaseScheduler } from "../../src/core/scheduler/lease-scheduler.js";
import type { SchedulerEffect, SchedulerEvent } from "../../src/core/scheduler/types.js";
import { actorSpec, JOB } from "../unit/core/gcs/actor-bench.js";
import { bundles, groupSpec, view } from "../unit/core/gcs/group-bench.js";
import { config, lease, worker } from "../unit/core/scheduler/helpers.js";

/**
 * The machines of a large cluster: 2,000 nodes, 40,000 actors, 1,000 placement groups, 1,000,000 queued tasks. Invariants hold,
 * and the cost of one decision is printed for each quarter of the way: it should stay flat.
 */
const NODES = 2_000;
const ACTORS = 40_000;
const GROUPS = 1_000;
const TASKS = 1_000_000;

/** Performs so many steps and prints what one cost in each quarter, in microseconds. */
function measured(what: string, steps: number, step: (number: number) => void): void {
  const costs: string[] = [];
  for (let quarter = 0; quarter < 4; quarter++) {
    const [from, to] = [Math.floor((steps * quarter) / 4), Math.floor((steps * (quarter + 1)) / 4)];
    const started = performance.now();
    for (let number = from; number < to; number++) step(number);
    costs.push((((performance.now() - started) * 1e3) / (to - from)).toFixed(1));
  }
  console.log(`${what}: ${steps} steps, us each by quarter: ${costs.join(" ")}`);
}

const nodeIdOf = (number: number) => `node-${number}`;

describe("a large cluster", () => {
  it("of actors: made, ended with their nodes, made again elsewhere", () => {
    let leases = 0;
    const manager = new ActorManager({
      maxDeadActors: 100_000,
      leaseRetryMs: 200,
      creationRetryMs: 200,
      gracefulShutdownMs: 30_000,
      ownerRetryMs: 1_000,
      newLeaseId: () => `lease-${++leases}`,
      random: () => (leases % 997) / 997,
    });
    const open: ActorEffect[] = [];
    const send = (event: ActorEvent): void => void open.push(...manager.handle(event, 1_000));
    /** Every raylet and every worker does what it is asked for. */
    const agree = (): void => {
      for (let effect = open.pop(); effect !== undefined; effect = open.pop()) {
        if (effect.type === "requestLease") {
          const { nodeId } = effect.node;
          const { actorId } = effect.actor.spec;
          const made = { nodeId, ip: "10.0.0.1", port: 1, workerId: `worker-${effect.leaseId}` };
          const outcome = { type: "granted", worker: made, pid: 1, resourceMapping: [] } as const;
          send({ type: "leaseReply", actorId, leaseId: effect.leaseId, nodeId, outcome });
        } else if (effect.type === "createOnWorker") {
          const outcome = { type: "done", reprName: "", borrowedRefs: [], applicationError: null } as const;
          const { workerId } = effect.worker;
          send({ type: "creationReply", actorId: effect.actor.spec.actorId, workerId, outcome });
        }
      }
    };
    measured("nodes added", NODES, (number) => {
      send({ type: "nodeAdded", node: { nodeId: nodeIdOf(number), ip: "10.0.0.1", port: 1 } });
    });
    measured("actors made", ACTORS, (number) => {
      const owner = { nodeId: nodeIdOf(number % NODES), ip: "10.0.0.1", port: 1, workerId: `owner-${number % 500}` };
      const spec = actorSpec({
        actorId: `actor-${number}`,
        isDetached: true,
        name: `a${number}`,
        maxRestarts: 3,
        owner,
      });
      send({ type: "registerActor", requestId: 2 * number, spec });
      send({ type: "createActor", requestId: 2 * number + 1, spec });
      agree();
    });
    const isAlive = { actorId: null, jobId: null, state: "ALIVE" } as const;
    expect(manager.list(isAlive, 1).numFiltered + ACTORS).toBe(manager.list(isAlive, 1).total);
    manager.validate();
    measured("nodes that die, with their actors made again", NODES / 10, (number) => {
      send({ type: "nodeDied", nodeId: nodeIdOf(number), death: { reason: 2, message: "" } });
      agree();
    });
    manager.validate();
    expect(manager.list(isAlive, ACTORS).actors).toHaveLength(ACTORS);
    measured("actors killed", ACTORS, (number) => {
      send({ type: "killActor", requestId: number, actorId: `actor-${number}`, force: true, noRestart: true });
      open.length = 0;
    });
    manager.validate();
    send({ type: "jobFinished", jobId: JOB });
    expect(manager.list(isAlive, 1).actors).toEqual([]);
  });

  it("of placement groups: placed, told what waits, placed anew", () => {
    const manager = new PlacementGroupManager({
      retryMinMs: 100,
      retryMaxMs: 1_000,
      retryMultiplier: 1.5,
      callRetryMs: 1_000,
      infeasibleGraceMs: 500,
      maxRemovedGroups: 1_000,
    });
    let now = 1_000;
    const open: GroupEffect[] = [];
    const send = (event: GroupEvent): void => void open.push(...manager.handle(event, now));
    const agree = (): void => {
      for (let effect = open.pop(); effect !== undefined; effect = open.pop()) {
        if (effect.type === "prepareBundles") {
          const { placementGroupId, node } = effect;
          send({ type: "prepareReply", placementGroupId, nodeId: node.nodeId, outcome: "prepared" });
        } else if (effect.type === "commitBundles") {
          const { placementGroupId, node } = effect;
          send({ type: "commitReply", placementGroupId, nodeId: node.nodeId, isDone: true });
        }
      }
    };
    measured("nodes added", NODES, (number) => {
      const node = { nodeId: nodeIdOf(number), ip: "10.0.0.1", port: 1 };
      send({ type: "nodeAdded", node, view: view(node.nodeId, { CPU: 8 }) });
    });
    const strategies: readonly GroupStrategy[] = ["PACK", "SPREAD", "STRICT_PACK", "STRICT_SPREAD"];
    const create = (number: number, cpus: number): void => {
      const placementGroupId = `pg-${number}`;
      const strategy = strategies[number % 4] ?? "PACK";
      const four = bundles({ CPU: cpus }, { CPU: cpus }, { CPU: cpus }, { CPU: cpus });
      send({ type: "createGroup", requestId: number, spec: groupSpec({ placementGroupId, strategy, bundles: four }) });
      agree();
    };
    measured("groups placed", GROUPS, (number) => create(number, 1));
    manager.validate();
    expect(manager.list(GROUPS).groups.filter(({ state }) => state === "CREATED")).toHaveLength(GROUPS);
    measured("groups that wait: 64 CPUs in a bundle", GROUPS, (number) => create(GROUPS + number, 64));
    measured("nodes that die", NODES / 10, (number) => {
      now += 10;
      send({ type: "nodeDied", nodeId: nodeIdOf(number) });
      agree();
    });
    manager.validate();
    measured("ticks with 1,000 groups that wait", 1_000, () => {
      now += 1_000;
      send({ type: "tick" });
      open.length = 0;
    });
  });

  it("of queued tasks: each node's scheduler starts the next one at the same cost, however many wait", () => {
    const nodes = Array.from({ length: NODES }, (_, number) => {
      return new LeaseScheduler(config({ CPU: 4 }, { nodeId: nodeIdOf(number), workerCapEnabled: false }));
    });
    const asked: { readonly node: number; readonly leaseId: string }[] = [];
    const send = (node: number, event: SchedulerEvent): SchedulerEffect[] => {
      const effects = nodes[node]?.handle(event, 1_000) ?? [];
      for (const effect of effects)
        if (effect.type === "popWorker") asked.push({ node, leaseId: effect.lease.leaseId });
      return effects;
    };
    measured("leases queued", TASKS, (number) => {
      const request = { grantOrReject: false, isSelectedBasedOnLocality: false, backlog: 0 };
      send(number % NODES, { type: "requestLease", requestId: number, lease: lease({ CPU: 1 }), ...request });
    });
    const waiting = nodes.reduce((sum, node) => sum + (node.resourceDemands()[0]?.readyQueued ?? 0), 0);
    expect({ waiting, asked: asked.length }).toEqual({ waiting: TASKS - 4 * NODES, asked: 4 * NODES });
    nodes[7]?.validate();
    let [started, next] = [0, 0];
    const end = { type: "returnLease", disconnectWorker: false, workerExiting: false, detail: "" } as const;
    measured("leases granted and returned", 500_000, (number) => {
      const { node, leaseId } = asked[next++] ?? { node: 0, leaseId: "" };
      const effects = send(node, { type: "workerPopped", leaseId, worker: worker(number) });
      if (effects.some(({ type }) => type === "grant")) started += 1;
      send(node, { ...end, leaseId });
    });
    expect(started).toBe(500_000);
    for (const node of nodes.slice(0, 20)) node.validate();
  });
});
