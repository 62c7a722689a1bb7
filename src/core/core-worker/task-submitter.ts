/**
 * Submits normal tasks: asks raylets for leases on workers, pushes one task at a time to each leased worker, tries again
 * what a dying worker took with it, and cancels.
 *
 * Tasks that fit the same workers (function, resources, strategy, runtime environment, plasma arguments) have one *class*
 * and one queue. Steps of a task:
 *
 *   state    | meaning                                        | leaves by
 *   waiting  | arguments that we own are not there yet        | argumentReady (the last one), cancel
 *   queued   | in its class's queue                           | a free lease, a failed class, cancel
 *   pushed   | a leased worker has it                         | pushReplied, pushFailed
 *   kept     | done; could be run again for its lost objects  | recover, forget
 *
 * Leases, as Ray 2.60.0's owners use them (normal_task_submitter.cc): never more requests under way than tasks queued,
 * nor than `maxPendingLeases` of a class; a lease serves task after task of its class until the queue is empty or it is
 * `leaseTimeoutMs` old, and is given back then; a request that nobody needs any more is cancelled. Other than theirs, a lease
 * whose queue is empty is kept for `idleLeaseMs`, since a caller who waits for each result calls again at once and would pay a
 * lease and a return for every call. It goes at once when another class of ours asks for a lease, or its class is to spread.
 *
 * Invariants (`validate`): a lease is busy with one task, and that task is pushed with it, or idle; a queued task is in
 * exactly one queue; requests under way never outnumber what the rule above allows when they are made.
 */
import type { ObjectId, TaskId } from "../../ids/index.js";
import {
  defaultSubmitterLimits,
  type SubmitterEffect,
  type SubmitterEvent,
  type SubmitterLimits,
} from "./submitter-types.js";
import { ErrorType, type RayletAddress, type TaskFailure } from "./types.js";

interface Task {
  readonly taskId: TaskId;
  readonly className: string;
  readonly isSpread: boolean;
  readonly retryExceptions: boolean;
  attempt: number;
  retriesLeft: number;
  state: "waiting" | "queued" | "pushed" | "kept";
  readonly missing: Set<ObjectId>;
  isCancelled: boolean;
  leaseNumber: number;
}

interface LeaseClass {
  readonly name: string;
  readonly isSpread: boolean;
  /** Tasks from `head` on; those that were taken out of the middle are no longer queued and are skipped. */
  queue: TaskId[];
  head: number;
  queued: number;
  readonly requests: Map<number, RayletAddress | null>;
  readonly leases: Set<number>;
}

interface Lease {
  readonly className: string;
  readonly grantedAtMs: number;
  taskId: TaskId | null;
  /** Without a task. */
  idleSinceMs: number;
}

const cancelled: TaskFailure = { type: ErrorType.TASK_CANCELLED, message: "The task was cancelled by its caller." };

export class TaskSubmitter {
  readonly #limits: SubmitterLimits;
  readonly #tasks = new Map<TaskId, Task>();
  readonly #classes = new Map<string, LeaseClass>();
  readonly #requests = new Map<number, string>();
  readonly #leases = new Map<number, Lease>();
  /** Without a task, the longest first. */
  readonly #idle = new Set<number>();
  readonly #waitingFor = new Map<ObjectId, Set<TaskId>>();
  #lastNumber = 0;
  #effects: SubmitterEffect[] = [];

  constructor(limits: SubmitterLimits = defaultSubmitterLimits) {
    this.#limits = limits;
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
        this.#leaseGranted(event.requestNumber, now);
        break;
      case "leaseSpilled":
        this.#leaseSpilled(event.requestNumber, event.raylet, now);
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
        this.#giveBackIdle((lease) => now - lease.idleSinceMs >= this.#limits.idleLeaseMs);
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
    return this.#leases.size;
  }

  /** When a "tick" has something to do; null: never, as things are. */
  get dueAtMs(): number | null {
    for (const number of this.#idle) return (this.#leases.get(number) as Lease).idleSinceMs + this.#limits.idleLeaseMs;
    return null;
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
      this.#enqueue(task, now);
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
      this.#enqueue(task, now);
    }
  }

