import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lines, OF_RAY, python, repository, Scene, startSpark } from "../spark/harness.js";

/** A fault is named to the user within so many seconds. */
const SOON = 10;

interface Refused {
  readonly ours: boolean;
  readonly text: string;
  readonly code: number;
  readonly seconds: number;
}

describe("rarer ways of Ray on Spark: a master and two workers of two cores", () => {
  let scene: Scene;
  let master: string;

  beforeAll(async () => {
    scene = new Scene();
    // Each worker says that it has one GPU, and which.
    master = await startSpark(scene, 2, 2, (worker) => {
      const script = join(scene.folder, `gpu-${worker}.sh`);
      writeFileSync(script, `#!/bin/sh\necho '{"name": "gpu", "addresses": ["${worker + 4}"]}'\n`, { mode: 0o755 });
      const property = "-Dspark.worker.resource.gpu";
      return { SPARK_WORKER_OPTS: `${property}.amount=1 ${property}.discoveryScript=${script}` };
    });
  });
  afterAll(() => scene.end());

  function start(name: string, more: Record<string, string> = {}) {
    const script = join(repository, "test", "spark", "programs", "more.py");
    const child = scene.start([python, script, master, join(scene.folder, "ray"), name], more);
    let stderr = "";
    child.stderr?.on("data", (text) => {
      stderr = `${stderr}${text}`.slice(-20_000);
    });
    const lines = new Lines(child);
    const fact = (kind: string) =>
      lines.fact(kind, 300_000).catch((error) => {
        throw new Error(`${error.message}\n--- stderr\n${stderr}`);
      });
    return { child, fact };
  }

  /** Runs one section in a driver of its own; nothing may be left of it. */
  async function section(name: string, more: Record<string, string> = {}): Promise<Record<string, unknown>> {
    const { child, fact } = start(name, more);
    const facts = await fact(name.toUpperCase()).catch((error) => {
      // It would have Spark's cores while the next ones run.
      child.kill("SIGKILL");
      throw error;
    });
    expect(await scene.leftOf(OF_RAY)).toEqual([]);
    expect(scene.rayFiles()).toEqual([]);
    return facts;
  }

  it("takes all slots, and as many as fit", async () => {
    expect(await section("take_all")).toEqual({ all: 4, of_seven: 2 });
  });

  it("gives each node the GPU of its task", async () => {
    expect(await section("gpus")).toEqual({ devices: ["4", "5"] });
  });

  it("shares out the GPUs of a host among nodes of two Spark workers, where Spark gives none", async () => {
    const { one_each, after, all, at_once, text } = await section("own_gpus");
    expect(one_each).toEqual([["0", "1"], 2]);
    // The killed node's own device, if its holder was gone before the next one looked; else the third one.
    expect(after).toEqual([[expect.any(String), expect.any(String)], 2]);
    expect(all).toEqual([["0", "1", "2"], 3]);
    expect(String(at_once).split(",").sort()).toEqual(["0", "1", "2"]);
    expect(text).toContain("4 GPUs a node are asked for and the host has 3");
  });

  it("scales up with demand, down to nothing, and gives Spark its cores back", async () => {
    expect(await section("autoscale")).toMatchObject({ at_first: 0, used: 2, left: 0, rows: 4 });
  });

  it("does the same for TypeScript", async () => {
    const script = join(repository, "test", "spark", "programs", "autoscale.mjs");
    const program = scene.start([process.execPath, script, master, join(scene.folder, "ray")], {
      PYSPARK_PYTHON: python,
    });
    const lines = new Lines(program);
    const nodes = () => scene.processes().filter(({ line }) => line.includes("--attempt=")).length;
    await lines.fact("UP", 90_000);
    expect(nodes()).toBe(0);
    const most = new Promise<number>((resolve) => {
      let seen = 0;
      const timer = setInterval(() => {
        seen = Math.max(seen, nodes());
        if (program.exitCode === null) return;
        clearInterval(timer);
        resolve(seen);
      }, 500);
    });
    await lines.fact("USED", 90_000);
    expect(await scene.leftOf(/--attempt=/, 60_000)).toEqual([]);
    program.stdin?.write("end\n");
    await lines.fact("DOWN");
    expect(await most).toBe(2);
    expect(await scene.leftOf(OF_RAY, 0)).toEqual([]);
    expect(scene.rayFiles()).toEqual([]);
  });

  it("shares out the GPUs of a host for TypeScript", async () => {
    const script = join(repository, "test", "spark", "programs", "gpus.mjs");
    const more = { PYSPARK_PYTHON: python };
    const program = scene.start([process.execPath, script, master, join(scene.folder, "ray")], more);
    const { devices, said } = await new Lines(program).fact("GPUS", 170_000);
    expect(devices).toEqual(["0", "1"]);
    expect(said).toContain("3 worker nodes are asked for and Spark has room for 2");
    expect(said).toMatch(/GPUs +1 a node +2 a host, which nodes share out/);
    expect(await scene.leftOf(OF_RAY, 0)).toEqual([]);
    expect(scene.rayFiles()).toEqual([]);
  });

  it("has Spark start executors for nodes where their allocation is dynamic, and gives them back", async () => {
    expect(await section("dynamic")).toMatchObject({ nodes: 2, executors: 0 });
  });

  it("ends by itself when it is idle", async () => {
    const { seconds, ...facts } = await section("idle");
    expect(facts).toEqual({ stayed: true, over: true, too_soon: false, left: [] });
    expect(seconds).toBeLessThan(SOON);
  });

  it("ends with its head, and can be set up again", async () => {
    expect((await section("head_killed"))["seconds"]).toBeLessThan(SOON);
  });

  it("runs Spark jobs and Ray tasks in turn, with Parquet between them", async () => {
    const facts = await section("hybrid", { DISABLE_MLFLOW_INTEGRATION: "TRUE" });
    expect(facts).toEqual({ same: [true, true], disabled: ["TRUE"] });
  });

  it("starts a node again whose raylet was killed", async () => {
    expect(await section("raylet_killed")).toMatchObject({ again: 7 });
  });

  it("starts a node again whose task was killed", async () => {
    expect(await section("task_killed")).toMatchObject({ killed: true, again: 7 });
  });

  it("says which Ray a Spark worker has, where it is another one", async () => {
    const { text, seconds } = await section("other_ray");
    expect(text).toMatch(/the driver has Ray 2\.60\.0, Spark worker \S+ has 2\.59\.0/);
    expect(seconds).toBeLessThan(SOON);
  });

  it("runs a grid search of Tune, and has the sizes it was asked for", async () => {
    const { strict, seconds, ...facts } = await section("tune");
    expect(strict).toContain("at least 4 are recommended");
    expect(seconds).toBeLessThan(SOON);
    expect(facts).toEqual({ stores: [200, 300, 300], trials: 6, best: { x: 2, y: 0 }, errors: 0, cpus: 3 });
  });

  it("shows an actor's stack on the dashboard", async () => {
    expect(await section("py_spy")).toMatchObject({ shows: true });
  });

  it.each(["WAITS told_to_end", "RAISED raises"])("is gone with a driver that ends: %s", async (how) => {
    const [fact = "", name = ""] = how.split(" ");
    const program = start(name);
    const ended = new Promise((resolve) => program.child.once("exit", (code) => resolve(code)));
    await program.fact(fact);
    if (fact === "WAITS") program.child.kill("SIGTERM");
    expect(await ended).not.toBe(0);
    expect(await scene.leftOf(OF_RAY)).toEqual([]);
    expect(scene.rayFiles()).toEqual([]);
  });

  it("leaves whole logs, a folder for each node, of a driver that is killed", async () => {
    const { child, fact } = start("is_killed");
    await fact("KILL_ME");
    child.kill("SIGKILL");
    expect(await scene.leftOf(OF_RAY)).toEqual([]);
    expect(scene.rayFiles()).toEqual([]);
    const [cluster = ""] = readdirSync(join(scene.folder, "logs"));
    const folder = join(scene.folder, "logs", cluster);
    const nodes = readdirSync(folder).sort();
    expect(nodes.map((name) => /^(head|node-\d\.\d)/.exec(name)?.[0])).toEqual(["head", "node-1.0", "node-2.0"]);
    for (const node of nodes.slice(1)) {
      const workers = readdirSync(join(folder, node)).filter((name) => /^worker-.*\.out$/.test(name));
      const said = workers.map((name) => readFileSync(join(folder, node, name), "utf8")).join("");
      expect(said).toContain("the last words of a task");
    }
  });

  it("is there for all programs of the host", async () => {
    const { client, cpus, text } = await section("for_all");
    expect([client, cpus]).toEqual(["ray://127.0.0.1:10001", "2"]);
    expect(text).toContain("a global Ray cluster of this user runs");
  });

  it("refuses at once what executors will be too small for", async () => {
    const { text } = await section("small_executors");
    expect(text).toMatch(/2 CPUs a node are asked for and Spark's executors have 1 cores at most/);
  });

  it("says soon that there is no executor, and gives up when none comes", async () => {
    const { text, said } = await section("no_executor");
    expect(said).toContain("no executor in 2 s; one is waited for until 6 s have passed");
    expect(text).toMatch(/gave this application no executor within 6 s.*spark\.executor\.memory/);
  });

  it("says that other jobs hold all cores", async () => {
    const { text, seconds } = await section("no_slots");
    expect(text).toContain("other jobs may hold all their cores");
    expect(seconds).toBeLessThan(SOON);
  });

  it("says to programs without its token what they lack", async () => {
    const { told, ...facts } = await section("bad_token");
    expect(facts).toEqual({ nodes: 1, runs: 7 });
    for (const { ours, text, code, seconds } of told as Refused[]) {
      expect(text).toMatch(/token/i);
      expect(code).not.toBe(0);
      // Ray's own driver tries for 20 s whoever refuses it (Ray 2.60.0, node.py).
      if (ours) expect(seconds).toBeLessThan(SOON);
    }
  });

  it("says that the head's port is taken, and moves Ray Client's", async () => {
    const facts = await section("port_taken");
    expect(facts).toMatchObject({ moved: true });
    expect(facts["text"]).toMatch(/gcs_server|port/i);
    expect(facts["seconds"]).toBeLessThan(SOON);
  });
});
