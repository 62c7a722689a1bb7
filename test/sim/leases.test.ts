import { describe } from "vitest";
import { LeaseCluster } from "./lease-cluster.js";
import { type Mended, runSeeds } from "./seeds.js";

const mended: readonly Mended[] = [
  { seed: 70, what: "a worker is leased to an owner whose node is dead, and never comes back" },
];

/**
 * Lease schedulers of several nodes and the head's placement groups together, under a seeded scheduler: late, lost and
 * repeated requests, spillbacks, cancels, workers and nodes that die or are cut off, groups that come and go. After every step each
 * machine's invariants hold, no worker has two leases and no lease two workers; in the end every task has run or was told
 * why not, and all resources are free again.
 */
function run(seed: number): void {
  const bad = seed % 4;
  const weather = { lost: 0.03 * bad, answerLost: 0.03 * bad, late: 0.03 * bad };
  const cpus = [4, 2, 2, 8, 1].slice(0, 2 + (seed % 4));
  const cluster = new LeaseCluster(seed, cpus, weather);
  const { engine } = cluster;
  try {
    for (let action = 0; action < 60; action += 1) {
      act(cluster);
      cluster.runFor(engine.between(1, engine.chance(0.1) ? 5_000 : 200));
    }
    cluster.end();
  } catch (error) {
    throw engine.failure(error);
  }
}

function act(cluster: LeaseCluster): void {
  const { engine } = cluster;
  const { random } = engine;
  const owner = random.pick(cluster.owners.filter(({ isAlive }) => isAlive));
  const node = random.pick(cluster.nodes());
  const groups = [...cluster.groups.keys()];
  const what = random.below(100);
  if (what < 45) {
    // The first node, which stays, can run any of them.
    cluster.want(owner, random.pick([1, 1, 1, 2, 4, 0.5]), null);
  } else if (what < 60 && groups.length > 0) {
    const placementGroupId = random.pick(groups);
    const count = cluster.groups.get(placementGroupId)?.bundles ?? 1;
    cluster.want(owner, 1, { placementGroupId, index: random.below(count + 1) - 1 });
  } else if (what < 72) {
    const strategy = random.pick(["PACK", "SPREAD", "STRICT_PACK", "STRICT_SPREAD"] as const);
    cluster.createGroup(
      strategy,
      Array.from({ length: engine.between(1, 3) }, () => engine.between(1, 2)),
    );
  } else if (what < 78 && groups.length > 0) {
    cluster.removeGroup(random.pick(groups));
  } else if (what < 86) {
    const waiting = cluster.waiting().filter(({ wanted }) => wanted.state === "asking");
    if (waiting.length === 0) return;
    const chosen = random.pick(waiting);
    chosen.owner.cancel(chosen.wanted);
  } else if (what < 94) {
    const workers = [...node.leased.keys()];
    if (workers.length > 0) node.endWorker(random.pick(workers));
  } else if (what < 96 && node.nodeId !== "n0") cluster.crash(node);
  else if (what < 98) {
    // The first node, which stays, is cut off for short times only.
    cluster.cut(node, engine.between(100, node.nodeId === "n0" ? 9_000 : 20_000));
  }
}

describe("leases and placement groups of a simulated cluster", () => {
  runSeeds(run, mended);
});
