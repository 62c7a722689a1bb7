/**
 * Events and effects of the object manager (object-manager.ts): which objects are local, who waits, what each owner is
 * told. Everything is plain data; ids are lower-case hex.
 *
 * What the shell must do so that the answers are right:
 * - Store events (storeSealed, storeDeleted, pinned, freed) arrive in the order the store made them. A worker may learn
 *   of an object faster than the store's batched events reach JavaScript, so drain the store's event queue before
 *   passing a request (asyncGet, waitRequest, waitForActorArgs, leaseDependencies); otherwise a wait with timeout 0
 *   could miss an object that is there.
 * - After each `handle`, arm one timer for `nextDeadlineMs()` and send `tick` when it fires.
 * - Owner events come from raylet/owner-client.ts, which also performs subscribeLocations, unsubscribeLocations,
 *   sendLocations and dropOwner.
 */

import type { Explanation } from "./explain.js";
import type { SpilledCopy } from "./spill-files.js";
import { defaultSpillConfig, type SpillConfig, type SpillEffect, type SpillEvent } from "./spill-types.js";

/** 28-byte ObjectID. */
export type ObjectId = string;
/** 28-byte WorkerID; an owner is named by the worker id of its process. */
export type WorkerId = string;
/** 28-byte NodeID. */
export type NodeId = string;
/** 24-byte TaskID. */
export type TaskId = string;
/** 32-byte LeaseID (Ray 2.60.0: 4-byte counter + 28 bytes of the owner). */
export type LeaseId = string;
/** Names one raylet-socket connection; the shell makes it up. */
export type ConnectionId = number;
/** Names one WaitRequest; the shell makes it up and keeps the way back to the connection. */
export type WaitId = number;

/** Where an owner's core worker listens (ray.rpc.Address). */
export interface OwnerAddress {
  readonly nodeId: NodeId;
  readonly ip: string;
  readonly port: number;
  readonly workerId: WorkerId;
}

/** An object together with who owns it, as requests name it. `owner` null: the request carried no usable address. */
export interface OwnedObject {
  readonly objectId: ObjectId;
  readonly owner: OwnerAddress | null;
}

/** How an object came into the store (plasma ObjectSource, Ray 2.60.0: 0..3 in this order). */
export type ObjectSource =
  | "createdByWorker"
  | "restoredFromStorage"
  | "receivedFromRemoteRaylet"
  | "errorStoredByRaylet";

/**
 * The errors a raylet itself stores in place of an object. The value is ErrorType of common.proto, and its decimal text
 * is the object's metadata; none of them carries data (Ray 2.60.0, serialization.py builds the exception from the ref).
 */
export const raisedErrorTypes = {
  /** ray.exceptions.ObjectLostError: its only copy, on this node's disk, is gone or not what was written. */
  OBJECT_LOST: 8,
  /** ray.exceptions.OwnerDiedError: the owner's process or node is dead and no copy is here. */
  OWNER_DIED: 9,
  /** ray.exceptions.ReferenceCountingAssertionError: the owner says the ref is gone. */
  OBJECT_DELETED: 10,
  /** ray.exceptions.ObjectFetchTimedOutError: the owner has known of no copy for `fetchFailTimeoutMs`. */
  OBJECT_FETCH_TIMED_OUT: 14,
} as const;
export type RaisedError = keyof typeof raisedErrorTypes;

/** Ray's config names in brackets. All in milliseconds or counts. */
export interface ObjectManagerConfig {
  /** This node; its id is never a place to pull from. */
  readonly nodeId: NodeId;
  /** Entries in one UpdateObjectLocationBatch [max_object_report_batch_size]. */
  readonly maxReportBatch: number;
  /** Least time between two batches to one owner; an idle owner is told at once. */
  readonly reportIntervalMs: number;
  /** First wait after a failed batch; doubles up to `reportRetryMaxMs`. */
  readonly reportRetryMs: number;
  readonly reportRetryMaxMs: number;
  /** No known copy and no creation pending for so long: OBJECT_FETCH_TIMED_OUT [fetch_fail_timeout_milliseconds]. */
  readonly fetchFailTimeoutMs: number;
  /** So long an owner may take to begin rebuilding what it was told is lost, before OBJECT_LOST. */
  readonly lossGraceMs: number;
  /** A request that has waited for so long is told of in the log; Infinity: never. */
  readonly lateAfterMs: number;
  /** A worker that has waited so long in a get for what a task has to make first is told of; Infinity: never. */
  readonly starvedAfterMs: number;
  /** An error object that did not appear in the store is asked for again after so long. */
  readonly errorRetryMs: number;
  /** Ids of dead owners remembered, so that a late request fails at once. */
  readonly maxDeadOwners: number;
  /** Transitions kept for `story`. */
  readonly storyLength: number;
  readonly spilling: SpillConfig;
}

