import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PullManager } from "../../../../src/core/transfer/pull-manager.js";
import { defaultPullConfig, type PullEffect, type PullEvent } from "../../../../src/core/transfer/types.js";

/**
 * Random worlds around a pull manager: a store that gives or refuses room, holders that send, stay silent, cannot be
 * reached or die, wants that come and go. `validate()` runs after every event; in the end the world behaves, and then
 * everything that is wanted must come.
 */
const objectIds = ["a", "b", "c", "d", "e"];
const nodeIds = ["x", "y", "z"];
const owner = { nodeId: "x", ip: "127.0.0.1", port: 1, workerId: "w" };
const anObject = fc.constantFrom(...objectIds);
const aNode = fc.constantFrom(...nodeIds);

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("want" as const),
      objectId: anObject,
      holders: fc.subarray(nodeIds),
      spilledNodeId: fc.constantFrom(null, ...nodeIds),
      /** The owner learns it late. */
      isSizeKnown: fc.boolean(),
      urgency: fc.constantFrom("get" as const, "wait" as const, "args" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("unwant" as const), objectId: anObject }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("room" as const),
      objectId: anObject,
      answer: fc.constantFrom("ready" as const, "ready" as const, "exists" as const, "noRoom" as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("roomForAll" as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("chunks" as const),
      objectId: anObject,
      what: fc.constantFrom("all" as const, "some" as const, "otherSize" as const, "failed" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("unreachable" as const), nodeId: aNode, objectId: anObject }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("die" as const), nodeId: aNode }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 20_000 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type Wanted = Extract<Step, { do: "want" }>;

class World {
  readonly #manager: PullManager;
  /** Jobs that the store knows, by object; `isReady` once it gave room. */
  readonly #jobs = new Map<string, { job: number; isReady: boolean; sizeBytes: number }>();
  readonly #wanted = new Map<string, Pick<Wanted, "holders" | "spilledNodeId" | "isSizeKnown" | "urgency">>();
  readonly #sizes: Map<string, number>;
  readonly #asked = new Set<string>();
  #now = 0;

  constructor(sizes: number[], random: () => number) {
    this.#manager = new PullManager({ ...defaultPullConfig, capacityBytes: 100, maxPulls: 3, random });
    this.#sizes = new Map(objectIds.map((objectId, index) => [objectId, sizes[index] ?? 0]));
  }

  run(s: Step): void {
    switch (s.do) {
      case "want":
        this.#wanted.set(s.objectId, s);
        return this.#want(s.objectId);
      case "unwant":
        return this.#unwant(s.objectId);
      case "room": {
        const job = this.#jobs.get(s.objectId);
        if (job !== undefined && !job.isReady) this.#answer(s.objectId, job, s.answer);
        return;
      }
      case "roomForAll": {
        const waiting = [...this.#jobs.values()].filter(({ isReady }) => !isReady);
        for (const job of waiting) job.isReady = true;
        return this.#send(...waiting.map(({ job }) => ({ type: "ready", job }) as const));
      }
      case "chunks": {
        const job = this.#jobs.get(s.objectId);
        if (job?.isReady !== true || !this.#asked.has(s.objectId)) return;
        if (s.what === "some") return this.#send({ type: "progress", job: job.job, receivedBytes: 1 });
        if (s.what === "otherSize")
          return this.#send({ type: "otherSize", job: job.job, sizeBytes: job.sizeBytes + 1 });
        if (s.what === "all") return this.#arrive(s.objectId);
        this.#jobs.delete(s.objectId);
        return this.#send({ type: "arrivalFailed", job: job.job, text: "no" });
      }
      case "unreachable":
        return this.#send({ type: "askFailed", nodeId: s.nodeId, objectIds: [s.objectId], text: "no" });
      case "die":
        return this.#send({ type: "nodeDied", nodeId: s.nodeId });
      case "pass":
        this.#now += s.ms;
        return this.#send({ type: "tick" });
    }
  }

  #want(objectId: string): void {
    const wanted = this.#wanted.get(objectId);
    if (wanted === undefined) return;
    const { holders, urgency, spilledNodeId, isSizeKnown } = wanted;
    const sizeBytes = isSizeKnown ? (this.#sizes.get(objectId) ?? 0) : 0;
    this.#send({ type: "wanted", objectId, owner, urgency, holders, spilledNodeId, sizeBytes });
  }

  #unwant(objectId: string): void {
    this.#wanted.delete(objectId);
    this.#send({ type: "unwanted", objectId });
    expect(this.#jobs.has(objectId)).toBe(false);
  }

  #answer(objectId: string, known: { job: number; isReady: boolean }, answer: "ready" | "exists" | "noRoom"): void {
    if (answer === "ready") {
      known.isReady = true;
      return this.#send({ type: "ready", job: known.job });
    }
    this.#jobs.delete(objectId);
    this.#send({ type: "refused", job: known.job, why: answer, text: "no" });
  }

  /** The store's own event comes first: the object manager says unwanted, and then the transfer says arrived. */
  #arrive(objectId: string): void {
    const job = this.#jobs.get(objectId)?.job ?? -1;
    this.#wanted.delete(objectId);
    this.#send({ type: "unwanted", objectId });
    this.#jobs.delete(objectId);
    this.#send({ type: "arrived", job });
  }

  #send(...events: PullEvent[]): void {
    const effects = this.#manager.handle(events, this.#now);
    this.#manager.validate();
    for (const effect of effects) this.#perform(effect);
    expect(this.#manager.counts().pulls).toBe(this.#wanted.size);
    for (const objectId of this.#jobs.keys()) expect(this.#wanted.has(objectId)).toBe(true);
  }

  #perform(effect: PullEffect): void {
    switch (effect.type) {
      case "accept":
        expect(this.#jobs.has(effect.objectId)).toBe(false);
        this.#asked.delete(effect.objectId);
        this.#jobs.set(effect.objectId, { job: effect.job, isReady: false, sizeBytes: effect.sizeBytes });
        return;
      case "abandon":
        expect(this.#jobs.get(effect.objectId)?.job).toBe(effect.job);
        this.#jobs.delete(effect.objectId);
        return;
      case "ask":
        for (const objectId of effect.objectIds) {
          expect(this.#jobs.get(objectId)?.isReady).toBe(true);
          this.#asked.add(objectId);
        }
    }
  }

  /** Room for all, all holders alive and quick. */
  settleDown(): void {
    for (const wanted of this.#wanted.values()) Object.assign(wanted, { holders: [...nodeIds], isSizeKnown: true });
    for (const objectId of [...this.#wanted.keys()]) this.#want(objectId);
    for (let round = 0; round < 200 && this.#wanted.size > 0; round += 1) {
      for (const [objectId, job] of [...this.#jobs]) {
        if (!job.isReady) this.#answer(objectId, job, "ready");
      }
      for (const [objectId, job] of [...this.#jobs]) {
        if (!job.isReady || !this.#asked.has(objectId)) continue;
        if (job.sizeBytes > 0) this.#arrive(objectId);
        else this.#send({ type: "otherSize", job: job.job, sizeBytes: 10 });
      }
      const next = this.#manager.nextDeadlineMs();
      if (next !== null) this.#now = Math.max(this.#now, next);
      this.#send({ type: "tick" });
    }
    expect([...this.#wanted.keys()]).toEqual([]);
    expect(this.#jobs.size).toBe(0);
    expect(this.#manager.counts()).toEqual({ pulls: 0, underWay: 0, bytesUnderWay: 0 });
    expect(this.#manager.nextDeadlineMs()).toBe(null);
  }
}

describe("PullManager in random worlds", () => {
  test("everything that is wanted comes once the world behaves, and nothing is left", () => {
    const sizes = fc.array(fc.constantFrom(0, 1, 30, 60, 500), { minLength: 5, maxLength: 5 });
    const draws = fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), sizes, draws, (steps, bytes, drawn) => {
        let turn = 0;
        const world = new World(bytes, () => (drawn[turn++ % drawn.length] ?? 0) / 100);
        for (const s of steps) world.run(s);
        world.settleDown();
      }),
      { numRuns: 1_000 },
    );
  });
});
