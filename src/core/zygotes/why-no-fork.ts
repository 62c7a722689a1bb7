import type { StartProcessEffect } from "../worker-pool/types.js";

/** What Ray's agent made of a runtime environment (Ray 2.60.0, runtime_env/context.py `RuntimeEnvContext`). */
interface RuntimeEnvContext {
  readonly env_vars?: Readonly<Record<string, string>>;
  readonly py_executable?: string;
  readonly override_worker_entrypoint?: string | null;
}

/**
 * Why this worker has to be started by exec, in words for the log, or null.
 *
 * A zygote is started through the very runtime environment its workers get (Ray's setup_worker.py, the command prefix,
 * variables, the environment's interpreter), so most of them need no exception. Those that put another program between
 * the raylet and the interpreter do: containers, profilers, `uv run`.
 */
export function whyNoFork(
  start: Pick<StartProcessEffect, "kind" | "language" | "dynamicOptions" | "runtimeEnvContext">,
): string | null {
  if (start.language !== "PYTHON") return `${start.language} workers are no Python processes`;
  if (start.kind !== "WORKER") return `a ${start.kind} takes other arguments and is started rarely`;
  if (start.dynamicOptions.length > 0) return `it has options of its own: ${start.dynamicOptions.join(" ")}`;
  if (start.runtimeEnvContext === null) return null;
  const context = parse(start.runtimeEnvContext);
  if (context === null) return "the runtime environment's context cannot be read";
  if (context.override_worker_entrypoint) return "the runtime environment runs workers in a container";
  if (/\s/.test(context.py_executable ?? "")) {
    return `the runtime environment runs workers through a command: ${context.py_executable}`;
  }
  if (context.env_vars?.["NARCINE_ZYGOTE"] === "off") return "the runtime environment says NARCINE_ZYGOTE=off";
  return null;
}

function parse(json: string): RuntimeEnvContext | null {
  try {
    const value = JSON.parse(json) as unknown;
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
}
