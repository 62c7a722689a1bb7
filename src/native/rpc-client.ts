/**
 * gRPC client over bytes; the transport runs in Rust (crates/rpc). One instance serves all peers: connections are made
 * on first use, shared by all calls to an address, remade after a loss, and dropped after 30 idle minutes.
 *
 * Every failure is an RpcError: UNAVAILABLE when the peer cannot be reached or went away (a refused connection fails
 * at once), DEADLINE_EXCEEDED after `timeoutMs`, otherwise the status of the peer.
 */
import { loadAddon } from "./addon.js";
import { BatchReader, readMetadata } from "./batch-reader.js";
import { callSafely } from "./call-safely.js";
import { GrpcCode, RpcError } from "./rpc-error.js";

export interface RpcClientOptions {
  /** Sent as `authorization: Bearer <token>` with every call and stream; null = not sent. */
  readonly authToken: string | null;
  /**
   * The event loop may be busy with a user's code for minutes: a thread then answers the pings of peers and takes what
   * they send, so that none of them hangs up. For the whole process.
   */
  readonly standIn?: boolean;
}

/** Request headers, lower-case names. Pass the same object again and it is converted once. */
export type RpcMetadata = Readonly<Record<string, string>>;

export interface RpcCallOptions {
  /** Milliseconds until DEADLINE_EXCEEDED; absent = wait as long as the peer lives. */
  readonly timeoutMs?: number;
  readonly metadata?: RpcMetadata;
}

export interface RpcStreamOptions {
  readonly metadata?: RpcMetadata;
  /** The peer's initial metadata arrived. */
  readonly onOpen?: (metadata: RpcMetadata) => void;
  readonly onMessage: (body: Buffer) => void;
  /** Exactly once, after the last message; null = the peer ended the stream with OK. Not called after `cancel()`. */
  readonly onEnd: (error: RpcError | null) => void;
}

export interface RpcStream {
  /** Queues one message; void once the stream has ended. */
  send(body: Uint8Array): void;
  /** No more messages from us; the peer may go on. */
  end(): void;
  /** Ends the stream both ways; no callback comes afterwards. */
  cancel(): void;
}

export interface RpcClientStats {
  readonly connections: number;
  readonly openCalls: number;
  readonly openStreams: number;
}

interface NativeRpcClient {
  call(id: number, address: string, path: string, body: Uint8Array, timeoutMs: number, metadata: string[] | null): void;
  flush(): void;
  openStream(id: number, address: string, path: string, metadata: string[] | null): void;
  sendMessage(id: number, body: Uint8Array): void;
  endStream(id: number): void;
  dropStream(id: number): void;
  disconnect(address: string): void;
  connections(): number;
  close(): void;
}
interface Addon {
  startRpcClient(authToken: string | null, onBatch: (batch: Buffer) => void): NativeRpcClient;
  standInForEventLoop(): void;
}

/** Records of crates/napi/src/rpc_client.rs. */
const Record = { REPLY: 1, ERROR: 2, STREAM_OPEN: 3, STREAM_MESSAGE: 4, STREAM_END: 5 } as const;
const MAX_ID = 2 ** 31 - 1;

interface PendingCall {
  readonly path: string;
  readonly resolve: (body: Buffer) => void;
  readonly reject: (error: RpcError) => void;
}

export class RpcClient {
  readonly #native: NativeRpcClient;
  readonly #calls = new Map<number, PendingCall>();
  readonly #streams = new Map<number, RpcStreamOptions>();
  readonly #flatMetadata = new WeakMap<RpcMetadata, string[]>();
  #lastId = 0;
  #closed = false;
  #flushing = false;

  static start(options: RpcClientOptions): RpcClient {
    return new RpcClient(options);
  }

  private constructor(options: RpcClientOptions) {
    const addon = loadAddon<Addon>(["startRpcClient"]);
    this.#native = addon.startRpcClient(options.authToken, (batch) => this.#onBatch(batch));
    if (options.standIn === true) addon.standInForEventLoop();
  }

