import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { describeRun, type FinishedRun, programFolder, repository, runProgram } from "./harness.js";
import { headOf, type Maker, type Mix, makers, mixesUnderTest, rayletOf, STOCK } from "./mix.js";
import { type FoundProcess, isNode, isStockHead, isStockRaylet } from "./processes.js";

export { makers } from "./mix.js";

export interface CompareOptions {
  /** File in programs/. */
  readonly program: string;
  readonly args?: readonly string[];
  /** All sections of the program: a section that vanishes fails. */
  readonly sections: readonly string[];
  /** For each of the runs. */
  readonly limitMs?: number;
  readonly ownPids?: boolean;
  /** Mixes that stand beside stock besides the one under test. */
  readonly alsoOn?: readonly Mix[];
  readonly env?: Readonly<Record<string, string>>;
  /** Nodes of the cluster; default 1. */
  readonly raylets?: number;
}

/** Tests that a program gives the same facts on stock and on ours, that ours was ours, and that nothing is left. */
export function compareProgram(options: CompareOptions): void {
  const limitMs = options.limitMs ?? 240_000;
  const mixes = makers().flatMap((maker) => (maker === "stock" ? [STOCK] : mixesUnderTest(options.alsoOn ?? [])));
  describe(`${[options.program, ...(options.args ?? [])].join(" ")} on ${mixes.join(", ")}`, () => {
    const runs = new Map<Mix, FinishedRun>();
    beforeAll(
      async () => {
        for (const mix of mixes) {
          const program = join(programFolder, options.program);
          const { args = [], ownPids = false, env = {} } = options;
          const maker: Maker = mix === STOCK ? "stock" : "ours";
          runs.set(mix, await runProgram({ program, args, maker, mix, limitMs, ownPids, env }));
        }
      },
      mixes.length * limitMs + 60_000,
    );

    for (const section of options.sections) {
      it(section, () => {
        for (const run of runs.values()) {
          // The logs stand once, in "ends in order".
          expect(run.facts, `${run.mix} did not get so far`).toHaveProperty([section]);
          expect(run.facts[section], run.mix).not.toHaveProperty("failed");
        }
        const stock = runs.get(STOCK);
        if (stock === undefined) return;
        for (const run of runs.values()) expect(run.facts[section], run.mix).toEqual(stock.facts[section]);
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

    it("ran on what it should", () => {
      for (const run of runs.values()) expectMaker(run, options.raylets);
    });

    it("leaves nothing", () => {
      for (const run of runs.values()) expect(run.leftovers, run.mix).toEqual([]);
    });
  });
}

const isFailed = (facts: unknown): boolean => typeof facts === "object" && facts !== null && "failed" in facts;

/** So many raylets and one head ran, and they were those asked for: ours are Node with a script of this repository. */
export function expectMaker(run: FinishedRun, raylets = 1): void {
  expect(run.raylets.length, describeRun(run)).toBe(raylets);
  for (const raylet of run.raylets) expectMadeBy(rayletOf(run.mix), raylet, isStockRaylet(raylet));
  expect(run.heads.length, describeRun(run)).toBe(1);
  for (const head of run.heads) expectMadeBy(headOf(run.mix), head, isStockHead(head));
}

function expectMadeBy(maker: Maker, found: FoundProcess, isStock: boolean): void {
  const said = JSON.stringify(found);
  expect(isStock, said).toBe(maker === "stock");
  if (maker === "stock") return;
  expect(isNode(found), said).toBe(true);
  expect(
    found.argv.some((argument) => argument.startsWith(`${repository}/`)),
    said,
  ).toBe(true);
}
