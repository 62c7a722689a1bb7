import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { launcherHome } from "../../../src/cli/launchers.js";

// A machine that does not know this user, and on which no program runs from a folder called "noexec".
vi.mock("node:os", async (original) => ({
  ...(await original<typeof import("node:os")>()),
  homedir: () => {
    throw new Error("uv_os_homedir returned ENOENT");
  },
}));
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  return {
    ...fs,
    accessSync(path: string, mode: number) {
      if (mode === fs.constants.X_OK && path.includes("/noexec/")) throw new Error("EACCES");
      fs.accessSync(path, mode);
    },
  };
});

describe("launcherHome", () => {
  const folder = mkdtempSync(join(tmpdir(), "narcine-home-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("passes over a folder that no program can be started from", () => {
    const usable = join(folder, "xdg", "narcine");
    const env = { NARCINE_CACHE_DIR: join(folder, "noexec", "cache"), XDG_CACHE_HOME: join(folder, "xdg") };
    expect(launcherHome(env)).toBe(usable);
    expect(readdirSync(usable)).toEqual([]);
    expect(readdirSync(join(folder, "noexec", "cache"))).toEqual([]);
  });

  it("does without the home of a user who has none", () => {
    expect(launcherHome({ XDG_CACHE_HOME: join(folder, "xdg") })).toBe(join(folder, "xdg", "narcine"));
    vi.stubEnv("TMPDIR", folder);
    expect(launcherHome({})).toBe(join(folder, `narcine-${process.getuid?.()}`));
    vi.unstubAllEnvs();
  });
});
