import { ObjectManager } from "../../../../src/core/objects/object-manager.js";
import {
  defaultObjectManagerConfig,
  type ObjectEffect,
  type ObjectEvent,
  type ObjectManagerConfig,
  type ObjectSource,
  type OwnedObject,
  type OwnerAddress,
  type OwnerWord,
} from "../../../../src/core/objects/types.js";

export const selfNode = "aa".repeat(28);
export const otherNode = "bb".repeat(28);

export function ownerOf(name: string, nodeId = selfNode): OwnerAddress {
  return { nodeId, ip: "127.0.0.1", port: 4_000, workerId: name };
}

export const ownerA = ownerOf("owner-a");
export const ownerB = ownerOf("owner-b");

export function owned(objectId: string, owner: OwnerAddress | null = ownerA): OwnedObject {
  return { objectId, owner };
}

export function word(changes: Partial<OwnerWord> = {}): OwnerWord {
  return {
    nodeIds: [],
    objectSize: 0,
    spilledUrl: "",
    spilledNodeId: null,
    refRemoved: false,
    pendingCreation: false,
    didSpill: false,
    ...changes,
  };
}

/** An ObjectManager that validates itself after every event, with a clock the test moves. */
export class Checked {
  readonly manager: ObjectManager;
  now = 1_000;

  constructor(config: Partial<ObjectManagerConfig> = {}) {
    this.manager = new ObjectManager({
      ...defaultObjectManagerConfig,
      lateAfterMs: Infinity,
      starvedAfterMs: Infinity,
      nodeId: selfNode,
      ...config,
    });
  }

  send(event: ObjectEvent): ObjectEffect[] {
    const effects = this.manager.handle(event, this.now);
    this.manager.validate();
    return effects;
  }

  tickAt(ms: number): ObjectEffect[] {
    this.now = ms;
    return this.send({ type: "tick" });
  }

  seal(
    objectId: string,
    owner: OwnerAddress | null = ownerA,
    source: ObjectSource = "createdByWorker",
  ): ObjectEffect[] {
    return this.send({
      type: "storeSealed",
      objectId,
      dataSize: 100,
      metadataSize: 6,
      owner,
      source,
    });
  }

  sealError(objectId: string, owner: OwnerAddress | null = ownerA): ObjectEffect[] {
    return this.send({
      type: "storeSealed",
      objectId,
      dataSize: 0,
      metadataSize: 1,
      owner,
      source: "errorStoredByRaylet",
    });
  }

  wait(objects: OwnedObject[], numRequired: number, timeoutMs = -1, waitId = 1, connectionId = 7): ObjectEffect[] {
    return this.send({ type: "waitRequest", connectionId, workerId: "w", waitId, objects, numRequired, timeoutMs });
  }
}

export function only<T extends ObjectEffect["type"]>(effects: ObjectEffect[], type: T) {
  return effects.filter((effect): effect is Extract<ObjectEffect, { type: T }> => effect.type === type);
}
