import { expect, test } from "vitest";
import { JOB, PoolDriver, type request, runtimeEnv } from "./pool-driver.js";

const AFTER_MS = 100;
const ACTOR = { isActor: true, actorId: "a1".repeat(16) };

function withActor(change: Partial<ReturnType<typeof request>> = {}, forks = true) {
  const driver = new PoolDriver({ spareAfterMs: AFTER_MS });
  driver.forks = forks;
  driver.jobStarted();
  driver.pop("first", { ...ACTOR, ...change });
  for (const { requestId } of driver.of("createRuntimeEnv")) {
    driver.send({ type: "runtimeEnvReady", requestId, context: "{}" });
  }
  const worker = driver.bringUp(driver.one("startProcess"));
  return { driver, worker };
}

test("an actor that took the last idle worker is followed by another one, which the next actor gets at once", () => {
  const { driver } = withActor();
  expect(driver.pool.nextWakeMs(1)).toBe(driver.now + AFTER_MS);
  driver.tick(AFTER_MS - 1, 1);
  expect(driver.of("startProcess")).toEqual([]);
  driver.tick(1, 1);
  const spare = driver.bringUp(driver.one("startProcess"));
  expect(driver.pool.nextWakeMs(1)).toBeNull();
  driver.pop("second", ACTOR);
  expect(driver.one("popped").worker.workerId).toBe(spare.workerId);
  driver.tick(AFTER_MS, 1);
  driver.one("startProcess");
});

test("of a batch only the last one is followed, and none while others start", () => {
  const { driver } = withActor();
  driver.now += AFTER_MS - 1;
  driver.pop("second", ACTOR);
  const second = driver.one("startProcess");
  driver.tick(1, 1);
  expect(driver.of("startProcess")).toEqual([]);
  driver.bringUp(second);
  driver.tick(AFTER_MS, 1);
  driver.one("startProcess");
});

test("a node without a free CPU keeps no spare, nor one that is not wanted any more", () => {
  const { driver } = withActor();
  driver.tick(AFTER_MS, 0);
  expect(driver.of("startProcess")).toEqual([]);
  driver.tick(AFTER_MS, 1);
  expect(driver.of("startProcess")).toEqual([]);

  const other = withActor().driver;
  other.tick(AFTER_MS, 1);
  const spare = other.bringUp(other.one("startProcess"));
  other.tick(1_000, 0);
  expect(other.one("exitWorker").worker.workerId).toBe(spare.workerId);
});

test("an idle worker that fits is spare enough; one that ran a task fits no actor", () => {
  const { driver } = withActor();
  driver.send({
    type: "prestart",
    count: 1,
    language: "PYTHON",
    jobId: JOB,
    runtimeEnv: runtimeEnv("{}"),
    keepAliveMs: 0,
  });
  const idle = driver.bringUp(driver.one("startProcess"));
  driver.tick(AFTER_MS, 2);
  expect(driver.of("startProcess")).toEqual([]);

  driver.pop("task");
  expect(driver.one("popped").worker.workerId).toBe(idle.workerId);
  driver.giveBack(idle.workerId, "task");
  driver.pop("second", ACTOR);
  driver.bringUp(driver.one("startProcess"));
  driver.tick(AFTER_MS, 1);
  driver.one("startProcess");
});

test("no spare once forks are ruled out, whatever was forked before", () => {
  const { driver } = withActor();
  driver.forks = false;
  driver.pop("second", ACTOR);
  driver.bringUp(driver.one("startProcess"));
  driver.tick(AFTER_MS, 1);
  expect(driver.of("startProcess")).toEqual([]);
});

test("nothing follows tasks, runtime environments, options, a job's end, or where workers are exec'ed", () => {
  const cases = [
    withActor({ isActor: false }),
    withActor({ runtimeEnv: runtimeEnv('{"env_vars": {"A": "1"}}') }),
    withActor({ dynamicOptions: ["-Xmx1g"] }),
    withActor({}, false),
  ];
  const over = withActor();
  over.driver.send({ type: "jobFinished", jobId: JOB });
  for (const { driver } of [...cases, over]) {
    driver.tick(AFTER_MS, 4);
    expect(driver.of("startProcess")).toEqual([]);
  }
});
