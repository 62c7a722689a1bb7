/** Settings, events and effects of spilling (spilling.ts) and restoring (restoring.ts); part of the object manager's. */
import type { SpilledCopy } from "./spill-files.js";
import type { ObjectId, OwnerAddress } from "./types.js";

/** Ray's config names in brackets. Bytes, milliseconds, counts, shares of 1. */
export interface SpillConfig {
  /** This node's folder in each spill directory; none: nothing is ever spilled. */
  readonly folders: readonly string[];
  /** What is spilled can be restored by every node, which the owner then asks nobody for [not is_external_storage_type_fs]. */
  readonly isShared: boolean;
  /** Of the object store. */
  readonly capacityBytes: number;
  /** Pinned copies may fill this share of the store [object_spilling_threshold]. */
  readonly threshold: number;
  /** What one file should have at least [min_spilling_size]. */
  readonly minFileBytes: number;
  /** [max_fused_object_count] */
  readonly maxFusedObjects: number;
  /** Files written at a time, and half the objects read at a time [max_io_workers]. */
  readonly maxJobs: number;
  /** What all files together may have, those of the store counted when they are made; null: as much as the disks give. */
  readonly quotaBytes: number | null;
  /** For so long after a create had to wait, files are written ahead of need. */
  readonly aheadMs: number;
  /** Arguments that wait for their task may fill this share of the store. */
  readonly argsShare: number;
  /** They give up room, but for those of the first task, until creates have not wanted any for so long. */
  readonly pressedMs: number;
  readonly diskFullRetryMs: number;
  readonly failureRetryMs: number;
  /** A restore found that somebody else is making the object. */
  readonly existsRetryMs: number;
  /** A file that cannot be read is given up after so many tries. */
  readonly maxReadFailures: number;
}

export const defaultSpillConfig: SpillConfig = {
  folders: [],
  isShared: false,
  capacityBytes: 0,
  threshold: 0.8,
  minFileBytes: 100 * 1024 * 1024,
  maxFusedObjects: 2_000,
  maxJobs: 4,
  quotaBytes: null,
  aheadMs: 500,
  argsShare: 0.5,
  pressedMs: 500,
  diskFullRetryMs: 1_000,
  failureRetryMs: 1_000,
  existsRetryMs: 50,
  maxReadFailures: 3,
};

/** Sums since the start of the node, and what is on disk now. Times do not count what runs side by side twice. */
export interface SpillStats {
  readonly spilledObjects: number;
  readonly spilledBytes: number;
  readonly spillMs: number;
  readonly restoredObjects: number;
  readonly restoredBytes: number;
  readonly restoreMs: number;
  readonly filesOnDisk: number;
  readonly bytesOnDisk: number;
}

export type SpillEvent =
  /** Creates of so many bytes wait for room in the store; repeated while they wait. */
  | { readonly type: "spaceNeeded"; readonly bytes: number }
  /** Answers `spill`: what the store chose and holds; nothing when there is nothing to spill. */
  | {
      readonly type: "spillStarted";
      readonly job: number;
      readonly objects: readonly { readonly objectId: ObjectId; readonly sizeBytes: number }[];
    }
  /** One record for each object, in the order of spillStarted; for the first ones, where the others were not written. */
  | {
      readonly type: "spilled";
      readonly job: number;
      /** Where the storage chose the place itself; else it is as `spill` said. */
      readonly path?: string;
      readonly records: readonly Omit<SpilledCopy, "path">[];
    }
  | { readonly type: "spillFailed"; readonly job: number; readonly why: "diskFull" | "other"; readonly text: string }
  | { readonly type: "restored"; readonly job: number }
  | {
      readonly type: "restoreFailed";
      readonly job: number;
      /** `cancelled`: by cancelRestore, before it began; `noWorker`: who was to read it died, or could not be had, which
       *  says nothing of the copy; the others: native/spiller.ts. */
      readonly why: "corrupt" | "unreadable" | "exists" | "noRoom" | "store" | "noWorker" | "cancelled";
      readonly text: string;
    };

export type SpillEffect =
  /** Write what the store chooses into a new file of this name; answer at once with spillStarted, at the end with
   *  spilled or spillFailed. */
  | {
      readonly type: "spill";
      readonly job: number;
      /** Index into `folders`. */
      readonly directory: number;
      readonly fileName: string;
      readonly minBytes: number;
      readonly maxObjects: number;
    }
  /** Bring the object back when the store has room; with isHeld the store holds it from then on. */
  | {
      readonly type: "restore";
      readonly job: number;
      readonly objectId: ObjectId;
      readonly owner: OwnerAddress | null;
      readonly copy: SpilledCopy;
      readonly isHeld: boolean;
    }
  /** Nobody needs it any more: answer restoreFailed (cancelled) if it had not begun. */
  | { readonly type: "cancelRestore"; readonly job: number }
  | { readonly type: "deleteFiles"; readonly paths: readonly string[] }
  /** End one hold of each: of what was received from another node, restored with isHeld, or written to a file. */
  | { readonly type: "unhold"; readonly objectIds: readonly ObjectId[] }
  /** Whether files are being written: creates then wait beyond the store's grace period. */
  | { readonly type: "setSpilling"; readonly isSpilling: boolean }
  /** With a quota: what is left of it, for objects that the store puts into files of their own. */
  | { readonly type: "setFallbackLimit"; readonly bytes: number }
  /** Tell the owner that its object has lost the copy on this node, so that it rebuilds it or gives up. */
  | { readonly type: "reportLost"; readonly objectId: ObjectId; readonly owner: OwnerAddress }
  /** For the log. */
  | { readonly type: "warn"; readonly text: string };
