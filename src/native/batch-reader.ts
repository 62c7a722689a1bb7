/**
 * Reads the packed records of one batch from the addon (crates/napi/src/outbox.rs): little-endian integers, and byte
 * strings behind a u32 length. The addon is trusted: a short buffer is a bug and throws Node's RangeError.
 */
export class BatchReader {
  readonly #buffer: Buffer;
  #offset = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  get done(): boolean {
    return this.#offset >= this.#buffer.length;
  }

  u8(): number {
    const value = this.#buffer.readUInt8(this.#offset);
    this.#offset += 1;
    return value;
  }

  u32(): number {
    const value = this.#buffer.readUInt32LE(this.#offset);
    this.#offset += 4;
    return value;
  }

  i32(): number {
    const value = this.#buffer.readInt32LE(this.#offset);
    this.#offset += 4;
    return value;
  }

  /** As a number: exact up to 2^53. */
  u64(): number {
    const value = this.#buffer.readUInt32LE(this.#offset) + this.#buffer.readUInt32LE(this.#offset + 4) * 2 ** 32;
    this.#offset += 8;
    return value;
  }

  /** `length` bytes as hex digits. */
  hex(length: number): string {
    const start = this.#offset;
    this.#offset += length;
    return this.#buffer.toString("hex", start, this.#offset);
  }

  /** A view of the batch behind a length: it stays valid, and keeps the whole batch in memory while it is referenced. */
  bytes(): Buffer {
    return this.take(this.u32());
  }

  /** As `bytes`, of a length that is known. */
  take(length: number): Buffer {
    const start = this.#offset;
    this.#offset += length;
    if (this.#offset > this.#buffer.length) throw new RangeError(`record of ${length} bytes ends outside its batch`);
    return this.#buffer.subarray(start, this.#offset);
  }

  string(): string {
    const length = this.u32();
    const start = this.#offset;
    this.#offset += length;
    return this.#buffer.toString("utf8", start, this.#offset);
  }
}

/** Headers of a call or stream: a count, then names and values. */
export function readMetadata(reader: BatchReader): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (let left = reader.u32(); left > 0; left -= 1) {
    const name = reader.string();
    metadata[name] = reader.string();
  }
  return metadata;
}
