import { expect, test } from "vitest";
import type { RegisterEvent } from "../../../../src/core/worker-pool/types.js";
import { FACTS, JOB, OWNER, PoolDriver } from "./pool-driver.js";

function starting(limits = {}) {
  const driver = new PoolDriver(limits);
  driver.jobStarted();
  driver.pop("p1");
  const start = driver.one("startProcess");
  return { driver, start, pid: driver.launch(start) };
}

const badRegistrations: [string, Partial<RegisterEvent>, string][] = [
  ["an unknown worker id", { workerId: "ab".repeat(28) }, "unknown worker"],
  ["no process id", { pid: 0 }, "no process id"],
  ["another kind", { kind: "SPILL_WORKER" }, "started as WORKER"],
  ["another language", { language: "JAVA" }, "started for PYTHON"],
  ["another runtime env", { runtimeEnvHash: 77 }, "runtime env hash 0"],
  ["another job", { jobId: "09000000" }, `started for job ${JOB}`],
];

test.each(badRegistrations)("a registration with %s is refused and harms nobody", (_what, change, reason) => {
  const { driver, start, pid } = starting();
  driver.register(start, pid, change);
  expect(driver.one("replyRegister")).toMatchObject({ success: false, port: 0 });
  expect(driver.one("replyRegister").reason).toContain(reason);
  expect(driver.one("log")).toMatchObject({ level: "refusal", message: expect.stringContaining(reason) });
  const { connectionId } = { connectionId: driver.register(start, pid) };
  driver.announce(connectionId);
  expect(driver.one("popped").popId).toBe("p1");
});

test("a second process with a registered worker's id or pid is refused", () => {
  const { driver, start, pid } = starting();
  driver.announce(driver.register(start, pid));
  driver.register(start, 999);
  expect(driver.one("replyRegister").reason).toContain(`already registered, by process ${pid}`);
  driver.pop("p2");
  const other = driver.one("startProcess");
  driver.launch(other);
  driver.register(other, pid);
  expect(driver.one("replyRegister").reason).toContain(`Process ${pid} is already registered`);
  expect(driver.pool.worker(start.workerId)?.state).toBe("leased");
});

test("registering twice on one connection costs the sender its connection and its worker", () => {
  const { driver, start, pid } = starting();
  const connectionId = driver.register(start, pid);
  driver.register(start, pid, { connectionId });
  expect(driver.one("closeConnection").reason).toContain("second RegisterClientRequest");
  expect(driver.one("workerDied").detail).toContain("because of what it sent");
  expect(driver.one("signal")).toMatchObject({ pid, signal: "SIGKILL" });
  expect(driver.send({ type: "connectionClosed", connectionId })).toEqual([]);
});

test.each([
  ["before registering", (driver: PoolDriver) => driver.announce(77)],
  ["twice", (driver: PoolDriver) => driver.announce(1)],
])("announcing %s closes the connection", (_when, announce) => {
  const { driver, start, pid } = starting();
  driver.announce(driver.register(start, pid));
  announce(driver);
  driver.one("closeConnection");
});

test("a port that is none closes the connection", () => {
  const { driver, start, pid } = starting();
  driver.announce(driver.register(start, pid), 70_000);
  expect(driver.one("closeConnection").reason).toContain("announced port 70000");
  expect(driver.last).toContainEqual(expect.objectContaining({ type: "log", level: "refusal" }));
});

test("ports come from the list, are free again after a death, and their lack is said", () => {
  const { driver, start, pid } = starting({ workerPortList: [7001] });
  const connectionId = driver.register(start, pid);
  expect(driver.one("replyRegister").port).toBe(7001);
  driver.announce(connectionId, 7001);
  driver.pop("p2");
  const other = driver.one("startProcess");
  const otherPid = driver.launch(other);
  driver.register(other, otherPid);
  expect(driver.one("replyRegister")).toMatchObject({ success: false });
  expect(driver.one("replyRegister").reason).toContain("--min-worker-port");
  driver.exited(start.workerId, 0);
  driver.send({ type: "connectionClosed", connectionId });
  driver.register(other, otherPid);
  expect(driver.one("replyRegister")).toMatchObject({ success: true, port: 7001 });
});

