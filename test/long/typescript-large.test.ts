import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { describeRun, programFolder, repository, runProgram } from "../interop/harness.js";
import { hasOurRaylet, makers, mixUnderTest, STOCK } from "../interop/mix.js";

const execute = promisify(execFile);
const mixes = [...(hasOurRaylet() ? [mixUnderTest()] : []), ...(makers().includes("stock") ? [STOCK] : [])];
const tableBytes = 2 ** 30;
const mostGrowth = 0.05;

/** Prints, by who made the table and who read it, the sum of its column and how much of its own memory the reader took. */
const driver = `
  import { makeVector, Table } from "apache-arrow";
  import { actor, init, put, python, shutdown } from "narcine";
  import { Reader } from ${JSON.stringify(join(programFolder, "typescript-table.mjs"))};
  await init({ pythonPath: [${JSON.stringify(programFolder)}], logToDriver: false });
  const readers = {
    Python: python.actor("remote_table:Reader").remote(),
    TypeScript: actor("typescript-table:Reader").remote(),
  };
  const here = new Reader();
  const makers = {
    Python: (rows) => python("remote_table:large_table").remote(rows),
    TypeScript: (rows) => {
      const x = new Float64Array(rows);
      for (let at = 0; at < rows; at += 1) x[at] = at;
      return put(new Table({ x: makeVector(x) }));
    },
  };
  const seen = {};
  // With a small one first: what a process loads to read tables at all is not of the table.
  for (const rows of [100_000, ${tableBytes / 8}]) {
    for (const [maker, make] of Object.entries(makers)) {
      const ref = make(rows);
      for (const [reader, actor] of Object.entries(readers)) {
        seen[maker + " to " + reader] = await actor.growth.remote({ refs: [ref] });
      }
      // What the driver made the table of must not go while it is measured: that would hide a copy.
      for (let round = 0; round < 3; round += 1) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      seen[maker + " to the driver"] = await here.growth({ refs: [ref] });
      ref.release();
    }
  }
  await shutdown();
  console.log(JSON.stringify(seen));
`;

describe.each(mixes)("on %s tables of 1 GB", (mix) => {
  it("are read where they lie, whoever made them", async () => {
    let seen: Record<string, [number, number]> = {};
    const run = await runProgram({
      program: join(programFolder, "host.py"),
      maker: "ours",
      mix,
      limitMs: 200_000,
      env: { NARCINE_TEST_STORE_BYTES: String(3 * tableBytes) },
      onNode: async (live) => {
        try {
          const { address } = (await live.line("HEAD")) as { address: string };
          const env = { ...process.env, HOME: join(live.folder, "home"), RAY_ADDRESS: address };
          const argv = ["--expose-gc", "--input-type=module", "-e", driver];
          seen = JSON.parse((await execute(process.execPath, argv, { cwd: repository, env })).stdout);
        } finally {
          writeFileSync(join(live.folder, "stop"), "");
        }
      },
    });
    const rows = tableBytes / 8;
    expect(Object.keys(seen).length, describeRun(run)).toBe(6);
    for (const [what, [sum, growth]] of Object.entries(seen)) {
      console.log(`${mix}: ${what}: ${(growth / 2 ** 20).toFixed(1)} MiB`);
      expect(sum, what).toBe((rows * (rows - 1)) / 2);
      expect(growth / tableBytes, what).toBeLessThan(mostGrowth);
    }
    expect(run.exitCode, describeRun(run)).toBe(0);
    expect(run.facts).toEqual({ ended: { jobs_have_ended: true, resources_are_back: true } });
    expect(run.leftovers).toEqual([]);
  });
});
