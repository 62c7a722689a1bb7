// The actors of a cluster: registered by their owners, made on a worker, restarted, ended (Ray 2.60.0,
// gcs_actor_manager.cc and gcs_actor_scheduler.cc).
//
// | state                | meaning                                   | leaves by                                           |
// |----------------------|-------------------------------------------|-----------------------------------------------------|
// | DEPENDENCIES_UNREADY | registered; its owner resolves arguments  | createActor, owner's death, kill                    |
// | PENDING_CREATION     | gets a worker, see actor-making.ts        | creation done, failure                              |
// | ALIVE                | its worker takes calls                    | worker's or node's death, kill, end of references   |
// | RESTARTING           | as PENDING_CREATION, once more            | as PENDING_CREATION                                 |
// | DEAD, registered     | its owner still holds references          | owner's word or death; lineage restart where allowed|
// | DEAD, gone           | only shown, the newest maxDeadActors      | being the oldest                                    |
//
// A detached actor has no owner that could end it. Every other one ends with its owner, or when its owner says that
// nobody holds a reference: by ReportActorOutOfScope (its results may yet have to be rebuilt, so it stays restartable)
// or by the answer to WaitForActorRefDeleted (for good).
//
// Invariants (validate): a worker has at most one actor; an actor has at most one lease asked for or one worker; who is
// not being made has no open CreateActor; a name leads to a registered actor.

import type { ActorId, RequestId } from "../../scheduler/types.js";
import type { NodeDeath } from "../types.js";
import { ActorEnding } from "./actor-ending.js";
import { ActorMaking } from "./actor-making.js";
import { ActorManagerState } from "./actor-state.js";
import type { ActorRecord } from "./actor-table.js";
import { actorWhy } from "./actor-why.js";
import * as cause from "./death-causes.js";
import type {
  ActorData,
  ActorEffect,
  ActorEvent,
  ActorEventOf,
  ActorFilters,
  ActorManagerConfig,
  ActorStatus,
  AliveNode,
} from "./types.js";

/** What an earlier head wrote, and what is known of the cluster now. */
export interface SavedActors {
  readonly actors: readonly ActorData[];
  readonly nodes: readonly AliveNode[];
  /** Jobs that have not finished. */
  readonly liveJobs: ReadonlySet<string>;
}

const UUID = /^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89aAbB][a-f0-9]{3}-[a-f0-9]{12}$/;
const UNKNOWN_NODE_DEATH: NodeDeath = { reason: 2, message: "the node left while the head was away" };

export class ActorManager {
  readonly #state: ActorManagerState;
  readonly #making: ActorMaking;
  readonly #ending: ActorEnding;

  constructor(config: ActorManagerConfig) {
    this.#state = new ActorManagerState(config);
    this.#making = new ActorMaking(this.#state);
    this.#ending = new ActorEnding(this.#state, this.#making);
  }

