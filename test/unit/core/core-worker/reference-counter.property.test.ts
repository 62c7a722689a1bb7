/**
 * Processes that own objects and give each other references of them in tasks, results and values. What they tell each
 * other is delivered in order on each way, but ways overtake each other. The shells around the counters are modelled after
 * src/worker (object-shell, borrowers, returns, executor/task-refs); what is noted of a report is the real one.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReferenceCounter, type ReferenceEvent } from "../../../../src/core/core-worker/reference-counter.js";
import type { BorrowReport, ReferenceEffect } from "../../../../src/core/core-worker/reference-types.js";
import { NodeId, ObjectId, WorkerId } from "../../../../src/ids/index.js";
import { decode, encode, rpc } from "../../../../src/wire/index.js";
import { reportMessage } from "../../../../src/worker/borrowed-refs.js";
import type { ObjectShell } from "../../../../src/worker/object-shell.js";
import { noteBorrowers } from "../../../../src/worker/returns.js";

const nodeId = NodeId.fromHex("aa".repeat(28));

interface Task {
  readonly caller: Process;
  readonly callee: Process;
  /** What the caller needs until it is answered. */
  readonly uses: ObjectId[];
  readonly result: ObjectId;
  /** Held by the callee while it runs. */
  readonly held: Set<ObjectId>;
  /** The callee's handles. */
  readonly handles: ObjectId[];
}

class Process {
  readonly references = new ReferenceCounter();
  readonly address;
  handles: ObjectId[] = [];
  readonly watched = new Map<Process, Set<ObjectId>>();
  /** Borrowed objects whose value came. */
  readonly read = new Set<ObjectId>();

  constructor(
    readonly world: World,
    index: number,
  ) {
    const workerId = WorkerId.fromHex(`0${index + 1}`.repeat(28));
    this.address = { nodeId, ip: "127.0.0.1", port: index, workerId };
  }

  get workerId(): WorkerId {
    return this.address.workerId;
  }

  apply(event: ReferenceEvent): void {
    const effects = this.references.handle(event);
    this.references.validate();
    for (const effect of effects) this.#perform(effect);
  }

  hold(objectId: ObjectId, owner: Process["address"], outer: ObjectId | null): void {
    if (owner.workerId !== this.workerId) this.apply({ type: "borrow", objectId, owner, outer });
    else if (outer !== null) this.apply({ type: "contained", objectId, outer });
  }

  /** A handle of what came in a value. */
  borrow(objectId: ObjectId, outer: ObjectId | null): ObjectId {
    expect(this.world.freed).not.toContain(objectId);
    this.hold(objectId, this.world.owner(objectId).address, outer);
    this.apply({ type: "addLocal", objectId });
    return objectId;
  }

  note(reports: readonly BorrowReport[], from: Process): void {
    const counts = reports.map((report) =>
      decode(rpc.ObjectReferenceCount, encode(rpc.ObjectReferenceCount, reportMessage(report))),
    );
    noteBorrowers(this as unknown as ObjectShell, counts, from.address);
  }

  #perform(effect: ReferenceEffect): void {
    const { world } = this;
    if (effect.type === "free") world.free(effect.objectId);
    else if (effect.type === "forget") this.read.delete(effect.objectId);
    else if (effect.type === "watchBorrower") {
      const { objectId, outer } = effect;
      const borrower = world.process(effect.borrower.workerId);
      const watched = this.watched.get(borrower) ?? new Set();
      this.watched.set(borrower, watched.add(objectId));
      world.send(this, borrower, "commands", () => {
        if (outer !== null && borrower.references.has(outer)) borrower.hold(objectId, this.address, outer);
        borrower.apply({ type: "watchRemoval", objectId, subscriber: this.workerId });
      });
    } else if (effect.type === "tellRemoved") {
      const owner = world.process(effect.subscriber as WorkerId);
      world.send(this, owner, "removed", () => {
        owner.note(effect.borrowed, this);
        if (owner.watched.get(this)?.delete(effect.objectId) !== true) return;
        owner.apply({ type: "borrowerGone", objectId: effect.objectId, workerId: this.workerId });
      });
    }
  }
}

class World {
  readonly processes: Process[];
  readonly #owners = new Map<ObjectId, Process>();
  /** What values contain; objects without one are pending. */
  readonly contents = new Map<ObjectId, ObjectId[]>();
  readonly freed = new Set<ObjectId>();
  readonly #ways = new Map<string, (() => void)[]>();
  /** Those that run. */
  tasks: Task[] = [];
  readonly #unanswered = new Set<Task>();
  #count = 0;

