/**
 * Arguments of tasks and calls. What is not larger than 100 KiB travels inside the task; what is larger is put into the
 * store first and travels by reference. Of a ref that is an argument itself the callee gets the value, of one inside an
 * argument a ref.
 */
import { idBytes, type ObjectId } from "../ids/index.js";
import { type Init, rpc } from "../wire/index.js";
import { isArrowTable } from "./arrow.js";
import { UsageError } from "./errors.js";
import { ObjectRef } from "./object-ref.js";
import { maxInlineBytes, type ObjectShell } from "./object-shell.js";
import { serializePlain } from "./read-value.js";
import type { FunctionTarget } from "./task-spec.js";
import { sourceArgument } from "./typescript-target.js";
import { RAW, type SerializedValue, serialize, sizeOf, XLANG } from "./xlang.js";

type Argument =
  | { readonly kind: "value"; readonly arg: Init<rpc.TaskArg> }
  | { readonly kind: "ref"; readonly objectId: ObjectId };

export interface TaskArguments {
  readonly items: readonly Argument[];
  /** Objects among them, each once. */
  readonly objectIds: readonly ObjectId[];
  /** Objects that refs inside them are of: needed while the task runs, and not waited for. */
  readonly innerIds: readonly ObjectId[];
}

/** Ray's Python worker reads each positional argument as a pair: a name that means "none", and the value. */
const pythonPositional: Argument = { kind: "value", arg: { data: Buffer.from("__RAY_DUMMY__"), metadata: RAW } };

/**
 * Arguments as the target's language takes them: Python's have keywords of their own, TypeScript's get them as one last
 * object, and the source of a function that is given by it comes first.
 * @param put stores a value that is too large to travel inside the task
 * @param putTable the same for an Arrow table
 * @throws UnsupportedValueError, UsageError
 */
export function taskArguments(
  target: FunctionTarget,
  positional: readonly unknown[],
  keywords: Readonly<Record<string, unknown>>,
  put: (value: SerializedValue) => ObjectRef,
  putTable: (table: object) => ObjectRef,
): TaskArguments {
  const items: Argument[] = [];
  const objectIds = new Set<ObjectId>();
  const innerIds = new Set<ObjectId>();
  const add = (value: unknown) => {
    if (value instanceof ObjectRef) {
      if (value.isReleased) throw new UsageError(`${value} was released and cannot be an argument.`);
      objectIds.add(value.id);
      items.push({ kind: "ref", objectId: value.id });
      return;
    }
    if (isArrowTable(value)) {
      const ref = putTable(value);
      objectIds.add(ref.id);
      items.push({ kind: "ref", objectId: ref.id });
      return;
    }
    const serialized = serializePlain(value);
    if (sizeOf(serialized) <= maxInlineBytes) {
      const { metadata, refs = [] } = serialized;
      // Bytes are the caller's own, who may go on with them before the task is sent, or sent again.
      const isOurs = serialized.data.length === 1 && metadata !== RAW;
      const data = isOurs ? serialized.data[0] : Buffer.concat(serialized.data);
      const nestedInlinedRefs = refs.map((ref) => ({ objectId: idBytes(ref.id), ownerAddress: ref.owner }));
      for (const ref of refs) innerIds.add(ref.id);
      items.push({ kind: "value", arg: { data: data as Uint8Array, metadata, nestedInlinedRefs } });
      return;
    }
    const ref = put(serialized);
    objectIds.add(ref.id);
    items.push({ kind: "ref", objectId: ref.id });
  };
  const named = Object.entries(keywords).filter(([, value]) => value !== undefined);
  if (target.language === rpc.Language.PYTHON) {
    for (const value of positional) {
      items.push(pythonPositional);
      add(value);
    }
    for (const [name, value] of named) {
      items.push({ kind: "value", arg: { data: serialize(name).data[0] as Uint8Array, metadata: XLANG } });
      add(value);
    }
  } else {
    if (target.source !== undefined) items.push({ kind: "value", arg: sourceArgument(target.source) });
    for (const value of positional) add(value);
    if (named.length > 0) add(Object.fromEntries(named));
  }
  return { items, objectIds: [...objectIds], innerIds: [...innerIds] };
}

/** A task needs its arguments, or does not any more. */
export function useArguments(
  { objectIds, innerIds }: TaskArguments,
  objects: ObjectShell,
  type: "addUse" | "removeUse",
): void {
  for (const objectId of objectIds) objects.apply({ type, objectId });
  for (const objectId of innerIds) objects.apply({ type, objectId });
}

/** As they go into the task: objects that are in memory as their values, those in the store by reference. */
export function wireArguments(args: TaskArguments, objects: ObjectShell): Init<rpc.TaskArg>[] {
  return args.items.map((item) => {
    if (item.kind === "value") return item.arg;
    const state = objects.table.state(item.objectId);
    if (state?.kind !== "value") return { objectRef: objects.reference(item.objectId) };
    const { metadata, data } = state;
    const inside = objects.references.containedIn(item.objectId);
    if (inside.length === 0) return { data, metadata };
    return { data, metadata, nestedInlinedRefs: inside.map((each) => objects.reference(each)) };
  });
}
