import { expect, test } from "vitest";
import { EMPTY_RUNTIME_ENV, type PopRequest, type WorkerExitType } from "../../../../src/core/worker-pool/types.js";
import { JOB, NODE, OWNER, PoolDriver } from "./pool-driver.js";

function leased(change: Partial<PopRequest> = {}) {
  const driver = new PoolDriver();
  driver.jobStarted();
  driver.pop("p1", change);
  return { driver, ...driver.bringUp(driver.one("startProcess")) };
}

function goodbye(driver: PoolDriver, connectionId: number, exitType: WorkerExitType = "INTENDED_USER_EXIT") {
  return driver.send({ type: "disconnect", connectionId, exitType, detail: "bye", creationTaskException: null });
}

test("a goodbye is answered and reported at once, with its own reason", () => {
  const { driver, connectionId, workerId, pid } = leased();
  const exception = Uint8Array.of(9);
  const exitType = "USER_ERROR";
  driver.send({ type: "disconnect", connectionId, exitType, detail: "init failed", creationTaskException: exception });
  expect(driver.last.slice(0, 2).map((effect) => effect.type)).toEqual(["replyDisconnect", "closeConnection"]);
  expect(driver.one("workerDied")).toMatchObject({
    workerId,
    leaseId: "p1",
    exitType,
    detail: "init failed",
    connectionId,
  });
  expect(driver.one("reportWorkerFailure")).toMatchObject({ pid, jobId: JOB, creationTaskException: exception });
  expect(driver.send({ type: "connectionClosed", connectionId })).toEqual([]);
  driver.exited(workerId, 0);
  expect(driver.last).toEqual([]);
  expect(driver.pool.isWorkerDead(workerId)).toBe(true);
});

test.each(["close first", "exit first"])("a crash is reported once, with signal (%s)", (order) => {
  const { driver, connectionId, workerId, pid } = leased();
  const events = [
    () => driver.send({ type: "connectionClosed", connectionId }),
    () => driver.exited(workerId, null, "SIGKILL"),
  ];
  if (order === "exit first") events.reverse();
  events[0]?.();
  expect(driver.last).toEqual([]);
  expect(driver.pool.isWorkerDead(workerId)).toBe(true);
  events[1]?.();
  const died = driver.one("workerDied");
  expect(died.exitType).toBe("SYSTEM_ERROR");
  expect(died.detail).toContain("Worker unexpectedly exits with a connection error code 2. End of file.");
  expect(died.detail).toContain(`Process ${pid} was ended by SIGKILL.`);
  driver.one("reportWorkerFailure");
  const told = driver.one("pushError");
  expect(told.jobId).toBe(JOB);
  expect(told.message).toContain("A worker died or was killed while executing a task by an unexpected system error.");
  expect(told.message).toContain(`Worker ID: ${workerId}`);
  expect(told.message).toContain("was ended by SIGKILL");
});

test("a crash is told to the driver when its owner saw it first and gave the worker back", () => {
  const { driver, connectionId, workerId } = leased();
  driver.send({ type: "connectionClosed", connectionId });
  driver.giveBack(workerId, "p1", { disconnect: true });
  driver.exited(workerId, null, "SIGKILL");
  expect(driver.one("pushError").message).toContain("Lease ID: p1");
});

test("only a crash at work is told to the driver", () => {
  const ending = leased();
  goodbye(ending.driver, ending.connectionId);
  expect(ending.driver.all("pushError")).toEqual([]);
  const idle = leased();
  idle.driver.giveBack(idle.workerId, "p1");
  idle.driver.send({ type: "connectionClosed", connectionId: idle.connectionId });
  idle.driver.exited(idle.workerId, null, "SIGKILL");
  idle.driver.one("workerDied");
  expect(idle.driver.all("pushError")).toEqual([]);
});

test("a goodbye still in the socket when the process ends is what counts", () => {
  const { driver, connectionId, workerId } = leased();
  driver.exited(workerId, 0);
  goodbye(driver, connectionId);
  expect(driver.one("workerDied").exitType).toBe("INTENDED_USER_EXIT");
  driver.tick(1_000);
  expect(driver.all("reportWorkerFailure")).toHaveLength(1);
});

test("a closed connection whose process lives on is reported and the process killed", () => {
  const { driver, connectionId, pid } = leased();
  driver.send({ type: "connectionClosed", connectionId });
  expect(driver.tick(249)).toEqual([]);
  driver.tick(1);
  driver.one("workerDied");
  expect(driver.one("signal")).toMatchObject({ pid, signal: "SIGKILL", group: true });
});

test("a process that ended with its connection open is reported after a moment", () => {
  const { driver, connectionId, workerId } = leased();
  driver.exited(workerId, 3);
  driver.tick(250);
  expect(driver.one("closeConnection").connectionId).toBe(connectionId);
  expect(driver.one("workerDied").detail).toContain("exited with code 3");
});