export const defaultObjectManagerConfig: Omit<ObjectManagerConfig, "nodeId"> = {
  maxReportBatch: 2_000,
  reportIntervalMs: 10,
  reportRetryMs: 1_000,
  reportRetryMaxMs: 60_000,
  fetchFailTimeoutMs: 600_000,
  lossGraceMs: 10_000,
  lateAfterMs: 5_000,
  starvedAfterMs: 1_000,
  errorRetryMs: 1_000,
  maxDeadOwners: 10_000,
  storyLength: 16_384,
  spilling: defaultSpillConfig,
};

export type { SpilledCopy } from "./spill-files.js";
export type { SpillConfig, SpillStats } from "./spill-types.js";

/** What the owner publishes on WORKER_OBJECT_LOCATIONS_CHANNEL (WorkerObjectLocationsPubMessage). */
export interface OwnerWord {
  readonly nodeIds: readonly NodeId[];
  /** Bytes of data and metadata; 0 when the owner does not know. */
  readonly objectSize: number;
  /** "" when not spilled. */
  readonly spilledUrl: string;
  /** null: spilled to storage every node can reach. */
  readonly spilledNodeId: NodeId | null;
  readonly refRemoved: boolean;
  readonly pendingCreation: boolean;
  readonly didSpill: boolean;
}

/** Names a request for `why`. */
export type RequestRef =
  | { readonly type: "get"; readonly connectionId: ConnectionId; readonly requestId: number }
  | { readonly type: "wait"; readonly waitId: WaitId }
  | { readonly type: "actorArgs"; readonly taskId: TaskId; readonly attempt: number }
  | { readonly type: "lease"; readonly leaseId: LeaseId }
  | { readonly type: "plasmaReady"; readonly connectionId: ConnectionId; readonly objectId: ObjectId };

export type ObjectEvent =
  | SpillEvent
  // From the store.
  | {
      readonly type: "storeSealed";
      readonly objectId: ObjectId;
      readonly dataSize: number;
      readonly metadataSize: number;
      readonly owner: OwnerAddress | null;
      /** receivedFromRemoteRaylet: the store leaves one hold on it, which `unhold` ends. */
      readonly source: ObjectSource;
    }
  | { readonly type: "storeDeleted"; readonly objectId: ObjectId }
  /** PinObjectIDs was answered true: this is the primary copy and the store already holds it. */
  | { readonly type: "pinned"; readonly objectId: ObjectId; readonly owner: OwnerAddress }
  /** FreeLocalObjects: the owner's refs are gone; the store has already unpinned and deleted (or will at last release). */
  | { readonly type: "freed"; readonly objectIds: readonly ObjectId[] }
  // From the raylet socket.
  /** Message 7. Stays active until cancelGet or connectionClosed; there is no reply. */
  | {
      readonly type: "asyncGet";
      readonly connectionId: ConnectionId;
      readonly workerId: WorkerId;
      readonly requestId: number;
      readonly objects: readonly OwnedObject[];
    }
  /** Message 8. */
  | { readonly type: "cancelGet"; readonly connectionId: ConnectionId; readonly requestId: number }
  /** Message 11. timeoutMs -1 waits for ever, 0 answers at once. */
  | {
      readonly type: "waitRequest";
      readonly connectionId: ConnectionId;
      readonly workerId: WorkerId;
      readonly waitId: WaitId;
      readonly objects: readonly OwnedObject[];
      readonly numRequired: number;
      readonly timeoutMs: number;
    }
  /** Message 13. */
  | {
      readonly type: "waitForActorArgs";
      readonly connectionId: ConnectionId;
      readonly workerId: WorkerId;
      readonly taskId: TaskId;
      readonly attempt: number;
      readonly objects: readonly OwnedObject[];
    }
  /** Message 15. */
  | { readonly type: "freeObjects"; readonly localOnly: boolean; readonly objectIds: readonly ObjectId[] }
  /** Message 16. */
  | {
      readonly type: "subscribePlasmaReady";
      readonly connectionId: ConnectionId;
      readonly workerId: WorkerId;
      readonly object: OwnedObject;
    }
  /** The connection is gone (clean or not): its gets, waits, argument waits and subscriptions end without an answer. */
  | { readonly type: "connectionClosed"; readonly connectionId: ConnectionId }
  // From the lease scheduler.
  /** Watches the arguments of a queued lease until releaseDependencies; a second call for the lease replaces the first. */
  | { readonly type: "leaseDependencies"; readonly leaseId: LeaseId; readonly objects: readonly OwnedObject[] }
  | { readonly type: "releaseDependencies"; readonly leaseId: LeaseId }
  // From the owner client and the cluster's death notices.
  | { readonly type: "ownerMessage"; readonly ownerId: WorkerId; readonly objectId: ObjectId; readonly word: OwnerWord }
  /** The owner does not answer but is not known dead; everything keeps waiting, `why` says so. */
  | { readonly type: "ownerUnreachable"; readonly ownerId: WorkerId; readonly reason: string }
  | { readonly type: "ownerReachable"; readonly ownerId: WorkerId }
  | { readonly type: "ownerDied"; readonly ownerId: WorkerId; readonly reason: string }
  /** Every owner on that node is dead too. */
  | { readonly type: "nodeDied"; readonly nodeId: NodeId }
  /** Another node was to have the copy on this node's disk, and it is not what was written. */
  | { readonly type: "copyCorrupt"; readonly objectId: ObjectId; readonly copy: SpilledCopy; readonly text: string }
  /** The outstanding sendLocations of this owner was acknowledged. */
  | { readonly type: "locationsSent"; readonly ownerId: WorkerId }
  /** It was not, and may or may not have been applied. */
  | { readonly type: "locationsFailed"; readonly ownerId: WorkerId; readonly reason: string }
  | { readonly type: "tick" };

