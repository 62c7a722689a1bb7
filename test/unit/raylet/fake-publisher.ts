import { randomBytes } from "node:crypto";
import { GrpcCode, RpcError } from "../../../src/native/rpc.js";
import type { PollRequest, PubsubPublisher } from "../../../src/runtime/long-poll-subscriber.js";
import { decode, encode, type Init, rpc } from "../../../src/wire/index.js";

type PollReply = { pubMessages: readonly rpc.PubMessage[]; publisherId: Uint8Array };

/** A publisher with one subscriber, after the rules of Ray's: global sequence, acknowledged mailbox, one held poll. */
export class FakePublisher implements PubsubPublisher {
  id = randomBytes(28);
  readonly subscribed = new Set<string>();
  readonly commandBatches: string[][] = [];
  polls: PollRequest[] = [];
  isDown = false;
  failCommands = false;
  /** Deliver messages again although they were acknowledged. */
  forgetsAcknowledgements = false;
  #sequence = 0;
  #mailbox: rpc.PubMessage[] = [];
  #held: { resolve: (reply: PollReply) => void; reject: (error: Error) => void } | null = null;

  poll(request: PollRequest): Promise<PollReply> {
    this.polls.push(request);
    if (this.isDown) return Promise.reject(new RpcError(GrpcCode.UNAVAILABLE, "down"));
    this.#held?.resolve({ pubMessages: [], publisherId: this.id });
    this.#held = null;
    const acknowledged = Buffer.compare(request.publisherId, this.id) === 0 ? request.maxProcessedSequenceId : 0;
    if (!this.forgetsAcknowledgements) this.#mailbox = this.#mailbox.filter((m) => m.sequenceId > acknowledged);
    return new Promise((resolve, reject) => {
      this.#held = { resolve, reject };
      this.#flush();
    });
  }

  command(_subscriberId: Uint8Array, commands: readonly Init<rpc.Command>[]): Promise<void> {
    if (this.isDown || this.failCommands) return Promise.reject(new RpcError(GrpcCode.UNAVAILABLE, "down"));
    const said: string[] = [];
    for (const init of commands) {
      const command = decode(rpc.Command, encode(rpc.Command, init));
      const name = topic(command.channelType, command.keyId);
      if (command.subscribeMessage !== null) this.subscribed.add(name);
      else this.subscribed.delete(name);
      said.push(`${command.subscribeMessage !== null ? "+" : "-"}${name}`);
    }
    this.commandBatches.push(said);
    return Promise.resolve();
  }

  publish(channelType: rpc.ChannelType, key: string | Buffer, content: Init<rpc.PubMessage> = {}): void {
    const keyId = Buffer.from(key);
    this.#sequence += 1;
    if (!this.subscribed.has(topic(channelType, keyId)) && !this.subscribed.has(topic(channelType, Buffer.alloc(0))))
      return;
    const bytes = encode(rpc.PubMessage, { ...content, channelType, keyId, sequenceId: this.#sequence });
    this.#mailbox.push(decode(rpc.PubMessage, bytes));
    this.#flush();
  }

  /** kill -9 and a new process. */
  restart(): void {
    this.id = randomBytes(28);
    this.#sequence = 0;
    this.#mailbox = [];
    this.subscribed.clear();
    this.#held?.reject(new RpcError(GrpcCode.UNAVAILABLE, "connection lost"));
    this.#held = null;
  }

  #flush(): void {
    if (this.#held === null || this.#mailbox.length === 0) return;
    this.#held.resolve({ pubMessages: [...this.#mailbox], publisherId: this.id });
    this.#held = null;
  }
}

function topic(channel: rpc.ChannelType, key: Uint8Array): string {
  return `${channel}/${Buffer.from(key).toString()}`;
}
