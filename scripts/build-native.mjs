// Builds the native addon (crates/napi) and puts it where src/native/addon.ts loads it: build/narcine.node.
// Plain Node, no dependencies. Cargo itself decides what is up to date; the copy is replaced by rename, because a
// running process may have the old file mapped.
//
//   node scripts/build-native.mjs [--debug]

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, "build", "narcine.node");
const installHint = "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal";

/** The environment for cargo: rustup's folder is added, since a shell opened before its installation lacks it. */
function cargoEnvironment() {
  const bin = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "bin");
  return existsSync(join(bin, "cargo"))
    ? { ...process.env, PATH: `${process.env.PATH ?? ""}${delimiter}${bin}` }
    : process.env;
}

function fail(message) {
  console.error(`build-native: ${message}`);
  process.exit(1);
}

function build(release) {
  const args = ["build", "--package", "narcine-napi", "--lib", "--message-format=json-render-diagnostics"];
  if (release) args.push("--release");
  const result = spawnSync("cargo", args, {
    cwd: root,
    env: cargoEnvironment(),
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  if (result.error?.code === "ENOENT")
    fail(`cargo (the Rust tool chain) is not installed. Install it with:\n  ${installHint}`);
  if (result.error) fail(`cargo could not be started: ${result.error.message}`);
  if (result.status !== 0) fail(`cargo ${args.join(" ")} failed with status ${result.status ?? result.signal}`);
  for (const line of result.stdout.split("\n").reverse()) {
    if (!line.includes('"compiler-artifact"')) continue;
    const artifact = JSON.parse(line);
    if (artifact.target.name !== "narcine_napi") continue;
    const library = artifact.filenames.find((name) => /\.(so|dylib|dll)$/.test(name));
    if (library) return library;
  }
  return fail("cargo reported no shared library for narcine-napi");
}

const library = build(!process.argv.includes("--debug"));
if (existsSync(target) && readFileSync(target).equals(readFileSync(library))) process.exit(0);
mkdirSync(dirname(target), { recursive: true });
const fresh = `${target}.${process.pid}.tmp`;
try {
  copyFileSync(library, fresh);
  renameSync(fresh, target);
} finally {
  rmSync(fresh, { force: true });
}
console.log(`build-native: ${target}`);
