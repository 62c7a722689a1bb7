import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ObjectManager } from "../../../src/core/objects/object-manager.js";
import { defaultObjectManagerConfig, type ObjectEvent } from "../../../src/core/objects/types.js";
import type { SchedulerEvent } from "../../../src/core/scheduler/types.js";
import type { WorkerPoolEvent } from "../../../src/core/worker-pool/types.js";
import { MachineTimers } from "../../../src/raylet/machine-timers.js";
import { RAY_CONFIG_DEFAULTS, type RayConfig } from "../../../src/runtime/ray-config.js";
import { Bench, LOCAL, lease } from "../core/scheduler/helpers.js";

/** Real machines, a clock of the test, and no effects: only when the ticks come is of interest. */
describe("MachineTimers", () => {
  let bench: Bench;
  let objects: ObjectManager;
  let leaseEvents: SchedulerEvent[];
  let objectEvents: ObjectEvent[];
  let poolEvents: WorkerPoolEvent[];
  let timers: MachineTimers;

  const make = (changes: Partial<RayConfig> = {}) => {
    timers = new MachineTimers({
      context: { config: { ...RAY_CONFIG_DEFAULTS, ...changes }, now: () => Date.now() },
      leases: { machine: bench.scheduler, post: (event) => void leaseEvents.push(event) },
      workers: { post: (event) => void poolEvents.push(event) },
      objects: { machine: objects, post: (event) => void objectEvents.push(event) },
    });
    timers.start();
  };

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
    bench = new Bench({ CPU: 4 });
    bench.now = Date.now();
    objects = new ObjectManager({ ...defaultObjectManagerConfig, nodeId: LOCAL });
    [leaseEvents, objectEvents, poolEvents] = [[], [], []];
    make();
  });
  afterEach(() => {
    timers.stop();
    vi.useRealTimers();
  });

  test("an idle node wakes up for its pool alone, with as many workers wanted as whole CPUs are free", () => {
    bench.grant(lease({ CPU: 1.5 }));
    timers.arm();
    vi.advanceTimersByTime(RAY_CONFIG_DEFAULTS.kill_idle_workers_interval_ms);
    expect(poolEvents).toEqual([{ type: "tick", desiredIdleWorkers: 2 }]);
    vi.advanceTimersByTime(60_000);
    expect([...leaseEvents, ...objectEvents]).toEqual([]);
  });

  test("num_workers_soft_limit replaces the free CPUs", () => {
    timers.stop();
    poolEvents = [];
    make({ num_workers_soft_limit: 7 });
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
