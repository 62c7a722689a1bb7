/**
 * What is looked at before a cluster on Spark is started, as one table: what was asked for, what there is, and for what
 * cannot work the change that mends it. Facts that are not there yet (a fresh application has no executors, a host was not
 * probed) make no row, so the same table serves before Spark runs anything and after its host has answered.
 */
import type { NodeMemory } from "./node-memory.js";

export interface PreflightFacts {
  /** Whose names of options fixes mention. */
  readonly names: "python" | "typescript";
  /** Of worker nodes; below 0 for all there is room for. */
  readonly workerNodes: number;
  readonly cpus: number;
  readonly gpus: number;
  readonly strictMode: boolean;
  readonly wantsDashboard: boolean;
  readonly driver: {
    readonly pythonVersion: string;
    readonly rayVersion: string | null;
    readonly sparkVersion: string;
    /** Name to version. */
    readonly packages: Readonly<Record<string, string>>;
  };
  readonly spark: {
    readonly master: string;
    /** Cores of each executor that has registered. */
    readonly executors: readonly number[];
    /** spark.executor.cores: what each executor will have; null where that is not set. */
    readonly coresOfExecutor: number | null;
    readonly isDynamic: boolean;
    /** Nodes that Spark could run now; null while executors may still register. */
    readonly slots: number | null;
    readonly gpusOfExecutor: number;
    readonly leavesGpus: boolean;
  };
  readonly ports: readonly PortFact[];
  readonly folder: { readonly path: string; readonly problem: string | null; readonly freeBytes: number | null };
  readonly token: { readonly others: readonly string[] };
  /** What a probe found; null before. */
  readonly worker: WorkerFacts | null;
}

export interface PortFact {
  readonly of: "head" | "client" | "dashboard";
  /** 0: any. */
  readonly port: number;
  readonly isFree: boolean;
}

export interface WorkerFacts {
  readonly hostname: string;
  readonly python: string;
  readonly pythonVersion: string;
  readonly rayVersion: string | null;
  /** Where the carrier is Python. */
  readonly sparkVersion?: string | null;
  readonly packages: Readonly<Record<string, string>>;
  readonly host: {
    readonly cores: number;
    readonly gpus: number;
    readonly physicalMemory: number;
    readonly sharedMemory: number;
  };
  readonly lacking: string | null;
  readonly memory: NodeMemory | null;
  readonly advice: readonly string[];
}

export interface Row {
  readonly what: string;
  readonly asked: string;
  readonly found: string;
  /** What the user should know; where `isWrong`, why nothing can be started and what to change. */
  readonly note: string | null;
  readonly isWrong: boolean;
}

/** Ray's protocols have no versions of their own: ours are those of this one. */
const RAY = "2.60.0";
/** Stage-level scheduling without dynamic allocation is there from this one on. */
const LEAST_SPARK = [3, 4] as const;
/** A node cannot even say what is wrong with less. */
const LEAST_DISK = 64 * 1024 ** 2;
/** What Ray's dashboard cannot do without (Ray 2.60.0, dashboard/optional_deps.py). */
const OF_DASHBOARD = ["aiohttp", "aiohttp-cors"];
/** Of packages that differ, so many are named. */
const NAMED = 6;

export function preflight(facts: PreflightFacts): readonly Row[] {
  return [
    // Another one has no tasks that can hold a process, and is refused where it is met.
    good("session", "classic", facts.spark.master),
    sparkVersion(facts),
    version(facts, "Python", "pythonVersion"),
    version(facts, "Ray", "rayVersion"),
    ...packages(facts),
    ...dashboard(facts),
    ...slots(facts),
    ...gpus(facts),
    ...memory(facts),
    ...facts.ports.map((port) => portRow(facts, port)),
    folder(facts),
    token(facts),
  ];
}

/** Why nothing can be started; null when something can. */
export function whyNotStarted(rows: readonly Row[]): string | null {
  return rows.find(({ isWrong }) => isWrong)?.note ?? null;
}

/** The rows, a line each, with a head line. Notes stand below their rows, so that columns stay narrow. */
export function table(rows: readonly Row[]): readonly string[] {
  const all = [{ what: "", asked: "asked", found: "there is" }, ...rows];
  const width = (pick: (row: (typeof all)[number]) => string) => Math.max(...all.map((row) => pick(row).length));
  const [first, second] = [width(({ what }) => what), width(({ asked }) => asked)];
  const line = ({ what, asked, found }: (typeof all)[number]) =>
    `  ${what.padEnd(first)}  ${asked.padEnd(second)}  ${found}`;
  const head = all[0] as (typeof all)[number];
  return [
    line(head),
    ...rows.flatMap((row) => [line(row), ...(row.note === null ? [] : [`    ${row.isWrong ? "! " : ""}${row.note}`])]),
  ];
}

