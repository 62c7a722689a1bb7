import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { makeVector, Table } from "apache-arrow";
import { describe, expect, it } from "vitest";
import * as narcine from "../../src/api/index.js";
import { makers } from "./compare.js";
import { describeRun, type LiveRun, programFolder, repository, runProgram } from "./harness.js";
import { failure, onCluster } from "./typescript-cluster.js";

const execute = promisify(execFile);

const module = "remote_functions";
// biome-ignore lint/suspicious/noExplicitAny: functions of any parameters, as in src/api/python.ts.
const fn = <F extends (...args: any[]) => unknown>(name: string) => narcine.python<F>(`${module}:${name}`);

describe.each(makers())("a TypeScript driver on %s", (maker) => {
  it("calls Python functions: values, refs, errors, cancels, retries", async () => {
    const run = await onCluster(maker, async (live) => {
      await values();
      await refs();
      await tables();
      await failures(live);
      await waitsAndCancels();
      await streams();
      await manyTasks();
      await actors();
      await actorsThatDie(live);
      await placementGroups();
    });
    expect(run.exitCode, describeRun(run)).toBe(0);
    expect(run.facts).toEqual({ ended: { jobs_have_ended: true, resources_are_back: true } });
    expect(run.leftovers).toEqual([]);
  });
});

describe.each(makers())("on %s, the package", (maker) => {
  it("runs its example, and what a killed driver had goes with it", async () => {
    const run = await runProgram({
      program: join(programFolder, "host.py"),
      maker,
      limitMs: 120_000,
      onNode: async (live) => {
        try {
          const { address } = (await live.line("HEAD")) as { address: string };
          const env = { ...process.env, HOME: join(live.folder, "home"), RAY_ADDRESS: address };
          const { stdout } = await execute(process.execPath, [join(repository, "examples", "counter.mjs")], { env });
          expect(stdout.split("\n")).toEqual([
            "counts: 15 20 25",
            "pi is about 3.1",
            "still 3",
            "still 2",
            "still 1",
            "in Python: TypeError",
            "",
          ]);
          const [objects, mebibytes] = await memoryOverCalls(env, 6_000);
          expect(objects).toBeLessThan(10);
          expect(mebibytes).toBeLessThan(40);
          await killedDriver(env);
        } finally {
          writeFileSync(join(live.folder, "stop"), "");
        }
      },
    });
    expect(run.exitCode, describeRun(run)).toBe(0);
    expect(run.facts).toEqual({ ended: { jobs_have_ended: true, resources_are_back: true } });
    expect(run.leftovers).toEqual([]);
  });
});

/** Objects that are left, and by how much the process grew, over so many calls whose refs are dropped. */
async function memoryOverCalls(env: NodeJS.ProcessEnv, calls: number): Promise<[number, number]> {
  const program = `
    import { init, get, put, python, shutdown } from "narcine";
    const session = await init({ pythonPath: [${JSON.stringify(programFolder)}] });
    const actor = python.actor("remote_actors:Counter").remote();
    const some = async (count) => {
      for (let done = 0; done < count; done += 500) {
        await get(Array.from({ length: 500 }, () => actor.increment.remote()));
        put(new Uint8Array(1_000_000));
      }
      for (let round = 0; round < 3; round += 1) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      return process.memoryUsage().rss;
    };
    // V8 sizes its spaces and compiles in the first few thousand calls: some 25 MiB that no later call adds to.
    const before = await some(${calls});
    const after = await some(${calls});
    console.log(JSON.stringify([session.stats().objectsInScope, (after - before) / 2 ** 20]));
    await shutdown();
  `;
  const argv = ["--expose-gc", "--input-type=module", "-e", program];
  const { stdout } = await execute(process.execPath, argv, { cwd: repository, env });
  return JSON.parse(stdout) as [number, number];
}

