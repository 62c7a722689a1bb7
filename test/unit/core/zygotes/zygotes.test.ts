import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { EMPTY_RUNTIME_ENV, type RuntimeEnvSpec } from "../../../../src/core/worker-pool/types.js";
import {
  DEFAULT_ZYGOTE_LIMITS,
  type ZygoteEffect,
  type ZygoteEvent,
  type ZygoteLimits,
} from "../../../../src/core/zygotes/types.js";
import { Zygotes } from "../../../../src/core/zygotes/zygotes.js";

const envOf = (name: string): RuntimeEnvSpec => ({ ...EMPTY_RUNTIME_ENV, serialized: `{"env_vars":{"A":"${name}"}}` });

/** Short forms of effects: "fork 1 a", "exec a", "start 1", "stop 1". Logs are kept apart. */
class Driver {
  readonly machine: Zygotes;
  readonly logs: string[] = [];
  now = 0;

  constructor(limits: Partial<ZygoteLimits> = {}) {
    this.machine = new Zygotes({ ...DEFAULT_ZYGOTE_LIMITS, ...limits });
  }

  send(event: ZygoteEvent): string[] {
    const effects = this.machine.handle(event, this.now);
    this.machine.validate();
    const said = effects.flatMap((effect) => (effect.type === "log" ? [effect.message] : []));
    this.logs.push(...said);
    return effects.filter((effect) => effect.type !== "log").map(shortly);
  }

  start(workerId: string, runtimeEnv = EMPTY_RUNTIME_ENV, ruledOut: string | null = null): string[] {
    return this.send({ type: "start", workerId, runtimeEnv, ruledOut });
  }

  ready(zygoteId: number): string[] {
    return this.send({ type: "ready", zygoteId, modules: 800 });
  }

  tick(afterMs: number): string[] {
    this.now += afterMs;
    return this.send({ type: "tick" });
  }
}

function shortly(effect: ZygoteEffect): string {
  switch (effect.type) {
    case "startZygote":
      return `start ${effect.zygoteId}`;
    case "stopZygote":
      return `${effect.force ? "kill" : "stop"} ${effect.zygoteId}`;
    case "fork":
      return `fork ${effect.zygoteId} ${effect.workerId}`;
    case "log":
      return "";
    default:
      return `${effect.type} ${effect.workerId}`;
  }
}

let driver: Driver;
beforeEach(() => {
  driver = new Driver();
});

describe("the empty runtime environment", () => {
  test("its zygote is started ahead; workers wait until it is warm and are forked", () => {
    expect(driver.send({ type: "warmUp" })).toEqual(["start 1"]);
    expect(driver.send({ type: "warmUp" })).toEqual([]);
    expect(driver.start("a")).toEqual([]);
    expect(driver.start("b", { ...EMPTY_RUNTIME_ENV, serialized: "" })).toEqual([]);
    expect(driver.ready(1)).toEqual(["fork 1 a", "fork 1 b"]);
    expect(driver.start("c")).toEqual(["fork 1 c"]);
    expect(driver.send({ type: "forked", zygoteId: 1, workerId: "a" })).toEqual([]);
  });

  test("is started by the first worker where nobody warmed it up, and is kept however long it rests", () => {
    expect(driver.start("a")).toEqual(["start 1"]);
    driver.ready(1);
    driver.send({ type: "forked", zygoteId: 1, workerId: "a" });
    expect(driver.tick(24 * 3_600_000)).toEqual([]);
  });

  test("a zygote that dies takes nobody along: what it was asked for is started by exec, the next worker makes another", () => {
    driver.start("a");
    driver.ready(1);
    driver.start("b");
    driver.send({ type: "forked", zygoteId: 1, workerId: "a" });
    expect(driver.send({ type: "gone", zygoteId: 1, why: "SIGKILL" })).toEqual(["exec b"]);
    expect(driver.logs.at(-1)).toContain("SIGKILL");
    expect(driver.start("c")).toEqual(["start 2"]);
    expect(driver.ready(2)).toEqual(["fork 2 c"]);
    // Killed as often as it may be: it was warm each time.
    for (let id = 2; id < 10; id++) {
      driver.send({ type: "gone", zygoteId: id, why: "SIGKILL" });
      expect(driver.start(`d${id}`)).toEqual([`start ${id + 1}`]);
      expect(driver.ready(id + 1)).toEqual([`fork ${id + 1} d${id}`]);
    }
  });

  test("one that never gets warm is tried twice, then never again, which is said once", () => {
    driver.start("a");
    expect(driver.send({ type: "gone", zygoteId: 1, why: "exit code 1" })).toEqual(["exec a"]);
    expect(driver.start("b")).toEqual(["start 2"]);
    expect(driver.send({ type: "gone", zygoteId: 2, why: "exit code 1" })).toEqual(["exec b"]);
    const said = driver.logs.length;
    expect(driver.start("c")).toEqual(["exec c"]);
    expect(driver.send({ type: "warmUp" })).toEqual([]);
    expect(driver.logs.length).toBe(said);
  });

  test("one that hangs is killed after warmUpLimitMs and its workers are started by exec", () => {
    driver.start("a");
    expect(driver.tick(19_999)).toEqual([]);
    expect(driver.tick(1)).toEqual(["exec a", "kill 1"]);
    expect(driver.start("b")).toEqual(["exec b"]);
    expect(driver.ready(1)).toEqual([]);
    expect(driver.send({ type: "gone", zygoteId: 1, why: "SIGKILL" })).toEqual([]);
    expect(driver.logs.filter((line) => line.includes("by exec"))).toHaveLength(1);
  });

  test("one that is unfit answers what it was asked; all others are started by exec", () => {
    driver.start("a");
    driver.ready(1);
    driver.start("b");
    expect(driver.send({ type: "unfit", zygoteId: 1, why: "threads" })).toEqual(["stop 1"]);
    expect(driver.start("c")).toEqual(["exec c"]);
    expect(driver.send({ type: "forked", zygoteId: 1, workerId: "a" })).toEqual([]);
    expect(driver.send({ type: "forkFailed", zygoteId: 1, workerId: "b", why: "threads" })).toEqual(["exec b"]);
    expect(driver.send({ type: "gone", zygoteId: 1, why: "exit code 0" })).toEqual([]);
  });

  test("a single fork that fails is an exec", () => {
    driver.start("a");
    driver.ready(1);
    expect(driver.send({ type: "forkFailed", zygoteId: 1, workerId: "a", why: "EAGAIN" })).toEqual(["exec a"]);
    expect(driver.start("b")).toEqual(["fork 1 b"]);
  });
});

