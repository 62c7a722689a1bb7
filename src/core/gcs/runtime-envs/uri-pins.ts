/**
 * Who still needs a package that was uploaded to the head (Ray 2.60.0, runtime_env_manager.cc): jobs, detached actors and
 * pins with an end (a client that has uploaded and not yet started its job). A package that nobody needs is deleted.
 */
export class UriPins {
  /** URI to holders. */
  readonly #holders = new Map<string, Set<string>>();
  /** Holder to URIs. */
  readonly #uris = new Map<string, Set<string>>();
  /** Holder to its end, epoch ms. */
  readonly #ends = new Map<string, number>();
  #lastPin = 0;

  /** @param holder any name that is not used twice, for instance "job 01000000" */
  hold(holder: string, uris: readonly string[]): void {
    for (const uri of uris) {
      this.#holders.set(uri, (this.#holders.get(uri) ?? new Set()).add(holder));
      this.#uris.set(holder, (this.#uris.get(holder) ?? new Set()).add(uri));
    }
  }

  /** Holds `uri` until `endMs`. */
  pin(uri: string, endMs: number): void {
    this.#lastPin += 1;
    const holder = `pin ${this.#lastPin}`;
    this.hold(holder, [uri]);
    this.#ends.set(holder, endMs);
  }

  /** @returns the URIs that nobody holds any more */
  release(holder: string): readonly string[] {
    const free: string[] = [];
    for (const uri of this.#uris.get(holder) ?? []) {
      const holders = this.#holders.get(uri);
      holders?.delete(holder);
      if (holders?.size !== 0) continue;
      this.#holders.delete(uri);
      free.push(uri);
    }
    this.#uris.delete(holder);
    this.#ends.delete(holder);
    return free;
  }

  /** Releases the pins whose time is over. @returns the URIs that nobody holds any more */
  tick(now: number): readonly string[] {
    const over = [...this.#ends].filter(([, endMs]) => endMs <= now);
    return over.flatMap(([holder]) => this.release(holder));
  }
}
