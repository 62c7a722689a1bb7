// A step of the set-up is done when the stamp beside its output names the hash of all its inputs. Contents are hashed,
// never times: a fresh clone, a branch switched back and forth or a copied tree all give the right answer.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "./project.mjs";

const passedOver = new Set(["node_modules", "target", "dist", "build", "__pycache__", ".pytest_cache"]);

function* filesUnder(path) {
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (passedOver.has(entry.name) || entry.name.endsWith(".egg-info") || entry.name.endsWith(".node")) continue;
    if (entry.isDirectory()) yield* filesUnder(join(path, entry.name));
    else if (entry.isFile()) yield join(path, entry.name);
  }
}

/**
 * Hash over files, and all files under folders. Inputs that do not exist count as empty.
 * @param {string[]} inputs absolute paths
 * @param {string[]} facts further strings the result depends on (versions, flags)
 */
export function hashOf(inputs, facts = []) {
  const hash = createHash("sha256");
  for (const fact of facts) hash.update(`fact ${fact}\n`);
  for (const input of inputs) {
    if (!existsSync(input)) continue;
    const files = isFolder(input) ? filesUnder(input) : [input];
    for (const file of files) {
      const content = readFileSync(file);
      hash.update(`file ${relative(root, file)} ${content.length}\n`).update(content);
    }
  }
  return hash.digest("hex");
}

function isFolder(path) {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
}

export function isStamped(stampFile, hash) {
  return existsSync(stampFile) && readFileSync(stampFile, "utf8").trim() === hash;
}

export function stamp(stampFile, hash) {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, `${hash}\n`);
}

export function unstamp(stampFile) {
  rmSync(stampFile, { force: true });
}
