import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, encode, rpc, syncer, WireError } from "../../../src/wire/index.js";
import { damage, Seeded } from "./seeded.js";

describe("generated protobuf code", () => {
  it("reads and writes 64-bit integers as numbers", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        const bytes = encode(syncer.RaySyncMessage, { version: value });
        expect(decode(syncer.RaySyncMessage, bytes).version).toBe(value);
      }),
      { numRuns: 2000 },
    );
    for (const power of [7, 14, 21, 27, 28, 29, 35, 49, 52]) {
      for (const value of [2 ** power - 1, 2 ** power, -(2 ** power), 2 ** power + 1]) {
        const bytes = encode(syncer.RaySyncMessage, { version: value });
        expect(decode(syncer.RaySyncMessage, bytes).version).toBe(value);
      }
    }
  });

  it("keeps -1 and the largest uint64 apart from other values", () => {
    // worker_launch_time_ms (25) is a uint64 that Ray sets to -1 where it is unknown.
    const bytes = Buffer.from("c801ffffffffffffffffff01", "hex");
    const message = decode(rpc.WorkerTableData, bytes);
    expect(message.workerLaunchTimeMs).toBe(-1);
    expect(encode(rpc.WorkerTableData, message).equals(bytes)).toBe(true);
    expect(encode(rpc.WorkerTableData, { timestamp: -1 }).toString("hex")).toBe("18ffffffffffffffffff01");
  });

  it("gives every field of a message", () => {
    const empty = decode(rpc.GetAgentPIDsReply, Buffer.alloc(0));
    expect(empty.dashboardAgentPid).toBeNull();
    expect(
      decode(rpc.GetAgentPIDsReply, encode(rpc.GetAgentPIDsReply, { dashboardAgentPid: 0 })).dashboardAgentPid,
    ).toBe(0);
    const spec = decode(rpc.LeaseSpec, Buffer.alloc(0));
    expect(spec.callerAddress).toBeNull();
    expect(spec.leaseId).toHaveLength(0);
    expect(spec.depth).toBe(0);
    expect(spec.dependencies).toEqual([]);
    expect(spec.requiredResources).toEqual({});
    expect(spec.taskName).toBe("");
  });

  it("leaves defaults, null and undefined out", () => {
    expect(
      encode(rpc.ReturnWorkerLeaseRequest, {
        workerPort: 0,
        leaseId: null,
        disconnectWorker: false,
        disconnectWorkerErrorDetail: undefined,
      }),
    ).toHaveLength(0);
  });

  it("drops fields it does not know", () => {
    // field 999, varint 1
    const bytes = Buffer.concat([encode(rpc.ExitRequest, { forceExit: true }), Buffer.from("b83e01", "hex")]);
    expect(encode(rpc.ExitRequest, decode(rpc.ExitRequest, bytes)).toString("hex")).toBe("0801");
  });

  it("keeps a map's keys from touching prototypes", () => {
    const bytes = encode(rpc.LeaseSpec, { requiredResources: JSON.parse('{"__proto__": 1, "CPU": 2}') });
    const { requiredResources } = decode(rpc.LeaseSpec, bytes);
    expect(Object.entries(requiredResources)).toEqual([
      ["__proto__", 1],
      ["CPU", 2],
    ]);
    expect(({} as Record<string, unknown>)["1"]).toBeUndefined();
  });

  it("refuses damaged bytes with a typed error", () => {
    const random = new Seeded(3);
    const corpus = [
      encode(rpc.RequestWorkerLeaseRequest, {
        leaseSpec: {
          leaseId: Buffer.alloc(32, 1),
          callerAddress: { ipAddress: "192.0.2.1", port: 7, workerId: Buffer.alloc(28, 2) },
          requiredResources: { CPU: 1, GPU: 0.5 },
          schedulingStrategy: { nodeAffinitySchedulingStrategy: { nodeId: Buffer.alloc(28, 3), soft: true } },
          dependencies: [{ objectId: Buffer.alloc(28, 4) }],
          maxActorRestarts: -1,
        },
        backlogSize: 12,
      }),
      encode(rpc.RequestWorkerLeaseRequest, { grantOrReject: true }),
    ];
    let refused = 0;
    for (let index = 0; index < 20_000; index++) {
      const bytes = damage(random, random.pick(corpus), random.pick(corpus));
      try {
        decode(rpc.RequestWorkerLeaseRequest, bytes);
      } catch (error) {
        if (!(error instanceof WireError && error.code === "Malformed")) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(1000);
  });

  it("names methods by their gRPC path", () => {
    expect(rpc.NodeManagerService.requestWorkerLease.path).toBe("/ray.rpc.NodeManagerService/RequestWorkerLease");
    expect(rpc.NodeManagerService.requestWorkerLease.request).toBe(rpc.RequestWorkerLeaseRequest);
    expect(syncer.RaySyncer.startSync.path).toBe("/ray.rpc.syncer.RaySyncer/StartSync");
  });
});
