import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/**
 * Which processes belong to a test run. A run has a folder of its own that is the working directory of everything it
 * starts; the folder also stands in the environment, in Ray's command lines and in paths of open logs. One of these
 * is enough (Ray's workers overwrite their environment block with their title). A name alone never decides.
 */
export interface FoundProcess {
  readonly pid: number;
  readonly parentPid: number;
  readonly exe: string;
  readonly argv: readonly string[];
  /** R, S, D, T, Z ... (proc(5)). */
  readonly state: string;
}

/** Every process of the run but this one, zombies left out. */
export function processesOf(runFolder: string): FoundProcess[] {
  const found: FoundProcess[] = [];
  for (const entry of readdirSync("/proc")) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const process_ = lookAt(pid);
    if (process_ !== null && process_.state !== "Z" && belongs(process_, runFolder)) found.push(process_);
  }
  return found;
}

/** What /proc says about one process; null when it is gone. */
export function lookAt(pid: number): FoundProcess | null {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The second field is the name in brackets and may hold anything, brackets too.
  const [state = "?", parent = "0"] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const argv = (read(`/proc/${pid}/cmdline`) ?? "").split("\0").filter((part) => part !== "");
  return { pid, parentPid: Number(parent), exe: link(`/proc/${pid}/exe`), argv, state };
}

export function isAlive(pid: number): boolean {
  const found = lookAt(pid);
  return found !== null && found.state !== "Z";
}

function belongs(found: FoundProcess, folder: string): boolean {
  if (inside(link(`/proc/${found.pid}/cwd`), folder)) return true;
  if (found.argv.some((argument) => argument.includes(folder))) return true;
  if ((read(`/proc/${found.pid}/environ`) ?? "").includes(folder)) return true;
  try {
    return readdirSync(`/proc/${found.pid}/fd`).some((fd) => inside(link(`/proc/${found.pid}/fd/${fd}`), folder));
  } catch {
    return false;
  }
}

const inside = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** A raylet: stock's binary, or a process that was given a raylet's flags. */
export function isRaylet(found: FoundProcess): boolean {
  return isStockRaylet(found) || (isNode(found) && found.argv.some((a) => a.startsWith("--raylet_socket_name=")));
}

/** A head: stock's binary, or a process that was given a head's flags. */
export function isHead(found: FoundProcess): boolean {
  return isStockHead(found) || (isNode(found) && found.argv.some((a) => a.startsWith("--gcs_server_port=")));
}

export const isStockHead = (found: FoundProcess): boolean => found.exe.endsWith("/ray/core/src/ray/gcs/gcs_server");

export const isStockRaylet = (found: FoundProcess): boolean => found.exe.endsWith("/ray/core/src/ray/raylet/raylet");

export const isNode = (found: FoundProcess): boolean => /\/node(js)?$/.test(found.exe);

function read(path: string): string | null {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return null;
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
