import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { collectGarbage } from "../../src/runtime/collect-garbage.js";
import { describeRun, programFolder, runProgram } from "./harness.js";
import { hasOurRaylet, makers, mixUnderTest, STOCK } from "./mix.js";
import { callCases, valueCases } from "./typescript-cases.js";
import { onCluster } from "./typescript-cluster.js";
import { headKnowsTasks } from "./typescript-events.js";
import { callees, refCases } from "./typescript-refs.js";

const mixes = [...(hasOurRaylet() ? [mixUnderTest()] : []), ...(makers().includes("stock") ? [STOCK] : [])];
/** A case that hangs is named; one that takes its time on a busy machine is none. */
const caseLimitMs = 100_000;

describe.each(mixes)("on %s a TypeScript driver", (mix) => {
  it("passes the table of cases", { timeout: 300_000 }, async () => {
    const outcomes: Record<string, string> = {};
    const run = await onCluster(
      "ours",
      async (live, address, session) => {
        const token = readFileSync(join(live.folder, "home", ".ray", "auth_token"), "utf8");
        outcomes["the head knows of tasks"] = await outcomeOf(() => headKnowsTasks(address, token, session));
        for (const language of ["Python", "TypeScript"] as const) {
          const refs = refCases(callees[language], () => session);
          for (const [name, test] of Object.entries({ ...valueCases(language), ...callCases(language), ...refs })) {
            await settled();
            outcomes[`${language}: ${name}`] = await outcomeOf(test);
          }
        }
      },
      mix,
    );
    const passed = Object.fromEntries(Object.keys(outcomes).map((name) => [name, "passed"]));
    expect(outcomes, describeRun(run)).toEqual(passed);
    expect(Object.keys(outcomes).length).toBeGreaterThan(60);
    expect(run.exitCode, describeRun(run)).toBe(0);
    expect(run.facts).toEqual({ ended: { jobs_have_ended: true, resources_are_back: true } });
    expect(run.leftovers).toEqual([]);
  });
});

describe.each(mixes)("on %s Python", (mix) => {
  it("passes the table of cases, calling TypeScript", { timeout: 300_000 }, async () => {
    const program = join(programFolder, "typescript_table.py");
    const run = await runProgram({ program, maker: "ours", mix, limitMs: 280_000 });
    const outcomes = run.facts["table"] as Record<string, unknown>;
    const passed = Object.fromEntries(Object.keys(outcomes).map((name) => [name, true]));
    expect(outcomes, describeRun(run)).toEqual(passed);
    expect(Object.keys(outcomes).length).toBeGreaterThan(35);
    expect(run.exitCode, describeRun(run)).toBe(0);
    expect(run.leftovers).toEqual([]);
  });
});

async function outcomeOf(test: () => Promise<void>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, caseLimitMs, `not done in ${caseLimitMs} ms`);
  });
  const passed = test().then(
    () => "passed",
    (error: Error) => error.stack ?? String(error),
  );
  const outcome = await Promise.race([passed, late]);
  clearTimeout(timer);
  return outcome;
}

/** What earlier cases left is collected, so that counts of references say what a case has left. */
async function settled(): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
