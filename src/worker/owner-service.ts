/**
 * What other processes ask of an owner (CoreWorkerService, Ray 2.60.0): the values and locations of its objects, news of
 * their copies, and to cancel, collect garbage or leave.
 */
import { idBytes, NodeId, ObjectId, WorkerId } from "../ids/index.js";
import type { RpcCall, RpcServer } from "../native/rpc.js";
import { GrpcCode, RpcError } from "../native/rpc.js";
import { collectGarbage } from "../runtime/collect-garbage.js";
import { decode, encode, type Init, type Method, rpc } from "../wire/index.js";
import { type WorkerContext, workerAddress } from "./context.js";
import type { ObjectShell } from "./object-shell.js";

export interface OwnerServiceOptions {
  readonly context: WorkerContext;
  readonly objects: ObjectShell;
  readonly pendingTasks: () => number;
  readonly cancel: (objectId: ObjectId, isForced: boolean) => void;
  /** Resolves when no handle of the actor is left; never for one that is not ours. */
  readonly actorRefDeleted: (actorId: Uint8Array) => Promise<void>;
  /** @returns items of the stream that were taken so far */
  readonly streamed: (request: rpc.ReportGeneratorItemReturnsRequest) => number;
  readonly workerType: rpc.WorkerType;
  /** Null: who made the server answers what a process is asked for, to exit and to collect garbage. */
  readonly onExit: ((isForced: boolean) => boolean) | null;
  readonly onHeadRestart: () => void;
}

const inPlasma = Buffer.from(String(rpc.ErrorType.OBJECT_IN_PLASMA));
const Status = rpc.GetObjectStatusReply_ObjectStatus;

