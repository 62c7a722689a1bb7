import type { RpcClient, RpcStream } from "../native/rpc.js";
import { errorText } from "../runtime/errors.js";
import type { Logger } from "../runtime/logger.js";
import { decode, encode, syncer } from "../wire/index.js";

/** What this node says of itself: a version that grows with each change, and the message where it is wanted. */
export interface ResourceSnapshot {
  readonly version: number;
  readonly encode: () => Uint8Array;
}

export interface ResourceSyncerOptions {
  readonly rpc: Pick<RpcClient, "openStream">;
  readonly gcsAddress: string;
  readonly nodeId: string;
  readonly nodeIdBytes: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
  /** The newest view of this node; asked for after `viewMayHaveChanged`, and sent if its version is new. */
  readonly snapshot: () => ResourceSnapshot;
  /** The least time between two views. */
  readonly periodMs: number;
  readonly onRemoteView: (nodeId: Uint8Array, view: syncer.ResourceViewSyncMessage) => void;
  readonly onGlobalGc: () => void;
  readonly log: Logger;
}

const RECONNECT_MS = 1_000;

/**
 * This node's end of `RaySyncer.StartSync` (Ray 2.60.0, ray_syncer.cc): one stream to the head, our resource view up
 * whenever it changed, everybody else's down. The head places actors by what it learned here, so the first message
 * goes out as soon as the stream is there. A broken stream is opened again for as long as the process lives; whether
 * the head is lost for good is the GCS client's call.
 */
export class ResourceSyncer {
  readonly #options: ResourceSyncerOptions;
  /** Newest version taken in for each (node, message type); older ones are late copies. */
  readonly #seen = new Map<string, number>();
  #stream: RpcStream | null = null;
  #sentVersion = -1;
  #sentAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;
  #started = false;
  #stopped = false;

  constructor(options: ResourceSyncerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#started = true;
    this.#connect();
  }

  /** The head hears of it as soon as the machines are at rest, but once in a period, however often this is called. */
  viewMayHaveChanged(): void {
    if (!this.#started || this.#stopped || this.#timer !== null) return;
    const waitMs = this.#sentAtMs + this.#options.periodMs - performance.now();
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#sendIfChanged();
      },
      Math.max(0, Math.ceil(waitMs)),
    );
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#stream?.cancel();
    this.#stream = null;
  }

  /** Asks every other node to collect garbage (message type COMMANDS). */
  broadcastGlobalGc(version: number): void {
    this.#send({
      version,
      messageType: syncer.MessageType.COMMANDS,
      syncMessage: encode(syncer.CommandsSyncMessage, { shouldGlobalGc: true }),
      nodeId: this.#options.nodeIdBytes,
    });
  }

  #connect(): void {
    const { rpc, gcsAddress, nodeId, metadata } = this.#options;
    this.#sentVersion = -1;
    this.#stream = rpc.openStream(gcsAddress, syncer.RaySyncer.startSync.path, {
      metadata: { ...metadata, node_id: nodeId },
      onMessage: (bytes) => this.#receive(bytes),
      onEnd: (error) => this.#ended(error),
    });
    this.#sendIfChanged();
  }

  #ended(error: unknown): void {
    this.#stream = null;
    if (this.#stopped) return;
    this.#options.log.warning(
      `The resource stream to the head ended (${errorText(error ?? "no reason given")}); opening it again.`,
    );
    setTimeout(() => {
      if (!this.#stopped) this.#connect();
    }, RECONNECT_MS).unref();
  }

  #sendIfChanged(): void {
    if (this.#stream === null) return;
    const { version, encode: encodeView } = this.#options.snapshot();
    if (version === this.#sentVersion) return;
    this.#sentVersion = version;
    this.#sentAtMs = performance.now();
    this.#send({
      version,
      messageType: syncer.MessageType.RESOURCE_VIEW,
      syncMessage: encodeView(),
      nodeId: this.#options.nodeIdBytes,
    });
  }

  #send(message: syncer.RaySyncMessage): void {
    this.#stream?.send(encode(syncer.RaySyncMessageBatch, { messages: [message] }));
  }

  #receive(bytes: Uint8Array): void {
    for (const message of decode(syncer.RaySyncMessageBatch, bytes).messages) {
      const key = `${message.messageType}:${Buffer.from(message.nodeId).toString("latin1")}`;
      const known = this.#seen.get(key);
      if (known !== undefined && message.version <= known) continue;
      this.#seen.set(key, message.version);
      if (message.messageType === syncer.MessageType.RESOURCE_VIEW) {
        this.#options.onRemoteView(message.nodeId, decode(syncer.ResourceViewSyncMessage, message.syncMessage));
      } else if (decode(syncer.CommandsSyncMessage, message.syncMessage).shouldGlobalGc) {
        this.#options.onGlobalGc();
      }
    }
  }
}
