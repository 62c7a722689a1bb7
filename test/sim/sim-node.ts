import { earliest } from "../../src/core/due.js";
import { describeExplanation } from "../../src/core/objects/explain.js";
import { ObjectManager } from "../../src/core/objects/object-manager.js";
import { defaultSpillConfig } from "../../src/core/objects/spill-types.js";
import { defaultObjectManagerConfig, type ObjectEffect, type ObjectEvent } from "../../src/core/objects/types.js";
import type { Engine, Network } from "./engine.js";
import { SimDisk } from "./sim-disk.js";
import type { Owned, SimOwner } from "./sim-owner.js";
import { SimStore, type StoreNews } from "./sim-store.js";
import { SimTransfer } from "./sim-transfer.js";

/** What a node needs of its cluster. */
export interface NodeWorld {
  readonly engine: Engine;
  readonly network: Network;
  nodeOf(nodeId: string): SimNode | null;
  ownerOf(workerId: string): SimOwner | null;
  /** An object can be read on this node from now on. */
  sealed(node: SimNode, objectId: string): void;
  /** Answers of the raylet to a client of this node. */
  answered(node: SimNode, effect: ClientAnswer): void;
}

export type ClientAnswer = Extract<
  ObjectEffect,
  { type: "replyWait" | "actorArgsReady" | "plasmaReady" | "dependenciesReady" | "dependenciesLost" }
>;

export interface NodeSize {
  readonly capacityBytes: number;
  /** Writes objects to disk above its threshold. */
  readonly spills: boolean;
}

/** One node: the production machines for its objects, over models of its store and its disk. */
export class SimNode {
  readonly nodeId: string;
  readonly store: SimStore;
  readonly disk: SimDisk;
  readonly objects: ObjectManager;
  readonly transfer: SimTransfer;
  isAlive = true;
  /** Something happened here since it was checked last. */
  isTouched = false;
  readonly #world: NodeWorld;
  readonly #steps: (() => void)[] = [];
  #isRunning = false;
  #armedMs: number | null = null;
  #reportsOut = new Set<string>();

  constructor(world: NodeWorld, nodeId: string, size: NodeSize) {
    this.#world = world;
    this.nodeId = nodeId;
    const { engine } = world;
    this.store = new SimStore(
      engine,
      size.capacityBytes,
      () => this.isAlive,
      (news) => this.#fromStore(news),
    );
    this.disk = new SimDisk(engine, this);
    const { capacityBytes } = size;
    const folders = size.spills ? [`/${nodeId}`] : [];
    this.objects = new ObjectManager({
      ...defaultObjectManagerConfig,
      nodeId,
      storyLength: 1_000,
      fetchFailTimeoutMs: 120_000,
      spilling: { ...defaultSpillConfig, folders, capacityBytes, minFileBytes: 40 },
    });
    this.transfer = new SimTransfer(world, this, capacityBytes);
  }

