/**
 * References of objects that other processes own: asking the owner for the value, and telling callers and owners which we
 * have kept (Ray 2.60.0, GetObjectStatus and ObjectReferenceCount).
 */
import type { BorrowReport } from "../core/core-worker/reference-counter.js";
import { ErrorType, type WorkerAddress } from "../core/core-worker/types.js";
import { idBytes, ObjectId } from "../ids/index.js";
import { errorText } from "../runtime/errors.js";
import { type Init, rpc } from "../wire/index.js";
import { addressMessage, callMethod, type WorkerContext, workerAddress } from "./context.js";
import { errorTypeOf, failureValue } from "./error-values.js";

interface BorrowedValue {
  readonly metadata: Uint8Array;
  readonly data: Uint8Array;
  /** References inside it. */
  readonly refs: readonly { readonly objectId: ObjectId; readonly owner: WorkerAddress }[];
}

/** Resolves when the object is there, however long that takes: its value, or an error as one where the owner has none. */
export async function statusAtOwner(
  context: WorkerContext,
  objectId: ObjectId,
  owner: WorkerAddress,
): Promise<BorrowedValue | "stored"> {
  const request = { ownerWorkerId: idBytes(owner.workerId), objectId: idBytes(objectId) };
  const { getObjectStatus } = rpc.CoreWorkerService;
  let reply: rpc.GetObjectStatusReply;
  try {
    reply = await callMethod(context, `${owner.ip}:${owner.port}`, getObjectStatus, request);
  } catch (error) {
    const message = `The owner of object ${objectId}, worker ${owner.workerId} at ${owner.ip}:${owner.port}, cannot be reached (${errorText(error)}): it died, and the object with it.`;
    return failed(ErrorType.OWNER_DIED, message);
  }
  const { status, object } = reply;
  if (status !== rpc.GetObjectStatusReply_ObjectStatus.CREATED || object === null) {
    const message = `The owner of object ${objectId} does not know it any more: it was freed while a ref of it was on its way.`;
    return failed(ErrorType.OBJECT_FREED, message);
  }
  if (errorTypeOf(object.metadata) === rpc.ErrorType.OBJECT_IN_PLASMA) return "stored";
  const refs = refsOf(object.nestedInlinedRefs);
  // Copies: what was received is a buffer shared with other answers.
  return { metadata: Buffer.from(object.metadata), data: Buffer.from(object.data), refs };
}

/** Of the task that makes the object, which its owner has submitted. Nobody hears of it: the object says what became of it. */
export function cancelAtOwner(
  context: WorkerContext,
  objectId: ObjectId,
  owner: WorkerAddress,
  isForced: boolean,
): void {
  const request = { remoteObjectId: idBytes(objectId), forceKill: isForced, recursive: true };
  const { requestOwnerToCancelTask } = rpc.CoreWorkerService;
  callMethod(context, `${owner.ip}:${owner.port}`, requestOwnerToCancelTask, request, 60_000).catch((error: unknown) =>
    context.log.warning(`the owner of ${objectId} could not be asked to cancel its task: ${errorText(error)}`),
  );
}

function failed(type: ErrorType, message: string): BorrowedValue {
  const { metadata, data } = failureValue({ type, message });
  return { metadata, data: Buffer.concat(data), refs: [] };
}

/** Those of which the owner is said. */
export function refsOf(references: readonly rpc.ObjectReference[]): BorrowedValue["refs"] {
  return references.flatMap(({ objectId, ownerAddress }) =>
    ownerAddress === null ? [] : [{ objectId: ObjectId.fromBytes(objectId), owner: workerAddress(ownerAddress) }],
  );
}

export function reportMessage(report: BorrowReport): Init<rpc.ObjectReferenceCount> {
  const { objectId, owner, hasLocalRef, borrowers, storedIn, contains, containedIn } = report;
  return {
    reference: { objectId: idBytes(objectId), ownerAddress: addressMessage(owner) },
    hasLocalRef,
    borrowers: borrowers.map(addressMessage),
    storedInObjects: storedIn.map(({ outer, outerOwner }) => ({
      objectId: idBytes(outer),
      ownerAddress: addressMessage(outerOwner),
    })),
    contains: contains.map(idBytes),
    containedInBorrowedIds: containedIn.map(idBytes),
  };
}
