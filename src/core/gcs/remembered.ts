import { Oldest } from "../oldest.js";

export interface RememberedLimits<Row> {
  readonly maxRows: number;
  readonly maxBytes: number;
  /** About what a row costs, in bytes. */
  readonly sizeOf: (row: Row) => number;
}

/** What an entry costs beside its row. */
const ENTRY_BYTES = 200;

/**
 * Rows of what is gone and only shown: dead actors, ended workers, finished jobs, removed groups. The newest are kept, within a
 * number and a budget of bytes; the oldest go first. One row stays, however large.
 */
export class Remembered<Key, Row> {
  readonly #limits: RememberedLimits<Row>;
  readonly #rows = new Map<Key, { readonly row: Row; readonly bytes: number }>();
  readonly #oldest = new Oldest(this.#rows);
  #bytes = 0;

  constructor(limits: RememberedLimits<Row>) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#rows.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  has(key: Key): boolean {
    return this.#rows.has(key);
  }

  get(key: Key): Row | null {
    return this.#rows.get(key)?.row ?? null;
  }

  /** A key that is there already keeps its place. @returns those that had to make room */
  add(key: Key, row: Row): Key[] {
    const bytes = ENTRY_BYTES + this.#limits.sizeOf(row);
    this.#bytes += bytes - (this.#rows.get(key)?.bytes ?? 0);
    this.#rows.set(key, { row, bytes });
    const forgotten: Key[] = [];
    while (this.#rows.size > 1 && (this.#rows.size > this.#limits.maxRows || this.#bytes > this.#limits.maxBytes)) {
      const oldest = this.#oldest.next();
      const entry = oldest === undefined ? undefined : this.#rows.get(oldest);
      if (oldest === undefined || entry === undefined) break;
      this.#rows.delete(oldest);
      this.#bytes -= entry.bytes;
      forgotten.push(oldest);
    }
    return forgotten;
  }

  /** Oldest first. */
  *values(): Generator<Row> {
    for (const { row } of this.#rows.values()) yield row;
  }

  *entries(): Generator<readonly [Key, Row]> {
    for (const [key, { row }] of this.#rows) yield [key, row];
  }

  validate(): void {
    let bytes = 0;
    for (const entry of this.#rows.values()) bytes += entry.bytes;
    if (bytes !== this.#bytes) throw new Error(`${this.#bytes} bytes are counted, ${bytes} are there`);
    if (this.size > Math.max(1, this.#limits.maxRows)) throw new Error(`${this.size} rows are kept`);
    if (this.size > 1 && this.#bytes > this.#limits.maxBytes) throw new Error(`${this.#bytes} bytes are kept`);
  }
}
