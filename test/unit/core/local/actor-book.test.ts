import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ErrorType } from "../../../../src/core/core-worker/types.js";
import {
  ActorBook,
  type ActorBookEffect,
  type ActorBookEvent,
  type ActorSettings,
} from "../../../../src/core/local/actor-book.js";
import type { ActorId, TaskId } from "../../../../src/ids/index.js";

const actorId = "a" as ActorId;
const call = (name: string) => name as TaskId;
const made: ActorBookEvent = { type: "made", actorId, methodGroups: new Map() };
const plain: ActorSettings = {
  maxRestarts: 0,
  maxTaskRetries: 0,
  maxConcurrency: 1,
  groups: new Map(),
  methodGroups: new Map(),
  takesAnyOrder: false,
  isDetached: false,
};

function bookOf(settings: Partial<ActorSettings> = {}) {
  const book = new ActorBook();
  const on = (...events: ActorBookEvent[]) => {
    const effects = events.flatMap((event) => book.handle(event));
    book.validate();
    return effects.map(textOf);
  };
  on({ type: "create", actorId, client: "program", name: "A", key: "A", settings: { ...plain, ...settings } });
  const makes = (methodGroups = new Map<string, string>()) =>
    on({ type: "argsReady", actorId }, { type: "started", actorId }, { type: "made", actorId, methodGroups });
  const calls = (name: string, client = "program", group = "", method = "plain") =>
    on({ type: "call", actorId, callId: call(name), client, method, group });
  const ready = (name: string) => on({ type: "callReady", callId: call(name) });
  const done = (name: string) => on({ type: "callDone", callId: call(name) });
  return { book, on, makes, calls, ready, done };
}

const textOf = (effect: ActorBookEffect) =>
  effect.type === "failCall"
    ? `fail ${effect.callId} ${effect.errorType}`
    : "callId" in effect
      ? `${effect.type} ${effect.callId}`
      : effect.type;

