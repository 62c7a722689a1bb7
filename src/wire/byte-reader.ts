/** Reads bytes one after the other. */
export abstract class ByteReader {
  protected readonly bytes: Buffer;
  /** The next one's place. */
  protected at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** @throws WireError Malformed, with what the bytes should have been */
  protected abstract fail(what: string): never;

  /** A view of the next ones. */
  protected take(length: number): Buffer {
    const from = this.at;
    this.at += length;
    if (this.at > this.bytes.length) this.fail(`${length} bytes at ${from} of ${this.bytes.length}`);
    return this.bytes.subarray(from, this.at);
  }
}
