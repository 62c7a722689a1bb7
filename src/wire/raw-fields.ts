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
  const pieces: Uint8Array[] = [];
  for (const { field, parts } of fields) {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    pieces.push(varint(field * 8 + 2), varint(length), ...parts);
  }
  return Buffer.concat(pieces);
}

/** One integer field, encoded. */
export function varintField(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

/**
 * The contents of all length-delimited fields with this number; the others are skipped.
 * @throws WireError "Malformed"
 */
export function* rawFields(message: Uint8Array, wanted: number): Iterable<Uint8Array> {
  let at = 0;
  const malformed = () => new WireError("Malformed", `a message of ${message.length} bytes is cut or broken at ${at}`);
  const readVarint = (): number => {
    let value = 0;
    for (let shift = 1; shift <= 2 ** 63; shift *= 128) {
      const byte = message[at];
      if (byte === undefined) throw malformed();
      at += 1;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
    throw malformed();
  };
  while (at < message.length) {
    const tag = readVarint();
    const kind = tag % 8;
    if (kind === 0) readVarint();
    else if (kind === 1) at += 8;
    else if (kind === 5) at += 4;
    else if (kind === 2) {
      const length = readVarint();
      if (length > message.length - at) throw malformed();
      if (Math.floor(tag / 8) === wanted) yield message.subarray(at, at + length);
      at += length;
    } else throw malformed();
  }
  if (at > message.length) throw malformed();
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  while (left >= 128) {
    bytes.push((left % 128) + 128);
    left = Math.floor(left / 128);
  }
  bytes.push(left);
  return Buffer.from(bytes);
}
