/**
 * The subscriber's side of Ray's long-poll pubsub, for one publisher: the head's two pubsub services and every owner
 * worker speak it (Ray 2.60.0: GcsSubscriberPoll/GcsSubscriberCommandBatch, PubsubLongPolling/PubsubCommandBatch).
 *
 * One poll is held at the publisher while anything is subscribed; its reply carries messages with rising sequence ids
 * and the publisher's id, and the next poll acknowledges the highest one processed. Subscriptions are commands, sent in
 * batches, one batch at a time; they say what is wanted, so a command not sent yet is replaced by a later one.
 *
 * A publisher that restarted knows none of our subscriptions, and only says so once it has something to publish. So
 * after every failure, and when the publisher id changes, everything is subscribed anew, and each topic's `onGap` is
 * told that messages may be missing. Failures are retried for ever with growing pauses; whoever knows that the publisher
 * is dead calls `close`.
 */
import { errorText } from "../runtime/errors.js";
import type { Init, rpc } from "../wire/index.js";

/** The two calls of one publisher. Both reject when the publisher cannot be reached or refuses. */
export interface PubsubPublisher {
  poll(request: PollRequest): Promise<{ pubMessages: readonly rpc.PubMessage[]; publisherId: Uint8Array }>;
  command(subscriberId: Uint8Array, commands: readonly Init<rpc.Command>[]): Promise<void>;
}

export interface PollRequest {
  readonly subscriberId: Uint8Array;
  readonly maxProcessedSequenceId: number;
  readonly publisherId: Uint8Array;
}

export interface Topic {
  readonly channel: rpc.ChannelType;
  /** Raw bytes of the key; null: all keys of the channel. */
  readonly key: Uint8Array | null;
  /** What the subscribe command carries beside channel and key. */
  readonly details?: Init<rpc.SubMessage>;
  /** Bytes inside the message are views of the received buffer: copy what outlives the call. */
  readonly onMessage: (message: rpc.PubMessage) => void;
  /** Subscribed anew after a failure: what was published in between is lost, so fetch the state again. */
  readonly onGap?: () => void;
}

export interface LongPollOptions {
  readonly publisher: PubsubPublisher;
  /** 28 random bytes for the head, our node id for an owner (Ray 2.60.0). */
  readonly subscriberId: Uint8Array;
  readonly retryMs?: number;
  readonly retryMaxMs?: number;
  /** Commands in one batch. */
  readonly maxCommandBatch?: number;
  /** A call failed; it will be made again unless `close` is called. */
  readonly onFailure?: (error: unknown, failuresInARow: number) => void;
  /** The first answer after failures. */
  readonly onRecovery?: () => void;
  readonly log: (text: string) => void;
}

interface TopicState {
  readonly topic: Topic;
  readonly acknowledged: (() => void)[];
  hasBeenAcknowledged: boolean;
}

/** "Publisher unknown": every first poll starts with it (Ray 2.60.0). */
const nilPublisherId = Buffer.alloc(28, 0xff);
/** After a reply with nothing new, so that a publisher that answers everything at once is not polled in a tight loop. */
const nothingNewPauseMs = 100;

export class LongPollSubscriber {
  readonly #options: LongPollOptions;
  readonly #topics = new Map<string, TopicState>();
  /** Commands to send, by topic. */
  readonly #queue = new Map<string, { readonly isSubscribe: boolean; readonly command: Init<rpc.Command> }>();
  /** Topics the publisher may know of. */
  readonly #atPublisher = new Set<string>();
  #publisherId: Uint8Array = nilPublisherId;
  #processed = 0;
  /** Everything was subscribed anew since the last poll reply, so a new publisher id is no news. */
  #hasResubscribed = false;
  #failures = 0;
  #isPolling = false;
  #isCommanding = false;
  #isClosed = false;
  #retryTimer: NodeJS.Timeout | null = null;
  #pauseTimer: NodeJS.Timeout | null = null;

  constructor(options: LongPollOptions) {
    this.#options = options;
  }

