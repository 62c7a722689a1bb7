import { describe, expect, it } from "vitest";
import type { ActorData, ActorEffect, ActorEvent } from "../../../../src/core/gcs/actors/types.js";
import { ActorBench, actorSpec, all, GRACE_MS, JOB, NODE, OTHER_NODE, one, typesOf, worker } from "./actor-bench.js";

const preempted = { reason: 3, message: "spot" };

describe("registering", () => {
  it("persists, publishes, then answers, and watches the owner", () => {
    const bench = new ActorBench();
    expect(typesOf(bench.register(actorSpec()))).toEqual(["persist", "publish", "reply", "watchOwner"]);
    expect(bench.state()).toBe("DEPENDENCIES_UNREADY");
    // A repeated request changes nothing.
    expect(typesOf(bench.register(actorSpec()))).toEqual(["reply"]);
  });

  it("refuses a name that is taken in the namespace, until its actor is gone", () => {
    const bench = new ActorBench();
    bench.alive(actorSpec({ name: "x" }));
    const again = one(bench.register(actorSpec({ actorId: "actor-2", name: "x" })), "reply");
    expect(again).toMatchObject({
      status: "alreadyExists",
      message: "Actor with name 'x' already exists in the namespace ns",
    });
    expect(one(bench.register(actorSpec({ actorId: "actor-3", name: "x", namespace: "other" })), "reply").status).toBe(
      "ok",
    );
    bench.send({ type: "killActor", requestId: 9, actorId: "actor-1", force: true, noRestart: true });
    expect(bench.manager.named("x", "ns")).toBeNull();
    expect(one(bench.register(actorSpec({ actorId: "actor-2", name: "x" })), "reply").status).toBe("ok");
  });

  it("warns of a detached actor in an anonymous namespace", () => {
    const bench = new ActorBench();
    const namespace = "01234567-89ab-4cde-8fab-0123456789ab";
    const spec = actorSpec({ isDetached: true, name: "x", namespace, rootDetachedActorId: "actor-1" });
    expect(one(bench.register(spec), "publishError").message).toContain(namespace);
  });

  it("lists names of actors that are not dead", () => {
    const bench = new ActorBench();
    bench.alive(actorSpec({ name: "x" }));
    bench.register(actorSpec({ actorId: "actor-2", name: "y", namespace: "other" }));
    expect(bench.manager.names("ns")).toEqual([{ namespace: "ns", name: "x" }]);
    expect(bench.manager.names(null)).toHaveLength(2);
    bench.workerDied("worker-1");
    expect(bench.manager.names("ns")).toEqual([]);
    expect(bench.manager.named("x", "ns")?.state).toBe("DEAD");
  });
});

