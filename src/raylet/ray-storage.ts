import { copyAt, spilledUrl } from "../core/objects/spill-files.js";
import type { ObjectEvent } from "../core/objects/types.js";
import type { ObjectId } from "../ids/index.js";
import { rpc } from "../wire/index.js";
import type { NodeContext, Peers } from "./node-context.js";
import type { SpillStorage, StorageEffect } from "./spill-shell.js";

type EffectOf<T extends StorageEffect["type"]> = Extract<StorageEffect, { type: T }>;

/**
 * Storage that Ray's Python classes write to and read from (Ray 2.60.0, external_storage.py; `smart_open` for S3), through
 * Ray's IO workers: SpillObjects, RestoreSpilledObjects and DeleteSpilledObjects of CoreWorkerService, as stock's raylet
 * calls them (local_object_manager.cc). A worker whose storage fails says so in its log alone: its answer is then short.
 */
export class RayStorage implements SpillStorage {
  readonly #context: NodeContext;
  readonly #peers: Peers;
  /** Tasks of the IO workers, by the job of the restore. */
  readonly #restores = new Map<number, number>();

  constructor(context: NodeContext, peers: Peers) {
    this.#context = context;
    this.#peers = peers;
  }

  perform(effect: StorageEffect): void {
    switch (effect.type) {
      case "spill":
        return this.#spill(effect);
      case "restore":
        return this.#restore(effect);
      case "cancelRestore":
        return this.#cancelRestore(effect.job);
      case "deleteFiles":
        return this.#delete(effect.paths);
    }
  }

  #spill({ job, minBytes, maxObjects }: EffectOf<"spill">): void {
    const objects = this.#context.store.holdSpillable(minBytes, maxObjects);
    this.#post({ type: "spillStarted", job, objects });
    if (objects.length === 0) return;
    const objectRefsToSpill = objects.map(({ objectId }) => ({
      objectId: Buffer.from(objectId, "hex"),
      ownerAddress: this.#ownerAddress(objectId),
    }));
    this.#peers.ioWorkers.call(
      "SPILL_WORKER",
      rpc.CoreWorkerService.spillObjects,
      { objectRefsToSpill },
      ({ spilledObjectsUrl: urls }) => {
        const sizes = objects.map(({ sizeBytes }) => sizeBytes);
        this.#post(spilledOrNot(job, urls, sizes));
      },
      (text) => this.#post({ type: "spillFailed", job, why: "other", text }),
    );
  }

  #ownerAddress(objectId: ObjectId): rpc.Address | null {
    const owner = this.#peers.objects.machine.ownerOf(objectId);
    if (owner === null) return null;
    const { nodeId, ip: ipAddress, port, workerId } = owner;
    return { nodeId: Buffer.from(nodeId, "hex"), ipAddress, port, workerId: Buffer.from(workerId, "hex") };
  }

  #restore({ job, objectId, copy, isHeld }: EffectOf<"restore">): void {
    const task = this.#peers.ioWorkers.call(
      "RESTORE_WORKER",
      rpc.CoreWorkerService.restoreSpilledObjects,
      { spilledObjectsUrl: [spilledUrl(copy)], objectIdsToRestore: [Buffer.from(objectId, "hex")] },
      () => this.#post(this.#restoredOrNot(job, objectId as ObjectId, isHeld)),
      (text) => this.#post({ type: "restoreFailed", job, why: "noWorker", text }),
    );
    this.#restores.set(job, task);
  }

  /** The worker made and sealed the object as any client does; if it could not, its answer does not tell. */
  #restoredOrNot(job: number, objectId: ObjectId, isHeld: boolean): ObjectEvent {
    const { store } = this.#context;
    const [isThere] = isHeld ? store.hold([objectId]) : store.contains([objectId]);
    if (isThere === true) return { type: "restored", job };
    const text = `Ray's IO worker did not bring it back, or it was pushed out at once; see the worker's log`;
    return { type: "restoreFailed", job, why: "unreadable", text };
  }

  #cancelRestore(job: number): void {
    const task = this.#restores.get(job);
    if (task === undefined || !this.#peers.ioWorkers.cancel(task)) return;
    this.#post({ type: "restoreFailed", job, why: "cancelled", text: "nobody waits for it" });
  }

  #delete(paths: readonly string[]): void {
    // The storage classes want a url with offset and size, and look at its file alone.
    const spilledObjectsUrl = paths.map((path) => `${path}?offset=0&size=0`);
    this.#peers.ioWorkers.call(
      "EITHER",
      rpc.CoreWorkerService.deleteSpilledObjects,
      { spilledObjectsUrl },
      () => {},
      (text) => this.#context.log.warning(`Spilled objects could not be deleted (${paths.join(", ")}): ${text}`),
    );
  }

  #post(event: ObjectEvent): void {
    if (event.type === "restored" || event.type === "restoreFailed") this.#restores.delete(event.job);
    this.#peers.objects.post(event);
  }

  /** The IO workers end with the node; what is in the storage goes as Ray's own clean-up sees fit. */
  close(): void {}
}

/** @param sizes bytes of the objects that were to be spilled, in the order of the urls */
function spilledOrNot(job: number, urls: readonly string[], sizes: readonly number[]): ObjectEvent {
  const failed = (text: string) => ({ type: "spillFailed", job, why: "other", text }) as const;
  const records = urls.slice(0, sizes.length).map((url, index) => copyAt(url, sizes[index] ?? 0));
  const [first] = records;
  if (first === undefined) return failed("Ray's IO worker wrote nothing; see the worker's log");
  const known = records.filter((record) => record !== null && record.path === first?.path);
  if (first === null || known.length !== records.length)
    return failed(`these are no urls of one file: ${urls.join(", ")}`);
  return { type: "spilled", job, path: first.path, records: known.filter((record) => record !== null) };
}
