import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import * as narcine from "../../../src/api/index.js";
import { collectGarbage } from "../../../src/runtime/collect-garbage.js";
import { failure, ts } from "../../interop/typescript-on-both.js";

// Threads run what `npm run build` made of src.
const programs = fileURLToPath(new URL("../../interop/programs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "narcine-local-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("faults in local mode", () => {
  let session: narcine.Session;
  beforeEach(async () => {
    session = await narcine.init({ local: true, numCpus: 2, pythonPath: [programs], objectStoreMemory: 60_000_000 });
  });
  afterEach(() => narcine.shutdown());

  // The test runner rewrites import() in what it loads itself.
  const dieOnce = new Function(`return async (marker) => {
    const { existsSync, writeFileSync } = await import("node:fs");
    if (existsSync(marker)) return "second";
    writeFileSync(marker, "");
    process.exit(1);
  }`)() as (marker: string) => Promise<string>;

  it("runs a task again whose thread died, and fails it when it may not", async () => {
    const task = narcine.remote(dieOnce);
    expect(await task.remote(join(folder, "again"))).toBe("second");
    const once = task.options({ maxRetries: 0 });
    const error = await failure(once.remote(join(folder, "once")));
    expect(error).toBeInstanceOf(narcine.WorkerCrashedError);
    expect(existsSync(join(folder, "once"))).toBe(true);
    const late = narcine.remote(() => {
      setTimeout(() => {
        throw new Error("nobody caught this");
      }, 1);
      return new Promise((resolve) => setTimeout(resolve, 60_000));
    });
    expect((await failure(late.options({ maxRetries: 0 }).remote())).message).toMatch(/nobody caught this/);
  });

  it("says why an actor is dead: its thread, its constructor, its name", async () => {
    class Fragile {
      constructor(isWhole: boolean) {
        if (!isWhole) throw new RangeError("broken");
      }
      hello() {
        return "hello";
      }
      reject() {
        void Promise.reject(new Error("floating"));
        return new Promise((resolve) => setTimeout(resolve, 60_000));
      }
    }
    const Actor = narcine.actor(Fragile, { name: "fragile" });
    const whole = Actor.remote(true);
    expect(await whole.hello.remote()).toBe("hello");
    expect((await failure(Actor.remote(true).hello.remote())).message).toMatch(/an actor named fragile/);
    expect((await failure(whole.reject.remote())).message).toMatch(/floating/);
    const broken = await failure(Actor.remote(false).hello.remote());
    expect(broken).toBeInstanceOf(narcine.ActorDiedError);
    expect(broken.message).toMatch(/RangeError: broken/);
  });

  it("ends streams: one that its caller leaves, one whose thread dies, one that is none", async () => {
    const endless = narcine.remote(async function* endless() {
      for (let at = 0; ; at += 1) {
        yield at;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    });
    const taken: number[] = [];
    for await (const ref of endless.stream()) {
      taken.push(await ref);
      if (taken.length === 3) break;
    }
    expect(taken).toEqual([0, 1, 2]);
    await expect.poll(() => session.stats()).toMatchObject({ pendingCalls: 0 });
    const dying = narcine.remote(function* dying() {
      yield 1;
      process.exit(1);
    });
    const stream = dying.options({ maxRetries: 0 }).stream();
    await expect(
      (async () => {
        for await (const ref of stream) await ref;
      })(),
    ).rejects.toBeInstanceOf(narcine.WorkerCrashedError);
    const none = (ts("add") as unknown as typeof endless).stream();
    await expect(none.next()).rejects.toThrow(/nothing to iterate over/);
  });

  it("keeps more in the store than its memory takes, and gives it back", async () => {
    const many = Array.from({ length: 8 }, (_, at) => narcine.put(new Uint8Array(10_000_000).fill(at)));
    expect((await narcine.get(many)).map((bytes) => bytes[9_999_999])).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const ref of many) ref.release();
    for (let at = 0; at < 50; at += 1) {
      using ref = narcine.put(new Uint8Array(10_000_000));
      expect((await ts("length").remote(ref)) as number).toBe(10_000_000);
    }
  });

  it("frees what a task's own refs and handles were of, once the task is over", async () => {
    const program = fileURLToPath(new URL("../../../dist/api/index.js", import.meta.url));
    const leave = new Function(`return async (narcine) => {
      const { actor, put, remote } = await import(narcine);
      const kept = [put(new Uint8Array(300_000)), put("small"), remote(() => 1).remote()];
      const made = actor(class Left { hello() { return "hello"; } }, { name: "left" }).remote();
      return [kept.length, await made.hello.remote()];
    }`)() as (narcine: string) => Promise<unknown>;
    expect(await narcine.remote(leave).remote(program)).toEqual([3, "hello"]);
    const isThere = () =>
      narcine.getActor("left").then(
        (handle) => {
          handle[Symbol.dispose]();
          return true;
        },
        () => false,
      );
    await expect.poll(isThere, { timeout: 20_000, interval: 200 }).toBe(false);
    await expect
      .poll(
        () => {
          collectGarbage();
          return session.stats().objectsInScope;
        },
        { timeout: 20_000, interval: 200 },
      )
      .toBe(0);
  });

  it("leaves no thread and no open file behind, however often it is started", async () => {
    const count = () => readdirSync("/proc/self/task").length;
    const open = () => {
      collectGarbage();
      return readdirSync("/proc/self/fd").length;
    };
    await narcine.shutdown();
    await expect.poll(open, { interval: 100 }).toBeGreaterThan(0);
    const [threads, files] = [count(), open()];
    for (let round = 0; round < 4; round += 1) {
      await narcine.init({ local: true, numCpus: 2, pythonPath: [programs] });
      expect(await ts("length").remote(narcine.put(new Uint8Array(200_000)))).toBe(200_000);
      await narcine.shutdown();
    }
    expect(count()).toBeLessThanOrEqual(threads);
    // The store's own and the client's close with their objects.
    await expect.poll(open, { interval: 100, timeout: 10_000 }).toBeLessThanOrEqual(files);
  });
});
