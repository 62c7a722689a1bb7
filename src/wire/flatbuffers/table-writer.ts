/**
 * Writes small flatbuffers front to back: each table's vtable before it, its strings, vectors and tables behind it, so
 * that all offsets point forward as the format asks. Fields are aligned to their size as counted from the body's start.
 * Scalars equal to their default (0, false) and null values are left out, as Ray's own writers do.
 */

/** The value of one slot. A table is its slots in order; `null` leaves a slot out. */
export type FlatValue =
  | null
  | { readonly bool: boolean }
  | { readonly int32: number }
  /** An integer within +-2^53. */
  | { readonly int64: number }
  | { readonly double: number }
  | { readonly string: Uint8Array | string }
  | { readonly bytes: Uint8Array }
  | { readonly strings: readonly Uint8Array[] }
  | { readonly table: FlatTable }
  | { readonly tables: readonly FlatTable[] };

export type FlatTable = readonly FlatValue[];

/** One body whose root is `table`. */
export function flatbuffer(table: FlatTable): Buffer {
  const writer = new FlatWriter();
  writer.root(table);
  return writer.finish();
}

class FlatWriter {
  #bytes = Buffer.alloc(256);
  #end = 0;

  root(table: FlatTable): void {
    this.#reserve(4);
    this.#point(0, this.#table(table));
  }

  finish(): Buffer {
    this.#align(4);
    return this.#bytes.subarray(0, this.#end);
  }

  /** Writes a table with all it refers to and returns its position. */
  #table(table: FlatTable): number {
    const slots = table.map((value) => (isDefault(value) ? null : value));
    while (slots.length > 0 && slots.at(-1) === null) slots.pop();
    const wide = slots.some((value) => value !== null && fieldBytes(value) === 8);
    const vtableBytes = 4 + 2 * slots.length;
    // 8-byte fields come first, right behind the 4-byte offset to the vtable.
    this.#align(4);
    let at = this.#end + vtableBytes;
    while (at % 4 !== 0 || (wide && at % 8 !== 4)) at++;
    const vtable = at - vtableBytes;
    const offsets = layout(slots);
    this.#reserve(at + offsets.bytes - this.#end);
    this.#bytes.writeUInt16LE(vtableBytes, vtable);
    this.#bytes.writeUInt16LE(offsets.bytes, vtable + 2);
    this.#bytes.writeInt32LE(at - vtable, at);
    for (const [slot, value] of slots.entries()) {
      if (value === null) continue;
      const offset = offsets.of[slot] as number;
      this.#bytes.writeUInt16LE(offset, vtable + 4 + 2 * slot);
      this.#field(at + offset, value);
    }
    return at;
  }

  #field(at: number, value: NonNullable<FlatValue>): void {
    if ("bool" in value) this.#bytes.writeUInt8(1, at);
    else if ("int32" in value) this.#bytes.writeInt32LE(value.int32, at);
    else if ("int64" in value) this.#bytes.writeBigInt64LE(BigInt(value.int64), at);
    else if ("double" in value) this.#bytes.writeDoubleLE(value.double, at);
    else if ("string" in value) this.#point(at, this.#blob(value.string));
    else if ("bytes" in value) this.#point(at, this.#blob(value.bytes));
    else if ("table" in value) this.#point(at, this.#table(value.table));
    else if ("strings" in value) this.#vector(at, value.strings, (item) => this.#blob(item));
    else this.#vector(at, value.tables, (item) => this.#table(item));
  }

  #vector<T>(at: number, items: readonly T[], write: (item: T) => number): void {
    this.#align(4);
    const vector = this.#end;
    this.#reserve(4 + 4 * items.length);
    this.#bytes.writeUInt32LE(items.length, vector);
    this.#point(at, vector);
    for (const [index, item] of items.entries()) this.#point(vector + 4 + 4 * index, write(item));
  }

  /** Length, bytes and the terminating NUL that strings have (harmless behind a byte vector). */
  #blob(content: Uint8Array | string): number {
    const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
    this.#align(4);
    const at = this.#end;
    this.#reserve(4 + bytes.length + 1);
    this.#bytes.writeUInt32LE(bytes.length, at);
    this.#bytes.set(bytes, at + 4);
    return at;
  }

  #point(from: number, to: number): void {
    this.#bytes.writeUInt32LE(to - from, from);
  }

  #align(size: number): void {
    const over = this.#end % size;
    if (over > 0) this.#reserve(size - over);
  }

  /** Appends zero bytes. */
  #reserve(count: number): void {
    this.#end += count;
    if (this.#end <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(this.#end, 2 * this.#bytes.length));
    this.#bytes.copy(larger);
    this.#bytes = larger;
  }
}

function isDefault(value: FlatValue): boolean {
  if (value === null) return true;
  if ("bool" in value) return !value.bool;
  if ("int32" in value) return value.int32 === 0;
  if ("int64" in value) return value.int64 === 0;
  // -0 is not the default: its bits differ.
  if ("double" in value) return Object.is(value.double, 0);
  return false;
}

function fieldBytes(value: NonNullable<FlatValue>): 1 | 4 | 8 {
  if ("bool" in value) return 1;
  return "int64" in value || "double" in value ? 8 : 4;
}

/** Offsets of the fields in their table, largest fields first so that none needs padding. */
function layout(slots: readonly FlatValue[]): { readonly bytes: number; readonly of: readonly number[] } {
  const of = slots.map(() => 0);
  let end = 4;
  for (const size of [8, 4, 1] as const) {
    for (const [slot, value] of slots.entries()) {
      if (value === null || fieldBytes(value) !== size) continue;
      of[slot] = end;
      end += size;
    }
  }
  return { bytes: end, of };
}
