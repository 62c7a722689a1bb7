import type { ObjectRef } from "./object-ref.js";

/**
 * What a generator task yields, as refs in order. Items arrive in any order and some after the task's own answer, which
 * says how many there are. Kept are only those that nobody has taken yet.
 */
export class Stream {
  readonly #items = new Map<number, ObjectRef>();
  #next = 0;
  /** Items that there are; null while the task runs. */
  #total: number | null = null;
  #error: Error | null = null;
  /** Several, where items are asked for ahead. */
  #waiters: (() => void)[] = [];
  #isDropped = false;

  /** Whether an item is wanted: not taken before, as when a task that is run again yields it again. */
  wants(index: number): boolean {
    return !this.#isDropped && index >= this.#next && !this.#items.has(index);
  }

  add(index: number, ref: ObjectRef): void {
    this.#items.set(index, ref);
    this.#wake();
  }

  end(total: number): void {
    this.#total = total;
    this.#wake();
  }

  fail(error: Error): void {
    this.#error = error;
    this.#wake();
  }

  /** Items taken so far. */
  get taken(): number {
    return this.#next;
  }

  /**
   * The next item, in a box, since a promise of a ref would become the ref's value; null after the last one.
   * @throws what the system failed the task with
   */
  async next(): Promise<{ readonly ref: ObjectRef } | null> {
    for (;;) {
      const item = this.#items.get(this.#next);
      if (item !== undefined) {
        this.#items.delete(this.#next);
        this.#next += 1;
        return { ref: item };
      }
      // A task that was run again may have yielded less than was taken of its first try.
      if (this.#isDropped || (this.#total !== null && this.#next >= this.#total)) return null;
      if (this.#error !== null) throw this.#error;
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  /** Nobody takes any more. */
  drop(): void {
    this.#isDropped = true;
    for (const ref of this.#items.values()) ref.release();
    this.#items.clear();
    this.#wake();
  }

  #wake(): void {
    for (const waiter of this.#waiters.splice(0)) waiter();
  }
}
