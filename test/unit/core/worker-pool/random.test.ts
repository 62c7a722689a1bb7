import fc from "fast-check";
import { expect, test } from "vitest";
import {
  EMPTY_RUNTIME_ENV,
  type PopRequest,
  type StartProcessEffect,
  type WorkerExitType,
  type WorkerPoolEffect,
} from "../../../../src/core/worker-pool/types.js";
import { FACTS, JOB, NODE, OTHER_JOB, OWNER, PoolDriver, request, runtimeEnv } from "./pool-driver.js";

/** One random step: a kind of action and numbers that choose among what is there at that moment. */
interface Step {
  readonly action: number;
  readonly pick: number;
  readonly variant: number;
}

/** What the test knows of a process, apart from the pool. */
interface Process {
  readonly start: StartProcessEffect;
  pid: number | null;
  isAlive: boolean;
  /** null: not connected (not yet, or closed). */
  connectionId: number | null;
  wasRegistered: boolean;
  isAnnounced: boolean;
  exitAsked: boolean;
}

/** Everything outside the pool, played by random numbers, and an independent account of what it promised. */
class World {
  readonly driver = new PoolDriver({
    maxStartupConcurrency: 2,
    numPrestartPythonWorkers: 2,
    workerPortList: [10001, 10002, 10003, 10004, 10005, 10006, 10007, 10008, 10009, 10010, 10011, 10012],
    popWorkerMaxRetries: 1,
  });
  readonly processes = new Map<string, Process>();
  readonly openPops = new Set<string>();
  readonly answers = new Map<string, number>();
  /** workerId -> popId */
  readonly leases = new Map<string, string>();
  readonly died = new Map<string, number>();
  readonly reported = new Map<string, number>();
  readonly registered = new Set<string>();
  readonly envRequests = new Set<string>();
  readonly killRequests = new Set<number>();
  readonly openRegistrations = new Set<number>();
  envsMade = 0;
  envsDeleted = 0;
  shutdowns = 0;
  #nextPop = 1;
  #nextRequest = 1;
  #nextDriver = 3;
  readonly drivers: { connectionId: number; jobId: string; announced: boolean }[] = [];
  readonly jobsToAdd = new Set<string>();

  step({ action, pick, variant }: Step): void {
    const actions = [
      () => this.#pop(variant),
      () => this.#pop(variant),
      () => this.#launch(pick),
      () => this.#register(pick, variant),
      () => this.#register(pick, 1),
      () => this.#announce(pick),
      () => this.#giveBack(pick, variant),
      () => this.#giveBack(pick, 3),
      () => this.#processEnds(pick),
      () => this.#connectionEnds(pick),
      () => this.#goodbye(pick, variant),
      () => this.#envAnswer(pick, variant),
      () => this.#time([10, 300, 1_500, 6_000, 61_000][variant % 5] ?? 10, pick % 3),
      () => this.#exitAnswer(pick, variant),
      () => this.#cancel(pick),
      () => this.#kill(pick, variant),
      () => this.#killActor(pick, variant),
      () => this.#job(variant),
      () => this.#newDriver(),
      () => this.#driverMoves(pick, variant),
      () => this.#send({ type: "ownerDied", workerId: OWNER, nodeId: variant % 2 === 0 ? null : NODE }),
      () => this.#prestart(variant),
    ];
    actions[action % actions.length]?.();
  }

  /** Everything ends in an orderly way; nothing may be left owing. */
  finish(): void {
    for (const requestId of [...this.envRequests]) this.#answerEnv(requestId, true);
    for (const jobId of [JOB, OTHER_JOB]) this.#send({ type: "jobFinished", jobId });
    this.#send({ type: "shutdown", force: false });
    for (const process of this.processes.values()) {
      if (process.pid === null && process.isAlive) this.#launchProcess(process);
    }
    for (const process of this.processes.values()) if (process.isAlive) this.#end(process, null, "SIGTERM");
    for (const process of this.processes.values()) if (process.connectionId !== null) this.#close(process);
    for (const { connectionId } of this.drivers.splice(0)) this.#send({ type: "connectionClosed", connectionId });
    for (let i = 0; i < 4; i++) this.#time(6_000, 0);
    expect(this.openPops.size).toBe(0);
    expect(this.shutdowns).toBe(1);
    expect([...this.registered].filter((id) => this.died.get(id) !== 1)).toEqual([]);
    expect([...this.registered].filter((id) => this.reported.get(id) !== 1)).toEqual([]);
    expect(this.died.size).toBe(this.registered.size);
    expect(this.envsDeleted).toBe(this.envsMade);
    expect(this.killRequests.size).toBe(0);
    expect(this.openRegistrations.size).toBe(0);
    const stats = this.driver.pool.stats();
    expect(stats.portsFree).toBe(12);
    expect(stats.liveProcesses).toBe(0);
  }

