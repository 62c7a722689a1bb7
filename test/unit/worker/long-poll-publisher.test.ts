import { describe, expect, it } from "vitest";
import { decode, rpc } from "../../../src/wire/index.js";
import { LongPollPublisher } from "../../../src/worker/long-poll-publisher.js";

const subscriberId = Buffer.alloc(28, 1);
const name = subscriberId.toString("hex");
const nil = Buffer.alloc(28, 0xff);

const poll = (publisher: LongPollPublisher, maxProcessedSequenceId = 0, publisherId: Uint8Array = nil) => {
  const { reply, onGone } = publisher.poll({ subscriberId, maxProcessedSequenceId, publisherId });
  return { reply: reply.then((bytes) => decode(rpc.PubsubLongPollingReply, bytes)), onGone };
};
const keys = (reply: rpc.PubsubLongPollingReply) => reply.pubMessages.map(({ keyId }) => Buffer.from(keyId).toString());
const message = (key: string) => ({
  channelType: rpc.ChannelType.WORKER_OBJECT_LOCATIONS_CHANNEL,
  keyId: Buffer.from(key),
});

describe("LongPollPublisher", () => {
  it("holds a poll until there is something to say, and keeps it until it is acknowledged", async () => {
    const publisher = new LongPollPublisher();
    const first = poll(publisher);
    publisher.publish(name, message("a"));
    publisher.publish(name, message("b"));
    const said = await first.reply;
    expect(keys(said)).toEqual(["a"]);
    // Not acknowledged: both again.
    const again = await poll(publisher, 0, said.publisherId).reply;
    expect(keys(again)).toEqual(["a", "b"]);
    const last = again.pubMessages.at(-1)?.sequenceId ?? 0;
    const next = poll(publisher, last, said.publisherId);
    publisher.publish(name, message("c"));
    expect(keys(await next.reply)).toEqual(["c"]);
    expect(Buffer.compare((await next.reply).publisherId, said.publisherId)).toBe(0);
  });

  it("takes a number of another publisher for nothing", async () => {
    const publisher = new LongPollPublisher();
    publisher.publish(name, message("a"));
    expect(keys(await poll(publisher, 99, Buffer.alloc(28, 7)).reply)).toEqual(["a"]);
  });

  it("ends an older poll of the same subscriber, and forgets one whose connection has gone", async () => {
    const publisher = new LongPollPublisher();
    const older = poll(publisher);
    const newer = poll(publisher);
    expect(keys(await older.reply)).toEqual([]);
    newer.onGone();
    publisher.publish(name, message("a"));
    expect(keys(await poll(publisher).reply)).toEqual(["a"]);
    const held = poll(publisher, 1_000, (await poll(publisher).reply).publisherId);
    publisher.close();
    expect(keys(await held.reply)).toEqual([]);
  });
});
