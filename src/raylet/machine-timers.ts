import type { LeaseShell } from "./lease-shell.js";
import type { NodeContext } from "./node-context.js";
import type { ObjectShell } from "./object-shell.js";
import type { WorkerShell } from "./worker-shell.js";

export interface MachineTimersOptions {
  readonly context: Pick<NodeContext, "config" | "now">;
  readonly leases: Pick<LeaseShell, "machine" | "post">;
  readonly workers: Pick<WorkerShell, "post">;
  readonly objects: Pick<ObjectShell, "machine" | "post">;
}

const CPU_UNIT = 10_000;

/**
 * Gives the machines their ticks: the scheduler and the objects when they have something due, the worker pool at
 * Ray's own interval for idle workers. One timer for each; an idle node wakes up for the pool alone.
 */
export class MachineTimers {
  readonly #options: MachineTimersOptions;
  #poolTimer: NodeJS.Timeout | null = null;
  #due: { at: number; timer: NodeJS.Timeout } | null = null;
  #stopped = false;

  constructor(options: MachineTimersOptions) {
    this.#options = options;
  }

  start(): void {
    const { context } = this.#options;
    this.#poolTimer = setInterval(() => this.#tickPool(), context.config.kill_idle_workers_interval_ms);
  }

  stop(): void {
    this.#stopped = true;
    if (this.#poolTimer !== null) clearInterval(this.#poolTimer);
    if (this.#due !== null) clearTimeout(this.#due.timer);
  }

  /** Called when the machines are at rest: sets the timer for the earliest thing due. */
  arm(): void {
    const { context, leases, objects } = this.#options;
    const at = earliest(leases.machine.nextWakeMs(context.now()), objects.machine.nextDeadlineMs());
    if (at === (this.#due?.at ?? null) || this.#stopped) return;
    if (this.#due !== null) clearTimeout(this.#due.timer);
    this.#due = null;
    if (at === null) return;
    const timer = setTimeout(() => this.#tickDue(), Math.max(1, Math.ceil(at - context.now())));
    this.#due = { at, timer };
  }

  #tickDue(): void {
    this.#due = null;
    this.#options.leases.post({ type: "tick" });
    this.#options.objects.post({ type: "tick" });
  }

  /** Ray keeps as many idle workers as the node has whole free CPUs (Ray 2.60.0, num_workers_soft_limit -1). */
  #tickPool(): void {
    const { context, leases, workers } = this.#options;
    const limit = context.config.num_workers_soft_limit;
    const freeCpus = leases.machine.localView(context.now()).available.get("CPU") ?? 0;
    const desiredIdleWorkers = limit >= 0 ? limit : Math.max(0, Math.floor(freeCpus / CPU_UNIT));
    workers.post({ type: "tick", desiredIdleWorkers });
  }
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}
