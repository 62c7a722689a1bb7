/**
 * Brings objects of other nodes here: which first, how many at a time, from whom, and what when nothing comes.
 *
 * First room, then bytes: an object gets its room in the store before a holder is asked, in turn with the creates of
 * clients, so the store's back-pressure, spilling and fallback files serve transfers too and no chunk ever waits for
 * room. (Stock asks first and drops what does not fit, Ray 2.60.0, object_buffer_pool.cc.)
 *
 * Order (as stock's, pull_manager.cc): gets, then waits, then arguments; within each by arrival. Gets may fill `getShare` of
 * the store with what is on its way, the others `otherShare` together; the first of each is always let through. To arguments
 * those count too that have come and wait for the rest: more would only push each other out. What still waits for room is
 * taken back when something more urgent needs room.
 *
 * | state | meaning | leaves by |
 * |---|---|---|
 * | queued | no room asked for yet | its turn: making room |
 * | making room | `job` waits in the store's create queue | ready: asking; refused: pausing; more urgent ones: queued |
 * | asking | `holder` was asked, chunks come or will | arrived; silence, failure or death: the next holder; all failed: pausing |
 * | pausing | until its deadline, with or without room | queued, without room; a new holder becomes known: asking |
 *
 * Holders: any with a copy in memory, then the one with a copy on its disk. One that sends nothing at first is left for one
 * that has the object since then: so an object that many want spreads by way of those it has reached.
 *
 * Every state ends with unwanted, which also says that the object came. Chunks that have come count, whoever sent them:
 * a second holder only fills the gaps. A holder with another size than the owner's is passed over; when a second one
 * says the same, it is believed.
 *
 * Invariants (validate): bytes under way are the sums over the pulls with a job; a pull has a deadline exactly while it is
 * asking or pausing; queued ones and no others are in the queue of their urgency.
 */
import { Deadlines } from "../objects/deadlines.js";
import type { NodeId, ObjectId, Urgency } from "../objects/types.js";
import { byUrgency, describePull, newPull, nextHolders, type Pull, placesOf, rank } from "./pull.js";
import type { PullConfig, PullEffect, PullEvent } from "./types.js";

type EventOf<T extends PullEvent["type"]> = Extract<PullEvent, { type: T }>;

export class PullManager {
  readonly #config: PullConfig;
  readonly #pulls = new Map<ObjectId, Pull>();
  readonly #jobs = new Map<number, Pull>();
  readonly #queues: Readonly<Record<Urgency, Set<ObjectId>>> = { get: new Set(), wait: new Set(), args: new Set() };
  /** Those in this state. */
  readonly #makingRoom: Readonly<Record<Urgency, Set<Pull>>> = { get: new Set(), wait: new Set(), args: new Set() };
  /** Of pulls with a job. */
  readonly #bytes: Record<Urgency, number> = { get: 0, wait: 0, args: 0 };
  readonly #deadlines = new Deadlines();
  #asks = new Map<NodeId, Set<ObjectId>>();
  #effects: PullEffect[] = [];
  #nextJob = 1;
  #now = 0;

  constructor(config: PullConfig) {
    this.#config = config;
  }

  /**
   * What came at the same time is handled together, so that each holder is asked once for all that became ready.
   * @param now milliseconds of any clock that does not go back
   */
  handle(events: readonly PullEvent[], now: number): PullEffect[] {
    this.#now = now;
    this.#effects = [];
    this.#asks = new Map();
    for (const event of events) {
      this.#dispatch(event);
      this.#pump();
    }
    this.#emitAsks();
    return this.#effects;
  }

  #emitAsks(): void {
    for (const [nodeId, asked] of this.#asks) {
      // A later event may have ended what an earlier one began.
      const objectIds = [...asked].filter((objectId) => this.#pulls.get(objectId)?.holder === nodeId);
      if (objectIds.length > 0) this.#effects.push({ type: "ask", nodeId, objectIds });
    }
  }

