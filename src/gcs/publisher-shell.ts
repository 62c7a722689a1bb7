import {
  DEFAULT_PUBLISHER_LIMITS,
  Publisher,
  type PublisherEffect,
  type PublisherEvent,
} from "../core/gcs/pubsub/publisher.js";
import type { RpcCall } from "../native/rpc.js";
import type { Logger } from "../runtime/logger.js";
import { decode, encode, type Init, rpc } from "../wire/index.js";
import { concatFields, varintField } from "../wire/raw-fields.js";
import type { HeadConfig } from "./head-config.js";

export interface PublisherShellOptions {
  /** For logs: which of the two this is. */
  readonly name: string;
  /** 28 random bytes: subscribers notice by it that the head is another one. */
  readonly publisherId: Uint8Array;
  readonly config: HeadConfig;
  readonly now: () => number;
  readonly log: Logger;
}

/** Field numbers of gcs_service.proto GcsSubscriberPollReply and pubsub.proto PubMessage (Ray 2.60.0). */
const REPLY_MESSAGES = 1;
const REPLY_PUBLISHER = 2;
const MESSAGE_SEQUENCE = 14;

const TICK_MS = 30_000;

/** An encoded message, and from its first reply on the field of a reply that it is with its number: all replies have the same. */
class Outgoing {
  #bytes: Uint8Array;
  #isField = false;

  constructor(message: Uint8Array) {
    this.#bytes = message;
  }

  field(sequence: number): Uint8Array {
    if (!this.#isField) {
      const parts = [this.#bytes, varintField(MESSAGE_SEQUENCE, sequence)];
      this.#bytes = concatFields([{ field: REPLY_MESSAGES, parts }]);
      this.#isField = true;
    }
    return this.#bytes;
  }
}

/**
 * One of the head's two publishers: polls in, encoded messages out. A message is encoded once, however many subscribers
 * it has, and not at all where there is none; its number is appended, which in protobuf is the same as having been inside.
 */
export class PublisherShell {
  readonly #options: PublisherShellOptions;
  readonly #publisher: Publisher<Outgoing>;
  readonly #publisherField: Uint8Array;
  readonly #polls = new Map<number, (reply: Uint8Array) => void>();
  readonly #tick: NodeJS.Timeout;
  #lastRequest = 0;

  constructor(options: PublisherShellOptions) {
    this.#options = options;
    this.#publisherField = concatFields([{ field: REPLY_PUBLISHER, parts: [options.publisherId] }]);
    this.#publisher = new Publisher({
      ...DEFAULT_PUBLISHER_LIMITS,
      maxBatchMessages: options.config.publish_batch_size,
      subscriberTimeoutMs: options.config.subscriber_timeout_ms,
    });
    this.#tick = setInterval(() => this.#handle({ type: "tick" }), TICK_MS).unref();
  }

  publish(channelType: rpc.ChannelType, keyId: Uint8Array, content: Init<rpc.PubMessage>): void {
    if (!this.#hasSubscriber(channelType, keyId)) return;
    const message = encode(rpc.PubMessage, { ...content, channelType, keyId });
    this.#publishEncoded(channelType, keyId, message);
  }

  /** Content that is encoded already. @param field of pubsub.proto PubMessage @param parts asked for if somebody hears it */
  publishEncoded(channelType: rpc.ChannelType, keyId: Uint8Array, field: number, parts: () => Uint8Array[]): void {
    if (!this.#hasSubscriber(channelType, keyId)) return;
    const message = concatFields([{ field, parts: parts() }]);
    this.#publishEncoded(channelType, keyId, Buffer.concat([encode(rpc.PubMessage, { channelType, keyId }), message]));
  }

  /** Passes on what somebody else publishes (GcsPublish). */
  forward(message: Uint8Array): void {
    const { channelType, keyId } = decode(rpc.PubMessage, message);
    // Kept beyond the request whose buffer it lies in.
    this.#publishEncoded(channelType, keyId, Uint8Array.prototype.slice.call(message));
  }

  command(request: rpc.GcsSubscriberCommandBatchRequest): void {
    const subscriberId = Buffer.from(request.subscriberId).toString("hex");
    for (const command of request.commands) {
      const key = command.keyId.length === 0 ? null : Buffer.from(command.keyId).toString("hex");
      const subscribe = command.unsubscribeMessage === null;
      this.#handle({ type: "command", subscriberId, channel: command.channelType, key, subscribe });
    }
  }

  poll(request: rpc.GcsSubscriberPollRequest, call: RpcCall): Promise<Uint8Array> {
    this.#lastRequest += 1;
    const requestId = this.#lastRequest;
    const isOurs = Buffer.compare(request.publisherId, this.#options.publisherId) === 0;
    return new Promise((resolve) => {
      this.#polls.set(requestId, resolve);
      this.#handle({
        type: "poll",
        requestId,
        subscriberId: Buffer.from(request.subscriberId).toString("hex"),
        acknowledged: isOurs ? request.maxProcessedSequenceId : 0,
      });
      call.onCancelled(() => {
        this.#polls.delete(requestId);
        this.#handle({ type: "poll-cancelled", requestId });
      });
    });
  }

  close(): void {
    clearInterval(this.#tick);
  }

  #hasSubscriber(channel: number, keyId: Uint8Array): boolean {
    return this.#publisher.hasSubscriber(channel, Buffer.from(keyId).toString("hex"));
  }

  #publishEncoded(channel: number, keyId: Uint8Array, message: Uint8Array): void {
    const key = Buffer.from(keyId).toString("hex");
    this.#handle({ type: "publish", channel, key, message: new Outgoing(message), bytes: message.length + 100 });
  }

  #handle(event: PublisherEvent<Outgoing>): void {
    for (const effect of this.#publisher.handle(event, this.#options.now())) this.#perform(effect);
  }

  #perform(effect: PublisherEffect<Outgoing>): void {
    if (effect.type === "lost") {
      const { name, log } = this.#options;
      log.warning(`${name}: subscriber ${effect.subscriberId} does not read; ${effect.count} messages to it are lost.`);
      return;
    }
    const answer = this.#polls.get(effect.requestId);
    this.#polls.delete(effect.requestId);
    const fields = effect.messages.map(({ message, sequence }) => message.field(sequence));
    answer?.(Buffer.concat([...fields, this.#publisherField]));
  }
}
