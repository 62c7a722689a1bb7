import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultSpillConfig } from "../../../../src/core/objects/spill-types.js";
import type { ObjectEffect, ObjectEvent, OwnerAddress } from "../../../../src/core/objects/types.js";
import { Checked, owned, ownerOf } from "./helpers.js";

/**
 * Random histories with a store and a disk that do what they are told, late, or fail. `validate()` runs after every
 * event. The model checks what matters: no bytes are lost (a pinned object nobody freed is in the store or in a file
 * that exists), no hold and no file stays for nothing, and in the end everybody who waits is served.
 */
const owners: OwnerAddress[] = [ownerOf("o0"), ownerOf("o1")];
const objectIds = ["a", "b", "c", "d", "e", "f"];
const ownerFor = (objectId: string): OwnerAddress =>
  owners[objectIds.indexOf(objectId) % owners.length] as OwnerAddress;

const anObject = fc.constantFrom(...objectIds);
const someObjects = fc.uniqueArray(anObject, { minLength: 1, maxLength: 4 });
const aConnection = fc.integer({ min: 1, max: 2 });
const aLease = fc.constantFrom("l0", "l1", "l2");

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("put" as const), objectId: anObject }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("spaceNeeded" as const), bytes: fc.integer({ min: 1, max: 500 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("endSpill" as const),
      how: fc.constantFrom("ok", "ok", "diskFull", "other"),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("endRestore" as const),
      how: fc.constantFrom("ok", "ok", "ok", "noRoom", "noWorker", "unreadable", "corrupt"),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("evict" as const), objectId: anObject }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("get" as const), connectionId: aConnection, ids: someObjects }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancelGet" as const), connectionId: aConnection }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("wait" as const), connectionId: aConnection, ids: someObjects }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("lease" as const), leaseId: aLease, ids: someObjects }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("release" as const), leaseId: aLease }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("close" as const), connectionId: aConnection }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("free" as const), objectId: anObject }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("batches" as const), isLost: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("die" as const), owner: fc.constantFrom(...owners) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 700 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface StoredObject {
  isPinned: boolean;
  holds: number;
  isDoomed: boolean;
}
interface RestoreJob {
  readonly job: number;
  readonly objectId: string;
  readonly isHeld: boolean;
  readonly path: string;
}

class Model {
  readonly m = new Checked({
    reportIntervalMs: 3,
    spilling: {
      ...defaultSpillConfig,
      folders: ["/x", "/y"],
      capacityBytes: 600,
      minFileBytes: 150,
      maxJobs: 2,
      argsShare: 0.4,
      maxReadFailures: 2,
    },
  });
  readonly store = new Map<string, StoredObject>();
  /** What lies in each. */
  readonly files = new Map<string, readonly string[]>();
  readonly spills = new Map<number, { path: string; objectIds: string[] }>();
  readonly restores: RestoreJob[] = [];
  /** Put, and neither freed, nor lost on a bad disk, nor of a dead owner: its bytes must be somewhere. */
  readonly kept = new Set<string>();
  readonly dead = new Set<string>();
  readonly outstanding = new Set<string>();
  readonly ready = new Map<"l0" | "l1" | "l2", boolean>();
  readonly leases = new Map<"l0" | "l1" | "l2", readonly string[]>();
  readonly errors = new Set<string>();
  readonly queue: ObjectEvent[] = [];
  nextWait = 1;

  run(s: Step): void {
    switch (s.do) {
      case "put":
        return this.put(s.objectId);
      case "spaceNeeded":
        return this.send({ type: "spaceNeeded", bytes: s.bytes });
      case "endSpill":
        return this.endSpill(s.how as "ok" | "diskFull" | "other");
      case "endRestore":
        return this.endRestore(s.how as "ok" | "noRoom" | "noWorker" | "unreadable" | "corrupt");
      case "evict":
        return this.evict(s.objectId);
      case "get": {
        const objects = s.ids.map((id) => owned(id, ownerFor(id)));
        return this.send({ type: "asyncGet", connectionId: s.connectionId, workerId: "w", requestId: 1, objects });
      }
      case "cancelGet":
        return this.send({ type: "cancelGet", connectionId: s.connectionId, requestId: 1 });
      case "wait": {
        const objects = s.ids.map((id) => owned(id, ownerFor(id)));
        const [numRequired, waitId] = [objects.length, this.nextWait++];
        const { connectionId } = s;
        return this.send({
          type: "waitRequest",
          connectionId,
          workerId: "w",
          waitId,
          objects,
          numRequired,
          timeoutMs: 900,
        });
      }
      case "lease":
        this.ready.set(s.leaseId, false);
        this.leases.set(s.leaseId, s.ids);
        return this.send({
          type: "leaseDependencies",
          leaseId: s.leaseId,
          objects: s.ids.map((id) => owned(id, ownerFor(id))),
        });
      case "release":
        this.ready.delete(s.leaseId);
        this.leases.delete(s.leaseId);
        return this.send({ type: "releaseDependencies", leaseId: s.leaseId });
      case "close":
        return this.send({ type: "connectionClosed", connectionId: s.connectionId });
      case "free":
        return this.free(s.objectId);
      case "batches":
        for (const ownerId of [...this.outstanding]) this.answerBatch(ownerId, s.isLost);
        return;
      case "die": {
        const ownerId = s.owner.workerId;
        this.dead.add(ownerId);
        this.outstanding.delete(ownerId);
        for (const id of objectIds) if (ownerFor(id) === s.owner) this.kept.delete(id);
        return this.send({ type: "ownerDied", ownerId, reason: "test" });
      }
      case "pass":
        this.m.now += s.ms;
        return this.send({ type: "tick" });
    }
  }

