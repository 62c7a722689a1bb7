/**
 * Bytes of the raylet's unix socket to messages and back, for both ends: a raylet decodes requests and encodes replies, a
 * worker or driver the other way round. Layout: proto/fbs/raylet.fbs (Ray 2.60.0). Decoding believes nothing: a body
 * that is no such message is a WireError, and costs no more than a few times its own size (flatbuffers/table-reader.ts).
 */
import { type IdKind, idBytes, JobId, NodeId, ObjectId, TaskId, WorkerId } from "../ids/index.js";
import { WireError } from "./errors.js";
import { FlatBody, type TableReader } from "./flatbuffers/table-reader.js";
import { type FlatTable, flatbuffer } from "./flatbuffers/table-writer.js";
import { frame } from "./frames.js";
import {
  languageNames,
  type OwnedObject,
  type OwnerAddress,
  type RayletReply,
  type RayletRequest,
  rayletMessageTypes,
  workerExitTypeNames,
  workerTypeNames,
} from "./raylet-messages.js";

type MessageType = (typeof rayletMessageTypes)[number];

/** Longest address text that is taken: a host name's limit. */
const maxAddressBytes = 255;

/** @throws WireError BadType for a type that clients do not send; Malformed or BadField for a bad body */
export function decodeRayletRequest(type: number, body: Buffer): RayletRequest {
  const name = rayletMessageTypes[type];
  const read = name === undefined ? undefined : requestReaders[name];
  if (read === undefined) throw badType(type, "a raylet");
  return read(bodyOf(name as MessageType, body));
}

/** @throws WireError BadType for a type that raylets do not send; Malformed or BadField for a bad body */
export function decodeRayletReply(type: number, body: Buffer): RayletReply {
  const name = rayletMessageTypes[type];
  const read = name === undefined ? undefined : replyReaders[name];
  if (read === undefined) throw badType(type, "a client");
  return read(bodyOf(name as MessageType, body));
}

/** Header and body, ready to be written. */
export function encodeRayletMessage(message: RayletRequest | RayletReply): Buffer {
  const type = rayletMessageTypes.indexOf(message.type);
  // The one message that Ray sends without a body.
  if (message.type === "ActorCreationTaskDone") return frame(type, Buffer.alloc(0));
  return frame(type, flatbuffer(tableOf(message)));
}

// ------------------------------------------------------------------------------------------------------------ reading

type Readers<T> = { readonly [name in MessageType]?: (body: Body) => T };

const requestReaders: Readers<RayletRequest> = {
  // Nothing in the body matters, so whatever is there is let pass.
  ActorCreationTaskDone: () => ({ type: "ActorCreationTaskDone" }),
  RegisterClientRequest: ({ what, root }) => ({
    type: "RegisterClientRequest",
    workerType: nameOf(what, "worker_type", workerTypeNames, root.int32(0)),
    workerId: requiredId(what, "worker_id", WorkerId, root.bytes(1)),
    pid: root.int64(2),
    jobId: idOrNil(what, "job_id", JobId, root.bytes(3)),
    runtimeEnvHash: root.int32(4),
    language: nameOf(what, "language", languageNames, root.int32(5)),
    ip: addressText(what, root.bytes(6)),
    port: portOf(what, root.int32(7)),
    serializedJobConfig: copyOf(root.bytes(8)),
  }),
  AnnounceWorkerPort: ({ what, root }) => ({
    type: "AnnounceWorkerPort",
    port: portOf(what, root.int32(0)),
    entrypoint: textOf(root.bytes(1)),
  }),
  DisconnectClientRequest: ({ what, root }) => {
    const exception = root.bytes(2);
    return {
      type: "DisconnectClientRequest",
      exitType: nameOf(what, "disconnect_type", workerExitTypeNames, root.int32(0)),
      detail: textOf(root.bytes(1)),
      creationTaskException: exception === null || exception.length === 0 ? null : copyOf(exception),
    };
  },
  AsyncGetObjectsRequest: ({ what, root }) => ({
    type: "AsyncGetObjectsRequest",
    objects: ownedObjects(what, root),
    requestId: root.int64(2),
  }),
  CancelGetRequest: ({ root }) => ({ type: "CancelGetRequest", requestId: root.int64(0) }),
  NotifyWorkerBlocked: () => ({ type: "NotifyWorkerBlocked" }),
  NotifyWorkerUnblocked: () => ({ type: "NotifyWorkerUnblocked" }),
  WaitRequest: ({ what, root }) => ({
    type: "WaitRequest",
    objects: ownedObjects(what, root),
    numRequired: root.int32(2),
    timeoutMs: root.int64(3),
  }),
  WaitForActorCallArgsRequest: ({ what, root }) => ({
    type: "WaitForActorCallArgsRequest",
    objects: ownedObjects(what, root),
    taskId: requiredId(what, "task_id", TaskId, root.bytes(2)),
    attemptNumber: root.int32(3),
  }),
  PushErrorRequest: ({ what, root }) => ({
    type: "PushErrorRequest",
    jobId: idOrNil(what, "job_id", JobId, root.bytes(0)),
    errorType: textOf(root.bytes(1)),
    message: textOf(root.bytes(2)),
    timestamp: root.double(3),
  }),
  FreeObjectsInObjectStoreRequest: ({ root }) => ({
    type: "FreeObjectsInObjectStoreRequest",
    localOnly: root.bool(0),
    objectIds: objectIds(root, 1),
  }),
  SubscribePlasmaReady: ({ what, root }) => {
    const owner = root.table(1);
    return {
      type: "SubscribePlasmaReady",
      objectId: requiredId(what, "object_id", ObjectId, root.bytes(0)),
      owner: owner === null ? null : ownerOf(what, owner),
    };
  },
};

