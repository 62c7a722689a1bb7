import { beforeEach, expect, it } from "vitest";
import { FoldedWarnings } from "../../../src/runtime/folded-warnings.js";

let now: number;
let timers: { at: number; then: () => void }[];
let lines: string[];
let warnings: FoldedWarnings;

beforeEach(() => {
  now = 7_000;
  timers = [];
  lines = [];
  const clock = {
    now: () => now,
    after: (delayMs: number, then: () => void) => {
      const timer = { at: now + delayMs, then };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
  };
  const log = { warning: (text: string) => void lines.push(text) };
  warnings = new FoldedWarnings(log, (count) => `${count} more`, clock);
});

function warnTimes(times: number): number {
  let made = 0;
  for (let i = 0; i < times; i++) {
    warnings.warn(() => {
      made += 1;
      return `warning ${i}`;
    });
  }
  return made;
}

it("makes a line of masses when their time is over", () => {
  expect(warnTimes(1_000)).toBe(10);
  expect(lines).toEqual(Array.from({ length: 10 }, (_, i) => `warning ${i}`));
  const [timer] = timers as [(typeof timers)[number]];
  expect([timers.length, timer.at]).toEqual([1, 12_000]);
  now = timer.at;
  timer.then();
  expect(lines.slice(10)).toEqual(["990 more"]);
  expect(timers).toEqual([]);
  warnTimes(1);
  expect(lines.slice(11)).toEqual(["warning 0"]);
});

it("says at the end what it still counts, once", () => {
  warnTimes(12);
  warnings.flush();
  warnings.flush();
  expect(lines.slice(10)).toEqual(["2 more"]);
  expect(timers).toEqual([]);
});
