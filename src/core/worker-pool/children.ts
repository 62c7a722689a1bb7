import { earliest } from "../due.js";
import type { PoolState } from "./pool-state.js";
import type { ProcessEnd, WorkerKey } from "./types.js";

/** A process this raylet started for a worker, kept until both it and its worker are gone. */
interface Child {
  readonly workerId: WorkerKey;
  /** The process we launched (leader of its own group); null until the launch is confirmed. */
  pid: number | null;
  /** The process that registered, where it is another one (a wrapper started it, or a zygote forked it). */
  foreignPid: number | null;
  end: ProcessEnd | null;
  /** The strongest signal asked for. */
  signal: "SIGTERM" | "SIGKILL" | null;
  termAtMs: number | null;
  killAtMs: number | null;
}

/**
 * The operating system's side of workers: signals and their escalation. What a process leaves in its group when it ends
 * is killed by the shell that started it (it must happen before the system can reuse the group's number).
 *
 * A child outlives its worker: a worker that said goodbye still runs its exit handlers, one that is being killed takes
 * its time. So this table, not the table of workers, says when a shutdown is complete.
 */
export class Children {
  readonly #children = new Map<WorkerKey, Child>();

  constructor(readonly state: PoolState) {}

  launching(workerId: WorkerKey): void {
    this.#children.set(workerId, {
      workerId,
      pid: null,
      foreignPid: null,
      end: null,
      signal: null,
      termAtMs: null,
      killAtMs: null,
    });
  }

  started(workerId: WorkerKey, pid: number): void {
    const child = this.#children.get(workerId);
    if (child === undefined || child.pid !== null) return;
    child.pid = pid;
    if (child.foreignPid === pid) child.foreignPid = null;
    if (child.signal !== null) this.#send(child, child.signal);
  }

  startFailed(workerId: WorkerKey): void {
    this.#children.delete(workerId);
  }

  registered(workerId: WorkerKey, pid: number): void {
    const child = this.#children.get(workerId);
    if (child !== undefined && child.pid !== pid) child.foreignPid = pid;
  }

  /** The launched process ended. The table of workers may still need to know how. */
  exited(workerId: WorkerKey, end: ProcessEnd): void {
    const child = this.#children.get(workerId);
    if (child === undefined || child.end !== null) return;
    child.end = end;
    child.termAtMs = null;
    child.killAtMs = null;
    if (!this.state.workers.has(workerId)) this.#children.delete(workerId);
  }

  /** The worker was reported dead. Its process may finish by itself within the grace time, if it still lives. */
  workerGone(workerId: WorkerKey, saidGoodbye: boolean): void {
    const child = this.#children.get(workerId);
    if (child === undefined) return;
    if (child.end !== null) {
      if (child.foreignPid !== null && !saidGoodbye) this.terminate(workerId, true);
      this.#children.delete(workerId);
    } else if (!saidGoodbye) {
      this.terminate(workerId, true);
    } else if (child.signal === null) {
      child.termAtMs = this.state.now + this.state.limits.departedWorkerGraceMs;
    }
  }

  /** SIGTERM and, after `graceMs`, SIGKILL; `force`: SIGKILL to the whole group at once. */
  terminate(workerId: WorkerKey, force: boolean, graceMs = this.state.limits.killWorkerTimeoutMs): void {
    const child = this.#children.get(workerId);
    if (child === undefined || (child.end !== null && child.foreignPid === null)) return;
    const signal = force ? "SIGKILL" : "SIGTERM";
    if (child.signal === "SIGKILL") return;
    const killAtMs = this.state.now + graceMs;
    if (child.signal === signal) {
      child.killAtMs = Math.min(child.killAtMs ?? killAtMs, killAtMs);
      return;
    }
    child.signal = signal;
    child.termAtMs = null;
    child.killAtMs = force ? null : killAtMs;
    if (child.pid !== null) this.#send(child, signal);
  }

  /** As `terminate`, and processes of which no worker is known any more with them. */
  terminateAll(force: boolean, graceMs: number): void {
    for (const workerId of this.#children.keys()) this.terminate(workerId, force, graceMs);
  }

  tick(): void {
    const { now } = this.state;
    for (const child of [...this.#children.values()]) {
      if (child.termAtMs !== null && child.termAtMs <= now) this.terminate(child.workerId, false);
      else if (child.killAtMs !== null && child.killAtMs <= now) this.terminate(child.workerId, true);
    }
  }

  /** When the next signal is due. */
  nextDueMs(): number | null {
    let next: number | null = null;
    for (const { termAtMs, killAtMs } of this.#children.values()) next = earliest(next, termAtMs, killAtMs);
    return next;
  }

  /** The launched process's pid, if known. */
  pidOf(workerId: WorkerKey): number | null {
    return this.#children.get(workerId)?.pid ?? null;
  }

  /** How it ended, or null while it lives or where it is not ours. */
  endOf(workerId: WorkerKey): ProcessEnd | null {
    return this.#children.get(workerId)?.end ?? null;
  }

  /** Only the launched wrapper, not the registered process itself, is known to us. */
  isForeign(workerId: WorkerKey): boolean {
    return (this.#children.get(workerId)?.foreignPid ?? null) !== null;
  }

  has(workerId: WorkerKey): boolean {
    return this.#children.has(workerId);
  }

  /** Processes that were not seen to end. */
  get liveCount(): number {
    let count = 0;
    for (const child of this.#children.values()) if (child.end === null) count++;
    return count;
  }

  get size(): number {
    return this.#children.size;
  }

  #send(child: Child, signal: "SIGTERM" | "SIGKILL"): void {
    if (child.pid === null) return;
    const { workerId, pid, foreignPid } = child;
    this.state.note(workerId, `sent ${signal} to process ${pid}`);
    this.state.emit({ type: "signal", workerId, pid, signal, group: signal === "SIGKILL" });
    if (foreignPid !== null) this.state.emit({ type: "signal", workerId, pid: foreignPid, signal, group: false });
  }
}
