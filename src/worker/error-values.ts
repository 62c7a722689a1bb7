/**
 * Objects that are errors: their metadata is the decimal number of an ErrorType, their data an XLANG frame around the bin
 * of a RayException (what a function raised) or a RayErrorInfo (what the system has to say), or nothing (Ray 2.60.0).
 */
import { stripVTControlCharacters } from "node:util";
import { ErrorType, type TaskFailure } from "../core/core-worker/types.js";
import { decode, encode, rpc, WireError } from "../wire/index.js";
import {
  ActorDiedError,
  ActorUnavailableError,
  LocalRayletDiedError,
  NodeDiedError,
  ObjectFreedError,
  ObjectLostError,
  ObjectReconstructionFailedError,
  OutOfDiskError,
  OutOfMemoryError,
  OwnerDiedError,
  RayError,
  RayTaskError,
  RemoteError,
  RuntimeEnvSetupError,
  TaskCancelledError,
  TaskUnschedulableError,
  WorkerCrashedError,
} from "./errors.js";
import { readXlang, type SerializedValue, writeXlang } from "./xlang.js";

type ErrorClass = new (message: string) => RayError;

/** By ErrorType: the class, and what to say when the object does not. */
const byType: Readonly<Record<number, readonly [ErrorClass, string]>> = {
  [rpc.ErrorType.WORKER_DIED]: [WorkerCrashedError, "The worker died while it ran the task."],
  [rpc.ErrorType.ACTOR_DIED]: [ActorDiedError, "The actor is dead."],
  [rpc.ErrorType.TASK_CANCELLED]: [TaskCancelledError, "The task was cancelled."],
  [rpc.ErrorType.ACTOR_CREATION_FAILED]: [ActorDiedError, "The actor's constructor failed."],
  [rpc.ErrorType.RUNTIME_ENV_SETUP_FAILED]: [RuntimeEnvSetupError, "The runtime environment could not be set up."],
  [rpc.ErrorType.OBJECT_LOST]: [ObjectLostError, "All copies of the object are lost."],
  [rpc.ErrorType.OWNER_DIED]: [OwnerDiedError, "The object's owner died, and the object with it."],
  [rpc.ErrorType.OBJECT_DELETED]: [ObjectLostError, "The object was deleted."],
  [rpc.ErrorType.DEPENDENCY_RESOLUTION_FAILED]: [RayError, "The task's arguments could not be had."],
  [rpc.ErrorType.OBJECT_FETCH_TIMED_OUT]: [ObjectLostError, "The object could not be fetched in time."],
  [rpc.ErrorType.LOCAL_RAYLET_DIED]: [LocalRayletDiedError, "The local raylet died."],
  [rpc.ErrorType.TASK_PLACEMENT_GROUP_REMOVED]: [RayError, "The task's placement group was removed."],
  [rpc.ErrorType.ACTOR_PLACEMENT_GROUP_REMOVED]: [ActorDiedError, "The actor's placement group was removed."],
  [rpc.ErrorType.TASK_UNSCHEDULABLE_ERROR]: [TaskUnschedulableError, "No node can run the task."],
  [rpc.ErrorType.ACTOR_UNSCHEDULABLE_ERROR]: [ActorDiedError, "No node can run the actor."],
  [rpc.ErrorType.OUT_OF_DISK_ERROR]: [OutOfDiskError, "The disk that objects are spilled to is full."],
  [rpc.ErrorType.OBJECT_FREED]: [ObjectFreedError, "The object was freed by hand."],
  [rpc.ErrorType.OUT_OF_MEMORY]: [OutOfMemoryError, "The worker was killed because its node ran out of memory."],
  [rpc.ErrorType.NODE_DIED]: [NodeDiedError, "The node died while it ran the task."],
  [rpc.ErrorType.ACTOR_UNAVAILABLE]: [ActorUnavailableError, "The actor cannot be reached for now."],
  [rpc.ErrorType.WORKER_STARTUP_FAILED]: [WorkerCrashedError, "The worker could not be started."],
};
const reconstructionFailed = "The object's copies are lost and it could not be made again.";

