import { describe, expect, it } from "vitest";
import {
  type PreflightFacts,
  preflight,
  table,
  type WorkerFacts,
  whyNotStarted,
} from "../../../../src/core/spark/preflight.js";

const GiB = 1024 ** 3;
const packages = { aiohttp: "3.9.0", "aiohttp-cors": "0.7.0", numpy: "2.0.0" };
const memory = { localNodes: 2, heapMemory: 18 * GiB, objectStoreMemory: 7 * GiB, isOnDisk: false, warnings: [] };
const worker: WorkerFacts = {
  hostname: "w1",
  python: "/p",
  pythonVersion: "3.11.4",
  rayVersion: "2.60.0",
  sparkVersion: "4.0.5",
  packages,
  host: { cores: 8, gpus: 0, physicalMemory: 64 * GiB, sharedMemory: 32 * GiB },
  lacking: null,
  memory,
  advice: [],
};
const facts: PreflightFacts = {
  names: "python",
  workerNodes: 2,
  cpus: 4,
  gpus: 0,
  strictMode: false,
  wantsDashboard: true,
  driver: { pythonVersion: "3.11.4", rayVersion: "2.60.0", sparkVersion: "4.0.5", packages },
  spark: {
    master: "spark://h:7077",
    executors: [8, 8],
    isDynamic: false,
    slots: 4,
    coresOfExecutor: null,
    gpusOfExecutor: 0,
    leavesGpus: false,
  },
  ports: [{ of: "head", port: 0, isFree: true }],
  folder: { path: "/tmp", problem: null, freeBytes: 50 * GiB },
  token: { others: [] },
  worker,
};
const { driver, spark } = facts;

describe("what is looked at before a start", () => {
  it("is one table of what was asked for and what there is", () => {
    const lines = table(preflight(facts));
    expect(lines.map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      "asked",
      ...["session", "Spark", "Python", "Ray", "packages", "dashboard", "cores", "slots", "memory", "/dev/shm"],
      ...["head's port", "files", "token"],
    ]);
    // Columns begin at the same place.
    expect(new Set(lines.slice(1).map((line) => line.search(/(?<= {2})\S(?=[^ ]*.*$)/))).size).toBe(1);
    expect(lines.join("\n")).toContain("18.00 GiB for each of 2 nodes, of 64.00 GiB");
    expect(whyNotStarted(preflight(facts))).toBeNull();
  });

  it("has no rows for what is not known before Spark has run anything", () => {
    const early = preflight({ ...facts, worker: null, spark: { ...spark, executors: [], slots: null } });
    const names = early.map(({ what }) => what);
    for (const later of ["packages", "cores", "slots", "memory", "/dev/shm"]) expect(names).not.toContain(later);
    expect(whyNotStarted(early)).toBeNull();
  });

  it.each<[string, Partial<PreflightFacts>, RegExp]>([
    ["an old Spark", { driver: { ...driver, sparkVersion: "3.3.2" } }, /3\.4 or newer: update pyspark/],
    [
      "another Spark",
      { worker: { ...worker, sparkVersion: "3.5.7" } },
      /driver has Spark 4\.0\.5, .*w1 has pyspark 3\.5\.7/,
    ],
    [
      "another Python",
      { worker: { ...worker, pythonVersion: "3.12.1" } },
      /Python 3\.11\.4, .* has 3\.12\.1 .*PYSPARK_PYTHON/,
    ],
    [
      "another Ray",
      { worker: { ...worker, rayVersion: "2.59.0" } },
      /the driver has Ray 2\.60\.0, Spark worker w1 has 2\.59\.0/,
    ],
    ["no Ray", { driver: { ...driver, rayVersion: null } }, /pip install 'ray\[default\]'/],
    ["no Ray there", { worker: { ...worker, rayVersion: null } }, /\/p has no Ray/],
    ["too many CPUs", { cpus: 9 }, /9 CPUs .* 8 cores at most.*num_cpus_worker_node.*spark\.executor\.cores/],
    [
      "too many CPUs for what executors will have",
      { cpus: 9, worker: null, spark: { ...spark, executors: [], coresOfExecutor: 8 } },
      /9 CPUs .* 8 cores at most/,
    ],
    [
      "too many CPUs for a local cluster",
      { cpus: 3, worker: null, spark: { ...spark, executors: [], master: "local-cluster[2, 2, 1024]" } },
      /3 CPUs .* 2 cores at most/,
    ],
    ["GPUs and none offered", { gpus: 1 }, /Spark offers 0 an executor.*spark\.task\.resource\.gpu\.amount to 0/],
    ["GPUs and none there", { gpus: 1, spark: { ...spark, leavesGpus: true } }, /1 GPUs .* the host has 0/],
    [
      "a host too small",
      { worker: { ...worker, lacking: "4 CPUs and 2 there", memory: null } },
      /larger Spark workers/,
    ],
    ["advice, strictly", { strictMode: true, worker: { ...worker, advice: ["few"] } }, /strict_mode: few/],
    ["the head's port", { ports: [{ of: "head", port: 80, isFree: false }] }, /port 80 .*taken: name another/],
    ["the folder", { folder: { path: "/f", problem: "no folder", freeBytes: null } }, /ray_temp_root_dir/],
    ["the disk", { folder: { path: "/f", problem: null, freeBytes: 10 } }, /the disk with \/f is full/],
  ])("refuses, and names what mends it: %s", (_, some, words) => {
    const rows = preflight({ ...facts, ...some });
    expect(whyNotStarted(rows)).toMatch(words);
    // It stands in the table too.
    expect(table(rows).join("\n")).toContain(`! ${whyNotStarted(rows)}`);
  });

  it.each<[string, Partial<PreflightFacts>, RegExp]>([
    [
      "packages",
      { worker: { ...worker, packages: { ...packages, numpy: "1.0.0" } } },
      /w1 differ in numpy \(2\.0\.0, 1\.0\.0\)/,
    ],
    ["no dashboard", { driver: { ...driver, packages: {} }, worker: null }, /no dashboard without aiohttp/],
    ["Ray Client's port", { ports: [{ of: "client", port: 10001, isFree: false }] }, /taken: another one is used/],
    ["a token", { token: { others: ["~/.ray/auth_token"] } }, /~\/\.ray\/auth_token of another cluster: not used/],
    ["advice", { worker: { ...worker, advice: ["few CPUs"] } }, /few CPUs/],
    ["a small /dev/shm", { worker: { ...worker, memory: { ...memory, warnings: ["cut"] } } }, /cut/],
    ["another Ray on both", { driver: { ...driver, rayVersion: "2.61.0" }, worker: null }, /pip install ray==2\.60\.0/],
  ])("tells, and goes on: %s", (_, some, words) => {
    const rows = preflight({ ...facts, ...some });
    expect(rows.map(({ note }) => note ?? "").join("\n")).toMatch(words);
    expect(whyNotStarted(rows)).toBeNull();
  });

  it("names options as the caller writes them", () => {
    expect(whyNotStarted(preflight({ ...facts, names: "typescript", cpus: 9 }))).toContain("numCpusWorkerNode");
  });
});
