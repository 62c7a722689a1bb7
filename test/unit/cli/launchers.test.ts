import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureLauncher, LauncherError, type LauncherSpec, launcherHome } from "../../../src/cli/launchers.js";

/** Stands in for our raylet: says under which name and with which arguments it runs. */
const DUMMY_MAIN = `
import { readFileSync } from "node:fs";
const cmdline = readFileSync("/proc/self/cmdline", "utf8").split("\\0").slice(0, -1);
const comm = readFileSync("/proc/self/comm", "utf8").trim();
console.log(JSON.stringify({ cmdline, comm, preload: process.env.LD_PRELOAD ?? null,
  certificates: [process.env.NODE_EXTRA_CA_CERTS ?? null, process.env.NARCINE_NODE_EXTRA_CA_CERTS ?? null], pid: process.pid }));
`;

interface Seen {
  readonly cmdline: string[];
  readonly comm: string;
  readonly preload: string | null;
  /** NODE_EXTRA_CA_CERTS, and where we keep it meanwhile. */
  readonly certificates: readonly (string | null)[];
  readonly pid: number;
}

/** Node 20 takes its name from the link; newer ones name their main thread, and the raylet then names itself. */
const EXPECTED_COMM =
  Number(process.versions.node.split(".")[0]) < 22 ? "raylet" : expect.stringMatching(/raylet|MainThread/);

describe("ensureLauncher", () => {
  let folder = "";
  let spec: LauncherSpec;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "narcine-launcher-"));
    const mainPath = join(folder, "it's a main.mjs");
    writeFileSync(mainPath, DUMMY_MAIN);
    mkdirSync(join(folder, "home"));
    spec = { processName: "raylet", mainPath, nodePath: process.execPath, home: join(folder, "home") };
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const start = (launcher: string, args: string[], env: NodeJS.ProcessEnv = {}): Seen =>
    JSON.parse(execFileSync(launcher, args, { env: { PATH: process.env["PATH"], ...env }, encoding: "utf8" }));

  it("runs under the names by which Ray finds a raylet, with the flags untouched", () => {
    const launcher = ensureLauncher(spec);
    const flags = ["--node_id=abc", "--static_resource_list=CPU,2", "--name=with space", "--help", ""];
    const seen = start(launcher, flags);
    expect(basename(launcher)).toContain("raylet");
    expect(seen.comm).toEqual(EXPECTED_COMM);
    expect(basename(seen.cmdline[0] ?? "")).toBe("raylet");
    expect(seen.cmdline.slice(1)).toEqual([spec.mainPath, ...flags]);
  });

  it("is the very process that was started, with no shell left above it", () => {
    const launcher = ensureLauncher(spec);
    const result = spawnSync(launcher, [], { encoding: "utf8" });
    expect((JSON.parse(result.stdout) as Seen).pid).toBe(result.pid);
  });

  it("drops the preload that Ray adds and keeps the user's", () => {
    const launcher = ensureLauncher(spec);
    // No such library: the loader of the system warns about it and goes on, which is enough to see who inherits it.
    const preload = join(folder, "libjemalloc.so");
    expect(start(launcher, [], { LD_PRELOAD: preload, RAY_LD_PRELOAD_ON_WORKERS: "0" }).preload).toBeNull();
    expect(start(launcher, [], { LD_PRELOAD: preload }).preload).toBe(preload);
  });

  it("keeps from our own Node the certificates that it would read at every start, and not from a worker's", () => {
    // Node warns of a file that is not there, and goes on.
    const env = { NODE_EXTRA_CA_CERTS: join(folder, "ca.pem") };
    expect(start(ensureLauncher(spec), [], env).certificates).toEqual([null, env.NODE_EXTRA_CA_CERTS]);
    expect(start(ensureLauncher(spec), []).certificates).toEqual([null, null]);
    const ofWorker = ensureLauncher({ ...spec, processName: "ts_worker" });
    expect(start(ofWorker, [], env).certificates).toEqual([env.NODE_EXTRA_CA_CERTS, null]);
  });

  it("is made once and made again when damaged", () => {
    const launcher = ensureLauncher(spec);
    const before = readFileSync(launcher, "utf8");
    expect(ensureLauncher(spec)).toBe(launcher);
    writeFileSync(launcher, "#!/bin/sh\n");
    expect(ensureLauncher(spec)).toBe(launcher);
    expect(readFileSync(launcher, "utf8")).toBe(before);
    rmSync(join(dirname(launcher), "raylet"));
    ensureLauncher(spec);
    expect(start(launcher, []).comm).toEqual(EXPECTED_COMM);
    expect(readdirSync(spec.home ?? "")).toEqual([basename(dirname(launcher))]);
  });

  it("gives another Node, other flags and another main their own launchers", () => {
    const otherMain = join(folder, "other.mjs");
    writeFileSync(otherMain, DUMMY_MAIN);
    const launchers = [
      spec,
      { ...spec, nodePath: "/another/node" },
      { ...spec, nodeFlags: ["--max-semi-space-size=16"] },
      { ...spec, mainPath: otherMain },
      { ...spec, processName: "gcs_server" as const },
    ].map(ensureLauncher);
    expect(new Set(launchers).size).toBe(launchers.length);
  });

  it("says what to build when the main script is not there", () => {
    expect(() => ensureLauncher({ ...spec, mainPath: join(folder, "none.js") })).toThrow(LauncherError);
    expect(() => ensureLauncher({ ...spec, mainPath: join(folder, "none.js") })).toThrow(/npm run build/);
  });
});

describe("launcherHome", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "narcine-home-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("takes the named folder, then the caches of the user", () => {
    const named = join(folder, "named");
    const env = { NARCINE_CACHE_DIR: named, XDG_CACHE_HOME: join(folder, "xdg"), HOME: join(folder, "home") };
    expect(launcherHome(env)).toBe(named);
    expect(launcherHome({ ...env, NARCINE_CACHE_DIR: "relative" })).toBe(join(folder, "xdg", "narcine"));
    expect(launcherHome({ HOME: env.HOME })).toBe(join(folder, "home", ".cache", "narcine"));
  });

  it("passes over what is not a folder, and a folder that others may write", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    const open = join(folder, "open");
    mkdirSync(open);
    chmodSync(open, 0o777);
    const home = join(folder, "home");
    const usable = join(home, ".cache", "narcine");
    expect(launcherHome({ NARCINE_CACHE_DIR: join(file, "below"), HOME: home })).toBe(usable);
    expect(launcherHome({ NARCINE_CACHE_DIR: open, HOME: home })).toBe(usable);
  });
});
