import { JobId } from "../ids/index.js";
import { decode, rpc, WireError } from "../wire/index.js";
import type { RayletRequest, RegisterClientRequest } from "../wire/raylet-messages.js";
import { jobFacts } from "./job-ledger.js";
import type { LeaseShell } from "./lease-shell.js";
import type { NodeContext } from "./node-context.js";
import type { ObjectShell } from "./object-shell.js";
import type { WorkerShell } from "./worker-shell.js";

export interface ClientMessageTargets {
  readonly context: NodeContext;
  readonly leases: LeaseShell;
  readonly workers: WorkerShell;
  readonly objects: ObjectShell;
}

/**
 * Routes the messages of the raylet socket to the machines. A connection speaks for the worker that registered on it;
 * what needs a worker and comes before registration is an error of that connection alone.
 */
export class ClientMessages {
  readonly #targets: ClientMessageTargets;

  constructor(targets: ClientMessageTargets) {
    this.#targets = targets;
  }

  /** @throws WireError when the connection breaks the protocol */
  receive(connectionId: number, message: RayletRequest): void {
    const { context, workers, objects, leases } = this.#targets;
    switch (message.type) {
      case "RegisterClientRequest":
        return this.#register(connectionId, message);
      case "AnnounceWorkerPort":
        return workers.post({ ...message, type: "announce", connectionId });
      case "DisconnectClientRequest":
        return workers.post({ ...message, type: "disconnect", connectionId });
      case "ActorCreationTaskDone":
        return workers.post({ type: "actorCreationTaskDone", connectionId });
      case "NotifyWorkerBlocked":
        return leases.post({ type: "workerBlocked", workerId: this.#workerOf(connectionId) });
      case "NotifyWorkerUnblocked":
        return leases.post({ type: "workerUnblocked", workerId: this.#workerOf(connectionId) });
      case "AsyncGetObjectsRequest":
        return objects.post({ ...message, type: "asyncGet", connectionId, workerId: this.#workerOf(connectionId) });
      case "CancelGetRequest":
        return objects.post({ type: "cancelGet", connectionId, requestId: message.requestId });
      case "WaitRequest":
        return objects.post({
          ...message,
          type: "waitRequest",
          connectionId,
          workerId: this.#workerOf(connectionId),
          waitId: objects.nextWaitId(),
        });
      case "WaitForActorCallArgsRequest":
        return objects.post({
          type: "waitForActorArgs",
          connectionId,
          workerId: this.#workerOf(connectionId),
          taskId: message.taskId,
          attempt: message.attemptNumber,
          objects: message.objects,
        });
      case "FreeObjectsInObjectStoreRequest":
        return objects.post({ type: "freeObjects", localOnly: message.localOnly, objectIds: message.objectIds });
      case "SubscribePlasmaReady":
        return objects.post({
          type: "subscribePlasmaReady",
          connectionId,
          workerId: this.#workerOf(connectionId),
          object: { objectId: message.objectId, owner: message.owner },
        });
      case "PushErrorRequest":
        return context.errors.report(message.jobId, message.errorType, message.message, message.timestamp);
    }
  }

  #register(connectionId: number, message: RegisterClientRequest): void {
    const config = message.workerType === "DRIVER" ? decode(rpc.JobConfig, message.serializedJobConfig) : null;
    this.#targets.workers.post({
      type: "register",
      connectionId,
      kind: message.workerType,
      workerId: message.workerId,
      pid: message.pid,
      jobId: JobId.isNil(message.jobId) ? null : message.jobId,
      runtimeEnvHash: message.runtimeEnvHash,
      language: message.language,
      ip: message.ip,
      port: message.port,
      serializedJobConfig: config === null ? null : message.serializedJobConfig,
      jobFacts: config === null ? null : jobFacts(config),
    });
  }

  #workerOf(connectionId: number): string {
    const worker = this.#targets.workers.machine.byConnection(connectionId);
    if (worker === undefined) throw new WireError("BadField", "a message of a client that has not registered");
    return worker.workerId;
  }
}
