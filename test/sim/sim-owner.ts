import type { LocationUpdate, OwnerAddress, OwnerWord } from "../../src/core/objects/types.js";
import { Channel, type Engine, type Network } from "./engine.js";
import type { SimNode } from "./sim-node.js";

/** An object as its owner knows it. */
export interface Owned {
  readonly objectId: string;
  readonly sizeBytes: number;
  readonly copies: Set<string>;
  /** Nodes that said, since it is being made, that their copy has gone: news of the task's end may come later. */
  readonly left: Set<string>;
  spilled: { readonly nodeId: string; readonly url: string } | null;
  /** A task is making it; where. */
  makingOn: SimNode | null;
  /** Where it was made last, and is pinned or on disk. */
  madeOn: SimNode | null;
  /** Nobody refers to it any more. */
  isReleased: boolean;
  readonly subscribers: Set<SimNode>;
}

/** What an owner needs of the cluster. */
export interface OwnerWorld {
  readonly engine: Engine;
  readonly network: Network;
  /** Those that are alive, and not known to be dead. */
  nodes(): readonly SimNode[];
}

/**
 * A model of a core worker as the owner of objects: the directory of their copies, subscriptions to it, pins, frees, and
 * tasks run again when the last copy is lost. It lives on a node and dies with it.
 */
export class SimOwner {
  readonly address: OwnerAddress;
  readonly objects = new Map<string, Owned>();
  readonly home: SimNode;
  readonly #world: OwnerWorld;
  /** One connection to each node. */
  readonly #channels = new Map<string, Channel>();
  readonly #knownDead = new Set<string>();

  constructor(world: OwnerWorld, home: SimNode, workerId: string) {
    this.#world = world;
    this.home = home;
    this.address = { nodeId: home.nodeId, ip: "127.0.0.1", port: 1, workerId };
  }

  get isAlive(): boolean {
    return this.home.isAlive;
  }

  #channelTo(node: SimNode): Channel {
    const known = this.#channels.get(node.nodeId);
    if (known !== undefined) return known;
    const channel = new Channel(this.#world.engine, this.#world.network);
    this.#channels.set(node.nodeId, channel);
    return channel;
  }

  // Its program.

  /** Starts a task that makes an object. */
  start(objectId: string, sizeBytes: number): void {
    const owned: Owned = {
      objectId,
      sizeBytes,
      copies: new Set(),
      left: new Set(),
      spilled: null,
      makingOn: null,
      madeOn: null,
      isReleased: false,
      subscribers: new Set(),
    };
    this.objects.set(objectId, owned);
    this.#runTask(owned);
  }

  #runTask(owned: Owned): void {
    const { engine } = this.#world;
    const node = engine.random.pick(this.#world.nodes());
    owned.makingOn = node;
    owned.left.clear();
    this.#publish(owned);
    engine.after(engine.between(1, 500), () => {
      if (!this.isAlive || owned.makingOn !== node) return;
      node.runTask(this, owned, (isMade) => this.#taskEnded(owned, node, isMade));
    });
  }

  #taskEnded(owned: Owned, node: SimNode, isMade: boolean): void {
    if (!this.isAlive || owned.makingOn !== node) return;
    owned.makingOn = null;
    if (!isMade) {
      if (!owned.isReleased) this.#runTask(owned);
      return;
    }
    owned.madeOn = node;
    if (owned.isReleased) {
      this.#free(node, owned.objectId);
      return;
    }
    if (!owned.left.has(node.nodeId)) owned.copies.add(node.nodeId);
    this.#checkPlaces(owned);
  }

  /** The last reference goes. */
  release(owned: Owned): void {
    if (owned.isReleased) return;
    owned.isReleased = true;
    this.#publish(owned);
    const nodeIds = new Set([...owned.copies, owned.spilled?.nodeId, owned.madeOn?.nodeId]);
    for (const node of this.#world.nodes()) if (nodeIds.has(node.nodeId)) this.#free(node, owned.objectId);
  }

  /** FreeLocalObjects, repeated until it is answered. */
  #free(node: SimNode, objectId: string): void {
    if (!this.isAlive || this.#knownDead.has(node.nodeId)) return;
    this.#world.network.call(
      () => node.isAlive,
      () => node.freeLocalObjects([objectId]),
      (answer) => {
        if (answer === null) this.#free(node, objectId);
      },
    );
  }

