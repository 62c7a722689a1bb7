import { toFixedPoint, toUnits } from "../core/scheduler/resources.js";
import type {
  LabelConstraint,
  LabelMatch,
  Lease,
  OwnerAddress,
  PlacementGroupState,
  ResourceDemand,
  ResourceMapping,
  SchedulingFailure,
  SchedulingStrategy,
} from "../core/scheduler/types.js";
import { isEmptyRuntimeEnv, runtimeEnvHash } from "../core/worker-pool/runtime-env-hash.js";
import type { PopRequest, RuntimeEnvSpec } from "../core/worker-pool/types.js";
import { bytesToHex } from "../ids/index.js";
import { type Init, rpc, WireError } from "../wire/index.js";

/** The wire's words for a lease (Ray 2.60.0, common.proto LeaseSpec) to the scheduler's, and answers back. */

/** @throws WireError "BadField" when an id has the wrong size or the owner is missing */
export function decodeLease(spec: rpc.LeaseSpec, leaseId = spec.leaseId): Lease {
  const serializedRuntimeEnv = decodeRuntimeEnv(spec.runtimeEnvInfo).serialized;
  const isActorCreation = spec.type === rpc.TaskType.ACTOR_CREATION_TASK;
  return {
    leaseId: hexId("lease_id", leaseId, 32),
    jobId: hexId("job_id", spec.jobId, 4),
    type: isActorCreation ? "actorCreation" : "normal",
    actorId: optionalId(spec.actorId, 16),
    owner: decodeAddress("caller_address", spec.callerAddress),
    resources: decodeResources(spec.requiredResources),
    // Only a request that asks for something else to be placed by says so (Ray 2.60.0, lease_spec.cc).
    placementResources: decodeResources(
      Object.keys(spec.requiredPlacementResources).length === 0
        ? spec.requiredResources
        : spec.requiredPlacementResources,
    ),
    strategy: decodeStrategy(spec.schedulingStrategy),
    labelSelector: decodeSelector(spec.labelSelector),
    fallbackSelectors: (spec.fallbackStrategy?.options ?? []).map((option) => decodeSelector(option.labelSelector)),
    depth: spec.depth,
    runtimeEnvHash: runtimeEnvHash(serializedRuntimeEnv),
    serializedRuntimeEnv,
    language: LANGUAGES[spec.language] ?? "python",
    functionKey: functionKey(spec.functionDescriptor),
    taskName: spec.taskName,
    dependencies: spec.dependencies.map((dependency) => ({
      objectId: hexId("dependency", dependency.objectId, 28),
      owner: decodeAddress("dependency owner", dependency.ownerAddress),
    })),
    dynamicWorkerOptions: spec.dynamicWorkerOptions,
    isDetachedActor: spec.isDetachedActor,
    rootDetachedActorId: optionalId(spec.rootDetachedActorId, 16),
    attemptNumber: spec.attemptNumber,
    maxRetries: isActorCreation ? spec.maxActorRestarts : spec.maxRetries,
    parentTaskId: optionalId(spec.parentTaskId, 24),
  };
}

const LANGUAGES = ["python", "java", "cpp"] as const;
const POOL_LANGUAGES = { python: "PYTHON", java: "JAVA", cpp: "CPP" } as const;

/**
 * What a backlog report is about: leases that an owner has yet to ask for. They may have no id yet (seen of Ray 2.60.0 after
 * a node's death).
 */
export function decodeBacklogLease(spec: rpc.LeaseSpec): Lease {
  return decodeLease(spec, spec.leaseId.length === 0 ? Buffer.alloc(32) : spec.leaseId);
}