test("a worker that said goodbye may run its exit handlers, not for ever", () => {
  const { driver, connectionId, workerId } = leased();
  goodbye(driver, connectionId);
  expect(driver.tick(299_999)).toEqual([]);
  driver.tick(1);
  expect(driver.one("signal").signal).toBe("SIGTERM");
  driver.tick(5_000);
  expect(driver.one("signal").signal).toBe("SIGKILL");
  driver.exited(workerId, null, "SIGKILL");
  expect(driver.pool.stats().liveProcesses).toBe(0);
});

test("a kill is SIGTERM, SIGKILL five seconds later, and reported with its reason", () => {
  const { driver, connectionId, workerId, pid } = leased();
  const kill = { exitType: "INTENDED_SYSTEM_EXIT", detail: "drained", force: false } as const;
  driver.send({ type: "killWorker", workerId, ...kill });
  expect(driver.last).toEqual([{ type: "signal", workerId, pid, signal: "SIGTERM", group: false }]);
  expect(driver.tick(4_999)).toEqual([]);
  driver.tick(1);
  expect(driver.one("signal")).toMatchObject({ signal: "SIGKILL", group: true });
  driver.exited(workerId, null, "SIGKILL");
  driver.send({ type: "connectionClosed", connectionId });
  expect(driver.one("workerDied")).toMatchObject({
    exitType: "INTENDED_SYSTEM_EXIT",
    detail: "drained",
    leaseId: "p1",
  });
});

test("the raylet's reason is stronger than the goodbye of the worker it kills", () => {
  const { driver, connectionId, workerId } = leased();
  const exitType = "NODE_OUT_OF_MEMORY";
  driver.send({ type: "killWorker", workerId, exitType, detail: "memory 0.97", force: false });
  goodbye(driver, connectionId, "SYSTEM_ERROR");
  expect(driver.one("reportWorkerFailure")).toMatchObject({ exitType, detail: "memory 0.97" });
});

test("a process killed while it starts is signaled as soon as its pid is known", () => {
  const driver = new PoolDriver();
  driver.jobStarted();
  driver.pop("p1");
  const start = driver.one("startProcess");
  const kill = { exitType: "INTENDED_SYSTEM_EXIT", detail: "x", force: true } as const;
  expect(driver.send({ type: "killWorker", workerId: start.workerId, ...kill })).toEqual([]);
  const pid = driver.launch(start);
  expect(driver.one("signal")).toMatchObject({ pid, signal: "SIGKILL" });
});

test("a lease returned with disconnect kills its worker", () => {
  const { driver, workerId } = leased();
  driver.giveBack(workerId, "p1", { disconnect: true });
  expect(driver.one("signal").signal).toBe("SIGTERM");
  driver.pop("p2");
  expect(driver.of("popped")).toEqual([]);
});

test("a worker that says it is leaving is not used again, and killed if it stays", () => {
  const { driver, workerId } = leased();
  driver.giveBack(workerId, "p1", { workerExiting: true });
  expect(driver.last).toEqual([]);
  driver.tick(30_000);
  expect(driver.one("signal").signal).toBe("SIGKILL");
});

test("returns of unknown leases are ignored", () => {
  const { driver, workerId } = leased();
  driver.giveBack(workerId, "other");
  driver.giveBack("ff".repeat(28), "p1");
  expect(driver.pool.worker(workerId)?.state).toBe("leased");
});

test.each([
  ["its worker id", { workerId: OWNER, nodeId: null }],
  ["its node", { workerId: null, nodeId: NODE }],
])("workers of an owner that died are killed, by %s", (_by, owner) => {
  const { driver, workerId } = leased();
  driver.send({ type: "ownerDied", ...owner });
  expect(driver.one("signal")).toMatchObject({ workerId, signal: "SIGTERM" });
});

test("a detached actor outlives its owner and its job", () => {
  const root = { isActor: true, isDetachedActor: true, rootDetachedActorId: "ac".repeat(16) };
  const { driver } = leased(root);
  driver.send({ type: "ownerDied", workerId: OWNER, nodeId: NODE });
  driver.send({ type: "jobFinished", jobId: JOB });
  expect(driver.last).toEqual([]);
  driver.pop("again", root);
  driver.bringUp(driver.one("startProcess"));
  driver.one("popped");
});

test("the death of a local worker kills what it owned here", () => {
  const { driver, workerId, connectionId } = leased();
  driver.pop("child", { ownerWorkerId: workerId });
  const child = driver.bringUp(driver.one("startProcess"));
  goodbye(driver, connectionId);
  expect(driver.one("signal")).toMatchObject({ workerId: child.workerId, signal: "SIGTERM" });
});

test("KillLocalActor: RPC, and an answer when the worker is gone", () => {
  const { driver, workerId, connectionId } = leased({ isActor: true });
  driver.send({ type: "actorCreationTaskDone", connectionId });
  driver.send({ type: "killActor", requestId: 7, workerId, force: true });
  expect(driver.one("killActorRpc")).toMatchObject({ requestId: 7, force: true, worker: { workerId } });
  goodbye(driver, connectionId, "INTENDED_SYSTEM_EXIT");
  expect(driver.one("killActorDone").requestId).toBe(7);
  expect(driver.send({ type: "killActorReply", requestId: 7, ok: false })).toEqual([]);
});

