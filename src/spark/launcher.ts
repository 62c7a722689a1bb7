import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Executor, HostFacts, JobEndKind, ProbeAnswer } from "../core/spark/cluster-types.js";
import { NarcineError } from "../runtime/errors.js";
import { ChildLines } from "./child-lines.js";

/** Spark is not where it is looked for; the message says where that is and what to set. */
export class SparkMissingError extends NarcineError {
  constructor(message: string) {
    super("NARCINE_SPARK_MISSING", message);
  }
}

export interface SparkOptions {
  /** "spark://host:port", "local-cluster[2,1,1024]", "yarn"... */
  readonly master: string;
  /** Spark's settings ("spark.executor.memory": "4g"). The launcher's own JVM has 512m (spark.driver.memory). */
  readonly conf?: Readonly<Record<string, string>>;
  /** Folder of Spark. Default SPARK_HOME, else the pyspark of `python`. */
  readonly home?: string;
}

export interface LauncherEvents {
  readonly onSpark: (spark: {
    readonly version: string;
    readonly master: string;
    readonly driverHost: string;
    readonly coresOfExecutor: number | null;
    readonly gpusOfExecutor: number;
    readonly leavesGpus: boolean;
    readonly isDynamic: boolean;
  }) => void;
  readonly onExecutors: (executors: readonly Executor[]) => void;
  /** A task has begun. */
  readonly onTask: () => void;
  readonly onProbed: (answer: ProbeAnswer) => void;
  readonly onArchived: (problem: string | null) => void;
  readonly onDone: (number: number, why: JobEndKind, reason: string) => void;
  /** Once. */
  readonly onEnd: (problem: string) => void;
}

const JAR = fileURLToPath(new URL("../../build/spark-launcher.jar", import.meta.url));

/** Spark as a process: java/spark-launcher, by spark-submit in client mode; its header lists what is said both ways. */
export class Launcher {
  readonly #child: ChildLines;
  readonly #events: LauncherEvents;

  /**
   * @param name of the cluster; @param home of the npm package, @param node of Node: the same paths are tried on workers
   * @throws SparkMissingError
   */
  constructor(
    spark: SparkOptions & { readonly home: string },
    name: string,
    home: string,
    node: string,
    events: LauncherEvents,
  ) {
    this.#events = events;
    if (!existsSync(JAR)) {
      throw new SparkMissingError(`${JAR} is missing: build it with \`node scripts/build-spark-launcher.mjs\``);
    }
    const conf = { "spark.driver.memory": "512m", "spark.ui.showConsoleProgress": "false", ...spark.conf };
    this.#child = new ChildLines({
      argv: [
        join(spark.home, "bin", "spark-submit"),
        ...["--master", spark.master, "--deploy-mode", "client", "--name", name],
        ...Object.entries(conf).flatMap(([key, value]) => ["--conf", `${key}=${value}`]),
        ...["--class", "narcine.spark.Launcher", JAR, name, home, node],
      ],
      env: { ...process.env, SPARK_HOME: spark.home },
      onLine: (line) => this.#heard(line.split("\t")),
      onEnd: events.onEnd,
    });
  }

  shape(cpus: number, gpus: number): void {
    this.#child.tell(`shape\t${cpus}\t${gpus}`);
  }

  probe(question: object): void {
    this.#child.tell(`probe\t${JSON.stringify(question)}`);
  }

  sendArchive(path: string): void {
    this.#child.tell(`archive\t${path}`);
  }

  node(number: number, tempDir: string, spec: object): void {
    this.#child.tell(`node\t${number}\t${tempDir}\t${JSON.stringify(spec)}`);
  }

  cancel(number: number): void {
    this.#child.tell(`cancel\t${number}`);
  }

  letGo(): void {
    this.#child.letGo();
  }

  hold(): void {
    this.#child.hold();
  }

  end(patienceMs: number): Promise<void> {
    return this.#child.end(patienceMs);
  }

  #heard([what = "", ...words]: string[]): void {
    const [first = "", second = ""] = words;
    switch (what) {
      case "spark": {
        const [version = "", master = "", driverHost = "", gpus = "0", dynamic = "", gpusOfTask = "", cores = ""] =
          words;
        const leavesGpus = gpusOfTask !== "" && Number(gpusOfTask) === 0;
        this.#events.onSpark({
          version,
          master,
          driverHost,
          coresOfExecutor: cores === "" ? null : Number(cores),
          gpusOfExecutor: Number(gpus),
          leavesGpus,
          isDynamic: dynamic.toLowerCase() === "true",
        });
        break;
      }
      case "executors":
        this.#events.onExecutors(executorsOf(words));
        break;
      case "began":
        this.#events.onTask();
        break;
      case "probed":
        this.#events.onProbed(probeAnswer(first, second));
        break;
      case "archived":
        this.#events.onArchived(words.length === 0 ? null : first);
        break;
      case "done": {
        const { why, reason } = jobEnd(second, words.slice(2));
        this.#events.onDone(Number(first), why, reason);
        break;
      }
      default: // Something else that printed to stdout before the launcher took it away.
    }
  }
}

