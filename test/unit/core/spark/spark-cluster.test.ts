import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ClusterEffect,
  type ClusterEvent,
  type ClusterPlan,
  type HostFacts,
  type JobEndKind,
  PATIENCE,
} from "../../../../src/core/spark/cluster-types.js";
import { SparkCluster } from "../../../../src/core/spark/spark-cluster.js";

const host: HostFacts = {
  hostname: "w",
  python: "/p",
  pythonVersion: "3.11.4",
  rayVersion: "2.60.0",
  packages: {},
  host: { cores: 4, gpus: 0, physicalMemory: 8000, sharedMemory: 8000 },
  lacking: null,
  memory: { localNodes: 1, heapMemory: 1000, objectStoreMemory: 500, isOnDisk: false, warnings: [] },
  advice: [],
};
const executor = (cores: number, gpus = 0, name = "w1") => ({ host: name, cores, gpus });
const driver = { pythonVersion: "3.11.4", rayVersion: "2.60.0", sparkVersion: "4.0.5", packages: {} };
const offers = {
  master: "spark://h:7077",
  coresOfExecutor: null,
  gpusOfExecutor: 0,
  leavesGpus: false,
  isDynamic: false,
};
const spark = { type: "sparkReady", driver, ...offers } as const;
const here = { ports: [], folder: { path: "/tmp", problem: null, freeBytes: null }, token: { others: [] } };
const probed = (facts: Partial<HostFacts> = {}): ClusterEvent => ({
  type: "probed",
  answer: { kind: "answer", host: { ...host, ...facts } },
});
const ready = (number: number, attempt = 0): ClusterEvent => ({
  type: "holderSpoke",
  number,
  holder: `node-${number}.${attempt}`,
  said: "ready",
});
const gone = (number: number, attempt = 0): ClusterEvent => ({
  type: "holderGone",
  number,
  holder: `node-${number}.${attempt}`,
});
const done = (number: number, why: JobEndKind = "ended"): ClusterEvent => ({
  type: "jobEnded",
  number,
  why,
  reason: "because",
});

class Run {
  now = 0;
  readonly effects: ClusterEffect[] = [];
  readonly machine: SparkCluster;

  constructor(plan: Partial<ClusterPlan> = {}) {
    this.machine = new SparkCluster(
      {
        workerNodes: 2,
        minWorkerNodes: plan.workerNodes ?? 2,
        cpus: 1,
        gpus: 0,
        strictMode: false,
        wantsDashboard: false,
        ...here,
        ...plan,
      },
      0,
    );
  }

  /** @returns the types of this step's effects */
  do(...events: ClusterEvent[]): string[] {
    const made = events.flatMap((event) => this.machine.handle(event, this.now));
    this.effects.push(...made);
    return made.map(({ type }) => type);
  }

  after(ms: number): string[] {
    this.now += ms;
    return this.do({ type: "tick" });
  }

  get said(): string {
    return this.effects.flatMap((effect) => (effect.type === "say" ? [effect.text] : [])).join("\n");
  }

  get failure(): string | null | undefined {
    return this.effects.flatMap((effect) => (effect.type === "over" ? [effect.failure] : []))[0];
  }

  up(): this {
    this.do(spark, { type: "executors", executors: [executor(2), executor(2)] }, { type: "headTakesNodes" });
    this.do({ type: "headReady" }, probed(), ready(1), ready(2));
    expect(this.effects.at(-1)?.type).toBe("up");
    return this;
  }

  /** Whatever was wrong, everything ends. */
  end(): this {
    this.do({ type: "headEnded" }, { type: "sparkEnded", reason: "told to" });
    return this;
  }
}

