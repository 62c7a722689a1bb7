/**
 * Waits for workers that have kept a reference of ours to drop it: the owner subscribes at the borrower (Ray 2.60.0,
 * WORKER_REF_REMOVED_CHANNEL). A borrower that cannot be reached any more has dropped everything.
 *
 * A subscriber outlives what it has subscribed: the last message is acknowledged only with its next poll, and would come
 * again to a new subscriber, who could have been given the same object a second time.
 */
import type { WorkerAddress } from "../core/core-worker/types.js";
import { Oldest } from "../core/oldest.js";
import { idBytes, type ObjectId, type WorkerId } from "../ids/index.js";
import { LongPollSubscriber } from "../runtime/long-poll-subscriber.js";
import { rpc } from "../wire/index.js";
import { callMethod, type WorkerContext } from "./context.js";
import type { ObjectShell } from "./object-shell.js";
import { noteBorrowers } from "./returns.js";

const channel = rpc.ChannelType.WORKER_REF_REMOVED_CHANNEL;
/** Half a second apart and more: no living worker is silent for so many calls. */
const failuresUntilGone = 3;
const maxIdle = 1_000;

interface Borrower {
  readonly subscriber: LongPollSubscriber;
  readonly objects: Set<ObjectId>;
}

export class Borrowers {
  readonly #context: WorkerContext;
  readonly #objects: ObjectShell;
  readonly #borrowers = new Map<WorkerId, Borrower>();
  /** Those that have nothing of ours, longest first. */
  readonly #idle = new Set<WorkerId>();
  readonly #oldestIdle = new Oldest(this.#idle);

  constructor(context: WorkerContext, objects: ObjectShell) {
    this.#context = context;
    this.#objects = objects;
  }

  /** @param outer the borrower's object that contains the reference; null: it has one itself */
  watch(objectId: ObjectId, worker: WorkerAddress, outer: ObjectId | null): void {
    const borrower = this.#borrower(worker);
    borrower.objects.add(objectId);
    this.#idle.delete(worker.workerId);
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
    this.#idle.clear();
  }

  #dropped(objectId: ObjectId, workerId: WorkerId): void {
    const borrower = this.#borrowers.get(workerId);
    if (borrower?.objects.delete(objectId) !== true) return;
    borrower.subscriber.unsubscribe(channel, idBytes(objectId));
    if (borrower.objects.size === 0) this.#idles(workerId);
    this.#objects.apply({ type: "borrowerGone", objectId, workerId });
  }

  #gone(workerId: WorkerId, { subscriber, objects }: Borrower): void {
    this.#forget(workerId, subscriber);
    for (const objectId of objects) this.#objects.apply({ type: "borrowerGone", objectId, workerId });
  }

  #forget(workerId: WorkerId, subscriber: LongPollSubscriber): void {
    subscriber.close();
    this.#borrowers.delete(workerId);
    this.#idle.delete(workerId);
  }

  #idles(workerId: WorkerId): void {
    this.#idle.add(workerId);
    if (this.#idle.size <= maxIdle) return;
    const oldest = this.#oldestIdle.next();
    const known = oldest === undefined ? undefined : this.#borrowers.get(oldest);
    if (oldest !== undefined && known !== undefined) this.#forget(oldest, known.subscriber);
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
          if (failures >= failuresUntilGone) this.#gone(worker.workerId, fresh);
        },
        log: (text) => this.#context.log.warning(`references at worker ${worker.workerId}: ${text}`),
      }),
    };
    this.#borrowers.set(worker.workerId, fresh);
    return fresh;
  }
}
