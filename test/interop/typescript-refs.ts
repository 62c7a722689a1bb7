import { expect } from "vitest";
import * as narcine from "../../src/api/index.js";
import { failure } from "./typescript-cluster.js";

/** The class Keeper of remote_table.py and typescript-table.mjs. */
export interface Keeper {
  keep(box: { ref: narcine.ObjectRef }): string;
  read(): number;
  drop(): string;
  lend(size: number): { ref: narcine.ObjectRef<Uint8Array> };
  hand_on(name: string): string;
  references(): number;
  visible(): unknown;
}

interface Box {
  readonly refs: readonly narcine.ObjectRef[];
}
type Read = (box: Box) => unknown[];
type FirstSize = (box: Box) => number;

/** What is called, in one of the languages. */
export interface Callee {
  readonly Keeper: narcine.RemoteClass<Keeper>;
  readonly read: narcine.RemoteFunction<Read>;
  readonly firstSize: narcine.RemoteFunction<FirstSize>;
}

export const callees: Readonly<Record<"Python" | "TypeScript", Callee>> = {
  Python: {
    Keeper: narcine.python.actor<Keeper>("remote_table:Keeper"),
    read: narcine.python<Read>("remote_table:read"),
    firstSize: narcine.python<FirstSize>("remote_table:first_size"),
  },
  TypeScript: {
    Keeper: narcine.actor<Keeper>("typescript-table:Keeper"),
    read: narcine.remote<Read>("typescript-table:read"),
    firstSize: narcine.remote<FirstSize>("typescript-table:firstSize"),
  },
};

/** Waits until `what` gives `value`. */
export async function until<T>(what: () => T | Promise<T>, value: T, limitMs = 20_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const now = await what();
    if (now === value) return;
    if (performance.now() > deadline) {
      expect(now).toEqual(value);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until nothing that earlier cases left is on its way any more, and gives what stays. */
async function settled(count: () => number): Promise<number> {
  for (;;) {
    const before = count();
    await new Promise((resolve) => setTimeout(resolve, 500));
    if (count() === before) return before;
  }
}

const large = 300_000;

/** Cases of refs that travel inside values to and from the callee, by name. */
export function refCases(
  { Keeper, read, firstSize }: Callee,
  session: () => narcine.Session,
): Record<string, () => Promise<void>> {
  const inScope = () => session().stats().objectsInScope;
  return {
    "refs inside an argument, small, large and of a task": async () => {
      const refs = [narcine.put(7), narcine.put(new Uint8Array(large)), read.remote({ refs: [] })];
      const [small, bytes, list] = (await awaited(read.remote({ refs }))) as [number, Uint8Array, unknown[]];
      expect([small, bytes.length, list]).toEqual([7, large, []]);
      for (const ref of refs) ref.release();
    },
    "a ref inside an object in the store": async () => {
      using inner = narcine.put(new Uint8Array(large));
      using outer = narcine.put({ refs: [inner], filler: "x".repeat(large) });
      inner.release();
      expect(await awaited(firstSize.remote(outer))).toBe(large);
      const { refs } = (await outer) as unknown as { refs: narcine.ObjectRef<Uint8Array>[] };
      expect((await (refs[0] as narcine.ObjectRef<Uint8Array>)).length).toBe(large);
      for (const ref of refs) ref.release();
    },
    "what an actor keeps lives until it drops it": async () => {
      const before = await settled(inScope);
      using keeper = Keeper.remote();
      const ref = narcine.put(new Uint8Array(large));
      expect(await awaited(keeper.keep.remote({ ref }))).toBe("kept");
      ref.release();
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(inScope()).toBe(before + 1);
      expect(await awaited(keeper.read.remote())).toBe(large);
      expect(await awaited(keeper.drop.remote())).toBe("dropped");
      await until(inScope, before);
    },
    "what an actor takes again lives until it drops it again": async () => {
      const before = await settled(inScope);
      using keeper = Keeper.remote();
      const ref = narcine.put(new Uint8Array(large));
      expect(await awaited(keeper.keep.remote({ ref }))).toBe("kept");
      expect(await awaited(keeper.drop.remote())).toBe("dropped");
      await settled(inScope);
      expect(await awaited(keeper.keep.remote({ ref }))).toBe("kept");
      ref.release();
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(inScope()).toBe(before + 1);
      expect(await awaited(keeper.read.remote())).toBe(large);
      expect(await awaited(keeper.drop.remote())).toBe("dropped");
      await until(inScope, before);
    },
    "what an actor lends is freed there when the last ref here goes": async () => {
      using keeper = Keeper.remote();
      const count = () => awaited(keeper.references.remote());
      const before = await count();
      for (const size of [3, large]) {
        const result = keeper.lend.remote(size);
        const { ref } = await result;
        result.release();
        expect((await ref).length).toBe(size);
        expect(await awaited(firstSize.remote({ refs: [ref] }))).toBe(size);
        expect(await count()).toBeGreaterThan(before);
        ref.release();
        await until(count, before);
      }
    },
    "what goes from one actor to another outlives the first": async () => {
      const before = await settled(inScope);
      using first = Keeper.remote();
      using second = Keeper.options({ name: "second" }).remote();
      const ref = narcine.put(new Uint8Array(large));
      expect(await awaited(second.drop.remote())).toBe("dropped");
      expect(await awaited(first.keep.remote({ ref }))).toBe("kept");
      ref.release();
      expect(await awaited(first.hand_on.remote("second"))).toBe("kept");
      expect(await awaited(first.drop.remote())).toBe("dropped");
      await narcine.kill(first);
      expect(await awaited(second.read.remote())).toBe(large);
      expect(await awaited(second.drop.remote())).toBe("dropped");
      await until(inScope, before);
    },
    "a borrower that dies gives everything back": async () => {
      const before = inScope();
      using keeper = Keeper.remote();
      const ref = narcine.put(new Uint8Array(large));
      expect(await awaited(keeper.keep.remote({ ref }))).toBe("kept");
      ref.release();
      await narcine.kill(keeper);
      await until(inScope, before);
    },
    "what an owner that dies has lent is lost with it": async () => {
      using keeper = Keeper.remote();
      const [small, bytes] = [
        (await awaited(keeper.lend.remote(3))).ref,
        (await awaited(keeper.lend.remote(large))).ref,
      ];
      expect((await bytes).length).toBe(large);
      await narcine.kill(keeper);
      const isDead = (error: unknown) => error instanceof narcine.ActorDiedError;
      await until(() => keeper.drop.remote().then(() => false, isDead), true);
      // The head says so while the process still answers what it has been asked.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const error = await failure(small);
      expect(
        [narcine.OwnerDiedError, narcine.ObjectFreedError].some((Class) => error instanceof Class),
        String(error),
      ).toBe(true);
      small.release();
      bytes.release();
    },
  };
}

/** The value of a ref that is released with it. */
async function awaited<T>(ref: narcine.ObjectRef<T>): Promise<T> {
  try {
    return await ref;
  } finally {
    ref.release();
  }
}
