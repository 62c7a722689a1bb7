// Starts one of our long-lived processes (src/cli/processes.ts) from the bundle that scripts/bundle.mjs makes: one file, and
// beside it the code that V8 made of it before, named after the bundle and the Node that made it. Some 200 modules take six
// times as long. Where the modules are newer than the bundle (somebody called `tsc` alone) they are what is run.
const { readFileSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { Script } = require("node:vm");

const dist = join(__dirname, "..", "dist");
const modules = join(dist, "cli", "processes.js");
const bundle = join(dist, "bundle", "processes.cjs");

/** @param {"raylet" | "head" | "nodeWithHead"} name */
async function start(name) {
  const processes =
    process.env.NARCINE_BUNDLE !== "off" && isBundleNewest() ? loadBundle().exports : await loadModules();
  await processes[name](process.argv.slice(2));
}

function isBundleNewest() {
  const [own, others] = [bundle, modules].map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs);
  return own !== undefined && (others === undefined || own >= others);
}

async function loadModules() {
  try {
    return await import(pathToFileURL(modules).href);
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    console.error("narcine: this checkout is not built yet; run `node scripts/setup.mjs` in it first");
    process.exit(1);
  }
}

/**
 * @returns the bundle's exports, and where its code came from: V8 takes kept code only from the same version with the same flags
 */
function loadBundle() {
  // The bundle is ASCII, and a string of one byte a character is what V8 reads fastest.
  const source = readFileSync(bundle, "latin1");
  const codeFile = join(dirname(bundle), `${nameIn(source)}.${process.version}-${process.arch}.code`);
  const cachedData = readIfThere(codeFile);
  const wrapped = `(function (exports, require, module, __filename, __dirname) { "use strict";${source}\n})`;
  const script = new Script(wrapped, { filename: bundle, cachedData });
  const module = { exports: {} };
  script
    .runInThisContext()
    .call(module.exports, module.exports, createRequire(bundle), module, bundle, dirname(bundle));
  // What has run by now is compiled, and so is kept.
  if (cachedData === undefined) return { exports: module.exports, code: keep(codeFile, script.createCachedData()) };
  return { exports: module.exports, code: script.cachedDataRejected ? "rejected" : "kept" };
}

/** The bundle begins with a comment that is a hash of it: V8 itself compares no more than the length. */
const nameIn = (source) => source.slice(3, source.indexOf("\n"));

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
    return "made";
  } catch {
    rmSync(draft, { force: true });
    return "not kept";
  }
}

module.exports = { start, loadBundle };
