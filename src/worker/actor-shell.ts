/**
 * Actors: makes them by way of the head, follows their state there, and calls them. Decisions about calls are the
 * ActorSubmitter's, one for each actor; this performs them.
 */
import { randomBytes } from "node:crypto";
import { type ActorEffect, type ActorEvent, ActorSubmitter } from "../core/core-worker/actor-submitter.js";
import { ErrorType, type TaskFailure, type WorkerAddress } from "../core/core-worker/types.js";
import { ActorId, creationTaskOfActor, idBytes, type ObjectId, objectIdOfTask, type TaskId } from "../ids/index.js";
import { RpcError } from "../native/rpc.js";
import { errorText } from "../runtime/errors.js";
import type { GcsSubscriber } from "../runtime/gcs-subscriber.js";
import { type Init, rpc } from "../wire/index.js";
import { deathOf } from "./actor-death.js";
import { type ActorFacts, type ActorOptions, actorTaskSpecOf, callTemplate, creationSpec } from "./actor-spec.js";
import { type TaskArguments, useArguments, wireArguments } from "./arguments.js";
import { callEncoded, callMethod, placeBytes, type WorkerContext, workerAddress } from "./context.js";
import type { ActorCallOptions } from "./driver-interface.js";
import { UsageError } from "./errors.js";
import type { ObjectRef } from "./object-ref.js";
import type { ObjectShell } from "./object-shell.js";
import { noteBorrowers, storeReturns } from "./returns.js";
import { type OwnFields, SpecTemplate } from "./spec-template.js";
import { tellEnd } from "./task-events.js";
import type { IdSource } from "./task-ids.js";
import { type FunctionTarget, ownTaskFields } from "./task-spec.js";

const channel = rpc.ChannelType.GCS_ACTOR_CHANNEL;
const State = rpc.ActorTableData_ActorState;

interface CallRecord {
  readonly template: SpecTemplate;
  readonly own: OwnFields;
  readonly args: TaskArguments;
  readonly live: Set<ObjectId>;
  reply: rpc.PushTaskReply | null;
  /** The last one. */
  attempt: number;
  worker: WorkerAddress | null;
}

/** An actor that this process has a handle of, or calls under way. */
interface Actor {
  readonly facts: ActorFacts;
  readonly submitter: ActorSubmitter;
  readonly calls: Map<TaskId, CallRecord>;
  handles: number;
  /** Of an actor of ours: the head waits to hear that nobody can call it any more. */
  readonly whenUnreachable: (() => void)[];
  readonly isOwn: boolean;
  /** The head has been told of it, or is being told. */
  isAnnounced: boolean;
  readonly taskSpec: Init<rpc.ActorTaskSpec>;
  /** By method and group, for calls of one depth: in a worker that is the calling task's. */
  readonly templates: Map<string, SpecTemplate>;
}

export class ActorShell {
  readonly #context: WorkerContext;
  readonly #objects: ObjectShell;
  readonly #ids: IdSource;
  readonly #subscriber: GcsSubscriber;
  readonly #actors = new Map<ActorId, Actor>();
  readonly #actorOfTask = new Map<TaskId, Actor>();
  /** Actors that the head has not heard of yet. */
  readonly #unregistered = new Map<Actor, Promise<unknown>>();
  /** Calls of actors that are taken up again begin here: their workers remember the numbers that they have seen of us. */
  #firstNumber = 0;
  #isClosed = false;

  constructor(context: WorkerContext, objects: ObjectShell, ids: IdSource, subscriber: GcsSubscriber) {
    this.#context = context;
    this.#objects = objects;
    this.#ids = ids;
    this.#subscriber = subscriber;
  }

