import { IdError } from "../ids/index.js";
import { GrpcCode, type RpcCall, RpcError, type RpcServer } from "../native/rpc.js";
import { errorText, NarcineError } from "../runtime/errors.js";
import { decode, encode, type Init, type Method, WireError } from "../wire/index.js";
import type { HeadContext } from "./head-context.js";

/** Numbers of a reply's GcsStatus (Ray 2.60.0, src/ray/common/status.h StatusCode). */
export const StatusCode = {
  OUT_OF_MEMORY: 1,
  INVALID: 4,
  NOT_IMPLEMENTED: 10,
  CREATION_TASK_ERROR: 16,
  NOT_FOUND: 17,
  SCHEDULING_CANCELLED: 19,
  ALREADY_EXISTS: 20,
} as const;

/** A no of the head: the call succeeds, its reply says why not (`status`, and nothing else). */
export class GcsFailure extends NarcineError {
  readonly status: number;

  constructor(status: number, message: string) {
    super("NARCINE_GCS_FAILURE", message);
    this.status = status;
  }
}

/** @param body the encoded request, for what is only passed on */
export type ServiceHandler<Request, Reply> = (
  request: Request,
  call: RpcCall,
  body: Buffer,
) => Promise<Init<Reply>> | Init<Reply>;

export interface Serving {
  /**
   * The handler has itself waited until what its answer tells is durable, as every reply of a MachineRunner has. Its caller
   * is not made to wait for what others, or the next step of the same thing, have written meanwhile.
   */
  readonly hasWaited?: boolean;
}

/**
 * Puts handlers of the head's services on a server. Every answer, a no and a poll's too, waits until all that the head knows
 * at that moment is durable (see also {@link Serving}): whatever it tells of, a head that dies now and comes back knows it as
 * well.
 */
export class Services {
  readonly #server: RpcServer;
  readonly #context: Pick<HeadContext, "log" | "storage">;
  readonly #served = new Set<string>();

  constructor(server: RpcServer, context: Pick<HeadContext, "log" | "storage">) {
    this.#server = server;
    this.#context = context;
  }

  /**
   * Serves one method. A GcsFailure goes into the reply's `status`; bytes and ids that cannot be read are the caller's
   * INVALID_ARGUMENT. A reply without a status gets the empty one that stands for OK.
   */
  on<Request, Reply>(
    method: Method<Request, Reply>,
    handler: ServiceHandler<Request, Reply>,
    serving: Serving = {},
  ): void {
    const answer = async (request: Request, call: RpcCall, body: Buffer): Promise<Uint8Array> => {
      try {
        return encodeReply(method, await handler(request, call, body));
      } catch (error) {
        if (!(error instanceof GcsFailure)) throw error;
        return encodeReply(method, { status: { code: error.status, message: error.message } } as Init<Reply>);
      }
    };
    this.onBytes(method, answer, serving);
  }

  /** As `on`, for a reply that is put together from encoded parts. */
  onBytes<Request, Reply>(
    method: Method<Request, Reply>,
    handler: (request: Request, call: RpcCall, body: Buffer) => Promise<Uint8Array> | Uint8Array,
    serving: Serving = {},
  ): void {
    this.onRaw(method, (body, call) => handler(decode(method.request, body), call, body), serving);
  }

  /** As `onBytes`, for a request that the handler reads itself. */
  onRaw<Request, Reply>(
    method: Method<Request, Reply>,
    handler: (body: Buffer, call: RpcCall) => Promise<Uint8Array> | Uint8Array,
    { hasWaited = false }: Serving = {},
  ): void {
    this.#served.add(method.path);
    this.#server.handle(method.path, async (body, call) => {
      try {
        const reply = await handler(body, call);
        if (!hasWaited) await this.#context.storage.durable();
        return reply;
      } catch (error) {
        if (error instanceof WireError || error instanceof IdError) {
          throw new RpcError(GrpcCode.INVALID_ARGUMENT, errorText(error));
        }
        throw error;
      }
    });
  }

  /** Answers what is left of a service UNIMPLEMENTED, and says so once for each method that is asked for. */
  refuseRest(...services: readonly Readonly<Record<string, { readonly path: string }>>[]): void {
    for (const { path } of services.flatMap((service) => Object.values(service))) {
      if (!this.#served.has(path)) this.refuse(path);
    }
  }

  /** The server answers it in Rust. */
  isServedInRust({ path }: { readonly path: string }): void {
    this.#served.add(path);
  }

  refuse(path: string): void {
    let isTold = false;
    this.#served.add(path);
    this.#server.handle(path, (_body, call) => {
      if (!isTold) this.#context.log.warning(`${path} was asked for by ${call.peer}; this head does not have it.`);
      isTold = true;
      throw new RpcError(GrpcCode.UNIMPLEMENTED, `${path} is not implemented by Narcine's head; use Ray's gcs_server`);
    });
  }
}

function encodeReply<Request, Reply>(method: Method<Request, Reply>, reply: Init<Reply>): Buffer {
  return encode(method.reply, { status: {}, ...reply } as Init<Reply>);
}
