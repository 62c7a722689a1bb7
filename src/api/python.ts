/** Functions of Python modules, called by name: no Python on this machine is needed beyond the cluster's own. */
import { rpc } from "../wire/index.js";
import { type ActorOptions, UsageError } from "../worker/index.js";
import { RemoteClass } from "./actors.js";
import type { AnyFunction } from "./call-arguments.js";
import { type FunctionOptions, RemoteFunction } from "./functions.js";

/**
 * A function of a Python module: `python<(a: number, b: number) => number>("operator:add")`. Workers import the module
 * from their Python's own packages or from the `pythonPath` that was given to `init`.
 *
 * @param name "module:function"; the module may have dots
 * @throws UsageError for another form
 */
function pythonFunction<F extends AnyFunction = (...args: unknown[]) => unknown>(
  name: string,
  options: FunctionOptions = {},
): RemoteFunction<F> {
  const [moduleName, functionName] = partsOf(name);
  const descriptor = { pythonFunctionDescriptor: { moduleName, functionName } };
  return new RemoteFunction<F>({ language: rpc.Language.PYTHON, descriptor, name: functionName }, options);
}

/** A class of a Python module, to be made an actor: `python.actor<Counter>("counters:Counter").remote(5)`. */
function pythonActor<C extends object>(name: string, options: ActorOptions = {}): RemoteClass<C> {
  const [moduleName, className] = partsOf(name);
  const descriptor = { pythonFunctionDescriptor: { moduleName, className, functionName: "__init__" } };
  return new RemoteClass<C>({ language: rpc.Language.PYTHON, descriptor, name: className }, options);
}

export const python = Object.assign(pythonFunction, { actor: pythonActor });

function partsOf(name: string): [string, string] {
  const match = /^([A-Za-z_][\w.]*):([A-Za-z_]\w*)$/.exec(name);
  if (match === null) throw new UsageError(`${JSON.stringify(name)} is not "module:name" of Python, e.g. "math:sqrt".`);
  return [match[1] ?? "", match[2] ?? ""];
}
