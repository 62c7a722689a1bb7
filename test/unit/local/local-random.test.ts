import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as narcine from "../../../src/api/index.js";
import { collectGarbage } from "../../../src/runtime/collect-garbage.js";
import { ts } from "../../interop/typescript-on-both.js";
import { Seeded } from "../wire/seeded.js";

// Threads run what `npm run build` made of src.
const programs = fileURLToPath(new URL("../../interop/programs", import.meta.url));
const seed = Number(process.env["NARCINE_FUZZ_SEED"] ?? Date.now() % 100_000);
const calls = 40;

/** What a call may end with, beside its value. */
const expected = [
  narcine.TaskCancelledError,
  narcine.WorkerCrashedError,
  narcine.ActorDiedError,
  narcine.ActorUnavailableError,
];

class Worker {
  #count = 0;
  count() {
    this.#count += 1;
    return this.#count;
  }
  async nap(milliseconds: number) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return milliseconds;
  }
  length(bytes: Uint8Array) {
    return bytes.length;
  }
  die() {
    process.exit(1);
  }
}

describe(`anything at once in local mode, seed ${seed}`, () => {
  let session: narcine.Session;
  beforeAll(async () => {
    session = await narcine.init({ local: true, numCpus: 2, pythonPath: [programs], objectStoreMemory: 100_000_000 });
  });
  afterAll(() => narcine.shutdown());

  const random = new Seeded(seed);
  const below = (limit: number) => random.below(limit);
  const Actor = narcine.actor(Worker);
  const actors: narcine.ActorHandle<Worker>[] = [];
  const spin = narcine.remote((milliseconds: number) => {
    for (const end = Date.now() + milliseconds; Date.now() < end; );
    return milliseconds;
  });
  const same = async (ref: PromiseLike<unknown>, value: unknown) => expect(await ref).toEqual(value);
  const anyActor = () => actors[below(actors.length)] as narcine.ActorHandle<Worker>;
  const maybeCancel = <T>(ref: narcine.ObjectRef<T>, mayForce: boolean) => {
    const force = mayForce && below(2) === 0;
    if (below(3) === 0) setTimeout(() => narcine.cancel(ref, { force }), below(40));
    return ref;
  };

  /** Each resolves, or rejects with what is expected. */
  const kinds: readonly (() => Promise<unknown>)[] = [
    () => same(ts("add").remote(2, ts("add").remote(3, 4)), 9),
    () => same(ts("length").remote(ts("zeros").remote(150_000 + below(10))), expect.any(Number)),
    () => same(maybeCancel(spin.remote(below(60)), true), expect.any(Number)),
    () =>
      same(
        ts("die")
          .options({ maxRetries: below(2) })
          .remote(),
        "never",
      ),
    async () => expect(await narcine.remote<(n: number) => number>("typescript-functions:nested").remote(3)).toBe(3),
    async () => {
      let left = 1 + below(8);
      for await (const ref of ts("countdown").stream(6)) {
        await ref;
        left -= 1;
        if (left === 0) break;
      }
    },
    async () => {
      using ref = narcine.put(new Uint8Array(below(2) === 0 ? 10 : 200_000));
      await same(anyActor().length.remote(ref as narcine.ObjectRef<Uint8Array>), expect.any(Number));
    },
    () => same(maybeCancel(anyActor().nap.remote(below(40)), false), expect.any(Number)),
    () => same(anyActor().count.remote(), expect.any(Number)),
    async () => {
      const at = below(actors.length);
      const [old] = actors.splice(at, 1, newActor());
      const how = below(3);
      if (how === 0) await narcine.kill(old as narcine.ActorIdentity);
      if (how === 1) await old?.die.remote();
      old?.[Symbol.dispose]();
    },
  ];
  const newActor = () =>
    Actor.options({ maxRestarts: below(2), maxTaskRetries: below(2), maxConcurrency: 1 + below(3) }).remote();

  it("answers every call, and keeps nothing", async () => {
    actors.push(newActor(), newActor(), newActor());
    const open = new Set<Promise<unknown>>();
    for (let at = 0; at < calls; at += 1) {
      const kind = kinds[below(kinds.length)] as () => Promise<unknown>;
      const running = kind().catch((error: unknown) => {
        if (!expected.some((Class) => error instanceof Class)) throw error;
      });
      open.add(running);
      running.finally(() => open.delete(running)).catch(() => undefined);
      if (open.size > 30) await Promise.race(open);
    }
    await Promise.all(open);
    for (const each of actors.splice(0)) each[Symbol.dispose]();
    await expect.poll(() => session.stats().pendingCalls, { timeout: 10_000 }).toBe(0);
    const objects = () => {
      collectGarbage();
      return session.stats().objectsInScope;
    };
    await expect.poll(objects, { timeout: 30_000, interval: 300 }).toBe(0);
  }, 120_000);
});
