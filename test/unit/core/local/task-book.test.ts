import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ErrorType } from "../../../../src/core/core-worker/types.js";
import { TaskBook, type TaskBookEvent } from "../../../../src/core/local/task-book.js";
import type { TaskId } from "../../../../src/ids/index.js";

const taskId = "t" as TaskId;

function bookOf(retries: number, retryExceptions = false) {
  const book = new TaskBook();
  const on = (event: TaskBookEvent) => {
    const effects = book.handle(event);
    book.validate();
    return effects.map((effect) => (effect.type === "fail" ? `fail ${effect.errorType}` : effect.type));
  };
  on({ type: "submit", taskId, name: "f", retries, retryExceptions });
  return { book, on };
}

const argsReady: TaskBookEvent = { type: "argsReady", taskId };
const started: TaskBookEvent = { type: "started", taskId };
const done = (hasThrown: boolean): TaskBookEvent => ({ type: "done", taskId, hasThrown });
const ended = (crash: string | null): TaskBookEvent => ({ type: "ended", taskId, crash });
const cancel = (isForced: boolean): TaskBookEvent => ({ type: "cancel", taskId, isForced });

describe("the book of tasks", () => {
  it("takes a task from its arguments to its thread's end", () => {
    const { book, on } = bookOf(0);
    expect(on(argsReady)).toEqual(["queue"]);
    expect(on(started)).toEqual(["run"]);
    expect(book.unanswered).toBe(1);
    expect(on(done(false))).toEqual(["answer"]);
    expect(book.unanswered).toBe(0);
    expect(on(ended(null))).toEqual(["release"]);
    expect(book.has(taskId)).toBe(false);
  });

  it("runs it again when its thread dies, as often as it may, and fails it then", () => {
    const { book, on } = bookOf(1);
    on(argsReady);
    on(started);
    expect(on(ended("exit"))).toEqual(["release", "queue"]);
    expect(book.handle(started)).toEqual([{ type: "run", taskId, attempt: 1 }]);
    expect(on(ended("exit"))).toEqual(["release", `fail ${ErrorType.WORKER_DIED}`]);
    expect(book.unanswered).toBe(0);
  });

  it("runs it again when it throws, where it asks for that", () => {
    const { on } = bookOf(1, true);
    on(argsReady);
    on(started);
    expect(on(done(true))).toEqual(["discard"]);
    expect(on(ended(null))).toEqual(["release", "queue"]);
    on(started);
    expect(on(done(true))).toEqual(["answer"]);
    const { on: other } = bookOf(3);
    other(argsReady);
    other(started);
    expect(other(done(true))).toEqual(["answer"]);
  });

  it("cancels one that waits, is queued, or runs: then its thread ends too", () => {
    const cancelled = `fail ${ErrorType.TASK_CANCELLED}`;
    expect(bookOf(3).on(cancel(false))).toEqual([cancelled]);
    const queued = bookOf(3);
    queued.on(argsReady);
    expect(queued.on(cancel(false))).toEqual(["unqueue", cancelled]);
    const running = bookOf(3);
    running.on(argsReady);
    running.on(started);
    expect(running.on(cancel(true))).toEqual([cancelled, "abort", "terminate"]);
    expect(running.on(cancel(true))).toEqual([]);
    expect(running.on(done(false))).toEqual(["discard"]);
    expect(running.on(ended("terminated"))).toEqual(["release"]);
  });

  it("answers each task once, and releases what it took, after any events", () => {
    const any: fc.Arbitrary<TaskBookEvent> = fc.constantFrom(
      argsReady,
      started,
      done(false),
      done(true),
      ended(null),
      ended("crash"),
      cancel(false),
      cancel(true),
      { type: "refused", taskId, errorType: ErrorType.TASK_UNSCHEDULABLE_ERROR, reason: "too much" } as const,
    );
    fc.assert(
      fc.property(
        fc.array(any, { maxLength: 40, size: "max" }),
        fc.integer({ min: -1, max: 2 }),
        fc.boolean(),
        (events, retries, again) => {
          const book = new TaskBook();
          book.handle({ type: "submit", taskId, name: "f", retries, retryExceptions: again });
          let [answers, held, isQueued, hasThread] = [0, 0, false, false];
          for (const event of events) {
            // Only what can happen: a queued task is started or refused, and one with a thread goes on.
            if ((event.type === "started" || event.type === "refused") && !isQueued) continue;
            if ((event.type === "done" || event.type === "ended") && !hasThread) continue;
            if (event.type === "started") [isQueued, held] = [false, held + 1];
            if (event.type === "refused") isQueued = false;
            if (event.type === "ended") hasThread = false;
            for (const effect of book.handle(event)) {
              if (effect.type === "answer" || effect.type === "fail") answers += 1;
              if (effect.type === "queue") isQueued = true;
              if (effect.type === "unqueue") isQueued = false;
              if (effect.type === "run") hasThread = true;
              if (effect.type === "release") held -= 1;
            }
            book.validate();
            expect(held).toBe(hasThread ? 1 : 0);
          }
          expect(answers).toBe(1 - book.unanswered);
          if (!book.has(taskId)) expect([answers, held]).toEqual([1, 0]);
        },
      ),
    );
  });
});
