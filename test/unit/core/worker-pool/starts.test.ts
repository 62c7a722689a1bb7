import { expect, test } from "vitest";
import { runtimeEnvHash } from "../../../../src/core/worker-pool/runtime-env-hash.js";
import { FACTS, JOB, OTHER_JOB, PoolDriver, runtimeEnv } from "./pool-driver.js";

const ENV = '{"env_vars": {"A": "1"}}';

test("a pop starts a process and gets it when it has announced itself", () => {
  const driver = new PoolDriver();
  driver.jobStarted();
  driver.pop("p1");
  const start = driver.one("startProcess");
  expect(start).toMatchObject({ jobId: JOB, language: "PYTHON", runtimeEnvHash: 0, runtimeEnvContext: null });
  const pid = driver.launch(start);
  const connectionId = driver.register(start, pid);
  expect(driver.one("replyRegister")).toMatchObject({ success: true, reason: "OK", port: 0 });
  expect(driver.of("popped")).toEqual([]);
  driver.announce(connectionId, 4321);
  expect(driver.last.map((effect) => effect.type)).toEqual(["workerReady", "popped"]);
  const worker = { workerId: start.workerId, ip: "127.0.0.1", port: 4321, pid };
  expect(driver.one("popped")).toEqual({ type: "popped", popId: "p1", worker });
});

test("a returned worker serves the next pop of its job without a new process", () => {
  const driver = new PoolDriver();
  driver.jobStarted();
  const { workerId } = driver.idleWorker();
  driver.pop("p2");
  expect(driver.last).toHaveLength(1);
  expect(driver.one("popped").worker.workerId).toBe(workerId);
});

test("the worker idle for the shortest time is taken first", () => {
  const driver = new PoolDriver();
  driver.jobStarted();
  driver.pop("a");
  const a = driver.bringUp(driver.one("startProcess"));
  driver.pop("b");
  const b = driver.bringUp(driver.one("startProcess"));
  driver.giveBack(a.workerId, "a");
  driver.giveBack(b.workerId, "b");
  driver.pop("c");
  expect(driver.one("popped").worker.workerId).toBe(b.workerId);
});

test.each([
  ["another job", { jobId: OTHER_JOB }],
  ["a runtime env", { runtimeEnv: runtimeEnv(ENV) }],
  ["dynamic options", { dynamicOptions: ["-Dx=1"] }],
  ["an actor after a task", { isActor: true }],
  ["GPUs after none", { isGpu: true }],
])("an idle worker is not taken for %s", (_why, change) => {
  const driver = new PoolDriver();
  driver.jobStarted();
  driver.jobStarted(OTHER_JOB);
  driver.idleWorker();
  driver.pop("p2", change);
  expect(driver.of("popped")).toEqual([]);
  expect([...driver.of("startProcess"), ...driver.of("createRuntimeEnv")]).toHaveLength(1);
});

test("a worker that served a detached actor's tree is not given to another tree, but to the same", () => {
  const driver = new PoolDriver();
  driver.jobStarted();
  const root = "ac".repeat(16);
  const { workerId } = driver.idleWorker("p1", { rootDetachedActorId: root });
  driver.pop("p2", { rootDetachedActorId: "bd".repeat(16) });
  driver.one("startProcess");
  driver.pop("p3", { rootDetachedActorId: root });
  expect(driver.one("popped").worker.workerId).toBe(workerId);
});

test("a job-less worker takes the job of its first lease and stays with it", () => {
  const driver = new PoolDriver();
  driver.jobStarted();
  driver.jobStarted(OTHER_JOB);
  const what = { language: "PYTHON" as const, jobId: null, runtimeEnv: runtimeEnv("{}"), keepAliveMs: 0 };
  driver.send({ type: "prestart", count: 1, ...what });
  const start = driver.one("startProcess");
  expect(start.jobId).toBe(null);
  const { workerId } = driver.bringUp(start);
  driver.pop("p1", { jobId: OTHER_JOB });
  expect(driver.one("popped").worker.workerId).toBe(workerId);
  driver.giveBack(workerId, "p1");
  expect(driver.pool.worker(workerId)).toMatchObject({ state: "idle", jobId: OTHER_JOB });
  driver.pop("p2", { jobId: JOB });
  expect(driver.of("popped")).toEqual([]);
});

test("a pop is promised the process that is starting for nobody", () => {
  const driver = new PoolDriver();
  driver.jobStarted();
  const what = { language: "PYTHON" as const, jobId: null, runtimeEnv: runtimeEnv(""), keepAliveMs: 0 };
  driver.send({ type: "prestart", count: 1, ...what });
  const start = driver.one("startProcess");
  driver.pop("p1");
  expect(driver.of("startProcess")).toEqual([]);
  driver.bringUp(start);
  expect(driver.one("popped").popId).toBe("p1");
});

