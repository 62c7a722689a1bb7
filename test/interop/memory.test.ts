import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compareProgram, expectMaker, makers } from "./compare.js";
import { describeRun, programFolder, runProgram } from "./harness.js";
import { hasOurRaylet } from "./mix.js";

compareProgram({
  program: "memory.py",
  sections: [
    "task_without_retries",
    "task_with_retries",
    "actor_dies",
    "actor_comes_back",
    "last_started_dies",
    "retriable_dies_first",
    "kills_are_counted",
  ],
});

it.each(makers())("RAY_memory_monitor_refresh_ms=0 switches it off (%s)", async (maker) => {
  const program = join(programFolder, "memory.py");
  const run = await runProgram({ program, args: ["--off"], maker, limitMs: 120_000 });
  expectMaker(run);
  expect(run.facts, describeRun(run)).toEqual({ nobody_is_killed: "held True" });
});

/** A control group (version 1) of its own below ours, with a limit; null where this machine does not let us. */
function makeGroup(limitBytes: number): { path: string; end: () => void } | null {
  const own = /^\d+:(?:[^:\n]*,)?memory(?:,[^:\n]*)?:(\/.*)$/m.exec(readFileSync("/proc/self/cgroup", "utf8"))?.[1];
  const path = `/sys/fs/cgroup/memory${own === "/" ? "" : own}/narcine-test-${process.pid}`;
  if (own === undefined) return null;
  try {
    mkdirSync(path);
    writeFileSync(`${path}/memory.limit_in_bytes`, String(limitBytes));
  } catch {
    return null;
  }
  return { path, end: () => rmdirSync(path) };
}

// Stock looks at the group at /sys/fs/cgroup alone, so there is nothing to compare with.
it.runIf(hasOurRaylet())("the limit of a control group counts, page cache does not", async (context) => {
  const group = makeGroup(2_600 * 1_024 ** 2);
  if (group === null) return context.skip();
  try {
    const program = join(programFolder, "memory.py");
    const run = await runProgram({ program, maker: "ours", limitMs: 180_000, env: { MEMORY_GROUP: group.path } });
    expectMaker(run);
    expect(run.facts, describeRun(run)).toEqual({
      page_cache_kills_nobody: { above: true },
      group_limit_kills: { "names it": true },
    });
  } finally {
    group.end();
  }
});
