import { describe, expect, it } from "vitest";
import { exceptionText } from "../../../src/worker/executor/exception-text.js";

describe("exceptionText", () => {
  it("says what it can of anything that can be thrown", () => {
    expect(exceptionText("text")).toBe("Error: text");
    expect(exceptionText(undefined)).toBe("Error: undefined");
    expect(exceptionText({ code: 7, reason: "why" })).toBe("Error: { code: 7, reason: 'why' }");
    expect(exceptionText(Object.assign(Object.create(null), { a: 1 }))).toBe(
      "Error: [Object: null prototype] { a: 1 }",
    );
    expect(exceptionText(Symbol("s"))).toBe("Error: Symbol(s)");
    const bare = Object.assign(new TypeError("bare"), { stack: null });
    expect(exceptionText(bare)).toBe("TypeError: bare");
  });

  it("comes to an end where causes are a circle", () => {
    const [one, two] = [new Error("one"), new Error("two")];
    one.cause = two;
    two.cause = one;
    const told = exceptionText(one).match(/Error: \w+/g);
    expect(told).toEqual(["Error: one", "Error: two"]);
  });
});
