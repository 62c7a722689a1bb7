import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeRun, type FinishedRun, type Maker, programFolder, runProgram } from "./harness.js";
import { mixUnderTest, rayletOf } from "./mix.js";
import { isStockRaylet } from "./processes.js";

/** Makers of the two nodes, the driver's first. */
export type TransferMix = "stock,stock" | "ours,ours" | "ours,stock" | "stock,ours";

const sections = [
  "owned_there",
  "owned_here",
  "arguments",
  "many_small",
  "waits",
  "task_error",
  "more_than_fits",
  "holder_dies",
];
const limitMs = 240_000;

/** For whoever looks for a fault: NARCINE_TEST_NODES=ours,stock runs one mix only, NARCINE_TEST_TIMES=1 shows how long each get took. */
const wanted = process.env["NARCINE_TEST_NODES"];

/** Objects between two nodes of these makers, a test each. */
export function transferBetween(mixes: readonly TransferMix[]): void {
  describe.runIf(rayletOf(mixUnderTest()) === "ours")("objects between two nodes", () => {
    for (const mix of mixes.filter((mix) => wanted === undefined || mix === wanted)) {
      it(mix, () => expectRight(mix), limitMs + 30_000);
    }
  });
}

async function expectRight(mix: TransferMix): Promise<void> {
  const run = await runMix(mix);
  // `default` is ours in a run of ours.
  const stockOnes = mix.split(",").filter((maker) => maker === "stock").length;
  expect(run.raylets.filter(isStockRaylet).length, describeRun(run)).toBe(stockOnes);
  expect(run.raylets.length).toBe(2);
  const only = process.env["NARCINE_TEST_ONLY"]?.split(",") ?? sections;
  expect(Object.keys(run.facts).sort(), describeRun(run)).toEqual([...only].sort());
  for (const section of only) expect({ [section]: run.facts[section] }, describeRun(run)).toEqual(right(section));
  expect({ exitCode: run.exitCode, leftovers: run.leftovers }).toEqual({ exitCode: 0, leftovers: [] });
}

async function runMix(mix: string): Promise<FinishedRun> {
  const maker: Maker = mix === "stock,stock" ? "stock" : "ours";
  const program = join(programFolder, "cluster_transfer.py");
  const args = [mix.replaceAll("ours", "default")];
  const run = await runProgram({ program, args, maker, limitMs, socketFilesMayStay: mix.includes("stock") });
  if (process.env["NARCINE_TEST_TIMES"] !== undefined) console.log(`${mix}\n${run.stdout}\n${run.stderr}`);
  return run;
}

/** What stock's two nodes give, which is what the program asks for. */
function right(section: string): Record<string, unknown> {
  const sizes = { byte: true, megabyte: true, hundred_megabytes: true, gigabyte: true, empty: true };
  const facts: Record<string, unknown> = {
    owned_there: sizes,
    owned_here: sizes,
    arguments: {
      here_to_there: [true, true, true, true],
      there_to_here: [true, true, true, true],
      to_an_actor: true,
      values: [true, true, true, true],
      empty: true,
    },
    many_small: { right: true, empty: true },
    waits: { ready: 6, rest: 0, here: 30_000_000, not_fetched: [1, 0] },
    task_error: { type: "RayTaskError", bases: ["RayError", "RayTaskError", "ValueError"], cause: "ValueError" },
    more_than_fits: { right: 20, empty: true },
    holder_dies: { right: true },
  };
  return { [section]: facts[section] };
}
