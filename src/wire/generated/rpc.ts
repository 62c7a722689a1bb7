// Made by scripts/generate-wire.mjs from proto/. Do not edit: change proto/ and run `npm run generate`.
import { type Codec, method } from "../codec.js";
import { ray } from "./messages.js";
import type * as autoscaler from "./autoscaler.js";

export enum Language {
  PYTHON = 0,
  JAVA = 1,
  CPP = 2,
}

export enum WorkerType {
  WORKER = 0,
  DRIVER = 1,
  SPILL_WORKER = 2,
  RESTORE_WORKER = 3,
}

export enum TaskType {
  NORMAL_TASK = 0,
  ACTOR_CREATION_TASK = 1,
  ACTOR_TASK = 2,
  DRIVER_TASK = 3,
}

export enum ErrorType {
  WORKER_DIED = 0,
  ACTOR_DIED = 1,
  TASK_EXECUTION_EXCEPTION = 3,
  OBJECT_IN_PLASMA = 4,
  TASK_CANCELLED = 5,
  ACTOR_CREATION_FAILED = 6,
  RUNTIME_ENV_SETUP_FAILED = 7,
  OBJECT_LOST = 8,
  OWNER_DIED = 9,
  OBJECT_DELETED = 10,
  DEPENDENCY_RESOLUTION_FAILED = 11,
  OBJECT_UNRECONSTRUCTABLE_MAX_ATTEMPTS_EXCEEDED = 12,
  OBJECT_UNRECONSTRUCTABLE_LINEAGE_EVICTED = 13,
  OBJECT_FETCH_TIMED_OUT = 14,
  LOCAL_RAYLET_DIED = 15,
  TASK_PLACEMENT_GROUP_REMOVED = 16,
  ACTOR_PLACEMENT_GROUP_REMOVED = 17,
  TASK_UNSCHEDULABLE_ERROR = 18,
  ACTOR_UNSCHEDULABLE_ERROR = 19,
  OUT_OF_DISK_ERROR = 20,
  OBJECT_FREED = 21,
  OUT_OF_MEMORY = 22,
  NODE_DIED = 23,
  END_OF_STREAMING_GENERATOR = 24,
  ACTOR_UNAVAILABLE = 25,
  GENERATOR_TASK_FAILED_FOR_OBJECT_RECONSTRUCTION = 26,
  OBJECT_UNRECONSTRUCTABLE_PUT = 27,
  OBJECT_UNRECONSTRUCTABLE_RETRIES_DISABLED = 28,
  OBJECT_UNRECONSTRUCTABLE_BORROWED = 29,
  OBJECT_UNRECONSTRUCTABLE_REF_NOT_FOUND = 30,
  OBJECT_UNRECONSTRUCTABLE_TASK_CANCELLED = 31,
  OBJECT_UNRECONSTRUCTABLE_LINEAGE_DISABLED = 32,
  WORKER_STARTUP_FAILED = 33,
  STREAMING_GENERATOR_REPLAY_INCONSISTENT = 34,
}

export enum TaskStatus {
  NIL = 0,
  PENDING_ARGS_AVAIL = 1,
  PENDING_NODE_ASSIGNMENT = 2,
  PENDING_OBJ_STORE_MEM_AVAIL = 3,
  PENDING_ARGS_FETCH = 4,
  SUBMITTED_TO_WORKER = 5,
  PENDING_ACTOR_TASK_ARGS_FETCH = 6,
  PENDING_ACTOR_TASK_ORDERING_OR_CONCURRENCY = 7,
  RUNNING = 8,
  RUNNING_IN_RAY_GET = 9,
  RUNNING_IN_RAY_WAIT = 10,
  FINISHED = 11,
  FAILED = 12,
  GETTING_AND_PINNING_ARGS = 13,
}

export enum WorkerExitType {
  SYSTEM_ERROR = 0,
  INTENDED_SYSTEM_EXIT = 1,
  USER_ERROR = 2,
  INTENDED_USER_EXIT = 3,
  NODE_OUT_OF_MEMORY = 4,
}

export enum PlacementStrategy {
  PACK = 0,
  SPREAD = 1,
  STRICT_PACK = 2,
  STRICT_SPREAD = 3,
}

export enum LabelSelectorOperator {
  LABEL_OPERATOR_UNSPECIFIED = 0,
  LABEL_OPERATOR_IN = 1,
  LABEL_OPERATOR_NOT_IN = 2,
}

export interface LabelIn {
  readonly values: readonly string[];
}

export const LabelIn: Codec<LabelIn> = ray.rpc.LabelIn;

export interface LabelNotIn {
  readonly values: readonly string[];
}

export const LabelNotIn: Codec<LabelNotIn> = ray.rpc.LabelNotIn;

export type LabelExists = Readonly<Record<never, never>>;

export const LabelExists: Codec<LabelExists> = ray.rpc.LabelExists;

export type LabelDoesNotExist = Readonly<Record<never, never>>;

export const LabelDoesNotExist: Codec<LabelDoesNotExist> = ray.rpc.LabelDoesNotExist;

export interface LabelOperator {
  readonly labelIn: LabelIn | null;
  readonly labelNotIn: LabelNotIn | null;
  readonly labelExists: LabelExists | null;
  readonly labelDoesNotExist: LabelDoesNotExist | null;
}

export const LabelOperator: Codec<LabelOperator> = ray.rpc.LabelOperator;

export interface LabelMatchExpression {
  readonly key: string;
  readonly operator: LabelOperator | null;
}

export const LabelMatchExpression: Codec<LabelMatchExpression> = ray.rpc.LabelMatchExpression;

export interface LabelMatchExpressions {
  readonly expressions: readonly LabelMatchExpression[];
}

export const LabelMatchExpressions: Codec<LabelMatchExpressions> = ray.rpc.LabelMatchExpressions;

export interface NodeLabelSchedulingStrategy {
  readonly hard: LabelMatchExpressions | null;
  readonly soft: LabelMatchExpressions | null;
}

export const NodeLabelSchedulingStrategy: Codec<NodeLabelSchedulingStrategy> = ray.rpc.NodeLabelSchedulingStrategy;

export interface NodeAffinitySchedulingStrategy {
  readonly nodeId: Uint8Array;
  readonly soft: boolean;
  readonly spillOnUnavailable: boolean;
  readonly failOnUnavailable: boolean;
}

export const NodeAffinitySchedulingStrategy: Codec<NodeAffinitySchedulingStrategy> = ray.rpc.NodeAffinitySchedulingStrategy;

export interface PlacementGroupSchedulingStrategy {
  readonly placementGroupId: Uint8Array;
  readonly placementGroupBundleIndex: number;
  readonly placementGroupCaptureChildTasks: boolean;
}

export const PlacementGroupSchedulingStrategy: Codec<PlacementGroupSchedulingStrategy> = ray.rpc.PlacementGroupSchedulingStrategy;

export type DefaultSchedulingStrategy = Readonly<Record<never, never>>;

export const DefaultSchedulingStrategy: Codec<DefaultSchedulingStrategy> = ray.rpc.DefaultSchedulingStrategy;

export type SpreadSchedulingStrategy = Readonly<Record<never, never>>;

export const SpreadSchedulingStrategy: Codec<SpreadSchedulingStrategy> = ray.rpc.SpreadSchedulingStrategy;

export interface SchedulingStrategy {
  readonly defaultSchedulingStrategy: DefaultSchedulingStrategy | null;
  readonly placementGroupSchedulingStrategy: PlacementGroupSchedulingStrategy | null;
  readonly spreadSchedulingStrategy: SpreadSchedulingStrategy | null;
  readonly nodeAffinitySchedulingStrategy: NodeAffinitySchedulingStrategy | null;
  readonly nodeLabelSchedulingStrategy: NodeLabelSchedulingStrategy | null;
}

export const SchedulingStrategy: Codec<SchedulingStrategy> = ray.rpc.SchedulingStrategy;

export interface Address {
  readonly nodeId: Uint8Array;
  readonly ipAddress: string;
  readonly port: number;
  readonly workerId: Uint8Array;
}

export const Address: Codec<Address> = ray.rpc.Address;

export interface JavaFunctionDescriptor {
  readonly className: string;
  readonly functionName: string;
  readonly signature: string;
}

export const JavaFunctionDescriptor: Codec<JavaFunctionDescriptor> = ray.rpc.JavaFunctionDescriptor;

export interface PythonFunctionDescriptor {
  readonly moduleName: string;
  readonly className: string;
  readonly functionName: string;
  readonly functionHash: string;
}

export const PythonFunctionDescriptor: Codec<PythonFunctionDescriptor> = ray.rpc.PythonFunctionDescriptor;

export interface CppFunctionDescriptor {
  readonly functionName: string;
  readonly caller: string;
  readonly className: string;
}

export const CppFunctionDescriptor: Codec<CppFunctionDescriptor> = ray.rpc.CppFunctionDescriptor;

export interface FunctionDescriptor {
  readonly javaFunctionDescriptor: JavaFunctionDescriptor | null;
  readonly pythonFunctionDescriptor: PythonFunctionDescriptor | null;
  readonly cppFunctionDescriptor: CppFunctionDescriptor | null;
}

export const FunctionDescriptor: Codec<FunctionDescriptor> = ray.rpc.FunctionDescriptor;

export interface RayErrorInfo {
  readonly actorDiedError: ActorDeathCause | null;
  readonly runtimeEnvSetupFailedError: RuntimeEnvFailedContext | null;
  readonly actorUnavailableError: ActorUnavailableContext | null;
  readonly errorMessage: string;
  readonly errorType: ErrorType;
}

export const RayErrorInfo: Codec<RayErrorInfo> = ray.rpc.RayErrorInfo;

export interface OutOfMemoryErrorContext {
  readonly taskId: Uint8Array;
  readonly taskName: string;
  readonly nodeIpAddress: string;
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
  readonly memoryUsageFraction: number;
  readonly memoryThreshold: number;
}

export const OutOfMemoryErrorContext: Codec<OutOfMemoryErrorContext> = ray.rpc.OutOfMemoryErrorContext;

export interface NodeDiedErrorContext {
  readonly nodeId: Uint8Array;
  readonly nodeIpAddress: string;
}

export const NodeDiedErrorContext: Codec<NodeDiedErrorContext> = ray.rpc.NodeDiedErrorContext;

export interface RayException {
  readonly language: Language;
  readonly serializedException: Uint8Array;
  readonly formattedExceptionString: string;
}

export const RayException: Codec<RayException> = ray.rpc.RayException;

export interface NodeDeathInfo {
  readonly reason: NodeDeathInfo_Reason;
  readonly reasonMessage: string;
}

export const NodeDeathInfo: Codec<NodeDeathInfo> = ray.rpc.NodeDeathInfo;

export enum NodeDeathInfo_Reason {
  UNSPECIFIED = 0,
  EXPECTED_TERMINATION = 1,
  UNEXPECTED_TERMINATION = 2,
  AUTOSCALER_DRAIN_PREEMPTED = 3,
  AUTOSCALER_DRAIN_IDLE = 4,
}

export interface ActorDeathCause {
  readonly creationTaskFailureContext: RayException | null;
  readonly runtimeEnvFailedContext: RuntimeEnvFailedContext | null;
  readonly actorDiedErrorContext: ActorDiedErrorContext | null;
  readonly actorUnschedulableContext: ActorUnschedulableContext | null;
  readonly oomContext: OomContext | null;
}

export const ActorDeathCause: Codec<ActorDeathCause> = ray.rpc.ActorDeathCause;

export interface RuntimeEnvFailedContext {
  readonly errorMessage: string;
}

export const RuntimeEnvFailedContext: Codec<RuntimeEnvFailedContext> = ray.rpc.RuntimeEnvFailedContext;

export interface ActorUnschedulableContext {
  readonly errorMessage: string;
}

export const ActorUnschedulableContext: Codec<ActorUnschedulableContext> = ray.rpc.ActorUnschedulableContext;

export interface ActorDiedErrorContext {
  readonly errorMessage: string;
  readonly ownerId: Uint8Array;
  readonly ownerIpAddress: string;
  readonly nodeIpAddress: string;
  readonly pid: number;
  readonly name: string;
  readonly rayNamespace: string;
  readonly className: string;
  readonly actorId: Uint8Array;
  readonly neverStarted: boolean;
  readonly nodeDeathInfo: NodeDeathInfo | null;
  readonly reason: ActorDiedErrorContext_Reason;
}

export const ActorDiedErrorContext: Codec<ActorDiedErrorContext> = ray.rpc.ActorDiedErrorContext;

export enum ActorDiedErrorContext_Reason {
  UNSPECIFIED = 0,
  WORKER_DIED = 1,
  OWNER_DIED = 2,
  NODE_DIED = 3,
  RAY_KILL = 4,
  OUT_OF_SCOPE = 5,
  REF_DELETED = 6,
}

export interface OomContext {
  readonly errorMessage: string;
  readonly failImmediately: boolean;
}

export const OomContext: Codec<OomContext> = ray.rpc.OomContext;

export interface ActorUnavailableContext {
  readonly actorId: Uint8Array | null;
}

export const ActorUnavailableContext: Codec<ActorUnavailableContext> = ray.rpc.ActorUnavailableContext;

export interface JobConfig {
  readonly jvmOptions: readonly string[];
  readonly codeSearchPath: readonly string[];
  readonly runtimeEnvInfo: RuntimeEnvInfo | null;
  readonly rayNamespace: string;
  readonly metadata: { readonly [key: string]: string };
  readonly defaultActorLifetime: JobConfig_ActorLifetime;
  readonly pyDriverSysPath: readonly string[];
  readonly serializedPyLoggingConfig: Uint8Array;
  readonly disableJobLevelLineageReconstruction: boolean;
}

export const JobConfig: Codec<JobConfig> = ray.rpc.JobConfig;

export enum JobConfig_ActorLifetime {
  DETACHED = 0,
  NON_DETACHED = 1,
}

export interface LeaseSpec {
  readonly leaseId: Uint8Array;
  readonly jobId: Uint8Array;
  readonly callerAddress: Address | null;
  readonly type: TaskType;
  readonly actorId: Uint8Array;
  readonly isDetachedActor: boolean;
  readonly rootDetachedActorId: Uint8Array;
  readonly maxActorRestarts: number;
  readonly requiredResources: { readonly [key: string]: number };
  readonly requiredPlacementResources: { readonly [key: string]: number };
  readonly schedulingStrategy: SchedulingStrategy | null;
  readonly labelSelector: LabelSelector | null;
  readonly depth: number;
  readonly runtimeEnvInfo: RuntimeEnvInfo | null;
  readonly dependencies: readonly ObjectReference[];
  readonly parentTaskId: Uint8Array;
  readonly language: Language;
  readonly functionDescriptor: FunctionDescriptor | null;
  readonly dynamicWorkerOptions: readonly string[];
  readonly maxRetries: number;
  readonly attemptNumber: number;
  readonly taskName: string;
  readonly fallbackStrategy: FallbackStrategy | null;
}

export const LeaseSpec: Codec<LeaseSpec> = ray.rpc.LeaseSpec;

export interface TaskInfoEntry {
  readonly type: TaskType;
  readonly name: string;
  readonly language: Language;
  readonly funcOrClassName: string;
  readonly schedulingState: TaskStatus;
  readonly jobId: Uint8Array;
  readonly taskId: Uint8Array;
  readonly parentTaskId: Uint8Array;
  readonly requiredResources: { readonly [key: string]: number };
  readonly runtimeEnvInfo: RuntimeEnvInfo | null;
  readonly nodeId: Uint8Array | null;
  readonly actorId: Uint8Array | null;
  readonly placementGroupId: Uint8Array | null;
  readonly callSite: string | null;
  readonly labelSelector: { readonly [key: string]: string };
  readonly fallbackStrategy: FallbackStrategy | null;
  readonly isDetachedActor: boolean;
}

export const TaskInfoEntry: Codec<TaskInfoEntry> = ray.rpc.TaskInfoEntry;

export interface Bundle {
  readonly bundleId: Bundle_BundleIdentifier | null;
  readonly unitResources: { readonly [key: string]: number };
  readonly nodeId: Uint8Array;
  readonly labelSelector: { readonly [key: string]: string };
}

