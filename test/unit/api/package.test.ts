import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");
/** Folders of node_modules that what the package depends on needs. */
const dependencies = new Set([
  "@protobufjs",
  "acorn",
  "commander",
  "eslint-scope",
  "esrecurse",
  "estraverse",
  "long",
  "piscina",
  "protobufjs",
]);
const project = mkdtempSync(join(tmpdir(), "narcine-package-"));
afterAll(() => rmSync(project, { recursive: true }));

it("what npm packs runs in an empty project, with its dependencies beside it and nothing else", () => {
  const modules = join(project, "node_modules");
  const narcine = join(modules, "narcine");
  mkdirSync(narcine, { recursive: true });
  execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", project], { cwd: root });
  const [tarball = ""] = readdirSync(project).filter((name) => name.endsWith(".tgz"));
  execFileSync("tar", ["-xzf", join(project, tarball), "-C", narcine, "--strip-components=1"]);
  const kept = readdirSync(narcine, { recursive: true, encoding: "utf8" });
  expect(kept.filter((path) => /__pycache__|\/tests\b|\.egg-info/.test(path))).toEqual([]);
  for (const name of readdirSync(join(root, "node_modules"))) {
    if (dependencies.has(name)) symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
  const program = `
    import * as narcine from "narcine";
    import { existsSync } from "node:fs";
    const failed = await narcine.init({ address: "127.0.0.1:1" }).catch((error) => error);
    const types = new URL("index.d.ts", import.meta.resolve("narcine"));
    await narcine.init({ local: true, numCpus: 1 });
    const twice = await narcine.remote((x) => 2 * x).remote(4);
    await narcine.shutdown();
    console.log(failed instanceof narcine.ConnectError, existsSync(types), typeof narcine.python.actor, twice);
  `;
  const printed = execFileSync(process.execPath, ["--input-type=module", "-e", program], { cwd: project });
  expect(printed.toString().trim()).toBe("true true function 8");
}, 60_000);
