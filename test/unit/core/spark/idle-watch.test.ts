import { expect, it } from "vitest";
import { IdleWatch } from "../../../../src/core/spark/idle-watch.js";

const idle = (idleMs: number) => ({ isAlive: true, idleMs });

it("is idle when every node has been for so long", () => {
  const watch = new IdleWatch(1000, 0);
  expect(watch.see([idle(500), idle(900)], 0, 900)).toBe(false);
  // Between two looks something ran, which the node tells.
  expect(watch.see([idle(50), idle(1900)], 0, 1900)).toBe(false);
  expect(watch.see([idle(999), idle(2849)], 0, 2849)).toBe(false);
  expect(watch.see([idle(1000), idle(2850)], 0, 2850)).toBe(true);
});

it("is busy while a node is, or something waits for room, or nobody answers for a node", () => {
  for (const [nodes, waiting] of [
    [[idle(5000), idle(0)], 0],
    [[idle(5000)], 1],
    [[], 0],
  ] as const) {
    expect(new IdleWatch(1000, 0).see(nodes, waiting, 5000)).toBe(false);
  }
  expect(new IdleWatch(1000, 0).see([idle(5000), { isAlive: false, idleMs: 0 }], 0, 5000)).toBe(true);
});

it("remembers what ran on a node that is gone", () => {
  const watch = new IdleWatch(1000, 0);
  // The head runs nothing, ever.
  watch.see([idle(5000), idle(0)], 0, 5000);
  expect(watch.see([idle(5900)], 0, 5900)).toBe(false);
  expect(watch.see([idle(6000)], 0, 6000)).toBe(true);
});

it("does not count what was before it began", () => {
  expect(new IdleWatch(1000, 10_000).see([idle(9000)], 0, 10_100)).toBe(false);
});