export const Bundle: Codec<Bundle> = ray.rpc.Bundle;

export interface Bundle_BundleIdentifier {
  readonly placementGroupId: Uint8Array;
  readonly bundleIndex: number;
}

export const Bundle_BundleIdentifier: Codec<Bundle_BundleIdentifier> = ray.rpc.Bundle.BundleIdentifier;

export interface ObjectReference {
  readonly objectId: Uint8Array;
  readonly ownerAddress: Address | null;
  readonly callSite: string;
  readonly tensorTransport: string | null;
}

export const ObjectReference: Codec<ObjectReference> = ray.rpc.ObjectReference;

export interface ObjectReferenceCount {
  readonly reference: ObjectReference | null;
  readonly hasLocalRef: boolean;
  readonly borrowers: readonly Address[];
  readonly storedInObjects: readonly ObjectReference[];
  readonly containedInBorrowedIds: readonly Uint8Array[];
  readonly contains: readonly Uint8Array[];
}

export const ObjectReferenceCount: Codec<ObjectReferenceCount> = ray.rpc.ObjectReferenceCount;

export interface ResourceId {
  readonly index: number;
  readonly quantity: number;
}

export const ResourceId: Codec<ResourceId> = ray.rpc.ResourceId;

export interface ResourceMapEntry {
  readonly name: string;
  readonly resourceIds: readonly ResourceId[];
}

export const ResourceMapEntry: Codec<ResourceMapEntry> = ray.rpc.ResourceMapEntry;

export interface ObjectRefInfo {
  readonly objectId: Uint8Array;
  readonly callSite: string;
  readonly objectSize: number;
  readonly localRefCount: number;
  readonly submittedTaskRefCount: number;
  readonly containedInOwned: readonly Uint8Array[];
  readonly pinnedInMemory: boolean;
  readonly taskStatus: TaskStatus;
  readonly attemptNumber: number;
}

export const ObjectRefInfo: Codec<ObjectRefInfo> = ray.rpc.ObjectRefInfo;

export interface ResourceAllocations {
  readonly resourceSlots: readonly ResourceAllocations_ResourceSlot[];
}

export const ResourceAllocations: Codec<ResourceAllocations> = ray.rpc.ResourceAllocations;

export interface ResourceAllocations_ResourceSlot {
  readonly slot: number;
  readonly allocation: number;
}

export const ResourceAllocations_ResourceSlot: Codec<ResourceAllocations_ResourceSlot> = ray.rpc.ResourceAllocations.ResourceSlot;

export interface CoreWorkerStats {
  readonly numPendingTasks: number;
  readonly numObjectRefsInScope: number;
  readonly ipAddress: string;
  readonly port: number;
  readonly actorId: Uint8Array;
  readonly usedResources: { readonly [key: string]: ResourceAllocations };
  readonly numInPlasma: number;
  readonly numLocalObjects: number;
  readonly usedObjectStoreMemory: number;
  readonly taskQueueLength: number;
  readonly numExecutedTasks: number;
  readonly objectRefs: readonly ObjectRefInfo[];
  readonly jobId: Uint8Array;
  readonly workerId: Uint8Array;
  readonly language: Language;
  readonly pid: number;
  readonly workerType: WorkerType;
  readonly objectsTotal: number;
  readonly numOwnedObjects: number;
  readonly numOwnedActors: number;
  readonly numRunningTasks: number;
  readonly numInFlightArgPinningRequests: number;
  readonly numOfFailedArgPinningRequests: number;
}

export const CoreWorkerStats: Codec<CoreWorkerStats> = ray.rpc.CoreWorkerStats;

export interface NodeResourceUsage {
  readonly json: string;
}

export const NodeResourceUsage: Codec<NodeResourceUsage> = ray.rpc.NodeResourceUsage;

export interface LabelSelectorConstraint {
  readonly labelKey: string;
  readonly operator: LabelSelectorOperator;
  readonly labelValues: readonly string[];
}

export const LabelSelectorConstraint: Codec<LabelSelectorConstraint> = ray.rpc.LabelSelectorConstraint;

export interface LabelSelector {
  readonly labelConstraints: readonly LabelSelectorConstraint[];
}

export const LabelSelector: Codec<LabelSelector> = ray.rpc.LabelSelector;

export interface FallbackOption {
  readonly labelSelector: LabelSelector | null;
}

export const FallbackOption: Codec<FallbackOption> = ray.rpc.FallbackOption;

export interface FallbackStrategy {
  readonly options: readonly FallbackOption[];
}

export const FallbackStrategy: Codec<FallbackStrategy> = ray.rpc.FallbackStrategy;

export interface ConcurrencyGroup {
  readonly name: string;
  readonly maxConcurrency: number;
  readonly functionDescriptors: readonly FunctionDescriptor[];
}

export const ConcurrencyGroup: Codec<ConcurrencyGroup> = ray.rpc.ConcurrencyGroup;

export interface StreamingGeneratorReturnIdInfo {
  readonly objectId: Uint8Array;
  readonly isPlasmaObject: boolean;
}

export const StreamingGeneratorReturnIdInfo: Codec<StreamingGeneratorReturnIdInfo> = ray.rpc.StreamingGeneratorReturnIdInfo;

export interface TaskSpec {
  readonly type: TaskType;
  readonly name: string;
  readonly language: Language;
  readonly functionDescriptor: FunctionDescriptor | null;
  readonly jobId: Uint8Array;
  readonly taskId: Uint8Array;
  readonly parentTaskId: Uint8Array;
  readonly parentCounter: number;
  readonly callerId: Uint8Array;
  readonly callerAddress: Address | null;
  readonly args: readonly TaskArg[];
  readonly numReturns: number;
  readonly requiredResources: { readonly [key: string]: number };
  readonly requiredPlacementResources: { readonly [key: string]: number };
  readonly actorCreationTaskSpec: ActorCreationTaskSpec | null;
  readonly actorTaskSpec: ActorTaskSpec | null;
  readonly maxRetries: number;
  readonly debuggerBreakpoint: Uint8Array;
  readonly runtimeEnvInfo: RuntimeEnvInfo | null;
  readonly concurrencyGroupName: string;
  readonly retryExceptions: boolean;
  readonly serializedRetryExceptionAllowlist: Uint8Array;
  readonly depth: number;
  readonly schedulingStrategy: SchedulingStrategy | null;
  readonly attemptNumber: number;
  readonly returnsDynamic: boolean;
  readonly dynamicReturnIds: readonly Uint8Array[];
  readonly jobConfig: JobConfig | null;
  readonly submitterTaskId: Uint8Array;
  readonly streamingGenerator: boolean;
  readonly dependencyResolutionTimestampMs: number;
  readonly leaseGrantTimestampMs: number;
  readonly numStreamingGeneratorReturns: number | null;
  readonly generatorBackpressureNumObjects: number;
  readonly enableTaskEvents: boolean;
  readonly rootDetachedActorId: Uint8Array;
  readonly labels: { readonly [key: string]: string };
  readonly callSite: string | null;
  readonly labelSelector: LabelSelector | null;
  readonly tensorTransport: string | null;
  readonly fallbackStrategy: FallbackStrategy | null;
  readonly numObjectsPerYield: number;
}

export const TaskSpec: Codec<TaskSpec> = ray.rpc.TaskSpec;

export interface TaskAttempt {
  readonly taskId: Uint8Array;
  readonly attemptNumber: number;
}

export const TaskAttempt: Codec<TaskAttempt> = ray.rpc.TaskAttempt;

export interface PlacementGroupSpec {
  readonly placementGroupId: Uint8Array;
  readonly name: string;
  readonly bundles: readonly Bundle[];
  readonly strategy: PlacementStrategy;
  readonly creatorJobId: Uint8Array;
  readonly creatorActorId: Uint8Array;
  readonly creatorJobDead: boolean;
  readonly creatorActorDead: boolean;
  readonly isDetached: boolean;
  readonly softTargetNodeId: Uint8Array;
  readonly topologyStrategy: { readonly [key: string]: PlacementStrategy };
}

export const PlacementGroupSpec: Codec<PlacementGroupSpec> = ray.rpc.PlacementGroupSpec;

export interface TaskArg {
  readonly objectRef: ObjectReference | null;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  readonly nestedInlinedRefs: readonly ObjectReference[];
  readonly isInlined: boolean;
  readonly tensorTransport: string | null;
}

export const TaskArg: Codec<TaskArg> = ray.rpc.TaskArg;

export interface ReturnObject {
  readonly objectId: Uint8Array;
  readonly inPlasma: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  readonly nestedInlinedRefs: readonly ObjectReference[];
  readonly size: number;
  readonly directTransportMetadata: Uint8Array | null;
}

export const ReturnObject: Codec<ReturnObject> = ray.rpc.ReturnObject;

export interface ActorCreationTaskSpec {
  readonly actorId: Uint8Array;
  readonly maxActorRestarts: number;
  readonly maxTaskRetries: number;
  readonly dynamicWorkerOptions: readonly string[];
  readonly maxConcurrency: number;
  readonly isDetached: boolean;
  readonly name: string;
  readonly rayNamespace: string;
  readonly isAsyncio: boolean;
  readonly extensionData: string;
  readonly serializedActorHandle: Uint8Array;
  readonly concurrencyGroups: readonly ConcurrencyGroup[];
  readonly allowOutOfOrderExecution: boolean;
  readonly maxPendingCalls: number;
  readonly actorGeneratorBackpressureNumObjects: number;
}

export const ActorCreationTaskSpec: Codec<ActorCreationTaskSpec> = ray.rpc.ActorCreationTaskSpec;

export interface ActorTaskSpec {
  readonly actorId: Uint8Array;
  readonly actorCreationDummyObjectId: Uint8Array;
  readonly concurrencyGroupSequenceNumber: number;
  readonly isDetachedActor: boolean;
  readonly actorGeneratorBackpressureNumObjects: number | null;
}

export const ActorTaskSpec: Codec<ActorTaskSpec> = ray.rpc.ActorTaskSpec;

export interface NamedActorInfo {
  readonly rayNamespace: string;
  readonly name: string;
}

export const NamedActorInfo: Codec<NamedActorInfo> = ray.rpc.NamedActorInfo;

export interface RuntimeEnvUris {
  readonly workingDirUri: string;
  readonly pyModulesUris: readonly string[];
}

export const RuntimeEnvUris: Codec<RuntimeEnvUris> = ray.rpc.RuntimeEnvUris;

export interface RuntimeEnvConfig {
  readonly setupTimeoutSeconds: number;
  readonly eagerInstall: boolean;
  readonly logFiles: readonly string[];
}

export const RuntimeEnvConfig: Codec<RuntimeEnvConfig> = ray.rpc.RuntimeEnvConfig;

export interface RuntimeEnvInfo {
  readonly serializedRuntimeEnv: string;
  readonly uris: RuntimeEnvUris | null;
  readonly runtimeEnvConfig: RuntimeEnvConfig | null;
}

export const RuntimeEnvInfo: Codec<RuntimeEnvInfo> = ray.rpc.RuntimeEnvInfo;

export enum ObjectPlasmaLocationUpdate {
  ADDED = 0,
  REMOVED = 1,
}

export interface ActorCallArgWaitCompleteRequest {
  readonly intendedWorkerId: Uint8Array;
  readonly taskId: Uint8Array;
  readonly attemptNumber: number;
}

export const ActorCallArgWaitCompleteRequest: Codec<ActorCallArgWaitCompleteRequest> = ray.rpc.ActorCallArgWaitCompleteRequest;

export type ActorCallArgWaitCompleteReply = Readonly<Record<never, never>>;

export const ActorCallArgWaitCompleteReply: Codec<ActorCallArgWaitCompleteReply> = ray.rpc.ActorCallArgWaitCompleteReply;

export interface UpdateObjectLocationBatchRequest {
  readonly intendedWorkerId: Uint8Array;
  readonly nodeId: Uint8Array;
  readonly objectLocationUpdates: readonly ObjectLocationUpdate[];
}

export const UpdateObjectLocationBatchRequest: Codec<UpdateObjectLocationBatchRequest> = ray.rpc.UpdateObjectLocationBatchRequest;

export type UpdateObjectLocationBatchReply = Readonly<Record<never, never>>;

export const UpdateObjectLocationBatchReply: Codec<UpdateObjectLocationBatchReply> = ray.rpc.UpdateObjectLocationBatchReply;

export interface ObjectSpilledLocationUpdate {
  readonly spilledUrl: string;
  readonly spilledToLocalStorage: boolean;
}

export const ObjectSpilledLocationUpdate: Codec<ObjectSpilledLocationUpdate> = ray.rpc.ObjectSpilledLocationUpdate;

export interface ObjectLocationUpdate {
  readonly objectId: Uint8Array;
  readonly plasmaLocationUpdate: ObjectPlasmaLocationUpdate | null;
  readonly spilledLocationUpdate: ObjectSpilledLocationUpdate | null;
  readonly generatorId: Uint8Array | null;
}

export const ObjectLocationUpdate: Codec<ObjectLocationUpdate> = ray.rpc.ObjectLocationUpdate;

export interface GetObjectLocationsOwnerRequest {
  readonly intendedWorkerId: Uint8Array;
  readonly objectIds: readonly Uint8Array[];
}

export const GetObjectLocationsOwnerRequest: Codec<GetObjectLocationsOwnerRequest> = ray.rpc.GetObjectLocationsOwnerRequest;

export interface GetObjectLocationsOwnerReply {
  readonly objectLocationInfos: readonly WorkerObjectLocationsPubMessage[];
}

export const GetObjectLocationsOwnerReply: Codec<GetObjectLocationsOwnerReply> = ray.rpc.GetObjectLocationsOwnerReply;

export interface KillActorRequest {
  readonly intendedActorId: Uint8Array;
  readonly forceKill: boolean;
  readonly deathCause: ActorDeathCause | null;
}

export const KillActorRequest: Codec<KillActorRequest> = ray.rpc.KillActorRequest;

export type KillActorReply = Readonly<Record<never, never>>;

export const KillActorReply: Codec<KillActorReply> = ray.rpc.KillActorReply;

export interface CancelTaskRequest {
  readonly intendedTaskId: Uint8Array;
  readonly forceKill: boolean;
  readonly recursive: boolean;
  readonly callerWorkerId: Uint8Array;
}

export const CancelTaskRequest: Codec<CancelTaskRequest> = ray.rpc.CancelTaskRequest;

export interface CancelTaskReply {
  readonly requestedTaskRunning: boolean;
  readonly attemptSucceeded: boolean;
}

export const CancelTaskReply: Codec<CancelTaskReply> = ray.rpc.CancelTaskReply;

export interface GetCoreWorkerStatsRequest {
  readonly intendedWorkerId: Uint8Array;
  readonly includeMemoryInfo: boolean;
  readonly includeTaskInfo: boolean;
  readonly limit: number | null;
}

export const GetCoreWorkerStatsRequest: Codec<GetCoreWorkerStatsRequest> = ray.rpc.GetCoreWorkerStatsRequest;

export interface GetCoreWorkerStatsReply {
  readonly coreWorkerStats: CoreWorkerStats | null;
  readonly ownedTaskInfoEntries: readonly TaskInfoEntry[];
  readonly runningTaskIds: readonly Uint8Array[];
  readonly tasksTotal: number;
}

export const GetCoreWorkerStatsReply: Codec<GetCoreWorkerStatsReply> = ray.rpc.GetCoreWorkerStatsReply;

export type LocalGCRequest = Readonly<Record<never, never>>;

export const LocalGCRequest: Codec<LocalGCRequest> = ray.rpc.LocalGCRequest;

export type LocalGCReply = Readonly<Record<never, never>>;

export const LocalGCReply: Codec<LocalGCReply> = ray.rpc.LocalGCReply;

export interface PlasmaObjectReadyRequest {
  readonly objectId: Uint8Array;
}

export const PlasmaObjectReadyRequest: Codec<PlasmaObjectReadyRequest> = ray.rpc.PlasmaObjectReadyRequest;

export type PlasmaObjectReadyReply = Readonly<Record<never, never>>;

export const PlasmaObjectReadyReply: Codec<PlasmaObjectReadyReply> = ray.rpc.PlasmaObjectReadyReply;

