import { describe, expect, it } from "vitest";
import { roomOf } from "../../../../src/core/spark/room.js";

const executor = (host: string, cores: number, gpus = 0) => ({ host, cores, gpus });
const shape = { cpus: 2, gpus: 0, leavesGpus: false, gpusOfHost: null };

describe("room for worker nodes", () => {
  it("is by cores of each executor, and told for the host with most", () => {
    const room = roomOf([executor("a", 5), executor("b", 3), executor("b", 4)], shape);
    expect(room).toEqual({ slots: 5, fullestHost: { slotsOnHost: 3, hostGpus: 0 } });
  });

  it("is by GPUs too where Spark assigns them", () => {
    const room = roomOf([executor("a", 8, 3), executor("a", 8, 2)], { ...shape, gpus: 2 });
    expect(room).toEqual({ slots: 2, fullestHost: { slotsOnHost: 2, hostGpus: 5 } });
  });

  it("is what a host has where nodes take its GPUs themselves", () => {
    const leaves = { ...shape, gpus: 1, leavesGpus: true };
    const executors = [executor("a", 8), executor("a", 8)];
    expect(roomOf(executors, leaves)).toEqual({ slots: 8, fullestHost: { slotsOnHost: 8, hostGpus: null } });
    const found = roomOf(executors, { ...leaves, gpusOfHost: 3 });
    expect(found).toEqual({ slots: 3, fullestHost: { slotsOnHost: 3, hostGpus: null } });
  });

  it("has a node alone on its host while there is no executor", () => {
    const room = roomOf([], { ...shape, gpus: 2 });
    expect(room).toEqual({ slots: 0, fullestHost: { slotsOnHost: 1, hostGpus: 2 } });
  });
});
