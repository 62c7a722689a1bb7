import type { Facts } from "./bench-report.mjs";

export function commitOf(folder: string): string | null;
export function freeStem(stem: string): string;
export function settingsOf(env: Record<string, string | undefined>): string[];
export function earlierRounds(file: string, facts: Pick<Facts, "versions" | "machine" | "quick">): Facts;
export function jsonOf(facts: object): string;
