import { describe, expect, it } from "vitest";
import type { rpc } from "../../../src/wire/index.js";
import { VisibleGpus } from "../../../src/worker/executor/visible-gpus.js";

const lease = (name: string, ...indexes: number[]): rpc.ResourceMapEntry => ({
  name,
  resourceIds: indexes.map((index) => ({ index, quantity: 1 })),
});

describe("the GPUs that a worker sees", () => {
  it("are those of its lease, by index", () => {
    const env: NodeJS.ProcessEnv = {};
    const gpus = new VisibleGpus(env);
    gpus.show([lease("CPU", 0), lease("GPU", 2, 0)]);
    expect(env).toEqual({ CUDA_VISIBLE_DEVICES: "2,0" });
    gpus.show([lease("CPU", 0)]);
    expect(env).toEqual({});
  });

  it("are named as the node's own list names them", () => {
    const env: NodeJS.ProcessEnv = { CUDA_VISIBLE_DEVICES: "GPU-a, GPU-b" };
    const gpus = new VisibleGpus(env);
    gpus.show([lease("GPU_group_0_0a0a", 1), lease("GPU_group_0a0a", 1)]);
    expect(env).toEqual({ CUDA_VISIBLE_DEVICES: "GPU-b" });
    gpus.show([]);
    expect(env).toEqual({ CUDA_VISIBLE_DEVICES: "GPU-a, GPU-b" });
  });
});
