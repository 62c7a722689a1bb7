import { describe, expect, it } from "vitest";
import type { ActorData, DeathCause } from "../../../src/core/gcs/actors/types.js";
import type { GroupData } from "../../../src/core/gcs/placement-groups/types.js";
import { actorRow, decodeActorRow, decodeActorSpec, decodeLeaseReply } from "../../../src/gcs/actor-codec.js";
import { decodeGroupRow, decodeGroupSpec, encodeGroup, gangRequestOf } from "../../../src/gcs/placement-group-codec.js";
import { decode, encode, type Init, rpc } from "../../../src/wire/index.js";

const JOB = Buffer.from([1, 0, 0, 0]);
const NODE = Buffer.alloc(28, 1);
const owner = { nodeId: NODE, ipAddress: "10.0.0.1", port: 5, workerId: Buffer.alloc(28, 2) };

const task: Init<rpc.TaskSpec> = {
  type: rpc.TaskType.ACTOR_CREATION_TASK,
  jobId: JOB,
  callerAddress: owner,
  requiredResources: { CPU: 0.5 },
  functionDescriptor: { pythonFunctionDescriptor: { className: "A" } },
  rootDetachedActorId: Buffer.alloc(16, 3),
  callSite: "x.py:1",
  labelSelector: {
    labelConstraints: [
      { labelKey: "zone", operator: rpc.LabelSelectorOperator.LABEL_OPERATOR_NOT_IN, labelValues: ["a", "b"] },
    ],
  },
  schedulingStrategy: { nodeAffinitySchedulingStrategy: { nodeId: NODE } },
  actorCreationTaskSpec: {
    actorId: Buffer.alloc(16, 3),
    isDetached: true,
    name: "x",
    rayNamespace: "n",
    maxActorRestarts: -1,
  },
};

function actor(change: Partial<ActorData>, taskChange: Init<rpc.TaskSpec> = {}): ActorData {
  const encoded = encode(rpc.TaskSpec, { ...task, ...taskChange });
  return {
    spec: decodeActorSpec(encoded),
    state: "ALIVE",
    worker: { nodeId: NODE.toString("hex"), ip: "10.0.0.2", port: 6, workerId: "07".repeat(28) },
    pid: 12,
    nodeId: NODE.toString("hex"),
    resourceMapping: [{ name: "CPU", ids: [{ index: 0, quantity: 5_000 }] }],
    numRestarts: 3,
    numRestartsByLineage: 1,
    numRestartsByPreemption: 1,
    isPreempted: true,
    reprName: "A()",
    timestampMs: 1_795_000_000_000,
    startMs: 1_795_000_000_001,
    endMs: 0,
    deathCause: null,
    ...change,
  };
}

describe("rows of actors", () => {
  const causes: DeathCause[] = [
    {
      type: "died",
      reason: "NODE_DIED",
      message: "m",
      nodeIp: "10.0.0.2",
      pid: 12,
      neverStarted: true,
      nodeDeath: { reason: 3, message: "spot" },
    },
    { type: "unschedulable", message: "m" },
    { type: "runtimeEnvFailed", message: "m" },
    { type: "outOfMemory", message: "m" },
    { type: "creationFailed", exception: encode(rpc.RayException, { formattedExceptionString: "ValueError" }) },
  ];

  it("say the same when they are read again", () => {
    const inGroup = { placementGroupSchedulingStrategy: { placementGroupId: Buffer.alloc(18, 4) } };
    const restarting = actor({ worker: null, nodeId: null, state: "RESTARTING", resourceMapping: [] });
    for (const each of [actor({}), restarting, actor({}, { schedulingStrategy: inGroup })]) {
      expect(decodeActorRow(Buffer.concat(actorRow(each)), each.spec.taskSpec)).toEqual(each);
    }
    for (const deathCause of causes) {
      const dead = actor({ state: "DEAD", deathCause, endMs: 9 });
      const read = decodeActorRow(Buffer.concat(actorRow(dead)), null);
      expect(read).toMatchObject({ state: "DEAD", deathCause, endMs: 9, spec: { name: "x", className: "A" } });
      // What was shown of it before is shown of it still.
      const rows = [dead, read].map((one) => decode(rpc.ActorTableData, Buffer.concat(actorRow(one))));
      expect(rows[1]).toEqual(rows[0]);
    }
  });

  it("show what Ray's own tools read", () => {
    const row = decode(rpc.ActorTableData, Buffer.concat(actorRow(actor({}))));
    const { callSite, labelSelector, requiredResources, isDetached, nodeId, timestamp } = row;
    expect({ callSite, labelSelector, requiredResources, isDetached, timestamp }).toEqual({
      callSite: "x.py:1",
      labelSelector: { zone: "!in(a,b)" },
      requiredResources: { CPU: 0.5 },
      isDetached: true,
      timestamp: 1_795_000_000_000,
    });
    expect(nodeId).toEqual(NODE);
    expect(actor({}).spec.affinityNodeIds).toEqual([NODE.toString("hex")]);
  });

  it("of an actor whose task was lost say that it is dead", () => {
    const read = decodeActorRow(Buffer.concat(actorRow(actor({}))), null);
    expect(read).toMatchObject({ state: "DEAD", deathCause: { type: "unschedulable" } });
  });
});

