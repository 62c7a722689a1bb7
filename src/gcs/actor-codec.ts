import { isRestartable } from "../core/gcs/actors/death-causes.js";
import type { ActorData, ActorSpec, DeathCause, LeaseOutcome } from "../core/gcs/actors/types.js";
import { toFixedPoint, toUnits } from "../core/scheduler/resources.js";
import type { OwnerAddress, ResourceMapping } from "../core/scheduler/types.js";
import { ActorId, bytesToHex, JobId, NodeId, PlacementGroupId, WorkerId } from "../ids/index.js";
import { decode, encode, type Init, rpc, WireError } from "../wire/index.js";
import { concatFields, onlyFields, withoutFields } from "../wire/raw-fields.js";

/**
 * The wire's words for an actor (Ray 2.60.0, common.proto TaskSpec and gcs.proto ActorTableData) to the manager's and back.
 * A row is put together of two encodings, which protobuf reads as one: what never changes, and what does.
 */

/** Ray 2.60.0 puts every node's own id among its labels. */
const NODE_ID_LABEL = "ray.io/node-id";
const NIL_ADDRESS = { nodeId: Buffer.from(NodeId.nil, "hex"), workerId: Buffer.from(WorkerId.nil, "hex") };
/** Fields of core_worker.proto PushTaskRequest. */
const PUSH_TASK_SPEC = 2;

/**
 * @param encoded the TaskSpec as it came
 * @throws WireError "BadField" when it creates no actor, or names no owner; IdError
 */
export function decodeActorSpec(encoded: Uint8Array): ActorSpec {
  const task = decode(rpc.TaskSpec, encoded);
  const creation = task.actorCreationTaskSpec;
  if (task.type !== rpc.TaskType.ACTOR_CREATION_TASK || creation === null) {
    throw new WireError("BadField", `task ${bytesToHex(task.taskId)} creates no actor`);
  }
  return {
    actorId: ActorId.fromBytes(creation.actorId),
    jobId: JobId.fromBytes(task.jobId),
    name: creation.name,
    namespace: creation.rayNamespace,
    isDetached: creation.isDetached,
    owner: decodeAddress("caller_address", task.callerAddress),
    maxRestarts: creation.maxActorRestarts,
    rootDetachedActorId: ActorId.fromOptionalBytes(task.rootDetachedActorId),
    className: classNameOf(task.functionDescriptor),
    hasResources: Object.keys(task.requiredResources).length > 0,
    affinityNodeIds: affinityOf(task),
    placementGroupId: PlacementGroupId.fromOptionalBytes(groupOf(task)?.placementGroupId),
    shown: encode(rpc.ActorTableData, shownOf(task, creation)),
    taskSpec: encoded,
  };
}

/** The whole row, in pieces that follow each other. */
export function actorRow(actor: ActorData): Uint8Array[] {
  return [actor.spec.shown, encode(rpc.ActorTableData, changing(actor))];
}

/** What subscribers are told, as pieces of a row: all of it, or what changes and the name by which they know it. */
export function publishedActor(actor: ActorData, isFull: boolean): Uint8Array[] {
  if (isFull) return actorRow(actor);
  const { name, namespace, maxRestarts } = actor.spec;
  return [encode(rpc.ActorTableData, { ...changing(actor), name, rayNamespace: namespace, maxRestarts })];
}

/** @param taskSpec null: the actor is dead for good */
export function decodeActorRow(row: Uint8Array, taskSpec: Uint8Array | null): ActorData {
  const data = decode(rpc.ActorTableData, row);
  const shown = withoutFields(row, CHANGING);
  const spec = specOfRow(data, shown, taskSpec);
  const actor: ActorData = {
    spec,
    state: stateNames[data.state] ?? "DEAD",
    worker: WorkerId.fromOptionalBytes(data.address?.workerId) === null ? null : decodeAddress("address", data.address),
    pid: data.pid,
    nodeId: NodeId.fromOptionalBytes(data.nodeId),
    resourceMapping: decodeMapping(data.resourceMapping),
    numRestarts: data.numRestarts,
    numRestartsByLineage: data.numRestartsDueToLineageReconstruction,
    numRestartsByPreemption: data.numRestartsDueToNodePreemption,
    isPreempted: data.preempted,
    reprName: data.reprName,
    timestampMs: data.timestamp,
    startMs: data.startTime,
    endMs: data.endTime,
    deathCause: data.deathCause === null ? null : decodeDeathCause(data.deathCause),
  };
  // Without its task it cannot be made again, whatever its row says.
  if (taskSpec === null && (actor.state !== "DEAD" || isRestartable(actor))) {
    return { ...actor, state: "DEAD", deathCause: { type: "unschedulable", message: "Its creation task was lost." } };
  }
  return actor;
}

