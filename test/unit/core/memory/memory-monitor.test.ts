import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { MemoryMonitor, thresholdBytes } from "../../../../src/core/memory/memory-monitor.js";
import type {
  MemoryEffect,
  MemoryEvent,
  MemoryMonitorConfig,
  MemoryUsage,
  MonitoredWorker,
} from "../../../../src/core/memory/types.js";
import { config, idle, leased, usage } from "./helpers.js";

let monitor: MemoryMonitor;
let now = 0;

function send(event: MemoryEvent): MemoryEffect[] {
  const effects = monitor.handle(event, now);
  monitor.validate();
  return effects;
}
/** What comes of a look at the memory when the store has nothing to give back. */
function look(seen: MemoryUsage | null): MemoryEffect[] {
  const effects = send({ type: "usage", usage: seen });
  const asked = effects.some(({ type }) => type === "giveBack");
  const rest = effects.filter(({ type }) => type !== "giveBack");
  return asked ? [...rest, ...send({ type: "gaveBack", bytes: 0 })] : rest;
}
const start = (changes: Partial<MemoryMonitorConfig> = {}) => {
  now = 1_000;
  monitor = new MemoryMonitor({ ...config, ...changes });
};
const survey = (workers: readonly MonitoredWorker[], sizes: Record<number, number>): MemoryEvent => ({
  type: "surveyed",
  workers,
  privateBytes: new Map(Object.entries(sizes).map(([pid, bytes]) => [Number(pid), bytes])),
  largest: [{ pid: 7, privateBytes: 3 * 1_024 ** 3, command: `python ${"x".repeat(200)}` }],
  storeText: "objects in use: 0\n",
});
const types = (effects: readonly MemoryEffect[]) => effects.map(({ type }) => type);
const kills = (effects: readonly MemoryEffect[]) =>
  effects.flatMap((one) => (one.type === "kill" ? [one.workerId] : []));
const logs = (effects: readonly MemoryEffect[], level: string) =>
  effects.flatMap((one) => (one.type === "log" && one.level === level ? [one.message] : []));

beforeEach(() => start());

describe("the threshold", () => {
  it("is a share of the memory, or what leaves so much free, whichever is higher", () => {
    expect(thresholdBytes(config, 2_000)).toBe(1_000);
    expect(thresholdBytes({ ...config, minFreeBytes: 300 }, 2_000)).toBe(1_700);
    expect(thresholdBytes({ ...config, minFreeBytes: 1_900 }, 2_000)).toBe(1_000);
    expect(thresholdBytes({ ...config, minFreeBytes: 5_000 }, 2_000)).toBe(1_000);
    expect(thresholdBytes({ ...config, minFreeBytes: 0 }, 2_000)).toBe(2_000);
  });

  it("is passed only above it", () => {
    expect(look(usage(1_000))).toEqual([]);
    expect(types(look(usage(1_001)))).toEqual(["survey"]);
  });
});

describe("what the store reserved ahead of need", () => {
  it("goes before any worker does", () => {
    expect(types(send({ type: "usage", usage: usage(1_900) }))).toEqual(["giveBack"]);
    expect(send({ type: "usage", usage: usage(1_900) })).toEqual([]);
    expect(logs(send({ type: "gaveBack", bytes: 500 }), "info").join()).toMatch(/gave back 500 bytes/);
    expect(send({ type: "usage", usage: usage(900) })).toEqual([]);
    expect(types(look(usage(1_900)))).toEqual(["survey"]);
  });
});

