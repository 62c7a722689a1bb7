// What typescript_workers.py calls.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { makeVector, Table } from "apache-arrow";
import { actor, currentTask, get, put, python, remote } from "narcine";

export const add = (a, b) => a + b;
export const echo = (value) => value;
export const kind = (value) => [Array.isArray(value) ? "Array" : (value?.constructor?.name ?? "null"), typeof value];
export const zeros = (count) => new Uint8Array(count);
export const length = (value) => value.length;
export const several = (count) => Array.from({ length: count }, (_, at) => at * 10);
export const sumOf = (table) =>
  table
    .getChild("x")
    .toArray()
    .reduce((sum, each) => sum + each, 0);
export const isView = (table) => table.getChild("x").data[0].values.buffer.byteLength > 8_000_000;
export const makeTable = (rows) =>
  new Table({
    x: makeVector(Float64Array.from({ length: rows }, (_, at) => at)),
    even: makeVector(new Int8Array(rows)),
  });
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

// Each waits for the next, and there are more than CPUs.
export async function nested(levels) {
  return levels === 0 ? 0 : 1 + (await remote("typescript-functions:nested").remote(levels - 1));
}

export async function callsOthers() {
  const counter = actor("typescript-functions:Counter").remote(1);
  const large = put(new Uint8Array(300_000));
  const lengths = [large, put(new Uint8Array(3))].map((ref) => remote("typescript-functions:length").remote(ref));
  const failed = await remote("typescript-functions:fail")
    .remote("below")
    .then(null, (error) => error.message);
  return [await counter.increment.remote(2), await get(lengths), (await large).length, failed];
}

export const factorial = (n) => python("math:factorial").remote(n);

export async function later(milliseconds) {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return process.pid;
}

export function fail(text) {
  throw new RangeError(text);
}

export function unsendable() {
  return { when: /now/ };
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

  exitSoon() {
    setTimeout(() => process.exit(1), 10);
    return null;
  }
}
