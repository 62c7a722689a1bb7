// What typescript_workers.py calls.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { currentTask } from "narcine";

export const add = (a, b) => a + b;
export const echo = (value) => value;
export const kind = (value) => [Array.isArray(value) ? "Array" : (value?.constructor?.name ?? "null"), typeof value];
export const zeros = (count) => new Uint8Array(count);
export const length = (value) => value.length;
export const several = (count) => Array.from({ length: count }, (_, at) => at * 10);
export const environment = (name) => process.env[name] ?? null;
export const notAFunction = 5;

export function* countdown(start) {
  for (let at = start; at > 0; at -= 1) yield at % 2 ? at : new Uint8Array(200_000 + at);
}

export async function* broken() {
  yield 1;
  throw new RangeError("no more");
}

export function failUntil(marker, times) {
  appendFileSync(marker, "x");
  const tries = readFileSync(marker).length;
  if (tries < times) throw new Error(`try ${tries}`);
  return tries;
}

export async function nap(milliseconds, marker) {
  const { signal } = currentTask();
  signal.addEventListener("abort", () => writeFileSync(marker, signal.reason.name));
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return "rested";
}

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

  async nap(milliseconds) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return "rested";
  }

  length(data) {
    return data.length;
  }
}
