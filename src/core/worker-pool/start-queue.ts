import type { PoolState } from "./pool-state.js";
import { isEmptyRuntimeEnv } from "./runtime-env-hash.js";
import type { JobKey, PopRequest, RuntimeEnvSpec, WorkerKind, WorkerLanguage } from "./types.js";
import type { Worker } from "./worker-record.js";

/** A pop that is not answered yet. */
export interface Pop {
  readonly request: PopRequest;
  readonly sinceMs: number;
  /** Waiting for the JobConfig; otherwise exactly one of `start` and `worker` is set. */
  isWaitingForJob: boolean;
  wasJobWarned: boolean;
  start: Start | null;
  worker: Worker | null;
  failedStarts: number;
  lastFailure: string;
}

/** A process to be started: first its runtime env, then its place among the starts in flight. */
export interface Start {
  readonly requestId: string;
  /** null: ahead of demand. */
  readonly pop: Pop | null;
  readonly kind: Exclude<WorkerKind, "DRIVER">;
  readonly language: WorkerLanguage;
  readonly jobId: JobKey | null;
  readonly runtimeEnv: RuntimeEnvSpec;
  readonly dynamicOptions: readonly string[];
  readonly keepAliveMs: number;
  readonly isFirstDriverPrestart: boolean;
  /** null: not there yet, or none needed. */
  context: string | null;
  isEnvReady: boolean;
}

/**
 * Starts that are not processes yet: those whose runtime env the agent is making (that may take minutes and takes no
 * place among the starts in flight), and those whose turn has not come. Starts for pops go first.
 */
export class StartQueue {
  /** Those whose runtime env is being made, by requestId. */
  readonly makingEnv = new Map<string, Start>();
  /** requestId -> serialized env that nobody waits for any more: given back when it comes. */
  readonly abandonedEnvs = new Map<string, string>();
  readonly forPops: Start[] = [];
  readonly ahead: Start[] = [];
  #nextRequest = 1;

  constructor(readonly state: PoolState) {}

  add(from: Omit<Start, "requestId" | "context" | "isEnvReady">): Start {
    const isEnvReady = isEmptyRuntimeEnv(from.runtimeEnv.serialized);
    const start: Start = { ...from, requestId: `start:${this.#nextRequest++}`, context: null, isEnvReady };
    if (isEnvReady) {
      this.#enqueue(start);
    } else {
      this.makingEnv.set(start.requestId, start);
      const { requestId, runtimeEnv, jobId } = start;
      this.state.emit({ type: "createRuntimeEnv", requestId, runtimeEnv, jobId });
    }
    return start;
  }

  next(): Start | undefined {
    return this.forPops.shift() ?? this.ahead.shift();
  }

  drop(start: Start): void {
    for (const queue of [this.forPops, this.ahead]) {
      const at = queue.indexOf(start);
      if (at >= 0) queue.splice(at, 1);
    }
    const { serialized } = start.runtimeEnv;
    if (this.makingEnv.delete(start.requestId)) this.abandonedEnvs.set(start.requestId, serialized);
    else if (start.context !== null) this.state.emit({ type: "deleteRuntimeEnv", serialized });
  }

  envReady(requestId: string, context: string): void {
    const start = this.makingEnv.get(requestId);
    if (start !== undefined) {
      this.makingEnv.delete(requestId);
      start.context = context;
      start.isEnvReady = true;
      this.#enqueue(start);
      return;
    }
    const serialized = this.abandonedEnvs.get(requestId);
    if (serialized === undefined) return;
    this.abandonedEnvs.delete(requestId);
    this.state.emit({ type: "deleteRuntimeEnv", serialized });
  }

  /** @returns the start that now cannot be, unless it was abandoned */
  envFailed(requestId: string): Start | undefined {
    this.abandonedEnvs.delete(requestId);
    const start = this.makingEnv.get(requestId);
    this.makingEnv.delete(requestId);
    return start;
  }

  /** Everything started ahead of demand that is no process yet. */
  startsAhead(): Start[] {
    return [...this.ahead, ...[...this.makingEnv.values()].filter((start) => start.pop === null)];
  }

  get queued(): readonly Start[] {
    return [...this.forPops, ...this.ahead];
  }

  #enqueue(start: Start): void {
    (start.pop === null ? this.ahead : this.forPops).push(start);
  }
}
