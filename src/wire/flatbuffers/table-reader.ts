/**
 * Reads flatbuffers that may be hostile. The npm runtime `flatbuffers` has no verifier and believes every offset; here
 * each one is checked against the body before it is followed, and a violation is a WireError "Malformed".
 *
 * Offsets may legally be shared, so a small body could name one long string a million times. Everything that is read
 * through an offset is charged to a budget of `budgetFactor` times the body's size: decoding costs at most that, and
 * what Ray's own writers make (each string once) never comes near it.
 */
import { WireError } from "../errors.js";

const budgetFactor = 2;

/** One flatbuffer body. */
export class FlatBody {
  /** What is being read, for error messages. */
  readonly what: string;
  readonly bytes: Buffer;
  #budget: number;

  constructor(what: string, bytes: Buffer) {
    this.what = what;
    this.bytes = bytes;
    this.#budget = budgetFactor * bytes.length;
  }

  root(): TableReader {
    return new TableReader(this, this.offsetAt(0));
  }

  fail(problem: string): never {
    throw new WireError("Malformed", `${this.what} of ${this.bytes.length} bytes: ${problem}`);
  }

  /** Refuses a range that is not wholly inside the body, and charges it. */
  take(at: number, length: number): void {
    if (at < 0 || at + length > this.bytes.length) this.fail(`range ${at}+${length} lies outside`);
    this.#budget -= length;
    if (this.#budget < 0) this.fail(`its offsets share so much that it reads as over ${budgetFactor} times its size`);
  }

  /** The position that the uoffset at `at` points to. `at` need not be checked yet. */
  offsetAt(at: number): number {
    if (at + 4 > this.bytes.length) this.fail(`offset field at ${at} lies outside`);
    return at + this.bytes.readUInt32LE(at);
  }

  /** Start and byte length of the string or byte vector at `at` (a position, not an offset field). */
  blob(at: number): { readonly start: number; readonly length: number } {
    this.take(at, 4);
    const length = this.bytes.readUInt32LE(at);
    this.take(at + 4, length);
    return { start: at + 4, length };
  }
}

/** One table: typed access to its slots, with flatbuffers' defaults where a field is absent. */
export class TableReader {
  readonly #body: FlatBody;
  readonly #at: number;
  readonly #vtable: number;
  readonly #slots: number;
  readonly #tableBytes: number;

  constructor(body: FlatBody, at: number) {
    const { bytes } = body;
    body.take(at, 4);
    const vtable = at - bytes.readInt32LE(at);
    if (vtable < 0 || vtable + 4 > bytes.length) body.fail(`table at ${at} has its vtable at ${vtable}`);
    const vtableBytes = bytes.readUInt16LE(vtable);
    const tableBytes = bytes.readUInt16LE(vtable + 2);
    if (vtableBytes < 4 || vtableBytes % 2 !== 0 || vtable + vtableBytes > bytes.length) {
      body.fail(`vtable at ${vtable} has ${vtableBytes} bytes`);
    }
    if (tableBytes < 4 || at + tableBytes > bytes.length) body.fail(`table at ${at} has ${tableBytes} bytes`);
    this.#body = body;
    this.#at = at;
    this.#vtable = vtable;
    this.#slots = (vtableBytes - 4) / 2;
    this.#tableBytes = tableBytes;
  }

  bool(slot: number): boolean {
    const at = this.#field(slot, 1);
    return at !== 0 && this.#body.bytes.readUInt8(at) !== 0;
  }

  int32(slot: number): number {
    const at = this.#field(slot, 4);
    return at === 0 ? 0 : this.#body.bytes.readInt32LE(at);
  }

  /** @throws WireError beyond +-2^53, where a number would be a wrong read */
  int64(slot: number): number {
    const at = this.#field(slot, 8);
    if (at === 0) return 0;
    const value = this.#body.bytes.readInt32LE(at + 4) * 0x100000000 + this.#body.bytes.readUInt32LE(at);
    if (!Number.isSafeInteger(value)) this.#body.fail(`slot ${slot} holds an int64 near ${value}, beyond 2^53`);
    return value;
  }

  double(slot: number): number {
    const at = this.#field(slot, 8);
    return at === 0 ? 0 : this.#body.bytes.readDoubleLE(at);
  }

  /** A string or byte vector as a view of the body; null when absent. */
  bytes(slot: number): Buffer | null {
    const at = this.#field(slot, 4);
    if (at === 0) return null;
    const { start, length } = this.#body.blob(this.#body.offsetAt(at));
    return this.#body.bytes.subarray(start, start + length);
  }

  table(slot: number): TableReader | null {
    const at = this.#field(slot, 4);
    return at === 0 ? null : new TableReader(this.#body, this.#body.offsetAt(at));
  }

  /** A vector of strings that must all have `length` bytes, each made into a T; an absent vector is empty. */
  strings<T>(slot: number, length: number, make: (bytes: Buffer) => T): T[] {
    return this.#elements(slot, (at) => {
      const found = this.#body.blob(at);
      if (found.length !== length)
        this.#body.fail(`slot ${slot} holds a string of ${found.length} bytes, not ${length}`);
      return make(this.#body.bytes.subarray(found.start, found.start + length));
    });
  }

  /** A vector of tables, each made into a T; an absent vector is empty. */
  tables<T>(slot: number, make: (table: TableReader) => T): T[] {
    return this.#elements(slot, (at) => make(new TableReader(this.#body, at)));
  }

  #elements<T>(slot: number, read: (at: number) => T): T[] {
    const at = this.#field(slot, 4);
    if (at === 0) return [];
    const body = this.#body;
    const vector = body.offsetAt(at);
    body.take(vector, 4);
    const count = body.bytes.readUInt32LE(vector);
    body.take(vector + 4, 4 * count);
    const elements: T[] = [];
    for (let index = 0; index < count; index++) elements.push(read(body.offsetAt(vector + 4 + 4 * index)));
    return elements;
  }

  /** Position of a slot's field of `size` bytes, or 0 when it is absent. */
  #field(slot: number, size: number): number {
    if (slot >= this.#slots) return 0;
    const offset = this.#body.bytes.readUInt16LE(this.#vtable + 4 + 2 * slot);
    if (offset === 0) return 0;
    if (offset < 4 || offset + size > this.#tableBytes) {
      this.#body.fail(`slot ${slot} lies at ${offset} of a table of ${this.#tableBytes} bytes`);
    }
    return this.#at + offset;
  }
}
