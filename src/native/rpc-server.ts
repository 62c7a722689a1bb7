/**
 * A gRPC server whose transport runs in Rust (crates/rpc) and whose answers are given here, over bytes.
 *
 * HTTP/2, authentication, health checks, constant replies and the object pins of a put never reach JavaScript, though it
 * is the event loop's own thread that does them (crates/rpc/src/driven.rs). All other calls arrive in batches, may be held for hours, and are answered exactly once. A caller that goes away is
 * reported through `RpcCall.onCancelled`, so that what it waits for can be dropped; an answer given afterwards is void.
 */
import { loadAddon } from "./addon.js";
import { BatchReader, readMetadata } from "./batch-reader.js";
import { callSafely } from "./call-safely.js";
import { GrpcCode, RpcError } from "./rpc-error.js";

export interface RpcServerOptions {
  /** Address to bind, e.g. "127.0.0.1". */
  readonly host: string;
  /** 0 = chosen by the kernel; read it from `RpcServer.port`. */
  readonly port: number;
  /** Expected in `authorization: Bearer <token>` of every call but health checks; null = no authentication. */
  readonly authToken: string | null;
  /** Hex; calls that name another one in `ray_cluster_id` are refused (WrongClusterID). Absent = nobody looks. */
  readonly clusterId?: string;
  /** Service names that `grpc.health.v1.Health/Check` answers SERVING, beside "". */
  readonly healthServices?: readonly string[];
  /** The PlasmaStore beside us: with it PinObjectIDs and FreeLocalObjects are answered in Rust. */
  readonly plasma?: { readonly localObjects: object } | null;
  /** On the thread for the bytes of objects, where calls of megabytes hold up nobody else. */
  readonly isForData?: boolean;
}

/** What a handler knows of its call beside the body. */
export interface RpcCall {
  /** "ip:port" of the caller. */
  readonly peer: string;
  /** The caller has gone or given up: nobody reads the answer. */
  readonly cancelled: boolean;
  /** Called once when the caller goes before the answer (at once when it is already gone). One listener per call. */
  onCancelled(listener: () => void): void;
}

/** What a server tells beside calls; all optional. */
export interface RpcServerEvents {
  /** A handler threw what was not an RpcError: its caller gets INTERNAL. */
  readonly onHandlerError?: (error: unknown, path: string) => void;
  /** A connection was ended for breaking the protocol. Rare, however many there are: see `onMoreTurnedAway`. */
  readonly onBadConnection?: (peer: string, reason: string) => void;
  /** A call was refused unread: its token is missing or wrong, or it is no gRPC. As rare. */
  readonly onRefusedCall?: (peer: string, path: string, reason: string) => void;
  /** So many more like the last ones were only counted (crates/rpc/src/turned_away.rs): some seconds later, or at the end. */
  readonly onMoreTurnedAway?: (what: "connections" | "calls", count: number) => void;
}

/** Learns of a call that was answered already. What it throws is reported and reaches no caller. */
export type RpcListener = (body: Buffer, peer: string) => void;

/** Answers one call. A thrown or rejected RpcError becomes its status, anything else INTERNAL. */
export type RpcHandler = (body: Buffer, call: RpcCall) => Uint8Array | Promise<Uint8Array>;

/** Our end of one bidirectional stream that a caller opened. */
export interface ServedStream {
  /** "ip:port" of the caller. */
  readonly peer: string;
  /** The caller's initial metadata; the last value of a name. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Queues one message; void once the stream has ended. */
  send(body: Uint8Array): void;
  /** Ends the stream in order, after what is queued. */
  end(): void;
}

/** What a path of streams does with one. */
export interface ServedStreamEvents {
  readonly onMessage: (body: Buffer) => void;
  /** Once, last, whoever ended it. */
  readonly onEnd: () => void;
}

/** Takes a new stream. What it throws ends the stream. */
export type StreamHandler = (stream: ServedStream) => ServedStreamEvents;

export interface RpcServerStats {
  readonly connections: number;
  /** Calls handed to JavaScript and not answered yet. */
  readonly openCalls: number;
  /** All calls since the start, whoever answered. */
  readonly calls: number;
  /** Connections ended for breaking the protocol. */
  readonly badConnections: number;
  /** Calls refused unread. */
  readonly refusedCalls: number;
}

interface NativeRpcServer {
  readonly port: number;
  serve(): void;
  register(path: string, index: number): void;
  registerTold(path: string, index: number, body: Uint8Array): void;
  receiveChunks(transfer: object): void;
  receiveChannels(store: object): void;
  receiveTaskEvents(events: object, reply: Uint8Array): void;
  reply(id: number, body: Uint8Array): void;
  fail(id: number, code: number, message: string, details: Uint8Array | null): void;
  flush(): void;
  setStaticReply(path: string, body: Uint8Array | null): void;
  registerStream(path: string, index: number, metadata: string[]): void;
  sendMessage(id: number, body: Uint8Array): void;
  endStream(id: number): void;
  stats(): RpcServerStats;
  close(): void;
  release(): void;
}
interface Addon {
  startRpcServer(
    options: {
      host: string;
      port: number;
      authToken: string | null;
      clusterId: string | null;
      healthServices: string[];
      isForData: boolean;
    },
    plasma: object | null,
    onBatch: (batch: Buffer) => void,
  ): NativeRpcServer;
}

