/**
 * Submits the calls of one actor, in the order in which they were made, and over its restarts.
 *
 *   actor state | meaning                                          | leaves by
 *   pending     | being made (again); calls wait                    | alive, dead
 *   alive       | at `worker`; calls are pushed as they come        | unreachable, restarting, dead
 *   unreachable | a push failed and the head has not said why       | alive (a new one), restarting, dead, deathInfoDue
 *   dead        | for good; calls fail with the cause               | -
 *
 * A call waits for its arguments, and later calls wait behind it (unless the actor takes calls in any order). Each push
 * to one incarnation has a sequence number, without gaps; the actor runs them in that order. Calls that name a concurrency
 * group have numbers and an order of their own in each (Ray 2.60.0, sequential_actor_submit_queue.cc). What was under
 * way when an incarnation was lost is pushed to the next one while `maxTaskRetries` allows, with numbers that go on (Ray
 * 2.60.0: attempts above 0 are run as they come), and fails otherwise: ACTOR_DIED, or ACTOR_UNAVAILABLE where the head
 * still takes the actor for alive after `deathInfoWaitMs`.
 *
 * Invariants (`validate`): calls are pushed only while alive; numbers of one group are distinct and below the next.
 */
import type { ObjectId, TaskId } from "../../ids/index.js";
import { type Attempt, ErrorType, type TaskFailure, type WorkerAddress } from "./types.js";

export type ActorEvent =
  | {
      readonly type: "call";
      readonly taskId: TaskId;
      readonly maxRetries: number;
      /** The concurrency group that the call names; "": none. */
      readonly group: string;
      readonly missing: readonly ObjectId[];
    }
  | { readonly type: "argumentReady"; readonly objectId: ObjectId }
  /** `incarnation`: restarts so far. */
  | { readonly type: "alive"; readonly worker: WorkerAddress; readonly incarnation: number }
  | { readonly type: "restarting" }
  | { readonly type: "dead"; readonly failure: TaskFailure }
  | {
      readonly type: "pushReplied";
      readonly taskId: TaskId;
      readonly outcome: "finished" | "retryableException" | "cancelled";
    }
  | { readonly type: "pushFailed"; readonly taskId: TaskId; readonly attempt: number; readonly reason: string }
  | { readonly type: "deathInfoDue"; readonly loss: number }
  | { readonly type: "cancel"; readonly taskId: TaskId; readonly isForced: boolean };

export type ActorEffect =
  | {
      readonly type: "push";
      readonly attempt: Attempt;
      readonly worker: WorkerAddress;
      readonly sequenceNumber: number;
      /** The actor need not wait for numbers up to this one: they are answered, or will never come. */
      readonly processedUpTo: number;
    }
  | {
      readonly type: "cancelPushed";
      readonly worker: WorkerAddress;
      readonly taskId: TaskId;
      readonly isForced: boolean;
    }
  /** Tell `deathInfoDue` of this loss after so long. */
  | { readonly type: "awaitDeathInfo"; readonly loss: number; readonly afterMs: number }
  | { readonly type: "finish"; readonly taskId: TaskId }
  | { readonly type: "fail"; readonly taskId: TaskId; readonly failure: TaskFailure };

/** timeout_ms_task_wait_for_death_info of Ray 2.60.0. */
export const deathInfoWaitMs = 1_000;

const cancelled: TaskFailure = { type: ErrorType.TASK_CANCELLED, message: "The call was cancelled by its caller." };

function unavailable(reason: string): TaskFailure {
  const message = `The call was under way when the actor could not be reached any more (${reason}); it may have run. Set maxTaskRetries to have such calls tried again.`;
  return { type: ErrorType.ACTOR_UNAVAILABLE, message };
}

/** Of the calls that name one group. */
interface Numbers {
  next: number;
  /** Of first tries at this incarnation that are not answered, rising. */
  readonly underWay: Set<number>;
}

interface Call {
  readonly taskId: TaskId;
  readonly group: string;
  readonly missing: Set<ObjectId>;
  retriesLeft: number;
  attempt: number;
  /** null: not pushed. */
  sequenceNumber: number | null;
  isCancelled: boolean;
  /** The push that failed, and why; the call waits for what the head says of the actor. */
  lostBecause: string | null;
}

export class ActorSubmitter {
  readonly #takesAnyOrder: boolean;
  readonly #calls = new Map<TaskId, Call>();
  /** Not pushed yet, in order. */
  #queue: Call[] = [];
  readonly #waitingFor = new Map<ObjectId, Set<TaskId>>();
  #state: "pending" | "alive" | "unreachable" | "dead" = "pending";
  #worker: WorkerAddress | null = null;
  #incarnation = -1;
  /** How often it was unreachable: each has its own time to wait. */
  #losses = 0;
  #failure: TaskFailure | null = null;
  readonly #firstNumber: number;
  readonly #numbers = new Map<string, Numbers>();
  #effects: ActorEffect[] = [];

