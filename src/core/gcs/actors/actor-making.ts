// How a PENDING_CREATION or RESTARTING actor gets a worker and becomes ALIVE.
//
//   waitingForNode --(a node is chosen: requestLease)--> leasing --(granted: createOnWorker)--> creating --> ALIVE
//
// The first node asked is one the actor is bound to, else its owner's, else any (Ray 2.60.0, gcs_actor_scheduler.cc). It
// may send us to another node; that one may only grant or reject (grant_or_reject), and after a rejection all begins anew
// with a pause. A call that breaks is repeated after a pause to the same node or worker, with the same lease id, so that
// a lease granted by the lost answer is the lease of the next one. A lease that is no longer wanted (the actor was killed)
// is dropped at once, without waiting for the answer, which may never come.

import type { NodeId, OwnerAddress } from "../../scheduler/types.js";
import type { ActorManagerState } from "./actor-state.js";
import type { ActorRecord } from "./actor-table.js";
import type { ActorEventOf, AliveNode, DeathCause } from "./types.js";

export class ActorMaking {
  readonly #state: ActorManagerState;

  constructor(state: ActorManagerState) {
    this.#state = state;
  }

  /** Begin, or begin anew. */
  start(record: ActorRecord, now: number): void {
    const node = this.#choose(record);
    if (node === null) this.#waitForNode(record, now + this.#state.config.ownerRetryMs);
    else this.#lease(record, node, false, now);
  }

  /** After a restart of the head: the creation task may have been pushed already, and pushing it again does no harm. */
  resume(record: ActorRecord, now: number): void {
    const { worker } = record.data;
    if (worker === null) this.start(record, now);
    else this.#create(record, worker);
  }

  /** The pause is over. */
  again(record: ActorRecord, now: number): void {
    const { phase, data } = record;
    if (phase.type === "waitingForNode") this.start(record, now);
    else if (phase.type === "leasing") {
      const node = this.#state.nodes.get(phase.nodeId);
      if (node === undefined || this.#state.releasing.has(phase.nodeId)) this.start(record, now);
      else this.#ask(record, node, phase.leaseId, phase.grantOrReject);
    } else if (phase.type === "creating" && data.worker !== null) {
      this.#state.effects.push({ type: "createOnWorker", actor: data, worker: data.worker });
    }
  }

  leaseReply(event: ActorEventOf<"leaseReply">, now: number): DeathCause | null {
    const { actorId, leaseId, nodeId, outcome } = event;
    const record = this.#state.table.registered.get(actorId);
    const phase = record?.phase;
    // A lease that is no longer wanted was dropped when that became known, whatever the raylet says of it now.
    if (record === undefined || phase?.type !== "leasing" || phase.leaseId !== leaseId) return null;
    const { config, nodes } = this.#state;
    switch (outcome.type) {
      case "granted": {
        const { worker, pid, resourceMapping } = outcome;
        if (this.#state.deadWorkers.has(worker.workerId)) {
          this.#waitForNode(record, now + config.leaseRetryMs);
          return null;
        }
        if (this.#state.table.byWorker.has(worker.workerId))
          throw new Error(`worker ${worker.workerId} is leased twice`);
        this.#state.update(record, { worker, pid, nodeId, resourceMapping }, now);
        // A head that comes back after us must know where the creation task went.
        this.#state.save(record);
        this.#create(record, worker);
        return null;
      }
      case "spillback": {
        const node = nodes.get(outcome.nodeId);
        if (node === undefined) this.#waitForNode(record, now + config.leaseRetryMs);
        else this.#lease(record, node, true, now);
        return null;
      }
      case "rejected":
        this.#waitForNode(record, now + config.leaseRetryMs);
        return null;
      case "failed":
        this.#state.makeLater(record, now + config.leaseRetryMs);
        return null;
      case "canceled":
        return this.#canceled(record, outcome, now);
    }
  }

  /** True: the actor is alive now. */
  creationReply(event: ActorEventOf<"creationReply">, now: number): boolean {
    const { actorId, workerId, outcome } = event;
    const record = this.#state.table.registered.get(actorId);
    if (record?.phase.type !== "creating" || record.data.worker?.workerId !== workerId) return false;
    if (outcome.type === "failed") {
      this.#state.makeLater(record, now + this.#state.config.creationRetryMs);
      return false;
    }
    const { data, createRequests } = record;
    this.#state.timers.delete(`make ${actorId}`);
    record.phase = { type: "idle" };
    record.createRequests = [];
    const startMs = data.state === "RESTARTING" ? data.startMs : now;
    const change = { state: "ALIVE", startMs, reprName: outcome.reprName, isPreempted: false } as const;
    this.#state.update(record, change, now);
    this.#state.save(record);
    this.#state.publish(record);
    const isError = outcome.applicationError !== null;
    for (const requestId of createRequests) {
      this.#state.effects.push({
        type: "replyCreated",
        requestId,
        status: isError ? "creationTaskError" : "ok",
        message: outcome.applicationError ?? "",
        worker: record.data.worker,
        borrowedRefs: outcome.borrowedRefs,
        deathCause: null,
        actor: record.data,
      });
    }
    return true;
  }

