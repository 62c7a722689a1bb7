import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Publisher, type PublisherEffect, type PublisherLimits } from "../../../../src/core/gcs/pubsub/publisher.js";
import { collectGarbage } from "../../../../src/runtime/collect-garbage.js";

const LIMITS: PublisherLimits = {
  maxMailboxBytes: 100,
  maxBatchMessages: 3,
  maxBatchBytes: 60,
  subscriberTimeoutMs: 1_000,
  maxSubscribers: 3,
};

const messagesOf = (effects: PublisherEffect<string>[], requestId: number) =>
  effects.flatMap((effect) =>
    effect.type === "answer" && effect.requestId === requestId ? [effect.messages.map(({ message }) => message)] : [],
  );

/** What a subscriber is told of: numbers and bytes of messages that it has not acknowledged. */
interface Reader {
  readonly topics: Set<string>;
  mailbox: [number, number][];
  /** The last that it was told. */
  processed: number;
  seenMs: number;
}

const sumOf = (mailbox: readonly [number, number][]) => mailbox.reduce((sum, [, bytes]) => sum + bytes, 0);

/** The oldest within the limits of an answer, one at least. */
function batchOf(mailbox: readonly [number, number][]): [number, number][] {
  let count = Math.min(mailbox.length, LIMITS.maxBatchMessages);
  while (count > 1 && sumOf(mailbox.slice(0, count)) > LIMITS.maxBatchBytes) count -= 1;
  return mailbox.slice(0, count);
}

class Bench {
  readonly publisher = new Publisher<string>(LIMITS);
  now = 0;

  subscribe(subscriberId: string, channel: number, key: string | null, subscribe = true) {
    return this.publisher.handle({ type: "command", subscriberId, channel, key, subscribe }, this.now);
  }
  poll(subscriberId: string, requestId: number, acknowledged: number) {
    return this.publisher.handle({ type: "poll", subscriberId, requestId, acknowledged }, this.now);
  }
  publish(channel: number, key: string, message: string, bytes = 10) {
    return this.publisher.handle({ type: "publish", channel, key, message, bytes }, this.now);
  }
  tick() {
    return this.publisher.handle({ type: "tick" }, this.now);
  }
}

