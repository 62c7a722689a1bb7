// `npm run bench`: our raylet beside stock's, in the same run, in turns. One file of bench/ is one gate. Ctrl-C ends it with
// what is measured by then.
//
//   npm run bench                                    all gates, 5 rounds
//   npm run bench -- --quick                         most gates in less than 5 minutes: one short round; what a slow
//                                                    machine has no time for is left out and named
//   npm run bench -- --only=puts,idle --rounds=3     some gates
//   npm run bench -- --only=ray_perf --lines='put'   some lines of Ray's own microbenchmark
//   npm run bench -- --out=FILE                      where the JSON goes (default: bench/results/DATE-COMMIT.json, or
//                                                    DATE-COMMIT-2.json where that is there)
//   npm run bench -- --more ...                      adds rounds to that file: a long run in several sittings
//   npm run bench -- --profile ...                   our side alone, once, with CPU profiles of its raylet instead of rows
//   npm run bench -- --report FILE                   writes FILE's report again (.md and .html beside it); runs nothing
//   npm run bench -- --compare BEFORE AFTER          two such files, line by line; runs nothing
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { basename, dirname, join } from "node:path";
import { commitOf, earlierRounds, freeStem, jsonOf, settingsOf } from "./lib/bench-file.mjs";
import { clearFolder, gates, quickGates, quickLimitMs, runSitting, sidesOf, sittingsOf } from "./lib/bench-gates.mjs";
import { pageOf } from "./lib/bench-page.mjs";
import { startProfiling } from "./lib/bench-profile.mjs";
import { leftOutNote, markdownOf, reportOf } from "./lib/bench-report.mjs";
import { formatComparison, formatRows, limitsOf, rowsOf } from "./lib/bench-rows.mjs";
import { watchLeftovers } from "./lib/leftovers.mjs";
import { optionsOf, UsageError } from "./lib/options.mjs";
import { probe, stopCode } from "./lib/proc.mjs";
import { at, rayVersion, root, venvPython } from "./lib/project.mjs";
import { runScript, setup } from "./setup.mjs";

function readOptions() {
  const { values, positionals } = optionsOf(import.meta.url, {
    allowPositionals: true,
    options: {
      report: { type: "string" },
      compare: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      rounds: { type: "string" },
      lines: { type: "string", default: "." },
      out: { type: "string" },
      more: { type: "boolean", default: false },
      profile: { type: "boolean", default: false },
    },
  });
  if (values.compare ? positionals.length !== 2 : positionals.length > 0) {
    throw new UsageError("--compare takes two files of results, and nothing else takes any");
  }
  const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(rounds) || rounds < 1) throw new UsageError("--rounds is a number of at least 1");
  const chosen = values.only?.split(",") ?? (values.quick ? quickGates : gates);
  for (const gate of chosen) {
    if (!gates.includes(gate)) throw new UsageError(`no gate ${gate}; the gates are ${gates.join(", ")}`);
  }
  // Who names gates or rounds wants those, however long they take.
  const isTimed = values.quick && values.only === undefined && values.rounds === undefined;
  const inOrder = isTimed ? chosen : gates.filter((gate) => chosen.includes(gate));
  return { ...values, files: positionals, rounds, gates: inOrder, limitMs: isTimed ? quickLimitMs : Infinity };
}

