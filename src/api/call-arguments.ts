import { type ObjectRef, UsageError } from "../worker/index.js";

/** Keyword arguments of a Python function; see `kwargs`. */
export class Keywords {
  constructor(readonly values: Readonly<Record<string, unknown>>) {}
}

/** The last argument of a call: `train.remote(1, kwargs({ steps: 10 }))` is `train(1, steps=10)` in Python. */
export function kwargs(values: Readonly<Record<string, unknown>>): Keywords {
  return new Keywords(values);
}

// biome-ignore lint/suspicious/noExplicitAny: the parameters of any function, as TypeScript's own Parameters has it.
export type AnyFunction = (...args: any[]) => unknown;

/** Each argument may be a ref of its kind: the function gets the value. */
export type RemoteArguments<A extends readonly unknown[]> = { [K in keyof A]: A[K] | ObjectRef<A[K]> };

/** What `remote` takes for a function; keywords, whose names TypeScript does not know, may stand in for any of it. */
export type CallArguments<F extends AnyFunction> = RemoteArguments<Parameters<F>> | [...unknown[], Keywords];

export function splitArguments(args: readonly unknown[]): {
  readonly positional: readonly unknown[];
  readonly keywords: Readonly<Record<string, unknown>>;
} {
  const last = args.at(-1);
  return last instanceof Keywords
    ? { positional: args.slice(0, -1), keywords: last.values }
    : { positional: args, keywords: {} };
}

/** How many results a call has. @throws UsageError */
export function resultsOf({ numReturns = 1 }: { readonly numReturns?: number }): number {
  if (Number.isInteger(numReturns) && numReturns >= 0) return numReturns;
  throw new UsageError(`numReturns is ${numReturns}; it must be a whole number from 0 on.`);
}