  put(objectId: string): void {
    const owner = ownerFor(objectId);
    if (this.store.has(objectId) || this.kept.has(objectId) || this.dead.has(owner.workerId)) return;
    if (this.errors.has(objectId)) return;
    this.store.set(objectId, { isPinned: true, holds: 0, isDoomed: false });
    this.kept.add(objectId);
    this.queue.push({ type: "pinned", objectId, owner });
    this.send({ type: "storeSealed", objectId, dataSize: 94, metadataSize: 6, owner, source: "createdByWorker" });
  }

  free(objectId: string): void {
    this.kept.delete(objectId);
    const object = this.store.get(objectId);
    if (object !== undefined) {
      object.isPinned = false;
      object.isDoomed = true;
    }
    this.send({ type: "freed", objectIds: [objectId] });
    this.goIfDoomed(objectId);
  }

  evict(objectId: string): void {
    const object = this.store.get(objectId);
    if (object === undefined || object.isPinned || object.holds > 0) return;
    this.store.delete(objectId);
    this.send({ type: "storeDeleted", objectId });
  }

  goIfDoomed(objectId: string): void {
    if (this.store.get(objectId)?.isDoomed === true) this.evict(objectId);
  }

  endSpill(how: "ok" | "diskFull" | "other"): void {
    const [first] = this.spills;
    if (first === undefined) return;
    const [job, { path, objectIds: chosen }] = first;
    this.spills.delete(job);
    if (how !== "ok") return this.send({ type: "spillFailed", job, why: how, text: how });
    this.files.set(path, chosen);
    const records = chosen.map((_, n) => ({ offset: n * 120, size: 120, dataSize: 94, metadataSize: 6, crc: n }));
    this.send({ type: "spilled", job, records });
  }

  endRestore(how: "ok" | "noRoom" | "noWorker" | "unreadable" | "corrupt"): void {
    const restore = this.restores.shift();
    if (restore === undefined) return;
    const { job, objectId, isHeld } = restore;
    if (this.store.has(objectId)) return this.send({ type: "restoreFailed", job, why: "exists", text: "" });
    if (how !== "ok") {
      // A file that cannot be read often enough is as good as lost.
      if (how !== "noRoom" && how !== "noWorker") this.kept.delete(objectId);
      return this.send({ type: "restoreFailed", job, why: how, text: how });
    }
    this.store.set(objectId, { isPinned: false, holds: isHeld ? 1 : 0, isDoomed: false });
    this.queue.push({ type: "restored", job });
    const owner = ownerFor(objectId);
    this.send({ type: "storeSealed", objectId, dataSize: 94, metadataSize: 6, owner, source: "restoredFromStorage" });
  }

  answerBatch(ownerId: string, isLost: boolean): void {
    if (!this.outstanding.delete(ownerId)) return;
    this.send(isLost ? { type: "locationsFailed", ownerId, reason: "lost" } : { type: "locationsSent", ownerId });
  }