/** LeaseSpec of a creation task (Ray 2.60.0, lease_spec.cc). */
export function encodeLeaseSpec(actor: ActorData, leaseId: string): Init<rpc.LeaseSpec> {
  const task = decode(rpc.TaskSpec, actor.spec.taskSpec);
  const { spec, numRestarts } = actor;
  return {
    leaseId: Buffer.from(leaseId, "hex"),
    jobId: task.jobId,
    callerAddress: task.callerAddress,
    type: rpc.TaskType.ACTOR_CREATION_TASK,
    actorId: Buffer.from(spec.actorId, "hex"),
    isDetachedActor: spec.isDetached,
    rootDetachedActorId: task.rootDetachedActorId,
    maxActorRestarts: spec.maxRestarts,
    requiredResources: task.requiredResources,
    requiredPlacementResources: task.requiredPlacementResources,
    schedulingStrategy: task.schedulingStrategy,
    labelSelector: task.labelSelector,
    depth: task.depth,
    runtimeEnvInfo: task.runtimeEnvInfo,
    dependencies: task.args.flatMap(({ objectRef, isInlined }) => (objectRef === null || isInlined ? [] : [objectRef])),
    parentTaskId: task.parentTaskId,
    language: task.language,
    functionDescriptor: task.functionDescriptor,
    dynamicWorkerOptions: task.actorCreationTaskSpec?.dynamicWorkerOptions ?? [],
    maxRetries: task.maxRetries,
    attemptNumber: numRestarts,
    taskName: task.name,
    fallbackStrategy: task.fallbackStrategy,
  };
}

/** PushTaskRequest of the creation task: the owner's own bytes, and after them what the head adds. */
export function encodeCreationPush(actor: ActorData, worker: OwnerAddress, now: number): Buffer {
  const intendedWorkerId = Buffer.from(worker.workerId, "hex");
  const resourceMapping = encodeMapping(actor.resourceMapping);
  const added = encode(rpc.TaskSpec, { attemptNumber: actor.numRestarts, leaseGrantTimestampMs: now });
  const rest = encode(rpc.PushTaskRequest, { intendedWorkerId, resourceMapping });
  return Buffer.concat([rest, concatFields([{ field: PUSH_TASK_SPEC, parts: [actor.spec.taskSpec, added] }])]);
}

/** @throws WireError, IdError */
export function decodeLeaseReply(reply: rpc.RequestWorkerLeaseReply): LeaseOutcome {
  const { workerAddress, retryAtRayletAddress } = reply;
  if (reply.canceled) {
    const failure = rpc.RequestWorkerLeaseReply_SchedulingFailureType[reply.failureType];
    const message = reply.schedulingFailureMessage;
    if (isFailure(failure)) return { type: "canceled", failure, message };
    return { type: "failed", message: `canceled for reason ${reply.failureType}: ${message}` };
  }
  if (NodeId.fromOptionalBytes(workerAddress?.nodeId) !== null) {
    const resourceMapping = decodeMapping(reply.resourceMapping);
    return { type: "granted", worker: decodeAddress("worker", workerAddress), pid: reply.workerPid, resourceMapping };
  }
  const spill = NodeId.fromOptionalBytes(retryAtRayletAddress?.nodeId);
  if (spill !== null) return { type: "spillback", nodeId: spill };
  return reply.rejected ? { type: "rejected" } : { type: "failed", message: "the raylet's answer says nothing" };
}

export function encodeAddress({ nodeId, ip, port, workerId }: OwnerAddress): Init<rpc.Address> {
  return { nodeId: Buffer.from(nodeId, "hex"), ipAddress: ip, port, workerId: Buffer.from(workerId, "hex") };
}

