import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GrpcCode, RpcError } from "../../../src/native/rpc.js";
import { autoscaler, encode, rpc } from "../../../src/wire/index.js";
import { damage, Seeded } from "../wire/seeded.js";
import { HeadBench, nodeIdOf } from "./head-bench.js";

/**
 * Nonsense for every method of the head: it may cost its sender an error and nobody else anything. A defect of ours shows
 * as INTERNAL. `NARCINE_FUZZ_SEED=N` runs one seed again.
 */
const SERVICES = [
  rpc.JobInfoGcsService,
  rpc.ActorInfoGcsService,
  rpc.WorkerInfoGcsService,
  rpc.PlacementGroupInfoGcsService,
  rpc.InternalKVGcsService,
  rpc.RuntimeEnvGcsService,
  rpc.ControlPlanePubSubGcsService,
  rpc.ObservabilityPubSubService,
  rpc.NodeResourceInfoGcsService,
  rpc.NodeInfoGcsService,
  rpc.TaskInfoGcsService,
  autoscaler.AutoscalerStateService,
];
const CASES = 60;
/** Answered when there is something to tell, which here is never. */
const HELD = /GcsSubscriberPoll|WaitPlacementGroupUntilReady|CreateActor$/;
const ALLOWED: readonly number[] = [GrpcCode.INVALID_ARGUMENT, GrpcCode.UNIMPLEMENTED, GrpcCode.DEADLINE_EXCEEDED];
/** The calls that reach out to a node, which is not there. */
const OUTWARD = /DrainNode|ResizeRaylet/;

const someIds = {
  nodeId: nodeIdOf(1),
  jobId: Buffer.from([1, 0, 0, 0]),
  actorId: Buffer.alloc(16, 3),
  workerId: Buffer.alloc(28, 4),
};
/** A few whole messages whose fields have the numbers and kinds that most requests begin with. */
const MODELS = [
  encode(rpc.InternalKVPutRequest, { key: Buffer.from("k"), value: Buffer.from("v"), namespace: Buffer.from("n") }),
  encode(rpc.RegisterNodeRequest, {
    nodeInfo: { nodeId: someIds.nodeId, nodeManagerAddress: "x", resourcesTotal: { CPU: 1 } },
  }),
  encode(rpc.AddJobRequest, { data: { jobId: someIds.jobId, config: { metadata: { a: "b" } } } }),
  encode(rpc.ReportWorkerFailureRequest, {
    workerFailure: { workerAddress: { workerId: someIds.workerId }, exitType: 3 },
  }),
  encode(rpc.GetActorInfoRequest, { actorId: someIds.actorId }),
  encode(rpc.GetTaskEventsRequest, { limit: 3, filters: { jobFilters: [{ jobId: someIds.jobId }] } }),
  encode(rpc.GcsPublishRequest, { pubMessages: [{ keyId: someIds.jobId, logBatchMessage: { lines: ["x"] } }] }),
  encode(rpc.RegisterActorRequest, {
    taskSpec: {
      jobId: someIds.jobId,
      actorCreationTaskSpec: { actorId: someIds.actorId },
      requiredResources: { CPU: 1 },
    },
  }),
  encode(rpc.CreatePlacementGroupRequest, {
    placementGroupSpec: { placementGroupId: Buffer.alloc(18, 5), bundles: [{ unitResources: { CPU: 1 } }] },
  }),
  encode(rpc.AddTaskEventDataRequest, {
    data: { eventsByTask: [{ taskId: Buffer.alloc(24, 6), jobId: someIds.jobId }] },
  }),
];

describe("nonsense", () => {
  let bench: HeadBench;
  beforeAll(async () => {
    bench = await new HeadBench().start({ health_check_initial_delay_ms: 60_000 });
  });
  afterAll(() => bench.stop());

  const seed = Number(process.env["NARCINE_FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  const paths = SERVICES.flatMap((service) => Object.values(service).map(({ path }) => path));

  it.each(paths)("%s answers it or refuses it", async (path) => {
    const random = new Seeded(seed);
    const bodies = Array.from({ length: CASES }, () => damage(random, random.pick(MODELS), random.pick(MODELS)));
    const timeoutMs = HELD.test(path) || OUTWARD.test(path) ? 300 : 20_000;
    const answers = bodies.map((body) => bench.client.call(bench.address, path, body, { timeoutMs }));
    for (const [index, answer] of (await Promise.allSettled(answers)).entries()) {
      if (answer.status === "fulfilled") continue;
      const error = answer.reason as RpcError;
      expect(error, `seed ${seed} case ${index}`).toBeInstanceOf(RpcError);
      const allowed = OUTWARD.test(path) ? [...ALLOWED, GrpcCode.NOT_FOUND, GrpcCode.INTERNAL] : ALLOWED;
      expect(allowed, `seed ${seed} case ${index} of ${path}: ${error.message}`).toContain(error.code);
    }
    expect(bench.logged.filter((line) => line.includes("A defect in the head") && !OUTWARD.test(line))).toEqual([]);
  });

  it("leaves the head at work", async () => {
    await bench.registerNode(77);
    const { nodeInfoList } = await bench.call(rpc.NodeInfoGcsService.getAllNodeInfo, {
      nodeSelectors: [{ nodeName: "node-77" }],
    });
    expect(nodeInfoList).toHaveLength(1);
  });
});