/** A driver with a task that runs, an actor and an object ends by SIGKILL: host.py sees its job and resources go. */
async function killedDriver(env: NodeJS.ProcessEnv): Promise<void> {
  const program = `
    import { init, put, python } from "narcine";
    await init({ pythonPath: [${JSON.stringify(programFolder)}] });
    globalThis.kept = [put(new Uint8Array(5_000_000)), python("remote_functions:nap").remote(600)];
    globalThis.actor = python.actor("remote_actors:Counter").remote();
    await actor.pid.remote();
    console.log("ready");
  `;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { cwd: repository, env });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function values(): Promise<void> {
  const echo = fn<(value: unknown) => unknown>("echo");
  const kind = fn<(value: unknown) => [string, string]>("kind");
  const large = Buffer.alloc(300_000, 5);
  const sent: [unknown, string][] = [
    [null, "NoneType"],
    [true, "bool"],
    [0, "int"],
    [-5, "int"],
    [2 ** 40, "int"],
    [2n ** 63n, "int"],
    [-(2n ** 63n), "int"],
    [1.5, "float"],
    ["grüße", "str"],
    [new Uint8Array([1, 2, 3]), "bytes"],
    [[1, [2, "x"]], "list"],
    [{ a: { b: [null] } }, "dict"],
    [new Map<unknown, unknown>([[1, "one"]]), "dict"],
    [large, "bytes"],
    [{ large: new Uint8Array(300_000) }, "dict"],
  ];
  const kinds = await narcine.get(sent.map(([value]) => kind.remote(value)));
  expect(kinds.map(([name]) => name)).toEqual(sent.map(([, name]) => name));
  const back = await narcine.get(sent.map(([value]) => echo.remote(value)));
  for (const [at, [value]] of sent.entries()) {
    expect(back[at]).toEqual(value instanceof Buffer ? new Uint8Array(value) : value);
  }
  expect(await echo.remote(undefined)).toBe(null);
  expect(() => echo.remote(new (class Point {})())).toThrow(narcine.UnsupportedValueError);
  const add = fn<(a: number, b?: number) => number>("add");
  expect(await add.remote(1, 2)).toBe(3);
  expect(await add.remote(1, narcine.kwargs({ b: 4, scale: 10 }))).toBe(50);
  expect(await narcine.python<(x: number) => number>("math:factorial").remote(10)).toBe(3_628_800);
  const [a, b] = fn<(count: number) => number[]>("several").options({ numReturns: 2 }).remote(2);
  expect(await a).toBe(0);
  expect(await b).toBe(10);
}

async function refs(): Promise<void> {
  const length = fn<(value: Uint8Array) => number>("length");
  const add = fn<(a: number, b: number) => number>("add");
  const bytes = narcine.put(new Uint8Array(2_000_000).fill(9));
  expect(await length.remote(bytes)).toBe(2_000_000);
  const view = await bytes;
  expect(view[1_999_999]).toBe(9);
  expect(await narcine.put({ small: 1 })).toEqual({ small: 1 });
  // A chain: each waits for the one before, whose value is small and travels inside the next.
  let sum = add.remote(0, 1);
  for (let step = 0; step < 5; step += 1) sum = add.remote(sum, 1);
  expect(await sum).toBe(6);
  // A chain over the store.
  const zeros = fn<(count: number) => Uint8Array>("zeros");
  expect(await length.remote(zeros.remote(1_000_000))).toBe(1_000_000);
  expect((await fn<(count: number) => number[]>("big_list").remote(100_000)).length).toBe(100_000);
  bytes.release();
  expect((await failure(bytes)).message).toMatch(/was released/);
}

async function tables(): Promise<void> {
  const rows = 200_000;
  const table = new Table({ x: makeVector(Float64Array.from({ length: rows }, (_, at) => at)) });
  const sum = (rows * (rows - 1)) / 2;
  const ref = narcine.put(table);
  const facts = fn<(table: Table) => [string, number, boolean]>("table_facts");
  expect(await facts.remote(ref)).toEqual(["Table", sum, false]);
  expect(await facts.remote(table)).toEqual(["Table", sum, false]);
  expect((await ref).getChild("x")?.get(rows - 1)).toBe(rows - 1);
  const doubled = await fn<(table: Table) => Table>("double_table").remote(ref);
  expect(doubled.getChild("x")?.get(rows - 1)).toBe(2 * (rows - 1));
  // It is the store's memory, which is there for as long as the table is.
  expect(doubled.getChild("x")?.data[0]?.values.buffer.byteLength).toBeGreaterThan(8 * rows);
  const numbers = Float64Array.of(1.5, 2, 3);
  expect((await fn<(value: unknown) => [string]>("kind").remote(numbers))[0]).toBe("ndarray");
  expect(await narcine.put(numbers)).toEqual(numbers);
  expect((await failure(fn("plain_table").remote())).message).toMatch(/narcine\.arrow/);
}

