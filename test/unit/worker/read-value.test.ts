import { describe, expect, it } from "vitest";
import { maxViewBytes, PinnedObject } from "../../../src/native/plasma-client.js";
import { readPinned } from "../../../src/worker/read-value.js";

type NativeClient = NonNullable<ConstructorParameters<typeof PinnedObject>[0]>;

describe("readPinned", () => {
  it("gives back the pin of an object that is too large to be viewed", async () => {
    const released: number[] = [];
    const native = { release: (handle: number) => void released.push(handle) } as NativeClient;
    const object = new PinnedObject(native, Buffer.from("RAW"), 7, maxViewBytes + 1, null);
    await expect(readPinned(object)).rejects.toThrow(RangeError);
    expect(released).toEqual([7]);
  });
});