/** What the worker pool is asked for on behalf of a lease that got its resources. */
export function popRequestOf(
  lease: Lease,
  mapping: readonly ResourceMapping[],
  runtimeEnv: RuntimeEnvSpec,
): PopRequest {
  return {
    popId: lease.leaseId,
    jobId: lease.jobId,
    language: POOL_LANGUAGES[lease.language],
    runtimeEnv,
    dynamicOptions: lease.dynamicWorkerOptions,
    rootDetachedActorId: lease.rootDetachedActorId,
    isActor: lease.type === "actorCreation",
    isDetachedActor: lease.isDetachedActor,
    actorId: lease.actorId,
    isGpu: mapping.some((entry) => entry.name === "GPU" || entry.name.startsWith("GPU_group_")),
    ownerWorkerId: lease.owner.workerId,
    ownerNodeId: lease.owner.nodeId,
  };
}

/** The runtime environment a lease, job or prestart request names. */
export function decodeRuntimeEnv(info: rpc.RuntimeEnvInfo | null): RuntimeEnvSpec {
  const serialized = info?.serializedRuntimeEnv ?? "{}";
  return {
    serialized: isEmptyRuntimeEnv(serialized) ? "{}" : serialized,
    setupTimeoutSeconds: info?.runtimeEnvConfig?.setupTimeoutSeconds ?? 0,
    eagerInstall: info?.runtimeEnvConfig?.eagerInstall ?? true,
    logFiles: info?.runtimeEnvConfig?.logFiles ?? [],
  };
}

/** RequestWorkerLeaseReply.resource_mapping: whole units as doubles on the wire. */
export function encodeMapping(mapping: readonly ResourceMapping[]): Init<rpc.ResourceMapEntry>[] {
  return mapping.map(({ name, ids }) => ({
    name,
    resourceIds: ids.map(({ index, quantity }) => ({ index, quantity: toUnits(quantity) })),
  }));
}

/** RequestWorkerLeaseReply.failure_type. */
export function failureTypeNumber(failure: SchedulingFailure): rpc.RequestWorkerLeaseReply_SchedulingFailureType {
  return rpc.RequestWorkerLeaseReply_SchedulingFailureType[failure];
}

/** Amounts in 1/10,000 to the wire's doubles; a debt of blocked workers shows as 0, as in stock's views. */
export function encodeResources(amounts: ReadonlyMap<string, number>): Record<string, number> {
  const encoded: Record<string, number> = {};
  for (const [name, amount] of amounts) encoded[name] = toUnits(Math.max(0, amount));
  return encoded;
}

/**
 * A line of ResourcesData.resource_load_by_shape. By the labels the autoscaler chooses a type of node that has them, by the
 * first selector if it can (Ray 2.60.0, autoscaler/v2/scheduler.py); who asks for none may go anywhere.
 */
export function encodeDemand({ shape, selectors, ...demand }: ResourceDemand): Init<rpc.ResourceDemand> {
  const isPicky = (selectors[0] ?? []).length > 0;
  return {
    shape: encodeResources(shape),
    numReadyRequestsQueued: demand.readyQueued,
    numInfeasibleRequestsQueued: demand.infeasibleQueued,
    backlogSize: demand.backlog,
    labelSelectors: isPicky ? selectors.map(encodeSelector) : [],
  };
}

export function decodeResources(resources: Readonly<Record<string, number>>): Map<string, number> {
  const amounts = new Map<string, number>();
  for (const [name, amount] of Object.entries(resources)) {
    if (!Number.isFinite(amount) || amount < 0) {
      throw new WireError("BadField", `resource ${name} has the amount ${amount}; a number >= 0 is expected`);
    }
    amounts.set(name, toFixedPoint(amount));
  }
  return amounts;
}

/** Null: the head knows no such group any more (Ray 2.60.0, gcs.proto PlacementGroupTableData). */
export function decodePlacementGroup(group: rpc.PlacementGroupTableData | null): PlacementGroupState {
  const { PENDING, REMOVED } = rpc.PlacementGroupTableData_PlacementGroupState;
  const isGone = group === null || group.state === REMOVED;
  const isInfeasible =
    group?.state === PENDING && group.stats?.schedulingState === rpc.PlacementGroupStats_SchedulingState.INFEASIBLE;
  return {
    state: isGone ? "removed" : isInfeasible ? "infeasible" : "pending",
    strategy: group === null ? "" : (rpc.PlacementStrategy[group.strategy] ?? ""),
    bundles: (group?.bundles ?? []).map((bundle) => decodeResources(bundle.unitResources)),
  };
}

