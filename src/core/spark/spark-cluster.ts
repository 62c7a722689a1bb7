/**
 * A Ray cluster whose head is a process of this machine and whose worker nodes are Spark jobs of one task each: when what
 * is started, what may fail, how it ends.
 *
 * | phase   | meaning                                                     | leaves by                                     |
 * |---------|-------------------------------------------------------------|-----------------------------------------------|
 * | setup   | Spark and the head start; a host is probed; nodes start     | all nodes ready; a failure; shutDown          |
 * | up      | a node that ends is started again, one cancelled is gone    | shutDown; idle; loss of the head or of Spark  |
 * | closing | nodes are told to end, then cancelled; then head and Spark  | head and Spark have ended                     |
 * | over    |                                                             |                                               |
 *
 * Without autoscaling all nodes are launched in set-up; with it the autoscaler, below the head, asks for each.
 *
 * The nodes' own states are in spark-nodes.ts. Invariants: nothing is launched once closing began; `over` comes once, after
 * head and Spark have ended.
 */
import {
  type ClusterEffect,
  type ClusterEvent,
  type ClusterPlan,
  type Executor,
  type JobEndKind,
  PATIENCE,
  type ProbeAnswer,
} from "./cluster-types.js";
import type { NodeMemory } from "./node-memory.js";
import { preflight, table, type WorkerFacts, whyNotStarted } from "./preflight.js";
import { type Room, roomOf } from "./room.js";
import { SparkNodes } from "./spark-nodes.js";

const WHY_NO_EXECUTOR =
  "Other applications may hold all cores of its workers (end them, or give those less: spark.cores.max), or an executor needs more than a worker has (spark.executor.memory, spark.executor.cores)";

export class SparkCluster {
  readonly #plan: ClusterPlan;
  #phase: "setup" | "up" | "closing" | "over" = "setup";
  #failure: string | null = null;
  #effects: ClusterEffect[] = [];
  /** When to give up what is waited for. */
  #deadline: number;

  #spark: Extract<ClusterEvent, { type: "sparkReady" }> | null = null;
  /** As the probe found them: all workers are alike. */
  #gpusOfHost: number | null = null;
  #executors: readonly Executor[] = [];
  #sparkReadyAt = 0;
  #firstExecutorAt: number | null = null;
  #toldOfNoExecutor = false;
  #lastExecutorAt = 0;
  #probe: "no" | "asked" | "fits" = "no";
  /** A slow host is no busy one. */
  #probeRuns = false;
  #archive: "no" | "asked" | "sent" = "no";
  #isHeadStarted = false;
  #takesNodes = false;
  #isHeadReady = false;
  readonly #nodes: SparkNodes;
  #isHeadGone = false;
  #isSparkGone = false;
  /** What was done to end the nodes. */
  #closing: "told" | "cancelled" | "last" = "told";