/** ActorDeathCause; who the actor was comes from `actor`. */
export function encodeDeathCause(cause: DeathCause, { spec }: ActorData): Init<rpc.ActorDeathCause> {
  switch (cause.type) {
    case "died":
      return {
        actorDiedErrorContext: {
          reason: rpc.ActorDiedErrorContext_Reason[cause.reason],
          errorMessage: cause.message,
          ownerId: Buffer.from(spec.owner.workerId, "hex"),
          ownerIpAddress: spec.owner.ip,
          nodeIpAddress: cause.nodeIp,
          pid: cause.pid,
          name: spec.name,
          rayNamespace: spec.namespace,
          className: spec.className,
          actorId: Buffer.from(spec.actorId, "hex"),
          neverStarted: cause.neverStarted,
          nodeDeathInfo: cause.nodeDeath && { reason: cause.nodeDeath.reason, reasonMessage: cause.nodeDeath.message },
        },
      };
    case "unschedulable":
      return { actorUnschedulableContext: { errorMessage: cause.message } };
    case "runtimeEnvFailed":
      return { runtimeEnvFailedContext: { errorMessage: cause.message } };
    case "outOfMemory":
      return { oomContext: { errorMessage: cause.message, failImmediately: false } };
    case "creationFailed":
      return { creationTaskFailureContext: decode(rpc.RayException, cause.exception) };
  }
}

function decodeDeathCause(cause: rpc.ActorDeathCause): DeathCause {
  const { actorDiedErrorContext: died, creationTaskFailureContext: exception } = cause;
  if (exception !== null) return { type: "creationFailed", exception: encode(rpc.RayException, exception) };
  if (cause.runtimeEnvFailedContext) {
    return { type: "runtimeEnvFailed", message: cause.runtimeEnvFailedContext.errorMessage };
  }
  if (cause.oomContext) return { type: "outOfMemory", message: cause.oomContext.errorMessage };
  if (died === null) return { type: "unschedulable", message: cause.actorUnschedulableContext?.errorMessage ?? "" };
  const reason = rpc.ActorDiedErrorContext_Reason[died.reason];
  const { nodeDeathInfo: node } = died;
  return {
    type: "died",
    reason: isDiedReason(reason) ? reason : "WORKER_DIED",
    message: died.errorMessage,
    nodeIp: died.nodeIpAddress,
    pid: died.pid,
    neverStarted: died.neverStarted,
    nodeDeath: node && { reason: node.reason, message: node.reasonMessage },
  };
}

const stateNames = ["DEPENDENCIES_UNREADY", "PENDING_CREATION", "ALIVE", "RESTARTING", "DEAD"] as const;

function shownOf(task: rpc.TaskSpec, creation: rpc.ActorCreationTaskSpec): Init<rpc.ActorTableData> {
  return {
    actorId: creation.actorId,
    jobId: task.jobId,
    maxRestarts: creation.maxActorRestarts,
    ownerAddress: task.callerAddress,
    isDetached: creation.isDetached,
    name: creation.name,
    functionDescriptor: task.functionDescriptor,
    rayNamespace: creation.rayNamespace,
    serializedRuntimeEnv: task.runtimeEnvInfo?.serializedRuntimeEnv ?? "",
    className: classNameOf(task.functionDescriptor),
    requiredResources: task.requiredResources,
    placementGroupId: groupOf(task)?.placementGroupId ?? null,
    callSite: task.callSite || null,
    labelSelector: selectorTexts(task.labelSelector),
    labels: task.labels,
    fallbackStrategy: (task.fallbackStrategy?.options.length ?? 0) > 0 ? task.fallbackStrategy : null,
  };
}

/** What a row does not show of its task (common.proto TaskSpec): its strategy, root_detached_actor_id, its selector. */
const NOT_SHOWN: ReadonlySet<number> = new Set([28, 40, 43]);

/** The fields of `changing` (gcs.proto ActorTableData), of which `shownOf` has none. */
const CHANGING: ReadonlySet<number> = new Set([6, 8, 9, 13, 15, 16, 20, 21, 24, 29, 31, 32, 33, 36]);

function changing(actor: ActorData): Init<rpc.ActorTableData> {
  const { deathCause, worker, nodeId } = actor;
  return {
    state: rpc.ActorTableData_ActorState[actor.state],
    address: worker ? encodeAddress(worker) : NIL_ADDRESS,
    pid: actor.pid,
    nodeId: nodeId === null ? null : Buffer.from(nodeId, "hex"),
    resourceMapping: encodeMapping(actor.resourceMapping),
    numRestarts: actor.numRestarts,
    numRestartsDueToLineageReconstruction: actor.numRestartsByLineage,
    numRestartsDueToNodePreemption: actor.numRestartsByPreemption,
    preempted: actor.isPreempted,
    reprName: actor.reprName,
    timestamp: actor.timestampMs,
    startTime: actor.startMs,
    endTime: actor.endMs,
    deathCause: deathCause && encodeDeathCause(deathCause, actor),
  };
}