/** @throws WireError "BadField" when there is no address */
export function decodeAddress(what: string, address: rpc.Address | null): OwnerAddress {
  if (address === null) throw new WireError("BadField", `${what} is missing`);
  return {
    nodeId: hexId(`${what}.node_id`, address.nodeId, 28),
    ip: address.ipAddress,
    port: address.port,
    workerId: hexId(`${what}.worker_id`, address.workerId, 28),
  };
}

/** @throws WireError "BadField" unless it has `size` bytes */
export function hexId(what: string, bytes: Uint8Array, size: number): string {
  if (bytes.length !== size) throw new WireError("BadField", `${what} has ${bytes.length} bytes instead of ${size}`);
  return bytesToHex(bytes);
}

/** null for an absent or nil (all 0xff) id. */
function optionalId(bytes: Uint8Array, size: number): string | null {
  if (bytes.length !== size || bytes.every((byte) => byte === 0xff)) return null;
  return bytesToHex(bytes);
}

function decodeStrategy(strategy: rpc.SchedulingStrategy | null): SchedulingStrategy {
  const affinity = strategy?.nodeAffinitySchedulingStrategy;
  if (affinity) {
    return {
      type: "nodeAffinity",
      nodeId: hexId("node_affinity.node_id", affinity.nodeId, 28),
      soft: affinity.soft,
      spillOnUnavailable: affinity.spillOnUnavailable,
      failOnUnavailable: affinity.failOnUnavailable,
    };
  }
  const group = strategy?.placementGroupSchedulingStrategy;
  if (group) {
    return {
      type: "placementGroup",
      placementGroupId: hexId("placement_group_id", group.placementGroupId, 18),
      bundleIndex: group.placementGroupBundleIndex,
    };
  }
  const label = strategy?.nodeLabelSchedulingStrategy;
  if (label) {
    return { type: "nodeLabel", hard: decodeMatches(label.hard), soft: decodeMatches(label.soft) };
  }
  return strategy?.spreadSchedulingStrategy ? { type: "spread" } : { type: "default" };
}

function decodeSelector(selector: rpc.LabelSelector | null): LabelConstraint[] {
  return (selector?.labelConstraints ?? []).map((constraint) => ({
    key: constraint.labelKey,
    operator: constraint.operator === rpc.LabelSelectorOperator.LABEL_OPERATOR_NOT_IN ? "notIn" : "in",
    values: constraint.labelValues,
  }));
}

function encodeSelector(constraints: readonly LabelConstraint[]): Init<rpc.LabelSelector> {
  const { LABEL_OPERATOR_IN, LABEL_OPERATOR_NOT_IN } = rpc.LabelSelectorOperator;
  return {
    labelConstraints: constraints.map(({ key, operator, values }) => ({
      labelKey: key,
      operator: operator === "in" ? LABEL_OPERATOR_IN : LABEL_OPERATOR_NOT_IN,
      labelValues: values,
    })),
  };
}

function decodeMatches(matches: rpc.LabelMatchExpressions | null): LabelMatch[] {
  return (matches?.expressions ?? []).map(({ key, operator }) => {
    if (operator?.labelIn) return { key, operator: "in", values: operator.labelIn.values };
    if (operator?.labelNotIn) return { key, operator: "notIn", values: operator.labelNotIn.values };
    return { key, operator: operator?.labelDoesNotExist ? "doesNotExist" : "exists", values: [] };
  });
}

function functionKey(descriptor: rpc.FunctionDescriptor | null): string {
  const python = descriptor?.pythonFunctionDescriptor;
  if (python) return `${python.moduleName}.${python.className}.${python.functionName}.${python.functionHash}`;
  const java = descriptor?.javaFunctionDescriptor;
  if (java) return `${java.className}.${java.functionName}${java.signature}`;
  const cpp = descriptor?.cppFunctionDescriptor;
  return cpp ? `${cpp.className}.${cpp.functionName}` : "";
}
