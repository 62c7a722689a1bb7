import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import * as narcine from "../../src/api/index.js";

/**
 * What TypeScript's tasks and actors do alike on a cluster and in local mode. `narcine` has a driver, whose workers find
 * the modules of `programs`.
 */
const programs = fileURLToPath(new URL("programs", import.meta.url));

/** The exports of programs/typescript-functions.mjs, which is JavaScript. */
interface Functions {
  add(a: number, b: number): number;
  echo(value: unknown): unknown;
  zeros(count: number): Uint8Array;
  length(value: Uint8Array): number;
  several(count: number): number[];
  countdown(start: number): Iterable<number | Uint8Array>;
  broken(): AsyncIterable<number>;
  fail(text: string): never;
  die(): never;
  nap(milliseconds: number, marker: string): Promise<string>;
  failUntil(marker: string, times: number): number;
  factorial(n: number): Promise<number>;
}
export const ts = <K extends keyof Functions>(name: K) => narcine.remote<Functions[K]>(`typescript-functions:${name}`);

interface Counter {
  increment(by: number): number;
  note(what: unknown): Promise<null>;
  notes(): unknown[];
  pid(): number;
  length(data: Uint8Array): number;
  exitSoon(): null;
}
export type CounterHandle = narcine.ActorHandle<Counter>;
const Counter = narcine.actor<Counter>("typescript-functions:Counter");

export async function casesOnBoth(folder: string, crash: (counter: CounterHandle) => Promise<unknown>): Promise<void> {
  await values();
  await bySource();
  await failures(folder);
  await streams();
  await actors(crash);
}

async function values(): Promise<void> {
  const sent = [null, true, -5, 2 ** 40, 2n ** 63n, -(2n ** 63n), 1.5, "grüße", [1, [2, "x"]], { a: { b: [null] } }];
  const echo = ts("echo");
  expect(await narcine.get(sent.map((value) => echo.remote(value)))).toEqual(sent);
  expect(await echo.remote(undefined)).toBe(null);
  expect(await echo.remote(new Map([[1, "one"]]))).toEqual(new Map([[1, "one"]]));
  expect(await echo.remote(narcine.kwargs({ width: 2 }))).toEqual({ width: 2 });
  expect(() => echo.remote(new (class Point {})())).toThrow(narcine.UnsupportedValueError);
  const add = ts("add");
  let sum = add.remote(0, 1);
  for (let step = 0; step < 5; step += 1) sum = add.remote(sum, 1);
  expect(await sum).toBe(6);
  const zeros = ts("zeros").remote(1_000_000);
  expect(await ts("length").remote(zeros)).toBe(1_000_000);
  expect((await zeros).length).toBe(1_000_000);
  const [first, second] = ts("several").options({ numReturns: 2 }).remote(2);
  expect([await first, await second]).toEqual([0, 10]);
  const many = await narcine.get(Array.from({ length: 1_000 }, (_, at) => add.remote(at, 1)));
  expect(many.reduce((all, each) => all + each, 0)).toBe(500_500);
  const named = narcine.remote<Functions["add"]>(join(programs, "typescript-functions.mjs:add"));
  expect(await named.options({ numCpus: 2, name: "sum" }).remote(1, 2)).toBe(3);
  // Under its own name in the module that is given; what it does here does not matter.
  const length = (value: Uint8Array): number => value.length - 1;
  const fromModule = narcine.remote(length, { module: join(programs, "typescript-functions.mjs") });
  expect(await fromModule.remote(new Uint8Array(5))).toBe(5);
}

async function bySource(): Promise<void> {
  const square = narcine.remote((x: number) => x * x);
  expect(await narcine.get([1, 2, 3].map((x) => square.remote(x)))).toEqual([1, 4, 9]);
  // The test runner rewrites import() in what it loads itself.
  const baseOf = new Function("return async (at) => (await import('node:path')).basename(at)")() as (
    at: string,
  ) => string;
  expect(await narcine.remote(baseOf).remote("/a/b")).toBe("b");
  const offset = 5;
  expect(() => narcine.remote((x: number) => x + offset)).toThrow(/uses offset of the code around it/);
  class Adder {
    #sum: number;
    constructor(start: number) {
      this.#sum = start;
    }
    add(x: number) {
      this.#sum += x;
      return this.#sum;
    }
  }
  const adder = narcine.actor(Adder).remote(10);
  expect(await narcine.get([adder.add.remote(1), adder.add.remote(2)])).toEqual([11, 13]);
}

async function failures(folder: string): Promise<void> {
  const raised = (await failure(ts("fail").remote("because"))) as narcine.RayTaskError;
  expect(raised).toBeInstanceOf(narcine.RayTaskError);
  expect([raised.message, raised.cause.name, raised.cause.message]).toEqual([
    "RangeError: because",
    "RangeError",
    "because",
  ]);
  expect(raised.cause.stack).toContain("typescript-functions.mjs");
  expect((await failure(ts("echo").remote(ts("fail").remote("first")))).message).toMatch(/first/);
  expect((await failure(narcine.remote("typescript-functions:nothing").remote())).message).toMatch(
    /exports no "nothing"/,
  );
  expect((await failure(narcine.remote("no-such-module:f").remote())).message).toMatch(/no module "no-such-module"/);
  expect(await failure(ts("die").options({ maxRetries: 0 }).remote())).toBeInstanceOf(narcine.WorkerCrashedError);
  const again = ts("failUntil").options({ retryExceptions: true, maxRetries: 3 });
  expect(await again.remote(join(folder, "failed"), 3)).toBe(3);
  const nap = ts("nap").remote(60_000, join(folder, "aborted"));
  expect(await failure(narcine.get(nap, { timeoutMs: 300 }))).toBeInstanceOf(narcine.GetTimeoutError);
  narcine.cancel(nap);
  expect(await failure(nap)).toBeInstanceOf(narcine.TaskCancelledError);
}

async function streams(): Promise<void> {
  const sizes: number[] = [];
  for await (const ref of ts("countdown").stream(5)) {
    const item = await ref;
    sizes.push(typeof item === "number" ? item : item.length);
  }
  expect(sizes).toEqual([5, 200_004, 3, 200_002, 1]);
  const broken = ts("broken").stream();
  expect(await (await broken.next()).value).toBe(1);
  expect((await failure((await broken.next()).value as narcine.ObjectRef)).message).toBe("RangeError: no more");
  expect((await broken.next()).done).toBe(true);
}

async function actors(crash: (counter: CounterHandle) => Promise<unknown>): Promise<void> {
  const counter = Counter.options({ name: "ts-counter", maxRestarts: 1, maxTaskRetries: 1 }).remote(5);
  expect(await counter.increment.remote(1)).toBe(6);
  const same = await narcine.getActor<Counter>("ts-counter");
  expect(await same.increment.remote(10)).toBe(16);
  const large = narcine.put(new Uint8Array(400_000));
  for (let n = 0; n < 100; n += 1) void counter.note.remote(n);
  expect(await counter.length.remote(large)).toBe(400_000);
  expect(await counter.notes.remote()).toEqual(Array.from({ length: 100 }, (_, n) => n));
  await crash(counter);
  expect(await counter.increment.remote(1)).toBe(6);
  await narcine.kill(counter);
  await expect.poll(() => failure(counter.pid.remote()).catch(() => null)).toBeInstanceOf(narcine.ActorDiedError);
  expect((await failure(Counter.remote(-1).pid.remote())).message).toMatch(/starts at 0 or above/);
}

/** What a promise rejects with. */
export async function failure(promise: PromiseLike<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("nothing was thrown");
}
