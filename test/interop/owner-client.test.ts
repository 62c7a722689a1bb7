import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { ObjectEvent, OwnerAddress } from "../../src/core/objects/types.js";
import { NodeId, WorkerId } from "../../src/ids/index.js";
import { RpcClient } from "../../src/native/rpc.js";
import { OwnerClient } from "../../src/raylet/owner-client.js";
import type { Logger } from "../../src/runtime/logger.js";
import { decode, rpc } from "../../src/wire/index.js";
import { pythonWithRay, repositoryRoot } from "../wire/python.js";

const silent: Logger = { debug() {}, info() {}, warning() {}, error() {}, fatal() {} };
const soon = { timeout: 20_000, interval: 20 };
/** A node of ours that the cluster has never heard of: owners answer whoever asks. */
const ourNode = "ab".repeat(28);

/** A stock driver on a stock cluster: the owner that OwnerClient talks to. */
class Driver {
  readonly process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(temporary: string) {
    this.process = spawn(pythonWithRay(), [join(repositoryRoot, "test/interop/owner.py")], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, RAY_AUTH_MODE: "disabled", RAY_TMPDIR: temporary, RAY_DEDUP_LOGS: "0" },
    });
    if (this.process.stdout === null) throw new Error("no stdout");
    this.#lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  async answer(): Promise<Record<string, string>> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done === true) throw new Error("the driver ended");
      if (value.startsWith("{")) return JSON.parse(value) as Record<string, string>;
    }
  }

  tell(command: string): Promise<Record<string, string>> {
    this.process.stdin?.write(`${command}\n`);
    return this.answer();
  }

  async ask(command: string): Promise<{ objectId: string; owner: OwnerAddress }> {
    const { objectId, owner } = await this.tell(command);
    const address = decode(rpc.Address, Buffer.from(owner ?? "", "hex"));
    return {
      objectId: objectId ?? "",
      owner: {
        nodeId: NodeId.fromBytes(address.nodeId),
        ip: address.ipAddress,
        port: address.port,
        workerId: WorkerId.fromBytes(address.workerId),
      },
    };
  }

  async end(signal: NodeJS.Signals | null): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = new Promise((resolve) => this.process.once("exit", resolve));
    if (signal === null) this.process.stdin?.end();
    else this.process.kill(signal);
    await gone;
  }
}

describe("OwnerClient with a stock driver", () => {
  const temporary = mkdtempSync(join(tmpdir(), "narcine-owner-"));
  const rpcClient = RpcClient.start({ authToken: null });
  const events: ObjectEvent[] = [];
  let isDead = false;
  const client = new OwnerClient({
    client: rpcClient,
    nodeId: ourNode,
    onEvent: (event) => events.push(event),
    spillsToThisNode: true,
    isOwnerDead: () => Promise.resolve(isDead),
    logger: silent,
    retryMs: 50,
  });
  let driver: Driver;
  let nodeId: string;

  beforeAll(async () => {
    driver = new Driver(temporary);
    nodeId = (await driver.answer())["nodeId"] ?? "";
  });
  afterAll(async () => {
    client.close();
    rpcClient.close();
    await driver.end("SIGTERM");
    rmSync(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  const words = (objectId: string) =>
    events.flatMap((event) => (event.type === "ownerMessage" && event.objectId === objectId ? [event.word] : []));

  test("a put object's copies, then the news that its reference is gone", async () => {
    const { objectId, owner } = await driver.ask("put");
    client.perform({ type: "subscribeLocations", owner, objectId });
    await vi.waitFor(
      () => expect(words(objectId).at(-1)).toMatchObject({ nodeIds: [nodeId], refRemoved: false }),
      soon,
    );
    expect(words(objectId).at(-1)?.objectSize).toBeGreaterThanOrEqual(300_000);

    client.perform({ type: "sendLocations", owner, updates: [{ objectId, location: "added" }] });
    await vi.waitFor(() => expect(events).toContainEqual({ type: "locationsSent", ownerId: owner.workerId }), soon);
    await vi.waitFor(() => expect(new Set(words(objectId).at(-1)?.nodeIds)).toEqual(new Set([nodeId, ourNode])), soon);
    client.perform({ type: "sendLocations", owner, updates: [{ objectId, location: "removed" }] });
    await vi.waitFor(() => expect(words(objectId).at(-1)?.nodeIds).toEqual([nodeId]), soon);

    await driver.tell("drop put");
    await vi.waitFor(() => expect(words(objectId).at(-1)?.refRemoved).toBe(true), soon);
  });

  test("an object of a running task is pending, then there; an unknown one is gone", async () => {
    const gate = join(temporary, "gate");
    const { objectId, owner } = await driver.ask(`submit ${gate}`);
    const unknown = "cd".repeat(28);
    client.perform({ type: "subscribeLocations", owner, objectId });
    client.perform({ type: "subscribeLocations", owner, objectId: unknown });
    await vi.waitFor(() => expect(words(objectId).at(-1)).toMatchObject({ pendingCreation: true, nodeIds: [] }), soon);
    await vi.waitFor(() => expect(words(unknown).at(-1)?.refRemoved).toBe(true), soon);
    writeFileSync(gate, "");
    await vi.waitFor(
      () => expect(words(objectId).at(-1)).toMatchObject({ pendingCreation: false, nodeIds: [nodeId] }),
      soon,
    );
  });

  test("a driver that is another worker than we mean is no owner of ours any more", async () => {
    const { objectId, owner } = await driver.ask("put");
    const stale = { ...owner, workerId: "ef".repeat(28) };
    client.perform({ type: "sendLocations", owner: stale, updates: [{ objectId, location: "added" }] });
    await vi.waitFor(() => expect(events.at(-1)).toMatchObject({ type: "ownerDied", ownerId: stale.workerId }), soon);
  });

  test("after kill -9 the driver is unreachable, and dead once its process is known to be gone", async () => {
    const { objectId, owner } = await driver.ask("put");
    client.perform({ type: "subscribeLocations", owner, objectId });
    await vi.waitFor(() => expect(words(objectId)).not.toHaveLength(0), soon);
    await driver.end("SIGKILL");
    await vi.waitFor(() => expect(events.at(-1)).toMatchObject({ type: "ownerUnreachable" }), soon);
    isDead = true;
    await vi.waitFor(() => expect(events.at(-1)).toMatchObject({ type: "ownerDied", ownerId: owner.workerId }), soon);
  });
});
