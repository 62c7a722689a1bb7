import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readOptions } from "../../../src/cli/start/options.js";
import { startNode } from "../../../src/cli/start/start.js";

describe("narcine start", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "narcine-start-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

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

  it("says what to set where no token can be kept, as in a read-only home, and starts nothing", async () => {
    const home = join(folder, "home");
    writeFileSync(home, "where no folder can be made");
    await expect(startNode({ head: true }, { HOME: home, PATH: "" })).rejects.toMatchObject({
      code: "NARCINE_BAD_START",
      message: expect.stringMatching(/token cannot be kept in .*\/home\/\.ray\/auth_token .*RAY_AUTH_TOKEN_PATH/),
    });
  });

  it("names the option of a store that is not there", async () => {
    const options = { head: true, plasmaDirectory: join(folder, "none") };
    await expect(startNode(options, { HOME: folder, PATH: "" })).rejects.toMatchObject({
      code: "NARCINE_BAD_START",
      message: expect.stringContaining("--plasma-directory"),
    });
  });
});
