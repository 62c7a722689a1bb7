/**
 * The leases of a task submitter: asks raylets for leases on workers, gives each the next task of its class, and gives it back.
 *
 * Tasks that fit the same workers (function, resources, strategy, runtime environment, plasma arguments) have one *class*
 * and one queue. Leases, as Ray 2.60.0's owners use them (normal_task_submitter.cc): never more requests under way than tasks
 * queued, nor than `maxPendingLeases` of a class; a lease serves task after task of its class until the queue is empty or it is
 * `leaseTimeoutMs` old, and is given back then; a request that nobody needs any more is cancelled. Other than theirs, a lease
 * whose queue is empty is kept for `idleLeaseMs`, since a caller who waits for each result calls again at once and would pay a
 * lease and a return for every call. It goes at once when another class of ours asks for a lease, or its class is to spread.
 *
 * Invariants (`validate`): a lease is busy with one task, and that task is pushed with it, or idle; a queued task is in
 * exactly one queue; requests under way never outnumber what the rule above allows when they are made.
 */
import type { ObjectId, TaskId } from "../../ids/index.js";
import type { SubmitterEffect, SubmitterLimits } from "./submitter-types.js";
import type { RayletAddress } from "./types.js";

/** What a submitter knows of a task; task-submitter.ts says what its states mean. */
export interface SubmittedTask {
  readonly taskId: TaskId;
  readonly className: string;
  readonly isSpread: boolean;
  readonly retryExceptions: boolean;
  attempt: number;
  retriesLeft: number;
  state: "waiting" | "queued" | "pushed" | "kept" | "ended";
  readonly missing: Set<ObjectId>;
  isCancelled: boolean;
  leaseNumber: number;
}

interface LeaseClass {
  readonly name: string;
  readonly isSpread: boolean;
  /** Tasks from `head` on; those that were taken out of the middle are no longer queued and are skipped. */
  queue: SubmittedTask[];
  head: number;
  queued: number;
  readonly requests: Map<number, RayletAddress | null>;
  readonly leases: Set<number>;
}

interface Lease {
  readonly className: string;
  readonly grantedAtMs: number;
  task: SubmittedTask | null;
  /** Without a task. */
  idleSinceMs: number;
}

export class TaskLeases {
  readonly #limits: SubmitterLimits;
  readonly #perform: (effect: SubmitterEffect) => void;
  readonly #classes = new Map<string, LeaseClass>();
  readonly #requests = new Map<number, string>();
  readonly #leases = new Map<number, Lease>();
  /** Without a task, the longest first. */
  readonly #idle = new Set<number>();
  #lastNumber = 0;

  constructor(limits: SubmitterLimits, perform: (effect: SubmitterEffect) => void) {
    this.#limits = limits;
    this.#perform = perform;
  }

  get openLeases(): number {
    return this.#leases.size;
  }

  /** When `giveBackLongIdle` has something to do; null: never, as things are. */
  get dueAtMs(): number | null {
    for (const number of this.#idle) return (this.#leases.get(number) as Lease).idleSinceMs + this.#limits.idleLeaseMs;
    return null;
  }

  enqueue(task: SubmittedTask, now: number): void {
    const found = this.#class(task.className, task.isSpread);
    task.state = "queued";
    found.queue.push(task);
    found.queued += 1;
    this.#dispatch(found, now);
  }

  /** A queued task is so no longer. */
  takeOut(task: SubmittedTask): void {
    const leaseClass = this.#classes.get(task.className);
    if (leaseClass !== undefined) leaseClass.queued -= 1;
  }

  /** All queued tasks of a class: no worker can be had for them. */
  takeAll(className: string): SubmittedTask[] {
    const leaseClass = this.#classes.get(className);
    const tasks: SubmittedTask[] = [];
    for (;;) {
      const task = leaseClass === undefined ? null : this.#dequeue(leaseClass);
      if (task === null) return tasks;
      tasks.push(task);
    }
  }

  /** Gives queued tasks to free leases, asks for more leases or gives up what is not needed. */
  dispatch(className: string, now: number): void {
    const leaseClass = this.#classes.get(className);
    if (leaseClass !== undefined) this.#dispatch(leaseClass, now);
  }

  granted(requestNumber: number, now: number): void {
    const answered = this.#answered(requestNumber);
    if (answered === null) return;
    const { leaseClass } = answered;
    this.#leases.set(requestNumber, { className: leaseClass.name, grantedAtMs: now, task: null, idleSinceMs: now });
    leaseClass.leases.add(requestNumber);
    this.#dispatch(leaseClass, now);
  }

  spilled(requestNumber: number, raylet: RayletAddress, now: number): void {
    const answered = this.#answered(requestNumber);
    if (answered === null) return;
    const { leaseClass } = answered;
    // The request may have been given up, and others made since.
    if (leaseClass.requests.size < this.#wanted(leaseClass)) this.#request(leaseClass, raylet);
    else this.#dispatch(leaseClass, now);
  }

  /** The class whose request got no lease, and the raylet that was asked; `dispatch` makes further ones. Null: of no interest. */
  notGranted(requestNumber: number): { readonly className: string; readonly raylet: RayletAddress | null } | null {
    const answered = this.#answered(requestNumber);
    return answered === null ? null : { className: answered.leaseClass.name, raylet: answered.raylet };
  }

  /** The task that a lease was busy with; the lease is free afterwards, and `dispatch` uses it. */
  freed(leaseNumber: number): SubmittedTask | null {
    const lease = this.#leases.get(leaseNumber);
    const task = lease?.task ?? null;
    if (lease !== undefined) lease.task = null;
    return task;
  }

  giveBack(leaseNumber: number, isWorkerExiting: boolean, isWorkerDead: boolean): void {
    const lease = this.#leases.get(leaseNumber);
    if (lease !== undefined) this.#classes.get(lease.className)?.leases.delete(leaseNumber);
    this.#leases.delete(leaseNumber);
    this.#idle.delete(leaseNumber);
    this.#perform({ type: "returnLease", leaseNumber, isWorkerExiting, isWorkerDead });
  }

  giveBackLongIdle(now: number): void {
    this.#giveBackIdle((lease) => now - lease.idleSinceMs >= this.#limits.idleLeaseMs);
  }

  #class(name: string, isSpread: boolean): LeaseClass {
    const known = this.#classes.get(name);
    if (known !== undefined) return known;
    const fresh = { name, isSpread, queue: [], head: 0, queued: 0, requests: new Map(), leases: new Set<number>() };
    this.#classes.set(name, fresh);
    return fresh;
  }

  #dispatch(leaseClass: LeaseClass, now: number): void {
    for (const number of leaseClass.leases) {
      const lease = this.#leases.get(number) as Lease;
      if (lease.task === null) this.#use(leaseClass, number, lease, now);
    }
    while (leaseClass.requests.size < this.#wanted(leaseClass)) this.#request(leaseClass, null);
    if (leaseClass.queued > 0) return;
    // What is granted before the raylet hears of it is given back, or used if there is work by then.
    for (const requestNumber of leaseClass.requests.keys()) {
      this.#perform({ type: "cancelLeaseRequest", requestNumber });
    }
    leaseClass.requests.clear();
    if (leaseClass.leases.size === 0) this.#classes.delete(leaseClass.name);
  }

  /** As many requests as there should be. */
  #wanted(leaseClass: LeaseClass): number {
    return Math.min(leaseClass.queued, this.#limits.maxPendingLeases);
  }

  #use(leaseClass: LeaseClass, number: number, lease: Lease, now: number): void {
    const isYoung = now - lease.grantedAtMs < this.#limits.leaseTimeoutMs;
    const task = isYoung ? this.#dequeue(leaseClass) : null;
    if (task === null) {
      const isKept = this.#limits.idleLeaseMs > 0 && !leaseClass.isSpread;
      const mayStay = isYoung && isKept && this.#requests.size === leaseClass.requests.size;
      if (!mayStay) this.giveBack(number, false, false);
      else if (!this.#idle.has(number)) {
        lease.idleSinceMs = now;
        this.#idle.add(number);
      }
      return;
    }
    this.#idle.delete(number);
    lease.task = task;
    task.state = "pushed";
    task.leaseNumber = number;
    this.#perform({ type: "push", leaseNumber: number, attempt: { taskId: task.taskId, attempt: task.attempt } });
  }

