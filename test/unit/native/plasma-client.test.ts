import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NodeId, ObjectId, WorkerId } from "../../../src/ids/index.js";
import { type PinnedObject, PlasmaClient, PlasmaError } from "../../../src/native/plasma-client.js";
import { PlasmaStore } from "../../../src/native/plasma-store.js";

const MIB = 1 << 20;
const id = (n: number) => ObjectId.fromHex(n.toString(16).padStart(56, "0"));
const owner = {
  nodeId: NodeId.fromHex("01".repeat(28)),
  ip: "127.0.0.1",
  port: 5,
  workerId: WorkerId.fromHex("02".repeat(28)),
};
const metadata = Buffer.from("RAW");

describe("PlasmaClient", () => {
  const folder = mkdtempSync(join(tmpdir(), "narcine-plasma-client-"));
  const socketPath = join(folder, "store");
  let store: PlasmaStore;
  let client: PlasmaClient;
  let found: PinnedObject[] = [];

  const put = (n: number, ...data: Uint8Array[]) => client.put({ objectId: id(n), owner, metadata, data });
  const get = (n: number) => {
    const [object] = client.get([id(n)]);
    if (object == null) throw new Error(`object ${n} is not there`);
    found.push(object);
    return object;
  };

  beforeAll(() => {
    store = PlasmaStore.start({
      socketPath,
      capacityBytes: 16 * MIB,
      plasmaDirectory: "/dev/shm",
      fallbackDirectory: "",
      oomGraceMs: 60_000,
      fsCapacityThreshold: 0.95,
      onEvents: () => undefined,
    });
    client = PlasmaClient.connect(socketPath);
  });

  afterAll(async () => {
    client.close();
    await store.stop();
    rmSync(folder, { recursive: true });
  });

  it("puts small and large objects, of several pieces, and gets them with their metadata", async () => {
    const small = Buffer.from("hello");
    const large = Buffer.alloc(3 * MIB, 7);
    (await put(1, small, Buffer.from(" world"))).release();
    (await put(2, large)).release();
    expect(client.get([id(9)])).toEqual([null]);
    expect(Buffer.from(get(1).data).toString()).toBe("hello world");
    const view = get(2);
    expect(view.metadata.toString()).toBe("RAW");
    expect(view.isView).toBe(true);
    expect(Buffer.compare(view.data, large)).toBe(0);
    expect(get(1).isView).toBe(false);
  });

  it("pins what it gave a view of until the view is released, which empties it", async () => {
    for (const object of found) object.release();
    await expect.poll(() => store.stats().numInUse).toBe(0);
    const stored = await put(3, Buffer.alloc(MIB, 1));
    await expect.poll(() => store.stats().numInUse).toBe(1);
    stored.release();
    const object = get(3);
    const { data } = object;
    await expect.poll(() => store.stats().numInUse).toBe(1);
    expect(data[MIB - 1]).toBe(1);
    object.release();
    object.release();
    await expect.poll(() => store.stats().numInUse).toBe(0);
    expect(data.length).toBe(0);
    expect(object.data.length).toBe(0);
  });

  it("waits for room with what the bytes were at the call", async () => {
    const first = await put(4, Buffer.alloc(14 * MIB, 4));
    const bytes = Buffer.alloc(14 * MIB, 5);
    const waiting = put(5, bytes);
    expect(waiting).toBeInstanceOf(Promise);
    bytes.fill(0);
    store.delete([id(4)]);
    first.release();
    (await waiting).release();
    expect(get(5).data[3]).toBe(5);
    found.at(-1)?.release();
  });

  it("names what the store refuses", () => {
    expect(() => put(5, Buffer.alloc(1))).toThrow(expect.objectContaining({ kind: "exists" }));
    expect(() => put(6, Buffer.alloc(17 * MIB))).toThrow(expect.objectContaining({ kind: "full" }));
    expect(() => PlasmaClient.connect(join(folder, "nobody"))).toThrow(/nobody cannot be used/);
  });

  it("fails every request once the connection is closed", () => {
    const other = PlasmaClient.connect(socketPath);
    other.close();
    other.close();
    expect(() => other.get([id(1)])).toThrow(PlasmaError);
    found = [];
  });
});
