import { Mailbox, type Published } from "./mailbox.js";

/**
 * A long-poll publisher (Ray 2.60.0, src/ray/pubsub/publisher.cc; the head has two): subscribers ask for channels, whole
 * or by key, and keep one poll open that is answered as soon as there is something for them.
 *
 * A subscriber, named by 28 bytes of its own choice:
 *
 *   unknown --command, poll--> known, no poll --poll--> waiting
 *   waiting --publish, second poll--> known, no poll       (a second poll ends the first one empty)
 *   known, no poll --silent for subscriberTimeoutMs--> unknown
 *
 * Messages stay in the subscriber's mailbox until it acknowledges their number; a poll that names another publisher
 * acknowledges nothing. Numbers are one counter of the publisher, starting with 1.
 *
 * Invariants: a subscriber that waits has an empty mailbox; a poll is answered at most once; a mailbox has at most
 * `maxMailboxBytes` (its oldest messages are given up first, so that one that reads nothing costs only itself).
 */
export interface PublisherLimits {
  /** Of one subscriber. */
  readonly maxMailboxBytes: number;
  /** Of one answer (Ray 2.60.0, publish_batch_size 5000). */
  readonly maxBatchMessages: number;
  readonly maxBatchBytes: number;
  /** Ray 2.60.0, subscriber_timeout_ms. */
  readonly subscriberTimeoutMs: number;
  readonly maxSubscribers: number;
}

export const DEFAULT_PUBLISHER_LIMITS: PublisherLimits = {
  maxMailboxBytes: 64 << 20,
  maxBatchMessages: 5_000,
  maxBatchBytes: 16 << 20,
  subscriberTimeoutMs: 300_000,
  maxSubscribers: 200_000,
};

export type { Published } from "./mailbox.js";

export type PublisherEvent<M> =
  | {
      readonly type: "command";
      readonly subscriberId: string;
      readonly channel: number;
      /** null: the whole channel. */
      readonly key: string | null;
      readonly subscribe: boolean;
    }
  | {
      readonly type: "poll";
      readonly requestId: number;
      readonly subscriberId: string;
      /** Highest number it has processed; 0 when it last spoke to another publisher. */
      readonly acknowledged: number;
    }
  /** The poll's caller is gone. */
  | { readonly type: "poll-cancelled"; readonly requestId: number }
  | {
      readonly type: "publish";
      readonly channel: number;
      readonly key: string;
      readonly message: M;
      readonly bytes: number;
    }
  | { readonly type: "tick" };

type PublisherEventOf<M, Type extends PublisherEvent<M>["type"]> = Extract<PublisherEvent<M>, { readonly type: Type }>;

export type PublisherEffect<M> =
  /** Answer the poll; empty when another poll took its place. */
  | { readonly type: "answer"; readonly requestId: number; readonly messages: readonly Published<M>[] }
  /** A mailbox is full: so many of its messages are lost. Told when the first is, and of all others when it is read or dropped. */
  | { readonly type: "lost"; readonly subscriberId: string; readonly count: number };

interface Subscriber<M> {
  readonly id: string;
  /** Channels to keys; null in the set is the whole channel. */
  readonly topics: Map<number, Set<string | null>>;
  readonly mailbox: Mailbox<M>;
  poll: number | null;
  lastSeenMs: number;
  /** Messages lost and not yet told of since the first loss; null: none was lost since it last read. */
  untoldLosses: number | null;
}

export class Publisher<M> {
  readonly #limits: PublisherLimits;
  readonly #subscribers = new Map<string, Subscriber<M>>();
  /** "channel:key" or "channel" to its subscribers: what a publish costs does not grow with those who do not care. */
  readonly #topics = new Map<string, Set<Subscriber<M>>>();
  readonly #polls = new Map<number, Subscriber<M>>();
  #sequence = 0;

  constructor(limits: PublisherLimits = DEFAULT_PUBLISHER_LIMITS) {
    this.#limits = limits;
  }