export interface SpillObjectsRequest {
  readonly objectRefsToSpill: readonly ObjectReference[];
}

export const SpillObjectsRequest: Codec<SpillObjectsRequest> = ray.rpc.SpillObjectsRequest;

export interface SpillObjectsReply {
  readonly spilledObjectsUrl: readonly string[];
}

export const SpillObjectsReply: Codec<SpillObjectsReply> = ray.rpc.SpillObjectsReply;

export interface RestoreSpilledObjectsRequest {
  readonly spilledObjectsUrl: readonly string[];
  readonly objectIdsToRestore: readonly Uint8Array[];
}

export const RestoreSpilledObjectsRequest: Codec<RestoreSpilledObjectsRequest> = ray.rpc.RestoreSpilledObjectsRequest;

export interface RestoreSpilledObjectsReply {
  readonly bytesRestoredTotal: number;
}

export const RestoreSpilledObjectsReply: Codec<RestoreSpilledObjectsReply> = ray.rpc.RestoreSpilledObjectsReply;

export interface DeleteSpilledObjectsRequest {
  readonly spilledObjectsUrl: readonly string[];
}

export const DeleteSpilledObjectsRequest: Codec<DeleteSpilledObjectsRequest> = ray.rpc.DeleteSpilledObjectsRequest;

export type DeleteSpilledObjectsReply = Readonly<Record<never, never>>;

export const DeleteSpilledObjectsReply: Codec<DeleteSpilledObjectsReply> = ray.rpc.DeleteSpilledObjectsReply;

export interface ExitRequest {
  readonly forceExit: boolean;
}

export const ExitRequest: Codec<ExitRequest> = ray.rpc.ExitRequest;

export interface ExitReply {
  readonly success: boolean;
}

export const ExitReply: Codec<ExitReply> = ray.rpc.ExitReply;

export type RayletNotifyGCSRestartRequest = Readonly<Record<never, never>>;

export const RayletNotifyGCSRestartRequest: Codec<RayletNotifyGCSRestartRequest> = ray.rpc.RayletNotifyGCSRestartRequest;

export type RayletNotifyGCSRestartReply = Readonly<Record<never, never>>;

export const RayletNotifyGCSRestartReply: Codec<RayletNotifyGCSRestartReply> = ray.rpc.RayletNotifyGCSRestartReply;

export type NumPendingTasksRequest = Readonly<Record<never, never>>;

export const NumPendingTasksRequest: Codec<NumPendingTasksRequest> = ray.rpc.NumPendingTasksRequest;

export interface NumPendingTasksReply {
  readonly numPendingTasks: number;
}

export const NumPendingTasksReply: Codec<NumPendingTasksReply> = ray.rpc.NumPendingTasksReply;

export interface RegisterMutableObjectReaderRequest {
  readonly writerObjectId: Uint8Array;
  readonly numReaders: number;
  readonly readerObjectId: Uint8Array;
}

export const RegisterMutableObjectReaderRequest: Codec<RegisterMutableObjectReaderRequest> = ray.rpc.RegisterMutableObjectReaderRequest;

export type RegisterMutableObjectReaderReply = Readonly<Record<never, never>>;

export const RegisterMutableObjectReaderReply: Codec<RegisterMutableObjectReaderReply> = ray.rpc.RegisterMutableObjectReaderReply;

export interface PushTaskRequest {
  readonly intendedWorkerId: Uint8Array;
  readonly taskSpec: TaskSpec | null;
  readonly sequenceNumber: number;
  readonly clientProcessedUpTo: number;
  readonly resourceMapping: readonly ResourceMapEntry[];
}

export const PushTaskRequest: Codec<PushTaskRequest> = ray.rpc.PushTaskRequest;

export interface PushTaskReply {
  readonly returnObjects: readonly ReturnObject[];
  readonly dynamicReturnObjects: readonly ReturnObject[];
  readonly workerExiting: boolean;
  readonly borrowedRefs: readonly ObjectReferenceCount[];
  readonly isRetryableError: boolean;
  readonly isApplicationError: boolean;
  readonly wasCancelledBeforeRunning: boolean;
  readonly actorReprName: string | null;
  readonly taskExecutionError: string;
  readonly streamingGeneratorReturnIds: readonly StreamingGeneratorReturnIdInfo[];
}

export const PushTaskReply: Codec<PushTaskReply> = ray.rpc.PushTaskReply;

export interface WaitForActorRefDeletedRequest {
  readonly intendedWorkerId: Uint8Array;
  readonly actorId: Uint8Array;
}

export const WaitForActorRefDeletedRequest: Codec<WaitForActorRefDeletedRequest> = ray.rpc.WaitForActorRefDeletedRequest;

export type WaitForActorRefDeletedReply = Readonly<Record<never, never>>;

export const WaitForActorRefDeletedReply: Codec<WaitForActorRefDeletedReply> = ray.rpc.WaitForActorRefDeletedReply;

export interface RayObject {
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  readonly nestedInlinedRefs: readonly ObjectReference[];
}

export const RayObject: Codec<RayObject> = ray.rpc.RayObject;

export interface GetObjectStatusRequest {
  readonly ownerWorkerId: Uint8Array;
  readonly objectId: Uint8Array;
}

export const GetObjectStatusRequest: Codec<GetObjectStatusRequest> = ray.rpc.GetObjectStatusRequest;

export interface GetObjectStatusReply {
  readonly status: GetObjectStatusReply_ObjectStatus;
  readonly object: RayObject | null;
  readonly nodeIds: readonly Uint8Array[];
  readonly objectSize: number;
}

export const GetObjectStatusReply: Codec<GetObjectStatusReply> = ray.rpc.GetObjectStatusReply;

export enum GetObjectStatusReply_ObjectStatus {
  CREATED = 0,
  OUT_OF_SCOPE = 1,
  FREED = 2,
}

export interface RequestOwnerToCancelTaskRequest {
  readonly remoteObjectId: Uint8Array;
  readonly forceKill: boolean;
  readonly recursive: boolean;
}

export const RequestOwnerToCancelTaskRequest: Codec<RequestOwnerToCancelTaskRequest> = ray.rpc.RequestOwnerToCancelTaskRequest;

export type RequestOwnerToCancelTaskReply = Readonly<Record<never, never>>;

export const RequestOwnerToCancelTaskReply: Codec<RequestOwnerToCancelTaskReply> = ray.rpc.RequestOwnerToCancelTaskReply;

export interface ReportGeneratorItemReturnsRequest {
  readonly returnedObjects: readonly ReturnObject[];
  readonly workerAddr: Address | null;
  readonly itemIndex: number;
  readonly generatorId: Uint8Array;
  readonly attemptNumber: number;
}

export const ReportGeneratorItemReturnsRequest: Codec<ReportGeneratorItemReturnsRequest> = ray.rpc.ReportGeneratorItemReturnsRequest;

export interface ReportGeneratorItemReturnsReply {
  readonly totalNumObjectConsumed: number;
}

export const ReportGeneratorItemReturnsReply: Codec<ReportGeneratorItemReturnsReply> = ray.rpc.ReportGeneratorItemReturnsReply;

export interface UpdateGeneratorBackpressureConsumedRequest {
  readonly generatorId: Uint8Array;
  readonly totalNumObjectConsumed: number;
}

export const UpdateGeneratorBackpressureConsumedRequest: Codec<UpdateGeneratorBackpressureConsumedRequest> = ray.rpc.UpdateGeneratorBackpressureConsumedRequest;

export type UpdateGeneratorBackpressureConsumedReply = Readonly<Record<never, never>>;

export const UpdateGeneratorBackpressureConsumedReply: Codec<UpdateGeneratorBackpressureConsumedReply> = ray.rpc.UpdateGeneratorBackpressureConsumedReply;

export interface ActorHandle {
  readonly actorId: Uint8Array;
  readonly ownerId: Uint8Array;
  readonly ownerAddress: Address | null;
  readonly creationJobId: Uint8Array;
  readonly actorLanguage: Language;
  readonly actorCreationTaskFunctionDescriptor: FunctionDescriptor | null;
  readonly actorCursor: Uint8Array;
  readonly extensionData: Uint8Array;
  readonly maxTaskRetries: number;
  readonly name: string;
  readonly rayNamespace: string;
  readonly allowOutOfOrderExecution: boolean;
  readonly maxPendingCalls: number;
  readonly enableTaskEvents: boolean;
  readonly labels: { readonly [key: string]: string };
  readonly enableTensorTransport: boolean;
  readonly isDetached: boolean;
  readonly actorGeneratorBackpressureNumObjects: number | null;
}

export const ActorHandle: Codec<ActorHandle> = ray.rpc.ActorHandle;

export enum ChannelType {
  WORKER_REF_REMOVED_CHANNEL = 0,
  WORKER_OBJECT_LOCATIONS_CHANNEL = 1,
  GCS_ACTOR_CHANNEL = 2,
  GCS_JOB_CHANNEL = 3,
  GCS_NODE_INFO_CHANNEL = 4,
  GCS_WORKER_DELTA_CHANNEL = 5,
  RAY_ERROR_INFO_CHANNEL = 6,
  RAY_LOG_CHANNEL = 7,
  RAY_NODE_RESOURCE_USAGE_CHANNEL = 8,
  GCS_NODE_ADDRESS_AND_LIVENESS_CHANNEL = 9,
}

export interface PubMessage {
  readonly channelType: ChannelType;
  readonly keyId: Uint8Array;
  readonly workerRefRemovedMessage: WorkerRefRemovedMessage | null;
  readonly workerObjectLocationsMessage: WorkerObjectLocationsPubMessage | null;
  readonly failureMessage: FailureMessage | null;
  readonly actorMessage: ActorTableData | null;
  readonly jobMessage: JobTableData | null;
  readonly nodeInfoMessage: GcsNodeInfo | null;
  readonly workerDeltaMessage: WorkerDeltaData | null;
  readonly errorInfoMessage: ErrorTableData | null;
  readonly logBatchMessage: LogBatch | null;
  readonly nodeResourceUsageMessage: NodeResourceUsage | null;
  readonly nodeAddressAndLivenessMessage: GcsNodeAddressAndLiveness | null;
  readonly sequenceId: number;
}

export const PubMessage: Codec<PubMessage> = ray.rpc.PubMessage;

export interface WorkerRefRemovedMessage {
  readonly borrowedRefs: readonly ObjectReferenceCount[];
}

export const WorkerRefRemovedMessage: Codec<WorkerRefRemovedMessage> = ray.rpc.WorkerRefRemovedMessage;

export interface WorkerObjectLocationsPubMessage {
  readonly nodeIds: readonly Uint8Array[];
  readonly objectSize: number;
  readonly spilledUrl: string;
  readonly spilledNodeId: Uint8Array;
  readonly refRemoved: boolean;
  readonly pendingCreation: boolean;
  readonly didSpill: boolean;
}

export const WorkerObjectLocationsPubMessage: Codec<WorkerObjectLocationsPubMessage> = ray.rpc.WorkerObjectLocationsPubMessage;

export type FailureMessage = Readonly<Record<never, never>>;

export const FailureMessage: Codec<FailureMessage> = ray.rpc.FailureMessage;

export interface Command {
  readonly channelType: ChannelType;
  readonly keyId: Uint8Array;
  readonly unsubscribeMessage: UnsubscribeMessage | null;
  readonly subscribeMessage: SubMessage | null;
}

export const Command: Codec<Command> = ray.rpc.Command;

export type UnsubscribeMessage = Readonly<Record<never, never>>;

export const UnsubscribeMessage: Codec<UnsubscribeMessage> = ray.rpc.UnsubscribeMessage;

export interface SubMessage {
  readonly workerRefRemovedMessage: WorkerRefRemovedSubMessage | null;
  readonly workerObjectLocationsMessage: WorkerObjectLocationsSubMessage | null;
}

export const SubMessage: Codec<SubMessage> = ray.rpc.SubMessage;

export interface WorkerRefRemovedSubMessage {
  readonly intendedWorkerId: Uint8Array;
  readonly reference: ObjectReference | null;
  readonly containedInId: Uint8Array;
  readonly subscriberWorkerId: Uint8Array;
}

export const WorkerRefRemovedSubMessage: Codec<WorkerRefRemovedSubMessage> = ray.rpc.WorkerRefRemovedSubMessage;

export interface WorkerObjectLocationsSubMessage {
  readonly intendedWorkerId: Uint8Array;
  readonly objectId: Uint8Array;
}

export const WorkerObjectLocationsSubMessage: Codec<WorkerObjectLocationsSubMessage> = ray.rpc.WorkerObjectLocationsSubMessage;

export interface PubsubLongPollingRequest {
  readonly subscriberId: Uint8Array;
  readonly maxProcessedSequenceId: number;
  readonly publisherId: Uint8Array;
}

export const PubsubLongPollingRequest: Codec<PubsubLongPollingRequest> = ray.rpc.PubsubLongPollingRequest;

export interface PubsubLongPollingReply {
  readonly pubMessages: readonly PubMessage[];
  readonly publisherId: Uint8Array;
}

export const PubsubLongPollingReply: Codec<PubsubLongPollingReply> = ray.rpc.PubsubLongPollingReply;

export interface PubsubCommandBatchRequest {
  readonly subscriberId: Uint8Array;
  readonly commands: readonly Command[];
}

export const PubsubCommandBatchRequest: Codec<PubsubCommandBatchRequest> = ray.rpc.PubsubCommandBatchRequest;

export type PubsubCommandBatchReply = Readonly<Record<never, never>>;

export const PubsubCommandBatchReply: Codec<PubsubCommandBatchReply> = ray.rpc.PubsubCommandBatchReply;

export interface ActorTableData {
  readonly actorId: Uint8Array;
  readonly parentId: Uint8Array;
  readonly jobId: Uint8Array;
  readonly state: ActorTableData_ActorState;
  readonly maxRestarts: number;
  readonly numRestarts: number;
  readonly address: Address | null;
  readonly ownerAddress: Address | null;
  readonly isDetached: boolean;
  readonly name: string;
  readonly timestamp: number;
  readonly resourceMapping: readonly ResourceMapEntry[];
  readonly pid: number;
  readonly functionDescriptor: FunctionDescriptor | null;
  readonly rayNamespace: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly serializedRuntimeEnv: string;
  readonly className: string;
  readonly deathCause: ActorDeathCause | null;
  readonly requiredResources: { readonly [key: string]: number };
  readonly nodeId: Uint8Array | null;
  readonly placementGroupId: Uint8Array | null;
  readonly reprName: string;
  readonly preempted: boolean;
  readonly numRestartsDueToLineageReconstruction: number;
  readonly callSite: string | null;
  readonly labelSelector: { readonly [key: string]: string };
  readonly numRestartsDueToNodePreemption: number;
  readonly labels: { readonly [key: string]: string };
  readonly fallbackStrategy: FallbackStrategy | null;
  readonly previousIncarnations: readonly PreviousActorIncarnation[];
}

export const ActorTableData: Codec<ActorTableData> = ray.rpc.ActorTableData;

export enum ActorTableData_ActorState {
  DEPENDENCIES_UNREADY = 0,
  PENDING_CREATION = 1,
  ALIVE = 2,
  RESTARTING = 3,
  DEAD = 4,
}

export interface PreviousActorIncarnation {
  readonly workerId: Uint8Array;
  readonly nodeId: Uint8Array;
}

export const PreviousActorIncarnation: Codec<PreviousActorIncarnation> = ray.rpc.PreviousActorIncarnation;

export interface ErrorTableData {
  readonly jobId: Uint8Array;
  readonly type: string;
  readonly errorMessage: string;
  readonly timestamp: number;
}

export const ErrorTableData: Codec<ErrorTableData> = ray.rpc.ErrorTableData;

export interface AvailableResources {
  readonly nodeId: Uint8Array;
  readonly resourcesAvailable: { readonly [key: string]: number };
}

export const AvailableResources: Codec<AvailableResources> = ray.rpc.AvailableResources;

export interface TotalResources {
  readonly nodeId: Uint8Array;
  readonly resourcesTotal: { readonly [key: string]: number };
}

export const TotalResources: Codec<TotalResources> = ray.rpc.TotalResources;

