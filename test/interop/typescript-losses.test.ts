import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as narcine from "../../src/api/index.js";
import { makers } from "./compare.js";
import { describeRun, type LiveRun, programFolder, repository } from "./harness.js";
import { failure, onCluster } from "./typescript-cluster.js";

const zeros = narcine.python<(count: number) => Uint8Array>("remote_functions:zeros", { resources: { far: 1 } });
const length = narcine.python<(value: Uint8Array) => number>("remote_functions:length", { numCpus: 0 });

describe.each(makers())("on %s a TypeScript driver", (maker) => {
  it("has lost results made again, and hears what its workers print", { timeout: 300_000 }, async () => {
    const run = await onCluster(
      maker,
      async (live, address) => {
        await prints(live, address);
        await lineage(live);
      },
      undefined,
      "host_two.py",
    );
    expect(run.exitCode, describeRun(run)).toBe(0);
    expect(run.leftovers).toEqual([]);
  });
});

/** The only copies lie on a node that dies: what a task made is made again, also below one that is asked for; a put is not. */
async function lineage(live: LiveRun): Promise<void> {
  const kept = zeros.remote(1_000_000);
  const once = zeros.options({ maxRetries: 0 }).remote(1_000_000);
  await narcine.wait([kept, once], { numReturns: 2 });
  writeFileSync(join(live.folder, "kill"), "");
  await live.line("REPLACED");
  expect(await length.remote(kept)).toBe(1_000_000);
  expect((await kept).length).toBe(1_000_000);
  expect(await failure(once)).toBeInstanceOf(narcine.ObjectReconstructionFailedError);
}

async function prints(live: LiveRun, address: string): Promise<void> {
  const program = `
    import { init, python, shutdown } from "narcine";
    await init({ pythonPath: [${JSON.stringify(programFolder)}] });
    await python("builtins:print").remote("said in Python");
    process.stdin.resume();
    process.stdin.on("end", () => void shutdown());
  `;
  const env = { ...process.env, HOME: join(live.folder, "home"), RAY_ADDRESS: address };
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { cwd: repository, env });
  let text = "";
  child.stdout.on("data", (data: Buffer) => {
    text += data.toString();
  });
  try {
    await expect.poll(() => text, { timeout: 30_000 }).toMatch(/^\((\S+ )?pid=\d+, ip=[\d.]+\) said in Python$/m);
  } finally {
    child.stdin.end();
    await once(child, "exit");
  }
}