  handle(event: PublisherEvent<M>, now: number): PublisherEffect<M>[] {
    switch (event.type) {
      case "command":
        return this.#command(event.subscriberId, event.channel, event.key, event.subscribe, now);
      case "poll":
        return this.#poll(event.requestId, event.subscriberId, event.acknowledged, now);
      case "poll-cancelled":
        return this.#cancelPoll(event.requestId, now);
      case "publish":
        return this.#publish(event, now);
      case "tick":
        return this.#dropSilent(now);
    }
  }

  /** Would a message of this channel and key be delivered to anybody? */
  hasSubscriber(channel: number, key: string): boolean {
    return this.#topics.has(topicOf(channel, null)) || this.#topics.has(topicOf(channel, key));
  }

  /** For statistics and tests. */
  counts(): { subscribers: number; openPolls: number; topics: number; mailboxBytes: number } {
    let mailboxBytes = 0;
    for (const subscriber of this.#subscribers.values()) mailboxBytes += subscriber.mailbox.bytes;
    return {
      subscribers: this.#subscribers.size,
      openPolls: this.#polls.size,
      topics: this.#topics.size,
      mailboxBytes,
    };
  }

  /** @throws Error naming the first invariant that does not hold; for tests. */
  validate(): void {
    for (const [requestId, subscriber] of this.#polls) {
      if (subscriber.poll !== requestId) throw new Error(`poll ${requestId} is not its subscriber's poll`);
      if (subscriber.mailbox.size > 0) throw new Error(`${subscriber.id} waits although it has messages`);
    }
    for (const subscriber of this.#subscribers.values()) {
      if (subscriber.poll !== null && this.#polls.get(subscriber.poll) !== subscriber) {
        throw new Error(`${subscriber.id} has a poll that is not open`);
      }
      subscriber.mailbox.validate();
      for (const [channel, keys] of subscriber.topics) {
        for (const key of keys) {
          if (!this.#topics.get(topicOf(channel, key))?.has(subscriber)) {
            throw new Error(`${subscriber.id} is missing in ${topicOf(channel, key)}`);
          }
        }
      }
    }
    for (const [topic, subscribers] of this.#topics) {
      if (subscribers.size === 0) throw new Error(`${topic} is kept without a subscriber`);
    }
  }

  #subscriber(id: string, effects: PublisherEffect<M>[], now: number): Subscriber<M> {
    let subscriber = this.#subscribers.get(id);
    if (subscriber === undefined) {
      if (this.#subscribers.size >= this.#limits.maxSubscribers) this.#dropLongestSilent(effects);
      const mailbox = new Mailbox<M>(this.#limits.maxMailboxBytes);
      subscriber = { id, topics: new Map(), mailbox, poll: null, lastSeenMs: now, untoldLosses: null };
      this.#subscribers.set(id, subscriber);
    }
    subscriber.lastSeenMs = now;
    return subscriber;
  }

  #command(id: string, channel: number, key: string | null, subscribe: boolean, now: number): PublisherEffect<M>[] {
    const effects: PublisherEffect<M>[] = [];
    const subscriber = this.#subscriber(id, effects, now);
    const topic = topicOf(channel, key);
    if (subscribe) {
      const keys = subscriber.topics.get(channel) ?? new Set();
      subscriber.topics.set(channel, keys.add(key));
      const others = this.#topics.get(topic) ?? new Set();
      this.#topics.set(topic, others.add(subscriber));
      return effects;
    }
    const keys = subscriber.topics.get(channel);
    keys?.delete(key);
    if (keys?.size === 0) subscriber.topics.delete(channel);
    this.#leaveTopic(topic, subscriber);
    return effects;
  }

  #leaveTopic(topic: string, subscriber: Subscriber<M>): void {
    const subscribers = this.#topics.get(topic);
    subscribers?.delete(subscriber);
    if (subscribers?.size === 0) this.#topics.delete(topic);
  }