describe("a cluster on Spark", () => {
  it("starts as soon as Spark, a host and the head are ready, in whatever order", () => {
    const run = new Run();
    expect(run.do({ type: "headTakesNodes" }, { type: "headReady" })).toEqual([]);
    expect(run.do(spark)).toEqual(["startHead", "shape"]);
    expect(run.do({ type: "executors", executors: [executor(1)] })).toEqual(["probe"]);
    expect(run.do(probed({ advice: ["few CPUs"] }))).toEqual(["say"]);
    expect(run.do({ type: "executors", executors: [executor(1), executor(1)] })).toEqual(["launch", "launch"]);
    // Both executors are on one host, whose memory the nodes share.
    expect(run.effects.at(-1)).toMatchObject({ number: 2, share: { slotsOnHost: 2, hostGpus: 0 } });
    expect(run.do(ready(2), ready(1))).toEqual(["up"]);
  });

  it("starts as many nodes as fit, and says so", () => {
    const run = new Run({ workerNodes: 7, cpus: 2 });
    run.do(spark, { type: "headTakesNodes" }, { type: "executors", executors: [executor(3), executor(2)] }, probed());
    expect(run.after(PATIENCE.settle + 1)).toEqual(["say", "launch", "launch"]);
    expect(run.said).toContain("7 worker nodes are asked for and Spark has room for 2");
  });

  it("takes all there is once no more comes", () => {
    const run = new Run({ workerNodes: -1 });
    run.do(spark, { type: "headTakesNodes" }, { type: "executors", executors: [executor(1)] }, probed());
    run.now += PATIENCE.quiet;
    expect(run.do({ type: "executors", executors: [executor(1), executor(2)] })).toEqual([]);
    expect(run.after(PATIENCE.quiet + 1)).toEqual(["launch", "launch", "launch"]);
  });

  it("counts the GPUs of hosts where Spark gives nobody any, and seeks one that has some left", () => {
    const run = new Run({ workerNodes: 4, gpus: 1 });
    run.do({ ...spark, leavesGpus: true }, { type: "headTakesNodes" }, { type: "headReady" });
    expect(run.effects).toContainEqual({ type: "shape", cpus: 1, gpus: 0 });
    const executors = [executor(4, 0, "w1"), executor(4, 0, "w1"), executor(4, 0, "w2")];
    run.do({ type: "executors", executors }, probed({ host: { ...host.host, gpus: 1 } }));
    expect(run.after(PATIENCE.settle + 1)).toEqual(["say", "launch", "launch"]);
    expect(run.said).toContain("room for 2");
    expect(run.effects.at(-1)).toMatchObject({ share: { slotsOnHost: 1, hostGpus: null } });
    // Spark ran both on one host.
    run.do(ready(1));
    for (let tries = 0; tries < 9; tries += 1) expect(run.do(done(2, "elsewhere"))).toEqual(["launch"]);
    expect(run.do(ready(2, 9))).toEqual(["up"]);
  });

  it("gives up a node for which no host has a GPU left", () => {
    const run = new Run({ workerNodes: 1, gpus: 1 });
    run.do({ ...spark, leavesGpus: true }, { type: "headTakesNodes" }, { type: "headReady" });
    run.do({ type: "executors", executors: [executor(4)] }, probed({ host: { ...host.host, gpus: 1 } }));
    run.do(done(1, "elsewhere"));
    run.now += PATIENCE.elsewhere;
    expect(run.do(done(1, "elsewhere"))).toEqual(["stopNodes", "endHead", "endSpark"]);
    expect(run.end().failure).toContain("worker node 1 could not start: because");
  });

  it("says that a node is lost whose holder was killed, and knows when Spark has started it again", () => {
    const run = new Run().up();
    expect(run.do(gone(1))).toEqual(["say"]);
    expect(run.said).toContain("node 1 is lost");
    expect(run.machine.autoscaled).toMatchObject({ 1: "starting", 2: "ready" });
    expect(run.do(ready(1, 1))).toEqual([]);
    expect(run.machine.autoscaled).toMatchObject({ 1: "ready" });
    // One that fails says so by its job, and an earlier attempt's holder is no loss.
    expect(run.do(gone(1), { type: "holderSpoke", number: 2, holder: "node-2.0", said: "failed" }, gone(2))).toEqual(
      [],
    );
    // One whose task is gone takes its leave; it is lost once.
    expect(run.do({ type: "holderSpoke", number: 1, holder: "node-1.1", said: "ended" }, gone(1, 1))).toEqual(["say"]);
  });

  it("ends when it has been idle for as long as it may", () => {
    const run = new Run().up();
    expect(run.do({ type: "idle", minutes: 5 })).toEqual(["say", "stopNodes"]);
    expect(run.said).toContain("nothing has run for 5 minutes");
    run.do(done(1), done(2), gone(1), gone(2));
    expect(run.end().failure).toBeNull();
  });

  it("waits for Spark to grow where its allocation is dynamic", () => {
    const run = new Run();
    // Spark starts none before a job wants one.
    expect(run.do({ ...spark, isDynamic: true }, { type: "headTakesNodes" })).toEqual(["startHead", "shape", "probe"]);
    expect(run.do({ type: "executors", executors: [executor(1)] }, probed())).toEqual(["say", "launch", "launch"]);
  });

  it("sends the runtime where there is none, once", () => {
    const run = new Run();
    run.do(spark, { type: "headTakesNodes" }, { type: "executors", executors: [executor(2)] });
    const missing: ClusterEvent = { type: "probed", answer: { kind: "missing", text: "there is no Node" } };
    expect(run.do(missing)).toEqual(["say", "sendArchive"]);
    expect(run.do({ type: "archived", problem: null })).toEqual(["probe"]);
    run.do(missing);
    expect(run.end().failure).toBe("on a Spark worker: there is no Node");
  });

  it.each([
    [{ gpus: 1 }, [spark], "numGpusWorkerNode"],
    [{}, [spark, probed({ lacking: "9 CPUs" })], "Spark worker w: 9 CPUs. Ask for less"],
    [{}, [spark, probed({ problem: "no Ray" })], "Spark worker w: no Ray"],
    [{ strictMode: true }, [spark, probed({ advice: ["few CPUs"] })], "strictMode: few CPUs"],
    [{}, [{ type: "headFailed", reason: "the port is taken" }], "the head is lost: the port is taken"],
    [{}, [{ type: "sparkEnded", reason: "no master" }], "Spark has ended: no master"],
    [{}, [spark, { type: "archived", problem: "no disk" }], "could not be sent to Spark's executors: no disk"],
  ] as [Partial<ClusterPlan>, ClusterEvent[], string][])("fails in words: %j %#", (plan, events, problem) => {
    const run = new Run(plan);
    run.do(...events);
    expect(run.end().failure).toContain(problem);
  });

  it.each([
    [[], PATIENCE.silence, "Spark did not start"],
    [[spark], PATIENCE.silence, "Spark gave this application no executor"],
    [[spark, { type: "executors", executors: [executor(1)] }], PATIENCE.busy, "other jobs may hold all their cores"],
    [
      [spark, { type: "executors", executors: [executor(1)] }, { type: "taskBegan" }],
      PATIENCE.silence,
      "looks at its host has not ended",
    ],
    [
      [spark, { type: "executors", executors: [executor(2)] }, { type: "headTakesNodes" }, probed()],
      PATIENCE.silence,
      "head: starting, node 1: starting, node 2: starting",
    ],
  ] as [ClusterEvent[], number, string][])("gives up what does not come: %#", (events, patience, problem) => {
    const run = new Run();
    run.do(...events);
    expect(run.after(patience)).not.toContain("stopNodes");
    run.after(1);
    run.after(PATIENCE.leave + 1);
    run.after(PATIENCE.leave + 1);
    expect(run.end().failure).toContain(problem);
  });

  it("says once that there is no executor yet, and why that may be", () => {
    const run = new Run();
    run.do(spark);
    run.after(PATIENCE.executor - 1);
    expect(run.said).toBe("");
    expect(run.after(1)).toEqual(["say"]);
    expect(run.after(PATIENCE.executor)).toEqual([]);
    expect(run.said).toContain("no executor in 8 s; one is waited for until 60 s have passed");
    run.do({ type: "executors", executors: [executor(2)] }, { type: "headTakesNodes" }, probed());
    expect(run.said.match(/no executor/g)).toHaveLength(1);
  });

  it("fails with the first node's reason, and ends the others", () => {
    const run = new Run();
    run.do(spark, { type: "headTakesNodes" }, { type: "executors", executors: [executor(2)] }, probed());
    expect(run.do(done(1, "failed"))).toEqual(["stopNodes"]);
    expect(run.do(done(2))).toEqual(["endHead", "endSpark"]);
    expect(run.end().failure).toBe("worker node 1 could not start: because");
  });

  it("starts a node again, but not one that was cancelled, nor one that does not live", () => {
    const run = new Run().up();
    expect(run.do(done(1, "cancelled"))).toEqual(["say"]);
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      run.now += 1000;
      expect(run.do(done(2, "failed"))).toEqual(["say", "launch"]);
    }
    expect(run.do(done(2, "failed"))).toEqual(["say"]);
    expect(run.said).toContain("node 2 is given up: because");
  });

  it("counts short lives in a row only", () => {
    const run = new Run().up();
    for (let attempt = 0; attempt < 5; attempt += 1) {
      run.now += attempt % 2 === 0 ? 1000 : PATIENCE.shortLife;
      expect(run.do(done(2))).toEqual(["say", "launch"]);
    }
  });

  it("lets the autoscaler have nodes, and tells it first how large one is", () => {
    const run = new Run({ minWorkerNodes: 0 });
    run.do(spark, { type: "executors", executors: [executor(2)] });
    expect(run.effects.map(({ type }) => type)).toEqual(["shape", "probe"]);
    expect(run.do(probed())).toEqual(["say", "startHead"]);
    expect(run.effects.at(-1)).toMatchObject({ worker: { heapMemory: 1000 } });
    expect(run.do({ type: "headTakesNodes" }, { type: "headReady" })).toEqual(["up"]);
    expect(run.do({ type: "wantNode" }, { type: "wantNode" })).toEqual(["launch", "granted", "launch", "granted"]);
    run.do(ready(2));
    expect(run.machine.autoscaled).toEqual({ 1: "starting", 2: "ready" });
    expect(run.do({ type: "dropNode", number: 2 }, { type: "dropNode", number: 2 })).toEqual(["cancel"]);
    expect(run.do(done(2, "cancelled"))).toEqual([]);
    // It does not live: no other one for a while.
    expect(run.do(done(1, "failed"))).toEqual(["say"]);
    expect(run.do({ type: "wantNode" })).toEqual(["refused"]);
    run.now += PATIENCE.shortLife;
    expect(run.do({ type: "wantNode" })).toEqual(["launch", "granted"]);
    expect(run.machine.autoscaled).toEqual({ 3: "starting" });
    expect(run.do({ type: "shutDown" }, { type: "wantNode" })).toEqual(["stopNodes", "refused"]);
  });

  it("is up with as many autoscaled nodes as there must be", () => {
    const run = new Run({ minWorkerNodes: 1 });
    run.do(spark, { type: "executors", executors: [executor(2)] }, probed(), { type: "headTakesNodes" });
    expect(run.do({ type: "headReady" }, { type: "wantNode" })).toEqual(["launch", "granted"]);
    expect(run.do(ready(1))).toEqual(["up"]);
  });

  it("ends when its nodes have, and cancels those that do not", () => {
    const run = new Run().up();
    expect(run.do({ type: "shutDown" })).toEqual(["stopNodes"]);
    expect(run.do(done(1), gone(1))).toEqual([]);
    expect(run.after(PATIENCE.leave + 1)).toEqual(["cancel"]);
    expect(run.do(done(2, "cancelled"))).toEqual([]);
    // A job may be over before what it held is gone.
    expect(run.do(gone(2))).toEqual(["endHead", "endSpark"]);
    expect(run.do({ type: "headEnded" })).toEqual([]);
    expect(run.do({ type: "sparkEnded", reason: "told to" })).toEqual(["over"]);
    expect(run.failure).toBeNull();
    expect(run.do({ type: "shutDown" })).toEqual([]);
  });

  it("ends with its head, and with Spark", () => {
    const head = new Run().up();
    head.do({ type: "headEnded" });
    expect(head.said).toContain("the head is lost: its holder was killed; the cluster ends");
    expect(head.do(done(1), done(2))).toEqual(["endHead", "endSpark"]);
    const other = new Run().up();
    expect(other.do({ type: "sparkEnded", reason: "it was killed" })).toContain("stopNodes");
    expect(other.do(gone(1), gone(2))).toEqual(["endHead", "endSpark"]);
  });

  it("always ends once, launches nothing while it ends, and never has two jobs for a node", () => {
    const events: ClusterEvent[] = [
      spark,
      { type: "executors", executors: [executor(2)] },
      { type: "executors", executors: [] },
      probed(),
      { type: "headTakesNodes" },
      { type: "headReady" },
      ready(1),
      ready(2),
      gone(1),
      done(1),
      done(2, "failed"),
      done(1, "cancelled"),
      { type: "tick" },
      { type: "taskBegan" },
      { type: "wantNode" },
      { type: "dropNode", number: 1 },
      { type: "shutDown" },
      { type: "headFailed", reason: "x" },
      { type: "headEnded" },
      { type: "sparkEnded", reason: "x" },
    ];
    const step = fc.tuple(fc.constantFrom(...events), fc.nat(20_000));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: "max" }), fc.constantFrom(0, 2), (steps, minWorkerNodes) => {
        const run = new Run({ minWorkerNodes });
        const jobs = new Set<number>();
        let isClosing = false;
        for (const [event, ms] of steps) {
          run.now += ms;
          if (event.type === "jobEnded") jobs.delete(event.number);
          const before = run.effects.length;
          run.do(event);
          for (const effect of run.effects.slice(before)) {
            if (effect.type === "stopNodes") isClosing = true;
            if (effect.type !== "launch") continue;
            expect(isClosing).toBe(false);
            expect(jobs.has(effect.number)).toBe(false);
            jobs.add(effect.number);
          }
        }
        run.do({ type: "shutDown" });
        run.after(PATIENCE.leave + 1);
        run.after(PATIENCE.leave + 1);
        run.end();
        expect(run.effects.filter(({ type }) => type === "over")).toHaveLength(1);
        expect(run.effects.at(-1)?.type).toBe("over");
      }),
    );
  });
});
