import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NodeId, type ObjectId } from "../../../src/ids/index.js";
import { PlasmaClient } from "../../../src/native/plasma-client.js";
import { PlasmaStore } from "../../../src/native/plasma-store.js";
import { GrpcCode, RpcClient, RpcServer } from "../../../src/native/rpc.js";
import { Transfer, type TransferEvent } from "../../../src/native/transfer.js";
import { encode, type Init, rpc } from "../../../src/wire/index.js";

const id = "ab".repeat(28) as ObjectId;
const other = "cd".repeat(28) as ObjectId;
const chunkBytes = 1_000;
/** Has nothing in common with this host, so chunks are sent. */
const nobody = "00".repeat(28) as NodeId;

/** Two nodes in one process. */
class Node {
  readonly events: TransferEvent[] = [];
  readonly store: PlasmaStore;
  readonly server: RpcServer;
  readonly transfer: Transfer;
  readonly nodeId = NodeId.fromBytes(randomBytes(28));
  readonly #folder: string;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), "narcine-transfer-"));
    this.store = PlasmaStore.start({
      socketPath: join(this.#folder, "store"),
      capacityBytes: 1 << 20,
      plasmaDirectory: "/dev/shm",
      fallbackDirectory: "",
      oomGraceMs: 100,
      fsCapacityThreshold: 1,
      onEvents: () => {},
    });
    this.server = RpcServer.start({ host: "127.0.0.1", port: 0, authToken: "t", isForData: true });
    this.transfer = Transfer.start({
      store: this.store,
      server: this.server,
      nodeId: Buffer.from(this.nodeId, "hex"),
      chunkBytes,
      authToken: "t",
      isNearOn: true,
      onEvents: (events) => this.events.push(...events),
    });
  }

  get address(): string {
    return `127.0.0.1:${this.server.port}`;
  }

  /** The next event that says more than that chunks come. */
  async next(): Promise<TransferEvent> {
    const isNews = ({ type }: TransferEvent) => type !== "progress";
    await expect.poll(() => this.events.some(isNews)).toBe(true);
    return this.events.splice(0, this.events.findIndex(isNews) + 1).at(-1) as TransferEvent;
  }

