/**
 * Submits normal tasks: has a lease found for each (task-leases.ts), tries again what a dying worker took with it, and
 * cancels. Steps of a task:
 *
 *   state    | meaning                                        | leaves by
 *   waiting  | arguments that we own are not there yet        | argumentReady (the last one), cancel
 *   queued   | in its class's queue                           | a free lease, a failed class, cancel
 *   pushed   | a leased worker has it                         | pushReplied, pushFailed
 *   kept     | done; could be run again for its lost objects  | recover, forget
 *   ended    | failed, and no longer known here               | -
 *
 * Invariants (`validate`): those of the leases; a task waits exactly while an argument of it is missing.
 */
import type { ObjectId, TaskId } from "../../ids/index.js";
import {
  defaultSubmitterLimits,
  type SubmitterEffect,
  type SubmitterEvent,
  type SubmitterLimits,
} from "./submitter-types.js";
import { type SubmittedTask as Task, TaskLeases } from "./task-leases.js";
import { ErrorType, type TaskFailure } from "./types.js";

const cancelled: TaskFailure = { type: ErrorType.TASK_CANCELLED, message: "The task was cancelled by its caller." };

export class TaskSubmitter {
  readonly #leases: TaskLeases;
  readonly #tasks = new Map<TaskId, Task>();
  readonly #waitingFor = new Map<ObjectId, Set<TaskId>>();
  #effects: SubmitterEffect[] = [];

  constructor(limits: SubmitterLimits = defaultSubmitterLimits) {
    this.#leases = new TaskLeases(limits, (effect) => this.#effects.push(effect));
  }

  /** @param now milliseconds, never going back */
  handle(event: SubmitterEvent, now: number): SubmitterEffect[] {
    this.#effects = [];
    switch (event.type) {
      case "submit":
        this.#submit(event, now);
        break;
      case "argumentReady":
        this.#argumentReady(event.objectId, now);
        break;
      case "leaseGranted":
        this.#leases.granted(event.requestNumber, now);
        break;
      case "leaseSpilled":
        this.#leases.spilled(event.requestNumber, event.raylet, now);
        break;
      case "leaseRefused":
        this.#leaseRefused(event.requestNumber, event.failure, now);
        break;
      case "leaseUnanswered":
        this.#leaseUnanswered(event.requestNumber, event.reason, now);
        break;
      case "pushReplied":
        this.#pushReplied(event, now);
        break;
      case "pushFailed":
        this.#pushFailed(event, now);
        break;
      case "cancel":
        this.#cancel(event.taskId, event.isForced, now);
        break;
      case "recover":
        this.#recover(event.taskId, event.missing, now);
        break;
      case "forget":
        if (this.#tasks.get(event.taskId)?.state === "kept") this.#tasks.delete(event.taskId);
        break;
      case "tick":
        this.#leases.giveBackLongIdle(now);
    }
    return this.#effects;
  }

  /** Tasks that have not ended. */
  get pendingTasks(): number {
    let count = 0;
    for (const task of this.#tasks.values()) if (task.state !== "kept") count += 1;
    return count;
  }

  /** True for a task that has not ended. */
  isPending(taskId: TaskId): boolean {
    const task = this.#tasks.get(taskId);
    return task !== undefined && task.state !== "kept";
  }

  get openLeases(): number {
    return this.#leases.openLeases;
  }

  /** When a "tick" has something to do; null: never, as things are. */
  get dueAtMs(): number | null {
    return this.#leases.dueAtMs;
  }

  #submit(event: Extract<SubmitterEvent, { type: "submit" }>, now: number): void {
    const { taskId, className, isSpread = false, maxRetries, retryExceptions, missing } = event;
    const task: Task = {
      taskId,
      className,
      isSpread,
      retryExceptions,
      attempt: 0,
      retriesLeft: maxRetries,
      state: "waiting",
      missing: new Set(missing),
      isCancelled: false,
      leaseNumber: 0,
    };
    this.#tasks.set(taskId, task);
    this.#start(task, now);
  }

  /** Queues a task whose arguments are there; otherwise notes what it waits for. */
  #start(task: Task, now: number): void {
    if (task.missing.size === 0) {
      this.#leases.enqueue(task, now);
      return;
    }
    task.state = "waiting";
    for (const objectId of task.missing) {
      const waiters = this.#waitingFor.get(objectId);
      if (waiters === undefined) this.#waitingFor.set(objectId, new Set([task.taskId]));
      else waiters.add(task.taskId);
    }
  }

