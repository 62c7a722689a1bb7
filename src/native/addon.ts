/**
 * Loads the native addon (crates/napi, built by `npm run build:native`) once and hands its exports to the wrappers of
 * this folder. Each wrapper states the exports it uses as an interface and asks for them by name, so that an addon
 * built from older sources is named as such instead of failing at the first call.
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** The addon is missing, of another version, or lacks an export. The message says what to run. */
export class NativeAddonError extends Error {
  readonly code = "NARCINE_NATIVE_ADDON";
  override readonly name = "NativeAddonError";
}

/** Beside package.json: the same relative path from src/native (tests) and from dist/native (installed). */
const addonPath = fileURLToPath(new URL("../../build/narcine.node", import.meta.url));
const rebuild = "run `npm run build:native`";

let exportsOfAddon: Record<string, unknown> | undefined;

/**
 * @param names exports that the caller needs; checked now.
 * @returns the addon's exports as `T`, the caller's own description of them.
 * @throws NativeAddonError when there is no addon, or it lacks one of `names`.
 */
export function loadAddon<T extends object>(names: readonly (keyof T & string)[]): T {
  exportsOfAddon ??= open(addonPath);
  const missing = names.filter((name) => typeof exportsOfAddon?.[name] !== "function");
  if (missing.length > 0) {
    throw new NativeAddonError(
      `the native addon ${addonPath} has no ${missing.join(", ")}: it was built from other sources; ${rebuild}`,
    );
  }
  return exportsOfAddon as T;
}

function open(path: string): Record<string, unknown> {
  try {
    return createRequire(import.meta.url)(path) as Record<string, unknown>;
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND";
    const what = missing ? "is missing" : `does not load (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new NativeAddonError(`the native addon ${path} ${what}; ${rebuild}`, { cause });
  }
}
