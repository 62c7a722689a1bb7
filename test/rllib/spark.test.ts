import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Lines, OF_RAY, python, repository, Scene, startSpark } from "../spark/harness.js";

let scene: Scene;
let master: string;

beforeAll(async () => {
  scene = new Scene();
  master = await startSpark(scene, 2, 2);
}, 120_000);
afterAll(() => scene.end());

it("PPO learns CartPole in a grid search of Tune on two nodes that Spark carries", async () => {
  const programs = (area: string) => join(repository, "test", area, "programs");
  const folders = [programs("spark"), programs("interop"), join(repository, "python", "narcine", "src")];
  const script = join(programs("rllib"), "ppo_on_spark.py");
  const child = scene.start([python, script, master, join(scene.folder, "ray")], { PYTHONPATH: folders.join(":") });
  let stderr = "";
  child.stderr?.on("data", (text) => {
    stderr = `${stderr}${text}`.slice(-20_000);
  });
  const learned = await new Lines(child).fact("LEARNED", 1_000_000).catch((error) => {
    throw new Error(`${error.message}\n--- stderr\n${stderr}`);
  });
  expect(learned).toEqual({ trials: 2, errors: 0, learned: true, checkpoint: true });
  expect(await scene.leftOf(OF_RAY)).toEqual([]);
  expect(scene.rayFiles()).toEqual([]);
});
