import { expect, it } from "vitest";
import { EventQueue } from "../../../src/raylet/event-queue.js";

it("finishes a step before the steps it caused, and arms timers once", () => {
  const seen: string[] = [];
  let drains = 0;
  const queue = new EventQueue(
    () => {},
    () => drains++,
  );
  queue.run(() => {
    seen.push("a starts");
    queue.run(() => {
      seen.push("b");
      queue.run(() => seen.push("d"));
    });
    queue.run(() => seen.push("c"));
    seen.push("a ends");
  });
  expect(seen).toEqual(["a starts", "a ends", "b", "c", "d"]);
  expect(drains).toBe(1);
});

it("reports a step that throws and goes on with the next", () => {
  const errors: unknown[] = [];
  const seen: string[] = [];
  const queue = new EventQueue(
    (error) => errors.push(error),
    () => {},
  );
  queue.run(() => {
    queue.run(() => seen.push("next"));
    throw new Error("defect");
  });
  expect(errors).toEqual([new Error("defect")]);
  expect(seen).toEqual(["next"]);
});
