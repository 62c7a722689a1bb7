/**
 * Moves objects between this node's store and others, chunk by chunk, on Rust threads (crates/transfer): no byte of an
 * object passes through V8. What comes and goes is for the caller to say; each job ends with one event.
 */
import type { NodeId, ObjectId } from "../ids/index.js";
import { loadAddon } from "./addon.js";
import { BatchReader } from "./batch-reader.js";
import type { NativeOwner, PlasmaStore, StoreOwner } from "./plasma-store.js";
import { nativeOwner } from "./plasma-store.js";
import type { RpcServer } from "./rpc-server.js";
import type { SpilledRecord } from "./spiller.js";

export interface TransferOptions {
  readonly store: PlasmaStore;
  /** Answers Push calls from now on. */
  readonly server: RpcServer;
  /** This node, as chunks name their sender. */
  readonly nodeId: Uint8Array;
  /** `object_manager_default_chunk_size`: the same on all nodes. */
  readonly chunkBytes: number;
  readonly authToken: string | null;
  /** Objects are copied from memory to memory between nodes of ours on one host. */
  readonly isNearOn: boolean;
  readonly onEvents: (events: readonly TransferEvent[]) => void;
}

/** Events of `accept`, and of `push`. */
export type TransferEvent =
  /** There is room; chunks are welcome from now on. */
  | { readonly type: "ready"; readonly job: number }
  | { readonly type: "refused"; readonly job: number; readonly why: "exists" | "noRoom"; readonly text: string }
  | { readonly type: "arrived"; readonly job: number }
  | { readonly type: "progress"; readonly job: number; readonly receivedBytes: number }
  | { readonly type: "otherSize"; readonly job: number; readonly sizeBytes: number }
  | { readonly type: "arrivalFailed"; readonly job: number; readonly text: string }
  | { readonly type: "pushed"; readonly job: number }
  | { readonly type: "pushFailed"; readonly job: number; readonly why: PushFailure; readonly text: string };

const pushFailures = ["receiver", "gone", "corrupt", "unreadable", "receiver"] as const;
export type PushFailure = (typeof pushFailures)[number];

interface NativeTransfer {
  accept(job: number, id: Uint8Array, owner: NativeOwner | null, size: number): boolean;
  abandon(job: number, id: Uint8Array): void;
  push(
    job: number,
    id: Uint8Array,
    receiver: { nodeId: Uint8Array; address: string; takesStreams: boolean; window: number },
    record: (SpilledRecord & { readonly path: string }) | null,
  ): void;
  nearProblem(): string | null;
  disconnect(address: string): void;
  close(): void;
}
interface Addon {
  startTransfer(
    store: object,
    options: { nodeId: Uint8Array; chunkSize: number; authToken: string | null; isNearOn: boolean },
    onBatch: (batch: Buffer) => void,
  ): NativeTransfer;
}

/** Records of crates/napi/src/transfer.rs. */
const Record = {
  READY: 1,
  REFUSED: 2,
  ARRIVED: 3,
  PROGRESS: 4,
  OTHER_SIZE: 5,
  ARRIVAL_FAILED: 6,
  PUSHED: 7,
  PUSH_FAILED: 8,
} as const;
/** PlasmaError (plasma.fbs, Ray 2.60.0). */
const plasmaObjectExists = 1;

export class Transfer {
  readonly #native: NativeTransfer;
  readonly #options: TransferOptions;

  /** @throws Error when the threads cannot be started */
  static start(options: TransferOptions): Transfer {
    return new Transfer(options);
  }

  private constructor(options: TransferOptions) {
    this.#options = options;
    const { store, server, nodeId, chunkBytes, authToken, isNearOn } = options;
    this.#native = loadAddon<Addon>(["startTransfer"]).startTransfer(
      store.native,
      { nodeId, chunkSize: chunkBytes, authToken, isNearOn },
      (batch) => this.#read(batch),
    );
    server.receiveChunks(this.#native);
  }

  /**
   * Welcomes the chunks of an object of `sizeBytes` (data and metadata; 0 = not known) once the store has room for it.
   * Ends with `refused`, `arrived` or `arrivalFailed`. False: an earlier job for the object has not ended, and there is
   * no job.
   */
  accept(job: number, objectId: ObjectId, owner: StoreOwner | null, sizeBytes: number): boolean {
    return this.#native.accept(job, raw(objectId), owner === null ? null : nativeOwner(owner), sizeBytes);
  }

  /** Gives up what came of the object. An event that is on its way may still follow. */
  abandon(job: number, objectId: ObjectId): void {
    this.#native.abandon(job, raw(objectId));
  }

  /**
   * Sends an object, from the store or from its `record` in a spill file, to a node and its object manager at `address`
   * ("host:port"): from memory to memory when that is a node of ours on this host, as a stream when it has said that it
   * `takesStreams`, else `window` chunks at a time. Ends with `pushed` or `pushFailed`.
   */
  push(
    job: number,
    objectId: ObjectId,
    nodeId: NodeId,
    address: string,
    takesStreams: boolean,
    window: number,
    record: (SpilledRecord & { readonly path: string }) | null,
  ): void {
    const receiver = { nodeId: Buffer.from(nodeId, "hex"), address, takesStreams, window };
    this.#native.push(job, raw(objectId), receiver, record);
  }

  /** Why nodes of ours on this host cannot copy their objects to us; null: they can, or are not to. */
  get nearProblem(): string | null {
    return this.#native.nearProblem();
  }

  /** The node there is gone: pushes to it fail now. */
  disconnect(address: string): void {
    this.#native.disconnect(address);
  }

  /** Ends all pushes. No event comes after it. */
  close(): void {
    this.#native.close();
  }

  #read(batch: Buffer): void {
    const events: TransferEvent[] = [];
    const reader = new BatchReader(batch);
    while (!reader.done) events.push(readEvent(reader));
    this.#options.onEvents(events);
  }
}

function raw(objectId: ObjectId): Buffer {
  return Buffer.from(objectId, "hex");
}

function readEvent(reader: BatchReader): TransferEvent {
  const record = reader.u8();
  const job = reader.u32();
  switch (record) {
    case Record.READY:
      return { type: "ready", job };
    case Record.REFUSED: {
      const error = reader.u8();
      const why = error === plasmaObjectExists ? "exists" : "noRoom";
      return { type: "refused", job, why, text: `the object store refuses it (PlasmaError ${error})` };
    }
    case Record.ARRIVED:
      return { type: "arrived", job };
    case Record.PROGRESS:
      return { type: "progress", job, receivedBytes: reader.u64() };
    case Record.OTHER_SIZE:
      return { type: "otherSize", job, sizeBytes: reader.u64() };
    case Record.ARRIVAL_FAILED:
      return { type: "arrivalFailed", job, text: reader.string() };
    case Record.PUSHED:
      return { type: "pushed", job };
    case Record.PUSH_FAILED: {
      const why = pushFailures[reader.u8()] ?? "receiver";
      return { type: "pushFailed", job, why, text: reader.string() };
    }
    default:
      throw new RangeError(`the transfer sent a record of unknown type ${record}`);
  }
}
