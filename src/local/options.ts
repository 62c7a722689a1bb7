/** What options of tasks and actors come to in local mode, and which of them it does not have. */
import { rpc } from "../wire/index.js";
import { type FunctionTarget, type SchedulingStrategy, UsageError } from "../worker/index.js";
import type { Code } from "./messages.js";

/** @throws UsageError for what is not in TypeScript */
export function codeOf({ language, descriptor, name, source }: FunctionTarget): Code {
  if (language !== rpc.Language.CPP) {
    throw new UsageError(
      `${name} is a function or class of Python, and local mode has none: it runs TypeScript on threads of this process. Call init() without \`local\` on a cluster.`,
    );
  }
  return { name: descriptor.cppFunctionDescriptor?.functionName ?? "", source: source ?? null };
}

/** @throws UsageError for a runtime environment of more than environment variables */
export function envOf(runtimeEnv: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, string>> {
  const { env_vars: variables = {}, ...rest } = runtimeEnv;
  const others = Object.keys(rest);
  if (others.length > 0) {
    throw new UsageError(`Local mode has only env_vars of a runtimeEnv, not ${others.join(", ")}.`);
  }
  return variables as Readonly<Record<string, string>>;
}

/** A task that may only run on another node asks for something that this one has not. */
export function onThisNode(
  resources: Record<string, number>,
  strategy: SchedulingStrategy | undefined,
  nodeId: string,
): Record<string, number> {
  if (strategy === undefined || typeof strategy === "string" || !("nodeId" in strategy)) return resources;
  if (strategy.soft || strategy.nodeId === nodeId) return resources;
  return { ...resources, [`node:${strategy.nodeId}`]: 1 };
}
