import { describe, expect, it, vi } from "vitest";
import type { ObjectRef } from "../../../src/worker/object-ref.js";
import { Stream } from "../../../src/worker/stream.js";

/** A ref as far as a stream looks at it. */
const ref = (name: string) => ({ name, release: vi.fn() }) as unknown as ObjectRef & { name: string };
const taken = async (stream: Stream) => ((await stream.next())?.ref as { name?: string } | undefined)?.name ?? null;

describe("Stream", () => {
  it("gives items in order, whatever order they come in, and ends after the last one", async () => {
    const stream = new Stream();
    const first = taken(stream);
    stream.add(1, ref("b"));
    stream.add(0, ref("a"));
    expect(await first).toBe("a");
    expect(await taken(stream)).toBe("b");
    const last = taken(stream);
    // The task ends before its last item is reported.
    stream.end(3);
    stream.add(2, ref("c"));
    expect(await last).toBe("c");
    expect(await taken(stream)).toBe(null);
    expect(stream.taken).toBe(3);
  });

  it("wants each item once, also when its task is run again", () => {
    const stream = new Stream();
    expect(stream.wants(0)).toBe(true);
    stream.add(0, ref("a"));
    expect(stream.wants(0)).toBe(false);
    expect(stream.wants(1)).toBe(true);
    stream.drop();
    expect(stream.wants(1)).toBe(false);
  });

  it("throws what became of its task after the items that came before", async () => {
    const stream = new Stream();
    stream.add(0, ref("a"));
    stream.fail(new Error("the worker died"));
    expect(await taken(stream)).toBe("a");
    await expect(stream.next()).rejects.toThrow("the worker died");
  });

  it("releases what was not taken when it is dropped, and ends who waits", async () => {
    const stream = new Stream();
    const item = ref("b");
    const waiting = taken(stream);
    stream.add(1, item);
    stream.drop();
    expect(await waiting).toBe(null);
    expect(item.release).toHaveBeenCalledOnce();
  });

  it("answers everybody who asks for an item before it is there, in the order in which they asked", async () => {
    const stream = new Stream();
    const asked = [taken(stream), taken(stream), taken(stream)];
    stream.add(0, ref("a"));
    await Promise.resolve();
    stream.add(1, ref("b"));
    stream.end(2);
    expect(await Promise.all(asked)).toEqual(["a", "b", null]);
    const failing = new Stream();
    const all = Promise.allSettled([failing.next(), failing.next()]);
    failing.fail(new Error("the worker died"));
    expect((await all).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  it("ends when its task, run again, yields less than was taken already", async () => {
    const stream = new Stream();
    stream.add(0, ref("a"));
    stream.add(1, ref("b"));
    expect([await taken(stream), await taken(stream)]).toEqual(["a", "b"]);
    const next = taken(stream);
    stream.end(1);
    expect(await next).toBe(null);
  });
});
