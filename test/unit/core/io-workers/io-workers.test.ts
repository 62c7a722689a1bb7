import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type IoEffect, type IoEvent, IoWorkers } from "../../../../src/core/io-workers/io-workers.js";

class Checked {
  readonly machine: IoWorkers;

  constructor(maxWorkers = 2) {
    this.machine = new IoWorkers(maxWorkers);
  }

  send(event: IoEvent): IoEffect[] {
    const effects = this.machine.handle(event);
    this.machine.validate();
    return effects;
  }
}

const spill = (task: number): IoEvent => ({ type: "task", task, kind: "SPILL_WORKER" });
const ready = (workerId: string): IoEvent => ({ type: "workerReady", kind: "SPILL_WORKER", workerId });
const start = { type: "startWorker", kind: "SPILL_WORKER" };

describe("Ray's IO workers", () => {
  test("are started for tasks, up to their number, and used again", () => {
    const io = new Checked();
    expect(io.send(spill(1))).toEqual([start]);
    expect(io.send(spill(2))).toEqual([start]);
    expect(io.send(spill(3))).toEqual([]);
    expect(io.send(ready("a"))).toEqual([{ type: "run", task: 1, workerId: "a" }]);
    expect(io.send({ type: "done", task: 1 })).toEqual([{ type: "run", task: 2, workerId: "a" }]);
    expect(io.send(ready("b"))).toEqual([{ type: "run", task: 3, workerId: "b" }]);
    expect(io.send({ type: "done", task: 3 })).toEqual([]);
    expect(io.send(spill(4))).toEqual([{ type: "run", task: 4, workerId: "b" }]);
  });

  test("one that dies fails its task, and its place is filled for those that wait", () => {
    const io = new Checked(1);
    io.send(spill(1));
    io.send(ready("a"));
    io.send(spill(2));
    expect(io.send({ type: "workerDied", workerId: "a" })).toEqual([
      expect.objectContaining({ type: "failed", task: 1 }),
      start,
    ]);
  });

  test("where none can be started the tasks fail, and a canceled one does not", () => {
    const io = new Checked();
    io.send(spill(1));
    io.send(spill(2));
    io.send({ type: "cancel", task: 2 });
    expect(io.send({ type: "startFailed", kind: "SPILL_WORKER", text: "no Python" })).toEqual([]);
    const failed = io.send({ type: "startFailed", kind: "SPILL_WORKER", text: "no Python" });
    expect(failed).toEqual([{ type: "failed", task: 1, text: "no SPILL_WORKER: no Python" }]);
    expect(io.send(spill(3))).toEqual([start]);
  });

  test("deletions go to the kind with more idle workers", () => {
    const io = new Checked();
    io.send({ type: "task", task: 1, kind: "RESTORE_WORKER" });
    io.send({ type: "workerReady", kind: "RESTORE_WORKER", workerId: "r" });
    io.send({ type: "done", task: 1 });
    const effects = io.send({ type: "task", task: 2, kind: "EITHER" });
    expect(effects).toEqual([{ type: "run", task: 2, workerId: "r" }]);
  });

  test("whatever happens in whatever order, each task runs or ends once and nobody waits for nothing", () => {
    const what = fc.constantFrom("spill", "restore", "delete", "cancel", "done", "ready", "died", "startFailed");
    fc.assert(
      fc.property(fc.array(fc.tuple(what, fc.nat(20)), { maxLength: 80 }), (steps) => {
        const io = new Checked(3);
        const running = new Map<number, string>();
        const ended = new Set<number>();
        const starting: ("SPILL_WORKER" | "RESTORE_WORKER")[] = [];
        const living = new Set<string>();
        let next = 1;
        const send = (event: IoEvent): void => {
          for (const effect of io.send(event)) {
            if (effect.type === "startWorker") starting.push(effect.kind);
            else if (effect.type === "run") {
              expect(running.has(effect.task) || ended.has(effect.task)).toBe(false);
              expect([...running.values()]).not.toContain(effect.workerId);
              running.set(effect.task, effect.workerId);
            } else {
              expect(ended.has(effect.task)).toBe(false);
              running.delete(effect.task);
              ended.add(effect.task);
            }
          }
        };
        for (const [name, pick] of steps) {
          const busy = [...running.keys()];
          const kind = starting[pick % Math.max(1, starting.length)];
          if (name === "spill") send({ type: "task", task: next++, kind: "SPILL_WORKER" });
          else if (name === "restore") send({ type: "task", task: next++, kind: "RESTORE_WORKER" });
          else if (name === "delete") send({ type: "task", task: next++, kind: "EITHER" });
          else if (name === "cancel" && !running.has(pick)) send({ type: "cancel", task: pick });
          else if (name === "done" && busy.length > 0) {
            const task = busy[pick % busy.length] as number;
            running.delete(task);
            ended.add(task);
            send({ type: "done", task });
          } else if ((name === "ready" || name === "startFailed") && kind !== undefined) {
            starting.splice(starting.indexOf(kind), 1);
            if (name === "startFailed") send({ type: "startFailed", kind, text: "" });
            else {
              living.add(`w${next}`);
              send({ type: "workerReady", kind, workerId: `w${next++}` });
            }
          } else if (name === "died" && living.size > 0) {
            const workerId = [...living][pick % living.size] as string;
            living.delete(workerId);
            send({ type: "workerDied", workerId });
          }
        }
      }),
    );
  });
});
