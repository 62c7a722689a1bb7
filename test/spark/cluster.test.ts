import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lines, OF_RAY, python, repository, Scene, startSpark } from "./harness.js";

const GiB = 1024 ** 3;

describe("Ray on a standalone Spark: a master and two workers of two cores", () => {
  let scene: Scene;
  let master: string;
  let program: ReturnType<Scene["start"]>;
  let lines: Lines;
  let stderr = "";

  beforeAll(async () => {
    scene = new Scene();
    // Of another cluster of this user, as a plain `ray.init()` leaves it.
    mkdirSync(join(scene.folder, "home", ".ray"));
    writeFileSync(join(scene.folder, "home", ".ray", "auth_token"), "f".repeat(64));
    master = await startSpark(scene, 2, 2);
    const script = join(repository, "test", "spark", "programs", "cluster.py");
    program = scene.start([python, script, master, join(scene.folder, "ray"), join(scene.folder, "logs")]);
    lines = new Lines(program);
    program.stderr?.on("data", (text) => {
      stderr = `${stderr}${text}`.slice(-20_000);
    });
  });
  afterAll(() => scene.end());

  const fact = async (kind: string, withinMs = 90_000) => {
    try {
      return await lines.fact(kind, withinMs);
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}\n--- stderr\n${stderr}`);
    }
  };

  it("refuses what cannot run, in words", async () => {
    const first = await fact("REFUSED");
    expect(first["text"]).toContain("4000 CPUs a node are asked for and Spark's executors have");
    const second = await lines.find("refusal of GPUs", (line) => (line.includes("1 GPUs a worker node") ? line : null));
    expect(second).toContain("spark.task.resource.gpu.amount");
  });

  it("sets up two nodes, and the head without CPUs", async () => {
    const { address, client, variable } = await fact("SETUP");
    expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(client).toMatch(/^ray:\/\/127\.0\.0\.1:\d+$/);
    expect(variable).toBe(address);
    expect(lines.all.join("\n")).toMatch(/Ray dashboard: http:\/\/127\.0\.0\.1:\d+/);
    expect((await fact("SECOND"))["text"]).toContain("shutdown_ray_cluster()");
  });

  it("runs tasks and actors on all nodes, with the driver's settings", async () => {
    const facts = await fact("RAY");
    expect(facts["pi"]).toBeCloseTo(Math.PI, 1);
    expect(facts["counts"]).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    expect(facts["nodes"]).toBe(2);
    expect(facts["resources"]).toMatchObject({ CPU: 2 });
    const [head] = facts["heads"] as Record<string, number>[];
    expect(head).toMatchObject({ memory: GiB / 8, object_store_memory: GiB / 8 });
    expect(head).not.toHaveProperty("CPU");
    for (const environment of facts["environments"] as object[]) {
      expect(environment).toEqual({
        RAY_memory_monitor_refresh_ms: "0",
        MLFLOW_TRACKING_URI: "http://127.0.0.1:1",
        SECRET_OF_THE_DRIVER: null,
      });
    }
    expect(await fact("DATA")).toEqual({ rows: 10_000, same: true, empty: 0 });
    expect(await fact("TABLES")).toMatchObject({
      written: true,
      tried_again: true,
      appended: true,
      overwritten: { id: [0, 1], half: [0, 0.5] },
      exists: expect.stringContaining("already exists"),
      token: expect.stringContaining("refuses PUT"),
      query: expect.stringContaining("execution failed"),
      expired: expect.stringContaining("403 Client Error"),
      unknown: expect.stringContaining("401 Client Error"),
      truncated: 2,
      staged: [],
    });
    expect(await fact("UDF")).toEqual({ same: true, rows: 2000 });
  });

  it("leaves nothing when shutdown returns, and the logs of every node", async () => {
    expect((await fact("SHUTDOWN"))["variable"]).toBeNull();
    expect(await scene.leftOf(OF_RAY, 0)).toEqual([]);
    expect(scene.rayFiles()).toEqual([]);
    const [cluster = ""] = readdirSync(join(scene.folder, "logs"));
    const nodes = readdirSync(join(scene.folder, "logs", cluster)).sort();
    expect(nodes.map((name) => /^(head|node-\d\.\d)/.exec(name)?.[0])).toEqual(["head", "node-1.0", "node-2.0"]);
    for (const node of nodes) expect(readdirSync(join(scene.folder, "logs", cluster, node))).toContain("raylet.out");
  });

  it("starts a lost executor's node again, and a cancelled job's not", async () => {
    program.stdin?.write("go\n");
    const { workers } = await fact("AGAIN");
    // Spark may have put both nodes into one executor: only one that has a node is of use here.
    const executor = scene
      .processes()
      .filter(({ line }) => line.includes("holder/main"))
      .map(({ pid }) => scene.ancestor(pid, "CoarseGrainedExecutorBackend"))
      .find((pid) => pid !== null);
    process.kill(executor as number, "SIGKILL");
    program.stdin?.write("replaced\n");
    const replaced = await fact("REPLACED");
    expect(replaced["workers"]).toHaveLength(2);
    expect(replaced["workers"]).not.toEqual(workers);
    expect(lines.all.join("\n")).toMatch(/node \d is lost: its Spark task was killed, or the executor/);
    program.stdin?.write("cancel\n");
    expect(await fact("CANCELLED")).toMatchObject({ later: 1 });
    expect(lines.all.join("\n")).toContain("its Spark job was cancelled");
  });

  it("is gone with a driver that is killed", async () => {
    program.kill("SIGKILL");
    expect(await scene.leftOf(OF_RAY)).toEqual([]);
    expect(scene.rayFiles()).toEqual([]);
  });

  describe("from TypeScript, by the launcher", () => {
    const fromTypeScript = () => {
      const script = join(repository, "test", "spark", "programs", "cluster.mjs");
      program = scene.start(
        [process.execPath, script, master, join(scene.folder, "ray"), join(scene.folder, "logs-ts")],
        {
          PYSPARK_PYTHON: python,
        },
      );
      lines = new Lines(program);
      stderr = "";
      program.stderr?.on("data", (text) => {
        stderr = `${stderr}${text}`.slice(-20_000);
      });
    };

    it("sets up two nodes, runs Python functions on them, and leaves nothing when it is disposed", async () => {
      fromTypeScript();
      expect((await fact("TS_REFUSED"))["text"]).toContain("did you mean numWorkerNodes?");
      const setup = await fact("TS_SETUP");
      expect(setup["address"]).toMatch(/^127\.0\.0\.1:\d+$/);
      expect(setup["clientAddress"]).toMatch(/^ray:\/\/127\.0\.0\.1:\d+$/);
      expect(setup["dashboard"]).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(setup["variable"]).toBe(setup["address"]);
      expect((await fact("TS_SECOND"))["text"]).toContain("is active");
      expect(await fact("TS_USED")).toEqual({ sum: 6, nodes: 2, setting: "0" });
      expect(await fact("TS_SHUTDOWN")).toEqual({ variable: null });
      expect(await scene.leftOf(OF_RAY, 0)).toEqual([]);
      expect(scene.rayFiles()).toEqual([]);
      const [cluster = ""] = readdirSync(join(scene.folder, "logs-ts"));
      const nodes = readdirSync(join(scene.folder, "logs-ts", cluster)).sort();
      expect(nodes.map((name) => /^(head|node-\d\.\d)/.exec(name)?.[0])).toEqual(["head", "node-1.0", "node-2.0"]);
      // How it ends in other ways: test/long/spark-bare.test.ts, spark-3.test.ts.
      program.stdin?.end();
    });
  });
});
