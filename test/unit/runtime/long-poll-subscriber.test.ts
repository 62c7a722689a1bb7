import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { LongPollSubscriber } from "../../../src/runtime/long-poll-subscriber.js";
import { rpc } from "../../../src/wire/index.js";
import { FakePublisher } from "../raylet/fake-publisher.js";

const jobs = rpc.ChannelType.GCS_JOB_CHANNEL;
const actors = rpc.ChannelType.GCS_ACTOR_CHANNEL;

describe("LongPollSubscriber", () => {
  let publisher: FakePublisher;
  let subscriber: LongPollSubscriber;
  let heard: string[];
  let happened: string[];

  beforeEach(() => {
    publisher = new FakePublisher();
    heard = [];
    happened = [];
    subscriber = new LongPollSubscriber({
      publisher,
      subscriberId: Buffer.alloc(28, 1),
      retryMs: 1,
      retryMaxMs: 4,
      maxCommandBatch: 3,
      onFailure: (_error, failures) => happened.push(`failure ${failures}`),
      onRecovery: () => happened.push("recovery"),
      log: (text) => happened.push(text),
    });
  });
  afterEach(() => subscriber.close());

  const listen = (channel: rpc.ChannelType, key: string | null, label = "") =>
    subscriber.subscribe({
      channel,
      key: key === null ? null : Buffer.from(key),
      onMessage: (message) => heard.push(`${label}${Buffer.from(message.keyId).toString()}#${message.sequenceId}`),
      onGap: () => heard.push(`${label}gap`),
    });

  test("delivers what is subscribed, in order, acknowledging as it goes", async () => {
    await listen(jobs, null);
    await listen(actors, "a");
    publisher.publish(jobs, "j1");
    publisher.publish(actors, "b");
    publisher.publish(actors, "a");
    await vi.waitFor(() => expect(heard).toEqual(["j1#1", "a#3"]));
    expect(publisher.polls[0]).toMatchObject({ maxProcessedSequenceId: 0, publisherId: Buffer.alloc(28, 0xff) });
    await vi.waitFor(() => expect(publisher.polls.at(-1)?.maxProcessedSequenceId).toBe(3));
    expect(publisher.polls.at(-1)?.publisherId).toEqual(Uint8Array.from(publisher.id));
  });

  test("a message that comes twice is heard once", async () => {
    publisher.forgetsAcknowledgements = true;
    await listen(jobs, null);
    publisher.publish(jobs, "j1");
    await vi.waitFor(() => expect(publisher.polls.length).toBeGreaterThan(3));
    expect(heard).toEqual(["j1#1"]);
  });

  test("commands are batched, and what was not sent yet is taken back", async () => {
    const all = ["a", "b", "c", "d", "e"].map((key) => listen(actors, key));
    subscriber.unsubscribe(actors, Buffer.from("e"));
    subscriber.unsubscribe(actors, Buffer.from("never"));
    await Promise.all(all.slice(0, 4));
    expect(publisher.commandBatches).toEqual([[`+${actors}/a`], [`+${actors}/b`, `+${actors}/c`, `+${actors}/d`]]);
    subscriber.unsubscribe(actors, Buffer.from("b"));
    await vi.waitFor(() => expect(publisher.subscribed.has(`${actors}/b`)).toBe(false));
    publisher.publish(actors, "b");
    publisher.publish(actors, "c");
    await vi.waitFor(() => expect(heard).toEqual(["c#2"]));
  });

  test("after a restart everything is subscribed anew, gaps are told, and the new sequence counts", async () => {
    await listen(jobs, null);
    for (const key of ["j1", "j2", "j3"]) publisher.publish(jobs, key);
    await vi.waitFor(() => expect(heard).toHaveLength(3));
    publisher.isDown = true;
    publisher.restart();
    await vi.waitFor(() => expect(happened).toContain("failure 3"));
    publisher.isDown = false;
    await vi.waitFor(() => expect(heard.at(-1)).toBe("gap"));
    expect(happened.at(-1)).toBe("recovery");
    publisher.publish(jobs, "j4");
    await vi.waitFor(() => expect(heard.at(-1)).toBe("j4#1"));
  });

  test("another publisher id without a failure is a restart too", async () => {
    await listen(jobs, null);
    publisher.publish(jobs, "j1");
    await vi.waitFor(() => expect(heard).toEqual(["j1#1"]));
    publisher.id = Buffer.alloc(28, 9);
    publisher.publish(jobs, "j2");
    await vi.waitFor(() => expect(heard).toEqual(["j1#1", "j2#2", "gap"]));
  });

  test("resubscribe does not wait for the pause to end", async () => {
    await listen(jobs, null);
    publisher.restart();
    subscriber.resubscribe();
    await vi.waitFor(() => expect(publisher.subscribed.size).toBe(1));
  });

  test("failed commands are sent again, the last wish of each topic", async () => {
    publisher.failCommands = true;
    void listen(jobs, null);
    void listen(actors, "a");
    await vi.waitFor(() => expect(happened).toContain("failure 2"));
    subscriber.unsubscribe(actors, Buffer.from("a"));
    publisher.failCommands = false;
    await vi.waitFor(() => expect(publisher.subscribed.has(`${jobs}/`)).toBe(true));
    await vi.waitFor(() => expect(publisher.subscribed.size).toBe(1));
  });

  test("a listener's fault is logged and costs the others nothing", async () => {
    await subscriber.subscribe({
      channel: jobs,
      key: null,
      onMessage: () => {
        throw new Error("boom");
      },
    });
    await listen(actors, null);
    publisher.publish(jobs, "j");
    publisher.publish(actors, "a");
    await vi.waitFor(() => expect(heard).toEqual(["a#2"]));
    expect(happened).toEqual(["a pubsub listener failed: boom"]);
  });

  test("a closed subscriber is silent", async () => {
    await listen(jobs, null);
    await vi.waitFor(() => expect(publisher.polls).toHaveLength(1));
    subscriber.close();
    publisher.publish(jobs, "j");
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual([]);
    expect(publisher.polls).toHaveLength(1);
  });
});
