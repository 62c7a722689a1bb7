/** Specifications of actors and of their calls (Ray 2.60.0, common.proto). */
import type { GroupSettings } from "../core/core-worker/call-groups.js";
import { ActorId, creationTaskOfActor, idBytes, jobIdOfActor, objectIdOfTask, type TaskId } from "../ids/index.js";
import { encode, type Init, rpc } from "../wire/index.js";
import { UsageError } from "./errors.js";
import { checkMethodGroups, groupMessages } from "./method-groups.js";
import { SpecTemplate } from "./spec-template.js";
import {
  commonSpec,
  type FunctionTarget,
  inGroup,
  ownTaskFields,
  resourcesOf,
  runtimeEnvOf,
  strategyOf,
  type TaskContext,
  type TaskOptions,
} from "./task-spec.js";

/** Ray's options of an actor, under their names in camel case. */
export interface ActorOptions
  extends Pick<TaskOptions, "numCpus" | "numGpus" | "memory" | "resources" | "schedulingStrategy" | "runtimeEnv"> {
  /** So that `getActor` finds it, in this driver's namespace unless `namespace` names another. */
  readonly name?: string;
  readonly namespace?: string;
  /** "detached": it lives until it is killed, also after this driver. Default: until its last handle is gone. */
  readonly lifetime?: "detached";
  /** How often it is started again after its process died; -1: without limit. Default 0. */
  readonly maxRestarts?: number;
  /** Further tries of calls that were under way then; -1: without limit. Default 0. */
  readonly maxTaskRetries?: number;
  /**
   * Calls that run at a time. Default 1; above 1 calls start in any order. Methods in Python have a thread each; those in
   * TypeScript share one, and take turns where they await, but for those that the class names in `static threadedMethods`.
   */
  readonly maxConcurrency?: number;
  /**
   * Groups of calls by name, and how many calls of each run at a time, whatever the other groups do: `{ io: 2 }`. What is in no
   * group is in the default one, whose bound is `maxConcurrency`. Calls of a group start in their caller's order, unless
   * `maxConcurrency` is above 1.
   */
  readonly concurrencyGroups?: Readonly<Record<string, number>>;
  /**
   * Methods that run in a group, unless a call names another: `{ fetch: "io" }`. A class in TypeScript says so itself, in
   * `static methodGroups`. For one in Python say it here: `@ray.method` is read by Python's makers alone.
   */
  readonly methodGroups?: Readonly<Record<string, string>>;
  /** Its methods are `async def`: they run on one event loop, up to `maxConcurrency` (default 1000) at a time. */
  readonly isAsyncio?: boolean;
}

/** Of one actor, whoever made it. */
export interface ActorFacts {
  readonly actorId: ActorId;
  readonly target: FunctionTarget;
  readonly takesAnyOrder: boolean;
  readonly maxTaskRetries: number;
  readonly isDetached: boolean;
  /** Names of its concurrency groups. */
  readonly groups: readonly string[];
  /** For people. */
  readonly name: string;
}

/** What an actor's options say of its calls and restarts. @throws UsageError */
export function actorSettings(options: ActorOptions) {
  const { maxRestarts = 0, maxTaskRetries = 0, isAsyncio = false, name = "" } = options;
  const maxConcurrency = options.maxConcurrency ?? (isAsyncio ? 1_000 : 1);
  const groups = new Map(Object.entries(options.concurrencyGroups ?? {}));
  const methodGroups = new Map(Object.entries(options.methodGroups ?? {}));
  for (const [what, value, least] of [
    ["maxRestarts", maxRestarts, -1],
    ["maxTaskRetries", maxTaskRetries, -1],
    ["maxConcurrency", maxConcurrency, 1],
    ...[...groups].map(([group, bound]) => [`concurrencyGroups.${group}`, bound, 1] as const),
  ] as const) {
    if (!Number.isInteger(value) || value < least) {
      throw new UsageError(`${what} is ${value}; it must be a whole number from ${least} on.`);
    }
  }
  if (groups.has("")) throw new UsageError("A concurrency group needs a name.");
  checkMethodGroups(methodGroups, groups.keys());
  const isDetached = options.lifetime === "detached";
  if (isDetached && name === "") throw new UsageError("A detached actor needs a name: nothing else finds it again.");
  const takesAnyOrder = isAsyncio || maxConcurrency > 1;
  const inGroups: GroupSettings = { maxConcurrency, groups, methodGroups };
  return { ...inGroups, maxRestarts, maxTaskRetries, isAsyncio, takesAnyOrder, isDetached, name };
}

/**
 * What an actor takes while it runs, and what must be there to place it: without a number of CPUs it needs one to be placed
 * and none while it runs (Ray 2.60.0, actor.py). @throws UsageError
 */
export function actorResources(options: ActorOptions) {
  const { schedulingStrategy } = options;
  const running = inGroup(resourcesOf(options, 0), schedulingStrategy);
  const placing = options.numCpus === undefined ? inGroup(resourcesOf(options, 1), schedulingStrategy) : running;
  return { running, placing };
}

