/**
 * The publisher's side of Ray's long-poll pubsub for a core worker: raylets follow the locations of objects we own, and
 * owners whose objects we were given wait to hear that we dropped them (Ray 2.60.0, pubsub/publisher.cc). One poll of a
 * subscriber is held until there is something to say; a message stays until a later poll acknowledges it.
 */
import { randomBytes } from "node:crypto";
import { encode, type Init, rpc } from "../wire/index.js";

interface Subscriber {
  /** Not acknowledged, oldest first. */
  messages: Init<rpc.PubMessage>[];
  heldPoll: ((reply: Uint8Array) => void) | null;
}

const maxMessagesOfAPoll = 1_000;

export class LongPollPublisher {
  /** Changes with the process only, or subscribers think that everything is lost. */
  readonly #publisherId = randomBytes(28);
  readonly #subscribers = new Map<string, Subscriber>();
  #lastSequence = 0;

  /** @returns the reply, maybe much later; `onGone` is for the caller to call when the poll's connection ends */
  poll(request: rpc.PubsubLongPollingRequest): { readonly reply: Promise<Uint8Array>; readonly onGone: () => void } {
    const name = Buffer.from(request.subscriberId).toString("hex");
    const subscriber = this.#subscriber(name);
    subscriber.heldPoll?.(this.#encode([]));
    const known = Buffer.compare(request.publisherId, this.#publisherId) === 0;
    const processed = known ? request.maxProcessedSequenceId : 0;
    subscriber.messages = subscriber.messages.filter((message) => (message.sequenceId ?? 0) > processed);
    const reply = new Promise<Uint8Array>((resolve) => {
      subscriber.heldPoll = resolve;
    });
    const { heldPoll } = subscriber;
    this.#answer(subscriber);
    return {
      reply,
      onGone: () => {
        if (subscriber.heldPoll === heldPoll) subscriber.heldPoll = null;
      },
    };
  }

  publish(subscriberName: string, message: Init<rpc.PubMessage>): void {
    this.#lastSequence += 1;
    const subscriber = this.#subscriber(subscriberName);
    subscriber.messages.push({ ...message, sequenceId: this.#lastSequence });
    this.#answer(subscriber);
  }

  /** A subscriber has died: what it has not asked for it never will. */
  forget(subscriberName: string): void {
    this.#subscribers.get(subscriberName)?.heldPoll?.(this.#encode([]));
    this.#subscribers.delete(subscriberName);
  }

  /** Answers what is held, with nothing. */
  close(): void {
    for (const { heldPoll } of this.#subscribers.values()) heldPoll?.(this.#encode([]));
    this.#subscribers.clear();
  }

  #subscriber(name: string): Subscriber {
    const known = this.#subscribers.get(name);
    if (known !== undefined) return known;
    const fresh: Subscriber = { messages: [], heldPoll: null };
    this.#subscribers.set(name, fresh);
    return fresh;
  }

  #answer(subscriber: Subscriber): void {
    const { heldPoll, messages } = subscriber;
    if (heldPoll === null || messages.length === 0) return;
    subscriber.heldPoll = null;
    heldPoll(this.#encode(messages.slice(0, maxMessagesOfAPoll)));
  }

  #encode(pubMessages: readonly Init<rpc.PubMessage>[]): Uint8Array {
    return encode(rpc.PubsubLongPollingReply, { pubMessages, publisherId: this.#publisherId });
  }
}
