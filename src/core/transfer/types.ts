/**
 * Events and effects of moving objects between nodes: pull-manager.ts brings them here, push-manager.ts sends them.
 * Plain data; ids are lower-case hex. Bytes of objects never pass here: crates/transfer moves them.
 */
import type { NodeId, ObjectId, OwnerAddress, SpilledCopy, Urgency } from "../objects/types.js";

/** Ray's config names in brackets. Bytes, milliseconds, counts, shares of 1. */
export interface PullConfig {
  /** Of the object store. */
  readonly capacityBytes: number;
  /** Gets may have this share of the store on its way here; all others together the share after it. */
  readonly getShare: number;
  readonly otherShare: number;
  /** What arguments take of the store that are here and wait for the rest: part of `otherShare` to further arguments. */
  readonly argsBytes: () => number;
  /** Objects on their way at a time, however small. */
  readonly maxPulls: number;
  /** A holder that sent nothing for so long is asked again, or another one [object_manager_pull_timeout_ms]. */
  readonly retryMs: number;
  /** Pauses double up to this one. */
  readonly retryMaxMs: number;
  /** First pause when no holder can be reached, or the store has no room. */
  readonly failureRetryMs: number;
  /** Somebody else is making the object in the store. */
  readonly existsRetryMs: number;
  /** A holder from which nothing has come for so long has others to serve: a new holder is asked instead. */
  readonly moveAfterMs: number;
  /** From 0 (included) to 1: which holder is asked first. */
  readonly random: () => number;
}

export const defaultPullConfig: Omit<PullConfig, "random"> = {
  capacityBytes: 0,
  getShare: 0.75,
  otherShare: 0.5,
  argsBytes: () => 0,
  maxPulls: 512,
  retryMs: 10_000,
  retryMaxMs: 60_000,
  failureRetryMs: 1_000,
  existsRetryMs: 50,
  moveAfterMs: 100,
};

export type PullEvent =
  /** The object manager's `pull`: wanted here, and these have it. Repeated when something of it changes. */
  | {
      readonly type: "wanted";
      readonly objectId: ObjectId;
      readonly owner: OwnerAddress;
      readonly urgency: Urgency;
      /** Nodes with a copy in memory. */
      readonly holders: readonly NodeId[];
      /** The node with a copy on its disk; null: none, or on storage that every node can reach, which is not read yet. */
      readonly spilledNodeId: NodeId | null;
      /** Data and metadata together; 0: the owner does not know. */
      readonly sizeBytes: number;
    }
  | { readonly type: "unwanted"; readonly objectId: ObjectId }
  /** The store has room: chunks are welcome. */
  | { readonly type: "ready"; readonly job: number }
  /** It has none; or somebody else is making the object. */
  | { readonly type: "refused"; readonly job: number; readonly why: "exists" | "noRoom"; readonly text: string }
  /** Sealed in the store, whose own event came before this. */
  | { readonly type: "arrived"; readonly job: number }
  /** Chunks come: the first one, then about once a second. */
  | { readonly type: "progress"; readonly job: number; readonly receivedBytes: number }
  /** A sender says that the object has so many bytes, not as many as were expected. Once a job. */
  | { readonly type: "otherSize"; readonly job: number; readonly sizeBytes: number }
  /** What came could not be written. */
  | { readonly type: "arrivalFailed"; readonly job: number; readonly text: string }
  /** The holder could not be asked. */
  | {
      readonly type: "askFailed";
      readonly nodeId: NodeId;
      readonly objectIds: readonly ObjectId[];
      readonly text: string;
    }
  | { readonly type: "nodeDied"; readonly nodeId: NodeId }
  | { readonly type: "tick" };

export type PullEffect =
  /** Make room and welcome the chunks; answer with ready, refused, arrived, otherSize or arrivalFailed. */
  | {
      readonly type: "accept";
      readonly job: number;
      readonly objectId: ObjectId;
      readonly owner: OwnerAddress;
      readonly sizeBytes: number;
    }
  /** Give the room back; no word of the job counts any more. */
  | { readonly type: "abandon"; readonly job: number; readonly objectId: ObjectId }
  /** Send ObjectManagerService.Pull to the node; askFailed if it fails. */
  | { readonly type: "ask"; readonly nodeId: NodeId; readonly objectIds: readonly ObjectId[] }
  /** For the log. */
  | { readonly type: "warn"; readonly text: string };

/** Where a node reads what it sends. */
export type PushSource =
  | { readonly type: "store"; readonly sizeBytes: number }
  | { readonly type: "file"; readonly copy: SpilledCopy };

/** Ray's config names in brackets. */
export interface PushConfig {
  /** [object_manager_default_chunk_size] */
  readonly chunkBytes: number;
  /** Chunks of one push that may be on their way at a time. */
  readonly window: number;
  /** Of all pushes: each takes `chunkBytes` of memory. */
  readonly maxChunks: number;
  /** Pushes of one object at a time, if it takes more than one window: who comes later may find it elsewhere by then. */
  readonly maxCopies: number;
  /** An object that is not here is waited for so long [object_manager_push_timeout_ms]. */
  readonly waitMs: number;
}

export const defaultPushConfig: PushConfig = {
  chunkBytes: 5 * 1024 * 1024,
  window: 8,
  maxChunks: 32,
  maxCopies: 2,
  waitMs: 10_000,
};

export type PushEvent =
  /** A Pull came. `source` null: the object is not here now. */
  | {
      readonly type: "asked";
      readonly nodeId: NodeId;
      readonly objectId: ObjectId;
      readonly source: PushSource | null;
      /** The node says that objects may come to it as streams. */
      readonly takesStreams: boolean;
    }
  /** An object came to this node. */
  | { readonly type: "came"; readonly objectId: ObjectId; readonly source: PushSource }
  | { readonly type: "pushed"; readonly job: number }
  | { readonly type: "pushFailed"; readonly job: number; readonly why: PushFailure; readonly text: string }
  | { readonly type: "nodeDied"; readonly nodeId: NodeId }
  | { readonly type: "tick" };

/** `gone`: evicted just now; `corrupt`: the spill file is worth nothing; `unreadable`: it cannot be read now. */
export type PushFailure = "gone" | "corrupt" | "unreadable" | "receiver";

export type PushEffect =
  /** Send all chunks, so many at a time; answer with pushed or pushFailed. */
  | {
      readonly type: "push";
      readonly job: number;
      readonly nodeId: NodeId;
      readonly objectId: ObjectId;
      readonly source: PushSource;
      readonly takesStreams: boolean;
      readonly window: number;
    }
  /** The copy on this node's disk is worth nothing: tell the object manager. */
  | { readonly type: "copyCorrupt"; readonly objectId: ObjectId; readonly copy: SpilledCopy; readonly text: string }
  | { readonly type: "warn"; readonly text: string };
