/**
 * Arrow tables as objects of Ray: Arrow's IPC stream, and a pickle that reads it. Python gets a pyarrow.Table over the store's
 * own memory, TypeScript an apache-arrow Table. apache-arrow is the program's own, loaded with the first table.
 */
import { UsageError } from "./errors.js";
import { bufferIn, pickledBuffer } from "./pickled-buffer.js";
import type { SerializedValue } from "./xlang.js";

type Library = typeof import("apache-arrow");
type Table = import("apache-arrow").Table;

/** `[getattr(pyarrow.ipc.open_stream(BUFFER), "read_all")()]` */
const pickle = Buffer.concat([
  Buffer.from([0x80, 5, 0x5d]),
  Buffer.from("cbuiltins\ngetattr\ncpyarrow.ipc\nopen_stream\n"),
  Buffer.from([0x97, 0x85, 0x52, 0x8c, 8]),
  Buffer.from("read_all"),
  Buffer.from([0x86, 0x52, 0x29, 0x52, 0x61, 0x2e]),
]);

let library: Promise<Library> | null = null;

function arrow(): Promise<Library> {
  library ??= import("apache-arrow").catch((cause: unknown) => {
    library = null;
    throw new UsageError("Arrow tables need the package apache-arrow beside narcine: npm install apache-arrow.", {
      cause,
    });
  });
  return library;
}

/** By what it has: the class may be another copy's. */
export function isArrowTable(value: unknown): value is Table {
  if (value === null || typeof value !== "object") return false;
  const { batches, schema, getChild } = value as Partial<Table>;
  return Array.isArray(batches) && typeof schema === "object" && typeof getChild === "function";
}

/** The columns' own memory, in pieces, behind what Python needs to find them. @throws UsageError */
export async function serializeTable(table: Table): Promise<SerializedValue> {
  const { RecordBatchStreamWriter, Table: Class } = await arrow();
  if (!(table instanceof Class)) {
    throw new UsageError("The table is of another copy of apache-arrow than the one beside narcine: install one only.");
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of RecordBatchStreamWriter.writeAll(table)) pieces.push(piece);
  return pickledBuffer(pickle, pieces);
}

/** The Arrow stream in an object of the form PYTHON, or null: what else Python pickles is its own. */
export function streamIn(data: Uint8Array): Uint8Array | null {
  const found = bufferIn(data);
  if (found === null) return null;
  // Ours, and what narcine.arrow() of Python writes.
  const isStream = /pyarrow\.ipc[\s\S]{1,4}open_stream[\s\S]{1,6}\x97/.test(found.pickle);
  return isStream && found.pickle.includes("read_all") ? found.bytes : null;
}

/** A table over these bytes: its columns are views of them. */
export async function readTable(stream: Uint8Array): Promise<Table> {
  const { tableFromIPC } = await arrow();
  return tableFromIPC(stream);
}
