/**
 * Ray's binary ids. In TypeScript an id is a lower-case hex string of a branded type: cheap to compare and to use as a
 * map key, readable in logs. On wires and in the store it is raw bytes; these are the only conversions.
 *
 * Layouts (Ray 2.60.0, checked against the installed wheel by test/wire/ids.test.ts):
 *   JobId             4   counter, little endian uint32
 *   ActorId          16   12 unique bytes, JobId
 *   TaskId           24   8 unique bytes, ActorId (all ff in its unique part for a task of no actor)
 *   ObjectId         28   TaskId, index, little endian uint32 (returns count from 1; puts continue)
 *   PlacementGroupId 18   14 unique bytes, JobId
 *   LeaseId          32   counter of the asker, little endian uint32, its WorkerId (or 28 random bytes from the head)
 *   NodeId, WorkerId, ClusterId, FunctionId   28 unique bytes; a driver's WorkerId is its JobId and 24 x ff
 * The nil id of every kind is all ff; an id field left out of a message (empty bytes) means nil as well.
 */

declare const kind: unique symbol;
type Id<Kind extends string> = string & { readonly [kind]: Kind };

export type JobId = Id<"JobId">;
export type ActorId = Id<"ActorId">;
export type TaskId = Id<"TaskId">;
export type ObjectId = Id<"ObjectId">;
export type NodeId = Id<"NodeId">;
export type WorkerId = Id<"WorkerId">;
export type ClusterId = Id<"ClusterId">;
export type FunctionId = Id<"FunctionId">;
export type LeaseId = Id<"LeaseId">;
export type PlacementGroupId = Id<"PlacementGroupId">;

/** Bytes or hex that are no id of the wanted kind. */
export class IdError extends Error {
  override readonly name = "IdError";
}

const hexDigits = /^[0-9a-f]*$/;

/** One kind of id: its length and the ways in and out. */
export class IdKind<T extends string> {
  /** All ff: "no such thing". */
  readonly nil: T;

  constructor(
    readonly name: string,
    /** bytes */
    readonly size: number,
  ) {
    this.nil = "ff".repeat(size) as T;
  }

  /**
   * The id in raw bytes; empty bytes, a message field left out, are the nil id.
   * @throws IdError when the length is neither 0 nor `size`
   */
  fromBytes(bytes: Uint8Array): T {
    if (bytes.length !== this.size) {
      if (bytes.length === 0) return this.nil;
      throw new IdError(`a ${this.name} has ${this.size} bytes, got ${bytes.length}`);
    }
    return bytesToHex(bytes) as T;
  }

  /** As fromBytes, or null where the bytes are empty or the nil id. @throws IdError */
  fromOptionalBytes(bytes: Uint8Array | null | undefined): T | null {
    if (bytes === null || bytes === undefined || bytes.length === 0) return null;
    const id = this.fromBytes(bytes);
    return id === this.nil ? null : id;
  }

  /** Upper-case digits are taken and lowered. @throws IdError on another length or other characters */
  fromHex(hex: string): T {
    const lower = hex.toLowerCase();
    if (lower.length !== 2 * this.size || !hexDigits.test(lower)) {
      throw new IdError(`a ${this.name} has ${2 * this.size} hex digits, got ${JSON.stringify(hex.slice(0, 100))}`);
    }
    return lower as T;
  }

  isNil(id: T): boolean {
    return id === this.nil;
  }
}

export const JobId = new IdKind<JobId>("JobId", 4);
export const ActorId = new IdKind<ActorId>("ActorId", 16);
export const TaskId = new IdKind<TaskId>("TaskId", 24);
export const ObjectId = new IdKind<ObjectId>("ObjectId", 28);
export const NodeId = new IdKind<NodeId>("NodeId", 28);
export const WorkerId = new IdKind<WorkerId>("WorkerId", 28);
export const ClusterId = new IdKind<ClusterId>("ClusterId", 28);
export const FunctionId = new IdKind<FunctionId>("FunctionId", 28);
export const LeaseId = new IdKind<LeaseId>("LeaseId", 32);
export const PlacementGroupId = new IdKind<PlacementGroupId>("PlacementGroupId", 18);