  /**
   * Starts to make an actor; calls may be made at once. The caller has one handle of it.
   * @throws UsageError for wrong options. What comes later is the error of its calls.
   */
  create(target: FunctionTarget, args: TaskArguments, options: ActorOptions): ActorFacts {
    const { tasks } = this.#context;
    const actorId = ActorId.fromBytes(Buffer.concat([randomBytes(12), tasks.job]));
    const { counter } = this.#ids.next(actorId);
    const { spec, facts } = creationSpec(tasks, this.#ids.parent, counter, actorId, target, options);
    const actor = this.#add(facts, true);
    this.#context.events.submitted(creationTaskOfActor(actorId), new SpecTemplate(spec), spec, idBytes(actorId));
    useArguments(args, this.#objects, "addUse");
    const registered = this.#register(actor, spec, args);
    this.#unregistered.set(actor, registered);
    registered
      .finally(() => this.#unregistered.delete(actor))
      .then((taskSpec) => this.#make(actor, taskSpec))
      .catch((error: unknown) => {
        const message = `The actor ${facts.name} could not be made: ${errorText(error)}`;
        this.#handle(actor, { type: "dead", failure: { type: ErrorType.ACTOR_DIED, message } });
      })
      .finally(() => {
        useArguments(args, this.#objects, "removeUse");
      });
    return facts;
  }

  /** Resolves when the head has heard of all actors of this name that were asked for here, or refused them. */
  async whenRegistered(name: string): Promise<void> {
    const all = [...this.#unregistered].filter(([{ facts }]) => facts.name === name);
    await Promise.allSettled(all.map(([, registered]) => registered));
  }

  /** Takes up an actor that somebody else made. The caller has one handle of it. */
  adopt(facts: ActorFacts, table: rpc.ActorTableData): void {
    const known = this.#actors.get(facts.actorId);
    if (known !== undefined) {
      known.handles += 1;
      return;
    }
    const actor = this.#add(facts, false);
    void this.#follow(actor);
    this.#learn(actor, table);
  }

  call(actorId: ActorId, method: FunctionTarget, args: TaskArguments, options: ActorCallOptions): ObjectRef[] {
    const { numReturns, group } = options;
    const actor = this.#actors.get(actorId);
    if (actor === undefined)
      throw new UsageError("The actor's last handle was released: it cannot be called any more.");
    const { taskId, counter } = this.#ids.next(actorId);
    const own = { ...ownTaskFields(this.#ids.parent, idBytes(taskId), counter), numReturns };
    const template = this.#template(actor, method, group);
    const refs = Array.from({ length: numReturns }, (_, at) => this.#objects.own(objectIdOfTask(taskId, at + 1)));
    const live = new Set(refs.map((ref) => ref.id));
    this.#context.events.submitted(taskId, template, own, actor.taskSpec.actorId);
    actor.calls.set(taskId, { template, own, args, live, reply: null, attempt: 0, worker: null });
    this.#actorOfTask.set(taskId, actor);
    useArguments(args, this.#objects, "addUse");
    const missing = args.objectIds.filter((objectId) => this.#objects.table.state(objectId)?.kind === "pending");
    this.#handle(actor, { type: "call", taskId, maxRetries: actor.facts.maxTaskRetries, group, missing });
    for (const objectId of missing) {
      this.#objects.table.whenReady(objectId, () => this.#handle(actor, { type: "argumentReady", objectId }));
    }
    return refs;
  }

  #template(actor: Actor, method: FunctionTarget, group: string): SpecTemplate {
    const { tasks } = this.#context;
    const key = `${tasks.depth} ${group === "" ? method.name : JSON.stringify([group, method.name])}`;
    let template = actor.templates.get(key);
    if (template === undefined) {
      template = callTemplate(tasks, actor.facts, method, group);
      actor.templates.set(key, template);
    }
    return template;
  }

  cancel(taskId: TaskId, isForced: boolean): void {
    const actor = this.#actorOfTask.get(taskId);
    if (actor !== undefined) this.#handle(actor, { type: "cancel", taskId, isForced });
  }

  /** A result is needed no more: when it comes it is not kept. */
  freed(taskId: TaskId, objectId: ObjectId): void {
    this.#actorOfTask.get(taskId)?.calls.get(taskId)?.live.delete(objectId);
  }

  async kill(actorId: ActorId, noRestart: boolean): Promise<void> {
    const actor = this.#actors.get(actorId);
    if (actor !== undefined && !actor.isAnnounced) {
      // The head would not know whom, and make it later.
      if (noRestart) this.#killUnmade(actor);
      return;
    }
    if (actor !== undefined) await this.#unregistered.get(actor)?.catch(() => undefined);
    const request = { actorId: idBytes(actorId), forceKill: true, noRestart };
    await this.#context.gcs.call(rpc.ActorInfoGcsService.killActorViaGcs, request);
  }

  #killUnmade(actor: Actor): void {
    const message = `The actor ${actor.facts.name} was killed before it was made.`;
    this.#unregistered.delete(actor);
    this.#handle(actor, { type: "dead", failure: { type: ErrorType.ACTOR_DIED, message } });
  }

  removeHandle(actorId: ActorId): void {
    const actor = this.#actors.get(actorId);
    if (actor === undefined) return;
    actor.handles -= 1;
    this.#dropIfUnreachable(actor);
  }

  /** For the head, which holds this call for as long as an actor of ours can be called. */
  whenUnreachable(actorId: ActorId): Promise<void> {
    const actor = this.#actors.get(actorId);
    if (actor === undefined || !actor.isOwn) return Promise.resolve();
    return new Promise((resolve) => actor.whenUnreachable.push(resolve));
  }

  get pendingCalls(): number {
    return this.#actorOfTask.size;
  }

  close(): void {
    this.#isClosed = true;
  }

  #add(facts: ActorFacts, isOwn: boolean): Actor {
    const { takesAnyOrder } = facts;
    const submitter = new ActorSubmitter({ takesAnyOrder, firstNumber: this.#firstNumber });
    const actor: Actor = {
      facts,
      submitter,
      calls: new Map(),
      handles: 1,
      whenUnreachable: [],
      isOwn,
      isAnnounced: !isOwn,
      taskSpec: actorTaskSpecOf(facts),
      templates: new Map(),
    };
    this.#actors.set(facts.actorId, actor);
    return actor;
  }

  /** @returns what the head has been told, null when this driver closed before, or killed the actor */
  async #register(actor: Actor, spec: Init<rpc.TaskSpec>, args: TaskArguments): Promise<Init<rpc.TaskSpec> | null> {
    await Promise.all(
      args.objectIds.map((id) => new Promise<void>((resolve) => this.#objects.table.whenReady(id, resolve))),
    );
    if (this.#isClosed || actor.submitter.isDead) return null;
    actor.isAnnounced = true;
    const taskSpec = { ...spec, args: wireArguments(args, this.#objects) };
    await this.#context.gcs.call(rpc.ActorInfoGcsService.registerActor, { taskSpec });
    // Nobody would end the subscription for an actor whose last handle has gone meanwhile.
    if (this.#actors.get(actor.facts.actorId) === actor) void this.#follow(actor);
    return taskSpec;
  }

  async #make(actor: Actor, taskSpec: Init<rpc.TaskSpec> | null): Promise<void> {
    if (taskSpec === null) return;
    const { createActor } = rpc.ActorInfoGcsService;
    const reply = await this.#context.gcs.call(createActor, { taskSpec }, null);
    const { actorId, name } = actor.facts;
    if (reply.deathCause !== null) {
      const failure = deathOf(name, reply.deathCause);
      this.#context.events.failed(creationTaskOfActor(actorId), 0, failure.type, failure.message);
      this.#handle(actor, { type: "dead", failure });
    } else if (reply.actorAddress !== null && reply.actorAddress.port > 0) {
      const worker = workerAddress(reply.actorAddress);
      noteBorrowers(this.#objects, reply.borrowedRefs, worker);
      this.#context.events.finished(creationTaskOfActor(actorId), 0);
      this.#handle(actor, { type: "alive", worker, incarnation: 0 });
    }
  }

  async #follow(actor: Actor): Promise<void> {
    const key = idBytes(actor.facts.actorId);
    const fetch = async () => {
      const { actorTableData } = await this.#context.gcs.call(rpc.ActorInfoGcsService.getActorInfo, { actorId: key });
      if (actorTableData !== null) this.#learn(actor, actorTableData);
    };
    await this.#subscriber.subscribe({
      channel,
      key,
      onMessage: ({ actorMessage }) => {
        if (actorMessage !== null) this.#learn(actor, actorMessage);
      },
      // What this misses, the next message brings.
      onGap: () => void fetch().catch(() => undefined),
    });
    await fetch().catch(() => undefined);
  }

  #learn(actor: Actor, table: rpc.ActorTableData): void {
    if (table.state === State.ALIVE && table.address !== null && table.address.port > 0) {
      this.#handle(actor, { type: "alive", worker: workerAddress(table.address), incarnation: table.numRestarts });
    } else if (table.state === State.RESTARTING) this.#handle(actor, { type: "restarting" });
    else if (table.state === State.DEAD) {
      this.#handle(actor, { type: "dead", failure: deathOf(actor.facts.name, table.deathCause) });
    }
  }

  #handle(actor: Actor, event: ActorEvent): void {
    if (this.#isClosed) return;
    for (const effect of actor.submitter.handle(event)) this.#perform(actor, effect);
  }

  #perform(actor: Actor, effect: ActorEffect): void {
    switch (effect.type) {
      case "push":
        void this.#push(actor, effect);
        break;
      case "cancelPushed":
        this.#cancelPushed(effect);
        break;
      case "awaitDeathInfo":
        setTimeout(() => this.#handle(actor, { type: "deathInfoDue", loss: effect.loss }), effect.afterMs).unref();
        break;
      case "finish":
        this.#finish(actor, effect.taskId);
        break;
      case "fail":
        this.#fail(actor, effect.taskId, effect.failure);
    }
  }

  async #push(actor: Actor, effect: Extract<ActorEffect, { type: "push" }>): Promise<void> {
    const { attempt, worker, sequenceNumber, processedUpTo } = effect;
    const { taskId } = attempt;
    const record = actor.calls.get(taskId) as CallRecord;
    record.worker = worker;
    record.attempt = attempt.attempt;
    this.#context.events.pushed(taskId, attempt.attempt, record.template, record.own, worker);
    const request = record.template.pushRequest(
      {
        ...record.own,
        attemptNumber: attempt.attempt,
        args: wireArguments(record.args, this.#objects),
        actorTaskSpec: { ...actor.taskSpec, concurrencyGroupSequenceNumber: sequenceNumber },
      },
      { intendedWorkerId: placeBytes(worker).workerId, sequenceNumber, clientProcessedUpTo: processedUpTo },
    );
    let reply: rpc.PushTaskReply;
    try {
      reply = await callEncoded(this.#context, `${worker.ip}:${worker.port}`, rpc.CoreWorkerService.pushTask, request);
    } catch (error) {
      const reason = error instanceof RpcError ? `${error.codeName}: ${error.message}` : errorText(error);
      this.#handle(actor, { type: "pushFailed", taskId, attempt: attempt.attempt, reason });
      return;
    }
    // The answer to an earlier try that was given up.
    if (record.worker !== worker) return;
    record.reply = reply;
    const { wasCancelledBeforeRunning, isRetryableError } = reply;
    const outcome = wasCancelledBeforeRunning ? "cancelled" : isRetryableError ? "retryableException" : "finished";
    tellEnd(this.#context.events, taskId, attempt.attempt, reply);
    this.#handle(actor, { type: "pushReplied", taskId, outcome });
  }

  #cancelPushed({ worker, taskId, isForced }: Extract<ActorEffect, { type: "cancelPushed" }>): void {
    const raylet = this.#context.nodes.raylet(worker.nodeId);
    if (raylet === undefined) return;
    const request = {
      intendedTaskId: idBytes(taskId),
      forceKill: isForced,
      recursive: true,
      callerWorkerId: idBytes(this.#context.address.workerId),
      executorWorkerId: idBytes(worker.workerId),
    };
    callMethod(this.#context, raylet, rpc.NodeManagerService.cancelLocalTask, request, 60_000).catch((error: unknown) =>
      this.#context.log.warning(`call ${taskId} could not be cancelled: ${errorText(error)}`),
    );
  }

  #finish(actor: Actor, taskId: TaskId): void {
    const record = actor.calls.get(taskId);
    if (record?.reply == null || record.worker === null) return;
    storeReturns(this.#objects, taskId, record.live, record.reply, record.worker);
    this.#ended(actor, taskId, record);
  }

  #fail(actor: Actor, taskId: TaskId, failure: TaskFailure): void {
    const record = actor.calls.get(taskId);
    if (record === undefined) return;
    for (const objectId of record.live) this.#objects.setFailed(objectId, failure);
    this.#context.events.failed(taskId, record.attempt, failure.type, failure.message);
    this.#ended(actor, taskId, record);
  }

  #ended(actor: Actor, taskId: TaskId, record: CallRecord): void {
    actor.calls.delete(taskId);
    this.#actorOfTask.delete(taskId);
    useArguments(record.args, this.#objects, "removeUse");
    this.#dropIfUnreachable(actor);
  }

  /** No handle and nothing under way: nobody can call it any more, as far as we are concerned. */
  #dropIfUnreachable(actor: Actor): void {
    if (actor.handles > 0 || actor.calls.size > 0) return;
    this.#actors.delete(actor.facts.actorId);
    this.#firstNumber = Math.max(this.#firstNumber, actor.submitter.nextNumber);
    this.#subscriber.unsubscribe(channel, idBytes(actor.facts.actorId));
    for (const resolve of actor.whenUnreachable.splice(0)) resolve();
  }
}
