import fc from "fast-check";
import { describe, it } from "vitest";
import type { ActorData, ActorEffect, ActorEvent, WorkerExitType } from "../../../../src/core/gcs/actors/types.js";
import { ActorBench, actorSpec, JOB, NODE, OWNER, worker } from "./actor-bench.js";

/** A worker as its raylet sees it. */
interface Worker {
  readonly nodeId: string;
  readonly leaseId: string;
  readonly actorId: string;
  /** Ran the creation task. */
  hasActor: boolean;
}

const MAX_NODES = 3;
/** Workers a node can have at once. */
const ROOM = 3;
const OTHER_JOB = "02000000";
const NAMES = ["", "", "x", "y"];
const EXITS: WorkerExitType[] = ["SYSTEM_ERROR", "SYSTEM_ERROR", "NODE_OUT_OF_MEMORY", "INTENDED_USER_EXIT"];

/**
 * A small cluster around one manager: raylets that lease (at most one worker a lease id), workers that run a creation
 * task, owners: a driver of each job, or a worker. Calls wait in `calls` and are made, or lost before or after they were
 * done, in any order. What the model asserts, the manager does not know: who really runs where.
 */
class Cluster {
  readonly bench = new ActorBench();
  readonly alive = new Set<string>([NODE]);
  readonly workers = new Map<string, Worker>();
  readonly calls: ActorEffect[] = [];
  readonly news: ActorEvent[] = [];
  readonly rows = new Map<string, ActorData>();
  /** The state that subscribers know of. */
  readonly shown = new Map<string, string>();
  readonly wanted = new Set<string>();
  /** Requests without an answer: what was asked, and of which actor. */
  readonly open = new Map<number, ActorEvent>();
  readonly cancelled = new Set<string>();
  readonly liveJobs = new Set([JOB, OTHER_JOB]);
  /** Workers that are dead, and whose death the head was told of. */
  readonly dead: { readonly workerId: string; readonly nodeId: string }[] = [];
  readonly told: { readonly workerId: string; readonly nodeId: string }[] = [];
  #workers = 0;
  #actors = 0;
  #nodes = 0;

  addNode(): void {
    if (this.alive.size >= MAX_NODES) return;
    const nodeId = `node-${++this.#nodes}`;
    this.alive.add(nodeId);
    this.send({ type: "nodeAdded", node: { nodeId, ip: "10.0.0.1", port: 1 } });
  }

  killNode(nodeId: string): void {
    if (nodeId === NODE || !this.alive.delete(nodeId)) return;
    for (const [workerId, { nodeId: at }] of [...this.workers]) {
      if (at !== nodeId) continue;
      this.workers.delete(workerId);
      this.dead.push({ workerId, nodeId });
    }
    this.news.push({ type: "nodeDied", nodeId, death: { reason: 2, message: "" } });
  }

  killWorker(workerId: string, exitType: WorkerExitType = "SYSTEM_ERROR"): void {
    const found = this.workers.get(workerId);
    if (found === undefined) return;
    this.workers.delete(workerId);
    this.dead.push({ workerId, nodeId: found.nodeId });
    const why = { exitType, detail: "", creationException: null } as const;
    this.news.push({ type: "workerDied", nodeId: found.nodeId, workerId, ...why });
  }

  /** Of a driver's, or of an actor's own making. */
  addActor(pick: number): void {
    const parents = [...this.workers].filter(([, { hasActor }]) => hasActor);
    const [ownerId, parent] = parents[pick % (parents.length + 2)] ?? [];
    const jobs = [...this.liveJobs];
    const root = this.bench.manager.get(parent?.actorId ?? "")?.spec;
    const owner = ownerId === undefined || parent === undefined ? OWNER : worker(ownerId, parent.nodeId);
    const jobId = root?.jobId ?? jobs[pick % jobs.length] ?? JOB;
    this.#add(pick, { owner, jobId, rootDetachedActorId: root?.rootDetachedActorId ?? null }, true);
  }

  /** What an owner asked for before it died may come after the news of its death; no arguments follow. */
  addLate(pick: number): void {
    const owner = this.told[pick % Math.max(1, this.told.length)];
    if (owner !== undefined) this.#add(pick, { owner: worker(owner.workerId, owner.nodeId) }, false);
  }

