import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HeadContext } from "../../../src/gcs/head-context.js";
import { KeyValueService } from "../../../src/gcs/kv-service.js";
import { GcsFailure, Services, StatusCode } from "../../../src/gcs/services.js";
import { VolatileStorage } from "../../../src/gcs/storage.js";
import { RpcClient, RpcServer } from "../../../src/native/rpc.js";
import type { Logger } from "../../../src/runtime/logger.js";
import { decode, encode, rpc } from "../../../src/wire/index.js";

/** Becomes durable when the test says so. */
class SlowStorage extends VolatileStorage {
  release: () => void = () => {};
  #isDurable: Promise<void> = Promise.resolve();

  override put(): void {
    this.#isDurable = new Promise((resolve) => {
      this.release = resolve;
    });
  }

  override durable(): Promise<void> {
    return this.#isDurable;
  }
}

describe("Services", () => {
  const { checkAlive, getClusterId } = rpc.NodeInfoGcsService;
  const quiet = () => {};
  const log: Logger = { debug: quiet, info: quiet, warning: quiet, error: quiet, fatal: quiet };
  let server: RpcServer;
  let client: RpcClient;
  let storage: SlowStorage;
  let services: Services;
  beforeEach(() => {
    server = RpcServer.start({ host: "127.0.0.1", port: 0, authToken: null });
    client = RpcClient.start({ authToken: null });
    storage = new SlowStorage();
    services = new Services(server, { log, storage });
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  it("says nothing, a no neither, before all that is known is durable", async () => {
    services.on(checkAlive, () => ({ rayVersion: "x" }));
    services.on(getClusterId, () => {
      throw new GcsFailure(StatusCode.NOT_FOUND, "there is none");
    });
    const answers: string[] = [];
    const ask = async ({ path }: { path: string }) => {
      const body = await client.call(`127.0.0.1:${server.port}`, path, encode(checkAlive.request, {}), {
        timeoutMs: 20_000,
      });
      answers.push(path);
      return body;
    };
    expect(decode(checkAlive.reply, await ask(checkAlive)).rayVersion).toBe("x");
    storage.put();
    const [alive, none] = [ask(checkAlive), ask(getClusterId)];
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(answers).toHaveLength(1);
    storage.release();
    await alive;
    expect(decode(getClusterId.reply, await none).status).toMatchObject({ code: 17, message: "there is none" });
  });

  it("does not have an answer wait again that has waited for what it tells", async () => {
    services.on(checkAlive, () => ({ rayVersion: "x" }), { hasWaited: true });
    storage.put();
    const target = `127.0.0.1:${server.port}`;
    const body = await client.call(target, checkAlive.path, encode(checkAlive.request, {}), { timeoutMs: 20_000 });
    expect(decode(checkAlive.reply, body).rayVersion).toBe("x");
    storage.release();
  });

  it("a key that somebody else has just put, or deleted, is told of when that is durable", async () => {
    const table = new KeyValueService({ storage, log } as unknown as HeadContext, 1e6);
    for (const second of [
      () => table.put("", "key", Buffer.from("b"), false),
      () => table.delete("", "no such key", false),
    ]) {
      const first = table.put("", "key", Buffer.from("a"), true);
      const told: unknown[] = [];
      const other = second().then((answer) => told.push(answer));
      await new Promise((resolve) => setImmediate(resolve));
      expect(told).toEqual([]);
      storage.release();
      await Promise.all([first, other]);
      expect(told).toHaveLength(1);
    }
  });
});
