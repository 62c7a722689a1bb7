import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { packagePaths } from "../../../src/cli/package-paths.js";

it("a worker that never pauses ends with its raylet, and does not without", async () => {
  const raylet = spawn("sleep", ["60"]);
  const module = pathToFileURL(join(packagePaths().root, "dist", "worker", "executor", "watch-raylet.js")).href;
  const program = `
    import { writeSync } from "node:fs";
    import { dieWithProcess } from ${JSON.stringify(module)};
    dieWithProcess(${raylet.pid});
    writeSync(1, "busy");
    setTimeout(() => { for (;;); }, 100);
  `;
  const worker = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(worker, "exit");
  try {
    await once(worker.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect([worker.exitCode, worker.signalCode]).toEqual([null, null]);
    raylet.kill("SIGKILL");
    expect(await ended).toEqual([null, "SIGKILL"]);
  } finally {
    raylet.kill("SIGKILL");
    worker.kill("SIGKILL");
  }
}, 20_000);
