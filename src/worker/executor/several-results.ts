/** The results of a call, as many as its caller asked for. @throws TypeError where the function gave another number */
export function severalResults(count: number, result: unknown): readonly unknown[] {
  if (count === 0) return [];
  const results = count === 1 ? [result] : result;
  if (Array.isArray(results) && results.length === count) return results;
  const what = Array.isArray(results) ? `${results.length} values` : "no array";
  throw new TypeError(`The caller asked for ${count} results and the function returned ${what}.`);
}
