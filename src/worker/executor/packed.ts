/** Values on their way between two threads of a worker: the objects they would be on their way between two processes. */
import type { SerializedValue } from "../xlang.js";

export interface Packed {
  readonly metadata: Uint8Array;
  /** Has memory of its own, which can be handed over. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/** One buffer with memory of its own: what lies around a view would travel with it. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

export const packed = ({ metadata, data }: SerializedValue): Packed => ({
  metadata: Uint8Array.from(metadata),
  data: joined(data),
});

export const memoryOf = (values: readonly Packed[]): ArrayBuffer[] => values.map(({ data }) => data.buffer);
