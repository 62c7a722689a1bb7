/**
 * What an owner knows of its objects: who still needs each, where its copies are, who wants to hear of them.
 *
 * An object is needed while this process has a handle of it (`local`), a task of ours that takes it has not ended
 * (`uses`), or a worker that was given it has kept it (`borrowers`). When the last of these goes, its value is dropped
 * and its copies are freed. Owners answer for the objects' directory too: raylets subscribe to an object's locations and
 * report the copies they gain and lose (Ray 2.60.0, reference_counter.cc, ownership_object_directory.cc).
 *
 * Invariants (`validate`): counts are not negative; an object without need is not in the table; only a stored object has
 * copies.
 */
import type { NodeId, ObjectId, WorkerId } from "../../ids/index.js";
import type { WorkerAddress } from "./types.js";

export type ReferenceEvent =
  /** A new object of ours, not there yet. */
  | { readonly type: "own"; readonly objectId: ObjectId }
  | { readonly type: "addLocal" | "removeLocal" | "addUse" | "removeUse"; readonly objectId: ObjectId }
  /** Its value is here in memory (or is an error). */
  | { readonly type: "inline"; readonly objectId: ObjectId }
  | { readonly type: "stored"; readonly objectId: ObjectId; readonly nodeId: NodeId; readonly sizeBytes: number }
  /** It is to be made again. */
  | { readonly type: "pending"; readonly objectId: ObjectId }
  | { readonly type: "borrowed"; readonly objectId: ObjectId; readonly borrower: WorkerAddress }
  | { readonly type: "borrowerGone"; readonly objectId: ObjectId; readonly workerId: WorkerId }
  | { readonly type: "copyAdded" | "copyRemoved"; readonly objectId: ObjectId; readonly nodeId: NodeId }
  | { readonly type: "spilled"; readonly objectId: ObjectId; readonly nodeId: NodeId | null; readonly url: string }
  | { readonly type: "subscribe" | "unsubscribe"; readonly objectId: ObjectId; readonly subscriber: string }
  | { readonly type: "subscriberGone"; readonly subscriber: string }
  | { readonly type: "nodeDied"; readonly nodeId: NodeId };

/** What the directory says of an object. */
export interface ObjectLocations {
  readonly nodes: readonly NodeId[];
  readonly sizeBytes: number;
  readonly spilledUrl: string;
  readonly spilledNodeId: NodeId | null;
  readonly isPending: boolean;
  /** Unknown, or freed. */
  readonly isGone: boolean;
}

export type ReferenceEffect =
  /** Forget the value. `nodes` have copies to free. */
  | { readonly type: "free"; readonly objectId: ObjectId; readonly nodes: readonly NodeId[] }
  /** Ask the borrower to say when its last reference is gone. */
  | { readonly type: "watchBorrower"; readonly objectId: ObjectId; readonly borrower: WorkerAddress }
  | { readonly type: "publish"; readonly objectId: ObjectId; readonly subscriber: string }
  /** Needed, stored, and no copy is left. */
  | { readonly type: "lost"; readonly objectId: ObjectId };

interface Owned {
  local: number;
  uses: number;
  readonly borrowers: Set<WorkerId>;
  state: "pending" | "inline" | "stored";
  readonly nodes: Set<NodeId>;
  sizeBytes: number;
  spilledUrl: string;
  spilledNodeId: NodeId | null;
  readonly subscribers: Set<string>;
}

export class ReferenceCounter {
  readonly #objects = new Map<ObjectId, Owned>();
  #effects: ReferenceEffect[] = [];

