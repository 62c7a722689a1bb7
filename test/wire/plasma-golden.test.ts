import { describe, expect, it } from "vitest";
import { readBody, readSchema, type Tree } from "./fbs-schema.js";
import { goldenBodies } from "./golden.js";

type Fields = { readonly [field: string]: Tree };

const schema = readSchema("plasma.fbs");
const golden = goldenBodies("plasma-socket.txt");

const bodies = (name: string): Fields[] =>
  golden.filter((example) => example.name === name).map(({ body }) => readBody(schema, name, body) as Fields);

const absentSpec = {
  segment_index: 0,
  unique_fd_id: "0",
  header_offset: "0",
  data_offset: "0",
  data_size: "0",
  metadata_offset: "0",
  metadata_size: "0",
  allocated_size: "0",
  fallback_allocated: false,
  device_num: 0,
  is_experimental_mutable_object: false,
};

describe("the plasma socket of stock Ray", () => {
  it("has our message types", () => {
    const types = [...(schema.enums.get("MessageType")?.values ?? [])];
    expect(types.map(([, type]) => type)).toEqual(types.map((_, index) => index));
    for (const { type, name } of golden) expect(types[type]?.[0]).toBe(name);
  });

  it("sends bodies that the schema describes", () => {
    for (const { name, body } of golden) expect(() => readBody(schema, name, body), name).not.toThrow();
    // Clients end by closing the socket; Abort, Delete and the debug string are asked only by the recorder's own client.
    const unseen = [0, 4, 12, 18];
    const expected = Array.from({ length: 20 }, (_, type) => type).filter((type) => !unseen.includes(type));
    expect([...new Set(golden.map(({ type }) => type))]).toEqual(expected);
  });

  it("creates an object in the main segment, with its file eight bytes longer than its capacity", () => {
    const capacity = bodies("PlasmaConnectReply")[0]?.["memory_capacity"];
    expect(capacity).toBe(String(80 * 1024 * 1024));
    const [first] = bodies("PlasmaCreateReply");
    expect(first).toMatchObject({ unique_fd_id: "1", mmap_size: String(Number(capacity) + 8) });
    expect(first?.["plasma_object"]).toEqual({
      ...absentSpec,
      segment_index: first?.["store_fd"],
      unique_fd_id: "1",
      header_offset: "64",
      data_offset: "64",
      data_size: "8",
      metadata_offset: "72",
      allocated_size: "8",
    });
  });

  it("asks for a retry without a spec, and sends an empty spec beside an error", () => {
    const replies = bodies("PlasmaCreateReply");
    const retry = replies.find((reply) => "retry_with_request_id" in reply);
    expect(Object.keys(retry ?? {})).toEqual(["object_id", "retry_with_request_id"]);
    expect(bodies("PlasmaCreateRetryRequest")[0]).toEqual({
      object_id: retry?.["object_id"],
      request_id: retry?.["retry_with_request_id"],
    });
    const exists = replies.find((reply) => "error" in reply);
    expect(exists).toMatchObject({ error: 1, plasma_object: absentSpec });
    expect(Object.keys(exists ?? {}).sort()).toEqual(["error", "object_id", "plasma_object"]);
  });

  it("answers a get for every id, naming each segment once", () => {
    const missing = { ...absentSpec, data_size: "18446744073709551615" };
    const replies = bodies("PlasmaGetReply");
    for (const reply of replies) {
      const ids = reply["object_ids"] as readonly string[];
      expect(reply["plasma_objects"]).toHaveLength(ids.length);
      expect(reply["handles"]).toEqual([]);
    }
    expect(replies.at(-1)).toMatchObject({
      plasma_objects: [missing],
      store_fds: [],
      unique_fd_ids: [],
      mmap_sizes: [],
    });
    const mixed = replies.at(-2) as Fields;
    expect((mixed["plasma_objects"] as Tree[])[1]).toEqual(missing);
    expect(mixed["store_fds"]).toHaveLength(1);
  });

  it("deletes with one error an object", () => {
    expect(bodies("PlasmaDeleteReply")[0]).toMatchObject({ count: 2, errors: [0, 2] });
    expect(bodies("PlasmaContainsReply").map((reply) => reply["has_object"])).toEqual([1, undefined]);
  });

  it("creates restored objects without an owner", () => {
    const restored = bodies("PlasmaCreateRequest").find((request) => request["source"] === 1);
    expect(restored).toMatchObject({ owner_node_id: "", owner_ip_address: "", owner_worker_id: "" });
  });
});
