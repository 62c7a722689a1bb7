/**
 * Reads what Python pickled (protocols 2 to 5, as Python 3's pickletools documents the opcodes). Nothing is run: a pickle
 * that names a class or function is read only if the caller has something of its own for that name.
 *
 *   None, bool, int, float, str, bytes | null, boolean, number (bigint beyond 53 bits), number, string, Uint8Array
 *   list, tuple                        | Array
 *   set, frozenset                     | Set
 *   dict                               | object where all keys are strings, else Map
 */
import { ByteReader } from "./byte-reader.js";
import { WireError } from "./errors.js";

/** A pickle of something that has no counterpart here, e.g. an object of a class. */
export class UnknownPickleError extends Error {
  override readonly name = "UnknownPickleError";
}

/** What stands for a global that is called with these arguments: undefined where they are not what it takes. */
export type PickleGlobal = (args: readonly unknown[]) => unknown;

/** A dict under construction. */
class Dict {
  readonly entries: [unknown, unknown][] = [];
}

/**
 * @param globals what is called, by module and name
 * @param constants what is a value by its name
 * @throws UnknownPickleError, WireError Malformed
 */
export function readPickle(
  bytes: Uint8Array,
  globals: ReadonlyMap<string, PickleGlobal>,
  constants: ReadonlyMap<string, unknown> = new Map(),
): unknown {
  return new Unpickler(bytes, globals, constants).read();
}

class Unpickler extends ByteReader {
  readonly #globals: ReadonlyMap<string, unknown>;
  readonly #memo = new Map<number, unknown>();
  #stack: unknown[] = [];
  readonly #marks: unknown[][] = [];

  constructor(bytes: Uint8Array, globals: ReadonlyMap<string, PickleGlobal>, constants: ReadonlyMap<string, unknown>) {
    super(bytes);
    this.#globals = new Map<string, unknown>([...globals, ...constants]);
  }

  read(): unknown {
    for (;;) {
      const opcode = this.#uint(1);
      if (opcode === 0x2e) return finished(this.#pop());
      this.#step(opcode);
    }
  }

  #step(opcode: number): void {
    switch (opcode) {
      case 0x80: // PROTO
        this.take(1);
        return;
      case 0x95: // FRAME
        this.take(8);
        return;
      case 0x4e: // NONE
        return this.#push(null);
      case 0x88:
        return this.#push(true);
      case 0x89:
        return this.#push(false);
      case 0x4b: // BININT1
        return this.#push(this.#uint(1));
      case 0x4d: // BININT2
        return this.#push(this.#uint(2));
      case 0x4a: // BININT
        return this.#push(this.take(4).readInt32LE(0));
      case 0x8a: // LONG1
        return this.#push(integer(this.take(this.#uint(1))));
      case 0x8b: // LONG4
        return this.#push(integer(this.take(this.#uint(4))));
      case 0x47: // BINFLOAT
        return this.#push(this.take(8).readDoubleBE(0));
      case 0x8c: // SHORT_BINUNICODE
        return this.#push(this.take(this.#uint(1)).toString("utf8"));
      case 0x58: // BINUNICODE
        return this.#push(this.take(this.#uint(4)).toString("utf8"));
      case 0x8d: // BINUNICODE8
        return this.#push(this.take(this.#length8()).toString("utf8"));
      case 0x43: // SHORT_BINBYTES
        return this.#push(new Uint8Array(this.take(this.#uint(1))));
      case 0x42: // BINBYTES
        return this.#push(new Uint8Array(this.take(this.#uint(4))));
      case 0x8e: // BINBYTES8
      case 0x96: // BYTEARRAY8
        return this.#push(new Uint8Array(this.take(this.#length8())));
      default:
        this.#collections(opcode);
    }
  }