  /**
   * @param address "host:port".
   * @param path "/ray.rpc.Service/Method".
   * @param body the encoded request; may be reused by the caller when this returns.
   * @returns the encoded reply. @throws RpcError (see above).
   */
  call(address: string, path: string, body: Uint8Array, options: RpcCallOptions = {}): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new RpcError(GrpcCode.CANCELLED, `${path} to ${address}: the client is closed`));
        return;
      }
      const id = this.#freeId();
      this.#native.call(id, address, path, body, options.timeoutMs ?? 0, this.#flatten(options.metadata));
      this.#calls.set(id, { path, resolve, reject });
      this.#flushSoon();
    });
  }

  /** Opens a bidirectional stream of raw messages. It is open for `send` at once; errors come through `onEnd`. */
  openStream(address: string, path: string, options: RpcStreamOptions): RpcStream {
    if (this.#closed) throw new RpcError(GrpcCode.CANCELLED, `${path} to ${address}: the client is closed`);
    const id = this.#freeId();
    this.#streams.set(id, options);
    this.#native.openStream(id, address, path, this.#flatten(options.metadata));
    const open = () => this.#streams.has(id);
    return {
      send: (body) => {
        if (open()) this.#native.sendMessage(id, body);
      },
      end: () => {
        if (open()) this.#native.endStream(id);
      },
      cancel: () => {
        if (this.#streams.delete(id)) this.#native.dropStream(id);
      },
    };
  }

  /** The process behind `address` is gone: its calls and streams fail UNAVAILABLE now. A later call connects anew. */
  disconnect(address: string): void {
    if (!this.#closed) this.#native.disconnect(address);
  }

  stats(): RpcClientStats {
    return {
      connections: this.#native.connections(),
      openCalls: this.#calls.size,
      openStreams: this.#streams.size,
    };
  }

  /** Ends all connections; what is open fails CANCELLED. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#native.close();
    const error = (path: string) => new RpcError(GrpcCode.CANCELLED, `${path}: the client was closed`);
    for (const call of this.#calls.values()) call.reject(error(call.path));
    this.#calls.clear();
    const streams = [...this.#streams.values()];
    this.#streams.clear();
    for (const stream of streams) callSafely(() => stream.onEnd(error("stream")));
  }

  /** Calls made in one go leave together, in one wake-up of the transport's thread and one write. */
  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      this.#native.flush();
    });
  }

  #freeId(): number {
    do this.#lastId = this.#lastId === MAX_ID ? 1 : this.#lastId + 1;
    while (this.#calls.has(this.#lastId) || this.#streams.has(this.#lastId));
    return this.#lastId;
  }

  #flatten(metadata: RpcMetadata | undefined): string[] | null {
    if (metadata === undefined) return null;
    let flat = this.#flatMetadata.get(metadata);
    if (flat === undefined) {
      flat = Object.entries(metadata).flat();
      this.#flatMetadata.set(metadata, flat);
    }
    return flat;
  }

  #onBatch(batch: Buffer): void {
    const reader = new BatchReader(batch);
    while (!reader.done) {
      const kind = reader.u8();
      const id = reader.u32();
      if (kind === Record.REPLY) {
        const body = reader.bytes();
        this.#takeCall(id)?.resolve(body);
      } else if (kind === Record.ERROR) {
        const error = readError(reader);
        if (error !== null) this.#takeCall(id)?.reject(error);
      } else if (kind === Record.STREAM_OPEN) {
        const metadata = readMetadata(reader);
        callSafely(() => this.#streams.get(id)?.onOpen?.(metadata));
      } else if (kind === Record.STREAM_MESSAGE) {
        const body = reader.bytes();
        callSafely(() => this.#streams.get(id)?.onMessage(body));
      } else if (kind === Record.STREAM_END) {
        const error = readError(reader);
        const stream = this.#streams.get(id);
        if (this.#streams.delete(id)) this.#native.dropStream(id);
        callSafely(() => stream?.onEnd(error));
      } else throw new Error(`unknown record ${kind} from the gRPC client`);
    }
  }

  #takeCall(id: number): PendingCall | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }
}

function readError(reader: BatchReader): RpcError | null {
  const code = reader.u8();
  const message = reader.string();
  const details = reader.bytes();
  if (code === GrpcCode.OK) return null;
  return new RpcError(code as GrpcCode, message, details.length > 0 ? details : undefined);
}
