/**
 * `full`: it would grow beyond its budget, and nothing has changed. What programs have put is theirs, so nothing is given
 * up for it.
 */
export type PutOutcome = "added" | "replaced" | "present" | "full";

/** What an entry costs beside its key and value. */
const ENTRY_BYTES = 150;

/**
 * The internal key-value store (Ray 2.60.0, gcs_kv_manager.cc): byte strings in namespaces, within a budget. Keys and
 * namespaces are latin1 strings of their bytes. Values are kept as they are given: the caller hands over its copy.
 */
export class KeyValueTable {
  readonly #maxBytes: number;
  readonly #namespaces = new Map<string, Map<string, Uint8Array>>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(namespace: string, key: string): Uint8Array | null {
    return this.#namespaces.get(namespace)?.get(key) ?? null;
  }

  /** What an earlier head wrote, or the head's own: it is there, whatever the budget is. */
  set(namespace: string, key: string, value: Uint8Array): void {
    this.#set(namespace, key, value);
  }

  put(namespace: string, key: string, value: Uint8Array, overwrite: boolean): PutOutcome {
    const known = this.get(namespace, key);
    if (known !== null && !overwrite) return "present";
    const growth = value.length - (known === null ? -costOf(key) : known.length);
    // Whoever puts less than was there makes room.
    if (growth > 0 && this.#bytes + growth > this.#maxBytes) return "full";
    this.#set(namespace, key, value);
    return known === null ? "added" : "replaced";
  }

  /** @returns the keys that are gone */
  delete(namespace: string, key: string, isPrefix: boolean): readonly string[] {
    const gone = isPrefix ? this.keys(namespace, key) : this.get(namespace, key) === null ? [] : [key];
    const keys = this.#namespaces.get(namespace);
    for (const each of gone) {
      this.#bytes -= costOf(each) + (keys?.get(each)?.length ?? 0);
      keys?.delete(each);
    }
    if (keys?.size === 0) this.#namespaces.delete(namespace);
    return gone;
  }

  keys(namespace: string, prefix: string): readonly string[] {
    return [...(this.#namespaces.get(namespace)?.keys() ?? [])].filter((key) => key.startsWith(prefix));
  }

  /** What is there counts for so many bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  validate(): void {
    let bytes = 0;
    for (const keys of this.#namespaces.values()) {
      if (keys.size === 0) throw new Error("an empty namespace is kept");
      for (const [key, value] of keys) bytes += costOf(key) + value.length;
    }
    if (bytes !== this.#bytes) throw new Error(`${this.#bytes} bytes are counted, ${bytes} are there`);
  }

  #set(namespace: string, key: string, value: Uint8Array): void {
    const keys = this.#namespaces.get(namespace) ?? new Map<string, Uint8Array>();
    const known = keys.get(key);
    this.#bytes += value.length + (known === undefined ? costOf(key) : -known.length);
    keys.set(key, value);
    this.#namespaces.set(namespace, keys);
  }
}

const costOf = (key: string): number => ENTRY_BYTES + key.length;
