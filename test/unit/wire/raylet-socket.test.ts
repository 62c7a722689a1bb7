import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FlatTable, flatbuffer } from "../../../src/wire/flatbuffers/table-writer.js";
import { FRAME_HEADER_BYTES } from "../../../src/wire/frames.js";
import {
  decodeRayletReply,
  decodeRayletRequest,
  encodeRayletMessage,
  type RayletRequest,
  WireError,
} from "../../../src/wire/index.js";
import { rayletReply, rayletRequest } from "./arbitraries.js";

const typeOf = (bytes: Buffer) => bytes.readUInt32LE(8);
const bodyOf = (bytes: Buffer) => bytes.subarray(FRAME_HEADER_BYTES);

const request = (type: number, table: FlatTable) => () => decodeRayletRequest(type, flatbuffer(table));
const id = (size: number) => ({ string: Buffer.alloc(size, 7) });

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(WireError);
    return `${(error as WireError).code}: ${(error as WireError).message}`;
  }
  return "no error";
}

describe("raylet socket messages", () => {
  it("come back as they were written", () => {
    fc.assert(
      fc.property(rayletRequest, (message) => {
        const bytes = encodeRayletMessage(message);
        expect(decodeRayletRequest(typeOf(bytes), bodyOf(bytes))).toStrictEqual(message);
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(rayletReply, (message) => {
        const bytes = encodeRayletMessage(message);
        expect(decodeRayletReply(typeOf(bytes), bodyOf(bytes))).toStrictEqual(message);
      }),
      { numRuns: 1000 },
    );
  });

  it("are aligned and padded as flatbuffers ask", () => {
    const message: RayletRequest = { type: "CancelGetRequest", requestId: 5 };
    // root at 12: its offset to the vtable, then the int64 at 16.
    expect(bodyOf(encodeRayletMessage(message)).toString("hex")).toBe(
      ["0c000000", "0000", "0600", "0c00", "0400", "06000000", "0500000000000000"].join(""),
    );
    expect(bodyOf(encodeRayletMessage({ type: "NotifyWorkerBlocked" })).toString("hex")).toBe(
      "080000000400040004000000",
    );
    expect(bodyOf(encodeRayletMessage({ type: "ActorCreationTaskDone" }))).toHaveLength(0);
  });

  it("keep 10,000 objects of one get", () => {
    const objects = Array.from({ length: 10_000 }, (_, index) => ({
      objectId: index.toString(16).padStart(56, "0") as never,
      owner: {
        nodeId: "11".repeat(28) as never,
        ip: "192.0.2.1",
        port: 1234,
        workerId: "22".repeat(28) as never,
      },
    }));
    const bytes = encodeRayletMessage({ type: "AsyncGetObjectsRequest", objects, requestId: 1 });
    expect(decodeRayletRequest(typeOf(bytes), bodyOf(bytes))).toStrictEqual({
      type: "AsyncGetObjectsRequest",
      objects,
      requestId: 1,
    });
  });

  it("do not hold on to the chunk they came in", () => {
    const bytes = encodeRayletMessage({
      type: "DisconnectClientRequest",
      exitType: "USER_ERROR",
      detail: "boom",
      creationTaskException: Buffer.from("exception"),
    });
    const message = decodeRayletRequest(typeOf(bytes), bodyOf(bytes));
    bytes.fill(0);
    expect(message).toStrictEqual({
      type: "DisconnectClientRequest",
      exitType: "USER_ERROR",
      detail: "boom",
      creationTaskException: Uint8Array.from(Buffer.from("exception")),
    });
  });

  it("say what is wrong with a field", () => {
    expect(failure(request(1, [{ int32: 4 }, id(28)]))).toBe(
      "BadField: RegisterClientRequest: worker_type is 4; known are 0 to 3",
    );
    expect(failure(request(1, [{ int32: 1 }, id(27)]))).toBe(
      "BadField: RegisterClientRequest: worker_id has 27 bytes, not 28",
    );
    expect(failure(request(1, [null]))).toBe("BadField: RegisterClientRequest: worker_id has 0 bytes, not 28");
    expect(failure(request(3, [{ int32: 65536 }]))).toBe("BadField: AnnounceWorkerPort: port is 65536");
    expect(failure(request(5, [{ int32: -1 }]))).toContain("disconnect_type is -1");
    expect(failure(request(7, [{ strings: [Buffer.alloc(28)] }]))).toBe(
      "BadField: AsyncGetObjectsRequest: 1 object_ids and 0 owner_addresses, which must be as many",
    );
    expect(failure(request(15, [null, { strings: [Buffer.alloc(28), Buffer.alloc(29)] }]))).toContain(
      "29 bytes, not 28",
    );
    expect(failure(request(7, [null, { tables: [[null, { string: "x".repeat(256) }, null, id(28)]] }]))).toContain(
      "ip_address of 256 bytes",
    );
  });

  it("refuse a 64-bit number that a double would round", () => {
    const body = flatbuffer([{ int64: Number.MAX_SAFE_INTEGER }]);
    expect(decodeRayletRequest(8, body)).toStrictEqual({
      type: "CancelGetRequest",
      requestId: Number.MAX_SAFE_INTEGER,
    });
    body.writeBigInt64LE(2n ** 53n, body.length - 8);
    expect(failure(() => decodeRayletRequest(8, body))).toContain("Malformed");
  });

  it("go one way", () => {
    expect(failure(() => decodeRayletRequest(2, Buffer.alloc(12)))).toBe(
      "BadType: message type 2 (RegisterClientReply) is not one that a raylet receives",
    );
    expect(failure(() => decodeRayletRequest(17, Buffer.alloc(0)))).toContain("BadType");
    expect(failure(() => decodeRayletReply(1, Buffer.alloc(12)))).toContain("BadType");
  });

  it("refuse a small body that shares one string a great many times", () => {
    // A vector of 100,000 offsets to the one id behind it: 400 kB that would decode to 6 MB of hex.
    const count = 100_000;
    const body = Buffer.alloc(4 + 8 + 8 + 4 + 4 * count + 32);
    body.writeUInt32LE(12, 0); // root at 12
    body.writeUInt16LE(8, 4); // vtable at 4: 8 bytes, table of 8 bytes, slot 0 absent, slot 1 at 4
    body.writeUInt16LE(8, 6);
    body.writeUInt16LE(0, 8);
    body.writeUInt16LE(4, 10);
    body.writeInt32LE(8, 12);
    body.writeUInt32LE(4, 16); // vector at 20
    body.writeUInt32LE(count, 20);
    const string = 24 + 4 * count;
    body.writeUInt32LE(28, string);
    for (let at = 24; at < string; at += 4) body.writeUInt32LE(string - at, at);
    expect(failure(() => decodeRayletRequest(15, body))).toContain("Malformed");
  });
});
