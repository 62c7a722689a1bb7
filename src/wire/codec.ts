/**
 * Protobuf messages as typed codecs. `rpc.Address` (from ./index.js) is both the type of a decoded Address and the codec
 * that reads and writes one:
 *
 *   const request = decode(rpc.ReturnWorkerLeaseRequest, body);   // throws WireError
 *   const reply = encode(rpc.CheckAliveRequest, { nodeIds: [id] });
 *
 * A decoded message has every field: proto3's zero value where a scalar is absent, null where a sub-message, a member of
 * a oneof or an `optional` scalar is. Bytes fields are views of the decoded buffer: copy what outlives it.
 * Enum fields may hold numbers that the enum does not name (a newer peer). 64-bit integers: see ./protobuf-runtime.ts.
 */
import type { Writer } from "protobufjs/minimal.js";
import protobuf from "protobufjs/minimal.js";
import { WireError } from "./errors.js";

/** What may be given to encode a T: any field may be left out (or null, or undefined: all the same). */
export type Init<T> = T extends Uint8Array
  ? Uint8Array
  : T extends readonly (infer U)[]
    ? readonly Init<U>[]
    : T extends object
      ? { [K in keyof T]?: Init<T[K]> | null | undefined }
      : T;

/** Static protobufjs code of one message. */
export interface Codec<T> {
  encode(message: Init<T>, writer?: Writer): Writer;
  /** @throws Error or RangeError of protobufjs on malformed bytes; use the function `decode` instead. */
  decode(bytes: Uint8Array): T;
  readonly name: string;
}

/** One method of a gRPC service: where it is and what travels. */
export interface Method<Request, Reply> {
  /** As in the HTTP/2 `:path`: `/ray.rpc.NodeManagerService/RequestWorkerLease` */
  readonly path: string;
  readonly request: Codec<Request>;
  readonly reply: Codec<Reply>;
}

export function method<Request, Reply>(
  path: string,
  request: Codec<Request>,
  reply: Codec<Reply>,
): Method<Request, Reply> {
  return { path, request, reply };
}

/** The message's bytes. Fields that hold the proto3 default are left out, as every proto3 writer does. */
export function encode<T>(codec: Codec<T>, message: Init<T>): Buffer {
  return codec.encode(message, protobuf.Writer.create()).finish() as Buffer;
}

/** Puts messages together of parts that are encoded already and parts that are not, in one pass. */
export class MessageWriter {
  readonly #writer = protobuf.Writer.create();

  /** Fields that are encoded already. */
  raw(fields: Uint8Array): this {
    this.#writer.raw(fields);
    return this;
  }

  /** Fields of the message that is being written. */
  fields<T>(codec: Codec<T>, fields: Init<T>): this {
    codec.encode(fields, this.#writer);
    return this;
  }

  /** A field of any integer type but sint. */
  integer(field: number, value: number): this {
    this.#writer.uint32(field * 8).int64(value);
    return this;
  }

  /** A sub-message, of what `write` writes. */
  message(field: number, write: (writer: this) => unknown): this {
    this.#writer.uint32(field * 8 + 2).fork();
    write(this);
    this.#writer.ldelim();
    return this;
  }

  finish(): Buffer {
    return this.#writer.finish() as Buffer;
  }
}

/** @throws WireError "Malformed" on bytes that are no such message */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array): T {
  try {
    return codec.decode(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new WireError("Malformed", `cannot decode ${bytes.length} bytes as ${codec.name}: ${reason}`, {
      cause: error,
    });
  }
}
