import type { ObjectEffect } from "../../src/core/objects/types.js";
import type { Engine } from "./engine.js";
import type { SimNode } from "./sim-node.js";

type EffectOf<T extends ObjectEffect["type"]> = Extract<ObjectEffect, { type: T }>;

/** A model of the spill files of a node and the threads that write and read them. */
export class SimDisk {
  /** Nothing can be written. */
  isFull = false;
  /** Nothing can be read now. */
  isDeaf = false;
  /** Objects of which a byte in their file is not what was written. */
  readonly #spoiled = new Set<string>();
  /** Objects that could not be read, so that the node may have given them up. */
  readonly #refused = new Set<string>();
  readonly #engine: Engine;
  readonly #node: SimNode;
  /** Object ids by path. */
  readonly files = new Map<string, ReadonlySet<string>>();
  /** Restores by job, while they wait for room. */
  readonly #waiting = new Map<number, number>();

  constructor(engine: Engine, node: SimNode) {
    this.#engine = engine;
    this.#node = node;
  }

  has(objectId: string): boolean {
    for (const objectIds of this.files.values()) if (objectIds.has(objectId)) return true;
    return false;
  }

  /** A byte of an object in one of the files changes, or a whole file is gone. */
  spoil(): void {
    const paths = [...this.files.keys()];
    if (paths.length === 0) return;
    const { random } = this.#engine;
    const path = random.pick(paths);
    const objectIds = [...(this.files.get(path) ?? [])];
    const isGone = this.#engine.chance(0.3);
    for (const objectId of isGone ? objectIds : [random.pick(objectIds)]) this.#spoiled.add(objectId);
    this.#engine.note(`${this.#node.nodeId}: ${path} ${isGone ? "is gone" : "has a wrong byte"}`);
  }

  /** Why the object cannot be read from its file, or null. */
  trouble(objectId: string, path: string): "corrupt" | "unreadable" | null {
    const isBroken = this.#spoiled.has(objectId) || this.files.get(path)?.has(objectId) !== true;
    if (!this.isDeaf && !isBroken) return null;
    this.#refused.add(objectId);
    return this.isDeaf ? "unreadable" : "corrupt";
  }

  /** The node need not have it any more, for it could not be read. */
  isExcused(objectId: string): boolean {
    return this.#refused.has(objectId);
  }

  perform(effect: EffectOf<"spill" | "restore" | "cancelRestore" | "deleteFiles">): void {
    switch (effect.type) {
      case "spill":
        return this.#spill(effect);
      case "restore":
        return this.#restore(effect);
      case "cancelRestore": {
        const ticket = this.#waiting.get(effect.job);
        if (ticket === undefined || !this.#node.store.cancel(ticket)) return;
        this.#waiting.delete(effect.job);
        return this.#node.post({ type: "restoreFailed", job: effect.job, why: "cancelled", text: "not wanted" });
      }
      case "deleteFiles":
        for (const path of effect.paths) this.files.delete(path);
    }
  }

  #spill({ job, fileName, minBytes, maxObjects }: EffectOf<"spill">): void {
    const node = this.#node;
    const chosen = node.store.holdSpillable(minBytes, maxObjects);
    const objects = chosen.map(({ objectId, sizeBytes }) => ({ objectId, sizeBytes }));
    node.post({ type: "spillStarted", job, objects });
    if (objects.length === 0) return;
    this.#engine.after(this.#engine.between(1, 300), () => {
      if (!node.isAlive) return;
      if (this.isFull) return node.post({ type: "spillFailed", job, why: "diskFull", text: "the disk is full" });
      let offset = 0;
      const records = objects.map(({ sizeBytes }) => {
        const record = { offset, size: sizeBytes + 24, dataSize: sizeBytes, metadataSize: 0, crc: 0 };
        offset += record.size;
        return record;
      });
      this.files.set(`/${node.nodeId}/${fileName}`, new Set(objects.map(({ objectId }) => objectId)));
      for (const { objectId } of objects) {
        this.#spoiled.delete(objectId);
        this.#refused.delete(objectId);
      }
      node.post({ type: "spilled", job, records });
    });
  }

  #restore({ job, objectId, owner, copy, isHeld }: EffectOf<"restore">): void {
    const node = this.#node;
    if (this.files.get(copy.path)?.has(objectId) !== true) throw new Error(`${objectId} is not in ${copy.path}`);
    const request = { objectId, owner, source: "restoredFromStorage", sizeBytes: copy.dataSize } as const;
    let isDone = false;
    const ticket = node.store.create(request, (outcome) => {
      isDone = true;
      this.#waiting.delete(job);
      if (outcome !== "ok") {
        node.post({ type: "restoreFailed", job, why: outcome, text: `the store says ${outcome}` });
        return;
      }
      this.#engine.after(this.#engine.between(1, 200), () => {
        if (!node.isAlive) return;
        const why = this.trouble(objectId, copy.path);
        if (why !== null) {
          node.store.abort(objectId);
          node.post({ type: "restoreFailed", job, why, text: `its file is ${why}` });
          return;
        }
        node.store.seal(objectId, isHeld);
        node.post({ type: "restored", job });
      });
    });
    if (!isDone) this.#waiting.set(job, ticket);
  }
}