  handle(event: ReferenceEvent): ReferenceEffect[] {
    this.#effects = [];
    if (event.type === "own") {
      this.#own(event.objectId);
    } else if (event.type === "nodeDied") {
      this.#nodeDied(event.nodeId);
    } else if (event.type === "subscriberGone") {
      for (const object of this.#objects.values()) object.subscribers.delete(event.subscriber);
    } else {
      const object = this.#objects.get(event.objectId);
      if (object !== undefined) this.#change(event, object);
      else if (event.type === "subscribe") this.#publishTo(event.objectId, event.subscriber);
      // Made for nobody: its last handle went while its task ran.
      else if (event.type === "stored") {
        this.#effects.push({ type: "free", objectId: event.objectId, nodes: [event.nodeId] });
      }
    }
    return this.#effects;
  }

  /** Objects that somebody needs. */
  get size(): number {
    return this.#objects.size;
  }

  has(objectId: ObjectId): boolean {
    return this.#objects.has(objectId);
  }

  locations(objectId: ObjectId): ObjectLocations {
    const object = this.#objects.get(objectId);
    return {
      nodes: object === undefined ? [] : [...object.nodes],
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

  #own(objectId: ObjectId): void {
    this.#objects.set(objectId, {
      local: 0,
      uses: 0,
      borrowers: new Set(),
      state: "pending",
      nodes: new Set(),
      sizeBytes: 0,
      spilledUrl: "",
      spilledNodeId: null,
      subscribers: new Set(),
    });
  }

  #change(event: Exclude<ReferenceEvent, { type: "own" | "nodeDied" | "subscriberGone" }>, object: Owned): void {
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
        object.nodes.add(event.nodeId);
        this.#publish(objectId, object);
        break;
      case "pending":
        object.state = "pending";
        this.#publish(objectId, object);
        break;
      case "borrowed":
        if (object.borrowers.has(event.borrower.workerId)) break;
        object.borrowers.add(event.borrower.workerId);
        this.#effects.push({ type: "watchBorrower", objectId, borrower: event.borrower });
        break;
      case "borrowerGone":
        object.borrowers.delete(event.workerId);
        this.#freeIfUnneeded(objectId, object);
        break;
      case "copyAdded":
        object.nodes.add(event.nodeId);
        this.#publish(objectId, object);
        break;
      case "copyRemoved":
        if (!object.nodes.delete(event.nodeId)) break;
        this.#publish(objectId, object);
        this.#tellIfLost(objectId, object);
        break;
      case "spilled":
        object.spilledUrl = event.url;
        object.spilledNodeId = event.nodeId;
        this.#publish(objectId, object);
        break;
      case "subscribe":
        object.subscribers.add(event.subscriber);
        this.#publishTo(objectId, event.subscriber);
        break;
      case "unsubscribe":
        object.subscribers.delete(event.subscriber);
    }
  }

  #freeIfUnneeded(objectId: ObjectId, object: Owned): void {
    if (object.local > 0 || object.uses > 0 || object.borrowers.size > 0) return;
    this.#objects.delete(objectId);
    const nodes = new Set(object.nodes);
    if (object.spilledNodeId !== null) nodes.add(object.spilledNodeId);
    this.#effects.push({ type: "free", objectId, nodes: [...nodes] });
    this.#publish(objectId, object);
  }

  #nodeDied(nodeId: NodeId): void {
    for (const [objectId, object] of this.#objects) {
      const wasSpilledThere = object.spilledNodeId === nodeId;
      if (wasSpilledThere) {
        object.spilledUrl = "";
        object.spilledNodeId = null;
      }
      if (!object.nodes.delete(nodeId) && !wasSpilledThere) continue;
      this.#publish(objectId, object);
      this.#tellIfLost(objectId, object);
    }
  }

  #tellIfLost(objectId: ObjectId, object: Owned): void {
    if (object.state === "stored" && object.nodes.size === 0 && object.spilledUrl === "") {
      this.#effects.push({ type: "lost", objectId });
    }
  }

  #publish(objectId: ObjectId, object: Owned): void {
    for (const subscriber of object.subscribers) this.#publishTo(objectId, subscriber);
  }

  #publishTo(objectId: ObjectId, subscriber: string): void {
    this.#effects.push({ type: "publish", objectId, subscriber });
  }

  /** @throws Error that names the broken invariant; for tests */
  validate(): void {
    for (const [objectId, object] of this.#objects) {
      if (object.local < 0 || object.uses < 0) throw new Error(`${objectId} has negative counts`);
      if (object.state !== "stored" && object.state !== "pending" && object.nodes.size > 0)
        throw new Error(`${objectId} is ${object.state} and has copies`);
    }
  }
}
