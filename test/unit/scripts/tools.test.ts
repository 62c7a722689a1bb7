import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const module = pathToFileURL(join(import.meta.dirname, "..", "..", "..", "scripts", "lib", "tools.mjs")).href;

/** A machine whose PATH has these programs and no other; each prints its line whatever it is asked. */
const machine: Record<string, string> = {
  cargo: "cargo 1.90.0",
  rustc: "rustc 1.90.0",
  "cargo-fmt": "rustfmt 1.8.0",
  "cargo-clippy": "clippy 0.1.90",
  cc: "cc 12.2.0",
  "python3.11": "/usr/bin/python3.11 3.11.9",
  git: "git version 2.39.5",
  unshare: "unshare 2.38.1",
};

describe("checkTools", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "narcine-tools-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function check(
    programs: Record<string, string>,
    forTests = true,
    withSpark = false,
  ): { code: number | null; said: string } {
    for (const [name, line] of Object.entries(programs)) {
      writeFileSync(join(folder, name), `#!/bin/sh\necho "${line}"\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const code = `import { checkTools } from ${JSON.stringify(module)};
      try { console.log(checkTools({ forTests: ${forTests}, withSpark: ${withSpark} }).python); }
      catch (error) { console.log(error.message); process.exitCode = 1; }`;
    const { status, stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
      env: { PATH: folder, CARGO_HOME: join(folder, "no-cargo"), HOME: folder },
      encoding: "utf8",
    });
    return { code: status, said: stdout };
  }

  it("is content with a machine that has all", () => {
    expect(check(machine)).toEqual({ code: 0, said: "/usr/bin/python3.11\n" });
  });

  it("takes a Python whose path has spaces", () => {
    const { said } = check({ ...machine, "python3.11": "/opt/my python/bin/python3.11 3.11.9" });
    expect(said).toBe("/opt/my python/bin/python3.11\n");
  });

  it("wants a JDK that Spark runs with", () => {
    const needed = (javac: Record<string, string>) => check({ ...machine, ...javac }, true, true);
    expect(needed({}).said).toMatch(/a JDK 17 or newer, for Spark: no javac\n +install it with: .*openjdk-17-jdk/);
    expect(needed({ javac: "javac 11.0.20" }).said).toMatch(/for Spark: javac is javac 11\.0\.20\n/);
    expect(needed({ javac: "" }).said).toMatch(/for Spark: javac is older than Java 9\n/);
    for (const javac of ["javac 17.0.9", "javac 21"]) expect(needed({ javac }).code).toBe(0);
  });

  it.each([
    ["cargo", /cargo 1\.90 or newer: not found\n +install it with: curl .*rustup/],
    ["rustc", /rustc 1\.90 or newer: not found\n +install it with: curl .*rustup/],
    ["cargo-fmt", /rustfmt: not found\n +install it with: rustup component add rustfmt/],
    ["cargo-clippy", /clippy: not found\n +install it with: rustup component add clippy/],
    ["cc", /a C linker \(cc\): not found\n +install it with: .*build-essential/],
    [
      "python3.11",
      /Python 3\.11 with venv: no python3\.11, no python3, no python\n +install it with: .*python3\.11-venv/,
    ],
    ["git", /git: not found\n +install it with: .*apt-get install -y git/],
    ["unshare", /unshare: not found\n +install it with: .*util-linux/],
  ])("names a missing %s and the command that installs it", (tool, message) => {
    const { [tool]: _, ...rest } = machine;
    const { code, said } = check(rest);
    expect(code).toBe(1);
    expect(said).toMatch(message);
    expect(said.match(/install it with/g), "only what is missing").toHaveLength(1);
  });

  it("names all that is missing at once, and what is too old", () => {
    const { said } = check({ cargo: "cargo 1.70.0", rustc: "rustc 1.70.0", python3: "/usr/bin/python3 3.12.1" });
    expect(said).toMatch(/cargo 1\.90 or newer: cargo 1\.70\.0/);
    expect(said).toMatch(/Python 3\.11 with venv: no python3\.11, python3 is 3\.12\.1/);
    expect(said).toMatch(/a C linker/);
  });

  it("asks less of whoever only runs programs", () => {
    const { git: _1, unshare: _2, "cargo-fmt": _3, "cargo-clippy": _4, ...rest } = machine;
    expect(check(rest, false).code).toBe(0);
  });
});
