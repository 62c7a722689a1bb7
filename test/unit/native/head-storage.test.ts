import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DiskPace } from "../../../src/core/gcs/disk-pace.js";
import { HeadStorageFile, StorageFault } from "../../../src/native/head-storage.js";

describe("HeadStorageFile", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "narcine-storage-"));
    path = join(folder, "head.redb");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (where: string) => HeadStorageFile.open(where, new DiskPace());
  const kindOf = (action: () => void) => {
    try {
      action();
    } catch (fault) {
      return fault instanceof StorageFault ? fault.kind : fault;
    }
    return null;
  };

  it("gives back what was committed, byte for byte, after it was closed", async () => {
    const key = Buffer.from([0, 255, 10, 92]).toString("latin1");
    let file = open(path);
    await file.commit([
      { table: "kv", key, row: Buffer.from([0, 1, 255]) },
      { table: "kv", key: "", row: Buffer.alloc(0) },
      { table: "kv", key: "gone", row: Buffer.alloc(100_000, 7) },
      { table: "job", key: "a", row: Buffer.from("other table") },
    ]);
    await file.commit([{ table: "kv", key: "gone", row: null }]);
    file.close();
    file = open(path);
    expect([...file.rows("kv")]).toEqual([
      ["", Buffer.alloc(0)],
      [key, Buffer.from([0, 1, 255])],
    ]);
    expect([...file.rows("job")].map(([, row]) => row.toString())).toEqual(["other table"]);
    expect([...file.rows("nobody wrote it")]).toEqual([]);
    file.close();
  });

  it("answers groups in order, and those on their way when it is closed are kept", async () => {
    const file = open(path);
    const done: number[] = [];
    const groups = [1, 2, 3].map(async (n) => {
      await file.commit([{ table: "kv", key: String(n), row: Buffer.from("x") }]);
      done.push(n);
    });
    await Promise.all(groups);
    expect(done).toEqual([1, 2, 3]);
    void file.commit([{ table: "kv", key: "4", row: Buffer.from("x") }]);
    file.close();
    const again = open(path);
    expect([...again.rows("kv")].map(([key]) => key)).toEqual(["1", "2", "3", "4"]);
    again.close();
  });

  it("tells apart a file in use, a file of others and a path that cannot be", () => {
    const file = open(path);
    expect(kindOf(() => open(path))).toBe("locked");
    file.close();
    const other = join(folder, "other");
    writeFileSync(other, "x".repeat(5_000));
    expect(kindOf(() => open(other))).toBe("corrupt");
    expect(kindOf(() => open(folder))).toBe("io");
  });
});
