import { WireError } from "./errors.js";

/**
 * Encoded messages taken apart and put together without decoding what is inside: what is only passed on keeps
 * every field, known to us or not, and costs no more than its bytes. Length-delimited fields alone.
 */

export interface RawField {
  readonly field: number;
  /** The field's content, in pieces that follow each other. */
  readonly parts: readonly Uint8Array[];
}

/** A message made of these fields, in this order. */
export function concatFields(fields: readonly RawField[]): Buffer {
  let size = 0;
  for (const { field, parts } of fields) {
    const length = lengthOf(parts);
    size += varintSize(field * 8 + 2) + varintSize(length) + length;
  }
  const message = Buffer.allocUnsafe(size);
  let at = 0;
  for (const { field, parts } of fields) {
    at = putVarint(message, at, field * 8 + 2);
    at = putVarint(message, at, lengthOf(parts));
    for (const part of parts) {
      message.set(part, at);
      at += part.length;
    }
  }
  return message;
}

/** One integer field, encoded. */
export function varintField(field: number, value: number): Buffer {
  const message = Buffer.allocUnsafe(varintSize(field * 8) + varintSize(value));
  putVarint(message, putVarint(message, 0, field * 8), value);
  return message;
}

/**
 * The contents of all length-delimited fields with this number; the others are skipped.
 * @throws WireError "Malformed"
 */
export function* rawFields(message: Uint8Array, wanted: number): Iterable<Uint8Array> {
  const fields = new FieldReader(message, 0, message.length);
  while (fields.next()) {
    if (fields.field === wanted && fields.isBytes) yield message.subarray(fields.start, fields.end);
  }
}

/**
 * A message without these fields, whatever their kind, in memory of its own.
 * @throws WireError "Malformed"
 */
export function withoutFields(message: Uint8Array, dropped: ReadonlySet<number>): Buffer {
  return filtered(message, dropped, false);
}

/**
 * The same with these fields alone, for who wants few of many: the rest is skipped and not decoded.
 * @throws WireError "Malformed"
 */
export function onlyFields(message: Uint8Array, kept: ReadonlySet<number>): Buffer {
  return filtered(message, kept, true);
}

function filtered(message: Uint8Array, named: ReadonlySet<number>, areKept: boolean): Buffer {
  const fields = new FieldReader(message, 0, message.length);
  const kept = Buffer.allocUnsafe(message.length);
  let length = 0;
  for (let from = 0; fields.next(); from = fields.after) {
    if (named.has(fields.field) !== areKept) continue;
    kept.set(message.subarray(from, fields.after), length);
    length += fields.after - from;
  }
  return Buffer.from(kept.subarray(0, length));
}

/** Goes through the fields of one message, or of a part of a buffer, one after the other, and makes no object for any. */
class FieldReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;
  /** Of the field that `next` came to. */
  field = 0;
  isBytes = false;
  /** Where its content lies, if it has a length. */
  start = 0;
  end = 0;
  /** If it is a varint. */
  value = 0;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** Where the field after it begins. */
  get after(): number {
    return this.#at;
  }

  /** @returns false at the end. @throws WireError "Malformed" */
  next(): boolean {
    if (this.#at >= this.#end) {
      if (this.#at > this.#end) throw this.#malformed();
      return false;
    }
    const tag = this.#varint();
    const kind = tag % 8;
    this.field = Math.floor(tag / 8);
    this.isBytes = kind === 2;
    if (kind === 2) {
      const length = this.#varint();
      if (length > this.#end - this.#at) throw this.#malformed();
      this.start = this.#at;
      this.#at += length;
      this.end = this.#at;
    } else if (kind === 0) this.value = this.#varint();
    else if (kind === 1) this.#at += 8;
    else if (kind === 5) this.#at += 4;
    else throw this.#malformed();
    return true;
  }

  #varint(): number {
    let value = 0;
    for (let shift = 1; shift <= 2 ** 63; shift *= 128) {
      const byte = this.#at < this.#end ? this.#bytes[this.#at] : undefined;
      if (byte === undefined) throw this.#malformed();
      this.#at += 1;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
    throw this.#malformed();
  }

  #malformed(): WireError {
    return new WireError("Malformed", `a message of ${this.#end} bytes is cut or broken at ${this.#at}`);
  }
}

function lengthOf(parts: readonly Uint8Array[]): number {
  let length = 0;
  for (const part of parts) length += part.length;
  return length;
}

function varintSize(value: number): number {
  let size = 1;
  for (let left = value; left >= 128; left = Math.floor(left / 128)) size += 1;
  return size;
}

/** @returns the place after it */
function putVarint(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes[at++] = (left % 128) + 128;
  bytes[at++] = left;
  return at;
}
