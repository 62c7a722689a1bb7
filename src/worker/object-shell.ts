/**
 * The objects this process owns or has borrowed: puts, gets, waits, and what their references and copies come to. Decisions
 * about references are the ReferenceCounter's; this performs them.
 */
import { ReferenceCounter, type ReferenceEffect, type ReferenceEvent } from "../core/core-worker/reference-counter.js";
import { ErrorType, type TaskFailure, type WorkerAddress } from "../core/core-worker/types.js";
import { idBytes, type NodeId, type ObjectId, type WorkerId } from "../ids/index.js";
import { type PlasmaClient, PlasmaError, type StoredObject } from "../native/plasma-client.js";
import { errorText } from "../runtime/errors.js";
import { type Init, rpc } from "../wire/index.js";
import { isArrowTable, serializeTable } from "./arrow.js";
import { reportMessage, statusAtOwner } from "./borrowed-refs.js";
import type { WorkerContext } from "./context.js";
import { addressMessage, callMethod, workerAddress } from "./context.js";
import { failureValue } from "./error-values.js";
import { GetTimeoutError, ObjectLostError, ObjectStoreFullError, OutOfDiskError, UsageError } from "./errors.js";
import { LongPollPublisher } from "./long-poll-publisher.js";
import { ObjectRef, type RefHome } from "./object-ref.js";
import { ObjectTable } from "./object-table.js";
import type { RefReader } from "./pickled-values.js";
import { Puller } from "./puller.js";
import { readOwn, readPinned, serializePlain } from "./read-value.js";
import { type SerializedValue, sizeOf } from "./xlang.js";

/** What is not larger stays in the owner's memory and travels inside messages (max_direct_call_object_size, Ray 2.60.0). */
export const maxInlineBytes = 100 * 1024;
/** Frees are collected for so long, then sent in one call a node. */
const freeDelayMs = 20;

export interface ObjectShellEvents {
  /** A borrower was given an object: hear from it when it is done. */
  readonly onBorrower: (objectId: ObjectId, borrower: WorkerAddress, outer: ObjectId | null) => void;
  /** The last copy of an object is gone that is still needed. */
  readonly onLost: (objectId: ObjectId) => void;
  readonly onFreed: (objectId: ObjectId) => void;
  /** True: a `get` or `wait` begins to wait while none does. False: the last one waits no more. */
  readonly onWaiting: (isWaiting: boolean) => void;
}

export class ObjectShell implements RefHome {
  readonly table = new ObjectTable();
  readonly publisher = new LongPollPublisher();
  readonly #references = new ReferenceCounter();
  readonly #context: WorkerContext;
  readonly #plasma: PlasmaClient;
  readonly #puller: Puller;
  readonly #events: ObjectShellEvents;
  readonly #toFree = new Map<NodeId, ObjectId[]>();
  #freeTimer: NodeJS.Timeout | null = null;
  #closed: Error | null = null;
  #waiters = 0;

  constructor(context: WorkerContext, plasma: PlasmaClient, events: ObjectShellEvents) {
    this.#context = context;
    this.#plasma = plasma;
    this.#events = events;
    this.#puller = new Puller(context, plasma);
  }

  /** A new object of ours, and the ref that stands for it. */
  own<T>(objectId: ObjectId): ObjectRef<T> {
    this.table.add(objectId);
    this.apply({ type: "own", objectId });
    this.apply({ type: "addLocal", objectId });
    return new ObjectRef<T>(objectId, this);
  }

  /**
   * A ref that came inside a value.
   * @param outer the object that the value is of; null where it is none, e.g. an argument that travelled in its task
   */
  borrow(objectId: ObjectId, owner: WorkerAddress, outer: ObjectId | null): ObjectRef {
    this.hold(objectId, owner, outer);
    this.apply({ type: "addLocal", objectId });
    return new ObjectRef(objectId, this);
  }