  #collections(opcode: number): void {
    switch (opcode) {
      case 0x28: // MARK
        this.#marks.push(this.#stack);
        this.#stack = [];
        return;
      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
        return this.#push([]);
      case 0x7d: // EMPTY_DICT
        return this.#push(new Dict());
      case 0x8f: // EMPTY_SET
        return this.#push(new Set());
      case 0x91: // FROZENSET
        return this.#push(new Set(this.#toMark().map(finished)));
      case 0x74: // TUPLE
        return this.#push(this.#toMark().map(finished));
      case 0x85: // TUPLE1 to TUPLE3
      case 0x86:
      case 0x87: {
        const items = Array.from({ length: opcode - 0x84 }, () => finished(this.#pop())).reverse();
        return this.#push(items);
      }
      case 0x61: // APPEND
        return this.#append([this.#pop()]);
      case 0x65: // APPENDS
        return this.#append(this.#toMark());
      case 0x73: {
        // SETITEM
        const value = this.#pop();
        return this.#setItems([this.#pop(), value]);
      }
      case 0x75: // SETITEMS
        return this.#setItems(this.#toMark());
      case 0x90: {
        // ADDITEMS
        const items = this.#toMark();
        const set = this.#top();
        if (!(set instanceof Set)) this.fail("items for a set that is none");
        else for (const item of items) set.add(finished(item));
        return;
      }
      default:
        this.#others(opcode);
    }
  }

  #others(opcode: number): void {
    switch (opcode) {
      case 0x94: // MEMOIZE
        this.#memo.set(this.#memo.size, this.#top());
        return;
      case 0x71: // BINPUT
        this.#memo.set(this.#uint(1), this.#top());
        return;
      case 0x72: // LONG_BINPUT
        this.#memo.set(this.#uint(4), this.#top());
        return;
      case 0x68: // BINGET
        return this.#recall(this.#uint(1));
      case 0x6a: // LONG_BINGET
        return this.#recall(this.#uint(4));
      case 0x93: {
        // STACK_GLOBAL
        const name = this.#pop();
        return this.#global(String(this.#pop()), String(name));
      }
      case 0x63: // GLOBAL
        return this.#global(this.#line(), this.#line());
      case 0x52: {
        // REDUCE
        const args = this.#pop();
        const made = this.#pop();
        if (typeof made !== "function" || !Array.isArray(args)) return this.fail("a call of what cannot be called");
        const value = (made as PickleGlobal)(args.map(finished));
        if (value === undefined) throw new UnknownPickleError("a class was given arguments that are not known");
        return this.#push(value);
      }
      default:
        throw new UnknownPickleError(`the opcode 0x${opcode.toString(16)}`);
    }
  }

  #global(module: string, name: string): void {
    const known = this.#globals.get(`${module}.${name}`);
    if (known === undefined) throw new UnknownPickleError(`${module}.${name}`);
    this.#push(known);
  }

  #append(items: readonly unknown[]): void {
    const list = this.#top();
    if (!Array.isArray(list)) return this.fail("items for a list that is none");
    for (const item of items) list.push(finished(item));
  }

  #setItems(items: readonly unknown[]): void {
    const dict = this.#top();
    if (!(dict instanceof Dict) || items.length % 2 !== 0) return this.fail("items for a dict that is none");
    for (let at = 0; at < items.length; at += 2) dict.entries.push([finished(items[at]), finished(items[at + 1])]);
  }

  #recall(index: number): void {
    if (!this.#memo.has(index)) return this.fail(`the memo ${index}, which was not made`);
    this.#push(this.#memo.get(index));
  }

  #toMark(): unknown[] {
    const items = this.#stack;
    const before = this.#marks.pop();
    if (before === undefined) return this.fail("an end without a mark");
    this.#stack = before;
    return items;
  }

  #push(value: unknown): void {
    this.#stack.push(value);
  }

  #pop(): unknown {
    if (this.#stack.length === 0) this.fail("a value where there is none");
    return this.#stack.pop();
  }

  #top(): unknown {
    if (this.#stack.length === 0) this.fail("a value where there is none");
    return this.#stack.at(-1);
  }

  #uint(bytes: 1 | 2 | 4): number {
    return this.take(bytes).readUIntLE(0, bytes);
  }

  #length8(): number {
    return Number(this.take(8).readBigUInt64LE(0));
  }

  #line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) return this.fail("a name without an end");
    const line = this.bytes.toString("utf8", this.at, end);
    this.at = end + 1;
    return line;
  }

  protected override fail(what: string): never {
    throw new WireError("Malformed", `cannot decode ${this.bytes.length} bytes as a pickle: it has ${what}`);
  }
}

/** Dicts are turned into what they are for the program once they are an item of something; a dict inside itself is not. */
function finished(value: unknown): unknown {
  if (!(value instanceof Dict)) return value;
  const { entries } = value;
  const isRecord = entries.every(([key]) => typeof key === "string");
  return isRecord ? Object.fromEntries(entries as [string, unknown][]) : new Map(entries);
}

/** Two's complement, little end first; no bytes are 0. */
function integer(bytes: Buffer): number | bigint {
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; at -= 1) value = (value << 8n) | BigInt(bytes[at] as number);
  const signed = bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, value);
  const number = Number(signed);
  return Number.isSafeInteger(number) ? number : signed;
}