  constructor(plan: ClusterPlan, now: number) {
    this.#plan = plan;
    this.#nodes = new SparkNodes({
      autoscales: this.#autoscales,
      emit: (effect) => this.#effects.push(effect),
      share: () => this.#room.fullestHost,
    });
    this.#deadline = now + PATIENCE.silence;
  }

  handle(event: ClusterEvent, now: number): ClusterEffect[] {
    this.#effects = [];
    if (this.#phase === "over") return [];
    this.#take(event, now);
    if (this.#phase === "setup") this.#goOn(now);
    if (this.#phase === "setup" && event.type !== "tick") this.#deadline = now + this.#patience();
    if (this.#phase === "closing") this.#close(now);
    return this.#effects;
  }

  #take(event: ClusterEvent, now: number): void {
    switch (event.type) {
      case "sparkReady":
        this.#spark = event;
        this.#sparkReadyAt = now;
        if (!this.#check(null, now)) break;
        if (!this.#autoscales) this.#startHead(null);
        this.#effects.push({
          type: "shape",
          cpus: this.#plan.cpus,
          gpus: this.#leavesGpus ? 0 : this.#plan.gpus,
        });
        break;
      case "executors":
        if (event.executors.length > 0) this.#firstExecutorAt ??= now;
        this.#lastExecutorAt = now;
        this.#executors = event.executors;
        break;
      case "taskBegan":
        this.#probeRuns = true;
        break;
      case "probed":
        this.#probed(event.answer, now);
        break;
      case "archived":
        this.#archive = "sent";
        if (event.problem === null) this.#askHost();
        else this.#fail(`the runtime could not be sent to Spark's executors: ${event.problem}`, now);
        break;
      case "headTakesNodes":
        this.#takesNodes = true;
        break;
      case "headReady":
        this.#isHeadReady = true;
        break;
      case "headFailed":
        this.#lose(`the head is lost: ${event.reason}`, now);
        break;
      case "headEnded":
        this.#isHeadGone = true;
        // Whoever spoke through it ends by itself.
        this.#nodes.forgetHolders();
        this.#lose("the head is lost: its holder was killed", now);
        break;
      case "idle":
        if (this.#phase === "up") {
          this.#effects.push({ type: "say", text: `nothing has run for ${event.minutes} minutes: the cluster ends` });
          this.#beginClosing(now);
        }
        break;
      case "holderSpoke":
        this.#nodes.holderSpoke(event.number, event.holder, event.said);
        break;
      case "holderGone":
        this.#nodes.holderGone(event.number, event.holder);
        break;
      case "jobEnded":
        this.#jobEnded(event.number, event.why, event.reason, now);
        break;
      case "sparkEnded":
        this.#isSparkGone = true;
        this.#nodes.allGone();
        this.#lose(`Spark has ended: ${event.reason}`, now);
        break;
      case "wantNode":
        this.#nodes.want(now);
        break;
      case "dropNode":
        this.#nodes.drop(event.number);
        break;
      case "shutDown":
        this.#beginClosing(now);
        break;
      case "tick":
        if (this.#phase !== "setup") break;
        if (now > this.#deadline) this.#fail(this.#whatDidNotCome(), now);
        else this.#tellOfNoExecutor(now);
    }
  }

  // --- set-up

  #goOn(now: number): void {
    if (this.#spark === null) return;
    // Where allocation is dynamic there may be no executor before a job wants one.
    const canRunJobs = this.#executors.length > 0 || this.#spark.isDynamic;
    if (this.#probe === "no" && canRunJobs && this.#archive !== "asked") this.#askHost();
    if (this.#probe !== "fits" || !this.#takesNodes) return;
    if (this.#nodes.isEmpty && !this.#autoscales) {
      const count = this.#howMany(now);
      for (let number = 1; number <= (count ?? 0); number += 1) this.#nodes.launch(number, now);
      return;
    }
    if (!this.#isHeadReady) return;
    if (this.#autoscales) {
      if (this.#nodes.count("ready") < this.#plan.minWorkerNodes) return;
    } else if (this.#nodes.count("starting") > 0) return;
    else if (this.#nodes.count("ready") === 0) {
      this.#fail("no worker node is left; see what was said above", now);
      return;
    }
    this.#phase = "up";
    this.#effects.push({ type: "up" });
  }

  /** Once. A minute in which nothing is said would look like a hang. */
  #tellOfNoExecutor(now: number): void {
    const hasNone = this.#spark !== null && this.#firstExecutorAt === null;
    if (!hasNone || this.#toldOfNoExecutor || now - this.#sparkReadyAt < PATIENCE.executor) return;
    this.#toldOfNoExecutor = true;
    const [after, until] = [PATIENCE.executor / 1000, PATIENCE.silence / 1000];
    const text = `Spark has given this application no executor in ${after} s; one is waited for until ${until} s have passed. ${WHY_NO_EXECUTOR}`;
    this.#effects.push({ type: "say", text });
  }

  get #autoscales(): boolean {
    return this.#plan.minWorkerNodes !== this.#plan.workerNodes;
  }

  #startHead(worker: NodeMemory | null): void {
    if (this.#isHeadStarted) return;
    this.#isHeadStarted = true;
    this.#effects.push({ type: "startHead", worker });
  }

  /** Says what there is, once a host was looked at. @returns whether a node can be started on it */
  #check(worker: WorkerFacts | null, now: number): boolean {
    if (this.#spark === null) return false;
    const { isDynamic, leavesGpus, coresOfExecutor, gpusOfExecutor, master, driver } = this.#spark;
    const slots = worker === null ? null : this.#room.slots;
    const executors = this.#executors.map(({ cores }) => cores);
    const rows = preflight({
      ...this.#plan,
      names: "typescript",
      driver,
      spark: { master, executors, coresOfExecutor, isDynamic, slots, gpusOfExecutor, leavesGpus },
      worker,
    });
    const why = whyNotStarted(rows);
    if (worker !== null || why !== null) {
      this.#effects.push({ type: "say", text: ["what is asked for, and what there is", ...table(rows)].join("\n") });
    }
    if (why !== null) this.#fail(why, now);
    return why === null;
  }

  #askHost(): void {
    this.#probe = "asked";
    this.#effects.push({ type: "probe", share: this.#room.fullestHost });
  }

  #probed(answer: ProbeAnswer, now: number): void {
    if (this.#phase !== "setup") return;
    if (answer.kind === "missing" && this.#archive === "no") {
      this.#archive = "asked";
      this.#probe = "no";
      this.#effects.push(
        { type: "say", text: `${answer.text} on a Spark worker: the runtime is sent there` },
        { type: "sendArchive" },
      );
      return;
    }
    if (answer.kind !== "answer") {
      this.#fail(`on a Spark worker: ${answer.text}`, now);
      return;
    }
    const { host } = answer;
    if (host.problem !== undefined) {
      this.#fail(`Spark worker ${host.hostname}: ${host.problem}`, now);
      return;
    }
    this.#gpusOfHost = host.host.gpus;
    if (!this.#check(host, now)) return;
    this.#probe = "fits";
    if (this.#autoscales) this.#startHead(host.memory);
  }

  /** As many nodes as were asked for, or as fit; null while that is not known. */
  #howMany(now: number): number | null {
    const { workerNodes } = this.#plan;
    const { slots } = this.#room;
    const takesAll = workerNodes < 0;
    if (!takesAll && (slots >= workerNodes || this.#spark?.isDynamic)) return workerNodes;
    const hasSettled = now - (this.#firstExecutorAt ?? now) > PATIENCE.settle;
    if (!hasSettled && !(takesAll && slots > 0 && now - this.#lastExecutorAt > PATIENCE.quiet)) return null;
    if (slots === 0) {
      this.#fail(
        `Spark has room for no worker node of ${this.#shape()}: its ${this.#executors.length} executors have ${sum(this.#executors.map(({ cores }) => cores))} cores in all. Ask for less a node, or give this application more (spark.executor.cores, spark.cores.max)`,
        now,
      );
      return null;
    }
    if (!takesAll) {
      const text = `${workerNodes} worker nodes are asked for and Spark has room for ${slots}; ${slots} are started (${this.#shape()} each)`;
      this.#effects.push({ type: "say", text });
    }
    return slots;
  }

  #shape(): string {
    const { cpus, gpus } = this.#plan;
    return `${cpus} CPUs${gpus > 0 ? ` and ${gpus} GPUs` : ""}`;
  }

  get #leavesGpus(): boolean {
    return this.#plan.gpus > 0 && this.#spark?.leavesGpus === true;
  }

  get #room(): Room {
    const { cpus, gpus } = this.#plan;
    return roomOf(this.#executors, { cpus, gpus, leavesGpus: this.#leavesGpus, gpusOfHost: this.#gpusOfHost });
  }

  #patience(): number {
    const waits = this.#probe === "asked" && !this.#probeRuns;
    return waits && this.#executors.length > 0 ? PATIENCE.busy : PATIENCE.silence;
  }

  #whatDidNotCome(): string {
    const seconds = PATIENCE.silence / 1000;
    if (this.#spark === null) return `Spark did not start within ${seconds} s`;
    if (this.#executors.length === 0) {
      return `Spark gave this application no executor within ${seconds} s. ${WHY_NO_EXECUTOR}`;
    }
    if (this.#probe !== "fits" && this.#probeRuns) {
      return `Spark's task that looks at its host has not ended in ${seconds} s`;
    }
    if (this.#probe !== "fits") {
      return `Spark ran no task of this application: it has ${this.#executors.length} executors, and other jobs may hold all their cores. End those, or give the application more (spark.cores.max)`;
    }
    return `nothing was heard of the cluster for ${seconds} s (head: ${this.#isHeadReady ? "ready" : "starting"}, ${this.#nodes.described})`;
  }

  // --- nodes

  #jobEnded(number: number, why: JobEndKind, reason: string, now: number): void {
    const end = this.#nodes.jobEnded(number, why, now);
    if (end === "expected") return;
    if (why === "stopped") this.#lose(`Spark was stopped: ${reason}`, now);
    else if (this.#phase === "setup") this.#fail(`worker node ${number} could not start: ${reason}`, now);
    else if (this.#phase === "up" && end === "lost") this.#nodes.startAgain(number, why, reason, now);
  }

  /** What the autoscaler has: its nodes that are there or coming. */
  get autoscaled(): Readonly<Record<string, "starting" | "ready">> {
    return this.#nodes.autoscaled;
  }

  // --- the end

  #fail(message: string, now: number): void {
    if (this.#phase !== "setup") return;
    this.#failure = message;
    this.#beginClosing(now);
  }

  /** There is nothing to go on with. */
  #lose(message: string, now: number): void {
    if (this.#phase === "up") {
      this.#effects.push({ type: "say", text: `${message}; the cluster ends` });
      this.#beginClosing(now);
    } else this.#fail(message, now);
  }

  #beginClosing(now: number): void {
    if (this.#phase === "closing") return;
    this.#phase = "closing";
    this.#nodes.isClosing = true;
    this.#deadline = now + PATIENCE.leave;
    this.#effects.push({ type: "stopNodes" });
  }

  #close(now: number): void {
    const isLate = now > this.#deadline;
    if (this.#closing === "told" && isLate) {
      this.#closing = "cancelled";
      this.#deadline = now + PATIENCE.leave;
      this.#nodes.cancelAll();
    } else if (this.#closing !== "last" && (isLate || this.#nodes.areOver)) {
      this.#closing = "last";
      this.#effects.push({ type: "endHead" }, { type: "endSpark" });
    }
    if (!this.#isHeadGone || !this.#isSparkGone || this.#closing !== "last") return;
    this.#phase = "over";
    this.#effects.push({ type: "over", failure: this.#failure });
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
