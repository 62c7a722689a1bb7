import { randomBytes } from "node:crypto";
import { lookup } from "node:dns/promises";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { autoscalingConfig } from "../core/spark/autoscaling.js";
import {
  type ClusterOptions,
  type ClusterRequest,
  clusterRequest,
  whyNotRequested,
} from "../core/spark/cluster-request.js";
import type { ClusterEffect, ClusterEvent } from "../core/spark/cluster-types.js";
import type { NodeMemory } from "../core/spark/node-memory.js";
import { SparkCluster } from "../core/spark/spark-cluster.js";
import { errorText, NarcineError } from "../runtime/errors.js";
import { runtimeArchive } from "./archive/archive.js";
import { ChildLines } from "./child-lines.js";
import { Door, type DoorQuestion } from "./door.js";
import { hereFor } from "./here.js";
import type { NodeNews } from "./holder/held-node.js";
import { askInterpreter } from "./holder/interpreter.js";
import { findSpark, Launcher, type SparkOptions } from "./launcher.js";
import { Specs } from "./specs.js";

export { MAX_NUM_WORKER_NODES } from "../core/spark/cluster-request.js";

/** An option is wrong, or two do not go together; the message says which and what to write instead. */
export class ClusterOptionsError extends NarcineError {
  constructor(message: string) {
    super("NARCINE_SPARK_OPTIONS", message);
  }
}

/** The cluster could not be set up; the message ends with what a node or Spark said. Nothing of it is left. */
export class ClusterSetupError extends NarcineError {
  constructor(message: string) {
    super("NARCINE_SPARK_SETUP", message);
  }
}

export interface SetupRayClusterOptions extends ClusterOptions {
  readonly spark: SparkOptions;
  /** The interpreter with Ray, on this host and on Spark's: a path, or a name in PATH. Default PYSPARK_PYTHON, else "python3". */
  readonly python?: string;
  /** Gets what the user should know, a line each. Default: console.log. */
  readonly log?: (line: string) => void;
}

/** A cluster that is up. `await using cluster = await setupRayCluster({...})` shuts it down at the end of its block. */
export interface RayClusterOnSpark extends AsyncDisposable {
  readonly name: string;
  /** "ip:port" of the head, which RAY_ADDRESS has too: `init()` finds it. */
  readonly address: string;
  /** "ray://ip:port" */
  readonly clientAddress: string;
  readonly dashboard: string | null;
  /** What every client of the cluster has to show; RAY_AUTH_TOKEN of this process has it. */
  readonly token: string;
  /** Resolves when nothing is left of the cluster, however it ended. */
  readonly ended: Promise<void>;
  /** Ends every node; when it resolves no process and no file of the cluster is left. Idempotent. */
  shutdown(): Promise<void>;
}

/** What the head's holder says of itself (holder/main.ts), and passes on of others with their name. */
type HolderNews =
  | (Extract<NodeNews, { event: "head" }> & { readonly controlAddress: string; readonly node?: undefined })
  | (Extract<NodeNews, { event: "ready" }> & { readonly node?: string })
  | { readonly event: "warning" | "failed"; readonly message: string; readonly node?: string }
  | { readonly event: "idle"; readonly minutes: number; readonly node?: undefined }
  | { readonly event: "gone" | "ended"; readonly node?: string };
type HeadNews = Extract<HolderNews, { event: "head" }>;

const TICK_MS = 250;
/** For Spark and for the head, when all nodes are gone. */
const LAST_MS = 8_000;
const HOME = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const HOLDER = fileURLToPath(new URL("./holder/main.js", import.meta.url));

let active: Cluster | null = null;

/**
 * Starts a Ray cluster on Spark: the head is a process of this one, each worker node a Spark task of an application of its
 * own. Resolves when all nodes are ready. The cluster ends with this process however that ends.
 *
 * @throws ClusterOptionsError, SparkMissingError, ClusterSetupError. Whenever it throws, nothing is left.
 */
export async function setupRayCluster(options: SetupRayClusterOptions): Promise<RayClusterOnSpark> {
  const { spark, python = process.env["PYSPARK_PYTHON"] ?? "python3", log = console.log, ...rest } = options;
  const wrong = whyNotRequested({ ...rest });
  if (wrong !== null) throw new ClusterOptionsError(wrong);
  if (active !== null) throw new ClusterOptionsError(`the Ray cluster ${active.name} of this process is active`);
  const cluster = new Cluster(rest, { ...spark, home: findSpark(spark.home, python) }, python, log);
  active = cluster;
  return cluster.up;
}

