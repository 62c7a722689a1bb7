/** What a worker answers to a pushed task: results, and the arguments of ours that it has kept. */
import type { WorkerAddress } from "../core/core-worker/types.js";
import { ErrorType } from "../core/core-worker/types.js";
import { ObjectId, type TaskId } from "../ids/index.js";
import type { rpc } from "../wire/index.js";
import { refsOf } from "./borrowed-refs.js";
import { workerAddress } from "./context.js";
import { errorOf, errorTypeOf } from "./error-values.js";
import type { ObjectShell } from "./object-shell.js";
import type { Stream } from "./stream.js";

/**
 * Stores a task's results and notes who has borrowed what.
 * @param live results that are wanted; those the worker did not send fail
 * @returns whether any is in the store, so that its task may have to make it again
 */
export function storeReturns(
  objects: ObjectShell,
  taskId: TaskId,
  live: ReadonlySet<ObjectId>,
  reply: rpc.PushTaskReply,
  worker: WorkerAddress,
): boolean {
  noteBorrowers(objects, reply.borrowedRefs, worker);
  const missing = new Set(live);
  let inStore = false;
  for (const result of reply.returnObjects) {
    const objectId = ObjectId.fromBytes(result.objectId);
    missing.delete(objectId);
    if (storeReturn(objects, objectId, result, worker)) inStore = true;
  }
  for (const objectId of missing) {
    const message = `The worker answered without this result of task ${taskId}: it returned fewer values than were asked for.`;
    objects.setFailed(objectId, { type: ErrorType.OBJECT_LOST, message });
  }
  return inStore;
}

/** @returns whether it is in the store */
export function storeReturn(
  objects: ObjectShell,
  objectId: ObjectId,
  result: rpc.ReturnObject,
  worker: WorkerAddress,
): boolean {
  // Of a task that ran again for another result: whoever has this one goes on with it.
  if (!result.inPlasma && objects.table.state(objectId)?.kind === "value") return false;
  if (objects.references.has(objectId)) {
    for (const ref of refsOf(result.nestedInlinedRefs)) objects.hold(ref.objectId, ref.owner, objectId);
  }
  if (result.inPlasma) {
    objects.setStored(objectId, worker.nodeId, result.size);
    return true;
  }
  // Copies: the received buffer is shared by all answers that came with this one.
  objects.setInline(objectId, Buffer.from(result.metadata), Buffer.from(result.data));
  return false;
}

/** Items of a stream that were lost, and that its task has not yielded again: nobody makes them any more. */
export function failLost(objects: ObjectShell, lost: Set<ObjectId>, reply: rpc.PushTaskReply): void {
  const yielded = new Set(reply.streamingGeneratorReturnIds.map(({ objectId }) => ObjectId.fromBytes(objectId)));
  for (const objectId of lost) {
    if (objects.table.state(objectId)?.kind !== "pending" || yielded.has(objectId)) continue;
    const message = `All copies of object ${objectId} are lost, and its generator did not yield it again.`;
    objects.setFailed(objectId, { type: ErrorType.OBJECT_LOST, message });
  }
  lost.clear();
}

/** A task that failed before it could yield has no item to say so: the object that stands for its stream does. */
export function endStream(stream: Stream, { returnObjects, streamingGeneratorReturnIds }: rpc.PushTaskReply): void {
  const [own] = returnObjects;
  const error = own === undefined ? null : errorTypeOf(own.metadata);
  if (own === undefined || error === null) stream.end(streamingGeneratorReturnIds.length);
  else stream.fail(errorOf(error, own.data));
}

/** References that a worker still holds, or gave to others, after its task has ended. */
export function noteBorrowers(
  objects: ObjectShell,
  borrowed: readonly rpc.ObjectReferenceCount[],
  worker: WorkerAddress,
): void {
  for (const { reference, hasLocalRef, borrowers, storedInObjects, containedInBorrowedIds } of borrowed) {
    if (reference === null) continue;
    const objectId = ObjectId.fromBytes(reference.objectId);
    // One that the worker found in an object that we have borrowed too, and have not read.
    for (const outer of containedInBorrowedIds.map((id) => ObjectId.fromBytes(id))) {
      if (reference.ownerAddress === null || objects.references.has(objectId)) break;
      if (objects.references.has(outer)) objects.hold(objectId, workerAddress(reference.ownerAddress), outer);
    }
    if (hasLocalRef) objects.apply({ type: "borrowed", objectId, borrower: worker });
    for (const borrower of borrowers.map(workerAddress)) {
      if (borrower.workerId !== objects.workerId) objects.apply({ type: "borrowed", objectId, borrower });
    }
    for (const { objectId: outer, owner: outerOwner } of refsOf(storedInObjects)) {
      // A result of ours that was released meanwhile: there is nobody to wait for.
      if (outerOwner.workerId === objects.workerId && !objects.references.has(outer)) continue;
      objects.apply({ type: "storedIn", objectId, outer, outerOwner });
    }
  }
}
