/**
 * The internal key-value store (Ray 2.60.0, gcs_kv_manager.cc): byte strings in namespaces. Keys and namespaces are
 * latin1 strings of their bytes. Values are kept as they are given: the caller hands over its copy.
 */
export class KeyValueTable {
  readonly #namespaces = new Map<string, Map<string, Uint8Array>>();
  #bytes = 0;

  get(namespace: string, key: string): Uint8Array | null {
    return this.#namespaces.get(namespace)?.get(key) ?? null;
  }

  /** @returns true when the key was not there before: what InternalKVPut answers as `added` */
  put(namespace: string, key: string, value: Uint8Array, overwrite: boolean): { added: boolean; written: boolean } {
    const keys = this.#namespaces.get(namespace) ?? new Map<string, Uint8Array>();
    const known = keys.get(key);
    if (known !== undefined && !overwrite) return { added: false, written: false };
    this.#bytes += value.length + (known === undefined ? key.length : -known.length);
    keys.set(key, value);
    this.#namespaces.set(namespace, keys);
    return { added: known === undefined, written: true };
  }

  /** @returns the keys that are gone */
  delete(namespace: string, key: string, isPrefix: boolean): readonly string[] {
    const gone = isPrefix ? this.keys(namespace, key) : this.get(namespace, key) === null ? [] : [key];
    const keys = this.#namespaces.get(namespace);
    for (const each of gone) {
      this.#bytes -= each.length + (keys?.get(each)?.length ?? 0);
      keys?.delete(each);
    }
    if (keys?.size === 0) this.#namespaces.delete(namespace);
    return gone;
  }

  keys(namespace: string, prefix: string): readonly string[] {
    return [...(this.#namespaces.get(namespace)?.keys() ?? [])].filter((key) => key.startsWith(prefix));
  }

  /** Bytes of keys and values, for statistics. */
  get bytes(): number {
    return this.#bytes;
  }

  validate(): void {
    let bytes = 0;
    for (const keys of this.#namespaces.values()) {
      if (keys.size === 0) throw new Error("an empty namespace is kept");
      for (const [key, value] of keys) bytes += key.length + value.length;
    }
    if (bytes !== this.#bytes) throw new Error(`${this.#bytes} bytes are counted, ${bytes} are there`);
  }
}
