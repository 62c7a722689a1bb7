import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { expectMaker, makers } from "../interop/compare.js";
import { describeRun, programFolder, runProgram } from "../interop/harness.js";
import { pythonWithRay, repositoryRoot } from "../wire/python.js";

/** Spilling to S3 as users set it up: Ray's IO workers, smart_open and boto3, with a local S3 server at the other end. */
const bucket = "narcine";
/** Not in .venv, where nothing else needs it. */
const packages = join(repositoryRoot, "build", "python-s3");
let server: ChildProcess;
let env: Record<string, string>;

beforeAll(async () => {
  const python = pythonWithRay();
  const requirements = join(repositoryRoot, "python", "requirements-s3.txt");
  const pip = ["-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--upgrade", "--target", packages];
  execFileSync(python, [...pip, "-r", requirements], { stdio: "inherit" });
  env = {
    PYTHONPATH: packages,
    AWS_ACCESS_KEY_ID: "any",
    AWS_SECRET_ACCESS_KEY: "any",
    AWS_DEFAULT_REGION: "us-east-1",
    SPILL_URI: `s3://${bucket}`,
  };
  const program = join(dirname(fileURLToPath(import.meta.url)), "programs", "s3_server.py");
  server = spawn(python, [program, bucket], { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "ignore"] });
  if (server.stdout === null) throw new Error("the S3 server has no stdout");
  for await (const port of createInterface({ input: server.stdout })) {
    env["AWS_ENDPOINT_URL"] = `http://127.0.0.1:${port}`;
    return;
  }
  throw new Error("the S3 server ended");
});

afterAll(() => {
  server.stdin?.end();
});

const program = join(programFolder, "spill_storage.py");

it.each(makers())("objects are spilled to S3 and come back (%s)", async (maker) => {
  const run = await runProgram({ program, maker, limitMs: 200_000, env });
  expectMaker(run);
  expect(run.facts, describeRun(run)).toEqual({
    puts_and_results: { files: true, here: 24, there: 24 },
    waits: { ready: 12 },
  });
  expect(run.leftovers).toEqual([]);
});

it.runIf(makers().includes("ours"))("another node reads from S3 what this one wrote, after its death too", async () => {
  const args = ["default,default"];
  const run = await runProgram({ program, args, maker: "ours", limitMs: 200_000, env });
  expectMaker(run, 2);
  expect(run.facts, describeRun(run)).toEqual({
    on_another_node: { files: true, right: 12 },
    node_gone: { right: true, others: [] },
  });
  expect(run.leftovers).toEqual([]);
});