describe("runtime environments", () => {
  test("the first worker is started by exec, the second one makes the zygote and waits for it", () => {
    expect(driver.start("a", envOf("1"))).toEqual(["exec a"]);
    expect(driver.start("b", envOf("1"))).toEqual(["start 1"]);
    expect(driver.start("c", envOf("1"))).toEqual([]);
    expect(driver.start("d", envOf("2"))).toEqual(["exec d"]);
    expect(driver.ready(1)).toEqual(["fork 1 b", "fork 1 c"]);
  });

  test("their zygotes end when nobody wanted them for a while, and come back at once", () => {
    driver.start("a", envOf("1"));
    driver.start("b", envOf("1"));
    driver.ready(1);
    expect(driver.tick(60_000)).toEqual([]);
    driver.send({ type: "forked", zygoteId: 1, workerId: "b" });
    expect(driver.tick(0)).toEqual(["stop 1"]);
    expect(driver.start("c", envOf("1"))).toEqual(["start 2"]);
    expect(driver.send({ type: "gone", zygoteId: 1, why: "exit code 0" })).toEqual([]);
    expect(driver.logs.filter((line) => line.includes("ended"))).toEqual([]);
  });

  test("one that leaves and says only then that it is unfit speaks for the one that followed it", () => {
    driver.start("a", envOf("1"));
    driver.start("b", envOf("1"));
    driver.ready(1);
    driver.send({ type: "forked", zygoteId: 1, workerId: "b" });
    driver.tick(60_000);
    expect(driver.start("c", envOf("1"))).toEqual(["start 2"]);
    expect(driver.send({ type: "unfit", zygoteId: 1, why: "threads" })).toEqual(["exec c", "stop 2"]);
    expect(driver.start("d", envOf("1"))).toEqual(["exec d"]);
  });

  test("there are not more of them than allowed: the one that rested longest makes way", () => {
    driver = new Driver({ maxOfRuntimeEnvs: 2 });
    for (const [id, name] of [
      [1, "x"],
      [2, "y"],
    ] as const) {
      driver.start(`${name}1`, envOf(name));
      driver.start(`${name}2`, envOf(name));
      driver.ready(id);
      driver.now += 10;
    }
    driver.start("z1", envOf("z"));
    expect(driver.start("z2", envOf("z"))).toEqual(["exec z2"]);
    driver.send({ type: "forked", zygoteId: 2, workerId: "y2" });
    expect(driver.start("z3", envOf("z"))).toEqual(["stop 2", "start 3"]);
  });

  test("what rules a fork out is said once", () => {
    expect(driver.start("a", envOf("1"), "it is a container")).toEqual(["exec a"]);
    expect(driver.start("b", envOf("1"), "it is a container")).toEqual(["exec b"]);
    expect(driver.logs).toHaveLength(1);
  });
});

