import { describeExplanation } from "../core/objects/explain.js";
import { ObjectManager } from "../core/objects/object-manager.js";
import {
  defaultObjectManagerConfig,
  type ObjectEffect,
  type ObjectEvent,
  raisedErrorTypes,
  type SpillConfig,
  type WaitId,
} from "../core/objects/types.js";
import { jobIdOfObject, type ObjectId } from "../ids/index.js";
import type { StoreEvent, StoreOwner } from "../native/plasma-store.js";
import { errorText } from "../runtime/errors.js";
import { FoldedWarnings } from "../runtime/folded-warnings.js";
import { type Init, type Method, rpc } from "../wire/index.js";
import { LossReporter } from "./loss-reporter.js";
import type { NodeContext, Peers } from "./node-context.js";

const WORKER_CALL_TIMEOUT_MS = 60_000;

/** Runs the object manager: store events and requests in, answers, owner updates and store commands out. */
export class ObjectShell {
  readonly machine: ObjectManager;
  readonly #context: NodeContext;
  readonly #peers: Peers;
  readonly #refusals: FoldedWarnings;
  readonly #lateRequests: FoldedWarnings;
  #nextWaitId: WaitId = 1;
  readonly #losses: LossReporter;

  constructor(context: NodeContext, peers: Peers, spilling: SpillConfig) {
    this.#context = context;
    this.#peers = peers;
    this.#refusals = new FoldedWarnings(
      context.log,
      (count) => `${count} more creates were refused like the last ones`,
    );
    this.#lateRequests = new FoldedWarnings(context.log, (count) => `${count} more requests wait for objects`);
    this.#losses = new LossReporter(context);
    this.machine = new ObjectManager({ ...defaultObjectManagerConfig, nodeId: context.flags.nodeId, spilling });
    if (spilling.quotaBytes !== null) context.store.setFallbackLimit(spilling.quotaBytes);
  }

  nextWaitId(): WaitId {
    return this.#nextWaitId++;
  }

  /** An event from outside. What the store did before it is told first, so that no request misses an object. */
  post(event: ObjectEvent): void {
    this.#context.store.drainEvents();
    this.#context.queue.run(() => this.#handle(event));
  }

  /** Events of the store, in the order it made them. */
  postStoreEvents(events: readonly StoreEvent[]): void {
    this.#context.queue.run(() => {
      for (const event of events) this.#fromStore(event);
    });
  }

  #fromStore(event: StoreEvent): void {
    switch (event.type) {
      case "sealed":
        this.#handle({ ...event, type: "storeSealed" });
        return this.#peers.transfer.objectCame(event.objectId);
      case "deleted":
        return this.#handle({ type: "storeDeleted", objectId: event.objectId });
      case "pinned":
        // An object that nobody owns has nobody who could die or free it.
        if (event.owner !== null) this.#handle({ ...event, owner: event.owner });
        return;
      case "freed":
      case "spaceNeeded":
        return this.#handle(event);
      case "refused":
        return this.#tellRefusal(event.objectId, event.reason);
    }
  }

  #handle(event: ObjectEvent): void {
    for (const effect of this.machine.handle(event, this.#context.now())) this.#perform(effect);
  }

  #perform(effect: ObjectEffect): void {
    const { store, log } = this.#context;
    switch (effect.type) {
      case "replyWait":
        return this.#peers.sockets.send(effect.connectionId, {
          type: "WaitReply",
          found: effect.found as ObjectId[],
          remaining: effect.remaining as ObjectId[],
        });
      case "actorArgsReady":
        return this.#callWorker(effect.workerId, rpc.CoreWorkerService.actorCallArgWaitComplete, {
          intendedWorkerId: Buffer.from(effect.workerId, "hex"),
          taskId: Buffer.from(effect.taskId, "hex"),
          attemptNumber: effect.attempt,
        });
      case "plasmaReady":
        return this.#callWorker(effect.workerId, rpc.CoreWorkerService.plasmaObjectReady, {
          objectId: Buffer.from(effect.objectId, "hex"),
        });
      case "dependenciesReady":
        return this.#peers.leases.post({ type: "dependenciesReady", leaseId: effect.leaseId });
      case "dependenciesLost":
        return this.#peers.leases.post({ type: "dependenciesLost", leaseId: effect.leaseId });
      case "workerStarves":
        return this.#peers.leases.post(effect);
      case "subscribeLocations":
      case "unsubscribeLocations":
      case "sendLocations":
      case "dropOwner":
        return this.#peers.owners.perform(effect);
      case "unpin":
        return store.unpin(effect.objectIds as ObjectId[]);
      case "deleteLocal":
        return store.delete(effect.objectIds as ObjectId[]);
      case "createError":
        return this.#createError(effect);
      case "spill":
      case "restore":
      case "cancelRestore":
      case "deleteFiles":
        return this.#peers.spill?.perform(effect);
      case "unhold":
        return store.unhold(effect.objectIds as ObjectId[]);
      case "setSpilling":
        return store.setSpilling(effect.isSpilling);
      case "setFallbackLimit":
        return store.setFallbackLimit(effect.bytes);
      case "reportLost":
        return this.#losses.report(effect.owner, effect.objectId);
      case "warn":
        return log.warning(effect.text);
      case "tellLate":
        return this.#lateRequests.warn(() =>
          describeExplanation(effect.explanation, (objectId) => this.#peers.transfer.describe(objectId)),
        );
      case "refuse":
        return this.#peers.sockets.refuse(effect.connectionId, effect.reason);
      case "pull":
      case "cancelPull":
      case "freeOnOtherNodes":
        return this.#peers.transfer.perform(effect);
    }
  }

  /** The wire has a number for it that clients read as a defect of Ray; so the driver is told in words. */
  #tellRefusal(objectId: ObjectId, reason: string): void {
    const text = `Object ${objectId} cannot be created: ${reason}.`;
    this.#refusals.warn(() => {
      this.#context.errors.report(jobIdOfObject(objectId), "unsupported", text, this.#context.now() / 1_000);
      return text;
    });
  }

  #createError(effect: Extract<ObjectEffect, { type: "createError" }>): void {
    const { store, log } = this.#context;
    log.warning(`Object ${effect.objectId} is stored as ${effect.errorType}: ${effect.reason}`);
    try {
      const metadata = Buffer.from(String(raisedErrorTypes[effect.errorType]), "ascii");
      store.createError(effect.objectId as ObjectId, effect.owner as StoreOwner | null, metadata, Buffer.alloc(0));
    } catch (error) {
      log.error(`The error object ${effect.objectId} could not be stored and is tried again: ${errorText(error)}`);
    }
  }

  #callWorker<Request, Reply>(workerId: string, method: Method<Request, Reply>, request: Init<Request>): void {
    const worker = this.#peers.workers.machine.worker(workerId);
    if (!worker) return;
    this.#context.coreWorkers.call(worker, method, request, WORKER_CALL_TIMEOUT_MS).catch((error) => {
      this.#context.log.warning(`${method.path} to worker ${workerId} failed: ${errorText(error)}`);
    });
  }
}
