import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { describeRun, type FinishedRun, programFolder, runProgram } from "./harness.js";
import type { Maker } from "./mix.js";
import { isStockHead, isStockRaylet } from "./processes.js";

/**
 * Our head is killed so often under load and comes back from its storage, beside our raylet and beside stock's. A run
 * repeats its moments with NARCINE_TEST_SEED; NARCINE_TEST_KILLS=n has n of them.
 */
export function killHead(times: number): void {
  const kills = Number(process.env["NARCINE_TEST_KILLS"] ?? times);
  const seed = process.env["NARCINE_TEST_SEED"] ?? String(Date.now() % 1_000_000_007);

  describe.each(["ours", "stock"] satisfies Maker[])("kill -9 of our head beside the raylet of %s", (raylet) => {
    let run: FinishedRun;
    beforeAll(
      async () => {
        run = await runProgram({
          program: join(programFolder, "head_kills.py"),
          maker: "ours",
          mix: `${raylet}+ours`,
          limitMs: 240_000 + kills * 15_000,
          env: { NARCINE_TEST_KILLS: String(kills), NARCINE_TEST_SEED: seed },
        });
      },
      300_000 + kills * 15_000,
    );
    const said = () => `seed ${seed}\n${describeRun(run)}`;

    it("loses nothing that was acknowledged, and work goes on", () => {
      expect(run.facts["under_load"], said()).toEqual({ goes_on: true, wrong: {}, errors: {}, lost: {} });
    });

    it("collects what a driver left that ended while the head was away", () => {
      const facts = { job_known: true, job_dead: true, own_job_runs: true, owned_gone: true, outlives: 1 };
      expect(run.facts["leftovers"], said()).toEqual(facts);
    });

    it("has all its nodes and resources again, and room for new work", () => {
      const facts = { alive: [true], free: true, task: 16, actor: 1, group: true };
      expect(run.facts["after"], said()).toEqual(facts);
    });

    it("ran on what it should, and leaves nothing", () => {
      expect(run.raylets.map(isStockRaylet)).toEqual([raylet === "stock"]);
      expect(run.heads.map(isStockHead)).toEqual([false]);
      expect(run.exitCode, said()).toBe(0);
      expect(run.leftovers, said()).toEqual([]);
    });
  });
}
