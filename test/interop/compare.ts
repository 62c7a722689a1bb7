import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { describeRun, type FinishedRun, type Maker, programFolder, repository, runProgram } from "./harness.js";
import { isNode, isStockHead, isStockRaylet } from "./processes.js";

export interface CompareOptions {
  /** File in programs/. */
  readonly program: string;
  /** All sections of the program: a section that vanishes fails. */
  readonly sections: readonly string[];
  /** For each of the two runs. */
  readonly limitMs?: number;
  readonly ownPids?: boolean;
  /** Whose head stands beside our raylet (default: stock's). */
  readonly gcs?: Maker;
  /** The program ends its processes hard: see LeftoverOptions. */
  readonly socketFilesMayStay?: boolean;
  /** Nodes of the cluster; default 1. */
  readonly raylets?: number;
}

/** The runs asked for: both, unless somebody looks for a fault (see harness.ts). */
export function makers(): readonly Maker[] {
  const only = process.env["NARCINE_INTEROP"];
  return only === "ours" || only === "stock" ? [only] : ["stock", "ours"];
}

/** Tests that a program gives the same facts on stock and on ours, that ours was ours, and that nothing is left. */
export function compareProgram(options: CompareOptions): void {
  const limitMs = options.limitMs ?? 240_000;
  describe(options.gcs === "ours" ? `${options.program} on our head` : options.program, () => {
    const runs = new Map<Maker, FinishedRun>();
    beforeAll(
      async () => {
        for (const maker of makers()) {
          const program = join(programFolder, options.program);
          const { ownPids = false, socketFilesMayStay = false, gcs } = options;
          const head = gcs === undefined ? {} : { gcs };
          runs.set(maker, await runProgram({ program, maker, limitMs, ownPids, socketFilesMayStay, ...head }));
        }
      },
      2 * limitMs + 60_000,
    );

    for (const section of options.sections) {
      it(section, () => {
        for (const run of runs.values()) {
          // The logs stand once, in "ends in order".
          expect(run.facts, `${run.maker} did not get so far`).toHaveProperty([section]);
          expect(run.facts[section], run.maker).not.toHaveProperty("failed");
        }
        const [stock, ours] = [runs.get("stock"), runs.get("ours")];
        if (stock !== undefined && ours !== undefined) expect(ours.facts[section]).toEqual(stock.facts[section]);
      });
    }

    it("ends in order", () => {
      const sections = process.env["NARCINE_TEST_ONLY"]?.split(",") ?? options.sections;
      for (const run of runs.values()) {
        const done = Object.keys(run.facts).filter((name) => !isFailed(run.facts[name]));
        expect({ exitCode: run.exitCode, timedOut: run.timedOut, done: done.sort() }, describeRun(run)).toEqual({
          exitCode: 0,
          timedOut: false,
          done: [...sections].sort(),
        });
      }
    });

    it("ran on the raylet it should", () => {
      for (const run of runs.values()) expectMaker(run, options.raylets);
    });

    if (options.gcs !== undefined) {
      it("ran on the head it should", () => {
        for (const run of runs.values()) {
          const isStock = run.maker === "stock" || options.gcs === "stock";
          expect(run.heads.map(isStockHead), describeRun(run)).toEqual([isStock]);
        }
      });
    }

    it("leaves nothing", () => {
      for (const run of runs.values()) expect(run.leftovers, run.maker).toEqual([]);
    });
  });
}

const isFailed = (facts: unknown): boolean => typeof facts === "object" && facts !== null && "failed" in facts;

/** So many raylets ran, and they were those asked for: ours is Node with a script of this repository. */
export function expectMaker(run: FinishedRun, raylets = 1): void {
  expect(run.raylets.length, describeRun(run)).toBe(raylets);
  for (const raylet of run.raylets) {
    expect(isStockRaylet(raylet), JSON.stringify(raylet)).toBe(run.maker === "stock");
    if (run.maker !== "ours") continue;
    expect(isNode(raylet), JSON.stringify(raylet)).toBe(true);
    expect(raylet.argv.some((argument) => argument.startsWith(`${repository}/`))).toBe(true);
  }
}
