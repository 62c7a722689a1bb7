import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultSpillConfig } from "../../../../src/core/objects/spill-types.js";
import type { ObjectEffect, OwnerAddress } from "../../../../src/core/objects/types.js";
import { Checked, otherNode, owned, ownerOf, selfNode, word } from "./helpers.js";

/**
 * Random sequences against a plain model. The model knows the store's truth, what each owner was told (an owner applies
 * a batch when it arrives, even if the answer is lost), and what each waiter must be told; `validate()` runs after every
 * event. Error objects the manager asks for are stored or not, as a full store would.
 */
const owners: OwnerAddress[] = [ownerOf("o0"), ownerOf("o1"), ownerOf("o2", otherNode)];
const objectIds = ["a", "b", "c", "d", "e", "f"];
/** Each object has one owner, as in Ray. */
const ownerFor = (objectId: string): OwnerAddress =>
  owners[objectIds.indexOf(objectId) % owners.length] as OwnerAddress;

const anObject = fc.constantFrom(...objectIds);
const someObjects = fc.array(anObject, { minLength: 1, maxLength: 5 });
const anOwner = fc.constantFrom(...owners);
const aConnection = fc.integer({ min: 1, max: 3 });

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("seal" as const), objectId: anObject, isRemote: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("delete" as const), objectId: anObject }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("pin" as const), objectId: anObject }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("free" as const), objectId: anObject }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      connectionId: aConnection,
      ids: someObjects,
      required: fc.integer({ min: 1, max: 5 }),
      timeoutMs: fc.constantFrom(-1, 0, 5, 50),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("get" as const), connectionId: aConnection, ids: someObjects }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancelGet" as const), connectionId: aConnection }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("args" as const), connectionId: aConnection, ids: someObjects }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("lease" as const), lease: fc.nat(2), ids: someObjects }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("release" as const), lease: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("close" as const), connectionId: aConnection }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("say" as const),
      objectId: anObject,
      nodeIds: fc.subarray([selfNode, otherNode]),
      refRemoved: fc.boolean(),
      pendingCreation: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("batchAnswer" as const), owner: anOwner, isLost: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("storeErrors" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("die" as const), owner: anOwner }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 30 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface ModelWait {
  ids: string[];
  required: number;
  connectionId: number;
  endsAt: number | null;
}

class Model {
  readonly m = new Checked({
    reportIntervalMs: 3,
    reportRetryMs: 4,
    reportRetryMaxMs: 8,
    maxReportBatch: 2,
    errorRetryMs: 7,
    // Room to hold two objects of 106 bytes.
    spilling: { ...defaultSpillConfig, capacityBytes: 500 },
  });
  readonly local = new Map<string, { isError: boolean; isPinned: boolean }>();
  readonly dead = new Set<string>();
  /** What the owner's directory says about this node. */
  readonly believed = new Map(owners.map((owner) => [owner.workerId, new Set<string>()]));
  readonly outstanding = new Map<string, boolean>();
  readonly waits = new Map<number, ModelWait>();
  readonly args = new Map<string, { ids: string[]; connectionId: number }>();
  readonly leases = new Map<string, { ids: string[]; isReady: boolean }>();
  readonly errorsAsked = new Set<string>();
  readonly subscribed = new Set<string>();
  readonly pulled = new Set<string>();
  readonly held = new Set<string>();
  nextId = 0;