  #enqueue(task: Task, now: number): void {
    const found = this.#class(task.className, task.isSpread);
    task.state = "queued";
    found.queue.push(task.taskId);
    found.queued += 1;
    this.#dispatch(found, now);
  }

  #class(name: string, isSpread: boolean): LeaseClass {
    const known = this.#classes.get(name);
    if (known !== undefined) return known;
    const fresh = { name, isSpread, queue: [], head: 0, queued: 0, requests: new Map(), leases: new Set<number>() };
    this.#classes.set(name, fresh);
    return fresh;
  }

  /** Gives queued tasks to free leases, asks for more leases or gives up what is not needed. */
  #dispatch(leaseClass: LeaseClass, now: number): void {
    for (const number of leaseClass.leases) {
      const lease = this.#leases.get(number) as Lease;
      if (lease.taskId === null) this.#use(leaseClass, number, lease, now);
    }
    const wanted = Math.min(leaseClass.queued, this.#limits.maxPendingLeases);
    while (leaseClass.requests.size < wanted) this.#request(leaseClass, null);
    if (leaseClass.queued > 0) return;
    // What is granted before the raylet hears of it is given back, or used if there is work by then.
    for (const requestNumber of leaseClass.requests.keys()) {
      this.#effects.push({ type: "cancelLeaseRequest", requestNumber });
    }
    leaseClass.requests.clear();
    if (leaseClass.leases.size === 0) this.#classes.delete(leaseClass.name);
  }

  #use(leaseClass: LeaseClass, number: number, lease: Lease, now: number): void {
    const isYoung = now - lease.grantedAtMs < this.#limits.leaseTimeoutMs;
    const task = isYoung ? this.#dequeue(leaseClass) : null;
    if (task === null) {
      const isKept = this.#limits.idleLeaseMs > 0 && !leaseClass.isSpread;
      const mayStay = isYoung && isKept && this.#requests.size === leaseClass.requests.size;
      if (!mayStay) this.#giveBack(leaseClass, number, false, false);
      else if (!this.#idle.has(number)) {
        lease.idleSinceMs = now;
        this.#idle.add(number);
      }
      return;
    }
    this.#idle.delete(number);
    lease.taskId = task.taskId;
    task.state = "pushed";
    task.leaseNumber = number;
    const attempt = { taskId: task.taskId, attempt: task.attempt };
    this.#effects.push({ type: "push", leaseNumber: number, attempt });
  }

  #dequeue(leaseClass: LeaseClass): Task | null {
    while (leaseClass.head < leaseClass.queue.length) {
      const task = this.#tasks.get(leaseClass.queue[leaseClass.head] as TaskId);
      leaseClass.head += 1;
      if (leaseClass.head > 1024 && leaseClass.head * 2 > leaseClass.queue.length) {
        leaseClass.queue = leaseClass.queue.slice(leaseClass.head);
        leaseClass.head = 0;
      }
      if (task?.state !== "queued") continue;
      leaseClass.queued -= 1;
      return task;
    }
    return null;
  }

  #firstQueued(leaseClass: LeaseClass): Task | null {
    for (let at = leaseClass.head; at < leaseClass.queue.length; at += 1) {
      const task = this.#tasks.get(leaseClass.queue[at] as TaskId);
      if (task?.state === "queued") return task;
    }
    return null;
  }

  #giveBack(leaseClass: LeaseClass, leaseNumber: number, isWorkerExiting: boolean, isWorkerDead: boolean): void {
    leaseClass.leases.delete(leaseNumber);
    this.#leases.delete(leaseNumber);
    this.#idle.delete(leaseNumber);
    this.#effects.push({ type: "returnLease", leaseNumber, isWorkerExiting, isWorkerDead });
  }

  #giveBackIdle(mayGo: (lease: Lease) => boolean): void {
    for (const number of this.#idle) {
      const lease = this.#leases.get(number) as Lease;
      const leaseClass = this.#classes.get(lease.className) as LeaseClass;
      if (!mayGo(lease)) continue;
      this.#giveBack(leaseClass, number, false, false);
      if (leaseClass.queued + leaseClass.requests.size + leaseClass.leases.size === 0) {
        this.#classes.delete(leaseClass.name);
      }
    }
  }

  #request(leaseClass: LeaseClass, raylet: RayletAddress | null): void {
    const sample = this.#firstQueued(leaseClass);
    if (sample === null) return;
    // What they hold may be what this one waits for.
    this.#giveBackIdle(({ className }) => className !== leaseClass.name);
    this.#lastNumber += 1;
    const requestNumber = this.#lastNumber;
    leaseClass.requests.set(requestNumber, raylet);
    this.#requests.set(requestNumber, leaseClass.name);
    this.#effects.push({
      type: "requestLease",
      requestNumber,
      className: leaseClass.name,
      sample: { taskId: sample.taskId, attempt: sample.attempt },
      raylet,
      backlog: Math.max(0, leaseClass.queued - leaseClass.requests.size),
    });
  }

  /** The class and raylet of a request that has been answered. */
  #answered(requestNumber: number): { leaseClass: LeaseClass; raylet: RayletAddress | null } | null {
    const name = this.#requests.get(requestNumber);
    if (name === undefined) return null;
    // Its tasks may have gone elsewhere meanwhile, and the class with them.
    const leaseClass = this.#class(name, false);
    const raylet = leaseClass.requests.get(requestNumber) ?? null;
    this.#requests.delete(requestNumber);
    leaseClass.requests.delete(requestNumber);
    return { leaseClass, raylet };
  }

  #leaseGranted(requestNumber: number, now: number): void {
    const answered = this.#answered(requestNumber);
    if (answered === null) return;
    const { leaseClass } = answered;
    this.#leases.set(requestNumber, { className: leaseClass.name, grantedAtMs: now, taskId: null, idleSinceMs: now });
    leaseClass.leases.add(requestNumber);
    this.#dispatch(leaseClass, now);
  }

  #leaseSpilled(requestNumber: number, raylet: RayletAddress, now: number): void {
    const answered = this.#answered(requestNumber);
    if (answered === null) return;
    const { leaseClass } = answered;
    if (leaseClass.queued > leaseClass.requests.size) this.#request(leaseClass, raylet);
    else this.#dispatch(leaseClass, now);
  }

  #leaseRefused(requestNumber: number, failure: TaskFailure | null, now: number): void {
    const answered = this.#answered(requestNumber);
    if (answered === null) return;
    if (failure !== null) this.#failQueued(answered.leaseClass, failure);
    this.#dispatch(answered.leaseClass, now);
  }

  #leaseUnanswered(requestNumber: number, reason: string, now: number): void {
    const answered = this.#answered(requestNumber);
    if (answered === null) return;
    // Another node's raylet may be gone; ours is the one we cannot do without.
    if (answered.raylet === null) {
      const message = `The local raylet does not answer (${reason}). The node is gone; connect to another one.`;
      this.#failQueued(answered.leaseClass, { type: ErrorType.LOCAL_RAYLET_DIED, message });
    }
    this.#dispatch(answered.leaseClass, now);
  }

  #failQueued(leaseClass: LeaseClass, failure: TaskFailure): void {
    for (let task = this.#dequeue(leaseClass); task !== null; task = this.#dequeue(leaseClass)) {
      this.#fail(task, failure);
    }
  }

  /** The task that a lease was busy with; the lease is free afterwards. */
  #freed(leaseNumber: number): { leaseClass: LeaseClass; task: Task } | null {
    const lease = this.#leases.get(leaseNumber);
    const task = lease?.taskId == null ? undefined : this.#tasks.get(lease.taskId);
    const leaseClass = lease === undefined ? undefined : this.#classes.get(lease.className);
    if (lease === undefined || task === undefined || leaseClass === undefined) return null;
    lease.taskId = null;
    return { leaseClass, task };
  }

  #pushReplied(event: Extract<SubmitterEvent, { type: "pushReplied" }>, now: number): void {
    const freed = this.#freed(event.leaseNumber);
    if (freed === null) return;
    const { leaseClass, task } = freed;
    if (event.isWorkerExiting) this.#giveBack(leaseClass, event.leaseNumber, true, false);
    if (event.outcome === "cancelled") this.#fail(task, cancelled);
    else if (event.outcome === "retryableException" && this.#mayRunAgain(task)) this.#runAgain(task, now);
    else {
      task.state = "kept";
      this.#effects.push({ type: "finish", taskId: task.taskId });
    }
    this.#dispatch(leaseClass, now);
  }

  #pushFailed(event: Extract<SubmitterEvent, { type: "pushFailed" }>, now: number): void {
    const freed = this.#freed(event.leaseNumber);
    if (freed === null) return;
    const { leaseClass, task } = freed;
    this.#giveBack(leaseClass, event.leaseNumber, false, true);
    if (task.isCancelled) this.#fail(task, cancelled);
    else if (!event.mayRetry) this.#fail(task, event.failure);
    else if (event.failure.type === ErrorType.OUT_OF_MEMORY) this.#runAgain(task, now);
    else if (task.retriesLeft === 0) this.#fail(task, event.failure);
    else {
      if (task.retriesLeft > 0) task.retriesLeft -= 1;
      this.#runAgain(task, now);
    }
    this.#dispatch(leaseClass, now);
  }

  #mayRunAgain(task: Task): boolean {
    if (!task.retryExceptions || task.isCancelled || task.retriesLeft === 0) return false;
    if (task.retriesLeft > 0) task.retriesLeft -= 1;
    return true;
  }

  #runAgain(task: Task, now: number): void {
    task.attempt += 1;
    this.#enqueue(task, now);
  }

  #fail(task: Task, failure: TaskFailure): void {
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
    const leaseClass = this.#classes.get(task.className);
    if (task.state === "waiting") for (const objectId of task.missing) this.#stopWaiting(objectId, taskId);
    else if (leaseClass !== undefined) leaseClass.queued -= 1;
    this.#fail(task, cancelled);
    if (leaseClass !== undefined) this.#dispatch(leaseClass, now);
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
    for (const [number, lease] of this.#leases) {
      must(this.#classes.get(lease.className)?.leases.has(number) === true, `lease ${number} is in its class`);
      must((lease.taskId === null) === this.#idle.has(number), `lease ${number} is known to be idle`);
      if (lease.taskId === null) continue;
      const task = this.#tasks.get(lease.taskId);
      must(task?.state === "pushed" && task.leaseNumber === number, `lease ${number} is busy with a pushed task`);
    }
    for (const task of this.#tasks.values()) {
      must((task.state === "waiting") === task.missing.size > 0, `${task.taskId} waits for what is missing`);
      if (task.state === "pushed")
        must(this.#leases.get(task.leaseNumber)?.taskId === task.taskId, "pushed with a lease");
    }
    for (const leaseClass of this.#classes.values()) {
      const queued = leaseClass.queue.slice(leaseClass.head).filter((id) => this.#tasks.get(id)?.state === "queued");
      must(queued.length === leaseClass.queued, `${leaseClass.name} has ${leaseClass.queued} queued`);
      must(new Set(queued).size === queued.length, `${leaseClass.name} queues each task once`);
      must(leaseClass.queued === 0 || leaseClass.requests.size > 0, `${leaseClass.name} asks for leases while it must`);
      must(leaseClass.requests.size <= this.#limits.maxPendingLeases, `${leaseClass.name} asks for too many leases`);
      must(leaseClass.queued + leaseClass.requests.size + leaseClass.leases.size > 0, `${leaseClass.name} has a use`);
      for (const number of leaseClass.leases) {
        const isIdle = this.#leases.get(number)?.taskId == null;
        must(!isIdle || leaseClass.queued === 0, `lease ${number} of ${leaseClass.name} is not idle beside its queue`);
      }
    }
  }
}
