import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Until the node is up it goes with the command that starts it: its processes have a session of their own, so that neither
 * Ctrl-C nor the end of a terminal reaches them.
 * @param processes may grow meanwhile
 * @returns what ends that
 */
export function endOnSignal(processes: readonly ChildProcess[]): () => void {
  const end = (signal: NodeJS.Signals) => {
    for (const child of processes) child.kill("SIGTERM");
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of SIGNALS) process.on(signal, end);
  return () => {
    for (const signal of SIGNALS) process.off(signal, end);
  };
}

/**
 * Waits until one of the node's processes ends, or this process is told to end; then ends the others, in order.
 * @returns this process's exit code: 0 when it was told to
 */
export async function block(processes: readonly ChildProcess[]): Promise<number> {
  const ends = processes.map((child) => new Promise<void>((resolve) => child.once("exit", () => resolve())));
  for (const child of processes) child.ref();
  const isTold = await new Promise<boolean>((resolve) => {
    for (const signal of SIGNALS) process.on(signal, () => resolve(true));
    void Promise.race(ends).then(() => resolve(false));
  });
  for (const [at, child] of processes.entries()) {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await ends[at];
  }
  return isTold ? 0 : 1;
}