test("a pop waits for the JobConfig, says so, and goes on when it comes", () => {
  const driver = new PoolDriver();
  driver.pop("p1");
  expect(driver.last).toEqual([]);
  expect(driver.pool.why("p1")).toContain(`JobConfig of job ${JOB}`);
  expect(driver.tick(9_999)).toEqual([]);
  expect(driver.tick(1).map((effect) => effect.type)).toEqual(["log"]);
  expect(driver.tick(1_000)).toEqual([]);
  driver.jobStarted();
  driver.one("startProcess");
});

test("no more starts are in flight than allowed; pops go before prestarts, each in order", () => {
  const driver = new PoolDriver({ maxStartupConcurrency: 1 });
  driver.jobStarted();
  driver.pop("p1");
  const first = driver.one("startProcess");
  const what = { language: "PYTHON" as const, jobId: null, runtimeEnv: runtimeEnv(""), keepAliveMs: 0 };
  driver.send({ type: "prestart", count: 1, ...what });
  driver.pop("p2");
  driver.pop("p3");
  expect(driver.all("startProcess")).toHaveLength(1);
  expect(driver.pool.why("p3")).toContain("1 are starting (maximum_startup_concurrency 1), 1 are ahead of it");
  driver.register(first, driver.launch(first));
  const second = driver.one("startProcess");
  expect(driver.pool.why("p2")).toContain(`worker ${second.workerId} to register`);
  driver.register(second, driver.launch(second));
  const third = driver.one("startProcess");
  driver.register(third, driver.launch(third));
  expect(driver.one("startProcess").jobId).toBe(null);
});

test("a runtime env is made before the process and given back after the worker's end", () => {
  const driver = new PoolDriver();
  driver.jobStarted();
  driver.pop("p1", { runtimeEnv: runtimeEnv(ENV) });
  const create = driver.one("createRuntimeEnv");
  expect(create).toMatchObject({ jobId: JOB, runtimeEnv: { serialized: ENV, setupTimeoutSeconds: 600 } });
  expect(driver.of("startProcess")).toEqual([]);
  expect(driver.pool.why("p1")).toContain("runtime env agent");
  driver.send({ type: "runtimeEnvReady", requestId: create.requestId, context: "{ctx}" });
  const start = driver.one("startProcess");
  expect(start).toMatchObject({ runtimeEnvContext: "{ctx}", runtimeEnvHash: runtimeEnvHash(ENV) });
  const { workerId, connectionId } = driver.bringUp(start);
  expect(driver.of("popped")).toHaveLength(1);
  driver.exited(workerId, 1);
  driver.send({ type: "connectionClosed", connectionId });
  expect(driver.one("deleteRuntimeEnv").serialized).toBe(ENV);
});

test("making a runtime env takes no place among the starts in flight", () => {
  const driver = new PoolDriver({ maxStartupConcurrency: 1 });
  driver.jobStarted();
  driver.pop("slow", { runtimeEnv: runtimeEnv(ENV) });
  driver.pop("quick");
  driver.one("startProcess");
});

test("a failed runtime env fails its pop with the agent's message", () => {
  const driver = new PoolDriver();
  driver.jobStarted();
  driver.pop("p1", { runtimeEnv: runtimeEnv(ENV) });
  const { requestId } = driver.one("createRuntimeEnv");
  driver.send({ type: "runtimeEnvFailed", requestId, message: "no such package" });
  expect(driver.last).toEqual([
    { type: "popFailed", popId: "p1", status: "runtimeEnvFailed", message: "no such package" },
  ]);
});

test("a canceled pop is answered, and its runtime env given back when it comes", () => {
  const driver = new PoolDriver();
  driver.jobStarted();
  driver.pop("p1", { runtimeEnv: runtimeEnv(ENV) });
  const { requestId } = driver.one("createRuntimeEnv");
  driver.send({ type: "cancelPop", popId: "p1" });
  expect(driver.one("popFailed").status).toBe("canceled");
  expect(driver.send({ type: "cancelPop", popId: "p1" })).toEqual([]);
  driver.send({ type: "runtimeEnvReady", requestId, context: "{}" });
  expect(driver.last).toEqual([{ type: "deleteRuntimeEnv", serialized: ENV }]);
});

test("the process of a canceled pop goes to the pop that waits for its turn", () => {
  const driver = new PoolDriver({ maxStartupConcurrency: 1 });
  driver.jobStarted();
  driver.pop("p1");
  const start = driver.one("startProcess");
  driver.pop("p2");
  driver.send({ type: "cancelPop", popId: "p1" });
  driver.bringUp(start);
  expect(driver.one("popped").popId).toBe("p2");
  expect(driver.all("startProcess")).toHaveLength(1);
});

