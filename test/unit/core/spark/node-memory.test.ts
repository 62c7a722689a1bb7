import { describe, expect, it } from "vitest";
import {
  adviceFor,
  type HostSize,
  headMemory,
  localNodes,
  type NodeRequest,
  nodeMemory,
  whyNoNode,
} from "../../../../src/core/spark/node-memory.js";

const GiB = 1024 ** 3;
const MiB = 1024 ** 2;
/** The machine on which stock's numbers below were read. */
const machine: HostSize = {
  cores: 2,
  gpus: 0,
  physicalMemory: 25_276_502_016,
  sharedMemory: 25_276_502_016,
};
const request = (some: Partial<NodeRequest> = {}): NodeRequest => ({
  cpus: 1,
  gpus: 0,
  heapMemory: null,
  objectStoreMemory: null,
  ...some,
});
const alone = { slotsOnHost: 1, allowSlowStorage: false };

describe("memory of a node", () => {
  // Left: what is asked; right: the flags that Ray 2.60.0's setup_ray_cluster gave its raylets on this machine.
  it.each([
    ["one node a host", request({ cpus: 2 }), {}, 14_154_841_129, 6_066_360_483, []],
    ["two nodes a host", request(), {}, 7_077_420_565, 3_033_180_241, []],
    ["a store that fits", request({ objectStoreMemory: 4 * GiB }), {}, 5_815_633_510, 4_294_967_296, []],
    [
      "a store of 50 GiB",
      request({ objectStoreMemory: 50 * GiB }),
      {},
      2_022_120_162,
      8_088_480_644,
      ["/dev/shm", "0.8"],
    ],
    ["/dev/shm of 64 MiB", request(), { sharedMemory: 64 * MiB }, 10_031_957_606, 78_643_200, ["/dev/shm", "75 MiB"]],
    ["/dev/shm of 1 GiB", request(), { sharedMemory: GiB }, 9_681_104_077, 429_496_729, ["/dev/shm"]],
  ])("is stock's: %s", (_, asked, host, heapMemory, objectStoreMemory, warnings) => {
    const memory = nodeMemory({ ...machine, ...host }, asked, alone);
    expect(memory).toMatchObject({ heapMemory, objectStoreMemory });
    expect(memory.warnings).toHaveLength(warnings.length);
    warnings.forEach((text, index) => void expect(memory.warnings[index]).toContain(text));
  });

  it("leaves a heap that was given as it is", () => {
    const memory = nodeMemory(machine, request({ heapMemory: 3 * GiB }), alone);
    expect(memory).toMatchObject({ heapMemory: 3 * GiB, objectStoreMemory: 3_033_180_241 });
  });

  it("lets the store exceed /dev/shm where slow storage is allowed", () => {
    const small = { ...machine, sharedMemory: GiB };
    const memory = nodeMemory(small, request(), { slotsOnHost: 1, allowSlowStorage: true });
    expect(memory).toMatchObject({ objectStoreMemory: 3_033_180_241, isOnDisk: true, warnings: [] });
    expect(nodeMemory(machine, request(), { slotsOnHost: 1, allowSlowStorage: true }).isOnDisk).toBe(false);
    expect(nodeMemory(small, request(), alone).isOnDisk).toBe(false);
    expect(headMemory({ ...machine, sharedMemory: 2 ** 26 }, request({ cpus: 0 }), true).isOnDisk).toBe(true);
  });

  it("is never promised twice when Spark offers a host's cores more than once", () => {
    for (const slotsOnHost of [1, 2, 3, 4, 7]) {
      const memory = nodeMemory(machine, request({ cpus: 2 }), { slotsOnHost, allowSlowStorage: false });
      const promised = slotsOnHost * (memory.heapMemory + memory.objectStoreMemory);
      expect(promised).toBeLessThanOrEqual(machine.physicalMemory * 0.8);
    }
  });

  it("names the numbers of a store that was cut", () => {
    const { warnings } = nodeMemory({ ...machine, sharedMemory: GiB }, request(), alone);
    expect(warnings[0]).toContain("2.82 GiB was cut to 409.6 MiB");
    expect(warnings[0]).toContain("/dev/shm (1.00 GiB) for each of 2 nodes");
  });
});

describe("nodes that share a host", () => {
  const host: HostSize = { ...machine, cores: 16, gpus: 4 };
  it.each([
    ["cores", request({ cpus: 4 }), 1, 4],
    ["cores that do not divide", request({ cpus: 5 }), 1, 3],
    ["GPUs, when they are fewer", request({ cpus: 2, gpus: 2 }), 1, 2],
    ["GPUs alone", request({ cpus: 0, gpus: 1 }), 1, 4],
    ["Spark's slots, when they are more", request({ cpus: 4 }), 6, 6],
    ["nothing: neither CPU nor GPU", request({ cpus: 0 }), 1, 1],
  ])("are counted by %s", (_, asked, slots, expected) => {
    expect(localNodes(host, asked, slots)).toBe(expected);
  });

  it("says why none can run", () => {
    expect(whyNoNode(machine, request({ cpus: 2 }))).toBeNull();
    expect(whyNoNode(machine, request({ cpus: 8 }))).toBe("8 CPUs a node are asked for and the host has 2");
    expect(whyNoNode(machine, request({ cpus: 8, gpus: 1 }))).toBe(
      "8 CPUs a node are asked for and the host has 2; 1 GPUs a node are asked for and the host has 0",
    );
  });
});

describe("memory of the head", () => {
  it.each([
    ["128 MB and 128 MB without CPUs", request({ cpus: 0 }), 128 * MiB, 128 * MiB],
    ["as asked", request({ cpus: 0, heapMemory: GiB, objectStoreMemory: 2 * GiB }), GiB, 2 * GiB],
    ["no store below Ray's least", request({ cpus: 0, objectStoreMemory: MiB }), 128 * MiB, 75 * MiB],
    ["by the formulas with CPUs", request({ cpus: 2 }), 14_154_841_129, 6_066_360_483],
  ])("is %s", (_, asked, heapMemory, objectStoreMemory) => {
    expect(headMemory(machine, asked, false)).toMatchObject({ heapMemory, objectStoreMemory });
  });
});

describe("advice", () => {
  it("is given for few CPUs and for little heap, and not otherwise", () => {
    const small = nodeMemory(machine, request(), alone);
    expect(adviceFor(request(), small).map((line) => line.slice(0, 20))).toEqual(
      ["a node has 1 CPUs; at", "a node has 6.59 GiB "].map((line) => line.slice(0, 20)),
    );
    const large = nodeMemory(
      { ...machine, cores: 4, physicalMemory: 64 * GiB, sharedMemory: 64 * GiB },
      request({ cpus: 4 }),
      alone,
    );
    expect(adviceFor(request({ cpus: 4 }), large)).toEqual([]);
  });
});
