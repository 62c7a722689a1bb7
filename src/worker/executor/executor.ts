/**
 * Runs what is pushed to this worker: functions, the constructor of an actor, its methods. Tasks run one at a time; an
 * actor's calls in their callers' order (CallQueue), as many at a time as its maker allowed in each concurrency group
 * (CallGroups).
 *
 * Methods that an actor's class names as threaded run on threads (threads.ts), all else on the one of this process.
 *
 * Nothing interrupts JavaScript on that. A task that is cancelled while it runs is answered at once and its signal aborted; the
 * process of a function then ends, that of an actor goes on, and the method keeps its place until it returns.
 */
import {
  CallGroups,
  type CallGroupsEvent,
  defaultGroup,
  type GroupSettings,
} from "../../core/core-worker/call-groups.js";
import { CallQueue, type CallQueueEffect } from "../../core/core-worker/call-queue.js";
import { TaskId, WorkerId } from "../../ids/index.js";
import { GrpcCode, RpcError } from "../../native/rpc.js";
import { type Init, rpc } from "../../wire/index.js";
import { Cancellation } from "../cancellation.js";
import type { WorkerContext } from "../context.js";
import { inTask, OwnScope } from "../current-task.js";
import { UsageError } from "../errors.js";
import { groupSettingsOf } from "../method-groups.js";
import { sourceOf } from "../typescript-target.js";
import type { Callable, CodeLoader, CodePlace } from "./code-loader.js";
import { exceptionOf } from "./exceptions.js";
import { GeneratorReports } from "./generator.js";
import type { TaskRefs } from "./task-refs.js";
import type { Threads } from "./threads.js";
import type { Values } from "./values.js";

interface Pushed {
  readonly request: rpc.PushTaskRequest;
  readonly spec: rpc.TaskSpec;
  readonly resolve: (reply: Init<rpc.PushTaskReply>) => void;
  readonly reject: (error: RpcError) => void;
  readonly cancellation: Cancellation;
  /** Inside its arguments. */
  readonly refs: TaskRefs;
  isCancelled: boolean;
  isRunning: boolean;
  /** Why it is not to run. */
  refusal: string | null;
}

export interface ExecutorOptions {
  readonly context: WorkerContext;
  readonly values: Values;
  readonly code: CodeLoader;
  /** Where to look for code when a task does not say. */
  readonly codeSearchPath: readonly string[];
  /** One is about to run, with what its lease gives it; an actor's call has no lease of its own. */
  readonly onTask: (spec: rpc.TaskSpec, lease: readonly rpc.ResourceMapEntry[]) => void;
  /** The actor of this process has been made. */
  readonly onActorMade: () => void;
  /** Its constructor threw: the process is of no use. `exception` is a serialized RayException. */
  readonly onActorFailed: (exception: Uint8Array) => void;
  /** A function goes on although its task was cancelled and answered: nothing but the process's end stops it. */
  readonly onAbandoned: () => void;
  /** A task has been answered. */
  readonly onEnd: () => void;
}