test("a process that dies before it registers is started again, five times, then the pop fails with the cause", () => {
  const driver = new PoolDriver();
  driver.jobStarted();
  driver.pop("p1");
  for (let i = 0; i < 6; i++) {
    const start = driver.one("startProcess");
    driver.launch(start);
    driver.exited(start.workerId, 127);
  }
  expect(driver.of("startProcess")).toEqual([]);
  const failure = driver.one("popFailed");
  expect(failure.status).toBe("startupFailed");
  expect(failure.message).toContain("6 processes in a row failed");
  expect(failure.message).toContain("exited with code 127");
  expect(driver.all("workerDied")).toEqual([]);
});

test("a process that cannot be started counts as a failed start", () => {
  const driver = new PoolDriver({ popWorkerMaxRetries: 0 });
  driver.jobStarted();
  driver.pop("p1");
  driver.send({ type: "processStartFailed", workerId: driver.one("startProcess").workerId, message: "ENOENT" });
  expect(driver.one("popFailed").message).toContain("could not be started: ENOENT");
});

test("a process that does not register in time is killed and another started", () => {
  const driver = new PoolDriver();
  driver.jobStarted();
  driver.pop("p1");
  const start = driver.one("startProcess");
  const pid = driver.launch(start);
  expect(driver.tick(59_999)).toEqual([]);
  driver.tick(1);
  expect(driver.one("signal")).toMatchObject({ pid, signal: "SIGKILL", group: true });
  driver.one("startProcess");
  expect(driver.pool.why("p1")).toContain(`Process ${pid} did not register within 60000 ms`);
  driver.register(start, pid);
  expect(driver.one("replyRegister")).toMatchObject({ success: false });
});

test("a registered process that never announces its port is given up likewise", () => {
  const driver = new PoolDriver();
  driver.jobStarted();
  driver.pop("p1");
  const start = driver.one("startProcess");
  const connectionId = driver.register(start, driver.launch(start));
  driver.tick(60_000);
  expect(driver.one("closeConnection").connectionId).toBe(connectionId);
  expect(driver.one("workerDied").detail).toContain("did not announce its port");
  driver.one("startProcess");
});

test("a language without workers fails at once", () => {
  const driver = new PoolDriver();
  driver.jobStarted();
  driver.pop("p1", { language: "JAVA" });
  expect(driver.one("popFailed")).toMatchObject({ status: "unsupported" });
});

test("IO workers start, announce themselves and are neither leased nor idle", () => {
  const driver = new PoolDriver();
  driver.jobStarted();
  driver.send({ type: "startIoWorker", kind: "SPILL_WORKER" });
  const start = driver.one("startProcess");
  expect(start).toMatchObject({ kind: "SPILL_WORKER", jobId: null });
  driver.bringUp(start);
  expect(driver.one("workerReady").worker).toMatchObject({ kind: "SPILL_WORKER", state: "running" });
  driver.pop("p1");
  expect(driver.of("popped")).toEqual([]);
  expect(driver.tick(100_000, 0).filter((effect) => effect.type === "exitWorker")).toEqual([]);
});

test("an eager runtime env of a job is installed once and let go when the job ends", () => {
  const driver = new PoolDriver();
  const facts = { ...FACTS, runtimeEnv: runtimeEnv(ENV, true) };
  driver.jobStarted(JOB, facts);
  const { requestId } = driver.one("createRuntimeEnv");
  driver.jobStarted(JOB, facts);
  expect(driver.last).toEqual([]);
  driver.send({ type: "runtimeEnvReady", requestId, context: "{}" });
  expect(driver.last).toEqual([]);
  driver.send({ type: "jobFinished", jobId: JOB });
  expect(driver.one("deleteRuntimeEnv").serialized).toBe(ENV);
});

test("a job that ended before this node heard of it still has workers for its detached actors, and nothing else", () => {
  const driver = new PoolDriver();
  driver.pop("actor", { isActor: true, isDetachedActor: true, rootDetachedActorId: "ac".repeat(16) });
  driver.pop("task");
  expect(driver.of("startProcess")).toEqual([]);
  const facts = { ...FACTS, runtimeEnv: runtimeEnv(ENV, true) };
  driver.send({ type: "jobFinished", jobId: JOB, facts });
  expect(driver.of("createRuntimeEnv")).toEqual([]);
  expect(driver.one("popFailed")).toMatchObject({ popId: "task", status: "jobFinished" });
  driver.bringUp(driver.one("startProcess"));
  expect(driver.one("popped").popId).toBe("actor");
  expect(driver.send({ type: "jobFinished", jobId: JOB, facts })).toEqual([]);
});

test("the hash is stable, signed 32 bit and 0 only for the empty env", () => {
  expect(runtimeEnvHash("{}")).toBe(0);
  expect(runtimeEnvHash("")).toBe(0);
  const hash = runtimeEnvHash(ENV);
  expect(hash).toBe(runtimeEnvHash(ENV));
  expect(hash | 0).toBe(hash);
  expect(hash).not.toBe(0);
  expect(runtimeEnvHash(`${ENV} `)).not.toBe(hash);
});
