/** What the parts of one core worker share. */
import type { RayletAddress, WorkerAddress } from "../core/core-worker/types.js";
import { idBytes, NodeId, WorkerId } from "../ids/index.js";
import type { RpcCallOptions } from "../native/rpc.js";
import type { GcsClient } from "../runtime/gcs-client.js";
import type { Logger } from "../runtime/logger.js";
import { decode, encode, type Init, type Method, type rpc } from "../wire/index.js";
import type { NodeTable } from "./node-table.js";
import type { RayletConnection } from "./raylet-connection.js";
import type { TaskEvents } from "./task-events.js";
import type { TaskContext } from "./task-spec.js";

/** The part of RpcClient that a core worker uses. */
export interface Caller {
  call(address: string, path: string, body: Uint8Array, options?: RpcCallOptions): Promise<Buffer>;
  disconnect(address: string): void;
}

export interface WorkerContext {
  readonly rpc: Caller;
  readonly gcs: GcsClient;
  readonly raylet: RayletConnection;
  /** "ip:port" of the local raylet. */
  readonly rayletAddress: string;
  readonly nodes: NodeTable;
  /** This process. */
  readonly address: WorkerAddress;
  readonly tasks: TaskContext;
  readonly events: TaskEvents;
  readonly log: Logger;
}

/** @throws RpcError, WireError */
export async function callMethod<Request, Reply>(
  context: Pick<WorkerContext, "rpc">,
  address: string,
  method: Method<Request, Reply>,
  request: Init<Request>,
  timeoutMs?: number,
): Promise<Reply> {
  return callEncoded(context, address, method, encode(method.request, request), timeoutMs);
}

/** With a request that is encoded already. @throws RpcError, WireError */
export async function callEncoded<Reply>(
  context: Pick<WorkerContext, "rpc">,
  address: string,
  method: Pick<Method<unknown, Reply>, "path" | "reply">,
  body: Uint8Array,
  timeoutMs?: number,
): Promise<Reply> {
  const reply = await context.rpc.call(address, method.path, body, timeoutMs === undefined ? {} : { timeoutMs });
  return decode(method.reply, reply);
}

export function addressMessage(address: WorkerAddress): Init<rpc.Address> {
  return {
    nodeId: idBytes(address.nodeId),
    ipAddress: address.ip,
    port: address.port,
    workerId: idBytes(address.workerId),
  };
}

/** Where tasks are tried. */
export type Place = Pick<WorkerAddress, "nodeId" | "workerId">;

/** Many tasks are tried at few places. */
const places = new WeakMap<Place, { readonly nodeId: Uint8Array; readonly workerId: Uint8Array }>();

/** Its ids as bytes, the same ones for each call with this object. */
export function placeBytes(place: Place): { readonly nodeId: Uint8Array; readonly workerId: Uint8Array } {
  let bytes = places.get(place);
  if (bytes === undefined) {
    bytes = { nodeId: idBytes(place.nodeId), workerId: idBytes(place.workerId) };
    places.set(place, bytes);
  }
  return bytes;
}

export function workerAddress(address: rpc.Address): WorkerAddress {
  return {
    nodeId: NodeId.fromBytes(address.nodeId),
    ip: address.ipAddress,
    port: address.port,
    workerId: WorkerId.fromBytes(address.workerId),
  };
}

export function rayletAddress(address: rpc.Address): RayletAddress {
  return { nodeId: NodeId.fromBytes(address.nodeId), ip: address.ipAddress, port: address.port };
}
