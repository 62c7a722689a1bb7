/**
 * Talks to the workers that own objects: tells them which copies are here (UpdateObjectLocationBatch) and asks them
 * where objects are (WORKER_OBJECT_LOCATIONS_CHANNEL by long poll). Performs the owner effects of the object manager and
 * turns what owners say, or their silence, into its events.
 *
 * An owner that does not answer is only *unreachable*: its calls are repeated with growing pauses. It is dead when
 * whoever watches its process says so (`isOwnerDead`), or when another worker answers at its address, because a worker
 * keeps its port for life.
 */
import type { ObjectEffect, ObjectEvent, OwnerAddress, OwnerWord } from "../core/objects/types.js";
import { NodeId, ObjectId } from "../ids/index.js";
import { GrpcCode, RpcError } from "../native/rpc.js";
import { errorText } from "../runtime/errors.js";
import type { RpcCaller } from "../runtime/gcs-client.js";
import type { Logger } from "../runtime/logger.js";
import { LongPollSubscriber } from "../runtime/long-poll-subscriber.js";
import { decode, encode, type Init, type Method, rpc } from "../wire/index.js";

export type OwnerEffect = Extract<
  ObjectEffect,
  { type: "subscribeLocations" | "unsubscribeLocations" | "sendLocations" | "dropOwner" }
>;

export interface OwnerClientOptions {
  readonly client: RpcCaller;
  /** This node: owners know us by it as a subscriber (Ray 2.60.0) and as a place of copies. */
  readonly nodeId: string;
  readonly onEvent: (event: ObjectEvent) => void;
  /**
   * Is the owner's process known to be gone? Asked after each failed call: the worker pool knows for this node, the
   * head's node table and NodeManagerService.IsLocalWorkerDead for others. A rejection means "not known".
   */
  readonly isOwnerDead: (owner: OwnerAddress) => Promise<boolean>;
  /** Owners take what is spilled for this node's own, to be had through it alone; else for what every node can read. */
  readonly spillsToThisNode: boolean;
  readonly logger: Logger;
  readonly retryMs?: number;
  readonly retryMaxMs?: number;
}

interface OwnerConnection {
  readonly owner: OwnerAddress;
  readonly address: string;
  readonly workerId: Uint8Array;
  readonly subscriber: LongPollSubscriber;
  isBeingChecked: boolean;
}

const channel = rpc.ChannelType.WORKER_OBJECT_LOCATIONS_CHANNEL;
/** Both calls are answered at once by a living owner; the poll is the one that is held. */
const callTimeoutMs = 60_000;

export class OwnerClient {
  readonly #options: OwnerClientOptions;
  readonly #nodeId: Uint8Array;
  readonly #owners = new Map<string, OwnerConnection>();

  constructor(options: OwnerClientOptions) {
    this.#options = options;
    this.#nodeId = Buffer.from(options.nodeId, "hex");
  }

  perform(effect: OwnerEffect): void {
    switch (effect.type) {
      case "subscribeLocations":
        this.#subscribe(this.#connection(effect.owner), effect.objectId);
        break;
      case "unsubscribeLocations":
        this.#owners.get(effect.owner.workerId)?.subscriber.unsubscribe(channel, Buffer.from(effect.objectId, "hex"));
        break;
      case "sendLocations":
        void this.#sendLocations(this.#connection(effect.owner), effect);
        break;
      case "dropOwner":
        this.#drop(effect.ownerId);
    }
  }

  /** Events stop; outstanding calls end unheard. */
  close(): void {
    for (const ownerId of [...this.#owners.keys()]) this.#drop(ownerId);
  }

  #drop(ownerId: string): void {
    this.#owners.get(ownerId)?.subscriber.close();
    this.#owners.delete(ownerId);
  }

  #connection(owner: OwnerAddress): OwnerConnection {
    const known = this.#owners.get(owner.workerId);
    if (known !== undefined) return known;
    const address = `${owner.ip}:${owner.port}`;
    const ownerId = owner.workerId;
    const { retryMs, retryMaxMs, logger, onEvent } = this.#options;
    const connection: OwnerConnection = {
      owner,
      address,
      workerId: Buffer.from(ownerId, "hex"),
      subscriber: new LongPollSubscriber({
        publisher: this.#publisher(address),
        subscriberId: this.#nodeId,
        ...(retryMs === undefined ? {} : { retryMs }),
        ...(retryMaxMs === undefined ? {} : { retryMaxMs }),
        onFailure: (error) => void this.#suspect(connection, error),
        onRecovery: () => onEvent({ type: "ownerReachable", ownerId }),
        log: (text) => logger.error(`object locations from owner ${ownerId}: ${text}`),
      }),
      isBeingChecked: false,
    };
    this.#owners.set(ownerId, connection);
    return connection;
  }