const good = (what: string, asked: string, found: string, note: string | null = null): Row => ({
  what,
  asked,
  found,
  note,
  isWrong: false,
});
const wrong = (row: Row, note: string): Row => ({ ...row, note, isWrong: true });

function sparkVersion({ driver, worker }: PreflightFacts): Row {
  const least = LEAST_SPARK.join(".");
  const there = worker?.sparkVersion ?? null;
  const row = good("Spark", `${least} or newer`, both(driver.sparkVersion, there));
  const [major = 0, minor = 0] = driver.sparkVersion.split(".").map(Number);
  if (major < LEAST_SPARK[0] || (major === LEAST_SPARK[0] && minor < LEAST_SPARK[1])) {
    return wrong(row, `the driver has Spark ${driver.sparkVersion}; Ray nodes need ${least} or newer: update pyspark`);
  }
  if (there === null || there === driver.sparkVersion) return row;
  return wrong(
    row,
    `the driver has Spark ${driver.sparkVersion}, Spark worker ${worker?.hostname} has pyspark ${there}: install the same on both`,
  );
}

function version(
  { driver, worker }: PreflightFacts,
  what: "Python" | "Ray",
  field: "pythonVersion" | "rayVersion",
): Row {
  const [here, there] = [driver[field], worker?.[field] ?? null];
  const row = good(
    what,
    what === "Ray" ? RAY : "the same",
    both(here ?? "none", worker === null ? null : (there ?? "none")),
  );
  if (here === null) return wrong(row, "the driver has no Ray: pip install 'ray[default]'");
  if (worker !== null && there === null) return wrong(row, `${worker.python} has no Ray: pip install 'ray[default]'`);
  if (worker !== null && there !== here) {
    return wrong(
      row,
      `the driver has ${what} ${here}, Spark worker ${worker.hostname} has ${there} (${worker.python}): install the same on both, or set PYSPARK_PYTHON`,
    );
  }
  if (what === "Ray" && here !== RAY)
    return { ...row, note: `Narcine speaks the protocols of Ray ${RAY}: pip install ray==${RAY}` };
  return row;
}

const both = (driver: string, worker: string | null) =>
  worker === null || worker === driver ? driver : `${driver} on the driver, ${worker} on the worker`;

function packages({ driver, worker }: PreflightFacts): Row[] {
  if (worker === null) return [];
  const [here, there] = [driver.packages, worker.packages];
  const names = [...new Set([...Object.keys(here), ...Object.keys(there)])].sort();
  const differing = names.filter((name) => here[name] !== there[name]);
  const row = good("packages", "the same", `${names.length - differing.length} of ${names.length} are`);
  if (differing.length === 0) return [row];
  const told = differing.slice(0, NAMED).map((name) => `${name} (${here[name] ?? "none"}, ${there[name] ?? "none"})`);
  const more = differing.length > NAMED ? `, and ${differing.length - NAMED} more` : "";
  return [
    {
      ...row,
      note: `driver and Spark worker ${worker.hostname} differ in ${told.join(", ")}${more}: what is pickled here may not load there`,
    },
  ];
}

function dashboard({ driver, wantsDashboard }: PreflightFacts): Row[] {
  if (!wantsDashboard) return [];
  const missing = OF_DASHBOARD.filter((name) => driver.packages[name] === undefined);
  const row = good("dashboard", "ray[default]", missing.length === 0 ? "installed" : "not installed");
  if (missing.length === 0) return [row];
  return [{ ...row, note: `there will be no dashboard without ${missing.join(", ")}: pip install 'ray[default]'` }];
}

function slots(facts: PreflightFacts): Row[] {
  const { spark, cpus, workerNodes, worker } = facts;
  const rows: Row[] = [];
  const most = spark.executors.length > 0 ? Math.max(...spark.executors) : promisedCores(spark);
  const cores = worker === null ? "" : `, ${worker.host.cores} on its host`;
  if (most !== null && !spark.isDynamic) {
    const row = good("cores", `${cpus} a node`, `${most} an executor${cores}`);
    const name = option(facts, "num_cpus_worker_node");
    rows.push(
      cpus <= most
        ? row
        : wrong(
            row,
            `${cpus} CPUs a node are asked for and Spark's executors have ${most} cores at most. Ask for less (${name}), or give them more (spark.executor.cores, larger Spark workers)`,
          ),
    );
  }
  if (spark.slots !== null) {
    const asked = workerNodes < 0 ? "all" : `${workerNodes} nodes`;
    rows.push(good("slots", asked, `${spark.slots} now${spark.isDynamic ? ", and as many as Spark starts" : ""}`));
  }
  return rows;
}

