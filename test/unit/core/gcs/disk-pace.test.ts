import { describe, expect, it } from "vitest";
import { DiskPace } from "../../../../src/core/gcs/disk-pace.js";

describe("DiskPace", () => {
  it("takes small groups for quick, and large ones never", () => {
    const pace = new DiskPace();
    expect(pace.isQuick(4_096, 0)).toBe(true);
    expect(pace.isQuick(4_097, 0)).toBe(false);
  });

  it("bears a slow write or two, and leaves the disk alone after three", () => {
    const pace = new DiskPace();
    for (const ms of [3, 3, 0.1, 3, 3]) pace.took(ms, 100);
    expect(pace.isQuick(1, 100)).toBe(true);
    pace.took(0.6, 100);
    expect([pace.isQuick(1, 349), pace.isQuick(1, 350)]).toEqual([false, true]);
  });

  it("tries a slow disk ever less often, at least once a minute, and forgets that once it is quick", () => {
    const pace = new DiskPace();
    let now = 0;
    const pause = () => {
      const from = now;
      while (!pace.isQuick(1, now)) now += 1;
      return now - from;
    };
    pace.took(1, now);
    pace.took(1, now);
    const pauses = Array.from({ length: 10 }, () => {
      pace.took(1, now);
      return pause();
    });
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    pace.took(0.2, now);
    for (let slow = 0; slow < 3; slow += 1) pace.took(1, now);
    expect(pause()).toBe(250);
  });
});