describe("making", () => {
  it("leases at the owner's node, pushes the task, and answers when it is alive", () => {
    const bench = new ActorBench();
    bench.register(actorSpec());
    const asked = bench.create(actorSpec({ taskSpec: new Uint8Array([2]) }));
    expect(typesOf(asked)).toEqual(["persist", "publish", "requestLease"]);
    expect(one(asked, "requestLease")).toMatchObject({ node: { nodeId: NODE }, grantOrReject: false });
    const granted = bench.grant(asked);
    expect(typesOf(granted)).toEqual(["persist", "createOnWorker"]);
    expect(one(granted, "createOnWorker").actor.spec.taskSpec).toEqual(new Uint8Array([2]));
    const done = bench.done();
    expect(typesOf(done)).toEqual(["persist", "publish", "replyCreated"]);
    expect(one(done, "replyCreated")).toMatchObject({ status: "ok", worker: { workerId: "worker-1" } });
    expect(bench.manager.get("actor-1")).toMatchObject({
      state: "ALIVE",
      pid: 42,
      reprName: "A()",
      startMs: bench.now,
    });
    expect(one(bench.create(actorSpec()), "replyCreated").status).toBe("ok");
  });

  it("follows a spillback with grant_or_reject, and begins anew after a rejection", () => {
    const bench = new ActorBench();
    bench.send({ type: "nodeAdded", node: { nodeId: OTHER_NODE, ip: "10.0.0.2", port: 1 } });
    bench.register(actorSpec());
    const first = one(bench.create(actorSpec()), "requestLease");
    const about = { type: "leaseReply", actorId: "actor-1" } as const;
    const outcome = { type: "spillback", nodeId: OTHER_NODE } as const;
    const second = one(bench.send({ ...about, leaseId: first.leaseId, nodeId: NODE, outcome }), "requestLease");
    expect(second).toMatchObject({ node: { nodeId: OTHER_NODE }, grantOrReject: true });
    expect(second.leaseId).not.toBe(first.leaseId);
    const rejected = { leaseId: second.leaseId, nodeId: OTHER_NODE, outcome: { type: "rejected" } } as const;
    expect(bench.send({ ...about, ...rejected })).toEqual([]);
    expect(bench.sleep(199)).toEqual([]);
    expect(one(bench.sleep(1), "requestLease")).toMatchObject({ node: { nodeId: NODE }, grantOrReject: false });
  });

  it("repeats a broken call with the same lease, and to the same worker", () => {
    const bench = new ActorBench();
    bench.register(actorSpec());
    const { leaseId } = one(bench.create(actorSpec()), "requestLease");
    const failed = { type: "failed", message: "UNAVAILABLE" } as const;
    bench.send({ type: "leaseReply", actorId: "actor-1", leaseId, nodeId: NODE, outcome: failed });
    expect(bench.sleep(199)).toEqual([]);
    const again = bench.sleep(1);
    expect(one(again, "requestLease").leaseId).toBe(leaseId);
    bench.grant(again);
    bench.send({ type: "creationReply", actorId: "actor-1", workerId: "worker-1", outcome: failed });
    expect(bench.sleep(199)).toEqual([]);
    expect(one(bench.sleep(1), "createOnWorker").worker.workerId).toBe("worker-1");
  });

  it("goes to the node it is bound to, and waits while there is none", () => {
    const bench = new ActorBench();
    bench.send({ type: "nodeAdded", node: { nodeId: OTHER_NODE, ip: "10.0.0.2", port: 1 } });
    bench.register(actorSpec({ affinityNodeIds: [OTHER_NODE] }));
    expect(one(bench.create(actorSpec()), "requestLease").node.nodeId).toBe(OTHER_NODE);
    const empty = new ActorBench();
    const spec = actorSpec({ isDetached: true, rootDetachedActorId: "actor-1" });
    empty.register(spec);
    empty.send({ type: "createActor", requestId: 5, spec });
    empty.send({ type: "nodeDied", nodeId: NODE, death: preempted });
    expect(empty.state()).toBe("PENDING_CREATION");
    const node = { nodeId: OTHER_NODE, ip: "10.0.0.2", port: 1 };
    expect(one(empty.send({ type: "nodeAdded", node }), "requestLease").node.nodeId).toBe(OTHER_NODE);
  });

  it("drops the lease of an actor that is killed, and leaves aside what is answered later", () => {
    const bench = new ActorBench();
    bench.register(actorSpec());
    const asked = bench.create(actorSpec());
    const killed = bench.send({ type: "killActor", requestId: 8, actorId: "actor-1", force: true, noRestart: true });
    expect(one(killed, "dropLease").leaseId).toBe(one(asked, "requestLease").leaseId);
    expect(one(killed, "replyCreated")).toMatchObject({
      status: "schedulingCancelled",
      deathCause: { reason: "RAY_KILL", neverStarted: true },
    });
    expect(bench.grant(asked)).toEqual([]);
  });

  it("dies of a refusal that will not change, with the reason", () => {
    const bench = new ActorBench();
    bench.register(actorSpec());
    const { leaseId } = one(bench.create(actorSpec()), "requestLease");
    const failure = "SCHEDULING_CANCELLED_RUNTIME_ENV_SETUP_FAILED" as const;
    const outcome = { type: "canceled", failure, message: "no such package" } as const;
    const effects = bench.send({ type: "leaseReply", actorId: "actor-1", leaseId, nodeId: NODE, outcome });
    expect(one(effects, "replyCreated").deathCause).toMatchObject({ type: "runtimeEnvFailed" });
    expect(bench.state()).toBe("DEAD");
  });

  it("lets nothing wait at a worker whose death was told before its lease", () => {
    const bench = new ActorBench();
    bench.register(actorSpec());
    const asked = bench.create(actorSpec());
    bench.workerDied("worker-1");
    expect(bench.grant(asked)).toEqual([]);
    expect(one(bench.sleep(200), "requestLease")).toBeDefined();
  });

  it("tells the owner that __init__ raised, and dies of it when the worker ends", () => {
    const bench = new ActorBench();
    bench.register(actorSpec({ maxRestarts: 5 }));
    bench.grant(bench.create(actorSpec()));
    const outcome = { type: "done", reprName: "", borrowedRefs: [], applicationError: "ValueError" } as const;
    const raised = bench.send({ type: "creationReply", actorId: "actor-1", workerId: "worker-1", outcome });
    expect(one(raised, "replyCreated")).toMatchObject({ status: "creationTaskError", message: "ValueError" });
    bench.workerDied("worker-1", { exitType: "USER_ERROR", creationException: new Uint8Array([7]) });
    expect(bench.manager.get("actor-1")).toMatchObject({
      state: "DEAD",
      deathCause: { type: "creationFailed", exception: new Uint8Array([7]) },
    });
  });
});

