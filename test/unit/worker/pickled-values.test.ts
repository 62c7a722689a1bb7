import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NodeId, ObjectId, WorkerId } from "../../../src/ids/index.js";
import { type rpc, WireError } from "../../../src/wire/index.js";
import { readPickle, UnknownPickleError } from "../../../src/wire/pickle.js";
import { addressMessage } from "../../../src/worker/context.js";
import { UsageError } from "../../../src/worker/errors.js";
import { ObjectRef } from "../../../src/worker/object-ref.js";
import { deserialize, type SerializedValue, serialize } from "../../../src/worker/xlang.js";
import { pythonWithRay } from "../../wire/python.js";

const owner = addressMessage({
  nodeId: NodeId.fromHex("aa".repeat(28)),
  ip: "127.0.0.1",
  port: 9,
  workerId: WorkerId.fromHex("cc".repeat(28)),
});
const home = { ownerOf: () => owner, getOne: () => Promise.reject(new Error("none")), removeLocal: () => undefined };
const ref = () => new ObjectRef(ObjectId.fromHex("01".repeat(28)), home);

const read = (value: SerializedValue, readRef: ((id: ObjectId, owner: rpc.Address) => unknown) | null = null) =>
  deserialize(value.metadata, Buffer.concat(value.data), readRef);

describe("parts of a value that MessagePack has no form for", () => {
  it("come back", () => {
    const part = fc.oneof(
      fc.bigInt({ min: 2n ** 64n, max: 2n ** 300n }),
      fc.bigInt({ min: -(2n ** 2100n), max: -(2n ** 63n) - 1n }),
      fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true }),
      fc.uniqueArray(fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null))).map((all) => new Set(all)),
    );
    fc.assert(
      fc.property(
        fc.array(fc.record({ plain: fc.string(), part }), { minLength: 1, maxLength: 200, size: "max" }),
        (value) => {
          const serialized = serialize(value);
          expect(Buffer.from(serialized.metadata).toString()).toBe("PYTHON");
          expect(read(serialized)).toEqual(value);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("are refs, with their owner", () => {
    const value = { a: [ref()], b: 1 };
    const serialized = serialize(value);
    expect(serialized.refs).toEqual(value.a);
    expect(read(serialized, (id, of) => [id, of.port, of.ipAddress])).toEqual({
      a: [["01".repeat(28), 9, "127.0.0.1"]],
      b: 1,
    });
    expect(() => read(serialized)).toThrow(/only Python can read/);
    value.a[0]?.release();
    expect(() => serialize(value)).toThrow(UsageError);
  });

  it("are read by Python's own unpickler as what they stand for", () => {
    const value = [
      new Date(Date.UTC(2026, 10, 28, 1, 2, 3, 45)),
      new Set([1, "a", null, 2.5]),
      -(2n ** 100n),
      2n ** 64n,
    ];
    const data = Buffer.concat(serialize(value).data);
    const at = data.indexOf(Buffer.from([0x80, 5, 0x5d]));
    const program = "import pickle,sys; print(repr(pickle.loads(bytes.fromhex(sys.argv[1]))))";
    const text = execFileSync(pythonWithRay(), ["-c", program, data.subarray(at).toString("hex")]).toString();
    expect(text).toMatch(/^\[datetime\.datetime\(2026, 11, 28, 1, 2, 3, 45000, tzinfo=datetime\.timezone\.utc\), \{/);
    expect(text).toMatch(/\}, -1267650600228229401496703205376, 18446744073709551616\]\s*$/);
  });
});

describe("pickles", () => {
  it("are never more than what is known", () => {
    expect(() => readPickle(Buffer.from("cos\nsystem\n.", "latin1"), new Map())).toThrow(UnknownPickleError);
    expect(() => readPickle(Buffer.from([0x80, 4, 0x81, 0x2e]), new Map())).toThrow(UnknownPickleError);
  });

  it("that are cut or lie are refused", () => {
    for (const bytes of [[0x80, 4], [0x8c, 9, 0x61], [0x68, 3, 0x2e], [0x74, 0x2e], [0x2e], [0x4e, 0x61, 0x2e]]) {
      expect(() => readPickle(Uint8Array.from(bytes), new Map()), String(bytes)).toThrow(WireError);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          readPickle(bytes, new Map());
        } catch (error) {
          expect(error instanceof WireError || error instanceof UnknownPickleError, String(error)).toBe(true);
        }
      }),
    );
  });
});
