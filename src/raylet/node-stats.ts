import { errorText } from "../runtime/errors.js";
import { type Init, rpc } from "../wire/index.js";
import type { NodeContext } from "./node-context.js";
import type { ObjectShell } from "./object-shell.js";
import type { WorkerShell } from "./worker-shell.js";

const STATS_TIMEOUT_MS = 5_000;

/** Answers what the dashboard, `ray memory` and the state API ask of a node, by asking its workers. */
export class NodeStats {
  readonly #context: NodeContext;
  readonly #workers: WorkerShell;
  readonly #objects: ObjectShell;

  constructor(context: NodeContext, workers: WorkerShell, objects: ObjectShell) {
    this.#context = context;
    this.#workers = workers;
    this.#objects = objects;
  }

  /** Registered workers and drivers. */
  workerPids(): number[] {
    return this.#workers.machine
      .workers()
      .flatMap(({ pid, connectionId }) => (pid === null || connectionId === null ? [] : [pid]));
  }

  async nodeStats(includeMemoryInfo: boolean): Promise<Init<rpc.GetNodeStatsReply>> {
    const coreWorkersStats = await this.#askWorkers({ includeMemoryInfo });
    return { coreWorkersStats, numWorkers: coreWorkersStats.length, storeStats: this.storeStats() };
  }

  /** Ray 2.60.0's Python prints `store_stats`; `memory_summary` is text for a person. */
  async formatMemoryInfo(): Promise<Init<rpc.FormatGlobalMemoryInfoReply>> {
    const storeStats = this.storeStats();
    const lines = (await this.#askWorkers({ includeMemoryInfo: true })).map(
      (worker) =>
        `pid ${worker.pid}: ${worker.numObjectRefsInScope} refs in scope, ${worker.numOwnedObjects} objects owned`,
    );
    return { memorySummary: lines.join("\n"), storeStats };
  }

  async objectsInfo(limit: number | null): Promise<Init<rpc.GetObjectsInfoReply>> {
    const coreWorkersStats = await this.#askWorkers({ includeMemoryInfo: true, limit });
    return {
      coreWorkersStats,
      total: coreWorkersStats.reduce((sum, worker) => sum + worker.objectsTotal, 0),
    };
  }

  storeStats(): Init<rpc.ObjectStoreStats> {
    const stats = this.#context.store.stats();
    const spill = this.#objects.machine.spillStats();
    return {
      spillTimeTotalS: spill.spillMs / 1_000,
      spilledBytesTotal: spill.spilledBytes,
      spilledObjectsTotal: spill.spilledObjects,
      restoreTimeTotalS: spill.restoreMs / 1_000,
      restoredBytesTotal: spill.restoredBytes,
      restoredObjectsTotal: spill.restoredObjects,
      objectStoreBytesUsed: stats.usedBytes,
      objectStoreBytesAvail: stats.capacityBytes,
      objectStoreBytesPrimaryCopy: stats.primaryCopyBytes,
      objectStoreBytesFallback: stats.fallbackBytes,
      numLocalObjects: stats.numObjects,
      numObjectStorePrimaryCopies: stats.numPrimaryCopies,
      cumulativeCreatedObjects: stats.cumulativeCreatedObjects,
      cumulativeCreatedBytes: stats.cumulativeCreatedBytes,
    };
  }

  /** One that does not answer is left out: the others' numbers are still true. */
  async #askWorkers(ask: { includeMemoryInfo: boolean; limit?: number | null }): Promise<rpc.CoreWorkerStats[]> {
    const asked = this.#workers.machine
      .workers()
      .filter((worker) => worker.port > 0)
      .map(async (worker) => {
        const request = { intendedWorkerId: Buffer.from(worker.workerId, "hex"), ...ask };
        const method = rpc.CoreWorkerService.getCoreWorkerStats;
        try {
          const reply = await this.#context.coreWorkers.call(worker, method, request, STATS_TIMEOUT_MS);
          return reply.coreWorkerStats;
        } catch (error) {
          this.#context.log.debug(`Worker ${worker.workerId} gives no statistics: ${errorText(error)}`);
          return null;
        }
      });
    return (await Promise.all(asked)).filter((stats) => stats !== null);
  }
}
