import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import type { ObjectId } from "../../../src/ids/index.js";
import { collectGarbage } from "../../../src/runtime/collect-garbage.js";
import { ObjectRef, type RefHome } from "../../../src/worker/object-ref.js";

const id = "ab".repeat(28) as ObjectId;

function home() {
  const removeLocal = vi.fn();
  const all: RefHome = { ownerOf: () => ({}), getOne: () => Promise.reject(new Error("not here")), removeLocal };
  return { all, removeLocal };
}

/** Until finalizers have run. */
async function collected(isDone: () => boolean): Promise<void> {
  for (let left = 100; left > 0 && !isDone(); left -= 1) {
    collectGarbage();
    await sleep(10);
  }
}

describe("a ref", () => {
  it("that nobody holds any more gives its object up", async () => {
    const { all, removeLocal } = home();
    new ObjectRef(id, all);
    await collected(() => removeLocal.mock.calls.length > 0);
    expect(removeLocal.mock.calls).toEqual([[id]]);
  });

  it("that was released gives it up once, whoever collects it", async () => {
    const { all, removeLocal } = home();
    const other = home();
    (() => {
      const ref = new ObjectRef(id, all);
      ref.release();
      ref.release();
      expect(ref.isReleased).toBe(true);
      // Collected in the same go.
      new ObjectRef(id, other.all);
    })();
    await collected(() => other.removeLocal.mock.calls.length > 0);
    expect(other.removeLocal).toHaveBeenCalledTimes(1);
    expect(removeLocal.mock.calls).toEqual([[id]]);
  });
});
