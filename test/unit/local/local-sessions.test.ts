import { afterEach, describe, expect, it } from "vitest";
import * as narcine from "../../../src/api/index.js";

const start = () => narcine.init({ local: true, numCpus: 1, objectStoreMemory: 10_000_000 });

describe("local mode that was shut down and started again", () => {
  afterEach(() => narcine.shutdown());

  it("does not take the refs of the first session for objects of the second", async () => {
    const first = await start();
    const refs: narcine.ObjectRef[] = [narcine.put("small"), narcine.put(new Uint8Array(200_000))];
    await narcine.shutdown();
    const second = await start();
    const others = [narcine.put("other"), narcine.put(new Uint8Array(300_000))];
    for (const ref of refs) {
      await expect(narcine.get(ref)).rejects.toThrow(narcine.ObjectLostError);
      await expect(ref.then()).rejects.toThrow(narcine.UsageError);
      ref.release();
    }
    expect(second.jobId).not.toBe(first.jobId);
    expect(await others[0]).toBe("other");
    expect(second.stats().objectsInScope).toBe(2);
  });

  it("that is shut down while init runs is there, and ends", async () => {
    const starting = start();
    await narcine.shutdown();
    const session = await starting;
    expect(() => narcine.put(1)).toThrow(narcine.UsageError);
    expect(session.stats().pendingCalls).toBe(0);
    await start();
    expect(await narcine.put(2)).toBe(2);
  });

  it("whose init failed at once can be started", async () => {
    await expect(narcine.init({ local: true, pythonPath: [] })).rejects.toThrow("pythonPath is empty");
    await start();
  });
});