  /** Data and metadata of an object of the store. */
  read(objectId: ObjectId): [data: Buffer, metadata: string] {
    const client = PlasmaClient.connect(join(this.#folder, "store"));
    const [object] = client.get([objectId]);
    if (object == null) throw new Error(`${objectId} is not there`);
    const found: [Buffer, string] = [Buffer.from(object.data), object.metadata.toString()];
    object.release();
    client.close();
    return found;
  }

  async close(): Promise<void> {
    this.transfer.close();
    await this.server.close();
    await this.store.stop();
    rmSync(this.#folder, { recursive: true });
  }
}

describe("Transfer", () => {
  let from: Node;
  let to: Node;
  let client: RpcClient;

  beforeEach(() => {
    [from, to] = [new Node(), new Node()];
    client = RpcClient.start({ authToken: "t" });
  });
  afterEach(async () => {
    client.close();
    await Promise.all([from.close(), to.close()]);
  });

  const pushChunk = (chunk: Init<rpc.PushRequest>) =>
    client.call(to.address, rpc.ObjectManagerService.push.path, encode(rpc.PushRequest, chunk), { timeoutMs: 5_000 });

  it("brings an object of many chunks to another store", async () => {
    const data = Buffer.from(Array.from({ length: 10_500 }, (_, index) => (index * 7) % 251));
    from.store.createError(id, null, Buffer.from("13"), data);
    expect(to.transfer.accept(1, id, null, 10_502)).toBe(true);
    expect(to.transfer.accept(2, id, null, 10_502), "one at a time").toBe(false);
    expect(await to.next()).toEqual({ type: "ready", job: 1 });
    from.transfer.push(7, id, nobody, to.address, false, 3, null);
    expect(await from.next()).toEqual({ type: "pushed", job: 7 });
    expect(await to.next()).toEqual({ type: "arrived", job: 1 });
    expect(to.read(id)).toEqual([data, "13"]);
    from.transfer.push(8, id, nobody, to.address, false, 3, null);
    expect(await from.next(), "chunks that nobody asked for are no failure").toEqual({ type: "pushed", job: 8 });
    expect(to.transfer.accept(3, id, null, 10_502)).toBe(true);
    expect(await to.next()).toMatchObject({ type: "refused", job: 3, why: "exists" });
    from.transfer.push(9, other, nobody, to.address, false, 3, null);
    expect(await from.next()).toMatchObject({ type: "pushFailed", job: 9, why: "gone" });
  });

  it("hands an object over to another node on this host", async () => {
    expect([from.transfer.nearProblem, to.transfer.nearProblem]).toEqual([null, null]);
    const data = Buffer.from(Array.from({ length: 10_500 }, (_, index) => (index * 7) % 251));
    from.store.createError(id, null, Buffer.from("13"), data);
    // Nobody there takes chunks.
    await to.server.close();
    to.transfer.accept(1, id, null, 10_502);
    expect(await to.next()).toEqual({ type: "ready", job: 1 });
    from.transfer.push(7, id, to.nodeId, to.address, false, 3, null);
    expect(await to.next()).toEqual({ type: "arrived", job: 1 });
    expect(await from.next()).toEqual({ type: "pushed", job: 7 });
    expect(to.read(id)).toEqual([data, "13"]);
  });

  it("gives the room back when nobody wants the object any more", async () => {
    to.transfer.accept(1, id, null, 500_000);
    expect(await to.next()).toEqual({ type: "ready", job: 1 });
    await pushChunk({
      objectId: Buffer.from(id, "hex"),
      dataSize: 500_000,
      metadataSize: 1,
      data: Buffer.alloc(1_000),
    });
    await expect.poll(() => to.events).toEqual([{ type: "progress", job: 1, receivedBytes: 1_000 }]);
    to.transfer.abandon(1, id);
    expect(to.store.stats().numObjects).toBe(0);
    to.transfer.accept(2, other, null, 800_000);
    expect(await to.next()).toEqual({ type: "ready", job: 2 });
  });

  it("an object that has no room is refused when the store has been full for long enough", async () => {
    to.transfer.accept(1, id, null, 2 << 20);
    expect(await to.next()).toMatchObject({ type: "refused", job: 1, why: "noRoom" });
  });

  it("a chunk that does not fit is an error for its sender and changes nothing", async () => {
    to.transfer.accept(1, id, null, 1_500);
    expect(await to.next()).toEqual({ type: "ready", job: 1 });
    const objectId = Buffer.from(id, "hex");
    const good = { objectId, chunkIndex: 0, dataSize: 1_500, metadataSize: 5, data: Buffer.alloc(1_000, 1) };
    const refused = { code: GrpcCode.INVALID_ARGUMENT };
    await expect(pushChunk({ ...good, objectId: Buffer.alloc(3) })).rejects.toMatchObject(refused);
    await expect(pushChunk({ ...good, data: Buffer.alloc(999) })).rejects.toMatchObject(refused);
    await expect(pushChunk({ ...good, chunkIndex: 1 })).rejects.toMatchObject(refused);
    await expect(pushChunk({ ...good, chunkIndex: 2 ** 32 - 1 })).rejects.toMatchObject(refused);
    await expect(pushChunk({ ...good, metadataSize: 1_501 })).rejects.toMatchObject(refused);
    await expect(pushChunk({ ...good, dataSize: 1_501 })).rejects.toMatchObject(refused);
    expect(await to.next()).toEqual({ type: "otherSize", job: 1, sizeBytes: 1_501 });
    await pushChunk(good);
    await expect(pushChunk({ ...good, chunkIndex: 1, metadataSize: 4, data: Buffer.alloc(500) })).rejects.toMatchObject(
      refused,
    );
    await pushChunk(good);
    expect(to.store.contains([id])).toEqual([false]);
    await pushChunk({ ...good, chunkIndex: 1, data: Buffer.alloc(500, 2) });
    expect(await to.next()).toEqual({ type: "arrived", job: 1 });
    const data = Buffer.concat([Buffer.alloc(1_000, 1), Buffer.alloc(495, 2)]);
    expect(to.read(id)).toEqual([data, "\u0002".repeat(5)]);
  });

  it("a size that is not known is told by the first chunk", async () => {
    to.transfer.accept(1, id, null, 0);
    expect(await to.next()).toEqual({ type: "ready", job: 1 });
    await pushChunk({ objectId: Buffer.from(id, "hex"), dataSize: 1, metadataSize: 1, data: Buffer.alloc(1) });
    expect(await to.next()).toEqual({ type: "otherSize", job: 1, sizeBytes: 1 });
  });

  it("a push to nobody fails and lets the object go", async () => {
    from.store.createError(id, null, Buffer.from("13"), Buffer.alloc(5_000));
    await to.server.close();
    from.transfer.push(1, id, nobody, to.address, false, 2, null);
    expect(await from.next()).toMatchObject({ type: "pushFailed", job: 1, why: "receiver" });
    from.store.delete([id]);
    expect(from.store.contains([id])).toEqual([false]);
    expect(from.store.stats().numObjects).toBe(0);
  });
});
