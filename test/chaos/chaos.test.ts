import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { expectMaker, makers } from "../interop/compare.js";
import { describeRun, type FinishedRun, type LiveRun, repository, runProgram } from "../interop/harness.js";
import { hasOurRaylet } from "../interop/mix.js";
import { type FoundProcess, isRaylet } from "../interop/processes.js";
import { Seeded } from "./seeded.js";

/**
 * kill -9 of each part at random moments while the node is busy. What must hold is the same for stock and for ours, so
 * stock can be run to see that the expectation is Ray's own: NARCINE_INTEROP=stock. NARCINE_TEST_SEED repeats a run.
 */
const program = join(repository, "test", "chaos", "programs", "busy.py");
const KILLS = 12;
const DOCUMENTED =
  /LocalRayletDiedError|NodeDiedError|ActorDiedError|ActorUnavailableError|WorkerCrashedError|RaySystemError/;
const who = makers().includes("ours") ? "ours" : "stock";

const stop = (live: LiveRun): void => writeFileSync(join(live.folder, "stop"), "");

/** Workers show what they do in their title: ray::work, ray::Echo.echo, ray::IDLE. */
const workers = (live: LiveRun): FoundProcess[] =>
  live.processes().filter(({ argv }) => /^ray::(?!DashboardAgent|RuntimeEnvAgent|Zygote)/.test(argv[0] ?? ""));

const zygotes = (live: LiveRun): FoundProcess[] =>
  live.processes().filter(({ argv }) => /^ray::Zygote/.test(argv[0] ?? ""));

/** Kills one process; false when it had gone before. */
function kill(pid: number): boolean {
  try {
    process.kill(pid, "SIGKILL");
    return true;
  } catch {
    return false;
  }
}

function start(random: Seeded, onReady: (live: LiveRun) => Promise<void>, busySeconds = 200): Promise<FinishedRun> {
  console.log(`chaos on ${who}: NARCINE_TEST_SEED=${random.seed}`);
  return runProgram({
    program,
    maker: who,
    limitMs: 280_000,
    env: { NARCINE_TEST_BUSY_S: String(busySeconds) },
    onNode: async (live) => {
      await live.line("READY");
      await sleep(random.below(800));
      await onReady(live);
    },
  });
}

describe(`kill -9 on ${who}`, () => {
  it("of workers and actors: retried, or the documented error, and every answer is right", async () => {
    const random = new Seeded();
    const killed: string[] = [];
    const run = await start(random, async (live) => {
      for (let count = 0; count < KILLS && !live.hasEnded(); count++) {
        const victims = workers(live);
        if (victims.length > 0) {
          const victim = random.pick(victims);
          if (kill(victim.pid)) killed.push(victim.argv[0] ?? "");
        }
        await sleep(random.between(50, 900));
      }
      stop(live);
    });
    const said = `seed ${random.seed}, killed ${killed.join(" ")}\n${describeRun(run)}`;
    expect(run.facts["busy"], said).toMatchObject({
      wrong: [],
      several_rounds: true,
      fragile_wrong: 0,
      undocumented: [],
    });
    expect(run.exitCode, said).toBe(0);
    expect(killed.length, said).toBeGreaterThan(KILLS / 2);
    expectMaker(run);
    expect(run.leftovers, said).toEqual([]);
  });

  it.runIf(hasOurRaylet() && process.env["NARCINE_ZYGOTE"] !== "off")(
    "of zygotes: no worker goes with them, and workers are started as before",
    async () => {
      const random = new Seeded();
      const killed = { zygotes: 0, workers: 0 };
      const run = await start(random, async (live) => {
        for (let count = 0; count < KILLS && !live.hasEnded(); count++) {
          // Workers too, so that there is something to start while there is no zygote.
          const before = workers(live);
          for (const { pid } of zygotes(live)) if (kill(pid)) killed.zygotes++;
          await sleep(random.below(60));
          if (before.length > 0 && kill(random.pick(before).pid)) killed.workers++;
          await sleep(random.between(100, 1_800));
        }
        stop(live);
      });
      const said = `seed ${random.seed}, killed ${JSON.stringify(killed)}\n${describeRun(run)}`;
      expect(run.facts["busy"], said).toMatchObject({ wrong: [], fragile_wrong: 0, undocumented: [] });
      expect(run.exitCode, said).toBe(0);
      expect(killed.zygotes, said).toBeGreaterThan(1);
      expect(run.leftovers, said).toEqual([]);
    },
  );

  it("of the raylet: the driver gets the documented error and ends, and nothing is left", async () => {
    const random = new Seeded();
    const run = await start(
      random,
      async (live) => {
        for (const raylet of live.processes().filter(isRaylet)) kill(raylet.pid);
      },
      60,
    );
    const said = `seed ${random.seed}\n${describeRun(run)}`;
    expect(run.timedOut, said).toBe(false);
    // Ray ends a driver whose raylet is gone (exit code 1, the reason in the core worker's log), unless a call was under
    // way that could be failed first.
    const failed = JSON.stringify(run.facts["busy"] ?? null);
    if (run.exitCode === 0) expect(failed, said).toMatch(DOCUMENTED);
    else expect(run.logs, said).toMatch(/raylet/i);
    expectMaker(run);
    expect(run.leftovers, said).toEqual([]);
  });

  it("of the driver: all it started ends with it", async () => {
    const random = new Seeded();
    const run = await start(random, async (live) => {
      kill(live.node.driver_pid);
    });
    const said = `seed ${random.seed}\n${describeRun(run)}`;
    expect(run.signal ?? run.exitCode, said).not.toBe(0);
    expectMaker(run);
    // Stock's two agents were seen to live on for over 30 s.
    if (hasOurRaylet()) expect(run.leftovers, said).toEqual([]);
  });
});
