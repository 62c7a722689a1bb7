import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lines, mounted, OF_RAY, python, repository, Scene, startSpark } from "../spark/harness.js";

describe("Spark workers without Narcine", () => {
  let scene: Scene;
  let master: string;

  beforeAll(async () => {
    scene = new Scene();
    // Python and Ray are where they were; what makes a node of ours is not.
    const hidden = ["dist", "build"].map((part) => `mount -t tmpfs none ${join(repository, part)}`).join("\n");
    master = await startSpark(scene, 1, 2, () => ({}), mounted(hidden));
  });
  afterAll(() => scene.end());

  function start(program: readonly string[]) {
    const child = scene.start([...program], { PYSPARK_PYTHON: python, NARCINE_CACHE_DIR: join(scene.folder, "tmp") });
    let stderr = "";
    child.stderr?.on("data", (text) => {
      stderr = `${stderr}${text}`.slice(-20_000);
    });
    const lines = new Lines(child);
    const fact = (kind: string) =>
      lines.fact(kind, 120_000).catch((error) => {
        throw new Error(`${error.message}\n--- stderr\n${stderr}`);
      });
    return { child, lines, fact };
  }

  it("get the runtime from a Python driver", async () => {
    const script = join(repository, "test", "spark", "programs", "more.py");
    const { lines, fact } = start([python, script, master, join(scene.folder, "ray"), "bare_hosts"]);
    expect((await fact("BARE_HOSTS"))["raylet"]).toContain("narcine-runtime/bin/raylet.cjs");
    expect(lines.all.join("\n")).toContain("the runtime is sent there");
    expect(await scene.leftOf(OF_RAY)).toEqual([]);
    expect(scene.rayFiles()).toEqual([]);
  });

  it("get the runtime from a TypeScript driver", async () => {
    const script = join(repository, "test", "spark", "programs", "cluster.mjs");
    const { child, lines, fact } = start([process.execPath, script, master, join(scene.folder, "ray"), "/tmp"]);
    expect(await fact("TS_USED")).toMatchObject({ sum: 6, nodes: 2 });
    expect(lines.all.join("\n")).toContain("the runtime is sent there");
    await fact("TS_SHUTDOWN");
    expect(await scene.leftOf(OF_RAY, 0)).toEqual([]);
    // A program that forgets its cluster: it is not held up, and the cluster goes with it.
    child.stdin?.write("again\n");
    expect(await fact("TS_AGAIN")).toEqual({ dashboard: null });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.stdin?.write("exit\n");
    expect(await ended).toBe(0);
    expect(await scene.leftOf(OF_RAY)).toEqual([]);
    expect(scene.rayFiles()).toEqual([]);
    expect(await scene.leftOf(/narcine\.spark\.Launcher/)).toEqual([]);
  });
});