  #dequeue(leaseClass: LeaseClass): SubmittedTask | null {
    while (leaseClass.head < leaseClass.queue.length) {
      const task = leaseClass.queue[leaseClass.head];
      leaseClass.head += 1;
      if (leaseClass.head > 1024 && leaseClass.head * 2 > leaseClass.queue.length) {
        leaseClass.queue = leaseClass.queue.slice(leaseClass.head);
        leaseClass.head = 0;
      }
      if (task?.state !== "queued") continue;
      leaseClass.queued -= 1;
      return task;
    }
    leaseClass.queue = [];
    leaseClass.head = 0;
    return null;
  }

  #firstQueued(leaseClass: LeaseClass): SubmittedTask | null {
    for (let at = leaseClass.head; at < leaseClass.queue.length; at += 1) {
      const task = leaseClass.queue[at];
      if (task?.state === "queued") return task;
    }
    return null;
  }

  #giveBackIdle(mayGo: (lease: Lease) => boolean): void {
    for (const number of this.#idle) {
      const lease = this.#leases.get(number) as Lease;
      const leaseClass = this.#classes.get(lease.className) as LeaseClass;
      if (!mayGo(lease)) continue;
      this.giveBack(number, false, false);
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
    this.#perform({
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

  /** @throws Error that names the broken invariant; for tests */
  validate(): void {
    const must = (holds: boolean, what: string) => {
      if (!holds) throw new Error(`task leases: ${what}`);
    };
    for (const [number, { className, task }] of this.#leases) {
      must(this.#classes.get(className)?.leases.has(number) === true, `lease ${number} is in its class`);
      must((task === null) === this.#idle.has(number), `lease ${number} is known to be idle`);
      if (task === null) continue;
      must(task.state === "pushed" && task.leaseNumber === number, `lease ${number} is busy with a pushed task`);
    }
    for (const leaseClass of this.#classes.values()) {
      const queued = leaseClass.queue.slice(leaseClass.head).filter(({ state }) => state === "queued");
      must(queued.length === leaseClass.queued, `${leaseClass.name} has ${leaseClass.queued} queued`);
      must(new Set(queued).size === queued.length, `${leaseClass.name} queues each task once`);
      must(leaseClass.queued === 0 || leaseClass.requests.size > 0, `${leaseClass.name} asks for leases while it must`);
      must(leaseClass.requests.size <= this.#limits.maxPendingLeases, `${leaseClass.name} asks for too many leases`);
      must(leaseClass.queued + leaseClass.requests.size + leaseClass.leases.size > 0, `${leaseClass.name} has a use`);
      for (const number of leaseClass.leases) {
        const isIdle = this.#leases.get(number)?.task == null;
        must(!isIdle || leaseClass.queued === 0, `lease ${number} of ${leaseClass.name} is not idle beside its queue`);
      }
    }
  }

  /** Whether this lease is busy with this task; for tests. */
  isBusyWith(leaseNumber: number, task: SubmittedTask): boolean {
    return this.#leases.get(leaseNumber)?.task === task;
  }
}
