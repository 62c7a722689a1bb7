import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const BIN = join(import.meta.dirname, "..", "..", "..", "bin");
const { SOON_OPTIMIZED } = createRequire(import.meta.url)(join(BIN, "load.cjs")) as {
  readonly SOON_OPTIMIZED: readonly string[];
};

/** bin/load.cjs in a small package of its own, whose bundle and modules say which of them ran. */
describe("how our processes are loaded", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "narcine-load-"));
    for (const folder of ["bin", "dist/bundle", "dist/cli/processes"])
      mkdirSync(join(root, folder), { recursive: true });
    for (const name of ["load.cjs", "raylet.cjs"]) copyFileSync(join(BIN, name), join(root, "bin", name));
    writeFileSync(join(root, "package.json"), '{ "type": "module" }');
    writeFileSync(modules(), 'export const start = (argv) => console.log("modules " + argv);');
    writeBundle("one", "bundle");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const modules = () => join(root, "dist", "cli", "processes", "raylet.js");
  const bundle = () => join(root, "dist", "bundle", "raylet.cjs");
  const writeBundle = (name: string, word: string) =>
    writeFileSync(
      bundle(),
      `// ${name}\nfunction later() { return "of the start"; }\nexports.start = async (argv) => { await 0; later(); console.log("${word} " + argv); };`,
    );
  const codeFiles = () => readdirSync(join(root, "dist", "bundle")).filter((name) => name.endsWith(".code"));

  function run(env: Readonly<Record<string, string>> = {}): string {
    const options = { encoding: "utf8", env: { PATH: process.env["PATH"], ...env } } as const;
    return execFileSync(process.execPath, [join(root, "bin", "raylet.cjs"), "--flag"], options).trim();
  }
  /** Where the bundle's code comes from, with the flags of a raylet. */
  function code(...nodeFlags: readonly string[]): string {
    const load = JSON.stringify(join(root, "bin", "load.cjs"));
    const script = `process.stdout.write(require(${load}).loadBundle("raylet").code)`;
    return execFileSync(process.execPath, [...SOON_OPTIMIZED, ...nodeFlags, "-e", script], { encoding: "utf8" });
  }

  test("the bundle is what runs, and what V8 made of it is kept for the next start", () => {
    expect(run()).toBe("bundle --flag");
    expect(codeFiles()).toEqual([`one.${process.version}-${process.arch}.code`]);
    expect(code()).toBe("kept");
    expect(run()).toBe("bundle --flag");
  });

  test("modules that were compiled after it are what runs", () => {
    utimesSync(bundle(), new Date(1_000), new Date(1_000));
    expect(run()).toBe("modules --flag");
  });

  test("without a bundle, or with NARCINE_BUNDLE=off, the modules run", () => {
    expect(run({ NARCINE_BUNDLE: "off" })).toBe("modules --flag");
    rmSync(bundle());
    expect(run()).toBe("modules --flag");
  });

  test("kept code serves the bundle it was made of alone, and V8 with the flags it was made with", () => {
    expect(code()).toBe("none");
    run();
    expect(code()).toBe("kept");
    // Of the same length: V8 would take the code of the other one.
    writeBundle("two", "BUNDLE");
    expect(code()).toBe("none");
    expect(run()).toBe("BUNDLE --flag");
    expect(code("--no-opt")).toBe("rejected");
    expect(code()).toBe("kept");
  });

  test("what is kept has the functions that the start has called too", () => {
    run();
    const [file = ""] = codeFiles();
    // A string that only the body of a function has is in V8's code once that function is compiled.
    expect(readFileSync(join(root, "dist", "bundle", file)).includes("of the start")).toBe(true);
  });

  test("what a launcher kept from our Node is there again for what we start", () => {
    writeFileSync(bundle(), "// three\nexports.start = () => console.log(JSON.stringify(process.env));");
    const seen = JSON.parse(run({ NARCINE_NODE_EXTRA_CA_CERTS: "/a/ca.pem" })) as Record<string, string>;
    expect(seen["NODE_EXTRA_CA_CERTS"]).toBe("/a/ca.pem");
    expect(seen).not.toHaveProperty("NARCINE_NODE_EXTRA_CA_CERTS");
  });

  test("where the code cannot be kept, the bundle runs all the same", () => {
    // Root may write anywhere, but not over a folder.
    mkdirSync(join(root, "dist", "bundle", `one.${process.version}-${process.arch}.code`));
    expect(run()).toBe("bundle --flag");
    expect(codeFiles()).toHaveLength(1);
  });
});
