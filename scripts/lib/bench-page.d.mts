import type { Line, Report } from "./bench-report.mjs";

export interface Axis {
  ticks: number[];
  x: (ratio: number) => number;
}
export function axisOf(spreads: readonly (readonly number[])[]): Axis;
export function plotOf(line: Line, axis: Axis): string;
export function pageOf(report: Report): string;
