/**
 * Who waits for objects: gets, waits, actor arguments, lease dependencies and plasma-ready subscriptions. A request is
 * admitted, counts its missing objects as they come and go, and is answered as its kind asks (table in requests.ts).
 */
import type { Deadlines } from "./deadlines.js";
import type { Holding } from "./holding.js";
import { type ObjectEntry, type ObjectTable, storedCopy } from "./object-table.js";
import { counts, type ObjectRequest, type RequestTable, requestKey } from "./requests.js";
import type { Restoring } from "./restoring.js";
import type { Seeker } from "./seeker.js";
import type { ConnectionId, ObjectEffect, ObjectEvent, ObjectId, OwnedObject, RequestRef } from "./types.js";

type EventOf<T extends ObjectEvent["type"]> = Extract<ObjectEvent, { type: T }>;

/** What the waiters need of the object manager they are a part of. */
export interface WaitersContext {
  readonly objects: ObjectTable;
  readonly requests: RequestTable;
  readonly deadlines: Deadlines;
  readonly seeker: Seeker;
  readonly restoring: Restoring;
  readonly holding: Holding;
  now(): number;
  emit(effect: ObjectEffect): void;
}

export class Waiters {
  readonly #context: WaitersContext;
  readonly #requests: RequestTable;

  constructor(context: WaitersContext) {
    this.#context = context;
    this.#requests = context.requests;
  }

  /** A copy was sealed here. */
  objectCame(entry: ObjectEntry): void {
    for (const key of [...entry.wantedBy]) {
      const request = this.#requests.need(key);
      if (request.type === "wait" && entry.spilled !== null) continue;
      request.missing -= 1;
      this.#answerIfDone(request);
    }
    this.#context.restoring.proceed();
  }

  /** The copy here is gone. */
  objectWent(entry: ObjectEntry): void {
    for (const key of entry.wantedBy) {
      const request = this.#requests.need(key);
      if (counts(request.type, entry)) continue;
      request.missing += 1;
      if (request.type !== "lease" || !request.saidReady) continue;
      request.saidReady = false;
      this.#context.emit({ type: "dependenciesLost", leaseId: request.leaseId, objectIds: [entry.objectId] });
    }
    if (storedCopy(entry) === null) this.#context.restoring.objectLeft(entry);
  }

  /** The copy on disk is gone, and there is none in the store. */
  objectLeftDisk(entry: ObjectEntry): void {
    for (const key of entry.wantedBy) {
      const request = this.#requests.need(key);
      if (request.type === "wait") request.missing += 1;
    }
    this.#context.restoring.objectLeft(entry);
  }

  /** True when the deadline was a wait's, which is answered with what there is. */
  timedOut(name: string): boolean {
    const request = this.#requests.get(name);
    if (request?.type !== "wait") return false;
    this.#replyWait(request);
    this.#drop(request);
    return true;
  }

  asyncGet(event: EventOf<"asyncGet">): void {
    const ref: RequestRef = { type: "get", connectionId: event.connectionId, requestId: event.requestId };
    this.cancel(requestKey(ref));
    if (event.objects.length === 0) return;
    const base = this.#base(ref, event.connectionId, event.objects);
    this.#admit({ type: "get", ...base, workerId: event.workerId }, event);
  }

  wait(event: EventOf<"waitRequest">): void {
    const { connectionId, waitId, objects, numRequired, timeoutMs } = event;
    const ref: RequestRef = { type: "wait", waitId };
    const wrong = this.#wrongWait(event);
    if (wrong !== null) {
      this.#context.emit({ type: "refuse", connectionId, reason: wrong });
      return;
    }
    const base = this.#base(ref, connectionId, objects);
    const needed = Math.min(numRequired, base.objectIds.length);
    const request: ObjectRequest = { type: "wait", ...base, connectionId, waitId, numRequired: needed };
    // An owner asks for 0 when values it holds itself already make up the number (Ray 2.60.0, CoreWorker::Wait).
    if (timeoutMs === 0 || needed === 0) {
      this.#replyWait(request);
      return;
    }
    this.#admit(request, event);
    if (timeoutMs > 0 && this.#requests.get(request.key) !== undefined) {
      this.#context.deadlines.set(request.key, this.#context.now() + timeoutMs);
    }
  }

