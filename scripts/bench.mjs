// `npm run bench`: our raylet beside stock's, in the same run, in turns. One file of bench/ is one gate.
//
//   npm run bench                                    all gates, 5 rounds
//   npm run bench -- --quick                         rougher and much shorter, 3 rounds
//   npm run bench -- --only=puts,idle --rounds=3     some gates
//   npm run bench -- --only=ray_perf --lines='put'   some lines of Ray's own microbenchmark
//   npm run bench -- --out=FILE                      where the JSON goes (default: bench/results/DATE-COMMIT.json)
//   npm run bench -- --more ...                      adds rounds to that file: a long run in several sittings
//   npm run bench -- --compare BEFORE AFTER          two such files, line by line; runs nothing
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { formatComparison, formatRows, rowsOf } from "./lib/bench-rows.mjs";
import { watchLeftovers } from "./lib/leftovers.mjs";
import { probe, run } from "./lib/proc.mjs";
import { at, launcherDir, rayVersion, root, venvPython } from "./lib/project.mjs";
import { runScript, setup } from "./setup.mjs";

/** Gates in the order they run: short ones first, so that a broken side shows early. */
const gates = [
  "first_task",
  "one_actor",
  "worker_memory",
  "idle",
  "puts",
  "spill",
  "fifty_actors",
  "actors_in_sequence",
  "placement_groups",
  "ray_perf",
];
/** No gate takes longer than this; a hanging side must not hold up the others. */
const gateLimitMs = 40 * 60_000;

function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      compare: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      rounds: { type: "string" },
      lines: { type: "string", default: "." },
      out: { type: "string" },
      more: { type: "boolean", default: false },
    },
  });
  if (values.compare ? positionals.length !== 2 : positionals.length > 0) {
    throw new Error("--compare takes two files of results, and nothing else takes any");
  }
  const rounds = Number(values.rounds ?? (values.quick ? 3 : 5));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error("--rounds is a number of at least 1");
  const chosen = values.only?.split(",") ?? gates;
  for (const gate of chosen) {
    if (!gates.includes(gate)) throw new Error(`no gate ${gate}; the gates are ${gates.join(", ")}`);
  }
  return { ...values, files: positionals, rounds, gates: gates.filter((gate) => chosen.includes(gate)) };
}

/** Runs one gate on one side; its rows, or the reason why there are none. */
async function runGate(gate, side, options, leftovers) {
  const report = join(leftovers.folder, "rows.json");
  const extra = [...(options.quick ? ["--quick"] : []), ...(gate === "ray_perf" ? ["--lines", options.lines] : [])];
  const command = [venvPython, at("bench", `${gate}.py`), "--json", report, ...extra];
  const result = await run([process.execPath, at("bin", "narcine.mjs"), "run", "--raylet", side, "--", ...command], {
    output: "keep",
    timeoutMs: gateLimitMs,
    env: {
      ...leftovers.env,
      NARCINE_CACHE_DIR: launcherDir,
      PYTHONDONTWRITEBYTECODE: "1",
      RAY_USAGE_STATS_ENABLED: "0",
      RAY_AUTH_MODE: "token",
      RAY_AUTH_TOKEN: randomBytes(32).toString("hex"),
    },
  });
  const left = await leftovers.endProcesses();
  // A run that broke off keeps the rows it had.
  const rows = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : [];
  rmSync(report, { force: true });
  for (const name of readdirSync(leftovers.folder))
    rmSync(join(leftovers.folder, name), { recursive: true, force: true });
  const problem = problemOf(result, left);
  return { rows, problem, seconds: result.seconds };
}

function problemOf(result, left) {
  if (result.code !== 0) return `ended with ${result.code}: ${lastLines(result.output)}`;
  return left.length === 0 ? null : `left behind: ${left.join("; ")}`;
}

function lastLines(text) {
  return text.trimEnd().split("\n").slice(-15).join("\n");
}

function earlierRounds(file, commit, quick) {
  const facts = JSON.parse(readFileSync(file, "utf8"));
  if (facts.versions.commit === commit && facts.quick === quick && Array.isArray(facts.samples)) return facts;
  throw new Error(
    `${file} is of commit ${facts.versions.commit}, quick ${facts.quick}: rounds of ${commit} do not fit it`,
  );
}

/** Indented, with one line a row and a sample. */
function jsonOf({ rows, samples, ...facts }) {
  const lines = (list) => `[\n${list.map((item) => `    ${JSON.stringify(item)}`).join(",\n")}\n  ]`;
  const head = JSON.stringify(facts, null, 2).slice(0, -2);
  return `${head},\n  "rows": ${lines(rows)},\n  "samples": ${lines(samples)}\n}`;
}

function machine() {
  return { cpu: cpus()[0]?.model ?? "", cores: cpus().length, memoryBytes: totalmem(), kernel: release() };
}

function versions(commit) {
  const manifest = JSON.parse(readFileSync(at("package.json"), "utf8"));
  return {
    narcine: manifest.version,
    commit,
    ray: rayVersion,
    node: process.version,
    python: probe([venvPython, "-c", "import platform; print(platform.python_version())"]),
  };
}

await runScript(async () => {
  const options = readOptions();
  if (options.compare) {
    const [before, after] = options.files.map((file) => JSON.parse(readFileSync(file, "utf8")).rows);
    console.log(formatComparison(before, after));
    return 0;
  }
  await setup();
  const leftovers = watchLeftovers();
  const commit = probe(["git", "-C", root, "rev-parse", "--short", "HEAD"]);
  const day = new Date().toISOString().slice(0, 10);
  const out = options.out ?? at("bench", "results", `${day}-${commit ?? "tree"}.json`);
  const before =
    options.more && existsSync(out) ? earlierRounds(out, commit, options.quick) : { rounds: 0, samples: [] };
  const samples = before.samples;
  const problems = [];
  const lastRound = before.rounds + options.rounds;
  for (let round = before.rounds + 1; round <= lastRound; round += 1) {
    for (const gate of options.gates) {
      // Sides take turns in going first: what the first run of a pair warms or spoils is shared fairly.
      for (const side of round % 2 === 1 ? ["stock", "ours"] : ["ours", "stock"]) {
        const { rows, problem, seconds } = await runGate(gate, side, options, leftovers);
        samples.push(...rows.map((row) => ({ ...row, side, round })));
        if (problem !== null) problems.push(`${gate} on ${side}, round ${round}, ${problem}`);
        const state = problem === null ? `${rows.length} rows` : "FAILED";
        console.log(
          `round ${round}/${lastRound}  ${gate.padEnd(16)} ${side.padEnd(5)} ${seconds.toFixed(0)} s, ${state}`,
        );
      }
    }
  }
  const left = await leftovers.check();
  const rows = rowsOf(samples);
  const facts = {
    machine: machine(),
    versions: versions(commit),
    rounds: lastRound,
    quick: options.quick,
    rows,
    samples,
  };
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${jsonOf(facts)}\n`);
  console.log(`\n${formatRows(rows)}\n\n${out}`);
  for (const problem of problems) console.error(`\n${problem}`);
  for (const line of left) console.error(`left behind: ${line}`);
  return problems.length + left.length === 0 ? 0 : 1;
});
