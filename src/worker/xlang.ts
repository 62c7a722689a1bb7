/**
 * Values as objects of Ray that every language reads (Ray 2.60.0): bytes as they are under metadata RAW, everything else
 * as MessagePack behind a header of 9 bytes under metadata XLANG. The header is the length of the MessagePack as a
 * MessagePack integer; what pads it to 9 bytes is anything in what Python writes.
 */
import { WireError } from "../wire/index.js";
import { decodeMsgpack, encodeMsgpack } from "../wire/msgpack.js";
import { UnreadableValueError } from "./errors.js";

/** An object's two parts; the data in pieces, one behind the other. */
export interface SerializedValue {
  readonly metadata: Uint8Array;
  readonly data: readonly Uint8Array[];
}

export const RAW = Buffer.from("RAW");
export const XLANG = Buffer.from("XLANG");
const PYTHON = "PYTHON";
export const XLANG_HEADER_BYTES = 9;
const headerBytes = XLANG_HEADER_BYTES;

export function sizeOf(value: SerializedValue): number {
  return value.data.reduce((sum, piece) => sum + piece.length, value.metadata.length);
}

/** @throws UnsupportedValueError */
export function serialize(value: unknown): SerializedValue {
  if (value instanceof Uint8Array) return { metadata: RAW, data: [value] };
  if (value instanceof ArrayBuffer) return { metadata: RAW, data: [new Uint8Array(value)] };
  return { metadata: XLANG, data: [writeXlang(value)] };
}

/** Header and MessagePack of a value. @throws UnsupportedValueError */
export function writeXlang(value: unknown): Buffer {
  const frame = encodeMsgpack(value, headerBytes);
  frame.fill(0, 0, headerBytes);
  encodeMsgpack(frame.length - headerBytes).copy(frame);
  return frame;
}

/** @throws WireError Malformed; UnreadableValueError for parts only Python can read */
export function readXlang(data: Uint8Array): unknown {
  if (data.length < headerBytes) throw new WireError("Malformed", `a value of ${data.length} bytes has no header`);
  const end = headerBytes + headerLength(data);
  return decodeMsgpack(data.subarray(headerBytes, end), {
    extension101: () => {
      throw new UnreadableValueError(
        "The value has parts that only Python can read (a tuple, a set, an integer beyond 64 bits, a NumPy array, an object of a class). Return lists, dicts, strings, numbers or bytes instead, and an Arrow table as narcine.arrow(table).",
      );
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
export function deserialize(metadata: Uint8Array, data: Uint8Array): unknown {
  // Further fields of the metadata, behind commas, say nothing about the form.
  const form = Buffer.from(metadata).toString("latin1").split(",")[0] ?? "";
  if (form === "RAW") return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (form === "XLANG" || form === PYTHON) return readXlang(data);
  // A C++ worker writes bare MessagePack.
  if (form === "") return decodeMsgpack(data);
  throw new UnreadableValueError(`The value has the form ${form}, which TypeScript cannot read.`);
}