  /** Those who wait for a node at all; the others have a pause of their own. */
  nodeAdded(now: number): void {
    for (const record of this.#state.table.select(({ phase }) => phase.type === "waitingForNode")) {
      this.start(record, now);
    }
  }

  #waitForNode(record: ActorRecord, atMs: number): void {
    record.phase = { type: "waitingForNode" };
    this.#state.makeLater(record, atMs);
  }

  #lease(record: ActorRecord, node: AliveNode, grantOrReject: boolean, now: number): void {
    const { config, releasing, timers } = this.#state;
    timers.delete(`make ${record.actorId}`);
    if (releasing.has(node.nodeId)) {
      this.#waitForNode(record, now + config.leaseRetryMs);
      return;
    }
    const leaseId = config.newLeaseId();
    record.phase = { type: "leasing", nodeId: node.nodeId, leaseId, grantOrReject };
    this.#ask(record, node, leaseId, grantOrReject);
  }

  #ask(record: ActorRecord, node: AliveNode, leaseId: string, grantOrReject: boolean): void {
    this.#state.effects.push({ type: "requestLease", actor: record.data, node, leaseId, grantOrReject });
  }

  #create(record: ActorRecord, worker: OwnerAddress): void {
    record.phase = { type: "creating" };
    this.#state.setWorker(record, worker);
    this.#state.effects.push({ type: "createOnWorker", actor: record.data, worker });
  }

  #canceled(
    record: ActorRecord,
    outcome: Extract<ActorEventOf<"leaseReply">["outcome"], { type: "canceled" }>,
    now: number,
  ): DeathCause | null {
    const { failure, message } = outcome;
    const why = (text: string) => `Could not create the actor because ${text}.\n${message}`;
    // The raylet has no such lease any more, so nothing is left to cancel there.
    this.#waitForNode(record, now + this.#state.config.leaseRetryMs);
    switch (failure) {
      case "SCHEDULING_FAILED":
      case "SCHEDULING_CANCELLED_INTENDED":
        return null;
      case "SCHEDULING_CANCELLED_PLACEMENT_GROUP_REMOVED":
        return { type: "unschedulable", message: why("its associated placement group was removed") };
      case "SCHEDULING_CANCELLED_RUNTIME_ENV_SETUP_FAILED":
        return { type: "runtimeEnvFailed", message: why("its associated runtime env failed to be created") };
      case "SCHEDULING_CANCELLED_UNSCHEDULABLE":
        return { type: "unschedulable", message };
      case "SCHEDULING_CANCELLED_WORKER_STARTUP_FAILED":
        return { type: "unschedulable", message: why("worker startup repeatedly failed") };
    }
  }

  #choose(record: ActorRecord): AliveNode | null {
    const { nodes, config } = this.#state;
    const { spec } = record.data;
    for (const nodeId of spec.affinityNodeIds) {
      const bound = nodes.get(nodeId);
      if (bound) return bound;
    }
    const owners = spec.hasResources ? nodes.get(spec.owner.nodeId) : undefined;
    if (owners) return owners;
    const all: NodeId[] = [...nodes.keys()];
    const chosen = all[Math.min(all.length - 1, Math.floor(config.random() * all.length))];
    return (chosen === undefined ? undefined : nodes.get(chosen)) ?? null;
  }
}
