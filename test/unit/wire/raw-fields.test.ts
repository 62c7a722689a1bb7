import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, encode, rpc, WireError } from "../../../src/wire/index.js";
import { concatFields, rawFields, varintField } from "../../../src/wire/raw-fields.js";

describe("rawFields", () => {
  it("finds what an encoder wrote, and concatFields writes what a decoder finds", () => {
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(fc.array(bytes), bytes, (keys, namespace) => {
        const message = encode(rpc.InternalKVMultiGetRequest, { keys, namespace });
        expect([...rawFields(message, 1)].map((key) => Buffer.from(key))).toEqual(keys.map((key) => Buffer.from(key)));
        const again = concatFields([
          ...keys.map((key) => ({ field: 1, parts: [key.subarray(0, 2), key.subarray(2)] })),
          { field: 2, parts: [namespace] },
        ]);
        expect(decode(rpc.InternalKVMultiGetRequest, again)).toEqual(decode(rpc.InternalKVMultiGetRequest, message));
      }),
    );
  });

  it("appends a number to a message that is encoded already", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (sequenceId) => {
        const message = Buffer.concat([encode(rpc.PubMessage, { sequenceId: 7 }), varintField(14, sequenceId)]);
        expect(decode(rpc.PubMessage, message).sequenceId).toBe(sequenceId);
      }),
    );
  });

  it("ends with an error on what is no message, and never reads beyond it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (junk) => {
        try {
          for (const part of rawFields(junk, 1)) expect(part.length).toBeLessThanOrEqual(junk.length);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
      }),
      { numRuns: 5_000 },
    );
    expect(() => [...rawFields(Uint8Array.of(0x0a, 5, 1), 1)]).toThrow(WireError);
    expect(() => [...rawFields(Uint8Array.of(0x09, 1), 1)]).toThrow(WireError);
  });
});