  run(s: Step): void {
    const { m } = this;
    switch (s.do) {
      case "seal":
        this.seal(s.objectId, false, s.isRemote);
        return;
      case "delete":
        this.delete(s.objectId);
        return;
      case "pin": {
        const copy = this.local.get(s.objectId);
        if (copy === undefined || copy.isError) return;
        copy.isPinned = true;
        this.perform(m.send({ type: "pinned", objectId: s.objectId, owner: ownerFor(s.objectId) }));
        return;
      }
      case "free": {
        const copy = this.local.get(s.objectId);
        if (copy !== undefined) copy.isPinned = false;
        this.perform(m.send({ type: "freed", objectIds: [s.objectId] }));
        this.delete(s.objectId);
        return;
      }
      case "wait": {
        const required = Math.min(s.required, s.ids.length);
        const waitId = this.nextId++;
        const ids = [...new Set(s.ids)];
        const endsAt = s.timeoutMs < 0 ? null : m.now + s.timeoutMs;
        this.waits.set(waitId, { ids, required: Math.min(required, ids.length), connectionId: s.connectionId, endsAt });
        const objects = s.ids.map((id) => owned(id, ownerFor(id)));
        this.perform(m.wait(objects, required, s.timeoutMs, waitId, s.connectionId));
        return;
      }
      case "get": {
        const { connectionId } = s;
        const objects = s.ids.map((id) => owned(id, ownerFor(id)));
        this.perform(m.send({ type: "asyncGet", connectionId, workerId: "w", requestId: 1, objects }));
        return;
      }
      case "cancelGet":
        this.perform(m.send({ type: "cancelGet", connectionId: s.connectionId, requestId: 1 }));
        return;
      case "args": {
        const taskId = `t${this.nextId++}`;
        const { connectionId } = s;
        this.args.set(taskId, { ids: s.ids, connectionId });
        const objects = s.ids.map((id) => owned(id, ownerFor(id)));
        const event = { type: "waitForActorArgs", connectionId, workerId: "w", taskId, attempt: 0, objects } as const;
        this.perform(m.send(event));
        return;
      }
      case "lease": {
        const leaseId = `l${s.lease}`;
        this.leases.set(leaseId, { ids: s.ids, isReady: false });
        const objects = s.ids.map((id) => owned(id, ownerFor(id)));
        this.perform(m.send({ type: "leaseDependencies", leaseId, objects }));
        return;
      }
      case "release":
        this.leases.delete(`l${s.lease}`);
        this.perform(m.send({ type: "releaseDependencies", leaseId: `l${s.lease}` }));
        return;
      case "close":
        for (const [id, wait] of this.waits) if (wait.connectionId === s.connectionId) this.waits.delete(id);
        for (const [id, args] of this.args) if (args.connectionId === s.connectionId) this.args.delete(id);
        this.perform(m.send({ type: "connectionClosed", connectionId: s.connectionId }));
        return;
      case "say": {
        const { objectId, nodeIds, refRemoved, pendingCreation } = s;
        const ownerId = ownerFor(objectId).workerId;
        if (this.dead.has(ownerId)) return;
        const said = word({ nodeIds, refRemoved, pendingCreation });
        this.perform(m.send({ type: "ownerMessage", ownerId, objectId, word: said }));
        return;
      }
      case "batchAnswer":
        this.answerBatch(s.owner.workerId, s.isLost);
        return;
      case "storeErrors":
        for (const id of [...this.errorsAsked]) this.seal(id, true);
        return;
      case "die": {
        const ownerId = s.owner.workerId;
        this.dead.add(ownerId);
        this.outstanding.delete(ownerId);
        for (const id of this.subscribed) if (ownerFor(id).workerId === ownerId) this.subscribed.delete(id);
        this.perform(m.send({ type: "ownerDied", ownerId, reason: "test" }));
        return;
      }
      case "pass":
        m.now += s.ms;
        this.perform(m.send({ type: "tick" }));
        return;
    }
  }

  seal(objectId: string, isError: boolean, isRemote = false): void {
    if (this.local.has(objectId)) return;
    this.local.set(objectId, { isError, isPinned: false });
    this.errorsAsked.delete(objectId);
    const owner = ownerFor(objectId);
    const source = isRemote ? "receivedFromRemoteRaylet" : "createdByWorker";
    if (!isError && isRemote) this.held.add(objectId);
    this.perform(isError ? this.m.sealError(objectId, owner) : this.m.seal(objectId, owner, source));
  }

  delete(objectId: string): void {
    const copy = this.local.get(objectId);
    if (copy === undefined || copy.isPinned || this.held.has(objectId)) return;
    this.local.delete(objectId);
    this.perform(this.m.send({ type: "storeDeleted", objectId }));
  }

  answerBatch(ownerId: string, isLost: boolean): void {
    if (!this.outstanding.delete(ownerId)) return;
    this.perform(
      this.m.send(isLost ? { type: "locationsFailed", ownerId, reason: "lost" } : { type: "locationsSent", ownerId }),
    );
  }

  perform(effects: ObjectEffect[]): void {
    const deletes: string[] = [];
    for (const effect of effects) this.apply(effect, deletes);
    this.check();
    for (const id of deletes) this.delete(id);
  }

