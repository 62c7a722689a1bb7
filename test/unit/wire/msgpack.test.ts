import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WireError } from "../../../src/wire/index.js";
import { decodeMsgpack, encodeMsgpack, UnsupportedValueError } from "../../../src/wire/msgpack.js";
import { damage, Seeded } from "./seeded.js";

const hex = (value: unknown) => encodeMsgpack(value).toString("hex");

describe("MessagePack", () => {
  it("writes what Ray's Python workers write (recorded from 2.60.0)", () => {
    const recorded: [unknown, string][] = [
      [null, "c0"],
      [undefined, "c0"],
      [true, "c3"],
      [1, "01"],
      [-1, "ff"],
      [200, "ccc8"],
      [2 ** 31, "ce80000000"],
      [2n ** 64n - 1n, "cfffffffffffffffff"],
      [-(2n ** 63n), "d38000000000000000"],
      [1.5, "cb3ff8000000000000"],
      ["hi", "a26869"],
      ["x".repeat(40), `d928${"78".repeat(40)}`],
      [[1, 2], "920102"],
      [{ a: 1 }, "81a16101"],
      [new Map([[1, 2]]), "810102"],
      [{ a: Buffer.from("z") }, "81a161c4017a"],
    ];
    for (const [value, bytes] of recorded) expect(hex(value)).toBe(bytes);
  });

  it("keeps integers integers, whatever their size", () => {
    expect(hex(2 ** 40)).toBe("cf0000010000000000");
    expect(hex(-(2 ** 40))).toBe("d3ffffff0000000000");
    expect(hex(5n)).toBe("05");
    expect(decodeMsgpack(encodeMsgpack(2n ** 53n))).toBe(2n ** 53n);
    expect(decodeMsgpack(encodeMsgpack(2n ** 53n - 1n))).toBe(2 ** 53 - 1);
    // Beyond 53 bits a number is no integer any more.
    expect(hex(2 ** 60)).toMatch(/^cb/);
  });

  it("names the place of what cannot be sent, and what to send instead", () => {
    const refused = (value: unknown) => {
      try {
        encodeMsgpack(value);
      } catch (error) {
        if (error instanceof UnsupportedValueError)
          return `${error.path}: ${error.message.replace(/^.*language: /, "")}`;
        throw error;
      }
      return "taken";
    };
    expect(refused({ items: [1, { when: new Date(0) }] })).toBe(
      ".items[1].when: it is an invalid Date, or one of a year that Python's do not have (1 to 9999).",
    );
    expect(refused([() => 1])).toBe("[0]: it is a function.");
    expect(refused({ "a b": new Set() })).toBe('["a b"]: it is a Set; send an array.');
    expect(refused(2n ** 64n)).toMatch(/outside -2\^63/);
    expect(refused(new Map([["k", new Float64Array(1)]]))).toMatch(/^\.k: it is a Float64Array/);
    expect(refused(new (class Point {})())).toMatch(/class Point/);
    const loop: unknown[] = [];
    loop.push(loop);
    expect(refused(loop)).toMatch(/contains itself/);
    expect(hex({ a: undefined, b: 1 })).toBe("81a16201");
  });

  it("gives back every value", () => {
    const leaf = fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true }).filter((value) => !Object.is(value, -0)),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
      fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) }),
      fc.string({ maxLength: 300, unit: "grapheme" }),
      fc.uint8Array({ maxLength: 300 }),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: "small" }, leaf, fc.array(tie("value")), fc.dictionary(fc.string(), tie("value"))),
    }));
    fc.assert(
      fc.property(value, (each) => {
        expect(decodeMsgpack(encodeMsgpack(each))).toEqual(plain(each));
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer(), fc.string()), { minLength: 1 }), (entries) => {
        expect(decodeMsgpack(encodeMsgpack(new Map(entries)))).toEqual(new Map(entries));
      }),
    );
  });

  it("reads arrays, maps and bytes of every length class", () => {
    for (const length of [0, 15, 16, 31, 32, 255, 256, 65_535, 65_536]) {
      const bytes = new Uint8Array(length).fill(7);
      expect(decodeMsgpack(encodeMsgpack(bytes))).toEqual(bytes);
      expect(decodeMsgpack(encodeMsgpack("é".repeat(length)))).toBe("é".repeat(length));
      const list = Array.from({ length }, (_, at) => at);
      expect(decodeMsgpack(encodeMsgpack(list))).toEqual(list);
      const record = Object.fromEntries(list.map((at) => [`k${at}`, at]));
      expect(decodeMsgpack(encodeMsgpack(record))).toEqual(record);
    }
  });

  it("reads whatever depth it writes", () => {
    const nested = (levels: number, last: unknown) => {
      let value = last;
      for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value };
      return value;
    };
    for (const last of [1, [], {}]) {
      const deepest = nested(typeof last === "number" ? 501 : 500, last);
      expect(decodeMsgpack(encodeMsgpack(deepest))).toEqual(deepest);
      expect(() => encodeMsgpack([deepest])).toThrow(/nested deeper than 500/);
    }
  });

  it("is not confused by a getter that encodes another value", () => {
    const value = {
      get inner() {
        return encodeMsgpack(["x".repeat(50), 1]).length;
      },
    };
    expect(decodeMsgpack(encodeMsgpack([1, value, 2]))).toEqual([1, { inner: 54 }, 2]);
    const broken = {
      get inner(): number {
        throw new RangeError("none");
      },
    };
    expect(() => encodeMsgpack([1, broken])).toThrow(RangeError);
    expect(decodeMsgpack(encodeMsgpack([1, 2]))).toEqual([1, 2]);
  });

  it("takes any key that has a form of its own", () => {
    const key = Object.assign(Object.create(null), { a: 1 });
    expect(decodeMsgpack(encodeMsgpack(new Map([[key, 2]])))).toEqual(new Map([[{ a: 1 }, 2]]));
    expect(() => encodeMsgpack(new Map([[key, () => 1]]))).toThrow(/\["\(value\)"\] .* function/);
  });

  it("hands extension 101 to the caller and makes timestamps dates", () => {
    expect(decodeMsgpack(Buffer.from("92d4650001", "hex"), { extension101: (index) => `pickled ${index}` })).toEqual([
      "pickled 0",
      1,
    ]);
    expect(() => decodeMsgpack(Buffer.from("d46500", "hex"))).toThrow(/extension 101/);
    expect(decodeMsgpack(Buffer.from("d6ff00000001", "hex"))).toEqual(new Date(1_000));
  });

  it("makes a key __proto__ a field", () => {
    const decoded = decodeMsgpack(Buffer.from("81a95f5f70726f746f5f5f81a16101", "hex")) as object;
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype);
    expect(Object.keys(decoded)).toEqual(["__proto__"]);
  });

  it("answers any bytes with a value or a WireError, at no cost beyond their size", () => {
    const seed = Number(process.env["NARCINE_FUZZ_SEED"] ?? 8);
    const random = new Seeded(seed);
    const good = [{ a: [1, "two", null], b: new Map([[1, 2.5]]) }, ["x".repeat(70), Buffer.alloc(300)], 2n ** 60n].map(
      (value) => encodeMsgpack(value),
    );
    for (let number = 0; number < 3_000; number += 1) {
      const bytes = damage(random, random.pick(good), random.pick(good));
      try {
        decodeMsgpack(bytes);
      } catch (error) {
        expect(error, `seed ${seed} case ${number}`).toBeInstanceOf(WireError);
      }
    }
    expect(() => decodeMsgpack(Buffer.from("ddffffffff", "hex"))).toThrow(/array of 4294967295/);
    expect(() => decodeMsgpack(Buffer.from("0102", "hex"))).toThrow(/1 bytes follow/);
    expect(() => decodeMsgpack(Buffer.alloc(10_000, 0x91))).toThrow(/nesting/);
  });
});

/** What bytes and missing prototypes come back as. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
  }
  return value;
}