/** Records of crates/napi/src/rpc_server.rs. */
const Record = {
  CALL: 1,
  CANCELLED: 2,
  CLOSED: 3,
  BAD_CONNECTION: 4,
  REFUSED_CALL: 5,
  MORE_TURNED_AWAY: 6,
  TOLD: 7,
  STREAM_OPENED: 8,
  STREAM_MESSAGE: 9,
  STREAM_ENDED: 10,
} as const;

class ServerCall implements RpcCall {
  cancelled = false;
  readonly peer: string;
  #listener: (() => void) | undefined;

  constructor(peer: string) {
    this.peer = peer;
  }

  onCancelled(listener: () => void): void {
    if (this.cancelled) listener();
    else this.#listener = listener;
  }

  cancel(): void {
    this.cancelled = true;
    this.#listener?.();
    this.#listener = undefined;
  }
}

export class RpcServer {
  readonly #native: NativeRpcServer;
  /** By the number a path was registered with. */
  readonly #handlers: RpcHandler[] = [];
  readonly #listeners = new Map<number, RpcListener>();
  readonly #calls = new Map<number, ServerCall>();
  readonly #streamHandlers = new Map<number, StreamHandler>();
  readonly #streams = new Map<number, { readonly path: string; readonly events: ServedStreamEvents }>();
  readonly #events: RpcServerEvents;
  readonly #paths: string[] = [];
  #closed: (() => void) | undefined;
  #closing: Promise<void> | undefined;
  #flushing = false;

  /**
   * Binds and listens at once, and accepts from the next turn of the event loop on: handlers registered in this turn
   * miss no call.
   *
   * @throws Error when the address cannot be bound (the message has address and reason).
   */
  static start(options: RpcServerOptions, events: RpcServerEvents = {}): RpcServer {
    return new RpcServer(options, events);
  }

  private constructor(options: RpcServerOptions, events: RpcServerEvents) {
    const { host, port, authToken } = options;
    const addon = loadAddon<Addon>(["startRpcServer"]);
    this.#events = events;
    this.#native = addon.startRpcServer(
      {
        host,
        port,
        authToken,
        clusterId: options.clusterId ?? null,
        healthServices: [...(options.healthServices ?? [])],
        isForData: options.isForData ?? false,
      },
      options.plasma?.localObjects ?? null,
      (batch) => this.#onBatch(batch),
    );
    setImmediate(() => this.#native.serve());
  }

  /** The bound port. */
  get port(): number {
    return this.#native.port;
  }

  /** Serves `path` ("/ray.rpc.Service/Method"). A path without handler answers UNIMPLEMENTED. Once per path. */
  handle(path: string, handler: RpcHandler): void {
    const index = this.#newPath(path);
    this.#native.register(path, index);
    this.#handlers[index] = handler;
  }

  /**
   * Answers every call of `path` with `reply` in Rust, at once, and hands it to `listener` afterwards, in order with
   * all other calls. For news whose sender only wants to know that it has come. Once per path.
   */
  listen(path: string, reply: Uint8Array, listener: RpcListener): void {
    const index = this.#newPath(path);
    this.#native.registerTold(path, index, reply);
    this.#listeners.set(index, listener);
  }

  /** Serves bidirectional streams at `path`, each opened with `metadata` from us. Once per path. */
  handleStream(path: string, metadata: Readonly<Record<string, string>>, handler: StreamHandler): void {
    const index = this.#newPath(path);
    this.#native.registerStream(path, index, Object.entries(metadata).flat());
    this.#streamHandlers.set(index, handler);
  }

  /** Answers every call of `path` with `body`, in Rust; null gives the path back to its handler. */
  setStaticReply(path: string, body: Uint8Array | null): void {
    this.#native.setStaticReply(path, body);
  }

  /** Push calls go to a Transfer's native part (native/transfer.ts), in Rust. */
  receiveChunks(transfer: object): void {
    this.#native.receiveChunks(transfer);
  }

  /** Values for compiled graphs go to a PlasmaStore's native part (native/plasma-store.ts), in Rust. */
  receiveChannels(store: object): void {
    this.#native.receiveChannels(store);
  }

  /** AddTaskEventData goes to a TaskEvents' native part (native/task-events.ts) and is answered with `reply`, in Rust. */
  receiveTaskEvents(events: object, reply: Uint8Array): void {
    this.#native.receiveTaskEvents(events, reply);
  }

  stats(): RpcServerStats {
    return this.#native.stats();
  }

