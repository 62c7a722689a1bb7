import type { Lease } from "../../src/core/scheduler/types.js";
import { groupLeaseOf, lease } from "../unit/core/scheduler/helpers.js";
import type { Engine, Network } from "./engine.js";
import type { LeaseAnswer, LeaseNode } from "./lease-node.js";

/** What an owner needs of the cluster. */
export interface LeaseOwnerWorld {
  readonly engine: Engine;
  readonly network: Network;
  nodes(): readonly LeaseNode[];
  nodeOf(nodeId: string): LeaseNode | null;
}

/** A task that an owner wants to run: what it asks for, and how far it is. */
export interface Wanted {
  readonly number: number;
  readonly cpus: number;
  readonly group: { readonly placementGroupId: string; readonly index: number } | null;
  state: "asking" | "running" | "returning" | "done";
  /** The request it stands by now; those of answers that come late are others. */
  leaseId: string;
  node: LeaseNode | null;
  isCancelled: boolean;
}

/** A silent raylet is asked again after so long; the lease's id says that it is the same request. */
const askAgainMs = 20_000;

/** A model of a core worker that leases workers: spillback, rejection, lost answers, cancels, returns. */
export class LeaseOwner {
  readonly home: LeaseNode;
  readonly workerId: string;
  readonly wanted: Wanted[] = [];
  readonly #world: LeaseOwnerWorld;
  #leases = 0;

  constructor(world: LeaseOwnerWorld, home: LeaseNode, number: number) {
    this.#world = world;
    this.home = home;
    this.workerId = `0${number}`.padStart(56, "0");
  }

  get isAlive(): boolean {
    return this.home.isAlive;
  }

  want(number: number, cpus: number, group: Wanted["group"]): void {
    const wanted: Wanted = { number, cpus, group, state: "asking", leaseId: "", node: null, isCancelled: false };
    this.wanted.push(wanted);
    this.#ask(wanted, this.home, false);
  }

  #leaseOf({ number, cpus, group }: Wanted, leaseId: string): Lease {
    const owner = { nodeId: this.home.nodeId, ip: "127.0.0.1", port: 1, workerId: this.workerId };
    // One in two has an argument.
    const dependencies = number % 2 === 0 ? [{ objectId: `${number}`, owner }] : [];
    const changes = { leaseId, owner, dependencies };
    return group === null
      ? lease({ CPU: cpus }, changes)
      : groupLeaseOf(group.placementGroupId, { CPU: cpus }, group.index, changes);
  }

  /** Asks a node with a new lease id. */
  #ask(wanted: Wanted, node: LeaseNode, grantOrReject: boolean): void {
    wanted.leaseId = (this.#leases++).toString(16).padStart(8, "0") + this.workerId;
    wanted.node = node;
    this.#send(wanted, node, wanted.leaseId, grantOrReject);
  }

  /** There is no way to the node now. */
  #isCutFrom(node: LeaseNode): boolean {
    return node !== this.home && (node.isCut || this.home.isCut);
  }

  #send(wanted: Wanted, node: LeaseNode, leaseId: string, grantOrReject: boolean): void {
    const { engine, network } = this.#world;
    const isStill = () => this.isAlive && wanted.state === "asking" && wanted.leaseId === leaseId;
    const event = { type: "requestLease", lease: this.#leaseOf(wanted, leaseId), grantOrReject } as const;
    const options = { isSelectedBasedOnLocality: false };
    network.call(
      () => node.isAlive,
      () => {
        node.request({ ...event, ...options }, (answer) => {
          if (engine.chance(network.weather.answerLost)) return;
          engine.after(network.delayMs(), () => this.#isCutFrom(node) || this.#answered(wanted, node, answer));
        });
        return true;
      },
      (isSent) => {
        if (isSent === null && isStill() && !node.isAlive)
          this.#ask(wanted, engine.random.pick(this.#world.nodes()), false);
      },
      () => this.#isCutFrom(node),
    );
    engine.after(askAgainMs, () => {
      if (!isStill()) return;
      if (node.isAlive) this.#send(wanted, node, leaseId, grantOrReject);
      else this.#ask(wanted, engine.random.pick(this.#world.nodes()), false);
    });
  }

  #answered(wanted: Wanted, node: LeaseNode, answer: LeaseAnswer): void {
    if (!this.isAlive) return;
    const isOld = wanted.leaseId !== answer.leaseId || wanted.state !== "asking";
    if (isOld) {
      // A second answer to the lease that runs, or a lease that is not wanted any more.
      if (answer.type === "grant" && wanted.leaseId !== answer.leaseId) this.#giveBack(node, answer.leaseId, () => {});
      return;
    }
    const { engine } = this.#world;
    switch (answer.type) {
      case "grant":
        wanted.state = "running";
        engine.after(engine.between(1, 3_000), () => this.#finish(wanted, node));
        if (wanted.isCancelled) this.#finish(wanted, node);
        return;
      case "spillback": {
        const target = this.#world.nodeOf(answer.nodeId);
        if (target === null) throw new Error(`${answer.leaseId} is sent to ${answer.nodeId}, which there never was`);
        return this.#ask(wanted, target, true);
      }
      case "reject":
        engine.after(engine.between(10, 200), () => {
          if (this.isAlive && wanted.state === "asking" && wanted.leaseId === answer.leaseId)
            this.#ask(wanted, this.home, false);
        });
        return;
      case "cancel":
        wanted.state = "done";
    }
  }

  #finish(wanted: Wanted, node: LeaseNode): void {
    if (!this.isAlive || wanted.state !== "running") return;
    wanted.state = "returning";
    this.#giveBack(node, wanted.leaseId, () => {
      wanted.state = "done";
    });
  }

  /** ReturnWorkerLease, repeated until it is answered or the node is gone. */
  #giveBack(node: LeaseNode, leaseId: string, done: () => void): void {
    const event = { type: "returnLease", leaseId, disconnectWorker: false, workerExiting: false, detail: "" } as const;
    this.#repeat(node, () => node.post(event), done);
  }

  #repeat(node: LeaseNode, perform: () => void, done: () => void): void {
    this.#world.network.call(
      () => node.isAlive,
      () => {
        perform();
        return true;
      },
      (answer) => {
        if (!this.isAlive) return;
        if (answer === null && node.isAlive) this.#repeat(node, perform, done);
        else done();
      },
      () => this.#isCutFrom(node),
    );
  }

  /** The user cancels the task. */
  cancel(wanted: Wanted): void {
    const { node, leaseId } = wanted;
    if (wanted.state !== "asking" || node === null) return;
    wanted.isCancelled = true;
    this.#repeat(
      node,
      () => node.post({ type: "cancelLease", leaseId }),
      () => {},
    );
  }

  /** A worker that ran one of its tasks is dead, or its node. */
  leaseEnded(leaseId: string): void {
    const wanted = this.wanted.find((each) => each.leaseId === leaseId);
    if (wanted?.state === "running" || wanted?.state === "returning") wanted.state = "done";
  }

  nodeDied(node: LeaseNode): void {
    for (const wanted of this.wanted) {
      if (wanted.node !== node || wanted.state === "done") continue;
      if (wanted.state === "asking") this.#ask(wanted, this.home, false);
      else wanted.state = "done";
    }
  }
}