/**
 * As `decodeActorSpec`, of what the row shows of the task: a head that comes back reads thousands of them, and a task is long.
 * @param taskSpec null: of an actor that is dead for good
 */
function specOfRow(data: rpc.ActorTableData, shown: Uint8Array, taskSpec: Uint8Array | null): ActorSpec {
  const task = taskSpec && decode(rpc.TaskSpec, onlyFields(taskSpec, NOT_SHOWN));
  return {
    actorId: ActorId.fromBytes(data.actorId),
    jobId: JobId.fromBytes(data.jobId),
    name: data.name,
    namespace: data.rayNamespace,
    isDetached: data.isDetached,
    owner: decodeAddress("owner_address", data.ownerAddress),
    maxRestarts: data.maxRestarts,
    rootDetachedActorId: ActorId.fromOptionalBytes(task?.rootDetachedActorId),
    className: data.className,
    hasResources: Object.keys(data.requiredResources).length > 0,
    affinityNodeIds: task ? affinityOf(task) : [],
    placementGroupId: PlacementGroupId.fromOptionalBytes(data.placementGroupId),
    shown,
    taskSpec: taskSpec ?? new Uint8Array(),
  };
}

function groupOf(task: rpc.TaskSpec): rpc.PlacementGroupSchedulingStrategy | null {
  return task.schedulingStrategy?.placementGroupSchedulingStrategy ?? null;
}

function affinityOf(task: rpc.TaskSpec): string[] {
  const selected = (task.labelSelector?.labelConstraints ?? [])
    .filter(({ labelKey, operator }) => {
      return labelKey === NODE_ID_LABEL && operator === rpc.LabelSelectorOperator.LABEL_OPERATOR_IN;
    })
    .flatMap(({ labelValues }) => labelValues.map((value) => value.toLowerCase()))
    .sort();
  const bound = NodeId.fromOptionalBytes(task.schedulingStrategy?.nodeAffinitySchedulingStrategy?.nodeId);
  return bound === null ? selected : [...selected, bound];
}

/** Ray 2.60.0, LabelSelector::ToStringMap. */
function selectorTexts(selector: rpc.LabelSelector | null): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const { labelKey, operator, labelValues } of selector?.labelConstraints ?? []) {
    const isNot = operator === rpc.LabelSelectorOperator.LABEL_OPERATOR_NOT_IN;
    const value = labelValues.length === 1 ? labelValues[0] : `in(${labelValues.join(",")})`;
    texts[labelKey] = `${isNot ? "!" : ""}${value}`;
  }
  return texts;
}

function classNameOf(descriptor: rpc.FunctionDescriptor | null): string {
  const {
    pythonFunctionDescriptor: python,
    javaFunctionDescriptor: java,
    cppFunctionDescriptor: cpp,
  } = descriptor ?? {};
  return python?.className ?? java?.className ?? cpp?.className ?? "";
}

function decodeAddress(what: string, address: rpc.Address | null): OwnerAddress {
  if (address === null) throw new WireError("BadField", `${what} is missing`);
  const nodeId = NodeId.fromBytes(address.nodeId);
  return { nodeId, ip: address.ipAddress, port: address.port, workerId: WorkerId.fromBytes(address.workerId) };
}

function decodeMapping(mapping: readonly rpc.ResourceMapEntry[]): ResourceMapping[] {
  return mapping.map(({ name, resourceIds }) => ({
    name,
    ids: resourceIds.map(({ index, quantity }) => ({ index, quantity: toFixedPoint(quantity) })),
  }));
}

function encodeMapping(mapping: readonly ResourceMapping[]): Init<rpc.ResourceMapEntry>[] {
  return mapping.map(({ name, ids }) => ({
    name,
    resourceIds: ids.map(({ index, quantity }) => ({ index, quantity: toUnits(quantity) })),
  }));
}

type Failure = Extract<LeaseOutcome, { type: "canceled" }>["failure"];

function isFailure(name: string | undefined): name is Failure {
  return name !== undefined && name !== "NOT_FAILED";
}

function isDiedReason(name: string | undefined): name is Extract<DeathCause, { type: "died" }>["reason"] {
  return name !== undefined && name !== "UNSPECIFIED";
}
