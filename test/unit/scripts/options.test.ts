import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const scripts = join(import.meta.dirname, "..", "..", "..", "scripts");

const call = (script: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(scripts, script), ...args], { encoding: "utf8" });

describe.each(["bench.mjs", "test.mjs"])("%s", (script) => {
  it("shows its help, which is the comment that it begins with, and does nothing", () => {
    const { status, stdout, stderr } = call(script, "--help");
    const first = readFileSync(join(scripts, script), "utf8").split("\n")[0];
    expect({ status, stderr, first: `// ${stdout.split("\n")[0]}` }).toEqual({ status: 0, stderr: "", first });
    expect(stdout).toContain("--only=");
    expect(stdout).not.toContain("import ");
  });

  it.each([["--quack"], ["--only=quack"]])("says what is wrong with %s, without a stack", (argument) => {
    const { status, stdout, stderr } = call(script, argument);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/quack/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
