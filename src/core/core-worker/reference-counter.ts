/**
 * What this process knows of the objects it has references of: its own, and those that it has borrowed.
 *
 * Its own: who still needs each, where its copies are, who wants to hear of them. An object is needed while this process
 * has a handle of it (`local`), a task of ours that takes it has not ended (`uses`), an object of ours that contains a
 * reference of it is needed (`containers`), or a worker that was given it has kept it (`borrowers`). When the last of these
 * goes, its value is dropped and its copies are freed. Owners answer for the objects' directory too: raylets subscribe to an
 * object's locations and report the copies they gain and lose (Ray 2.60.0, reference_counter.cc,
 * ownership_object_directory.cc).
 *
 * Borrowed: the same counts say how long. Whoever ran a task tells its caller which references it has kept (`report`), and
 * whom it gave them to; the owner then asks to hear when the last is gone (`watchRemoval`) and is told, with those who have
 * them from us. Until it has asked, what it is owed is remembered. A reference that came inside a borrowed object is told
 * of together with that, since the owner of the outer one knows what it contains.
 *
 * Invariants (`validate`): counts are not negative; an object of ours without need is not in the table; only a stored
 * object has copies; `containers` are the needed objects of ours that contain it, `lenders` the borrowed ones.
 */
import type { NodeId, ObjectId, WorkerId } from "../../ids/index.js";
import type { BorrowReport, ObjectLocations, ReferenceEffect, ReferenceEvent } from "./reference-types.js";
import type { WorkerAddress } from "./types.js";

export type { BorrowReport, ObjectLocations, ReferenceEffect, ReferenceEvent } from "./reference-types.js";

/** Sets and maps of a reference are made when something is to be in them: most have none. */
interface Reference {
  /** Null: ours. */
  readonly owner: WorkerAddress | null;
  local: number;
  uses: number;
  /** Objects of ours that are needed and contain it. */
  containers: Set<ObjectId> | null;
  /** Borrowed objects in the table that contain it. */
  lenders: Set<ObjectId> | null;
  contains: Set<ObjectId> | null;
  borrowers: Map<WorkerId, WorkerAddress> | null;
  /** Of ours: borrowers that were named again while they were watched, and the object of theirs that contains it. */
  again: Map<WorkerId, ObjectId | null> | null;
  /** Of a borrowed object: what its owner is to be told. */
  storedIn: Map<ObjectId, WorkerAddress> | null;
  watchers: Set<string> | null;
  /** Its owner was told that we have a reference, and will ask when it goes. */
  isAwaited: boolean;
  state: "pending" | "inline" | "stored";
  nodes: Set<NodeId> | null;
  sizeBytes: number;
  spilledUrl: string;
  spilledNodeId: NodeId | null;
  subscribers: Set<string> | null;
}

export class ReferenceCounter {
  readonly #objects = new Map<ObjectId, Reference>();
  #owned = 0;
  #effects: ReferenceEffect[] = [];

