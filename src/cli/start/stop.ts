import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { forgetCurrentCluster } from "../../runtime/session.js";

export interface StopResult {
  readonly raylets: number;
  readonly heads: number;
  /** Pids that live on: they have not ended in time. */
  readonly left: readonly number[];
}

const POLL_MS = 50;
const LEAST_FOR_HEADS_MS = 1_000;

/**
 * Ends the raylets and then the heads of this user on this machine, Ray's and ours; what raylets started ends with them.
 * @param graceMs how long they may take in all, but heads a second at least; `isForced`: SIGKILL at once
 */
export async function stopNodes(graceMs: number, isForced: boolean): Promise<StopResult> {
  const raylets = processesNamed("raylet");
  const heads = processesNamed("gcs_server");
  const signal = isForced ? "SIGKILL" : "SIGTERM";
  const deadline = Date.now() + graceMs;
  for (const pid of raylets) send(pid, signal);
  const left = await waitFor(raylets, deadline);
  for (const pid of heads) send(pid, signal);
  left.push(...(await waitFor(heads, Math.max(deadline, Date.now() + LEAST_FOR_HEADS_MS))));
  forgetCurrentCluster();
  return { raylets: raylets.length, heads: heads.length, left };
}

/** Processes of this user that go by this name in argv, as Ray finds them. */
export function processesNamed(name: string): number[] {
  const uid = process.getuid?.() ?? 0;
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      try {
        const [program = "", ...rest] = readFileSync(join("/proc", String(pid), "cmdline"), "latin1").split("\0");
        const isMeant = basename(program) === name && rest.some((word) => /^--session[-_]dir=/.test(word));
        return isMeant && (uid === 0 || statSync(join("/proc", String(pid))).uid === uid);
      } catch {
        return false;
      }
    });
}

async function waitFor(pids: readonly number[], deadline: number): Promise<number[]> {
  for (;;) {
    const living = pids.filter(isAlive);
    if (living.length === 0 || Date.now() > deadline) return living;
    await sleep(POLL_MS);
  }
}

/** A zombie has ended: its parent has only not looked yet. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}
