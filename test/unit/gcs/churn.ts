import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { DiskPace } from "../../../src/core/gcs/disk-pace.js";
import { TABLES } from "../../../src/gcs/storage.js";
import { HeadStorageFile } from "../../../src/native/head-storage.js";
import { type Init, rpc } from "../../../src/wire/index.js";
import type { HeadBench } from "./head-bench.js";

const IN_FLIGHT = 64;

/**
 * A whole head with its file, and a cluster in which everything ends again: each round nodes join and leave, jobs start,
 * export and finish, workers, actors and placement groups are made and ended, tasks report, subscribers come and go.
 */
export class Churn {
  readonly #bench: HeadBench;
  #count = 0;

  constructor(bench: HeadBench) {
    this.#bench = bench;
  }

  /** Of each kind, so many. */
  async round(size: number): Promise<void> {
    const from = this.#count;
    this.#count += size;
    const numbers = Array.from({ length: size }, (_, index) => from + index);
    await this.#each(numbers, (number) => this.#node(number));
    await this.#each(numbers, (number) => this.#job(number));
    await this.#each(numbers, (number) => this.#subscriber(number));
  }

  /** What is in use after a collection; the buffers of rows are in it. */
  heapBytes(): number {
    this.#bench.logged.length = 0;
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  }

  /** Ends the head. @returns how many rows its file has */
  async end(): Promise<Readonly<Record<string, number>>> {
    await this.#bench.stopHead();
    const file = HeadStorageFile.open(join(this.#bench.folder, "head.redb"), new DiskPace());
    try {
      return Object.fromEntries(TABLES.map((table) => [table, [...file.rows(table)].length]));
    } finally {
      file.close();
    }
  }

  async #node(number: number): Promise<void> {
    const nodeId = bytes(28, 1, number);
    const where = { nodeManagerAddress: "127.0.0.1", nodeManagerPort: 1, resourcesTotal: { CPU: 1 } };
    await this.#bench.call(rpc.NodeInfoGcsService.registerNode, { nodeInfo: { nodeId, ...where } });
    await this.#bench.call(rpc.NodeInfoGcsService.unregisterNode, { nodeId });
  }

  /** A driver's life, with one of each of what a driver makes. */
  async #job(number: number): Promise<void> {
    const jobId = Buffer.alloc(4);
    jobId.writeUInt32LE(number + 1);
    const owner = { nodeId: bytes(28, 7, number), ipAddress: "127.0.0.1", port: 1, workerId: bytes(28, 2, number) };
    await this.#bench.call(rpc.WorkerInfoGcsService.addWorkerInfo, {
      workerData: { workerAddress: owner, isAlive: true },
    });
    await this.#bench.call(rpc.JobInfoGcsService.addJob, {
      data: { jobId, driverAddress: { ...owner, nodeId: new Uint8Array() } },
    });
    for (const kind of ["RemoteFunction", "ActorClass"]) {
      const key = Buffer.from(`${kind}:${jobId.toString("hex")}:one`);
      const value = Buffer.alloc(1_000);
      await this.#bench.call(rpc.InternalKVGcsService.internalKVPut, { namespace: Buffer.from("fun"), key, value });
    }
    const actorId = Buffer.concat([bytes(12, 3, number), jobId]);
    const taskSpec = creationTask(actorId, jobId, owner);
    await this.#bench.call(rpc.ActorInfoGcsService.registerActor, { taskSpec });
    await this.#bench.call(rpc.ActorInfoGcsService.killActorViaGcs, { actorId, forceKill: true, noRestart: true });
    const placementGroupId = Buffer.concat([bytes(14, 4, number), jobId]);
    const bundles = [{ bundleId: { placementGroupId, bundleIndex: 0 }, unitResources: { CPU: 1 } }];
    const placementGroupSpec = { placementGroupId, bundles, creatorJobId: jobId };
    const groups = rpc.PlacementGroupInfoGcsService;
    await this.#bench.call(groups.createPlacementGroup, { placementGroupSpec });
    await this.#bench.call(groups.removePlacementGroup, { placementGroupId });
    const taskId = Buffer.concat([bytes(8, 5, number), actorId]);
    const task = {
      taskId,
      jobId,
      taskInfo: { name: "task" },
      stateUpdates: { stateTsNs: { [rpc.TaskStatus.FINISHED]: 1 } },
    };
    await this.#bench.call(rpc.TaskInfoGcsService.addTaskEventData, {
      data: { jobId, eventsByTask: [task], droppedTaskAttempts: [{ taskId }] },
    });
    await this.#bench.call(rpc.WorkerInfoGcsService.reportWorkerFailure, { workerFailure: { workerAddress: owner } });
    await this.#bench.call(rpc.JobInfoGcsService.markJobFinished, { jobId });
  }

  async #subscriber(number: number): Promise<void> {
    const subscriberId = bytes(28, 6, number);
    const service = rpc.ControlPlanePubSubGcsService;
    const channelType = rpc.ChannelType.GCS_ACTOR_CHANNEL;
    const keyId = bytes(16, 3, number);
    for (const what of [{ subscribeMessage: {} }, { unsubscribeMessage: {} }]) {
      await this.#bench.call(service.gcsSubscriberCommandBatch, {
        subscriberId,
        commands: [{ channelType, keyId, ...what }],
      });
    }
  }

  async #each(numbers: readonly number[], step: (number: number) => Promise<void>): Promise<void> {
    const left = [...numbers];
    const worker = async () => {
      for (let number = left.pop(); number !== undefined; number = left.pop()) await step(number);
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  }
}

function creationTask(actorId: Buffer, jobId: Buffer, owner: Init<rpc.Address>): Init<rpc.TaskSpec> {
  return {
    type: rpc.TaskType.ACTOR_CREATION_TASK,
    name: "A.__init__",
    jobId,
    taskId: Buffer.concat([Buffer.alloc(8, 0xff), actorId]),
    callerAddress: owner,
    actorCreationTaskSpec: { actorId, isDetached: true, name: actorId.toString("hex"), rayNamespace: "churn" },
  };
}

/** An id of its own for each kind and number. */
function bytes(size: number, kind: number, number: number): Buffer {
  const id = Buffer.alloc(size, kind);
  id.writeUInt32LE(number, 0);
  return id;
}
