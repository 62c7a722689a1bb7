/** Functions of Python modules, called by name: no Python on this machine is needed beyond the cluster's own. */

import { rpc } from "../wire/index.js";
import {
  type ActorOptions,
  type CoreWorker,
  type FunctionTarget,
  type ObjectRef,
  type TaskOptions,
  type TaskTemplate,
  UsageError,
} from "../worker/index.js";
import { PythonActorClass } from "./actors.js";
import { type AnyFunction, type CallArguments, splitArguments } from "./call-arguments.js";
import { RefStream } from "./ref-stream.js";
import { currentDriver } from "./session.js";

export interface PythonTaskOptions extends TaskOptions {
  /** Results of one call, from a function that returns as many: `remote` then gives an array of refs. */
  readonly numReturns?: number;
}

/** What a function that returns an iterable of T yields. */
type YieldOf<F extends AnyFunction> = ReturnType<F> extends Iterable<infer T> ? T : unknown;

type RefsFor<R, O> = O extends { readonly numReturns: number } ? ObjectRef<unknown>[] : ObjectRef<R>;

export class PythonFunction<F extends AnyFunction, Refs = ObjectRef<Awaited<ReturnType<F>>>> {
  readonly #target: FunctionTarget;
  readonly #options: PythonTaskOptions;
  #template: { readonly driver: CoreWorker; readonly template: TaskTemplate } | null = null;

  constructor(target: FunctionTarget, options: PythonTaskOptions) {
    this.#target = target;
    this.#options = options;
  }

  /** The same function with other options; those not named stay. */
  options<const O extends PythonTaskOptions>(options: O): PythonFunction<F, RefsFor<Awaited<ReturnType<F>>, O>> {
    return new PythonFunction(this.#target, { ...this.#options, ...options });
  }

  /**
   * Calls the function on a worker of the cluster.
   * @throws UnsupportedValueError for an argument that Python cannot be given; UsageError for a wrong option
   */
  remote(...args: CallArguments<F>): Refs {
    const driver = currentDriver();
    const { positional, keywords } = splitArguments(args);
    if (this.#template?.driver !== driver) {
      this.#template = { driver, template: driver.template(this.#target, this.#options) };
    }
    const { numReturns } = this.#options;
    const refs = driver.callPython(this.#template.template, positional, keywords, numReturns ?? 1);
    return (numReturns === undefined ? refs[0] : refs) as Refs;
  }

  /**
   * Calls a generator function: what it yields comes as refs, one by one, while it runs. Leaving the loop early cancels it.
   * An exception in the generator is the last item, whose ref throws it.
   * @throws as `remote`
   */
  stream(...args: CallArguments<F>): RefStream<YieldOf<F>> {
    const driver = currentDriver();
    const { positional, keywords } = splitArguments(args);
    const { stream, ref } = driver.streamPython(driver.template(this.#target, this.#options), positional, keywords);
    return new RefStream<YieldOf<F>>(stream, ref, () => driver.cancel(ref, false));
  }
}

/**
 * A function of a Python module: `python<(a: number, b: number) => number>("operator:add")`. Workers import the module
 * from their Python's own packages or from the `pythonPath` that was given to `init`.
 *
 * @param name "module:function"; the module may have dots
 * @throws UsageError for another form
 */
function pythonFunction<F extends AnyFunction = (...args: unknown[]) => unknown>(
  name: string,
  options: PythonTaskOptions = {},
): PythonFunction<F> {
  const [moduleName, functionName] = partsOf(name);
  const descriptor = { pythonFunctionDescriptor: { moduleName, functionName } };
  return new PythonFunction<F>({ language: rpc.Language.PYTHON, descriptor, name: functionName }, options);
}

/** A class of a Python module, to be made an actor: `python.actor<Counter>("counters:Counter").remote(5)`. */
function pythonActor<C extends object>(name: string, options: ActorOptions = {}): PythonActorClass<C> {
  const [moduleName, className] = partsOf(name);
  const descriptor = { pythonFunctionDescriptor: { moduleName, className, functionName: "__init__" } };
  return new PythonActorClass<C>({ language: rpc.Language.PYTHON, descriptor, name: className }, options);
}

export const python = Object.assign(pythonFunction, { actor: pythonActor });

function partsOf(name: string): [string, string] {
  const match = /^([A-Za-z_][\w.]*):([A-Za-z_]\w*)$/.exec(name);
  if (match === null) throw new UsageError(`${JSON.stringify(name)} is not "module:name" of Python, e.g. "math:sqrt".`);
  return [match[1] ?? "", match[2] ?? ""];
}
