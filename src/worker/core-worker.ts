/**
 * The part of a driver or worker that calls others: submits tasks, makes and calls actors, keeps objects, and serves what
 * owners are asked for. Whoever makes one has registered the process (driver.ts).
 */
import { ErrorType } from "../core/core-worker/types.js";
import { ActorId, type NodeId, type ObjectId, taskIdOfObject } from "../ids/index.js";
import type { PlasmaClient } from "../native/plasma-client.js";
import type { RpcClient, RpcServer } from "../native/rpc.js";
import { GcsStatusError } from "../runtime/gcs-client.js";
import type { GcsSubscriber } from "../runtime/gcs-subscriber.js";
import { rpc } from "../wire/index.js";
import { ActorShell } from "./actor-shell.js";
import { type ActorFacts, type ActorOptions, factsOf, methodOf } from "./actor-spec.js";
import { type TaskArguments, taskArguments } from "./arguments.js";
import { cancelAtOwner } from "./borrowed-refs.js";
import { Borrowers } from "./borrowers.js";
import type { WorkerContext } from "./context.js";
import type { ActorCallOptions, Driver } from "./driver-interface.js";
import { ActorDiedError, UsageError } from "./errors.js";
import { whyNoTypeScript } from "./local-raylet.js";
import type { ObjectRef } from "./object-ref.js";
import { ObjectShell } from "./object-shell.js";
import { serveOwner } from "./owner-service.js";
import { PlacementGroups } from "./placement-groups.js";
import { Stream } from "./stream.js";
import type { IdSource } from "./task-ids.js";
import { TaskShell } from "./task-shell.js";
import { type FunctionTarget, type TaskOptions, type TaskTemplate, taskTemplate } from "./task-spec.js";

/** What the head has not been told of tasks so long after their job's end it need not know. */
const lastReportMs = 1_000;

export interface CoreWorkerParts {
  readonly context: WorkerContext;
  readonly rpcClient: RpcClient;
  readonly server: RpcServer;
  /** The head's news of actors and nodes. */
  readonly control: GcsSubscriber;
  /** Closed with the others. */
  readonly subscribers: readonly GcsSubscriber[];
  readonly plasma: PlasmaClient;
  readonly ids: IdSource;
  /** Of the local raylet. */
  readonly rayletSocket: string;
  readonly workerType: rpc.WorkerType;
  /** Somebody asks this process to exit. @returns whether it does; null: that is answered elsewhere */
  readonly onExit: ((isForced: boolean) => boolean) | null;
  /** Somebody here begins to wait for an object, while nobody else does, or the last one has it. */
  readonly onWaiting: (isWaiting: boolean) => void;
}

export class CoreWorker implements Driver {
  readonly #parts: CoreWorkerParts;
  readonly #objects: ObjectShell;
  readonly #tasks: TaskShell;
  readonly #actors: ActorShell;
  readonly #borrowers: Borrowers;
  readonly placementGroups: PlacementGroups;
  #closing: Promise<void> | null = null;
  #hasTypeScript = false;

