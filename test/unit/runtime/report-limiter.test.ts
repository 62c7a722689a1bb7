import fc from "fast-check";
import { expect, it } from "vitest";
import { ReportLimiter } from "../../../src/runtime/report-limiter.js";

it("tells the first reports of a window and counts the rest until its end", () => {
  const limiter = new ReportLimiter({ windowMs: 1_000, toldSingly: 2 });
  expect(limiter.offer(500)).toEqual({ type: "tell" });
  expect(limiter.offer(600)).toEqual({ type: "tell" });
  expect(limiter.take()).toBe(0);
  expect(limiter.offer(700)).toEqual({ type: "countDueAt", atMs: 1_500 });
  expect(limiter.offer(1_499)).toEqual({ type: "count" });
  expect(limiter.take()).toBe(2);
  expect(limiter.take()).toBe(0);
  expect(limiter.offer(1_500)).toEqual({ type: "tell" });
});

it("loses no report and tells few, whatever the times", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 800 }), { minLength: 1, maxLength: 200, size: "max" });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 5 }), (times, toldSingly) => {
      const limiter = new ReportLimiter({ windowMs: 1_000, toldSingly });
      let [now, told, counted, counts] = [0, 0, 0, 0];
      let dueAt: number | null = null;
      for (const gap of times) {
        now += gap;
        if (dueAt !== null && dueAt <= now) {
          counted += limiter.take();
          counts += 1;
          dueAt = null;
        }
        const verdict = limiter.offer(now);
        if (verdict.type === "tell") told += 1;
        else if (verdict.type === "count") expect(dueAt).not.toBeNull();
        else {
          expect(dueAt).toBeNull();
          expect(verdict.atMs).toBeGreaterThan(now);
          expect(verdict.atMs).toBeLessThanOrEqual(now + 1_000);
          dueAt = verdict.atMs;
        }
      }
      expect(told + counted + limiter.take()).toBe(times.length);
      const windows = Math.floor(now / 1_000) + 1;
      expect(told).toBeLessThanOrEqual(windows * toldSingly);
      expect(counts).toBeLessThanOrEqual(windows);
    }),
  );
});