export interface NodeSnapshot {
  readonly state: NodeSnapshot_State;
  readonly idleDurationMs: number;
  readonly nodeActivity: readonly string[];
}

export const NodeSnapshot: Codec<NodeSnapshot> = ray.rpc.NodeSnapshot;

export enum NodeSnapshot_State {
  UNDEFINED = 0,
  IDLE = 1,
  ACTIVE = 2,
  DRAINING = 3,
}

export interface GcsNodeInfo {
  readonly nodeId: Uint8Array;
  readonly nodeManagerAddress: string;
  readonly rayletSocketName: string;
  readonly objectStoreSocketName: string;
  readonly nodeManagerPort: number;
  readonly objectManagerPort: number;
  readonly state: GcsNodeInfo_GcsNodeState;
  readonly nodeManagerHostname: string;
  readonly metricsExportPort: number;
  readonly runtimeEnvAgentPort: number;
  readonly metricsAgentPort: number;
  readonly dashboardAgentListenPort: number;
  readonly resourcesTotal: { readonly [key: string]: number };
  readonly nodeName: string;
  readonly instanceId: string;
  readonly nodeTypeName: string;
  readonly instanceTypeName: string;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  readonly isHeadNode: boolean;
  readonly labels: { readonly [key: string]: string };
  readonly stateSnapshot: NodeSnapshot | null;
  readonly deathInfo: NodeDeathInfo | null;
  readonly tempDir: string;
  readonly sessionDir: string;
}

export const GcsNodeInfo: Codec<GcsNodeInfo> = ray.rpc.GcsNodeInfo;

export enum GcsNodeInfo_GcsNodeState {
  ALIVE = 0,
  DEAD = 1,
}

export interface GcsNodeAddressAndLiveness {
  readonly nodeId: Uint8Array;
  readonly nodeManagerAddress: string;
  readonly nodeManagerPort: number;
  readonly objectManagerPort: number;
  readonly state: GcsNodeInfo_GcsNodeState;
  readonly deathInfo: NodeDeathInfo | null;
}

export const GcsNodeAddressAndLiveness: Codec<GcsNodeAddressAndLiveness> = ray.rpc.GcsNodeAddressAndLiveness;

export interface JobsAPIInfo {
  readonly status: string;
  readonly entrypoint: string;
  readonly message: string | null;
  readonly errorType: string | null;
  readonly startTime: number | null;
  readonly endTime: number | null;
  readonly metadata: { readonly [key: string]: string };
  readonly runtimeEnvJson: string | null;
  readonly entrypointNumCpus: number | null;
  readonly entrypointNumGpus: number | null;
  readonly entrypointResources: { readonly [key: string]: number };
  readonly driverAgentHttpAddress: string | null;
  readonly driverNodeId: string | null;
  readonly driverExitCode: number | null;
  readonly entrypointMemory: number | null;
}

export const JobsAPIInfo: Codec<JobsAPIInfo> = ray.rpc.JobsAPIInfo;

export interface WorkerTableData {
  readonly isAlive: boolean;
  readonly workerAddress: Address | null;
  readonly timestamp: number;
  readonly workerType: WorkerType;
  readonly workerInfo: { readonly [key: string]: Uint8Array };
  readonly creationTaskException: RayException | null;
  readonly exitType: WorkerExitType | null;
  readonly exitDetail: string | null;
  readonly pid: number;
  readonly startTimeMs: number;
  readonly endTimeMs: number;
  readonly workerLaunchTimeMs: number;
  readonly workerLaunchedTimeMs: number;
  readonly debuggerPort: number | null;
  readonly numPausedThreads: number | null;
  readonly memoryUsedBytesAtDeath: number | null;
  readonly jobId: Uint8Array;
}

export const WorkerTableData: Codec<WorkerTableData> = ray.rpc.WorkerTableData;

export interface WorkerDeltaData {
  readonly nodeId: Uint8Array;
  readonly workerId: Uint8Array;
}

export const WorkerDeltaData: Codec<WorkerDeltaData> = ray.rpc.WorkerDeltaData;

export interface ResourceDemand {
  readonly shape: { readonly [key: string]: number };
  readonly numReadyRequestsQueued: number;
  readonly numInfeasibleRequestsQueued: number;
  readonly backlogSize: number;
  readonly labelSelectors: readonly LabelSelector[];
}

export const ResourceDemand: Codec<ResourceDemand> = ray.rpc.ResourceDemand;

export interface ResourceLoad {
  readonly resourceDemands: readonly ResourceDemand[];
}

export const ResourceLoad: Codec<ResourceLoad> = ray.rpc.ResourceLoad;

export interface ResourcesData {
  readonly nodeId: Uint8Array;
  readonly resourcesAvailable: { readonly [key: string]: number };
  readonly resourcesTotal: { readonly [key: string]: number };
  readonly resourceLoad: { readonly [key: string]: number };
  readonly resourceLoadByShape: ResourceLoad | null;
  readonly nodeManagerAddress: string;
  readonly objectPullsQueued: boolean;
  readonly idleDurationMs: number;
  readonly isDraining: boolean;
  readonly drainingDeadlineTimestampMs: number;
  readonly labels: { readonly [key: string]: string };
}

export const ResourcesData: Codec<ResourcesData> = ray.rpc.ResourcesData;

export interface ResourceUsageBatchData {
  readonly batch: readonly ResourcesData[];
  readonly resourceLoadByShape: ResourceLoad | null;
  readonly placementGroupLoad: PlacementGroupLoad | null;
}

export const ResourceUsageBatchData: Codec<ResourceUsageBatchData> = ray.rpc.ResourceUsageBatchData;

export interface PlacementGroupLoad {
  readonly placementGroupData: readonly PlacementGroupTableData[];
}

export const PlacementGroupLoad: Codec<PlacementGroupLoad> = ray.rpc.PlacementGroupLoad;

export interface PlacementGroupStats {
  readonly creationRequestReceivedNs: number;
  readonly schedulingStartedTimeNs: number;
  readonly schedulingLatencyUs: number;
  readonly endToEndCreationLatencyUs: number;
  readonly schedulingAttempt: number;
  readonly highestRetryDelayMs: number;
  readonly schedulingState: PlacementGroupStats_SchedulingState;
}

export const PlacementGroupStats: Codec<PlacementGroupStats> = ray.rpc.PlacementGroupStats;

export enum PlacementGroupStats_SchedulingState {
  QUEUED = 0,
  REMOVED = 1,
  SCHEDULING_STARTED = 2,
  NO_RESOURCES = 3,
  INFEASIBLE = 4,
  FAILED_TO_COMMIT_RESOURCES = 5,
  FINISHED = 6,
}

export interface PlacementGroupTableData {
  readonly placementGroupId: Uint8Array;
  readonly name: string;
  readonly bundles: readonly Bundle[];
  readonly strategy: PlacementStrategy;
  readonly state: PlacementGroupTableData_PlacementGroupState;
  readonly creatorJobId: Uint8Array;
  readonly creatorActorId: Uint8Array;
  readonly creatorJobDead: boolean;
  readonly creatorActorDead: boolean;
  readonly isDetached: boolean;
  readonly rayNamespace: string;
  readonly stats: PlacementGroupStats | null;
  readonly softTargetNodeId: Uint8Array;
  readonly placementGroupCreationTimestampMs: number;
  readonly placementGroupFinalBundlePlacementTimestampMs: number;
  readonly topologyAssignments: { readonly [key: string]: string };
  readonly topologyStrategy: { readonly [key: string]: PlacementStrategy };
}

export const PlacementGroupTableData: Codec<PlacementGroupTableData> = ray.rpc.PlacementGroupTableData;

export enum PlacementGroupTableData_PlacementGroupState {
  PENDING = 0,
  PREPARED = 1,
  CREATED = 2,
  REMOVED = 3,
  RESCHEDULING = 4,
}

export interface JobTableData {
  readonly jobId: Uint8Array;
  readonly isDead: boolean;
  readonly timestamp: number;
  readonly driverIpAddress: string;
  readonly driverPid: number;
  readonly config: JobConfig | null;
  readonly startTime: number;
  readonly endTime: number;
  readonly entrypoint: string;
  readonly jobInfo: JobsAPIInfo | null;
  readonly isRunningTasks: boolean | null;
  readonly driverAddress: Address | null;
}

export const JobTableData: Codec<JobTableData> = ray.rpc.JobTableData;

export interface TaskLogInfo {
  readonly stdoutFile: string | null;
  readonly stderrFile: string | null;
  readonly stdoutStart: number | null;
  readonly stdoutEnd: number | null;
  readonly stderrStart: number | null;
  readonly stderrEnd: number | null;
}

export const TaskLogInfo: Codec<TaskLogInfo> = ray.rpc.TaskLogInfo;

export interface TaskStateUpdate {
  readonly nodeId: Uint8Array | null;
  readonly workerId: Uint8Array | null;
  readonly errorInfo: RayErrorInfo | null;
  readonly taskLogInfo: TaskLogInfo | null;
  readonly actorReprName: string | null;
  readonly workerPid: number | null;
  readonly isDebuggerPaused: boolean | null;
  readonly stateTsNs: { readonly [key: string]: number };
}

export const TaskStateUpdate: Codec<TaskStateUpdate> = ray.rpc.TaskStateUpdate;

export interface TaskEvents {
  readonly taskId: Uint8Array;
  readonly attemptNumber: number;
  readonly taskInfo: TaskInfoEntry | null;
  readonly stateUpdates: TaskStateUpdate | null;
  readonly profileEvents: ProfileEvents | null;
  readonly jobId: Uint8Array;
}

export const TaskEvents: Codec<TaskEvents> = ray.rpc.TaskEvents;

export interface TaskEventData {
  readonly eventsByTask: readonly TaskEvents[];
  readonly droppedTaskAttempts: readonly TaskAttempt[];
  readonly numProfileEventsDropped: number;
  readonly jobId: Uint8Array;
}

export const TaskEventData: Codec<TaskEventData> = ray.rpc.TaskEventData;

export interface LogBatch {
  readonly ip: string;
  readonly pid: string;
  readonly jobId: string;
  readonly isError: boolean;
  readonly lines: readonly string[];
  readonly actorName: string;
  readonly taskName: string;
}

export const LogBatch: Codec<LogBatch> = ray.rpc.LogBatch;

export interface AddJobRequest {
  readonly data: JobTableData | null;
}

export const AddJobRequest: Codec<AddJobRequest> = ray.rpc.AddJobRequest;

export interface AddJobReply {
  readonly status: GcsStatus | null;
}

export const AddJobReply: Codec<AddJobReply> = ray.rpc.AddJobReply;

export interface MarkJobFinishedRequest {
  readonly jobId: Uint8Array;
}

export const MarkJobFinishedRequest: Codec<MarkJobFinishedRequest> = ray.rpc.MarkJobFinishedRequest;

export interface MarkJobFinishedReply {
  readonly status: GcsStatus | null;
}

export const MarkJobFinishedReply: Codec<MarkJobFinishedReply> = ray.rpc.MarkJobFinishedReply;

export interface GetAllJobInfoRequest {
  readonly limit: number | null;
  readonly jobOrSubmissionId: string | null;
  readonly skipSubmissionJobInfoField: boolean | null;
  readonly skipIsRunningTasksField: boolean | null;
}

export const GetAllJobInfoRequest: Codec<GetAllJobInfoRequest> = ray.rpc.GetAllJobInfoRequest;

export interface GetAllJobInfoReply {
  readonly status: GcsStatus | null;
  readonly jobInfoList: readonly JobTableData[];
}

export const GetAllJobInfoReply: Codec<GetAllJobInfoReply> = ray.rpc.GetAllJobInfoReply;

export interface ReportJobErrorRequest {
  readonly jobError: ErrorTableData | null;
}

export const ReportJobErrorRequest: Codec<ReportJobErrorRequest> = ray.rpc.ReportJobErrorRequest;

export interface ReportJobErrorReply {
  readonly status: GcsStatus | null;
}

export const ReportJobErrorReply: Codec<ReportJobErrorReply> = ray.rpc.ReportJobErrorReply;

export type GetNextJobIDRequest = Readonly<Record<never, never>>;

export const GetNextJobIDRequest: Codec<GetNextJobIDRequest> = ray.rpc.GetNextJobIDRequest;

export interface GetNextJobIDReply {
  readonly status: GcsStatus | null;
  readonly jobId: number;
}

export const GetNextJobIDReply: Codec<GetNextJobIDReply> = ray.rpc.GetNextJobIDReply;

export type GetClusterIdRequest = Readonly<Record<never, never>>;

export const GetClusterIdRequest: Codec<GetClusterIdRequest> = ray.rpc.GetClusterIdRequest;

export interface GetClusterIdReply {
  readonly status: GcsStatus | null;
  readonly clusterId: Uint8Array;
}

export const GetClusterIdReply: Codec<GetClusterIdReply> = ray.rpc.GetClusterIdReply;

export interface RegisterNodeRequest {
  readonly nodeInfo: GcsNodeInfo | null;
}

export const RegisterNodeRequest: Codec<RegisterNodeRequest> = ray.rpc.RegisterNodeRequest;

export interface RegisterNodeReply {
  readonly status: GcsStatus | null;
}

export const RegisterNodeReply: Codec<RegisterNodeReply> = ray.rpc.RegisterNodeReply;

export interface UnregisterNodeRequest {
  readonly nodeId: Uint8Array;
  readonly nodeDeathInfo: NodeDeathInfo | null;
}

export const UnregisterNodeRequest: Codec<UnregisterNodeRequest> = ray.rpc.UnregisterNodeRequest;

export interface UnregisterNodeReply {
  readonly status: GcsStatus | null;
}

export const UnregisterNodeReply: Codec<UnregisterNodeReply> = ray.rpc.UnregisterNodeReply;

export interface GetAllNodeInfoRequest {
  readonly limit: number | null;
  readonly nodeSelectors: readonly GetAllNodeInfoRequest_NodeSelector[];
  readonly stateFilter: GcsNodeInfo_GcsNodeState | null;
}

export const GetAllNodeInfoRequest: Codec<GetAllNodeInfoRequest> = ray.rpc.GetAllNodeInfoRequest;

export interface GetAllNodeInfoRequest_NodeSelector {
  readonly nodeId: Uint8Array | null;
  readonly nodeName: string | null;
  readonly nodeIpAddress: string | null;
  readonly isHeadNode: boolean | null;
}

export const GetAllNodeInfoRequest_NodeSelector: Codec<GetAllNodeInfoRequest_NodeSelector> = ray.rpc.GetAllNodeInfoRequest.NodeSelector;

export interface GetAllNodeInfoReply {
  readonly status: GcsStatus | null;
  readonly nodeInfoList: readonly GcsNodeInfo[];
  readonly total: number;
  readonly numFiltered: number;
}

export const GetAllNodeInfoReply: Codec<GetAllNodeInfoReply> = ray.rpc.GetAllNodeInfoReply;

export interface GetAllNodeAddressAndLivenessRequest {
  readonly nodeIds: readonly Uint8Array[];
  readonly limit: number | null;
  readonly stateFilter: GcsNodeInfo_GcsNodeState | null;
}

export const GetAllNodeAddressAndLivenessRequest: Codec<GetAllNodeAddressAndLivenessRequest> = ray.rpc.GetAllNodeAddressAndLivenessRequest;

export interface GetAllNodeAddressAndLivenessReply {
  readonly status: GcsStatus | null;
  readonly nodeInfoList: readonly GcsNodeAddressAndLiveness[];
}

export const GetAllNodeAddressAndLivenessReply: Codec<GetAllNodeAddressAndLivenessReply> = ray.rpc.GetAllNodeAddressAndLivenessReply;

export interface CheckAliveRequest {
  readonly nodeIds: readonly Uint8Array[];
}

export const CheckAliveRequest: Codec<CheckAliveRequest> = ray.rpc.CheckAliveRequest;

export interface CheckAliveReply {
  readonly status: GcsStatus | null;
  readonly rayVersion: string;
  readonly rayletAlive: readonly boolean[];
  readonly isLeader: boolean | null;
}

export const CheckAliveReply: Codec<CheckAliveReply> = ray.rpc.CheckAliveReply;

