import { describe, expect, it } from "vitest";
import { GroupedStorage } from "../../../src/gcs/grouped-storage.js";
import type { RowChange } from "../../../src/native/head-storage.js";
import { NarcineError } from "../../../src/runtime/errors.js";

function bench() {
  const groups: { readonly keys: string; readonly end: (error?: Error) => void }[] = [];
  const lost: Error[] = [];
  const store = {
    load: () => [],
    commit: (changes: readonly RowChange[]) =>
      new Promise<void>((resolve, reject) => {
        const keys = changes.map(({ key }) => key).join("");
        groups.push({ keys, end: (error) => (error ? reject(error) : resolve()) });
      }),
    close: () => {},
  };
  const storage = new GroupedStorage(store, (error) => void lost.push(error));
  const put = (key: string) => storage.put("kv", key, Buffer.alloc(1));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const keys = () => groups.map((group) => group.keys);
  return { storage, put, turn, groups, keys, lost };
}

describe("GroupedStorage", () => {
  it("commits what is waited for, with all before it that nobody waits for", async () => {
    const { storage, put, turn, groups, keys } = bench();
    put("a");
    await turn();
    expect(keys()).toEqual([]);
    put("b");
    const isDurable = storage.durable();
    put("c");
    await turn();
    expect(keys()).toEqual(["abc"]);
    put("d");
    groups[0]?.end();
    await isDurable;
    await turn();
    expect(keys()).toEqual(["abc"]);
    void storage.durable();
    await turn();
    expect(keys()).toEqual(["abc", "d"]);
  });

  it("commits what nobody waits for after a moment, and at the end", async () => {
    const { storage, put, groups, keys } = bench();
    put("a");
    await expect.poll(keys).toEqual(["a"]);
    groups[0]?.end();
    await storage.durable();
    put("b");
    const closed = storage.close();
    await expect.poll(keys).toEqual(["a", "b"]);
    groups[1]?.end();
    await closed;
  });

  it("is lost as a whole when a group is", async () => {
    const { storage, put, turn, groups, keys, lost } = bench();
    put("a");
    const first = storage.durable();
    await turn();
    put("b");
    groups[0]?.end(new NarcineError("NARCINE_TEST", "no room"));
    await expect(first).rejects.toThrow("no room");
    await expect(storage.durable()).rejects.toThrow("no room");
    put("c");
    await turn();
    expect([keys(), lost.length]).toEqual([["a"], 1]);
  });
});
