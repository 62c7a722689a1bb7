import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Lines, mounted, OF_RAY, python, repository, Scene, startSpark } from "../spark/harness.js";

let scene: Scene;
let master: string;

beforeAll(async () => {
  scene = new Scene();
  // Seen by Spark's workers alone, as on a host of their own.
  mkdirSync(join(scene.folder, "full"));
  const mounts = [`size=32k none ${join(scene.folder, "full")}`, "size=16m none /dev/shm"];
  const script = mounts.map((mount) => `mount -t tmpfs -o ${mount}`).join("\n");
  master = await startSpark(scene, 1, 2, () => ({}), mounted(script));
});
afterAll(() => scene.end());

it("a worker's full disk is said to be full, and a small /dev/shm stands in the table", async () => {
  const script = join(repository, "test", "spark", "programs", "more.py");
  const program = scene.start([python, script, master, join(scene.folder, "ray"), "narrow"]);
  let stderr = "";
  program.stderr?.on("data", (text) => {
    stderr = `${stderr}${text}`.slice(-20_000);
  });
  const lines = new Lines(program);
  const isReason = (line: string) => (/the disk with \S+ is full|ENOSPC/.test(line) ? line : null);
  await lines.find("reason", isReason, 120_000);
  program.stdin?.write("\n");
  const facts = await lines.fact("NARROW", 300_000).catch((error) => {
    throw new Error(`${error.message}\n--- stderr\n${stderr}`);
  });
  expect(facts).toMatchObject({ left: [], runs: 7 });
  expect(lines.all.join("\n")).toContain("make /dev/shm larger");
  expect(await scene.leftOf(OF_RAY)).toEqual([]);
  expect(scene.rayFiles()).toEqual([]);
});
