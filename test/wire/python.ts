import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const repositoryRoot = fileURLToPath(new URL("../..", import.meta.url));

/** The Python that has the Ray these tests compare with: NARCINE_PYTHON, else the repository's own environment. */
export function pythonWithRay(): string {
  const python = process.env["NARCINE_PYTHON"] ?? join(repositoryRoot, ".venv/bin/python");
  if (!existsSync(python)) {
    throw new Error(`no Python at ${python}: run \`npm run quickstart\`, which makes it, or set NARCINE_PYTHON`);
  }
  return python;
}

/** Runs a script of test/wire and reads the JSON it prints. */
export function jsonFromPython<T>(script: string, args: readonly string[] = []): T {
  const path = join(repositoryRoot, "test/wire", script);
  const text = execFileSync(pythonWithRay(), [path, ...args], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(text) as T;
}