/** Cores that an executor will have, by Spark's settings; null when only the first one's registration will tell. */
function promisedCores({ coresOfExecutor, master }: PreflightFacts["spark"]): number | null {
  const ofCluster = /^local-cluster\[\s*\d+\s*,\s*(\d+)\s*,/.exec(master)?.[1];
  return coresOfExecutor ?? (ofCluster === undefined ? null : Number(ofCluster));
}

function gpus(facts: PreflightFacts): Row[] {
  const { spark, gpus: asked, worker } = facts;
  if (asked === 0) return [];
  const offered = spark.leavesGpus ? (worker?.host.gpus ?? null) : spark.gpusOfExecutor;
  if (offered === null) return [];
  const row = good(
    "GPUs",
    `${asked} a node`,
    `${offered} ${spark.leavesGpus ? "a host, which nodes share out" : "an executor"}`,
  );
  if (asked <= offered) return [row];
  const name = option(facts, "num_gpus_worker_node");
  return [
    wrong(
      row,
      spark.leavesGpus
        ? `${asked} GPUs a node are asked for and the host has ${offered}. Ask for less (${name}), or use larger Spark workers`
        : `${asked} GPUs a worker node are asked for (${name}), and Spark offers ${offered} an executor (spark.executor.resource.gpu.amount, spark.executor.resource.gpu.discoveryScript); ask for none, start Spark with GPUs, or set spark.task.resource.gpu.amount to 0: then nodes take those of their hosts`,
    ),
  ];
}

function memory(facts: PreflightFacts): Row[] {
  const { worker, strictMode } = facts;
  if (worker === null) return [];
  const { host, lacking, memory: node } = worker;
  if (lacking !== null || node === null) {
    const names = `${option(facts, "num_cpus_worker_node")}, ${option(facts, "num_gpus_worker_node")}`;
    const row = good("host", "room for a node", worker.hostname);
    return [
      wrong(row, `Spark worker ${worker.hostname}: ${lacking}. Ask for less (${names}), or use larger Spark workers`),
    ];
  }
  const share = `for each of ${node.localNodes} nodes`;
  const heap = good("memory", "heap of a node", `${inGib(node.heapMemory)} ${share}, of ${inGib(host.physicalMemory)}`);
  const store = good(
    "/dev/shm",
    "store of a node",
    `${inGib(node.objectStoreMemory)} ${share}, of ${inGib(host.sharedMemory)}`,
    node.warnings.length === 0 ? null : node.warnings.join("; "),
  );
  const advice = worker.advice.join("; ");
  if (advice === "") return [heap, store];
  return [strictMode ? wrong(heap, `${option(facts, "strict_mode")}: ${advice}`) : { ...heap, note: advice }, store];
}

function portRow(facts: PreflightFacts, { of, port, isFree }: PortFact): Row {
  const text = { head: "head's port", client: "Ray Client's port", dashboard: "dashboard's port" }[of];
  const row = good(text, port === 0 ? "any" : String(port), isFree ? "free" : "taken");
  if (isFree) return row;
  if (of !== "head") return { ...row, note: `port ${port} of this host is taken: another one is used` };
  return wrong(
    row,
    `port ${port} of this host, which the head's gcs_server is to have, is taken: name another one (${option(facts, "head_node_options")}: port), or none`,
  );
}

function folder(facts: PreflightFacts): Row {
  const { path, problem, freeBytes } = facts.folder;
  const row = good("files", path, problem ?? (freeBytes === null ? "to be made" : `${inGib(freeBytes)} free`));
  const name = option(facts, "ray_temp_root_dir");
  if (problem !== null)
    return wrong(row, `${path} cannot hold Ray's files: ${problem}. Set ${name} to a folder that can`);
  if (freeBytes !== null && freeBytes < LEAST_DISK) {
    return wrong(
      row,
      `the disk with ${path} is full (${inGib(freeBytes)} free): make room, or set ${name} to a folder on another one`,
    );
  }
  return row;
}

function token({ token: { others } }: PreflightFacts): Row {
  const note = others.length === 0 ? null : `${others.join(" and ")} of another cluster: not used`;
  return good("token", "the cluster's own", "made, for head, nodes and this program", note);
}

/** An option's name as the caller writes it. */
function option({ names }: PreflightFacts, name: string): string {
  return names === "python" ? name : name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function inGib(bytes: number): string {
  return bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(2)} GiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}
