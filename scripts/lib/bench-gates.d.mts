export interface Sitting {
  name: string;
  args: string[];
  hasSides: boolean;
}
export const gates: readonly string[];
export const quickGates: readonly string[];
export const quickLimitMs: number;
export function sittingsOf(chosen: readonly string[], isQuick: boolean): Sitting[];
export function sidesOf(
  sitting: Pick<Sitting, "hasSides">,
  round: number,
  index: number,
): ("ours" | "stock" | "limit")[];
export function withoutPaths(text: string): string;
