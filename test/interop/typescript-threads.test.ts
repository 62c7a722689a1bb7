import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import * as narcine from "../../src/api/index.js";
import { describeRun, type LiveRun, programFolder, runProgram } from "./harness.js";
import { hasOurRaylet, makers, mixUnderTest, STOCK } from "./mix.js";
import { failure, onCluster } from "./typescript-cluster.js";

const mixes = [...(hasOurRaylet() ? [mixUnderTest()] : []), ...(makers().includes("stock") ? [STOCK] : [])];

/** The class of programs/typescript-threads.mjs, which is JavaScript. */
interface Cruncher {
  pid(): [number, number, number];
  spin(milliseconds: number): [number, number];
  sum(bytes: Uint8Array): number;
  grow(bytes: Uint8Array): Uint8Array;
  rows(table: unknown): number;
  pair(): [string, boolean];
  fail(text: string): never;
  exit(): never;
  never(): never;
  puts(): number;
  calls(): number;
}
const Cruncher = narcine.actor<Cruncher>("typescript-threads:Cruncher", { maxConcurrency: 3 });

describe.each(mixes)("on %s an actor whose CPU-bound methods are threaded", (mix) => {
  it("is called from TypeScript", async () => {
    const run = await onCluster(
      "ours",
      async (live) => {
        await sideBySide();
        await values();
        await failures();
        await bySource();
        await cancels();
        await ends(live);
      },
      mix,
    );
    expect(run.exitCode, describeRun(run)).toBe(0);
    expect(run.facts).toEqual({ ended: { jobs_have_ended: true, resources_are_back: true } });
    expect(run.leftovers).toEqual([]);
  });

  it("is called from Python", async () => {
    const program = join(programFolder, "typescript_threads.py");
    const run = await runProgram({ program, maker: "ours", mix, limitMs: 120_000 });
    expect(run.facts, describeRun(run)).toEqual({
      threads: {
        at_the_same_time: true,
        sum: 300_007,
        by_reference: 300_007,
        grown: true,
        rows: 1_000,
        pair: ["one", true],
        thrown: "RangeError: because",
        exit: "ThreadDiedError: The thread that ran exit ended before it returned.",
        ref: expect.stringMatching(/^UsageError: .*cannot take an ObjectRef inside a value/),
        cancelled: ["TaskCancelledError", "TaskCancelledError", "TaskCancelledError"],
        same_process: true,
        killed: true,
      },
    });
    expect(run.exitCode).toBe(0);
    expect(run.leftovers).toEqual([]);
  });
});

/** Two spin while the actor answers a third call. */
async function sideBySide(): Promise<void> {
  using cruncher = Cruncher.remote(0);
  await cruncher.pid.remote();
  const spinning = [cruncher.spin.remote(1_500), cruncher.spin.remote(1_500)];
  await new Promise((resolve) => setTimeout(resolve, 700));
  const [, thread] = await cruncher.pid.remote();
  const answeredAt = Date.now();
  expect(thread).toBe(0);
  const [first, second] = (await narcine.get(spinning)).sort(([a], [b]) => a - b) as [number, number][];
  expect(second?.[0]).toBeLessThan(first?.[1] as number);
  expect(answeredAt).toBeLessThan(first?.[1] as number);
}

async function values(): Promise<void> {
  using cruncher = Cruncher.remote(5);
  const large = new Uint8Array(300_000).fill(1);
  expect(await cruncher.sum.remote(large)).toBe(300_005);
  expect(await cruncher.sum.remote(narcine.put(large))).toBe(300_005);
  expect(await cruncher.sum.remote(cruncher.grow.remote(large))).toBe(600_005);
  expect(await cruncher.rows.remote(tableFromArrays({ x: new Float64Array(70_000) }))).toBe(70_000);
  const refs = cruncher.pair.options({ numReturns: 2 }).remote();
  expect(await narcine.get(refs)).toEqual(["one", true]);
  await cruncher.pid.remote();
  expect(await cruncher.calls.remote()).toBe(0);
}

async function failures(): Promise<void> {
  using cruncher = Cruncher.remote(0);
  const [pid] = await cruncher.pid.remote();
  const raised = (await failure(cruncher.fail.remote("because"))) as narcine.RayTaskError;
  expect(raised).toBeInstanceOf(narcine.RayTaskError);
  expect([raised.cause.name, raised.cause.message]).toEqual(["RangeError", "because"]);
  expect(raised.cause.stack).toMatch(/at Cruncher\.fail .*typescript-threads\.mjs/);
  const exited = (await failure(cruncher.exit.remote())) as narcine.RayTaskError;
  expect(exited.cause.name).toBe("ThreadDiedError");
  expect(exited.cause.stack).toContain("exited with code: 3");
  expect((await failure(cruncher.rows.remote({ ref: narcine.put(1) }))).message).toMatch(/ObjectRef inside a value/);
  expect((await failure(cruncher.puts.remote())).message).toMatch(/cannot call get, put, remote or an actor/);
  expect((await cruncher.pid.remote())[0]).toBe(pid);
  const wrong = class Wrong {
    static threadedMethods = ["absent"];
    none() {}
  };
  const dead = narcine.actor(wrong).remote();
  expect((await failure(dead.none.remote())).message).toMatch(/"absent", which is no method of Wrong/);
}

async function bySource(): Promise<void> {
  class Squares {
    static threadedMethods = ["of"];
    of(number: number) {
      return number * number;
    }
  }
  using squares = narcine.actor(Squares).remote();
  expect(await squares.of.remote(9)).toBe(81);
}

async function cancels(): Promise<void> {
  using cruncher = Cruncher.remote(0);
  const [pid] = await cruncher.pid.remote();
  // As many as there are threads: the last call has one only if a cancel interrupts what runs.
  const never = [cruncher.never.remote(), cruncher.never.remote(), cruncher.never.remote()];
  await narcine.wait(never, { timeoutMs: 700 });
  for (const ref of never) narcine.cancel(ref);
  for (const ref of never) expect(await failure(ref)).toBeInstanceOf(narcine.TaskCancelledError);
  expect(await cruncher.sum.remote(new Uint8Array([1, 2]))).toBe(3);
  expect((await cruncher.pid.remote())[0]).toBe(pid);
}

/** Of an actor that is killed, and of one that nobody has any more. */
async function ends(live: LiveRun): Promise<void> {
  for (const end of [narcine.kill, (actor: Disposable) => actor[Symbol.dispose]()]) {
    const cruncher = Cruncher.remote(0);
    const [pid] = await cruncher.pid.remote();
    const never = cruncher.never.remote();
    void failure(never);
    await narcine.wait([never], { timeoutMs: 700 });
    await end(cruncher);
    if (end !== narcine.kill) narcine.cancel(never);
    await expect.poll(() => live.processes().some(({ pid: each }) => each === pid), { timeout: 15_000 }).toBe(false);
  }
}
