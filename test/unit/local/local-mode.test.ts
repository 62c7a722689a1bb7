import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeVector, Table } from "apache-arrow";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import * as narcine from "../../../src/api/index.js";
import { collectGarbage } from "../../../src/runtime/collect-garbage.js";
import { casesOnBoth, failure, ts } from "../../interop/typescript-on-both.js";

// Threads run what `npm run build` made of src.
const programs = fileURLToPath(new URL("../../interop/programs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "narcine-local-"));
afterAll(() => rmSync(folder, { recursive: true }));

let session: narcine.Session;
const start = async (options: narcine.InitOptions = {}) => {
  session = await narcine.init({ local: true, numCpus: 2, pythonPath: [programs], ...options });
};

describe("local mode", () => {
  beforeAll(() => start());
  afterAll(() => narcine.shutdown());

  it("does what a cluster does: values, refs, errors, cancels, streams, actors", async () => {
    await casesOnBoth(folder, async (counter) => {
      await counter.exitSoon.remote();
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    await expect.poll(() => session.stats().pendingCalls).toBe(0);
  });

  it("has refs inside values, and frees what nobody refers to", async () => {
    // What other cases left is collected.
    const settled = async () => {
      collectGarbage();
      await new Promise((resolve) => setTimeout(resolve, 300));
      return session.stats().objectsInScope;
    };
    const before = await settled();
    const inside = narcine.put(new Uint8Array(300_000));
    const outside = narcine.put({ inside, small: narcine.put("small") });
    inside.release();
    const length = narcine.remote(
      async (value: { inside: narcine.ObjectRef<Uint8Array>; small: narcine.ObjectRef<string> }) =>
        (await value.inside).length + (await value.small).length,
    );
    expect(await length.remote(outside as never)).toBe(300_005);
    const again = (await outside) as unknown as Record<"inside" | "small", narcine.ObjectRef<Uint8Array>>;
    outside.release();
    expect((await again.inside).length).toBe(300_000);
    expect(session.stats().objectsInScope).toBeGreaterThan(before);
    again.inside.release();
    again.small.release();
    await expect.poll(settled, { timeout: 20_000 }).toBeLessThanOrEqual(before);
  });

  it("hands over bytes, not memory: what is changed afterwards is not seen, and large ones are views", async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const ref = narcine.put(bytes);
    const sent = ts("echo").remote(bytes);
    bytes[0] = 9;
    expect([...(await ref)]).toEqual([1, 2, 3]);
    expect([...((await sent) as Uint8Array)]).toEqual([1, 2, 3]);
    (await ref)[1] = 9;
    expect([...(await ref)]).toEqual([1, 2, 3]);
    const numbers = narcine.put(Float64Array.from({ length: 100_000 }, (_, at) => at));
    expect((await numbers)[99_999]).toBe(99_999);
    expect((await ts("echo").remote(numbers)) as Float64Array).toHaveLength(100_000);
    const table = new Table({ x: makeVector(Float64Array.from({ length: 50_000 }, (_, at) => at)) });
    const sumOf = narcine.remote<(table: unknown) => number>("typescript-functions:sumOf");
    expect(await sumOf.remote(narcine.put(table))).toBe(1_249_975_000);
    expect(await sumOf.remote(table)).toBe(1_249_975_000);
    const made = await narcine.remote<(rows: number) => Table>("typescript-functions:makeTable").remote(20_000);
    expect(made.numRows).toBe(20_000);
  });
});

describe("local mode, each by itself", () => {
  afterEach(() => narcine.shutdown());

  it("aborts the signal of a task that runs and is cancelled, before its thread ends", async () => {
    await start();
    const begun = join(folder, "begun");
    const nap = narcine.remote(
      // The test runner rewrites import() in what it loads itself.
      new Function(`return async (narcine, begun) => {
        const { currentTask } = await import(narcine);
        const { writeFileSync } = await import("node:fs");
        const { signal } = currentTask();
        signal.addEventListener("abort", () => writeFileSync(begun, signal.reason.name));
        writeFileSync(begun, "");
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      }`)() as (narcine: string, begun: string) => Promise<void>,
    );
    const resting = nap.remote(fileURLToPath(new URL("../../../dist/api/index.js", import.meta.url)), begun);
    await expect.poll(() => existsSync(begun), { timeout: 20_000 }).toBe(true);
    narcine.cancel(resting);
    expect(await failure(resting)).toBeInstanceOf(narcine.TaskCancelledError);
    await expect.poll(() => readFileSync(begun, "utf8")).toBe("AbortError");
  });

  it("counts what there is: no more run at a time, what can never run is refused, who waits lends its CPU", async () => {
    await start({ resources: { disk: 1 } });
    expect((await failure(ts("factorial").remote(3))).message).toMatch(/Python, and local mode has none/);
    const depth = narcine.remote<(levels: number) => number>("typescript-functions:nested");
    expect(await depth.remote(6)).toBe(6);
    expect(await failure(ts("add").options({ numCpus: 3 }).remote(1, 2))).toBeInstanceOf(
      narcine.TaskUnschedulableError,
    );
    expect(
      await ts("add")
        .options({ resources: { disk: 1 }, numCpus: 0 })
        .remote(1, 2),
    ).toBe(3);
    const elsewhere = { nodeId: "ab".repeat(28), soft: false };
    expect(await failure(ts("add").options({ schedulingStrategy: elsewhere }).remote(1, 2))).toBeInstanceOf(
      narcine.TaskUnschedulableError,
    );
    const span = narcine.remote(async () => {
      const from = Date.now();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return [from, Date.now()] as [number, number];
    });
    const spans = await narcine.get(Array.from({ length: 6 }, () => span.remote()));
    for (const [from] of spans) {
      expect(spans.filter(([begin, end]) => begin <= from && from < end).length).toBeLessThanOrEqual(2);
    }
  });

  it("reserves bundles: tasks run in them, and others without them", async () => {
    await start();
    const group = await narcine.placementGroup([{ CPU: 1 }, { CPU: 1 }]);
    await group.ready();
    const within = ts("add").options({ schedulingStrategy: { placementGroup: group, bundleIndex: 1 } });
    expect(await within.remote(1, 2)).toBe(3);
    const outside = ts("add").remote(1, 2);
    expect(await failure(narcine.get(outside, { timeoutMs: 100 }))).toBeInstanceOf(narcine.GetTimeoutError);
    await group.remove();
    expect(await outside).toBe(3);
    await expect(narcine.placementGroup([{ CPU: 3 }])).rejects.toBeInstanceOf(narcine.TaskUnschedulableError);
  });

  it("ends what never awaits: by cancel, by kill, and an actor with its last handle", async () => {
    await start();
    const forever = narcine.remote(() => {
      for (;;);
    });
    const stuck = forever.remote();
    const other = forever.remote();
    await new Promise((resolve) => setTimeout(resolve, 500));
    narcine.cancel(stuck);
    narcine.cancel(other, { force: true });
    expect(await failure(stuck)).toBeInstanceOf(narcine.TaskCancelledError);
    expect(await failure(other)).toBeInstanceOf(narcine.TaskCancelledError);
    expect(await ts("add").remote(1, 2)).toBe(3);
    class Named {
      hello() {
        return "hello";
      }
    }
    using named = narcine.actor(Named, { name: "named" }).remote();
    expect(await named.hello.remote()).toBe("hello");
    const call = named.hello.remote();
    expect(() => narcine.cancel(call, { force: true })).toThrow(/cannot be ended by force/);
    expect(await call).toBe("hello");
    named[Symbol.dispose]();
    await expect
      .poll(() => failure(narcine.getActor("named")).catch(() => null))
      .toBeInstanceOf(narcine.ActorDiedError);
  });

  it("runs calls of an actor at a time where it says so, and takes its runtimeEnv's variables", async () => {
    await start();
    class Meeting {
      #waiting: (() => void)[] = [];
      async meet() {
        await new Promise<void>((resolve) => {
          this.#waiting.push(resolve);
          if (this.#waiting.length === 3) for (const each of this.#waiting) each();
        });
        return process.env["PLACE"];
      }
    }
    const meeting = narcine.actor(Meeting, { maxConcurrency: 3, runtimeEnv: { env_vars: { PLACE: "here" } } }).remote();
    expect(await narcine.get([1, 2, 3].map(() => meeting.meet.remote()))).toEqual(["here", "here", "here"]);
    expect(process.env["PLACE"]).toBeUndefined();
    expect(() =>
      ts("add")
        .options({ runtimeEnv: { pip: ["x"] } })
        .remote(1, 2),
    ).toThrow(/only env_vars/);
  });

  it("runs calls of a concurrency group within its bound, whatever other groups do", async () => {
    await start();
    class Clerk {
      static methodGroups = { fetch: "io" };
      #release = () => {};
      #running = 0;
      #seen = { order: [] as number[], most: 0 };
      hold() {
        return new Promise<string>((resolve) => {
          this.#release = () => resolve("held");
        });
      }
      release() {
        this.#release();
      }
      async fetch(what: number) {
        this.#seen.order.push(what);
        this.#running += 1;
        this.#seen.most = Math.max(this.#seen.most, this.#running);
        await new Promise((resolve) => setTimeout(resolve, 30));
        this.#running -= 1;
      }
      seen() {
        return this.#seen;
      }
    }
    const groups = { io: 2, others: 1 };
    using clerk = narcine.actor(Clerk, { concurrencyGroups: groups, name: "clerk" }).remote();
    const held = clerk.hold.remote();
    const behind = clerk.seen.remote();
    await narcine.get([1, 2, 3, 4].map((n) => clerk.fetch.remote(n)));
    expect((await narcine.wait([held, behind] as narcine.ObjectRef<unknown>[], { timeoutMs: 50 })).ready).toEqual([]);
    using same = await narcine.getActor<Clerk>("clerk");
    const seen = same.seen.options({ concurrencyGroup: "others" });
    expect(await seen.remote()).toEqual({ order: [1, 2, 3, 4], most: 2 });
    expect(() => same.seen.options({ concurrencyGroup: "none" })).toThrow(/"none"; its groups are: io, others/);
    await clerk.release.options({ concurrencyGroup: "others" }).remote();
    expect([await held, (await behind).most]).toEqual(["held", 2]);
    expect(() => narcine.actor(Clerk).remote()).toThrow(narcine.UsageError);
    const byName = narcine
      .actor<{ fetch(): void }>("typescript-groups:Clerk", { concurrencyGroups: { others: 1 } })
      .remote();
    const died = await failure(byName.fetch.remote());
    expect(died).toBeInstanceOf(narcine.ActorDiedError);
    expect(died.message).toMatch(/The method fetch cannot run: The actor has no concurrency group "io"/);
  });

  it("waits for some of several, and cancels what has not begun", async () => {
    await start();
    const nap = narcine.remote((ms: number) => new Promise<string>((resolve) => setTimeout(resolve, ms, "rested")));
    const [slow, slower, quick] = [
      nap.remote(5_000),
      nap.remote(5_000),
      ts("add").options({ numCpus: 0 }).remote(1, 2),
    ];
    const refs: narcine.ObjectRef<unknown>[] = [slow, slower, quick];
    expect(await narcine.wait(refs)).toEqual({ ready: [quick], notReady: [slow, slower] });
    expect(await narcine.wait(refs, { numReturns: 2, timeoutMs: 50 })).toEqual({
      ready: [quick],
      notReady: [slow, slower],
    });
    const queued = ts("add").remote(1, 2);
    narcine.cancel(queued);
    expect(await failure(queued)).toBeInstanceOf(narcine.TaskCancelledError);
    for (const each of [slow, slower]) narcine.cancel(each, { force: true });
    expect(await failure(narcine.get([slow, slower]))).toBeInstanceOf(narcine.TaskCancelledError);
    expect(session.stats().pendingCalls).toBe(0);
  });

  it("keeps what is looked at, though its object is freed and the store is wanted by others", async () => {
    await start({ objectStoreMemory: 40_000_000 });
    const first = narcine.put(new Uint8Array(10_000_000).fill(7));
    const view = await first;
    first.release();
    for (let at = 0; at < 10; at += 1) {
      using other = narcine.put(new Uint8Array(10_000_000).fill(at));
      expect(await ts("length").remote(other)).toBe(10_000_000);
    }
    expect(view.every((each) => each === 7)).toBe(true);
  });

  it("refuses options of a cluster", async () => {
    await expect(narcine.init({ local: true, address: "auto" })).rejects.toThrow(/address is an option of a cluster/);
    await expect(narcine.init({ numCpus: 1 })).rejects.toThrow(/numCpus is an option of local mode/);
    await expect(narcine.init({ local: true, numCpus: -1 })).rejects.toThrow(/CPU is -1/);
  });
});
