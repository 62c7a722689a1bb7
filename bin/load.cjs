// Starts one of our long-lived processes (src/cli/processes) from the bundle that scripts/bundle.mjs makes of it: one file,
// and beside it the code that V8 made of it before, named after the bundle and the Node that made it. Some 200 modules take
// six times as long. Where the modules are newer than the bundle (somebody called `tsc` alone) they are what is run.
const { readFileSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { setFlagsFromString } = require("node:v8");
const { Script } = require("node:vm");

const dist = join(__dirname, "..", "dist");

/** @param {"raylet" | "head" | "node-with-head"} name */
async function start(name) {
  bringBackCertificates();
  for (const flag of name === "head" ? LATE_OPTIMIZED : SOON_OPTIMIZED) setFlagsFromString(flag);
  const own = process.env.NARCINE_BUNDLE !== "off" && isBundleNewest(name) ? loadBundle(name) : await loadModules(name);
  await own.exports.start(process.argv.slice(2));
  // The start is compiled by now: kept before it, the code would lack most functions, and every start compile them again.
  if (own.code === "none") own.keep();
}

/**
 * How much bytecode a function runs before V8 optimizes it, on threads of its own; Node 20's default is 67,584, and Node 24's V8
 * has no such flag. A raylet does the same few things for every lease: optimized within the first second of tasks instead of the
 * fourth, its CPU for a lease is 10 % less over the first 10 s. The head's work is wider and thinner: at the default a restart
 * with 1,000 actors takes 0.15 s instead of 0.10 and registrations come a quarter slower, while two cores optimize; what it
 * gains once it has run for some seconds, a placement group in 0.66 ms of CPU instead of 0.85, comes later this way.
 */
const [SOON_OPTIMIZED, LATE_OPTIMIZED] = [20_000, 540_672].map((budget) =>
  process.version.startsWith("v20.") ? [`--interrupt-budget=${budget}`] : [],
);

/**
 * Node reads the certificates of NODE_EXTRA_CA_CERTS whenever it starts, for 35 ms of CPU, and we need none: a launcher
 * (src/cli/launchers.ts) keeps the variable from our Node, and here it is there again for all that we start.
 */
function bringBackCertificates() {
  const path = process.env.NARCINE_NODE_EXTRA_CA_CERTS;
  if (path === undefined) return;
  process.env.NODE_EXTRA_CA_CERTS = path;
  delete process.env.NARCINE_NODE_EXTRA_CA_CERTS;
}

const modulesOf = (name) => join(dist, "cli", "processes", `${name}.js`);
const bundleOf = (name) => join(dist, "bundle", `${name}.cjs`);

function isBundleNewest(name) {
  const paths = [bundleOf(name), modulesOf(name)];
  const [own, others] = paths.map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs);
  return own !== undefined && (others === undefined || own >= others);
}

async function loadModules(name) {
  try {
    return { exports: await import(pathToFileURL(modulesOf(name)).href) };
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    console.error("narcine: this checkout is not built yet; run `node scripts/setup.mjs` in it first");
    process.exit(1);
  }
}

/**
 * @returns the bundle's exports; where its code came from ("none": V8 compiles it; "rejected": V8 takes kept code only from the
 *   same version with the same flags); and what keeps the code of all that has run by then, and says whether it could
 */
function loadBundle(name) {
  const bundle = bundleOf(name);
  // The bundle is ASCII, and a string of one byte a character is what V8 reads fastest.
  const source = readFileSync(bundle, "latin1");
  const codeFile = codeFileOf(name, source);
  const cachedData = readIfThere(codeFile);
  const wrapped = `(function (exports, require, module, __filename, __dirname) { "use strict";${source}\n})`;
  const script = new Script(wrapped, { filename: bundle, cachedData });
  const module = { exports: {} };
  script
    .runInThisContext()
    .call(module.exports, module.exports, createRequire(bundle), module, bundle, dirname(bundle));
  const code = cachedData === undefined ? "none" : script.cachedDataRejected ? "rejected" : "kept";
  return { exports: module.exports, code, keep: () => keep(codeFile, script.createCachedData()) };
}

/** A bundle begins with a comment that is a hash of it: V8 itself compares no more than the length. */
function codeFileOf(name, source = readFileSync(bundleOf(name), "latin1")) {
  const hash = source.slice(3, source.indexOf("\n"));
  return join(dist, "bundle", `${hash}.${process.version}-${process.arch}.code`);
}

function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Whoever may not write here goes without. */
function keep(file, code) {
  const draft = `${file}.${process.pid}`;
  try {
    writeFileSync(draft, code);
    renameSync(draft, file);
    return true;
  } catch {
    rmSync(draft, { force: true });
    return false;
  }
}

module.exports = { start, loadBundle, codeFileOf, SOON_OPTIMIZED };
