import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ObjectManager } from "../../../src/core/objects/object-manager.js";
import { defaultObjectManagerConfig, type ObjectEvent } from "../../../src/core/objects/types.js";
import type { SchedulerEvent } from "../../../src/core/scheduler/types.js";
import { EMPTY_RUNTIME_ENV, type WorkerPoolEvent } from "../../../src/core/worker-pool/types.js";
import { MachineTimers } from "../../../src/raylet/machine-timers.js";
import { RAY_CONFIG_DEFAULTS, type RayConfig } from "../../../src/runtime/ray-config.js";
import { Bench, LOCAL, lease } from "../core/scheduler/helpers.js";
import { PoolDriver } from "../core/worker-pool/pool-driver.js";

/** Real machines, a clock of the test, and no effects: only when the ticks come is of interest. */
describe("MachineTimers", () => {
  let bench: Bench;
  let objects: ObjectManager;
  let pool: PoolDriver;
  let leaseEvents: SchedulerEvent[];
  let objectEvents: ObjectEvent[];
  let poolEvents: WorkerPoolEvent[];
  let timers: MachineTimers;
  let transferDueMs: number | null = null;
  const transferTicks: number[] = [];

  const make = (changes: Partial<RayConfig> = {}) => {
    timers = new MachineTimers({
      context: { config: { ...RAY_CONFIG_DEFAULTS, ...changes }, now: () => Date.now() },
      leases: { machine: bench.scheduler, post: (event) => void leaseEvents.push(event) },
      workers: { machine: pool.pool, post: (event) => void poolEvents.push(event) },
      objects: { machine: objects, post: (event) => void objectEvents.push(event) },
      transfer: { nextDeadlineMs: () => transferDueMs, tick: () => void transferTicks.push(Date.now()) },
    });
  };

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
    bench = new Bench({ CPU: 4 });
    bench.now = Date.now();
    objects = new ObjectManager({ ...defaultObjectManagerConfig, nodeId: LOCAL });
    pool = new PoolDriver();
    [leaseEvents, objectEvents, poolEvents] = [[], [], []];
    make();
  });
  afterEach(() => {
    timers.stop();
    vi.useRealTimers();
  });

  test("the pool is looked at once after things happened, with as many workers wanted as whole CPUs are free", () => {
    bench.grant(lease({ CPU: 1.5 }));
    timers.arm();
    vi.advanceTimersByTime(RAY_CONFIG_DEFAULTS.kill_idle_workers_interval_ms - 1);
    timers.arm();
    expect(poolEvents).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(poolEvents).toEqual([{ type: "tick", desiredIdleWorkers: 2 }]);
    vi.advanceTimersByTime(60_000);
    expect([...leaseEvents, ...objectEvents]).toEqual([]);
    expect(poolEvents, "an idle node sleeps").toHaveLength(1);
  });

  test("the pool is looked at when it has something due, and sooner when something happens", () => {
    pool.now = Date.now();
    pool.send({
      type: "prestart",
      count: 1,
      language: "PYTHON",
      jobId: null,
      runtimeEnv: EMPTY_RUNTIME_ENV,
      keepAliveMs: 0,
    });
    const dueMs = (pool.pool.nextWakeMs(4) as number) - Date.now();
    expect(dueMs, "the start times out").toBeGreaterThan(10_000);
    timers.arm();
    vi.advanceTimersByTime(dueMs - 1);
    expect(poolEvents).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(poolEvents).toHaveLength(2);
    vi.advanceTimersByTime(RAY_CONFIG_DEFAULTS.kill_idle_workers_interval_ms);
    expect(poolEvents, "still due, as nobody told the machine").toHaveLength(3);
  });

  test("ticks when a transfer is due", () => {
    transferDueMs = Date.now() + 500;
    timers.arm();
    vi.advanceTimersByTime(499);
    expect(transferTicks).toEqual([]);
    transferDueMs = null;
    vi.advanceTimersByTime(1);
    expect(transferTicks).toHaveLength(1);
  });

  test("num_workers_soft_limit replaces the free CPUs", () => {
    timers.stop();
    poolEvents = [];
    make({ num_workers_soft_limit: 7 });
    timers.arm();
    vi.advanceTimersByTime(200);
    expect(poolEvents).toEqual([{ type: "tick", desiredIdleWorkers: 7 }]);
  });

  test("ticks both machines when the earlier of them is due, once", () => {
    bench.request(lease({ CPU: 64 }));
    timers.arm();
    timers.arm();
    vi.advanceTimersByTime(499);
    expect(leaseEvents).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(leaseEvents).toEqual([{ type: "tick" }]);
    expect(objectEvents).toEqual([{ type: "tick" }]);
    vi.advanceTimersByTime(1_000);
    expect(leaseEvents, "the next one comes with the next arm").toHaveLength(1);
  });

  test("an earlier deadline takes the place of a later one, and one that is gone of none", () => {
    const big = lease({ CPU: 64 });
    bench.request(big);
    timers.arm();
    bench.send({ type: "cancelLease", leaseId: big.leaseId });
    timers.arm();
    vi.advanceTimersByTime(1_000);
    expect(leaseEvents).toEqual([]);
  });

  test("nothing comes after stop", () => {
    bench.request(lease({ CPU: 64 }));
    timers.arm();
    timers.stop();
    timers.arm();
    vi.advanceTimersByTime(10_000);
    expect([...leaseEvents, ...objectEvents, ...poolEvents]).toEqual([]);
  });
});
