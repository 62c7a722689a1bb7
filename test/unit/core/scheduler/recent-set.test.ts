import { describe, expect, it } from "vitest";
import { RecentSet } from "../../../../src/core/scheduler/recent-set.js";

describe("RecentSet", () => {
  it("keeps an id at least as long as promised, and less than twice that while others come", () => {
    const set = new RecentSet(100, 1000);
    set.add("a", 0);
    for (let now = 10; now < 100; now += 10) set.add(`x${now}`, now);
    expect(set.has("a")).toBe(true);
    set.add("b", 100);
    expect(set.has("a")).toBe(true);
    set.add("c", 199);
    expect(set.has("a")).toBe(true);
    set.add("d", 200);
    expect(set.has("a")).toBe(false);
    expect(set.has("b")).toBe(true);
  });

  it("stays bounded, losing the oldest generation first", () => {
    const set = new RecentSet(1_000_000, 10);
    for (let i = 0; i < 100; i++) set.add(`${i}`, i);
    expect(set.size).toBeLessThanOrEqual(20);
    expect(set.has("99")).toBe(true);
    expect(set.has("0")).toBe(false);
  });

  it("forgets by name and by time", () => {
    const set = new RecentSet(100, 10);
    set.add("a", 0);
    set.delete("a");
    expect(set.has("a")).toBe(false);
    set.add("b", 0);
    set.expire(100);
    set.expire(200);
    expect(set.size).toBe(0);
  });
});
