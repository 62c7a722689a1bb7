/**
 * A second opinion on flatbuffers for the tests: reads a body by a schema of proto/fbs, sharing no code with src/wire.
 * It is strict where a reader need not be: fields may not overlap, everything is aligned, strings end in NUL.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./python.js";

interface Field {
  readonly name: string;
  /** A scalar, "string", the name of a table, struct or enum, or any of these in brackets. */
  readonly type: string;
}

export interface Schema {
  readonly tables: ReadonlyMap<string, readonly Field[]>;
  readonly structs: ReadonlyMap<string, readonly Field[]>;
  /** Enum name to its values in order of declaration. */
  readonly enums: ReadonlyMap<string, { readonly type: string; readonly values: ReadonlyMap<string, number> }>;
}

/** Present fields only; strings and [ubyte] as hex, 64-bit numbers as decimal text. */
export type Tree = boolean | number | string | readonly Tree[] | { readonly [field: string]: Tree };

const scalarBytes: Readonly<Record<string, number>> = {
  bool: 1,
  byte: 1,
  ubyte: 1,
  short: 2,
  ushort: 2,
  int: 4,
  uint: 4,
  float: 4,
  long: 8,
  ulong: 8,
  double: 8,
};

export function readSchema(name: string): Schema {
  const text = readFileSync(join(repositoryRoot, "proto/fbs", name), "utf8").replaceAll(/\/\/.*$/gm, "");
  const tables = new Map<string, Field[]>();
  const structs = new Map<string, Field[]>();
  const enums = new Map<string, { type: string; values: Map<string, number> }>();
  for (const [, kind, title, base, body] of text.matchAll(
    /\b(table|struct|enum)\s+(\w+)\s*(?::\s*(\w+))?\s*\{([^}]*)\}/g,
  )) {
    if (kind === "enum") {
      const values = new Map<string, number>();
      let next = 0;
      for (const [, key, value] of (body as string).matchAll(/(\w+)\s*(?:=\s*(-?\d+))?\s*(?:,|$)/g)) {
        next = value === undefined ? next : Number(value);
        values.set(key as string, next++);
      }
      enums.set(title as string, { type: base as string, values });
    } else {
      const fields = [...(body as string).matchAll(/(\w+)\s*:\s*(\[?\w+\]?)[^;]*;/g)];
      const target = kind === "table" ? tables : structs;
      target.set(
        title as string,
        fields.map(([, key, type]) => ({ name: key as string, type: type as string })),
      );
    }
  }
  return { tables, structs, enums };
}

/** The body as a tree of its present fields. @throws Error on anything that a strict flatbuffers verifier would refuse */
export function readBody(schema: Schema, table: string, body: Buffer): Tree {
  return new SchemaReader(schema, body).table(table, body.readUInt32LE(0));
}

class SchemaReader {
  constructor(
    readonly schema: Schema,
    readonly body: Buffer,
  ) {}

  table(name: string, at: number): Tree {
    const fields = this.schema.tables.get(name);
    if (fields === undefined) throw new Error(`no table ${name}`);
    this.#aligned(at, 4, name);
    const vtable = at - this.body.readInt32LE(at);
    this.#aligned(vtable, 2, `${name}'s vtable`);
    const slots = (this.body.readUInt16LE(vtable) - 4) / 2;
    if (slots > fields.length) throw new Error(`${name} has ${slots} slots, the schema ${fields.length}`);
    const taken = Array.from({ length: this.body.readUInt16LE(vtable + 2) }, (_, index) => index < 4);
    const tree: Record<string, Tree> = {};
    for (const [slot, field] of fields.slice(0, slots).entries()) {
      const offset = this.body.readUInt16LE(vtable + 4 + 2 * slot);
      if (offset === 0) continue;
      const size = this.#inlineBytes(field.type);
      for (let index = offset; index < offset + size; index++) {
        if (taken[index] !== false) throw new Error(`${name}.${field.name} overlaps or lies outside its table`);
        taken[index] = true;
      }
      tree[field.name] = this.#inline(field.type, at + offset, `${name}.${field.name}`);
    }
    return tree;
  }

  #inline(type: string, at: number, what: string): Tree {
    const struct = this.schema.structs.get(type);
    if (struct !== undefined) return this.#struct(struct, at, what);
    const scalar = this.#scalarOf(type);
    if (scalar !== undefined) return this.#scalar(scalar, at, what);
    this.#aligned(at, 4, what);
    const target = at + this.body.readUInt32LE(at);
    if (target <= at) throw new Error(`${what} points back`);
    if (type === "string") return this.#string(target, what);
    if (type.startsWith("[")) return this.#vector(type.slice(1, -1), target, what);
    return this.table(type, target);
  }

  #string(at: number, what: string): Tree {
    this.#aligned(at, 4, what);
    const end = at + 4 + this.body.readUInt32LE(at);
    if (this.body.readUInt8(end) !== 0) throw new Error(`${what} does not end in NUL`);
    return this.body.toString("hex", at + 4, end);
  }

  #vector(type: string, at: number, what: string): Tree {
    this.#aligned(at, 4, what);
    const count = this.body.readUInt32LE(at);
    const size = this.#inlineBytes(type);
    if (at + 4 + count * size > this.body.length) throw new Error(`${what} of ${count} elements lies outside`);
    if (type === "ubyte") return this.body.toString("hex", at + 4, at + 4 + count);
    return Array.from({ length: count }, (_, index) => this.#inline(type, at + 4 + index * size, `${what}[${index}]`));
  }

  #struct(fields: readonly Field[], at: number, what: string): Tree {
    let offset = 0;
    const tree: Record<string, Tree> = {};
    for (const field of fields) {
      const size = this.#inlineBytes(field.type);
      offset = Math.ceil(offset / size) * size;
      tree[field.name] = this.#inline(field.type, at + offset, `${what}.${field.name}`);
      offset += size;
    }
    return tree;
  }

  #scalar(type: string, at: number, what: string): Tree {
    this.#aligned(at, scalarBytes[type] as number, what);
    switch (type) {
      case "bool":
        return this.body.readUInt8(at) !== 0;
      case "byte":
        return this.body.readInt8(at);
      case "ubyte":
        return this.body.readUInt8(at);
      case "short":
        return this.body.readInt16LE(at);
      case "ushort":
        return this.body.readUInt16LE(at);
      case "int":
        return this.body.readInt32LE(at);
      case "uint":
        return this.body.readUInt32LE(at);
      case "float":
        return this.body.readFloatLE(at);
      case "long":
        return this.body.readBigInt64LE(at).toString();
      case "ulong":
        return this.body.readBigUInt64LE(at).toString();
      default:
        return this.body.readDoubleLE(at);
    }
  }

  #scalarOf(type: string): string | undefined {
    if (type in scalarBytes) return type;
    return this.schema.enums.get(type)?.type;
  }

  #inlineBytes(type: string): number {
    const struct = this.schema.structs.get(type);
    if (struct !== undefined) {
      let end = 0;
      let widest = 1;
      for (const field of struct) {
        const size = this.#inlineBytes(field.type);
        end = Math.ceil(end / size) * size + size;
        widest = Math.max(widest, size);
      }
      return Math.ceil(end / widest) * widest;
    }
    const scalar = this.#scalarOf(type);
    return scalar === undefined ? 4 : (scalarBytes[scalar] as number);
  }

  #aligned(at: number, size: number, what: string): void {
    if (at % size !== 0) throw new Error(`${what} at ${at} is not aligned to ${size}`);
  }
}
