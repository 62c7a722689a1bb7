import { ActorManager, type SavedActors } from "../../../../src/core/gcs/actors/actor-manager.js";
import type { ActorEffect, ActorEvent, ActorSpec } from "../../../../src/core/gcs/actors/types.js";
import type { OwnerAddress } from "../../../../src/core/scheduler/types.js";

export const NODE = "node-a";
export const OTHER_NODE = "node-b";
export const JOB = "01000000";
export const OWNER: OwnerAddress = { nodeId: NODE, ip: "10.0.0.1", port: 7, workerId: "owner" };
export const GRACE_MS = 30_000;

export function actorSpec(change: Partial<ActorSpec> = {}): ActorSpec {
  return {
    actorId: "actor-1",
    jobId: JOB,
    name: "",
    namespace: "ns",
    isDetached: false,
    owner: OWNER,
    maxRestarts: 0,
    rootDetachedActorId: null,
    className: "A",
    hasResources: true,
    affinityNodeIds: [],
    placementGroupId: null,
    shown: new Uint8Array(),
    taskSpec: new Uint8Array([1]),
    ...change,
  };
}

export function worker(workerId: string, nodeId = NODE): OwnerAddress {
  return { nodeId, ip: "10.0.0.1", port: 100, workerId };
}

type EffectOf<T extends ActorEffect["type"]> = Extract<ActorEffect, { type: T }>;

/** One manager, driven by hand; checks every invariant after every event. */
export class ActorBench {
  manager: ActorManager;
  now = 1_000;
  #requestId = 0;
  #leases = 0;

  constructor(maxDeadActors = 100) {
    this.manager = this.#newManager(maxDeadActors);
    this.send({ type: "nodeAdded", node: { nodeId: NODE, ip: "10.0.0.1", port: 1 } });
  }

  #newManager(maxDeadActors: number): ActorManager {
    return new ActorManager({
      maxDeadActors,
      leaseRetryMs: 200,
      creationRetryMs: 200,
      gracefulShutdownMs: GRACE_MS,
      ownerRetryMs: 1_000,
      newLeaseId: () => `lease-${++this.#leases}`,
      random: () => 0,
    });
  }

  /** The head dies and comes back with what was persisted. */
  restart(saved: SavedActors): ActorEffect[] {
    this.manager = this.#newManager(100);
    const effects = this.manager.restore(saved, this.now);
    this.manager.validate();
    return effects;
  }

  requestId(): number {
    return ++this.#requestId;
  }

  send(event: ActorEvent): ActorEffect[] {
    const effects = this.manager.handle(event, this.now);
    this.manager.validate();
    return effects;
  }

  sleep(ms: number): ActorEffect[] {
    this.now += ms;
    return this.send({ type: "tick" });
  }

  register(spec: ActorSpec): ActorEffect[] {
    return this.send({ type: "registerActor", requestId: this.requestId(), spec });
  }

  create(spec: ActorSpec): ActorEffect[] {
    return this.send({ type: "createActor", requestId: this.requestId(), spec });
  }

  grant(effects: readonly ActorEffect[], workerId = "worker-1"): ActorEffect[] {
    const { actor, leaseId, node } = one(effects, "requestLease");
    const outcome = { type: "granted", worker: worker(workerId, node.nodeId), pid: 42, resourceMapping: [] } as const;
    return this.send({ type: "leaseReply", actorId: actor.spec.actorId, leaseId, nodeId: node.nodeId, outcome });
  }

  done(actorId = "actor-1", workerId = "worker-1"): ActorEffect[] {
    const outcome = { type: "done", reprName: "A()", borrowedRefs: [], applicationError: null } as const;
    return this.send({ type: "creationReply", actorId, workerId, outcome });
  }

  /** Registered, made and alive on `worker-1`. */
  alive(spec: ActorSpec, workerId = "worker-1"): void {
    this.register(spec);
    this.grant(this.create(spec), workerId);
    this.done(spec.actorId, workerId);
  }

  workerDied(workerId: string, change: Partial<Extract<ActorEvent, { type: "workerDied" }>> = {}): ActorEffect[] {
    const why = { exitType: "SYSTEM_ERROR", detail: "kaputt", creationException: null } as const;
    return this.send({ type: "workerDied", nodeId: NODE, workerId, ...why, ...change });
  }

  state(actorId = "actor-1"): string {
    return this.manager.get(actorId)?.state ?? "unknown";
  }
}

export function all<T extends ActorEffect["type"]>(effects: readonly ActorEffect[], type: T): EffectOf<T>[] {
  return effects.filter((effect): effect is EffectOf<T> => effect.type === type);
}

export function one<T extends ActorEffect["type"]>(effects: readonly ActorEffect[], type: T): EffectOf<T> {
  const found = all(effects, type);
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} ${type} in ${JSON.stringify(effects)}`);
  return first;
}

export function typesOf(effects: readonly ActorEffect[]): string[] {
  return effects.map(({ type }) => type);
}
