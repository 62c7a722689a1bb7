import { join } from "node:path";
import { expect, it } from "vitest";
import { expectMaker, makers } from "./compare.js";
import { describeRun, programFolder, runProgram } from "./harness.js";

// Each run takes half a minute, so stock's is for whoever asks for it: NARCINE_INTEROP=stock.
const maker = makers().includes("ours") ? "ours" : "stock";

it(`Ray Serve's hello world (${maker})`, async () => {
  const run = await runProgram({ program: join(programFolder, "serve_hello.py"), maker, limitMs: 150_000 });
  expect(run.facts, describeRun(run)).toEqual({
    http_and_handle: { http: "Hello world", handle: "Hello you" },
    scaled: { running: true, answers: ["Good morning all"] },
    deleted: { gone: true, free: true },
  });
  expectMaker(run);
  expect({ exitCode: run.exitCode, left: run.leftovers }, describeRun(run)).toEqual({ exitCode: 0, left: [] });
});
