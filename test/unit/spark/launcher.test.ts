import { describe, expect, it } from "vitest";
import { jobEnd, probeAnswer } from "../../../src/spark/launcher.js";
import { forwardedEnvironment } from "../../../src/spark/specs.js";

describe("how a node's job ended", () => {
  it.each([
    ["said", ['{"event":"failed","message":"no disk"}', '{"event":"ended","reason":"no disk"}'], "failed", "no disk"],
    ["said", ['{"event":"failed","message":"none free","elsewhere":true}'], "elsewhere", "none free"],
    ["said", ['{"event":"ended","reason":"the cluster is shut down"}'], "ended", "the cluster is shut down"],
    ["said", [], "failed", "its holder ended before it did"],
    ["problem", ["there is no Narcine at /home"], "failed", "there is no Narcine at /home"],
    [
      "threw",
      ["Job 3 cancelled part of cancelled job group ray-1-node-1"],
      "cancelled",
      "Job 3 cancelled part of cancelled job group ray-1-node-1",
    ],
    [
      "threw",
      ["Job 0 cancelled because SparkContext was shut down"],
      "stopped",
      "Job 0 cancelled because SparkContext was shut down",
    ],
    ["threw", ["Task 0 failed 4 times"], "failed", "Task 0 failed 4 times"],
    // What was stopped is an executor.
    [
      "threw",
      ["Job aborted due to stage failure: Task 0 failed 4 times: IllegalStateException: RpcEnv already stopped."],
      "failed",
      "Job aborted due to stage failure: Task 0 failed 4 times: IllegalStateException: RpcEnv already stopped.",
    ],
  ])("%s %j", (kind, words, why, reason) => {
    expect(jobEnd(kind, words)).toEqual({ why, reason });
  });
});

describe("what a probe said", () => {
  it.each([
    ["answer", '{"hostname":"w"}', { kind: "answer", host: { hostname: "w" } }],
    ["answer", "no JSON", { kind: "problem", text: "the holder's answer cannot be read: no JSON" }],
    ["missing", "there is no Node at /n", { kind: "missing", text: "there is no Node at /n" }],
    ["threw", "Job aborted", { kind: "problem", text: "Job aborted" }],
  ])("%s %s", (kind, text, answer) => {
    expect(probeAnswer(kind, text)).toEqual(answer);
  });
});

it("nodes get settings and credentials of the driver and nothing else", () => {
  const environment = {
    RAY_memory_monitor_refresh_ms: "0",
    RAY_ADDRESS: "x",
    RAY_AUTH_TOKEN: "x",
    DATABRICKS_TOKEN: "t",
    MLFLOW_TRACKING_URI: "u",
    AWS_SECRET_ACCESS_KEY: "x",
    NARCINE_HOME: "/h",
    NARCINE_TYPESCRIPT_WORKER: "/w",
    NARCINE_ZYGOTE: "off",
    DATABRICKS_RUNTIME_VERSION: "14",
    DISABLE_MLFLOW_INTEGRATION: "TRUE",
  };
  expect(Object.keys(forwardedEnvironment(environment)).sort()).toEqual([
    "DATABRICKS_TOKEN",
    "DISABLE_MLFLOW_INTEGRATION",
    "MLFLOW_TRACKING_URI",
    "NARCINE_ZYGOTE",
    "RAY_memory_monitor_refresh_ms",
  ]);
});