describe("a kill", () => {
  it("asks for sizes once, frees what is above the threshold and a little more, and waits for the end", () => {
    expect(types(look(usage(1_200)))).toEqual(["survey"]);
    expect(look(usage(1_300))).toEqual([]);
    // 200 above, and 5% of 2,000 more.
    const effects = send(survey([leased(1, true), leased(2, true), leased(3, true)], { 1: 150, 2: 150, 3: 150 }));
    expect(kills(effects)).toEqual(["w3", "w2"]);
    now += 250;
    expect(look(usage(1_300))).toEqual([]);
    send({ type: "workerDied", workerId: "w3" });
    send({ type: "workerDied", workerId: "elsewhere" });
    expect(look(usage(1_300))).toEqual([]);
    send({ type: "workerDied", workerId: "w2" });
    expect(types(look(usage(1_300)))).toEqual(["survey"]);
  });

  it("is counted by what the worker was at", () => {
    start({ idleWorkerBytes: 0 });
    look(usage(1_900));
    const actor = leased(2, false, { actorId: "ac", taskName: "Leaker.__init__" });
    const effects = send(survey([leased(1, false), actor, idle(3)], { 1: 300, 2: 300, 3: 300 }));
    const killed = effects.flatMap((one) => (one.type === "kill" ? [one.work] : []));
    expect(killed.sort((a, b) => a.kind.localeCompare(b.kind))).toEqual([
      { kind: "Actor", name: "Leaker.__init__" },
      { kind: "IdleWorker", name: "Idle Worker" },
      { kind: "Task", name: "hog" },
    ]);
  });

  it("adds no more than the largest buffer", () => {
    start({ maxKillBufferBytes: 10 });
    look(usage(1_001));
    expect(kills(send(survey([leased(1, true), leased(2, true)], { 1: 11, 2: 11 })))).toEqual(["w2"]);
  });

  it("follows the older policy when asked to", () => {
    start({ isByGroup: true });
    look(usage(2_000));
    expect(kills(send(survey([leased(1, true), leased(2, true)], { 1: 11, 2: 11 })))).toEqual(["w2"]);
    expect(monitor.causeOf("l2", now)).toMatchObject({ isRetriable: true });
  });

  it("says what it looked at, with its numbers", () => {
    const total = 4 * 1_024 ** 3;
    start({ usageThreshold: 0.75 });
    look({ usedBytes: 3.5 * 1_024 ** 3, totalBytes: total, limitOf: "cgroup /c/a" });
    const actor = leased(2, false, { actorId: "ac", taskName: "Leaker.__init__", resources: new Map() });
    const cold = idle(3, { hasServed: false });
    const sizes = { 1: 2 * 1_024 ** 3, 2: 1_024 ** 2, 3: 512 };
    const [kill] = send(survey([leased(1, true), actor, cold], sizes)).filter(({ type }) => type === "kill");
    const text = kill?.type === "kill" ? kill.detail : "";
    const selected =
      "lease ID=l1, task name=hog, required resources={CPU: 1}, pid=1, actual memory used=2.00GB, worker ID=w1)";
    expect(text.split("\n").slice(0, -1)).toEqual([
      "1 worker(s) were killed due to the node running low on memory. Memory on the node (IP: 127.0.0.1, ID: " +
        `${"ab".repeat(28)}) was 3.50GB used / 4.00GB limit (0.875000)`,
      `OOM kill reason: Memory usage 3758096384B exceeded threshold of 3221225472B (75.0% of 4294967296B limit). ` +
        "The limit is that of cgroup /c/a; page cache is not counted.",
      "Object store memory usage: [objects in use: 0]",
      "Ray killed 1 worker(s) based on the killing policy",
      "Considered workers: [",
      `Selected to kill: (Task: job ID=01000000, ${selected}`,
      "(Actor(ac): job ID=01000000, lease ID=l2, task name=Leaker.__init__, required resources={}, pid=2, " +
        "actual memory used=0.00GB, worker ID=w2)",
      "]",
      "Total non-selected idle workers: 1",
      "Total non-selected idle workers USS bytes: 0.00GB",
      "To see more information about memory usage on this node, use `ray logs raylet.out -ip 127.0.0.1`",
      "Top 10 memory users: PID\tMEM(GB)\tCOMMAND",
      `7\t3.00\tpython ${"x".repeat(93)}...`,
    ]);
    expect(text).toContain("RAY_memory_usage_threshold");
    expect(text).not.toContain("to enable retry");
  });

  it("says which setting would have the work tried again", () => {
    look(usage(1_900));
    send(survey([leased(1, false), leased(2, false, { actorId: "ac" })], { 1: 10, 2: 10 }));
    const message = monitor.causeOf("l1", now)?.message;
    expect(message).toContain("Set max_retries, max_restarts and max_task_retries to enable retry");
  });

  it("is short when there are many workers", () => {
    look(usage(1_150));
    const workers = Array.from({ length: 500 }, (_, n) => leased(n, true));
    const effects = send(survey(workers, Object.fromEntries(workers.map(({ pid }) => [pid, 1]))));
    expect(kills(effects)).toHaveLength(250);
    const message = monitor.causeOf("l499", now)?.message ?? "";
    expect(message.match(/\(240 more workers\)/g)).toHaveLength(2);
    expect(message.length).toBeLessThan(8_000);
  });
});

