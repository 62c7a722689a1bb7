import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { packagePaths } from "../../../src/cli/package-paths.js";
import { checkPython, RunError, runEnvironment } from "../../../src/cli/run-command.js";

const NARCINE = join(packagePaths().root, "bin", "narcine.mjs");
const STOCK = ["--raylet", "stock", "--gcs", "stock"];
const run = (...args: string[]) =>
  spawnSync(process.execPath, [NARCINE, "run", ...STOCK, ...args], { encoding: "utf8" });

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof RunError ? error.code : String(error);
  }
  return "";
}

describe("runEnvironment", () => {
  it("names for stock our workers alone, whatever stood there before", () => {
    const before = { KEEP: "1", NARCINE_RAYLET_EXECUTABLE: "/a", NARCINE_GCS_SERVER_EXECUTABLE: "/b" };
    const { NARCINE_TYPESCRIPT_WORKER: worker, ...rest } = runEnvironment({ raylet: "stock", gcs: "stock" }, before);
    expect(readFileSync(worker ?? "", "utf8")).toContain(join("dist", "worker", "executor", "main.js"));
    expect(rest).toEqual({
      KEEP: "1",
      NARCINE_HOME: packagePaths().root,
      NARCINE_NODE: process.execPath,
      NARCINE_SPARK_RAYLET: "stock",
      NARCINE_SPARK_GCS: "stock",
    });
  });

  it("names a program of ours for each process that is asked for", () => {
    const home = mkdtempSync(join(tmpdir(), "narcine-cache-"));
    try {
      const before = process.env["NARCINE_CACHE_DIR"];
      process.env["NARCINE_CACHE_DIR"] = home;
      const env = runEnvironment({ raylet: "stock", gcs: "ours" }, {});
      if (before === undefined) delete process.env["NARCINE_CACHE_DIR"];
      else process.env["NARCINE_CACHE_DIR"] = before;
      expect(Object.keys(env).filter((name) => name.endsWith("_EXECUTABLE"))).toEqual([
        "NARCINE_GCS_SERVER_EXECUTABLE",
      ]);
      expect(env).toMatchObject({ NARCINE_SPARK_RAYLET: "stock", NARCINE_SPARK_GCS: "ours" });
      const launcher = env["NARCINE_GCS_SERVER_EXECUTABLE"] ?? "";
      expect(launcher.startsWith(`${home}/`)).toBe(true);
      expect(readFileSync(launcher, "utf8")).toContain(join("bin", "gcs-server.cjs"));
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});

describe("checkPython", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "narcine-run-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A program named like Python that answers the probe. */
  const fakePython = (narcineVersion: string | null, hasHook = narcineVersion !== null, hasPip = true) => {
    const path = join(folder, "python3");
    const facts = { executable: path, pythonVersion: "3.11.2", rayVersion: "2.60.0", narcineVersion, hasHook, hasPip };
    writeFileSync(path, `#!/bin/sh\necho '${JSON.stringify(facts)}'\n`);
    chmodSync(path, 0o755);
    return path;
  };

  it("refuses a Python without the hook and says what to type", () => {
    const python = fakePython(null);
    expect(codeOf(() => checkPython(python))).toBe("NARCINE_NO_HOOK");
    expect(() => checkPython(python)).toThrow(`${python} -m pip install`);
  });

  it("names what installs into an environment without pip, as uv and pipx make them", () => {
    const python = fakePython(null, false, false);
    expect(() => checkPython(python)).toThrow(`install it with: uv pip install --python ${python} `);
  });

  it("refuses a Python whose narcine has a hook that is not run, as an editable install", () => {
    expect(codeOf(() => checkPython(fakePython("0.1.0", false)))).toBe("NARCINE_NO_HOOK");
    expect(() => checkPython(fakePython("0.1.0", false))).toThrow(/does not run the \.pth file of its narcine 0\.1\.0/);
  });

  it("lets a Python with the hook and a command of another kind through", () => {
    expect(codeOf(() => checkPython(fakePython("0.1.0")))).toBe("");
    expect(codeOf(() => checkPython("sh"))).toBe("");
  });

  it("refuses what cannot be run", () => {
    expect(codeOf(() => checkPython(join(folder, "none")))).toBe("NARCINE_NO_COMMAND");
  });
});

describe("narcine run", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "narcine-run-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("gives the command its arguments as they are, and its output and exit code back", () => {
    const result = run("--", "sh", "-c", 'printf "%s|" "$@"; exit 7', "sh", "--raylet", "a b", "--", "");
    expect(result.stdout).toBe("--raylet|a b|--||");
    expect(result.status).toBe(7);
  });

  it("dies by the signal that ended the command", () => {
    expect(run("--", "sh", "-c", "kill -KILL $$").signal).toBe("SIGKILL");
  });

  it("names the Node that it needs to one that is too old", () => {
    const old = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.19.0" } })`;
    const argv = ["--import", `data:text/javascript,${encodeURIComponent(old)}`, NARCINE, "--version"];
    const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8" });
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("needs Node 20.19 or newer, and this is 18.19.0");
  });

  it("exits with 2 and starts nothing when the request cannot be met", () => {
    expect(run("--", join(folder, "none")).status).toBe(2);
    expect(run("--raylet", "theirs", "--", "true").status).not.toBe(0);
  });

  it("passes signals on and then ends as the command does", async () => {
    const mark = join(folder, "ready");
    const script = `trap 'echo got >> "${mark}"; exit 5' TERM; echo ready > "${mark}"; while :; do sleep 0.05; done`;
    const child = spawn(process.execPath, [NARCINE, "run", ...STOCK, "--", "sh", "-c", script], {
      stdio: "ignore",
    });
    try {
      await vi.waitFor(() => expect(readFileSync(mark, "utf8")).toBe("ready\n"), { timeout: 20_000 });
      child.kill("SIGTERM");
      expect(await exitCode(child)).toBe(5);
      expect(readFileSync(mark, "utf8")).toBe("ready\ngot\n");
    } finally {
      child.kill("SIGKILL");
    }
  });
});

function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("exit", resolve));
}
