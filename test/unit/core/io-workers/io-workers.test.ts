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

  test("a deletion whose worker dies is tried again, first in turn and four times in all", () => {
    const io = new Checked(1);
    io.send({ type: "task", task: 1, kind: "EITHER" });
    io.send(spill(2));
    const kinds = ["SPILL_WORKER", "RESTORE_WORKER"] as const;
    const kind = kinds.find((one) => io.send({ type: "workerReady", kind: one, workerId: one }).length > 0);
    expect(kind).toBe("SPILL_WORKER");
    for (const tries of [1, 2, 3]) {
      const workerId = tries === 1 ? "SPILL_WORKER" : `w${tries - 1}`;
      const effects = io.send({ type: "workerDied", workerId });
      expect(effects).toEqual([start]);
      expect(io.send(ready(`w${tries}`))).toEqual([{ type: "run", task: 1, workerId: `w${tries}` }]);
    }
    const last = io.send({ type: "workerDied", workerId: "w3" });
    expect(last).toEqual([expect.objectContaining({ type: "failed", task: 1 }), start]);
  });

  test("one that gives no answer is ended and given nothing more, and its death later changes nothing", () => {
    const io = new Checked(1);
    io.send(spill(1));
    io.send(ready("a"));
    io.send(spill(2));
    expect(io.machine.workerOf(1)).toBe("a");
    expect(io.send({ type: "broken", task: 1, text: "connection reset" })).toEqual([
      { type: "endWorker", workerId: "a", text: "connection reset" },
      { type: "failed", task: 1, text: "connection reset" },
      start,
    ]);
    expect(io.machine.workerOf(1)).toBeNull();
    expect(io.send({ type: "workerDied", workerId: "a" })).toEqual([]);
    expect(io.send(ready("b"))).toEqual([{ type: "run", task: 2, workerId: "b" }]);
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
    const what = fc.constantFrom(
      "spill",
      "restore",
      "delete",
      "cancel",
      "done",
      "broken",
      "ready",
      "died",
      "startFailed",
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(what, fc.nat(20)), { maxLength: 80, size: "max" }), (steps) => {
        const io = new Checked(3);
        const running = new Map<number, string>();
        const ended = new Set<number>();
        const starting: ("SPILL_WORKER" | "RESTORE_WORKER")[] = [];
        const living = new Set<string>();
        const runs = new Map<number, number>();
        const spills = new Set<number>();
        /** Given and not cancelled. */
        const tasks = new Set<number>();
        let next = 1;
        const send = (event: IoEvent): void => {
          if (event.type === "task") tasks.add(event.task);
          if (event.type === "cancel") tasks.delete(event.task);
          for (const effect of io.send(event)) {
            if (effect.type === "startWorker") starting.push(effect.kind);
            else if (effect.type === "run") {
              expect(running.has(effect.task) || ended.has(effect.task)).toBe(false);
              expect([...running.values()]).not.toContain(effect.workerId);
              expect(living).toContain(effect.workerId);
              runs.set(effect.task, (runs.get(effect.task) ?? 0) + 1);
              expect(runs.get(effect.task)).toBeLessThanOrEqual(spills.has(effect.task) ? 1 : 4);
              running.set(effect.task, effect.workerId);
            } else if (effect.type === "failed") {
              expect(ended.has(effect.task)).toBe(false);
              running.delete(effect.task);
              ended.add(effect.task);
            }
          }
        };
        /** Its task, if it has one, runs no more: it ends, or runs elsewhere. */
        const gone = (workerId: string): void => {
          living.delete(workerId);
          for (const [task, its] of running) if (its === workerId) running.delete(task);
        };
        for (const [name, pick] of steps) {
          const busy = [...running.keys()];
          const kind = starting[pick % Math.max(1, starting.length)];
          if (name === "spill") {
            spills.add(next);
            send({ type: "task", task: next++, kind: "SPILL_WORKER" });
          }
          if (name === "restore") send({ type: "task", task: next++, kind: "RESTORE_WORKER" });
          else if (name === "delete") send({ type: "task", task: next++, kind: "EITHER" });
          else if (name === "cancel" && !running.has(pick)) send({ type: "cancel", task: pick });
          else if (name === "done" && busy.length > 0) {
            const task = busy[pick % busy.length] as number;
            running.delete(task);
            ended.add(task);
            send({ type: "done", task });
          } else if (name === "broken" && busy.length > 0) {
            const task = busy[pick % busy.length] as number;
            gone(running.get(task) as string);
            send({ type: "broken", task, text: "" });
          } else if ((name === "ready" || name === "startFailed") && kind !== undefined) {
            starting.splice(starting.indexOf(kind), 1);
            if (name === "startFailed") send({ type: "startFailed", kind, text: "" });
            else {
              living.add(`w${next}`);
              send({ type: "workerReady", kind, workerId: `w${next++}` });
            }
          } else if (name === "died" && living.size > 0) {
            const workerId = [...living][pick % living.size] as string;
            gone(workerId);
            send({ type: "workerDied", workerId });
          }
        }
        // Workers start and answer from here on: what was not cancelled gets its turn.
        while (starting.length > 0 || running.size > 0) {
          const kind = starting.shift();
          if (kind !== undefined) {
            living.add(`w${next}`);
            send({ type: "workerReady", kind, workerId: `w${next++}` });
          }
          for (const task of [...running.keys()]) {
            running.delete(task);
            ended.add(task);
            send({ type: "done", task });
          }
        }
        expect([...tasks].filter((task) => !ended.has(task))).toEqual([]);
      }),
    );
  });
});
