/**
 * Parts of a value that MessagePack has no form for. They travel as Python pickles them, in one list behind the MessagePack
 * (form PYTHON, Ray 2.60.0: python/ray/_private/serialization.py), so that Python reads them without code of ours:
 *
 *   ObjectRef                | ray.ObjectRef, with its owner's address  | ObjectRef
 *   Date                     | datetime.datetime in UTC                 | Date (one without a zone is read as UTC)
 *   Set                      | set                                      | Set
 *   bigint beyond 64 bits    | int                                      | bigint
 *   -                        | tuple                                    | Array
 *   -                        | datetime.date                            | Date, its midnight in UTC
 */
import { ObjectId } from "../ids/index.js";
import { decode, encode, rpc, WireError } from "../wire/index.js";
import { type PickleGlobal, readPickle, UnknownPickleError } from "../wire/pickle.js";
import { UnreadableValueError, UsageError } from "./errors.js";
import { ObjectRef } from "./object-ref.js";
import { pickleIn } from "./pickled-buffer.js";

/** What a ref that was found in a value becomes here. */
export type RefReader = (objectId: ObjectId, owner: rpc.Address) => unknown;

const proto5List = Buffer.from([0x80, 5, 0x5d]);
const append = Buffer.from([0x61]);
const stop = Buffer.from([0x2e]);
const refGlobal = Buffer.from("cray._private.serialization\n_object_ref_deserializer\n(", "latin1");
const datetimeGlobal = Buffer.from("cdatetime\ndatetime\n(", "latin1");
const utc = Buffer.from("cdatetime\ntimezone.utc\ntR", "latin1");
const setGlobal = Buffer.from("cbuiltins\nset\n(]", "latin1");

/** Collects what travels apart while a value is encoded. */
export class PickledParts {
  readonly #pieces: Buffer[] = [];
  readonly #refs: ObjectRef[] = [];

  /** @returns the index of the part; null for what Python could not be given either @throws UsageError for a released ref */
  add(value: object | bigint): number | null {
    const pickled = this.#pickled(value);
    if (pickled === null) return null;
    this.#pieces.push(pickled);
    return this.#pieces.length - 1;
  }

  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  /** Refs among the parts, those in Sets too. */
  get refs(): readonly ObjectRef[] {
    return this.#refs;
  }