export class Executor {
  readonly #options: ExecutorOptions;
  readonly #order = new CallQueue();
  readonly #pushed = new Map<number, Pushed>();
  readonly #generators = new Map<TaskId, GeneratorReports>();
  readonly #groups = new CallGroups();
  #takesAnyOrder = false;
  #actor: object | null = null;
  /** Of its class, and where they run. */
  #threadedMethods: ReadonlySet<string> = new Set();
  #threads: Threads | null = null;
  #lastNumber = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: ExecutorOptions) {
    this.#options = options;
  }

  /** @throws RpcError for another worker's task, and for a call that comes too late */
  push(request: rpc.PushTaskRequest): Promise<Init<rpc.PushTaskReply>> {
    const { context } = this.#options;
    const intended = WorkerId.fromBytes(request.intendedWorkerId);
    const spec = request.taskSpec;
    if (intended !== context.address.workerId || spec === null) {
      throw new RpcError(GrpcCode.ABORTED, "Invalid", Buffer.from(`This is worker ${context.address.workerId}.`));
    }
    return new Promise((resolve, reject) => {
      this.#lastNumber += 1;
      const cancellation = new Cancellation();
      const refs = this.#options.values.refs();
      const state = { isCancelled: false, isRunning: false, refusal: null };
      const pushed: Pushed = { request, spec, resolve, reject, cancellation, refs, ...state };
      this.#pushed.set(this.#lastNumber, pushed);
      this.#admit(this.#lastNumber, pushed);
    });
  }

  /** @returns whether the task runs, and whether its caller has been told, or will be, that it was cancelled */
  cancel(taskId: TaskId): { readonly isRunning: boolean; readonly isCancelled: boolean } {
    for (const pushed of this.#pushed.values()) {
      if (TaskId.fromBytes(pushed.spec.taskId) !== taskId) continue;
      if (!pushed.isRunning) {
        pushed.isCancelled = true;
        return { isRunning: false, isCancelled: true };
      }
      return { isRunning: true, isCancelled: this.#abandon(pushed) };
    }
    return { isRunning: false, isCancelled: false };
  }

  /** @returns false for an actor's constructor: whoever wants to stop that kills the actor */
  #abandon({ spec, resolve, cancellation, refs }: Pushed): boolean {
    const { values, onAbandoned } = this.#options;
    if (spec.type === rpc.TaskType.ACTOR_CREATION_TASK) return false;
    const isFunction = spec.type === rpc.TaskType.NORMAL_TASK;
    const returnObjects = values.cancelledOf(spec);
    // The process of a function ends, and what it had with it.
    resolve({ returnObjects, workerExiting: isFunction, borrowedRefs: isFunction ? [] : refs.reportRunning() });
    cancellation.cancel();
    if (isFunction) onAbandoned();
    return true;
  }

  get pendingTasks(): number {
    return this.#pushed.size;
  }

  /** The caller of a generator has taken so many of its items. */
  consumed(taskId: TaskId, total: number): void {
    this.#generators.get(taskId)?.consumed(total);
  }

  #admit(callNumber: number, pushed: Pushed): void {
    const { spec, request } = pushed;
    if (spec.type !== rpc.TaskType.ACTOR_TASK || this.#takesAnyOrder) {
      this.#enter(callNumber, pushed);
      return;
    }
    const caller = WorkerId.fromBytes(spec.callerAddress?.workerId ?? new Uint8Array());
    const { sequenceNumber, clientProcessedUpTo: processedUpTo } = request;
    const { attemptNumber: attempt, concurrencyGroupName: group } = spec;
    this.#perform(
      this.#order.handle(
        { type: "arrive", callNumber, caller, group, sequenceNumber, processedUpTo, attempt },
        performance.now(),
      ),
    );
  }

  #perform(effects: readonly CallQueueEffect[]): void {
    for (const effect of effects) {
      const pushed = this.#pushed.get(effect.callNumber);
      if (pushed === undefined) continue;
      if (effect.type === "refuse") {
        this.#pushed.delete(effect.callNumber);
        pushed.reject(new RpcError(GrpcCode.ABORTED, "Invalid", Buffer.from(`The call is refused: ${effect.reason}.`)));
        continue;
      }
      if (effect.type === "cancel") pushed.isCancelled = true;
      this.#enter(effect.callNumber, pushed);
    }
    if (this.#timer !== null) clearTimeout(this.#timer);
    const due = this.#order.dueAtMs;
    const tick = () => this.#perform(this.#order.handle({ type: "tick" }, performance.now()));
    this.#timer = due === null ? null : setTimeout(tick, Math.max(0, due - performance.now()) + 1).unref();
  }

  /** It is its turn, as far as its caller's other calls are concerned. */
  #enter(callNumber: number, { spec }: Pushed): void {
    const group = spec.type === rpc.TaskType.ACTOR_TASK ? spec.concurrencyGroupName : defaultGroup;
    this.#inGroups({ type: "arrive", callNumber, method: nameOf(spec), group });
  }

  #inGroups(event: CallGroupsEvent): void {
    for (const effect of this.#groups.handle(event)) {
      const { callNumber } = effect;
      const pushed = this.#pushed.get(callNumber) as Pushed;
      pushed.isRunning = true;
      if (effect.type === "refuse") pushed.refusal = effect.reason;
      void this.#run(pushed).finally(() => {
        this.#pushed.delete(callNumber);
        this.#inGroups({ type: "done", callNumber });
      });
    }
  }

  async #run(pushed: Pushed): Promise<void> {
    const { spec, cancellation, refs } = pushed;
    const { context, values, onTask, onActorMade, onActorFailed, onEnd } = this.#options;
    const resolve = (reply: Init<rpc.PushTaskReply>) => {
      pushed.resolve({ ...reply, borrowedRefs: refs.report() });
      onEnd();
    };
    if (pushed.isCancelled) {
      resolve({ wasCancelledBeforeRunning: true });
      return;
    }
    const isCreation = spec.type === rpc.TaskType.ACTOR_CREATION_TASK;
    try {
      if (pushed.refusal !== null) throw new UsageError(pushed.refusal);
      if (this.#threads !== null && this.#threadedMethods.has(nameOf(spec))) {
        resolve({ returnObjects: await this.#onThread(this.#threads, pushed) });
        return;
      }
      const args = await values.argumentsOf(spec, refs);
      cancellation.throwIfCancelled();
      const scope = new OwnScope(TaskId.fromBytes(spec.taskId), cancellation, context.tasks.jobId, spec.attemptNumber);
      onTask(spec, pushed.request.resourceMapping);
      const result = await inTask(scope, () => (isCreation ? this.#make(spec, args) : this.#call(spec, args)));
      if (isCreation) onActorMade();
      const streamingGeneratorReturnIds = spec.streamingGenerator ? await this.#stream(pushed, result) : [];
      // A stream's own object says nothing.
      const returned = spec.streamingGenerator ? null : result;
      const returnObjects = isCreation ? [] : await values.returnsOf(spec, returned);
      resolve({ returnObjects, streamingGeneratorReturnIds });
    } catch (error) {
      const { exception, text } = exceptionOf(error);
      if (isCreation) {
        // The head takes an actor for alive until its worker has ended, so that calls may still come.
        this.#inGroups({ type: "failed" });
        resolve({ isApplicationError: true, taskExecutionError: text, workerExiting: true });
        onActorFailed(exception);
        return;
      }
      const returnObjects = values.failuresOf(spec, error);
      const isRetryableError = spec.retryExceptions;
      resolve({ returnObjects, isApplicationError: true, isRetryableError, taskExecutionError: text });
    }
  }

  async #onThread(threads: Threads, { request, spec, cancellation }: Pushed): Promise<Init<rpc.ReturnObject>[]> {
    const { values, onTask } = this.#options;
    const method = nameOf(spec);
    if (spec.streamingGenerator) throw new UsageError(`${method} is threaded: it cannot give its results one by one.`);
    const args = await values.packedArgumentsOf(spec);
    cancellation.throwIfCancelled();
    onTask(spec, request.resourceMapping);
    const taskId = TaskId.fromBytes(spec.taskId);
    const results = await threads.call({ method, args, numReturns: spec.numReturns, taskId }, cancellation.signal);
    return Promise.all(results.map((value, at) => values.returnOf(spec, at + 1, value)));
  }

  async #stream({ spec, cancellation }: Pushed, result: unknown): Promise<Init<rpc.StreamingGeneratorReturnIdInfo>[]> {
    const { context, values } = this.#options;
    const reports = new GeneratorReports(context, values, spec);
    const taskId = TaskId.fromBytes(spec.taskId);
    this.#generators.set(taskId, reports);
    try {
      return await reports.run(result, cancellation.signal);
    } finally {
      this.#generators.delete(taskId);
    }
  }

  async #make(spec: rpc.TaskSpec, args: unknown[]): Promise<null> {
    const creation = spec.actorCreationTaskSpec;
    this.#takesAnyOrder = creation?.allowOutOfOrderExecution ?? false;
    const place = this.#placeOf(spec);
    const made = await this.#options.code.callable(place);
    const settings = groupSettingsOf(creation, made);
    if (isClass(made)) {
      if ("threadedMethods" in made) await this.#prepareThreads(spec, place, made, settings);
      this.#actor = Reflect.construct(made, args) as object;
    } else this.#actor = (await made(...args)) as object;
    this.#inGroups({ type: "bounds", settings });
    return null;
  }

  async #prepareThreads(spec: rpc.TaskSpec, place: CodePlace, made: Callable, settings: GroupSettings): Promise<void> {
    const { values, context } = this.#options;
    // Most workers run without Piscina.
    const { Threads, threadedMethodsOf } = await import("./threads.js");
    this.#threadedMethods = threadedMethodsOf(made);
    const data = { place, args: await values.packedArgumentsOf(spec) };
    // Each call that may run has one.
    const count = [...settings.groups.values()].reduce((sum, bound) => sum + bound, settings.maxConcurrency);
    this.#threads = new Threads(data, count, context.log);
  }

  async #call(spec: rpc.TaskSpec, args: unknown[]): Promise<unknown> {
    if (spec.type === rpc.TaskType.NORMAL_TASK) {
      return await (await this.#options.code.callable(this.#placeOf(spec)))(...args);
    }
    const name = nameOf(spec);
    const actor = this.#actor as Record<string, unknown> | null;
    const method = actor?.[name];
    if (typeof method !== "function" || name === "constructor") {
      throw new TypeError(
        `The actor ${actor?.constructor.name ?? "that was not made"} has no method ${JSON.stringify(name)}.`,
      );
    }
    return await (method as Callable).apply(actor, args);
  }

  #placeOf(spec: rpc.TaskSpec): CodePlace {
    const source = sourceOf(spec);
    if (source !== null) return { source };
    const job = spec.jobConfig;
    // A Python driver names what its own imports look in, whether or not it was told of a search path.
    const searchPath = job === null ? this.#options.codeSearchPath : [...job.codeSearchPath, ...job.pyDriverSysPath];
    return { name: nameOf(spec), searchPath };
  }
}

function nameOf(spec: rpc.TaskSpec): string {
  return spec.functionDescriptor?.cppFunctionDescriptor?.functionName ?? "";
}

export function isClass(value: Callable): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}