  handle(event: ReferenceEvent): ReferenceEffect[] {
    this.#effects = [];
    if (event.type === "own") {
      this.#owned += 1;
      this.#add(event.objectId, null);
    } else if (event.type === "borrow") {
      this.#borrow(event.objectId, event.owner, event.outer);
    } else if (event.type === "nodeDied") {
      this.#nodeDied(event.nodeId);
    } else if (event.type === "subscriberGone") {
      for (const object of this.#objects.values()) object.subscribers?.delete(event.subscriber);
    } else {
      const object = this.#objects.get(event.objectId);
      if (object !== undefined) this.#change(event, object);
      else if (event.type === "subscribe") this.#publishTo(event.objectId, event.subscriber);
      else if (event.type === "watchRemoval") {
        const { objectId, subscriber } = event;
        this.#effects.push({ type: "tellRemoved", objectId, subscriber, borrowed: [] });
      }
      // Made for nobody: its last handle went while its task ran.
      else if (event.type === "stored") {
        this.#effects.push({ type: "free", objectId: event.objectId, nodes: [event.nodeId] });
      }
    }
    return this.#effects;
  }

  /** Objects that somebody needs, and borrowed ones. */
  get size(): number {
    return this.#objects.size;
  }

  /** Objects of ours that somebody needs. */
  get owned(): number {
    return this.#owned;
  }

  /** The owner of a borrowed object; null for one of ours or one that is not known. */
  ownerOf(objectId: ObjectId): WorkerAddress | null {
    return this.#objects.get(objectId)?.owner ?? null;
  }

  /** Objects that references inside it are of. */
  containedIn(objectId: ObjectId): readonly ObjectId[] {
    return [...(this.#objects.get(objectId)?.contains ?? [])];
  }

  /**
   * What the caller of a task is to be told of references that came with it. Those who have one from us are the caller's
   * business from then on, unless the owner asks us: the caller may be one of them, and tells nobody of itself.
   * @param ownUses of each, by the task: they do not count as kept
   */
  report(objectIds: Iterable<ObjectId>, ownUses: number): BorrowReport[] {
    return this.#report(objectIds, ownUses, null);
  }

  /** @param asked what its owner hears of, who has asked */
  #report(objectIds: Iterable<ObjectId>, ownUses: number, asked: ObjectId | null): BorrowReport[] {
    const told = new Map<ObjectId, BorrowReport>();
    const tell = (objectId: ObjectId, ownUse: number) => {
      const object = this.#objects.get(objectId);
      if (object?.owner == null || told.has(objectId)) return;
      const { owner, local, uses, containers, contains, lenders } = object;
      const hasLocalRef = local > 0 || uses > ownUse || (containers?.size ?? 0) > 0;
      const borrowers = [...(object.borrowers?.values() ?? [])];
      const storedIn = [...(object.storedIn ?? [])].map(([outer, outerOwner]) => ({ outer, outerOwner }));
      const isWatched = (object.watchers?.size ?? 0) > 0;
      if (hasLocalRef && !isWatched) object.isAwaited = true;
      if (objectId === asked || !(isWatched || object.isAwaited)) {
        object.borrowers = null;
        object.storedIn = null;
      }
      const [inside, outside] = [[...(contains ?? [])], [...(lenders ?? [])]];
      told.set(objectId, { objectId, owner, hasLocalRef, borrowers, storedIn, contains: inside, containedIn: outside });
      for (const inner of inside) tell(inner, ids.has(inner) ? ownUse : 0);
    };
    const ids = new Set(objectIds);
    for (const objectId of ids) tell(objectId, ownUses);
    return [...told.values()];
  }

  has(objectId: ObjectId): boolean {
    return this.#objects.has(objectId);
  }

  locations(objectId: ObjectId): ObjectLocations {
    const object = this.#objects.get(objectId);
    return {
      nodes: [...(object?.nodes ?? [])],
      sizeBytes: object?.sizeBytes ?? 0,
      spilledUrl: object?.spilledUrl ?? "",
      spilledNodeId: object?.spilledNodeId ?? null,
      isPending: object?.state === "pending",
      isGone: object === undefined,
    };
  }

  /** Of one object, for `ray memory`. */
  counts(objectId: ObjectId): { readonly local: number; readonly uses: number } | null {
    const object = this.#objects.get(objectId);
    return object === undefined ? null : { local: object.local, uses: object.uses };
  }

  ids(): IterableIterator<ObjectId> {
    return this.#objects.keys();
  }

  #add(objectId: ObjectId, owner: WorkerAddress | null): Reference {
    const reference: Reference = {
      owner,
      local: 0,
      uses: 0,
      containers: null,
      lenders: null,
      contains: null,
      borrowers: null,
      again: null,
      storedIn: null,
      watchers: null,
      isAwaited: false,
      state: "pending",
      nodes: null,
      sizeBytes: 0,
      spilledUrl: "",
      spilledNodeId: null,
      subscribers: null,
    };
    this.#objects.set(objectId, reference);
    return reference;
  }

  #borrow(objectId: ObjectId, owner: WorkerAddress, outer: ObjectId | null): void {
    const reference = this.#objects.get(objectId) ?? this.#add(objectId, owner);
    if (outer !== null) this.#contain(objectId, reference, outer);
  }