  /** Knows of an object that another process owns; the caller adds what needs it, if `outer` is not known. */
  hold(objectId: ObjectId, owner: WorkerAddress, outer: ObjectId | null): void {
    if (owner.workerId === this.#context.address.workerId) {
      if (outer !== null) this.apply({ type: "contained", objectId, outer });
      return;
    }
    this.table.addBorrowed(objectId, () => void this.#askOwner(objectId, owner));
    this.apply({ type: "borrow", objectId, owner, outer });
  }

  /** Makes refs of those in the value of the object `outer`. */
  refReader(outer: ObjectId): RefReader {
    return (objectId, owner) => this.borrow(objectId, workerAddress(owner), outer);
  }

  async #askOwner(objectId: ObjectId, owner: WorkerAddress): Promise<void> {
    const answer = await statusAtOwner(this.#context, objectId, owner);
    if (this.table.state(objectId)?.kind !== "pending") return;
    if (answer === "stored") this.table.setStored(objectId);
    else {
      for (const { objectId: inner, owner: of } of answer.refs) this.hold(inner, of, objectId);
      this.table.setValue(objectId, answer.metadata, answer.data);
    }
  }

  ownerOf(objectId: ObjectId): Init<rpc.Address> {
    const owner = this.#references.ownerOf(objectId);
    return owner === null ? this.#context.tasks.caller : addressMessage(owner);
  }

  /** As messages name an object. */
  reference(objectId: ObjectId): Init<rpc.ObjectReference> {
    return { objectId: idBytes(objectId), ownerAddress: this.ownerOf(objectId) };
  }

  apply(event: ReferenceEvent): void {
    for (const effect of this.#references.handle(event)) this.#perform(effect);
  }

  /** Of this process. */
  get workerId(): WorkerId {
    return this.#context.address.workerId;
  }

  get references(): ReferenceCounter {
    return this.#references;
  }

  setInline(objectId: ObjectId, metadata: Uint8Array, data: Uint8Array): void {
    this.table.setValue(objectId, metadata, data);
    this.apply({ type: "inline", objectId });
  }

  setStored(objectId: ObjectId, nodeId: NodeId, sizeBytes: number): void {
    this.table.setStored(objectId);
    this.apply({ type: "stored", objectId, nodeId, sizeBytes });
  }

  setFailed(objectId: ObjectId, failure: TaskFailure): void {
    const { metadata, data } = failureValue(failure);
    this.setInline(objectId, metadata, Buffer.concat(data));
  }

  setPending(objectId: ObjectId): void {
    this.table.setPending(objectId);
    this.apply({ type: "pending", objectId });
  }

  /** Its raylet, which follows objects under the node's id, is gone as well as what lay there. */
  nodeDied(nodeId: NodeId): void {
    this.apply({ type: "subscriberGone", subscriber: nodeId });
    this.publisher.forget(nodeId);
    this.apply({ type: "nodeDied", nodeId });
  }

  removeLocal(objectId: ObjectId): void {
    this.apply({ type: "removeLocal", objectId });
  }

  /** @throws UnsupportedValueError; ObjectStoreFullError, OutOfDiskError where the store had to wait come from the ref */
  put<T>(objectId: ObjectId, value: T): ObjectRef<T> {
    this.#refuseIfClosed();
    if (isArrowTable(value)) return this.#putTable(objectId, value);
    return this.putSerialized<T>(objectId, serializePlain(value));
  }

  /** The first table waits for apache-arrow to be loaded. */
  #putTable<T>(objectId: ObjectId, table: Parameters<typeof serializeTable>[0]): ObjectRef<T> {
    const ref = this.own<T>(objectId);
    serializeTable(table)
      .then((value) => {
        // Released meanwhile: nobody would free it.
        if (this.table.state(objectId) !== undefined) this.#keep(objectId, value);
      })
      .catch((error: unknown) => this.#putFailed(objectId, error));
    return ref;
  }

  putSerialized<T>(objectId: ObjectId, value: SerializedValue): ObjectRef<T> {
    const ref = this.own<T>(objectId);
    try {
      this.#keep(objectId, value);
    } catch (error) {
      ref.release();
      throw storeError(error);
    }
    return ref;
  }

  #keep(objectId: ObjectId, value: SerializedValue): void {
    for (const ref of value.refs ?? []) this.apply({ type: "contained", objectId: ref.id, outer: objectId });
    if (sizeOf(value) <= maxInlineBytes) {
      this.setInline(objectId, value.metadata, Buffer.concat(value.data));
      return;
    }
    const { nodeId, ip, port, workerId } = this.#context.address;
    const stored = this.#plasma.put({ objectId, owner: { nodeId, ip, port, workerId }, ...value });
    if (stored instanceof Promise) {
      stored.then(
        (object) => this.#stored(objectId, object),
        (error: unknown) => this.#putFailed(objectId, error),
      );
    } else this.#stored(objectId, stored);
  }

  #stored(objectId: ObjectId, object: StoredObject): void {
    this.setStored(objectId, this.#context.address.nodeId, object.sizeBytes);
    // Our own pin goes only once the raylet has its: without one the object could be evicted in between.
    const request = { ownerAddress: addressMessage(this.#context.address), objectIds: [idBytes(objectId)] };
    callMethod(this.#context, this.#context.rayletAddress, rpc.NodeManagerService.pinObjectIDs, request)
      .catch((error: unknown) => this.#context.log.warning(`${objectId} could not be pinned: ${errorText(error)}`))
      .finally(() => object.release());
  }

  #putFailed(objectId: ObjectId, error: unknown): void {
    const { message } = storeError(error);
    this.setFailed(objectId, { type: ErrorType.OBJECT_LOST, message });
  }

  getOne<T>(ref: ObjectRef<T>): Promise<T> {
    return this.get(ref, null);
  }

  /** @throws GetTimeoutError, what the object's task threw, UnreadableValueError */
  async get<T>(ref: ObjectRef<T>, deadline: number | null): Promise<T> {
    if (ref.isReleased) throw new UsageError(`${ref} was released; what is to be read must be kept.`);
    for (;;) {
      this.#refuseIfClosed();
      const state = this.table.state(ref.id);
      if (state === undefined) throw new ObjectLostError(`${ref} is not an object of this process, or was freed.`);
      if (state.kind === "value") {
        return (await readOwn(state.metadata, state.data, this.refReader(ref.id))) as T;
      }
      if (state.kind === "pending") await this.#waiting(this.#ready(ref, deadline));
      else {
        const isStored = () => this.table.state(ref.id)?.kind === "stored";
        const found = await this.#waiting(
          this.#puller.pull(ref.id, deadline, isStored, this.#references.ownerOf(ref.id) ?? undefined),
        );
        if (found === "late") throw new GetTimeoutError(`${ref} was not there in time.`);
        if (found !== null) return (await readPinned(found, this.refReader(ref.id))) as T;
      }
    }
  }

  async #waiting<T>(what: Promise<T>): Promise<T> {
    this.#waiters += 1;
    if (this.#waiters === 1) this.#events.onWaiting(true);
    try {
      return await what;
    } finally {
      this.#waiters -= 1;
      if (this.#waiters === 0) this.#events.onWaiting(false);
    }
  }

  #ready(ref: ObjectRef<unknown>, deadline: number | null): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const takeBack = this.table.whenReady(ref.id, () => {
        clearTimeout(timer);
        resolve();
      });
      if (deadline === null) return;
      timer = setTimeout(
        () => {
          takeBack();
          reject(new GetTimeoutError(`${ref} was not there in time.`));
        },
        Math.max(0, deadline - performance.now()),
      );
    });
  }

  /** Resolves once `count` of the refs are there, or the deadline has passed: those that are, at most `count` of them. */
  async wait(refs: readonly ObjectRef[], count: number, deadline: number | null): Promise<ReadonlySet<ObjectRef>> {
    this.#refuseIfClosed();
    const ready = new Set<ObjectRef>();
    const takeBack: (() => void)[] = [];
    const enough = new Promise<void>((resolve) => {
      for (const ref of refs) {
        takeBack.push(
          this.table.whenReady(ref.id, () => {
            ready.add(ref);
            if (ready.size >= count) resolve();
          }),
        );
      }
      if (deadline === null || ready.size >= count) return;
      const timer = setTimeout(resolve, Math.max(0, deadline - performance.now()));
      takeBack.push(() => clearTimeout(timer));
    });
    await (ready.size >= count ? enough : this.#waiting(enough));
    for (const each of takeBack) each();
    this.#refuseIfClosed();
    return new Set(refs.filter((ref) => ready.has(ref)).slice(0, count));
  }

  /** Everything that waits fails with `error`, and so does every later call. */
  close(error: Error): void {
    this.#closed = error;
    if (this.#freeTimer !== null) clearTimeout(this.#freeTimer);
    for (const objectId of [...this.#references.ids()]) this.table.remove(objectId);
    this.#puller.close(error);
    this.publisher.close();
    this.#plasma.close();
  }

  /** Sends what is to be freed. Frees after `close` are nobody's: raylets free what a gone owner had. */
  flushFrees(): void {
    if (this.#freeTimer !== null) clearTimeout(this.#freeTimer);
    this.#freeTimer = null;
    for (const [nodeId, ids] of this.#toFree) {
      const raylet = this.#context.nodes.raylet(nodeId);
      if (raylet === undefined) continue;
      const request = { objectIds: ids.map(idBytes) };
      callMethod(this.#context, raylet, rpc.NodeManagerService.freeLocalObjects, request, 60_000).catch(
        (error: unknown) => {
          this.#context.log.debug(`${ids.length} objects on node ${nodeId} could not be freed: ${errorText(error)}`);
        },
      );
    }
    this.#toFree.clear();
  }

  #refuseIfClosed(): void {
    if (this.#closed !== null) throw this.#closed;
  }

  #perform(effect: ReferenceEffect): void {
    switch (effect.type) {
      case "free":
        this.table.remove(effect.objectId);
        for (const nodeId of effect.nodes) this.#free(nodeId, effect.objectId);
        this.#events.onFreed(effect.objectId);
        break;
      case "forget":
        this.table.remove(effect.objectId);
        break;
      case "tellRemoved":
        this.publisher.publish(effect.subscriber, {
          channelType: rpc.ChannelType.WORKER_REF_REMOVED_CHANNEL,
          keyId: idBytes(effect.objectId),
          workerRefRemovedMessage: { borrowedRefs: effect.borrowed.map(reportMessage) },
        });
        break;
      case "watchBorrower":
        this.#events.onBorrower(effect.objectId, effect.borrower, effect.outer);
        break;
      case "publish":
        this.#publish(effect.objectId, effect.subscriber);
        break;
      case "lost":
        this.#events.onLost(effect.objectId);
    }
  }

  #free(nodeId: NodeId, objectId: ObjectId): void {
    const ids = this.#toFree.get(nodeId);
    if (ids === undefined) this.#toFree.set(nodeId, [objectId]);
    else ids.push(objectId);
    if (this.#closed === null) this.#freeTimer ??= setTimeout(() => this.flushFrees(), freeDelayMs).unref();
  }

  #publish(objectId: ObjectId, subscriber: string): void {
    this.publisher.publish(subscriber, {
      channelType: rpc.ChannelType.WORKER_OBJECT_LOCATIONS_CHANNEL,
      keyId: idBytes(objectId),
      workerObjectLocationsMessage: this.locationsMessage(objectId),
    });
  }

  locationsMessage(objectId: ObjectId) {
    const { nodes, sizeBytes, spilledUrl, spilledNodeId, isPending, isGone } = this.#references.locations(objectId);
    return {
      nodeIds: nodes.map(idBytes),
      objectSize: sizeBytes,
      spilledUrl,
      spilledNodeId: spilledNodeId === null ? null : idBytes(spilledNodeId),
      didSpill: spilledUrl !== "",
      pendingCreation: isPending,
      refRemoved: isGone,
    };
  }
}

/** What a put that the store refuses throws. */
export function storeError(error: unknown): Error {
  if (!(error instanceof PlasmaError)) return error instanceof Error ? error : new Error(String(error));
  if (error.kind === "full") {
    return new ObjectStoreFullError(`${error.message}. Release refs, or give the node more object_store_memory.`, {
      cause: error,
    });
  }
  if (error.kind === "diskFull") return new OutOfDiskError(error.message, { cause: error });
  return new ObjectLostError(error.message, { cause: error });
}
