import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { describeRun, programFolder, runProgram } from "../interop/harness.js";
import { STOCK } from "../interop/mix.js";
import { typeScriptCallsTypeScript } from "../interop/typescript-calls.js";
import { pythonCallsTypeScript } from "../interop/typescript-workers.js";

describe("TypeScript workers of Ray's own raylet, under Ray's own head", () => {
  it("are called from Python", () => pythonCallsTypeScript(STOCK), 300_000);
  it("are called from TypeScript", () => typeScriptCallsTypeScript(STOCK), 300_000);

  it("started without TypeScript workers Python is told, and the raylet lives", async () => {
    const env = { NARCINE_TEST_ONLY: "without_workers" };
    const run = await runProgram({
      program: join(programFolder, "typescript_workers.py"),
      maker: "stock",
      limitMs: 120_000,
      env,
    });
    expect(run.facts["without_workers"], describeRun(run)).toEqual(["NoTypeScriptError", "python still runs"]);
  });
});
