/** Functions and classes in TypeScript that run on workers of the cluster. */
import { fileURLToPath } from "node:url";
import {
  type ActorOptions,
  type FunctionTarget,
  methodGroupsOf,
  typescriptTarget,
  UsageError,
} from "../worker/index.js";
import { RemoteClass } from "./actors.js";
import type { AnyFunction } from "./call-arguments.js";
import { type FunctionOptions, RemoteFunction } from "./functions.js";
import { inlineSource } from "./inline-source.js";

interface FromModule {
  /** The module that exports the function or class under its own name: `import.meta.url`, or a path. */
  readonly module?: string | URL;
}
export interface TypeScriptTaskOptions extends FunctionOptions, FromModule {}
export interface TypeScriptActorOptions extends ActorOptions, FromModule {}

// biome-ignore lint/suspicious/noExplicitAny: the constructor of any class.
type AnyClass = abstract new (...args: any[]) => object;

/**
 * A function that runs on the cluster. `remote(area, { module: import.meta.url })` and `remote<typeof area>("shapes:area")`
 * name an export of a module, which workers load: from its path, or, like "shapes", from the `pythonPath` of `init`. A
 * function without a module is sent by its source, so it may use nothing of the code around it.
 *
 * @throws UsageError for a name of another form, and for a function that uses a variable of the code around it
 */
export function remote<F extends AnyFunction>(fn: F | string, options: TypeScriptTaskOptions = {}): RemoteFunction<F> {
  const { module, ...rest } = options;
  return new RemoteFunction<F>(targetOf(fn, module, "function"), rest);
}

/**
 * A class whose instances are actors, given as a function is to `remote`: `actor(Counter, { module: import.meta.url })`,
 * `actor<Counter>("counters:Counter")`, or by its source.
 *
 * What the class says of itself: `static methodGroups = { fetch: "io" }` names the concurrency groups that methods run in, and
 * `static threadedMethods = ["digest"]` the methods that compute, which have threads of their own.
 * @throws UsageError for a name of another form, and where the class names something that is no method of it
 */
export function actor<T extends AnyClass>(Class: T, options?: TypeScriptActorOptions): RemoteClass<InstanceType<T>>;
export function actor<C extends object>(name: string, options?: TypeScriptActorOptions): RemoteClass<C>;
export function actor(what: AnyClass | string, options: TypeScriptActorOptions = {}): RemoteClass<object> {
  const { module, ...rest } = options;
  const target = targetOf(what, module, "class");
  // Those of a class that is given by name its worker reads.
  const ofClass = typeof what === "string" ? {} : methodGroupsOf(what);
  return new RemoteClass(target, { ...rest, methodGroups: { ...ofClass, ...rest.methodGroups } });
}

function targetOf(
  what: AnyFunction | AnyClass | string,
  module: string | URL | undefined,
  kind: "function" | "class",
): FunctionTarget {
  if (typeof what === "string") {
    if (module !== undefined) throw new UsageError(`${JSON.stringify(what)} names its module; leave out \`module\`.`);
    if (/^[^\s:](.*[^\s:])?:[A-Za-z_$][\w$]*$/.test(what)) return typescriptTarget(what, kind);
    throw new UsageError(`${JSON.stringify(what)} is not "module:export", e.g. "./shapes.mjs:area".`);
  }
  if (module === undefined) return typescriptTarget(what.name || "anonymous", kind, inlineSource(what));
  if (what.name === "") throw new UsageError("A function without a name is not what its module exports.");
  const path = /^file:/.test(String(module)) ? fileURLToPath(module) : String(module);
  return typescriptTarget(`${path}:${what.name}`, kind);
}
