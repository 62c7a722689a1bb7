import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openRedisStorage, type RedisPlace } from "../../src/gcs/redis-storage.js";
import type { HeadStorage, TableName } from "../../src/gcs/storage.js";
import { pythonWithRay } from "./python.js";
import { RedisServer } from "./redis-server.js";

const text = (content: string) => Buffer.from(content, "latin1");
const rows = (storage: HeadStorage, table: TableName) =>
  Object.fromEntries([...storage.load(table)].map(([key, row]) => [key, Buffer.from(row).toString("latin1")]));

describe("the head's rows in Redis", () => {
  let folder: string;
  let redis: RedisServer;
  const lost = vi.fn();
  const place = (): RedisPlace => ({
    host: "127.0.0.1",
    port: redis.port,
    username: "",
    password: "",
    tls: null,
    namespace: "team",
    connectWithinMs: 500,
    retries: 5,
    retryBaseMs: 50,
    retryMaxMs: 400,
  });
  const open = () => openRedisStorage(place(), lost);

  beforeEach(async () => {
    lost.mockReset();
    folder = mkdtempSync(join(tmpdir(), "narcine-redis-"));
    redis = await RedisServer.start(folder);
  });
  afterEach(async () => {
    await redis.kill();
    rmSync(folder, { recursive: true });
  });

  it("are there again for the next head, whatever their bytes, and other namespaces have none of them", async () => {
    const storage = await open();
    const odd = Buffer.from([0, 255, 10, 13]).toString("latin1");
    storage.put("actor", "ab".repeat(16), text("first"));
    storage.put("actor", "ab".repeat(16), text(odd));
    storage.put("kv", `\0plain:key`, text("1"));
    storage.put("kv", `fun\0a:${odd}`, text("2"));
    storage.put("kv", "fun\0gone", text("3"));
    for (let n = 0; n < 1_200; n++) storage.put("worker", `worker ${n}`, text(String(n)));
    await storage.durable();
    storage.delete("kv", "fun\0gone");
    await storage.close();

    const again = await open();
    expect(rows(again, "actor")).toEqual({ ["ab".repeat(16)]: odd });
    expect(rows(again, "kv")).toEqual({ "\0plain:key": "1", [`fun\0a:${odd}`]: "2" });
    expect(Object.keys(rows(again, "worker"))).toHaveLength(1_200);
    await again.close();
    const other = await openRedisStorage({ ...place(), namespace: "other" }, lost);
    expect(rows(other, "actor")).toEqual({});
    await other.close();
    expect(lost).not.toHaveBeenCalled();
  });

  it("have the session's name where Ray's Python looks for it", async () => {
    const storage = await open();
    storage.put("kv", "session\0session_name", text("session_of_before"));
    await storage.close();
    // Ray 2.60.0, node.py check_persisted_session_name.
    const config = Buffer.from(JSON.stringify({ external_storage_namespace: "team" })).toString("base64");
    const code =
      "import sys; from ray._raylet import get_session_key_from_storage as get; " +
      "print(get('127.0.0.1', int(sys.argv[1]), '', '', False, sys.argv[2], b'session_name'))";
    const found = execFileSync(pythonWithRay(), ["-c", code, String(redis.port), config], { encoding: "utf8" });
    expect(found).toContain("b'session_of_before'");
  });

  it("outlive a Redis that goes away for a moment, with every change made meanwhile", async () => {
    const storage = await open();
    storage.put("kv", "ns\0before", text("1"));
    await storage.durable();
    await redis.kill();
    storage.put("kv", "ns\0meanwhile", text("2"));
    const isDurable = storage.durable();
    await redis.start();
    await isDurable;
    await storage.close();
    const again = await open();
    expect(rows(again, "kv")).toEqual({ "ns\0before": "1", "ns\0meanwhile": "2" });
    await again.close();
  });

  it("are lost with a word that names the place when Redis stays away", async () => {
    const storage = await open();
    await redis.kill();
    storage.put("kv", "ns\0key", text("1"));
    await expect(storage.durable()).rejects.toThrow(/storage in Redis 127\.0\.0\.1:\d+ \(team\) takes no changes/);
    expect(lost).toHaveBeenCalledOnce();
    await storage.close();
    await expect(open()).rejects.toThrow(/cannot be read \(.*ECONNREFUSED.*RAY_REDIS_ADDRESS/);
  });
});
