/** The earliest of these times (ms); null is never, and so is the answer infinity. */
export function earliest(...timesMs: readonly (number | null)[]): number {
  let first = Number.POSITIVE_INFINITY;
  for (const timeMs of timesMs) if (timeMs !== null && timeMs < first) first = timeMs;
  return first;
}