  #publisher(address: string) {
    const { pubsubLongPolling, pubsubCommandBatch } = rpc.CoreWorkerService;
    return {
      poll: (request: Init<rpc.PubsubLongPollingRequest>) => this.#call(address, pubsubLongPolling, request, null),
      command: async (subscriberId: Uint8Array, commands: readonly Init<rpc.Command>[]) => {
        await this.#call(address, pubsubCommandBatch, { subscriberId, commands }, callTimeoutMs);
      },
    };
  }

  async #call<Q, R>(
    address: string,
    { path, request, reply }: Method<Q, R>,
    message: Init<Q>,
    timeoutMs: number | null,
  ): Promise<R> {
    const options = timeoutMs === null ? {} : { timeoutMs };
    return decode(reply, await this.#options.client.call(address, path, encode(request, message), options));
  }

  #subscribe({ owner, workerId, subscriber }: OwnerConnection, objectId: string): void {
    const key = Buffer.from(objectId, "hex");
    const ownerId = owner.workerId;
    void subscriber.subscribe({
      channel,
      key,
      details: { workerObjectLocationsMessage: { intendedWorkerId: workerId, objectId: key } },
      // A new subscription is answered with a snapshot, so a gap needs no care.
      onMessage: (message) => {
        const word = readWord(message);
        const named = ObjectId.fromBytes(message.keyId);
        if (word !== null) this.#options.onEvent({ type: "ownerMessage", ownerId, objectId: named, word });
      },
    });
  }

  async #sendLocations(connection: OwnerConnection, effect: Extract<OwnerEffect, { type: "sendLocations" }>) {
    const ownerId = connection.owner.workerId;
    const { spillsToThisNode } = this.#options;
    const { ADDED, REMOVED } = rpc.ObjectPlasmaLocationUpdate;
    const objectLocationUpdates = effect.updates.map((update) => {
      const objectId = Buffer.from(update.objectId, "hex");
      if (update.location !== "spilled") {
        return { objectId, plasmaLocationUpdate: update.location === "added" ? ADDED : REMOVED };
      }
      return { objectId, spilledLocationUpdate: { spilledUrl: update.url, spilledToLocalStorage: spillsToThisNode } };
    });
    const request = { intendedWorkerId: connection.workerId, nodeId: this.#nodeId, objectLocationUpdates };
    try {
      await this.#call(connection.address, rpc.CoreWorkerService.updateObjectLocationBatch, request, callTimeoutMs);
      if (this.#isCurrent(connection)) this.#options.onEvent({ type: "locationsSent", ownerId });
    } catch (error) {
      if (!this.#isCurrent(connection)) return;
      this.#options.onEvent({ type: "locationsFailed", ownerId, reason: errorText(error) });
      await this.#suspect(connection, error);
    }
  }

  /** A call failed: is the owner dead, or only silent? */
  async #suspect(connection: OwnerConnection, error: unknown): Promise<void> {
    if (connection.isBeingChecked || !this.#isCurrent(connection)) return;
    const { owner, address } = connection;
    if (isOtherWorker(error)) {
      this.#died(connection, `another worker answers at ${address}`);
      return;
    }
    const reason = `${address}: ${error instanceof RpcError ? `${error.codeName} ` : ""}${errorText(error)}`;
    this.#options.onEvent({ type: "ownerUnreachable", ownerId: owner.workerId, reason });
    connection.isBeingChecked = true;
    const isDead = await this.#options.isOwnerDead(owner).catch(() => false);
    connection.isBeingChecked = false;
    if (isDead && this.#isCurrent(connection)) this.#died(connection, `its process is gone (${reason})`);
  }

  #died({ owner }: OwnerConnection, reason: string): void {
    this.#drop(owner.workerId);
    this.#options.logger.info(`owner ${owner.workerId} is dead: ${reason}`);
    this.#options.onEvent({ type: "ownerDied", ownerId: owner.workerId, reason });
  }

  #isCurrent(connection: OwnerConnection): boolean {
    return this.#owners.get(connection.owner.workerId) === connection;
  }
}

/** A core worker refuses what is meant for another worker id so (Ray 2.60.0: ABORTED, status name "Invalid"). */
function isOtherWorker(error: unknown): boolean {
  return error instanceof RpcError && error.code === GrpcCode.ABORTED && error.message === "Invalid";
}

/** @throws IdError on an id of the wrong length */
function readWord(message: rpc.PubMessage): OwnerWord | null {
  const locations = message.workerObjectLocationsMessage;
  if (locations !== null) {
    return {
      nodeIds: locations.nodeIds.map((id) => NodeId.fromBytes(id)),
      objectSize: locations.objectSize,
      spilledUrl: locations.spilledUrl,
      spilledNodeId: NodeId.fromOptionalBytes(locations.spilledNodeId),
      refRemoved: locations.refRemoved,
      pendingCreation: locations.pendingCreation,
      didSpill: locations.didSpill,
    };
  }
  if (message.failureMessage === null) return null;
  // The owner gives up on this key: for us the same as a reference it no longer knows.
  return {
    nodeIds: [],
    objectSize: 0,
    spilledUrl: "",
    spilledNodeId: null,
    refRemoved: true,
    pendingCreation: false,
    didSpill: false,
  };
}