  #send(event: Parameters<PoolDriver["send"]>[0]): void {
    for (const effect of this.driver.send(event)) this.#perform(effect);
    let starting = 0;
    for (const process of this.processes.values()) if (process.isAlive && !process.wasRegistered) starting++;
    const inPool = this.driver.pool.stats().startsInFlight;
    expect(inPool).toBeLessThanOrEqual(2);
    expect(inPool).toBeLessThanOrEqual(starting);
  }

  #perform(effect: WorkerPoolEffect): void {
    switch (effect.type) {
      case "startProcess":
        this.processes.set(effect.workerId, {
          start: effect,
          pid: null,
          isAlive: true,
          connectionId: null,
          wasRegistered: false,
          isAnnounced: false,
          exitAsked: false,
        });
        break;
      case "popped": {
        this.#answered(effect.popId);
        const { workerId } = effect.worker;
        expect(this.leases.has(workerId), "leased twice").toBe(false);
        const process = this.processes.get(workerId);
        expect(process?.isAnnounced && process.connectionId !== null).toBe(true);
        this.leases.set(workerId, effect.popId);
        break;
      }
      case "popFailed":
        this.#answered(effect.popId);
        break;
      case "workerDied":
        this.died.set(effect.workerId, (this.died.get(effect.workerId) ?? 0) + 1);
        expect(effect.leaseId).toBe(this.leases.get(effect.workerId) ?? null);
        this.leases.delete(effect.workerId);
        break;
      case "reportWorkerFailure":
        this.reported.set(effect.workerId, (this.reported.get(effect.workerId) ?? 0) + 1);
        break;
      case "createRuntimeEnv":
        this.envRequests.add(effect.requestId);
        break;
      case "deleteRuntimeEnv":
        this.envsDeleted++;
        break;
      case "replyRegister":
        expect(this.openRegistrations.delete(effect.connectionId)).toBe(true);
        if (effect.success) expect(effect.port).toBeGreaterThan(0);
        break;
      case "closeConnection":
        this.openRegistrations.delete(effect.connectionId);
        for (const process of this.processes.values()) {
          if (process.connectionId === effect.connectionId) process.connectionId = null;
        }
        break;
      case "signal": {
        const process = this.processes.get(effect.workerId);
        expect(process?.pid).toBe(effect.pid);
        break;
      }
      case "exitWorker": {
        const process = this.processes.get(effect.worker.workerId);
        if (process !== undefined) process.exitAsked = true;
        break;
      }
      case "killActorDone":
        expect(this.killRequests.delete(effect.requestId)).toBe(true);
        break;
      case "addJob":
        this.jobsToAdd.add(effect.jobId);
        break;
      case "shutdownComplete":
        this.shutdowns++;
        break;
      default:
        break;
    }
  }

  #answered(popId: string): void {
    expect(this.openPops.delete(popId), `${popId} answered without being asked`).toBe(true);
    this.answers.set(popId, (this.answers.get(popId) ?? 0) + 1);
    expect(this.answers.get(popId)).toBe(1);
  }

  #choose(pick: number, fits: (process: Process) => boolean): Process | undefined {
    const all = [...this.processes.values()].filter(fits);
    return all[pick % Math.max(1, all.length)];
  }

  #pop(variant: number): void {
    const popId = `p${this.#nextPop++}`;
    const change: Partial<PopRequest> = {
      jobId: variant % 3 === 0 ? OTHER_JOB : JOB,
      isActor: variant % 5 === 0,
      isDetachedActor: variant % 35 === 0,
      rootDetachedActorId: variant % 7 === 0 ? "ac".repeat(16) : null,
      isGpu: variant % 11 === 0,
      runtimeEnv: variant % 4 === 0 ? runtimeEnv('{"env_vars": {"A": "1"}}') : EMPTY_RUNTIME_ENV,
      language: variant % 23 === 0 ? "CPP" : "PYTHON",
    };
    this.openPops.add(popId);
    this.#send({ type: "popWorker", request: request(popId, change) });
  }

  #launch(pick: number): void {
    const process = this.#choose(pick, (one) => one.isAlive && one.pid === null);
    if (process === undefined) return;
    if (pick % 7 !== 0) this.#launchProcess(process);
    else {
      process.isAlive = false;
      this.#send({ type: "processStartFailed", workerId: process.start.workerId, message: "EAGAIN" });
    }
  }

  #launchProcess(process: Process): void {
    process.pid = 1_000 + this.processes.size * 10 + Number.parseInt(process.start.workerId, 16) * 10_000;
    const forked = process.pid % 30 < 20;
    this.#send({ type: "processStarted", workerId: process.start.workerId, pid: process.pid, forked });
  }

  #register(pick: number, variant: number): void {
    const process = this.#choose(pick, (one) => one.isAlive && one.pid !== null && !one.wasRegistered);
    if (process === undefined || process.pid === null) return;
    const { start, pid } = process;
    const connectionId = this.driver.connect();
    const isBad = variant % 6 === 0;
    this.openRegistrations.add(connectionId);
    const before = this.driver.all("replyRegister").length;
    this.#send({
      type: "register",
      connectionId,
      kind: start.kind,
      workerId: isBad ? "ee".repeat(28) : start.workerId,
      pid,
      jobId: start.jobId,
      runtimeEnvHash: start.runtimeEnvHash,
      language: start.language,
      ip: "127.0.0.1",
      port: 0,
      serializedJobConfig: null,
      jobFacts: null,
    });
    const reply = this.driver.all("replyRegister")[before];
    expect(reply).toBeDefined();
    if (isBad) expect(reply?.success).toBe(false);
    if (reply?.success) {
      this.registered.add(start.workerId);
      process.connectionId = connectionId;
      process.wasRegistered = true;
    }
  }

  #announce(pick: number): void {
    const process = this.#choose(pick, (one) => one.connectionId !== null && !one.isAnnounced);
    if (process === undefined || process.connectionId === null) return;
    process.isAnnounced = true;
    this.#send({ type: "announce", connectionId: process.connectionId, port: 10_001, entrypoint: "" });
  }

  #giveBack(pick: number, variant: number): void {
    const all = [...this.leases];
    const lease = all[pick % Math.max(1, all.length)];
    if (lease === undefined) return;
    const [workerId, popId] = lease;
    this.leases.delete(workerId);
    const disconnect = variant % 5 === 0;
    this.#send({ type: "pushWorker", workerId, popId, disconnect, workerExiting: variant % 7 === 0, detail: "" });
  }

  #processEnds(pick: number): void {
    const process = this.#choose(pick, (one) => one.isAlive && one.pid !== null);
    if (process !== undefined) this.#end(process, null, "SIGKILL");
  }

  #end(process: Process, exitCode: number | null, signal: string | null): void {
    process.isAlive = false;
    this.#send({ type: "processExited", workerId: process.start.workerId, end: { exitCode, signal } });
  }

  #connectionEnds(pick: number): void {
    const process = this.#choose(pick, (one) => one.connectionId !== null);
    if (process !== undefined) this.#close(process);
  }

  #close(process: Process): void {
    const { connectionId } = process;
    if (connectionId === null) return;
    process.connectionId = null;
    this.#send({ type: "connectionClosed", connectionId });
  }

  #goodbye(pick: number, variant: number): void {
    const process = this.#choose(pick, (one) => one.connectionId !== null);
    if (process?.connectionId == null) return;
    const { connectionId } = process;
    const types: WorkerExitType[] = ["SYSTEM_ERROR", "INTENDED_SYSTEM_EXIT", "USER_ERROR", "INTENDED_USER_EXIT"];
    const exitType = types[variant % 4] ?? "SYSTEM_ERROR";
    this.#send({ type: "disconnect", connectionId, exitType, detail: "bye", creationTaskException: null });
    expect(process.connectionId).toBe(null);
  }

  #envAnswer(pick: number, variant: number): void {
    const all = [...this.envRequests];
    const requestId = all[pick % Math.max(1, all.length)];
    if (requestId !== undefined) this.#answerEnv(requestId, variant % 4 !== 0);
  }

  #answerEnv(requestId: string, ok: boolean): void {
    this.envRequests.delete(requestId);
    if (ok) {
      this.envsMade++;
      this.#send({ type: "runtimeEnvReady", requestId, context: "{}" });
    } else this.#send({ type: "runtimeEnvFailed", requestId, message: "pip failed" });
  }

  #time(ms: number, desiredIdleWorkers: number): void {
    const wake = this.driver.pool.nextWakeMs(desiredIdleWorkers);
    this.driver.now += ms;
    this.#send({ type: "tick", desiredIdleWorkers });
    if (wake === null || wake > this.driver.now) expect(this.driver.last, "nothing was due").toEqual([]);
    expect(this.driver.pool.nextWakeMs(desiredIdleWorkers) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(
      this.driver.now,
    );
  }

  #exitAnswer(pick: number, variant: number): void {
    const process = this.#choose(pick, (one) => one.exitAsked);
    if (process === undefined) return;
    process.exitAsked = false;
    const success = [true, false, null][variant % 3] ?? null;
    this.#send({ type: "exitReply", workerId: process.start.workerId, success });
  }

  #cancel(pick: number): void {
    const all = [...this.openPops];
    const popId = all[pick % Math.max(1, all.length)];
    if (popId !== undefined) this.#send({ type: "cancelPop", popId });
  }

  #kill(pick: number, variant: number): void {
    const process = this.#choose(pick, () => true);
    if (process === undefined) return;
    const force = variant % 2 === 0;
    const exitType = variant % 3 === 0 ? "NODE_OUT_OF_MEMORY" : "INTENDED_SYSTEM_EXIT";
    this.#send({ type: "killWorker", workerId: process.start.workerId, exitType, detail: "test", force });
  }

  #killActor(pick: number, variant: number): void {
    const process = this.#choose(pick, () => true);
    if (process === undefined) return;
    const requestId = this.#nextRequest++;
    this.killRequests.add(requestId);
    this.#send({ type: "killActor", requestId, workerId: process.start.workerId, force: variant % 2 === 0 });
    if (variant % 3 === 0) this.#send({ type: "killActorReply", requestId, ok: variant % 9 === 0 });
  }

  #job(variant: number): void {
    const jobId = variant % 2 === 0 ? JOB : OTHER_JOB;
    if (variant % 9 === 0) this.#send({ type: "jobFinished", jobId });
    else {
      const facts = variant % 5 === 0 ? { ...FACTS, runtimeEnv: runtimeEnv('{"pip": ["x"]}', true) } : FACTS;
      this.#send({ type: "jobStarted", jobId, facts });
    }
  }

  #newDriver(): void {
    const jobId = (this.#nextDriver++).toString(16).padStart(8, "0");
    const workerId = `${jobId}${"ff".repeat(24)}`;
    const connectionId = this.driver.connect();
    this.openRegistrations.add(connectionId);
    this.registered.add(workerId);
    this.drivers.push({ connectionId, jobId, announced: false });
    this.#send({
      type: "register",
      connectionId,
      kind: "DRIVER",
      workerId,
      pid: 5_000 + this.#nextDriver,
      jobId,
      runtimeEnvHash: 0,
      language: "PYTHON",
      ip: "127.0.0.1",
      port: 0,
      serializedJobConfig: new Uint8Array(),
      jobFacts: FACTS,
    });
    if (this.driver.last.some((effect) => effect.type === "replyRegister" && !effect.success)) {
      this.registered.delete(workerId);
      this.drivers.pop();
    }
  }

  #driverMoves(pick: number, variant: number): void {
    const driver = this.drivers[pick % Math.max(1, this.drivers.length)];
    if (driver === undefined) return;
    const { connectionId, jobId } = driver;
    if (!driver.announced && !this.openRegistrations.has(connectionId)) {
      driver.announced = true;
      this.#send({ type: "announce", connectionId, port: 30_000, entrypoint: "x.py" });
    } else if (this.jobsToAdd.delete(jobId)) {
      this.#send({ type: "addJobDone", jobId, error: variant % 5 === 0 ? "no" : null });
    } else {
      this.drivers.splice(this.drivers.indexOf(driver), 1);
      this.openRegistrations.delete(connectionId);
      if (variant % 2 === 0) this.#send({ type: "connectionClosed", connectionId });
      else {
        const exitType = "INTENDED_USER_EXIT";
        this.#send({ type: "disconnect", connectionId, exitType, detail: "bye", creationTaskException: null });
      }
    }
  }

  #prestart(variant: number): void {
    const env = variant % 3 === 0 ? runtimeEnv('{"env_vars": {"A": "1"}}') : EMPTY_RUNTIME_ENV;
    const jobId = variant % 2 === 0 ? null : JOB;
    this.#send({ type: "prestart", count: 1, language: "PYTHON", jobId, runtimeEnv: env, keepAliveMs: 0 });
  }
}

const steps = fc.array(fc.record({ action: fc.nat(1_000), pick: fc.nat(1_000), variant: fc.nat(1_000) }), {
  maxLength: 120,
  size: "max",
});

test("any history keeps the invariants, answers each pop once and reports each death once", () => {
  fc.assert(
    fc.property(steps, (history) => {
      const world = new World();
      for (const step of history) world.step(step);
      world.finish();
    }),
    { numRuns: 250 },
  );
}, 120_000);
