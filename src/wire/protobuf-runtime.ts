/**
 * The runtime under the generated protobuf code: protobufjs's own, except that 64-bit integers read as numbers.
 *
 * protobufjs gives `Long` objects wherever the package `long` is installed, and it installs `long` itself. A raylet's
 * 64-bit fields are sizes, counters, millisecond clocks and small negative marks, so a number is right and much cheaper:
 *  - int64 and uint64 both read as the signed 64-bit value: exact between -2^53 and 2^53, rounded to a double beyond;
 *  - so a uint64 of 2^64-1 ("unknown", e.g. WorkerTableData.worker_launch_time_ms) reads as -1, and -1 is written as
 *    2^64-1 again. A plain unsigned double would read 2^64 and write 0.
 * Unknown fields are dropped while decoding: a raylet forwards no message it did not build itself.
 */
import protobuf from "protobufjs/minimal.js";

const indexOutOfRange = (reader: protobuf.Reader): RangeError =>
  new RangeError(`index out of range: ${reader.pos} > ${reader.len}`);

class NumberReader extends protobuf.BufferReader {
  static override create(bytes: Uint8Array): NumberReader {
    // BufferReader slices without a copy and decodes UTF-8 natively; both need a Buffer.
    const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const reader = new NumberReader(buffer);
    reader.discardUnknown = true;
    return reader;
  }

  // protobufjs declares these as `Long`; the generated code only stores what they return.
  override int64(): never {
    return this.#varint64() as never;
  }

  override uint64(): never {
    return this.#varint64() as never;
  }

  override sint64(): never {
    throw new Error("sint64 is not used by Ray's protocol");
  }

  override fixed64(): never {
    throw new Error("fixed64 is not used by Ray's protocol");
  }

  override sfixed64(): never {
    throw new Error("sfixed64 is not used by Ray's protocol");
  }

  /** Base-128 varint of at most 10 bytes as a signed 64-bit number. */
  #varint64(): number {
    const { buf, len } = this;
    let pos = this.pos;
    let low = 0; // bits 0..27
    let middle = 0; // bits 28..55
    let high = 0; // bits 56..63
    for (let index = 0; index < 10; index++) {
      if (pos >= len) throw indexOutOfRange(this);
      const byte = buf[pos++] as number;
      const bits = byte & 0x7f;
      if (index < 4) low |= bits << (7 * index);
      else if (index < 8) middle |= bits << (7 * (index - 4));
      else high |= bits << (7 * (index - 8));
      if (byte < 0x80) {
        this.pos = pos;
        if (index < 4) return low;
        const top = ((high & 0xff) << 24) >> 24; // sign of bit 63
        return top * 2 ** 56 + middle * 2 ** 28 + low;
      }
    }
    throw new Error("invalid varint encoding");
  }
}

const util = Object.create(protobuf.util, { Long: { value: null } }) as typeof protobuf.util;

export default {
  Reader: NumberReader,
  Writer: protobuf.Writer,
  util,
  // Not protobufjs's global roots: another copy of these messages in the process must not share its objects with ours.
  roots: {} as Record<string, unknown>,
};