  /** Subscribes, again if it already is. @returns when the publisher has acknowledged; never if closed before. */
  subscribe(topic: Topic): Promise<void> {
    const name = topicName(topic.channel, topic.key);
    return new Promise((resolve) => {
      const before = this.#topics.get(name);
      this.#topics.set(name, {
        topic,
        acknowledged: [...(before?.acknowledged ?? []), resolve],
        hasBeenAcknowledged: false,
      });
      this.#queueSubscribe(name, topic);
      this.#work();
    });
  }

  unsubscribe(channel: rpc.ChannelType, key: Uint8Array | null): void {
    const name = topicName(channel, key);
    if (!this.#topics.delete(name)) return;
    if (this.#queue.get(name)?.isSubscribe === true && !this.#atPublisher.has(name)) {
      this.#queue.delete(name);
      return;
    }
    const command = { channelType: channel, keyId: key, unsubscribeMessage: {} };
    this.#queue.set(name, { isSubscribe: false, command });
    this.#work();
  }

  /** The publisher is known to have restarted: do not wait for the poll to fail. */
  resubscribe(): void {
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    this.#hasResubscribed = true;
    for (const [name, { topic }] of this.#topics) this.#queueSubscribe(name, topic);
    this.#work();
  }

  /** Nothing is sent or delivered any more; what is outstanding ends unheard. */
  close(): void {
    this.#isClosed = true;
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    if (this.#pauseTimer !== null) clearTimeout(this.#pauseTimer);
    this.#topics.clear();
    this.#queue.clear();
  }

  get topicCount(): number {
    return this.#topics.size;
  }

  /** Nothing subscribed and nothing left to say. */
  get isIdle(): boolean {
    return this.#topics.size === 0 && this.#queue.size === 0 && !this.#isCommanding;
  }

  #queueSubscribe(name: string, { channel, key, details }: Topic): void {
    const command = { channelType: channel, keyId: key, subscribeMessage: details ?? {} };
    this.#queue.set(name, { isSubscribe: true, command });
  }

  #work(): void {
    if (this.#isClosed || this.#retryTimer !== null) return;
    if (this.#queue.size > 0 && !this.#isCommanding) void this.#sendCommands();
    if (this.#topics.size > 0 && !this.#isPolling && this.#pauseTimer === null) void this.#poll();
  }

  async #sendCommands(): Promise<void> {
    const batch = [...this.#queue].slice(0, this.#options.maxCommandBatch ?? 2_000);
    for (const [name, { isSubscribe }] of batch) {
      this.#queue.delete(name);
      if (isSubscribe) this.#atPublisher.add(name);
    }
    this.#isCommanding = true;
    try {
      await this.#options.publisher.command(
        this.#options.subscriberId,
        batch.map(([, { command }]) => command),
      );
      this.#isCommanding = false;
      if (this.#isClosed) return;
      this.#succeeded();
      for (const [name, { isSubscribe }] of batch) this.#acknowledged(name, isSubscribe);
    } catch (error) {
      this.#isCommanding = false;
      for (const [name, command] of batch) if (!this.#queue.has(name)) this.#queue.set(name, command);
      this.#failed(error);
    }
    this.#work();
  }

  #acknowledged(name: string, isSubscribe: boolean): void {
    const state = this.#topics.get(name);
    if (!isSubscribe) {
      if (state === undefined) this.#atPublisher.delete(name);
      return;
    }
    if (state === undefined || this.#queue.has(name)) return;
    for (const resolve of state.acknowledged.splice(0)) resolve();
    if (state.hasBeenAcknowledged) this.#guarded(() => state.topic.onGap?.());
    state.hasBeenAcknowledged = true;
  }

  async #poll(): Promise<void> {
    this.#isPolling = true;
    try {
      const reply = await this.#options.publisher.poll({
        subscriberId: this.#options.subscriberId,
        maxProcessedSequenceId: this.#processed,
        publisherId: this.#publisherId,
      });
      this.#isPolling = false;
      if (this.#isClosed) return;
      this.#succeeded();
      this.#deliver(reply.pubMessages, reply.publisherId);
    } catch (error) {
      this.#isPolling = false;
      this.#failed(error);
    }
    this.#work();
  }

  #deliver(messages: readonly rpc.PubMessage[], publisherId: Uint8Array): void {
    if (Buffer.compare(publisherId, this.#publisherId) !== 0) {
      const isRestart = this.#publisherId !== nilPublisherId && !this.#hasResubscribed;
      this.#publisherId = Uint8Array.from(publisherId);
      this.#processed = 0;
      if (isRestart) this.resubscribe();
    }
    this.#hasResubscribed = false;
    const before = this.#processed;
    for (const message of messages) {
      // Sent again because our acknowledgement came too late.
      if (message.sequenceId <= this.#processed) continue;
      this.#processed = message.sequenceId;
      for (const name of [topicName(message.channelType, message.keyId), topicName(message.channelType, null)]) {
        this.#guarded(() => this.#topics.get(name)?.topic.onMessage(message));
      }
    }
    if (this.#processed > before) return;
    this.#pauseTimer = setTimeout(() => {
      this.#pauseTimer = null;
      this.#work();
    }, nothingNewPauseMs);
  }

  /** A listener's fault must not end the poll. */
  #guarded(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#options.log(`a pubsub listener failed: ${errorText(error)}`);
    }
  }

  #succeeded(): void {
    // While the other call is failing, one answer is no recovery.
    if (this.#failures === 0 || this.#retryTimer !== null) return;
    this.#failures = 0;
    this.#options.onRecovery?.();
  }

  #failed(error: unknown): void {
    if (this.#isClosed || this.#retryTimer !== null) return;
    this.#failures += 1;
    const { retryMs = 1_000, retryMaxMs = 60_000 } = this.#options;
    const pause = Math.min(retryMs * 2 ** Math.min(this.#failures - 1, 30), retryMaxMs);
    this.#retryTimer = setTimeout(() => this.resubscribe(), pause);
    this.#options.onFailure?.(error, this.#failures);
  }
}

function topicName(channel: rpc.ChannelType, key: Uint8Array | null): string {
  return key === null ? `${channel}` : `${channel}:${Buffer.from(key).toString("hex")}`;
}
