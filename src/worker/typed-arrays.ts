/**
 * Typed arrays as objects of Ray: their bytes, and a pickle that makes a NumPy array of them. Python gets a view of the
 * store's own memory, and so does TypeScript. Bytes themselves are Python's bytes (xlang.ts).
 */
import { bufferIn, pickledBuffer } from "./pickled-buffer.js";
import type { SerializedValue } from "./xlang.js";

const classes = {
  "<f8": Float64Array,
  "<f4": Float32Array,
  "<i8": BigInt64Array,
  "<u8": BigUint64Array,
  "<i4": Int32Array,
  "<u4": Uint32Array,
  "<i2": Int16Array,
  "<u2": Uint16Array,
  "|i1": Int8Array,
} as const;
type Numbers = InstanceType<(typeof classes)[keyof typeof classes]>;

/** The NumPy type of a typed array, or null for what is none or is bytes. */
function typeOf(value: unknown): string | null {
  if (!ArrayBuffer.isView(value)) return null;
  return Object.entries(classes).find(([, Class]) => value instanceof Class)?.[0] ?? null;
}

export function isNumbers(value: unknown): value is Numbers {
  return typeOf(value) !== null;
}

/** `[numpy.frombuffer(BUFFER, TYPE)]` over the array's own memory. */
export function serializeNumbers(value: Numbers): SerializedValue {
  const pickle = Buffer.concat([
    Buffer.from([0x80, 5, 0x5d]),
    Buffer.from("cnumpy\nfrombuffer\n"),
    Buffer.from([0x97, 0x8c, 3]),
    Buffer.from(typeOf(value) as string),
    Buffer.from([0x86, 0x52, 0x61, 0x2e]),
  ]);
  return pickledBuffer(pickle, [new Uint8Array(value.buffer, value.byteOffset, value.byteLength)]);
}

/** The typed array in an object of the form PYTHON, a view of it; null where there is none. */
export function numbersIn(data: Uint8Array): Numbers | null {
  const found = bufferIn(data);
  if (found === null) return null;
  // Ours, and what narcine.arrow() of Python writes.
  const type = /numpy[\s\S]{1,4}frombuffer[\s\S]{1,4}\x97\x98?[\s\S]{2}([<|][fiu]\d)/.exec(found.pickle)?.[1] ?? "";
  const Class = (classes as unknown as Record<string, Float64ArrayConstructor>)[type];
  if (Class === undefined) return null;
  const { buffer, byteOffset, byteLength } = found.bytes;
  const count = Math.floor(byteLength / Class.BYTES_PER_ELEMENT);
  // An object that came inside a message lies anywhere.
  if (byteOffset % Class.BYTES_PER_ELEMENT === 0) return new Class(buffer as ArrayBuffer, byteOffset, count);
  return new Class(Uint8Array.from(found.bytes).buffer, 0, count);
}
