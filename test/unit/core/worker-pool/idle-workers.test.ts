import { expect, test } from "vitest";
import { JOB, OTHER_JOB, PoolDriver } from "./pool-driver.js";

function withIdle(count: number) {
  const driver = new PoolDriver({ maxStartupConcurrency: 10 });
  driver.jobStarted();
  driver.jobStarted(OTHER_JOB);
  for (let i = 0; i < count; i++) driver.pop(`w${i}`);
  const workers = driver.all("startProcess").map((start) => driver.bringUp(start));
  workers.forEach((worker, i) => {
    driver.now++;
    driver.giveBack(worker.workerId, `w${i}`);
  });
  return { driver, workers, ids: workers.map((worker) => worker.workerId) };
}

test("beyond the free CPUs, workers idle for a second are asked to exit, the oldest first", () => {
  const { driver, ids } = withIdle(4);
  expect(driver.tick(900, 2)).toEqual([]);
  driver.tick(100, 2);
  expect(driver.of("exitWorker").map(({ worker, force }) => [worker.workerId, force])).toEqual([
    [ids[0], false],
    [ids[1], false],
  ]);
  expect(driver.tick(10, 2)).toEqual([]);
});

test("a worker asked to exit is not leased; when it agreed and left, that is an intended exit", () => {
  const { driver, workers } = withIdle(1);
  const [worker] = workers;
  if (worker === undefined) throw new Error("one worker expected");
  driver.tick(1_000, 0);
  driver.one("exitWorker");
  driver.pop("p");
  expect(driver.of("popped")).toEqual([]);
  driver.send({ type: "exitReply", workerId: worker.workerId, success: true });
  driver.exited(worker.workerId, 0);
  driver.send({ type: "connectionClosed", connectionId: worker.connectionId });
  expect(driver.one("workerDied").exitType).toBe("INTENDED_SYSTEM_EXIT");
});

test("a worker that owns objects refuses, stays, and serves whoever waits", () => {
  const { driver, ids } = withIdle(1);
  driver.tick(1_000, 0);
  driver.send({ type: "exitReply", workerId: ids[0] ?? "", success: false });
  expect(driver.pool.worker(ids[0] ?? "")?.state).toBe("idle");
  expect(driver.tick(999, 0)).toEqual([]);
  driver.tick(1, 0);
  driver.one("exitWorker");
  driver.pop("p");
  driver.send({ type: "exitReply", workerId: ids[0] ?? "", success: false });
  expect(driver.one("popped").popId).toBe("p");
});

test("a worker that does not answer Exit is left alone for a while", () => {
  const { driver, ids } = withIdle(1);
  driver.tick(1_000, 0);
  driver.tick(10_000, 0);
  expect(driver.pool.worker(ids[0] ?? "")?.state).toBe("idle");
  expect(driver.tick(9_999, 0)).toEqual([]);
  driver.tick(1, 0);
  driver.one("exitWorker");
});

test("a worker that agreed to exit and stays is killed", () => {
  const { driver, ids } = withIdle(1);
  driver.tick(1_000, 0);
  driver.send({ type: "exitReply", workerId: ids[0] ?? "", success: true });
  expect(driver.tick(29_999, 0)).toEqual([]);
  driver.tick(1, 0);
  expect(driver.one("signal").signal).toBe("SIGKILL");
});

test("a prestarted worker keeps its promised time", () => {
  const driver = new PoolDriver();
  const what = { language: "PYTHON" as const, jobId: null, keepAliveMs: 60_000 };
  const runtimeEnv = { serialized: "{}", setupTimeoutSeconds: 0, eagerInstall: false, logFiles: [] };
  driver.send({ type: "prestart", count: 1, runtimeEnv, ...what });
  driver.bringUp(driver.one("startProcess"));
  expect(driver.tick(59_999, 0)).toEqual([]);
  driver.tick(1, 0);
  driver.one("exitWorker");
});

test("at the end of a job its idle workers are asked to exit by force, its leased and starting ones killed", () => {
  const { driver, ids } = withIdle(2);
  driver.pop("leased");
  expect(driver.one("popped").worker.workerId).toBe(ids[1]);
  driver.pop("other", { jobId: OTHER_JOB });
  const other = driver.bringUp(driver.one("startProcess"));
  driver.pop("starting", { isActor: true });
  const start = driver.one("startProcess");
  const startingPid = driver.launch(start);
  driver.send({ type: "jobFinished", jobId: JOB });
  expect(driver.one("exitWorker")).toMatchObject({ worker: { workerId: ids[0] }, force: true });
  expect(driver.one("popFailed")).toMatchObject({ popId: "starting", status: "jobFinished" });
  expect(driver.of("signal").map(({ workerId, signal }) => [workerId, signal])).toEqual([
    [ids[1], "SIGTERM"],
    [start.workerId, "SIGKILL"],
  ]);
  expect(startingPid).toBeGreaterThan(0);
  expect(driver.pool.worker(other.workerId)?.state).toBe("leased");
  expect(driver.send({ type: "jobFinished", jobId: JOB })).toEqual([]);
});

test("a worker of a finished job that refuses to exit is killed", () => {
  const { driver, ids } = withIdle(1);
  driver.send({ type: "jobFinished", jobId: JOB });
  driver.send({ type: "exitReply", workerId: ids[0] ?? "", success: false });
  expect(driver.one("signal").signal).toBe("SIGKILL");
});

test("a pop of a finished job fails", () => {
  const { driver } = withIdle(1);
  driver.send({ type: "jobFinished", jobId: JOB });
  driver.pop("late");
  expect(driver.one("popFailed")).toMatchObject({ status: "jobFinished" });
});

test("a lease returned after the end of its job sends the worker home", () => {
  const { driver, ids } = withIdle(1);
  driver.pop("p", { rootDetachedActorId: "ac".repeat(16) });
  expect(driver.one("popped").worker.workerId).toBe(ids[0]);
  driver.send({ type: "jobFinished", jobId: JOB });
  expect(driver.last).toEqual([]);
  driver.giveBack(ids[0] ?? "", "p");
  expect(driver.pool.worker(ids[0] ?? "")?.state).toBe("idle");
});

test("the numbers add up", () => {
  const { driver } = withIdle(3);
  driver.pop("p");
  driver.pop("env", {
    runtimeEnv: { serialized: '{"a": 1}', setupTimeoutSeconds: 0, eagerInstall: false, logFiles: [] },
  });
  expect(driver.pool.stats()).toMatchObject({
    workers: { idle: 2, leased: 1, starting: 0 },
    drivers: 0,
    popsWaiting: 1,
    runtimeEnvsBeingMade: 1,
    liveProcesses: 3,
    jobs: 2,
  });
});