export type GetInternalConfigRequest = Readonly<Record<never, never>>;

export const GetInternalConfigRequest: Codec<GetInternalConfigRequest> = ray.rpc.GetInternalConfigRequest;

export interface GetInternalConfigReply {
  readonly status: GcsStatus | null;
  readonly config: string;
}

export const GetInternalConfigReply: Codec<GetInternalConfigReply> = ray.rpc.GetInternalConfigReply;

export type GetAllAvailableResourcesRequest = Readonly<Record<never, never>>;

export const GetAllAvailableResourcesRequest: Codec<GetAllAvailableResourcesRequest> = ray.rpc.GetAllAvailableResourcesRequest;

export interface GetAllAvailableResourcesReply {
  readonly status: GcsStatus | null;
  readonly resourcesList: readonly AvailableResources[];
}

export const GetAllAvailableResourcesReply: Codec<GetAllAvailableResourcesReply> = ray.rpc.GetAllAvailableResourcesReply;

export type GetAllTotalResourcesRequest = Readonly<Record<never, never>>;

export const GetAllTotalResourcesRequest: Codec<GetAllTotalResourcesRequest> = ray.rpc.GetAllTotalResourcesRequest;

export interface GetAllTotalResourcesReply {
  readonly status: GcsStatus | null;
  readonly resourcesList: readonly TotalResources[];
}

export const GetAllTotalResourcesReply: Codec<GetAllTotalResourcesReply> = ray.rpc.GetAllTotalResourcesReply;

export interface ReportWorkerFailureRequest {
  readonly workerFailure: WorkerTableData | null;
}

export const ReportWorkerFailureRequest: Codec<ReportWorkerFailureRequest> = ray.rpc.ReportWorkerFailureRequest;

export interface ReportWorkerFailureReply {
  readonly status: GcsStatus | null;
}

export const ReportWorkerFailureReply: Codec<ReportWorkerFailureReply> = ray.rpc.ReportWorkerFailureReply;

export interface GetWorkerInfoRequest {
  readonly workerId: Uint8Array;
}

export const GetWorkerInfoRequest: Codec<GetWorkerInfoRequest> = ray.rpc.GetWorkerInfoRequest;

export interface GetWorkerInfoReply {
  readonly status: GcsStatus | null;
  readonly workerTableData: WorkerTableData | null;
}

export const GetWorkerInfoReply: Codec<GetWorkerInfoReply> = ray.rpc.GetWorkerInfoReply;

export interface GetAllWorkerInfoRequest {
  readonly limit: number | null;
  readonly filters: GetAllWorkerInfoRequest_Filters | null;
}

export const GetAllWorkerInfoRequest: Codec<GetAllWorkerInfoRequest> = ray.rpc.GetAllWorkerInfoRequest;

export interface GetAllWorkerInfoRequest_Filters {
  readonly existPausedThreads: boolean | null;
  readonly isAlive: boolean | null;
}

export const GetAllWorkerInfoRequest_Filters: Codec<GetAllWorkerInfoRequest_Filters> = ray.rpc.GetAllWorkerInfoRequest.Filters;

export interface GetAllWorkerInfoReply {
  readonly status: GcsStatus | null;
  readonly workerTableData: readonly WorkerTableData[];
  readonly total: number;
  readonly numFiltered: number;
}

export const GetAllWorkerInfoReply: Codec<GetAllWorkerInfoReply> = ray.rpc.GetAllWorkerInfoReply;

export interface AddWorkerInfoRequest {
  readonly workerData: WorkerTableData | null;
}

export const AddWorkerInfoRequest: Codec<AddWorkerInfoRequest> = ray.rpc.AddWorkerInfoRequest;

export interface AddWorkerInfoReply {
  readonly status: GcsStatus | null;
}

export const AddWorkerInfoReply: Codec<AddWorkerInfoReply> = ray.rpc.AddWorkerInfoReply;

export interface DrainNodeData {
  readonly nodeId: Uint8Array;
}

export const DrainNodeData: Codec<DrainNodeData> = ray.rpc.DrainNodeData;

export interface DrainNodeRequest {
  readonly drainNodeData: readonly DrainNodeData[];
}

export const DrainNodeRequest: Codec<DrainNodeRequest> = ray.rpc.DrainNodeRequest;

export interface DrainNodeStatus {
  readonly nodeId: Uint8Array;
}

export const DrainNodeStatus: Codec<DrainNodeStatus> = ray.rpc.DrainNodeStatus;

export interface DrainNodeReply {
  readonly status: GcsStatus | null;
  readonly drainNodeStatus: readonly DrainNodeStatus[];
}

export const DrainNodeReply: Codec<DrainNodeReply> = ray.rpc.DrainNodeReply;

export interface InternalKVGetRequest {
  readonly key: Uint8Array;
  readonly namespace: Uint8Array;
}

export const InternalKVGetRequest: Codec<InternalKVGetRequest> = ray.rpc.InternalKVGetRequest;

export interface InternalKVGetReply {
  readonly status: GcsStatus | null;
  readonly value: Uint8Array;
}

export const InternalKVGetReply: Codec<InternalKVGetReply> = ray.rpc.InternalKVGetReply;

export interface InternalKVMultiGetRequest {
  readonly keys: readonly Uint8Array[];
  readonly namespace: Uint8Array;
}

export const InternalKVMultiGetRequest: Codec<InternalKVMultiGetRequest> = ray.rpc.InternalKVMultiGetRequest;