function executorsOf(words: readonly string[]): Executor[] {
  const all: Executor[] = [];
  for (let at = 0; at + 2 < words.length; at += 3) {
    const [host = "", cores, gpus] = words.slice(at, at + 3);
    all.push({ host, cores: Number(cores), gpus: Number(gpus) });
  }
  return all;
}

export function probeAnswer(kind: string, text: string): ProbeAnswer {
  if (kind !== "answer") return { kind: kind === "missing" ? "missing" : "problem", text };
  try {
    return { kind, host: JSON.parse(text) as HostFacts };
  } catch {
    return { kind: "problem", text: `the holder's answer cannot be read: ${text}` };
  }
}

interface HolderWords {
  readonly event: string;
  readonly message?: string;
  readonly reason?: string;
  readonly elsewhere?: boolean;
}

/** How a node's job ended, out of what its task returned or Spark threw (the same cases as python `why_job_ended`). */
export function jobEnd(kind: string, words: readonly string[]): { readonly why: JobEndKind; readonly reason: string } {
  const text = words[0] ?? "";
  if (kind === "said") {
    const said = words.map((word) => JSON.parse(word) as HolderWords);
    const failed = said.find(({ event }) => event === "failed");
    if (failed !== undefined) return { why: failed.elsewhere ? "elsewhere" : "failed", reason: failed.message ?? "" };
    const ended = said.find(({ event }) => event === "ended");
    if (ended !== undefined) return { why: "ended", reason: ended.reason ?? "" };
    return { why: "failed", reason: "its holder ended before it did" };
  }
  // One whose task failed too often: whatever else Spark speaks of then is an executor, or inside the task.
  if (kind === "threw" && !text.includes("Job aborted due to stage failure")) {
    const isStop = /shut ?down|stopped/i.test(text);
    if (isStop) return { why: "stopped", reason: text };
    if (/cancelled/i.test(text)) return { why: "cancelled", reason: text };
  }
  return { why: "failed", reason: text };
}

/** The folder of Spark. @throws SparkMissingError */
export function findSpark(given: string | undefined, python: string): string {
  const home = given ?? process.env["SPARK_HOME"] ?? pysparkOf(python);
  if (home !== null && existsSync(join(home, "bin", "spark-submit"))) return home;
  throw new SparkMissingError(
    `there is no Spark ${home === null ? `in SPARK_HOME, nor as pyspark of ${python}` : `at ${home} (no bin/spark-submit)`}: set spark.home or SPARK_HOME, or pip install pyspark`,
  );
}

function pysparkOf(python: string): string | null {
  const code = "import importlib.util, os; print(os.path.dirname(importlib.util.find_spec('pyspark').origin))";
  const { status, stdout } = spawnSync(python, ["-c", code], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}
