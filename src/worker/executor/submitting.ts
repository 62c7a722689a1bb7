/** Lets the tasks of a worker put objects and call others. What that needs is made when one of them first does. */
import type { PlasmaClient } from "../../native/plasma-client.js";
import type { RpcClient, RpcServer } from "../../native/rpc.js";
import { errorText } from "../../runtime/errors.js";
import { GcsSubscriber } from "../../runtime/gcs-subscriber.js";
import { rpc } from "../../wire/index.js";
import type { WorkerContext } from "../context.js";
import { CoreWorker } from "../core-worker.js";
import { offerCoreWorker } from "../current-core-worker.js";
import { NodeTable } from "../node-table.js";
import { IdsOfCurrentTask } from "./current-ids.js";

export interface SubmittingOptions {
  readonly context: WorkerContext;
  readonly rpcClient: RpcClient;
  readonly server: RpcServer;
  readonly plasma: PlasmaClient;
  readonly rayletSocket: string;
}

export class Submitting {
  #core: CoreWorker | null = null;

  constructor(options: SubmittingOptions) {
    offerCoreWorker(() => {
      this.#core = make(options);
      return this.#core;
    });
  }

  /** Those, and borrowed ones. */
  get objectsInScope(): number {
    return this.#core?.objectsInScope ?? 0;
  }

  /** Objects that others may still ask this process for. */
  get ownedObjects(): number {
    return this.#core?.ownedObjects ?? 0;
  }
}

function make(options: SubmittingOptions): CoreWorker {
  const { context, rpcClient } = options;
  const { gcs, log, raylet } = context;
  const control = new GcsSubscriber({
    client: rpcClient,
    address: gcs.address,
    service: "controlPlane",
    metadata: gcs.metadata,
    logger: log,
  });
  const nodes: NodeTable = new NodeTable((nodeId) => core.nodeDied(nodeId));
  const core = new CoreWorker({
    ...options,
    context: { ...context, nodes },
    control,
    subscribers: [control],
    ids: new IdsOfCurrentTask(context.tasks.jobId),
    workerType: rpc.WorkerType.WORKER,
    onExit: null,
    // A task that waits gives its CPUs to those it waits for.
    onWaiting: (isWaiting) => raylet.tell({ type: isWaiting ? "NotifyWorkerBlocked" : "NotifyWorkerUnblocked" }),
  });
  nodes.follow(gcs, control).catch((error: unknown) => log.warning(`nodes cannot be followed: ${errorText(error)}`));
  return core;
}