test("KillLocalActor with force is SIGKILL a second after the RPC, without it after 30 s", () => {
  const forced = leased({ isActor: true });
  forced.driver.send({ type: "killActor", requestId: 1, workerId: forced.workerId, force: true });
  forced.driver.send({ type: "killActorReply", requestId: 1, ok: true });
  expect(forced.driver.tick(999)).toEqual([]);
  forced.driver.tick(1);
  expect(forced.driver.one("signal").signal).toBe("SIGKILL");

  const graceful = leased({ isActor: true });
  graceful.driver.send({ type: "killActor", requestId: 1, workerId: graceful.workerId, force: false });
  graceful.driver.send({ type: "killActorReply", requestId: 1, ok: true });
  expect(graceful.driver.tick(29_999)).toEqual([]);
  graceful.driver.tick(1);
  expect(graceful.driver.one("signal").signal).toBe("SIGKILL");
  graceful.driver.exited(graceful.workerId, null, "SIGKILL");
  graceful.driver.send({ type: "connectionClosed", connectionId: graceful.connectionId });
  expect(graceful.driver.one("workerDied")).toMatchObject({ exitType: "INTENDED_SYSTEM_EXIT" });
  graceful.driver.one("killActorDone");
});

test("KillLocalActor of a worker that is not here is answered at once", () => {
  const driver = new PoolDriver();
  driver.send({ type: "killActor", requestId: 3, workerId: "ab".repeat(28), force: true });
  expect(driver.last).toEqual([{ type: "killActorDone", requestId: 3 }]);
});

test("shutdown answers waiting pops, ends every process and says when none is left", () => {
  const { driver, workerId, connectionId, pid } = leased();
  driver.pop("waiting");
  const start = driver.one("startProcess");
  const startingPid = driver.launch(start);
  driver.send({ type: "shutdown", force: false });
  expect(driver.one("popFailed")).toMatchObject({ popId: "waiting", status: "shutdown" });
  expect(driver.of("signal").map((signal) => [signal.pid, signal.signal])).toEqual([
    [pid, "SIGTERM"],
    [startingPid, "SIGKILL"],
  ]);
  driver.pop("late");
  expect(driver.one("popFailed").status).toBe("shutdown");
  driver.exited(start.workerId, null, "SIGKILL");
  // ray.shutdown() kills a raylet that takes a second.
  driver.tick(400);
  expect(driver.one("signal")).toMatchObject({ pid, signal: "SIGKILL" });
  driver.exited(workerId, null, "SIGKILL");
  expect(driver.one("closeConnection").connectionId).toBe(connectionId);
  driver.one("workerDied");
  driver.one("shutdownComplete");
  expect(driver.tick(1)).toEqual([]);
});

test("shutdown does not wait for workers that do nothing, nor long for those that were told to end before", () => {
  const idle = leased();
  idle.driver.giveBack(idle.workerId, "p1");
  expect(idle.driver.pool.worker(idle.workerId)?.state).toBe("idle");
  idle.driver.send({ type: "shutdown", force: false });
  expect(idle.driver.one("signal")).toMatchObject({ pid: idle.pid, signal: "SIGKILL" });

  const orphan = leased();
  orphan.driver.send({ type: "ownerDied", workerId: OWNER, nodeId: null });
  expect(orphan.driver.one("signal")).toMatchObject({ pid: orphan.pid, signal: "SIGTERM" });
  orphan.driver.tick(100);
  orphan.driver.send({ type: "shutdown", force: false });
  expect(orphan.driver.of("signal")).toEqual([]);
  orphan.driver.tick(399);
  expect(orphan.driver.of("signal")).toEqual([]);
  orphan.driver.tick(1);
  expect(orphan.driver.one("signal")).toMatchObject({ pid: orphan.pid, signal: "SIGKILL" });
});

test("shutdown of an empty pool is complete at once; nobody may register any more", () => {
  const driver = new PoolDriver();
  driver.send({ type: "shutdown", force: true });
  driver.one("shutdownComplete");
  driver.driver();
  expect(driver.one("replyRegister")).toMatchObject({ success: false, reason: "The raylet is shutting down." });
});

test("the story of a worker tells its life, also after its death", () => {
  const { driver, workerId, connectionId } = leased();
  goodbye(driver, connectionId);
  const story = driver.pool.story(workerId).map((entry) => entry.text);
  expect(story[0]).toBe("started for p1");
  expect(story).toContain("leased to p1");
  expect(story.at(-1)).toBe("dead: INTENDED_USER_EXIT bye");
});

test("the story ring and the table of the dead are bounded", () => {
  const driver = new PoolDriver({ maxDeadWorkers: 2, maxStoryEntries: 10 });
  driver.jobStarted();
  const ids: string[] = [];
  for (let i = 0; i < 4; i++) {
    driver.pop(`p${i}`, { runtimeEnv: EMPTY_RUNTIME_ENV });
    const { workerId, connectionId } = driver.bringUp(driver.one("startProcess"));
    ids.push(workerId);
    goodbye(driver, connectionId);
  }
  expect(driver.pool.story(ids[0] ?? "")).toEqual([]);
  expect(driver.pool.story(ids[3] ?? "").length).toBeGreaterThan(0);
});
