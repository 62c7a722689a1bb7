import { spawnSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Lines, OF_RAY, python, repository, Scene } from "../spark/harness.js";

/** What Spark Connect needs beside what Ray brings. */
const PACKAGES = ["grpcio-status==1.76.0", "zstandard==0.25.0"];
const folder = join(repository, "node_modules", ".cache", "narcine", "spark-connect");
let scene: Scene;

beforeAll(() => {
  if (!existsSync(folder)) {
    const fresh = `${folder}.new`;
    rmSync(fresh, { recursive: true, force: true });
    const install = ["-m", "pip", "install", "--quiet", "--no-deps", "--target", fresh, ...PACKAGES];
    const { status, stderr } = spawnSync(python, install, { encoding: "utf8" });
    if (status !== 0) throw new Error(`pip could not install ${PACKAGES.join(", ")}:\n${stderr}`);
    renameSync(fresh, folder);
  }
  scene = new Scene();
});
afterAll(() => scene.end());

it("a session of Spark Connect is refused with the access modes that work, in under a second", async () => {
  const script = join(repository, "test", "spark", "programs", "connect.py");
  const path = [folder, scene.environment()["PYTHONPATH"]].join(":");
  const program = scene.start([python, script], { PYTHONPATH: path });
  let stderr = "";
  program.stderr?.on("data", (text) => {
    stderr = `${stderr}${text}`.slice(-20_000);
  });
  const facts = await new Lines(program).fact("CONNECT", 120_000).catch((error) => {
    throw new Error(`${error.message}\n--- stderr\n${stderr}`);
  });
  expect(facts["rows"]).toBe(3);
  expect(facts["text"]).toMatch(/Spark Connect session .*access mode Assigned \(single user\) or No isolation shared/);
  expect(facts["seconds"]).toBeLessThan(1);
  expect(await scene.leftOf(OF_RAY)).toEqual([]);
});
