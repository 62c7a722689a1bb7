import { describe, expect, it, vi } from "vitest";
import { get, wait } from "../../../src/api/index.js";
import { offerCoreWorker } from "../../../src/worker/current-core-worker.js";
import type { Driver } from "../../../src/worker/driver-interface.js";
import type { ObjectRef } from "../../../src/worker/object-ref.js";

const driver = {
  get: vi.fn(async (_ref: ObjectRef, deadline: number | null) => deadline),
  wait: vi.fn(async (refs: readonly ObjectRef[], _count: number, _deadline: number | null) => new Set(refs)),
};
offerCoreWorker(() => driver as unknown as Driver);
const ref = { id: "1" } as unknown as ObjectRef<number | null>;

describe("timeouts", () => {
  it("longer than any timer are none", async () => {
    expect(await get(ref, { timeoutMs: Number.POSITIVE_INFINITY })).toBe(null);
    expect(await get(ref, { timeoutMs: 40 * 86_400_000 })).toBe(null);
    await wait([ref], { timeoutMs: Number.POSITIVE_INFINITY });
    expect(driver.wait).toHaveBeenLastCalledWith([ref], 1, null);
    expect(await get(ref, { timeoutMs: 5_000 })).toBeGreaterThan(performance.now());
    expect(() => get(ref, { timeoutMs: Number.NaN })).toThrow("timeoutMs is NaN");
  });
});

describe("wait", () => {
  it("does not take what was released for what is there", async () => {
    const released = { id: "2", isReleased: true, toString: () => "ObjectRef(2)" } as unknown as ObjectRef<null>;
    await expect(wait([ref, released])).rejects.toThrow("wait: ObjectRef(2) was released");
  });
});
