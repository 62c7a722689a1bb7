import { describe, expect, it } from "vitest";
import {
  type AskedResources,
  acceleratorType,
  type MachineFacts,
  nodeResources,
  visibleGpus,
} from "../../../../src/core/machine/node-resources.js";

const GPUS = [
  { uuid: "GPU-aaa", name: "NVIDIA A100-SXM4-40GB" },
  { uuid: "GPU-bbb", name: "NVIDIA A100-SXM4-40GB" },
];
const machine: MachineFacts = { cpus: 4, memory: { total: 10e9, used: 2e9 }, sharedMemoryFree: 100e9, gpus: [] };
const nothing: AskedResources = {
  numCpus: null,
  numGpus: null,
  memory: null,
  objectStoreMemory: null,
  resources: {},
  labels: {},
};
const offer = (facts: Partial<MachineFacts> = {}, asked: Partial<AskedResources> = {}, isHead = false) =>
  nodeResources({ ...machine, ...facts }, { ...nothing, ...asked }, "10.0.0.1", isHead);

describe("nodeResources", () => {
  it("are those of the machine, three tenths of what is free for the store", () => {
    const resources = { "node:10.0.0.1": 1, CPU: 4, memory: 5.6e9, object_store_memory: 2.4e9 };
    expect(offer()).toEqual({ resources, labels: {}, cpus: 4, objectStoreMemory: 2.4e9 });
    expect(offer({}, {}, true).resources).toEqual({ ...resources, "node:__internal_head__": 1 });
  });

  it("are what was asked for, and nothing of what is 0", () => {
    const asked = { numCpus: 0, memory: 1e9, objectStoreMemory: 2e9, resources: { disk: 2 }, labels: { zone: "x" } };
    expect(offer({}, asked)).toEqual({
      resources: { "node:10.0.0.1": 1, disk: 2, memory: 1e9, object_store_memory: 2e9 },
      labels: { zone: "x" },
      cpus: 0,
      objectStoreMemory: 2e9,
    });
  });

  it("count GPUs and name their type", () => {
    const { resources, labels } = offer({ gpus: GPUS });
    expect(resources).toMatchObject({ GPU: 2, "accelerator_type:A100": 1 });
    expect(labels).toEqual({ "ray.io/accelerator-type": "A100" });
    expect(offer({ gpus: GPUS }, { numGpus: 0 }).resources).not.toHaveProperty("accelerator_type:A100");
    // Somebody knows better than a machine without a driver.
    expect(offer({}, { numGpus: 3 }).resources).toMatchObject({ GPU: 3 });
  });

  it("never make a store that no shared memory can hold, or that leaves nothing", () => {
    expect(offer({ memory: { total: 200e9, used: 0 }, sharedMemoryFree: 20e9 }).objectStoreMemory).toBe(19e9);
    expect(() => offer({}, { objectStoreMemory: 7.95e9 })).toThrow(/leaves 50000000 bytes .*--object-store-memory/);
    expect(() => offer({ gpus: GPUS }, { numGpus: 3 })).toThrow(/may see 2 GPUs/);
    expect(() => offer({}, { resources: { GPU: 1 } })).toThrow(/GPU, which has an option of its own/);
  });
});

describe("GPUs", () => {
  it.each([
    ["NVIDIA A100-SXM4-40GB", "A100"],
    ["Tesla V100-SXM2-16GB", "V100"],
    ["NVIDIA RTX PRO 6000 Blackwell", "RTX-PRO-6000"],
    ["NVIDIA GeForce RTX 5090", "GeForce-RTX-5090"],
    ["NVIDIA H100 80GB HBM3", "H100"],
    ["", null],
  ])("%s is of type %s", (name, type) => {
    expect(acceleratorType(name)).toBe(type);
  });

  it.each([
    [undefined, ["GPU-aaa", "GPU-bbb"]],
    ["", []],
    ["1", ["GPU-bbb"]],
    ["1,0", ["GPU-bbb", "GPU-aaa"]],
    ["GPU-b", ["GPU-bbb"]],
    ["0,7,1", ["GPU-aaa"]],
    ["-1", []],
    ["NoDevFiles", []],
  ])("CUDA_VISIBLE_DEVICES=%s leaves %j", (visible, uuids) => {
    expect(visibleGpus(GPUS, visible).map(({ uuid }) => uuid)).toEqual(uuids);
  });
});
