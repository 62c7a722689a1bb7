import fc from "fast-check";
import { describe, it } from "vitest";
import type { ActorData, ActorEffect, ActorEvent } from "../../../../src/core/gcs/actors/types.js";
import { ActorBench, actorSpec, JOB, NODE, worker } from "./actor-bench.js";

/** A worker as its raylet sees it. */
interface Worker {
  readonly nodeId: string;
  readonly leaseId: string;
  readonly actorId: string;
  /** Ran the creation task. */
  hasActor: boolean;
}

const NODES = ["node-a", "node-b", "node-c"];
/** Workers a node can have at once. */
const ROOM = 3;

/**
 * A small cluster around one manager: raylets that lease (at most one worker a lease id), workers that run a creation
 * task, owners. Calls wait in `calls` and are made, or lost before or after they were done, in any order. What the model
 * asserts, the manager does not know: who really runs where.
 */
class Cluster {
  readonly bench = new ActorBench();
  readonly alive = new Set<string>([NODE]);
  readonly workers = new Map<string, Worker>();
  readonly calls: ActorEffect[] = [];
  readonly news: ActorEvent[] = [];
  readonly rows = new Map<string, ActorData>();
  readonly wanted = new Map<string, boolean>();
  readonly open = new Set<number>();
  readonly cancelled = new Set<string>();
  #workers = 0;
  #actors = 0;

  node(nodeId: string): void {
    if (this.alive.has(nodeId)) return;
    this.alive.add(nodeId);
    this.send({ type: "nodeAdded", node: { nodeId, ip: "10.0.0.1", port: 1 } });
  }

  killNode(nodeId: string): void {
    if (nodeId === NODE || !this.alive.delete(nodeId)) return;
    for (const [id, { nodeId: at }] of [...this.workers]) if (at === nodeId) this.workers.delete(id);
    this.news.push({ type: "nodeDied", nodeId, death: { reason: 2, message: "" } });
  }

  killWorker(workerId: string): void {
    const found = this.workers.get(workerId);
    if (found === undefined) return;
    this.workers.delete(workerId);
    const why = { exitType: "SYSTEM_ERROR", detail: "", creationException: null } as const;
    this.news.push({ type: "workerDied", nodeId: found.nodeId, workerId, ...why });
  }

  addActor(maxRestarts: number, isDetached: boolean, isNamed: boolean): void {
    const actorId = `actor-${++this.#actors}`;
    const name = isNamed ? actorId : "";
    const root = isDetached ? actorId : null;
    this.wanted.set(actorId, true);
    const spec = actorSpec({ actorId, maxRestarts, isDetached, name, rootDetachedActorId: root });
    this.request((requestId) => ({ type: "registerActor", requestId, spec }));
    this.request((requestId) => ({ type: "createActor", requestId, spec }));
  }

  request(event: (requestId: number) => ActorEvent): void {
    const requestId = this.bench.requestId();
    this.open.add(requestId);
    this.send(event(requestId));
  }

  send(event: ActorEvent): void {
    this.#take(this.bench.send(event));
  }

  sleep(ms: number): void {
    this.#take(this.bench.sleep(ms));
  }

  restartHead(): void {
    // Answers to the former head are lost; what it had asked of raylets may still be done.
    for (const call of this.calls.splice(0)) if (call.type !== "createOnWorker") this.perform(call, "answer lost");
    this.calls.length = 0;
    this.open.clear();
    const nodes = [...this.alive].map((nodeId) => ({ nodeId, ip: "10.0.0.1", port: 1 }));
    this.news.splice(0, this.news.length, ...this.news.filter(({ type }) => type !== "nodeDied"));
    this.#take(this.bench.restart({ actors: [...this.rows.values()], nodes, liveJobs: new Set([JOB]) }));
  }

