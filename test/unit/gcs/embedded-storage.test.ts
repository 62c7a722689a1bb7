import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EmbeddedStorage, type HeadStorageError } from "../../../src/gcs/embedded-storage.js";
import { parseGcsFlags } from "../../../src/gcs/flags.js";
import { loadHeadConfig } from "../../../src/gcs/head-config.js";
import { openStorage, storagePath } from "../../../src/gcs/open-storage.js";
import { MetaKey, metaRow, type TableName } from "../../../src/gcs/storage.js";

const text = (content: string) => Buffer.from(content);

describe("EmbeddedStorage", () => {
  let folder: string;
  let path: string;
  const lost: HeadStorageError[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "narcine-embedded-"));
    path = join(folder, "head.redb");
    lost.length = 0;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    expect(lost).toEqual([]);
  });

  const open = () => EmbeddedStorage.open({ path, onLost: (error) => void lost.push(error) });
  const rows = (storage: EmbeddedStorage, table: TableName) =>
    Object.fromEntries([...storage.load(table)].map(([key, row]) => [key, Buffer.from(row).toString()]));

  it("is durable when it says so, whatever changed meanwhile, and the last change of a row counts", async () => {
    const storage = open();
    await storage.durable();
    storage.put("kv", "a", text("1"));
    storage.put("kv", "a", text("2"));
    storage.put("job", "a", text("another table"));
    const first = storage.durable();
    await new Promise((resolve) => setImmediate(resolve));
    // The first group is on its way: these are the next one.
    storage.delete("kv", "a");
    storage.put("kv", "b", text("3"));
    storage.delete("kv", "c");
    storage.put("kv", "c", text("4"));
    const order: number[] = [];
    await Promise.all([first.then(() => order.push(1)), storage.durable().then(() => order.push(2))]);
    expect(order).toEqual([1, 2]);
    expect(rows(storage, "kv")).toEqual({ b: "3", c: "4" });
    await storage.close();
    const again = open();
    expect([rows(again, "kv"), rows(again, "job")]).toEqual([{ b: "3", c: "4" }, { a: "another table" }]);
    await again.close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("agrees with a map, over restarts", async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ key: fc.constantFrom("a", "b", "c"), row: fc.option(fc.string()) }) },
      { weight: 2, arbitrary: fc.constant("durable" as const) },
      { weight: 1, arbitrary: fc.constant("reopen" as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        rmSync(path, { force: true });
        let storage = open();
        const model = new Map<string, string>();
        for (const each of steps) {
          if (each === "durable") {
            await storage.durable();
            expect(rows(storage, "kv")).toEqual(Object.fromEntries(model));
          } else if (each === "reopen") {
            await storage.close();
            storage = open();
            expect(rows(storage, "kv")).toEqual(Object.fromEntries(model));
          } else if (each.row === null) {
            storage.delete("kv", each.key);
            model.delete(each.key);
          } else {
            storage.put("kv", each.key, text(each.row));
            model.set(each.key, each.row);
          }
        }
        await storage.close();
      }),
      { numRuns: 30 },
    );
  });

  it("names the file, what is wrong with it and what to do", async () => {
    const storage = open();
    expect(open).toThrow(expect.objectContaining({ code: "NARCINE_HEAD_STORAGE_LOCKED" }));
    expect(open).toThrow(/head\.redb is in use by another head.*NARCINE_HEAD_STORAGE/);
    await storage.close();
    writeFileSync(path, "x".repeat(9_000));
    expect(open).toThrow(expect.objectContaining({ code: "NARCINE_HEAD_STORAGE_CORRUPT" }));
  });

  it("refuses rows of a format it does not know, and leaves them", async () => {
    const storage = open();
    storage.put("meta", MetaKey.FORMAT, text("2"));
    await storage.close();
    await expect(openStorage(path, () => {})).rejects.toMatchObject({ code: "NARCINE_BAD_HEAD_STORAGE" });
    const again = open();
    expect(metaRow(again, MetaKey.FORMAT)?.toString()).toBe("2");
    await again.close();
  });
});

describe("storagePath", () => {
  const path = (flag: string, environment: Record<string, string>, config: object = {}) => {
    const flags = parseGcsFlags(["--node_ip_address=::1", "--session_dir=/s", `--head_storage=${flag}`]);
    return storagePath(flags, loadHeadConfig(JSON.stringify(config), environment), environment);
  };

  it("is in the session's folder, unless somebody asked for another place or for none", () => {
    expect(path("", {})).toBe("/s/head.redb");
    expect(path("memory", { NARCINE_HEAD_STORAGE: "/e" })).toBeNull();
    expect(path("/f", { NARCINE_HEAD_STORAGE: "memory" })).toBe("/f/head.redb");
    expect(path("", { NARCINE_HEAD_STORAGE: "/e", RAY_gcs_storage: "memory" })).toBe("/e/head.redb");
    expect(path("", { NARCINE_HEAD_STORAGE: "memory" })).toBeNull();
  });

  it("is where Ray's own settings say", () => {
    expect(path("", { RAY_gcs_storage: "memory" })).toBeNull();
    expect(path("", { RAY_gcs_storage: "rocksdb", RAY_gcs_storage_path: "/r" })).toBe("/r/head.redb");
    expect(path("", {}, { gcs_storage: "rocksdb", gcs_storage_path: "/c" })).toBe("/c/head.redb");
  });

  it("refuses what it does not understand", () => {
    expect(() => path("here", {})).toThrow(/--head_storage is "here", not the absolute path/);
    expect(() => path("", { RAY_gcs_storage: "rocksdb" })).toThrow(/RAY_gcs_storage_path is ""/);
    expect(() => path("", { RAY_gcs_storage: "redis" })).toThrow(/known are memory and rocksdb/);
  });
});
