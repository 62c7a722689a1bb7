import { describe, expect, it } from "vitest";
import { MachineRunner } from "../../../src/gcs/machine-runner.js";
import { VolatileStorage } from "../../../src/gcs/storage.js";

/** Becomes durable when the test says so. */
class SlowStorage extends VolatileStorage {
  readonly waiting: (() => void)[] = [];

  override durable(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

function bench() {
  const storage = new SlowStorage();
  const done: string[] = [];
  let wakeMs: number | null = null;
  const runner = new MachineRunner<string, string>({
    context: { now: () => Date.now(), storage },
    // An event is its own effects, in words.
    machine: { handle: (event) => event.split(" "), nextWakeMs: () => wakeMs },
    tick: "tick",
    write: (effect) => {
      if (effect.startsWith("write")) done.push(effect);
      return effect.startsWith("write");
    },
    mayBeForgotten: (effect) => effect.startsWith("ask"),
    perform: (effect) => void done.push(effect),
  });
  const wakeAt = (at: number | null) => {
    wakeMs = at;
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { storage, done, runner, settle, wakeAt };
}

describe("MachineRunner", () => {
  it("writes at once, performs nothing else before that is durable, and keeps the order of events", async () => {
    const { storage, done, runner, settle } = bench();
    runner.post("write-1 reply-1");
    runner.post("publish-2 write-2 reply-2");
    runner.post("reply-3");
    expect(done).toEqual(["write-1", "write-2"]);
    await settle();
    expect(done).toHaveLength(2);
    storage.waiting.shift()?.();
    await settle();
    expect(done).toEqual(["write-1", "write-2", "reply-1"]);
    storage.waiting.shift()?.();
    await settle();
    expect(done).toEqual(["write-1", "write-2", "reply-1", "publish-2", "reply-2", "reply-3"]);
    runner.post("publish-3");
    expect(done.at(-1)).toBe("publish-3");
  });

  it("does not wait with what may be forgotten, and keeps it in order where nothing waits", async () => {
    const { storage, done, runner, settle } = bench();
    runner.post("reply-0 ask-0");
    runner.post("write-1 reply-1 ask-1");
    runner.post("reply-2 ask-2");
    expect(done).toEqual(["reply-0", "ask-0", "write-1", "ask-1", "ask-2"]);
    await settle();
    storage.waiting.shift()?.();
    await settle();
    expect(done.slice(5)).toEqual(["reply-1", "reply-2"]);
  });

  it("waits for what nothing followed once something does", async () => {
    const { storage, done, runner, settle } = bench();
    runner.post("write-1");
    await settle();
    expect(storage.waiting).toHaveLength(0);
    runner.post("reply-2");
    runner.post("write-3");
    await settle();
    expect(done).toEqual(["write-1", "write-3"]);
    storage.waiting.shift()?.();
    await settle();
    expect(done).toEqual(["write-1", "write-3", "reply-2"]);
    expect(storage.waiting).toHaveLength(0);
  });

  it("ticks when the machine wants it, and not once it is closed", async () => {
    const { done, runner, wakeAt } = bench();
    wakeAt(Date.now() + 1);
    runner.post("a");
    wakeAt(null);
    await expect.poll(() => done).toEqual(["a", "tick"]);
    wakeAt(Date.now() + 1);
    runner.post("b");
    runner.close();
    runner.post("c");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(done).toEqual(["a", "tick", "b"]);
  });
});
