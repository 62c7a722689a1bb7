/**
 * The requests that wait for objects, with how many of each one's objects are missing.
 *
 * | kind | answered by | leaves by |
 * |---|---|---|
 * | get | nobody (the client polls the plasma socket) | cancelGet, connection closed |
 * | wait | replyWait, once | enough are local, timeout, connection closed |
 * | actorArgs | actorArgsReady, once | all are local, connection closed |
 * | plasmaReady | plasmaReady, once | the object is local, connection closed |
 * | lease | dependenciesReady / dependenciesLost, alternating | releaseDependencies |
 */
import type { ObjectEntry } from "./object-table.js";
import type { ConnectionId, LeaseId, ObjectId, RequestRef, TaskId, Urgency, WaitId, WorkerId } from "./types.js";

interface RequestBase {
  /** Unique over all kinds. */
  readonly key: string;
  readonly ref: RequestRef;
  readonly connectionId: ConnectionId | null;
  /** In request order, each once. */
  readonly objectIds: readonly ObjectId[];
  readonly sinceMs: number;
  /** How many of objectIds are not there now (`counts`). */
  missing: number;
  /** How long it had waited when the log said so last; 0: not yet. */
  toldAfterMs: number;
}

export interface GetRequest extends RequestBase {
  readonly type: "get";
  readonly workerId: WorkerId;
}

export interface WaitRequest extends RequestBase {
  readonly type: "wait";
  readonly connectionId: ConnectionId;
  readonly waitId: WaitId;
  readonly numRequired: number;
}

export interface ActorArgsRequest extends RequestBase {
  readonly type: "actorArgs";
  readonly connectionId: ConnectionId;
  readonly workerId: WorkerId;
  readonly taskId: TaskId;
  readonly attempt: number;
}

export interface PlasmaReadyRequest extends RequestBase {
  readonly type: "plasmaReady";
  readonly connectionId: ConnectionId;
  readonly workerId: WorkerId;
}

export interface LeaseRequest extends RequestBase {
  readonly type: "lease";
  readonly leaseId: LeaseId;
  /** dependenciesReady was the last thing said. */
  saidReady: boolean;
}

export type ObjectRequest = GetRequest | WaitRequest | ActorArgsRequest | PlasmaReadyRequest | LeaseRequest;

export function requestKey(ref: RequestRef): string {
  switch (ref.type) {
    case "get":
      return `get:${ref.connectionId}:${ref.requestId}`;
    case "wait":
      return `wait:${ref.waitId}`;
    case "actorArgs":
      return `args:${ref.taskId}:${ref.attempt}`;
    case "lease":
      return `lease:${ref.leaseId}`;
    case "plasmaReady":
      return `ready:${ref.connectionId}:${ref.objectId}`;
  }
}

/** Ray's pull priorities: get > wait > task arguments. */
export function urgencyOf(request: ObjectRequest): Urgency {
  switch (request.type) {
    case "get":
    case "plasmaReady":
      return "get";
    case "wait":
      return "wait";
    case "actorArgs":
    case "lease":
      return "args";
  }
}

/** Does the object count as found for such a request? A wait needs no bytes, only that this node has them. */
export function counts(type: RequestRef["type"], entry: Pick<ObjectEntry, "local" | "spilled"> | undefined): boolean {
  return entry !== undefined && (entry.local !== null || (type === "wait" && entry.spilled !== null));
}

/** Requests by key and by connection; `remove` and `ofConnection` are what a disconnect needs. */
export class RequestTable {
  readonly #byKey = new Map<string, ObjectRequest>();
  readonly #byConnection = new Map<ConnectionId, Set<string>>();

  add(request: ObjectRequest): void {
    if (this.#byKey.has(request.key)) throw new Error(`request ${request.key} is already waiting`);
    this.#byKey.set(request.key, request);
    if (request.connectionId === null) return;
    const keys = this.#byConnection.get(request.connectionId);
    if (keys === undefined) this.#byConnection.set(request.connectionId, new Set([request.key]));
    else keys.add(request.key);
  }

  get(key: string): ObjectRequest | undefined {
    return this.#byKey.get(key);
  }

  /** Throws when absent: for keys taken from an object's own list, where absence is a bug. */
  need(key: string): ObjectRequest {
    const request = this.#byKey.get(key);
    if (request === undefined) throw new Error(`request ${key} is listed by an object but not in the table`);
    return request;
  }

  remove(request: ObjectRequest): void {
    this.#byKey.delete(request.key);
    if (request.connectionId === null) return;
    const keys = this.#byConnection.get(request.connectionId);
    keys?.delete(request.key);
    if (keys?.size === 0) this.#byConnection.delete(request.connectionId);
  }

  ofConnection(connectionId: ConnectionId): ObjectRequest[] {
    return [...(this.#byConnection.get(connectionId) ?? [])].map((key) => this.need(key));
  }

  all(): IterableIterator<ObjectRequest> {
    return this.#byKey.values();
  }

  get size(): number {
    return this.#byKey.size;
  }
}
