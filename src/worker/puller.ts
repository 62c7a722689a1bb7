/**
 * Brings objects of other nodes, or from this node's disk, into the local store. The raylet does it, asked over its socket
 * (Ray 2.60.0: AsyncGetObjects until CancelGet); it has no answer for us, so the store is asked again until they are there.
 */
import type { WorkerAddress } from "../core/core-worker/types.js";
import type { ObjectId } from "../ids/index.js";
import type { PinnedObject, PlasmaClient } from "../native/plasma-client.js";
import type { WorkerContext } from "./context.js";

/** From the first look to the later ones: what is on its way comes within milliseconds, or takes its time. */
const firstPauseMs = 1;
const maxPauseMs = 20;

export class Puller {
  readonly #context: Pick<WorkerContext, "raylet" | "address">;
  readonly #plasma: PlasmaClient;
  #lastRequest = 0;
  #closed: Error | null = null;

  constructor(context: Pick<WorkerContext, "raylet" | "address">, plasma: PlasmaClient) {
    this.#context = context;
    this.#plasma = plasma;
  }

  /**
   * @param deadline of performance.now(); null: none
   * @param isStored asked at every look: false ends the pull, as the object is freed or made again
   * @param owner of the object; default: this process
   * @returns null when `isStored` ended it
   */
  async pull(
    objectId: ObjectId,
    deadline: number | null,
    isStored: () => boolean,
    owner: WorkerAddress = this.#context.address,
  ): Promise<PinnedObject | "late" | null> {
    const [local] = this.#plasma.get([objectId]);
    if (local != null) return local;
    this.#lastRequest += 1;
    const requestId = this.#lastRequest;
    const objects = [{ objectId, owner }];
    this.#context.raylet.tell({ type: "AsyncGetObjectsRequest", objects, requestId });
    try {
      for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, maxPauseMs)) {
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        if (this.#closed !== null) throw this.#closed;
        if (!isStored()) return null;
        const [found] = this.#plasma.get([objectId]);
        if (found != null) return found;
        if (deadline !== null && performance.now() >= deadline) return "late";
      }
    } finally {
      this.#context.raylet.tell({ type: "CancelGetRequest", requestId });
    }
  }

  /** What is fetched fails with `error`. */
  close(error: Error): void {
    this.#closed = error;
  }
}