describe("restarts", () => {
  it("happen max_restarts times", () => {
    const bench = new ActorBench();
    bench.alive(actorSpec({ maxRestarts: 1 }));
    const restarted = bench.workerDied("worker-1");
    expect(bench.manager.get("actor-1")).toMatchObject({ state: "RESTARTING", numRestarts: 1, worker: null });
    expect(one(restarted, "actorEnded").actorId).toBe("actor-1");
    bench.grant(restarted, "worker-2");
    bench.done("actor-1", "worker-2");
    expect(bench.state()).toBe("ALIVE");
    bench.workerDied("worker-2", { detail: "again" });
    expect(bench.manager.get("actor-1")).toMatchObject({ state: "DEAD", deathCause: { reason: "WORKER_DIED" } });
  });

  it("do not happen when the worker was meant to end", () => {
    const bench = new ActorBench();
    bench.alive(actorSpec({ maxRestarts: -1 }));
    bench.workerDied("worker-1", { exitType: "INTENDED_USER_EXIT" });
    expect(bench.state()).toBe("DEAD");
  });

  it("of a preemption do not count", () => {
    const bench = new ActorBench();
    bench.send({ type: "nodeAdded", node: { nodeId: OTHER_NODE, ip: "10.0.0.2", port: 1 } });
    bench.alive(actorSpec({ maxRestarts: 1, isDetached: true, rootDetachedActorId: "actor-1" }));
    expect(typesOf(bench.send({ type: "nodePreempted", nodeId: NODE }))).toEqual(["persist", "publish"]);
    const moved = bench.send({ type: "nodeDied", nodeId: NODE, death: preempted });
    expect(bench.manager.get("actor-1")).toMatchObject({ numRestarts: 1, numRestartsByPreemption: 1 });
    bench.grant(moved, "worker-2");
    bench.done("actor-1", "worker-2");
    expect(bench.manager.get("actor-1")).toMatchObject({ state: "ALIVE", isPreempted: false });
    bench.workerDied("worker-2");
    expect(bench.manager.get("actor-1")).toMatchObject({ state: "RESTARTING", numRestarts: 2 });
  });

  it("with ray.kill(no_restart=False) end the worker and count one", () => {
    const bench = new ActorBench();
    bench.alive(actorSpec({ maxRestarts: 1 }));
    const killed = bench.send({ type: "killActor", requestId: 3, actorId: "actor-1", force: true, noRestart: false });
    expect(typesOf(killed)).toEqual(["killWorker", "reply"]);
    bench.workerDied("worker-1", { exitType: "INTENDED_SYSTEM_EXIT" });
    expect(bench.state()).toBe("RESTARTING");
  });

  it("with ray.kill(no_restart=False) leave no worker behind that was making it", () => {
    const bench = new ActorBench();
    bench.register(actorSpec({ maxRestarts: 1 }));
    bench.grant(bench.create(actorSpec()));
    const killed = bench.send({ type: "killActor", requestId: 3, actorId: "actor-1", force: false, noRestart: false });
    expect(one(killed, "killWorker")).toMatchObject({ worker: { workerId: "worker-1" }, force: true });
    expect(bench.state()).toBe("RESTARTING");
  });

  it("for lineage bring a restartable actor back, once per number", () => {
    const bench = new ActorBench();
    bench.alive(actorSpec({ maxRestarts: 2 }));
    const scope = { type: "actorOutOfScope", actorId: "actor-1", numRestartsByLineage: 0 } as const;
    const ended = bench.send({ ...scope, requestId: 1 });
    expect(one(ended, "killWorker").force).toBe(false);
    expect(one(ended, "persist").spec).toBe("keep");
    expect(bench.state()).toBe("DEAD");
    const restart = { type: "restartForLineage", actorId: "actor-1" } as const;
    expect(one(bench.send({ ...restart, requestId: 2, numRestartsByLineage: 2 }), "reply").status).toBe("invalid");
    const back = bench.send({ ...restart, requestId: 2, numRestartsByLineage: 1 });
    expect(one(back, "reply").status).toBe("ok");
    expect(bench.manager.get("actor-1")).toMatchObject({
      state: "RESTARTING",
      numRestartsByLineage: 1,
      numRestarts: 1,
    });
    expect(typesOf(bench.send({ ...restart, requestId: 3, numRestartsByLineage: 1 }))).toEqual(["reply"]);
    // The report that was on its way meanwhile is about the former life.
    bench.send({ ...scope, requestId: 4 });
    expect(bench.state()).toBe("RESTARTING");
  });
});

