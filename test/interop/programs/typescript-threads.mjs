// An actor whose CPU-bound methods run on threads; what typescript-threads.test.ts and typescript_threads.py call.
import { threadId } from "node:worker_threads";
import { put } from "narcine";

export class Cruncher {
  static threadedMethods = ["spin", "sum", "grow", "rows", "pair", "fail", "exit", "never", "puts", "calls"];
  #first;
  #calls = 0;

  constructor(first) {
    this.#first = first;
  }

  // On the thread of the process, where the actor's state is.
  pid() {
    this.#calls += 1;
    return [process.pid, threadId, this.#calls];
  }

  spin(milliseconds) {
    const from = Date.now();
    while (Date.now() < from + milliseconds);
    return [from, Date.now()];
  }

  sum(bytes) {
    let sum = this.#first;
    for (const each of bytes) sum += each;
    return sum;
  }

  grow(bytes) {
    return new Uint8Array(2 * bytes.length).fill(threadId === 0 ? 0 : 1);
  }

  rows(table) {
    return table.numRows;
  }

  pair() {
    return ["one", threadId > 0];
  }

  fail(text) {
    throw new RangeError(text);
  }

  exit() {
    process.exit(3);
  }

  never() {
    for (;;);
  }

  puts() {
    return put(1);
  }

  // Of the thread's own instance.
  calls() {
    return this.#calls;
  }
}
