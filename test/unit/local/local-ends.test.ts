import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

// By what `npm run build` made of src.
const program = fileURLToPath(new URL("ends.mjs", import.meta.url));
const example = fileURLToPath(new URL("../../../examples/local.mjs", import.meta.url));

it("runs the example", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [example]);
  expect(stdout.split("\n")).toEqual([
    "counts: 11 13 16",
    "pi is about 3.1",
    "the sum of all prices: 1249975000 + 3749975000",
    "in a thread: RangeError true",
    "",
  ]);
  expect(stderr).toBe("");
});

describe("nothing is left of local mode, with tasks and an actor under way", () => {
  let folder: string;
  let shared: readonly string[];
  let child: ChildProcess;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "narcine-ends-"));
    shared = readdirSync("/dev/shm");
  });
  afterEach(() => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });

  function start(how: string) {
    child = spawn(process.execPath, [program, how], { env: { ...process.env, TMPDIR: folder } });
    let printed = "";
    child.stdout?.on("data", (text: Buffer) => {
      printed += text.toString();
    });
    return () => printed.split("\n");
  }

  const left = () => ({
    files: readdirSync(folder, { recursive: true }),
    shared: readdirSync("/dev/shm").filter((name) => !shared.includes(name) && /plasma|narcine/.test(name)),
  });

  it.each([
    ["shutdown", 0, ["5000000 1 5000000", "The driver was shut down.", ""]],
    ["exit", 3, ["5000000 1 5000000", ""]],
    ["throw", 1, ["5000000 1 5000000", ""]],
  ] as const)("after %s", async (how, expected, lines) => {
    const printed = start(how);
    const [code] = await once(child, "exit");
    expect([code, printed()]).toEqual([expected, lines]);
    expect(left()).toEqual({ files: [], shared: [] });
  });

  it("after kill -9", async () => {
    const printed = start("wait");
    await expect.poll(printed, { timeout: 30_000 }).toContain("waiting");
    expect(left()).toEqual({ files: [], shared: [] });
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(left()).toEqual({ files: [], shared: [] });
  });
});
