import { describe, expect, it } from "vitest";
import { clusterRequest, MAX_NUM_WORKER_NODES, whyNotRequested } from "../../../../src/core/spark/cluster-request.js";

describe("the options of setupRayCluster", () => {
  it.each([
    [{}, "how many worker nodes?"],
    [{ numWorkerNode: 2 }, "did you mean numWorkerNodes?"],
    [{ maxWorkerNodes: 2, zzz: 1 }, "has no option zzz: It takes"],
    [{ maxWorkerNodes: 0 }, "maxWorkerNodes is 0; it must be at least 1, or MAX_NUM_WORKER_NODES"],
    [{ maxWorkerNodes: 1, numWorkerNodes: 1 }, "two names of one option"],
    [{ maxWorkerNodes: 1, objectStoreMemoryPerNode: 1, objectStoreMemoryWorkerNode: 1 }, "two names of one option"],
    [{ maxWorkerNodes: 1, numCpusWorkerNode: 0 }, "a whole number, at least 1"],
    [{ maxWorkerNodes: 1, numGpusWorkerNode: 0.5 }, "a whole number, at least 0"],
    [{ maxWorkerNodes: 1, collectLogToPath: "logs" }, "an absolute path"],
    [{ maxWorkerNodes: 1, headNodeOptions: { ports: 1 } }, "did you mean port?"],
    [{ maxWorkerNodes: 1, headNodeOptions: { port: 70_000 } }, "port is 70000; it must be a port"],
    [{ maxWorkerNodes: 1, workerNodeOptions: { resources: { disk: -1 } } }, "names and amounts"],
    [{ maxWorkerNodes: 1, workerNodeOptions: { labels: { zone: 1 } } }, "names and texts"],
    [{ maxWorkerNodes: 1, strictMode: "yes" }, "true or false"],
    [{ maxWorkerNodes: MAX_NUM_WORKER_NODES, autoscale: true }, "cannot be autoscaled"],
    [{ maxWorkerNodes: 2, autoscaleMinWorkerNodes: 1 }, "needs autoscale: true"],
    [{ maxWorkerNodes: 2, autoscale: false, minWorkerNodes: 1 }, "contradict each other"],
    [{ maxWorkerNodes: 2, minWorkerNodes: 3 }, "above maxWorkerNodes, which is 2"],
    [{ maxWorkerNodes: 2, autoscaleUpscalingSpeed: 0 }, "a number above 0"],
  ])("%j are refused", (options, problem) => {
    expect(whyNotRequested(options)).toContain(problem);
  });

  it("have the documented defaults, and either name", () => {
    expect(whyNotRequested({ numWorkerNodes: MAX_NUM_WORKER_NODES, strictMode: undefined })).toBeNull();
    expect(clusterRequest({ numWorkerNodes: MAX_NUM_WORKER_NODES, objectStoreMemoryPerNode: 7 })).toEqual({
      workerNodes: -1,
      minWorkerNodes: -1,
      upscalingSpeed: 1,
      idleTimeoutMinutes: 1,
      idleShutdownMinutes: null,
      worker: { cpus: 1, gpus: 0, heapMemory: null, objectStoreMemory: 7 },
      head: { cpus: 0, gpus: 0, heapMemory: null, objectStoreMemory: null },
      headOptions: {},
      workerOptions: {},
      tempRoot: "/tmp",
      strictMode: false,
      collectLogToPath: null,
    });
  });

  it("autoscale from nothing to the most, or from what is said", () => {
    expect(clusterRequest({ numWorkerNodes: 4, autoscale: true })).toMatchObject({ workerNodes: 4, minWorkerNodes: 0 });
    const some = { maxWorkerNodes: 4, autoscale: true, autoscaleMinWorkerNodes: 2, autoscaleIdleTimeoutMinutes: 0.5 };
    expect(whyNotRequested(some)).toBeNull();
    expect(clusterRequest(some)).toMatchObject({ minWorkerNodes: 2, idleTimeoutMinutes: 0.5 });
  });
});
