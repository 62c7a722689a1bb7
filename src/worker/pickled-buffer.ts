/**
 * Objects of the form PYTHON that are one buffer and a pickle of protocol 5 that makes something of it. Python needs no code
 * of ours to read one, and what it reads is a view of the store's own memory.
 *
 *   header (9) | MessagePack d4 65 00 | u64 pickle length | u64 description length | pickle | description | pad | buffer
 *
 * The description is Ray's PythonObject (Ray 2.60.0, serialization.proto). Buffers begin at an address that is a multiple of
 * 64; so do objects, and so the offset is one too.
 */
import type { SerializedValue } from "./xlang.js";

const metadata = Buffer.from("PYTHON");
const XLANG_HEADER_BYTES = 9;
/** Extension 101 of payload 0: the first of the list that the pickle makes. */
const firstPickled = Buffer.from([0xd4, 0x65, 0x00]);
const bufferAlignment = 64;

/** @param pickle makes a list of one value; takes the buffer by NEXT_BUFFER @param pieces of the buffer */
export function pickledBuffer(pickle: Buffer, pieces: readonly Uint8Array[]): SerializedValue {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return { metadata, data: [head(pickle, length), ...pieces] };
}

export interface FoundBuffer {
  /** The pickle, a character a byte. */
  readonly pickle: string;
  /** A view of the object. */
  readonly bytes: Uint8Array;
}

/** What `data` of the form PYTHON says, if it can be one buffer and no more; who asks knows the pickles. */
export function bufferIn(data: Uint8Array): FoundBuffer | null {
  const at = XLANG_HEADER_BYTES + firstPickled.length;
  const view = Buffer.from(data.buffer, data.byteOffset, data.length);
  if (view.length < at + 16 || !view.subarray(XLANG_HEADER_BYTES, at).equals(firstPickled)) return null;
  const pickled = Number(view.readBigUInt64LE(at));
  const described = Number(view.readBigUInt64LE(at + 8));
  const from = at + 16;
  if (from + pickled + described > view.length) return null;
  const pickle = view.toString("latin1", from, from + pickled);
  const end = from + pickled + described;
  const length = lengthIn(view.subarray(from + pickled, end));
  // Python leaves room behind the buffer.
  const start = Math.ceil(end / bufferAlignment) * bufferAlignment;
  if (length === null || start + length > view.length) return null;
  return { pickle, bytes: new Uint8Array(data.buffer, data.byteOffset + start, length) };
}

/** Bytes of the one buffer that a PythonObject describes; null where it describes another number of buffers, or nothing. */
function lengthIn(description: Buffer): number | null {
  const buffers = fieldsOf(description)?.filter(({ number }) => number === 3) ?? [];
  const [only] = buffers;
  if (buffers.length !== 1 || typeof only?.value !== "object") return null;
  const fields = fieldsOf(only.value);
  if (fields === null) return null;
  const numberOf = (wanted: number) => fields.find(({ number }) => number === wanted)?.value ?? 0n;
  const [address, length] = [numberOf(1), numberOf(2)];
  return address === 0n && typeof length === "bigint" ? Number(length) : null;
}

interface Field {
  readonly number: number;
  readonly value: bigint | Buffer;
}

/** The fields of a protobuf message that has only integers and bytes; null for another one. */
function fieldsOf(message: Buffer): Field[] | null {
  const fields: Field[] = [];
  let at = 0;
  const integer = (): bigint => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = message[at];
      at += 1;
      if (byte === undefined || shift > 63n) return -1n;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = Number(integer());
    const value = integer();
    if (tag < 0 || value < 0n || tag % 8 > 2 || tag % 8 === 1) return null;
    if (tag % 8 === 0) fields.push({ number: tag >> 3, value });
    else {
      if (value > BigInt(message.length - at)) return null;
      fields.push({ number: tag >> 3, value: message.subarray(at, at + Number(value)) });
      at += Number(value);
    }
  }
  return fields;
}

/** Everything in front of a buffer of so many bytes. */
function head(pickle: Buffer, length: number): Buffer {
  const description = describe(pickle, length);
  const lengths = Buffer.alloc(16);
  lengths.writeBigUInt64LE(BigInt(pickle.length), 0);
  lengths.writeBigUInt64LE(BigInt(description.length), 8);
  const header = Buffer.alloc(XLANG_HEADER_BYTES);
  header[0] = firstPickled.length;
  const head = Buffer.concat([header, firstPickled, lengths, pickle, description]);
  return Buffer.concat([head], Math.ceil(head.length / bufferAlignment) * bufferAlignment);
}

/** A PythonObject of one buffer: bytes, one after the other, that nobody may change. */
function describe(pickle: Buffer, length: number): Buffer {
  const size = varint(length);
  const one = varint(1);
  const buffer = Buffer.concat([
    field(2, size),
    field(3, one),
    field(4, one),
    field(5, one),
    bytes(6, Buffer.from("B")),
    bytes(7, size),
    bytes(8, one),
  ]);
  return Buffer.concat([field(1, varint(pickle.length)), field(2, size), bytes(3, buffer)]);
}

/** A pickle that takes no buffer, between its lengths and its description, as it follows the MessagePack of an object. */
export function framedPickle(pickle: Buffer): Buffer {
  const description = field(1, varint(pickle.length));
  const lengths = Buffer.alloc(16);
  lengths.writeBigUInt64LE(BigInt(pickle.length), 0);
  lengths.writeBigUInt64LE(BigInt(description.length), 8);
  return Buffer.concat([lengths, pickle, description]);
}

/** The pickle in what follows the MessagePack of an object of the form PYTHON; null where there is none. */
export function pickleIn(section: Buffer): Buffer | null {
  if (section.length < 16) return null;
  const length = Number(section.readBigUInt64LE(0));
  return length > section.length - 16 ? null : section.subarray(16, 16 + length);
}

const field = (number: number, value: Buffer) => Buffer.concat([Buffer.from([number << 3]), value]);
const bytes = (number: number, value: Buffer) =>
  Buffer.concat([Buffer.from([(number << 3) | 2]), varint(value.length), value]);

function varint(value: number): Buffer {
  const out: number[] = [];
  for (let left = BigInt(value); ; left >>= 7n) {
    if (left < 0x80n) return Buffer.from([...out, Number(left)]);
    out.push(Number(left & 0x7fn) | 0x80);
  }
}
