import { describe, expect, it } from "vitest";
import { JobId, jobIdOfObject, workerIdOfDriver } from "../../src/ids/index.js";
import { FRAME_HEADER_BYTES } from "../../src/wire/frames.js";
import {
  decode,
  decodeRayletReply,
  decodeRayletRequest,
  encodeRayletMessage,
  type RayletReply,
  type RayletRequest,
  rpc,
} from "../../src/wire/index.js";
import { rayletMessageTypes } from "../../src/wire/raylet-messages.js";
import { readBody, readSchema } from "./fbs-schema.js";
import { type Golden, goldenBodies } from "./golden.js";

const schema = readSchema("raylet.fbs");
const golden = goldenBodies("raylet-socket.txt");

/** The table of a message's body: the message's own name but for one. */
const tableOf = (name: string) => (name === "FreeObjectsInObjectStoreRequest" ? "FreeObjectsRequest" : name);

const decodeGolden = ({ direction, type, body }: Golden) =>
  direction === ">" ? decodeRayletRequest(type, body) : decodeRayletReply(type, body);

function messages<T extends (RayletRequest | RayletReply)["type"]>(
  type: T,
): Extract<RayletRequest | RayletReply, { type: T }>[] {
  const found = golden.filter(({ name }) => name === type).map(decodeGolden);
  return found as Extract<RayletRequest | RayletReply, { type: T }>[];
}

describe("the raylet socket of stock Ray", () => {
  it("has our message types", () => {
    expect([...(schema.enums.get("MessageType")?.values ?? [])]).toEqual(
      rayletMessageTypes.map((name, type) => [name, type]),
    );
    for (const { type, name } of golden) expect(rayletMessageTypes[type]).toBe(name);
    // SubscribePlasmaReady is sent by no program.
    expect([...new Set(golden.map(({ name }) => name))]).toEqual(rayletMessageTypes.slice(0, -1));
  });

  it("sends bodies that the schema describes", () => {
    for (const { name, body } of golden) {
      if (body.length > 0) expect(() => readBody(schema, tableOf(name), body), name).not.toThrow();
    }
  });

  it("sends what we would send: the same fields present, with the same values", () => {
    for (const example of golden) {
      const written = encodeRayletMessage(decodeGolden(example));
      expect(written.readUInt32LE(8)).toBe(example.type);
      const body = written.subarray(FRAME_HEADER_BYTES);
      if (example.body.length === 0) expect(body).toHaveLength(0);
      else {
        const table = tableOf(example.name);
        expect(readBody(schema, table, body), example.name).toEqual(readBody(schema, table, example.body));
      }
    }
  });

  it("registers a driver, a worker and both io workers", () => {
    const all = messages("RegisterClientRequest");
    expect(all.map(({ workerType }) => workerType).sort()).toEqual([
      "DRIVER",
      "RESTORE_WORKER",
      "SPILL_WORKER",
      "WORKER",
    ]);
    for (const message of all) {
      expect(message).toMatchObject({ language: "PYTHON", port: 0, runtimeEnvHash: 0 });
      expect(message.pid).toBeGreaterThan(0);
      expect(message.ip).toMatch(/^[\d.]+$/);
    }
    const driver = all.find(({ workerType }) => workerType === "DRIVER");
    expect(driver?.jobId).toBe("01000000");
    expect(driver?.workerId).toBe(workerIdOfDriver(JobId.fromHex("01000000")));
    const config = decode(rpc.JobConfig, driver?.serializedJobConfig as Uint8Array);
    expect(config.runtimeEnvInfo?.serializedRuntimeEnv).toBe("{}");
    expect(config.defaultActorLifetime).toBe(rpc.JobConfig_ActorLifetime.NON_DETACHED);
    const worker = all.find(({ workerType }) => workerType === "WORKER");
    expect(worker?.jobId).toBe(JobId.nil);
  });

  it("answers with OK and its node id", () => {
    for (const reply of messages("RegisterClientReply")) {
      expect(reply).toMatchObject({ success: true, failureReason: "OK", port: 0 });
      expect(reply.nodeId).toMatch(/^[0-9a-f]{56}$/);
    }
    expect(messages("AnnounceWorkerPortReply")).toEqual([
      { type: "AnnounceWorkerPortReply", success: true, failureReason: "OK" },
    ]);
  });

  it("announces ports, a driver with its command line", () => {
    const entrypoints = messages("AnnounceWorkerPort").map(({ port, entrypoint }) => {
      expect(port).toBeGreaterThan(0);
      return entrypoint;
    });
    expect(entrypoints).toContain("");
    expect(entrypoints.some((text) => text.includes("python program.py"))).toBe(true);
  });

  it("says why a worker leaves, with the exception of an actor that could not be made", () => {
    const leaving = messages("DisconnectClientRequest");
    const failed = leaving.find(({ creationTaskException }) => creationTaskException !== null);
    expect(failed?.exitType).toBe("USER_ERROR");
    const exception = decode(rpc.RayException, failed?.creationTaskException as Uint8Array);
    expect(exception.formattedExceptionString).toContain("this actor cannot be made");
    expect(leaving).toContainEqual({
      type: "DisconnectClientRequest",
      exitType: "INTENDED_USER_EXIT",
      detail: "Shutdown by ray.shutdown().",
      creationTaskException: null,
    });
  });

  it("gets, waits for and frees objects of the driver", () => {
    const driver = workerIdOfDriver(JobId.fromHex("01000000"));
    const gets = messages("AsyncGetObjectsRequest");
    expect(gets.map(({ requestId }) => requestId)).toEqual([0, 1]);
    const waits = messages("WaitRequest");
    expect(waits[0]).toMatchObject({ numRequired: 2, timeoutMs: 1000 });
    const args = messages("WaitForActorCallArgsRequest");
    expect(args.length).toBeGreaterThan(0);
    for (const { objects } of [...gets, ...waits, ...args]) {
      expect(objects.length).toBeGreaterThan(0);
      for (const { objectId, owner } of objects) {
        expect(jobIdOfObject(objectId)).toBe("01000000");
        expect(owner).toMatchObject({ workerId: driver });
        expect(owner?.port).toBeGreaterThan(0);
      }
    }
    const [reply] = messages("WaitReply");
    expect(reply?.found).toEqual(waits[0]?.objects.map(({ objectId }) => objectId));
    expect(reply?.remaining).toEqual([]);
    expect(messages("FreeObjectsInObjectStoreRequest")[0]).toMatchObject({ localOnly: true });
    expect(messages("CancelGetRequest").map(({ requestId }) => requestId)).toEqual([0, 1, 2, 3]);
  });

  it("pushes errors with a time in seconds", () => {
    const [error] = messages("PushErrorRequest");
    expect(error).toMatchObject({ errorType: "recorded", message: "an error of nobody" });
    expect(error?.timestamp).toBeGreaterThan(1.7e9);
    expect(error?.timestamp).toBeLessThan(1e10);
  });
});
