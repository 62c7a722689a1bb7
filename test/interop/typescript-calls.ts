import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import * as narcine from "../../src/api/index.js";
import { describeRun, type LiveRun, type Mix, repository } from "./harness.js";
import { onCluster } from "./typescript-cluster.js";
import { casesOnBoth, ts } from "./typescript-on-both.js";

const execute = promisify(execFile);

/** TypeScript calls TypeScript, by name and by source, on a cluster of this mix; the cluster is looked over afterwards. */
export async function typeScriptCallsTypeScript(mix?: Mix): Promise<void> {
  const run = await onCluster(
    "ours",
    async (live, address) => {
      await casesOnBoth(live.folder, async (counter) => process.kill(await counter.pid.remote(), "SIGKILL"));
      await bothLanguages();
      await example(live, address);
    },
    mix,
  );
  expect(run.exitCode, describeRun(run)).toBe(0);
  expect(run.facts).toEqual({ ended: { jobs_have_ended: true, resources_are_back: true } });
  expect(run.leftovers).toEqual([]);
}

async function example(live: LiveRun, address: string): Promise<void> {
  const env = { ...process.env, HOME: join(live.folder, "home"), RAY_ADDRESS: address };
  const { stdout } = await execute(process.execPath, [join(repository, "examples", "typescript.mjs")], { env });
  expect(stdout.split("\n")).toEqual([
    "counts: 11 13 16",
    "pi is about 3.1",
    "the last of 100000 prices: 149998.5",
    "in TypeScript: RangeError true",
    "",
  ]);
}

async function bothLanguages(): Promise<void> {
  const add = ts("add");
  expect(await ts("factorial").remote(5)).toBe(120);
  const factorial = narcine.python<(x: number) => number>("math:factorial");
  expect(await factorial.remote(add.remote(2, 3))).toBe(120);
  expect(await add.remote(factorial.remote(4), 1)).toBe(25);
}
