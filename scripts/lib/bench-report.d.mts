import type { Limit, Row, Sample } from "./bench-rows.mjs";

export interface Facts {
  day?: string;
  machine: { cpu: string; cores: number; memoryBytes: number; kernel: string };
  versions: { narcine: string; commit: string | null; ray: string; node: string; python: string | null };
  rounds: number;
  quick: boolean;
  settings?: readonly string[];
  rows: readonly Row[];
  limits?: readonly Limit[];
  problems?: readonly string[];
  leftOut?: readonly string[];
  samples?: readonly Sample[];
}
export interface Line extends Row {
  goal: number | null;
  isBelow: boolean;
  limit: Limit | null;
  share: number | null;
}
export interface Report {
  title: string;
  isQuick: boolean;
  notes: string[];
  about: [string, string][];
  judged: number;
  reached: number;
  groups: { name: string; lines: Line[] }[];
  limits: readonly Limit[];
  problems: readonly string[];
}
export function reportOf(facts: Facts): Report;
export function markdownOf(report: Report): string;
export function shownNumber(value: number | null): string;
export function shownRatio(value: number | null): string;
export function shownShare(value: number | null): string;
export function shownSpread(spread: [number, number] | null): string;
export function limitInWords(limit: Limit): string;