describe("Publisher", () => {
  it("holds a poll until there is something for its subscriber, once even if it asked twice", () => {
    const bench = new Bench();
    bench.subscribe("a", 1, null);
    bench.subscribe("a", 1, "k");
    expect(bench.poll("a", 1, 0)).toEqual([]);
    expect(bench.publish(2, "k", "other channel")).toEqual([]);
    expect(messagesOf(bench.publish(1, "k", "hi"), 1)).toEqual([["hi"]]);
    expect(messagesOf(bench.poll("a", 2, 0), 2), "not acknowledged: told again").toEqual([["hi"]]);
    expect(bench.poll("a", 3, 2)).toEqual([]);
    bench.publisher.validate();
  });

  it("gives only the keys that were asked for", () => {
    const bench = new Bench();
    bench.subscribe("a", 1, "mine");
    bench.publish(1, "other", "no");
    bench.publish(1, "mine", "yes");
    bench.subscribe("a", 1, "mine", false);
    bench.publish(1, "mine", "too late");
    expect(messagesOf(bench.poll("a", 1, 0), 1)).toEqual([["yes"]]);
  });

  it("ends a first poll empty when a second one comes, and forgets one whose caller went", () => {
    const bench = new Bench();
    bench.subscribe("a", 1, null);
    bench.poll("a", 1, 0);
    expect(bench.poll("a", 2, 0)).toEqual([{ type: "answer", requestId: 1, messages: [] }]);
    bench.publisher.handle({ type: "poll-cancelled", requestId: 2 }, 0);
    expect(bench.publish(1, "", "kept")).toEqual([]);
    expect(messagesOf(bench.poll("a", 3, 0), 3)).toEqual([["kept"]]);
  });

  it("cuts answers by number and by bytes", () => {
    const bench = new Bench();
    bench.subscribe("a", 1, null);
    for (const message of ["1", "2", "3", "4"]) bench.publish(1, "", message);
    expect(messagesOf(bench.poll("a", 1, 0), 1)).toEqual([["1", "2", "3"]]);
    bench.publish(1, "", "large", 55);
    expect(messagesOf(bench.poll("a", 2, 3), 2)).toEqual([["4"]]);
    expect(messagesOf(bench.poll("a", 3, 4), 3)).toEqual([["large"]]);
  });

  it("gives up the oldest messages of one that does not read, and only of that one", () => {
    const bench = new Bench();
    bench.subscribe("slow", 1, null);
    bench.subscribe("quick", 1, null);
    bench.publish(1, "", "first", 60);
    bench.poll("quick", 1, 0);
    bench.poll("quick", 2, 1);
    expect(bench.publish(1, "", "second", 60)).toContainEqual({ type: "lost", subscriberId: "slow", count: 1 });
    expect(messagesOf(bench.poll("slow", 3, 0), 3)).toEqual([["second"]]);
    bench.publisher.validate();
  });

  it("tells of what one that does not read has lost when it begins and when that is over, not for each message", () => {
    const bench = new Bench();
    const lost = (effects: PublisherEffect<string>[]) =>
      effects.flatMap((effect) => (effect.type === "lost" ? [effect.count] : []));
    bench.subscribe("slow", 1, null);
    bench.publish(1, "", "first", 60);
    const told = ["a", "b", "c"].map((message) => lost(bench.publish(1, "", message, 60)));
    expect(told).toEqual([[1], [], []]);
    const back = bench.poll("slow", 1, 0);
    expect(lost(back)).toEqual([2]);
    expect(messagesOf(back, 1)).toEqual([["c"]]);
    expect(["d", "e"].map((message) => lost(bench.publish(1, "", message, 60)))).toEqual([[1], []]);
    bench.now = 1_000;
    expect(lost(bench.tick()), "it is silent for too long").toEqual([1]);
    expect(bench.publisher.counts().subscribers).toBe(0);
  });

  it("keeps nothing alive of what it gave up or what was acknowledged", async () => {
    const limits = { ...LIMITS, maxMailboxBytes: 2, maxBatchMessages: 5 };
    const publisher = new Publisher<{ readonly n: number }>(limits);
    publisher.handle({ type: "command", subscriberId: "slow", channel: 1, key: null, subscribe: true }, 0);
    const messages = Array.from({ length: 5 }, (_, n) => {
      const message = { n };
      publisher.handle({ type: "publish", channel: 1, key: "", message, bytes: 1 }, 0);
      return new WeakRef(message);
    });
    publisher.handle({ type: "poll", subscriberId: "slow", requestId: 1, acknowledged: 4 }, 0);
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
    expect(messages.map((each) => each.deref()?.n)).toEqual([undefined, undefined, undefined, undefined, 4]);
  });

  it("drops who is silent, never who waits", () => {
    const bench = new Bench();
    bench.subscribe("silent", 1, null);
    bench.subscribe("waiting", 1, null);
    bench.poll("waiting", 1, 0);
    bench.now = 1_000;
    bench.tick();
    expect(bench.publisher.counts()).toMatchObject({ subscribers: 1, openPolls: 1 });
    bench.publisher.validate();
  });

  it("counts the silence of one that waited for long from the answer on", () => {
    const bench = new Bench();
    bench.subscribe("a", 1, null);
    bench.poll("a", 1, 0);
    bench.now = 5_000;
    expect(messagesOf(bench.publish(1, "", "hi"), 1)).toEqual([["hi"]]);
    bench.now = 5_999;
    bench.tick();
    expect(bench.poll("a", 2, 1)).toEqual([]);
    expect(messagesOf(bench.publish(1, "", "there"), 2)).toEqual([["there"]]);
    bench.now = 6_999;
    bench.tick();
    expect(bench.publisher.counts().subscribers).toBe(0);
  });

  it("tells what one had lost that makes room for another", () => {
    const bench = new Bench();
    bench.subscribe("a", 1, null);
    for (const message of ["x", "y", "z"]) bench.publish(1, "", message, 70);
    bench.subscribe("b", 2, null);
    bench.subscribe("c", 2, null);
    expect(bench.subscribe("d", 2, null)).toEqual([{ type: "lost", subscriberId: "a", count: 1 }]);
  });

  it("keeps its invariants, answers each poll once and tells each reader everything in order, whatever comes", () => {
    const who = fc.nat(4);
    const channel = fc.nat(1);
    const of = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
    const step = fc.oneof(
      of(3, fc.record({ do: fc.constant("subscribe" as const), who, channel, key: fc.nat(2), on: fc.boolean() })),
      of(2, fc.record({ do: fc.constant("poll" as const), who, acknowledges: fc.boolean() })),
      of(2, fc.record({ do: fc.constant("cancel" as const), nth: fc.nat(5) })),
      of(
        5,
        fc.record({
          do: fc.constant("publish" as const),
          channel,
          key: fc.integer({ min: 1, max: 2 }),
          bytes: fc.nat(70),
        }),
      ),
      of(1, fc.record({ do: fc.constant("wait" as const), ms: fc.nat(700) })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: "max" }), (steps) => {
        const bench = new Bench();
        const open = new Map<number, number>();
        const readers = new Map<number, Reader>();
        /** Messages given up, and of how many of them somebody was told. */
        let [lost, told] = [0, 0];
        let [lastRequest, sequence] = [0, 0];
        const readerOf = (who: number): Reader => {
          const known = readers.get(who);
          if (known) return known;
          if (readers.size >= LIMITS.maxSubscribers) {
            const silent = [...readers].filter(([other]) => ![...open.values()].includes(other));
            const [longest] = silent.sort(([, a], [, b]) => a.seenMs - b.seenMs);
            if (longest) readers.delete(longest[0]);
          }
          const made: Reader = { topics: new Set(), mailbox: [], processed: 0, seenMs: bench.now };
          readers.set(who, made);
          return made;
        };
        const take = (effects: PublisherEffect<string>[]) => {
          for (const effect of effects) {
            if (effect.type === "lost") {
              told += effect.count;
              continue;
            }
            const who = open.get(effect.requestId);
            expect(who, "a poll that is open").toBeDefined();
            open.delete(effect.requestId);
            const reader = readers.get(who as number) as Reader;
            reader.seenMs = bench.now;
            // Only one whose place another poll took is answered with nothing.
            const isReplaced = [...open.values()].includes(who as number);
            const sent = effect.messages.map((message) => [message.sequence, message.bytes]);
            expect(sent).toEqual(isReplaced ? [] : batchOf(reader.mailbox));
            reader.processed = effect.messages.at(-1)?.sequence ?? reader.processed;
          }
        };
        for (const each of steps) {
          if (each.do === "subscribe") {
            const reader = readerOf(each.who);
            reader.seenMs = bench.now;
            const topic = each.key === 0 ? `${each.channel}` : `${each.channel} k${each.key}`;
            if (each.on) reader.topics.add(topic);
            else reader.topics.delete(topic);
            take(bench.subscribe(`s${each.who}`, each.channel, each.key === 0 ? null : `k${each.key}`, each.on));
          } else if (each.do === "poll") {
            const reader = readerOf(each.who);
            reader.seenMs = bench.now;
            // One that does not acknowledge is told again of what it has not acknowledged.
            const from = each.acknowledges ? reader.processed : 0;
            reader.mailbox = reader.mailbox.filter(([number]) => number > from);
            lastRequest += 1;
            open.set(lastRequest, each.who);
            take(bench.poll(`s${each.who}`, lastRequest, from));
          } else if (each.do === "cancel") {
            const [requestId, who] = [...open][each.nth] ?? [];
            if (requestId !== undefined && who !== undefined) {
              open.delete(requestId);
              (readers.get(who) as Reader).seenMs = bench.now;
              take(bench.publisher.handle({ type: "poll-cancelled", requestId }, bench.now));
            }
          } else if (each.do === "publish") {
            sequence += 1;
            const { channel, key, bytes } = each;
            for (const { topics, mailbox } of readers.values()) {
              if (!topics.has(`${channel}`) && !topics.has(`${channel} k${key}`)) continue;
              mailbox.push([sequence, bytes]);
              while (mailbox.length > 1 && sumOf(mailbox) > LIMITS.maxMailboxBytes) {
                mailbox.shift();
                lost += 1;
              }
            }
            take(bench.publish(channel, `k${key}`, "m", bytes));
          } else {
            bench.now += each.ms;
            for (const [who, { seenMs }] of [...readers]) {
              const isWaiting = [...open.values()].includes(who);
              if (!isWaiting && bench.now - seenMs >= LIMITS.subscriberTimeoutMs) readers.delete(who);
            }
            take(bench.tick());
          }
          bench.publisher.validate();
          expect(bench.publisher.counts()).toMatchObject({ openPolls: open.size, subscribers: readers.size });
          expect(told).toBeLessThanOrEqual(lost);
        }
        bench.now += LIMITS.subscriberTimeoutMs;
        for (const requestId of [...open.keys()]) {
          bench.publisher.handle({ type: "poll-cancelled", requestId }, bench.now);
        }
        bench.now += LIMITS.subscriberTimeoutMs;
        open.clear();
        take(bench.tick());
        expect(told).toBe(lost);
        expect(bench.publisher.counts()).toEqual({ subscribers: 0, openPolls: 0, topics: 0, mailboxBytes: 0 });
      }),
      { numRuns: 300 },
    );
  });
});
