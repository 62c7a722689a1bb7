import { describe, expect, it } from "vitest";
import { SpillConfigError, spillConfig, spillTarget } from "../../../src/raylet/spill-shell.js";
import { loadRayConfig, type RayConfig } from "../../../src/runtime/ray-config.js";

const settings = (config: object): RayConfig => loadRayConfig(JSON.stringify(config), {});
const fileSystem = (paths: unknown): RayConfig =>
  settings({ object_spilling_config: JSON.stringify({ type: "filesystem", params: { directory_path: paths } }) });

const files = (...directories: string[]) => ({ type: "files", directories }) as const;

describe("where a node spills to", () => {
  it("one directory or several", () => {
    expect(spillTarget(fileSystem("/a"), "/a")).toEqual(files("/a"));
    expect(spillTarget(fileSystem(["/a", "/b"]), "/a")).toEqual(files("/a", "/b"));
  });

  it("the node's own directory where it differs from the head's", () => {
    expect(spillTarget(fileSystem("/head"), "/mine")).toEqual(files("/mine"));
    expect(spillTarget(settings({}), "/mine")).toEqual(files("/mine"));
  });

  it("nowhere when that is asked for; it is said why", () => {
    const off = spillTarget(settings({ automatic_object_spilling_enabled: false }), "/a");
    expect(off).toMatchObject({ type: "none", reason: expect.stringMatching(/automatic_object_spilling_enabled/) });
  });

  it("through Ray's Python classes when the storage is one of theirs, whatever the node's own directory", () => {
    const s3 = settings({ object_spilling_config: '{"type": "smart_open", "params": {"uri": "s3://bucket"}}' });
    const target = spillTarget(s3, "/a");
    expect(target).toEqual({ type: "ray", storage: "smart_open" });
    expect(spillConfig(s3, "aa", target, 1, undefined)).toMatchObject({
      isShared: true,
      folders: ["storage of type smart_open"],
    });
    expect(() => spillTarget(settings({ object_spilling_config: '{"type": 7}' }), "/a")).toThrow(/type 7/);
  });

  it("a setting that cannot be understood is an error that quotes it", () => {
    expect(() => spillTarget(settings({ object_spilling_config: "{" }), "")).toThrow(SpillConfigError);
    expect(() => spillTarget(fileSystem(7), "")).toThrow(/directory_path 7/);
    expect(() => spillConfig(settings({}), "aa", files("/a"), 1, "much")).toThrow(
      /NARCINE_SPILL_QUOTA_BYTES is "much"/,
    );
  });

  it("names the folders as stock does", () => {
    const config = spillConfig(settings({ max_io_workers: 0 }), "aa", files("/a"), 1_000, "500");
    expect(config).toMatchObject({ folders: ["/a/ray_spilled_objects_aa"], quotaBytes: 500, maxJobs: 1 });
  });
});
