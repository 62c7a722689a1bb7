import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEmbeddedStorage } from "../../../src/gcs/embedded-storage.js";
import { parseGcsFlags } from "../../../src/gcs/flags.js";
import { loadHeadConfig } from "../../../src/gcs/head-config.js";
import { openStorage, type StoragePlace, storagePlace } from "../../../src/gcs/open-storage.js";
import { type HeadStorage, MetaKey, metaRow, type TableName } from "../../../src/gcs/storage.js";
import type { NarcineError } from "../../../src/runtime/errors.js";

const text = (content: string) => Buffer.from(content);

describe("openEmbeddedStorage", () => {
  let folder: string;
  let path: string;
  const lost: NarcineError[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "narcine-embedded-"));
    path = join(folder, "head.redb");
    lost.length = 0;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    expect(lost).toEqual([]);
  });

  const open = () => openEmbeddedStorage({ path, onLost: (error) => void lost.push(error) });
  const rows = (storage: HeadStorage, table: TableName) =>
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
    for (const file of [path, `${path}-journal`]) expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("agrees with a map, over restarts", async () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ key: fc.constantFrom("a", "b", "c"), row: fc.option(fc.string()) }) },
      { weight: 2, arbitrary: fc.constant("durable" as const) },
      { weight: 1, arbitrary: fc.constant("reopen" as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20, size: "max" }), async (steps) => {
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
    await expect(openStorage({ type: "file", path }, () => {})).rejects.toMatchObject({
      code: "NARCINE_BAD_HEAD_STORAGE",
    });
    const again = open();
    expect(metaRow(again, MetaKey.FORMAT)?.toString()).toBe("2");
    await again.close();
  });
});

describe("storagePlace", () => {
  const REDIS = ["--redis_address=10.0.0.1", "--redis_port=6380", "--redis_password=p"];
  const place = (
    flag: string,
    environment: Record<string, string>,
    config: object = {},
    more: string[] = [],
  ): StoragePlace => {
    const flags = parseGcsFlags(["--node_ip_address=::1", "--session_dir=/s", `--head_storage=${flag}`, ...more]);
    return storagePlace(flags, loadHeadConfig(JSON.stringify(config), environment), environment);
  };
  const file = (path: string): StoragePlace => ({ type: "file", path });
  const memory: StoragePlace = { type: "memory" };

  it("is in the session's folder, unless somebody asked for another place or for none", () => {
    expect(place("", {})).toEqual(file("/s/head.redb"));
    expect(place("memory", { NARCINE_HEAD_STORAGE: "/e" })).toEqual(memory);
    expect(place("/f", { NARCINE_HEAD_STORAGE: "memory" })).toEqual(file("/f/head.redb"));
    expect(place("", { NARCINE_HEAD_STORAGE: "/e", RAY_gcs_storage: "memory" })).toEqual(file("/e/head.redb"));
    expect(place("", { NARCINE_HEAD_STORAGE: "memory" })).toEqual(memory);
  });

  it("is where Ray's own settings say", () => {
    expect(place("", { RAY_gcs_storage: "memory" })).toEqual(memory);
    expect(place("", { RAY_gcs_storage: "rocksdb", RAY_gcs_storage_path: "/r" })).toEqual(file("/r/head.redb"));
    expect(place("", {}, { gcs_storage: "rocksdb", gcs_storage_path: "/c" })).toEqual(file("/c/head.redb"));
  });

  it("is Redis where Ray's flags name one, unless our own setting says otherwise", () => {
    expect(place("", { RAY_external_storage_namespace: "team", RAY_REDIS_CA_CERT: "/ca" }, {}, REDIS)).toMatchObject({
      type: "redis",
      place: { host: "10.0.0.1", port: 6380, password: "p", namespace: "team", tls: null, connectWithinMs: 60_000 },
    });
    const withTls = place("", { RAY_REDIS_CA_CERT: "/ca" }, {}, [...REDIS, "--redis_enable_ssl=true"]);
    expect(withTls).toMatchObject({ place: { tls: { caCert: "/ca", clientCert: "", serverName: "" } } });
    expect(place("", { NARCINE_HEAD_STORAGE: "/e" }, {}, REDIS)).toEqual(file("/e/head.redb"));
  });

  it("refuses what it does not understand", () => {
    expect(() => place("here", {})).toThrow(/--head_storage is "here", not the absolute path/);
    expect(() => place("", { RAY_gcs_storage: "rocksdb" })).toThrow(/RAY_gcs_storage_path is ""/);
    expect(() => place("", { RAY_gcs_storage: "redis" })).toThrow(/known are memory and rocksdb/);
  });
});
