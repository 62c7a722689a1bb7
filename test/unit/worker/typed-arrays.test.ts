import { describe, expect, it } from "vitest";
import { isNumbers, numbersIn, serializeNumbers } from "../../../src/worker/typed-arrays.js";

const objectOf = (value: Parameters<typeof serializeNumbers>[0]) =>
  new Uint8Array(Buffer.concat(serializeNumbers(value).data));

describe("typed arrays as objects", () => {
  it.each([
    Float64Array.of(1.5, -2),
    Float32Array.of(1.5),
    BigInt64Array.of(-(2n ** 63n)),
    BigUint64Array.of(2n ** 64n - 1n),
    Int32Array.of(-1, 2),
    Uint32Array.of(4_000_000_000),
    Int16Array.of(-5),
    Uint16Array.of(5),
    Int8Array.of(-1),
    new Float64Array(0),
    Float64Array.of(1, 2, 3).subarray(1),
  ])("are read back over the object's own memory: %o", (value) => {
    const data = objectOf(value);
    const back = numbersIn(data);
    expect(back).toEqual(value);
    expect(back?.buffer).toBe(data.buffer);
    expect(serializeNumbers(value).data[1]?.buffer).toBe(value.buffer);
  });

  it("end where they say, whatever follows them", () => {
    const data = Buffer.concat([objectOf(Int16Array.of(1, 2)), Buffer.alloc(64)]);
    expect(numbersIn(new Uint8Array(data))).toEqual(Int16Array.of(1, 2));
    expect(numbersIn(objectOf(Int16Array.of(1, 2)).subarray(0, -1))).toBe(null);
  });

  it("of a torn object are none", () => {
    const data = objectOf(Float64Array.of(1, 2));
    for (let at = 0; at < data.length - 16; at += 1) {
      for (const byte of [0, 0x7f, 0xff]) {
        const torn = Uint8Array.from(data);
        torn[at] = byte;
        const found = numbersIn(torn);
        if (found !== null) expect(found.byteLength).toBeLessThanOrEqual(16);
      }
    }
  });

  it("are copied where an object lies askew", () => {
    const data = objectOf(Float64Array.of(1, 2));
    const askew = new Uint8Array(data.length + 3);
    askew.set(data, 3);
    expect(numbersIn(askew.subarray(3))).toEqual(Float64Array.of(1, 2));
  });

  it("are told from bytes and other values", () => {
    expect([new Uint8Array(1), new DataView(new ArrayBuffer(8)), [1], Buffer.alloc(1)].some(isNumbers)).toBe(false);
    expect(numbersIn(new Uint8Array(200))).toBe(null);
  });
});