  /** One event, and then those that follow from its effects, as the shell's queue orders them. */
  send(event: ObjectEvent): void {
    this.queue.unshift(event);
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) {
      const after: string[] = [];
      for (const effect of this.m.send(next)) this.apply(effect, after);
      for (const id of after) {
        const object = this.store.get(id);
        if (object?.isDoomed === true && !object.isPinned && object.holds === 0) {
          this.store.delete(id);
          this.queue.push({ type: "storeDeleted", objectId: id });
        }
      }
    }
    this.check();
  }

  apply(effect: ObjectEffect, after: string[]): void {
    switch (effect.type) {
      case "spill": {
        const { job, directory, fileName, minBytes } = effect;
        const free = [...this.store].filter(([, { isPinned, holds }]) => isPinned && holds === 0).map(([id]) => id);
        const chosen = free.slice(0, Math.ceil(minBytes / 100));
        for (const id of chosen) this.held(id, 1);
        if (chosen.length > 0)
          this.spills.set(job, { path: `${["/x", "/y"][directory]}/${fileName}`, objectIds: chosen });
        this.queue.push({
          type: "spillStarted",
          job,
          objects: chosen.map((objectId) => ({ objectId, sizeBytes: 100 })),
        });
        return;
      }
      case "restore": {
        const { job, objectId, isHeld, copy } = effect;
        expect(this.files.has(copy.path)).toBe(true);
        expect(this.store.has(objectId)).toBe(false);
        expect(this.restores.some((restore) => restore.objectId === objectId)).toBe(false);
        this.restores.push({ job, objectId, isHeld, path: copy.path });
        return;
      }
      case "cancelRestore": {
        const at = this.restores.findIndex(({ job }) => job === effect.job);
        expect(at).toBeGreaterThanOrEqual(0);
        // Every other one has begun already and cannot be cancelled.
        if (effect.job % 2 === 0) return;
        this.restores.splice(at, 1);
        this.queue.push({ type: "restoreFailed", job: effect.job, why: "cancelled", text: "" });
        return;
      }
      case "deleteFiles":
        for (const path of effect.paths) expect(this.files.delete(path)).toBe(true);
        return;
      case "unhold":
        for (const id of effect.objectIds) this.held(id, -1);
        after.push(...effect.objectIds);
        return;
      case "unpin":
        for (const id of effect.objectIds) {
          const object = this.store.get(id);
          if (object !== undefined) object.isPinned = false;
        }
        return;
      case "deleteLocal":
        for (const id of effect.objectIds) {
          const object = this.store.get(id);
          if (object !== undefined) object.isDoomed = true;
        }
        after.push(...effect.objectIds);
        return;
      case "sendLocations":
        this.outstanding.add(effect.owner.workerId);
        return;
      case "dependenciesReady":
      case "dependenciesLost":
        expect(this.ready.get(effect.leaseId as "l0")).toBe(effect.type === "dependenciesLost");
        this.ready.set(effect.leaseId as "l0", effect.type === "dependenciesReady");
        return;
      case "createError":
        this.errors.add(effect.objectId);
        return;
      default:
        return;
    }
  }

  held(objectId: string, by: number): void {
    const object = this.store.get(objectId);
    if (object === undefined) throw new Error(`${objectId} is held or let go and not in the store`);
    object.holds += by;
    expect(object.holds).toBeGreaterThanOrEqual(0);
  }

  check(): void {
    for (const id of this.kept) {
      const object = this.store.get(id);
      const isInFile = [...this.files.values()].some((ids) => ids.includes(id));
      const isSafe = object?.isPinned === true || (isInFile && this.m.manager.isOnDisk(id));
      expect(isSafe, `the bytes of ${id} are nowhere`).toBe(true);
    }
  }

  /** Disks and store work, nobody dies: whoever waits for what exists is served, and nothing is left over. */
  settleDown(): void {
    for (let round = 0; round < 300; round += 1) {
      for (const ownerId of [...this.outstanding]) this.answerBatch(ownerId, false);
      this.endSpill("ok");
      this.endRestore("ok");
      // A client that waits for an object has it by now; leases that are ready start and end.
      for (const [leaseId, isReady] of [...this.ready]) if (isReady) this.run({ do: "release", leaseId });
      for (const id of objectIds) this.evict(id);
      if (round % 20 === 19) for (const connectionId of [1, 2]) this.run({ do: "cancelGet", connectionId });
      this.m.now += 50;
      this.send({ type: "tick" });
    }
    // Who also waits for what does not exist waits on, and takes no room from others.
    for (const [leaseId, ids] of this.leases) {
      if (ids.every((id) => this.kept.has(id))) expect(this.ready.has(leaseId), `${leaseId} still waits`).toBe(false);
    }
    for (const connectionId of [1, 2]) this.run({ do: "close", connectionId });
    for (const leaseId of [...this.ready.keys()]) this.run({ do: "release", leaseId });
    for (const id of objectIds) this.free(id);
    for (let round = 0; round < 20; round += 1) {
      this.endSpill("ok");
      this.endRestore("ok");
      for (const id of objectIds) this.evict(id);
    }
    expect([...this.files.keys()]).toEqual([]);
    expect([...this.store]).toEqual([]);
    expect(this.m.manager.counts()).toEqual({ objects: 0, requests: 0 });
  }
}

describe("spilling and restoring against a model", () => {
  test("no bytes are lost, nothing is left over, and who waits is served", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), (steps) => {
        const model = new Model();
        for (const s of steps) model.run(s);
        model.settleDown();
      }),
      { numRuns: 150 },
    );
  });
});