  handle(event: ActorEvent, now: number): ActorEffect[] {
    switch (event.type) {
      case "registerActor":
        this.#register(event, now);
        break;
      case "createActor":
        this.#create(event, now);
        break;
      case "restartForLineage":
        this.#restartForLineage(event, now);
        break;
      case "killActor":
        this.#kill(event, now);
        break;
      case "actorOutOfScope":
        this.#outOfScope(event, now);
        break;
      case "leaseReply":
        this.#leaseReply(event, now);
        break;
      case "creationReply":
        this.#making.creationReply(event, now);
        break;
      case "ownerReply":
        this.#ending.ownerReply(event, now);
        break;
      case "unusedWorkersReleased":
        if (this.#state.releasing.delete(event.nodeId)) this.#making.nodeAdded(now);
        break;
      case "workerDied":
        this.#ending.workerDied(event, now);
        break;
      case "nodeAdded":
        this.#state.nodes.set(event.node.nodeId, event.node);
        this.#state.deadNodes.delete(event.node.nodeId);
        this.#making.nodeAdded(now);
        break;
      case "nodeDied":
        this.#ending.nodeDied(event.nodeId, event.death, now);
        break;
      case "nodePreempted":
        this.#ending.nodePreempted(event.nodeId, now);
        break;
      case "jobFinished":
        this.#ending.jobFinished(event, now);
        break;
      case "tick":
        this.#tick(now);
    }
    return this.#takeEffects();
  }

  /** Once, before the first event. */
  restore(saved: SavedActors, now: number): ActorEffect[] {
    const { table, nodes, releasing, effects } = this.#state;
    for (const node of saved.nodes) nodes.set(node.nodeId, node);
    const byId = new Map(saved.actors.map((actor) => [actor.spec.actorId, actor]));
    const [living, dead] = [[], []] as [ActorData[], ActorData[]];
    for (const actor of saved.actors) (shouldLoad(actor, byId, saved.liveJobs) ? living : dead).push(actor);
    // First those that end: their names are free for others.
    for (const actor of dead.sort((a, b) => a.timestampMs - b.timestampMs)) {
      if (actor.state !== "DEAD" || cause.isRestartable(actor)) this.#endOrphan(actor, now);
      else for (const actorId of table.bury(actor)) effects.push({ type: "forget", actorId });
    }
    const records = living.map((actor) => this.#load(actor));
    for (const node of nodes.values()) {
      releasing.add(node.nodeId);
      const inUse = [...table.byWorker].filter(([, { data }]) => data.worker?.nodeId === node.nodeId).map(([id]) => id);
      effects.push({ type: "releaseUnusedWorkers", node, inUse });
    }
    for (const record of table.select(({ phase }) => phase.type === "waitingForNode")) this.#making.start(record, now);
    for (const record of records) {
      const { state, worker } = record.data;
      if (state === "DEAD" || worker === null || nodes.has(worker.nodeId)) continue;
      const death = cause.nodeDied(record.data, worker.nodeId, UNKNOWN_NODE_DEATH);
      this.#ending.restart(record, true, death, now);
    }
    return this.#takeEffects();
  }

  /** When `tick` is next of use; null: not before something else happens. */
  nextWakeMs(): number | null {
    const { nextTimerMs } = this.#state;
    return nextTimerMs === Number.POSITIVE_INFINITY ? null : nextTimerMs;
  }

  get(actorId: ActorId): ActorData | null {
    return this.#state.table.get(actorId);
  }

  /** Registered under this name, dead or not. */
  named(name: string, namespace: string): ActorData | null {
    return this.#state.table.named(name, namespace)?.data ?? null;
  }

  /** @param namespace null: all */
  names(namespace: string | null): { readonly namespace: string; readonly name: string }[] {
    return this.#state.table.names(namespace);
  }

  list(filters: ActorFilters, limit: number): { actors: ActorData[]; total: number; numFiltered: number } {
    return this.#state.table.list(filters, limit);
  }

  /** Why it is not there yet, and the lease that decides it. */
  why(actorId: ActorId, now: number): ReturnType<typeof actorWhy> {
    return actorWhy(this.get(actorId), this.#state.table.registered.get(actorId) ?? null, now);
  }

  /** @throws Error when an invariant is broken */
  validate(): void {
    this.#state.table.validate();
    for (const [key, timer] of this.#state.timers) {
      if (timer.atMs < this.#state.nextTimerMs) throw new Error(`timer ${key} would be slept through`);
      if (timer.type === "killWorker") continue;
      if (!this.#state.table.registered.has(timer.actorId))
        throw new Error(`timer ${key} is for an actor that is gone`);
    }
    for (const record of this.#state.table.registered.values()) {
      const isWaiting = record.phase.type === "waitingForNode";
      if (isWaiting && !this.#state.timers.has(`make ${record.actorId}`)) {
        throw new Error(`actor ${record.actorId} waits for ever`);
      }
      if (!record.data.spec.isDetached && !record.isOwnerWatched) {
        throw new Error(`nobody watches the owner of actor ${record.actorId}`);
      }
    }
  }

  #takeEffects(): ActorEffect[] {
    const { effects } = this.#state;
    this.#state.effects = [];
    return effects;
  }

  #reply(requestId: RequestId, status: ActorStatus, message = ""): void {
    this.#state.effects.push({ type: "reply", requestId, status, message });
  }

  #register({ requestId, spec }: ActorEventOf<"registerActor">, now: number): void {
    const { table, effects, deadWorkers, deadNodes } = this.#state;
    // The owner asks again when it lost our answer.
    if (table.registered.has(spec.actorId)) return this.#reply(requestId, "ok");
    // Of an owner that is dead already nobody tells again, and it sends no arguments: a detached actor would wait for ever.
    const isOwnerDead = deadWorkers.has(spec.owner.workerId) || deadNodes.has(spec.owner.nodeId);
    if (table.gone.has(spec.actorId) || isOwnerDead) {
      return this.#reply(requestId, "schedulingCancelled", "Actor creation cancelled.");
    }
    if (spec.name !== "" && table.named(spec.name, spec.namespace)) {
      const text = `Actor with name '${spec.name}' already exists in the namespace ${spec.namespace}`;
      return this.#reply(requestId, "alreadyExists", text);
    }
    if (spec.isDetached && spec.name !== "" && UUID.test(spec.namespace)) {
      const errorType = "detached_actor_anonymous_namespace";
      effects.push({ type: "publishError", jobId: spec.jobId, errorType, message: anonymous(spec.namespace) });
    }
    const record = table.add(newActor(spec, now));
    this.#state.save(record, "write");
    this.#state.publish(record, true);
    this.#reply(requestId, "ok");
    if (!spec.isDetached) this.#state.watchOwner(record);
  }

  #create({ requestId, spec }: ActorEventOf<"createActor">, now: number): void {
    const record = this.#state.table.registered.get(spec.actorId);
    if (record === undefined || record.data.state === "DEAD") {
      const actor = record?.data ?? this.#state.table.gone.get(spec.actorId) ?? null;
      const cancelled = { status: "schedulingCancelled", message: "Actor creation cancelled." } as const;
      const unknown = { status: "invalid", message: "Actor may be already destroyed." } as const;
      const { deathCause = null } = actor ?? {};
      const reply = { type: "replyCreated", requestId, worker: null, borrowedRefs: [], deathCause } as const;
      this.#state.effects.push({ ...reply, ...(actor ? cancelled : unknown), actor: actor ?? newActor(spec, now) });
      return;
    }
    if (record.data.state === "ALIVE") {
      const { data } = record;
      const done = { status: "ok", message: "", worker: data.worker, borrowedRefs: [], deathCause: null } as const;
      this.#state.effects.push({ type: "replyCreated", requestId, ...done, actor: data });
      return;
    }
    record.createRequests.push(requestId);
    if (record.data.state !== "DEPENDENCIES_UNREADY") return;
    // What identifies it was fixed when it was registered; only the task may have changed by resolving its arguments.
    const resolved = { ...record.data.spec, taskSpec: spec.taskSpec };
    this.#state.update(record, { state: "PENDING_CREATION", spec: resolved }, now);
    this.#state.save(record, "write");
    this.#state.publish(record, true);
    this.#making.start(record, now);
  }

  #restartForLineage(event: ActorEventOf<"restartForLineage">, now: number): void {
    const { requestId, actorId, numRestartsByLineage } = event;
    const record = this.#state.table.registered.get(actorId);
    if (record === undefined) return this.#reply(requestId, "invalid", "Actor is permanently dead.");
    const { data } = record;
    // Asked again after a lost answer.
    if (numRestartsByLineage <= data.numRestartsByLineage) return this.#reply(requestId, "ok");
    if (!cause.isRestartable(data) || numRestartsByLineage !== data.numRestartsByLineage + 1) {
      const text = `Actor ${actorId} is ${data.state} after ${data.numRestartsByLineage} restarts for lineage, so number ${numRestartsByLineage} cannot be made.`;
      return this.#reply(requestId, "invalid", text);
    }
    this.#state.update(record, { numRestartsByLineage }, now);
    this.#ending.restart(record, true, cause.outOfScope(data), now);
    this.#reply(requestId, "ok");
  }