  apply(effect: ObjectEffect, deletes: string[]): void {
    switch (effect.type) {
      case "replyWait": {
        const wait = this.waits.get(effect.waitId);
        if (wait === undefined) throw new Error(`wait ${effect.waitId} answered twice or after its connection closed`);
        this.waits.delete(effect.waitId);
        const found = wait.ids.filter((id) => this.local.has(id)).slice(0, wait.required);
        expect(effect.found).toEqual(found);
        expect(effect.remaining).toEqual(wait.ids.filter((id) => !found.includes(id)));
        if (found.length < wait.required && wait.endsAt !== null)
          expect(this.m.now).toBeGreaterThanOrEqual(wait.endsAt);
        if (wait.endsAt === null) expect(found).toHaveLength(wait.required);
        return;
      }
      case "actorArgsReady": {
        const args = this.args.get(effect.taskId);
        expect(args?.ids.every((id) => this.local.has(id))).toBe(true);
        this.args.delete(effect.taskId);
        return;
      }
      case "dependenciesReady": {
        const lease = this.leases.get(effect.leaseId);
        expect(lease?.isReady).toBe(false);
        if (lease !== undefined) lease.isReady = true;
        return;
      }
      case "dependenciesLost": {
        const lease = this.leases.get(effect.leaseId);
        expect(lease?.isReady).toBe(true);
        expect(effect.objectIds.every((id) => !this.local.has(id) && lease?.ids.includes(id))).toBe(true);
        if (lease !== undefined) lease.isReady = false;
        return;
      }
      case "sendLocations": {
        const ownerId = effect.owner.workerId;
        expect(this.dead.has(ownerId)).toBe(false);
        expect(this.outstanding.has(ownerId)).toBe(false);
        expect(effect.updates.length).toBeLessThanOrEqual(2);
        this.outstanding.set(ownerId, true);
        for (const { objectId, location } of effect.updates) {
          if (location === "added") this.believed.get(ownerId)?.add(objectId);
          else this.believed.get(ownerId)?.delete(objectId);
        }
        return;
      }
      case "subscribeLocations":
        expect(this.subscribed.has(effect.objectId)).toBe(false);
        this.subscribed.add(effect.objectId);
        return;
      case "unsubscribeLocations":
        expect(this.subscribed.delete(effect.objectId)).toBe(true);
        return;
      case "pull":
        expect(effect.nodeIds).not.toContain(selfNode);
        this.pulled.add(effect.objectId);
        return;
      case "cancelPull":
        expect(this.pulled.delete(effect.objectId)).toBe(true);
        return;
      case "createError":
        expect(this.local.has(effect.objectId)).toBe(false);
        this.errorsAsked.add(effect.objectId);
        return;
      case "unpin":
        for (const id of effect.objectIds) {
          const copy = this.local.get(id);
          if (copy !== undefined) copy.isPinned = false;
        }
        return;
      case "deleteLocal":
        deletes.push(...effect.objectIds);
        return;
      case "unhold":
        for (const id of effect.objectIds) expect(this.held.delete(id)).toBe(true);
        return;
      case "dropOwner":
        return;
      default:
        throw new Error(`unexpected effect ${effect.type}`);
    }
  }

  /** What must hold between events, apart from the manager's own validate(). */
  check(): void {
    for (const { ids, required } of this.waits.values()) {
      expect(ids.filter((id) => this.local.has(id)).length).toBeLessThan(required);
    }
    for (const { ids } of this.args.values()) expect(ids.every((id) => this.local.has(id))).toBe(false);
    for (const { ids, isReady } of this.leases.values()) {
      expect(isReady).toBe(ids.every((id) => this.local.has(id)));
    }
    for (const id of this.subscribed) expect(this.local.has(id)).toBe(false);
  }

  /** Everybody answers, nobody dies: in the end nothing waits without need and every owner knows the truth. */
  settleDown(): void {
    for (
      let round = 0;
      round < 200 && (this.m.manager.nextDeadlineMs() !== null || this.outstanding.size > 0);
      round += 1
    ) {
      for (const owner of owners) this.answerBatch(owner.workerId, false);
      for (const id of [...this.errorsAsked]) this.seal(id, true);
      const next = this.m.manager.nextDeadlineMs();
      // The fetch clock of ten minutes may be all that is left; its errors are stored like the others.
      if (next !== null) this.m.now = Math.max(this.m.now, next);
      this.perform(this.m.send({ type: "tick" }));
    }
    for (const wait of this.waits.values()) expect(wait.endsAt).toBe(null);
    for (const owner of owners) {
      if (this.dead.has(owner.workerId)) continue;
      const truth = objectIds.filter((id) => ownerFor(id) === owner && this.local.get(id)?.isError === false);
      expect([...(this.believed.get(owner.workerId) ?? [])].sort()).toEqual(truth.sort());
    }
    for (const [id, copy] of this.local) if (this.dead.has(ownerFor(id).workerId)) expect(copy.isPinned).toBe(false);
    for (const connectionId of [1, 2, 3]) this.run({ do: "close", connectionId });
    for (const lease of [0, 1, 2]) this.run({ do: "release", lease });
    expect(this.m.manager.counts()).toEqual({ objects: this.local.size, requests: 0 });
    expect(this.subscribed.size + this.pulled.size + this.held.size).toBe(0);
  }
}

describe("ObjectManager against a model", () => {
  test("each wait is answered exactly once and owners end up knowing what is here", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
        const model = new Model();
        for (const s of steps) model.run(s);
        model.settleDown();
      }),
      { numRuns: 500 },
    );
  });
});
