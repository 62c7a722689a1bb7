import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Oldest } from "../../../src/core/oldest.js";

describe("Oldest", () => {
  test("names the first key, whatever was added and deleted since it was last asked", () => {
    const change = fc.record({ kind: fc.constantFrom("add", "delete", "take"), key: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 300, size: "max" }), (changes) => {
        const map = new Map<number, string>();
        const oldest = new Oldest(map);
        for (const { kind, key } of changes) {
          if (kind === "add") map.set(key, "");
          else if (kind === "delete") map.delete(key);
          else {
            const [first] = map.keys();
            expect(oldest.next()).toBe(first);
            if (first !== undefined) map.delete(first);
          }
        }
      }),
    );
  });

  test("goes on after the table was empty", () => {
    const set = new Set<string>();
    const oldest = new Oldest(set);
    expect(oldest.next()).toBeUndefined();
    set.add("a");
    expect(oldest.next()).toBe("a");
  });
});
