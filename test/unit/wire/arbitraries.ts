import fc from "fast-check";
import { JobId, NodeId, ObjectId, TaskId, WorkerId } from "../../../src/ids/index.js";
import type { RayletReply, RayletRequest } from "../../../src/wire/index.js";
import { languageNames, workerExitTypeNames, workerTypeNames } from "../../../src/wire/raylet-messages.js";

const idOf = <T extends string>(kind: { size: number; fromBytes(bytes: Uint8Array): T }) =>
  fc.uint8Array({ minLength: kind.size, maxLength: kind.size }).map((bytes) => kind.fromBytes(bytes));

/** Plain objects: the ones compared with come from literals. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record<T>(model, { noNullPrototype: true });

const text = fc.string({ unit: "grapheme" });
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const int64 = fc.maxSafeInteger();
const port = fc.integer({ min: 0, max: 65535 });
const bytes = fc.uint8Array({ maxLength: 200 });
const objectId = idOf(ObjectId);
// The nil worker id is how a message says that there is no owner.
const owner = fc.option(
  record({
    nodeId: idOf(NodeId),
    ip: fc.oneof(fc.ipV4(), fc.ipV6(), fc.constant("")),
    port,
    workerId: idOf(WorkerId).filter((id) => !WorkerId.isNil(id)),
  }),
);
const objects = fc.array(record({ objectId, owner }), { maxLength: 20, size: "max" });

/** Any message that a client may send. */
export const rayletRequest: fc.Arbitrary<RayletRequest> = fc.oneof(
  record({ type: fc.constant("ActorCreationTaskDone" as const) }),
  record({
    type: fc.constant("RegisterClientRequest" as const),
    workerType: fc.constantFrom(...workerTypeNames),
    workerId: idOf(WorkerId),
    pid: int64,
    jobId: idOf(JobId),
    runtimeEnvHash: int32,
    language: fc.constantFrom(...languageNames),
    ip: fc.ipV4(),
    port,
    serializedJobConfig: bytes,
  }),
  record({ type: fc.constant("AnnounceWorkerPort" as const), port, entrypoint: text }),
  record({
    type: fc.constant("DisconnectClientRequest" as const),
    exitType: fc.constantFrom(...workerExitTypeNames),
    detail: text,
    creationTaskException: fc.option(fc.uint8Array({ minLength: 1, maxLength: 200 })),
  }),
  record({ type: fc.constant("AsyncGetObjectsRequest" as const), objects, requestId: int64 }),
  record({ type: fc.constant("CancelGetRequest" as const), requestId: int64 }),
  record({ type: fc.constant("NotifyWorkerBlocked" as const) }),
  record({ type: fc.constant("NotifyWorkerUnblocked" as const) }),
  record({ type: fc.constant("WaitRequest" as const), objects, numRequired: int32, timeoutMs: int64 }),
  record({
    type: fc.constant("WaitForActorCallArgsRequest" as const),
    objects,
    taskId: idOf(TaskId),
    attemptNumber: int32,
  }),
  record({
    type: fc.constant("PushErrorRequest" as const),
    jobId: idOf(JobId),
    errorType: text,
    message: text,
    timestamp: fc.double(),
  }),
  record({
    type: fc.constant("FreeObjectsInObjectStoreRequest" as const),
    localOnly: fc.boolean(),
    objectIds: fc.array(objectId, { maxLength: 20, size: "max" }),
  }),
  record({ type: fc.constant("SubscribePlasmaReady" as const), objectId, owner }),
);

/** Any message that a raylet may send. */
export const rayletReply: fc.Arbitrary<RayletReply> = fc.oneof(
  record({
    type: fc.constant("RegisterClientReply" as const),
    success: fc.boolean(),
    failureReason: text,
    nodeId: idOf(NodeId),
    port,
  }),
  record({ type: fc.constant("AnnounceWorkerPortReply" as const), success: fc.boolean(), failureReason: text }),
  record({ type: fc.constant("DisconnectClientReply" as const) }),
  record({
    type: fc.constant("WaitReply" as const),
    found: fc.array(objectId, { maxLength: 20, size: "max" }),
    remaining: fc.array(objectId, { maxLength: 20, size: "max" }),
  }),
);
