import { spawnSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Lines, OF_RAY, python, repository, Scene, startSpark } from "../spark/harness.js";

const VERSION = "3.17.2";
const packages = join(repository, "node_modules", ".cache", "narcine", `mlflow-${VERSION}`);
let scene: Scene;
let master: string;
let server: string;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

beforeAll(async () => {
  if (!existsSync(join(packages, "mlflow"))) {
    // Whole or not at all, and never into a folder that has something of another version.
    const fresh = `${packages}.new`;
    for (const folder of [fresh, packages]) rmSync(folder, { recursive: true, force: true });
    const install = ["-m", "pip", "install", "--quiet", "--target", fresh, `mlflow==${VERSION}`];
    const { status, stderr } = spawnSync(python, install, { encoding: "utf8" });
    if (status !== 0) throw new Error(`pip could not install mlflow ${VERSION}:\n${stderr}`);
    renameSync(fresh, packages);
  }
  scene = new Scene();
  master = await startSpark(scene, 2, 2);
  const port = await freePort();
  server = `http://127.0.0.1:${port}`;
  const store = ["--backend-store-uri", `sqlite:///${scene.folder}/mlflow.db`, "--workers", "1"];
  const command = [python, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", String(port), ...store];
  const child = scene.start(command, { PYTHONPATH: packages });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (text) => {
      said = `${said}${text}`.slice(-8_000);
    });
  }
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`${server}/health`).catch(() => null);
    if (answer?.ok) break;
    if (tries > 450 || child.exitCode !== null) throw new Error(`no MLflow server:\n${said}`);
    await sleep(200);
  }
}, 900_000);
afterAll(() => scene.end());

it("tasks log to the MLflow server that the driver is told of", async () => {
  const script = join(repository, "test", "spark", "programs", "more.py");
  const settings = { MLFLOW_TRACKING_URI: server, TEST_MLFLOW: packages };
  const program = scene.start([python, script, master, join(scene.folder, "ray"), "mlflow"], settings);
  let stderr = "";
  program.stderr?.on("data", (text) => {
    stderr = `${stderr}${text}`.slice(-20_000);
  });
  const facts = await new Lines(program).fact("MLFLOW", 240_000).catch((error) => {
    throw new Error(`${error.message}\n--- stderr\n${stderr}`);
  });
  expect(facts).toEqual({ uris: [server], scores: [0, 1, 4, 9] });
  expect(await scene.leftOf(OF_RAY)).toEqual([]);
});