  /** One step at a time, as the raylet's event queue has it. */
  run(step: () => void): void {
    if (!this.isAlive) return;
    this.#steps.push(step);
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.isTouched = true;
    for (let next = this.#steps.shift(); next !== undefined; next = this.#steps.shift()) next();
    this.#isRunning = false;
    this.#arm();
  }

  post(event: ObjectEvent): void {
    this.run(() => {
      for (const effect of this.objects.handle(event, this.#world.engine.now)) this.#perform(effect);
    });
  }

  #fromStore(news: StoreNews): void {
    // Whoever waits in the store has the object before the raylet hears of it.
    if (news.type === "storeSealed") this.#world.sealed(this, news.objectId);
    this.post(news);
    if (news.type === "storeSealed") this.run(() => this.transfer.objectCame(news.objectId));
  }

  #arm(): void {
    const { engine } = this.#world;
    const at = earliest(this.objects.nextDeadlineMs(), this.transfer.nextDeadlineMs());
    if (at === null || (this.#armedMs !== null && this.#armedMs <= at)) return;
    const dueMs = Math.max(at, engine.now + 1);
    this.#armedMs = dueMs;
    engine.after(dueMs - engine.now, () => {
      if (this.#armedMs !== dueMs || !this.isAlive) return;
      this.#armedMs = null;
      this.post({ type: "tick" });
      this.run(() => this.transfer.tick());
    });
  }

  #perform(effect: ObjectEffect): void {
    switch (effect.type) {
      case "replyWait":
      case "actorArgsReady":
      case "plasmaReady":
      case "dependenciesReady":
      case "dependenciesLost":
        return this.#world.answered(this, effect);
      case "subscribeLocations":
        return this.#world.ownerOf(effect.owner.workerId)?.subscribe(this, effect.objectId);
      case "unsubscribeLocations":
        return this.#world.ownerOf(effect.owner.workerId)?.unsubscribe(this, effect.objectId);
      case "sendLocations":
        return this.#sendLocations(effect);
      case "dropOwner":
        return;
      case "unpin":
        for (const objectId of effect.objectIds) this.store.unpin(objectId);
        return;
      case "deleteLocal":
        return this.store.free(effect.objectIds, false);
      case "createError": {
        const { objectId, owner } = effect;
        const { engine } = this.#world;
        // The store's news are on their way for a while; without it two errors could push each other out for ever.
        return engine.after(engine.between(1, 20), () => this.run(() => this.store.putError(objectId, owner)));
      }
      case "unhold":
        for (const objectId of effect.objectIds) this.store.change(objectId, "holds", -1);
        return;
      case "setSpilling":
        this.store.isSpilling = effect.isSpilling;
        return;
      case "setFallbackLimit":
        // No node has a quota here.
        return;
      case "spill":
      case "restore":
      case "cancelRestore":
      case "deleteFiles":
        return this.disk.perform(effect);
      case "pull":
      case "cancelPull":
        return this.transfer.perform(effect);
      case "reportLost":
        return this.#reportLost(effect);
      case "tellLate":
        this.#world.engine.note(`${this.nodeId}: ${this.#late(effect)}`);
        return;
      case "warn":
        this.#world.engine.note(`${this.nodeId}: ${effect.text}`);
        return;
      case "freeOnOtherNodes":
      case "refuse":
        throw new Error(`nobody here causes ${effect.type}`);
    }
  }

  /** A request that is late must have a reason that a person can read. */
  #late({ explanation }: Extract<ObjectEffect, { type: "tellLate" }>): string {
    const text = describeExplanation(explanation, (objectId) => this.transfer.describe(objectId));
    if (explanation.missing.length === 0) throw new Error(`late without a reason: ${text}`);
    return text;
  }

  #sendLocations({ owner, updates }: Extract<ObjectEffect, { type: "sendLocations" }>): void {
    const { network } = this.#world;
    const ownerId = owner.workerId;
    if (this.#reportsOut.has(ownerId)) throw new Error(`two batches to ${ownerId} at once`);
    this.#reportsOut.add(ownerId);
    const target = this.#world.ownerOf(ownerId);
    network.call(
      () => target?.isAlive === true,
      () => target?.update(this.nodeId, updates),
      (answer) => {
        this.#reportsOut.delete(ownerId);
        this.post(
          answer === null
            ? { type: "locationsFailed", ownerId, reason: "no answer" }
            : { type: "locationsSent", ownerId },
        );
      },
    );
  }

  #reportLost(effect: Extract<ObjectEffect, { type: "reportLost" }>): void {
    const target = this.#world.ownerOf(effect.owner.workerId);
    this.#world.network.call(
      () => target?.isAlive === true,
      () => target?.lost(this.nodeId, effect.objectId),
      (answer) => {
        if (answer === null && target?.isAlive === true && this.isAlive) this.#reportLost(effect);
      },
    );
  }

  // What others do here.

  /** NodeManagerService.FreeLocalObjects. */
  freeLocalObjects(objectIds: readonly string[]): true {
    this.store.free(objectIds, true);
    return true;
  }

  /** A worker makes an object of its owner, has it pinned and tells the owner; `ended` runs there. */
  runTask(owner: SimOwner, owned: Owned, ended: (isMade: boolean) => void): void {
    const { engine, network } = this.#world;
    if (!this.isAlive) return;
    const reply = (isMade: boolean) => engine.after(network.delayMs(), () => ended(isMade));
    const { objectId, sizeBytes } = owned;
    this.store.create({ objectId, owner: owner.address, source: "createdByWorker", sizeBytes }, (outcome) => {
      if (!this.isAlive) return;
      const known = this.store.sealed(objectId);
      // What is there is taken for the result, an error too.
      if (outcome === "noRoom" || (outcome === "exists" && known === null)) {
        reply(false);
        return;
      }
      const pin = () => {
        if (!this.isAlive) return;
        const isPinned = this.store.pin(objectId, owner.address);
        this.store.change(objectId, "refs", -1);
        reply(isPinned);
      };
      // Written, sealed and then pinned by the worker, which uses it meanwhile.
      engine.after(engine.between(1, 100), () => {
        if (!this.isAlive) return;
        if (outcome === "ok") this.store.seal(objectId);
        if (!this.store.change(objectId, "refs", 1)) {
          reply(false);
          return;
        }
        engine.after(engine.between(1, 30), pin);
      });
    });
  }

  /** What keeps the value of an object here: in use, pinned, or on disk; a file that was spoiled is nobody's fault. */
  keeps(objectId: string): boolean {
    const stored = this.store.objects.get(objectId);
    return (
      stored?.isPrimary === true || (stored?.refs ?? 0) > 0 || this.disk.has(objectId) || this.disk.isExcused(objectId)
    );
  }

  validate(): void {
    this.isTouched = false;
    this.objects.validate();
    this.transfer.validate();
    this.store.validate();
  }
}
