import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { expectMaker } from "../interop/compare.js";
import { describeRun, type LiveRun, repository, runProgram } from "../interop/harness.js";
import { filesOfNodes } from "../interop/leftovers.js";
import { hasOurRaylet } from "../interop/mix.js";
import { type FoundProcess, isAlive, isHead, isRaylet } from "../interop/processes.js";

/**
 * kill -9 of each kind of process of a node that has workers, an actor and spill files. Either the node goes on and every
 * object is right, and a kill of the raylet afterwards leaves nothing either, or the node ends: within 5 s nothing of it is
 * left, whether or not the driver has noticed.
 */
const program = join(repository, "test", "chaos", "programs", "one_killed.py");
/** Nothing of a node may be there longer than this after it was killed. */
const WITHIN_MS = 5_000;

const titled =
  (pattern: RegExp) =>
  ({ argv }: FoundProcess): boolean =>
    pattern.test(argv[0] ?? "");
const isJanitor = ({ argv }: FoundProcess): boolean => argv.includes("narcine-janitor");

interface Case {
  readonly victim: string;
  readonly is: (found: FoundProcess) => boolean;
  /** With this type of `object_spilling_config`, so that Ray's IO workers spill. */
  readonly storage?: string;
  /** Killed so often, as soon as there is one again. */
  readonly times?: number;
  /** From its start, while the node first spills or reads back, and not when it is at rest. */
  readonly during?: "spilling" | "restoring";
}

/** A node lives on without them. Storage of type slow_fs takes a second or two to write a file: there is time to kill. */
const survived: readonly Case[] = [
  { victim: "the janitor", is: isJanitor, times: 2 },
  { victim: "an actor's worker", is: titled(/^ray::Echo/) },
  { victim: "an idle worker", is: titled(/^ray::IDLE$/) },
  { victim: "a zygote", is: titled(/^ray::Zygote/) },
  { victim: "an IO worker that has spilled", is: titled(/^ray::IDLE_SpillWorker/), storage: "mock_distributed_fs" },
  {
    victim: "an IO worker that spills",
    is: titled(/^ray::SPILL_SpillWorker/),
    storage: "slow_fs",
    times: 3,
    during: "spilling",
  },
  // Five times the first object that is read back, which the driver put: nobody can make it again.
  {
    victim: "an IO worker that restores",
    is: titled(/^ray::(IDLE|RESTORE)_RestoreWorker/),
    storage: "mock_distributed_fs",
    times: 5,
    during: "restoring",
  },
];

/** Without zygotes there is none to kill. */
const there = survived.filter(({ victim }) => victim !== "a zygote" || process.env["NARCINE_ZYGOTE"] !== "off");

/** The raylet shares the fate of its agents, and does not outlive its head for longer than a setting says. */
const fatal: readonly Case[] = [
  { victim: "the raylet", is: isRaylet },
  { victim: "Ray's agent of runtime environments", is: titled(/^ray::RuntimeEnvAgent/) },
  { victim: "Ray's agent of the dashboard", is: titled(/^ray::DashboardAgent/) },
  { victim: "the head", is: isHead },
];
const HEAD_AWAY_S = 2;

/** All processes below the raylet, and the raylet. */
function nodeOf(live: LiveRun): FoundProcess[] {
  const all = live.processes();
  const node = all.filter(isRaylet);
  for (const parent of node) node.push(...all.filter(({ parentPid }) => parentPid === parent.pid));
  return node;
}

/** The next one that is not `but`, within a minute. */
const find = (live: LiveRun, { victim, is }: Case, but: ReadonlySet<number> = new Set()): Promise<FoundProcess> =>
  vi.waitFor(
    () => {
      const found = live.processes().find((one) => is(one) && !but.has(one.pid));
      if (found === undefined) throw new Error(`there is no other process that is ${victim}`);
      return found;
    },
    { timeout: 60_000, interval: 10 },
  );

const make = (live: LiveRun, name: string): void => writeFileSync(join(live.folder, name), "");

/** What of the node is left when the time is over, or [] as soon as nothing is. */
async function remains(live: LiveRun, node: readonly FoundProcess[], withinMs: number): Promise<string[]> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const processes = node.filter(({ pid }) => isAlive(pid)).map(({ pid, argv }) => `${pid} ${argv.join(" ")}`);
    const left = [...processes, ...filesOfNodes(live.folder)];
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(50);
  }
}

describe.runIf(hasOurRaylet()).each(there)("kill -9 of $victim", (one) => {
  it("costs no object, and a raylet that is killed afterwards leaves nothing", async () => {
    const seen = { checked: {}, freed: {}, remains: ["not looked"] };
    const run = await runProgram({
      program,
      maker: "ours",
      limitMs: 200_000,
      env: one.storage === undefined ? {} : { SPILL_STORAGE: one.storage },
      onNode: async (live) => {
        const killed = new Set<number>();
        const killAll = async (): Promise<void> => {
          for (let count = 0; count < (one.times ?? 1); count++) {
            const { pid } = await find(live, one, killed);
            process.kill(pid, "SIGKILL");
            killed.add(pid);
          }
        };
        if (one.during === "spilling") await killAll();
        await live.line("READY");
        if (one.during === undefined) await killAll();
        // Of what is always there another one comes by itself.
        if (one.is === isJanitor) await find(live, one, killed);
        make(live, "check");
        if (one.during === "restoring") await killAll();
        seen.checked = (await live.line("CHECKED")) as object;
        seen.freed = (await live.line("FREED")) as object;
        const node = nodeOf(live);
        for (const raylet of node.filter(isRaylet)) process.kill(raylet.pid, "SIGKILL");
        seen.remains = await remains(live, node, WITHIN_MS);
        make(live, "end");
      },
    });
    expectMaker(run);
    expect(seen, describeRun(run)).toEqual({
      checked: { right: 12, actor: 7 },
      freed: { "spill files": "none" },
      remains: [],
    });
    expect(run.leftovers.filter((left) => !left.endsWith("/tmp/storage"))).toEqual([]);
  }, 240_000);
});

describe.runIf(hasOurRaylet()).each(fatal)("kill -9 of $victim", (one) => {
  it("ends the node, of which nothing is left after 5 s", async () => {
    let left = ["not looked"];
    const isOfHead = one.is === isHead;
    const run = await runProgram({
      program,
      maker: "ours",
      limitMs: 200_000,
      env: isOfHead ? { RAY_gcs_rpc_server_reconnect_timeout_s: String(HEAD_AWAY_S) } : {},
      onNode: async (live) => {
        await live.line("READY");
        const { pid } = await find(live, one);
        const node = nodeOf(live);
        process.kill(pid, "SIGKILL");
        left = await remains(live, node, WITHIN_MS + (isOfHead ? HEAD_AWAY_S * 1_000 : 0));
        make(live, "end");
      },
    });
    expectMaker(run);
    expect(left, describeRun(run)).toEqual([]);
    expect(run.leftovers, describeRun(run)).toEqual([]);
  }, 240_000);
});
