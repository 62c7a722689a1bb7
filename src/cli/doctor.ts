import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, readlinkSync, statfsSync } from "node:fs";
import { createServer } from "node:net";
import { freemem, totalmem } from "node:os";
import { join } from "node:path";
import { errorText } from "../runtime/errors.js";
import { launcherHome } from "./launchers.js";
import { packagePaths } from "./package-paths.js";
import { findExecutable, installCommand, type PythonFacts, probePython } from "./python-probe.js";

/** "problem": a program would fail; "note": it runs, but the reader should know. */
export type Verdict = "ok" | "note" | "problem";

export interface DoctorRow {
  readonly check: string;
  readonly found: string;
  readonly verdict: Verdict;
  /** What to do about it; empty when ok. */
  readonly advice: string;
}

export interface DoctorOptions {
  readonly python?: string;
  readonly port?: readonly number[];
}

/** The Ray release whose protocols this version speaks. */
const RAY_VERSION = "2.60.0";
/** Ports of a head that `ray start --head` wants (Ray 2.60.0): GCS, Ray Client, dashboard. */
const HEAD_PORTS = [6379, 10001, 8265];
const MIB = 1024 * 1024;
/** Ray 2.60.0 refuses smaller stores (ray_constants.OBJECT_STORE_MINIMUM_MEMORY_BYTES). */
const LEAST_STORE_BYTES = 75 * MIB;

/** Looks at everything a node needs and reports one row for each thing. Changes nothing but an empty cache folder. */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorRow[]> {
  const { root, version } = packagePaths();
  const rows = [checkNode(), row("Narcine", `${version} (${root})`), checkAddon(), checkLaunchers()];
  rows.push(...checkPythons(options.python), checkShm(), checkMemory(), checkOpenFiles());
  for (const port of options.port ?? HEAD_PORTS) rows.push(await checkPort(port, options.port !== undefined));
  rows.push(checkRunning());
  return rows;
}

/** The report as one table of plain text: a line for each row, one more where there is advice, and a verdict. */
export function formatReport(rows: readonly DoctorRow[]): string {
  const width = Math.max(...rows.map((each) => each.check.length));
  const lines = rows.flatMap((each) => {
    const line = `${each.verdict.padEnd(7)}  ${each.check.padEnd(width)}  ${each.found}`;
    return each.advice === "" ? [line] : [line, `${" ".repeat(width + 11)}-> ${each.advice}`];
  });
  const problems = rows.filter((each) => each.verdict === "problem").length;
  const last = problems === 0 ? "This machine can run Narcine." : `To mend before Narcine can run here: ${problems}.`;
  return [...lines, "", last].join("\n");
}

function row(check: string, found: string, verdict: Verdict = "ok", advice = ""): DoctorRow {
  return { check, found, verdict, advice };
}

function checkNode(): DoctorRow {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const found = `${process.version} (${process.execPath})`;
  if (major > 20 || (major === 20 && minor >= 19)) return row("Node", found);
  return row("Node", found, "problem", "install Node 20.19 or newer");
}

/** In a process of its own: an addon that does not fit the machine may take its process with it. */
function checkAddon(): DoctorRow {
  const { addon } = packagePaths();
  const result = spawnSync(process.execPath, ["-e", `require(${JSON.stringify(addon)})`], { encoding: "utf8" });
  if (result.status === 0) return row("Rust addon", addon);
  const reason = /^\w*Error: (.*)$/m.exec(result.stderr)?.[1] ?? `ends with ${result.signal ?? result.status}`;
  return row("Rust addon", reason, "problem", "npm run build:native (in a checkout), or install narcine again");
}

function checkLaunchers(): DoctorRow {
  try {
    return row("launcher folder", launcherHome());
  } catch (error) {
    return row("launcher folder", errorText(error), "problem", "set NARCINE_CACHE_DIR to a folder of yours");
  }
}

function checkPythons(named: string | undefined): DoctorRow[] {
  const interpreter = named ?? defaultPython();
  if (interpreter === null) return [row("Python", "none found", "problem", "name one with --python")];
  const facts = probePython(interpreter);
  if (facts === null) return [row("Python", `${interpreter} does not run`, "problem", "name another with --python")];
  return [row("Python", `${facts.pythonVersion} (${facts.executable})`), checkRay(facts), checkHook(facts)];
}

