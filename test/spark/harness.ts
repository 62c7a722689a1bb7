import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { HolderSpec } from "../../src/spark/holder/spec.js";

export const repository = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
export const python = process.env["NARCINE_PYTHON"] ?? join(repository, ".venv", "bin", "python");

/** A folder with another pyspark than the Python environment's (test/long/spark-3.test.ts); set before a Scene starts. */
export const otherSpark: { folder: string | null } = { folder: null };

/** A variable that every process of a test inherits, so that what is left of it is known. */
const MARK = "NARCINE_SPARK_TEST";

/** A place of one test: its folder, its processes, and how all of it ends. */
export class Scene {
  readonly folder: string;
  readonly #mark: string;
  readonly #children = new Set<ChildProcess>();

  constructor() {
    // Short, whatever TMPDIR is: unix sockets lie 90 bytes below it.
    this.folder = mkdtempSync("/tmp/nsp-");
    this.#mark = this.folder;
    for (const name of ["home", "tmp", "logs", "ray"]) mkdirSync(join(this.folder, name));
  }

  environment(more: Record<string, string> = {}): Record<string, string> {
    const own = Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined);
    return {
      ...Object.fromEntries(own.filter(([name]) => !/^(RAY|NARCINE|SPARK|PYSPARK)_(?!RUN_MARK)/.test(name))),
      [MARK]: this.#mark,
      HOME: join(this.folder, "home"),
      TMPDIR: join(this.folder, "tmp"),
      RAY_USAGE_STATS_ENABLED: "0",
      NARCINE_HOME: repository,
      NARCINE_NODE: process.execPath,
      PYTHONPATH: [otherSpark.folder, join(repository, "python", "narcine", "src")].filter(Boolean).join(":"),
      PYTHONDONTWRITEBYTECODE: "1",
      PYSPARK_PYTHON: python,
      SPARK_LOCAL_IP: "127.0.0.1",
      JAVA_HOME: javaHome(),
      ...more,
    };
  }

  start(argv: readonly string[], more: Record<string, string> = {}): ChildProcess {
    const child = spawn(argv[0] as string, argv.slice(1), {
      env: this.environment(more),
      stdio: "pipe",
      detached: true,
    });
    this.#children.add(child);
    return child;
  }

  /** Processes of this test that are there now, by what /proc says of their environment. */
  processes(): { pid: number; line: string }[] {
    return readdirSync("/proc")
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && pid !== process.pid)
      .flatMap((pid) => {
        try {
          const isOurs = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(`${MARK}=${this.#mark}`);
          const line = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
          return isOurs && line !== "" ? [{ pid, line }] : [];
        } catch {
          return [];
        }
      });
  }

  /** The nearest process above `pid` that has `name` in its command line. */
  ancestor(pid: number, name: string): number | null {
    const above = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]);
    if (above <= 1) return null;
    const found = this.processes().find(({ pid, line }) => pid === above && line.includes(name));
    return found?.pid ?? this.ancestor(above, name);
  }

  /** Waits until no process of this test has `pattern` in its command line; returns what is left after `withinMs`. */
  async leftOf(pattern: RegExp, withinMs = 5000): Promise<string[]> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const left = this.processes().filter(({ line }) => pattern.test(line));
      if (left.length === 0 || Date.now() > deadline) return left.map(({ line }) => line.slice(0, 200));
      await sleep(50);
    }
  }

  /** Files of Ray clusters that are still there. */
  rayFiles(): string[] {
    return readdirSync(join(this.folder, "ray"));
  }

  async end(): Promise<void> {
    // Spark's and our own processes, in whatever group; only those of this test.
    for (const { pid } of this.processes()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // Gone by itself.
      }
    }
    await this.leftOf(/./);
    for (const child of this.#children) child.stdin?.destroy();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Everything that belongs to a Ray node or its holder. */
export const OF_RAY = /raylet|gcs_server|ray::|holder\/main|\/ray\/(dashboard|_private|autoscaler)\/|ray\.util\.client/;

/** Lines that a process writes to stdout. */
export class Lines {
  readonly #seen: string[] = [];
  readonly #waiting = new Set<() => void>();
  #ended = false;

  constructor(child: ChildProcess) {
    if (child.stdout === null) throw new Error("the process has no stdout");
    createInterface({ input: child.stdout })
      .on("line", (line) => {
        this.#seen.push(line);
        this.#wake();
      })
      .on("close", () => {
        this.#ended = true;
        this.#wake();
      });
  }

  get all(): readonly string[] {
    return this.#seen;
  }

  /** The first line, from the beginning, of which `pick` makes something. @throws when there is none in time. */
  async find<T>(what: string, pick: (line: string) => T | null, withinMs = 30_000): Promise<T> {
    const deadline = Date.now() + withinMs;
    for (let next = 0; ; next += 1) {
      while (next >= this.#seen.length) {
        const isLate = Date.now() > deadline;
        if (this.#ended || isLate) {
          throw new Error(
            `no ${what} ${isLate ? `in ${withinMs} ms` : "before the end"}; said: ${this.#seen.join("\n")}`,
          );
        }
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.max(1, deadline - Date.now() + 1));
          this.#waiting.add(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
      const found = pick(this.#seen[next] as string);
      if (found !== null) return found;
    }
  }

  /** The value of the first line `KIND {json}`. */
  fact(kind: string, withinMs?: number): Promise<Record<string, unknown>> {
    return this.find(
      kind,
      (line) =>
        line.startsWith(`${kind} `) ? (JSON.parse(line.slice(kind.length + 1)) as Record<string, unknown>) : null,
      withinMs,
    );
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}

/** A command that runs another one in a mount namespace of its own, where `script` has mounted something. */
export function mounted(script: string): readonly string[] {
  return ["unshare", "--map-root-user", "--mount", "sh", "-ec", `${script}\nexec "$@"`, "sh"];
}

/** The holder of a node, driven by a test in the place of a carrier. `within`: see `mounted`. */
export function startHolder(scene: Scene, spec: HolderSpec, within: readonly string[] = []) {
  const holder = [process.execPath, join(repository, "dist", "spark", "holder", "main.js")];
  const child = scene.start([...within, ...holder]);
  const lines = new Lines(child);
  let stderr = "";
  child.stderr?.on("data", (text) => {
    stderr += text;
  });
  child.stdin?.write(`${JSON.stringify(spec)}\n`);
  return {
    child,
    stderr: () => stderr,
    said: lines,
    event: (name: string, withinMs?: number) =>
      lines.find(
        name,
        (line) => {
          const news = JSON.parse(line) as Record<string, unknown>;
          return news["event"] === name ? news : null;
        },
        withinMs,
      ),
  };
}

/** A spec whose interpreter, Ray and folders are real. */
export function realSpec(scene: Scene, name: string, some: Partial<HolderSpec> = {}): HolderSpec {
  const [rayFolder = "", pythonVersion = ""] = spawnSync(
    python,
    [
      "-c",
      "import importlib.util as u, os, sys; print(os.path.dirname(u.find_spec('ray').origin)); print('%d.%d.%d' % sys.version_info[:3])",
    ],
    { encoding: "utf8" },
  ).stdout.split("\n");
  return {
    role: "worker",
    nodeIp: "127.0.0.1",
    headAddress: null,
    controlAddress: null,
    name,
    tempDir: join(scene.folder, "ray", name),
    python,
    rayFolder,
    rayVersion: "2.60.0",
    pythonVersion,
    makers: { raylet: "ours", gcs: "ours" },
    request: { cpus: 1, gpus: 0, heapMemory: 500 * 1024 ** 2, objectStoreMemory: 100 * 1024 ** 2 },
    slotsOnHost: 1,
    hostGpus: 0,
    resources: {},
    labels: {},
    environment: {},
    token: "0123456789abcdef".repeat(4),
    logFolder: join(scene.folder, "logs", name),
    head: null,
    ...some,
  };
}

/**
 * A standalone Spark cluster: a master and workers, at ports of their own.
 * @param more variables of a worker; @param within what workers run in (`mounted`)
 * @returns "spark://127.0.0.1:port"
 */
export async function startSpark(
  scene: Scene,
  workers: number,
  coresEach: number,
  more: (worker: number) => Record<string, string> = () => ({}),
  within: readonly string[] = [],
): Promise<string> {
  const sparkClass = join(sparkHome(), "bin", "spark-class");
  const daemon = { SPARK_DAEMON_MEMORY: "192m", SPARK_HOME: sparkHome() };
  const deploy = "org.apache.spark.deploy";
  const at = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"];
  const master = scene.start([sparkClass, `${deploy}.master.Master`, ...at], daemon);
  const address = await logged(master, /Starting Spark master at (spark:\/\/\S+)/);
  const share = ["--cores", String(coresEach), "--memory", "2g"];
  const started = Array.from({ length: workers }, (_, n) => {
    const place = ["--work-dir", join(scene.folder, "tmp", `worker-${n}`)];
    const command = [sparkClass, `${deploy}.worker.Worker`, ...at, ...share, ...place, address];
    const worker = scene.start([...within, ...command], {
      ...daemon,
      ...more(n),
    });
    return logged(worker, /Successfully registered with master (\S+)/);
  });
  await Promise.all(started);
  return address;
}

/** Waits for a line of a daemon's log. */
function logged(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stderr?.on("data", (chunk) => {
      text = `${text}${chunk}`.slice(-20_000);
      const found = pattern.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on("exit", (code) => reject(new Error(`a daemon of Spark ended with ${code}:\n${text}`)));
  });
}

function sparkHome(): string {
  if (otherSpark.folder !== null) return join(otherSpark.folder, "pyspark");
  const code = "import os, pyspark; print(os.path.dirname(pyspark.__file__))";
  return spawnSync(python, ["-c", code], { encoding: "utf8" }).stdout.trim();
}

function javaHome(): string {
  if (process.env["JAVA_HOME"] !== undefined) return process.env["JAVA_HOME"];
  const java = spawnSync("sh", ["-c", "command -v java"], { encoding: "utf8" }).stdout.trim();
  return dirname(dirname(realpathSync(java)));
}
