/** The source of a function or class that can stand for itself: it uses what it is given, what it declares, and globals. */
import { type Node, parse } from "acorn";
import { analyze } from "eslint-scope";
import { UsageError } from "../worker/index.js";

type Inline = { readonly name: string; toString(): string };

const known = new WeakMap<Inline, string>();

/** @throws UsageError that names the variables of the code around it */
export function inlineSource(what: Inline): string {
  const before = known.get(what);
  if (before !== undefined) return before;
  const source = Function.prototype.toString.call(what);
  const tree = parsed(what.name, source);
  const captured = [...freeVariables(tree), ...(usesOuterThis(tree) ? ["this"] : [])];
  if (captured.length > 0) {
    const names = captured.join(", ");
    throw new UsageError(
      `${nameOf(what)} uses ${names} of the code around it, which its source alone does not bring along. Pass ${captured.length === 1 ? "it" : "them"} as arguments, import modules inside by \`await import()\`, or export it from a module: { module: import.meta.url }.`,
    );
  }
  known.set(what, source);
  return source;
}

const nameOf = ({ name }: Pick<Inline, "name">) => (name === "" ? "The function" : name);

function parsed(name: string, source: string): Node {
  if (/\{\s*\[native code\]\s*\}$/.test(source)) {
    throw new UsageError(`${nameOf({ name })} has no source: it is bound, or a part of JavaScript itself.`);
  }
  try {
    return parse(`"use strict"; (${source}\n)`, { ecmaVersion: "latest", sourceType: "script", ranges: true });
  } catch (cause) {
    throw new UsageError(
      `The source of ${nameOf({ name })} cannot be sent by itself: ${(cause as Error).message}. A function, an arrow function or a class can; a method, or what uses import.meta, cannot.`,
      { cause },
    );
  }
}

function freeVariables(tree: Node): string[] {
  type Tree = Parameters<typeof analyze>[0];
  const { globalScope } = analyze(tree as unknown as Tree, { ecmaVersion: 2024, impliedStrict: true });
  const names = (globalScope?.through ?? []).map(({ identifier }) => identifier.name as string);
  return [...new Set(names)].filter((name) => !(name in globalThis)).sort();
}

/** Arrow functions have the `this` of where they are written. */
function usesOuterThis(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(usesOuterThis);
  if (node === null || typeof node !== "object") return false;
  const { type } = node as Node;
  if (type === "ThisExpression" || type === "Super") return true;
  if (/^(Function|Class)/.test(type)) return false;
  return Object.values(node).some(usesOuterThis);
}