test("a port that somebody else uses is replaced before the client is answered, until none is left", () => {
  const { driver, start, pid } = starting({ workerPortList: [7001, 7002] });
  const connectionId = driver.register(start, pid);
  expect(driver.one("replyRegister").port).toBe(7001);
  const inUse = (port: number) => driver.send({ type: "portInUse", connectionId, port });
  expect(inUse(7001)).toMatchObject([{ type: "replyRegister", connectionId, success: true, port: 7002 }]);
  expect(inUse(7001)).toEqual([]);
  expect(inUse(7002)).toMatchObject([{ type: "replyRegister", success: true, port: 7001 }]);
  expect(inUse(7001)).toMatchObject([{ type: "replyRegister", success: false, port: 0 }]);
});

test("ports come from the range", () => {
  const { driver, start, pid } = starting({ minWorkerPort: 6000, maxWorkerPort: 6001 });
  driver.register(start, pid);
  expect(driver.one("replyRegister").port).toBe(6000);
});

test("a process other than the launched one may register, and its signals reach both", () => {
  const { driver, start, pid } = starting();
  driver.announce(driver.register(start, pid + 1));
  expect(driver.one("popped").worker.pid).toBe(pid + 1);
  const kill = { exitType: "INTENDED_SYSTEM_EXIT", detail: "test", force: true } as const;
  driver.send({ type: "killWorker", workerId: start.workerId, ...kill });
  expect(driver.of("signal").map((signal) => [signal.pid, signal.group])).toEqual([
    [pid, true],
    [pid + 1, false],
  ]);
});

test("the end of a mere launcher does not end the worker", () => {
  const { driver, start, pid } = starting();
  const connectionId = driver.register(start, pid + 1);
  driver.announce(connectionId);
  driver.exited(start.workerId, 0);
  driver.tick(10_000);
  expect(driver.pool.worker(start.workerId)?.state).toBe("leased");
  driver.send({ type: "connectionClosed", connectionId });
  driver.one("workerDied");
});

test("a registration seen before the launch was confirmed is of the launched process", () => {
  const driver = new PoolDriver();
  driver.jobStarted();
  driver.pop("p1");
  const start = driver.one("startProcess");
  const connectionId = driver.register(start, 4711);
  driver.send({ type: "processStarted", workerId: start.workerId, pid: 4711, forked: false });
  driver.announce(connectionId);
  driver.exited(start.workerId, null, "SIGSEGV");
  driver.tick(250);
  expect(driver.one("workerDied").detail).toContain("SIGSEGV");
});

test("the first driver's reply waits for the first workers", () => {
  const driver = new PoolDriver({ numPrestartPythonWorkers: 3, maxStartupConcurrency: 2 });
  const connectionId = driver.driver();
  expect(driver.of("replyRegister")).toEqual([]);
  const [first, second] = driver.of("startProcess");
  if (first === undefined || second === undefined) throw new Error("two starts expected");
  expect(first).toMatchObject({ jobId: null });
  driver.register(first, driver.launch(first));
  const third = driver.one("startProcess");
  expect(driver.of("replyRegister")).toHaveLength(1);
  driver.register(second, driver.launch(second));
  expect(driver.of("replyRegister").map((reply) => reply.connectionId)).toContain(connectionId);
  driver.launch(third);
  driver.driver({ workerId: `02000000${"ff".repeat(24)}`, jobId: "02000000", pid: 51 });
  driver.one("replyRegister");
});

test("the first driver's reply comes when its workers die, and at the latest after the hold", () => {
  const dying = new PoolDriver({ numPrestartPythonWorkers: 1 });
  dying.driver();
  const start = dying.one("startProcess");
  dying.launch(start);
  dying.exited(start.workerId, 1);
  expect(dying.one("replyRegister").success).toBe(true);

  const slow = new PoolDriver({ numPrestartPythonWorkers: 1 });
  slow.driver();
  expect(slow.tick(19_999)).toEqual([]);
  slow.tick(1);
  expect(slow.one("replyRegister").success).toBe(true);
});

