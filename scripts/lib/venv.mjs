// Whether a virtual environment of Python can be built on, or has to be made anew.
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { run } from "./proc.mjs";

/** Where it lies: checkouts may share one by a link. */
export const placeOf = (folder) => (existsSync(folder) ? realpathSync(folder) : folder);

/**
 * Not so where its making broke off (there is a Python long before there is pip), where its Python has been removed since,
 * and where it has been moved or copied: `ray` and all other scripts name the interpreter of the old place.
 */
export async function isWhole(folder) {
  const [python, pip] = ["python", "pip"].map((name) => join(placeOf(folder), "bin", name));
  if (!existsSync(python) || !existsSync(pip) || !readFileSync(pip, "utf8").includes(python)) return false;
  return (await run([python, "-m", "pip", "--version"], { output: "keep" })).code === 0;
}