  #contain(objectId: ObjectId, reference: Reference, outer: ObjectId): void {
    const container = this.#objects.get(outer);
    if (container === undefined || outer === objectId) return;
    container.contains ??= new Set();
    container.contains.add(objectId);
    const side = container.owner === null ? "containers" : "lenders";
    reference[side] ??= new Set();
    reference[side].add(outer);
  }

  #change(
    event: Exclude<ReferenceEvent, { type: "own" | "borrow" | "nodeDied" | "subscriberGone" }>,
    object: Reference,
  ): void {
    const { objectId } = event;
    switch (event.type) {
      case "addLocal":
        object.local += 1;
        break;
      case "removeLocal":
        object.local -= 1;
        this.#freeIfUnneeded(objectId, object);
        break;
      case "addUse":
        object.uses += 1;
        break;
      case "removeUse":
        object.uses -= 1;
        this.#freeIfUnneeded(objectId, object);
        break;
      case "inline":
        object.state = "inline";
        this.#publish(objectId, object);
        break;
      case "stored":
        object.state = "stored";
        object.sizeBytes = event.sizeBytes;
        object.nodes ??= new Set();
        object.nodes.add(event.nodeId);
        this.#publish(objectId, object);
        break;
      case "pending":
        object.state = "pending";
        this.#publish(objectId, object);
        break;
      case "contained":
        this.#contain(objectId, object, event.outer);
        break;
      case "storedIn":
        this.#storedIn(objectId, object, event.outer, event.outerOwner);
        break;
      case "watchRemoval":
        object.watchers ??= new Set();
        object.watchers.add(event.subscriber);
        object.isAwaited = false;
        this.#freeIfUnneeded(objectId, object);
        break;
      case "borrowed":
        this.#lent(objectId, object, event.borrower, null);
        break;
      case "borrowerGone":
        this.#borrowerGone(objectId, object, event.workerId);
        break;
      case "copyAdded":
        object.nodes ??= new Set();
        object.nodes.add(event.nodeId);
        this.#publish(objectId, object);
        break;
      case "copyRemoved":
        if (object.nodes?.delete(event.nodeId) !== true) break;
        this.#publish(objectId, object);
        this.#tellIfLost(objectId, object);
        break;
      case "spilled":
        object.spilledUrl = event.url;
        object.spilledNodeId = event.nodeId;
        this.#publish(objectId, object);
        break;
      case "subscribe":
        object.subscribers ??= new Set();
        object.subscribers.add(event.subscriber);
        this.#publishTo(objectId, event.subscriber);
        break;
      case "unsubscribe":
        object.subscribers?.delete(event.subscriber);
    }
  }

  #storedIn(objectId: ObjectId, object: Reference, outer: ObjectId, outerOwner: WorkerAddress): void {
    if (this.#objects.get(outer)?.owner === null) this.#contain(objectId, object, outer);
    else if (object.owner === null) this.#lent(objectId, object, outerOwner, outer);
    else {
      object.storedIn ??= new Map();
      object.storedIn.set(outer, outerOwner);
    }
  }

  #lent(objectId: ObjectId, object: Reference, borrower: WorkerAddress, outer: ObjectId | null): void {
    const { workerId } = borrower;
    const isKnown = object.borrowers?.has(workerId) === true;
    object.borrowers ??= new Map();
    if (!isKnown) object.borrowers.set(workerId, borrower);
    // Of what we have borrowed ourselves the owner is told.
    if (object.owner !== null) return;
    if (!isKnown) this.#effects.push({ type: "watchBorrower", objectId, borrower, outer });
    else {
      object.again ??= new Map();
      object.again.set(workerId, outer ?? object.again.get(workerId) ?? null);
    }
  }

  /** Word that it was dropped may have been overtaken by word that it was taken again: only the borrower can say. */
  #borrowerGone(objectId: ObjectId, object: Reference, workerId: WorkerId): void {
    const outer = object.again?.get(workerId);
    const borrower = object.borrowers?.get(workerId);
    if (outer !== undefined && borrower !== undefined) {
      object.again?.delete(workerId);
      this.#effects.push({ type: "watchBorrower", objectId, borrower, outer });
      return;
    }
    object.borrowers?.delete(workerId);
    this.#freeIfUnneeded(objectId, object);
  }

  #freeIfUnneeded(objectId: ObjectId, object: Reference): void {
    if (object.local > 0 || object.uses > 0 || (object.containers?.size ?? 0) > 0) return;
    if (object.owner === null) {
      if ((object.borrowers?.size ?? 0) > 0) return;
      this.#owned -= 1;
      this.#objects.delete(objectId);
      const nodes = new Set(object.nodes);
      if (object.spilledNodeId !== null) nodes.add(object.spilledNodeId);
      this.#effects.push({ type: "free", objectId, nodes: [...nodes] });
      this.#publish(objectId, object);
      this.#emptied(objectId, object, "containers");
      return;
    }
    this.#giveBack(objectId, object);
  }

  /** A borrowed object that nobody here needs: what its owner is owed goes to it, or waits until it asks. */
  #giveBack(objectId: ObjectId, object: Reference): void {
    const watchers = [...(object.watchers ?? [])];
    if (watchers.length > 0) {
      const borrowed = this.#report([objectId], 0, objectId);
      object.watchers = null;
      for (const subscriber of watchers) this.#effects.push({ type: "tellRemoved", objectId, subscriber, borrowed });
    }
    const isOwed = object.isAwaited || (object.borrowers?.size ?? 0) > 0 || (object.storedIn?.size ?? 0) > 0;
    if (isOwed || (object.lenders?.size ?? 0) > 0) return;
    this.#objects.delete(objectId);
    this.#effects.push({ type: "forget", objectId });
    this.#emptied(objectId, object, "lenders");
  }

  /** The object is gone, and references inside it are. */
  #emptied(objectId: ObjectId, object: Reference, side: "containers" | "lenders"): void {
    for (const inner of object.contains ?? []) {
      const reference = this.#objects.get(inner);
      if (reference?.[side]?.delete(objectId) === true) this.#freeIfUnneeded(inner, reference);
    }
  }

  #nodeDied(nodeId: NodeId): void {
    for (const [objectId, object] of this.#objects) {
      const wasSpilledThere = object.spilledNodeId === nodeId;
      if (wasSpilledThere) {
        object.spilledUrl = "";
        object.spilledNodeId = null;
      }
      if (object.nodes?.delete(nodeId) !== true && !wasSpilledThere) continue;
      this.#publish(objectId, object);
      this.#tellIfLost(objectId, object);
    }
  }

  #tellIfLost(objectId: ObjectId, object: Reference): void {
    if (object.state === "stored" && (object.nodes?.size ?? 0) === 0 && object.spilledUrl === "") {
      this.#effects.push({ type: "lost", objectId });
    }
  }

  #publish(objectId: ObjectId, object: Reference): void {
    if (object.subscribers !== null) for (const subscriber of object.subscribers) this.#publishTo(objectId, subscriber);
  }

  #publishTo(objectId: ObjectId, subscriber: string): void {
    this.#effects.push({ type: "publish", objectId, subscriber });
  }

  /** @throws Error that names the broken invariant; for tests */
  validate(): void {
    for (const [objectId, object] of this.#objects) {
      if (object.local < 0 || object.uses < 0) throw new Error(`${objectId} has negative counts`);
      if (object.state !== "stored" && object.state !== "pending" && (object.nodes?.size ?? 0) > 0)
        throw new Error(`${objectId} is ${object.state} and has copies`);
      for (const side of ["containers", "lenders"] as const) {
        for (const outer of object[side] ?? []) {
          const container = this.#objects.get(outer);
          if (container?.contains?.has(objectId) !== true) throw new Error(`${objectId} is in ${outer}, which is gone`);
          if ((container.owner === null) !== (side === "containers")) throw new Error(`${outer} is on the wrong side`);
        }
      }
    }
    const owned = [...this.#objects.values()].filter(({ owner }) => owner === null).length;
    if (owned !== this.#owned) throw new Error(`${owned} objects are ours, ${this.#owned} were counted`);
  }
}
