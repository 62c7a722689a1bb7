/** Values between a client of local mode and the host: in memory where they are small, in the store where they are large. */
import { ErrorType } from "../core/core-worker/types.js";
import { type ObjectId, WorkerId } from "../ids/index.js";
import type { PinnedObject, PlasmaClient, StoredObject } from "../native/plasma-client.js";
import { PlasmaError } from "../native/plasma-client.js";
import { failureValue } from "../worker/error-values.js";
import { joined } from "../worker/executor/packed.js";
import { maxInlineBytes } from "../worker/object-shell.js";
import { type SerializedValue, sizeOf } from "../worker/xlang.js";
import type { Value } from "./messages.js";

/** Nobody is asked for objects of local mode, so their owner says nothing. */
const owner = { nodeId: "00".repeat(28), ip: "", port: 0, workerId: WorkerId.nil } as unknown as Parameters<
  PlasmaClient["put"]
>[0]["owner"];

const innerOf = ({ refs = [] }: SerializedValue): ObjectId[] => refs.map(({ id }) => id);

export const isSmall = (value: SerializedValue): boolean => sizeOf(value) <= maxInlineBytes;

export function inMemory(value: SerializedValue): Value {
  return { kind: "memory", metadata: joined([value.metadata]), data: joined(value.data), inner: innerOf(value) };
}

export interface Written {
  readonly value: Value;
  /** The writer's own pin: to be kept until the host has its. Null: it is there from an earlier try. */
  readonly pin: StoredObject | null;
}

/** @returns at once where the store had room @throws PlasmaError */
export function writeTo(plasma: PlasmaClient, objectId: ObjectId, value: SerializedValue): Written | Promise<Written> {
  const inner = innerOf(value);
  try {
    const stored = plasma.put({ objectId, owner, metadata: value.metadata, data: value.data });
    const written = (pin: StoredObject): Written => ({ value: { kind: "stored", inner }, pin });
    return stored instanceof Promise ? stored.then(written) : written(stored);
  } catch (error) {
    if (!(error instanceof PlasmaError) || error.kind !== "exists") throw error;
    return { value: { kind: "stored", inner }, pin: null };
  }
}

/** Null: it is not there. */
export function pinnedIn(plasma: PlasmaClient, objectId: ObjectId): PinnedObject | null {
  return plasma.get([objectId])[0] ?? null;
}

/** What could not be put, as the value of its object. */
export function failedValue(message: string, type: ErrorType = ErrorType.OBJECT_LOST): Value {
  return inMemory(failureValue({ type, message }));
}
