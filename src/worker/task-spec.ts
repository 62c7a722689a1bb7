/**
 * Task and lease specifications as Ray 2.60.0's workers read them (common.proto). What is the same for all calls of one
 * function with one set of options is made once, as a TaskTemplate.
 */
import { BUNDLE_RESOURCE, groupResourceName } from "../core/scheduler/resources.js";
import { idBytes, type JobId, NodeId, PlacementGroupId, type TaskId } from "../ids/index.js";
import { type Init, rpc } from "../wire/index.js";
import { UsageError } from "./errors.js";
import { SpecTemplate } from "./spec-template.js";

/** Where a function lives. */
export interface FunctionTarget {
  readonly language: rpc.Language;
  readonly descriptor: Init<rpc.FunctionDescriptor>;
  /** For people. */
  readonly name: string;
  /** Of a function or class in TypeScript that is in no module: it travels with each call (typescript-target.ts). */
  readonly source?: string;
}

export type SchedulingStrategy =
  | "DEFAULT"
  | "SPREAD"
  | { readonly nodeId: string; readonly soft: boolean }
  | {
      readonly placementGroup: PlacementGroupRef;
      /** Default: any. */
      readonly bundleIndex?: number;
      /** What the task submits itself runs in the group too. Default false. */
      readonly captureChildTasks?: boolean;
    };

/** A group of reserved bundles, by its id (hex). */
export interface PlacementGroupRef {
  readonly id: string;
}

/** Ray's options of a task, under their names in camel case. */
export interface TaskOptions {
  /** Default 1. */
  readonly numCpus?: number;
  readonly numGpus?: number;
  /** Bytes. */
  readonly memory?: number;
  readonly resources?: Readonly<Record<string, number>>;
  /** Further tries when a worker dies; -1: without limit. Default 3. */
  readonly maxRetries?: number;
  /** Exceptions are tried again too. Default false. */
  readonly retryExceptions?: boolean;
  readonly schedulingStrategy?: SchedulingStrategy;
  /** Over what `init` was given, or the calling task has: fields that it does not name are theirs, `env_vars` those of both. */
  readonly runtimeEnv?: Readonly<Record<string, unknown>>;
  /** As lists of tasks show it. */
  readonly name?: string;
}

export const defaultMaxRetries = 3;

export interface TaskTemplate {
  readonly target: FunctionTarget;
  readonly spec: SpecTemplate;
  /** Tasks of one such name fit the same workers, but for their arguments in the store. */
  readonly className: string;
  readonly isSpread: boolean;
  readonly maxRetries: number;
  readonly retryExceptions: boolean;
}

/** What all tasks of a job, submitted by one process, have in common. */
export interface TaskContext {
  readonly jobId: JobId;
  readonly job: Uint8Array;
  readonly jobConfig: Init<rpc.JobConfig>;
  readonly caller: Init<rpc.Address>;
  /** Serialized; "{}" is none. */
  readonly runtimeEnv: string;
  /** Of what is submitted: one more than its parent's. A driver's tasks have 1. */
  readonly depth: number;
  /** Set below a detached actor: what it submits outlives the job as it does. */
  readonly rootDetachedActorId: Uint8Array;
}

/** @throws UsageError for a wrong option */
export function taskTemplate(context: TaskContext, target: FunctionTarget, options: TaskOptions): TaskTemplate {
  const resources = inGroup(resourcesOf(options, 1), options.schedulingStrategy);
  const strategy = strategyOf(options.schedulingStrategy ?? "DEFAULT");
  const runtimeEnv = runtimeEnvOf(context, options.runtimeEnv);
  const maxRetries = maxRetriesOf(options);
  const retryExceptions = options.retryExceptions ?? false;
  const { descriptor, language } = target;
  const spec = new SpecTemplate({
    ...commonSpec(context, target, options.name ?? target.name),
    type: rpc.TaskType.NORMAL_TASK,
    requiredResources: resources,
    requiredPlacementResources: resources,
    maxRetries,
    retryExceptions,
    runtimeEnvInfo: runtimeEnv,
    schedulingStrategy: strategy,
  });
  const className = JSON.stringify([
    language,
    descriptor,
    resources,
    strategyKey(options),
    runtimeEnv.serializedRuntimeEnv,
  ]);
  const isSpread = options.schedulingStrategy === "SPREAD";
  return { target, spec, className, isSpread, maxRetries, retryExceptions };
}

/** @throws UsageError */
export function maxRetriesOf({ maxRetries = defaultMaxRetries }: TaskOptions): number {
  if (Number.isInteger(maxRetries) && maxRetries >= -1) return maxRetries;
  throw new UsageError(`maxRetries is ${maxRetries}; it must be a whole number, or -1 for no limit.`);
}

/** Fields that tasks of every type have. */
export function commonSpec(context: TaskContext, target: FunctionTarget, name: string) {
  return {
    name,
    language: target.language,
    functionDescriptor: target.descriptor,
    jobId: context.job,
    callerAddress: context.caller,
    jobConfig: context.jobConfig,
    depth: context.depth,
    rootDetachedActorId: context.rootDetachedActorId,
    generatorBackpressureNumObjects: -1,
    numObjectsPerYield: 1,
    enableTaskEvents: true,
    labelSelector: {},
    fallbackStrategy: {},
  };
}