export function serveOwner(server: RpcServer, options: OwnerServiceOptions): void {
  const { context, objects } = options;
  const service = rpc.CoreWorkerService;
  const own = idBytes(context.address.workerId);

  function handle<Request, Reply>(
    method: Method<Request, Reply>,
    answer: (request: Request, call: RpcCall) => Init<Reply> | Promise<Init<Reply>>,
  ): void {
    server.handle(method.path, (body, call) => {
      const reply = answer(decode(method.request, body), call);
      return reply instanceof Promise ? reply.then((each) => encode(method.reply, each)) : encode(method.reply, reply);
    });
  }

  /** A call for the process that had this port before. Stock answers the same (Ray 2.60.0, core_worker.cc). */
  function refuseIfMeantForAnother(workerId: Uint8Array): void {
    if (workerId.length === 0 || Buffer.compare(workerId, own) === 0) return;
    const details = Buffer.from(`This is worker ${context.address.workerId}, not ${WorkerId.fromBytes(workerId)}.`);
    throw new RpcError(GrpcCode.ABORTED, "Invalid", details);
  }

  handle(service.getObjectStatus, async ({ ownerWorkerId, objectId }) => {
    refuseIfMeantForAnother(ownerWorkerId);
    const id = ObjectId.fromBytes(objectId);
    await new Promise<void>((resolve) => objects.table.whenReady(id, resolve));
    const state = objects.table.state(id);
    if (state === undefined || state.kind === "pending") return { status: Status.OUT_OF_SCOPE };
    if (state.kind === "value") {
      const { metadata, data } = state;
      const nestedInlinedRefs = objects.references.containedIn(id).map((each) => objects.reference(each));
      return {
        status: Status.CREATED,
        object: { metadata, data, nestedInlinedRefs },
        objectSize: metadata.length + data.length,
      };
    }
    const { nodes, sizeBytes } = objects.references.locations(id);
    return {
      status: Status.CREATED,
      object: { metadata: inPlasma },
      nodeIds: nodes.map(idBytes),
      objectSize: sizeBytes,
    };
  });

  server.handle(service.pubsubLongPolling.path, (body, call) => {
    const { reply, onGone } = objects.publisher.poll(decode(rpc.PubsubLongPollingRequest, body));
    call.onCancelled(onGone);
    return reply;
  });

  handle(service.pubsubCommandBatch, ({ subscriberId, commands }) => {
    const subscriber = Buffer.from(subscriberId).toString("hex");
    for (const command of commands) {
      const objectId = ObjectId.fromBytes(command.keyId);
      if (command.channelType === rpc.ChannelType.WORKER_OBJECT_LOCATIONS_CHANNEL) {
        const type = command.subscribeMessage === null ? "unsubscribe" : "subscribe";
        objects.apply({ type, objectId, subscriber });
      } else if (command.channelType === rpc.ChannelType.WORKER_REF_REMOVED_CHANNEL) {
        const message = command.subscribeMessage?.workerRefRemovedMessage ?? null;
        if (message === null) continue;
        refuseIfMeantForAnother(message.intendedWorkerId);
        const { reference, containedInId } = message;
        const outer = containedInId.length === 0 ? ObjectId.nil : ObjectId.fromBytes(containedInId);
        // Whoever asks may have put it into a result of ours before the result's own news came.
        if (reference?.ownerAddress != null && objects.references.has(outer)) {
          objects.hold(objectId, workerAddress(reference.ownerAddress), outer);
        }
        objects.apply({ type: "watchRemoval", objectId, subscriber });
      }
    }
    return {};
  });

  handle(service.updateObjectLocationBatch, ({ intendedWorkerId, nodeId, objectLocationUpdates }) => {
    refuseIfMeantForAnother(intendedWorkerId);
    const node = NodeId.fromBytes(nodeId);
    for (const update of objectLocationUpdates) {
      const objectId = ObjectId.fromBytes(update.objectId);
      const spilled = update.spilledLocationUpdate;
      if (spilled !== null) {
        objects.apply({
          type: "spilled",
          objectId,
          nodeId: spilled.spilledToLocalStorage ? node : null,
          url: spilled.spilledUrl,
        });
      }
      if (update.plasmaLocationUpdate === rpc.ObjectPlasmaLocationUpdate.ADDED) {
        objects.apply({ type: "copyAdded", objectId, nodeId: node });
      } else if (update.plasmaLocationUpdate === rpc.ObjectPlasmaLocationUpdate.REMOVED) {
        objects.apply({ type: "copyRemoved", objectId, nodeId: node });
      }
    }
    return {};
  });

  handle(service.getObjectLocationsOwner, ({ intendedWorkerId, objectIds }) => {
    refuseIfMeantForAnother(intendedWorkerId);
    return { objectLocationInfos: objectIds.map((id) => objects.locationsMessage(ObjectId.fromBytes(id))) };
  });

  handle(service.waitForActorRefDeleted, async ({ intendedWorkerId, actorId }) => {
    refuseIfMeantForAnother(intendedWorkerId);
    await options.actorRefDeleted(actorId);
    return {};
  });

  handle(service.requestOwnerToCancelTask, ({ remoteObjectId, forceKill }) => {
    options.cancel(ObjectId.fromBytes(remoteObjectId), forceKill);
    return {};
  });

  handle(service.reportGeneratorItemReturns, (request) => ({ totalNumObjectConsumed: options.streamed(request) }));
  const { onExit } = options;
  if (onExit !== null) {
    handle(service.exit, ({ forceExit }) => ({ success: onExit(forceExit) }));
    handle(service.numPendingTasks, () => ({ numPendingTasks: options.pendingTasks() }));
    handle(service.localGC, () => {
      collectGarbage();
      return {};
    });
    handle(service.rayletNotifyGCSRestart, () => {
      options.onHeadRestart();
      return {};
    });
  }

  handle(service.getCoreWorkerStats, ({ intendedWorkerId, includeMemoryInfo, limit }) => {
    refuseIfMeantForAnother(intendedWorkerId);
    const { address, tasks } = context;
    const ids = includeMemoryInfo ? [...objects.references.ids()].slice(0, limit ?? 10_000) : [];
    return {
      coreWorkerStats: {
        numPendingTasks: options.pendingTasks(),
        numObjectRefsInScope: objects.references.size,
        numOwnedObjects: objects.references.owned,
        objectsTotal: objects.references.size,
        ipAddress: address.ip,
        port: address.port,
        jobId: tasks.job,
        workerId: own,
        language: rpc.Language.CPP,
        pid: process.pid,
        workerType: options.workerType,
        objectRefs: ids.map((id) => objectRefInfo(objects, id)),
      },
    };
  });
}

function objectRefInfo(objects: ObjectShell, objectId: ObjectId): Init<rpc.ObjectRefInfo> {
  const counts = objects.references.counts(objectId);
  const state = objects.table.state(objectId);
  return {
    objectId: idBytes(objectId),
    localRefCount: counts?.local ?? 0,
    submittedTaskRefCount: counts?.uses ?? 0,
    objectSize: state?.kind === "value" ? state.data.length : objects.references.locations(objectId).sizeBytes,
    pinnedInMemory: state?.kind === "stored",
    taskStatus: state?.kind === "pending" ? rpc.TaskStatus.PENDING_NODE_ASSIGNMENT : rpc.TaskStatus.FINISHED,
  };
}
