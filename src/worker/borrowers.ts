/**
 * Waits for workers that have kept a reference of ours to drop it: the owner subscribes at the borrower (Ray 2.60.0,
 * WORKER_REF_REMOVED_CHANNEL). A borrower that cannot be reached any more has dropped everything.
 */
import type { WorkerAddress } from "../core/core-worker/types.js";
import { idBytes, type ObjectId, type WorkerId } from "../ids/index.js";
import { LongPollSubscriber } from "../runtime/long-poll-subscriber.js";
import { rpc } from "../wire/index.js";
import { callMethod, type WorkerContext } from "./context.js";
import type { ObjectShell } from "./object-shell.js";
import { noteBorrowers } from "./returns.js";

const channel = rpc.ChannelType.WORKER_REF_REMOVED_CHANNEL;
/** Half a second apart and more: no living worker is silent for so many calls. */
const failuresUntilGone = 3;

interface Borrower {
  readonly subscriber: LongPollSubscriber;
  readonly objects: Set<ObjectId>;
}

export class Borrowers {
  readonly #context: WorkerContext;
  readonly #objects: ObjectShell;
  readonly #borrowers = new Map<WorkerId, Borrower>();

  constructor(context: WorkerContext, objects: ObjectShell) {
    this.#context = context;
    this.#objects = objects;
  }

  /** @param outer the borrower's object that contains the reference; null: it has one itself */
  watch(objectId: ObjectId, worker: WorkerAddress, outer: ObjectId | null): void {
    const borrower = this.#borrower(worker);
    borrower.objects.add(objectId);
    const own = this.#context.tasks.caller;
    void borrower.subscriber.subscribe({
      channel,
      key: idBytes(objectId),
      details: {
        workerRefRemovedMessage: {
          intendedWorkerId: idBytes(worker.workerId),
          reference: { objectId: idBytes(objectId), ownerAddress: own },
          ...(outer === null ? {} : { containedInId: idBytes(outer) }),
          subscriberWorkerId: idBytes(this.#context.address.workerId),
        },
      },
      onMessage: (message) => {
        noteBorrowers(this.#objects, message.workerRefRemovedMessage?.borrowedRefs ?? [], worker);
        this.#dropped(objectId, worker.workerId);
      },
    });
  }

  close(): void {
    for (const { subscriber } of this.#borrowers.values()) subscriber.close();
    this.#borrowers.clear();
  }

  #dropped(objectId: ObjectId, workerId: WorkerId): void {
    const borrower = this.#borrowers.get(workerId);
    if (borrower?.objects.delete(objectId) !== true) return;
    borrower.subscriber.unsubscribe(channel, idBytes(objectId));
    if (borrower.objects.size === 0) {
      borrower.subscriber.close();
      this.#borrowers.delete(workerId);
    }
    this.#objects.apply({ type: "borrowerGone", objectId, workerId });
  }

  #borrower(worker: WorkerAddress): Borrower {
    const known = this.#borrowers.get(worker.workerId);
    if (known !== undefined) return known;
    const address = `${worker.ip}:${worker.port}`;
    const { pubsubLongPolling, pubsubCommandBatch } = rpc.CoreWorkerService;
    const fresh: Borrower = {
      objects: new Set(),
      subscriber: new LongPollSubscriber({
        publisher: {
          poll: (request) => callMethod(this.#context, address, pubsubLongPolling, request),
          command: async (subscriberId, commands) => {
            await callMethod(this.#context, address, pubsubCommandBatch, { subscriberId, commands }, 60_000);
          },
        },
        subscriberId: idBytes(this.#context.address.workerId),
        onFailure: (_error, failures) => {
          if (failures >= failuresUntilGone) for (const id of [...fresh.objects]) this.#dropped(id, worker.workerId);
        },
        log: (text) => this.#context.log.warning(`references at worker ${worker.workerId}: ${text}`),
      }),
    };
    this.#borrowers.set(worker.workerId, fresh);
    return fresh;
  }
}
