import { expect } from "vitest";
import * as narcine from "../../src/api/index.js";
import { failure } from "./typescript-cluster.js";
import type { Keeper } from "./typescript-refs.js";

type Cases = Record<string, () => Promise<void>>;

/** Functions and classes of one language that do the same in both. */
interface Callee {
  readonly echo: narcine.RemoteFunction<(value: unknown) => unknown>;
  /** The names of the values' types there. */
  readonly typesOf: narcine.RemoteFunction<(values: unknown[]) => string[]>;
  readonly made: narcine.RemoteFunction<() => Record<string, unknown>>;
  readonly add: narcine.RemoteFunction<(a: number, b: number) => number>;
  readonly fail: narcine.RemoteFunction<(text: string) => never>;
  readonly die: narcine.RemoteFunction<() => never>;
  readonly Keeper: narcine.RemoteClass<Keeper>;
  /** Of what `fail` throws: its class, and the file in its stack. */
  readonly failure: readonly [string, string];
}

const fns = <T extends Callee>(make: (name: string) => unknown, names: Record<string, string>) =>
  Object.fromEntries(Object.entries(names).map(([key, name]) => [key, make(name)])) as unknown as T;

export const callees: Readonly<Record<"Python" | "TypeScript", Callee>> = {
  Python: {
    ...fns<Callee>((name) => narcine.python(name), {
      echo: "remote_functions:echo",
      typesOf: "remote_table:types_of",
      made: "remote_table:made",
      add: "operator:add",
      fail: "remote_functions:fail",
      die: "remote_functions:die",
    }),
    Keeper: narcine.python.actor<Keeper>("remote_table:Keeper"),
    failure: ["Reason", "remote_functions.py"],
  },
  TypeScript: {
    ...fns<Callee>((name) => narcine.remote(name), {
      echo: "typescript-functions:echo",
      typesOf: "typescript-table:kindsOf",
      made: "typescript-table:made",
      add: "typescript-functions:add",
      fail: "typescript-functions:fail",
      die: "typescript-functions:die",
    }),
    Keeper: narcine.actor<Keeper>("typescript-table:Keeper"),
    failure: ["RangeError", "typescript-functions.mjs"],
  },
};

/** What is sent, what it is in Python and in TypeScript; it comes back as it was. */
const values: readonly (readonly [string, unknown, string, string])[] = [
  ["null", null, "NoneType", "null"],
  ["booleans", true, "bool", "Boolean"],
  ["small integers", -5, "int", "Number"],
  ["integers of 53 bits", Number.MIN_SAFE_INTEGER, "int", "Number"],
  ["bigints of 64 bits", 2n ** 64n - 1n, "int", "BigInt"],
  ["negative bigints of 64 bits", -(2n ** 63n), "int", "BigInt"],
  ["bigints beyond 64 bits", -(2n ** 100n), "int", "BigInt"],
  ["floats", 1.5, "float", "Number"],
  ["infinity", Number.POSITIVE_INFINITY, "float", "Number"],
  ["strings", "grüße \u{1f600}", "str", "String"],
  ["large strings", "x".repeat(300_000), "str", "String"],
  ["bytes", new Uint8Array([1, 2, 3]), "bytes", "Uint8Array"],
  ["large bytes", new Uint8Array(300_000).fill(7), "bytes", "Uint8Array"],
  ["arrays", [1, [2, ["x", null]]], "list", "Array"],
  ["objects", { a: { b: { c: [] } } }, "dict", "Object"],
  ["Maps", new Map<unknown, unknown>([[1, "one"]]), "dict", "Map"],
  ["Sets", new Set([1, "a"]), "set", "Set"],
  ["Dates", new Date(Date.UTC(2026, 10, 28, 10, 30, 15, 250)), "datetime", "Date"],
];

export function valueCases(language: "Python" | "TypeScript"): Cases {
  const { echo, typesOf } = callees[language];
  return Object.fromEntries(
    values.map(([name, value, inPython, inTypeScript]) => [
      name,
      async () => {
        expect(await echo.remote(value)).toEqual(value);
        expect(await echo.remote({ inside: [value] })).toEqual({ inside: [value] });
        expect(await typesOf.remote([value])).toEqual([language === "Python" ? inPython : inTypeScript]);
      },
    ]),
  );
}

export function callCases(language: "Python" | "TypeScript"): Cases {
  const callee = callees[language];
  const isPython = language === "Python";
  return {
    "what is made there": async () => {
      const when = new Date(Date.UTC(2026, 10, 28, 10, 30, 15, 250));
      const expected = isPython
        ? {
            tuple: [1, ["a", null]],
            set: new Set([1, 2]),
            big: -(2n ** 100n),
            when,
            day: new Date(Date.UTC(2026, 10, 28)),
            bytes: new Uint8Array([97, 98]),
          }
        : { set: new Set([1, "a"]), big: -(2n ** 100n), when };
      expect(await callee.made.remote()).toEqual(expected);
    },
    "undefined is null there": async () => expect(await callee.echo.remote(undefined)).toBe(null),
    "refs as arguments": async () => {
      expect(await callee.add.remote(narcine.put(1), callee.add.remote(1, 1))).toBe(3);
    },
    "exceptions with both stacks": async () => {
      const error = (await failure(callee.fail.remote("because"))) as narcine.RayTaskError;
      expect(error).toBeInstanceOf(narcine.RayTaskError);
      expect(error.stack).toContain("typescript-cluster.ts");
      expect(error.cause.name).toContain(callee.failure[0]);
      expect(error.cause.stack).toContain(callee.failure[1]);
    },
    "a worker that dies": async () => {
      const error = await failure(callee.die.options({ maxRetries: 0 }).remote());
      expect(error).toBeInstanceOf(narcine.WorkerCrashedError);
    },
    "the GPU option": async () => {
      using keeper = callee.Keeper.options({ numGpus: 1 }).remote();
      expect(await keeper.visible.remote()).toEqual(isPython ? [[0], "0"] : "0");
    },
    "placement groups": async () => {
      await using group = await narcine.placementGroup([{ CPU: 1 }]);
      await group.ready();
      const add = callee.add.options({ schedulingStrategy: { placementGroup: group, bundleIndex: 0 } });
      expect(await add.remote(1, 2)).toBe(3);
    },
    "named actors": async () => {
      using _keeper = callee.Keeper.options({ name: `named-${language}` }).remote();
      using found = await narcine.getActor<Keeper>(`named-${language}`);
      expect(await found.drop.remote()).toBe("dropped");
    },
    "10,000 tasks": async () => {
      const results = await narcine.get(Array.from({ length: 10_000 }, (_, at) => callee.add.remote(at, 1)));
      expect(results.reduce((sum, each) => sum + each, 0)).toBe((10_000 * 10_001) / 2);
    },
  };
}
