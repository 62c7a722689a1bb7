// What the table of cases calls in TypeScript: refs inside values, and ends of all kinds.
import { readFileSync } from "node:fs";
import { get, getActor, put } from "narcine";

export const read = ({ refs }) => get(refs);
export const firstSize = async ({ refs: [first] }) => (await first).length;
export const kindsOf = (values) => values.map((value) => (value === null ? "null" : value.constructor.name));
export const made = () => ({
  set: new Set([1, "a"]),
  big: -(2n ** 100n),
  when: new Date(Date.UTC(2026, 10, 28, 10, 30, 15, 250)),
});

/** Bytes of this process alone, without what it shares with others, as the store's memory. */
export const ownBytes = () => 1024 * Number(/RssAnon:\s+(\d+)/.exec(readFileSync("/proc/self/status", "latin1"))[1]);

export class Reader {
  /** The sum of a table's column x, and by how much this process grew while it read all of it. */
  async growth({ refs: [ref] }) {
    const before = ownBytes();
    const table = await ref;
    let sum = 0;
    for (const { values } of table.getChild("x").data) for (const each of values) sum += each;
    return [sum, ownBytes() - before];
  }
}

export class Keeper {
  #kept = null;

  keep(box) {
    this.#kept = box;
    return "kept";
  }

  async read() {
    return (await this.#kept.ref).length;
  }

  drop() {
    this.#kept = null;
    return "dropped";
  }

  lend(size) {
    return { ref: put(new Uint8Array(size)) };
  }

  async hand_on(name) {
    return (await getActor(name)).keep.remote(this.#kept);
  }

  references() {
    return globalThis[Symbol.for("narcine.coreWorker")]().objectsInScope;
  }

  visible() {
    return process.env.CUDA_VISIBLE_DEVICES ?? null;
  }
}