export interface MapFieldEntry {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export const MapFieldEntry: Codec<MapFieldEntry> = ray.rpc.MapFieldEntry;

export interface InternalKVMultiGetReply {
  readonly status: GcsStatus | null;
  readonly results: readonly MapFieldEntry[];
}

export const InternalKVMultiGetReply: Codec<InternalKVMultiGetReply> = ray.rpc.InternalKVMultiGetReply;

export interface InternalKVPutRequest {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly overwrite: boolean;
  readonly namespace: Uint8Array;
}

export const InternalKVPutRequest: Codec<InternalKVPutRequest> = ray.rpc.InternalKVPutRequest;

export interface InternalKVPutReply {
  readonly status: GcsStatus | null;
  readonly added: boolean;
}

export const InternalKVPutReply: Codec<InternalKVPutReply> = ray.rpc.InternalKVPutReply;

export interface InternalKVDelRequest {
  readonly key: Uint8Array;
  readonly namespace: Uint8Array;
  readonly delByPrefix: boolean;
}

export const InternalKVDelRequest: Codec<InternalKVDelRequest> = ray.rpc.InternalKVDelRequest;

export interface InternalKVDelReply {
  readonly status: GcsStatus | null;
  readonly deletedNum: number;
}

export const InternalKVDelReply: Codec<InternalKVDelReply> = ray.rpc.InternalKVDelReply;

export interface InternalKVExistsRequest {
  readonly key: Uint8Array;
  readonly namespace: Uint8Array;
}

export const InternalKVExistsRequest: Codec<InternalKVExistsRequest> = ray.rpc.InternalKVExistsRequest;

export interface InternalKVExistsReply {
  readonly status: GcsStatus | null;
  readonly exists: boolean;
}

export const InternalKVExistsReply: Codec<InternalKVExistsReply> = ray.rpc.InternalKVExistsReply;

export interface InternalKVKeysRequest {
  readonly prefix: Uint8Array;
  readonly namespace: Uint8Array;
}

export const InternalKVKeysRequest: Codec<InternalKVKeysRequest> = ray.rpc.InternalKVKeysRequest;

export interface InternalKVKeysReply {
  readonly status: GcsStatus | null;
  readonly results: readonly Uint8Array[];
}

export const InternalKVKeysReply: Codec<InternalKVKeysReply> = ray.rpc.InternalKVKeysReply;

export interface PinRuntimeEnvURIRequest {
  readonly uri: string;
  readonly expirationS: number;
}

export const PinRuntimeEnvURIRequest: Codec<PinRuntimeEnvURIRequest> = ray.rpc.PinRuntimeEnvURIRequest;

export interface PinRuntimeEnvURIReply {
  readonly status: GcsStatus | null;
}

export const PinRuntimeEnvURIReply: Codec<PinRuntimeEnvURIReply> = ray.rpc.PinRuntimeEnvURIReply;

export interface GetPlacementGroupRequest {
  readonly placementGroupId: Uint8Array;
}

export const GetPlacementGroupRequest: Codec<GetPlacementGroupRequest> = ray.rpc.GetPlacementGroupRequest;

export interface GetPlacementGroupReply {
  readonly status: GcsStatus | null;
  readonly placementGroupTableData: PlacementGroupTableData | null;
}

export const GetPlacementGroupReply: Codec<GetPlacementGroupReply> = ray.rpc.GetPlacementGroupReply;

export interface GcsPublishRequest {
  readonly pubMessages: readonly PubMessage[];
}

export const GcsPublishRequest: Codec<GcsPublishRequest> = ray.rpc.GcsPublishRequest;

export interface GcsPublishReply {
  readonly status: GcsStatus | null;
}

export const GcsPublishReply: Codec<GcsPublishReply> = ray.rpc.GcsPublishReply;

export interface GcsSubscriberPollRequest {
  readonly subscriberId: Uint8Array;
  readonly maxProcessedSequenceId: number;
  readonly publisherId: Uint8Array;
}

export const GcsSubscriberPollRequest: Codec<GcsSubscriberPollRequest> = ray.rpc.GcsSubscriberPollRequest;

export interface GcsSubscriberPollReply {
  readonly pubMessages: readonly PubMessage[];
  readonly publisherId: Uint8Array;
  readonly status: GcsStatus | null;
}

export const GcsSubscriberPollReply: Codec<GcsSubscriberPollReply> = ray.rpc.GcsSubscriberPollReply;

export interface GcsSubscriberCommandBatchRequest {
  readonly subscriberId: Uint8Array;
  readonly commands: readonly Command[];
  readonly senderId: Uint8Array;
}

export const GcsSubscriberCommandBatchRequest: Codec<GcsSubscriberCommandBatchRequest> = ray.rpc.GcsSubscriberCommandBatchRequest;

export interface GcsSubscriberCommandBatchReply {
  readonly status: GcsStatus | null;
}

export const GcsSubscriberCommandBatchReply: Codec<GcsSubscriberCommandBatchReply> = ray.rpc.GcsSubscriberCommandBatchReply;

export type GetAllResourceUsageRequest = Readonly<Record<never, never>>;

export const GetAllResourceUsageRequest: Codec<GetAllResourceUsageRequest> = ray.rpc.GetAllResourceUsageRequest;

export interface GetAllResourceUsageReply {
  readonly status: GcsStatus | null;
  readonly resourceUsageData: ResourceUsageBatchData | null;
}

export const GetAllResourceUsageReply: Codec<GetAllResourceUsageReply> = ray.rpc.GetAllResourceUsageReply;

export interface GcsStatus {
  readonly code: number;
  readonly message: string;
}

export const GcsStatus: Codec<GcsStatus> = ray.rpc.GcsStatus;

export enum FilterPredicate {
  EQUAL = 0,
  NOT_EQUAL = 1,
}

export interface GetActorInfoRequest {
  readonly actorId: Uint8Array;
  readonly name: string;
}

export const GetActorInfoRequest: Codec<GetActorInfoRequest> = ray.rpc.GetActorInfoRequest;

export interface GetActorInfoReply {
  readonly status: GcsStatus | null;
  readonly actorTableData: ActorTableData | null;
}

export const GetActorInfoReply: Codec<GetActorInfoReply> = ray.rpc.GetActorInfoReply;

export interface GetNamedActorInfoRequest {
  readonly name: string;
  readonly rayNamespace: string;
}

export const GetNamedActorInfoRequest: Codec<GetNamedActorInfoRequest> = ray.rpc.GetNamedActorInfoRequest;

export interface GetNamedActorInfoReply {
  readonly status: GcsStatus | null;
  readonly actorTableData: ActorTableData | null;
  readonly taskSpec: TaskSpec | null;
}

export const GetNamedActorInfoReply: Codec<GetNamedActorInfoReply> = ray.rpc.GetNamedActorInfoReply;

export interface ListNamedActorsRequest {
  readonly allNamespaces: boolean;
  readonly rayNamespace: string;
}

export const ListNamedActorsRequest: Codec<ListNamedActorsRequest> = ray.rpc.ListNamedActorsRequest;

export interface ListNamedActorsReply {
  readonly status: GcsStatus | null;
  readonly namedActorsList: readonly NamedActorInfo[];
}

export const ListNamedActorsReply: Codec<ListNamedActorsReply> = ray.rpc.ListNamedActorsReply;

export interface GetAllActorInfoRequest {
  readonly showDeadJobs: boolean;
  readonly limit: number | null;
  readonly filters: GetAllActorInfoRequest_Filters | null;
}

export const GetAllActorInfoRequest: Codec<GetAllActorInfoRequest> = ray.rpc.GetAllActorInfoRequest;

export interface GetAllActorInfoRequest_Filters {
  readonly actorId: Uint8Array | null;
  readonly jobId: Uint8Array | null;
  readonly state: ActorTableData_ActorState | null;
}

export const GetAllActorInfoRequest_Filters: Codec<GetAllActorInfoRequest_Filters> = ray.rpc.GetAllActorInfoRequest.Filters;

export interface GetAllActorInfoReply {
  readonly status: GcsStatus | null;
  readonly actorTableData: readonly ActorTableData[];
  readonly total: number;
  readonly numFiltered: number;
}

export const GetAllActorInfoReply: Codec<GetAllActorInfoReply> = ray.rpc.GetAllActorInfoReply;

export interface KillActorViaGcsRequest {
  readonly actorId: Uint8Array;
  readonly forceKill: boolean;
  readonly noRestart: boolean;
}

export const KillActorViaGcsRequest: Codec<KillActorViaGcsRequest> = ray.rpc.KillActorViaGcsRequest;

export interface KillActorViaGcsReply {
  readonly status: GcsStatus | null;
}

export const KillActorViaGcsReply: Codec<KillActorViaGcsReply> = ray.rpc.KillActorViaGcsReply;

export interface ReportActorOutOfScopeRequest {
  readonly actorId: Uint8Array;
  readonly numRestartsDueToLineageReconstruction: number;
}

export const ReportActorOutOfScopeRequest: Codec<ReportActorOutOfScopeRequest> = ray.rpc.ReportActorOutOfScopeRequest;

export interface ReportActorOutOfScopeReply {
  readonly status: GcsStatus | null;
}

export const ReportActorOutOfScopeReply: Codec<ReportActorOutOfScopeReply> = ray.rpc.ReportActorOutOfScopeReply;

export interface UpdateWorkerDebuggerPortRequest {
  readonly workerId: Uint8Array;
  readonly debuggerPort: number;
}

export const UpdateWorkerDebuggerPortRequest: Codec<UpdateWorkerDebuggerPortRequest> = ray.rpc.UpdateWorkerDebuggerPortRequest;

export interface UpdateWorkerDebuggerPortReply {
  readonly status: GcsStatus | null;
}

export const UpdateWorkerDebuggerPortReply: Codec<UpdateWorkerDebuggerPortReply> = ray.rpc.UpdateWorkerDebuggerPortReply;

export interface UpdateWorkerNumPausedThreadsRequest {
  readonly workerId: Uint8Array;
  readonly numPausedThreadsDelta: number;
}

export const UpdateWorkerNumPausedThreadsRequest: Codec<UpdateWorkerNumPausedThreadsRequest> = ray.rpc.UpdateWorkerNumPausedThreadsRequest;

export interface UpdateWorkerNumPausedThreadsReply {
  readonly status: GcsStatus | null;
}

export const UpdateWorkerNumPausedThreadsReply: Codec<UpdateWorkerNumPausedThreadsReply> = ray.rpc.UpdateWorkerNumPausedThreadsReply;

export interface CreateActorRequest {
  readonly taskSpec: TaskSpec | null;
}

export const CreateActorRequest: Codec<CreateActorRequest> = ray.rpc.CreateActorRequest;

export interface CreateActorReply {
  readonly status: GcsStatus | null;
  readonly actorAddress: Address | null;
  readonly borrowedRefs: readonly ObjectReferenceCount[];
  readonly deathCause: ActorDeathCause | null;
}

export const CreateActorReply: Codec<CreateActorReply> = ray.rpc.CreateActorReply;

export interface RegisterActorRequest {
  readonly taskSpec: TaskSpec | null;
}

export const RegisterActorRequest: Codec<RegisterActorRequest> = ray.rpc.RegisterActorRequest;

export interface RegisterActorReply {
  readonly status: GcsStatus | null;
}

export const RegisterActorReply: Codec<RegisterActorReply> = ray.rpc.RegisterActorReply;

export interface RestartActorForLineageReconstructionRequest {
  readonly actorId: Uint8Array;
  readonly numRestartsDueToLineageReconstruction: number;
}

export const RestartActorForLineageReconstructionRequest: Codec<RestartActorForLineageReconstructionRequest> = ray.rpc.RestartActorForLineageReconstructionRequest;

export interface RestartActorForLineageReconstructionReply {
  readonly status: GcsStatus | null;
}

export const RestartActorForLineageReconstructionReply: Codec<RestartActorForLineageReconstructionReply> = ray.rpc.RestartActorForLineageReconstructionReply;

export interface CreatePlacementGroupRequest {
  readonly placementGroupSpec: PlacementGroupSpec | null;
}

export const CreatePlacementGroupRequest: Codec<CreatePlacementGroupRequest> = ray.rpc.CreatePlacementGroupRequest;

export interface CreatePlacementGroupReply {
  readonly status: GcsStatus | null;
}

export const CreatePlacementGroupReply: Codec<CreatePlacementGroupReply> = ray.rpc.CreatePlacementGroupReply;

export interface RemovePlacementGroupRequest {
  readonly placementGroupId: Uint8Array;
}

export const RemovePlacementGroupRequest: Codec<RemovePlacementGroupRequest> = ray.rpc.RemovePlacementGroupRequest;

export interface RemovePlacementGroupReply {
  readonly status: GcsStatus | null;
}

export const RemovePlacementGroupReply: Codec<RemovePlacementGroupReply> = ray.rpc.RemovePlacementGroupReply;

export interface GetAllPlacementGroupRequest {
  readonly limit: number | null;
}

export const GetAllPlacementGroupRequest: Codec<GetAllPlacementGroupRequest> = ray.rpc.GetAllPlacementGroupRequest;

export interface GetAllPlacementGroupReply {
  readonly status: GcsStatus | null;
  readonly placementGroupTableData: readonly PlacementGroupTableData[];
  readonly total: number;
}

export const GetAllPlacementGroupReply: Codec<GetAllPlacementGroupReply> = ray.rpc.GetAllPlacementGroupReply;

export interface WaitPlacementGroupUntilReadyRequest {
  readonly placementGroupId: Uint8Array;
}

export const WaitPlacementGroupUntilReadyRequest: Codec<WaitPlacementGroupUntilReadyRequest> = ray.rpc.WaitPlacementGroupUntilReadyRequest;

export interface WaitPlacementGroupUntilReadyReply {
  readonly status: GcsStatus | null;
}

export const WaitPlacementGroupUntilReadyReply: Codec<WaitPlacementGroupUntilReadyReply> = ray.rpc.WaitPlacementGroupUntilReadyReply;

export interface GetNamedPlacementGroupRequest {
  readonly name: string;
  readonly rayNamespace: string;
}

export const GetNamedPlacementGroupRequest: Codec<GetNamedPlacementGroupRequest> = ray.rpc.GetNamedPlacementGroupRequest;

export interface GetNamedPlacementGroupReply {
  readonly status: GcsStatus | null;
  readonly placementGroupTableData: PlacementGroupTableData | null;
}

export const GetNamedPlacementGroupReply: Codec<GetNamedPlacementGroupReply> = ray.rpc.GetNamedPlacementGroupReply;

export type GetDrainingNodesRequest = Readonly<Record<never, never>>;

export const GetDrainingNodesRequest: Codec<GetDrainingNodesRequest> = ray.rpc.GetDrainingNodesRequest;

export interface DrainingNode {
  readonly nodeId: Uint8Array;
  readonly drainingDeadlineTimestampMs: number;
}

export const DrainingNode: Codec<DrainingNode> = ray.rpc.DrainingNode;

export interface GetDrainingNodesReply {
  readonly status: GcsStatus | null;
  readonly drainingNodes: readonly DrainingNode[];
}

export const GetDrainingNodesReply: Codec<GetDrainingNodesReply> = ray.rpc.GetDrainingNodesReply;

export interface AddTaskEventDataRequest {
  readonly data: TaskEventData | null;
}

export const AddTaskEventDataRequest: Codec<AddTaskEventDataRequest> = ray.rpc.AddTaskEventDataRequest;

export interface AddTaskEventDataReply {
  readonly status: GcsStatus | null;
}

export const AddTaskEventDataReply: Codec<AddTaskEventDataReply> = ray.rpc.AddTaskEventDataReply;

export interface GetTaskEventsRequest {
  readonly limit: number | null;
  readonly filters: GetTaskEventsRequest_Filters | null;
}

export const GetTaskEventsRequest: Codec<GetTaskEventsRequest> = ray.rpc.GetTaskEventsRequest;

export interface GetTaskEventsRequest_Filters {
  readonly jobFilters: readonly GetTaskEventsRequest_Filters_JobIdFilter[];
  readonly taskFilters: readonly GetTaskEventsRequest_Filters_TaskIdFilter[];
  readonly actorFilters: readonly GetTaskEventsRequest_Filters_ActorIdFilter[];
  readonly taskNameFilters: readonly GetTaskEventsRequest_Filters_TaskNameFilter[];
  readonly excludeDriver: boolean | null;
  readonly stateFilters: readonly GetTaskEventsRequest_Filters_StateFilter[];
}

export const GetTaskEventsRequest_Filters: Codec<GetTaskEventsRequest_Filters> = ray.rpc.GetTaskEventsRequest.Filters;

export interface GetTaskEventsRequest_Filters_JobIdFilter {
  readonly predicate: FilterPredicate;
  readonly jobId: Uint8Array;
}

export const GetTaskEventsRequest_Filters_JobIdFilter: Codec<GetTaskEventsRequest_Filters_JobIdFilter> = ray.rpc.GetTaskEventsRequest.Filters.JobIdFilter;

export interface GetTaskEventsRequest_Filters_TaskIdFilter {
  readonly predicate: FilterPredicate;
  readonly taskId: Uint8Array;
}

export const GetTaskEventsRequest_Filters_TaskIdFilter: Codec<GetTaskEventsRequest_Filters_TaskIdFilter> = ray.rpc.GetTaskEventsRequest.Filters.TaskIdFilter;

export interface GetTaskEventsRequest_Filters_ActorIdFilter {
  readonly predicate: FilterPredicate;
  readonly actorId: Uint8Array;
}

export const GetTaskEventsRequest_Filters_ActorIdFilter: Codec<GetTaskEventsRequest_Filters_ActorIdFilter> = ray.rpc.GetTaskEventsRequest.Filters.ActorIdFilter;

export interface GetTaskEventsRequest_Filters_TaskNameFilter {
  readonly predicate: FilterPredicate;
  readonly taskName: string;
}

export const GetTaskEventsRequest_Filters_TaskNameFilter: Codec<GetTaskEventsRequest_Filters_TaskNameFilter> = ray.rpc.GetTaskEventsRequest.Filters.TaskNameFilter;

export interface GetTaskEventsRequest_Filters_StateFilter {
  readonly predicate: FilterPredicate;
  readonly state: string;
}

export const GetTaskEventsRequest_Filters_StateFilter: Codec<GetTaskEventsRequest_Filters_StateFilter> = ray.rpc.GetTaskEventsRequest.Filters.StateFilter;

export interface GetTaskEventsReply {
  readonly status: GcsStatus | null;
  readonly eventsByTask: readonly TaskEvents[];
  readonly numProfileTaskEventsDropped: number;
  readonly numStatusTaskEventsDropped: number;
  readonly numTotalStored: number;
  readonly numFilteredOnGcs: number;
  readonly numTruncated: number;
}

export const GetTaskEventsReply: Codec<GetTaskEventsReply> = ray.rpc.GetTaskEventsReply;

export interface WorkerBacklogReport {
  readonly leaseSpec: LeaseSpec | null;
  readonly backlogSize: number;
}

export const WorkerBacklogReport: Codec<WorkerBacklogReport> = ray.rpc.WorkerBacklogReport;

export interface ReportWorkerBacklogRequest {
  readonly workerId: Uint8Array;
  readonly backlogReports: readonly WorkerBacklogReport[];
}

export const ReportWorkerBacklogRequest: Codec<ReportWorkerBacklogRequest> = ray.rpc.ReportWorkerBacklogRequest;

export type ReportWorkerBacklogReply = Readonly<Record<never, never>>;

export const ReportWorkerBacklogReply: Codec<ReportWorkerBacklogReply> = ray.rpc.ReportWorkerBacklogReply;

export interface RequestWorkerLeaseRequest {
  readonly leaseSpec: LeaseSpec | null;
  readonly backlogSize: number;
  readonly grantOrReject: boolean;
  readonly isSelectedBasedOnLocality: boolean;
}

export const RequestWorkerLeaseRequest: Codec<RequestWorkerLeaseRequest> = ray.rpc.RequestWorkerLeaseRequest;

export interface RequestWorkerLeaseReply {
  readonly workerAddress: Address | null;
  readonly retryAtRayletAddress: Address | null;
  readonly resourceMapping: readonly ResourceMapEntry[];
  readonly canceled: boolean;
  readonly workerPid: number;
  readonly rejected: boolean;
  readonly resourcesData: ResourcesData | null;
  readonly failureType: RequestWorkerLeaseReply_SchedulingFailureType;
  readonly schedulingFailureMessage: string;
}

export const RequestWorkerLeaseReply: Codec<RequestWorkerLeaseReply> = ray.rpc.RequestWorkerLeaseReply;

export enum RequestWorkerLeaseReply_SchedulingFailureType {
  NOT_FAILED = 0,
  SCHEDULING_FAILED = 1,
  SCHEDULING_CANCELLED_PLACEMENT_GROUP_REMOVED = 2,
  SCHEDULING_CANCELLED_RUNTIME_ENV_SETUP_FAILED = 3,
  SCHEDULING_CANCELLED_INTENDED = 4,
  SCHEDULING_CANCELLED_UNSCHEDULABLE = 5,
  SCHEDULING_CANCELLED_WORKER_STARTUP_FAILED = 6,
}

export interface PrestartWorkersRequest {
  readonly language: Language;
  readonly jobId: Uint8Array | null;
  readonly runtimeEnvInfo: RuntimeEnvInfo | null;
  readonly keepAliveDurationSecs: number;
  readonly numWorkers: number;
}

export const PrestartWorkersRequest: Codec<PrestartWorkersRequest> = ray.rpc.PrestartWorkersRequest;

export type PrestartWorkersReply = Readonly<Record<never, never>>;

export const PrestartWorkersReply: Codec<PrestartWorkersReply> = ray.rpc.PrestartWorkersReply;

export interface PrepareBundleResourcesRequest {
  readonly bundleSpecs: readonly Bundle[];
}

export const PrepareBundleResourcesRequest: Codec<PrepareBundleResourcesRequest> = ray.rpc.PrepareBundleResourcesRequest;

export interface PrepareBundleResourcesReply {
  readonly success: boolean;
}

export const PrepareBundleResourcesReply: Codec<PrepareBundleResourcesReply> = ray.rpc.PrepareBundleResourcesReply;

export interface CommitBundleResourcesRequest {
  readonly bundleSpecs: readonly Bundle[];
}

export const CommitBundleResourcesRequest: Codec<CommitBundleResourcesRequest> = ray.rpc.CommitBundleResourcesRequest;

export type CommitBundleResourcesReply = Readonly<Record<never, never>>;

export const CommitBundleResourcesReply: Codec<CommitBundleResourcesReply> = ray.rpc.CommitBundleResourcesReply;

export interface RemovePlacementGroupBundlesRequest {
  readonly placementGroupId: Uint8Array;
  readonly bundleSpecs: readonly Bundle[];
}

export const RemovePlacementGroupBundlesRequest: Codec<RemovePlacementGroupBundlesRequest> = ray.rpc.RemovePlacementGroupBundlesRequest;

export type RemovePlacementGroupBundlesReply = Readonly<Record<never, never>>;

export const RemovePlacementGroupBundlesReply: Codec<RemovePlacementGroupBundlesReply> = ray.rpc.RemovePlacementGroupBundlesReply;

export interface ResizeLocalResourceInstancesRequest {
  readonly resources: { readonly [key: string]: number };
}

export const ResizeLocalResourceInstancesRequest: Codec<ResizeLocalResourceInstancesRequest> = ray.rpc.ResizeLocalResourceInstancesRequest;

export interface ResizeLocalResourceInstancesReply {
  readonly totalResources: { readonly [key: string]: number };
}

export const ResizeLocalResourceInstancesReply: Codec<ResizeLocalResourceInstancesReply> = ray.rpc.ResizeLocalResourceInstancesReply;

export interface ReturnWorkerLeaseRequest {
  readonly workerPort: number;
  readonly leaseId: Uint8Array;
  readonly disconnectWorker: boolean;
  readonly workerExiting: boolean;
  readonly disconnectWorkerErrorDetail: string;
}

export const ReturnWorkerLeaseRequest: Codec<ReturnWorkerLeaseRequest> = ray.rpc.ReturnWorkerLeaseRequest;

export type ReturnWorkerLeaseReply = Readonly<Record<never, never>>;

export const ReturnWorkerLeaseReply: Codec<ReturnWorkerLeaseReply> = ray.rpc.ReturnWorkerLeaseReply;

export interface ReleaseUnusedActorWorkersRequest {
  readonly workerIdsInUse: readonly Uint8Array[];
}

export const ReleaseUnusedActorWorkersRequest: Codec<ReleaseUnusedActorWorkersRequest> = ray.rpc.ReleaseUnusedActorWorkersRequest;

export type ReleaseUnusedActorWorkersReply = Readonly<Record<never, never>>;

export const ReleaseUnusedActorWorkersReply: Codec<ReleaseUnusedActorWorkersReply> = ray.rpc.ReleaseUnusedActorWorkersReply;

export interface ShutdownRayletRequest {
  readonly graceful: boolean;
}

export const ShutdownRayletRequest: Codec<ShutdownRayletRequest> = ray.rpc.ShutdownRayletRequest;

export type ShutdownRayletReply = Readonly<Record<never, never>>;

export const ShutdownRayletReply: Codec<ShutdownRayletReply> = ray.rpc.ShutdownRayletReply;

export interface CancelWorkerLeaseRequest {
  readonly leaseId: Uint8Array;
}

export const CancelWorkerLeaseRequest: Codec<CancelWorkerLeaseRequest> = ray.rpc.CancelWorkerLeaseRequest;

export type CancelWorkerLeaseReply = Readonly<Record<never, never>>;

export const CancelWorkerLeaseReply: Codec<CancelWorkerLeaseReply> = ray.rpc.CancelWorkerLeaseReply;

export interface PinObjectIDsRequest {
  readonly ownerAddress: Address | null;
  readonly objectIds: readonly Uint8Array[];
  readonly generatorId: Uint8Array | null;
}

export const PinObjectIDsRequest: Codec<PinObjectIDsRequest> = ray.rpc.PinObjectIDsRequest;

export interface PinObjectIDsReply {
  readonly successes: readonly boolean[];
}

export const PinObjectIDsReply: Codec<PinObjectIDsReply> = ray.rpc.PinObjectIDsReply;

export interface GetNodeStatsRequest {
  readonly includeMemoryInfo: boolean;
}

export const GetNodeStatsRequest: Codec<GetNodeStatsRequest> = ray.rpc.GetNodeStatsRequest;

export interface ObjectStoreStats {
  readonly spillTimeTotalS: number;
  readonly spilledBytesTotal: number;
  readonly spilledObjectsTotal: number;
  readonly restoreTimeTotalS: number;
  readonly restoredBytesTotal: number;
  readonly restoredObjectsTotal: number;
  readonly objectStoreBytesUsed: number;
  readonly objectStoreBytesAvail: number;
  readonly objectStoreBytesPrimaryCopy: number;
  readonly objectStoreBytesFallback: number;
  readonly numLocalObjects: number;
  readonly objectPullsQueued: boolean;
  readonly numObjectStorePrimaryCopies: number;
  readonly cumulativeCreatedObjects: number;
  readonly cumulativeCreatedBytes: number;
}

export const ObjectStoreStats: Codec<ObjectStoreStats> = ray.rpc.ObjectStoreStats;

export interface GetNodeStatsReply {
  readonly coreWorkersStats: readonly CoreWorkerStats[];
  readonly numWorkers: number;
  readonly storeStats: ObjectStoreStats | null;
}

export const GetNodeStatsReply: Codec<GetNodeStatsReply> = ray.rpc.GetNodeStatsReply;

export type GlobalGCRequest = Readonly<Record<never, never>>;

export const GlobalGCRequest: Codec<GlobalGCRequest> = ray.rpc.GlobalGCRequest;

export type GlobalGCReply = Readonly<Record<never, never>>;

export const GlobalGCReply: Codec<GlobalGCReply> = ray.rpc.GlobalGCReply;

export interface FormatGlobalMemoryInfoRequest {
  readonly includeMemoryInfo: boolean;
}

export const FormatGlobalMemoryInfoRequest: Codec<FormatGlobalMemoryInfoRequest> = ray.rpc.FormatGlobalMemoryInfoRequest;

export interface FormatGlobalMemoryInfoReply {
  readonly memorySummary: string;
  readonly storeStats: ObjectStoreStats | null;
}

export const FormatGlobalMemoryInfoReply: Codec<FormatGlobalMemoryInfoReply> = ray.rpc.FormatGlobalMemoryInfoReply;

export interface ReleaseUnusedBundlesRequest {
  readonly bundlesInUse: readonly Bundle[];
}

export const ReleaseUnusedBundlesRequest: Codec<ReleaseUnusedBundlesRequest> = ray.rpc.ReleaseUnusedBundlesRequest;

export type ReleaseUnusedBundlesReply = Readonly<Record<never, never>>;

export const ReleaseUnusedBundlesReply: Codec<ReleaseUnusedBundlesReply> = ray.rpc.ReleaseUnusedBundlesReply;

export type GetSystemConfigRequest = Readonly<Record<never, never>>;

export const GetSystemConfigRequest: Codec<GetSystemConfigRequest> = ray.rpc.GetSystemConfigRequest;

export interface GetSystemConfigReply {
  readonly systemConfig: string;
}

export const GetSystemConfigReply: Codec<GetSystemConfigReply> = ray.rpc.GetSystemConfigReply;

export interface GetObjectsInfoRequest {
  readonly limit: number | null;
}

export const GetObjectsInfoRequest: Codec<GetObjectsInfoRequest> = ray.rpc.GetObjectsInfoRequest;

export interface GetObjectsInfoReply {
  readonly coreWorkersStats: readonly CoreWorkerStats[];
  readonly total: number;
}

export const GetObjectsInfoReply: Codec<GetObjectsInfoReply> = ray.rpc.GetObjectsInfoReply;

export type GetResourceLoadRequest = Readonly<Record<never, never>>;

export const GetResourceLoadRequest: Codec<GetResourceLoadRequest> = ray.rpc.GetResourceLoadRequest;

export interface GetResourceLoadReply {
  readonly resources: ResourcesData | null;
}

export const GetResourceLoadReply: Codec<GetResourceLoadReply> = ray.rpc.GetResourceLoadReply;

export interface CancelLeasesWithResourceShapesRequest {
  readonly resourceShapes: readonly CancelLeasesWithResourceShapesRequest_ResourceShape[];
}

export const CancelLeasesWithResourceShapesRequest: Codec<CancelLeasesWithResourceShapesRequest> = ray.rpc.CancelLeasesWithResourceShapesRequest;

export interface CancelLeasesWithResourceShapesRequest_ResourceShape {
  readonly resourceShape: { readonly [key: string]: number };
}

export const CancelLeasesWithResourceShapesRequest_ResourceShape: Codec<CancelLeasesWithResourceShapesRequest_ResourceShape> = ray.rpc.CancelLeasesWithResourceShapesRequest.ResourceShape;

export type CancelLeasesWithResourceShapesReply = Readonly<Record<never, never>>;

export const CancelLeasesWithResourceShapesReply: Codec<CancelLeasesWithResourceShapesReply> = ray.rpc.CancelLeasesWithResourceShapesReply;

export type NotifyGCSRestartRequest = Readonly<Record<never, never>>;

export const NotifyGCSRestartRequest: Codec<NotifyGCSRestartRequest> = ray.rpc.NotifyGCSRestartRequest;

export type NotifyGCSRestartReply = Readonly<Record<never, never>>;

export const NotifyGCSRestartReply: Codec<NotifyGCSRestartReply> = ray.rpc.NotifyGCSRestartReply;

export interface GetWorkerFailureCauseRequest {
  readonly leaseId: Uint8Array;
}

export const GetWorkerFailureCauseRequest: Codec<GetWorkerFailureCauseRequest> = ray.rpc.GetWorkerFailureCauseRequest;

export interface GetWorkerFailureCauseReply {
  readonly failureCause: RayErrorInfo | null;
  readonly failTaskImmediately: boolean;
}

export const GetWorkerFailureCauseReply: Codec<GetWorkerFailureCauseReply> = ray.rpc.GetWorkerFailureCauseReply;

export interface DrainRayletRequest {
  readonly reason: autoscaler.DrainNodeReason;
  readonly reasonMessage: string;
  readonly deadlineTimestampMs: number;
}

export const DrainRayletRequest: Codec<DrainRayletRequest> = ray.rpc.DrainRayletRequest;

export interface DrainRayletReply {
  readonly isAccepted: boolean;
  readonly rejectionReasonMessage: string;
}

export const DrainRayletReply: Codec<DrainRayletReply> = ray.rpc.DrainRayletReply;

export interface RegisterMutableObjectRequest {
  readonly writerObjectId: Uint8Array;
  readonly numReaders: number;
  readonly readerObjectId: Uint8Array;
}

export const RegisterMutableObjectRequest: Codec<RegisterMutableObjectRequest> = ray.rpc.RegisterMutableObjectRequest;

export type RegisterMutableObjectReply = Readonly<Record<never, never>>;

export const RegisterMutableObjectReply: Codec<RegisterMutableObjectReply> = ray.rpc.RegisterMutableObjectReply;

export interface PushMutableObjectRequest {
  readonly writerObjectId: Uint8Array;
  readonly totalDataSize: number;
  readonly totalMetadataSize: number;
  readonly offset: number;
  readonly chunkSize: number;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export const PushMutableObjectRequest: Codec<PushMutableObjectRequest> = ray.rpc.PushMutableObjectRequest;

export interface PushMutableObjectReply {
  readonly done: boolean;
}

export const PushMutableObjectReply: Codec<PushMutableObjectReply> = ray.rpc.PushMutableObjectReply;

export interface IsLocalWorkerDeadRequest {
  readonly workerId: Uint8Array;
}

export const IsLocalWorkerDeadRequest: Codec<IsLocalWorkerDeadRequest> = ray.rpc.IsLocalWorkerDeadRequest;

export interface IsLocalWorkerDeadReply {
  readonly isDead: boolean;
}

export const IsLocalWorkerDeadReply: Codec<IsLocalWorkerDeadReply> = ray.rpc.IsLocalWorkerDeadReply;

export type GetWorkerPIDsRequest = Readonly<Record<never, never>>;

export const GetWorkerPIDsRequest: Codec<GetWorkerPIDsRequest> = ray.rpc.GetWorkerPIDsRequest;

export interface GetWorkerPIDsReply {
  readonly pids: readonly number[];
}

export const GetWorkerPIDsReply: Codec<GetWorkerPIDsReply> = ray.rpc.GetWorkerPIDsReply;

export type GetAgentPIDsRequest = Readonly<Record<never, never>>;

export const GetAgentPIDsRequest: Codec<GetAgentPIDsRequest> = ray.rpc.GetAgentPIDsRequest;

export interface GetAgentPIDsReply {
  readonly dashboardAgentPid: number | null;
  readonly runtimeEnvAgentPid: number | null;
}

export const GetAgentPIDsReply: Codec<GetAgentPIDsReply> = ray.rpc.GetAgentPIDsReply;

export interface KillLocalActorRequest {
  readonly intendedActorId: Uint8Array;
  readonly workerId: Uint8Array;
  readonly forceKill: boolean;
  readonly deathCause: ActorDeathCause | null;
}

export const KillLocalActorRequest: Codec<KillLocalActorRequest> = ray.rpc.KillLocalActorRequest;

export type KillLocalActorReply = Readonly<Record<never, never>>;

export const KillLocalActorReply: Codec<KillLocalActorReply> = ray.rpc.KillLocalActorReply;

export interface CancelLocalTaskRequest {
  readonly intendedTaskId: Uint8Array;
  readonly forceKill: boolean;
  readonly recursive: boolean;
  readonly callerWorkerId: Uint8Array;
  readonly executorWorkerId: Uint8Array;
}

export const CancelLocalTaskRequest: Codec<CancelLocalTaskRequest> = ray.rpc.CancelLocalTaskRequest;

export interface CancelLocalTaskReply {
  readonly requestedTaskRunning: boolean;
  readonly attemptSucceeded: boolean;
}

export const CancelLocalTaskReply: Codec<CancelLocalTaskReply> = ray.rpc.CancelLocalTaskReply;

export interface FreeLocalObjectsRequest {
  readonly objectIds: readonly Uint8Array[];
}

export const FreeLocalObjectsRequest: Codec<FreeLocalObjectsRequest> = ray.rpc.FreeLocalObjectsRequest;

export type FreeLocalObjectsReply = Readonly<Record<never, never>>;

export const FreeLocalObjectsReply: Codec<FreeLocalObjectsReply> = ray.rpc.FreeLocalObjectsReply;

export interface PushRequest {
  readonly pushId: Uint8Array;
  readonly objectId: Uint8Array;
  readonly nodeId: Uint8Array;
  readonly ownerAddress: Address | null;
  readonly chunkIndex: number;
  readonly dataSize: number;
  readonly metadataSize: number;
  readonly data: Uint8Array;
}

export const PushRequest: Codec<PushRequest> = ray.rpc.PushRequest;

export interface PullRequest {
  readonly nodeId: Uint8Array;
  readonly objectIds: readonly Uint8Array[];
}

export const PullRequest: Codec<PullRequest> = ray.rpc.PullRequest;

export type PushReply = Readonly<Record<never, never>>;

export const PushReply: Codec<PushReply> = ray.rpc.PushReply;

export type PullReply = Readonly<Record<never, never>>;

export const PullReply: Codec<PullReply> = ray.rpc.PullReply;

export interface ProfileEventEntry {
  readonly startTime: number;
  readonly endTime: number;
  readonly extraData: string | null;
  readonly eventName: string;
}

export const ProfileEventEntry: Codec<ProfileEventEntry> = ray.rpc.ProfileEventEntry;

export interface ProfileEvents {
  readonly componentType: string;
  readonly componentId: Uint8Array;
  readonly nodeIpAddress: string;
  readonly events: readonly ProfileEventEntry[];
}

export const ProfileEvents: Codec<ProfileEvents> = ray.rpc.ProfileEvents;

export type HealthCheckRequest = Readonly<Record<never, never>>;

export const HealthCheckRequest: Codec<HealthCheckRequest> = ray.rpc.HealthCheckRequest;

export type HealthCheckReply = Readonly<Record<never, never>>;

export const HealthCheckReply: Codec<HealthCheckReply> = ray.rpc.HealthCheckReply;

export enum AgentRpcStatus {
  AGENT_RPC_STATUS_OK = 0,
  AGENT_RPC_STATUS_FAILED = 1,
}

export interface GetOrCreateRuntimeEnvRequest {
  readonly serializedRuntimeEnv: string;
  readonly runtimeEnvConfig: RuntimeEnvConfig | null;
  readonly jobId: Uint8Array;
  readonly sourceProcess: string;
}

export const GetOrCreateRuntimeEnvRequest: Codec<GetOrCreateRuntimeEnvRequest> = ray.rpc.GetOrCreateRuntimeEnvRequest;

export interface GetOrCreateRuntimeEnvReply {
  readonly status: AgentRpcStatus;
  readonly errorMessage: string;
  readonly serializedRuntimeEnvContext: string;
}

export const GetOrCreateRuntimeEnvReply: Codec<GetOrCreateRuntimeEnvReply> = ray.rpc.GetOrCreateRuntimeEnvReply;

export interface DeleteRuntimeEnvIfPossibleRequest {
  readonly serializedRuntimeEnv: string;
  readonly sourceProcess: string;
}

export const DeleteRuntimeEnvIfPossibleRequest: Codec<DeleteRuntimeEnvIfPossibleRequest> = ray.rpc.DeleteRuntimeEnvIfPossibleRequest;

export interface DeleteRuntimeEnvIfPossibleReply {
  readonly status: AgentRpcStatus;
  readonly errorMessage: string;
}

export const DeleteRuntimeEnvIfPossibleReply: Codec<DeleteRuntimeEnvIfPossibleReply> = ray.rpc.DeleteRuntimeEnvIfPossibleReply;

export const CoreWorkerService = {
  rayletNotifyGCSRestart: method("/ray.rpc.CoreWorkerService/RayletNotifyGCSRestart", RayletNotifyGCSRestartRequest, RayletNotifyGCSRestartReply),
  pushTask: method("/ray.rpc.CoreWorkerService/PushTask", PushTaskRequest, PushTaskReply),
  actorCallArgWaitComplete: method("/ray.rpc.CoreWorkerService/ActorCallArgWaitComplete", ActorCallArgWaitCompleteRequest, ActorCallArgWaitCompleteReply),
  getObjectStatus: method("/ray.rpc.CoreWorkerService/GetObjectStatus", GetObjectStatusRequest, GetObjectStatusReply),
  waitForActorRefDeleted: method("/ray.rpc.CoreWorkerService/WaitForActorRefDeleted", WaitForActorRefDeletedRequest, WaitForActorRefDeletedReply),
  pubsubLongPolling: method("/ray.rpc.CoreWorkerService/PubsubLongPolling", PubsubLongPollingRequest, PubsubLongPollingReply),
  reportGeneratorItemReturns: method("/ray.rpc.CoreWorkerService/ReportGeneratorItemReturns", ReportGeneratorItemReturnsRequest, ReportGeneratorItemReturnsReply),
  updateGeneratorBackpressureConsumed: method("/ray.rpc.CoreWorkerService/UpdateGeneratorBackpressureConsumed", UpdateGeneratorBackpressureConsumedRequest, UpdateGeneratorBackpressureConsumedReply),
  pubsubCommandBatch: method("/ray.rpc.CoreWorkerService/PubsubCommandBatch", PubsubCommandBatchRequest, PubsubCommandBatchReply),
  updateObjectLocationBatch: method("/ray.rpc.CoreWorkerService/UpdateObjectLocationBatch", UpdateObjectLocationBatchRequest, UpdateObjectLocationBatchReply),
  getObjectLocationsOwner: method("/ray.rpc.CoreWorkerService/GetObjectLocationsOwner", GetObjectLocationsOwnerRequest, GetObjectLocationsOwnerReply),
  killActor: method("/ray.rpc.CoreWorkerService/KillActor", KillActorRequest, KillActorReply),
  cancelTask: method("/ray.rpc.CoreWorkerService/CancelTask", CancelTaskRequest, CancelTaskReply),
  requestOwnerToCancelTask: method("/ray.rpc.CoreWorkerService/RequestOwnerToCancelTask", RequestOwnerToCancelTaskRequest, RequestOwnerToCancelTaskReply),
  getCoreWorkerStats: method("/ray.rpc.CoreWorkerService/GetCoreWorkerStats", GetCoreWorkerStatsRequest, GetCoreWorkerStatsReply),
  localGC: method("/ray.rpc.CoreWorkerService/LocalGC", LocalGCRequest, LocalGCReply),
  spillObjects: method("/ray.rpc.CoreWorkerService/SpillObjects", SpillObjectsRequest, SpillObjectsReply),
  restoreSpilledObjects: method("/ray.rpc.CoreWorkerService/RestoreSpilledObjects", RestoreSpilledObjectsRequest, RestoreSpilledObjectsReply),
  deleteSpilledObjects: method("/ray.rpc.CoreWorkerService/DeleteSpilledObjects", DeleteSpilledObjectsRequest, DeleteSpilledObjectsReply),
  plasmaObjectReady: method("/ray.rpc.CoreWorkerService/PlasmaObjectReady", PlasmaObjectReadyRequest, PlasmaObjectReadyReply),
  exit: method("/ray.rpc.CoreWorkerService/Exit", ExitRequest, ExitReply),
  numPendingTasks: method("/ray.rpc.CoreWorkerService/NumPendingTasks", NumPendingTasksRequest, NumPendingTasksReply),
  registerMutableObjectReader: method("/ray.rpc.CoreWorkerService/RegisterMutableObjectReader", RegisterMutableObjectReaderRequest, RegisterMutableObjectReaderReply),
};

export const JobInfoGcsService = {
  addJob: method("/ray.rpc.JobInfoGcsService/AddJob", AddJobRequest, AddJobReply),
  markJobFinished: method("/ray.rpc.JobInfoGcsService/MarkJobFinished", MarkJobFinishedRequest, MarkJobFinishedReply),
  getAllJobInfo: method("/ray.rpc.JobInfoGcsService/GetAllJobInfo", GetAllJobInfoRequest, GetAllJobInfoReply),
  getNextJobID: method("/ray.rpc.JobInfoGcsService/GetNextJobID", GetNextJobIDRequest, GetNextJobIDReply),
};

export const WorkerInfoGcsService = {
  reportWorkerFailure: method("/ray.rpc.WorkerInfoGcsService/ReportWorkerFailure", ReportWorkerFailureRequest, ReportWorkerFailureReply),
  getWorkerInfo: method("/ray.rpc.WorkerInfoGcsService/GetWorkerInfo", GetWorkerInfoRequest, GetWorkerInfoReply),
  getAllWorkerInfo: method("/ray.rpc.WorkerInfoGcsService/GetAllWorkerInfo", GetAllWorkerInfoRequest, GetAllWorkerInfoReply),
  addWorkerInfo: method("/ray.rpc.WorkerInfoGcsService/AddWorkerInfo", AddWorkerInfoRequest, AddWorkerInfoReply),
  updateWorkerDebuggerPort: method("/ray.rpc.WorkerInfoGcsService/UpdateWorkerDebuggerPort", UpdateWorkerDebuggerPortRequest, UpdateWorkerDebuggerPortReply),
  updateWorkerNumPausedThreads: method("/ray.rpc.WorkerInfoGcsService/UpdateWorkerNumPausedThreads", UpdateWorkerNumPausedThreadsRequest, UpdateWorkerNumPausedThreadsReply),
};

export const InternalKVGcsService = {
  internalKVGet: method("/ray.rpc.InternalKVGcsService/InternalKVGet", InternalKVGetRequest, InternalKVGetReply),
  internalKVMultiGet: method("/ray.rpc.InternalKVGcsService/InternalKVMultiGet", InternalKVMultiGetRequest, InternalKVMultiGetReply),
  internalKVPut: method("/ray.rpc.InternalKVGcsService/InternalKVPut", InternalKVPutRequest, InternalKVPutReply),
  internalKVDel: method("/ray.rpc.InternalKVGcsService/InternalKVDel", InternalKVDelRequest, InternalKVDelReply),
  internalKVExists: method("/ray.rpc.InternalKVGcsService/InternalKVExists", InternalKVExistsRequest, InternalKVExistsReply),
  internalKVKeys: method("/ray.rpc.InternalKVGcsService/InternalKVKeys", InternalKVKeysRequest, InternalKVKeysReply),
  getInternalConfig: method("/ray.rpc.InternalKVGcsService/GetInternalConfig", GetInternalConfigRequest, GetInternalConfigReply),
};

export const PlacementGroupInfoGcsService = {
  createPlacementGroup: method("/ray.rpc.PlacementGroupInfoGcsService/CreatePlacementGroup", CreatePlacementGroupRequest, CreatePlacementGroupReply),
  removePlacementGroup: method("/ray.rpc.PlacementGroupInfoGcsService/RemovePlacementGroup", RemovePlacementGroupRequest, RemovePlacementGroupReply),
  getPlacementGroup: method("/ray.rpc.PlacementGroupInfoGcsService/GetPlacementGroup", GetPlacementGroupRequest, GetPlacementGroupReply),
  getNamedPlacementGroup: method("/ray.rpc.PlacementGroupInfoGcsService/GetNamedPlacementGroup", GetNamedPlacementGroupRequest, GetNamedPlacementGroupReply),
  getAllPlacementGroup: method("/ray.rpc.PlacementGroupInfoGcsService/GetAllPlacementGroup", GetAllPlacementGroupRequest, GetAllPlacementGroupReply),
  waitPlacementGroupUntilReady: method("/ray.rpc.PlacementGroupInfoGcsService/WaitPlacementGroupUntilReady", WaitPlacementGroupUntilReadyRequest, WaitPlacementGroupUntilReadyReply),
};

export const RuntimeEnvGcsService = {
  pinRuntimeEnvURI: method("/ray.rpc.RuntimeEnvGcsService/PinRuntimeEnvURI", PinRuntimeEnvURIRequest, PinRuntimeEnvURIReply),
};

export const ControlPlanePubSubGcsService = {
  gcsPublish: method("/ray.rpc.ControlPlanePubSubGcsService/GcsPublish", GcsPublishRequest, GcsPublishReply),
  gcsSubscriberPoll: method("/ray.rpc.ControlPlanePubSubGcsService/GcsSubscriberPoll", GcsSubscriberPollRequest, GcsSubscriberPollReply),
  gcsSubscriberCommandBatch: method("/ray.rpc.ControlPlanePubSubGcsService/GcsSubscriberCommandBatch", GcsSubscriberCommandBatchRequest, GcsSubscriberCommandBatchReply),
};

export const ObservabilityPubSubService = {
  gcsPublish: method("/ray.rpc.ObservabilityPubSubService/GcsPublish", GcsPublishRequest, GcsPublishReply),
  reportJobError: method("/ray.rpc.ObservabilityPubSubService/ReportJobError", ReportJobErrorRequest, ReportJobErrorReply),
  gcsSubscriberPoll: method("/ray.rpc.ObservabilityPubSubService/GcsSubscriberPoll", GcsSubscriberPollRequest, GcsSubscriberPollReply),
  gcsSubscriberCommandBatch: method("/ray.rpc.ObservabilityPubSubService/GcsSubscriberCommandBatch", GcsSubscriberCommandBatchRequest, GcsSubscriberCommandBatchReply),
};

export const NodeResourceInfoGcsService = {
  getAllAvailableResources: method("/ray.rpc.NodeResourceInfoGcsService/GetAllAvailableResources", GetAllAvailableResourcesRequest, GetAllAvailableResourcesReply),
  getAllTotalResources: method("/ray.rpc.NodeResourceInfoGcsService/GetAllTotalResources", GetAllTotalResourcesRequest, GetAllTotalResourcesReply),
  getAllResourceUsage: method("/ray.rpc.NodeResourceInfoGcsService/GetAllResourceUsage", GetAllResourceUsageRequest, GetAllResourceUsageReply),
  getDrainingNodes: method("/ray.rpc.NodeResourceInfoGcsService/GetDrainingNodes", GetDrainingNodesRequest, GetDrainingNodesReply),
};

export const NodeInfoGcsService = {
  getClusterId: method("/ray.rpc.NodeInfoGcsService/GetClusterId", GetClusterIdRequest, GetClusterIdReply),
  registerNode: method("/ray.rpc.NodeInfoGcsService/RegisterNode", RegisterNodeRequest, RegisterNodeReply),
  unregisterNode: method("/ray.rpc.NodeInfoGcsService/UnregisterNode", UnregisterNodeRequest, UnregisterNodeReply),
  drainNode: method("/ray.rpc.NodeInfoGcsService/DrainNode", DrainNodeRequest, DrainNodeReply),
  getAllNodeInfo: method("/ray.rpc.NodeInfoGcsService/GetAllNodeInfo", GetAllNodeInfoRequest, GetAllNodeInfoReply),
  getAllNodeAddressAndLiveness: method("/ray.rpc.NodeInfoGcsService/GetAllNodeAddressAndLiveness", GetAllNodeAddressAndLivenessRequest, GetAllNodeAddressAndLivenessReply),
  checkAlive: method("/ray.rpc.NodeInfoGcsService/CheckAlive", CheckAliveRequest, CheckAliveReply),
};

export const ActorInfoGcsService = {
  registerActor: method("/ray.rpc.ActorInfoGcsService/RegisterActor", RegisterActorRequest, RegisterActorReply),
  restartActorForLineageReconstruction: method("/ray.rpc.ActorInfoGcsService/RestartActorForLineageReconstruction", RestartActorForLineageReconstructionRequest, RestartActorForLineageReconstructionReply),
  createActor: method("/ray.rpc.ActorInfoGcsService/CreateActor", CreateActorRequest, CreateActorReply),
  getActorInfo: method("/ray.rpc.ActorInfoGcsService/GetActorInfo", GetActorInfoRequest, GetActorInfoReply),
  getNamedActorInfo: method("/ray.rpc.ActorInfoGcsService/GetNamedActorInfo", GetNamedActorInfoRequest, GetNamedActorInfoReply),
  listNamedActors: method("/ray.rpc.ActorInfoGcsService/ListNamedActors", ListNamedActorsRequest, ListNamedActorsReply),
  getAllActorInfo: method("/ray.rpc.ActorInfoGcsService/GetAllActorInfo", GetAllActorInfoRequest, GetAllActorInfoReply),
  killActorViaGcs: method("/ray.rpc.ActorInfoGcsService/KillActorViaGcs", KillActorViaGcsRequest, KillActorViaGcsReply),
  reportActorOutOfScope: method("/ray.rpc.ActorInfoGcsService/ReportActorOutOfScope", ReportActorOutOfScopeRequest, ReportActorOutOfScopeReply),
};

export const TaskInfoGcsService = {
  addTaskEventData: method("/ray.rpc.TaskInfoGcsService/AddTaskEventData", AddTaskEventDataRequest, AddTaskEventDataReply),
  getTaskEvents: method("/ray.rpc.TaskInfoGcsService/GetTaskEvents", GetTaskEventsRequest, GetTaskEventsReply),
};

export const NodeManagerService = {
  notifyGCSRestart: method("/ray.rpc.NodeManagerService/NotifyGCSRestart", NotifyGCSRestartRequest, NotifyGCSRestartReply),
  getResourceLoad: method("/ray.rpc.NodeManagerService/GetResourceLoad", GetResourceLoadRequest, GetResourceLoadReply),
  cancelLeasesWithResourceShapes: method("/ray.rpc.NodeManagerService/CancelLeasesWithResourceShapes", CancelLeasesWithResourceShapesRequest, CancelLeasesWithResourceShapesReply),
  requestWorkerLease: method("/ray.rpc.NodeManagerService/RequestWorkerLease", RequestWorkerLeaseRequest, RequestWorkerLeaseReply),
  prestartWorkers: method("/ray.rpc.NodeManagerService/PrestartWorkers", PrestartWorkersRequest, PrestartWorkersReply),
  reportWorkerBacklog: method("/ray.rpc.NodeManagerService/ReportWorkerBacklog", ReportWorkerBacklogRequest, ReportWorkerBacklogReply),
  returnWorkerLease: method("/ray.rpc.NodeManagerService/ReturnWorkerLease", ReturnWorkerLeaseRequest, ReturnWorkerLeaseReply),
  releaseUnusedActorWorkers: method("/ray.rpc.NodeManagerService/ReleaseUnusedActorWorkers", ReleaseUnusedActorWorkersRequest, ReleaseUnusedActorWorkersReply),
  shutdownRaylet: method("/ray.rpc.NodeManagerService/ShutdownRaylet", ShutdownRayletRequest, ShutdownRayletReply),
  drainRaylet: method("/ray.rpc.NodeManagerService/DrainRaylet", DrainRayletRequest, DrainRayletReply),
  prepareBundleResources: method("/ray.rpc.NodeManagerService/PrepareBundleResources", PrepareBundleResourcesRequest, PrepareBundleResourcesReply),
  commitBundleResources: method("/ray.rpc.NodeManagerService/CommitBundleResources", CommitBundleResourcesRequest, CommitBundleResourcesReply),
  removePlacementGroupBundles: method("/ray.rpc.NodeManagerService/RemovePlacementGroupBundles", RemovePlacementGroupBundlesRequest, RemovePlacementGroupBundlesReply),
  resizeLocalResourceInstances: method("/ray.rpc.NodeManagerService/ResizeLocalResourceInstances", ResizeLocalResourceInstancesRequest, ResizeLocalResourceInstancesReply),
  cancelWorkerLease: method("/ray.rpc.NodeManagerService/CancelWorkerLease", CancelWorkerLeaseRequest, CancelWorkerLeaseReply),
  pinObjectIDs: method("/ray.rpc.NodeManagerService/PinObjectIDs", PinObjectIDsRequest, PinObjectIDsReply),
  getNodeStats: method("/ray.rpc.NodeManagerService/GetNodeStats", GetNodeStatsRequest, GetNodeStatsReply),
  globalGC: method("/ray.rpc.NodeManagerService/GlobalGC", GlobalGCRequest, GlobalGCReply),
  formatGlobalMemoryInfo: method("/ray.rpc.NodeManagerService/FormatGlobalMemoryInfo", FormatGlobalMemoryInfoRequest, FormatGlobalMemoryInfoReply),
  releaseUnusedBundles: method("/ray.rpc.NodeManagerService/ReleaseUnusedBundles", ReleaseUnusedBundlesRequest, ReleaseUnusedBundlesReply),
  getSystemConfig: method("/ray.rpc.NodeManagerService/GetSystemConfig", GetSystemConfigRequest, GetSystemConfigReply),
  getObjectsInfo: method("/ray.rpc.NodeManagerService/GetObjectsInfo", GetObjectsInfoRequest, GetObjectsInfoReply),
  getWorkerFailureCause: method("/ray.rpc.NodeManagerService/GetWorkerFailureCause", GetWorkerFailureCauseRequest, GetWorkerFailureCauseReply),
  registerMutableObject: method("/ray.rpc.NodeManagerService/RegisterMutableObject", RegisterMutableObjectRequest, RegisterMutableObjectReply),
  pushMutableObject: method("/ray.rpc.NodeManagerService/PushMutableObject", PushMutableObjectRequest, PushMutableObjectReply),
  isLocalWorkerDead: method("/ray.rpc.NodeManagerService/IsLocalWorkerDead", IsLocalWorkerDeadRequest, IsLocalWorkerDeadReply),
  getWorkerPIDs: method("/ray.rpc.NodeManagerService/GetWorkerPIDs", GetWorkerPIDsRequest, GetWorkerPIDsReply),
  getAgentPIDs: method("/ray.rpc.NodeManagerService/GetAgentPIDs", GetAgentPIDsRequest, GetAgentPIDsReply),
  killLocalActor: method("/ray.rpc.NodeManagerService/KillLocalActor", KillLocalActorRequest, KillLocalActorReply),
  cancelLocalTask: method("/ray.rpc.NodeManagerService/CancelLocalTask", CancelLocalTaskRequest, CancelLocalTaskReply),
  freeLocalObjects: method("/ray.rpc.NodeManagerService/FreeLocalObjects", FreeLocalObjectsRequest, FreeLocalObjectsReply),
};

export const ObjectManagerService = {
  push: method("/ray.rpc.ObjectManagerService/Push", PushRequest, PushReply),
  pull: method("/ray.rpc.ObjectManagerService/Pull", PullRequest, PullReply),
};

export const ReporterService = {
  healthCheck: method("/ray.rpc.ReporterService/HealthCheck", HealthCheckRequest, HealthCheckReply),
};
