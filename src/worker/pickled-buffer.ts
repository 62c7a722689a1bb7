/**
 * Objects of the form PYTHON that are one buffer and a pickle of protocol 5 that makes something of it. Python needs no code
 * of ours to read one, and what it reads is a view of the store's own memory.
 *
 *   header (9) | MessagePack d4 65 00 | u64 pickle length | u64 description length | pickle | description | pad | buffer
 *
 * The description is Ray's PythonObject (Ray 2.60.0, serialization.proto). Buffers begin at an address that is a multiple of
 * 64; so do objects, and so the offset is one too.
 */
import { type SerializedValue, XLANG_HEADER_BYTES } from "./xlang.js";

const metadata = Buffer.from("PYTHON");
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
  const start = Math.ceil((from + pickled + described) / bufferAlignment) * bufferAlignment;
  if (start > view.length) return null;
  return { pickle, bytes: new Uint8Array(data.buffer, data.byteOffset + start, data.length - start) };
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
