import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { NarcineError } from "../../runtime/errors.js";
import type { HolderSpec, NodeSpec } from "./spec.js";

/** The interpreter of a node does not run, or has no Ray; the message says what to do. */
export class InterpreterError extends NarcineError {
  constructor(message: string, options?: ErrorOptions) {
    super("NARCINE_SPARK_PYTHON", message, options);
  }
}

export interface Interpreter {
  /** Absolute path. */
  readonly python: string;
  readonly pythonVersion: string;
  readonly rayFolder: string;
  readonly rayVersion: string;
  /** Name to version of what it finds. */
  readonly packages: Readonly<Record<string, string>>;
}

/** Finds Ray without importing it, which would take a second. */
const QUESTION = `
import importlib.metadata, importlib.util, json, os, sys
spec = importlib.util.find_spec("ray")
packages = {}
for folder in sys.path:
    for entry in os.listdir(folder) if os.path.isdir(folder) else ():
        if entry.endswith(".dist-info"):
            name, _, version = entry[:-10].partition("-")
            packages.setdefault(name.lower().replace("_", "-"), version)
print(json.dumps({
    "python": sys.executable,
    "pythonVersion": "%d.%d.%d" % sys.version_info[:3],
    "rayFolder": spec and os.path.dirname(spec.origin),
    "rayVersion": spec and importlib.metadata.version("ray"),
    "packages": packages,
}))`;
const PATIENCE_MS = 30_000;

/** @param python a path, or a name in PATH. @throws InterpreterError */
export async function askInterpreter(python: string): Promise<Interpreter> {
  let stdout: string;
  try {
    ({ stdout } = await promisify(execFile)(python, ["-c", QUESTION], { timeout: PATIENCE_MS }));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.trim().split("\n").at(-1) : String(cause);
    throw new InterpreterError(`Python does not run as ${python}: ${why}. Name the one that has Ray.`, { cause });
  }
  const found = JSON.parse(stdout) as { [Key in keyof Interpreter]: Interpreter[Key] | null };
  if (found.rayFolder === null) throw new InterpreterError(`${found.python} has no Ray: pip install 'ray[default]'`);
  return found as Interpreter;
}

/** @throws InterpreterError */
export async function withInterpreter(spec: HolderSpec): Promise<NodeSpec> {
  const { rayFolder, rayVersion, pythonVersion } = spec;
  if (rayFolder !== null && rayVersion !== null && pythonVersion !== null) {
    return { ...spec, rayFolder, rayVersion, pythonVersion };
  }
  return { ...spec, ...(await askInterpreter(spec.python)) };
}
