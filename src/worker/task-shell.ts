/**
 * Runs normal tasks on other processes: turns calls into specifications, performs what the TaskSubmitter decides with
 * calls to raylets and workers, and takes in what they answer.
 */
import type { SubmitterEffect, SubmitterEvent } from "../core/core-worker/submitter-types.js";
import { TaskSubmitter } from "../core/core-worker/task-submitter.js";
import { type Attempt, ErrorType, type TaskFailure, type WorkerAddress } from "../core/core-worker/types.js";
import {
  idBytes,
  indexOfObject,
  leaseIdOf,
  ObjectId,
  objectIdOfTask,
  type TaskId,
  taskIdOfObject,
} from "../ids/index.js";
import { RpcError } from "../native/rpc.js";
import { errorText } from "../runtime/errors.js";
import { rpc } from "../wire/index.js";
import { type TaskArguments, useArguments, wireArguments } from "./arguments.js";
import { callEncoded, callMethod, placeBytes, rayletAddress, type WorkerContext, workerAddress } from "./context.js";
import { errorOfFailure } from "./error-values.js";
import type { ObjectRef } from "./object-ref.js";
import type { ObjectShell } from "./object-shell.js";
import { endStream, failLost, storeReturn, storeReturns } from "./returns.js";
import type { OwnFields } from "./spec-template.js";
import type { Stream } from "./stream.js";
import { tellEnd } from "./task-events.js";
import type { IdSource } from "./task-ids.js";
import { ownTaskFields, type TaskTemplate } from "./task-spec.js";

const Failure = rpc.RequestWorkerLeaseReply_SchedulingFailureType;
const failureTypes: Readonly<Record<number, TaskFailure["type"]>> = {
  [Failure.SCHEDULING_CANCELLED_PLACEMENT_GROUP_REMOVED]: ErrorType.TASK_PLACEMENT_GROUP_REMOVED,
  [Failure.SCHEDULING_CANCELLED_RUNTIME_ENV_SETUP_FAILED]: ErrorType.RUNTIME_ENV_SETUP_FAILED,
  [Failure.SCHEDULING_CANCELLED_UNSCHEDULABLE]: ErrorType.TASK_UNSCHEDULABLE_ERROR,
  [Failure.SCHEDULING_CANCELLED_WORKER_STARTUP_FAILED]: ErrorType.WORKER_STARTUP_FAILED,
};

interface TaskRecord {
  readonly template: TaskTemplate;
  readonly own: OwnFields;
  readonly args: TaskArguments;
  /** Of its results, those that somebody needs. */
  readonly live: Set<ObjectId>;
  /** Results that were there and are to be made again, items of a stream too. */
  readonly lost: Set<ObjectId>;
  /** What the worker answered, until the submitter has decided what to make of it. */
  reply: rpc.PushTaskReply | null;
  /** The last one. */
  attempt: number;
  /** That was pushed to last. */
  worker: WorkerAddress | null;
  hasEnded: boolean;
  /** Of a generator. */
  readonly stream: Stream | null;
}

/** A leased worker, or the raylet that is asked for one. */
interface LeaseRecord {
  readonly leaseId: Buffer;
  /** "ip:port" */
  readonly raylet: string;
  worker: WorkerAddress | null;
  resourceMapping: readonly rpc.ResourceMapEntry[];
}

