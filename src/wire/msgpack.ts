/**
 * MessagePack as Ray's languages exchange it (the XLANG form, Ray 2.60.0: python/ray/_private/serialization.py).
 *
 * Our own and not msgpackr, for what it cannot do without changing a table of the whole process: extension 101 is
 * Python's pickled part here and Error there, and integers above 2^32 must stay integers, not become floats.
 *
 *   JavaScript                                  | MessagePack      | back
 *   null, undefined                             | nil              | null
 *   boolean, string                             | the same         | the same
 *   number that is an integer of 53 bits        | integer          | number
 *   any other number                            | float64          | number
 *   bigint from -2^63 to 2^64-1                 | integer          | bigint where beyond 53 bits, else number
 *   Uint8Array (Buffer), ArrayBuffer            | bin              | Uint8Array
 *   Array                                       | array            | Array
 *   plain object (undefined fields left out)    | map              | object, where all keys are strings
 *   Map                                         | map              | Map, where a key is no string
 *   -                                           | timestamp        | Date
 *   what `apart` takes                          | extension 101    | what `extension101` gives
 *
 * Everything else is refused with the place where it stands. Decoding believes nothing: lengths are checked against what
 * is there, and nesting has a limit.
 */
import { ByteReader } from "./byte-reader.js";
import { WireError } from "./errors.js";

const maxDepth = 500;
const minInt64 = -(2n ** 63n);
const maxUint64 = 2n ** 64n - 1n;

/** A value with no counterpart in MessagePack. The message names its place, what it is, and what to send instead. */
export class UnsupportedValueError extends TypeError {
  override readonly name = "UnsupportedValueError";
  /** e.g. `.items[3].when`; "" is the value itself */
  readonly path: string;

  constructor(path: string, what: string) {
    super(`${path === "" ? "The value" : `The value at ${path}`} cannot cross to another language: ${what}`);
    this.path = path;
  }
}

class Encoder {
  #buffer = Buffer.allocUnsafe(512);
  #length = 0;
  #apart: Apart | null = null;

