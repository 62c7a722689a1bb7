import { describe, expect, it } from "vitest";
import { loadRayConfig, RayConfigError } from "../../../src/runtime/ray-config.js";

describe("loadRayConfig", () => {
  it("takes the head's JSON over the environment over the default", () => {
    const environment = {
      RAY_worker_oom_score_adjustment: "3",
      RAY_oom_grace_period_s: "9",
      RAY_worker_cap_enabled: "0",
    };
    const config = loadRayConfig(
      '{"worker_oom_score_adjustment": 7, "is_external_storage_type_fs": true}',
      environment,
    );
    expect(config.worker_oom_score_adjustment).toBe(7);
    expect(config.oom_grace_period_s).toBe(9);
    expect(config.worker_cap_enabled).toBe(false);
    expect(config.pop_worker_max_retries).toBe(5);
  });

  it("names the setting that cannot be read", () => {
    expect(() => loadRayConfig("", { RAY_worker_oom_score_adjustment: "high" })).toThrow(RayConfigError);
    expect(() => loadRayConfig("", { RAY_worker_cap_enabled: "maybe" })).toThrow(/worker_cap_enabled/);
    expect(() => loadRayConfig("", { RAY_worker_oom_score_adjustment: "" })).toThrow(/worker_oom_score_adjustment/);
  });
});
