import { it } from "vitest";

/** A seed whose run once failed, and what was wrong. */
export interface Mended {
  readonly seed: number;
  readonly what: string;
}

const one = process.env["NARCINE_SIM_SEED"];
const runs = Number(process.env["NARCINE_SIM_RUNS"] ?? 1_000);

/** Tests of one simulated cluster. NARCINE_SIM_SEED=N runs one seed, NARCINE_SIM_RUNS=N so many from 1 on. */
export function runSeeds(run: (seed: number) => void, mended: readonly Mended[]): void {
  if (one !== undefined) {
    it(`seed ${one}`, () => run(Number(one)));
    return;
  }
  for (const { seed, what } of mended) it(`seed ${seed}: ${what}`, () => run(seed));

  it(`${runs} seeds`, () => {
    for (let seed = 1; seed <= runs; seed += 1) run(seed);
  });
}
