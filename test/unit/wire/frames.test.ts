import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FRAME_HEADER_BYTES, FrameReader, frame } from "../../../src/wire/frames.js";
import { WireError, type WireErrorCode } from "../../../src/wire/index.js";

interface Frame {
  readonly type: number;
  readonly body: string;
}

function readAll(reader: FrameReader, chunks: readonly Buffer[]): Frame[] {
  const frames: Frame[] = [];
  for (const chunk of chunks) reader.push(chunk, (type, body) => frames.push({ type, body: body.toString("hex") }));
  return frames;
}

function expectCode(code: WireErrorCode, run: () => unknown): void {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(WireError);
    expect((error as WireError).code).toBe(code);
    return;
  }
  expect.fail(`no error, ${code} expected`);
}

const someFrames = fc.array(
  fc.record({ type: fc.integer({ min: 0, max: 2 ** 31 - 1 }), body: fc.uint8Array({ maxLength: 300 }) }),
  { maxLength: 12, size: "max" },
);

describe("FrameReader", () => {
  it("has Ray's header", () => {
    expect(frame(9, Buffer.from([1, 2])).toString("hex")).toBe("0000000000594152090000000000000002000000000000000102");
  });

  it("gives back the frames however the stream is cut", () => {
    fc.assert(
      fc.property(someFrames, fc.array(fc.integer({ min: 1, max: 80 })), (frames, cuts) => {
        const stream = Buffer.concat(frames.map(({ type, body }) => frame(type, body)));
        const chunks: Buffer[] = [];
        let at = 0;
        for (const cut of [...cuts, stream.length]) {
          chunks.push(stream.subarray(at, at + cut));
          at += cut;
        }
        const reader = new FrameReader();
        expect(readAll(reader, chunks)).toEqual(
          frames.map(({ type, body }) => ({ type, body: Buffer.from(body).toString("hex") })),
        );
        expect(reader.pendingBytes).toBe(0);
        reader.end();
      }),
    );
  });

  it("gives bodies that later pieces do not overwrite", () => {
    const bodies: Buffer[] = [];
    const reader = new FrameReader();
    const stream = Buffer.concat([frame(1, Buffer.alloc(50, 1)), frame(2, Buffer.alloc(50, 2))]);
    for (let at = 0; at < stream.length; at += 7) {
      reader.push(Buffer.from(stream.subarray(at, at + 7)), (_type, body) => bodies.push(body));
    }
    expect(bodies.map((body) => body.toString("hex"))).toEqual(["01".repeat(50), "02".repeat(50)]);
  });

  it("names what is wrong with a header, after the good frames before it, and stays broken", () => {
    const good = frame(3, Buffer.from("ok"));
    const damages: [WireErrorCode, (bytes: Buffer) => void][] = [
      ["BadCookie", (bytes) => bytes.writeUInt8(1, 0)],
      ["BadCookie", (bytes) => bytes.writeUInt8(0, 7)],
      ["BadType", (bytes) => bytes.writeBigInt64LE(-1n, 8)],
      ["BadType", (bytes) => bytes.writeBigInt64LE(2n ** 32n, 8)],
      ["BadLength", (bytes) => bytes.writeBigInt64LE(-1n, 16)],
      ["BadLength", (bytes) => bytes.writeBigInt64LE(2n ** 62n, 16)],
      ["BadLength", (bytes) => bytes.writeBigInt64LE(1001n, 16)],
    ];
    for (const [code, damage] of damages) {
      const bad = frame(3, Buffer.alloc(0));
      damage(bad);
      const stream = Buffer.concat([good, bad]);
      for (const step of [1, 10, stream.length]) {
        const reader = new FrameReader({ maxBodyBytes: 1000 });
        const frames: number[] = [];
        const push = () => {
          for (let at = 0; at < stream.length; at += step) {
            reader.push(stream.subarray(at, at + step), (type) => frames.push(type));
          }
        };
        expectCode(code, push);
        expect(frames).toEqual([3]);
        expectCode(code, () => reader.push(good, () => expect.fail("a frame after an error")));
      }
    }
  });

  it("tells a stream that ends inside a frame", () => {
    const bytes = frame(1, Buffer.alloc(10));
    for (const length of [1, FRAME_HEADER_BYTES, bytes.length - 1]) {
      const reader = new FrameReader();
      expect(readAll(reader, [bytes.subarray(0, length)])).toEqual([]);
      expectCode("Truncated", () => reader.end());
    }
  });

  it("reserves nothing for a length that was only announced", () => {
    const header = frame(1, Buffer.alloc(0));
    header.writeBigInt64LE(200n * 1024n * 1024n, 16);
    const before = process.memoryUsage().arrayBuffers;
    const readers = Array.from({ length: 50 }, () => new FrameReader());
    for (const reader of readers) readAll(reader, [header, Buffer.alloc(100)]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10 * 1024 * 1024);
    expect(readers.every((reader) => reader.pendingBytes === 124)).toBe(true);
  });
});
