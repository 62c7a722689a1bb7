/**
 * Values as objects of Ray that every language reads (Ray 2.60.0): bytes as they are under metadata RAW, everything else
 * as MessagePack behind a header of 9 bytes under metadata XLANG, or PYTHON where parts of it are pickled behind it. The
 * header is the length of the MessagePack as a MessagePack integer; what pads it to 9 bytes is anything in what Python writes.
 */
import { WireError } from "../wire/index.js";
import { decodeMsgpack, encodeMsgpack } from "../wire/msgpack.js";
import { UnreadableValueError } from "./errors.js";
import type { ObjectRef } from "./object-ref.js";
import { framedPickle } from "./pickled-buffer.js";
import { PickledParts, type RefReader, readParts } from "./pickled-values.js";

/** An object's two parts; the data in pieces, one behind the other. */
export interface SerializedValue {
  readonly metadata: Uint8Array;
  readonly data: readonly Uint8Array[];
  /** Refs inside the value, kept so until whoever takes it counts them. */
  readonly refs?: readonly ObjectRef[];
}

export const RAW = Buffer.from("RAW");
export const XLANG = Buffer.from("XLANG");
const PYTHON = Buffer.from("PYTHON");
const headerBytes = 9;

export function sizeOf(value: SerializedValue): number {
  return value.data.reduce((sum, piece) => sum + piece.length, value.metadata.length);
}

/** @throws UnsupportedValueError */
export function serialize(value: unknown): SerializedValue {
  if (value instanceof Uint8Array) return { metadata: RAW, data: [value] };
  if (value instanceof ArrayBuffer) return { metadata: RAW, data: [new Uint8Array(value)] };
  let parts: PickledParts | null = null;
  const frame = framed(
    encodeMsgpack(value, headerBytes, (part) => {
      parts ??= new PickledParts();
      return parts.add(part);
    }),
  );
  const found = parts as PickledParts | null;
  if (found === null || found.isEmpty) return { metadata: XLANG, data: [frame] };
  return { metadata: PYTHON, data: [frame, framedPickle(found.pickle())], refs: found.refs };
}

/** Header and MessagePack of a value. @throws UnsupportedValueError */
export function writeXlang(value: unknown): Buffer {
  return framed(encodeMsgpack(value, headerBytes));
}

function framed(frame: Buffer): Buffer {
  frame.fill(0, 0, headerBytes);
  encodeMsgpack(frame.length - headerBytes).copy(frame);
  return frame;
}

/**
 * @param readRef makes refs of those in the value; without it they are unreadable
 * @throws WireError Malformed; UnreadableValueError for parts only Python can read
 */
export function readXlang(data: Uint8Array, readRef: RefReader | null = null): unknown {
  if (data.length < headerBytes) throw new WireError("Malformed", `a value of ${data.length} bytes has no header`);
  const end = headerBytes + headerLength(data);
  let parts: readonly unknown[] | null = null;
  return decodeMsgpack(data.subarray(headerBytes, end), {
    extension101: (index) => {
      parts ??= readParts(Buffer.from(data.buffer, data.byteOffset + end, data.byteLength - end), readRef);
      if (index < parts.length) return parts[index];
      throw new WireError("Malformed", `a value names its part ${index} and has ${parts.length}`);
    },
  });
}

function headerLength(data: Uint8Array): number {
  const first = data[0] as number;
  const width = first < 0x80 ? 0 : ({ 204: 1, 205: 2, 206: 4, 207: 8 } as Record<number, number>)[first];
  const header = Buffer.from(data.buffer, data.byteOffset, headerBytes);
  const length =
    width === undefined
      ? -1
      : width === 0
        ? first
        : width === 8
          ? Number(header.readBigUInt64BE(1))
          : header.readUIntBE(1, width);
  if (length < 0 || length > data.length - headerBytes) {
    throw new WireError(
      "Malformed",
      `the header of a value says ${length} bytes where ${data.length - headerBytes} are`,
    );
  }
  return length;
}

/**
 * The value of an object that is no error. Bytes of RAW objects are `data` itself, not a copy.
 * @throws UnreadableValueError, WireError
 */
export function deserialize(metadata: Uint8Array, data: Uint8Array, readRef: RefReader | null = null): unknown {
  // Further fields of the metadata, behind commas, say nothing about the form.
  const form = Buffer.from(metadata).toString("latin1").split(",")[0] ?? "";
  if (form === "RAW") return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (form === "XLANG" || form === "PYTHON") return readXlang(data, readRef);
  // A C++ worker writes bare MessagePack.
  if (form === "") return decodeMsgpack(data);
  throw new UnreadableValueError(`The value has the form ${form}, which TypeScript cannot read.`);
}
