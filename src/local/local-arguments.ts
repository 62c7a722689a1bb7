/** Arguments of calls in local mode, made as a cluster's are. */
import { taskArguments } from "../worker/arguments.js";
import { joined } from "../worker/executor/packed.js";
import type { FunctionTarget, ObjectRef } from "../worker/index.js";
import type { SerializedValue } from "../worker/xlang.js";
import type { Argument, Arguments } from "./messages.js";

/**
 * @param put stores a value that is too large to travel with the call
 * @throws UnsupportedValueError, UsageError
 */
export function argumentsOf(
  target: FunctionTarget,
  positional: readonly unknown[],
  keywords: Readonly<Record<string, unknown>>,
  put: (value: SerializedValue) => ObjectRef,
  putTable: (table: object) => ObjectRef,
): Arguments {
  // Source is sent beside the arguments.
  const { source: _, ...rest } = target;
  const { items, objectIds, innerIds } = taskArguments(rest, positional, keywords, put, putTable);
  const made = items.map((item): Argument => {
    if (item.kind === "ref") return item;
    const { metadata = new Uint8Array(), data = new Uint8Array() } = item.arg;
    // Copies: what the caller does to its bytes afterwards is not seen by the callee.
    return { kind: "value", metadata: joined([metadata as Uint8Array]), data: joined([data as Uint8Array]) };
  });
  return { items: made, needs: objectIds, inner: innerIds };
}
