// Files of results: of which tree they are, where they go, and whether more rounds fit to one.
import { existsSync, readFileSync } from "node:fs";
import { withoutPaths } from "./bench-gates.mjs";
import { probe } from "./proc.mjs";

/** The commit of a checkout, marked where files that git knows were changed since; null where there is no git. */
export function commitOf(folder) {
  const git = ["git", "-C", folder];
  const commit = probe([...git, "rev-parse", "--short", "HEAD"]);
  const isDirty = commit !== null && probe([...git, "diff", "--quiet", "HEAD", "--", ".", ":!bench/results"]) === null;
  return isDirty ? `${commit}-dirty` : commit;
}

/** The first of `stem`, `stem-2`, ... that has no results yet: what is there may have taken hours. */
export function freeStem(stem) {
  let free = stem;
  for (let number = 2; existsSync(`${free}.json`); number += 1) free = `${stem}-${number}`;
  return free;
}

/** Those that a sitting sets itself, and those of other scripts. */
const ofNoSide =
  /^(RAY_(ADDRESS|AUTH_MODE|AUTH_TOKEN|AUTH_TOKEN_PATH|TMPDIR|USAGE_STATS_ENABLED)|NARCINE_(CACHE_DIR|PYTHON|RUN_MARK|TEST_\w+))$/;

/** Settings of Ray and of ours in this environment, which a run is under: NAME=value. What is secret has no value here. */
export function settingsOf(env) {
  return Object.entries(env)
    .filter(([name]) => /^(RAY|NARCINE)_/.test(name) && !ofNoSide.test(name))
    .map(([name, value]) => (/TOKEN|PASSWORD|SECRET|KEY/i.test(name) ? name : withoutPaths(`${name}=${value}`)))
    .sort();
}

/**
 * The facts of `file`, to which a run of these `facts` adds rounds.
 * @throws Error when it is of another tree, machine or kind
 */
export function earlierRounds(file, { versions, machine, quick }) {
  const before = JSON.parse(readFileSync(file, "utf8"));
  const ofBoth = [
    ["commit", before.versions.commit, versions.commit],
    ["Ray", before.versions.ray, versions.ray],
    ["Node", before.versions.node, versions.node],
    ["Python", before.versions.python, versions.python],
    ["CPU", before.machine.cpu, machine.cpu],
    ["cores", before.machine.cores, machine.cores],
    ["quick", before.quick, quick],
  ];
  const differ = ofBoth
    .filter(([, then, now]) => then !== now)
    .map(([what, then, now]) => `${what} ${then}, not ${now}`);
  if (!Array.isArray(before.samples)) differ.push("no samples");
  if (differ.length === 0) return before;
  throw new Error(`rounds of this run do not fit to ${file}: it has ${differ.join("; ")}`);
}

/** Indented, with one line for each item of a list of objects. */
export function jsonOf(facts) {
  const lists = Object.entries(facts).filter(([, value]) => Array.isArray(value));
  const rest = Object.fromEntries(Object.entries(facts).filter(([, value]) => !Array.isArray(value)));
  const lines = (list) => `[${list.map((item) => `\n    ${JSON.stringify(item)}`).join(",")}${list[0] ? "\n  " : ""}]`;
  const tail = lists.map(([name, list]) => `,\n  "${name}": ${lines(list)}`).join("");
  return `${JSON.stringify(rest, null, 2).slice(0, -2)}${tail}\n}\n`;
}
