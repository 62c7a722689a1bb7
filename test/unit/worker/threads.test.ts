import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { packagePaths } from "../../../src/cli/package-paths.js";
import type { Logger } from "../../../src/runtime/logger.js";
import { readValue } from "../../../src/worker/read-value.js";
import { serialize } from "../../../src/worker/xlang.js";

// A thread starts in a file of its own, so these are the compiled ones.
const built = (name: string) => pathToFileURL(join(packagePaths().root, "dist", "worker", "executor", name)).href;
const { Threads, threadedMethodsOf } = (await import(
  built("threads.js")
)) as typeof import("../../../src/worker/executor/threads.js");
const { packed } = (await import(built("packed.js"))) as typeof import("../../../src/worker/executor/packed.js");
type AnyThreads = InstanceType<typeof Threads>;

const source = `class Sums {
  static threadedMethods = ["add", "spin", "both", "fail", "exit", "later", "note", "notes", "task", "never", "opaque", "uncaught"];
  #start;
  #notes = 0;
  constructor(start) { if (start < 0) throw new RangeError("a start below 0"); this.#start = start; }
  add(a, b) { return this.#start + a + b; }
  spin(milliseconds) {
    const from = Date.now();
    while (Date.now() < from + milliseconds);
    return [from, Date.now()];
  }
  both() { return [1, 2]; }
  fail() { throw new RangeError("because", { cause: new Error("deep") }); }
  exit() { process.exit(3); }
  later() { setTimeout(() => { throw new Error("nobody catches this"); }); return new Promise(() => undefined); }
  uncaught() { setTimeout(() => { throw new Error("nobody waits for this"); }); return null; }
  note() { this.#notes += 1; setTimeout(() => { this.#notes += 1; }, 5); return this.#notes; }
  notes() { return this.#notes; }
  task() { return globalThis[Symbol.for("narcine.currentTask")].getStore().taskId; }
  never() { for (;;); }
  opaque() { const found = /x/; return { found }; }
}`;

describe("Threads", () => {
  const error = vi.fn<(text: string) => void>();
  const never = new AbortController().signal;
  const folder = mkdtempSync(join(tmpdir(), "narcine-threads-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "sums.mjs"), `export ${source}`);
  let threads: AnyThreads;
  const make = (start: unknown, count = 2) =>
    new Threads({ place: { source }, args: [packed(serialize(start))] }, count, { error } as unknown as Logger);
  beforeEach(() => {
    error.mockClear();
    threads = make(100);
  });

  const call = async (method: string, args: unknown[] = [], { numReturns = 1, signal = never } = {}) => {
    const values = await threads.call(
      { method, args: args.map((arg) => packed(serialize(arg))), numReturns, taskId: "ab" },
      signal,
    );
    return values.map(({ metadata, data: [data] }) => readValue(metadata, data as Uint8Array));
  };
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => "nothing was thrown",
      (each: Error) => each,
    );

  it("run methods of an instance that the same constructor made, with the values that go between processes", async () => {
    expect(await call("add", [1, 2])).toEqual([103]);
    expect(await call("add", ["a", 2n ** 70n])).toEqual(["100a1180591620717411303424"]);
    expect(await call("both", [], { numReturns: 2 })).toEqual([1, 2]);
    expect(await call("both", [], { numReturns: 0 })).toEqual([]);
    expect(await call("task")).toEqual(["ab"]);
    threads = new Threads(
      { place: { name: "sums:Sums", searchPath: [folder] }, args: [packed(serialize(1))] },
      1,
      {} as Logger,
    );
    expect(await call("add", [1, 2])).toEqual([4]);
  });

  it("run two methods at the same time, and no more than they may", async () => {
    const intervals = await Promise.all([1, 2, 3].map(async () => (await call("spin", [700]))[0] as [number, number]));
    const [first, second, third] = intervals.sort(([a], [b]) => a - b) as [number, number][];
    expect(second?.[0]).toBeLessThan(first?.[1] as number);
    expect(third?.[0]).toBeGreaterThanOrEqual(Math.min(first?.[1] as number, second?.[1] as number));
  });

  it("keep an instance, and what it has begun goes on between calls", async () => {
    threads = make(0, 1);
    expect(await call("note")).toEqual([1]);
    await vi.waitFor(async () => expect(await call("notes")).toEqual([2]));
  });

  it("say what was thrown, where, and why", async () => {
    expect(await failure(call("fail"))).toMatchObject({
      name: "ThrownElsewhere",
      text: expect.stringMatching(/^RangeError: because\n {4}at Sums\.fail[\s\S]*Caused by: Error: deep/),
    });
    expect(await failure(call("both", [], { numReturns: 3 }))).toMatchObject({
      text: expect.stringMatching(/asked for 3 results/),
    });
    expect(await failure(call("opaque"))).toMatchObject({
      text: expect.stringMatching(/^UnsupportedValueError: The value at \.found/),
    });
    threads = make(-1);
    expect(await failure(call("add", [1, 2]))).toMatchObject({
      text: expect.stringMatching(/^RangeError: a start below 0/),
    });
  });

  it("outlive one that ends in the middle of a call, which fails", async () => {
    for (const [method, why] of [
      ["exit", /code: 3/],
      ["later", /nobody catches this/],
    ] as const) {
      const died = (await failure(call(method))) as Error;
      expect([died.name, died.message]).toEqual([
        "ThreadDiedError",
        `The thread that ran ${method} ended before it returned.`,
      ]);
      expect((died.cause as Error).message).toMatch(why);
      expect(await call("add", [1, 2])).toEqual([103]);
    }
  });

  it("outlive one that ends between calls, and say so", async () => {
    expect(await call("uncaught")).toEqual([null]);
    await vi.waitFor(() => expect(error.mock.calls.join()).toMatch(/nobody waits for this/));
    expect(await call("add", [1, 2])).toEqual([103]);
  });

  it("interrupt a call that is cancelled, whatever it does", async () => {
    const abort = new AbortController();
    threads = make(0, 1);
    const running = failure(call("never", [], { signal: abort.signal }));
    const waiting = call("add", [1, 2]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    abort.abort(new DOMException("The task was cancelled.", "AbortError"));
    expect(await running).toMatchObject({ name: "AbortError", message: "The task was cancelled." });
    // It waited for the one thread that there may be.
    expect(await waiting).toEqual([3]);
  });
});

it("threadedMethodsOf names methods, and nothing else", () => {
  const of = (threadedMethods: unknown) => {
    const Named = class Named {
      static readonly threadedMethods = threadedMethods;
      add() {}
    };
    return () => threadedMethodsOf(Named);
  };
  expect(of(["add"])()).toEqual(new Set(["add"]));
  expect(of(["subtract"])).toThrow(/"subtract", which is no method of Named/);
  expect(of(["constructor"])).toThrow(/no method/);
  expect(of([5])).toThrow(/no method/);
  expect(of("add")).toThrow(/must be an array/);
  expect(threadedMethodsOf(class Plain {})).toEqual(new Set());
});
