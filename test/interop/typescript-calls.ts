import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import * as narcine from "../../src/api/index.js";
import { describeRun, type LiveRun, type Mix, programFolder, repository } from "./harness.js";
import { failure, onCluster } from "./typescript-cluster.js";

const execute = promisify(execFile);

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
const ts = <K extends keyof Functions>(name: K) => narcine.remote<Functions[K]>(`typescript-functions:${name}`);

interface Counter {
  increment(by: number): number;
  note(what: unknown): Promise<null>;
  notes(): unknown[];
  pid(): number;
  length(data: Uint8Array): number;
}
const Counter = narcine.actor<Counter>("typescript-functions:Counter");

/** TypeScript calls TypeScript, by name and by source, on a cluster of this mix; the cluster is looked over afterwards. */
export async function typeScriptCallsTypeScript(mix?: Mix): Promise<void> {
  const run = await onCluster(
    "ours",
    async (live, address) => {
      await values();
      await bySource();
      await failures(live);
      await streams();
      await actors();
      await example(live, address);
    },
    mix,
  );
  expect(run.exitCode, describeRun(run)).toBe(0);
  expect(run.facts).toEqual({ ended: { jobs_have_ended: true, resources_are_back: true } });
  expect(run.leftovers).toEqual([]);
}

async function example(live: LiveRun, address: string): Promise<void> {
  const env = { ...process.env, HOME: join(live.folder, "home"), RAY_ADDRESS: address };
  const { stdout } = await execute(process.execPath, [join(repository, "examples", "typescript.mjs")], { env });
  expect(stdout.split("\n")).toEqual([
    "counts: 11 13 16",
    "pi is about 3.1",
    "the last of 100000 prices: 149998.5",
    "in TypeScript: RangeError true",
    "",
  ]);
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
  // One chain over both languages, and a task that calls the other.
  expect(await ts("factorial").remote(5)).toBe(120);
  const factorial = narcine.python<(x: number) => number>("math:factorial");
  expect(await factorial.remote(add.remote(2, 3))).toBe(120);
  expect(await add.remote(factorial.remote(4), 1)).toBe(25);
  const named = narcine.remote<Functions["add"]>(join(programFolder, "typescript-functions.mjs:add"));
  expect(await named.options({ numCpus: 2, name: "sum" }).remote(1, 2)).toBe(3);
  // Under its own name in the module that is given; what it does here does not matter.
  const length = (value: Uint8Array): number => value.length - 1;
  const fromModule = narcine.remote(length, { module: join(programFolder, "typescript-functions.mjs") });
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

async function failures(live: LiveRun): Promise<void> {
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
  expect(await again.remote(join(live.folder, "failed"), 3)).toBe(3);
  const nap = ts("nap").remote(60_000, join(live.folder, "aborted"));
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

async function actors(): Promise<void> {
  const counter = Counter.options({ name: "ts-counter", maxRestarts: 1, maxTaskRetries: 1 }).remote(5);
  expect(await counter.increment.remote(1)).toBe(6);
  const same = await narcine.getActor<Counter>("ts-counter");
  expect(await same.increment.remote(10)).toBe(16);
  const large = narcine.put(new Uint8Array(400_000));
  for (let n = 0; n < 100; n += 1) void counter.note.remote(n);
  expect(await counter.length.remote(large)).toBe(400_000);
  expect(await counter.notes.remote()).toEqual(Array.from({ length: 100 }, (_, n) => n));
  process.kill(await counter.pid.remote(), "SIGKILL");
  expect(await counter.increment.remote(1)).toBe(6);
  await narcine.kill(counter);
  await expect.poll(() => failure(counter.pid.remote()).catch(() => null)).toBeInstanceOf(narcine.ActorDiedError);
  expect((await failure(Counter.remote(-1).pid.remote())).message).toMatch(/starts at 0 or above/);
}