describe("ends", () => {
  it("with its owner, unless detached", () => {
    const bench = new ActorBench();
    bench.alive(actorSpec());
    bench.alive(actorSpec({ actorId: "actor-2", isDetached: true, rootDetachedActorId: "actor-2" }), "worker-2");
    const ended = bench.workerDied("owner", { exitType: "INTENDED_USER_EXIT" });
    expect(one(ended, "killWorker").worker.workerId).toBe("worker-1");
    expect(bench.manager.get("actor-1")?.deathCause).toMatchObject({ reason: "OWNER_DIED" });
    expect(bench.state("actor-2")).toBe("ALIVE");
  });

  it("with its owner while it waits for arguments, even detached", () => {
    const bench = new ActorBench();
    bench.register(actorSpec({ isDetached: true, rootDetachedActorId: "actor-1" }));
    bench.workerDied("owner");
    expect(bench.state()).toBe("DEAD");
  });

  it("with an owner whose death was told before it was registered: its name stays free", () => {
    const bench = new ActorBench();
    bench.workerDied("owner");
    const detached = actorSpec({ isDetached: true, rootDetachedActorId: "actor-1", name: "x" });
    expect(one(bench.register(detached), "reply").status).toBe("schedulingCancelled");
    const next = { ...detached, actorId: "actor-2", owner: worker("next driver") };
    expect(one(bench.register(next), "reply").status).toBe("ok");
  });

  it("with an owner whose node's death was told before it was registered", () => {
    const bench = new ActorBench();
    const owner = worker("owner", "node-x");
    const node = { nodeId: owner.nodeId, ip: owner.ip, port: owner.port };
    bench.send({ type: "nodeAdded", node });
    bench.send({ type: "nodeDied", nodeId: owner.nodeId, death: preempted });
    const detached = actorSpec({ isDetached: true, rootDetachedActorId: "actor-1", name: "x", owner });
    expect(one(bench.register(detached), "reply").status).toBe("schedulingCancelled");
    expect(bench.manager.get("actor-1")).toBeNull();
  });

  it("with its job, unless it descends from a detached actor", () => {
    const bench = new ActorBench();
    bench.alive(actorSpec());
    bench.alive(actorSpec({ actorId: "actor-2", rootDetachedActorId: "actor-9", owner: worker("w9") }), "worker-2");
    bench.send({ type: "jobFinished", jobId: JOB });
    expect(bench.state("actor-1")).toBe("DEAD");
    expect(bench.state("actor-2")).toBe("ALIVE");
  });

  it("when its references are gone: gracefully, then by force", () => {
    const bench = new ActorBench();
    bench.alive(actorSpec());
    const ended = bench.send({ type: "ownerReply", actorId: "actor-1", outcome: "refDeleted" });
    expect(one(ended, "killWorker").force).toBe(false);
    expect(bench.sleep(GRACE_MS - 1)).toEqual([]);
    expect(one(bench.sleep(1), "killWorker").force).toBe(true);
    expect(bench.manager.nextWakeMs()).toBeNull();
  });

  it("by force when the time is over, although it was started again for its lineage meanwhile", () => {
    const bench = new ActorBench();
    bench.alive(actorSpec({ maxRestarts: 1 }));
    bench.send({ type: "actorOutOfScope", requestId: 7, actorId: "actor-1", numRestartsByLineage: 0 });
    const again = bench.send({ type: "restartForLineage", requestId: 8, actorId: "actor-1", numRestartsByLineage: 1 });
    bench.grant(again, "worker-2");
    bench.done("actor-1", "worker-2");
    const killed = one(bench.sleep(GRACE_MS), "killWorker");
    expect(killed).toMatchObject({ worker: { workerId: "worker-1" }, force: true });
    expect(bench.state()).toBe("ALIVE");
  });

  it("for good with its owner, or with its job, when its references went first and it could still be restarted", () => {
    const ends: ActorEvent[] = [
      { type: "ownerReply", actorId: "actor-1", outcome: "gone" },
      { type: "jobFinished", jobId: JOB },
      {
        type: "workerDied",
        nodeId: NODE,
        workerId: "owner",
        exitType: "INTENDED_USER_EXIT",
        detail: "",
        creationException: null,
      },
    ];
    for (const end of ends) {
      const bench = new ActorBench();
      bench.alive(actorSpec({ maxRestarts: -1, name: "x" }));
      bench.send({ type: "actorOutOfScope", requestId: 1, actorId: "actor-1", numRestartsByLineage: 0 });
      expect(bench.manager.named("x", "ns")?.state).toBe("DEAD");
      expect(one(bench.send(end), "persist").spec).toBe("delete");
      expect(bench.manager.get("actor-1")?.deathCause).toMatchObject({ reason: "OWNER_DIED" });
      const next = actorSpec({ actorId: "actor-2", name: "x", owner: worker("next driver") });
      expect(one(bench.register(next), "reply").status).toBe("ok");
    }
  });

  it("asks an owner again that could not be reached, until it is known to be dead", () => {
    const bench = new ActorBench();
    bench.alive(actorSpec());
    bench.send({ type: "ownerReply", actorId: "actor-1", outcome: "unreachable" });
    expect(bench.sleep(999)).toEqual([]);
    expect(one(bench.sleep(1), "watchOwner").actorId).toBe("actor-1");
    bench.send({ type: "ownerReply", actorId: "actor-1", outcome: "gone" });
    expect(bench.state()).toBe("DEAD");
  });

  it("takes an owner for dead that cannot be reached and is on no node", () => {
    const bench = new ActorBench();
    bench.register(actorSpec({ owner: worker("owner", OTHER_NODE) }));
    bench.send({ type: "ownerReply", actorId: "actor-1", outcome: "unreachable" });
    expect(bench.state()).toBe("DEAD");
  });

  it("keeps the newest of the dead, and no task of them", () => {
    const bench = new ActorBench(2);
    for (const n of [1, 2, 3]) {
      bench.alive(actorSpec({ actorId: `actor-${n}` }), `worker-${n}`);
      const kill = { type: "killActor", requestId: 0, actorId: `actor-${n}`, force: true, noRestart: true } as const;
      const effects = bench.send(kill);
      expect(all(effects, "forget").map(({ actorId }) => actorId)).toEqual(n === 3 ? ["actor-1"] : []);
    }
    expect(bench.state("actor-1")).toBe("unknown");
    expect(bench.manager.get("actor-3")?.spec.taskSpec).toHaveLength(0);
    const filters = { actorId: null, jobId: null, state: "DEAD" } as const;
    expect(bench.manager.list(filters, 1)).toMatchObject({ actors: [{ spec: { actorId: "actor-2" } }], total: 2 });
    expect(bench.manager.list({ ...filters, state: "ALIVE" }, 10)).toMatchObject({ actors: [], numFiltered: 2 });
  });
});

