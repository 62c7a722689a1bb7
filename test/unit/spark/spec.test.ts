import { describe, expect, it } from "vitest";
import { parseSpec, SpecError, specOfTask } from "../../../src/spark/holder/spec.js";
import { workerSpec } from "./specs.js";

const head = {
  port: 0,
  clientPort: 10001,
  dashboard: true,
  dashboardPort: null,
  systemConfig: {},
  autoscaling: null,
  idleLimitMs: null,
};

describe("a holder's spec", () => {
  it("is read as it was written", () => {
    const worker = workerSpec({ resources: { disk: 1.5 }, labels: { zone: "a" }, logFolder: "/logs" });
    expect(parseSpec(JSON.stringify(worker))).toEqual(worker);
    const ofHead = workerSpec({ role: "head", headAddress: null, controlAddress: null, head });
    expect(parseSpec(JSON.stringify(ofHead))).toEqual(ofHead);
  });

  it.each([
    ["no JSON", "{", "is no JSON"],
    ["no object", "[]", "is no JSON object"],
    ["a field less", JSON.stringify({ ...workerSpec(), python: undefined }), "python"],
    ["a relative folder", JSON.stringify(workerSpec({ tempDir: "tmp" })), "tempDir"],
    ["a negative amount", JSON.stringify(workerSpec({ resources: { disk: -1 } })), "resources"],
    ["another maker", JSON.stringify({ ...workerSpec(), makers: { raylet: "theirs", gcs: "stock" } }), "makers"],
    ["a worker without a head", JSON.stringify(workerSpec({ headAddress: null })), "`headAddress`"],
    ["a head with a head", JSON.stringify(workerSpec({ role: "head", head })), "`headAddress`"],
  ])("is refused: %s", (_, line, problem) => {
    expect(() => parseSpec(line)).toThrow(SpecError);
    expect(() => parseSpec(line)).toThrow(problem);
  });

  it("is refused without telling the token", () => {
    for (const line of [`{"token":"a-secret-token"`, JSON.stringify({ ...workerSpec(), request: "a-secret-token" })]) {
      expect(() => parseSpec(line)).toThrow(/^(?!.*a-secret-token)/s);
    }
  });

  it("is made this attempt's: folders of its own, and the GPUs that Spark gave the task", () => {
    const spec = workerSpec({ name: "node-1", tempDir: "/t/node-1", logFolder: "/logs", environment: { A: "b" } });
    const task = { attempt: 2, gpus: ["4", "5"], hostname: "h" };
    expect(specOfTask(spec, task)).toEqual({
      ...spec,
      name: "node-1.2",
      tempDir: "/t/node-1-2",
      logFolder: "/logs/node-1.2-h",
      environment: { A: "b", CUDA_VISIBLE_DEVICES: "4,5" },
    });
    expect(specOfTask(spec, { ...task, gpus: [] }).environment).toEqual({ A: "b" });
    // The head's holder is in no task.
    expect(specOfTask(spec, { ...task, attempt: null })).toBe(spec);
  });
});
