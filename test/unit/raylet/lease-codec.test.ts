import { describe, expect, it } from "vitest";
import {
  decodeBacklogLease,
  decodeLease,
  encodeDemand,
  encodeMapping,
  encodeResources,
} from "../../../src/raylet/lease-codec.js";
import { decode, encode, type Init, rpc, WireError } from "../../../src/wire/index.js";

const id = (byte: number, size: number) => Buffer.alloc(size, byte);
const owner = { nodeId: id(1, 28), ipAddress: "127.0.0.1", port: 7, workerId: id(2, 28) };
const spec = (more: Init<rpc.LeaseSpec> = {}) =>
  decode(rpc.LeaseSpec, encode(rpc.LeaseSpec, { leaseId: id(3, 32), jobId: id(4, 4), callerAddress: owner, ...more }));

describe("decodeLease", () => {
  it("reads a plain task as Ray's owners send it", () => {
    const lease = decodeLease(
      spec({
        requiredResources: { CPU: 0.5 },
        requiredPlacementResources: { CPU: 0.5 },
        runtimeEnvInfo: { serializedRuntimeEnv: "{}" },
        functionDescriptor: { pythonFunctionDescriptor: { moduleName: "m", functionName: "f", functionHash: "h" } },
        rootDetachedActorId: id(0xff, 16),
        maxRetries: 3,
        parentTaskId: id(5, 24),
      }),
    );
    expect(lease).toMatchObject({
      leaseId: "03".repeat(32),
      type: "normal",
      owner: { ip: "127.0.0.1", port: 7, workerId: "02".repeat(28) },
      resources: new Map([["CPU", 5_000]]),
      runtimeEnvHash: 0,
      serializedRuntimeEnv: "{}",
      language: "python",
      functionKey: "m..f.h",
      rootDetachedActorId: null,
      maxRetries: 3,
      parentTaskId: "05".repeat(24),
      strategy: { type: "default" },
    });
  });

  it("places an actor by one resource set and holds another", () => {
    const lease = decodeLease(
      spec({ type: rpc.TaskType.ACTOR_CREATION_TASK, actorId: id(9, 16), requiredPlacementResources: { CPU: 1 } }),
    );
    expect(lease.type).toBe("actorCreation");
    expect(lease.resources).toEqual(new Map());
    expect(lease.placementResources).toEqual(new Map([["CPU", 10_000]]));
  });

  it("reads of a backlog what its owner has not asked for yet", () => {
    const backlog = { leaseId: Buffer.alloc(0), requiredResources: { CPU: 1 } };
    expect(() => decodeLease(spec(backlog))).toThrow(/lease_id/);
    expect(decodeBacklogLease(spec(backlog)).resources).toEqual(new Map([["CPU", 10_000]]));
    expect(() => decodeBacklogLease(spec({ leaseId: id(3, 5) }))).toThrow(/lease_id has 5 bytes/);
  });

  it("refuses ids of the wrong size and amounts that are none", () => {
    expect(() => decodeLease(spec({ leaseId: id(3, 5) }))).toThrow(/lease_id has 5 bytes instead of 32/);
    expect(() => decodeLease(spec({ callerAddress: null }))).toThrow(WireError);
    expect(() => decodeLease(spec({ requiredResources: { CPU: -1 } }))).toThrow(/CPU.*-1/);
    expect(() => decodeLease(spec({ requiredResources: { CPU: Number.NaN } }))).toThrow(/CPU/);
  });
});

it("answers in whole units", () => {
  expect(encodeMapping([{ name: "GPU", ids: [{ index: 1, quantity: 5_000 }] }])).toEqual([
    { name: "GPU", resourceIds: [{ index: 1, quantity: 0.5 }] },
  ]);
  expect(encodeResources(new Map([["CPU", -10_000]]))).toEqual({ CPU: 0 });
});

it("tells the labels that a demand asks for, and then its fallbacks", () => {
  const demand = { shape: new Map([["CPU", 10_000]]), readyQueued: 1, infeasibleQueued: 2, backlog: 3 };
  const zone = { key: "zone", operator: "in", values: ["a", "b"] } as const;
  const tier = { key: "tier", operator: "notIn", values: ["spot"] } as const;
  const { LABEL_OPERATOR_IN, LABEL_OPERATOR_NOT_IN } = rpc.LabelSelectorOperator;
  const numbers = { shape: { CPU: 1 }, numReadyRequestsQueued: 1, numInfeasibleRequestsQueued: 2, backlogSize: 3 };
  const encodedZone = { labelKey: "zone", operator: LABEL_OPERATOR_IN, labelValues: ["a", "b"] };
  const encodedTier = { labelKey: "tier", operator: LABEL_OPERATOR_NOT_IN, labelValues: ["spot"] };
  expect(encodeDemand({ ...demand, selectors: [[zone, tier], []] })).toEqual({
    ...numbers,
    labelSelectors: [{ labelConstraints: [encodedZone, encodedTier] }, { labelConstraints: [] }],
  });
  expect(encodeDemand({ ...demand, selectors: [[]] })).toEqual({ ...numbers, labelSelectors: [] });
});