describe("the cause of a death", () => {
  it("is kept for a while, with what the owner may do, and for leases alone", () => {
    look(usage(1_900));
    send(survey([leased(1, true), leased(2, false), idle(3)], { 1: 10, 2: 10, 3: 10 }));
    expect(monitor.causeOf("l1", now)).toMatchObject({ isRetriable: true });
    expect(monitor.causeOf("l2", now)).toMatchObject({ isRetriable: false });
    expect(monitor.causeOf("l3", now)).toBeNull();
    expect(monitor.causeOf("l1", now + config.causeTtlMs - 1)).not.toBeNull();
    expect(monitor.causeOf("l1", now + config.causeTtlMs)).toBeNull();
  });
});

describe("when nothing can be done", () => {
  it("says so every five seconds", () => {
    const tick = () => {
      const asked = look(usage(1_900));
      return [...asked, ...(types(asked).includes("survey") ? send(survey([], {})) : [])];
    };
    expect(logs(tick(), "warning")).toEqual(["Memory usage above threshold but no workers are available for killing."]);
    now += 250;
    expect(logs(tick(), "warning")).toEqual([]);
    now += 5_000;
    expect(logs(tick(), "warning")).toHaveLength(1);
  });

  it("names unreadable memory, a failed survey and victims that do not end", () => {
    expect(logs(look(null), "warning").join()).toMatch(/cannot be read/);
    look(usage(1_900));
    expect(logs(send({ type: "surveyFailed", reason: "EMFILE" }), "warning").join()).toMatch(/EMFILE/);
    look(usage(1_900));
    send(survey([leased(1, true)], { 1: 10 }));
    now += 4_999;
    expect(logs(look(usage(1_900)), "warning")).toEqual([]);
    now += 1;
    expect(logs(look(usage(1_900)), "warning").join()).toMatch(/1 killed worker/);
  });
});

it("kills are summed up for the drivers once a minute", () => {
  const kill = (n: number) => {
    const asked = look(usage(1_900));
    const done = send(survey([leased(n, true)], { [n]: 10 }));
    send({ type: "workerDied", workerId: `w${n}` });
    return logs([...asked, ...done], "error");
  };
  expect(kill(1).join()).toMatch(/^1 Workers \(tasks \/ actors\) killed due to memory pressure \(OOM\)/);
  now += 1_000;
  expect([...kill(2), ...kill(3)]).toEqual([]);
  now += 59_000;
  expect(logs(look(usage(1)), "error").join()).toMatch(/^2 Workers/);
  now += 60_000;
  expect(look(usage(1))).toEqual([]);
});

it("holds its invariants, kills nobody twice and answers each passing of the threshold", () => {
  const step = fc.oneof(
    fc.record({ type: fc.constant("usage" as const), used: fc.option(fc.integer({ min: 0, max: 2_000 })) }),
    fc.record({
      type: fc.constant("survey" as const),
      fails: fc.boolean(),
      sizes: fc.array(fc.nat(500), { maxLength: 6 }),
    }),
    fc.record({ type: fc.constant("die" as const), at: fc.nat(6) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: "max" }), fc.boolean(), (steps, isByGroup) => {
      start({ isByGroup });
      let asked = false;
      const dying = new Set<string>();
      for (const each of steps) {
        now += 250;
        if (each.type === "usage") {
          const effects = look(each.used === null ? null : usage(each.used));
          const isOver = each.used !== null && each.used > 1_000;
          expect(types(effects).includes("survey")).toBe(isOver && !asked && dying.size === 0);
          asked ||= types(effects).includes("survey");
        } else if (each.type === "survey" && asked) {
          asked = false;
          if (each.fails) send({ type: "surveyFailed", reason: "x" });
          else {
            const workers = each.sizes.map((size, n) => (size % 3 === 0 ? idle(n) : leased(n, size % 2 === 0)));
            const sizes = Object.fromEntries(each.sizes.map((size, n) => [n, size]));
            for (const workerId of kills(send(survey(workers, sizes)))) {
              expect(dying.has(workerId)).toBe(false);
              dying.add(workerId);
            }
          }
        } else if (each.type === "die") {
          dying.delete(`w${each.at}`);
          send({ type: "workerDied", workerId: `w${each.at}` });
        }
      }
    }),
  );
});