  #argumentReady(objectId: ObjectId, now: number): void {
    const waiters = this.#waitingFor.get(objectId);
    if (waiters === undefined) return;
    this.#waitingFor.delete(objectId);
    for (const taskId of waiters) {
      const task = this.#tasks.get(taskId);
      if (task === undefined || !task.missing.delete(objectId) || task.missing.size > 0) continue;
      this.#leases.enqueue(task, now);
    }
  }

  #leaseRefused(requestNumber: number, failure: TaskFailure | null, now: number): void {
    const asked = this.#leases.notGranted(requestNumber);
    if (asked === null) return;
    if (failure !== null) this.#failQueued(asked.className, failure);
    this.#leases.dispatch(asked.className, now);
  }

  #leaseUnanswered(requestNumber: number, reason: string, now: number): void {
    const asked = this.#leases.notGranted(requestNumber);
    if (asked === null) return;
    // Another node's raylet may be gone; ours is the one we cannot do without.
    if (asked.raylet === null) {
      const message = `The local raylet does not answer (${reason}). The node is gone; connect to another one.`;
      this.#failQueued(asked.className, { type: ErrorType.LOCAL_RAYLET_DIED, message });
    }
    this.#leases.dispatch(asked.className, now);
  }

  #failQueued(className: string, failure: TaskFailure): void {
    for (const task of this.#leases.takeAll(className)) this.#fail(task, failure);
  }

  #pushReplied(event: Extract<SubmitterEvent, { type: "pushReplied" }>, now: number): void {
    const task = this.#leases.freed(event.leaseNumber);
    if (task === null) return;
    if (event.isWorkerExiting) this.#leases.giveBack(event.leaseNumber, true, false);
    if (event.outcome === "cancelled") this.#fail(task, cancelled);
    else if (event.outcome === "retryableException" && this.#mayRunAgain(task)) this.#runAgain(task, now);
    else {
      task.state = "kept";
      this.#effects.push({ type: "finish", taskId: task.taskId });
    }
    this.#leases.dispatch(task.className, now);
  }

  #pushFailed(event: Extract<SubmitterEvent, { type: "pushFailed" }>, now: number): void {
    const task = this.#leases.freed(event.leaseNumber);
    if (task === null) return;
    this.#leases.giveBack(event.leaseNumber, false, true);
    if (task.isCancelled) this.#fail(task, cancelled);
    else if (!event.mayRetry) this.#fail(task, event.failure);
    else if (event.failure.type === ErrorType.OUT_OF_MEMORY) this.#runAgain(task, now);
    else if (task.retriesLeft === 0) this.#fail(task, event.failure);
    else {
      if (task.retriesLeft > 0) task.retriesLeft -= 1;
      this.#runAgain(task, now);
    }
    this.#leases.dispatch(task.className, now);
  }

  #mayRunAgain(task: Task): boolean {
    if (!task.retryExceptions || task.isCancelled || task.retriesLeft === 0) return false;
    if (task.retriesLeft > 0) task.retriesLeft -= 1;
    return true;
  }

  #runAgain(task: Task, now: number): void {
    task.attempt += 1;
    this.#leases.enqueue(task, now);
  }

  #fail(task: Task, failure: TaskFailure): void {
    task.state = "ended";
    this.#tasks.delete(task.taskId);
    this.#effects.push({ type: "fail", taskId: task.taskId, failure });
  }

  #cancel(taskId: TaskId, isForced: boolean, now: number): void {
    const task = this.#tasks.get(taskId);
    if (task === undefined || task.state === "kept") return;
    if (task.state === "pushed") {
      task.isCancelled = true;
      this.#effects.push({ type: "cancelPushed", leaseNumber: task.leaseNumber, taskId, isForced });
      return;
    }
    if (task.state === "waiting") for (const objectId of task.missing) this.#stopWaiting(objectId, taskId);
    else this.#leases.takeOut(task);
    this.#fail(task, cancelled);
    this.#leases.dispatch(task.className, now);
  }

  #stopWaiting(objectId: ObjectId, taskId: TaskId): void {
    const waiters = this.#waitingFor.get(objectId);
    waiters?.delete(taskId);
    if (waiters?.size === 0) this.#waitingFor.delete(objectId);
  }

  #recover(taskId: TaskId, missing: readonly ObjectId[], now: number): void {
    const task = this.#tasks.get(taskId);
    if (task?.state !== "kept") return;
    if (task.retriesLeft === 0) {
      const type = ErrorType.OBJECT_UNRECONSTRUCTABLE_MAX_ATTEMPTS_EXCEEDED;
      const message = `The object's copies are lost and its task ran ${task.attempt + 1} times, as often as maxRetries allows.`;
      this.#fail(task, { type, message });
      return;
    }
    if (task.retriesLeft > 0) task.retriesLeft -= 1;
    task.attempt += 1;
    for (const objectId of missing) task.missing.add(objectId);
    this.#start(task, now);
  }

  /** @throws Error that names the broken invariant; for tests */
  validate(): void {
    const must = (holds: boolean, what: string) => {
      if (!holds) throw new Error(`task submitter: ${what}`);
    };
    this.#leases.validate();
    for (const task of this.#tasks.values()) {
      must((task.state === "waiting") === task.missing.size > 0, `${task.taskId} waits for what is missing`);
      must(task.state !== "pushed" || this.#leases.isBusyWith(task.leaseNumber, task), "pushed with a lease");
    }
  }
}