  #take(effects: readonly ActorEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "reply" || effect.type === "replyCreated") {
        if (!this.open.delete(effect.requestId)) throw new Error(`request ${effect.requestId} is answered twice`);
      } else if (effect.type === "persist") this.rows.set(effect.actor.spec.actorId, effect.actor);
      else if (effect.type === "forget") this.rows.delete(effect.actorId);
      else if (effect.type !== "publish" && effect.type !== "watchOwner" && effect.type !== "actorEnded") {
        this.calls.push(effect);
      }
    }
  }

  /** @param fate what becomes of the call: done and answered, done with the answer lost, or never done */
  perform(call: ActorEffect, fate: "done" | "answer lost" | "lost"): void {
    const isDone = fate !== "lost";
    const answer = (event: ActorEvent, failure: ActorEvent) => this.send(fate === "done" ? event : failure);
    switch (call.type) {
      case "requestLease":
        return this.#lease(call, fate);
      // The shell repeats these until the raylet has them.
      case "dropLease":
        if (!isDone) this.calls.push(call);
        else {
          this.cancelled.add(call.leaseId);
          for (const [id, { leaseId }] of [...this.workers]) if (leaseId === call.leaseId) this.killWorker(id);
        }
        return;
      case "killWorker":
        if (!isDone) this.calls.push(call);
        else this.killWorker(call.worker.workerId);
        return;
      case "createOnWorker": {
        const at = this.workers.get(call.worker.workerId);
        const about = { actorId: call.actor.spec.actorId, workerId: call.worker.workerId } as const;
        const failed = { type: "creationReply", ...about, outcome: { type: "failed", message: "" } } as const;
        if (at === undefined) return this.send(failed);
        if (isDone) at.hasActor = true;
        const outcome = { type: "done", reprName: "", borrowedRefs: [], applicationError: null } as const;
        return answer({ type: "creationReply", ...about, outcome }, failed);
      }
      case "releaseUnusedWorkers":
        if (!isDone) {
          this.calls.push(call);
          return;
        }
        for (const [id, { nodeId }] of [...this.workers]) {
          if (nodeId === call.node.nodeId && !call.inUse.includes(id)) this.killWorker(id);
        }
        return this.send({ type: "unusedWorkersReleased", nodeId: call.node.nodeId });
    }
  }

  #lease(call: Extract<ActorEffect, { type: "requestLease" }>, fate: "done" | "answer lost" | "lost"): void {
    const { leaseId, node, grantOrReject } = call;
    const { actorId } = call.actor.spec;
    const reply = (outcome: Extract<ActorEvent, { type: "leaseReply" }>["outcome"]) =>
      this.send({ type: "leaseReply", actorId, leaseId, nodeId: node.nodeId, outcome });
    if (!this.alive.has(node.nodeId) || fate === "lost") return reply({ type: "failed", message: "UNAVAILABLE" });
    if (this.cancelled.has(leaseId)) {
      return reply({ type: "canceled", failure: "SCHEDULING_CANCELLED_INTENDED", message: "" });
    }
    let granted = [...this.workers].find(([, each]) => each.leaseId === leaseId)?.[0];
    if (granted === undefined) {
      const used = [...this.workers.values()].filter(({ nodeId }) => nodeId === node.nodeId).length;
      if (used >= ROOM) {
        if (grantOrReject) return reply({ type: "rejected" });
        const other = [...this.alive].find((nodeId) => nodeId !== node.nodeId);
        if (other !== undefined) return reply({ type: "spillback", nodeId: other });
        // It waits in the queue there.
        this.calls.push(call);
        return;
      }
      granted = `worker-${++this.#workers}`;
      this.workers.set(granted, { nodeId: node.nodeId, leaseId, actorId, hasActor: false });
    }
    if (fate === "answer lost") return reply({ type: "failed", message: "UNAVAILABLE" });
    reply({ type: "granted", worker: worker(granted, node.nodeId), pid: 1, resourceMapping: [] });
  }

  /** Let everything be told and done, and time pass. */
  settle(): void {
    for (let round = 0; round < 200; round++) {
      for (let calls = this.calls.splice(0); calls.length > 0; calls = []) {
        for (const call of calls) this.perform(call, "done");
      }
      for (const event of this.news.splice(0)) this.send(event);
      this.sleep(250);
    }
    this.sleep(60_000);
    for (const call of this.calls.splice(0)) this.perform(call, "done");
    for (const event of this.news.splice(0)) this.send(event);
  }

  check(): void {
    const runs = new Map<string, string>();
    for (const [workerId, { actorId }] of this.workers) {
      const actor = this.bench.manager.get(actorId);
      if (actor?.state !== "ALIVE" || actor.worker?.workerId !== workerId) {
        throw new Error(`${workerId} is leaked: ${actorId} is ${actor?.state} on ${actor?.worker?.workerId}`);
      }
      if (runs.has(actorId)) throw new Error(`${actorId} runs twice`);
      runs.set(actorId, workerId);
    }
    let made = 0;
    for (const actorId of this.wanted.keys()) {
      const actor = this.bench.manager.get(actorId);
      if (actor === null) throw new Error(`${actorId} is lost`);
      const row = this.rows.get(actorId);
      if (row !== actor && row?.state !== actor.state)
        throw new Error(`${actorId} is ${actor.state}, saved ${row?.state}`);
      const { maxRestarts } = actor.spec;
      if (maxRestarts >= 0 && actor.numRestarts - actor.numRestartsByPreemption > maxRestarts) {
        throw new Error(`${actorId} restarted ${actor.numRestarts} times, ${maxRestarts} are allowed`);
      }
      if (actor.state === "ALIVE") {
        if (!runs.has(actorId)) throw new Error(`${actorId} is alive and runs nowhere`);
        if (!this.workers.get(runs.get(actorId) ?? "")?.hasActor) throw new Error(`${actorId} was never created`);
        made++;
      } else if (actor.state !== "DEAD" && actor.state !== "DEPENDENCIES_UNREADY") {
        // Only for want of room.
        if (this.workers.size < ROOM * this.alive.size)
          throw new Error(`${actorId} is ${actor.state} beside free room`);
      }
    }
    if (made !== this.workers.size) throw new Error(`${made} actors on ${this.workers.size} workers`);
  }
}

