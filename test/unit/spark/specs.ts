import type { NodeSpec } from "../../../src/spark/holder/spec.js";

/** A worker's spec as a carrier writes it; nothing in it exists. */
export function workerSpec(some: Partial<NodeSpec> = {}): NodeSpec {
  return {
    role: "worker",
    nodeIp: "",
    headAddress: "10.0.0.1:6379",
    controlAddress: "10.0.0.1:40000",
    name: "node-1.0",
    tempDir: "/tmp/ray-0a1b2c3d-node-1-0",
    python: "/usr/bin/python3",
    rayFolder: "/usr/lib/python3/site-packages/ray",
    rayVersion: "2.60.0",
    pythonVersion: "3.11.4",
    makers: { raylet: "ours", gcs: "stock" },
    request: { cpus: 2, gpus: 0, heapMemory: null, objectStoreMemory: null },
    slotsOnHost: 1,
    hostGpus: 0,
    resources: {},
    labels: {},
    environment: {},
    token: "a-secret-token",
    logFolder: null,
    head: null,
    ...some,
  };
}
