import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { autoscalingConfig } from "../../../../src/core/spark/autoscaling.js";
import { clusterRequest } from "../../../../src/core/spark/cluster-request.js";

const root = join(import.meta.dirname, "../../../..");
const python = process.env["NARCINE_PYTHON"] ?? join(root, ".venv", "bin", "python");

/** What Ray's schema takes is tested there (python/narcine/tests/test_spark_driver.py). */
it.runIf(existsSync(python))("the autoscaler is told the same by both drivers", () => {
  const code = `
import json
from narcine.spark._autoscaling import autoscaling_config
from narcine.spark._parameters import cluster_request
request = cluster_request({"num_worker_nodes": 3, "autoscale": True, "autoscale_min_worker_nodes": 1,
                           "num_cpus_worker_node": 2, "autoscale_idle_timeout_minutes": 0.5,
                           "worker_node_options": {"resources": {"disk": 1}}})
memory = {"heapMemory": 1000, "objectStoreMemory": 500}
print(json.dumps(autoscaling_config("ray-1", request, memory, "127.0.0.1:1")))`;
  const env = { ...process.env, PYTHONPATH: join(root, "python", "narcine", "src") };
  const { stdout } = spawnSync(python, ["-c", code], { env, encoding: "utf8" });
  const request = clusterRequest({
    numWorkerNodes: 3,
    autoscale: true,
    autoscaleMinWorkerNodes: 1,
    numCpusWorkerNode: 2,
    autoscaleIdleTimeoutMinutes: 0.5,
    workerNodeOptions: { resources: { disk: 1 } },
  });
  const memory = { heapMemory: 1000, objectStoreMemory: 500 };
  expect(autoscalingConfig("ray-1", request, memory, "127.0.0.1:1")).toEqual(JSON.parse(stdout));
});
