import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ensureLauncher, type LauncherSpec } from "../../../src/cli/launchers.js";

/** What happens while a launcher is made, right before it is put into its place. */
const meanwhile = vi.hoisted(() => ({ once: () => {} }));
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    chmodSync(...args: Parameters<typeof fs.chmodSync>) {
      fs.chmodSync(...args);
      const action = meanwhile.once;
      meanwhile.once = () => {};
      action();
    },
  };
});

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "narcine-race-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("a launcher that another command has made meanwhile stays: a program may be starting from it", () => {
  const mainPath = join(folder, "main.mjs");
  writeFileSync(mainPath, "");
  const home = mkdtempSync(join(folder, "home-"));
  const spec: LauncherSpec = { processName: "raylet", mainPath, nodePath: process.execPath, home };
  let made = 0;
  meanwhile.once = () => {
    made = statSync(dirname(ensureLauncher(spec))).ino;
  };
  expect(statSync(dirname(ensureLauncher(spec))).ino).toBe(made);
  expect(readdirSync(home)).toHaveLength(1);
});
