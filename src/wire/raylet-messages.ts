/**
 * What travels on the raylet's unix socket (proto/fbs/raylet.fbs, Ray 2.60.0), as plain data. Enums are Ray's names.
 * Times are milliseconds where the wire has milliseconds; ids are hex; bytes are copies that the holder may keep.
 */
import type { JobId, NodeId, ObjectId, TaskId, WorkerId } from "../ids/index.js";

/** Message types in the order of their numbers on the wire. */
export const rayletMessageTypes = [
  "ActorCreationTaskDone",
  "RegisterClientRequest",
  "RegisterClientReply",
  "AnnounceWorkerPort",
  "AnnounceWorkerPortReply",
  "DisconnectClientRequest",
  "DisconnectClientReply",
  "AsyncGetObjectsRequest",
  "CancelGetRequest",
  "NotifyWorkerBlocked",
  "NotifyWorkerUnblocked",
  "WaitRequest",
  "WaitReply",
  "WaitForActorCallArgsRequest",
  "PushErrorRequest",
  "FreeObjectsInObjectStoreRequest",
  "SubscribePlasmaReady",
] as const;

/** ray.rpc.WorkerType in the order of its numbers. */
export const workerTypeNames = ["WORKER", "DRIVER", "SPILL_WORKER", "RESTORE_WORKER"] as const;
/** ray.rpc.Language in the order of its numbers. */
export const languageNames = ["PYTHON", "JAVA", "CPP"] as const;
/** ray.rpc.WorkerExitType in the order of its numbers. */
export const workerExitTypeNames = [
  "SYSTEM_ERROR",
  "INTENDED_SYSTEM_EXIT",
  "USER_ERROR",
  "INTENDED_USER_EXIT",
  "NODE_OUT_OF_MEMORY",
] as const;

/** Where an owner's core worker listens. */
export interface OwnerAddress {
  readonly nodeId: NodeId;
  readonly ip: string;
  readonly port: number;
  readonly workerId: WorkerId;
}

/** An object and its owner; null: the message names none (an address without a worker id). */
export interface OwnedObject {
  readonly objectId: ObjectId;
  readonly owner: OwnerAddress | null;
}

/** From a worker or driver to its raylet. */
export type RayletRequest =
  | { readonly type: "ActorCreationTaskDone" }
  | RegisterClientRequest
  | {
      readonly type: "AnnounceWorkerPort";
      /** The core worker's gRPC port. */
      readonly port: number;
      /** A driver's command line; empty for workers. */
      readonly entrypoint: string;
    }
  | {
      readonly type: "DisconnectClientRequest";
      readonly exitType: (typeof workerExitTypeNames)[number];
      readonly detail: string;
      /** Serialized ray.rpc.RayException. */
      readonly creationTaskException: Uint8Array | null;
    }
  | {
      readonly type: "AsyncGetObjectsRequest";
      readonly objects: readonly OwnedObject[];
      /** The client's own counter, named again by CancelGetRequest. */
      readonly requestId: number;
    }
  | { readonly type: "CancelGetRequest"; readonly requestId: number }
  | { readonly type: "NotifyWorkerBlocked" }
  | { readonly type: "NotifyWorkerUnblocked" }
  | {
      readonly type: "WaitRequest";
      readonly objects: readonly OwnedObject[];
      readonly numRequired: number;
      /** -1: for ever. */
      readonly timeoutMs: number;
    }
  | {
      readonly type: "WaitForActorCallArgsRequest";
      readonly objects: readonly OwnedObject[];
      readonly taskId: TaskId;
      readonly attemptNumber: number;
    }
  | {
      readonly type: "PushErrorRequest";
      readonly jobId: JobId;
      readonly errorType: string;
      readonly message: string;
      /** Seconds since 1970. */
      readonly timestamp: number;
    }
  | {
      readonly type: "FreeObjectsInObjectStoreRequest";
      /** False: on all nodes. */
      readonly localOnly: boolean;
      readonly objectIds: readonly ObjectId[];
    }
  | {
      readonly type: "SubscribePlasmaReady";
      readonly objectId: ObjectId;
      readonly owner: OwnerAddress | null;
    };

/** The first message of every client. */
export interface RegisterClientRequest {
  readonly type: "RegisterClientRequest";
  readonly workerType: (typeof workerTypeNames)[number];
  /** A worker: as its --worker-id says. A driver: its job id and 24 x ff. */
  readonly workerId: WorkerId;
  readonly pid: number;
  /** Nil for a worker that was started ahead of any job. */
  readonly jobId: JobId;
  readonly runtimeEnvHash: number;
  readonly language: (typeof languageNames)[number];
  readonly ip: string;
  /** 0 from Ray's own client. */
  readonly port: number;
  /** ray.rpc.JobConfig; workers send one without the driver's parts. */
  readonly serializedJobConfig: Uint8Array;
}

/** From the raylet; each answers one request of the connection. */
export type RayletReply =
  | {
      readonly type: "RegisterClientReply";
      readonly success: boolean;
      /** "OK" on success. */
      readonly failureReason: string;
      readonly nodeId: NodeId;
      /** 0: the worker picks its gRPC port itself. */
      readonly port: number;
    }
  | { readonly type: "AnnounceWorkerPortReply"; readonly success: boolean; readonly failureReason: string }
  | { readonly type: "DisconnectClientReply" }
  | { readonly type: "WaitReply"; readonly found: readonly ObjectId[]; readonly remaining: readonly ObjectId[] };