/** The ErrorType that an object's metadata names, or null where its value is no error. */
export function errorTypeOf(metadata: Uint8Array): number | null {
  if (metadata.length === 0 || metadata.length > 2) return null;
  const text = Buffer.from(metadata).toString("latin1");
  return /^\d{1,2}$/.test(text) ? Number(text) : null;
}

/** What to throw for an object that is an error. */
export function errorOf(type: number, data: Uint8Array): RayError {
  const payload = payloadOf(data);
  if (type === rpc.ErrorType.TASK_EXECUTION_EXCEPTION) return taskError(payload);
  const [Class, otherwise] = byType[type] ?? [ObjectReconstructionFailedError, reconstructionFailed];
  return new Class(payload === null ? otherwise : messageIn(payload) || otherwise);
}

/** What to throw where the system failed a task. */
export function errorOfFailure(failure: TaskFailure): RayError {
  const [Class] = byType[failure.type] ?? [ObjectReconstructionFailedError];
  return new Class(failure.message);
}

/** A failure as the object that others get in the place of the task's result. */
export function failureValue(failure: TaskFailure): SerializedValue {
  const metadata = Buffer.from(String(failure.type));
  // A dead actor's error is read by its context alone, and an empty one is taken.
  if (failure.type === ErrorType.ACTOR_DIED) {
    const context = { actorDiedErrorContext: { errorMessage: failure.message } };
    const info = { actorDiedError: context, errorMessage: failure.message, errorType: failure.type };
    return { metadata, data: [writeXlang(encode(rpc.RayErrorInfo, info))] };
  }
  const info = { errorMessage: failure.message, errorType: failure.type };
  return { metadata, data: [writeXlang(encode(rpc.RayErrorInfo, info))] };
}

function payloadOf(data: Uint8Array): Uint8Array | null {
  if (data.length === 0) return null;
  try {
    const value = readXlang(data);
    return value instanceof Uint8Array ? value : null;
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
}

function taskError(payload: Uint8Array | null): RayTaskError {
  const { formattedExceptionString: text, language } = decode(rpc.RayException, payload ?? new Uint8Array());
  return new RayTaskError(...(language === rpc.Language.CPP ? describeStack(text) : describe(text)));
}

/** The exception of JavaScript's stack, which begins with it. */
function describeStack(text: string): [string, RemoteError] {
  const head = text.split(/\n {4}at |\nCaused by: /, 1)[0] ?? "";
  const found = /^([\w$.]+)(?:: ([\s\S]*))?$/.exec(head);
  return [head, new RemoteError(found?.[1] ?? "Error", found?.[2] ?? (found === null ? head : ""), text)];
}

/** The exception of a remote traceback: its last line that starts a word and has a colon, as Python's and Node's have. */
function describe(text: string): [string, RemoteError] {
  // Ray's workers colour what they send.
  const plain = stripVTControlCharacters(text).trimEnd();
  const lines = plain.split("\n");
  const at = lines.findLastIndex((line) =>
    /^[\w.]+(Error|Exception|Interrupt|Exit|Warning|[A-Z]\w*)?(: |$)/.test(line),
  );
  const found = /^([\w.]+)(?:: ([\s\S]*))?$/.exec(lines.slice(Math.max(0, at)).join("\n"));
  const name = found?.[1] ?? "Error";
  const message = found?.[2] ?? "";
  const short =
    found === null ? lines.at(-1) || "the function raised an exception" : `${name}${message && `: ${message}`}`;
  return [short, new RemoteError(name, message, plain)];
}

/** The text in a RayErrorInfo, or in the RayException that a Python worker writes for a cancelled task. */
function messageIn(payload: Uint8Array): string {
  try {
    const info = decode(rpc.RayErrorInfo, payload);
    if (info.errorMessage !== "") return info.errorMessage;
    const died = info.actorDiedError;
    if (died?.actorDiedErrorContext) return died.actorDiedErrorContext.errorMessage;
    if (died?.creationTaskFailureContext) return died.creationTaskFailureContext.formattedExceptionString;
    if (info.runtimeEnvSetupFailedError) return info.runtimeEnvSetupFailedError.errorMessage;
    return decode(rpc.RayException, payload).formattedExceptionString;
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return "";
  }
}
