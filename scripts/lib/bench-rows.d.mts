export interface Sample {
  side: "ours" | "stock" | "limit";
  round: number;
  name: string;
  unit: string;
  value: number;
  better: "higher" | "lower";
}
export interface Row {
  name: string;
  unit: string;
  ours: number | null;
  stock: number | null;
  ratio: number | null;
  spread: [number, number] | null;
}
export interface Limit {
  name: string;
  unit: string;
  value: number;
  spread: [number, number];
}
export function limitsOf(samples: readonly Sample[]): Limit[];
export function goalOf(name: string): number | null;
export function isBelowGoal(row: Pick<Row, "name" | "ratio" | "ours" | "stock">): boolean;
export function median(values: readonly number[]): number;
export function rowsOf(samples: readonly Sample[]): Row[];
export function formatRows(rows: readonly Row[]): string;
export function formatComparison(before: readonly Row[], after: readonly Row[]): string;