  #kill({ requestId, actorId, force, noRestart }: ActorEventOf<"killActor">, now: number): void {
    const record = this.#state.table.registered.get(actorId);
    if (record === undefined) {
      return this.#reply(requestId, "notFound", `Could not find actor with ID ${actorId}.`);
    }
    const deathCause = cause.killedByApplication(record.data);
    if (noRestart) this.#ending.destroy(record, deathCause, true, now);
    else if (record.data.state === "ALIVE") this.#state.killWorker(record, deathCause, force, null, now);
    else if (record.phase.type !== "idle") {
      // It counts as ended from now on: one that would not go when it is asked to would stay.
      this.#state.killWorker(record, deathCause, true, null, now);
      this.#ending.restart(record, true, deathCause, now);
    }
    this.#reply(requestId, "ok");
  }

  #outOfScope({ requestId, actorId, numRestartsByLineage }: ActorEventOf<"actorOutOfScope">, now: number): void {
    const record = this.#state.table.registered.get(actorId);
    // An older report than the last lineage restart says nothing of the references there are now.
    if (record && record.data.numRestartsByLineage <= numRestartsByLineage) {
      this.#ending.destroy(record, cause.outOfScope(record.data), false, now);
    }
    this.#reply(requestId, "ok");
  }

  #leaseReply(event: ActorEventOf<"leaseReply">, now: number): void {
    const deathCause = this.#making.leaseReply(event, now);
    const record = this.#state.table.registered.get(event.actorId);
    if (deathCause && record) this.#ending.destroy(record, deathCause, true, now);
  }

  #tick(now: number): void {
    for (const timer of this.#state.takeDue(now)) {
      if (timer.type === "killWorker") {
        this.#state.effects.push(timer.effect);
        continue;
      }
      const record = this.#state.table.registered.get(timer.actorId);
      if (record === undefined) continue;
      if (timer.type === "askOwner") this.#state.watchOwner(record);
      else this.#making.again(record, now);
    }
  }

  #load(actor: ActorData): ActorRecord {
    const record = this.#state.table.add(actor);
    const { worker } = actor;
    const isBeingMade = actor.state === "PENDING_CREATION" || actor.state === "RESTARTING";
    const isOnLiveNode = worker !== null && this.#state.nodes.has(worker.nodeId);
    if (worker !== null && (actor.state === "ALIVE" || isBeingMade)) this.#state.setWorker(record, worker);
    if (isBeingMade && isOnLiveNode) this.#making.resume(record, actor.timestampMs);
    else if (isBeingMade) record.phase = worker ? { type: "creating" } : { type: "waitingForNode" };
    if (!actor.spec.isDetached) this.#state.watchOwner(record);
    return record;
  }

  /** Its job, or the detached actor it belongs to, ended while the head was away. */
  #endOrphan(actor: ActorData, now: number): void {
    const record = this.#load(actor);
    const why = cause.ownerDied(actor, actor.spec.owner, "SYSTEM_ERROR", "Its owner ended while the head was away.");
    this.#ending.destroy(record, why, true, now);
  }
}

