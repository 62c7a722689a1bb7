// The gates of `npm run bench`: one file of bench/ is one gate, run on each side by a process of its own.
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { run } from "./proc.mjs";
import { at, launcherDir, root, venvPython } from "./project.mjs";

/** Gates in the order they run: short ones first, so that a broken side shows early. */
export const gates = [
  "limits",
  "first_task",
  "head",
  "head_restart",
  "one_actor",
  "typescript",
  "worker_memory",
  "idle",
  "puts",
  "spill",
  "data_sort",
  "transfer",
  "transfer_tcp",
  "broadcast",
  "small_objects",
  "fifty_actors",
  "actors_in_sequence",
  "placement_groups",
  "many_tasks",
  "queued_tasks",
  "ray_on_spark",
  "ray_perf",
];
/** Those that measure a cluster without having started it in a way of their own: a quick run starts one for them all. */
const sharing = new Set([
  "first_task",
  "one_actor",
  "worker_memory",
  "idle",
  "fifty_actors",
  "actors_in_sequence",
  "placement_groups",
  "many_tasks",
]);
/**
 * What a quick run measures, what matters most first: on a slow machine its time ends before its gates do. Not among them
 * are gates that start several hosts, or move or queue much.
 */
export const quickGates = ["limits", ...sharing, "head", "ray_perf", "puts", "spill", "transfer", "head_restart"];
/** A quick run begins no gate after this: under 5 minutes with the gate that was begun last, which takes up to one. */
export const quickLimitMs = 240_000;
/** No gate takes longer than this; a hanging side must not hold up the others. */
const gateLimitMs = 40 * 60_000;

/**
 * What is run for some gates: each by itself, or in a quick run those that can share a cluster together.
 * @param {readonly string[]} chosen names of gates
 * @returns {{name: string, args: string[], hasSides: boolean}[]} `name`.py of bench/ is run with `args`; without sides
 *   it measures the machine alone
 */
export function sittingsOf(chosen, isQuick) {
  const shared = isQuick ? chosen.filter((gate) => sharing.has(gate)) : [];
  const isShared = (gate) => shared.length > 1 && sharing.has(gate);
  return chosen.flatMap((gate) => {
    if (!isShared(gate)) return [{ name: gate, args: [], hasSides: gate !== "limits" }];
    return gate === shared[0] ? [{ name: "shared", args: ["--gates", shared.join(",")], hasSides: true }] : [];
  });
}

/**
 * The sides of a sitting in the order in which they run. Both go first as often, of a round's sittings and of a sitting's
 * rounds: what the first run of a pair warms or spoils is shared fairly, in a run of one round too.
 * @param {{hasSides: boolean}} sitting
 * @param {number} round from 1
 * @param {number} index of the sitting in its round
 */
export function sidesOf({ hasSides }, round, index) {
  if (!hasSides) return ["limit"];
  return (round + index) % 2 === 1 ? ["stock", "ours"] : ["ours", "stock"];
}

/**
 * Runs one sitting on one side.
 * @param {{name: string, args: string[]}} sitting
 * @param {"ours" | "stock" | "limit"} side limit: without Ray
 * @param {{env: Record<string, string>, folder: string, endProcesses: () => Promise<string[]>}} leftovers
 * @param {Record<string, string>} [env] more for its environment
 * @returns its rows, those of a run that broke off too, what went wrong with it (null: nothing), and whether that is a
 *   fault of the run: what stock's processes leave behind is told of and ended, and the run is none the worse for it
 */
export async function runSitting({ name, args }, side, leftovers, env = {}) {
  const report = join(leftovers.folder, "rows.json");
  const gate = [venvPython, at("bench", `${name}.py`), "--json", report, ...args];
  const ray = [process.execPath, at("bin", "narcine.mjs"), "run", "--raylet", side, "--gcs", side, "--"];
  const result = await run(side === "limit" ? gate : [...ray, ...gate], {
    output: "keep",
    timeoutMs: gateLimitMs,
    env: {
      ...leftovers.env,
      NARCINE_CACHE_DIR: launcherDir,
      PYTHONDONTWRITEBYTECODE: "1",
      RAY_USAGE_STATS_ENABLED: "0",
      RAY_AUTH_MODE: "token",
      RAY_AUTH_TOKEN: randomBytes(32).toString("hex"),
      ...env,
    },
  });
  const left = await leftovers.endProcesses();
  const rows = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : [];
  const isFault = result.code !== 0 || (side === "ours" && left.length > 0);
  return { rows, problem: problemOf(result, left), isFault, seconds: result.seconds };
}

/** Makes the run's temporary folder empty for the next sitting. */
export function clearFolder(folder) {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}

function problemOf(result, left) {
  if (result.code !== 0) return `ended with ${result.code}: ${lastLines(result.output)}`;
  return left.length === 0 ? null : `left behind: ${left.join("; ")}`;
}

function lastLines(text) {
  return withoutPaths(text).trimEnd().split("\n").slice(-15).join("\n");
}

/** Results are kept: where the project and its user's files lie is nobody's business. */
export function withoutPaths(text) {
  // A service's home may be "/".
  const home = homedir();
  return home.length > 1 ? text.replaceAll(root, "").replaceAll(home, "~") : text.replaceAll(root, "");
}