const replyReaders: Readers<RayletReply> = {
  RegisterClientReply: ({ what, root }) => ({
    type: "RegisterClientReply",
    success: root.bool(0),
    failureReason: textOf(root.bytes(1)),
    nodeId: idOrNil(what, "node_id", NodeId, root.bytes(2)),
    port: portOf(what, root.int32(3)),
  }),
  AnnounceWorkerPortReply: ({ root }) => ({
    type: "AnnounceWorkerPortReply",
    success: root.bool(0),
    failureReason: textOf(root.bytes(1)),
  }),
  DisconnectClientReply: () => ({ type: "DisconnectClientReply" }),
  WaitReply: ({ root }) => ({ type: "WaitReply", found: objectIds(root, 0), remaining: objectIds(root, 1) }),
};

/** A body that is read only when a field of it is asked for, as messages without fields may have none. */
interface Body {
  readonly what: string;
  readonly root: TableReader;
}

function bodyOf(what: MessageType, bytes: Buffer): Body {
  return {
    what,
    get root() {
      return new FlatBody(what, bytes).root();
    },
  };
}

function badType(type: number, receiver: string): WireError {
  const name = rayletMessageTypes[type];
  return new WireError(
    "BadType",
    `message type ${type}${name ? ` (${name})` : ""} is not one that ${receiver} receives`,
  );
}

function badField(what: string, problem: string): never {
  throw new WireError("BadField", `${what}: ${problem}`);
}

function ownedObjects(what: string, root: TableReader): OwnedObject[] {
  const ids = objectIds(root, 0);
  const owners = root.tables(1, (table) => ownerOf(what, table));
  if (ids.length !== owners.length) {
    badField(what, `${ids.length} object_ids and ${owners.length} owner_addresses, which must be as many`);
  }
  return ids.map((objectId, index) => ({ objectId, owner: owners[index] ?? null }));
}

function objectIds(root: TableReader, slot: number): ObjectId[] {
  return root.strings(slot, ObjectId.size, (bytes) => ObjectId.fromBytes(bytes));
}

function ownerOf(what: string, table: TableReader): OwnerAddress | null {
  const workerId = idOrNil(what, "worker_id of an address", WorkerId, table.bytes(3));
  if (WorkerId.isNil(workerId)) return null;
  return {
    nodeId: idOrNil(what, "node_id of an address", NodeId, table.bytes(0)),
    ip: addressText(what, table.bytes(1)),
    port: portOf(what, table.int32(2)),
    workerId,
  };
}

function requiredId<T extends string>(what: string, field: string, kind: IdKind<T>, bytes: Buffer | null): T {
  if (bytes?.length !== kind.size) badField(what, `${field} has ${bytes?.length ?? 0} bytes, not ${kind.size}`);
  return kind.fromBytes(bytes as Buffer);
}

function idOrNil<T extends string>(what: string, field: string, kind: IdKind<T>, bytes: Buffer | null): T {
  return bytes === null || bytes.length === 0 ? kind.nil : requiredId(what, field, kind, bytes);
}