  /** Stops listening, ends all connections (open calls fail UNAVAILABLE at their callers) and releases the port. */
  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#closed = resolve;
      this.#native.close();
    });
    return this.#closing;
  }

  #newPath(path: string): number {
    if (this.#paths.includes(path)) throw new Error(`${path} has a handler already`);
    return this.#paths.push(path) - 1;
  }

  #onBatch(batch: Buffer): void {
    const reader = new BatchReader(batch);
    while (!reader.done) {
      const kind = reader.u8();
      if (kind === Record.CALL) {
        const id = reader.u32();
        const handler = reader.u32();
        const peer = reader.string();
        this.#dispatch(id, handler, peer, reader.bytes());
      } else if (kind === Record.TOLD) {
        const index = reader.u32();
        const peer = reader.string();
        this.#tell(index, peer, reader.bytes());
      } else if (kind === Record.CANCELLED) {
        const id = reader.u32();
        const call = this.#calls.get(id);
        this.#calls.delete(id);
        callSafely(() => call?.cancel());
      } else if (kind === Record.STREAM_OPENED) {
        const id = reader.u32();
        const index = reader.u32();
        const peer = reader.string();
        this.#openStream(id, index, peer, readMetadata(reader));
      } else if (kind === Record.STREAM_MESSAGE) {
        const stream = this.#streams.get(reader.u32());
        const body = reader.bytes();
        if (stream !== undefined) this.#guard(stream.path, () => stream.events.onMessage(body));
      } else if (kind === Record.STREAM_ENDED) {
        const id = reader.u32();
        const stream = this.#streams.get(id);
        this.#streams.delete(id);
        if (stream !== undefined) this.#guard(stream.path, () => stream.events.onEnd());
      } else if (kind === Record.CLOSED) {
        this.#native.release();
        this.#closed?.();
      } else if (kind === Record.BAD_CONNECTION) {
        const peer = reader.string();
        const reason = reader.string();
        callSafely(() => this.#events.onBadConnection?.(peer, reason));
      } else if (kind === Record.REFUSED_CALL) {
        const peer = reader.string();
        const path = reader.string();
        const reason = reader.string();
        callSafely(() => this.#events.onRefusedCall?.(peer, path, reason));
      } else if (kind === Record.MORE_TURNED_AWAY) {
        const what = reader.u8() === 1 ? "connections" : "calls";
        const count = reader.u32();
        callSafely(() => this.#events.onMoreTurnedAway?.(what, count));
      } else throw new Error(`unknown record ${kind} from the gRPC server`);
    }
  }

  #dispatch(id: number, index: number, peer: string, body: Buffer): void {
    const call = new ServerCall(peer);
    let answer: Uint8Array | Promise<Uint8Array>;
    try {
      answer = (this.#handlers[index] as RpcHandler)(body, call);
    } catch (error) {
      this.#fail(id, index, error);
      return;
    }
    if (!(answer instanceof Promise)) {
      this.#reply(id, index, answer);
      return;
    }
    this.#calls.set(id, call);
    answer.then(
      (reply) => {
        if (this.#calls.delete(id)) this.#reply(id, index, reply);
      },
      (error: unknown) => {
        if (this.#calls.delete(id)) this.#fail(id, index, error);
      },
    );
  }

  #openStream(id: number, index: number, peer: string, metadata: Readonly<Record<string, string>>): void {
    const path = this.#paths[index] ?? "";
    const stream: ServedStream = {
      peer,
      metadata,
      send: (body) => this.#native.sendMessage(id, body),
      end: () => this.#native.endStream(id),
    };
    try {
      this.#streams.set(id, { path, events: (this.#streamHandlers.get(index) as StreamHandler)(stream) });
    } catch (error) {
      this.#native.endStream(id);
      callSafely(() => this.#events.onHandlerError?.(error, path));
    }
  }

  #guard(path: string, step: () => void): void {
    try {
      step();
    } catch (error) {
      callSafely(() => this.#events.onHandlerError?.(error, path));
    }
  }

  #tell(index: number, peer: string, body: Buffer): void {
    try {
      this.#listeners.get(index)?.(body, peer);
    } catch (error) {
      callSafely(() => this.#events.onHandlerError?.(error, this.#paths[index] ?? ""));
    }
  }

  #reply(id: number, index: number, body: Uint8Array): void {
    if (!(body instanceof Uint8Array)) {
      this.#fail(id, index, new TypeError(`the handler returned ${typeof body}, not a Uint8Array`));
      return;
    }
    this.#native.reply(id, body);
    this.#flushSoon();
  }

  /** Answers given in one go leave together, in one wake-up of the transport's thread and one write. */
  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      this.#native.flush();
    });
  }

  #fail(id: number, index: number, error: unknown): void {
    this.#flushSoon();
    if (error instanceof RpcError) {
      this.#native.fail(id, error.code, error.message, error.details ?? null);
      return;
    }
    const path = this.#paths[index] ?? "";
    const message = error instanceof Error ? error.message : String(error);
    this.#native.fail(id, GrpcCode.INTERNAL, `${path} failed: ${message}`, null);
    callSafely(() => this.#events.onHandlerError?.(error, path));
  }
}
