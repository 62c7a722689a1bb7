/** Events, effects and answers of the ReferenceCounter. */
import type { NodeId, ObjectId, WorkerId } from "../../ids/index.js";
import type { WorkerAddress } from "./types.js";

export type ReferenceEvent =
  /** A new object of ours, not there yet. */
  | { readonly type: "own"; readonly objectId: ObjectId }
  | { readonly type: "addLocal" | "removeLocal" | "addUse" | "removeUse"; readonly objectId: ObjectId }
  /** Its value is here in memory (or is an error). */
  | { readonly type: "inline"; readonly objectId: ObjectId }
  | { readonly type: "stored"; readonly objectId: ObjectId; readonly nodeId: NodeId; readonly sizeBytes: number }
  /** It is to be made again. */
  | { readonly type: "pending"; readonly objectId: ObjectId }
  /** A reference of another's object has come, inside the object `outer` where there is one that is known. */
  | {
      readonly type: "borrow";
      readonly objectId: ObjectId;
      readonly owner: WorkerAddress;
      readonly outer: ObjectId | null;
    }
  /** The object of ours `outer` contains a reference of it. */
  | { readonly type: "contained"; readonly objectId: ObjectId; readonly outer: ObjectId }
  /** So does an object of another owner, e.g. a result of the task that runs here. */
  | {
      readonly type: "storedIn";
      readonly objectId: ObjectId;
      readonly outer: ObjectId;
      readonly outerOwner: WorkerAddress;
    }
  /** The owner of a borrowed object wants to hear when we have no reference of it any more. */
  | { readonly type: "watchRemoval"; readonly objectId: ObjectId; readonly subscriber: string }
  | { readonly type: "borrowed"; readonly objectId: ObjectId; readonly borrower: WorkerAddress }
  | { readonly type: "borrowerGone"; readonly objectId: ObjectId; readonly workerId: WorkerId }
  | { readonly type: "copyAdded" | "copyRemoved"; readonly objectId: ObjectId; readonly nodeId: NodeId }
  | { readonly type: "spilled"; readonly objectId: ObjectId; readonly nodeId: NodeId | null; readonly url: string }
  | { readonly type: "subscribe" | "unsubscribe"; readonly objectId: ObjectId; readonly subscriber: string }
  | { readonly type: "subscriberGone"; readonly subscriber: string }
  | { readonly type: "nodeDied"; readonly nodeId: NodeId };

/** What the directory says of an object. */
export interface ObjectLocations {
  readonly nodes: readonly NodeId[];
  readonly sizeBytes: number;
  readonly spilledUrl: string;
  readonly spilledNodeId: NodeId | null;
  readonly isPending: boolean;
  /** Unknown, or freed. */
  readonly isGone: boolean;
}

export type ReferenceEffect =
  /** Forget the value. `nodes` have copies to free. */
  | { readonly type: "free"; readonly objectId: ObjectId; readonly nodes: readonly NodeId[] }
  /** Ask the borrower to say when its last reference is gone. */
  | {
      readonly type: "watchBorrower";
      readonly objectId: ObjectId;
      readonly borrower: WorkerAddress;
      /** Of the borrower's objects the one that contains the reference; null: the borrower has a reference itself. */
      readonly outer: ObjectId | null;
    }
  /** A borrowed object: nobody here needs it, and whoever was owed word of that has it. */
  | { readonly type: "forget"; readonly objectId: ObjectId }
  | {
      readonly type: "tellRemoved";
      readonly objectId: ObjectId;
      readonly subscriber: string;
      readonly borrowed: readonly BorrowReport[];
    }
  | { readonly type: "publish"; readonly objectId: ObjectId; readonly subscriber: string }
  /** Needed, stored, and no copy is left. */
  | { readonly type: "lost"; readonly objectId: ObjectId };

/** What a borrower tells of a reference (common.proto, ObjectReferenceCount). */
export interface BorrowReport {
  readonly objectId: ObjectId;
  readonly owner: WorkerAddress;
  /** It has kept a reference itself. */
  readonly hasLocalRef: boolean;
  /** Whom it has given one to that was kept. */
  readonly borrowers: readonly WorkerAddress[];
  /** Objects of other owners that it has put one into. */
  readonly storedIn: readonly { readonly outer: ObjectId; readonly outerOwner: WorkerAddress }[];
  readonly contains: readonly ObjectId[];
  /** Borrowed objects that it came in. */
  readonly containedIn: readonly ObjectId[];
}
