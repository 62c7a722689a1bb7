import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startNode } from "../../../src/cli/start/start.js";
import {
  currentClusterFile,
  forgetCurrentCluster,
  makeSession,
  noteCurrentCluster,
  sessionAt,
} from "../../../src/runtime/session.js";
import { headAddress } from "../../../src/worker/find-node.js";

describe("the folders of sessions", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "narcine-session-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("are this user's, and the newest has a name", () => {
    const first = sessionAt(folder, "session_1");
    makeSession(first);
    expect(statSync(first.logs).mode & 0o777).toBe(0o700);
    // A link of a process that ended while it wrote it.
    writeFileSync(join(folder, `session_latest.${process.pid}`), "");
    const second = sessionAt(folder, "session_2");
    makeSession(second);
    expect(readlinkSync(join(folder, "session_latest"))).toBe(second.dir);
    expect(existsSync(join(folder, `session_latest.${process.pid}`))).toBe(false);
  });

  it("lie in one that all users may write to, as Ray's does", () => {
    expect(noteCurrentCluster("10.0.0.1:6379", { RAY_TMPDIR: folder })).toBe(true);
    expect(statSync(join(folder, "ray")).mode & 0o777).toBe(0o777);
    expect(readFileSync(join(folder, "ray", "ray_current_cluster"), "utf8")).toBe("10.0.0.1:6379");
  });

  it("may be another user's: the cluster is there all the same", () => {
    writeFileSync(join(folder, "ray"), "where no folder can be made");
    expect(noteCurrentCluster("10.0.0.1:6379", { RAY_TMPDIR: folder })).toBe(false);
  });

  it("and its note are where Ray's drivers look for them", () => {
    const file = join("ray", "ray_current_cluster");
    expect(currentClusterFile({ TMPDIR: folder })).toBe(join(folder, file));
    expect(currentClusterFile({ TMPDIR: "/elsewhere", RAY_TMPDIR: folder })).toBe(join(folder, file));
    expect(currentClusterFile({ TMPDIR: "", RAY_TMPDIR: "" })).toBe(join("/tmp", file));
    noteCurrentCluster("10.0.0.1:6379", { TMPDIR: folder });
    expect(headAddress(undefined, { TMPDIR: folder })).toBe("10.0.0.1:6379");
  });

  it("lose the note with the cluster, but for another user's", () => {
    const env = { RAY_TMPDIR: folder };
    forgetCurrentCluster(env);
    noteCurrentCluster("10.0.0.1:6379", env);
    const uid = statSync(currentClusterFile(env)).uid;
    forgetCurrentCluster(env, uid + 1);
    expect(existsSync(currentClusterFile(env))).toBe(true);
    forgetCurrentCluster(env, uid);
    expect(existsSync(currentClusterFile(env))).toBe(false);
  });

  it("that cannot be made are refused by the option's name, and nothing is started", async () => {
    writeFileSync(join(folder, "file"), "");
    const options = { head: true, tempDir: join(folder, "file", "ray") };
    await expect(startNode(options, { HOME: folder, PATH: "" })).rejects.toMatchObject({
      code: "NARCINE_BAD_START",
      message: expect.stringContaining("--temp-dir"),
    });
  });
});