  constructor(count: number) {
    this.processes = Array.from({ length: count }, (_, index) => new Process(this, index));
  }

  process(id: WorkerId): Process {
    return this.processes.find(({ workerId }) => workerId === id) as Process;
  }

  owner(objectId: ObjectId): Process {
    return this.#owners.get(objectId) as Process;
  }

  /** A new object, and a handle of it. */
  own(owner: Process): ObjectId {
    this.#count += 1;
    const objectId = ObjectId.fromHex(this.#count.toString(16).padStart(56, "0"));
    this.#owners.set(objectId, owner);
    owner.apply({ type: "own", objectId });
    owner.apply({ type: "addLocal", objectId });
    owner.handles.push(objectId);
    return objectId;
  }

  isMade(objectId: ObjectId): boolean {
    return !this.owner(objectId).references.locations(objectId).isPending;
  }

  send(from: Process, to: Process, kind: string, deliver: () => void): void {
    const way = `${from.workerId} ${to.workerId} ${kind}`;
    const before = this.#ways.get(way);
    if (before === undefined) this.#ways.set(way, [deliver]);
    else before.push(deliver);
  }

  deliver(index: number): boolean {
    const ways = [...this.#ways].filter(([, messages]) => messages.length > 0);
    ways[index % ways.length]?.[1].shift()?.();
    return ways.length > 0;
  }

  free(objectId: ObjectId): void {
    this.freed.add(objectId);
    for (const { handles, workerId } of this.processes)
      expect(handles, `handles of ${workerId}`).not.toContain(objectId);
    for (const { handles } of this.tasks) expect(handles, "a task's handles").not.toContain(objectId);
    for (const { uses } of this.#unanswered) expect(uses, "a task's arguments").not.toContain(objectId);
    for (const [outer, inner] of this.contents) {
      if (!this.freed.has(outer)) expect(inner, `what ${outer} contains`).not.toContain(objectId);
    }
  }

  #reaches(from: ObjectId, to: ObjectId): boolean {
    return from === to || (this.contents.get(from) ?? []).some((inner) => this.#reaches(inner, to));
  }

  put(owner: Process, inner: ObjectId[]): void {
    const objectId = this.own(owner);
    for (const each of inner) owner.apply({ type: "contained", objectId: each, outer: objectId });
    this.contents.set(objectId, inner);
    owner.apply({ type: "inline", objectId });
  }

  /** @param asRef the first is an argument itself, by reference; else all are inside values */
  submit(caller: Process, callee: Process, args: ObjectId[], asRef: boolean): void {
    const task: Task = { caller, callee, uses: args, result: this.own(caller), held: new Set(), handles: [] };
    for (const objectId of args) caller.apply({ type: "addUse", objectId });
    this.send(caller, callee, "tasks", () => {
      const hold = (objectId: ObjectId, outer: ObjectId | null) => {
        if (task.held.has(objectId)) return;
        task.held.add(objectId);
        callee.hold(objectId, this.owner(objectId).address, outer);
        callee.apply({ type: "addUse", objectId });
      };
      const read = (objectId: ObjectId, outer: ObjectId | null) => {
        if (outer !== null) hold(outer, null);
        hold(objectId, outer);
        task.handles.push(callee.borrow(objectId, outer));
      };
      const [first] = args;
      const outer = asRef && first !== undefined && this.isMade(first) ? first : null;
      for (const inner of outer === null ? [] : (this.contents.get(outer) ?? [])) read(inner, outer);
      for (const objectId of args) if (objectId !== outer) read(objectId, null);
      this.tasks.push(task);
    });
    this.#unanswered.add(task);
  }

  finish(task: Task, keep: number, returned: number): void {
    const { caller, callee, held, handles, result, uses } = task;
    this.tasks = this.tasks.filter((each) => each !== task);
    const inner = [...handles, ...callee.handles].filter((each) => !this.#reaches(each, result));
    const lent = returned < inner.length ? [inner[returned] as ObjectId] : [];
    for (const objectId of lent) {
      callee.apply({ type: "storedIn", objectId, outer: result, outerOwner: caller.address });
    }
    this.contents.set(result, lent);
    for (const [index, objectId] of handles.entries()) {
      if ((keep >> index) % 2 === 1) callee.handles.push(objectId);
      else callee.apply({ type: "removeLocal", objectId });
    }
    const reports = callee.references.report(held, 1);
    for (const objectId of held) callee.apply({ type: "removeUse", objectId });
    this.send(callee, caller, "answers", () => {
      this.#unanswered.delete(task);
      caller.note(reports, callee);
      if (caller.references.has(result)) {
        for (const each of lent) caller.hold(each, this.owner(each).address, result);
        caller.apply({ type: "inline", objectId: result });
      }
      for (const objectId of uses) caller.apply({ type: "removeUse", objectId });
    });
  }

  drop(process: Process, index: number): void {
    const [objectId] = process.handles.splice(index, 1);
    if (objectId !== undefined) process.apply({ type: "removeLocal", objectId });
  }

  /** Reads a value and makes handles of the references inside. */
  get(process: Process, objectId: ObjectId): void {
    const make = () => {
      if (!process.handles.includes(objectId)) return;
      for (const inner of this.contents.get(objectId) ?? []) process.handles.push(process.borrow(inner, objectId));
    };
    const owner = this.owner(objectId);
    if (owner === process || process.read.has(objectId)) {
      if (owner !== process || this.isMade(objectId)) make();
      return;
    }
    this.send(process, owner, "status", () => {
      if (!this.isMade(objectId) || this.freed.has(objectId)) return;
      const inside = owner.references.containedIn(objectId);
      this.send(owner, process, "status answers", () => {
        if (!process.references.has(objectId)) return;
        for (const inner of inside) process.hold(inner, this.owner(inner).address, objectId);
        process.read.add(objectId);
        make();
      });
    });
  }

  /** Everything ends and is let go of. */
  end(): void {
    for (;;) {
      const [task] = this.tasks;
      if (task !== undefined) this.finish(task, 0, Number.POSITIVE_INFINITY);
      for (const process of this.processes) while (process.handles.length > 0) this.drop(process, 0);
      if (!this.deliver(0) && this.tasks.length === 0) return;
    }
  }
}

type Step =
  | { readonly type: "put"; readonly process: number; readonly inner: readonly number[] }
  | {
      readonly type: "submit";
      readonly process: number;
      readonly to: number;
      readonly args: readonly number[];
      readonly asRef: boolean;
    }
  | { readonly type: "finish"; readonly task: number; readonly keep: number; readonly returned: number }
  | { readonly type: "drop" | "get"; readonly process: number; readonly handle: number }
  | { readonly type: "deliver"; readonly way: number };

const index = fc.nat(11);
const process = fc.nat(2);
const some = fc.array(index, { maxLength: 2 });
const deliver: fc.Arbitrary<Step> = fc.record({ type: fc.constant("deliver" as const), way: index });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ type: fc.constant("put" as const), process, inner: some }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("submit" as const),
      process,
      to: process,
      args: some,
      asRef: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant("finish" as const), task: index, keep: fc.nat(15), returned: fc.nat(5) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constantFrom("drop" as const, "get" as const), process, handle: index }),
  },
  { weight: 12, arbitrary: deliver },
);

function take(world: World, step: Step): void {
  if (step.type === "deliver") {
    world.deliver(step.way);
    return;
  }
  if (step.type === "finish") {
    const task = world.tasks[step.task % Math.max(1, world.tasks.length)];
    if (task !== undefined) world.finish(task, step.keep, step.returned);
    return;
  }
  const process = world.processes[step.process] as Process;
  const { handles } = process;
  const picked = (number: number) => (handles.length === 0 ? [] : [handles[number % handles.length] as ObjectId]);
  const all = (numbers: readonly number[]) => [...new Set(numbers.flatMap(picked))];
  if (step.type === "put") world.put(process, all(step.inner));
  else if (step.type === "submit") {
    const callee = world.processes[step.to] as Process;
    if (callee !== process) world.submit(process, callee, all(step.args), step.asRef);
  } else if (step.type === "drop") world.drop(process, step.handle % Math.max(1, handles.length));
  else for (const objectId of picked(step.handle)) world.get(process, objectId);
}

describe("ReferenceCounters of processes", () => {
  it("free an object only when nobody has it, and then always", () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 120, size: "max" }), (steps) => {
        const world = new World(3);
        for (const each of steps) take(world, each);
        world.end();
        for (const { references } of world.processes) expect(references.size).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