  #poll(requestId: number, id: string, acknowledged: number, now: number): PublisherEffect<M>[] {
    const effects: PublisherEffect<M>[] = [];
    const subscriber = this.#subscriber(id, effects, now);
    if (subscriber.poll !== null) {
      effects.push({ type: "answer", requestId: subscriber.poll, messages: [] });
      this.#polls.delete(subscriber.poll);
      subscriber.poll = null;
    }
    this.#tellLosses(subscriber, effects);
    subscriber.mailbox.acknowledge(acknowledged);
    if (subscriber.mailbox.size > 0) {
      effects.push({ type: "answer", requestId, messages: this.#batch(subscriber) });
    } else {
      subscriber.poll = requestId;
      this.#polls.set(requestId, subscriber);
    }
    return effects;
  }

  #cancelPoll(requestId: number, now: number): PublisherEffect<M>[] {
    const subscriber = this.#polls.get(requestId);
    if (subscriber === undefined) return [];
    this.#polls.delete(requestId);
    subscriber.poll = null;
    subscriber.lastSeenMs = now;
    return [];
  }

  #publish(event: PublisherEventOf<M, "publish">, now: number): PublisherEffect<M>[] {
    const { channel, key, message, bytes } = event;
    const published: Published<M> = { sequence: ++this.#sequence, channel, key, message, bytes };
    const whole = this.#topics.get(topicOf(channel, null));
    const keyed = this.#topics.get(topicOf(channel, key));
    const effects: PublisherEffect<M>[] = [];
    for (const subscriber of whole ?? []) this.#deliver(subscriber, published, effects, now);
    for (const subscriber of keyed ?? []) {
      if (!whole?.has(subscriber)) this.#deliver(subscriber, published, effects, now);
    }
    return effects;
  }

  #deliver(subscriber: Subscriber<M>, published: Published<M>, effects: PublisherEffect<M>[], now: number): void {
    const lost = subscriber.mailbox.add(published);
    if (lost > 0 && subscriber.untoldLosses === null) {
      effects.push({ type: "lost", subscriberId: subscriber.id, count: lost });
      subscriber.untoldLosses = 0;
    } else if (subscriber.untoldLosses !== null) subscriber.untoldLosses += lost;
    if (subscriber.poll === null) return;
    effects.push({ type: "answer", requestId: subscriber.poll, messages: this.#batch(subscriber) });
    this.#polls.delete(subscriber.poll);
    subscriber.poll = null;
    // It may have waited for hours: its silence begins now.
    subscriber.lastSeenMs = now;
  }

  #tellLosses(subscriber: Subscriber<M>, effects: PublisherEffect<M>[]): void {
    const count = subscriber.untoldLosses ?? 0;
    if (count > 0) effects.push({ type: "lost", subscriberId: subscriber.id, count });
    subscriber.untoldLosses = null;
  }

  #batch(subscriber: Subscriber<M>): readonly Published<M>[] {
    return subscriber.mailbox.head(this.#limits.maxBatchMessages, this.#limits.maxBatchBytes);
  }

  #dropSilent(now: number): PublisherEffect<M>[] {
    const effects: PublisherEffect<M>[] = [];
    for (const subscriber of this.#subscribers.values()) {
      if (subscriber.poll === null && now - subscriber.lastSeenMs >= this.#limits.subscriberTimeoutMs) {
        this.#drop(subscriber, effects);
      }
    }
    return effects;
  }

  #dropLongestSilent(effects: PublisherEffect<M>[]): void {
    let oldest: Subscriber<M> | null = null;
    for (const subscriber of this.#subscribers.values()) {
      if (subscriber.poll === null && (oldest === null || subscriber.lastSeenMs < oldest.lastSeenMs))
        oldest = subscriber;
    }
    if (oldest !== null) this.#drop(oldest, effects);
  }

  #drop(subscriber: Subscriber<M>, effects: PublisherEffect<M>[]): void {
    this.#tellLosses(subscriber, effects);
    this.#subscribers.delete(subscriber.id);
    for (const [channel, keys] of subscriber.topics) {
      for (const key of keys) this.#leaveTopic(topicOf(channel, key), subscriber);
    }
  }
}

function topicOf(channel: number, key: string | null): string {
  return key === null ? String(channel) : `${channel}:${key}`;
}