  /** A pickle of the list of all parts. */
  pickle(): Buffer {
    return Buffer.concat([proto5List, ...this.#pieces.flatMap((piece) => [piece, append]), stop]);
  }

  #pickled(value: unknown): Buffer | null {
    if (typeof value === "bigint") return pickledInteger(value);
    if (value instanceof ObjectRef) {
      if (value.isReleased) throw new UsageError(`${value} was released and cannot be sent.`);
      this.#refs.push(value);
      return pickledRef(value);
    }
    if (value instanceof Date) return pickledDate(value);
    if (value instanceof Set) {
      const items = [...value].map((each) => this.#item(each));
      if (items.some((item) => item === null)) return null;
      return Buffer.concat([setGlobal, ...items.flatMap((item) => [item as Buffer, append]), Buffer.from("tR")]);
    }
    return null;
  }

  /** What Python can have in a set, and TypeScript in a value. */
  #item(value: unknown): Buffer | null {
    switch (typeof value) {
      case "string": {
        const bytes = Buffer.from(value);
        const head = Buffer.alloc(5);
        head[0] = 0x58;
        head.writeUInt32LE(bytes.length, 1);
        return Buffer.concat([head, bytes]);
      }
      case "boolean":
        return Buffer.from([value ? 0x88 : 0x89]);
      case "number": {
        if (Number.isSafeInteger(value)) return pickledInteger(BigInt(value));
        const float = Buffer.alloc(9);
        float[0] = 0x47;
        float.writeDoubleBE(value, 1);
        return float;
      }
      case "undefined":
        return Buffer.from([0x4e]);
      default:
        if (value === null) return Buffer.from([0x4e]);
        return value instanceof Set ? null : this.#pickled(value);
    }
  }
}

function pickledInteger(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = value;
  do {
    bytes.push(Number(left & 0xffn));
    left >>= 8n;
  } while (left !== 0n && left !== -1n);
  // The highest bit is the sign.
  const isNegative = value < 0n;
  if (((bytes.at(-1) as number) & 0x80) !== (isNegative ? 0x80 : 0)) bytes.push(isNegative ? 0xff : 0);
  if (bytes.length < 256) return Buffer.from([0x8a, bytes.length, ...bytes]);
  const head = Buffer.alloc(5);
  head[0] = 0x8b;
  head.writeUInt32LE(bytes.length, 1);
  return Buffer.concat([head, Buffer.from(bytes)]);
}

/** Calls Ray's function with id, call site, owner's address, status ("": to be asked for) and transport of tensors. */
function pickledRef(ref: ObjectRef): Buffer {
  const owner = encode(rpc.Address, ref.owner);
  return Buffer.concat([
    refGlobal,
    shortBytes(Buffer.from(ref.id, "hex")),
    Buffer.from([0x8c, 0]),
    shortBytes(owner),
    shortBytes(new Uint8Array()),
    Buffer.from("NtR"),
  ]);
}

const shortBytes = (bytes: Uint8Array) => Buffer.concat([Buffer.from([0x43, bytes.length]), bytes]);

function pickledDate(date: Date): Buffer | null {
  const year = date.getUTCFullYear();
  if (!(year >= 1 && year <= 9999)) return null;
  const micros = date.getUTCMilliseconds() * 1_000;
  const state = [year >> 8, year & 0xff, date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours()];
  state.push(date.getUTCMinutes(), date.getUTCSeconds(), micros >> 16, (micros >> 8) & 0xff, micros & 0xff);
  return Buffer.concat([datetimeGlobal, shortBytes(Uint8Array.from(state)), utc]);
}

const dayMs = 86_400_000;
/** UTC as we write it. */
const constants = new Map([["datetime.timezone.utc", 0]]);

/** What of Python's is read as something of ours, by name. */
const readable: readonly (readonly [string, PickleGlobal])[] = [
  ["datetime.datetime", ([state, zone]) => readDatetime(state, zone)],
  ["datetime.date", ([state]) => (state instanceof Uint8Array && state.length === 4 ? dateOf(state) : undefined)],
  // A zone is what it is ahead of UTC, in milliseconds.
  ["datetime.timezone", ([offset]) => (typeof offset === "number" ? offset : undefined)],
  [
    "datetime.timedelta",
    ([days, seconds, micros]) => Number(days) * dayMs + Number(seconds) * 1e3 + Number(micros) / 1e3,
  ],
  ["builtins.set", ([items]) => (Array.isArray(items) ? new Set(items) : undefined)],
  ["builtins.frozenset", ([items]) => (Array.isArray(items) ? new Set(items) : undefined)],
  ["builtins.bytearray", ([bytes]) => (bytes instanceof Uint8Array ? bytes : undefined)],
];

function dateOf(state: Uint8Array): Date {
  const [high = 0, low = 0, month = 0, day = 0] = state;
  const date = new Date(0);
  // Not by Date.UTC, which reads years below 100 as 19xx.
  date.setUTCFullYear(high * 256 + low, (month & 0x7f) - 1, day);
  return date;
}

function readDatetime(state: unknown, zone: unknown): Date | undefined {
  if (!(state instanceof Uint8Array) || state.length !== 10 || !["number", "undefined"].includes(typeof zone)) return;
  const [hours = 0, minutes = 0, seconds = 0, ...micros] = state.subarray(4);
  const millis = ((micros[0] ?? 0) * 65_536 + (micros[1] ?? 0) * 256 + (micros[2] ?? 0)) / 1_000;
  const date = dateOf(state);
  date.setUTCHours(hours, minutes, seconds, Math.floor(millis));
  return new Date(date.getTime() - (typeof zone === "number" ? zone : 0));
}

/**
 * The list of the parts of an object of the form PYTHON.
 * @param section what follows the MessagePack @throws UnreadableValueError, WireError
 */
export function readParts(section: Buffer, readRef: RefReader | null): readonly unknown[] {
  const pickle = pickleIn(section);
  if (pickle === null)
    throw new WireError("Malformed", `a value of the form PYTHON has no pickle in ${section.length} bytes`);
  const globals = new Map(readable);
  if (readRef !== null) {
    globals.set("ray._private.serialization._object_ref_deserializer", ([id, , owner]) => {
      if (!(id instanceof Uint8Array) || !(owner instanceof Uint8Array) || owner.length === 0) return undefined;
      return readRef(ObjectId.fromBytes(id), decode(rpc.Address, owner));
    });
  }
  try {
    const parts = readPickle(pickle, globals, constants);
    if (Array.isArray(parts)) return parts;
    throw new WireError("Malformed", "the pickle of a value of the form PYTHON is no list");
  } catch (error) {
    if (!(error instanceof UnknownPickleError)) throw error;
    throw new UnreadableValueError(
      `The value has parts that only Python can read (${error.message}). Return lists, tuples, dicts, sets, strings, numbers, dates, refs or bytes, and an Arrow table or NumPy array as narcine.arrow(...), by itself.`,
      { cause: error },
    );
  }
}