/** The active environment's Python, else the checkout's own, else the first on PATH. */
function defaultPython(): string | null {
  const { VIRTUAL_ENV, CONDA_PREFIX, CONDA_DEFAULT_ENV } = process.env;
  // Conda's base is active in every shell, and nobody has chosen it.
  const active = [VIRTUAL_ENV, CONDA_DEFAULT_ENV === "base" ? undefined : CONDA_PREFIX];
  const environments = [...active.filter((folder) => folder !== undefined), join(packagePaths().root, ".venv")];
  const candidates = [...environments.map((folder) => join(folder, "bin", "python")), "python3", "python"];
  return candidates.map((candidate) => findExecutable(candidate)).find((path) => path !== null) ?? null;
}

function checkRay(facts: PythonFacts): DoctorRow {
  const install = installCommand(facts, `"ray[default]==${RAY_VERSION}"`);
  if (facts.rayVersion === RAY_VERSION) return row("Ray", facts.rayVersion);
  if (facts.rayVersion === null) return row("Ray", "not installed", "problem", install);
  return row("Ray", `${facts.rayVersion}; Narcine speaks ${RAY_VERSION}`, "problem", install);
}

function checkHook(facts: PythonFacts): DoctorRow {
  const check = "Python package narcine";
  const { version, pythonPackage } = packagePaths();
  const install = installCommand(facts, pythonPackage);
  if (facts.narcineVersion === null) return row(check, "not installed", "problem", install);
  if (!facts.hasHook) {
    const found = `${facts.narcineVersion}, whose .pth file is not run: it is not plainly installed in site-packages`;
    return row(check, found, "problem", install);
  }
  if (facts.narcineVersion === version) return row(check, version);
  return row(check, `${facts.narcineVersion}, the command is ${version}`, "note", install);
}

function checkShm(): DoctorRow {
  const check = "/dev/shm";
  if (!existsSync("/dev/shm")) return row(check, "not there", "problem", "mount a tmpfs there");
  const stat = statfsSync("/dev/shm");
  const size = stat.blocks * stat.bsize;
  const free = stat.bavail * stat.bsize;
  const found = `${mib(size)} MiB, ${mib(free)} MiB free`;
  if (free < LEAST_STORE_BYTES) {
    return row(check, found, "problem", "free some, or start the container with a larger --shm-size");
  }
  // 30 % of memory is what a store takes by default; it may not take more than 80 % of /dev/shm.
  if (0.8 * size < 0.3 * memoryLimit()) {
    return row(check, found, "note", `stores are clamped to ${mib(0.8 * size)} MiB; a larger --shm-size lifts that`);
  }
  return row(check, found);
}

/** Physical memory or the cgroup's limit (v2, then v1), the smaller; bytes. */
function memoryLimit(): number {
  const limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
    .filter((file) => existsSync(file))
    .map((file) => Number(readFileSync(file, "utf8")));
  return Math.min(totalmem(), ...limits.filter((limit) => Number.isFinite(limit)));
}

function checkMemory(): DoctorRow {
  const limit = memoryLimit();
  const found = `${mib(limit)} MiB${limit < totalmem() ? " (cgroup limit)" : ""}, ${mib(freemem())} MiB free`;
  if (limit >= 2048 * MIB) return row("memory", found);
  return row("memory", found, "note", "a worker takes 100 to 150 MiB: few fit");
}

function checkOpenFiles(): DoctorRow {
  const [, soft = "0"] = /^Max open files\s+(\S+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
  const found = `${soft} (soft limit)`;
  if (soft === "unlimited" || Number(soft) >= 4096) return row("open files", found);
  return row("open files", found, "note", "many actors need more: ulimit -n 65536");
}

async function checkPort(port: number, asked: boolean): Promise<DoctorRow> {
  const trouble = await new Promise<string | null>((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host: "0.0.0.0", exclusive: true }, () => server.close(() => resolve(null)));
  });
  const check = `port ${port}`;
  if (trouble === null) return row(check, "free");
  const found = trouble === "EADDRINUSE" ? "in use" : trouble;
  if (asked) return row(check, found, "problem", "choose another port, or end what uses it");
  return row(check, found, "note", "`ray start --head` needs another one there; ray.init() is not affected");
}

/** Ray processes that run already, by the names Ray itself goes by (comm). */
function checkRunning(): DoctorRow {
  const found = readdirSync("/proc").flatMap((pid) => {
    try {
      const name = /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/comm`, "utf8").trim() : "";
      if (name !== "raylet" && name !== "gcs_server") return [];
      const isStock = readlinkSync(`/proc/${pid}/exe`).includes("/ray/core/src/ray/");
      return [`${name} ${pid} (${isStock ? "stock" : "ours"})`];
    } catch {
      return []; // It ended while we looked, or is another user's.
    }
  });
  return row("Ray processes running", found.length === 0 ? "none" : found.join(", "));
}

function mib(bytes: number): number {
  return Math.round(bytes / MIB);
}
