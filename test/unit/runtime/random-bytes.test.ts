import { expect, it } from "vitest";
import { randomBytes } from "../../../src/runtime/random-bytes.js";

it("never gives the same bytes twice, and keeps nothing of what it gave", () => {
  const seen = new Set<string>();
  for (let number = 0; number < 2_000; number++) {
    const bytes = randomBytes(28);
    expect(bytes).toHaveLength(28);
    seen.add(bytes.toString("hex"));
    // Whoever writes into what is left of the pool would be seen in the next ones.
    bytes.fill(0);
  }
  expect(seen.size).toBe(2_000);
  const ones =
    [...seen]
      .join("")
      .match(/[0-9a-f]/g)
      ?.reduce((sum, digit) => sum + Number.parseInt(digit, 16), 0) ?? 0;
  expect(ones / (2_000 * 56)).toBeCloseTo(7.5, 0);
});