/** @throws UsageError */
export function resourcesOf(
  options: Pick<TaskOptions, "numCpus" | "numGpus" | "memory" | "resources">,
  defaultCpus: number,
): Record<string, number> {
  const { numCpus = defaultCpus, numGpus = 0, memory = 0, resources = {} } = options;
  const all: Record<string, number> = { ...resources };
  for (const name of ["CPU", "GPU", "memory"]) {
    if (name in all) throw new UsageError(`resources names ${name}; give numCpus, numGpus or memory instead.`);
  }
  for (const [name, amount] of [
    ["CPU", numCpus],
    ["GPU", numGpus],
    ["memory", memory],
  ] as const) {
    if (amount !== 0) all[name] = amount;
  }
  for (const [name, amount] of Object.entries(all)) {
    if (!Number.isFinite(amount) || amount < 0)
      throw new UsageError(`The resource ${name} is ${amount}; it must be 0 or more.`);
  }
  return all;
}

/**
 * Resources as a group's bundles have them: the submitter names them (Ray 2.60.0, AddPlacementGroupConstraint), with a
 * thousandth of "bundle" so that a task without resources is bound to the group as well.
 */
export function inGroup(
  resources: Record<string, number>,
  strategy: SchedulingStrategy | undefined,
): Record<string, number> {
  if (strategy === undefined || typeof strategy === "string" || "nodeId" in strategy) return resources;
  const { placementGroup, bundleIndex = -1 } = strategy;
  if (!Number.isInteger(bundleIndex) || bundleIndex < -1) {
    throw new UsageError(`bundleIndex is ${bundleIndex}; it must be the number of a bundle, from 0 on.`);
  }
  const group = PlacementGroupId.fromHex(placementGroup.id);
  const named: Record<string, number> = {};
  for (const [name, amount] of Object.entries({ ...resources, [BUNDLE_RESOURCE]: 0.001 })) {
    named[groupResourceName(name, group, null)] = amount;
    if (bundleIndex >= 0) named[groupResourceName(name, group, bundleIndex)] = amount;
  }
  return named;
}

export function strategyOf(strategy: SchedulingStrategy): Init<rpc.SchedulingStrategy> {
  if (strategy === "DEFAULT") return { defaultSchedulingStrategy: {} };
  if (strategy === "SPREAD") return { spreadSchedulingStrategy: {} };
  if ("nodeId" in strategy) {
    const nodeId = Buffer.from(NodeId.fromHex(strategy.nodeId), "hex");
    return { nodeAffinitySchedulingStrategy: { nodeId, soft: strategy.soft } };
  }
  return {
    placementGroupSchedulingStrategy: {
      placementGroupId: idBytes(PlacementGroupId.fromHex(strategy.placementGroup.id)),
      placementGroupBundleIndex: strategy.bundleIndex ?? -1,
      placementGroupCaptureChildTasks: strategy.captureChildTasks ?? false,
    },
  };
}

function strategyKey({ schedulingStrategy }: TaskOptions): unknown {
  if (schedulingStrategy === undefined || typeof schedulingStrategy === "string")
    return schedulingStrategy ?? "DEFAULT";
  if ("nodeId" in schedulingStrategy) return schedulingStrategy;
  const { placementGroup, bundleIndex, captureChildTasks } = schedulingStrategy;
  return { placementGroup: placementGroup.id, bundleIndex, captureChildTasks };
}

/** What a task or actor says counts before what it has from its parent; variables are those of both (Ray 2.60.0, core_worker.cc). */
export function runtimeEnvOf(
  context: TaskContext,
  runtimeEnv: Readonly<Record<string, unknown>> | undefined,
): { serializedRuntimeEnv: string; runtimeEnvConfig: { setupTimeoutSeconds: number; eagerInstall: boolean } } {
  const serializedRuntimeEnv =
    runtimeEnv === undefined ? context.runtimeEnv : overriding(context.runtimeEnv, runtimeEnv);
  return { serializedRuntimeEnv, runtimeEnvConfig: { setupTimeoutSeconds: 600, eagerInstall: true } };
}

function overriding(serializedParent: string, own: Readonly<Record<string, unknown>>): string {
  const parent = JSON.parse(serializedParent) as Readonly<Record<string, unknown>>;
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const all = { ...parent, ...given };
  const variables = { ...(parent["env_vars"] ?? {}), ...(given["env_vars"] ?? {}) };
  return JSON.stringify("env_vars" in all ? { ...all, env_vars: variables } : all);
}

export function ownTaskFields(parent: TaskId, taskId: Uint8Array, counter: number) {
  const parentTaskId = Buffer.from(parent, "hex");
  return { taskId, parentTaskId, parentCounter: counter, callerId: parentTaskId, submitterTaskId: parentTaskId };
}