/** Raw bytes of any id. The Buffer is the caller's own. */
export function idBytes(id: Id<string>): Buffer {
  return Buffer.from(id, "hex");
}

/** Raw bytes of an id for a message field, where nil and null are left empty. */
export function optionalIdBytes(id: Id<string> | null): Buffer {
  return id === null ? Buffer.alloc(0) : Buffer.from(id, "hex");
}

/** An id made of bytes that the caller drew at random. @throws IdError when there are not exactly `kind.size` of them */
export function idFromRandom<T extends string>(kind: IdKind<T>, random: Uint8Array): T {
  if (random.length !== kind.size)
    throw new IdError(`a ${kind.name} needs ${kind.size} random bytes, got ${random.length}`);
  return bytesToHex(random) as T;
}

export function jobIdFromInt(value: number): JobId {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) {
    throw new IdError(`a JobId is a number from 0 to 2^32-1, got ${value}`);
  }
  return littleEndianHex(value) as JobId;
}

export function jobIdToInt(id: JobId): number {
  return littleEndianInt(id, 0);
}

export function jobIdOfActor(id: ActorId): JobId {
  return id.slice(24) as JobId;
}

/** The job of a task, of the bytes of whose id these are a view; nil for the nil task. */
export function jobIdOfTask(taskId: Uint8Array): Uint8Array {
  return taskId.subarray(TaskId.size - JobId.size);
}

export function jobIdOfObject(id: ObjectId): JobId {
  return id.slice(40, 48) as JobId;
}

export function jobIdOfPlacementGroup(id: PlacementGroupId): JobId {
  return id.slice(28) as JobId;
}

/** The actor that runs a task, or null for a task of no actor. */
export function actorIdOfTask(id: TaskId): ActorId | null {
  const actor = id.slice(16);
  return actor.startsWith("ffffffffffffffffffffffff") ? null : (actor as ActorId);
}

/** The task whose return or put an object is. */
export function taskIdOfObject(id: ObjectId): TaskId {
  return id.slice(0, 48) as TaskId;
}

/** Which of its task's objects: returns count from 1. */
export function indexOfObject(id: ObjectId): number {
  return littleEndianInt(id, 48);
}

/** The object at `index` (0 to 2^32-1) of a task. */
export function objectIdOfTask(task: TaskId, index: number): ObjectId {
  return (task + littleEndianHex(index)) as ObjectId;
}

/** The task that creates an actor: its return object 1 stands for the actor. */
export function creationTaskOfActor(id: ActorId): TaskId {
  return `ffffffffffffffff${id}` as TaskId;
}

export function driverTaskOfJob(id: JobId): TaskId {
  return `${"ff".repeat(20)}${id}` as TaskId;
}

/** A driver's WorkerId is made of its job. */
export function workerIdOfDriver(id: JobId): WorkerId {
  return `${id}${"ff".repeat(24)}` as WorkerId;
}

/** The worker that asked for a lease (random bytes where the head asked). */
export function askerOfLease(id: LeaseId): WorkerId {
  return id.slice(8) as WorkerId;
}

/** Which of its asker's leases (random where the head asked). */
export function counterOfLease(id: LeaseId): number {
  return littleEndianInt(id, 0);
}

/** A lease's id as askers make it: a counter and the asker's own id. */
export function leaseIdOf(counter: number, asker: WorkerId): LeaseId {
  return (littleEndianHex(counter) + asker) as LeaseId;
}

export function bytesToHex(bytes: Uint8Array): string {
  return Buffer.isBuffer(bytes)
    ? bytes.toString("hex")
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

function littleEndianHex(value: number): string {
  const swapped = ((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);
  return (swapped >>> 0).toString(16).padStart(8, "0");
}

function littleEndianInt(hex: string, at: number): number {
  const value = Number.parseInt(hex.slice(at, at + 8), 16);
  const swapped = ((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);
  return swapped >>> 0;
}