describe("the book of actors", () => {
  it("sends calls in their callers' order, one at a time; one that waits for arguments holds up its caller's alone", () => {
    const { makes, calls, ready, done } = bookOf();
    calls("1");
    calls("2");
    calls("other", "thread 1");
    ready("2");
    ready("other");
    expect(makes()).toEqual(["queue", "make", "settle", "send other"]);
    expect(ready("1")).toEqual([]);
    expect(done("other")).toEqual(["answerCall other", "send 1"]);
    expect(done("1")).toEqual(["answerCall 1", "send 2"]);
  });

  it("sends several at a time, and in any order, where it says so", () => {
    const { makes, calls, ready, done } = bookOf({ maxConcurrency: 2, takesAnyOrder: true });
    makes();
    for (const name of ["1", "2", "3", "4"]) calls(name);
    expect([ready("2"), ready("3"), ready("4")]).toEqual([["send 2"], ["send 3"], []]);
    expect(done("3")).toEqual(["answerCall 3", "send 4"]);
  });

  it("sends calls of a group within its bound and in order, whatever other groups do", () => {
    const { makes, calls, ready, done } = bookOf({ groups: new Map([["io", 2]]) });
    for (const name of ["1", "2"]) calls(name);
    calls("fetch 1", "program", "", "fetch");
    calls("fetch 2", "program", "io");
    calls("fetch 3", "program", "", "fetch");
    for (const name of ["2", "fetch 2", "fetch 3"]) ready(name);
    // What the class says of its methods is known once it is made; a call that waits holds up its own group alone.
    makes(new Map([["fetch", "io"]]));
    expect(ready("fetch 1")).toEqual(["send fetch 1", "send fetch 2"]);
    expect(ready("1")).toEqual(["send 1"]);
    expect(done("1")).toEqual(["answerCall 1", "send 2"]);
    expect(done("fetch 2")).toEqual(["answerCall fetch 2", "send fetch 3"]);
  });

  it("has calls of every group tried again when its thread dies, and cancels one that waits in a group", () => {
    const { on, makes, calls, ready } = bookOf({ groups: new Map([["io", 1]]), maxRestarts: 1, maxTaskRetries: 1 });
    makes();
    calls("1");
    for (const name of ["io 1", "io 2", "io 3"]) calls(name, "program", "io");
    for (const name of ["1", "io 1", "io 2", "io 3"]) ready(name);
    expect(on({ type: "cancelCall", callId: call("io 2") })).toEqual([`fail io 2 ${ErrorType.TASK_CANCELLED}`]);
    on({ type: "ended", actorId, reason: "exit" });
    expect(on({ type: "started", actorId }, made)).toEqual(["make", "settle", "send 1", "send io 1"]);
    expect(on({ type: "callDone", callId: call("io 1") })).toEqual(["answerCall io 1", "send io 3"]);
  });

  it("makes it again when its thread dies, with the calls that were under way where they may be tried again", () => {
    const { on, makes, calls, ready } = bookOf({ maxRestarts: 1, maxTaskRetries: 1 });
    makes();
    calls("1");
    calls("2");
    ready("1");
    ready("2");
    expect(on({ type: "ended", actorId, reason: "exit" })).toEqual(["release", "queue"]);
    expect(on({ type: "started", actorId }, made)).toEqual(["make", "settle", "send 1"]);
    expect(on({ type: "ended", actorId, reason: "exit" })).toEqual([
      "release",
      `fail 1 ${ErrorType.ACTOR_DIED}`,
      `fail 2 ${ErrorType.ACTOR_DIED}`,
      "forget",
    ]);
    expect(calls("3")).toEqual([`fail 3 ${ErrorType.ACTOR_DIED}`]);
    const { on: once, makes: make, calls: send, ready: isReady } = bookOf({ maxRestarts: 1 });
    make();
    send("1");
    isReady("1");
    expect(once({ type: "ended", actorId, reason: "exit" })).toEqual([
      "release",
      `fail 1 ${ErrorType.ACTOR_UNAVAILABLE}`,
      "queue",
    ]);
  });

  it("dies by kill, by its constructor, or with its last handle once its calls are over", () => {
    const killed = bookOf();
    killed.makes();
    expect(killed.book.named("A")).toBe(actorId);
    expect(killed.on({ type: "kill", actorId, noRestart: true })).toEqual(["terminate", "forget"]);
    expect(killed.book.named("A")).toBe(null);
    const failed = bookOf();
    failed.on({ type: "argsReady", actorId }, { type: "started", actorId });
    expect(failed.on({ type: "failed", actorId, text: "no" })).toEqual(["terminate", "forget"]);
    const unused = bookOf();
    unused.makes();
    unused.calls("1");
    unused.ready("1");
    expect(unused.on({ type: "leave", client: "program" })).toEqual([]);
    expect(unused.done("1")).toEqual(["answerCall 1", "terminate", "forget"]);
    const queued = bookOf();
    queued.on({ type: "argsReady", actorId });
    expect(queued.on({ type: "drop", actorId, client: "program" })).toEqual(["unqueue", "forget"]);
    const detached = bookOf({ isDetached: true });
    detached.makes();
    expect(detached.on({ type: "drop", actorId, client: "program" })).toEqual([]);
  });

  it("is made again after a kill that allows it", () => {
    const { on, makes } = bookOf({ maxRestarts: 1 });
    makes();
    expect(on({ type: "kill", actorId, noRestart: false })).toEqual(["terminate"]);
    expect(on({ type: "ended", actorId, reason: "killed" })).toEqual(["release", "queue"]);
  });

  it("answers a call that is cancelled at once; while it runs it keeps its place", () => {
    const { on, makes, calls, ready, done } = bookOf();
    makes();
    for (const name of ["1", "2", "3"]) {
      calls(name);
      ready(name);
    }
    const cancel = (name: string) => on({ type: "cancelCall", callId: call(name) });
    expect(cancel("2")).toEqual([`fail 2 ${ErrorType.TASK_CANCELLED}`]);
    expect(cancel("1")).toEqual([`fail 1 ${ErrorType.TASK_CANCELLED}`, "abortCall 1"]);
    expect(done("1")).toEqual(["discardCall 1", "send 3"]);
  });

  it("answers each call once, and ends every thread that it had, after any events", () => {
    const names = fc.constantFrom("1", "2", "3", "4").map(call);
    const clients = fc.constantFrom("program", "thread 1");
    const events: fc.Arbitrary<ActorBookEvent> = fc.oneof(
      fc.constantFrom<ActorBookEvent>(
        { type: "argsReady", actorId },
        { type: "started", actorId },
        { type: "made", actorId, methodGroups: new Map() },
        { type: "made", actorId, methodGroups: new Map([["fetch", "io"]]) },
        { type: "failed", actorId, text: "no" },
        { type: "ended", actorId, reason: "exit" },
        { type: "kill", actorId, noRestart: false },
        { type: "kill", actorId, noRestart: true },
      ),
      fc.record({
        type: fc.constantFrom("hold" as const, "drop" as const),
        actorId: fc.constant(actorId),
        client: clients,
      }),
      fc.record({
        type: fc.constant("call" as const),
        actorId: fc.constant(actorId),
        callId: names,
        client: clients,
        method: fc.constantFrom("plain", "fetch"),
        group: fc.constantFrom("", "", "io"),
      }),
      fc.record({
        type: fc.constantFrom("callReady" as const, "callDone" as const, "cancelCall" as const),
        callId: names,
      }),
    );
    const settings = fc.record({
      maxRestarts: fc.integer({ min: -1, max: 2 }),
      maxTaskRetries: fc.integer({ min: -1, max: 1 }),
      maxConcurrency: fc.integer({ min: 1, max: 2 }),
      groups: fc.integer({ min: 1, max: 2 }).map((bound) => new Map([["io", bound]])),
      methodGroups: fc.constantFrom(new Map<string, string>(), new Map([["fetch", "io"]])),
      takesAnyOrder: fc.boolean(),
      isDetached: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(events, { maxLength: 60, size: "max" }), settings, (all, given) => {
        const book = new ActorBook();
        book.handle({ type: "create", actorId, client: "program", name: "A", key: "A", settings: given });
        const asked = new Set<TaskId>();
        const answered = new Set<TaskId>();
        const sent = new Set<TaskId>();
        const thread: { run: "none" | "queued" | "running" } = { run: "none" };
        const handle = (event: ActorBookEvent) => {
          for (const effect of book.handle(event)) {
            if (effect.type === "queue") thread.run = "queued";
            if (effect.type === "unqueue") thread.run = "none";
            if (effect.type === "send") {
              expect(thread.run).toBe("running");
              sent.add(effect.callId);
            }
            if (effect.type === "answerCall" || effect.type === "failCall") {
              expect(answered.has(effect.callId)).toBe(false);
              answered.add(effect.callId);
            }
          }
          book.validate();
          expect(asked.size - answered.size).toBe(book.unanswered);
        };
        for (const event of all) {
          if (event.type === "started") {
            if (thread.run !== "queued") continue;
            thread.run = "running";
          }
          if ((event.type === "made" || event.type === "failed") && thread.run !== "running") continue;
          if (event.type === "ended") {
            if (thread.run !== "running") continue;
            thread.run = "none";
            sent.clear();
          }
          if (event.type === "call") {
            if (asked.has(event.callId)) continue;
            asked.add(event.callId);
          }
          if (event.type === "callDone" && !sent.delete(event.callId)) continue;
          handle(event);
        }
        handle({ type: "kill", actorId, noRestart: true });
        expect([...asked].filter((each) => !answered.has(each))).toEqual([]);
        expect(thread.run).not.toBe("queued");
      }),
    );
  });
});
