import { expect } from "vitest";
import { defaultSpillConfig, type SpillConfig } from "../../../../src/core/objects/spill-types.js";
import type { ObjectEffect } from "../../../../src/core/objects/types.js";
import { Checked, only, owned, ownerA } from "./helpers.js";

export const config: SpillConfig = {
  ...defaultSpillConfig,
  folders: ["/d0/ray_spilled_objects_aa", "/d1/ray_spilled_objects_aa"],
  capacityBytes: 1_000,
  minFileBytes: 200,
  maxJobs: 2,
};

/** A manager with spilling and a store that spills what the test says. Objects have 106 bytes. */
export class Bench extends Checked {
  constructor(changes: Partial<SpillConfig> = {}) {
    super({ spilling: { ...config, ...changes } });
  }

  pin(...objectIds: string[]): ObjectEffect[] {
    return objectIds.flatMap((objectId) => {
      this.seal(objectId);
      return this.send({ type: "pinned", objectId, owner: ownerA });
    });
  }

  /** The store chooses these for the job. */
  choose(job: number, ...objectIds: string[]): ObjectEffect[] {
    const objects = objectIds.map((objectId) => ({ objectId, sizeBytes: 106 }));
    return this.send({ type: "spillStarted", job, objects });
  }

  written(job: number, count: number): ObjectEffect[] {
    const records = Array.from({ length: count }, (_, n) => record(n));
    return this.send({ type: "spilled", job, records });
  }

  /** Pins and spills the objects into one file, which lies at /d0 or /d1 / `${job}-multi`. */
  spill(job: number, ...objectIds: string[]): ObjectEffect[] {
    this.pin(...objectIds);
    expect(only(this.send({ type: "spaceNeeded", bytes: 10 }), "spill")).toHaveLength(1);
    this.choose(job, ...objectIds);
    return this.written(job, objectIds.length);
  }

  evict(objectId: string): ObjectEffect[] {
    return this.send({ type: "storeDeleted", objectId });
  }

  get(...objectIds: string[]): ObjectEffect[] {
    const objects = objectIds.map((objectId) => owned(objectId));
    return this.send({ type: "asyncGet", connectionId: 1, workerId: "w", requestId: 1, objects });
  }

  lease(leaseId: string, ...objectIds: string[]): ObjectEffect[] {
    return this.send({ type: "leaseDependencies", leaseId, objects: objectIds.map((objectId) => owned(objectId)) });
  }

  restored(job: number, objectId: string): ObjectEffect[] {
    const sealed = this.send({
      type: "storeSealed",
      objectId,
      dataSize: 100,
      metadataSize: 6,
      owner: ownerA,
      source: "restoredFromStorage",
    });
    return [...sealed, ...this.send({ type: "restored", job })];
  }
}

export function record(n: number) {
  return { offset: n * 130, size: 130, dataSize: 100, metadataSize: 6, crc: n };
}