  /** @returns the bytes behind `skip` free ones, in a buffer that the next call writes over */
  encode(value: unknown, skip: number, apart: Apart | null): Buffer {
    this.#length = skip;
    this.#apart = apart;
    if (this.#buffer.length > 1 << 20) this.#buffer = Buffer.allocUnsafe(512);
    this.#write(value, 0, null);
    return this.#buffer.subarray(0, this.#length);
  }

  #room(bytes: number): number {
    const at = this.#length;
    const needed = at + bytes;
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#buffer.length));
      this.#buffer.copy(larger, 0, 0, at);
      this.#buffer = larger;
    }
    this.#length = needed;
    return at;
  }

  #byte(value: number): void {
    const at = this.#room(1);
    this.#buffer[at] = value;
  }

  #write(value: unknown, depth: number, parent: Step | null): void {
    switch (typeof value) {
      case "string":
        this.#string(value);
        return;
      case "number":
        this.#number(value);
        return;
      case "boolean":
        this.#byte(value ? 0xc3 : 0xc2);
        return;
      case "undefined":
        this.#byte(0xc0);
        return;
      case "bigint":
        this.#bigint(value, parent);
        return;
      case "object":
        if (value === null) this.#byte(0xc0);
        else this.#object(value, depth, parent);
        return;
      default:
        throw refused(parent, `it is a ${typeof value}.`);
    }
  }

  #number(value: number): void {
    if (Number.isSafeInteger(value)) this.#integer(value);
    else {
      const at = this.#room(9);
      this.#buffer[at] = 0xcb;
      this.#buffer.writeDoubleBE(value, at + 1);
    }
  }

  /** The shortest form, as Python's packer writes it. */
  #integer(value: number): void {
    if (value >= 0) {
      if (value < 0x80) this.#byte(value);
      else if (value <= 0xff) this.#tagged(0xcc, 1, value);
      else if (value <= 0xffff) this.#tagged(0xcd, 2, value);
      else if (value <= 0xffffffff) this.#tagged(0xce, 4, value);
      else this.#tagged64(0xcf, BigInt(value));
    } else if (value >= -0x20) this.#byte(value & 0xff);
    else if (value >= -0x80) this.#tagged(0xd0, 1, value);
    else if (value >= -0x8000) this.#tagged(0xd1, 2, value);
    else if (value >= -0x80000000) this.#tagged(0xd2, 4, value);
    else this.#tagged64(0xd3, BigInt(value));
  }

  /** A tag, and an integer of so many bytes. */
  #tagged(tag: number, bytes: 1 | 2 | 4, value: number): void {
    const at = this.#room(1 + bytes);
    this.#buffer[at] = tag;
    if (value < 0) this.#buffer.writeIntBE(value, at + 1, bytes);
    else this.#buffer.writeUIntBE(value, at + 1, bytes);
  }

  #tagged64(tag: number, value: bigint): void {
    const at = this.#room(9);
    this.#buffer[at] = tag;
    this.#buffer.writeBigUInt64BE(BigInt.asUintN(64, value), at + 1);
  }

  #bigint(value: bigint, parent: Step | null): void {
    if (value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)) {
      this.#integer(Number(value));
    } else if (value > 0n && value <= maxUint64) this.#tagged64(0xcf, value);
    else if (value < 0n && value >= minInt64) this.#tagged64(0xd3, value);
    else if (!this.#isApart(value)) {
      throw refused(parent, "it is a bigint outside -2^63 to 2^64-1; send it as a string.");
    }
  }

  /** Writes extension 101 where the value goes into a section of its own. */
  #isApart(value: object | bigint): boolean {
    const index = this.#apart?.(value) ?? null;
    if (index === null) return false;
    if (index < 0x80) this.#tagged(0xd4, 1, 0x65);
    else {
      this.#tagged(0xc7, 1, 5);
      this.#byte(0x65);
    }
    if (index < 0x80) this.#byte(index);
    else this.#tagged(0xce, 4, index);
    return true;
  }

  #head(length: number, short: number, shortMax: number, tag8: number | null, tag16: number, tag32: number): void {
    if (length <= shortMax) this.#byte(short | length);
    else if (tag8 !== null && length <= 0xff) this.#tagged(tag8, 1, length);
    else if (length <= 0xffff) this.#tagged(tag16, 2, length);
    else this.#tagged(tag32, 4, length);
  }

  #string(value: string): void {
    const bytes = Buffer.byteLength(value);
    this.#head(bytes, 0xa0, 31, 0xd9, 0xda, 0xdb);
    const at = this.#room(bytes);
    this.#buffer.write(value, at, bytes, "utf8");
  }

  #binary(bytes: Uint8Array): void {
    this.#head(bytes.length, 0, -1, 0xc4, 0xc5, 0xc6);
    const at = this.#room(bytes.length);
    this.#buffer.set(bytes, at);
  }

  #object(value: object, depth: number, parent: Step | null): void {
    if (depth > maxDepth) throw refused(parent, `it is nested deeper than ${maxDepth} levels, or contains itself.`);
    if (Array.isArray(value)) {
      this.#head(value.length, 0x90, 15, null, 0xdc, 0xdd);
      for (let at = 0; at < value.length; at += 1) this.#write(value[at], depth + 1, { parent, key: at });
    } else if (value instanceof Uint8Array) this.#binary(value);
    else if (value instanceof ArrayBuffer) this.#binary(new Uint8Array(value));
    else if (value instanceof Map) {
      this.#head(value.size, 0x80, 15, null, 0xde, 0xdf);
      for (const [key, each] of value) {
        this.#write(key, depth + 1, { parent, key: "(key)" });
        this.#write(each, depth + 1, { parent, key: typeof key === "object" ? "(value)" : String(key) });
      }
    } else this.#fields(value, depth, parent);
  }

  #fields(value: object, depth: number, parent: Step | null): void {
    const prototype = Object.getPrototypeOf(value) as object | null;
    if (prototype !== Object.prototype && prototype !== null) {
      if (this.#isApart(value)) return;
      throw refused(parent, unsupported(value));
    }
    const fields = Object.entries(value).filter(([, each]) => each !== undefined);
    this.#head(fields.length, 0x80, 15, null, 0xde, 0xdf);
    for (const [key, each] of fields) {
      this.#string(key);
      this.#write(each, depth + 1, { parent, key });
    }
  }
}