/** @throws UsageError for wrong options */
export function creationSpec(
  context: TaskContext,
  parent: TaskId,
  counter: number,
  actorId: ActorId,
  target: FunctionTarget,
  options: ActorOptions,
): { readonly spec: Init<rpc.TaskSpec>; readonly facts: ActorFacts } {
  const settings = actorSettings(options);
  const { maxRestarts, maxTaskRetries, maxConcurrency, isAsyncio, takesAnyOrder, isDetached, name } = settings;
  const groups = [...settings.groups.keys()];
  const facts = { actorId, target, takesAnyOrder, maxTaskRetries, isDetached, groups, name: name || target.name };
  const rayNamespace = options.namespace ?? context.jobConfig.rayNamespace ?? "";
  const creation = creationTaskOfActor(actorId);
  const id = idBytes(actorId);
  const { running, placing } = actorResources(options);
  const handle: Init<rpc.ActorHandle> = {
    actorId: id,
    ownerId: idBytes(parent),
    ownerAddress: context.caller,
    creationJobId: context.job,
    actorLanguage: target.language,
    actorCreationTaskFunctionDescriptor: target.descriptor,
    actorCursor: idBytes(objectIdOfTask(creation, 1)),
    maxTaskRetries,
    name,
    rayNamespace,
    allowOutOfOrderExecution: takesAnyOrder,
    maxPendingCalls: -1,
    enableTaskEvents: true,
    isDetached,
  };
  const spec: Init<rpc.TaskSpec> = {
    ...commonSpec(context, target, name === "" ? `${target.name}.__init__` : `${name}:${target.name}.__init__`),
    ...ownTaskFields(parent, idBytes(creation), counter),
    type: rpc.TaskType.ACTOR_CREATION_TASK,
    numReturns: 0,
    requiredResources: running,
    requiredPlacementResources: placing,
    schedulingStrategy: strategyOf(options.schedulingStrategy ?? "DEFAULT"),
    runtimeEnvInfo: runtimeEnvOf(context, options.runtimeEnv),
    ...(isDetached ? { rootDetachedActorId: id } : {}),
    actorCreationTaskSpec: {
      actorId: id,
      maxActorRestarts: maxRestarts,
      maxTaskRetries,
      maxConcurrency,
      isDetached,
      name,
      rayNamespace,
      isAsyncio,
      concurrencyGroups: groupMessages(settings, (method) => methodOf(facts, method).descriptor),
      serializedActorHandle: encode(rpc.ActorHandle, handle),
      allowOutOfOrderExecution: takesAnyOrder,
      maxPendingCalls: -1,
      actorGeneratorBackpressureNumObjects: -1,
    },
  };
  return { spec, facts };
}

/** What the calls of one method have in common. @param group that they name; "": none */
export function callTemplate(
  context: TaskContext,
  facts: ActorFacts,
  method: FunctionTarget,
  group: string,
): SpecTemplate {
  return new SpecTemplate({
    ...commonSpec(context, method, method.name),
    // The job that made the actor, whoever calls: a worker of Ray's is of one job and ends when it is pushed another's.
    jobId: idBytes(jobIdOfActor(facts.actorId)),
    type: rpc.TaskType.ACTOR_TASK,
    concurrencyGroupName: group,
    maxRetries: facts.maxTaskRetries,
    runtimeEnvInfo: runtimeEnvOf(context, undefined),
    schedulingStrategy: strategyOf("DEFAULT"),
  });
}

/** What a call says of its actor. */
export function actorTaskSpecOf({ actorId }: ActorFacts): Init<rpc.ActorTaskSpec> {
  const actorCreationDummyObjectId = idBytes(objectIdOfTask(creationTaskOfActor(actorId), 1));
  return { actorId: idBytes(actorId), actorCreationDummyObjectId };
}

/** A method of an actor, as its language names it. */
export function methodOf(facts: ActorFacts, name: string): FunctionTarget {
  const { language, descriptor } = facts.target;
  const python = descriptor.pythonFunctionDescriptor;
  if (python != null) {
    const { moduleName, className } = python;
    const full = { moduleName, className, functionName: name };
    return { language, descriptor: { pythonFunctionDescriptor: full }, name: `${className}.${name}` };
  }
  const cpp = descriptor.cppFunctionDescriptor;
  if (cpp != null) {
    const { caller, className } = cpp;
    return { language, descriptor: { cppFunctionDescriptor: { functionName: name, caller, className } }, name };
  }
  throw new UsageError(`The actor ${facts.name} is written in a language that cannot be called from TypeScript.`);
}

/** What the head knows of a named actor. */
export function factsOf(table: rpc.ActorTableData, spec: rpc.TaskSpec): ActorFacts {
  const creation = spec.actorCreationTaskSpec;
  const descriptor = spec.functionDescriptor ?? {};
  return {
    actorId: ActorId.fromBytes(table.actorId),
    target: { language: spec.language, descriptor, name: table.className },
    takesAnyOrder: creation?.allowOutOfOrderExecution ?? false,
    maxTaskRetries: creation?.maxTaskRetries ?? 0,
    isDetached: table.isDetached,
    groups: (creation?.concurrencyGroups ?? []).map(({ name }) => name),
    name: table.name,
  };
}
