import type { OwnedObject } from "../../src/core/objects/types.js";
import type { Engine } from "./engine.js";
import type { ClientAnswer, SimNode } from "./sim-node.js";

export type ClientKind = "get" | "wait" | "args" | "lease";

/**
 * A process on a node that waits for objects in one of the ways there are, uses them for a while, and goes. A get takes
 * its objects as they come; the others are told by the raylet.
 */
export class SimClient {
  readonly kind: ClientKind;
  readonly node: SimNode;
  readonly number: number;
  readonly objects: readonly OwnedObject[];
  isDone = false;
  readonly #engine: Engine;
  readonly #taken = new Set<string>();
  #isReady = false;

  constructor(engine: Engine, kind: ClientKind, node: SimNode, number: number, objects: readonly OwnedObject[]) {
    this.#engine = engine;
    this.kind = kind;
    this.node = node;
    this.number = number;
    this.objects = objects;
  }

  get name(): string {
    return `${this.kind} ${this.number} of ${this.objects.map(({ objectId }) => objectId).join(",")} on ${this.node.nodeId}`;
  }

  begin(): void {
    const { number, objects, node } = this;
    const base = { connectionId: number, workerId: `w${number}`, objects };
    this.#engine.note(`${this.name} begins`);
    switch (this.kind) {
      case "get":
        for (const { objectId } of objects) this.sealed(objectId);
        return node.post({ ...base, type: "asyncGet", requestId: 1 });
      case "wait": {
        const numRequired = this.#engine.between(1, objects.length);
        const timeoutMs = this.#engine.chance(0.5) ? -1 : this.#engine.between(0, 5_000);
        return node.post({ ...base, type: "waitRequest", waitId: number, numRequired, timeoutMs });
      }
      case "args":
        return node.post({ ...base, type: "waitForActorArgs", taskId: `t${number}`, attempt: 0 });
      case "lease":
        return node.post({ type: "leaseDependencies", leaseId: `l${number}`, objects });
    }
  }

  /** An object can be read here from now on. */
  sealed(objectId: string): void {
    if (this.kind !== "get" || this.isDone || !this.objects.some((each) => each.objectId === objectId)) return;
    this.#take(objectId);
    if (this.#taken.size === this.objects.length) this.#engine.after(1, () => this.#endGet());
  }

  #endGet(): void {
    if (this.isDone) return;
    this.#end();
    this.node.post({ type: "cancelGet", connectionId: this.number, requestId: 1 });
  }

  answered(effect: ClientAnswer): void {
    if (this.isDone) throw new Error(`${this.name} is over and is answered`);
    switch (effect.type) {
      case "replyWait":
      case "actorArgsReady":
        return this.#end();
      case "dependenciesReady":
        this.#isReady = true;
        // Until it has its worker.
        this.#engine.after(this.#engine.between(0, 300), () => this.#startLease());
        return;
      case "dependenciesLost":
        this.#isReady = false;
    }
  }

  #startLease(): void {
    if (!this.#isReady || this.isDone || !this.node.isAlive) return;
    this.#checkAllHere();
    for (const { objectId } of this.objects) this.#take(objectId);
    this.#end();
    this.node.post({ type: "releaseDependencies", leaseId: `l${this.number}` });
  }

  #checkAllHere(): void {
    for (const { objectId } of this.objects) {
      if (this.node.store.sealed(objectId) === null)
        throw new Error(`${this.name} was told that all is here: ${objectId}`);
    }
  }

  #take(objectId: string): void {
    if (!this.#taken.has(objectId) && this.node.store.change(objectId, "refs", 1)) this.#taken.add(objectId);
  }

  /** It has what it waited for, and uses it for a while. */
  #end(): void {
    this.isDone = true;
    this.#engine.note(`${this.name} has ended`);
    this.#engine.after(this.#engine.between(0, 1_000), () => this.#giveBack());
  }

  #giveBack(): void {
    if (this.node.isAlive) for (const objectId of this.#taken) this.node.store.change(objectId, "refs", -1);
    this.#taken.clear();
  }

  /** The process is killed. */
  kill(): void {
    if (this.isDone) return;
    this.isDone = true;
    if (this.kind === "lease") this.node.post({ type: "releaseDependencies", leaseId: `l${this.number}` });
    else this.node.post({ type: "connectionClosed", connectionId: this.number });
    this.#giveBack();
  }

  /** Why it waits, as the raylet would say it. */
  why(): string {
    const said = this.objects.map(({ objectId }) => {
      const story = this.node.objects.story(objectId).slice(-8);
      const told = story.map(({ atMs, what }) => `\n      ${atMs} ${what}`).join("");
      return `\n    ${objectId}: ${this.node.transfer.describe(objectId) ?? "not pulled"}${told}`;
    });
    return `${this.name} still waits${said.join("")}`;
  }
}
