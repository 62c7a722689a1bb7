/** The earliest of these times (ms); null is never. */
export function earliest(...timesMs: readonly (number | null)[]): number | null {
  let first: number | null = null;
  for (const timeMs of timesMs) if (timeMs !== null && (first === null || timeMs < first)) first = timeMs;
  return first;
}