  // What nodes tell and ask.

  update(nodeId: string, updates: readonly LocationUpdate[]): true {
    for (const update of updates) {
      const owned = this.objects.get(update.objectId);
      if (owned === undefined || owned.isReleased) {
        const node = this.#world.nodes().find((each) => each.nodeId === nodeId);
        if (node !== undefined && update.location !== "removed") this.#free(node, update.objectId);
        continue;
      }
      if (this.#knownDead.has(nodeId)) continue;
      if (update.location === "added") {
        owned.copies.add(nodeId);
        owned.left.delete(nodeId);
      } else if (update.location === "removed") {
        owned.copies.delete(nodeId);
        owned.left.add(nodeId);
      } else if (update.location === "spilled") owned.spilled = { nodeId, url: update.url };
      this.#checkPlaces(owned);
    }
    return true;
  }

  subscribe(node: SimNode, objectId: string): void {
    this.#channelTo(node).send(() => {
      if (!this.isAlive) return;
      const owned = this.objects.get(objectId);
      owned?.subscribers.add(node);
      this.#tell(node, objectId);
    });
  }

  unsubscribe(node: SimNode, objectId: string): void {
    this.#channelTo(node).send(() => this.objects.get(objectId)?.subscribers.delete(node));
  }

  /**
   * The copy on that node's disk is worth nothing: an owner hears of this as of the death of a node that had the object on
   * its disk (raylet/loss-reporter.ts), and then asks the other places it knows of to pin theirs (Ray 2.60.0,
   * object_recovery_manager.cc).
   */
  lost(nodeId: string, objectId: string): true {
    const owned = this.objects.get(objectId);
    if (owned === undefined) return true;
    if (owned.spilled?.nodeId === nodeId) owned.spilled = null;
    this.#recover(owned);
    return true;
  }

  /** One of the places that are known pins its copy, at once in this model; when none has one, the task runs again. */
  #recover(owned: Owned): void {
    if (owned.isReleased || owned.makingOn !== null) return;
    const places = this.#world.nodes().filter(({ nodeId }) => owned.copies.has(nodeId) && !this.#knownDead.has(nodeId));
    const place = places.find((node) => node.store.pin(owned.objectId, this.address));
    if (place === undefined) this.#runTask(owned);
    else owned.madeOn = place;
  }

  nodeDied(nodeId: string): void {
    this.#knownDead.add(nodeId);
    for (const owned of this.objects.values()) {
      this.#forgetPlace(owned, nodeId);
      if (owned.madeOn?.nodeId === nodeId) this.#recover(owned);
      if (owned.makingOn?.nodeId === nodeId && !owned.isReleased) this.#runTask(owned);
    }
  }

  #forgetPlace(owned: Owned, nodeId: string): void {
    owned.copies.delete(nodeId);
    if (owned.spilled?.nodeId === nodeId) owned.spilled = null;
    this.#checkPlaces(owned);
  }

  /** Places went: when none is left, the task runs again. */
  #checkPlaces(owned: Owned): void {
    const { isReleased, copies, spilled, makingOn } = owned;
    if (!isReleased && copies.size === 0 && spilled === null && makingOn === null) this.#runTask(owned);
    else if (!isReleased) this.#publish(owned);
  }

  #publish({ subscribers, objectId }: Owned): void {
    for (const node of subscribers) this.#tell(node, objectId);
  }

  #tell(node: SimNode, objectId: string): void {
    const word = this.#word(objectId);
    this.#channelTo(node).send(() => {
      if (node.isAlive) node.post({ type: "ownerMessage", ownerId: this.address.workerId, objectId, word });
    });
  }

  #word(objectId: string): OwnerWord {
    const owned = this.objects.get(objectId);
    const isGone = owned === undefined || owned.isReleased;
    return {
      nodeIds: isGone ? [] : [...owned.copies],
      // An owner learns the size with the task's end.
      objectSize: owned?.madeOn == null ? 0 : owned.sizeBytes,
      spilledUrl: isGone ? "" : (owned.spilled?.url ?? ""),
      spilledNodeId: isGone ? null : (owned.spilled?.nodeId ?? null),
      refRemoved: isGone,
      pendingCreation: !isGone && owned.makingOn !== null,
      didSpill: !isGone && owned.spilled !== null,
    };
  }
}