const WHAT = [
  "add",
  "add",
  "add",
  "done",
  "done",
  "done",
  "done",
  "done",
  "answer lost",
  "lost",
  "news",
  "news",
  "tick",
];
const RARE = ["killWorker", "killNode", "node", "kill", "killRestart", "scope", "lineage", "preempt", "restartHead"];
const steps = fc.array(fc.record({ what: fc.constantFrom(...WHAT, ...WHAT, ...RARE), pick: fc.nat(1000) }), {
  maxLength: 120,
});

function run(program: readonly { readonly what: string; readonly pick: number }[]): void {
  const cluster = new Cluster();
  for (const { what, pick } of program) {
    const actorId = [...cluster.wanted.keys()][pick % Math.max(1, cluster.wanted.size)] ?? "actor-0";
    const actor = cluster.bench.manager.get(actorId);
    const workerId = [...cluster.workers.keys()][pick % Math.max(1, cluster.workers.size)] ?? "";
    const nodeId = NODES[pick % NODES.length] as string;
    switch (what) {
      case "add":
        cluster.addActor((pick % 4) - 1, pick % 3 === 0, pick % 2 === 0);
        break;
      case "done":
      case "answer lost":
      case "lost": {
        const [call] = cluster.calls.splice(pick % Math.max(1, cluster.calls.length), 1);
        if (call) cluster.perform(call, what);
        break;
      }
      case "news": {
        const [event] = cluster.news.splice(pick % Math.max(1, cluster.news.length), 1);
        if (event) cluster.send(event);
        break;
      }
      case "tick":
        cluster.sleep(pick);
        break;
      case "killWorker":
        cluster.killWorker(workerId);
        break;
      case "killNode":
        cluster.killNode(nodeId);
        break;
      case "node":
        // A node comes back under a new id; here, once its death was told.
        if (!cluster.news.some((event) => event.type === "nodeDied" && event.nodeId === nodeId)) cluster.node(nodeId);
        break;
      case "kill":
      case "killRestart":
        cluster.request((requestId) => {
          return { type: "killActor", requestId, actorId, force: true, noRestart: what === "kill" };
        });
        break;
      case "scope": {
        const numRestartsByLineage = actor?.numRestartsByLineage ?? 0;
        cluster.request((requestId) => ({ type: "actorOutOfScope", requestId, actorId, numRestartsByLineage }));
        break;
      }
      case "lineage": {
        const numRestartsByLineage = (actor?.numRestartsByLineage ?? 0) + 1;
        cluster.request((requestId) => ({ type: "restartForLineage", requestId, actorId, numRestartsByLineage }));
        break;
      }
      case "preempt":
        cluster.send({ type: "nodePreempted", nodeId });
        break;
      case "restartHead":
        cluster.restartHead();
    }
  }
  cluster.settle();
  cluster.check();
}

describe("the actor manager", () => {
  it("loses no actor, makes none twice and leaves no worker behind, whatever is lost, late or dies", () => {
    fc.assert(fc.property(steps, run), { numRuns: 300 });
  });
});
