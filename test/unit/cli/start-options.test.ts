import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readOptions } from "../../../src/cli/start/options.js";

describe("narcine start", () => {
  it("takes folders from where it was called: a node's processes work elsewhere", () => {
    const given = { head: true, tempDir: "sessions", plasmaDirectory: "../store", objectSpillingDirectory: "/spilled" };
    expect(readOptions(given)).toEqual({
      head: true,
      tempDir: resolve("sessions"),
      plasmaDirectory: resolve("../store"),
      objectSpillingDirectory: "/spilled",
    });
    expect(readOptions({ head: true })).toEqual({ head: true });
  });
});