export class TaskShell {
  readonly #context: WorkerContext;
  readonly #objects: ObjectShell;
  readonly #ids: IdSource;
  readonly #submitter = new TaskSubmitter();
  readonly #records = new Map<TaskId, TaskRecord>();
  readonly #leases = new Map<number, LeaseRecord>();
  readonly #actorPart: string;
  #lastLease = 0;
  #isClosed = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(context: WorkerContext, objects: ObjectShell, ids: IdSource) {
    this.#context = context;
    this.#objects = objects;
    this.#ids = ids;
    this.#actorPart = "ff".repeat(12) + context.tasks.jobId;
  }

  /** @returns a ref for each result; of a generator one, which stands for the whole stream */
  submit(template: TaskTemplate, args: TaskArguments, numReturns: number, stream: Stream | null = null): ObjectRef[] {
    const { taskId, counter } = this.#ids.next(this.#actorPart);
    const ids = ownTaskFields(this.#ids.parent, idBytes(taskId), counter);
    const own = { ...ids, numReturns, streamingGenerator: stream !== null };
    const refs = Array.from({ length: numReturns }, (_, at) => this.#objects.own(objectIdOfTask(taskId, at + 1)));
    const live = new Set(refs.map((ref) => ref.id));
    this.#context.events.submitted(taskId, template.spec, own);
    this.#records.set(taskId, {
      template,
      own,
      args,
      live,
      lost: new Set(),
      reply: null,
      attempt: 0,
      worker: null,
      hasEnded: false,
      stream,
    });
    useArguments(args, this.#objects, "addUse");
    const missing = this.#missing(args);
    const apart = args.objectIds.filter((objectId) => this.#objects.table.state(objectId)?.kind !== "value");
    const { isSpread, maxRetries, retryExceptions } = template;
    const className = apart.length === 0 ? template.className : `${template.className}${apart.join()}`;
    this.#handle({ type: "submit", taskId, className, isSpread, maxRetries, retryExceptions, missing });
    this.#watch(missing);
    return refs;
  }

  /**
   * A generator has yielded.
   * @returns how many items were taken so far
   */
  streamed(request: rpc.ReportGeneratorItemReturnsRequest): number {
    const record = this.#records.get(taskIdOfObject(ObjectId.fromBytes(request.generatorId)));
    const stream = record?.stream ?? null;
    if (request.workerAddr === null) return 0;
    const worker = workerAddress(request.workerAddr);
    for (const result of request.returnedObjects) {
      const objectId = ObjectId.fromBytes(result.objectId);
      // The stream itself is result 1, what it yields begins at 2.
      const index = indexOfObject(objectId) - 2;
      const ref = stream?.wants(index) ? this.#objects.own(objectId) : null;
      // What nobody wants is freed where it lies.
      storeReturn(this.#objects, objectId, result, worker);
      if (ref !== null) stream?.add(index, ref);
    }
    return stream?.taken ?? 0;
  }

  cancel(taskId: TaskId, isForced: boolean): void {
    this.#handle({ type: "cancel", taskId, isForced });
  }

  /** The last copy of a result is gone. @returns false when it is not ours to make again */
  recover(objectId: ObjectId): boolean {
    const taskId = taskIdOfObject(objectId);
    const record = this.#records.get(taskId);
    if (record === undefined) return false;
    const { objectIds, innerIds } = record.args;
    const isGone = (each: ObjectId) => !this.#objects.references.has(each);
    if (record.hasEnded && [...objectIds, ...innerIds].some(isGone)) return false;
    // Its other results stay what they are.
    record.lost.add(objectId);
    this.#objects.setPending(objectId);
    if (!record.hasEnded) return true;
    useArguments(record.args, this.#objects, "addUse");
    record.hasEnded = false;
    const missing = this.#missing(record.args);
    this.#handle({ type: "recover", taskId, missing });
    this.#watch(missing);
    return true;
  }

  /** Nobody needs a result any more: its task need not be kept to make it again. */
  freed(objectId: ObjectId): void {
    const taskId = taskIdOfObject(objectId);
    const record = this.#records.get(taskId);
    if (record === undefined) return;
    record.lost.delete(objectId);
    // Nobody has the stream any more: what it yields is taken in for nobody.
    if (record.live.delete(objectId) && record.live.size === 0) record.stream?.drop();
    if (record.hasEnded && record.live.size === 0) this.#forget(taskId);
  }

  get pendingTasks(): number {
    return this.#submitter.pendingTasks;
  }

  /** Answers that come later are not heard, and who waits for an item of a stream hears `error`. */
  close(error: Error): void {
    this.#isClosed = true;
    for (const { stream } of this.#records.values()) stream?.fail(error);
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #missing(args: TaskArguments): ObjectId[] {
    return args.objectIds.filter((objectId) => this.#objects.table.state(objectId)?.kind === "pending");
  }

  #watch(missing: readonly ObjectId[]): void {
    for (const objectId of missing) {
      this.#objects.table.whenReady(objectId, () => this.#handle({ type: "argumentReady", objectId }));
    }
  }

  #handle(event: SubmitterEvent): void {
    if (this.#isClosed) return;
    for (const effect of this.#submitter.handle(event, performance.now())) this.#perform(effect);
    const due = this.#timer === null ? this.#submitter.dueAtMs : null;
    if (due !== null) this.#timer = setTimeout(this.#tick, Math.max(1, due - performance.now()));
  }

  readonly #tick = (): void => {
    this.#timer = null;
    this.#handle({ type: "tick" });
  };

  #perform(effect: SubmitterEffect): void {
    switch (effect.type) {
      case "requestLease":
        void this.#requestLease(effect);
        break;
      case "cancelLeaseRequest":
        this.#cancelLease(effect.requestNumber);
        break;
      case "push":
        void this.#push(effect.leaseNumber, effect.attempt);
        break;
      case "returnLease":
        this.#returnLease(effect);
        break;
      case "cancelPushed":
        this.#cancelPushed(effect);
        break;
      case "finish":
        this.#finish(effect.taskId);
        break;
      case "fail":
        this.#fail(effect.taskId, effect.failure);
    }
  }

  async #requestLease(effect: Extract<SubmitterEffect, { type: "requestLease" }>): Promise<void> {
    const { requestNumber, sample, raylet, backlog } = effect;
    const record = this.#records.get(sample.taskId) as TaskRecord;
    const leaseId = idBytes(leaseIdOf(this.#lastLease, this.#context.address.workerId));
    this.#lastLease += 1;
    const address = raylet === null ? this.#context.rayletAddress : `${raylet.ip}:${raylet.port}`;
    const lease: LeaseRecord = { leaseId, raylet: address, worker: null, resourceMapping: [] };
    this.#leases.set(requestNumber, lease);
    const dependencies = record.args.objectIds
      .filter((objectId) => this.#objects.table.state(objectId)?.kind === "stored")
      .map((objectId) => this.#objects.reference(objectId));
    const own = { leaseId, dependencies, parentTaskId: record.own.parentTaskId, attemptNumber: sample.attempt };
    const rest = { backlogSize: backlog, grantOrReject: raylet !== null };
    const request = record.template.spec.leaseRequest(own, rest);
    let reply: rpc.RequestWorkerLeaseReply;
    try {
      reply = await callEncoded(this.#context, address, rpc.NodeManagerService.requestWorkerLease, request);
    } catch (error) {
      this.#leases.delete(requestNumber);
      this.#handle({ type: "leaseUnanswered", requestNumber, reason: errorText(error) });
      return;
    }
    this.#leaseAnswered(requestNumber, lease, reply);
  }

  #leaseAnswered(requestNumber: number, lease: LeaseRecord, reply: rpc.RequestWorkerLeaseReply): void {
    const granted = reply.workerAddress;
    if (granted !== null && granted.port > 0 && !reply.canceled && !reply.rejected) {
      lease.worker = workerAddress(granted);
      lease.resourceMapping = reply.resourceMapping;
      this.#handle({ type: "leaseGranted", requestNumber, worker: lease.worker });
      return;
    }
    this.#leases.delete(requestNumber);
    const retryAt = reply.retryAtRayletAddress;
    if (!reply.canceled && !reply.rejected && retryAt !== null && retryAt.port > 0) {
      this.#handle({ type: "leaseSpilled", requestNumber, raylet: rayletAddress(retryAt) });
      return;
    }
    const type = reply.canceled ? failureTypes[reply.failureType] : undefined;
    const failure =
      type === undefined ? null : { type, message: reply.schedulingFailureMessage || "No worker can be had." };
    this.#handle({ type: "leaseRefused", requestNumber, failure });
  }

  #cancelLease(requestNumber: number): void {
    const lease = this.#leases.get(requestNumber);
    if (lease === undefined) return;
    const { cancelWorkerLease } = rpc.NodeManagerService;
    // A raylet that cannot be asked to cancel does not grant either.
    callMethod(this.#context, lease.raylet, cancelWorkerLease, { leaseId: lease.leaseId }, 60_000).catch(
      () => undefined,
    );
  }

  #returnLease(effect: Extract<SubmitterEffect, { type: "returnLease" }>): void {
    const lease = this.#leases.get(effect.leaseNumber);
    if (lease === undefined) return;
    this.#leases.delete(effect.leaseNumber);
    const request = {
      workerPort: lease.worker?.port ?? 0,
      leaseId: lease.leaseId,
      disconnectWorker: effect.isWorkerDead,
      disconnectWorkerErrorDetail: effect.isWorkerDead ? "The worker could not be reached by its task's owner." : "",
      workerExiting: effect.isWorkerExiting,
    };
    callMethod(this.#context, lease.raylet, rpc.NodeManagerService.returnWorkerLease, request, 60_000).catch(
      (error: unknown) => this.#context.log.debug(`a lease could not be given back: ${errorText(error)}`),
    );
  }

  async #push(leaseNumber: number, { taskId, attempt }: Attempt): Promise<void> {
    const lease = this.#leases.get(leaseNumber) as LeaseRecord;
    const record = this.#records.get(taskId) as TaskRecord;
    const worker = lease.worker as WorkerAddress;
    record.worker = worker;
    record.attempt = attempt;
    this.#context.events.pushed(taskId, attempt, record.template.spec, record.own, worker);
    const args = wireArguments(record.args, this.#objects);
    const request = record.template.spec.pushRequest(
      { ...record.own, attemptNumber: attempt, args },
      {
        intendedWorkerId: placeBytes(worker).workerId,
        sequenceNumber: -1,
        clientProcessedUpTo: -1,
        resourceMapping: lease.resourceMapping,
      },
    );
    const address = `${worker.ip}:${worker.port}`;
    try {
      record.reply = await callEncoded(this.#context, address, rpc.CoreWorkerService.pushTask, request);
    } catch (error) {
      await this.#pushFailed(leaseNumber, lease, { taskId, attempt }, error);
      return;
    }
    const { wasCancelledBeforeRunning, isRetryableError, workerExiting } = record.reply;
    const outcome = wasCancelledBeforeRunning ? "cancelled" : isRetryableError ? "retryableException" : "finished";
    tellEnd(this.#context.events, taskId, attempt, record.reply);
    this.#handle({ type: "pushReplied", leaseNumber, outcome, isWorkerExiting: workerExiting });
  }

  async #pushFailed(
    leaseNumber: number,
    lease: LeaseRecord,
    { taskId, attempt }: Attempt,
    error: unknown,
  ): Promise<void> {
    const how = error instanceof RpcError ? `${error.codeName}: ${error.message}` : errorText(error);
    const message = `The worker died while it ran the task (${how}).`;
    let failure: TaskFailure = { type: ErrorType.WORKER_DIED, message };
    let mayRetry = true;
    try {
      const request = { leaseId: lease.leaseId };
      const { getWorkerFailureCause } = rpc.NodeManagerService;
      const reply = await callMethod(this.#context, lease.raylet, getWorkerFailureCause, request, 10_000);
      mayRetry = !reply.failTaskImmediately;
      if (reply.failureCause !== null) {
        const type = reply.failureCause.errorType as TaskFailure["type"];
        failure = { type, message: reply.failureCause.errorMessage || message };
      }
    } catch {
      failure = { type: ErrorType.NODE_DIED, message: `The node died while it ran the task (${how}).` };
    }
    this.#context.events.failed(taskId, attempt, failure.type, failure.message);
    this.#handle({ type: "pushFailed", leaseNumber, failure, mayRetry });
  }

  #cancelPushed({ leaseNumber, taskId, isForced }: Extract<SubmitterEffect, { type: "cancelPushed" }>): void {
    const lease = this.#leases.get(leaseNumber);
    if (lease?.worker == null) return;
    const request = {
      intendedTaskId: idBytes(taskId),
      forceKill: isForced,
      recursive: true,
      callerWorkerId: idBytes(this.#context.address.workerId),
      executorWorkerId: idBytes(lease.worker.workerId),
    };
    callMethod(this.#context, lease.raylet, rpc.NodeManagerService.cancelLocalTask, request, 60_000).catch(
      (error: unknown) => this.#context.log.warning(`task ${taskId} could not be cancelled: ${errorText(error)}`),
    );
  }

  #finish(taskId: TaskId): void {
    const record = this.#records.get(taskId);
    if (record?.reply == null || record.worker === null) return;
    const { reply, worker } = record;
    record.reply = null;
    const inStore = storeReturns(this.#objects, taskId, record.live, reply, worker);
    failLost(this.#objects, record.lost, reply);
    if (record.stream !== null) endStream(record.stream, reply);
    this.#ended(record);
    // Items are not made again, and some are reported after this: the record stays for them.
    if (record.stream !== null && record.live.size > 0) return;
    if (!inStore || record.live.size === 0) this.#forget(taskId);
  }

  #fail(taskId: TaskId, failure: TaskFailure): void {
    const record = this.#records.get(taskId);
    if (record === undefined) return;
    this.#records.delete(taskId);
    for (const objectId of [...record.live, ...record.lost]) {
      if (this.#objects.table.state(objectId)?.kind === "pending") this.#objects.setFailed(objectId, failure);
    }
    this.#context.events.failed(taskId, record.attempt, failure.type, failure.message);
    record.stream?.fail(errorOfFailure(failure));
    this.#ended(record);
  }

  #ended(record: TaskRecord): void {
    record.hasEnded = true;
    useArguments(record.args, this.#objects, "removeUse");
  }

  #forget(taskId: TaskId): void {
    this.#records.delete(taskId);
    this.#handle({ type: "forget", taskId });
  }
}
