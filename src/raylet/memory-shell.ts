import { MemoryMonitor, thresholdBytes } from "../core/memory/memory-monitor.js";
import type {
  FailureCause,
  MemoryEffect,
  MemoryEvent,
  MemoryMonitorConfig,
  MonitoredLease,
  MonitoredWorker,
} from "../core/memory/types.js";
import { toUnits } from "../core/scheduler/resources.js";
import type { WorkerView } from "../core/worker-pool/types.js";
import { errorText } from "../runtime/errors.js";
import { MemoryReader } from "./memory-reader.js";
import type { NodeContext, Peers } from "./node-context.js";

/** Ray 2.60.0, raylet/metrics.h. */
const EVICTIONS = {
  name: "memory_manager_worker_eviction",
  description: "Total worker eviction events broken per work type {Actor, Task, Driver} and name.",
};

/** Runs the memory monitor: looks at the node's memory at Ray's interval and has the worker pool kill whom it names. */
export class MemoryShell {
  readonly machine: MemoryMonitor;
  readonly #context: NodeContext;
  readonly #peers: Peers;
  readonly #config: MemoryMonitorConfig;
  readonly #reader: MemoryReader;
  readonly #timer: NodeJS.Timeout;
  #isStopped = false;

  constructor(context: NodeContext, peers: Peers, config: MemoryMonitorConfig) {
    const reader = new MemoryReader(context.config.count_swap_in_memory_monitor);
    this.#context = context;
    this.#peers = peers;
    this.#config = config;
    this.#reader = reader;
    this.machine = new MemoryMonitor(config);
    this.#timer = setInterval(() => this.#look(), context.config.memory_monitor_refresh_ms);
    const groups = reader.groups.map(({ directory }) => directory).join(", ");
    context.log.info(
      `Memory is looked at every ${context.config.memory_monitor_refresh_ms} ms, in the host's account and in ` +
        `${groups === "" ? "no control group" : `the control groups ${groups}`}.`,
    );
  }

  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#timer);
  }

  /** Why the worker of this lease was killed; null: not for its memory. */
  causeOf(leaseId: string): FailureCause | null {
    return this.machine.causeOf(leaseId, this.#context.now());
  }

  post(event: MemoryEvent): void {
    this.#context.queue.run(() => this.#handle(event));
  }

  /** Called by the timer alone, when no step is under way; four times a second nothing comes of it. */
  #look(): void {
    const usage = this.#reader.usage(
      ({ usedBytes, totalBytes }) => thresholdBytes(this.#config, totalBytes) - usedBytes,
    );
    this.#handle({ type: "usage", usage });
  }

  #handle(event: MemoryEvent): void {
    for (const effect of this.machine.handle(event, this.#context.now())) this.#perform(effect);
  }

  #perform(effect: MemoryEffect): void {
    switch (effect.type) {
      case "giveBack":
        void this.#giveBack();
        return;
      case "survey":
        void this.#survey();
        return;
      case "kill":
        this.#context.metrics.count(EVICTIONS, {
          Type: `MemoryManager.${effect.work.kind}Eviction.Total`,
          Name: effect.work.name,
        });
        return this.#peers.workers.post({
          type: "killWorker",
          workerId: effect.workerId,
          exitType: "NODE_OUT_OF_MEMORY",
          detail: effect.detail,
          force: true,
        });
      case "log":
        return this.#context.log[effect.level](effect.message);
    }
  }

  async #giveBack(): Promise<void> {
    // A store that ends has nothing to give; then this node ends too.
    const bytes = await this.#context.store.giveBack().catch(() => 0);
    if (!this.#isStopped) this.post({ type: "gaveBack", bytes });
  }

  async #survey(): Promise<void> {
    try {
      const { privateBytes, largest } = await this.#reader.survey(this.#workers().map(({ pid }) => pid));
      if (this.#isStopped) return;
      const storeText = this.#context.store.debugString();
      this.post({ type: "surveyed", workers: this.#workers(), privateBytes, largest, storeText });
    } catch (error) {
      this.post({ type: "surveyFailed", reason: errorText(error) });
    }
  }

  #workers(): MonitoredWorker[] {
    return this.#peers.workers.machine.workers().flatMap((worker) => {
      const { kind, state, pid, connectionId, workerId, jobId, hasServed } = worker;
      if (kind !== "WORKER" || state === "dying" || pid === null || connectionId === null) return [];
      return [{ workerId, pid, jobId, hasServed, lease: this.#leaseOf(worker) }];
    });
  }

  #leaseOf({ workerId }: WorkerView): MonitoredLease | null {
    const grant = this.#peers.leases.machine.grantOf(workerId);
    if (grant === null) return null;
    const { lease, grantedAtMs } = grant;
    const { leaseId, taskName, parentTaskId, maxRetries, resources } = lease;
    return {
      leaseId,
      taskName,
      actorId: lease.type === "actorCreation" ? lease.actorId : null,
      parentTaskId,
      isRetriable: maxRetries !== 0,
      grantedAtMs,
      resources: new Map([...resources].map(([name, amount]) => [name, toUnits(amount)])),
    };
  }
}
