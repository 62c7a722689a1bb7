import { GrpcCode, type RpcCallOptions, RpcError, type RpcMetadata } from "../native/rpc.js";
import { NarcineError } from "../runtime/errors.js";
import type { Logger } from "../runtime/logger.js";
import { decode, encode, type Init, type Method } from "../wire/index.js";

/** Replies of the head carry their own status in field 1; 0 or absent is success (Ray 2.60.0, gcs_service.proto). */
interface ReplyWithStatus {
  readonly status?: { readonly code?: number | null; readonly message?: string | null } | null;
}

/** The head answered, and its answer was no. */
export class GcsStatusError extends NarcineError {
  readonly gcsCode: number;

  constructor(method: string, gcsCode: number, message: string) {
    super("NARCINE_GCS_STATUS", `${method} failed in the head with status ${gcsCode}: ${message}`);
    this.gcsCode = gcsCode;
  }
}

/** The head was out of reach for longer than `gcs_rpc_server_reconnect_timeout_s`; the node gives up, as stock's does. */
export class GcsUnreachableError extends NarcineError {
  constructor(address: string, seconds: number, cause: unknown) {
    super(
      "NARCINE_GCS_UNREACHABLE",
      `The head at ${address} has been unreachable for ${seconds} s (gcs_rpc_server_reconnect_timeout_s). Start it again and restart this node.`,
      { cause },
    );
  }
}

/**
 * The head answers, and refuses every call of this node. One that restarted without its storage gave itself a new
 * cluster id and says "WrongClusterID"; nothing this node could do makes it a member again, so it ends as stock's does
 * (Ray 2.60.0, node_manager.cc: "GCS returned an authentication error").
 */
export class GcsRefusedError extends NarcineError {
  constructor(address: string, cause: RpcError) {
    super(
      "NARCINE_GCS_REFUSED",
      `The head at ${address} refuses this node (${cause.message}). It restarted without its storage, or the token differs. Start this node again; a head that is to live through restarts needs RAY_gcs_storage.`,
      { cause },
    );
  }
}

/** The part of RpcClient (src/native/rpc.ts) that clients of one peer use. */
export interface RpcCaller {
  call(address: string, path: string, body: Uint8Array, options?: RpcCallOptions): Promise<Buffer>;
}

export interface GcsClientOptions {
  readonly rpc: RpcCaller;
  /** "ip:port" of the head. */
  readonly address: string;
  /** Hex; "" sends no `ray_cluster_id`, which the head accepts. */
  readonly clusterId: string;
  readonly reconnectTimeoutMs: number;
  readonly log: Logger;
  /** Called once when the head stays away or refuses this node; calls in flight reject with the same error. */
  readonly onLost: (error: GcsUnreachableError | GcsRefusedError) => void;
}

const FIRST_RETRY_MS = 100;
const MAX_RETRY_MS = 2_000;

/**
 * Calls to the head: adds the cluster id, repeats what did not reach it, and turns its in-band status into an error.
 * Every method a raylet calls is idempotent in the head, so repeating is safe (Ray 2.60.0 retries the same way).
 */
export class GcsClient {
  readonly address: string;
  /** What every call to the head carries besides the token. */
  readonly metadata: RpcMetadata;
  readonly #options: GcsClientOptions;
  /** Since when (performance.now()) no call has come through; null while the head answers. */
  #downSince: number | null = null;
  #lost: GcsUnreachableError | GcsRefusedError | null = null;
  #closed = false;

  constructor(options: GcsClientOptions) {
    this.address = options.address;
    this.metadata = options.clusterId === "" ? {} : { ray_cluster_id: options.clusterId };
    this.#options = options;
  }

  /** @param timeoutMs for one attempt; null waits for ever (long polls). */
  call<Request, Reply>(
    method: Method<Request, Reply>,
    request: Init<Request>,
    timeoutMs: number | null = 30_000,
  ): Promise<Reply> {
    return this.callEncoded(method, encode(method.request, request), timeoutMs);
  }

  /** The same with a request that is encoded already. */
  async callEncoded<Reply>(
    method: Pick<Method<unknown, Reply>, "path" | "reply">,
    body: Uint8Array,
    timeoutMs: number | null = 30_000,
  ): Promise<Reply> {
    for (let retryMs = FIRST_RETRY_MS; ; retryMs = Math.min(retryMs * 2, MAX_RETRY_MS)) {
      if (this.#lost !== null) throw this.#lost;
      try {
        const options = timeoutMs === null ? { metadata: this.metadata } : { metadata: this.metadata, timeoutMs };
        const bytes = await this.#options.rpc.call(this.address, method.path, body, options);
        this.#downSince = null;
        const reply = decode(method.reply, bytes);
        const status = (reply as ReplyWithStatus).status;
        if (status?.code) throw new GcsStatusError(method.path, status.code, status.message ?? "");
        return reply;
      } catch (error) {
        if (error instanceof RpcError && error.code === GrpcCode.UNAUTHENTICATED) throw this.#refused(error);
        if (!isRetryable(error) || this.#closed) throw error;
        this.#noteFailure(method.path, error);
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** No more repeats: the node is leaving. */
  close(): void {
    this.#closed = true;
  }

  #refused(cause: RpcError): GcsUnreachableError | GcsRefusedError {
    if (this.#lost === null) {
      this.#lost = new GcsRefusedError(this.address, cause);
      this.#options.onLost(this.#lost);
    }
    return this.#lost;
  }

  #noteFailure(path: string, error: unknown): void {
    const now = performance.now();
    if (this.#downSince === null) {
      this.#downSince = now;
      this.#options.log.warning(`The head at ${this.address} does not answer (${path}: ${String(error)}); retrying.`);
    }
    if (now - this.#downSince < this.#options.reconnectTimeoutMs || this.#lost !== null) return;
    this.#lost = new GcsUnreachableError(this.address, this.#options.reconnectTimeoutMs / 1_000, error);
    this.#options.onLost(this.#lost);
  }
}

function isRetryable(error: unknown): boolean {
  return (
    error instanceof RpcError && (error.code === GrpcCode.UNAVAILABLE || error.code === GrpcCode.DEADLINE_EXCEEDED)
  );
}
