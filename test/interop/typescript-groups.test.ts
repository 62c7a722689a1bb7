import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as narcine from "../../src/api/index.js";
import { describeRun, programFolder, runProgram } from "./harness.js";
import { hasOurRaylet, makers, mixUnderTest, STOCK } from "./mix.js";
import { failure, onCluster } from "./typescript-cluster.js";

const mixes = [...(hasOurRaylet() ? [mixUnderTest()] : []), ...(makers().includes("stock") ? [STOCK] : [])];

/** The class of programs/typescript-groups.mjs, which is JavaScript, and of programs/typescript_clerk.py. */
interface Clerk {
  hold(): string;
  release(): null;
  fetch(what: number): number;
  plain(what: number): number;
  seen(): { order: { fetch: number[]; plain: number[] }; most: { fetch: number; plain: number } };
  spin(milliseconds: number): [number, number];
}
type Handle = narcine.ActorHandle<Clerk>;

const concurrencyGroups = { io: 2, others: 1 };
const Clerk = narcine.actor<Clerk>("typescript-groups:Clerk", { concurrencyGroups });
const PythonClerk = narcine.python.actor<Clerk>("typescript_clerk:Clerk", { concurrencyGroups });

describe.each(mixes)("on %s calls of an actor in concurrency groups", (mix) => {
  it("run within their bounds, for a driver in TypeScript", async () => {
    const run = await onCluster(
      "ours",
      async () => {
        const ofTypeScript = Clerk.remote();
        await inGroups(ofTypeScript);
        expect((await seen(ofTypeScript)).order.fetch).toEqual([1, 2, 3, 4, 5]);
        await inGroups(PythonClerk.options({ methodGroups: { fetch: "io" } }).remote());
        await madeByPython();
        await onThreads();
        await wrongGroups();
      },
      mix,
    );
    expect(run.exitCode, describeRun(run)).toBe(0);
    expect(run.facts).toEqual({ ended: { jobs_have_ended: true, resources_are_back: true } });
    expect(run.leftovers).toEqual([]);
  });

  it("run within their bounds, for a driver in Python", async () => {
    const program = join(programFolder, "typescript_groups.py");
    const run = await runProgram({ program, maker: "ours", mix, limitMs: 120_000 });
    expect(run.facts, describeRun(run)).toEqual({
      groups: {
        answers: [1, 2, 3, 4, 11, 12, 13],
        default_waits: true,
        order: { fetch: [1, 2, 3, 4], plain: [11, 12, 13] },
        most: { fetch: 2, plain: 1 },
        unknown: expect.stringMatching(
          /^UsageError: The actor has no concurrency group "none"; its groups are: io, others/,
        ),
        after: ["held", 0, 6, 7],
      },
    });
    expect(run.exitCode).toBe(0);
    expect(run.leftovers).toEqual([]);
  });
});

const seen = (clerk: Handle) => clerk.seen.options({ concurrencyGroup: "others" }).remote();

/** While one holds the default group, others are answered: as many at a time as their groups may have. */
async function inGroups(clerk: Handle): Promise<void> {
  const others = clerk.plain.options({ concurrencyGroup: "others" });
  const held = clerk.hold.remote();
  const behind = clerk.plain.remote(0);
  const fetched = [1, 2, 3, 4].map((n) => clerk.fetch.remote(n));
  const asked = [11, 12, 13].map((n) => others.remote(n));
  expect(await narcine.get([...fetched, ...asked])).toEqual([1, 2, 3, 4, 11, 12, 13]);
  expect((await narcine.wait([held, behind] as narcine.ObjectRef<unknown>[], { timeoutMs: 300 })).ready).toEqual([]);
  const { order, most } = await seen(clerk);
  expect(most).toEqual({ fetch: 2, plain: 1 });
  expect(order.plain).toEqual([11, 12, 13]);
  expect(() => clerk.plain.options({ concurrencyGroup: "none" })).toThrow(narcine.UsageError);
  expect(() => clerk.plain.options({ concurrencyGroup: "none" })).toThrow(/"none"; its groups are: io, others/);
  await clerk.release.options({ concurrencyGroup: "others" }).remote();
  expect([await held, await behind]).toEqual(["held", 0]);
  expect(await clerk.fetch.options({ concurrencyGroup: "others" }).remote(5)).toBe(5);
}

/** By name: its groups, and what its class says of its methods, are those that its maker knew. */
async function madeByPython(): Promise<void> {
  await narcine.python<(name: string) => number>("typescript_clerk:make").remote("clerk");
  const clerk = await narcine.getActor<Clerk>("clerk");
  await inGroups(clerk);
  await narcine.kill(clerk);
}

/** Each call that may run has a thread. */
async function onThreads(): Promise<void> {
  using clerk = Clerk.remote();
  await seen(clerk);
  const held = clerk.hold.remote();
  const spins = await narcine.get([clerk.spin.remote(1_000), clerk.spin.remote(1_000)]);
  const [first, second] = spins.sort(([a], [b]) => a - b) as [[number, number], [number, number]];
  expect(second[0]).toBeLessThan(first[1]);
  await clerk.release.options({ concurrencyGroup: "others" }).remote();
  expect(await held).toBe("held");
}

async function wrongGroups(): Promise<void> {
  class Local {
    static methodGroups = { fetch: "io" };
    fetch() {
      return "fetched";
    }
  }
  expect(() => narcine.actor(Local).remote()).toThrow(/The method fetch cannot run: .* it was made with none/);
  using made = narcine.actor(Local, { concurrencyGroups: { io: 1 } }).remote();
  expect(await made.fetch.remote()).toBe("fetched");
  // Of a class that is given by name only its worker knows.
  const dead = Clerk.options({ concurrencyGroups: { others: 1 } }).remote();
  const died = await failure(dead.plain.remote(1));
  expect(died).toBeInstanceOf(narcine.ActorDiedError);
  expect(died.message).toMatch(/The method fetch cannot run: The actor has no concurrency group "io"/);
}
