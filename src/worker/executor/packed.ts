/** Values on their way between two threads of a worker: the objects they would be on their way between two processes. */
import { type SerializedValue, sizeOf } from "../xlang.js";

export interface Packed {
  readonly metadata: Uint8Array;
  /** Has memory of its own, which can be handed over. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/** A copy, since what lies around a view would travel with it. */
export function packed({ metadata, data }: SerializedValue): Packed {
  const bytes = new Uint8Array(sizeOf({ metadata: new Uint8Array(), data }));
  let at = 0;
  for (const piece of data) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { metadata: Uint8Array.from(metadata), data: bytes };
}

export const memoryOf = (values: readonly Packed[]): ArrayBuffer[] => values.map(({ data }) => data.buffer);
