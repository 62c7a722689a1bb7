import { spawnSync } from "node:child_process";
import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { basename, delimiter, join, resolve } from "node:path";

/** What one Python interpreter has of what Narcine needs. Null: not installed there. */
export interface PythonFacts {
  readonly executable: string;
  readonly pythonVersion: string;
  readonly rayVersion: string | null;
  readonly narcineVersion: string | null;
  /** Whether an interpreter that `narcine run` starts runs the hook. An editable install has none, nor has a folder of PYTHONPATH. */
  readonly hasHook: boolean;
  readonly hasPip: boolean;
}

const PROBE = `
import importlib.metadata as m, importlib.util as u, json, sys
def version(name):
    try:
        return m.version(name)
    except m.PackageNotFoundError:
        return None
print(json.dumps({"executable": sys.executable, "pythonVersion": "%d.%d.%d" % sys.version_info[:3],
                  "rayVersion": version("ray"), "narcineVersion": version("narcine"),
                  "hasHook": "narcine._hook" in sys.modules, "hasPip": u.find_spec("pip") is not None}))
`;
/** Arms the hook; nothing looks at the program before Ray is imported. */
const ARMED = { NARCINE_RAYLET_EXECUTABLE: "/nowhere" };

/** Asks an interpreter what is installed in it, without importing Ray. Null when it cannot be run at all. */
export function probePython(interpreter: string, env: NodeJS.ProcessEnv = process.env): PythonFacts | null {
  const result = spawnSync(interpreter, ["-c", PROBE], {
    encoding: "utf8",
    env: { ...env, ...ARMED },
    timeout: 20_000,
  });
  if (result.status !== 0) return null;
  try {
    return JSON.parse(result.stdout) as PythonFacts;
  } catch {
    return null;
  }
}

/** What to type so that this Python has a package. Environments of uv and pipx have no pip of their own. */
export function installCommand({ executable, hasPip }: PythonFacts, what: string): string {
  return hasPip ? `${executable} -m pip install ${what}` : `uv pip install --python ${executable} ${what}`;
}

/**
 * The interpreter that will run a command, where that can be told: the command is a Python itself, or a script whose
 * first line names one (as pip writes them for `ray`). Null for anything else, for instance a shell script.
 */
export function pythonOf(command: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const path = findExecutable(command, env);
  if (path === null) return null;
  if (isPythonName(path)) return path;
  const [interpreter, ...words] = shebang(path);
  if (interpreter === undefined) return null;
  if (basename(interpreter) === "env") {
    // Options (-S, for a line of several words) and variables stand before the program.
    const program = words.find((word) => !word.startsWith("-") && !word.includes("="));
    return program !== undefined && isPythonName(program) ? findExecutable(program, env) : null;
  }
  return isPythonName(interpreter) ? interpreter : null;
}

/** Full path of a program as the shell would find it; null when there is none. */
export function findExecutable(command: string, env: NodeJS.ProcessEnv = process.env): string | null {
  if (command.includes("/")) return isExecutable(command) ? resolve(command) : null;
  for (const folder of (env["PATH"] ?? "").split(delimiter)) {
    const candidate = join(folder === "" ? "." : folder, command);
    if (isExecutable(candidate)) return resolve(candidate);
  }
  return null;
}

function isPythonName(path: string): boolean {
  return /^python[0-9.]*$/.test(basename(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Words of a script's `#!` line; empty for a binary. A path that is too long for one is written as a /bin/sh trick. */
function shebang(path: string): string[] {
  const buffer = Buffer.alloc(1024);
  let length = 0;
  try {
    const file = openSync(path, "r");
    try {
      length = readSync(file, buffer, 0, buffer.length, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    return [];
  }
  const [first = "", second = ""] = buffer.toString("utf8", 0, length).split("\n");
  const words = first.startsWith("#!") ? first.slice(2).trim().split(/\s+/) : [];
  const trick = /^'''exec' (["']?)(.+?)\1 "\$0" "\$@"$/.exec(second)?.[2];
  return words[0] === "/bin/sh" && trick !== undefined ? [trick] : words;
}
