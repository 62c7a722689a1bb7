import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { processesOf } from "./processes.js";

/** What lay in shared places before a run started. */
export interface Before {
  readonly shm: ReadonlySet<string>;
}

export interface LeftoverOptions {
  readonly runFolder: string;
  readonly before: Before;
  /** Ours take their two socket files along however they end; stock's leave some. */
  readonly socketFilesMayStay: boolean;
  /** Now and then an agent of stock's raylet outlives it for good (seen in 2.60.0, after a drain). */
  readonly agentsMayStay?: boolean;
  readonly withinMs?: number;
}

/** Folders of Python's multiprocessing, which Ray's dashboard leaves when it is ended by a signal. */
const OF_PYTHON = /^pymp-/;

/** Semaphores of compiled graphs, which stock's raylet leaves when it is ended; ours have other names. */
const OF_STOCK = /^sem\.(hdr|obj)\d+-\d{19}$/;

const OF_AGENTS = /^ray::(DashboardAgent|RuntimeEnvAgent)/;

export const lookBefore = (): Before => ({ shm: new Set(readdirSync("/dev/shm")) });

const newInShm = (before: Before): string[] => readdirSync("/dev/shm").filter((name) => !before.shm.has(name));

/** What stock leaves in /dev/shm is no fault of a run, and goes with it. */
export function removeWhatStockLeaves(before: Before): void {
  for (const name of newInShm(before).filter((name) => OF_STOCK.test(name))) rmSync(join("/dev/shm", name));
}

/**
 * Waits until nothing of a run is left and returns what still was there when the time (5 s) was over: processes,
 * files in /dev/shm, listening sockets, the raylet's socket files, spill folders, files in the run's TMPDIR.
 */
export async function leftovers(options: LeftoverOptions): Promise<string[]> {
  const deadline = Date.now() + (options.withinMs ?? 5000);
  for (;;) {
    const left = look(options);
    if (left.length === 0 || Date.now() > deadline) return left;
    await sleep(100);
  }
}

function look({ runFolder, before, socketFilesMayStay, agentsMayStay = false }: LeftoverOptions): string[] {
  const processes = processesOf(runFolder).filter(({ argv }) => !(agentsMayStay && OF_AGENTS.test(argv[0] ?? "")));
  const left = processes.map((p) => `process ${p.pid} (${p.exe}): ${p.argv.join(" ").slice(0, 200)}`);
  const files = newInShm(before).filter((name) => !OF_STOCK.test(name));
  left.push(...files.map((name) => `file /dev/shm/${name}`));
  for (const line of readFileSync("/proc/net/unix", "utf8").split("\n")) {
    const path = line.split(" ").at(-1) ?? "";
    if (path.startsWith(`${runFolder}/`)) left.push(`socket in use ${path}`);
  }
  if (!socketFilesMayStay) left.push(...filesOfNodes(runFolder));
  const temp = join(runFolder, "tmp");
  if (existsSync(temp)) {
    const names = readdirSync(temp).filter((name) => !OF_PYTHON.test(name));
    left.push(...names.map((name) => `temp file ${join(temp, name)}`));
  }
  return left;
}

/**
 * The raylets' two socket files, and the folders they spill to. (The dashboard of Ray leaves some sockets of its own beside
 * them; those are not ours.)
 */
export function filesOfNodes(runFolder: string): string[] {
  const rayFolder = join(runFolder, "ray");
  if (!existsSync(rayFolder)) return [];
  const sessions = readdirSync(rayFolder).filter((name) => name.startsWith("session_2"));
  const sockets = sessions
    .flatMap((session) => ["raylet", "plasma_store"].map((name) => join(rayFolder, session, "sockets", name)))
    .filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true);
  const spilled = sessions.flatMap((session) =>
    readdirSync(join(rayFolder, session))
      .filter((name) => name.startsWith("ray_spilled_objects_"))
      .map((name) => join(rayFolder, session, name)),
  );
  return [...sockets.map((path) => `socket file ${path}`), ...spilled.map((path) => `spill folder ${path}`)];
}
