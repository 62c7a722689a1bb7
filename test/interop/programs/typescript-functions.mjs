// What typescript_workers.py calls.

export const add = (a, b) => a + b;
export const echo = (value) => value;
export const kind = (value) => [Array.isArray(value) ? "Array" : (value?.constructor?.name ?? "null"), typeof value];
export const zeros = (count) => new Uint8Array(count);
export const length = (value) => value.length;
export const several = (count) => Array.from({ length: count }, (_, at) => at * 10);
export const environment = (name) => process.env[name] ?? null;
export const notAFunction = 5;

export async function later(milliseconds) {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return process.pid;
}

export function fail(text) {
  throw new RangeError(text);
}

export function unsendable() {
  return { when: new Date(0) };
}

export function die() {
  process.exit(3);
}

export class Counter {
  #value;
  #seen = [];

  constructor(start) {
    if (start < 0) throw new RangeError("a counter starts at 0 or above");
    this.#value = start;
  }

  increment(by) {
    this.#value += by;
    return this.#value;
  }

  async note(what) {
    await new Promise((resolve) => setTimeout(resolve, what % 3));
    this.#seen.push(what);
    return null;
  }

  notes() {
    return this.#seen;
  }

  pid() {
    return process.pid;
  }

  length(data) {
    return data.length;
  }
}
