import type { WorkerDeath } from "../core/gcs/types.js";
import { WorkerTable } from "../core/gcs/workers/worker-table.js";
import { NodeId, WorkerId } from "../ids/index.js";
import { decode, encode, type Init, rpc } from "../wire/index.js";
import type { HeadContext } from "./head-context.js";
import { limitOf } from "./node-service.js";
import { makeRow } from "./rows.js";
import { GcsFailure, type Services, StatusCode } from "./services.js";

/** WorkerInfoGcsService (Ray 2.60.0, gcs_service.proto; rules of gcs_worker_manager.cc). */
export class WorkerService {
  readonly #context: HeadContext;
  readonly #table = new WorkerTable<rpc.WorkerTableData>((row) => encode(rpc.WorkerTableData, row).length);

  constructor(context: HeadContext) {
    this.#context = context;
    // A raylet that is gone reports nothing any more: its workers went with it.
    context.events.listen((event) => {
      if (event.type === "node-removed") this.#endWorkersOf(event.nodeId);
    });
  }

  register(services: Services): void {
    const service = rpc.WorkerInfoGcsService;
    services.on(service.addWorkerInfo, ({ workerData }) => {
      const { workerId, row } = ownRow(workerData, "AddWorkerInfo");
      this.#add(workerId, row);
      return {};
    });
    services.on(service.reportWorkerFailure, ({ workerFailure }) => this.#reportFailure(workerFailure));
    services.on(service.getWorkerInfo, ({ workerId }) => ({
      workerTableData: this.#table.get(WorkerId.fromBytes(workerId)),
    }));
    services.on(service.getAllWorkerInfo, (request) => this.#getAll(request));
    services.on(service.updateWorkerDebuggerPort, ({ workerId, debuggerPort }) => {
      const id = WorkerId.fromBytes(workerId);
      this.#add(id, makeRow(rpc.WorkerTableData, { ...this.#known(id), debuggerPort }));
      return {};
    });
    services.on(service.updateWorkerNumPausedThreads, ({ workerId, numPausedThreadsDelta }) => {
      const id = WorkerId.fromBytes(workerId);
      const row = this.#known(id);
      const numPausedThreads = Math.max(0, (row.numPausedThreads ?? 0) + numPausedThreadsDelta);
      this.#add(id, makeRow(rpc.WorkerTableData, { ...row, numPausedThreads }));
      return {};
    });
  }

  /** What an earlier head wrote; workers of nodes that are gone went with them. */
  restore(isNodeAlive: (nodeId: NodeId) => boolean): void {
    const rows = [...this.#context.storage.load("worker")].map(([, row]) =>
      ownRow(decode(rpc.WorkerTableData, row), "a row"),
    );
    for (const { workerId, row } of rows.sort((a, b) => a.row.endTimeMs - b.row.endTimeMs)) {
      if (row.isAlive) this.#table.add(workerId, row);
      else this.#forget(this.#table.die(workerId, row) ?? []);
    }
    const nodeIds = new Set<NodeId>();
    for (const { workerAddress } of this.#table.alive()) {
      const nodeId = NodeId.fromOptionalBytes(workerAddress?.nodeId);
      if (nodeId !== null && !isNodeAlive(nodeId)) nodeIds.add(nodeId);
    }
    for (const nodeId of nodeIds) this.#endWorkersOf(nodeId);
  }

  /** The deaths that are remembered: what they mean for others may have been lost with an earlier head. */
  *deaths(): Iterable<WorkerDeath> {
    for (const row of this.#table.dead()) if (row.workerAddress !== null) yield deathOf(row, row.workerAddress);
  }

  #add(workerId: WorkerId, row: rpc.WorkerTableData): void {
    this.#table.add(workerId, row);
    if (this.#table.isAlive(workerId)) this.#save(workerId, row);
  }

  /** @returns false when it was dead already */
  #die(workerId: WorkerId, row: rpc.WorkerTableData): boolean {
    const forgotten = this.#table.die(workerId, row);
    if (forgotten === null) return false;
    this.#save(workerId, row);
    this.#forget(forgotten);
    return true;
  }

  #save(workerId: WorkerId, row: rpc.WorkerTableData): void {
    this.#context.storage.put("worker", workerId, encode(rpc.WorkerTableData, row));
  }

  #forget(workerIds: readonly WorkerId[]): void {
    for (const workerId of workerIds) this.#context.storage.delete("worker", workerId);
  }

