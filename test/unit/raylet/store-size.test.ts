import { expect, it } from "vitest";
import { storeSize } from "../../../src/raylet/store-size.js";

it("keeps what was asked up to 0.8 of /dev/shm", () => {
  expect(storeSize(800, "/dev/shm", 1000, 1)).toEqual({ capacityBytes: 800, warning: null });
});

it("clamps beyond it, by the number of nodes that share the host, and says the numbers", () => {
  const { capacityBytes, warning } = storeSize(900, "/dev/shm", 1000, 2);
  expect(capacityBytes).toBe(400);
  expect(warning).toMatch(/400 bytes instead of the 900.*1000 bytes.*2 node/s);
});
