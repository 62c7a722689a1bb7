import { describe, expect, it } from "vitest";
import { inlineSource } from "../../../src/api/inline-source.js";
import { UsageError } from "../../../src/worker/index.js";

/** Sources as they are: what the test runner makes of a function's text is not under test. */
const of = (source: string) => () =>
  inlineSource(new Function("outer", "other", `return ${source}`)(1, 2) as () => void);

describe("inlineSource", () => {
  it.each([
    "(x) => x * 2",
    "async function add(a, b = a, ...rest) { const { c, d: [e] } = rest; return a + b + c + e; }",
    "function again(n) { return n > 0 ? again(n - 1) : Buffer.alloc(n); }",
    "async () => { const { join } = await import('node:path'); for (const each of [1]) label: { join(each); break label; } }",
    "class Counter { #n = 0; static made = 0; add(by) { Counter.made += by; return this.#n + new.target; } }",
    "function () { return this.x + arguments.length; }",
    "function* count(to) { try { yield to; } catch { yield process.pid; } }",
    "(x) => { var y = x; { function inner() { return y; } return inner(); } }",
  ])("takes %s", (source) => {
    expect(of(source)()).toBe(source);
  });

  it.each([
    ["(x) => x + outer", "uses outer of"],
    ["function both() { return other(outer, outer); }", "both uses other, outer of"],
    ["class A { m() { return [outer, other]; } }", "A uses other, outer of"],
    ["(x) => { { let y = x; } return y; }", "uses y of"],
    ["(x) => { { function inner() { return x; } } return inner(); }", "uses inner of"],
    ["() => require('fs')", "uses require of"],
    ["() => [this.x]", "uses this of"],
    ["() => arguments[0]", "uses arguments of"],
    ["({ outer }) => ({ other })", "uses other of"],
  ])("refuses %s", (source, message) => {
    expect(of(source)).toThrow(UsageError);
    expect(of(source)).toThrow(message);
  });

  it("refuses what has no source of its own", () => {
    expect(() => inlineSource(Math.max)).toThrow(/max has no source: it is bound/);
    expect(() => inlineSource({ method() {} }.method)).toThrow(/a method, or what uses import.meta, cannot/);
    expect(() => inlineSource((() => 1).bind(null))).toThrow(/bound/);
  });
});