  #known(workerId: WorkerId): rpc.WorkerTableData {
    const row = this.#table.get(workerId);
    if (row === null) throw new GcsFailure(StatusCode.NOT_FOUND, `there is no worker ${workerId}`);
    return row;
  }

  async #reportFailure(failure: rpc.WorkerTableData | null): Promise<Init<rpc.ReportWorkerFailureReply>> {
    const { workerId, row } = ownRow(failure, "ReportWorkerFailure");
    const known = this.#table.get(workerId);
    // The report tells of the end; who the worker was, its birth has told.
    const merged = makeRow(rpc.WorkerTableData, {
      ...row,
      isAlive: false,
      workerType: known?.workerType ?? row.workerType,
      workerInfo: known?.workerInfo ?? row.workerInfo,
      pid: row.pid || (known?.pid ?? 0),
      startTimeMs: row.startTimeMs || (known?.startTimeMs ?? 0),
      workerLaunchTimeMs: row.workerLaunchTimeMs || (known?.workerLaunchTimeMs ?? 0),
      workerLaunchedTimeMs: row.workerLaunchedTimeMs || (known?.workerLaunchedTimeMs ?? 0),
      endTimeMs: row.endTimeMs || this.#context.now(),
    });
    if (!this.#die(workerId, merged)) return {};
    await this.#context.storage.durable();
    if (merged.workerAddress !== null) this.#tellDeath(deathOf(merged, merged.workerAddress), merged.workerAddress);
    return {};
  }

  #endWorkersOf(nodeId: NodeId): void {
    for (const row of [...this.#table.alive()]) {
      const address = row.workerAddress;
      if (address === null || NodeId.fromOptionalBytes(address.nodeId) !== nodeId) continue;
      const dead = makeRow(rpc.WorkerTableData, {
        ...row,
        isAlive: false,
        exitType: rpc.WorkerExitType.SYSTEM_ERROR,
        exitDetail: "The node of this worker died.",
        endTimeMs: this.#context.now(),
      });
      this.#die(WorkerId.fromBytes(address.workerId), dead);
    }
  }

  #tellDeath(death: WorkerDeath, { nodeId, workerId }: rpc.Address): void {
    const workerDeltaMessage = { nodeId, workerId };
    this.#context.controlPlane.publish(rpc.ChannelType.GCS_WORKER_DELTA_CHANNEL, workerId, { workerDeltaMessage });
    this.#context.events.tell({ type: "worker-died", death });
  }

  #getAll({ filters, limit }: rpc.GetAllWorkerInfoRequest): Init<rpc.GetAllWorkerInfoReply> {
    const rows = [...this.#table.rows()];
    const wanted = rows.filter((row) => {
      if (filters?.isAlive === true && !row.isAlive) return false;
      return filters?.existPausedThreads !== true || (row.numPausedThreads ?? 0) > 0;
    });
    return {
      workerTableData: wanted.slice(0, limitOf(limit)),
      total: rows.length,
      numFiltered: rows.length - wanted.length,
    };
  }
}

function deathOf(row: rpc.WorkerTableData, address: rpc.Address): WorkerDeath {
  const exception = row.creationTaskException;
  return {
    workerId: WorkerId.fromBytes(address.workerId),
    nodeId: NodeId.fromOptionalBytes(address.nodeId),
    exitType: row.exitType ?? rpc.WorkerExitType.SYSTEM_ERROR,
    detail: row.exitDetail ?? "",
    creationException: exception === null ? null : encode(rpc.RayException, exception),
    endMs: row.endTimeMs,
  };
}

/** @throws GcsFailure, IdError */
function ownRow(data: rpc.WorkerTableData | null, call: string): { workerId: WorkerId; row: rpc.WorkerTableData } {
  if (data === null || data.workerAddress === null) {
    throw new GcsFailure(StatusCode.INVALID, `${call} came without a worker_address`);
  }
  // Read whenever a node dies and whenever the head comes back: a bad one is for its sender to hear of, now.
  NodeId.fromOptionalBytes(data.workerAddress.nodeId);
  const row = makeRow(rpc.WorkerTableData, data);
  return { workerId: WorkerId.fromBytes(data.workerAddress.workerId), row };
}
