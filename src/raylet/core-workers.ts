import type { RpcClient } from "../native/rpc.js";
import { decode, encode, type Init, type Method } from "../wire/index.js";

/** Where a core worker (a Python worker, a driver) listens. */
export interface CoreWorkerAddress {
  readonly ip: string;
  readonly port: number;
}

/** Calls to core workers. Their failures are gRPC's: UNAVAILABLE when the process is gone. */
export class CoreWorkers {
  readonly #rpc: RpcClient;

  constructor(rpc: RpcClient) {
    this.#rpc = rpc;
  }

  /** @throws RpcError, WireError */
  async call<Request, Reply>(
    worker: CoreWorkerAddress,
    method: Method<Request, Reply>,
    request: Init<Request>,
    timeoutMs: number,
  ): Promise<Reply> {
    const body = encode(method.request, request);
    return decode(method.reply, await this.#rpc.call(`${worker.ip}:${worker.port}`, method.path, body, { timeoutMs }));
  }

  /** The process is gone: what waits for it fails now. */
  forget(worker: CoreWorkerAddress): void {
    if (worker.port > 0) this.#rpc.disconnect(`${worker.ip}:${worker.port}`);
  }
}
