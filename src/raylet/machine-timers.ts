import { earliest } from "../core/due.js";
import type { LeaseShell } from "./lease-shell.js";
import type { NodeContext } from "./node-context.js";
import type { ObjectShell } from "./object-shell.js";
import type { TransferShell } from "./transfer-shell.js";
import type { WorkerShell } from "./worker-shell.js";

export interface MachineTimersOptions {
  readonly context: Pick<NodeContext, "config" | "now">;
  readonly leases: Pick<LeaseShell, "machine" | "post">;
  readonly workers: Pick<WorkerShell, "machine" | "post">;
  readonly objects: Pick<ObjectShell, "machine" | "post">;
  readonly transfer: Pick<TransferShell, "nextDeadlineMs" | "tick">;
}

const CPU_UNIT = 10_000;

/**
 * Gives the machines their ticks: the scheduler, the objects and their transfer when they have something due, the worker
 * pool at Ray's interval for idle workers after anything happened, and then when it has something due. An idle node
 * sleeps.
 */
export class MachineTimers {
  readonly #options: MachineTimersOptions;
  /** `isSoon`: it comes within the interval, however much happens before. */
  #pool: { isSoon: boolean; timer: NodeJS.Timeout } | null = null;
  #isTickingPool = false;
  #due: { at: number; timer: NodeJS.Timeout } | null = null;
  #stopped = false;

  constructor(options: MachineTimersOptions) {
    this.#options = options;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#pool?.timer);
    clearTimeout(this.#due?.timer);
  }

  /** Called when the machines are at rest after something happened: sets the timers for what is due. */
  arm(): void {
    if (this.#stopped) return;
    const { context, leases, objects, transfer } = this.#options;
    if (!this.#isTickingPool && this.#pool?.isSoon !== true) this.#armPool(0);
    const ofLeases = leases.machine.nextWakeMs(context.now());
    const at = earliest(ofLeases, objects.machine.nextDeadlineMs(), transfer.nextDeadlineMs());
    if (at === (this.#due?.at ?? null)) return;
    clearTimeout(this.#due?.timer);
    this.#due = null;
    if (at === null) return;
    const timer = setTimeout(() => this.#tickDue(), Math.max(1, Math.ceil(at - context.now())));
    this.#due = { at, timer };
  }

  #tickDue(): void {
    this.#due = null;
    this.#options.leases.post({ type: "tick" });
    this.#options.objects.post({ type: "tick" });
    this.#options.transfer.tick();
  }

  /** In `inMs`, but not before an interval has passed. */
  #armPool(inMs: number): void {
    clearTimeout(this.#pool?.timer);
    const interval = this.#options.context.config.kill_idle_workers_interval_ms;
    const timer = setTimeout(() => this.#tickPool(), Math.max(interval, Math.ceil(inMs)));
    this.#pool = { isSoon: inMs <= interval, timer };
  }

  #tickPool(): void {
    const { context, workers } = this.#options;
    this.#pool = null;
    this.#isTickingPool = true;
    workers.post({ type: "tick", desiredIdleWorkers: this.#desiredIdleWorkers() });
    this.#isTickingPool = false;
    const at = workers.machine.nextWakeMs(this.#desiredIdleWorkers());
    if (at !== null && !this.#stopped) this.#armPool(at - context.now());
  }

  /** Ray keeps as many idle workers as the node has whole free CPUs (Ray 2.60.0, num_workers_soft_limit -1). */
  #desiredIdleWorkers(): number {
    const { context, leases } = this.#options;
    const limit = context.config.num_workers_soft_limit;
    const freeCpus = leases.machine.localView(context.now()).available.get("CPU") ?? 0;
    return limit >= 0 ? limit : Math.max(0, Math.floor(freeCpus / CPU_UNIT));
  }
}
