import { describe, expect, it } from "vitest";
import { SpillConfigError, spillConfig, spillDirectories } from "../../../src/raylet/spill-shell.js";
import { loadRayConfig, type RayConfig } from "../../../src/runtime/ray-config.js";

const settings = (config: object): RayConfig => loadRayConfig(JSON.stringify(config), {});
const fileSystem = (paths: unknown): RayConfig =>
  settings({ object_spilling_config: JSON.stringify({ type: "filesystem", params: { directory_path: paths } }) });

describe("where a node spills to", () => {
  it("one directory or several", () => {
    expect(spillDirectories(fileSystem("/a"), "/a").directories).toEqual(["/a"]);
    expect(spillDirectories(fileSystem(["/a", "/b"]), "/a").directories).toEqual(["/a", "/b"]);
  });

  it("the node's own directory where it differs from the head's", () => {
    expect(spillDirectories(fileSystem("/head"), "/mine").directories).toEqual(["/mine"]);
    expect(spillDirectories(settings({}), "/mine").directories).toEqual(["/mine"]);
  });

  it("nowhere when that is asked for, or asked for in a way that needs Ray's Python classes; it is said why", () => {
    const off = spillDirectories(settings({ automatic_object_spilling_enabled: false }), "/a");
    expect(off).toMatchObject({ directories: [], disabled: /automatic_object_spilling_enabled/ });
    const s3 = settings({ object_spilling_config: '{"type": "smart_open", "params": {"uri": "s3://bucket"}}' });
    expect(() => spillDirectories(s3, "/a")).toThrow(/storage of type "smart_open".*filesystem/);
  });

  it("a setting that cannot be understood is an error that quotes it", () => {
    expect(() => spillDirectories(settings({ object_spilling_config: "{" }), "")).toThrow(SpillConfigError);
    expect(() => spillDirectories(fileSystem(7), "")).toThrow(/directory_path 7/);
    expect(() => spillConfig(settings({}), "aa", ["/a"], 1, "much")).toThrow(/NARCINE_SPILL_QUOTA_BYTES is "much"/);
  });

  it("names the folders as stock does", () => {
    const config = spillConfig(settings({ max_io_workers: 0 }), "aa", ["/a"], 1_000, "500");
    expect(config).toMatchObject({ folders: ["/a/ray_spilled_objects_aa"], quotaBytes: 500, maxJobs: 1 });
  });
});
