/**
 * The framing that Ray's two unix sockets (raylet and plasma) share, Ray 2.60.0: a 24-byte header of three little endian
 * int64 (cookie, message type, body length) and the body.
 *
 * FrameReader takes a stream in pieces of any size. It allocates for bytes that have arrived, never for a length that was
 * merely announced, and its work is linear in the bytes received however small the pieces are.
 */
import { WireError } from "./errors.js";

/** `ray_cookie`: bytes 00 00 00 00 00 59 41 52. */
export const RAY_COOKIE = 0x5241590000000000n;
export const FRAME_HEADER_BYTES = 24;
/** A client may ask for millions of objects in one message (some 150 bytes each), never for more than this. */
export const DEFAULT_MAX_BODY_BYTES = 256 * 1024 * 1024;

const cookieLow = Number(RAY_COOKIE & 0xffffffffn);
const cookieHigh = Number(RAY_COOKIE >> 32n);

export type FrameHandler = (type: number, body: Buffer) => void;

/** Splits a byte stream into frames. After it threw once it throws the same error for ever: the place is lost. */
export class FrameReader {
  readonly #maxBodyBytes: number;
  /** Bytes of a frame that is not complete: the first #heldBytes of #held. */
  #held = Buffer.alloc(0);
  #heldBytes = 0;
  /** Size of that frame, or of a header while its length is not known. */
  #wanted = FRAME_HEADER_BYTES;
  #error: WireError | null = null;

  constructor(options: { readonly maxBodyBytes?: number } = {}) {
    this.#maxBodyBytes = options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
  }

  /**
   * Takes the next bytes and hands out every frame they complete, in order. A body is a view of `chunk` or of a buffer
   * of its own; either way it stays valid. Frames before a bad one are handed out before the error is thrown.
   * @throws WireError BadCookie, BadType or BadLength
   */
  push(chunk: Buffer, onFrame: FrameHandler): void {
    if (this.#error !== null) throw this.#error;
    let rest = chunk;
    while (this.#heldBytes + rest.length >= this.#wanted) {
      let frame: Buffer;
      if (this.#heldBytes === 0) {
        const frameBytes = FRAME_HEADER_BYTES + this.#readHeader(rest);
        if (rest.length < frameBytes) {
          this.#wanted = frameBytes;
          break;
        }
        frame = rest.subarray(0, frameBytes);
        rest = rest.subarray(frameBytes);
      } else {
        const missing = this.#wanted - this.#heldBytes;
        this.#hold(rest.subarray(0, missing));
        rest = rest.subarray(missing);
        if (this.#wanted === FRAME_HEADER_BYTES) {
          const bodyBytes = this.#readHeader(this.#held);
          this.#wanted += bodyBytes;
          if (bodyBytes > 0) continue;
        }
        frame = this.#held.subarray(0, this.#wanted);
        this.#held = Buffer.alloc(0);
        this.#heldBytes = 0;
        this.#wanted = FRAME_HEADER_BYTES;
      }
      onFrame(frame.readUInt32LE(8), frame.subarray(FRAME_HEADER_BYTES));
    }
    if (rest.length > 0) this.#hold(rest);
  }

  /** The stream has ended. @throws WireError Truncated when that is inside a frame */
  end(): void {
    if (this.#error !== null || this.#heldBytes === 0) return;
    throw new WireError("Truncated", `stream ended after ${this.#heldBytes} of ${this.#wanted} bytes of a frame`);
  }

  /** Bytes held of a frame that is not complete. */
  get pendingBytes(): number {
    return this.#heldBytes;
  }

  /** Keeps a piece of the frame. The buffer grows by doubling with what arrives, up to the frame's size. */
  #hold(piece: Buffer): void {
    const needed = this.#heldBytes + piece.length;
    if (needed > this.#held.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(this.#wanted, 2 * this.#held.length)));
      this.#held.copy(larger, 0, 0, this.#heldBytes);
      this.#held = larger;
    }
    piece.copy(this.#held, this.#heldBytes);
    this.#heldBytes = needed;
  }

  /** Checks the header at the start of `bytes` and returns its body length. */
  #readHeader(bytes: Buffer): number {
    if (bytes.readUInt32LE(0) !== cookieLow || bytes.readUInt32LE(4) !== cookieHigh) {
      const got = bytes.readBigUInt64LE(0).toString(16);
      this.#fail("BadCookie", `frame starts with cookie 0x${got}, not Ray's 0x${RAY_COOKIE.toString(16)}`);
    }
    if (bytes.readUInt32LE(12) !== 0 || bytes.readInt32LE(8) < 0) {
      this.#fail("BadType", `frame of message type ${bytes.readBigInt64LE(8)}, which no Ray socket has`);
    }
    const length = bytes.readBigInt64LE(16);
    if (length < 0n || length > BigInt(this.#maxBodyBytes)) {
      this.#fail("BadLength", `frame announces a body of ${length} bytes; from 0 to ${this.#maxBodyBytes} are allowed`);
    }
    return Number(length);
  }

  #fail(code: "BadCookie" | "BadType" | "BadLength", message: string): never {
    this.#error = new WireError(code, message);
    this.#held = Buffer.alloc(0);
    this.#heldBytes = 0;
    throw this.#error;
  }
}

/** Header and body in one buffer, for one write. */
export function frame(type: number, body: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(FRAME_HEADER_BYTES + body.length);
  bytes.writeUInt32LE(cookieLow, 0);
  bytes.writeUInt32LE(cookieHigh, 4);
  bytes.writeUInt32LE(type, 8);
  bytes.writeUInt32LE(0, 12);
  bytes.writeUInt32LE(body.length, 16);
  bytes.writeUInt32LE(0, 20);
  bytes.set(body, FRAME_HEADER_BYTES);
  return bytes;
}
