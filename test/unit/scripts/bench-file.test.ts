import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commitOf, earlierRounds, freeStem, jsonOf, settingsOf } from "../../../scripts/lib/bench-file.mjs";

describe("a file of results", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "narcine-results-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("says when it is not of the commit that it names", () => {
    const git = (...args: string[]) =>
      execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", ...args], { stdio: "pipe" });
    expect(commitOf(folder)).toBeNull();
    git("init", "--quiet");
    writeFileSync(join(folder, "known"), "1");
    git("add", "known");
    git("commit", "--quiet", "-m", "one");
    writeFileSync(join(folder, "new"), "");
    expect(commitOf(folder)).toMatch(/^[0-9a-f]{7,}$/);
    writeFileSync(join(folder, "known"), "2");
    expect(commitOf(folder)).toMatch(/^[0-9a-f]{7,}-dirty$/);
    git("add", "known");
    expect(commitOf(folder)).toMatch(/-dirty$/);
  });

  it("is never written over another one", () => {
    const stem = join(folder, "2026-11-29-abc1234");
    expect(freeStem(stem)).toBe(stem);
    writeFileSync(`${stem}.json`, "");
    expect(freeStem(stem)).toBe(`${stem}-2`);
    writeFileSync(`${stem}-2.json`, "");
    expect(freeStem(stem)).toBe(`${stem}-3`);
  });

  it("names the settings it was made under, and no secret and no home", () => {
    const env = {
      HOME: homedir(),
      RAY_AUTH_TOKEN: "abc",
      RAY_REDIS_PASSWORD: "abc",
      RAY_memory_monitor_refresh_ms: "0",
      NARCINE_HEAD_STORAGE: join(homedir(), "state"),
      NARCINE_TEST_MIX: "ours+stock",
    };
    const settings = ["NARCINE_HEAD_STORAGE=~/state", "RAY_REDIS_PASSWORD", "RAY_memory_monitor_refresh_ms=0"];
    expect(settingsOf(env)).toEqual(settings);
  });

  it("takes more rounds of the same tree on the same machine only", () => {
    const facts = {
      machine: { cpu: "AMD EPYC", cores: 2, memoryBytes: 2 ** 34, kernel: "6.18" },
      versions: { narcine: "0.1.0", commit: "abc1234", ray: "2.60.0", node: "v20.20.2", python: "3.11.7" },
      quick: false,
    };
    const file = join(folder, "results.json");
    const kept = { ...facts, rounds: 2, rows: [], samples: [] };
    writeFileSync(file, jsonOf(kept));
    expect(earlierRounds(file, facts)).toEqual(kept);
    const refused = (more: object) => () => earlierRounds(file, { ...facts, ...more });
    expect(refused({ quick: true })).toThrow(/quick false, not true/);
    expect(refused({ machine: { ...facts.machine, cpu: "Xeon" } })).toThrow(/CPU AMD EPYC, not Xeon/);
    expect(refused({ versions: { ...facts.versions, commit: "abc1234-dirty" } })).toThrow(
      /commit abc1234, not abc1234-/,
    );
    expect(refused({ versions: { ...facts.versions, node: "v24.0.0" } })).toThrow(/Node v20.20.2, not v24.0.0/);
    writeFileSync(file, jsonOf({ ...kept, samples: undefined }));
    expect(refused({})).toThrow(/no samples/);
  });
});
