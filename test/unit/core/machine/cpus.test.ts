import { describe, expect, it } from "vitest";
import { cpuCount } from "../../../../src/core/machine/cpus.js";

describe("cpuCount", () => {
  it.each([
    [{ online: 8, allowed: null, quotas: [] }, 8],
    [{ online: 8, allowed: "0-3,6", quotas: [] }, 5],
    [{ online: 8, allowed: "0-7", quotas: ["max 100000", "250000 100000"] }, 2],
    [{ online: 8, allowed: "0-7", quotas: ["400000 100000", "300000 100000"] }, 3],
    [{ online: 8, allowed: "0-7", quotas: ["-1 100000"] }, 8],
    [{ online: 8, allowed: "0-7", quotas: ["50000 100000"] }, 1],
    [{ online: 8, allowed: "what?", quotas: ["", "0 0"] }, 8],
  ])("%j are %i", (facts, count) => {
    expect(cpuCount(facts)).toBe(count);
  });
});
