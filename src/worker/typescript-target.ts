/**
 * Functions and classes in TypeScript, as tasks name them: language CPP, since Ray has no value for ours, and "module:export"
 * as the function's name. One that is in no module travels by its source, as an argument before all others.
 */
import { type Init, rpc } from "../wire/index.js";
import { UsageError } from "./errors.js";
import type { FunctionTarget } from "./task-spec.js";

/** The metadata of such an argument; no value has it. */
const sourceMetadata = Buffer.from("TYPESCRIPT_SOURCE");
/** It is sent with every call, and in every request for a worker's attention. */
const maxSourceBytes = 64 * 1024;

/** @param name "module:export", or the name alone where there is a source */
export function typescriptTarget(name: string, kind: "function" | "class", source?: string): FunctionTarget {
  const short = name.slice(name.lastIndexOf(":") + 1);
  const functionName = source === undefined ? name : `inline:${short}`;
  const className = kind === "class" ? short : "";
  const target: FunctionTarget = {
    language: rpc.Language.CPP,
    descriptor: { cppFunctionDescriptor: { functionName, caller: "CPP", className } },
    name: short,
  };
  if (source === undefined) return target;
  if (Buffer.byteLength(source) > maxSourceBytes) {
    throw new UsageError(
      `The source of ${short} has more than ${maxSourceBytes} bytes, which every call would carry. Put it into a module and name that.`,
    );
  }
  return { ...target, source };
}

export function sourceArgument(source: string): Init<rpc.TaskArg> {
  return { data: Buffer.from(source), metadata: sourceMetadata };
}

/** The source that a task brings, or null. */
export function sourceOf(spec: rpc.TaskSpec): string | null {
  const [first] = spec.args;
  const isSource = first !== undefined && Buffer.compare(first.metadata, sourceMetadata) === 0;
  return isSource ? Buffer.from(first.data).toString() : null;
}
