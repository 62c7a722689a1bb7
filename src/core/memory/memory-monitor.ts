/**
 * The memory monitor of one raylet: kills workers before the kernel kills what it likes.
 *
 * Its shell reads the node's memory every memory_monitor_refresh_ms and says so by `usage`. Above the threshold:
 *
 * | state     | meaning                                         | leaves by                                  |
 * |-----------|-------------------------------------------------|--------------------------------------------|
 * | watching  | nobody is being killed                          | usage above the threshold                  |
 * | asking    | the store is asked for what it does not use     | gaveBack: something, or nothing            |
 * | surveying | the sizes of workers and processes are asked    | surveyed, surveyFailed                     |
 * | killing   | victims were chosen; some are not gone yet      | workerDied of the last one                 |
 *
 * So what victims held is free before anybody else is chosen. An owner asks later why its worker died: causes are kept by
 * lease for task_failure_entry_ttl_ms, and never more than `maxCauses` of them.
 *
 * Invariants (`validate()`): nobody is chosen outside `surveying`; only in `killing` are victims left.
 */
import { killMessage } from "./kill-message.js";
import { type BytesOf, chooseByGroup, chooseByTime, type Victim } from "./killing-policy.js";
import type {
  FailureCause,
  KilledWork,
  MemoryEffect,
  MemoryEvent,
  MemoryMonitorConfig,
  MemoryUsage,
  MonitoredWorker,
} from "./types.js";

/** How much more than needed is freed, of all memory (Ray 2.60.0, worker_killing_policy_interface.h). */
const KILL_BUFFER_SHARE = 0.05;
const MAX_CAUSES = 10_000;
/** One complaint of a kind in so long, as Ray's. */
const COMPLAINT_INTERVAL_MS = 5_000;
/** Drivers see raylet errors: kills are summed up for them once in so long (Ray 2.60.0, event_stats_print_interval_ms). */
const SUMMARY_INTERVAL_MS = 60_000;

type Complaint = "unreadable" | "dying" | "nobody";

/** Bytes in use above which workers are killed. */
export function thresholdBytes(config: MemoryMonitorConfig, totalBytes: number): number {
  const byShare = Math.floor(totalBytes * config.usageThreshold);
  return config.minFreeBytes < 0 ? byShare : Math.max(byShare, totalBytes - config.minFreeBytes);
}

export class MemoryMonitor {
  readonly #config: MemoryMonitorConfig;
  #state: "watching" | "asking" | "surveying" | "killing" = "watching";
  /** The usage that the store was asked for, or the survey. */
  #usage: MemoryUsage | null = null;
  readonly #dying = new Set<string>();
  /** Oldest first. */
  readonly #causes = new Map<string, FailureCause & { readonly atMs: number }>();
  readonly #complaintsDueMs = new Map<Complaint, number>();
  #summaryDueMs = Number.NEGATIVE_INFINITY;
  #unsummed = 0;

  constructor(config: MemoryMonitorConfig) {
    this.#config = config;
  }