/** All that is run in a round, with its arguments. */
function sittings({ gates, quick, lines, profile }) {
  return sittingsOf(gates, quick && !profile).map((sitting) => ({
    ...sitting,
    args: [...sitting.args, ...(quick ? ["--quick"] : []), ...(sitting.name === "ray_perf" ? ["--lines", lines] : [])],
  }));
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

/**
 * Runs all rounds; of `run` what is measured, what went wrong (`faults`: for which the run has failed), and what the time
 * did not reach for grow meanwhile.
 */
async function runRounds(options, firstRound, run, leftovers) {
  const { samples, problems, leftOut } = run;
  const lastRound = firstRound + options.rounds - 1;
  const startedMs = performance.now();
  for (let round = firstRound; round <= lastRound; round += 1) {
    for (const [index, sitting] of sittings(options).entries()) {
      if (performance.now() - startedMs > options.limitMs) {
        leftOut.push(sitting.name);
        continue;
      }
      const measured = [];
      for (const side of sidesOf(sitting, round, index)) {
        const { rows, problem, isFault, seconds } = await runSitting(sitting, side, leftovers);
        clearFolder(leftovers.folder);
        if (stopCode() !== null) {
          problems.push(`stopped in round ${round} of ${lastRound}, in ${sitting.name}`);
          run.faults += 1;
          return round;
        }
        measured.push(...rows.map((row) => ({ ...row, side, round })));
        if (problem !== null) problems.push(`${sitting.name} on ${side}, round ${round}, ${problem}`);
        if (isFault) run.faults += 1;
        const state = isFault ? "FAILED" : `${rows.length} rows`;
        const what = `round ${round}/${lastRound}  ${sitting.name.padEnd(18)} ${side.padEnd(5)}`;
        console.log(`${what} ${seconds.toFixed(0)} s, ${state}`);
      }
      // With all its sides: half of it is no comparison.
      samples.push(...measured);
    }
  }
  return lastRound;
}

/** Runs each gate once on our side; its profiles are left in `folder`. */
async function runProfiles(options, folder, leftovers) {
  const problems = [];
  for (const sitting of sittings(options).filter(({ hasSides }) => hasSides)) {
    const profiling = startProfiling(leftovers, join(folder, sitting.name));
    const { problem } = await runSitting(sitting, "ours", leftovers, profiling.env);
    const files = await profiling.stop();
    if (stopCode() !== null) break;
    clearFolder(leftovers.folder);
    if (problem !== null) problems.push(`${sitting.name}, ${problem}`);
    if (files.length === 0) problems.push(`${sitting.name}: its raylet wrote no profile`);
    for (const file of files) console.log(file);
  }
  return problems;
}

/** The report of a file of results, beside it. */
function writeReport(file, facts) {
  const report = reportOf(facts);
  const stem = file.replace(/\.json$/, "");
  writeFileSync(`${stem}.md`, markdownOf(report));
  writeFileSync(`${stem}.html`, pageOf(report));
  return [`${stem}.md`, `${stem}.html`];
}

function finish(problems, faults, left) {
  for (const problem of problems) console.error(`\n${problem}`);
  for (const line of left) console.error(`left behind: ${line}`);
  return faults + left.length === 0 ? 0 : 1;
}

await runScript(async () => {
  const options = readOptions();
  if (options.compare) {
    const [before, after] = options.files.map((file) => JSON.parse(readFileSync(file, "utf8")));
    console.log(formatComparison(before.rows, after.rows));
    if (before.quick !== after.quick)
      console.log("\none of them is a quick run: its lines measure less, and otherwise");
    return 0;
  }
  if (options.report !== undefined) {
    console.log(writeReport(options.report, JSON.parse(readFileSync(options.report, "utf8"))).join("\n"));
    return 0;
  }
  await setup({ withSpark: options.gates.includes("ray_on_spark") });
  const leftovers = watchLeftovers();
  const commit = commitOf(root);
  const day = new Date().toISOString().slice(0, 10);
  const stem = at("bench", "results", `${day}-${commit ?? "tree"}`);
  if (options.profile) {
    const folder = at("bench", "results", "profiles", basename(stem));
    const problems = await runProfiles(options, folder, leftovers).catch(({ stack }) => [stack]);
    return finish(problems, problems.length, await leftovers.check());
  }
  const out = options.out ?? `${options.more ? stem : freeStem(stem)}.json`;
  const about = { day, machine: machine(), versions: versions(commit), quick: options.quick };
  const before = options.more && existsSync(out) ? earlierRounds(out, about) : { rounds: 0, samples: [] };
  const { samples, problems = [], leftOut = [] } = before;
  const known = problems.length;
  const run = { samples, problems, leftOut, faults: 0 };
  const rounds = await runRounds(options, before.rounds + 1, run, leftovers);
  const left = await leftovers.check();
  if (samples.length === 0) return finish(problems, run.faults, left);
  const rows = rowsOf(samples);
  const facts = {
    ...about,
    rounds,
    settings: settingsOf(process.env),
    limits: limitsOf(samples),
    rows,
    problems,
    leftOut,
    samples,
  };
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, jsonOf(facts));
  const rest = leftOut.length === 0 ? "" : `\n\n${leftOutNote(leftOut)}`;
  console.log(`\n${formatRows(rows)}${rest}\n\n${[out, ...writeReport(out, facts)].join("\n")}`);
  return finish(problems.slice(known), run.faults, left);
});