/** Takes a value that MessagePack has no form for: its index among those that travel apart, null where it is not taken. */
export type Apart = (value: object | bigint) => number | null;

/** How an encoder got where it is: only read for the message of an error. */
interface Step {
  readonly parent: Step | null;
  readonly key: string | number;
}

function refused(step: Step | null, what: string): UnsupportedValueError {
  let path = "";
  for (let at = step; at !== null; at = at.parent) {
    const { key } = at;
    path =
      (typeof key === "number" ? `[${key}]` : /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`) +
      path;
  }
  return new UnsupportedValueError(path, what);
}

function unsupported(value: object): string {
  if (value instanceof Date) return "it is an invalid Date, or one of a year that Python's do not have (1 to 9999).";
  if (value instanceof Set) return "it is a Set; send an array.";
  const name = value.constructor?.name || "unnamed";
  if (ArrayBuffer.isView(value))
    return `it is a ${name}; inside a value only bytes can be sent: a Uint8Array over its buffer.`;
  return `it is an object of class ${name}; send plain objects, arrays, Maps, Sets, Dates, refs, strings, numbers, bigints and bytes.`;
}

/** Null: it is at work, and a getter of the value encodes another one. */
let encoder: Encoder | null = new Encoder();

/**
 * @param skip so many bytes are left free in front, for a header
 * @param apart takes what stands behind an extension 101
 * @returns a buffer of its own @throws UnsupportedValueError
 */
export function encodeMsgpack(value: unknown, skip = 0, apart: Apart | null = null): Buffer {
  const own = encoder ?? new Encoder();
  encoder = null;
  try {
    return Buffer.from(own.encode(value, skip, apart));
  } finally {
    encoder = own;
  }
}

export interface MsgpackOptions {
  /** What stands for extension 101 of payload `index`; absent: it is an error. */
  readonly extension101?: (index: number) => unknown;
}

class Decoder extends ByteReader {
  readonly #options: MsgpackOptions;

  constructor(bytes: Uint8Array, options: MsgpackOptions) {
    super(bytes);
    this.#options = options;
  }

  whole(): unknown {
    const value = this.value(0);
    if (this.at !== this.bytes.length) this.fail(`${this.bytes.length - this.at} bytes follow the value`);
    return value;
  }

  value(depth: number): unknown {
    const tag = this.#uint(1);
    if (tag < 0x80) return tag;
    if (tag < 0x90) return this.#map(tag & 0x0f, depth);
    if (tag < 0xa0) return this.#array(tag & 0x0f, depth);
    if (tag < 0xc0) return this.#string(tag & 0x1f);
    if (tag >= 0xe0) return tag - 0x100;
    switch (tag) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return this.#binary(this.#uint(1));
      case 0xc5:
        return this.#binary(this.#uint(2));
      case 0xc6:
        return this.#binary(this.#uint(4));
      case 0xc7:
        return this.#extension(this.#uint(1), depth);
      case 0xc8:
        return this.#extension(this.#uint(2), depth);
      case 0xc9:
        return this.#extension(this.#uint(4), depth);
      case 0xca:
        return this.take(4).readFloatBE(0);
      case 0xcb:
        return this.take(8).readDoubleBE(0);
      case 0xcc:
        return this.#uint(1);
      case 0xcd:
        return this.#uint(2);
      case 0xce:
        return this.#uint(4);
      case 0xcf:
        return numberOrBigint(this.take(8).readBigUInt64BE(0));
      case 0xd0:
        return this.take(1).readInt8(0);
      case 0xd1:
        return this.take(2).readInt16BE(0);
      case 0xd2:
        return this.take(4).readInt32BE(0);
      case 0xd3:
        return numberOrBigint(this.take(8).readBigInt64BE(0));
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(1 << (tag - 0xd4), depth);
      case 0xd9:
        return this.#string(this.#uint(1));
      case 0xda:
        return this.#string(this.#uint(2));
      case 0xdb:
        return this.#string(this.#uint(4));
      case 0xdc:
        return this.#array(this.#uint(2), depth);
      case 0xdd:
        return this.#array(this.#uint(4), depth);
      case 0xde:
        return this.#map(this.#uint(2), depth);
      case 0xdf:
        return this.#map(this.#uint(4), depth);
      default:
        return this.fail(`the tag 0x${tag.toString(16)}, which MessagePack does not have`);
    }
  }

  #uint(bytes: 1 | 2 | 4): number {
    const from = this.at;
    this.at += bytes;
    if (this.at > this.bytes.length) this.fail(`an end at ${this.bytes.length} inside a value`);
    return this.bytes.readUIntBE(from, bytes);
  }

  #string(length: number): string {
    return this.take(length).toString("utf8");
  }

  #binary(length: number): Uint8Array {
    return new Uint8Array(this.take(length));
  }

  /** Arrays and maps alone, as they are counted where they are written. */
  #enter(depth: number): void {
    if (depth > maxDepth) this.fail(`nesting of more than ${maxDepth} levels`);
  }

  #array(length: number, depth: number): unknown[] {
    this.#enter(depth);
    // Each element takes a byte at least: a length beyond what is left is a lie, and costs nothing.
    if (length > this.bytes.length - this.at) this.fail(`an array of ${length} in what is left`);
    const out: unknown[] = [];
    for (let left = length; left > 0; left -= 1) out.push(this.value(depth + 1));
    return out;
  }

  #map(size: number, depth: number): unknown {
    this.#enter(depth);
    if (2 * size > this.bytes.length - this.at) this.fail(`a map of ${size} in what is left`);
    const entries: [unknown, unknown][] = [];
    let isRecord = true;
    for (let left = size; left > 0; left -= 1) {
      const key = this.value(depth + 1);
      if (typeof key !== "string") isRecord = false;
      entries.push([key, this.value(depth + 1)]);
    }
    // Object.fromEntries defines fields: a key "__proto__" is a field like any other.
    return isRecord ? Object.fromEntries(entries as [string, unknown][]) : new Map(entries);
  }

  #extension(length: number, depth: number): unknown {
    const type = this.take(1).readInt8(0);
    const payload = this.take(length);
    if (type === 101 && this.#options.extension101 !== undefined) {
      const index = new Decoder(payload, {}).value(depth);
      if (typeof index !== "number") this.fail("an extension 101 without an index");
      return this.#options.extension101(index as number);
    }
    if (type === -1 && length === 4) return new Date(payload.readUInt32BE(0) * 1_000);
    if (type === -1 && length === 8) {
      const word = payload.readBigUInt64BE(0);
      return new Date(Number(word & 0x3ffffffffn) * 1_000 + Number(word >> 34n) / 1e6);
    }
    return this.fail(`the extension ${type} of ${length} bytes`);
  }

  protected override fail(what: string): never {
    throw new WireError("Malformed", `cannot decode ${this.bytes.length} bytes as MessagePack: ${what}`);
  }
}

function numberOrBigint(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** @throws WireError Malformed */
export function decodeMsgpack(bytes: Uint8Array, options: MsgpackOptions = {}): unknown {
  return new Decoder(bytes, options).whole();
}