  #add(pick: number, change: Parameters<typeof actorSpec>[0], isResolved: boolean): void {
    const actorId = `actor-${++this.#actors}`;
    const isDetached = pick % 3 === 0;
    const name = NAMES[pick % NAMES.length] ?? "";
    const own = isDetached ? { rootDetachedActorId: actorId } : {};
    const spec = actorSpec({ actorId, maxRestarts: (pick % 4) - 1, isDetached, name, ...change, ...own });
    this.request((requestId) => ({ type: "registerActor", requestId, spec }));
    // Refused: its name is taken, or its owner is dead.
    if (this.bench.manager.get(actorId) === null) return;
    this.wanted.add(actorId);
    if (isResolved) this.request((requestId) => ({ type: "createActor", requestId, spec }));
  }

  finishJob(jobId: string): void {
    if (this.liveJobs.delete(jobId)) this.send({ type: "jobFinished", jobId });
  }

  /** The owner says that nobody holds a reference to one of its actors. */
  refDeleted(actorId: string): void {
    const owner = this.bench.manager.get(actorId)?.spec.owner.workerId ?? "";
    if (this.isAlive(owner)) this.send({ type: "ownerReply", actorId, outcome: "refDeleted" });
  }

  isAlive(ownerId: string): boolean {
    return ownerId === OWNER.workerId || this.workers.has(ownerId);
  }

  request(event: (requestId: number) => ActorEvent): void {
    const requestId = this.bench.requestId();
    const asked = event(requestId);
    this.open.set(requestId, asked);
    this.send(asked);
  }

  send(event: ActorEvent): void {
    const isTold = ({ workerId, nodeId }: { workerId: string; nodeId: string }) =>
      event.type === "nodeDied" ? event.nodeId === nodeId : event.type === "workerDied" && event.workerId === workerId;
    this.told.push(...this.dead.filter(isTold));
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
    this.told.length = 0;
    for (const [actorId, { state }] of this.rows) this.shown.set(actorId, state);
    const nodes = [...this.alive].map((nodeId) => ({ nodeId, ip: "10.0.0.1", port: 1 }));
    this.news.splice(0, this.news.length, ...this.news.filter(({ type }) => type !== "nodeDied"));
    this.#take(this.bench.restart({ actors: [...this.rows.values()], nodes, liveJobs: this.liveJobs }));
  }

  #take(effects: readonly ActorEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "reply" || effect.type === "replyCreated") {
        if (!this.open.delete(effect.requestId)) throw new Error(`request ${effect.requestId} is answered twice`);
      } else if (effect.type === "persist") this.rows.set(effect.actor.spec.actorId, effect.actor);
      else if (effect.type === "forget") this.rows.delete(effect.actorId);
      else if (effect.type === "publish") {
        const { state, spec } = effect.actor;
        if (this.rows.get(spec.actorId)?.state !== state)
          throw new Error(`${spec.actorId} is shown before it is saved`);
        this.shown.set(spec.actorId, state);
      } else if (effect.type !== "publishError" && effect.type !== "actorEnded") this.calls.push(effect);
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
        // One that is asked politely may go on for as long as it likes.
        else if (call.force || fate === "done") this.killWorker(call.worker.workerId);
        return;
      case "watchOwner": {
        const { actorId, owner } = call;
        // It answers when the last reference is gone, which the model says by itself.
        if (this.isAlive(owner.workerId) && isDone) return;
        return this.send({ type: "ownerReply", actorId, outcome: isDone ? "gone" : "unreachable" });
      }
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
      const hasRoom = (on: string) => [...this.workers.values()].filter(({ nodeId }) => nodeId === on).length < ROOM;
      if (!hasRoom(node.nodeId)) {
        if (grantOrReject) return reply({ type: "rejected" });
        const other = [...this.alive].find(hasRoom);
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
    for (const actorId of this.wanted) {
      const actor = this.bench.manager.get(actorId);
      if (actor === null) throw new Error(`${actorId} is lost`);
      const row = this.rows.get(actorId);
      if (row !== actor && row?.state !== actor.state)
        throw new Error(`${actorId} is ${actor.state}, saved ${row?.state}`);
      if (this.shown.get(actorId) !== actor.state) {
        throw new Error(`${actorId} is ${actor.state}, shown ${this.shown.get(actorId)}`);
      }
      const { maxRestarts, owner, jobId, name, namespace, isDetached, rootDetachedActorId } = actor.spec;
      const isOwnerless = !this.isAlive(owner.workerId) && (!isDetached || actor.state === "DEPENDENCIES_UNREADY");
      const isOver = isOwnerless || (rootDetachedActorId === null && !this.liveJobs.has(jobId));
      if (isOver && actor.state !== "DEAD") throw new Error(`${actorId} is ${actor.state} and belongs to nobody`);
      if (isOver && name !== "" && this.bench.manager.named(name, namespace)?.spec.actorId === actorId) {
        throw new Error(`${actorId} is dead for good and keeps its name`);
      }
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
    for (const asked of this.open.values()) {
      const state = asked.type === "createActor" && this.bench.manager.get(asked.spec.actorId)?.state;
      if (state !== "PENDING_CREATION" && state !== "RESTARTING") throw new Error(`nobody answers ${asked.type}`);
    }
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
const RARE = [
  ...["killWorker", "killNode", "node", "kill", "killRestart", "scope", "lineage", "preempt", "restartHead"],
  ...["late", "refDeleted", "finishJob"],
];
const steps = fc.array(fc.record({ what: fc.constantFrom(...WHAT, ...WHAT, ...RARE), pick: fc.nat(1000) }), {
  maxLength: 120,
  size: "max",
});

function run(program: readonly { readonly what: string; readonly pick: number }[]): void {
  const cluster = new Cluster();
  for (const { what, pick } of program) {
    const actorId = [...cluster.wanted][pick % Math.max(1, cluster.wanted.size)] ?? "actor-0";
    const actor = cluster.bench.manager.get(actorId);
    const workerId = [...cluster.workers.keys()][pick % Math.max(1, cluster.workers.size)] ?? "";
    const nodeId = [...cluster.alive][pick % cluster.alive.size] as string;
    switch (what) {
      case "add":
        cluster.addActor(pick);
        break;
      case "late":
        cluster.addLate(pick);
        break;
      case "refDeleted":
        cluster.refDeleted(actorId);
        break;
      case "finishJob":
        // Rare: after it the job's driver makes nothing more.
        if (pick % 4 === 0) cluster.finishJob(OTHER_JOB);
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
        cluster.killWorker(workerId, EXITS[pick % EXITS.length]);
        break;
      case "killNode":
        cluster.killNode(nodeId);
        break;
      case "node":
        cluster.addNode();
        break;
      case "kill":
      case "killRestart":
        cluster.request((requestId) => {
          return { type: "killActor", requestId, actorId, force: pick % 2 === 0, noRestart: what === "kill" };
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
    fc.assert(fc.property(steps, run), { numRuns: 1_000 });
  });
});