function newActor(spec: ActorData["spec"], now: number): ActorData {
  return {
    spec,
    state: "DEPENDENCIES_UNREADY",
    worker: null,
    pid: 0,
    nodeId: null,
    resourceMapping: [],
    numRestarts: 0,
    numRestartsByLineage: 0,
    numRestartsByPreemption: 0,
    isPreempted: false,
    reprName: "",
    timestampMs: now,
    startMs: 0,
    endMs: 0,
    deathCause: null,
  };
}

function anonymous(namespace: string): string {
  const what = "It looks like you're creating a detached actor in an anonymous namespace.";
  const how = `explicitly connect to this namespace with ray.init(namespace="${namespace}", ...)`;
  return `${what} In order to access this actor in the future, you will need to ${how}`;
}

/** Ray 2.60.0, OnInitializeActorShouldLoad. */
function shouldLoad(actor: ActorData, all: ReadonlyMap<ActorId, ActorData>, liveJobs: ReadonlySet<string>): boolean {
  if (actor.state === "DEAD" && !cause.isRestartable(actor)) return false;
  const { rootDetachedActorId, actorId, jobId } = actor.spec;
  if (rootDetachedActorId === null) return liveJobs.has(jobId);
  if (rootDetachedActorId === actorId) return true;
  const root = all.get(rootDetachedActorId);
  return root !== undefined && root.state !== "DEAD";
}
