// All tests of the tree: `npm test`. Sets up what is missing, runs every part even when one fails, prints the time of
// each, and ends with one line that sums all runners: `N passed, N failed`.
//
//   npm test                          everything
//   npm test -- --only=unit,python    some parts (see `parts` below for their names)
//   npm test -- --skip=interop        all but some
//   npm run test:long                 what takes too long for every change: `--only=long`
//   npm run test:mixes                test/interop in the other mixes of raylet and head: `--only=ours+stock,stock+ours`
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { closingLine, countCargo, countPytest, countVitest } from "./lib/count.mjs";
import { watchLeftovers } from "./lib/leftovers.mjs";
import { ltsNode } from "./lib/lts-node.mjs";
import { optionsOf, UsageError } from "./lib/options.mjs";
import { run, stopCode } from "./lib/proc.mjs";
import { at, launcherDir, venvPython } from "./lib/project.mjs";
import { runScript, setup } from "./setup.mjs";

const bin = (name) => at("node_modules", ".bin", name);

/** A check without tests of its own counts as one. */
const asOne = ({ code }) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });

/** A runner that ended badly without naming a failed test (a crash, a compile error) still failed. */
const honest = (counts, { code }) => (code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts);

const check = (name, argv) => ({ name, run: async (env) => asOne(await run(argv, { env })) });

const thisNode = async () => ({ path: process.execPath, version: process.version });

const vitest = (name, project, { node = thisNode, more = {} } = {}) => ({
  name,
  run: async (runEnv) => {
    const env = { ...runEnv, ...more };
    const { path, version } = await node();
    console.log(`on Node ${version}`);
    const report = join(env.TMPDIR, `vitest-${name}.json`);
    const argv = [path, at("node_modules", "vitest", "vitest.mjs"), "run", "--project", project, "--passWithNoTests"];
    const result = await run([...argv, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`], {
      env,
    });
    const counts = existsSync(report) ? countVitest(readFileSync(report, "utf8")) : undefined;
    rmSync(report, { force: true });
    return honest(counts ?? { passed: 0, failed: 0, skipped: 0 }, result);
  },
});

const parts = [
  check("format-and-lint", [bin("biome"), "check", "--error-on-warnings", "."]),
  check("generated", [process.execPath, at("scripts", "generate-wire.mjs"), "--check"]),
  check("types", [bin("tsc"), "-p", "tsconfig.test.json"]),
  check("rustfmt", ["cargo", "fmt", "--all", "--check"]),
  // In the release profile, so that build scripts and macros are compiled once for clippy, tests and the addon.
  check("clippy", [
    ...["cargo", "clippy", "--workspace", "--all-targets", "--release", "--quiet"],
    ...["--", "-D", "warnings"],
  ]),
  {
    name: "rust",
    run: async (env) => {
      const result = await run(["cargo", "test", "--workspace", "--release", "--quiet"], { env, output: "both" });
      return honest(countCargo(result.output), result);
    },
  },
  vitest("unit", "unit"),
  vitest("sim", "sim"),
  vitest("unit-lts", "unit", { node: ltsNode }),
  {
    name: "python",
    run: async (env) => {
      const scratch = join(env.TMPDIR, "pytest");
      const flags = ["-q", "-p", "no:cacheprovider", `--basetemp=${scratch}`];
      const argv = [venvPython, "-m", "pytest", ...flags, at("python", "narcine", "tests")];
      const result = await run(argv, { env: { ...env, PYTHONDONTWRITEBYTECODE: "1" }, output: "both" });
      rmSync(scratch, { recursive: true, force: true });
      return honest(countPytest(result.output), result);
    },
  },
  vitest("wire", "wire"),
  vitest("interop", "interop"),
  vitest("spark", "spark"),
  { ...vitest("long", "long"), byHand: true },
  ...["ours+stock", "stock+ours"].map((mix) => {
    return { ...vitest(mix, "interop", { more: { NARCINE_TEST_MIX: mix } }), byHand: true };
  }),
];

function chosenParts() {
  const { values } = optionsOf(import.meta.url, { options: { only: { type: "string" }, skip: { type: "string" } } });
  const names = new Set(parts.map((part) => part.name));
  const list = (text) => (text === undefined ? [] : text.split(","));
  for (const name of [...list(values.only), ...list(values.skip)]) {
    if (!names.has(name)) throw new UsageError(`no part ${name}; the parts are ${[...names].join(", ")}`);
  }
  return parts.filter(
    ({ name, byHand = false }) =>
      (values.only === undefined ? !byHand : list(values.only).includes(name)) && !list(values.skip).includes(name),
  );
}

await runScript(async () => {
  const chosen = chosenParts();
  await setup({ forTests: true });
  const leftovers = watchLeftovers();
  const env = { ...leftovers.env, NARCINE_CACHE_DIR: launcherDir };
  const results = [];
  const record = async (name, action) => {
    console.log(`\n=== ${name}`);
    const started = process.hrtime.bigint();
    let counts;
    try {
      counts = await action();
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      counts = { passed: 0, failed: 1, skipped: 0 };
    }
    results.push({ name, ...counts, seconds: Number(process.hrtime.bigint() - started) / 1e9 });
  };
  for (const part of chosen) {
    if (stopCode() === null) await record(part.name, () => part.run(env));
  }
  await record("nothing-left", async () => {
    const left = await leftovers.check();
    for (const line of left) console.error(`left behind: ${line}`);
    return asOne({ code: left.length });
  });
  console.log("\npart               seconds  passed  failed  skipped");
  for (const { name, seconds, passed, failed, skipped } of results) {
    const numbers = [passed, failed, skipped].map((count) => String(count).padStart(6)).join("  ");
    console.log(`${name.padEnd(17)} ${seconds.toFixed(1).padStart(8)}  ${numbers}`);
  }
  console.log(closingLine(results));
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
});
