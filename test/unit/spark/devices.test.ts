import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { DeviceLease, hostDevices, NoFreeGpuError } from "../../../src/spark/holder/devices.js";

// Names of the whole host: those of this test are nobody else's.
const device = (n: number) => `test-${process.pid}-${n}`;
const held: DeviceLease[] = [];
const take = async (count: number, all: readonly string[]) => {
  const lease = await DeviceLease.take(count, all);
  held.push(lease);
  return lease;
};
afterEach(() => {
  for (const lease of held.splice(0)) lease.release();
});

it("gives no GPU to two, whatever the order in which they come", async () => {
  const all = [0, 1, 2, 3].map(device);
  const taken = await Promise.all([take(1, all), take(2, all), take(1, all)]);
  expect(taken.flatMap(({ devices }) => devices).sort()).toEqual(all);
  await expect(take(1, all)).rejects.toThrow(NoFreeGpuError);
  await expect(take(1, all)).rejects.toThrow("of the 4 of this host 0 are free");
});

it("lets one of two have all that both want, and the other none", async () => {
  const all = [0, 1, 2].map(device);
  const results = await Promise.allSettled([take(2, all), take(2, all)]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  // Nothing is kept by the one that had too few.
  expect((await take(1, all)).devices).toHaveLength(1);
});

it("has them again when they are released, and when their process is killed", async () => {
  const all = [device(0)];
  (await take(1, all)).release();
  (await take(1, all)).release();
  const module = fileURLToPath(new URL("../../../dist/spark/holder/devices.js", import.meta.url));
  const code = `import(${JSON.stringify(module)}).then(async ({ DeviceLease }) => {
    await DeviceLease.take(1, ${JSON.stringify(all)});
    console.log("held");
    setInterval(() => {}, 1000);
  })`;
  const other = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    await once(other.stdout, "data");
    await expect(take(1, all)).rejects.toThrow(NoFreeGpuError);
  } finally {
    other.kill("SIGKILL");
    await once(other, "exit");
  }
  expect((await take(1, all)).devices).toEqual(all);
});

it("are as many as the executor's environment says", () => {
  expect(hostDevices({ RAY_ON_SPARK_WORKER_GPU_NUM: "2", CUDA_VISIBLE_DEVICES: "" })).toEqual(["0", "1"]);
  expect(hostDevices({ RAY_ON_SPARK_WORKER_GPU_NUM: "0" })).toEqual([]);
});