describe("lease replies", () => {
  const read = (reply: Init<rpc.RequestWorkerLeaseReply>) =>
    decodeLeaseReply(decode(rpc.RequestWorkerLeaseReply, encode(rpc.RequestWorkerLeaseReply, reply)));

  it("are one of five", () => {
    expect(read({ workerAddress: owner, workerPid: 3 })).toMatchObject({ type: "granted", pid: 3 });
    expect(read({ retryAtRayletAddress: owner })).toEqual({ type: "spillback", nodeId: NODE.toString("hex") });
    expect(read({ rejected: true })).toEqual({ type: "rejected" });
    expect(read({ canceled: true, failureType: 5, schedulingFailureMessage: "m" })).toEqual({
      type: "canceled",
      failure: "SCHEDULING_CANCELLED_UNSCHEDULABLE",
      message: "m",
    });
    for (const odd of [{}, { canceled: true }, { canceled: true, failureType: 99 }]) {
      expect(read(odd as Init<rpc.RequestWorkerLeaseReply>).type).toBe("failed");
    }
  });
});

describe("rows of placement groups", () => {
  const placementGroupId = Buffer.concat([Buffer.alloc(14, 6), JOB]);
  const spec = decode(
    rpc.PlacementGroupSpec,
    encode(rpc.PlacementGroupSpec, {
      placementGroupId,
      name: "g",
      strategy: rpc.PlacementStrategy.STRICT_SPREAD,
      creatorJobId: JOB,
      creatorActorDead: true,
      bundles: [
        { bundleId: { placementGroupId, bundleIndex: 0 }, unitResources: { CPU: 0.5 }, labelSelector: { z: "!a" } },
      ],
    }),
  );
  const group: GroupData = {
    ...decodeGroupSpec(spec, "n"),
    state: "RESCHEDULING",
    stats: {
      createdMs: 1_795_000_000_000,
      startedMs: 1_795_000_000_500,
      attempts: 3,
      highestRetryDelayMs: 150,
      placedMs: 1_795_000_000_900,
      schedulingState: "QUEUED",
    },
  };

  it("say the same when they are read again", () => {
    expect(decodeGroupRow(encode(rpc.PlacementGroupTableData, encodeGroup(group)))).toEqual(group);
  });

  it("keep a topology, and where it is", () => {
    const { PACK, STRICT_PACK } = rpc.PlacementStrategy;
    const { topology } = decodeGroupSpec({ ...spec, topologyStrategy: { rack: STRICT_PACK } }, "n");
    expect(topology).toEqual({ label: "rack", value: null });
    const placed = { ...group, topology: { label: "rack", value: "x" } };
    expect(decodeGroupRow(encode(rpc.PlacementGroupTableData, encodeGroup(placed)))).toEqual(placed);
    for (const topologyStrategy of [{ rack: PACK }, { rack: STRICT_PACK, zone: STRICT_PACK }]) {
      expect(() => decodeGroupSpec({ ...spec, topologyStrategy }, "n")).toThrow(/one label, with STRICT_PACK/);
    }
  });

  it("refuse a strategy that nobody knows", () => {
    expect(() => decodeGroupSpec({ ...spec, strategy: 99 as rpc.PlacementStrategy }, "n")).toThrow(
      /99; known are PACK/,
    );
  });

  it("ask the autoscaler for what is missing", () => {
    const request = gangRequestOf(group);
    expect(request.requests).toMatchObject([
      {
        resourcesBundle: { CPU: 0.5 },
        placementConstraints: [{ antiAffinity: { labelName: `_PG_${placementGroupId.toString("hex")}` } }],
        labelSelectors: [
          {
            labelConstraints: [
              { labelKey: "z", operator: rpc.LabelSelectorOperator.LABEL_OPERATOR_NOT_IN, labelValues: ["a"] },
            ],
          },
        ],
      },
    ]);
  });
});
