import type { ChildProcess } from "node:child_process";

/**
 * Waits until one of the node's processes ends, or this process is told to end; then ends the others, in order.
 * @returns this process's exit code: 0 when it was told to
 */
export async function block(processes: readonly ChildProcess[]): Promise<number> {
  const ends = processes.map((child) => new Promise<void>((resolve) => child.once("exit", () => resolve())));
  for (const child of processes) child.ref();
  const isTold = await new Promise<boolean>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve(true));
    void Promise.race(ends).then(() => resolve(false));
  });
  for (const [at, child] of processes.entries()) {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await ends[at];
  }
  return isTold ? 0 : 1;
}