async function failures(live: LiveRun): Promise<void> {
  const raised = (await failure(fn<(text: string) => void>("fail").remote("because"))) as narcine.RayTaskError;
  expect(raised).toBeInstanceOf(narcine.RayTaskError);
  expect(raised.message).toContain("because");
  expect(raised.cause.name).toContain("Reason");
  expect(raised.cause.stack).toContain("remote_functions.py");
  // An argument that failed fails the task that takes it.
  const echo = fn<(value: unknown) => unknown>("echo");
  expect(await failure(echo.remote(fn<(text: string) => void>("fail").remote("first")))).toBeInstanceOf(
    narcine.RayTaskError,
  );
  expect(await fn("a_tuple").remote()).toEqual([1, 2]);
  expect(await failure(narcine.python("remote_table:opaque").remote())).toBeInstanceOf(narcine.UnreadableValueError);
  expect(await failure(fn("die").options({ maxRetries: 0 }).remote())).toBeInstanceOf(narcine.WorkerCrashedError);
  expect(await fn<(marker: string) => string>("die_once").remote(join(live.folder, "died"))).toBe("survived");
  const again = fn<(marker: string, times: number) => number>("fail_until").options({
    retryExceptions: true,
    maxRetries: 3,
  });
  expect(await again.remote(join(live.folder, "failed"), 2)).toBe(3);
  expect(() => fn("echo").options({ numCpus: -1 }).remote()).toThrow(narcine.UsageError);
  expect(
    await fn<(name: string) => string>("environment")
      .options({ runtimeEnv: { env_vars: { COLOUR: "red" } } })
      .remote("COLOUR"),
  ).toBe("red");
  expect(
    await fn<(name: string) => string>("environment")
      .options({ resources: { special: 1 } })
      .remote("NOTHING"),
  ).toBe(null);
}

async function waitsAndCancels(): Promise<void> {
  const nap = fn<(seconds: number) => string>("nap");
  const [short, long] = [nap.remote(0.05), nap.remote(30)];
  const { ready, notReady } = await narcine.wait([long, short]);
  expect(ready).toEqual([short]);
  expect(notReady).toEqual([long]);
  expect((await narcine.wait([long], { timeoutMs: 20 })).ready).toEqual([]);
  expect(await failure(narcine.get(long, { timeoutMs: 20 }))).toBeInstanceOf(narcine.GetTimeoutError);
  narcine.cancel(long);
  expect(await failure(long)).toBeInstanceOf(narcine.TaskCancelledError);
  const hard = nap.remote(30);
  await new Promise((resolve) => setTimeout(resolve, 300));
  narcine.cancel(hard, { force: true });
  expect(await failure(hard)).toBeInstanceOf(narcine.TaskCancelledError);
  // One that has no worker yet.
  const never = nap.options({ resources: { special: 2 } }).remote(1);
  narcine.cancel(never);
  expect(await failure(never)).toBeInstanceOf(narcine.TaskCancelledError);
}

async function streams(): Promise<void> {
  const countdown = fn<(start: number, pause?: number) => Iterable<number | Uint8Array>>("countdown");
  const items: (number | Uint8Array)[] = [];
  for await (const ref of countdown.stream(5)) items.push(await ref);
  expect(items.map((item) => (typeof item === "number" ? item : item.length))).toEqual([5, 200_000, 3, 200_000, 1]);
  // The first comes while later ones are made; leaving the loop ends the generator.
  for await (const ref of countdown.stream(1_001, 0.05)) {
    expect(await ref).toBe(1_001);
    break;
  }
  const broken = fn<() => Iterable<number>>("broken_countdown").stream();
  expect(await (await broken.next()).value).toBe(1);
  expect(await failure((await broken.next()).value as narcine.ObjectRef)).toBeInstanceOf(narcine.RayTaskError);
  expect((await broken.next()).done).toBe(true);
}

async function manyTasks(): Promise<void> {
  const add = fn<(a: number, b: number) => number>("add");
  const results = await narcine.get(Array.from({ length: 1_000 }, (_, at) => add.remote(at, at)));
  expect(results).toEqual(Array.from({ length: 1_000 }, (_, at) => 2 * at));
}

interface Counter {
  increment(by?: number): number;
  note(what: unknown): null;
  notes(): unknown[];
  fail(): never;
  pid(): number;
  die(): void;
  nap(seconds: number): string;
  length(data: Uint8Array): number;
  pair(): [number, string];
}
const Counter = narcine.python.actor<Counter>("remote_actors:Counter");