  #wrongWait(event: EventOf<"waitRequest">): string | null {
    const { objects, numRequired, timeoutMs } = event;
    if (numRequired < 0 || numRequired > objects.length) {
      return `WaitRequest asks for ${numRequired} of ${objects.length} objects; it must be 0 to ${objects.length}`;
    }
    if (timeoutMs < -1) return `WaitRequest has timeout ${timeoutMs} ms; it must be -1 (for ever), 0 or more`;
    if (this.#requests.get(requestKey({ type: "wait", waitId: event.waitId })) !== undefined) {
      return `WaitRequest ${event.waitId} is already waiting`;
    }
    return null;
  }

  waitForActorArgs(event: EventOf<"waitForActorArgs">): void {
    const { connectionId, workerId, taskId, attempt } = event;
    const ref: RequestRef = { type: "actorArgs", taskId, attempt };
    this.cancel(requestKey(ref));
    const base = this.#base(ref, connectionId, event.objects);
    this.#admit({ type: "actorArgs", ...base, connectionId, workerId, taskId, attempt }, event);
  }

  subscribePlasmaReady(event: EventOf<"subscribePlasmaReady">): void {
    const { connectionId, workerId, object } = event;
    const ref: RequestRef = { type: "plasmaReady", connectionId, objectId: object.objectId };
    this.cancel(requestKey(ref));
    const base = this.#base(ref, connectionId, [object]);
    this.#admit({ type: "plasmaReady", ...base, connectionId, workerId }, { objects: [object] });
  }

  leaseDependencies(event: EventOf<"leaseDependencies">): void {
    const ref: RequestRef = { type: "lease", leaseId: event.leaseId };
    this.cancel(requestKey(ref));
    const base = this.#base(ref, null, event.objects);
    this.#admit({ type: "lease", ...base, leaseId: event.leaseId, saidReady: false }, event);
  }

  #base<C extends ConnectionId | null>(ref: RequestRef, connectionId: C, objects: readonly OwnedObject[]) {
    const objectIds = [...new Set(objects.map((object) => object.objectId))];
    let missing = 0;
    for (const objectId of objectIds) if (!counts(ref.type, this.#context.objects.get(objectId))) missing += 1;
    const sinceMs = this.#context.now();
    return { key: requestKey(ref), ref, connectionId, objectIds, missing, sinceMs, toldAfterMs: 0 };
  }

  /** Answers the request if it can be, else lists it with its objects and seeks those that are missing. */
  #admit(request: ObjectRequest, named: { readonly objects: readonly OwnedObject[] }): void {
    const isDone = canAnswer(request);
    if (isDone) this.#answer(request);
    if (isDone && request.type !== "lease") return;
    this.#requests.add(request);
    const owners = new Map(named.objects.map((object) => [object.objectId, object.owner]));
    for (const objectId of request.objectIds) {
      const entry = this.#context.objects.ensure(objectId, owners.get(objectId) ?? null);
      entry.wantedBy.add(request.key);
      this.#context.seeker.settle(entry);
    }
  }

  #answerIfDone(request: ObjectRequest): void {
    if (!canAnswer(request)) return;
    this.#answer(request);
    if (request.type !== "lease") this.#drop(request);
  }

  #answer(request: ObjectRequest): void {
    switch (request.type) {
      case "get":
        break;
      case "wait":
        this.#replyWait(request);
        break;
      case "actorArgs": {
        const { connectionId, workerId, taskId, attempt } = request;
        this.#context.emit({ type: "actorArgsReady", connectionId, workerId, taskId, attempt });
        break;
      }
      case "plasmaReady": {
        const { connectionId, workerId } = request;
        for (const objectId of request.objectIds) {
          this.#context.emit({ type: "plasmaReady", connectionId, workerId, objectId });
        }
        break;
      }
      case "lease":
        request.saidReady = true;
        this.#context.emit({ type: "dependenciesReady", leaseId: request.leaseId });
    }
  }

  #replyWait(request: Extract<ObjectRequest, { type: "wait" }>): void {
    const found: ObjectId[] = [];
    const remaining: ObjectId[] = [];
    for (const objectId of request.objectIds) {
      const isThere = counts("wait", this.#context.objects.get(objectId));
      (isThere && found.length < request.numRequired ? found : remaining).push(objectId);
    }
    const { connectionId, waitId } = request;
    this.#context.emit({ type: "replyWait", connectionId, waitId, found, remaining });
  }

  connectionClosed(connectionId: ConnectionId): void {
    for (const request of this.#requests.ofConnection(connectionId)) this.#drop(request);
  }

  cancel(key: string): void {
    const request = this.#requests.get(key);
    if (request !== undefined) this.#drop(request);
  }

  #drop(request: ObjectRequest): void {
    this.#requests.remove(request);
    this.#context.restoring.requestEnded(request.key);
    this.#context.deadlines.clear(request.key);
    for (const objectId of request.objectIds) {
      const entry = this.#context.objects.need(objectId);
      entry.wantedBy.delete(request.key);
      this.#context.seeker.settle(entry);
    }
    this.#context.holding.requestEnded(request);
    this.#context.restoring.proceed();
  }
}

/** Is there something to say about the request now? */
function canAnswer(request: ObjectRequest): boolean {
  switch (request.type) {
    case "get":
      return false;
    case "wait":
      return request.objectIds.length - request.missing >= request.numRequired;
    case "actorArgs":
    case "plasmaReady":
      return request.missing === 0;
    case "lease":
      return request.missing === 0 && !request.saidReady;
  }
}
