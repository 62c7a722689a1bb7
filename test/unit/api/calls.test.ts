import { describe, expect, it, vi } from "vitest";
import { type ActorIdentity, actor, python, UnsupportedValueError, UsageError } from "../../../src/api/index.js";
import { encodeMsgpack } from "../../../src/wire/msgpack.js";
import { offerCoreWorker } from "../../../src/worker/current-core-worker.js";
import type { Driver } from "../../../src/worker/driver-interface.js";

const driver = {
  template: () => ({}),
  call: vi.fn((_template: unknown, _positional: unknown, _keywords: unknown, numReturns: number) =>
    Array.from({ length: numReturns }),
  ),
  createActor: () => ({ actorId: "0a", name: "counter", groups: [] }),
  removeActorHandle: vi.fn(),
};
offerCoreWorker(() => driver as unknown as Driver);

describe("calls", () => {
  it("refuse a number of results that there cannot be", () => {
    for (const numReturns of [-1, 1.5, Number.NaN, "2" as unknown as number]) {
      expect(() => python("m:f", { numReturns }).remote()).toThrow(/numReturns is/);
      const handle = actor<{ f(): number }>("m:C").remote();
      expect(() => handle.f.options({ numReturns })).toThrow(UsageError);
    }
    expect(python("m:f").options({ numReturns: 0 }).remote()).toEqual([]);
    expect(python("m:f").options({ numReturns: 2 }).remote()).toHaveLength(2);
  });
});

describe("a handle of an actor", () => {
  it("inside a value is refused by its name: an object with an id would call nothing", () => {
    const handle = actor<ActorIdentity>("m:C").remote();
    expect(handle.actorId).toBe("0a");
    expect(() => encodeMsgpack({ handle })).toThrow(UnsupportedValueError);
    expect(() => encodeMsgpack({ handle })).toThrow(/\.handle .* of class ActorHandle/);
  });

  it("is given back once", () => {
    const handle = actor<{ f(): number }>("m:C").remote();
    handle[Symbol.dispose]();
    handle[Symbol.dispose]();
    expect(driver.removeActorHandle).toHaveBeenCalledOnce();
    expect(() => handle.f).toThrow("The handle of actor counter was released.");
  });
});
