import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, encode, rpc, WireError } from "../../../src/wire/index.js";
import { concatFields, onlyFields, rawFields, varintField, withoutFields } from "../../../src/wire/raw-fields.js";

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

  it("leaves out fields of any kind and keeps the bytes of the others", () => {
    const message = encode(rpc.ActorTableData, {
      actorId: Buffer.from("a"),
      state: 4,
      name: "n",
      timestamp: 1.5,
      pid: 300,
      labels: { a: "b" },
    });
    const left = decode(rpc.ActorTableData, withoutFields(message, new Set([6, 13, 16])));
    expect(left).toMatchObject({ name: "n", labels: { a: "b" }, state: 0, timestamp: 0, pid: 0 });
    expect(withoutFields(message, new Set())).toEqual(Buffer.from(message));
    expect(withoutFields(message, new Set([1, 6, 12, 13, 16, 37]))).toHaveLength(0);
    expect(() => withoutFields(message.subarray(0, -1), new Set())).toThrow(WireError);
    const few = decode(rpc.ActorTableData, onlyFields(message, new Set([12, 13])));
    expect(few).toMatchObject({ name: "n", timestamp: 1.5, state: 0, labels: {} });
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
