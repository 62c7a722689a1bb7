// Sets a checkout up: node modules, Rust addon, compiled TypeScript, Python environment with Ray. Each step is skipped
// when its stamp says that its output was made from the inputs that are there now.
//
//   node scripts/setup.mjs            set up what is missing
//   import { setup } from "./setup.mjs"
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { oneAtATime } from "./lib/one-at-a-time.mjs";
import { UsageError } from "./lib/options.mjs";
import { StoppedError, stopCode } from "./lib/proc.mjs";
import { at, isMain, root, venvDir, venvPython } from "./lib/project.mjs";
import { hashOf } from "./lib/stamps.mjs";
import { isDone, runChain, SetupError, secondsSince } from "./lib/steps.mjs";
import { checkTools, MissingToolsError } from "./lib/tools.mjs";
import { isWhole, placeOf } from "./lib/venv.mjs";

/**
 * Chains of steps: the steps of one chain need each other in order, chains do not and run side by side. A step is done
 * when its `outputs` exist and its stamp has the hash of its inputs; `make` does it.
 */
function chains(withSpark) {
  const steps = Object.fromEntries(allSteps().map((step) => [step.name, step]));
  return [
    [steps["Rust addon"]],
    [steps["node modules"], steps["TypeScript"]],
    [
      steps["Python environment"],
      steps["Python package narcine"],
      ...(withSpark ? [steps["PySpark"], steps["Spark launcher"]] : []),
    ],
  ];
}

// Whatever pip's settings of this user say: in an environment of its own `user = true` is an error.
const pip = [venvPython, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-user"];

export function allSteps() {
  const lock = at("package-lock.json");
  // With NODE_ENV=production, or npm's own setting, it would leave the compiler out.
  const whole = ["--include=dev", "--include=optional"];
  return [
    {
      name: "node modules",
      stampFile: at("node_modules", ".narcine-stamp"),
      hash: () => hashOf([lock], [`node ${process.versions.modules}`, process.arch]),
      outputs: [at("node_modules", ".bin", "tsc")],
      make: (must) => must(["npm", "ci", ...whole, "--no-audit", "--no-fund", "--loglevel=error"]),
    },
    {
      name: "Rust addon",
      stampFile: at("build", ".narcine-stamp"),
      hash: () => hashOf([at("crates"), at("Cargo.toml"), at("Cargo.lock"), at("scripts", "build-native.mjs")]),
      outputs: [at("build", "narcine.node")],
      make: (must) => must([process.execPath, at("scripts", "build-native.mjs")]),
    },
    {
      name: "TypeScript",
      stampFile: at("dist", ".narcine-stamp"),
      hash: () => hashOf([at("src"), at("tsconfig.json"), at("scripts", "bundle.mjs"), at("bin", "load.cjs"), lock]),
      outputs: [at("dist", "cli", "main.js"), at("dist", "bundle", "head.cjs")],
      make: async (must) => {
        dropStaleOutput();
        await must(["npm", "run", "--silent", "build:ts"]);
      },
    },
    {
      name: "Python environment",
      stampFile: join(venvDir, ".narcine-requirements-stamp"),
      hash: () => hashOf([at("python", "requirements.txt"), at("python", "requirements-test.txt")], [placeOf(venvDir)]),
      outputs: [venvPython],
      make: async (must, tools) => {
        if (!(await isWhole(venvDir))) await must([tools.python, "-m", "venv", "--clear", venvDir]);
        await must([...pip, "-r", at("python", "requirements.txt"), "-r", at("python", "requirements-test.txt")]);
      },
    },
    {
      name: "Python package narcine",
      stampFile: join(venvDir, ".narcine-package-stamp"),
      hash: () => hashOf([at("python", "narcine")]),
      outputs: [venvPython],
      // Not editable: the .pth file has to lie in site-packages, which only a real install does. From a copy: setuptools
      // leaves its build folder beside the sources and would take a stale file from there the next time.
      make: async (must) => {
        const copy = mkdtempSync(join(tmpdir(), "narcine-package-"));
        try {
          cpSync(at("python", "narcine"), copy, { recursive: true });
          await must([...pip, "--no-deps", "--no-build-isolation", "--force-reinstall", copy]);
        } finally {
          rmSync(copy, { recursive: true, force: true });
        }
      },
    },
    {
      // A whole Spark of 400 MB, only for who runs it.
      name: "PySpark",
      stampFile: join(venvDir, ".narcine-spark-stamp"),
      hash: () => hashOf([at("python", "requirements-spark.txt")]),
      outputs: [venvPython],
      make: (must) => must([...pip, "-r", at("python", "requirements-spark.txt")]),
    },
    {
      name: "Spark launcher",
      stampFile: at("build", ".narcine-launcher-stamp"),
      hash: () =>
        hashOf([at("java"), at("python", "requirements-spark.txt"), at("scripts", "build-spark-launcher.mjs")]),
      outputs: [at("build", "spark-launcher.jar")],
      make: (must) => must([process.execPath, at("scripts", "build-spark-launcher.mjs")]),
    },
  ];
}

/** Removes compiled files whose source is gone, so that no test or tool can load code that is not in the tree. */
function dropStaleOutput(under = "") {
  const folder = at("dist", under);
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const name = join(under, entry.name);
    if (entry.isDirectory()) dropStaleOutput(name);
    const base = /^(.*?)(?:\.d\.ts|\.js)(?:\.map)?$/.exec(name)?.[1];
    if (base === undefined) continue;
    if (![".ts", ".js", ".mts"].some((ending) => existsSync(at("src", base + ending)))) rmSync(at("dist", name));
  }
}

/**
 * Brings the checkout up to date.
 * @param {{forTests?: boolean, withSpark?: boolean, say?: (line: string) => void}} [options] forTests: what only tests need
 *   too; withSpark: PySpark, and the launcher for it (a JDK)
 * @returns {Promise<{did: string[], seconds: number}>} names of the steps that had work to do
 * @throws MissingToolsError, SetupError, StoppedError
 */
export async function setup({ forTests = false, withSpark = forTests, say = (line) => console.log(line) } = {}) {
  const started = process.hrtime.bigint();
  const work = chains(withSpark).filter((chain) => !chain.every(isDone));
  let did = [];
  if (work.length > 0 || forTests || withSpark) {
    // A checkout that is set up needs none of the tools to run; tests always do.
    const tools = checkTools({ forTests, withSpark });
    if (work.length > 0) did = await oneAtATime(root, say, () => runChains(work, tools, say));
  }
  const seconds = secondsSince(started);
  if (did.length === 0) say(`setup: everything is there (${seconds.toFixed(1)} s)`);
  return { did, seconds };
}

async function runChains(work, tools, say) {
  const outcomes = await Promise.allSettled(work.map((chain) => runChain(chain, tools, say)));
  const failed = outcomes.find(({ status }) => status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return outcomes.flatMap(({ value }) => value);
}

/** Runs `main` for a script: a known error is printed without a stack and ends the process with 1. */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    const known = [MissingToolsError, SetupError, StoppedError, UsageError].some((kind) => error instanceof kind);
    const exitCode = error instanceof UsageError ? error.exitCode : 1;
    (exitCode === 0 ? console.log : console.error)(known ? error.message : error);
    process.exitCode = exitCode;
  }
  // Told to stop it has tidied up by now; a timer of what was broken off must not keep it.
  if (stopCode() !== null) process.exit(stopCode());
}

if (isMain(import.meta.url)) {
  await runScript(async () => {
    await setup();
  });
}