  handle(event: MemoryEvent, now: number): MemoryEffect[] {
    switch (event.type) {
      case "usage":
        return [...this.#onUsage(event.usage, now), ...this.#summary(now)];
      case "gaveBack":
        return this.#onGivenBack(event.bytes);
      case "surveyed":
        return this.#onSurvey(event, now);
      case "surveyFailed":
        this.#state = "watching";
        this.#usage = null;
        return this.#complain(
          "nobody",
          now,
          `Memory usage above threshold, and no worker can be chosen: ${event.reason}.`,
        );
      case "workerDied":
        this.#dying.delete(event.workerId);
        if (this.#state === "killing" && this.#dying.size === 0) this.#state = "watching";
        return [];
    }
  }

  /** Why the worker of this lease was killed; null: not by us, or too long ago. */
  causeOf(leaseId: string, now: number): FailureCause | null {
    const cause = this.#causes.get(leaseId);
    if (cause === undefined || cause.atMs + this.#config.causeTtlMs <= now) return null;
    return { message: cause.message, isRetriable: cause.isRetriable };
  }

  #onUsage(usage: MemoryUsage | null, now: number): MemoryEffect[] {
    if (usage === null) {
      return this.#complain(
        "unreadable",
        now,
        "The memory of this node cannot be read: no worker is killed when it runs short.",
      );
    }
    if (usage.usedBytes <= thresholdBytes(this.#config, usage.totalBytes)) return [];
    if (this.#state === "killing") {
      return this.#complain("dying", now, `Memory is short; ${this.#dying.size} killed worker(s) have not ended yet.`);
    }
    if (this.#state !== "watching") return [];
    this.#state = "asking";
    this.#usage = usage;
    return [{ type: "giveBack" }];
  }

  /** What the store reserved and nobody uses is no reason to kill; whether it was enough, the next look says. */
  #onGivenBack(bytes: number): MemoryEffect[] {
    if (this.#state !== "asking") throw new Error("the store was not asked");
    if (bytes === 0) {
      this.#state = "surveying";
      return [{ type: "survey" }];
    }
    this.#state = "watching";
    this.#usage = null;
    const message = `Memory usage above threshold: the object store gave back ${bytes} bytes that it had reserved ahead of need.`;
    return [{ type: "log", level: "info", message }];
  }

  #onSurvey(survey: Extract<MemoryEvent, { type: "surveyed" }>, now: number): MemoryEffect[] {
    const usage = this.#usage;
    if (this.#state !== "surveying" || usage === null) throw new Error("a survey that nobody asked for");
    this.#usage = null;
    this.#state = "watching";
    const { workers, largest, storeText } = survey;
    const bytesOf: BytesOf = (worker) => survey.privateBytes.get(worker.pid) ?? null;
    const limit = thresholdBytes(this.#config, usage.totalBytes);
    const victims = this.#choose(workers, bytesOf, usage, limit);
    if (victims.length === 0) {
      return this.#complain(
        "nobody",
        now,
        workers.length === 0
          ? "Memory usage above threshold but no workers are available for killing."
          : "Memory usage above threshold, and none of this node's workers is worth killing: other Ray processes (driver, " +
              "raylet, agents, head) or processes of others have most of it.",
      );
    }
    const { nodeId, nodeIp } = this.#config;
    const facts = { nodeId, nodeIp, usage, thresholdBytes: limit, victims, workers, bytesOf, largest, storeText };
    const message = killMessage(facts);
    this.#state = "killing";
    this.#complaintsDueMs.set("dying", now + COMPLAINT_INTERVAL_MS);
    this.#unsummed += victims.length;
    const kills = victims.map(({ worker, isRetriable }): MemoryEffect => {
      this.#dying.add(worker.workerId);
      if (worker.lease !== null) this.#remember(worker.lease.leaseId, { message, isRetriable, atMs: now });
      return { type: "kill", workerId: worker.workerId, detail: message, work: workOf(worker) };
    });
    const line = message.replaceAll("\n", ";");
    return [{ type: "log", level: "info", message: line }, ...kills, ...this.#summary(now)];
  }

  #choose(
    workers: readonly MonitoredWorker[],
    bytesOf: BytesOf,
    { usedBytes, totalBytes }: MemoryUsage,
    limit: number,
  ): Victim[] {
    const { idleWorkerBytes, maxKillBufferBytes, isByGroup } = this.#config;
    if (isByGroup) return chooseByGroup(workers, bytesOf, idleWorkerBytes);
    const buffer = Math.min(Math.floor(totalBytes * KILL_BUFFER_SHARE), maxKillBufferBytes);
    return chooseByTime(workers, bytesOf, usedBytes - limit + buffer, idleWorkerBytes);
  }

  #remember(leaseId: string, cause: FailureCause & { readonly atMs: number }): void {
    this.#causes.delete(leaseId);
    this.#causes.set(leaseId, cause);
    for (const [oldest, { atMs }] of this.#causes) {
      if (this.#causes.size <= MAX_CAUSES && atMs + this.#config.causeTtlMs > cause.atMs) break;
      this.#causes.delete(oldest);
    }
  }

  #complain(kind: Complaint, now: number, message: string): MemoryEffect[] {
    if ((this.#complaintsDueMs.get(kind) ?? now) > now) return [];
    this.#complaintsDueMs.set(kind, now + COMPLAINT_INTERVAL_MS);
    return [{ type: "log", level: "warning", message }];
  }

  #summary(now: number): MemoryEffect[] {
    if (this.#unsummed === 0 || now < this.#summaryDueMs) return [];
    const { nodeId, nodeIp } = this.#config;
    const message =
      `${this.#unsummed} Workers (tasks / actors) killed due to memory pressure (OOM) at node (ID: ${nodeId}, IP: ${nodeIp}) ` +
      `over the last time period. To see more information about the Workers killed on this node, use ` +
      `\`ray logs raylet.out -ip ${nodeIp}\``;
    this.#unsummed = 0;
    this.#summaryDueMs = now + SUMMARY_INTERVAL_MS;
    return [{ type: "log", level: "error", message }];
  }

  /** Throws on a broken invariant. */
  validate(): void {
    if (this.#state !== "killing" && this.#dying.size > 0) throw new Error(`${this.#state} with victims left`);
    if (this.#state === "killing" && this.#dying.size === 0) throw new Error("killing nobody");
    const isOpen = this.#state === "asking" || this.#state === "surveying";
    if ((this.#usage !== null) !== isOpen) throw new Error(`${this.#state} with, or without, a usage`);
    if (this.#causes.size > MAX_CAUSES) throw new Error(`${this.#causes.size} causes are kept`);
  }
}

function workOf({ lease }: MonitoredWorker): KilledWork {
  if (lease === null) return { kind: "IdleWorker", name: "Idle Worker" };
  return { kind: lease.actorId === null ? "Task" : "Actor", name: lease.taskName };
}
