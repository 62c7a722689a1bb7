/** Whose process: Narcine's, or the one in Ray's wheel. */
export type Maker = "ours" | "stock";

/** Whose raylets and whose head a cluster has, in this order. */
export type Mix = `${Maker}+${Maker}`;

/** Ray as it comes from its wheel. */
export const STOCK: Mix = "stock+stock";

/**
 * A run of "stock" is Ray as it comes from its wheel. A run of "ours" is the mix under test:
 *
 *   NARCINE_TEST_MIX=ours+ours    raylets and head of ours; this unless it is set
 *   NARCINE_TEST_MIX=ours+stock   our raylets on Ray's head
 *   NARCINE_TEST_MIX=stock+ours   Ray's raylets on our head
 *
 * A test that is about one mix names it itself (`mix` of RunOptions) and keeps it.
 */
export function mixUnderTest(): Mix {
  const asked = askedMix() ?? "ours+ours";
  if (asked === "ours+ours" || asked === "ours+stock" || asked === "stock+ours") return asked;
  throw new Error(`NARCINE_TEST_MIX=${asked}: known are ours+ours, ours+stock and stock+ours`);
}

/** The mixes of a test that names further ones; whoever asked for one mix gets that one. */
export const mixesUnderTest = (alsoOn: readonly Mix[]): readonly Mix[] =>
  askedMix() === undefined ? [mixUnderTest(), ...alsoOn] : [mixUnderTest()];

const askedMix = (): string | undefined => process.env["NARCINE_TEST_MIX"];

export const rayletOf = (mix: Mix): Maker => (mix.startsWith("ours") ? "ours" : "stock");
export const headOf = (mix: Mix): Maker => (mix.endsWith("ours") ? "ours" : "stock");

/** The mix of a run; `asked` is what its test says of a run of ours. */
export const mixOf = (maker: Maker, asked?: Mix): Mix => (maker === "stock" ? STOCK : (asked ?? mixUnderTest()));

/** The runs asked for: both, unless somebody looks for a fault (NARCINE_INTEROP, see harness.ts). */
export function makers(): readonly Maker[] {
  const only = process.env["NARCINE_INTEROP"];
  return only === "ours" || only === "stock" ? [only] : ["stock", "ours"];
}

/** For tests of what only our raylet does: is there one in a run of ours? */
export const hasOurRaylet = (): boolean => makers().includes("ours") && rayletOf(mixUnderTest()) === "ours";