test("switched off, every worker is started by exec and nothing is said", () => {
  driver = new Driver({ isOn: false });
  expect(driver.send({ type: "warmUp" })).toEqual([]);
  expect(driver.start("a")).toEqual(["exec a"]);
  expect(driver.logs).toEqual([]);
});

test("at shutdown zygotes are killed and nobody is started any more", () => {
  driver.start("a");
  driver.ready(1);
  driver.start("c", envOf("1"));
  driver.start("d", envOf("1"));
  expect(driver.send({ type: "shutdown" })).toEqual(["kill 1", "refuse d", "kill 2"]);
  expect(driver.start("b")).toEqual(["refuse b"]);
  expect(driver.send({ type: "gone", zygoteId: 1, why: "SIGKILL" })).toEqual(["refuse a"]);
  expect(driver.machine.live).toEqual([2]);
});

/** What the outside world knows: it answers forks and ends zygotes at random, and counts the answers to starts. */
class World {
  readonly driver = new Driver({ maxOfRuntimeEnvs: 2, maxFailures: 2 });
  readonly zygotes = new Set<number>();
  readonly forks: { zygoteId: number; workerId: string }[] = [];
  readonly answers = new Map<string, number>();
  #next = 1;

  step(action: number, pick: number): void {
    const zygoteId = [...this.zygotes][pick % Math.max(1, this.zygotes.size)] ?? 0;
    const fork = this.forks[pick % Math.max(1, this.forks.length)];
    const actions: (() => void)[] = [
      () => this.#start(pick),
      () => this.#start(pick),
      () => this.send({ type: "warmUp" }),
      () => this.send({ type: "ready", zygoteId, modules: 1 }),
      () => this.send({ type: "unfit", zygoteId, why: "threads" }),
      () => this.#gone(zygoteId),
      () => this.#tick([0, 1_000, 25_000, 61_000][pick % 4] ?? 0),
      () => {
        if (fork === undefined) return;
        this.forks.splice(this.forks.indexOf(fork), 1);
        if (pick % 3 === 0) this.send({ type: "forkFailed", ...fork, why: "EAGAIN" });
        else {
          this.#answer(fork.workerId);
          this.send({ type: "forked", ...fork });
        }
      },
    ];
    actions[action % actions.length]?.();
  }

  finish(): void {
    this.send({ type: "shutdown" });
    for (const zygoteId of [...this.zygotes]) this.#gone(zygoteId);
    expect(this.driver.machine.live).toEqual([]);
    expect([...this.answers].filter(([, count]) => count !== 1)).toEqual([]);
  }

  send(event: ZygoteEvent): void {
    const effects = this.driver.machine.handle(event, this.driver.now);
    this.driver.machine.validate();
    for (const effect of effects) {
      if (effect.type === "startZygote") this.zygotes.add(effect.zygoteId);
      else if (effect.type === "fork") {
        expect(this.zygotes.has(effect.zygoteId)).toBe(true);
        this.forks.push({ zygoteId: effect.zygoteId, workerId: effect.workerId });
      } else if (effect.type === "exec" || effect.type === "refuse") this.#answer(effect.workerId);
      else if (effect.type === "stopZygote") expect(this.zygotes.has(effect.zygoteId)).toBe(true);
    }
  }

  #answer(workerId: string): void {
    this.answers.set(workerId, (this.answers.get(workerId) ?? 0) + 1);
  }

  #start(pick: number): void {
    const workerId = `w${this.#next++}`;
    this.answers.set(workerId, 0);
    const runtimeEnv = pick % 2 === 0 ? EMPTY_RUNTIME_ENV : envOf(String(pick % 5));
    this.send({ type: "start", workerId, runtimeEnv, ruledOut: pick % 13 === 0 ? "a container" : null });
  }

  #gone(zygoteId: number): void {
    if (!this.zygotes.delete(zygoteId)) return;
    const left = this.forks.filter((fork) => fork.zygoteId !== zygoteId);
    this.forks.splice(0, this.forks.length, ...left);
    this.send({ type: "gone", zygoteId, why: "SIGKILL" });
  }

  #tick(ms: number): void {
    this.driver.now += ms;
    this.send({ type: "tick" });
  }
}

test("any history keeps the invariants and answers each start once", () => {
  const steps = fc.array(fc.record({ action: fc.nat(1_000), pick: fc.nat(1_000) }), { maxLength: 120, size: "max" });
  fc.assert(
    fc.property(steps, (history) => {
      const world = new World();
      for (const { action, pick } of history) world.step(action, pick);
      world.finish();
    }),
    { numRuns: 400 },
  );
}, 60_000);
