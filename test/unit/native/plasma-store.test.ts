import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { NodeId, ObjectId, WorkerId } from "../../../src/ids/index.js";
import { PlasmaStore, type PlasmaStoreOptions, type StoreEvent } from "../../../src/native/plasma-store.js";

const mib = 2 ** 20;
const objectId = (n: number) => n.toString(16).padStart(2, "0").repeat(28) as ObjectId;
const nodeId = "e967f48e524c8be39c5fd9a418adb57247ee71d0a106b1e79cfd1583" as NodeId;
const workerId = `01000000${"f".repeat(48)}` as WorkerId;
/** Who owns the object of `createBody`, as a stock driver named itself. */
const owner = { nodeId, ip: "192.0.2.2", port: 37293, workerId };

// Bodies as stock Ray 2.60.0 sends them, with the object id left open: a create of 8,000,247 bytes and 6 of metadata,
// and the table of a single id (Seal, Release, Contains).
const createBody = (id: ObjectId) =>
  `1800000014002c00040008000c001000140000001800200014000000280000004800000068000000ad91000070000000f7127a0000000000\
0600000000000000000000001c000000${id}000000001c000000${nodeId}00000000090000003139322e302e322e32000000\
1c000000${workerId}00000000`;
const idBody = (id: ObjectId) => `0c000000000006000800040006000000040000001c000000${id}0000000000000000`;

/** Just enough of a plasma client for a language that cannot receive file descriptors. */
class Client {
  #received = Buffer.alloc(0);
  #wake: (() => void) | undefined;

  private constructor(readonly socket: Socket) {
    const wake = () => this.#wake?.();
    socket.on("data", (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      wake();
    });
    socket.on("close", wake);
    socket.on("error", wake);
  }

  static async open(path: string): Promise<Client> {
    const socket = connect(path);
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    return new Client(socket);
  }

  send(type: number, body: string): void {
    const header = Buffer.alloc(24);
    header.writeBigInt64LE(0x5241590000000000n, 0);
    header.writeBigInt64LE(BigInt(type), 8);
    header.writeBigInt64LE(BigInt(body.length / 2), 16);
    this.socket.write(Buffer.concat([header, Buffer.from(body, "hex")]));
  }

  async #take(length: number): Promise<Buffer> {
    while (this.#received.length < length) {
      if (this.socket.destroyed) throw new Error("the store closed the connection");
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const taken = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return taken;
  }

