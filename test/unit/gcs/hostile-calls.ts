import { expect } from "vitest";
import { GrpcCode, type RpcClient, RpcError } from "../../../src/native/rpc.js";
import { autoscaler, encode, narcine, rpc } from "../../../src/wire/index.js";
import { damage, type Seeded } from "../wire/seeded.js";
import { type HeadBench, nodeIdOf } from "./head-bench.js";

/**
 * Nonsense for every method of the head: it may cost its sender an error and nobody else anything. A defect of ours shows
 * as INTERNAL.
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
  narcine.HeadService,
];
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

/** `NARCINE_FUZZ_SEED=N` runs one seed again. */
export const fuzzSeed = Number(process.env["NARCINE_FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));

export const headPaths: readonly string[] = SERVICES.flatMap((service) =>
  Object.values(service).map(({ path }) => path),
);

/** So many calls are open at a time. */
const IN_FLIGHT = 500;

/** Sends so many cases to one method and looks at each answer. */
export async function attack(bench: HeadBench, path: string, cases: number, random: Seeded): Promise<void> {
  const timeoutMs = HELD.test(path) || OUTWARD.test(path) ? 300 : 20_000;
  const allowed = OUTWARD.test(path)
    ? [...ALLOWED, GrpcCode.NOT_FOUND, GrpcCode.INTERNAL, GrpcCode.UNAVAILABLE]
    : ALLOWED;
  for (const { error, said } of await refusals(bench, bench.client, path, cases, random, timeoutMs)) {
    expect(allowed, `${said}: ${error.message}`).toContain(error.code);
  }
  expect(bench.logged.filter((line) => line.includes("A defect in the head") && !OUTWARD.test(line))).toEqual([]);
}

/** The same from somebody without the right token: nobody looks at it. */
export async function attackFromOutside(
  bench: HeadBench,
  client: RpcClient,
  path: string,
  cases: number,
  random: Seeded,
): Promise<void> {
  const refused = await refusals(bench, client, path, cases, random, 20_000);
  expect(refused).toHaveLength(cases);
  for (const { error, said } of refused) expect(error.code, said).toBe(GrpcCode.UNAUTHENTICATED);
}

async function refusals(
  bench: HeadBench,
  client: RpcClient,
  path: string,
  cases: number,
  random: Seeded,
  timeoutMs: number,
): Promise<{ readonly error: RpcError; readonly said: string }[]> {
  const refused: { error: RpcError; said: string }[] = [];
  for (let from = 0; from < cases; from += IN_FLIGHT) {
    const answers = Array.from({ length: Math.min(IN_FLIGHT, cases - from) }, () => {
      const body = damage(random, random.pick(MODELS), random.pick(MODELS));
      return client.call(bench.address, path, body, { timeoutMs });
    });
    for (const [index, answer] of (await Promise.allSettled(answers)).entries()) {
      if (answer.status === "fulfilled") continue;
      const said = `seed ${fuzzSeed} case ${from + index} of ${path}`;
      expect(answer.reason, said).toBeInstanceOf(RpcError);
      refused.push({ error: answer.reason as RpcError, said });
    }
  }
  return refused;
}
