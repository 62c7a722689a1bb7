/** Values out of objects, in memory or in the store. */
import type { PinnedObject } from "../native/plasma-client.js";
import { isArrowTable, readTable, serializeTable, streamIn } from "./arrow.js";
import { errorOf, errorTypeOf } from "./error-values.js";
import type { RefReader } from "./pickled-values.js";
import { isNumbers, numbersIn, serializeNumbers } from "./typed-arrays.js";
import { deserialize, type SerializedValue, serialize } from "./xlang.js";

/**
 * @param readRef makes refs of those in the value
 * @throws the error that the object is, UnreadableValueError
 */
export function readValue(metadata: Uint8Array, data: Uint8Array, readRef: RefReader | null = null): unknown {
  const error = errorTypeOf(metadata);
  if (error !== null) throw errorOf(error, data);
  if (!startsWith(metadata, "PYTHON")) return deserialize(metadata, data, readRef);
  const stream = streamIn(data);
  return stream === null ? (numbersIn(data) ?? deserialize(metadata, data, readRef)) : readTable(stream);
}

/** Of an object in memory. Bytes, typed arrays and tables are copies: what their reader does to them nobody else reads. */
export function readOwn(metadata: Uint8Array, data: Uint8Array, readRef: RefReader | null = null): unknown {
  const isView = startsWith(metadata, "RAW") || startsWith(metadata, "PYTHON");
  return readValue(metadata, isView ? new Uint8Array(data) : data, readRef);
}

/** Bytes, typed arrays and tables stay views of the store, pinned until they are collected; other values are read out of it. */
export async function readPinned(object: PinnedObject, readRef: RefReader | null = null): Promise<unknown> {
  const { metadata } = object;
  let staysView = false;
  try {
    // Of one that is too large for V8 this throws, and no collector would give back its pin.
    const { data } = object;
    const isRaw = object.isView && startsWith(metadata, "RAW");
    staysView = isRaw || (startsWith(metadata, "PYTHON") && (streamIn(data) ?? numbersIn(data)) !== null);
    return isRaw ? data : await readValue(metadata, data, readRef);
  } finally {
    if (!staysView) object.release();
  }
}

/** A value that is no table. @throws UnsupportedValueError */
export function serializePlain(value: unknown): SerializedValue {
  return isNumbers(value) ? serializeNumbers(value) : serialize(value);
}

/** @throws UnsupportedValueError, UsageError */
export async function serializeAny(value: unknown): Promise<SerializedValue> {
  return isArrowTable(value) ? serializeTable(value) : serializePlain(value);
}

const startsWith = (metadata: Uint8Array, form: string) =>
  Buffer.from(metadata).subarray(0, form.length).toString("latin1") === form;
