/**
 * Subscriptions at the head (GCS). It has two publishers with names and sequences of their own (Ray 2.60.0):
 * ControlPlanePubSubGcsService for nodes, jobs, actors and worker deaths, ObservabilityPubSubService for errors, logs and
 * node usage. One GcsSubscriber serves one of them; everything else is in long-poll-subscriber.ts.
 *
 * To see every change, subscribe first, await the promise, then fetch the state; do the fetch again in `onGap`.
 */

import { randomBytes } from "node:crypto";
import type { RpcMetadata } from "../native/rpc.js";
import { decode, encode, rpc } from "../wire/index.js";
import { GcsStatusError, type RpcCaller } from "./gcs-client.js";
import type { Logger } from "./logger.js";
import { LongPollSubscriber, type PubsubPublisher, type Topic } from "./long-poll-subscriber.js";

export interface GcsSubscriberOptions {
  readonly client: RpcCaller;
  /** "ip:port" of the head. */
  readonly address: string;
  readonly service: "controlPlane" | "observability";
  /** `ray_cluster_id`, once it is known. */
  readonly metadata?: RpcMetadata;
  readonly logger: Logger;
  /** The head is silent since so many calls. A raylet gives up after gcs_rpc_server_reconnect_timeout_s. */
  readonly onUnreachable?: (error: unknown, failuresInARow: number) => void;
  readonly onReachable?: () => void;
  /** First pause after a failure, doubled up to 5 s. */
  readonly retryMs?: number;
}

/** The head restarts within seconds, and a node that listens late is declared dead. */
const retryMaxMs = 5_000;
/** A command is answered at once; without a deadline a half-dead connection would hold back all later ones. */
const commandTimeoutMs = 30_000;

export class GcsSubscriber {
  readonly #subscriber: LongPollSubscriber;

  constructor(options: GcsSubscriberOptions) {
    const { logger, address, service, onUnreachable, onReachable } = options;
    this.#subscriber = new LongPollSubscriber({
      publisher: gcsPublisher(options),
      subscriberId: randomBytes(28),
      retryMs: options.retryMs ?? 500,
      retryMaxMs,
      onFailure: (error, failures) => {
        if (failures === 1) logger.warning(`${service} pubsub of the head at ${address} does not answer: ${error}`);
        onUnreachable?.(error, failures);
      },
      onRecovery: () => {
        logger.info(`${service} pubsub of the head at ${address} answers again`);
        onReachable?.();
      },
      log: (text) => logger.error(text),
    });
  }

  /**
   * @param topic `key` null: every key of the channel. A second call for the same channel and key replaces the first.
   * @returns when the head has taken the subscription.
   */
  subscribe(topic: Topic): Promise<void> {
    return this.#subscriber.subscribe(topic);
  }

  unsubscribe(channel: rpc.ChannelType, key: Uint8Array | null): void {
    this.#subscriber.unsubscribe(channel, key);
  }

  /** For NodeManagerService.NotifyGCSRestart. */
  resubscribe(): void {
    this.#subscriber.resubscribe();
  }

  close(): void {
    this.#subscriber.close();
  }
}

function gcsPublisher({ client, address, service, metadata }: GcsSubscriberOptions): PubsubPublisher {
  const methods = service === "controlPlane" ? rpc.ControlPlanePubSubGcsService : rpc.ObservabilityPubSubService;
  const { gcsSubscriberPoll, gcsSubscriberCommandBatch } = methods;
  const options = metadata === undefined ? {} : { metadata };
  return {
    async poll(request) {
      const { path } = gcsSubscriberPoll;
      const body = await client.call(address, path, encode(gcsSubscriberPoll.request, request), options);
      const reply = decode(gcsSubscriberPoll.reply, body);
      refuseStatus(path, reply.status);
      return reply;
    },
    async command(subscriberId, commands) {
      const { path } = gcsSubscriberCommandBatch;
      const request = encode(gcsSubscriberCommandBatch.request, { subscriberId, commands });
      const body = await client.call(address, path, request, { ...options, timeoutMs: commandTimeoutMs });
      refuseStatus(path, decode(gcsSubscriberCommandBatch.reply, body).status);
    },
  };
}

function refuseStatus(path: string, status: rpc.GcsStatus | null): void {
  if (status !== null && status.code !== 0) throw new GcsStatusError(path, status.code, status.message);
}
