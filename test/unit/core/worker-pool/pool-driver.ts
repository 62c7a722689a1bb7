import type { WorkerPoolLimits } from "../../../../src/core/worker-pool/limits.js";
import { runtimeEnvHash } from "../../../../src/core/worker-pool/runtime-env-hash.js";
import {
  EMPTY_RUNTIME_ENV,
  type JobFacts,
  type PopRequest,
  type RegisterEvent,
  type RuntimeEnvSpec,
  type StartProcessEffect,
  type WorkerPoolEffect,
  type WorkerPoolEvent,
} from "../../../../src/core/worker-pool/types.js";
import { WorkerPool } from "../../../../src/core/worker-pool/worker-pool.js";

export const JOB = "01000000";
export const OTHER_JOB = "02000000";
export const NODE = "4e".repeat(28);
export const OWNER = `${JOB}${"ff".repeat(24)}`;

export const FACTS: JobFacts = { runtimeEnv: EMPTY_RUNTIME_ENV, jvmOptions: [], codeSearchPath: [] };

export function runtimeEnv(serialized: string, eagerInstall = false): RuntimeEnvSpec {
  return { serialized, setupTimeoutSeconds: 600, eagerInstall, logFiles: [] };
}

export function request(popId: string, change: Partial<PopRequest> = {}): PopRequest {
  return {
    popId,
    jobId: JOB,
    language: "PYTHON",
    runtimeEnv: EMPTY_RUNTIME_ENV,
    dynamicOptions: [],
    rootDetachedActorId: null,
    isActor: false,
    isDetachedActor: false,
    actorId: null,
    isGpu: false,
    ownerWorkerId: OWNER,
    ownerNodeId: NODE,
    ...change,
  };
}

type EffectOf<T extends WorkerPoolEffect["type"]> = Extract<WorkerPoolEffect, { type: T }>;

/** A pool with validate() after every event, a clock in the hand of the test, and short cuts for a worker's life. */
export class PoolDriver {
  readonly pool: WorkerPool;
  now = 1_000;
  /** Whether processes are forked by a zygote. */
  forks = false;
  readonly effects: WorkerPoolEffect[] = [];
  /** Effects of the last `send`. */
  last: WorkerPoolEffect[] = [];
  #nextWorker = 1;
  #nextPid = 100;
  #nextConnection = 1;

  constructor(limits: Partial<WorkerPoolLimits> = {}) {
    this.pool = new WorkerPool({
      limits: { maxStartupConcurrency: 4, ...limits },
      newWorkerId: () => (this.#nextWorker++).toString(16).padStart(56, "0"),
    });
  }

  send(event: WorkerPoolEvent): WorkerPoolEffect[] {
    this.last = this.pool.handle(event, this.now);
    this.effects.push(...this.last);
    this.pool.validate();
    return this.last;
  }

  tick(afterMs: number, desiredIdleWorkers = 100): WorkerPoolEffect[] {
    this.now += afterMs;
    return this.send({ type: "tick", desiredIdleWorkers });
  }

  /** Effects of one type from the last event. */
  of<T extends WorkerPoolEffect["type"]>(type: T): EffectOf<T>[] {
    return this.last.filter((effect): effect is EffectOf<T> => effect.type === type);
  }

  /** The only effect of that type from the last event. */
  one<T extends WorkerPoolEffect["type"]>(type: T): EffectOf<T> {
    const found = this.of(type);
    const [effect] = found;
    if (effect === undefined || found.length !== 1) {
      throw new Error(`expected one ${type}, got ${JSON.stringify(this.last)}`);
    }
    return effect;
  }

  all<T extends WorkerPoolEffect["type"]>(type: T): EffectOf<T>[] {
    return this.effects.filter((effect): effect is EffectOf<T> => effect.type === type);
  }

  jobStarted(jobId = JOB, facts = FACTS): void {
    this.send({ type: "jobStarted", jobId, facts });
  }

  pop(popId: string, change: Partial<PopRequest> = {}): WorkerPoolEffect[] {
    return this.send({ type: "popWorker", request: request(popId, change) });
  }

  connect(): number {
    return this.#nextConnection++;
  }

  /** By exec, unless `forks` is set. */
  launch(start: StartProcessEffect): number {
    const pid = this.#nextPid++;
    this.send({ type: "processStarted", workerId: start.workerId, pid, forked: this.forks });
    return pid;
  }

  register(start: StartProcessEffect, pid: number, change: Partial<RegisterEvent> = {}): number {
    const connectionId = change.connectionId ?? this.connect();
    this.send({
      type: "register",
      connectionId,
      kind: start.kind,
      workerId: start.workerId,
      pid,
      jobId: start.jobId,
      runtimeEnvHash: start.runtimeEnvHash,
      language: start.language,
      ip: "127.0.0.1",
      port: 0,
      serializedJobConfig: null,
      jobFacts: null,
      ...change,
    });
    return connectionId;
  }

  announce(connectionId: number, port = 20_000 + connectionId): void {
    this.send({ type: "announce", connectionId, port, entrypoint: "" });
  }

  /** A whole start-up: launched, registered, announced. */
  bringUp(start: StartProcessEffect): { connectionId: number; pid: number; workerId: string } {
    const pid = this.launch(start);
    const connectionId = this.register(start, pid);
    this.announce(connectionId);
    return { connectionId, pid, workerId: start.workerId };
  }

  /** An idle worker of the job, by a lease that is returned. */
  idleWorker(popId = "warm", change: Partial<PopRequest> = {}) {
    this.pop(popId, change);
    const worker = this.bringUp(this.one("startProcess"));
    this.giveBack(worker.workerId, popId);
    return worker;
  }

  giveBack(workerId: string, popId: string, how: { disconnect?: boolean; workerExiting?: boolean } = {}): void {
    const { disconnect = false, workerExiting = false } = how;
    this.send({ type: "pushWorker", workerId, popId, disconnect, workerExiting, detail: "" });
  }

  driver(change: Partial<RegisterEvent> = {}): number {
    const connectionId = change.connectionId ?? this.connect();
    this.send({
      type: "register",
      connectionId,
      kind: "DRIVER",
      workerId: OWNER,
      pid: 50,
      jobId: JOB,
      runtimeEnvHash: 0,
      language: "PYTHON",
      ip: "127.0.0.1",
      port: 0,
      serializedJobConfig: Uint8Array.of(1, 2, 3),
      jobFacts: FACTS,
      ...change,
    });
    return connectionId;
  }

  exited(workerId: string, exitCode: number | null, signal: string | null = null): void {
    this.send({ type: "processExited", workerId, end: { exitCode, signal } });
  }
}

export { runtimeEnvHash };