  constructor(parts: CoreWorkerParts) {
    this.#parts = parts;
    const { context, server, plasma, ids, control } = parts;
    this.#objects = new ObjectShell(context, plasma, {
      onBorrower: (...borrowed) => this.#borrowers.watch(...borrowed),
      onLost: (objectId) => this.#lost(objectId),
      onWaiting: parts.onWaiting,
      onFreed: (objectId) => {
        this.#tasks.freed(objectId);
        this.#actors.freed(taskIdOfObject(objectId), objectId);
      },
    });
    this.placementGroups = new PlacementGroups(context);
    this.#borrowers = new Borrowers(context, this.#objects);
    this.#tasks = new TaskShell(context, this.#objects, ids);
    this.#actors = new ActorShell(context, this.#objects, ids, control);
    serveOwner(server, {
      context,
      objects: this.#objects,
      pendingTasks: () => this.pendingCalls,
      cancel: (objectId, isForced) => this.#cancel(objectId, isForced),
      actorRefDeleted: (actorId) => this.#actors.whenUnreachable(ActorId.fromBytes(actorId)),
      streamed: (request) => this.#tasks.streamed(request),
      workerType: parts.workerType,
      onExit: parts.onExit,
      onHeadRestart: () => control.resubscribe(),
    });
  }

  get namespace(): string {
    return this.#parts.context.tasks.jobConfig.rayNamespace ?? "";
  }

  get jobId(): string {
    return this.#parts.context.tasks.jobId;
  }

  get nodeId(): string {
    return this.#parts.context.address.nodeId;
  }

  /** @throws UsageError */
  template(target: FunctionTarget, options: TaskOptions): TaskTemplate {
    this.#refuseIfNotStarted(target);
    return taskTemplate(this.#parts.context.tasks, target, options);
  }

  call(
    template: TaskTemplate,
    positional: readonly unknown[],
    keywords: Readonly<Record<string, unknown>>,
    numReturns: number,
  ): ObjectRef[] {
    return this.#withArguments(template.target, positional, keywords, (args) =>
      this.#tasks.submit(template, args, numReturns),
    );
  }

  /** @returns the stream, and the ref that stands for it: while it is kept items are taken in */
  stream(
    template: TaskTemplate,
    positional: readonly unknown[],
    keywords: Readonly<Record<string, unknown>>,
  ): { readonly stream: Stream; readonly ref: ObjectRef } {
    const stream = new Stream();
    const [ref] = this.#withArguments(template.target, positional, keywords, (args) =>
      this.#tasks.submit(template, args, 1, stream),
    );
    return { stream, ref: ref as ObjectRef };
  }

  /** What would end a raylet of Ray's, or be waited for in vain. */
  #refuseIfNotStarted({ language }: FunctionTarget): void {
    if (language === rpc.Language.PYTHON) {
      const { codeSearchPath } = this.#parts.context.tasks.jobConfig;
      if (codeSearchPath != null && codeSearchPath.length > 0) return;
      // Without one, Python workers look for functions only among those that Python drivers have registered.
      throw new UsageError(
        "This job's driver gave no code_search_path, so its Python workers import nothing by name: ray.init(job_config=ray.job_config.JobConfig(code_search_path=[...])).",
      );
    }
    if (language !== rpc.Language.CPP || this.#hasTypeScript) return;
    const why = whyNoTypeScript(this.#parts.rayletSocket);
    if (why !== null) throw new UsageError(why);
    this.#hasTypeScript = true;
  }

  /** @throws UsageError, UnsupportedValueError */
  createActor(
    target: FunctionTarget,
    positional: readonly unknown[],
    keywords: Readonly<Record<string, unknown>>,
    options: ActorOptions,
  ): ActorFacts {
    this.#refuseIfNotStarted(target);
    return this.#withArguments(target, positional, keywords, (args) => this.#actors.create(target, args, options));
  }

  callActor(
    facts: ActorFacts,
    method: string,
    positional: readonly unknown[],
    keywords: Readonly<Record<string, unknown>>,
    options: ActorCallOptions,
  ): ObjectRef[] {
    const target = methodOf(facts, method);
    return this.#withArguments(target, positional, keywords, (args) =>
      this.#actors.call(facts.actorId, target, args, options),
    );
  }

  /** @throws ActorDiedError when there is no such actor */
  async namedActor(name: string, namespace: string | undefined): Promise<ActorFacts> {
    this.#refuseIfClosed();
    const request = { name, rayNamespace: namespace ?? this.namespace };
    await this.#actors.whenRegistered(name);
    const { actorTableData: table, taskSpec } = await this.#parts.context.gcs
      .call(rpc.ActorInfoGcsService.getNamedActorInfo, request)
      .catch((error: unknown) => {
        if (!(error instanceof GcsStatusError)) throw error;
        const where = `namespace ${JSON.stringify(request.rayNamespace)}`;
        throw new ActorDiedError(`There is no actor named ${JSON.stringify(name)} in ${where}.`, { cause: error });
      });
    if (table === null || taskSpec === null) throw new ActorDiedError(`The actor ${name} is gone.`);
    const facts = factsOf(table, taskSpec);
    this.#actors.adopt(facts, table);
    return facts;
  }

  /** The head has heard it when this resolves; the process may take a moment to end. */
  kill(facts: ActorFacts, noRestart: boolean): Promise<void> {
    this.#refuseIfClosed();
    return this.#actors.kill(facts.actorId, noRestart);
  }

  removeActorHandle(facts: ActorFacts): void {
    this.#actors.removeHandle(facts.actorId);
  }

  #withArguments<T>(
    target: FunctionTarget,
    positional: readonly unknown[],
    keywords: Readonly<Record<string, unknown>>,
    use: (args: TaskArguments) => T,
  ): T {
    this.#refuseIfClosed();
    // Refs of arguments that were put for this call live until it has taken its own hold of them.
    const puts: ObjectRef[] = [];
    const kept = (ref: ObjectRef) => {
      puts.push(ref);
      return ref;
    };
    const args = taskArguments(
      target,
      positional,
      keywords,
      (value) => kept(this.#objects.putSerialized(this.#parts.ids.nextPut(), value)),
      (table) => kept(this.#objects.put(this.#parts.ids.nextPut(), table)),
    );
    try {
      return use(args);
    } finally {
      for (const ref of puts) ref.release();
    }
  }

  put<T>(value: T): ObjectRef<T> {
    this.#refuseIfClosed();
    return this.#objects.put(this.#parts.ids.nextPut(), value);
  }

  get<T>(ref: ObjectRef<T>, deadline: number | null): Promise<T> {
    return this.#objects.get(ref, deadline);
  }

  wait(refs: readonly ObjectRef[], count: number, deadline: number | null): Promise<ReadonlySet<ObjectRef>> {
    return this.#objects.wait(refs, count, deadline);
  }

  cancel(ref: ObjectRef, isForced: boolean): void {
    // A stream may be left after that: its task ended with the job.
    if (this.#closing !== null) return;
    const owner = this.#objects.references.ownerOf(ref.id);
    if (owner === null) this.#cancel(ref.id, isForced);
    else cancelAtOwner(this.#parts.context, ref.id, owner, isForced);
  }

  #cancel(objectId: ObjectId, isForced: boolean): void {
    const taskId = taskIdOfObject(objectId);
    this.#tasks.cancel(taskId, isForced);
    this.#actors.cancel(taskId, isForced);
  }

  get objects(): ObjectShell {
    return this.#objects;
  }

  /** Its own ones and borrowed ones. */
  get objectsInScope(): number {
    return this.#objects.references.size;
  }

  get ownedObjects(): number {
    return this.#objects.references.owned;
  }

  get pendingCalls(): number {
    return this.#tasks.pendingTasks + this.#actors.pendingCalls;
  }

  /** Ends the job: what still runs is killed by the raylet. Idempotent. */
  shutdown(): Promise<void> {
    return this.end(new UsageError("The driver was shut down."));
  }

  /** The same, and `error` is what everything that waits fails with. */
  end(error: Error): Promise<void> {
    this.#closing ??= this.#close(error);
    return this.#closing;
  }

  async #close(error: Error): Promise<void> {
    const { context, rpcClient, server, subscribers } = this.#parts;
    this.#tasks.close(error);
    this.#actors.close();
    this.#borrowers.close();
    this.#objects.close(error);
    for (const subscriber of subscribers) subscriber.close();
    // A head that does not answer is asked again for a minute.
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, lastReportMs);
    });
    await Promise.race([context.events.close(), late]);
    clearTimeout(timer);
    await context.raylet.disconnect("INTENDED_USER_EXIT", "Shutdown by narcine's shutdown().");
    context.gcs.close();
    await server.close();
    rpcClient.close();
  }

  #refuseIfClosed(): void {
    if (this.#closing !== null) throw new UsageError("The driver was shut down. Call init() again.");
  }

  nodeDied(nodeId: NodeId): void {
    this.#objects.nodeDied(nodeId);
  }

  #lost(objectId: ObjectId): void {
    if (this.#tasks.recover(objectId)) return;
    this.#objects.setFailed(objectId, {
      type: ErrorType.OBJECT_LOST,
      message: `All copies of object ${objectId} are lost, and it cannot be made again: it was put, or an argument of its task is gone.`,
    });
  }
}