  #dispatch(event: PullEvent): void {
    switch (event.type) {
      case "wanted":
        return this.#wanted(event);
      case "unwanted":
        return this.#unwanted(event.objectId);
      case "ready":
        return this.#withJob(event.job, (pull) => {
          if (pull.state === "makingRoom") this.#askNext(pull);
        });
      case "refused":
        return this.#withJob(event.job, (pull) => this.#refused(pull, event));
      case "arrived":
        // The object manager hears of the object from the store and says unwanted; this is for one it still wants.
        return this.#withJob(event.job, (pull) => this.#requeue(pull));
      case "progress":
        return this.#withJob(event.job, (pull) => this.#progress(pull, event.receivedBytes));
      case "otherSize":
        return this.#withJob(event.job, (pull) => this.#otherSize(pull, event.sizeBytes));
      case "arrivalFailed":
        return this.#withJob(event.job, (pull) => {
          this.#endJob(pull);
          this.#pause(pull, event.text);
        });
      case "askFailed":
        return this.#askFailed(event);
      case "nodeDied":
        for (const pull of this.#pulls.values()) this.#holderDied(pull, event.nodeId);
        return;
      case "tick":
        for (const objectId of this.#deadlines.takeDue(this.#now)) this.#due(objectId);
    }
  }

  #withJob(job: number, act: (pull: Pull) => void): void {
    const pull = this.#jobs.get(job);
    if (pull !== undefined) act(pull);
  }

  #wanted(event: EventOf<"wanted">): void {
    const { objectId, owner, urgency, sizeBytes } = event;
    const known = this.#pulls.get(objectId);
    if (known === undefined) {
      const pull = newPull(event);
      this.#pulls.set(objectId, pull);
      this.#queues[urgency].add(objectId);
      return;
    }
    known.owner = owner;
    const { holders, diskHolder } = placesOf(event);
    const added = holders.filter((nodeId) => !known.holders.includes(nodeId));
    known.holders = holders;
    known.diskHolder = diskHolder;
    for (const nodeId of known.failed) if (!holders.includes(nodeId)) known.failed.delete(nodeId);
    this.#changeUrgency(known, urgency);
    if (known.sizeBytes === 0 && sizeBytes > 0) {
      const hadJob = known.job !== null;
      this.#abandon(known);
      known.sizeBytes = sizeBytes;
      if (hadJob) this.#requeue(known);
    }
    const isLeft = known.state === "asking" && known.holder !== null && !holders.includes(known.holder);
    const isIdle = known.state === "pausing" && known.job !== null;
    if (isLeft || (added.length > 0 && isIdle)) this.#askNext(known);
    else this.#considerMove(known, added);
  }

  #changeUrgency(pull: Pull, urgency: Urgency): void {
    if (pull.urgency === urgency) return;
    const isQueued = this.#queues[pull.urgency].delete(pull.objectId);
    if (this.#makingRoom[pull.urgency].delete(pull)) this.#makingRoom[urgency].add(pull);
    if (pull.job !== null) {
      this.#bytes[pull.urgency] -= pull.sizeBytes;
      this.#bytes[urgency] += pull.sizeBytes;
    }
    pull.urgency = urgency;
    if (isQueued) this.#queues[urgency].add(pull.objectId);
  }

  #unwanted(objectId: ObjectId): void {
    const pull = this.#pulls.get(objectId);
    if (pull === undefined) return;
    this.#abandon(pull);
    this.#queues[pull.urgency].delete(objectId);
    this.#makingRoom[pull.urgency].delete(pull);
    this.#deadlines.clear(objectId);
    this.#pulls.delete(objectId);
  }

  #enter(pull: Pull, state: Pull["state"]): void {
    pull.state = state;
    if (state === "makingRoom") this.#makingRoom[pull.urgency].add(pull);
    else this.#makingRoom[pull.urgency].delete(pull);
  }

  // Room in the store.

  /** Starts what may be started. */
  #pump(): void {
    for (const urgency of byUrgency) {
      for (const objectId of this.#queues[urgency]) {
        const pull = this.#pulls.get(objectId);
        if (pull === undefined || !this.#mayStart(pull)) break;
        this.#queues[urgency].delete(objectId);
        this.#start(pull);
      }
      // Less urgent ones would only stand before these in the store's queue.
      if (this.#makingRoom[urgency].size > 0) break;
    }
  }

  #mayStart({ urgency, sizeBytes }: Pull): boolean {
    const { capacityBytes, getShare, otherShare, maxPulls, argsBytes } = this.#config;
    if (this.#jobs.size >= maxPulls) return false;
    const isGet = urgency === "get";
    const underWay = isGet ? this.#bytes.get : this.#bytes.wait + this.#bytes.args;
    if (underWay === 0) return true;
    const waiting = urgency === "args" ? argsBytes() : 0;
    return waiting + underWay + sizeBytes <= capacityBytes * (isGet ? getShare : otherShare);
  }

  #start(pull: Pull): void {
    for (const urgency of byUrgency) {
      if (rank(urgency) <= rank(pull.urgency)) continue;
      for (const other of [...this.#makingRoom[urgency]]) this.#restart(other);
    }
    const { objectId, owner, sizeBytes } = pull;
    const job = this.#nextJob++;
    pull.job = job;
    this.#enter(pull, "makingRoom");
    pull.receivedBytes = 0;
    this.#jobs.set(job, pull);
    this.#bytes[pull.urgency] += sizeBytes;
    this.#effects.push({ type: "accept", job, objectId, owner, sizeBytes });
  }

  #endJob(pull: Pull): void {
    if (pull.job === null) return;
    this.#jobs.delete(pull.job);
    this.#bytes[pull.urgency] -= pull.sizeBytes;
    pull.job = null;
    pull.holder = null;
  }

  #abandon(pull: Pull): void {
    const { job, objectId } = pull;
    if (job === null) return;
    this.#endJob(pull);
    this.#effects.push({ type: "abandon", job, objectId });
  }

  /** Gives its room back and queues it again. */
  #restart(pull: Pull): void {
    this.#abandon(pull);
    this.#requeue(pull);
  }

  #requeue(pull: Pull): void {
    this.#endJob(pull);
    this.#deadlines.clear(pull.objectId);
    this.#enter(pull, "queued");
    this.#queues[pull.urgency].add(pull.objectId);
  }

  #refused(pull: Pull, { why, text }: EventOf<"refused">): void {
    this.#endJob(pull);
    if (why === "noRoom") {
      this.#pause(pull, text);
      return;
    }
    pull.trouble = text;
    this.#enter(pull, "pausing");
    this.#deadlines.set(pull.objectId, this.#now + this.#config.existsRetryMs);
  }

  // Holders.

  /** Asks a holder that has not failed; when all have, waits before the next round. */
  #askNext(pull: Pull): void {
    const open = nextHolders(pull);
    if (open.length > 0) this.#ask(pull, open);
    else this.#pause(pull, pull.trouble ?? "no holder is known");
  }

  #ask(pull: Pull, candidates: readonly NodeId[]): void {
    const holder = candidates[Math.floor(this.#config.random() * candidates.length)];
    if (holder === undefined) return;
    pull.askedAtMs = this.#now;
    pull.newcomers = [];
    pull.holder = holder;
    this.#enter(pull, "asking");
    this.#deadlines.set(pull.objectId, this.#now + this.#pauseMs(this.#config.retryMs, pull.rounds));
    const asks = this.#asks.get(holder);
    if (asks === undefined) this.#asks.set(holder, new Set([pull.objectId]));
    else asks.add(pull.objectId);
  }

  #pause(pull: Pull, why: string): void {
    if (pull.rounds === 0) {
      this.#effects.push({ type: "warn", text: `Object ${pull.objectId} does not come, which is tried again: ${why}` });
    }
    pull.trouble = why;
    pull.holder = null;
    this.#enter(pull, "pausing");
    this.#deadlines.set(pull.objectId, this.#now + this.#pauseMs(this.#config.failureRetryMs, pull.rounds));
    pull.rounds += 1;
  }

  #pauseMs(firstMs: number, rounds: number): number {
    return Math.max(firstMs, Math.min(firstMs * 2 ** Math.min(rounds, 16), this.#config.retryMaxMs));
  }

  #failed(pull: Pull, nodeId: NodeId, why: string): void {
    pull.failed.add(nodeId);
    pull.trouble = why;
    this.#askNext(pull);
  }

  #askFailed({ nodeId, objectIds, text }: EventOf<"askFailed">): void {
    for (const objectId of objectIds) {
      const pull = this.#pulls.get(objectId);
      if (pull?.state === "asking" && pull.holder === nodeId) this.#failed(pull, nodeId, text);
    }
  }

  #holderDied(pull: Pull, nodeId: NodeId): void {
    pull.holders = pull.holders.filter((holder) => holder !== nodeId);
    pull.failed.delete(nodeId);
    if (pull.state === "asking" && pull.holder === nodeId) {
      pull.trouble = `node ${nodeId} died`;
      this.#askNext(pull);
    }
  }

  #progress(pull: Pull, receivedBytes: number): void {
    if (pull.state !== "asking" && pull.state !== "pausing") return;
    pull.receivedBytes = receivedBytes;
    pull.newcomers = [];
    pull.rounds = 0;
    pull.failed.clear();
    if (pull.state === "asking") this.#deadlines.set(pull.objectId, this.#now + this.#config.retryMs);
  }

  #otherSize(pull: Pull, sizeBytes: number): void {
    const { objectId, holder } = pull;
    const isBelieved = pull.sizeBytes === 0 || pull.claimedBytes === sizeBytes;
    this.#abandon(pull);
    if (isBelieved) {
      pull.sizeBytes = sizeBytes;
    } else {
      pull.claimedBytes = sizeBytes;
      if (holder !== null && pull.holders.length > 1) pull.failed.add(holder);
      const text = `Object ${objectId} has ${pull.sizeBytes} bytes, says its owner; ${sizeBytes}, says a sender of it`;
      this.#effects.push({ type: "warn", text });
    }
    this.#requeue(pull);
  }

  /**
   * Nothing has come from the holder that was asked: it has many to serve. Those who have the object since then have fewer,
   * and so it spreads by way of those it has reached. (Stock stays with the first holder, Ray 2.60.0, pull_manager.cc.)
   */
  #considerMove(pull: Pull, added: readonly NodeId[]): void {
    if (pull.state !== "asking" || pull.receivedBytes > 0 || added.length === 0) return;
    pull.newcomers = [...pull.newcomers, ...added];
    const at = Math.max(this.#now, pull.askedAtMs + this.#config.moveAfterMs);
    if (at < pull.askedAtMs + this.#config.retryMs) this.#deadlines.set(pull.objectId, at);
  }

  /** Its deadline has passed: a move, silence, or the end of a pause. */
  #due(objectId: ObjectId): void {
    const pull = this.#pulls.get(objectId);
    if (pull === undefined) return;
    if (pull.state === "asking" && pull.newcomers.length > 0) {
      const open = pull.newcomers.filter((nodeId) => pull.holders.includes(nodeId) && !pull.failed.has(nodeId));
      pull.newcomers = [];
      if (open.length > 0) return this.#ask(pull, open);
      this.#deadlines.set(objectId, pull.askedAtMs + this.#pauseMs(this.#config.retryMs, pull.rounds));
      return;
    }
    if (pull.state === "asking" && pull.holder !== null) {
      this.#failed(pull, pull.holder, `node ${pull.holder} was asked and sent nothing`);
      return;
    }
    pull.failed.clear();
    // From the start: what came so far may be why the rest is refused.
    this.#restart(pull);
  }

  // Queries.

  /** When `tick` is due next, or null. */
  nextDeadlineMs(): number | null {
    return this.#deadlines.next();
  }

  /** Something is wanted that has no room in what its urgency may fill. */
  isShortOfRoom(): boolean {
    if (this.#jobs.size >= this.#config.maxPulls) return false;
    return byUrgency.some((urgency) => {
      const [first = ""] = this.#queues[urgency];
      const pull = this.#pulls.get(first);
      return pull !== undefined && !this.#mayStart(pull);
    });
  }

  counts(): { pulls: number; underWay: number; bytesUnderWay: number } {
    const { get, wait, args } = this.#bytes;
    return { pulls: this.#pulls.size, underWay: this.#jobs.size, bytesUnderWay: get + wait + args };
  }

  /** What is being done about an object, in words; null when it is not pulled. */
  describe(objectId: ObjectId): string | null {
    const pull = this.#pulls.get(objectId);
    return pull === undefined ? null : describePull(pull);
  }

  /** Throws when an invariant does not hold. */
  validate(): void {
    const sums: Record<Urgency, number> = { get: 0, wait: 0, args: 0 };
    for (const pull of this.#pulls.values()) {
      const { objectId, state, job, urgency, holder } = pull;
      const fail = (what: string): never => {
        throw new Error(`${objectId} (${state}): ${what}`);
      };
      if (job !== null) sums[urgency] += pull.sizeBytes;
      if (job !== null && this.#jobs.get(job) !== pull) fail(`job ${job} is not its`);
      for (const each of byUrgency) {
        const shouldBe = state === "queued" && each === urgency;
        if (this.#queues[each].has(objectId) !== shouldBe) fail(`queue of ${each}`);
        const makesRoom = state === "makingRoom" && each === urgency;
        if (this.#makingRoom[each].has(pull) !== makesRoom) fail(`those making room for ${each}`);
      }
      if (this.#deadlines.has(objectId) !== (state === "asking" || state === "pausing")) fail("deadline");
      if ((state === "makingRoom" || state === "asking") && job === null) fail("no job");
      if (state === "queued" && job !== null) fail("a job");
      if (state === "asking" && (holder === null || !pull.holders.includes(holder))) fail(`asks ${holder}`);
    }
    for (const pull of this.#jobs.values()) {
      if (this.#pulls.get(pull.objectId) !== pull) throw new Error(`job of ${pull.objectId}, which is not pulled`);
    }
    for (const name of this.#deadlines.names()) if (!this.#pulls.has(name)) throw new Error(`deadline of ${name}`);
    for (const urgency of byUrgency) {
      if (sums[urgency] !== this.#bytes[urgency]) throw new Error(`${urgency}: ${sums[urgency]} bytes under way`);
    }
  }
}
