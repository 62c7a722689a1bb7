import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, expectTypeOf, it } from "vitest";
import * as narcine from "../../../src/api/index.js";
import { headAddress } from "../../../src/worker/find-node.js";

describe("the API without a cluster", () => {
  it("says what to do first", async () => {
    expect(() => narcine.put(1)).toThrow(/Call `await init\(\)` first/);
    expect(() => narcine.python("math:sqrt").remote(4)).toThrow(narcine.UsageError);
    await expect(narcine.getActor("x")).rejects.toThrow(narcine.UsageError);
    await narcine.shutdown();
  });

  it("names what is wrong with names and options", async () => {
    for (const bad of ["math", "math:", "math.sqrt", "a b:c"]) expect(() => narcine.python(bad)).toThrow(/module:name/);
    await expect(narcine.kill({} as narcine.ActorIdentity)).rejects.toThrow(/no handle of an actor/);
    await expect(narcine.init({ address: "127.0.0.1:1", pythonPath: [] })).rejects.toThrow(/pythonPath is empty/);
  });

  it("names the head that does not answer, and tries again when asked again", async () => {
    const start = () => narcine.init({ address: "127.0.0.1:1" });
    await expect(start()).rejects.toThrow(narcine.ConnectError);
    await expect(start()).rejects.toThrow(/127\.0\.0\.1:1 does not answer/);
    await expect(narcine.init({ address: "ray://x:1" })).rejects.toThrow(/not "ip:port"/);
  });

  it("finds the head by argument, variable, and the file that Ray leaves", () => {
    const folder = mkdtempSync(join(tmpdir(), "narcine-head-"));
    try {
      const environment = { RAY_TMPDIR: folder };
      expect(headAddress("1.2.3.4:5", { RAY_ADDRESS: "other:6" })).toBe("1.2.3.4:5");
      expect(headAddress("auto", { RAY_ADDRESS: "other:6" })).toBe("other:6");
      expect(() => headAddress(undefined, environment)).toThrow(/no running cluster on this machine/);
      mkdirSync(join(folder, "ray"));
      writeFileSync(join(folder, "ray", "ray_current_cluster"), "10.0.0.1:6379\n");
      expect(headAddress("auto", { ...environment, RAY_ADDRESS: "" })).toBe("10.0.0.1:6379");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is typed from end to end", () => {
    const f = narcine.python<(a: number, b: string) => Promise<boolean>>("m:f");
    type Remote = Parameters<typeof f.remote>;
    expectTypeOf<ReturnType<typeof f.remote>>().toEqualTypeOf<narcine.ObjectRef<boolean>>();
    expectTypeOf<[number, narcine.ObjectRef<string>]>().toExtend<Remote>();
    expectTypeOf<[string, string]>().not.toExtend<Remote>();
    const many = f.options({ numReturns: 2 });
    expectTypeOf<ReturnType<typeof many.remote>>().toEqualTypeOf<narcine.ObjectRef<unknown>[]>();
    type Handle = narcine.ActorHandle<{ size: number; grow(by: number): number }>;
    expectTypeOf<ReturnType<Handle["grow"]["remote"]>>().toEqualTypeOf<narcine.ObjectRef<number>>();
    expectTypeOf<keyof Handle>().toEqualTypeOf<"grow" | "actorId" | typeof Symbol.dispose>();
    expectTypeOf<Awaited<narcine.ObjectRef<string>>>().toEqualTypeOf<string>();
  });
});
