/**
 * Randomness that can be had again: NARCINE_TEST_SEED, else a new seed for each run. Whoever uses it prints the seed.
 * The generator is xorshift32: quick, and good enough to choose victims and bytes.
 */
export class Seeded {
  readonly seed: number;
  #state: number;

  constructor(seed = Number(process.env["NARCINE_TEST_SEED"] ?? Date.now() % 1_000_000_007)) {
    this.seed = seed;
    this.#state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    return this.#next() % bound;
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  pick<T>(from: readonly T[]): T {
    const chosen = from[this.below(from.length)];
    if (chosen === undefined) throw new Error("nothing to pick from");
    return chosen;
  }

  bytes(count: number): Buffer {
    const made = Buffer.allocUnsafe(count);
    for (let at = 0; at < count; at++) made[at] = this.#next() & 0xff;
    return made;
  }

  #next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }
}