  /** @param options.firstNumber of the first call: beyond those of all calls that this process ever made to this actor */
  constructor(options: { readonly takesAnyOrder: boolean; readonly firstNumber?: number }) {
    this.#takesAnyOrder = options.takesAnyOrder;
    this.#firstNumber = options.firstNumber ?? 0;
  }

  handle(event: ActorEvent): ActorEffect[] {
    this.#effects = [];
    switch (event.type) {
      case "call":
        this.#call(event);
        break;
      case "argumentReady":
        this.#argumentReady(event.objectId);
        break;
      case "alive":
        this.#alive(event.worker, event.incarnation);
        break;
      case "restarting":
        if (this.#state !== "dead") this.#lose("pending", "the actor is being started again");
        break;
      case "dead":
        this.#dead(event.failure);
        break;
      case "pushReplied":
        this.#replied(event.taskId, event.outcome);
        break;
      case "pushFailed":
        this.#pushFailed(event.taskId, event.attempt, event.reason);
        break;
      case "deathInfoDue":
        if (event.loss === this.#losses) this.#deathInfoDue();
        break;
      case "cancel":
        this.#cancel(event.taskId, event.isForced);
    }
    return this.#effects;
  }

  /** Calls that have not ended. */
  get pendingCalls(): number {
    return this.#calls.size;
  }

  get isDead(): boolean {
    return this.#state === "dead";
  }

  /** Beyond those of all calls so far. */
  get nextNumber(): number {
    return Math.max(this.#firstNumber, ...[...this.#numbers.values()].map(({ next }) => next));
  }

  /** Where it was last alive. */
  get worker(): WorkerAddress | null {
    return this.#worker;
  }

  #call(event: Extract<ActorEvent, { type: "call" }>): void {
    const { taskId, maxRetries, group, missing } = event;
    const call: Call = {
      taskId,
      group,
      missing: new Set(missing),
      retriesLeft: maxRetries,
      attempt: 0,
      sequenceNumber: null,
      isCancelled: false,
      lostBecause: null,
    };
    this.#calls.set(taskId, call);
    if (this.#failure !== null) {
      this.#fail(call, this.#failure);
      return;
    }
    for (const objectId of call.missing) {
      const waiters = this.#waitingFor.get(objectId) ?? new Set();
      this.#waitingFor.set(objectId, waiters.add(taskId));
    }
    this.#queue.push(call);
    this.#pushReady();
  }

  #argumentReady(objectId: ObjectId): void {
    const waiters = this.#waitingFor.get(objectId);
    if (waiters === undefined) return;
    this.#waitingFor.delete(objectId);
    for (const taskId of waiters) this.#calls.get(taskId)?.missing.delete(objectId);
    this.#pushReady();
  }

  #pushReady(): void {
    if (this.#state !== "alive" || this.#queue.length === 0) return;
    const held: Call[] = [];
    const waiting = new Set<string>();
    for (const call of this.#queue) {
      if (call.missing.size === 0 && !waiting.has(call.group)) {
        this.#push(call);
        continue;
      }
      if (!this.#takesAnyOrder) waiting.add(call.group);
      held.push(call);
    }
    this.#queue = held;
  }

  #push(call: Call): void {
    const numbers = this.#numbersOf(call.group);
    call.sequenceNumber = numbers.next;
    numbers.next += 1;
    // Later tries are run as they come (Ray 2.60.0), and say so by -1.
    let processedUpTo = -1;
    if (call.attempt === 0) {
      numbers.underWay.add(call.sequenceNumber);
      processedUpTo = (numbers.underWay.values().next().value as number) - 1;
    }
    this.#effects.push({
      type: "push",
      attempt: { taskId: call.taskId, attempt: call.attempt },
      worker: this.#worker as WorkerAddress,
      sequenceNumber: call.sequenceNumber,
      processedUpTo,
    });
  }

  #numbersOf(group: string): Numbers {
    let numbers = this.#numbers.get(group);
    if (numbers === undefined) {
      numbers = { next: this.#firstNumber, underWay: new Set() };
      this.#numbers.set(group, numbers);
    }
    return numbers;
  }

  #alive(worker: WorkerAddress, incarnation: number): void {
    if (this.#state === "dead" || incarnation < this.#incarnation) return;
    if (incarnation === this.#incarnation && worker.workerId === this.#worker?.workerId) {
      // The head repeats itself: the failure is the connection's. What was under way there is not known to have run.
      if (this.#state === "pending") this.#state = "alive";
      this.#pushReady();
      return;
    }
    this.#lose("pending", "the actor was started again");
    this.#incarnation = incarnation;
    this.#worker = worker;
    this.#state = "alive";
    this.#pushReady();
  }

  /** The incarnation is gone: what was under way goes back in front of the queue, or fails. */
  #lose(state: "pending" | "unreachable", reason: string): void {
    const again: Call[] = [];
    for (const call of [...this.#calls.values()]) {
      if (call.sequenceNumber === null && call.lostBecause === null) continue;
      if (this.#runsAgain(call)) again.push(call);
      else this.#failLost(call, unavailable(call.lostBecause ?? reason));
    }
    for (const { underWay } of this.#numbers.values()) underWay.clear();
    this.#queue = [...again, ...this.#queue];
    this.#state = state;
  }

  #runsAgain(call: Call): boolean {
    if (call.isCancelled || call.retriesLeft === 0) return false;
    if (call.retriesLeft > 0) call.retriesLeft -= 1;
    call.attempt += 1;
    call.sequenceNumber = null;
    call.lostBecause = null;
    return true;
  }

  /** What became of the actor is no news to who has cancelled the call. */
  #failLost(call: Call, failure: TaskFailure): void {
    this.#fail(call, call.isCancelled ? cancelled : failure);
  }

  #dead(failure: TaskFailure): void {
    if (this.#state === "dead") return;
    this.#state = "dead";
    this.#failure = failure;
    for (const call of [...this.#calls.values()]) this.#failLost(call, failure);
    this.#queue = [];
    this.#waitingFor.clear();
    for (const { underWay } of this.#numbers.values()) underWay.clear();
  }

  #answered(call: Call): void {
    if (call.sequenceNumber !== null) this.#numbersOf(call.group).underWay.delete(call.sequenceNumber);
  }

  #replied(taskId: TaskId, outcome: "finished" | "retryableException" | "cancelled"): void {
    const call = this.#calls.get(taskId);
    if (call?.sequenceNumber == null) return;
    this.#answered(call);
    if (outcome === "cancelled") {
      this.#fail(call, cancelled);
    } else if (outcome === "retryableException" && this.#runsAgain(call)) {
      this.#queue.push(call);
      this.#pushReady();
    } else {
      this.#calls.delete(taskId);
      this.#effects.push({ type: "finish", taskId });
    }
  }

  #pushFailed(taskId: TaskId, attempt: number, reason: string): void {
    const call = this.#calls.get(taskId);
    if (call?.sequenceNumber == null || call.attempt !== attempt) return;
    call.lostBecause = reason;
    if (this.#state !== "alive") return;
    this.#state = "unreachable";
    this.#losses += 1;
    this.#effects.push({ type: "awaitDeathInfo", loss: this.#losses, afterMs: deathInfoWaitMs });
  }

  /** The head has not said that the actor died: only what failed on the way is lost, and the rest may go on. */
  #deathInfoDue(): void {
    if (this.#state !== "unreachable") return;
    this.#state = "alive";
    const again: Call[] = [];
    for (const call of [...this.#calls.values()]) {
      if (call.lostBecause === null) continue;
      const reason = call.lostBecause;
      this.#answered(call);
      if (this.#runsAgain(call)) again.push(call);
      else this.#failLost(call, unavailable(reason));
    }
    this.#queue = [...again, ...this.#queue];
    this.#pushReady();
  }

  #cancel(taskId: TaskId, isForced: boolean): void {
    const call = this.#calls.get(taskId);
    if (call === undefined) return;
    call.isCancelled = true;
    if (call.sequenceNumber !== null) {
      const worker = this.#worker as WorkerAddress;
      this.#effects.push({ type: "cancelPushed", worker, taskId, isForced });
      return;
    }
    this.#queue = this.#queue.filter((each) => each !== call);
    this.#fail(call, cancelled);
    this.#pushReady();
  }

  #fail(call: Call, failure: TaskFailure): void {
    this.#calls.delete(call.taskId);
    this.#effects.push({ type: "fail", taskId: call.taskId, failure });
  }

  /** @throws Error that names the broken invariant; for tests */
  validate(): void {
    const must = (holds: boolean, what: string) => {
      if (!holds) throw new Error(`actor submitter: ${what}`);
    };
    const pushed = [...this.#calls.values()].filter((call) => call.sequenceNumber !== null);
    for (const [group, { next, underWay }] of this.#numbers) {
      const numbers = pushed.filter((call) => call.group === group).map((call) => call.sequenceNumber as number);
      must(new Set(numbers).size === numbers.length, "sequence numbers are distinct");
      must(
        numbers.every((number) => number < next),
        "sequence numbers are below the next one",
      );
      must(
        [...underWay].every((number) => numbers.includes(number)),
        "numbers under way are those of calls",
      );
    }
    must(
      this.#queue.every((call) => call.sequenceNumber === null && this.#calls.has(call.taskId)),
      "the queue waits",
    );
    must(pushed.length + this.#queue.length === this.#calls.size, "each call is queued or under way");
    must(this.#state !== "dead" || this.#calls.size === 0, "a dead actor has no calls");
    const firsts = new Map([...this.#queue].reverse().map((call) => [call.group, call]));
    must(
      this.#state !== "alive" || this.#takesAnyOrder || [...firsts.values()].every(({ missing }) => missing.size > 0),
      "ready calls go",
    );
  }
}