test("a held driver that leaves gets no reply", () => {
  const driver = new PoolDriver({ numPrestartPythonWorkers: 1 });
  const connectionId = driver.driver();
  driver.send({ type: "connectionClosed", connectionId });
  driver.tick(30_000);
  expect(driver.effects.filter(({ type }) => type === "replyRegister")).toEqual([]);
});

test("a driver's job is known at once, added at its announcement, and finished when it leaves", () => {
  const driver = new PoolDriver();
  const connectionId = driver.driver();
  expect(driver.one("replyRegister").success).toBe(true);
  driver.pop("p1");
  driver.one("startProcess");
  driver.send({ type: "announce", connectionId, port: 3333, entrypoint: "python x.py" });
  expect(driver.one("addJob")).toEqual({
    type: "addJob",
    jobId: JOB,
    driverWorkerId: OWNER,
    driverIp: "127.0.0.1",
    driverPort: 3333,
    driverPid: 50,
    entrypoint: "python x.py",
    serializedJobConfig: Uint8Array.of(1, 2, 3),
  });
  expect(driver.of("replyAnnounce")).toEqual([]);
  driver.send({ type: "addJobDone", jobId: JOB, error: null });
  expect(driver.one("replyAnnounce")).toMatchObject({ connectionId, success: true, reason: "OK" });
  const exitType = "INTENDED_USER_EXIT";
  driver.send({ type: "disconnect", connectionId, exitType, detail: "bye", creationTaskException: null });
  expect(driver.of("markJobFinished")).toEqual([{ type: "markJobFinished", jobId: JOB }]);
  expect(driver.one("reportWorkerFailure")).toMatchObject({ kind: "DRIVER", workerId: OWNER, exitType });
  expect(driver.one("popFailed")).toMatchObject({ popId: "p1", status: "jobFinished" });
});

test("a job the head refuses is told to its driver", () => {
  const driver = new PoolDriver();
  const connectionId = driver.driver();
  driver.announce(connectionId);
  driver.send({ type: "addJobDone", jobId: JOB, error: "UNAVAILABLE" });
  expect(driver.one("replyAnnounce")).toMatchObject({ success: false });
  expect(driver.one("replyAnnounce").reason).toContain("UNAVAILABLE");
});

test("a driver that leaves while its job is being added has it finished afterwards, once", () => {
  const driver = new PoolDriver();
  const connectionId = driver.driver();
  driver.announce(connectionId);
  driver.send({ type: "connectionClosed", connectionId });
  expect(driver.all("markJobFinished")).toEqual([]);
  driver.send({ type: "addJobDone", jobId: JOB, error: null });
  expect(driver.last).toEqual([{ type: "markJobFinished", jobId: JOB }]);
});

test.each<[string, Partial<RegisterEvent>, string]>([
  ["no job", { jobId: null }, "needs a job id"],
  ["no JobConfig", { jobFacts: null }, "needs a JobConfig"],
  ["a used worker id", {}, "already in use"],
  ["a job that has one", { jobId: JOB }, "already has a driver"],
])("a driver with %s is refused", (_what, change, reason) => {
  const driver = new PoolDriver();
  driver.driver();
  const isOther = Object.keys(change).length > 0;
  const workerId = isOther ? `07000000${"ff".repeat(24)}` : OWNER;
  driver.driver({ workerId, jobId: isOther ? "07000000" : JOB, ...change });
  expect(driver.one("replyRegister")).toMatchObject({ success: false });
  expect(driver.one("replyRegister").reason).toContain(reason);
});

test("ActorCreationTaskDone from a client that creates no actor costs it its connection", () => {
  const driver = new PoolDriver();
  driver.jobStarted(JOB, FACTS);
  const { connectionId } = driver.idleWorker();
  driver.send({ type: "actorCreationTaskDone", connectionId });
  driver.one("closeConnection");
  driver.one("workerDied");
});
