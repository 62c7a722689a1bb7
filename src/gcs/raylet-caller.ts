import { GrpcCode, RpcError } from "../native/rpc.js";
import { errorText } from "../runtime/errors.js";
import { decode, encode, type Init, type Method } from "../wire/index.js";
import type { HeadContext } from "./head-context.js";

const RETRY_MS = 1_000;

/**
 * Calls to raylets. A call that must arrive is repeated for as long as its node is alive; raylets answer a repeated one
 * as they did the first (Ray 2.60.0: all of them are idempotent).
 */
export class RayletCaller {
  readonly #context: Pick<HeadContext, "rpc" | "log">;
  readonly #alive = new Set<string>();
  #isClosed = false;

  constructor(context: Pick<HeadContext, "rpc" | "log" | "events">) {
    this.#context = context;
    context.events.listen((event) => {
      if (event.type === "node-added") this.#alive.add(event.nodeId);
      if (event.type === "node-removed") this.#alive.delete(event.nodeId);
    });
  }

  /** A node that an earlier head knew, which nobody tells of again. */
  know(nodeId: string): void {
    this.#alive.add(nodeId);
  }

  close(): void {
    this.#isClosed = true;
  }

  /** One attempt. @throws RpcError, WireError */
  async call<Request, Reply>(
    node: { readonly ip: string; readonly port: number },
    { path, request, reply }: Method<Request, Reply>,
    message: Init<Request>,
  ): Promise<Reply> {
    return decode(reply, await this.callRaw(node, path, encode(request, message)));
  }

  /** As `call`, over bytes. @throws RpcError */
  callRaw(node: { readonly ip: string; readonly port: number }, path: string, body: Uint8Array): Promise<Buffer> {
    return this.#context.rpc.call(`${node.ip}:${node.port}`, path, body);
  }

  /** Until the raylet has answered, whatever it says. False: its node is gone, or this head ends. */
  async deliver<Request, Reply>(
    node: { readonly nodeId: string; readonly ip: string; readonly port: number },
    method: Method<Request, Reply>,
    message: Init<Request>,
  ): Promise<boolean> {
    while (this.#alive.has(node.nodeId) && !this.#isClosed) {
      try {
        await this.call(node, method, message);
        return true;
      } catch (error) {
        if (!isUnreachable(error)) {
          // E.g. the worker it was about ended meanwhile.
          this.#context.log.debug(`${method.path} to node ${node.nodeId}: ${errorText(error)}`);
          return true;
        }
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    return false;
  }
}

/** Nothing is known of what became of the call. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof RpcError && (error.code === GrpcCode.UNAVAILABLE || error.code === GrpcCode.CANCELLED);
}
