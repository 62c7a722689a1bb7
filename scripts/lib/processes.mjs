// Watches which processes a run has and whose they are, by what the kernel says they execute.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Processes whose environment holds `NAME=value`; each with its names and program. */
export function processesMarked(name, value) {
  const found = [];
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    try {
      if (!readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(`${name}=${value}`)) continue;
      const argv = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
      if (argv.length === 0) continue;
      const comm = readFileSync(`/proc/${pid}/comm`, "utf8").trim();
      found.push({ pid, comm, argv, exe: readlinkSync(`/proc/${pid}/exe`) });
    } catch {
      // It ended meanwhile, or is another user's.
    }
  }
  return found;
}

/** Files below `folder` that some process has open or mapped, as far as this user may look. */
export function filesInUse(folder) {
  const found = new Set();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const links = readdirSync(`/proc/${pid}/fd`).map((fd) => linkOf(`/proc/${pid}/fd/${fd}`));
      for (const path of links) if (path.startsWith(folder)) found.add(path);
      const maps = readFileSync(`/proc/${pid}/maps`, "utf8");
      // Five fields, spaces, and the path.
      for (const [, path] of maps.matchAll(/^(?:\S+ +){5}(.*)$/gm)) if (path.startsWith(folder)) found.add(path);
    } catch {
      // It ended meanwhile, or is another user's.
    }
  }
  return found;
}

function linkOf(path) {
  try {
    return readlinkSync(path);
  } catch {
    return ""; // Closed meanwhile.
  }
}

/**
 * What a process is to Ray and whose program it runs. Null for what is no part of a cluster.
 * @returns {{role: string, whose: "ours" | "stock"} | null}
 */
export function describeProcess({ comm, argv, exe }, mainScript) {
  const line = argv.join(" ");
  const isOurs = argv.includes(mainScript);
  if (isOurs || comm === "raylet") return { role: "raylet", whose: isOurs ? "ours" : "stock" };
  if (comm === "gcs_server")
    return { role: "gcs_server", whose: exe.includes("/ray/core/src/ray/") ? "stock" : "ours" };
  const scripts = [
    [/default_worker\.py|^ray::(?!Dashboard|RuntimeEnv)/, "workers"],
    [/dashboard\/agent\.py|^ray::DashboardAgent/, "dashboard agent"],
    [/runtime_env\/agent\/main\.py|^ray::RuntimeEnvAgent/, "runtime env agent"],
    [/dashboard\/dashboard\.py|^ray-dashboard|^ray::Dashboard/, "dashboard"],
    [/log_monitor\.py/, "log monitor"],
    [/autoscaler\/_private\/monitor\.py/, "autoscaler monitor"],
    [/ray\.util\.client\.server/, "client server"],
  ];
  const role = scripts.find(([pattern]) => pattern.test(line))?.[1];
  return role === undefined ? null : { role, whose: "stock" };
}

/**
 * What the processes of a run were. A process is what it was last: a launcher is a shell before it becomes what it
 * launches, and then its command line names that already.
 */
export class ProcessRoles {
  #mainScript;
  #byPid = new Map();

  /** @param {string} mainScript of our raylet */
  constructor(mainScript) {
    this.#mainScript = mainScript;
  }

  /** Called with every process of the run, again and again. */
  see(process) {
    const known = describeProcess(process, this.#mainScript);
    if (known !== null) this.#byPid.set(process.pid, { ...known, process });
  }

  /** "role (whose)" to the processes that had it, in the order they were first seen. */
  roles() {
    const roles = new Map();
    for (const { role, whose, process } of this.#byPid.values()) {
      const key = `${role} (${whose})`;
      roles.set(key, [...(roles.get(key) ?? []), process]);
    }
    return roles;
  }
}
