/** Functions that run elsewhere, whatever they are written in. */
import type { Driver, FunctionTarget, ObjectRef, PreparedCall, TaskOptions } from "../worker/index.js";
import { type AnyFunction, type CallArguments, resultsOf, splitArguments } from "./call-arguments.js";
import { RefStream } from "./ref-stream.js";
import { currentDriver } from "./session.js";

export interface FunctionOptions extends TaskOptions {
  /** Results of one call, from a function that returns as many: `remote` then gives an array of refs. */
  readonly numReturns?: number;
}

/** What a function that returns an iterable of T yields. */
type YieldOf<F extends AnyFunction> = ReturnType<F> extends Iterable<infer T> | AsyncIterable<infer T> ? T : unknown;

type RefsFor<R, O> = O extends { readonly numReturns: number } ? ObjectRef<unknown>[] : ObjectRef<R>;

/** A function that `remote` runs on a worker of the cluster. */
export class RemoteFunction<F extends AnyFunction, Refs = ObjectRef<Awaited<ReturnType<F>>>> {
  readonly #target: FunctionTarget;
  readonly #options: FunctionOptions;
  #template: { readonly driver: Driver; readonly template: PreparedCall } | null = null;

  /** @internal `remote` makes them. */
  constructor(target: FunctionTarget, options: FunctionOptions) {
    this.#target = target;
    this.#options = options;
  }

  /** The same function with other options; those not named stay. */
  options<const O extends FunctionOptions>(options: O): RemoteFunction<F, RefsFor<Awaited<ReturnType<F>>, O>> {
    return new RemoteFunction(this.#target, { ...this.#options, ...options });
  }

  /**
   * Calls the function on a worker of the cluster.
   * @throws UnsupportedValueError for an argument that cannot be sent; UsageError for a wrong option
   */
  remote(...args: CallArguments<F>): Refs {
    const driver = currentDriver();
    const { positional, keywords } = splitArguments(args);
    if (this.#template?.driver !== driver) {
      this.#template = { driver, template: driver.template(this.#target, this.#options) };
    }
    const refs = driver.call(this.#template.template, positional, keywords, resultsOf(this.#options));
    return (this.#options.numReturns === undefined ? refs[0] : refs) as Refs;
  }

  /**
   * Calls a generator function: what it yields comes as refs, one by one, while it runs. Leaving the loop early cancels it.
   * An exception in the generator is the last item, whose ref throws it.
   * @throws as `remote`
   */
  stream(...args: CallArguments<F>): RefStream<YieldOf<F>> {
    const driver = currentDriver();
    const { positional, keywords } = splitArguments(args);
    const { stream, ref } = driver.stream(driver.template(this.#target, this.#options), positional, keywords);
    return new RefStream<YieldOf<F>>(stream, ref, () => driver.cancel(ref, false));
  }
}
