// Where things of this checkout lie. Plain node only: these files run before `npm ci` has brought any package.

import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const at = (...parts) => join(root, ...parts);

/** Whether a module is the script that Node was started with; a module's own URL has symbolic links followed. */
export function isMain(url) {
  const script = process.argv[1];
  return script !== undefined && existsSync(script) && realpathSync(script) === fileURLToPath(url);
}

/** The Ray release whose wire protocols this tree speaks. */
export const rayVersion = "2.60.0";
export const minimumNode = [20, 19];
export const minimumRust = [1, 90];
export const minimumJava = 17;
export const venvDir = at(".venv");
export const venvPython = at(".venv", "bin", "python");
/** Downloads that survive between runs but not `npm ci` (which empties node_modules). */
export const cacheDir = at("node_modules", ".cache", "narcine");
/** Where our processes' launchers go when a script starts them, so that nothing is written outside the checkout. */
export const launcherDir = at("node_modules", ".cache", "narcine", "launchers");