function nameOf<T>(what: string, field: string, names: readonly T[], value: number): T {
  const name = names[value];
  if (name === undefined) badField(what, `${field} is ${value}; known are 0 to ${names.length - 1}`);
  return name as T;
}

function portOf(what: string, port: number): number {
  if (port < 0 || port > 65535) badField(what, `port is ${port}`);
  return port;
}

function addressText(what: string, bytes: Buffer | null): string {
  if (bytes === null) return "";
  if (bytes.length > maxAddressBytes) badField(what, `an ip_address of ${bytes.length} bytes`);
  if (!isAscii(bytes)) badField(what, "an ip_address that is not ASCII");
  return bytes.toString("latin1");
}

function isAscii(bytes: Buffer): boolean {
  return bytes.every((byte) => byte < 0x80);
}

/** Messages and command lines may hold any bytes; those that are not UTF-8 are replaced. */
function textOf(bytes: Buffer | null): string {
  return bytes === null ? "" : bytes.toString("utf8");
}

/** Not a view: a message outlives the chunk it came in. */
function copyOf(bytes: Buffer | null): Uint8Array {
  return bytes === null ? new Uint8Array(0) : Uint8Array.from(bytes);
}

// ------------------------------------------------------------------------------------------------------------ writing

/** The root table of a message, slot by slot as in raylet.fbs. */
function tableOf(message: Exclude<RayletRequest | RayletReply, { type: "ActorCreationTaskDone" }>): FlatTable {
  switch (message.type) {
    case "RegisterClientRequest":
      return [
        { int32: workerTypeNames.indexOf(message.workerType) },
        { string: idBytes(message.workerId) },
        { int64: message.pid },
        { string: idBytes(message.jobId) },
        { int32: message.runtimeEnvHash },
        { int32: languageNames.indexOf(message.language) },
        { string: message.ip },
        { int32: message.port },
        { string: message.serializedJobConfig },
      ];
    case "RegisterClientReply":
      return [
        { bool: message.success },
        { string: message.failureReason },
        { string: idBytes(message.nodeId) },
        { int32: message.port },
      ];
    case "AnnounceWorkerPort":
      return [{ int32: message.port }, { string: message.entrypoint }];
    case "AnnounceWorkerPortReply":
      return [{ bool: message.success }, { string: message.failureReason }];
    case "DisconnectClientRequest":
      return [
        { int32: workerExitTypeNames.indexOf(message.exitType) },
        { string: message.detail },
        message.creationTaskException === null ? null : { bytes: message.creationTaskException },
      ];
    case "AsyncGetObjectsRequest":
      return [...ownedSlots(message.objects), { int64: message.requestId }];
    case "CancelGetRequest":
      return [{ int64: message.requestId }];
    case "DisconnectClientReply":
    case "NotifyWorkerBlocked":
    case "NotifyWorkerUnblocked":
      return [];
    case "WaitRequest":
      return [...ownedSlots(message.objects), { int32: message.numRequired }, { int64: message.timeoutMs }];
    case "WaitReply":
      return [{ strings: message.found.map(idBytes) }, { strings: message.remaining.map(idBytes) }];
    case "WaitForActorCallArgsRequest":
      return [...ownedSlots(message.objects), { string: idBytes(message.taskId) }, { int32: message.attemptNumber }];
    case "PushErrorRequest":
      return [
        { string: idBytes(message.jobId) },
        { string: message.errorType },
        { string: message.message },
        { double: message.timestamp },
      ];
    case "FreeObjectsInObjectStoreRequest":
      return [{ bool: message.localOnly }, { strings: message.objectIds.map(idBytes) }];
    case "SubscribePlasmaReady":
      return [{ string: idBytes(message.objectId) }, { table: ownerTable(message.owner) }];
  }
}

function ownedSlots(objects: readonly OwnedObject[]): FlatTable {
  return [
    { strings: objects.map(({ objectId }) => idBytes(objectId)) },
    { tables: objects.map(({ owner }) => ownerTable(owner)) },
  ];
}

/** An unknown owner is an address of empty strings, as Ray's clients write it. */
function ownerTable(owner: OwnerAddress | null): FlatTable {
  if (owner === null) return [{ string: "" }, { string: "" }, null, { string: "" }];
  return [
    { string: idBytes(owner.nodeId) },
    { string: owner.ip },
    { int32: owner.port },
    { string: idBytes(owner.workerId) },
  ];
}
