/** A small generator (mulberry32): the same seed gives the same cases on every machine. */
export class Seeded {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An integer from 0 to below - 1. */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}

const interesting = [
  0, 1, 2, 3, 4, 8, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff,
];

/** A damaged copy: flipped bits, overwritten words, cut, grown or spliced with another. */
export function damage(random: Seeded, original: Buffer, other: Buffer): Buffer {
  let bytes = Buffer.from(original);
  for (let count = 1 + random.below(4); count > 0; count--) {
    const at = random.below(bytes.length + 1);
    switch (random.below(7)) {
      case 0:
        if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ (1 << random.below(8));
        break;
      case 1:
        if (at + 4 <= bytes.length) bytes.writeUInt32LE(random.pick(interesting), at);
        break;
      case 2:
        if (at + 4 <= bytes.length) bytes.writeUInt32LE(random.below(bytes.length + 8), at & ~3);
        break;
      case 3:
        if (at + 2 <= bytes.length) bytes.writeUInt16LE(random.pick(interesting) & 0xffff, at & ~1);
        break;
      case 4:
        bytes = bytes.subarray(0, at);
        break;
      case 5:
        bytes = Buffer.concat([bytes, random.bytes(random.below(40))]);
        break;
      default:
        bytes = Buffer.concat([bytes.subarray(0, at), other.subarray(random.below(other.length + 1))]);
    }
  }
  return bytes;
}