  async reply(): Promise<{ type: number; body: Buffer }> {
    const header = await this.#take(24);
    const type = Number(header.readBigInt64LE(8));
    return { type, body: await this.#take(Number(header.readBigInt64LE(16))) };
  }

  /** Create (with the byte that carries the arena's fd, on a connection's first one), seal, release. */
  async put(id: ObjectId, isFirst: boolean): Promise<void> {
    this.send(1, createBody(id));
    expect((await this.reply()).type).toBe(3);
    if (isFirst) await this.#take(1);
    this.send(6, idBody(id));
    expect((await this.reply()).type).toBe(7);
    this.send(10, idBody(id));
  }
}

describe("PlasmaStore", () => {
  let folder: string;
  let events: StoreEvent[];
  let warnings: string[];
  let store: PlasmaStore | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "narcine-store-"));
    events = [];
    warnings = [];
  });

  afterEach(async () => {
    await store?.stop();
    store = undefined;
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  const options = (changes: Partial<PlasmaStoreOptions> = {}): PlasmaStoreOptions => ({
    socketPath: join(folder, "store"),
    capacityBytes: 32 * mib,
    plasmaDirectory: "/dev/shm",
    fallbackDirectory: "",
    oomGraceMs: 2_000,
    fsCapacityThreshold: 0.95,
    onEvents: (batch) => events.push(...batch),
    onWarning: (text) => warnings.push(text),
    ...changes,
  });
  const start = (changes?: Partial<PlasmaStoreOptions>): PlasmaStore => {
    store = PlasmaStore.start(options(changes));
    return store;
  };
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
  };

  it("tells of a client's object with its owner, pins it and frees it", async () => {
    const running = start();
    const client = await Client.open(join(folder, "store"));
    await client.put(objectId(1), true);
    await until(() => events.length > 0);
    const [dataSize, metadataSize, source] = [8_000_247, 6, "createdByWorker"] as const;
    expect(events).toEqual([{ type: "sealed", objectId: objectId(1), dataSize, metadataSize, source, owner }]);
    expect(running.contains([objectId(1), objectId(2)])).toEqual([true, false]);
    expect(running.pin([objectId(1), objectId(2)])).toEqual([true, false]);
    await until(() => running.stats().numInUse === 0);
    expect(running.stats()).toMatchObject({ numObjects: 1, numPrimaryCopies: 1, primaryCopyBytes: 8_000_253 });
    running.delete([objectId(1)]);
    running.drainEvents();
    expect(events.at(-1)).toEqual({ type: "deleted", objectId: objectId(1), evicted: false });
    expect(running.stats()).toMatchObject({ numObjects: 0, usedBytes: 0, cumulativeCreatedObjects: 1 });
    client.socket.destroy();
  });

  it("drains what happened before it returns", async () => {
    const running = start();
    const client = await Client.open(join(folder, "store"));
    await client.put(objectId(1), true);
    running.drainEvents();
    expect(events.map(({ type }) => type)).toEqual(["sealed"]);
    client.socket.destroy();
  });

  it("evicts what nobody keeps, and not what is pinned or held", async () => {
    const running = start();
    const client = await Client.open(join(folder, "store"));
    for (const n of [1, 2, 3, 4]) await client.put(objectId(n), n === 1);
    expect(running.pin([objectId(1)])).toEqual([true]);
    expect(running.hold([objectId(2)])).toEqual([true]);
    await client.put(objectId(5), false);
    running.drainEvents();
    expect(events.filter(({ type }) => type === "deleted")).toEqual([
      { type: "deleted", objectId: objectId(3), evicted: true },
    ]);
    running.unpin([objectId(1)]);
    running.unhold([objectId(2)]);
    await until(() => running.stats().numEvictable === 4);
    client.socket.destroy();
  });

  it("stores errors, also when it has to wait for room", async () => {
    const running = start({ capacityBytes: 9 * mib });
    const client = await Client.open(join(folder, "store"));
    await client.put(objectId(1), true);
    running.pin([objectId(1)]);
    running.createError(objectId(2), owner, Buffer.from("5"), Buffer.alloc(0));
    running.createError(objectId(3), null, Buffer.from("5"), Buffer.alloc(2 * mib));
    running.drainEvents();
    const source = "errorStoredByRaylet";
    expect(events.at(-1)).toMatchObject({ type: "sealed", objectId: objectId(2), metadataSize: 1, source, owner });
    running.delete([objectId(1)]);
    await until(() => running.contains([objectId(3)])[0] === true);
    running.drainEvents();
    expect(events.at(-1)).toMatchObject({ objectId: objectId(3), dataSize: 2 * mib, owner: null });
    client.socket.destroy();
  });

  it("asks for space while creates wait", async () => {
    const running = start({ capacityBytes: 9 * mib });
    const client = await Client.open(join(folder, "store"));
    await client.put(objectId(1), true);
    running.pin([objectId(1)]);
    client.send(1, createBody(objectId(2)));
    const { type, body } = await client.reply();
    // A reply that asks to come again: no object, and a request id.
    expect([type, body.length]).toEqual([3, 64]);
    await until(() => events.some((event) => event.type === "spaceNeeded" && event.bytes === 8_000_253));
    expect(running.stats()).toMatchObject({ numQueuedCreates: 1, queuedCreateBytes: 8_000_253 });
    running.setSpilling(true);
    running.setSpilling(false);
    client.socket.destroy();
  });

  it("ends a bad connection with a warning and serves the others", async () => {
    start();
    const path = join(folder, "store");
    const bad = await Client.open(path);
    bad.socket.write("GET / HTTP/1.1\r\n\r\n");
    await until(() => bad.socket.destroyed);
    await until(() => warnings.length > 0);
    expect(warnings[0]).toMatch(/connection of process \d+ ended: cookie 0x/);
    const good = await Client.open(path);
    await good.put(objectId(1), true);
    good.socket.destroy();
  });

  it("refuses what cannot work, naming what to change", () => {
    expect(() => start({ capacityBytes: 2 ** 50 })).toThrow(/--object_store_memory asks for 1125899906842624 bytes/);
    expect(() => start({ socketPath: `/tmp/${"x".repeat(110)}` })).toThrow(/107/);
  });

  it("gives back what it reserved ahead of need, but not once it has ended", async () => {
    const running = start({ capacityBytes: 64 * mib });
    await until(() => running.stats().reservedBytes === 64 * mib);
    expect(await running.giveBack()).toBe(62 * mib);
    expect(running.stats().reservedBytes).toBe(2 * mib);
    await running.stop();
    expect(await running.giveBack()).toBe(0);
  });

  it("stops once, removing its socket and ending its clients", async () => {
    const running = start();
    const client = await Client.open(join(folder, "store"));
    await Promise.all([running.stop(), running.stop()]);
    expect(existsSync(join(folder, "store"))).toBe(false);
    await until(() => client.socket.destroyed);
    running.createError(objectId(1), null, Buffer.from("5"), Buffer.alloc(0));
    expect(running.stats().numObjects).toBe(0);
  });
});
