import { describe, expect, it } from "vitest";
import { addressTowards } from "../../../src/runtime/own-address.js";

describe("this machine's address", () => {
  it("is the one that packets leave by", async () => {
    expect(await addressTowards("127.0.0.1")).toBe("127.0.0.1");
  });

  it("is none where no packet may go: broadcasts are refused to who has not asked for them", async () => {
    expect(await addressTowards("255.255.255.255")).toBeNull();
    expect(await addressTowards("no such name")).toBeNull();
  });
});