export type LocationUpdate =
  | { readonly objectId: ObjectId; readonly location: "added" | "removed" }
  | { readonly objectId: ObjectId; readonly location: "spilled"; readonly url: string };

/** Why an object is wanted, most urgent first (Ray's pull priorities: get > wait > task arguments). */
export type Urgency = "get" | "wait" | "args";

export type ObjectEffect =
  | SpillEffect
  /** WaitReply (message 12). `found` holds at most numRequired ids; both lists are in request order without duplicates. */
  | {
      readonly type: "replyWait";
      readonly connectionId: ConnectionId;
      readonly waitId: WaitId;
      readonly found: readonly ObjectId[];
      readonly remaining: readonly ObjectId[];
    }
  /** Call CoreWorkerService.ActorCallArgWaitComplete{intended_worker_id, task_id, attempt_number} on the worker. */
  | {
      readonly type: "actorArgsReady";
      readonly connectionId: ConnectionId;
      readonly workerId: WorkerId;
      readonly taskId: TaskId;
      readonly attempt: number;
    }
  /** Call CoreWorkerService.PlasmaObjectReady{object_id} on the worker. */
  | {
      readonly type: "plasmaReady";
      readonly connectionId: ConnectionId;
      readonly workerId: WorkerId;
      readonly objectId: ObjectId;
    }
  /** All arguments of the lease are local. */
  | { readonly type: "dependenciesReady"; readonly leaseId: LeaseId }
  /** Said ready before, and now these are gone again. dependenciesReady follows when they are back. */
  | { readonly type: "dependenciesLost"; readonly leaseId: LeaseId; readonly objectIds: readonly ObjectId[] }
  /** The worker waits in a get for what a task has to make first (said again while it does), or does so no more. */
  | { readonly type: "workerStarves"; readonly workerId: WorkerId; readonly isStarving: boolean }
  /** Ask the owner for this object's locations (PubsubCommandBatch); it answers with a snapshot and then each change. */
  | { readonly type: "subscribeLocations"; readonly owner: OwnerAddress; readonly objectId: ObjectId }
  | { readonly type: "unsubscribeLocations"; readonly owner: OwnerAddress; readonly objectId: ObjectId }
  /** One UpdateObjectLocationBatch; answer with locationsSent or locationsFailed. At most one per owner is outstanding. */
  | { readonly type: "sendLocations"; readonly owner: OwnerAddress; readonly updates: readonly LocationUpdate[] }
  /** Forget queue, poll and connection of this owner: it is dead. */
  | { readonly type: "dropOwner"; readonly ownerId: WorkerId }
  /**
   * The object is wanted here and these other places have it. Sent again when places or urgency change; ends with
   * cancelPull. A transfer that reaches the store shows as storeSealed. For core/transfer/pull-manager.ts.
   */
  | {
      readonly type: "pull";
      readonly objectId: ObjectId;
      readonly owner: OwnerAddress;
      readonly urgency: Urgency;
      readonly nodeIds: readonly NodeId[];
      readonly objectSize: number;
      readonly spilledUrl: string;
      readonly spilledNodeId: NodeId | null;
    }
  | { readonly type: "cancelPull"; readonly objectId: ObjectId }
  /** Drop the primary-copy pins. */
  | { readonly type: "unpin"; readonly objectIds: readonly ObjectId[] }
  /** Delete from the local store, now or at the last client's release. */
  | { readonly type: "deleteLocal"; readonly objectIds: readonly ObjectId[] }
  /** FreeObjects(localOnly=false): send NodeManagerService.FreeLocalObjects to every other alive node. */
  | { readonly type: "freeOnOtherNodes"; readonly objectIds: readonly ObjectId[] }
  /** Create and seal an error object (metadata = decimal ErrorType, no data) so that whoever waits raises it. */
  | {
      readonly type: "createError";
      readonly objectId: ObjectId;
      readonly owner: OwnerAddress | null;
      readonly errorType: RaisedError;
      readonly reason: string;
    }
  /** Say in the log what a request has been waiting for (`describeExplanation`). */
  | { readonly type: "tellLate"; readonly explanation: Explanation }
  /** The request was nonsense; close the connection and log the reason. */
  | { readonly type: "refuse"; readonly connectionId: ConnectionId; readonly reason: string };
