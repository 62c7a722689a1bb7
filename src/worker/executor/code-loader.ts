/** Finds functions and classes by name: "module:export", the module as a file or a package of the code search path. */
import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** The name cannot be resolved. The message says where it was looked for. */
export class CodeNotFoundError extends Error {
  override readonly name = "CodeNotFoundError";
}

/** Where the code of a task is: its own source, or an export of a module below one of these folders. */
export type CodePlace = { readonly source: string } | { readonly name: string; readonly searchPath: readonly string[] };
export type Callable = (...args: unknown[]) => unknown;

export class CodeLoader {
  readonly #found = new Map<string, Promise<unknown>>();
  readonly #evaluated = new Map<string, unknown>();

  /** The function or class that is there. @throws as `load` and `evaluate`; TypeError where something else is */
  async callable(place: CodePlace): Promise<Callable> {
    if ("source" in place) return this.evaluate(place.source) as Callable;
    const loaded = await this.load(place.name, place.searchPath);
    if (typeof loaded !== "function")
      throw new TypeError(`${place.name} is ${typeof loaded}, not a function or class.`);
    return loaded as Callable;
  }

  /**
   * @param name "module:export"; without an export "default"
   * @param searchPath folders, in order
   * @throws CodeNotFoundError, and what the module throws while it is loaded
   */
  load(name: string, searchPath: readonly string[]): Promise<unknown> {
    const key = `${searchPath.join("\0")}\0${name}`;
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const loading = this.#load(name, searchPath);
    // A module that could not be loaded may be there, or mended, the next time.
    loading.catch(() => this.#found.delete(key));
    this.#found.set(key, loading);
    return loading;
  }

  /** The function or class of a source that stands for itself. @throws what evaluating it throws */
  evaluate(source: string): unknown {
    if (!this.#evaluated.has(source)) {
      this.#evaluated.set(source, new Function(`"use strict"; return (${source}\n);`)());
    }
    return this.#evaluated.get(source);
  }

  async #load(name: string, searchPath: readonly string[]): Promise<unknown> {
    const at = name.lastIndexOf(":");
    const [module, exported] = at < 0 ? [name, "default"] : [name.slice(0, at), name.slice(at + 1)];
    const file = fileOf(module, searchPath);
    if (file === null) {
      const where = searchPath.length === 0 ? "the code search path is empty" : `looked in ${searchPath.join(", ")}`;
      throw new CodeNotFoundError(
        `There is no module ${JSON.stringify(module)}: ${where}, for it as a file (.mjs, .js, .cjs) and as a package.`,
      );
    }
    const namespace = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    const value = namespace[exported] ?? (namespace["default"] as Record<string, unknown> | undefined)?.[exported];
    if (value !== undefined) return value;
    const names = Object.keys(namespace).sort().join(", ") || "nothing";
    throw new CodeNotFoundError(`The module ${file} exports no ${JSON.stringify(exported)}; it exports ${names}.`);
  }
}

function fileOf(module: string, searchPath: readonly string[]): string | null {
  for (const folder of isAbsolute(module) ? ["/"] : searchPath) {
    for (const ending of ["", ".mjs", ".js", ".cjs"]) {
      const file = resolve(folder, module + ending);
      if (existsSync(file) && statSync(file).isFile()) return file;
    }
    try {
      return createRequire(join(folder, "package.json")).resolve(module);
    } catch {
      // Not a package that this folder sees.
    }
  }
  return null;
}