describe("a head that comes back", () => {
  const nodes = [{ nodeId: NODE, ip: "10.0.0.1", port: 1 }];

  function saved(effects: readonly ActorEffect[]): ActorData[] {
    return [...new Map(all(effects, "persist").map(({ actor }) => [actor.spec.actorId, actor])).values()];
  }

  it("goes on with what lives, and releases the workers nobody knows", () => {
    const bench = new ActorBench();
    const detached = actorSpec({ isDetached: true, rootDetachedActorId: "actor-1", name: "x" });
    bench.register(detached);
    bench.grant(bench.create(detached));
    const alive = saved(bench.done());
    const registered = saved(bench.register(actorSpec({ actorId: "actor-2" })));
    const back = bench.restart({ actors: [...alive, ...registered], nodes, liveJobs: new Set([JOB]) });
    expect(one(back, "releaseUnusedWorkers").inUse).toEqual(["worker-1"]);
    expect(one(back, "watchOwner").actorId).toBe("actor-2");
    expect(bench.manager.named("x", "ns")?.state).toBe("ALIVE");
    // Nothing is leased before the raylet has answered.
    expect(all(bench.create(actorSpec({ actorId: "actor-2" })), "requestLease")).toEqual([]);
    expect(one(bench.send({ type: "unusedWorkersReleased", nodeId: NODE }), "requestLease").node.nodeId).toBe(NODE);
  });

  it("pushes the task again that was on its way, and restarts what was on a node that left", () => {
    const bench = new ActorBench();
    bench.register(actorSpec());
    const creating = saved(bench.grant(bench.create(actorSpec())));
    const gone = saved([{ type: "persist", actor: { ...(creating[0] as ActorData) }, spec: "keep" }]).map((actor) => ({
      ...actor,
      spec: actorSpec({ actorId: "actor-2", maxRestarts: 1 }),
      state: "ALIVE" as const,
      worker: worker("worker-9", OTHER_NODE),
    }));
    const back = bench.restart({ actors: [...creating, ...gone], nodes, liveJobs: new Set([JOB]) });
    expect(one(back, "createOnWorker").worker.workerId).toBe("worker-1");
    expect(bench.manager.get("actor-2")).toMatchObject({ state: "RESTARTING", numRestarts: 1 });
  });

  it("leases nothing for what was on a node that left before the other raylets have let go of what nobody knows", () => {
    const bench = new ActorBench();
    bench.send({ type: "nodeAdded", node: { nodeId: OTHER_NODE, ip: "10.0.0.2", port: 1 } });
    const spec = actorSpec({ maxRestarts: 1, affinityNodeIds: [OTHER_NODE] });
    bench.register(spec);
    bench.grant(bench.create(spec));
    const alive = saved(bench.done());
    expect(alive[0]?.worker?.nodeId).toBe(OTHER_NODE);
    const back = bench.restart({ actors: alive, nodes, liveJobs: new Set([JOB]) });
    expect(all(back, "requestLease")).toEqual([]);
    expect(one(bench.send({ type: "unusedWorkersReleased", nodeId: NODE }), "requestLease").node.nodeId).toBe(NODE);
  });

  it("restarts nothing whose references were gone before its node left", () => {
    const bench = new ActorBench();
    bench.send({ type: "nodeAdded", node: { nodeId: OTHER_NODE, ip: "10.0.0.2", port: 1 } });
    bench.alive(actorSpec({ maxRestarts: -1, affinityNodeIds: [OTHER_NODE] }));
    const ended = bench.send({ type: "actorOutOfScope", requestId: 1, actorId: "actor-1", numRestartsByLineage: 0 });
    bench.restart({ actors: saved(ended), nodes, liveJobs: new Set([JOB]) });
    bench.send({ type: "unusedWorkersReleased", nodeId: NODE });
    expect(bench.manager.get("actor-1")).toMatchObject({ state: "DEAD", deathCause: { reason: "OUT_OF_SCOPE" } });
  });

  it("ends what belonged to a job that finished meanwhile", () => {
    const bench = new ActorBench();
    bench.register(actorSpec());
    bench.grant(bench.create(actorSpec()));
    const alive = saved(bench.done());
    const back = bench.restart({ actors: alive, nodes, liveJobs: new Set() });
    expect(one(back, "killWorker").worker.workerId).toBe("worker-1");
    expect(bench.state()).toBe("DEAD");
  });

  it("ends for good what could be restarted and belonged to a job that finished meanwhile, and leaves its name to others", () => {
    const bench = new ActorBench();
    bench.alive(actorSpec({ maxRestarts: -1, name: "x" }));
    const ended = bench.send({ type: "actorOutOfScope", requestId: 1, actorId: "actor-1", numRestartsByLineage: 0 });
    const later = actorSpec({ actorId: "actor-2", jobId: "02000000", name: "x" });
    const saves = [...saved(ended), ...saved(new ActorBench().register(later))];
    const back = bench.restart({ actors: saves, nodes, liveJobs: new Set(["02000000"]) });
    expect(one(back, "persist")).toMatchObject({ spec: "delete", actor: { deathCause: { reason: "OWNER_DIED" } } });
    expect(bench.manager.named("x", "ns")?.spec.actorId).toBe("actor-2");
  });
});
