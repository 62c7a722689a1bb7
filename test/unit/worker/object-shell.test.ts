import { describe, expect, it } from "vitest";
import { LocalRayletDiedError } from "../../../src/worker/errors.js";
import type { ObjectRef } from "../../../src/worker/object-ref.js";
import { nodeId, Owner } from "./owner.js";

describe("ObjectShell", () => {
  it("gives each reader of a small object bytes of its own, as the store's are nobody's to change", async () => {
    const owner = new Owner();
    for (const value of [Uint8Array.of(1, 2, 3), Float64Array.of(1.5, 2.5)]) {
      const ref = owner.objects.put(owner.ids.nextPut(), value) as ObjectRef<typeof value>;
      const first = await ref;
      first[0] = 9;
      // No more than it: handing the memory on hands on nothing else.
      if (value instanceof Uint8Array) expect(first.buffer.byteLength).toBe(3);
      expect(await ref).toEqual(value);
    }
  });

  it("fails whoever fetches an object with what ended the driver", async () => {
    const owner = new Owner({}, { get: () => [null] });
    const ref = owner.objects.own(owner.ids.nextPut());
    owner.objects.setStored(ref.id, nodeId, 200_000);
    const read = ref.then();
    owner.objects.close(new LocalRayletDiedError("the raylet is gone"));
    await expect(read).rejects.toThrow(LocalRayletDiedError);
  });
});
