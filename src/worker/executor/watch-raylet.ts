/** Ends this process with its raylet, also while JavaScript runs without a pause and hears of nothing. */
import { Worker } from "node:worker_threads";

const everyMs = 500;

/** A thread of its own looks; the processes that our raylet starts have the kernel do that instead. */
export function dieWithProcess(pid: number): void {
  const code = `
    const { workerData: { pid, everyMs } } = require("node:worker_threads");
    setInterval(() => {
      try {
        process.kill(pid, 0);
      } catch (error) {
        if (error.code === "ESRCH") process.kill(process.pid, "SIGKILL");
      }
    }, everyMs);
  `;
  const resourceLimits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };
  new Worker(code, { eval: true, execArgv: [], workerData: { pid, everyMs }, resourceLimits }).unref();
}