class Cluster {
  readonly name = `ray-${randomBytes(4).toString("hex")}`;
  readonly up: Promise<RayClusterOnSpark>;
  readonly #ended: Promise<void>;
  #settle: {
    readonly up: (cluster: RayClusterOnSpark) => void;
    readonly failed: (error: ClusterSetupError) => void;
    readonly ended: () => void;
  };
  readonly #token = randomBytes(32).toString("hex");
  readonly #machine: SparkCluster;
  readonly #specs: Specs;
  readonly #launcher: Launcher;
  readonly #request: ClusterRequest;
  readonly #log: (line: string) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #events: ClusterEvent[] = [];
  readonly #environment = new Map<string, string | undefined>();
  #driverHost = "";
  #isHeadOver = false;
  #head: ChildLines | null = null;
  #door: Door | null = null;
  /** Of the autoscaler's last wish: the node's number, or why there is none. */
  #verdict: number | string = "";
  #news: HeadNews | null = null;

  constructor(
    options: ClusterOptions,
    spark: SparkOptions & { readonly home: string },
    python: string,
    log: (line: string) => void,
  ) {
    let ended = () => {};
    this.#ended = new Promise((resolve) => {
      ended = resolve;
    });
    this.#settle = { up: () => {}, failed: () => {}, ended };
    this.up = new Promise((up, failed) => {
      this.#settle = { up, failed, ended };
    });
    const request = clusterRequest(options);
    this.#request = request;
    this.#log = log;
    this.#specs = new Specs(request, this.name, this.#token, python);
    const { workerNodes, minWorkerNodes, worker, strictMode } = request;
    const plan = {
      ...{ workerNodes, minWorkerNodes, cpus: worker.cpus, gpus: worker.gpus, strictMode },
      wantsDashboard: request.headOptions.includeDashboard ?? true,
      ...hereFor(request),
    };
    // Known long before Spark is.
    const interpreter = askInterpreter(python).catch((error: unknown) => errorText(error));
    this.#machine = new SparkCluster(plan, performance.now());
    this.#launcher = new Launcher(spark, this.name, HOME, process.execPath, {
      onSpark: async ({ driverHost, version: sparkVersion, ...facts }) => {
        this.#driverHost = driverHost;
        const found = await interpreter;
        if (typeof found === "string") this.#handle({ type: "headFailed", reason: `on this host: ${found}` });
        else this.#handle({ type: "sparkReady", driver: { ...found, sparkVersion }, ...facts });
      },
      onExecutors: (executors) => this.#handle({ type: "executors", executors }),
      onTask: () => this.#handle({ type: "taskBegan" }),
      onProbed: (answer) => this.#handle({ type: "probed", answer }),
      onArchived: (problem) => this.#handle({ type: "archived", problem }),
      onDone: (number, why, reason) => this.#handle({ type: "jobEnded", number, why, reason }),
      onEnd: (reason) => this.#handle({ type: "sparkEnded", reason }),
    });
    this.#timer = setInterval(() => this.#handle({ type: "tick" }), TICK_MS);
  }

  shutdown(): Promise<void> {
    this.#handle({ type: "shutDown" });
    return this.#ended;
  }

  /** An effect that makes an event at once has it handled after the other effects. */
  #handle(event: ClusterEvent): void {
    if (this.#events.push(event) > 1) return;
    for (let next = this.#events[0]; next !== undefined; next = this.#events[0]) {
      for (const effect of this.#machine.handle(next, performance.now())) this.#perform(effect);
      this.#events.shift();
    }
  }

  #perform(effect: ClusterEffect): void {
    switch (effect.type) {
      case "shape":
        this.#launcher.shape(effect.cpus, effect.gpus);
        break;
      case "startHead":
        void this.#startHead(effect.worker);
        break;
      case "granted":
        this.#verdict = effect.number;
        break;
      case "refused":
        this.#verdict = effect.reason;
        break;
      case "probe":
        this.#launcher.probe(this.#specs.probe(effect.share));
        break;
      case "sendArchive":
        void this.#sendArchive();
        break;
      case "launch": {
        if (this.#news === null) throw new Error("a node is launched before the head takes any");
        const spec = this.#specs.worker(effect.number, effect.share, this.#news);
        this.#launcher.node(effect.number, spec.tempDir, spec);
        break;
      }
      case "cancel":
        this.#launcher.cancel(effect.number);
        break;
      case "stopNodes":
        // Until all has ended this process does not.
        this.#timer.ref();
        this.#launcher.hold();
        this.#head?.hold();
        this.#head?.tell('{"stop":true}');
        break;
      case "endHead":
        this.#isHeadOver = true;
        if (this.#head === null) this.#handle({ type: "headEnded" });
        else void this.#head.end(LAST_MS);
        break;
      case "endSpark":
        void this.#launcher.end(LAST_MS);
        break;
      case "say":
        this.#log(`Ray on Spark: ${effect.text}`);
        break;
      case "up":
        this.#head?.tell('{"up":true}');
        this.#isUp();
        break;
      case "over":
        this.#isOver(effect.failure);
    }
  }

  async #sendArchive(): Promise<void> {
    try {
      this.#launcher.sendArchive(await runtimeArchive());
    } catch (error) {
      this.#handle({ type: "archived", problem: errorText(error) });
    }
  }

  /** @param worker what a worker node gets, where Ray's autoscaler is to know it */
  async #startHead(worker: NodeMemory | null): Promise<void> {
    let ip: string;
    try {
      ({ address: ip } = await lookup(this.#driverHost, { family: 4 }));
    } catch (error) {
      const reason = `the driver's address ${this.#driverHost} (spark.driver.host) is unknown here: ${errorText(error)}`;
      this.#handle({ type: "headFailed", reason });
      return;
    }
    let autoscaling: Record<string, unknown> | null = null;
    if (worker !== null) {
      this.#door = new Door(this.#token, (question) => this.#onAutoscaler(question));
      autoscaling = autoscalingConfig(this.name, this.#request, worker, await this.#door.open());
    }
    if (this.#isHeadOver) return;
    const spec = this.#specs.head(ip, autoscaling);
    this.#head = new ChildLines({
      argv: [process.execPath, HOLDER],
      env: process.env,
      onLine: (line) => this.#onHead(JSON.parse(line) as HolderNews),
      onEnd: () => {
        // The holder has done that, unless it was killed; what was below it then ends beside us.
        rm(spec.tempDir, { recursive: true, force: true, maxRetries: 10 })
          .catch((error) => this.#log(`Ray on Spark: ${spec.tempDir} is left: ${errorText(error)}`))
          .finally(() => this.#handle({ type: "headEnded" }));
      },
    });
    this.#head.tell(JSON.stringify(spec));
  }

  #onAutoscaler(question: DoorQuestion): unknown {
    if (question.do === "list") return this.#machine.autoscaled;
    if (question.do === "create") {
      this.#handle({ type: "wantNode" });
      if (typeof this.#verdict === "string") throw new Error(this.#verdict);
      return String(this.#verdict);
    }
    this.#handle({ type: "dropNode", number: Number(question.node) });
    return null;
  }

  #onHead(news: HolderNews): void {
    if (news.node !== undefined) this.#onNode(news.node, news);
    else if (news.event === "head") {
      this.#news = news;
      if (news.dashboard !== null) this.#log(`Ray dashboard: ${news.dashboard}`);
      this.#handle({ type: "headTakesNodes" });
    } else if (news.event === "ready") this.#handle({ type: "headReady" });
    else if (news.event === "warning") this.#log(`Ray on Spark: ${news.message}`);
    else if (news.event === "idle") this.#handle({ type: "idle", minutes: news.minutes });
    else if (news.event === "failed") this.#handle({ type: "headFailed", reason: news.message });
  }

  #onNode(holder: string, news: HolderNews): void {
    const number = Number(/^node-(\d+)/.exec(holder)?.[1]);
    if (news.event === "gone") this.#handle({ type: "holderGone", number, holder });
    else {
      const { event } = news;
      const said = event === "ready" || event === "failed" || event === "ended" ? event : "other";
      this.#handle({ type: "holderSpoke", number, holder, said });
    }
    if (news.event === "warning") this.#log(`Ray on Spark: node ${number}: ${news.message}`);
  }

  #isUp(): void {
    const news = this.#news as HeadNews;
    this.#setVariable("RAY_ADDRESS", news.address);
    this.#setVariable("RAY_AUTH_MODE", "token");
    this.#setVariable("RAY_AUTH_TOKEN", this.#token);
    // A program that ends without shutting down is not held up; its pipes then end the cluster.
    this.#timer.unref();
    this.#launcher.letGo();
    this.#head?.letGo();
    this.#door?.letGo();
    const shutdown = () => this.shutdown();
    this.#settle.up({
      name: this.name,
      address: news.address,
      clientAddress: news.clientAddress,
      dashboard: news.dashboard,
      token: this.#token,
      ended: this.#ended,
      shutdown,
      [Symbol.asyncDispose]: shutdown,
    });
  }

  #isOver(failure: string | null): void {
    clearInterval(this.#timer);
    this.#door?.close();
    for (const [name, before] of this.#environment) {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    }
    active = null;
    this.#settle.ended();
    this.#settle.failed(new ClusterSetupError(failure ?? "the cluster was shut down before it was up"));
  }

  #setVariable(name: string, value: string): void {
    this.#environment.set(name, process.env[name]);
    process.env[name] = value;
  }
}
