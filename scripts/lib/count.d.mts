export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}
export function countVitest(json: string): Counts;
export function countCargo(output: string): Counts;
export function countPytest(output: string): Counts;
export function closingLine(parts: readonly Counts[]): string;
