import { spawnSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lines, OF_RAY, otherSpark, python, repository, Scene, startSpark } from "../spark/harness.js";

const VERSION = "3.5.7";

/** The same programs and the same launcher on the Spark before, whose Scala is another one. */
describe(`Ray on Spark ${VERSION}`, () => {
  let scene: Scene;
  let master: string;

  beforeAll(async () => {
    const folder = join(repository, "node_modules", ".cache", "narcine", `pyspark-${VERSION}`);
    if (!existsSync(join(folder, "pyspark", "bin", "spark-submit"))) {
      const fresh = `${folder}.new`;
      for (const each of [fresh, folder]) rmSync(each, { recursive: true, force: true });
      const install = ["-m", "pip", "install", "--quiet", "--target", fresh, `pyspark==${VERSION}`];
      const { status, stderr } = spawnSync(python, install, { encoding: "utf8" });
      if (status !== 0) throw new Error(`pip could not install pyspark ${VERSION}:\n${stderr}`);
      renameSync(fresh, folder);
    }
    otherSpark.folder = folder;
    scene = new Scene();
    master = await startSpark(scene, 2, 2);
  }, 600_000);
  afterAll(async () => {
    otherSpark.folder = null;
    await scene.end();
  });

  function start(program: readonly string[]) {
    const child = scene.start([...program], { PYSPARK_PYTHON: python });
    let stderr = "";
    child.stderr?.on("data", (text) => {
      stderr = `${stderr}${text}`.slice(-20_000);
    });
    const lines = new Lines(child);
    const fact = (kind: string) =>
      lines.fact(kind, 120_000).catch((error) => {
        throw new Error(`${error.message}\n--- stderr\n${stderr}`);
      });
    return { child, fact };
  }

  it("is set up from Python", async () => {
    const script = join(repository, "test", "spark", "programs", "more.py");
    const { fact } = start([python, script, master, join(scene.folder, "ray"), "take_all"]);
    expect(await fact("TAKE_ALL")).toEqual({ all: 4, of_seven: 2 });
    expect(await scene.leftOf(OF_RAY)).toEqual([]);
  });

  it("is set up from TypeScript, and gone with a program that is killed", async () => {
    const script = join(repository, "test", "spark", "programs", "cluster.mjs");
    const { child, fact } = start([process.execPath, script, master, join(scene.folder, "ray"), "/tmp"]);
    expect(await fact("TS_USED")).toMatchObject({ sum: 6, nodes: 2 });
    await fact("TS_SHUTDOWN");
    child.stdin?.write("again\n");
    await fact("TS_AGAIN");
    child.kill("SIGKILL");
    expect(await scene.leftOf(OF_RAY)).toEqual([]);
    expect(scene.rayFiles()).toEqual([]);
  });
});
