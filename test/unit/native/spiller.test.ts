import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ObjectId } from "../../../src/ids/index.js";
import { PlasmaStore } from "../../../src/native/plasma-store.js";
import { Spiller, type SpillerEvent } from "../../../src/native/spiller.js";

const id = "ab".repeat(28) as ObjectId;

describe("Spiller", () => {
  let folder: string;
  let store: PlasmaStore;
  let spiller: Spiller;
  let events: SpillerEvent[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "narcine-spiller-"));
    events = [];
    store = PlasmaStore.start({
      socketPath: join(folder, "store"),
      capacityBytes: 1 << 20,
      plasmaDirectory: "/dev/shm",
      fallbackDirectory: "",
      oomGraceMs: 2_000,
      fsCapacityThreshold: 1,
      onEvents: () => {},
    });
    spiller = Spiller.start({
      store,
      threads: 2,
      directories: [join(folder, "spill")],
      nodeId: "aa",
      capacityThreshold: 1,
      onEvents: (batch) => events.push(...batch),
    });
  });

  afterEach(async () => {
    spiller.close();
    await store.stop();
    expect(readdirSync(join(folder, "spill"))).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  const next = async (): Promise<SpillerEvent> => {
    await expect.poll(() => events.length).toBeGreaterThan(0);
    return events.shift() as SpillerEvent;
  };

  it("takes an object out of the store and brings it back", async () => {
    store.createError(id, null, Buffer.from("5"), Buffer.from("some data"));
    store.pin([id]);
    expect(spiller.spill(1, 0, "one", 1, 10)).toEqual([{ objectId: id, sizeBytes: 10 }]);
    expect(spiller.spill(2, 0, "two", 1, 10), "it is held now").toEqual([]);
    const spilled = await next();
    if (spilled.type !== "spilled") throw new Error(spilled.type);
    expect(spilled).toMatchObject({ job: 1, records: [{ offset: 0, size: 34, dataSize: 9, metadataSize: 1 }] });
    store.unpin([id]);
    store.unhold([id]);
    store.delete([id]);
    expect(store.contains([id])).toEqual([false]);
    const path = join(folder, "spill", "ray_spilled_objects_aa", "one");
    const record = { path, ...(spilled.records[0] as (typeof spilled.records)[0]) };
    spiller.restore(3, id, null, record, true);
    expect(await next()).toEqual({ type: "restored", job: 3 });
    expect(store.contains([id])).toEqual([true]);
    spiller.restore(4, id, null, record, false);
    expect(await next()).toMatchObject({ type: "restoreFailed", job: 4, why: "exists" });
    spiller.restore(5, "cd".repeat(28) as ObjectId, null, { ...record, crc: (record.crc ^ 1) >>> 0 }, false);
    expect(await next()).toMatchObject({ type: "restoreFailed", job: 5, why: "corrupt" });
    expect(spiller.cancelRestore(5)).toBe(false);
    spiller.delete(6, [path]);
    expect(await next()).toEqual({ type: "deleted", job: 6, failures: "" });
    expect(existsSync(path)).toBe(false);
  });
});