async function actors(): Promise<void> {
  const counter = Counter.remote(5, narcine.kwargs({ step: 2 }));
  expect(await counter.increment.remote()).toBe(7);
  expect(await counter.increment.remote(10)).toBe(17);
  const raised = (await failure(counter.fail.remote())) as narcine.RayTaskError;
  expect(raised).toBeInstanceOf(narcine.RayTaskError);
  expect(raised.cause.message).toContain("not this time");
  const [value, two] = counter.pair.options({ numReturns: 2 }).remote();
  expect(await narcine.get([value as narcine.ObjectRef, two as narcine.ObjectRef])).toEqual([17, "two"]);
  // In order, with arguments that come late and arguments in the store in between.
  const late = fn<(seconds: number) => string>("nap").remote(0.3);
  const large = narcine.put(new Uint8Array(400_000));
  for (let n = 0; n < 100; n += 1) void counter.note.remote(n === 50 ? late : n);
  expect(await counter.length.remote(large)).toBe(400_000);
  const expected = Array.from({ length: 100 }, (_, n) => (n === 50 ? "rested" : n));
  expect(await counter.notes.remote()).toEqual(expected);
  // One that runs on an event loop takes calls while others wait.
  const gate = narcine.python
    .actor<{ wait(): string; open(): null }>("remote_actors:Gate", { isAsyncio: true })
    .remote();
  const waiting = gate.wait.remote();
  await gate.open.remote();
  expect(await waiting).toBe("through");
  expect((await failure(Counter.remote(-1).increment.remote())).message).toMatch(/starts at 0 or above/);
  expect(() => Counter.options({ lifetime: "detached" }).remote()).toThrow(/needs a name/);
}

async function actorsThatDie(live: LiveRun): Promise<void> {
  const named = Counter.options({ name: "named", maxRestarts: 1, maxTaskRetries: 1 }).remote(1);
  expect(await named.increment.remote()).toBe(2);
  const same = await narcine.getActor<Counter>("named");
  expect(same.actorId).toBe(named.actorId);
  expect(await same.increment.remote()).toBe(3);
  expect(await failure(narcine.getActor("nobody"))).toBeInstanceOf(narcine.ActorDiedError);
  const pid = await named.pid.remote();
  process.kill(pid, "SIGKILL");
  // The state is gone, the actor is not.
  expect(await named.increment.remote()).toBe(2);
  expect(await named.pid.remote()).not.toBe(pid);
  expect(await failure(named.die.remote())).toBeInstanceOf(narcine.ActorError);
  await expect.poll(() => failure(named.pid.remote()).catch(() => null)).toBeInstanceOf(narcine.ActorDiedError);
  const killed = Counter.remote();
  const last = await killed.pid.remote();
  await narcine.kill(killed);
  await expect.poll(() => failure(killed.pid.remote()).catch(() => null)).toBeInstanceOf(narcine.ActorDiedError);
  // Without a handle an actor ends.
  const scoped = Counter.remote();
  const scopedPid = await scoped.pid.remote();
  scoped[Symbol.dispose]();
  expect(() => scoped.pid).toThrow(/was released/);
  await expect
    .poll(() => live.processes().some(({ pid: each }) => each === scopedPid), { timeout: 10_000 })
    .toBe(false);
  expect(live.processes().some(({ pid: each }) => each === last)).toBe(false);
}

async function placementGroups(): Promise<void> {
  const group = await narcine.placementGroup([{ CPU: 1 }, { CPU: 1, special: 1 }], { strategy: "STRICT_PACK" });
  await group.ready();
  const schedulingStrategy = { placementGroup: group, bundleIndex: 1 };
  const add = fn<(a: number, b: number) => number>("add").options({ resources: { special: 1 }, schedulingStrategy });
  expect(await add.remote(1, 2)).toBe(3);
  const counter = Counter.options({ schedulingStrategy: { placementGroup: group } }).remote(4);
  expect(await counter.increment.remote()).toBe(5);
  await group.remove();
  await expect
    .poll(() => failure(counter.pid.remote()).catch(() => null), { timeout: 10_000 })
    .toBeInstanceOf(narcine.ActorDiedError);
  await expect(narcine.placementGroup([{ CPU: 0 }])).rejects.toThrow(/Bundle 0/);
}
