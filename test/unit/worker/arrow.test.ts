import { makeVector, Table, tableFromArrays, tableToIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { isArrowTable, readTable, serializeTable, streamIn } from "../../../src/worker/arrow.js";
import { serialize } from "../../../src/worker/xlang.js";

const objectOf = async (table: Table) => {
  const { metadata, data } = await serializeTable(table);
  // Objects begin where a multiple of 64 is, as in the store.
  const whole = new Uint8Array(Buffer.concat(data));
  return { metadata: Buffer.from(metadata).toString(), data: whole, pieces: data };
};

describe("Arrow tables as objects", () => {
  const x = Float64Array.from({ length: 1_000 }, (_, at) => at / 2);
  const table = new Table({ x: makeVector(x) });

  it("are the columns' own memory, and columns over the object's", async () => {
    const { metadata, data, pieces } = await objectOf(table);
    expect(metadata).toBe("PYTHON");
    const own = pieces.filter((piece) => piece.buffer === table.getChild("x")?.data[0]?.values.buffer);
    expect(own).toHaveLength(1);
    const stream = streamIn(data) as Uint8Array;
    expect(stream.byteOffset % 64).toBe(0);
    const back = await readTable(stream);
    expect(back.getChild("x")?.toArray()).toEqual(x);
    expect(back.getChild("x")?.data[0]?.values.buffer).toBe(data.buffer);
  });

  it("hold what tables hold: strings, nulls, nothing at all", async () => {
    for (const each of [
      tableFromArrays({ s: ["a", "b", "a"], n: [1, null, 3] }),
      new Table({ x: makeVector(new Float64Array(0)) }),
    ]) {
      const back = await readTable(streamIn((await objectOf(each)).data) as Uint8Array);
      expect(tableToIPC(back)).toEqual(tableToIPC(each));
    }
  });

  it("are told from other values", async () => {
    expect([table, {}, null, [], new Uint8Array(1), { batches: [] }].map(isArrowTable)).toEqual([
      true,
      ...Array(5).fill(false),
    ]);
    const { data } = await objectOf(table);
    expect(streamIn(data.subarray(0, 20))).toBe(null);
    expect(streamIn(data.subarray(0, 60))).toBe(null);
    expect(streamIn(serialize({ a: 1 }).data[0] as Uint8Array)).toBe(null);
    const lying = Uint8Array.from(data);
    lying.fill(0xff, 12, 28);
    expect(streamIn(lying)).toBe(null);
  });
});
