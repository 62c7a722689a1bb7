// A set of lease ids that takes little memory where they come as askers make them: one counter for each asker.
//
// As strings in a Set, a lease costs 110 bytes, and a node that serves short tasks has 100,000 that are over. Here the
// leases of an asker whose counters share all but the last five bits are one entry of a map: some 50 bytes for 1 to 32.

import { askerOfLease, counterOfLease, type LeaseId as WireLeaseId } from "../../ids/index.js";
import type { IdSet } from "./recent-set.js";
import type { LeaseId } from "./types.js";

/** What an asker takes beside its blocks, in blocks: its name, a map, an entry in the map of askers. */
const BLOCKS_PER_ASKER = 6;

/** Ids are 64 lower-case hex digits: the wire's codec lets no others in. */
export class LeaseIdSet implements IdSet {
  /** By asker and by all but the last five bits of the counter: a bit for each of the 32. */
  readonly #askers = new Map<string, Map<number, number>>();
  #blocks = 0;

  /** What it takes in memory, in entries of about 50 bytes. */
  get size(): number {
    return this.#blocks + BLOCKS_PER_ASKER * this.#askers.size;
  }

  add(id: LeaseId): void {
    const asker = askerOfLease(id as WireLeaseId);
    let blocks = this.#askers.get(asker);
    if (blocks === undefined) {
      blocks = new Map();
      this.#askers.set(asker, blocks);
    }
    const [block, bit] = placeOf(id);
    const bits = blocks.get(block);
    if (bits === undefined) this.#blocks += 1;
    blocks.set(block, (bits ?? 0) | bit);
  }

  has(id: LeaseId): boolean {
    const blocks = this.#askers.get(askerOfLease(id as WireLeaseId));
    if (blocks === undefined) return false;
    const [block, bit] = placeOf(id);
    return ((blocks.get(block) ?? 0) & bit) !== 0;
  }

  delete(id: LeaseId): void {
    const asker = askerOfLease(id as WireLeaseId);
    const blocks = this.#askers.get(asker);
    const [block, bit] = placeOf(id);
    const bits = blocks?.get(block);
    if (blocks === undefined || bits === undefined) return;
    const left = bits & ~bit;
    if (left !== 0) {
      blocks.set(block, left);
      return;
    }
    blocks.delete(block);
    this.#blocks -= 1;
    if (blocks.size === 0) this.#askers.delete(asker);
  }
}

function placeOf(id: LeaseId): [block: number, bit: number] {
  const counter = counterOfLease(id as WireLeaseId);
  return [counter >>> 5, 1 << (counter & 31)];
}
