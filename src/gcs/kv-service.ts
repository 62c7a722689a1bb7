import { totalmem } from "node:os";
import { KeyValueTable } from "../core/gcs/kv/key-value-table.js";
import { NarcineError } from "../runtime/errors.js";
import { rpc } from "../wire/index.js";
import type { HeadContext } from "./head-context.js";
import { GcsFailure, type Services, StatusCode } from "./services.js";

/** The words of stock's head for a key that is not there (Ray 2.60.0, seen): Python looks at the code alone. */
const NOT_FOUND = "Failed to find the key";

const BUDGET_VARIABLE = "NARCINE_HEAD_KV_BYTES";
/** Of the memory that this process may have. */
const BUDGET_SHARE = 0.25;

/** How many bytes of key-values the head takes. @throws NarcineError */
export function keyValueBudget(environment: Readonly<Record<string, string | undefined>>): number {
  const asked = environment[BUDGET_VARIABLE] ?? "";
  if (asked === "") return Math.floor(Math.min(totalmem(), process.constrainedMemory() || Infinity) * BUDGET_SHARE);
  if (/^[1-9]\d*$/.test(asked)) return Number(asked);
  throw new NarcineError("NARCINE_BAD_SETTING", `${BUDGET_VARIABLE} is "${asked}", not a number of bytes`);
}

/** InternalKVGcsService (Ray 2.60.0, gcs_service.proto): the table, its rows in storage, and the head's own entries. */
export class KeyValueService {
  readonly #context: HeadContext;
  readonly #table: KeyValueTable;
  readonly #maxBytes: number;

  constructor(context: HeadContext, maxBytes: number) {
    this.#context = context;
    this.#maxBytes = maxBytes;
    this.#table = new KeyValueTable(maxBytes);
    for (const [row, value] of context.storage.load("kv")) {
      const end = row.indexOf(SEPARATOR);
      this.#table.set(row.slice(0, end), row.slice(end + 1), value);
    }
  }

  register(services: Services): void {
    const service = rpc.InternalKVGcsService;
    services.on(service.internalKVGet, ({ namespace, key }) => {
      const value = this.get(text(namespace), text(key));
      if (value === null) throw new GcsFailure(StatusCode.NOT_FOUND, NOT_FOUND);
      return { value };
    });
    services.on(service.internalKVMultiGet, ({ namespace, keys }) => ({
      results: keys.flatMap((key) => {
        const value = this.get(text(namespace), text(key));
        return value === null ? [] : [{ key, value }];
      }),
    }));
    const put = async ({ namespace, key, value, overwrite }: rpc.InternalKVPutRequest) => ({
      added: await this.put(text(namespace), text(key), Uint8Array.prototype.slice.call(value), overwrite),
    });
    services.on(service.internalKVPut, put, { hasWaited: true });
    const del = async ({ namespace, key, delByPrefix }: rpc.InternalKVDelRequest) => ({
      deletedNum: await this.delete(text(namespace), text(key), delByPrefix),
    });
    services.on(service.internalKVDel, del, { hasWaited: true });
    services.on(service.internalKVExists, ({ namespace, key }) => ({
      exists: this.get(text(namespace), text(key)) !== null,
    }));
    services.on(service.internalKVKeys, ({ namespace, prefix }) => ({
      results: this.#table.keys(text(namespace), text(prefix)).map((key) => Buffer.from(key, "latin1")),
    }));
    services.on(service.getInternalConfig, () => ({ config: this.#context.flags.systemConfig }));
  }

  /** Namespace and key as latin1 strings of their bytes. */
  get(namespace: string, key: string): Uint8Array | null {
    return this.#table.get(namespace, key);
  }

  keys(namespace: string, prefix: string): readonly string[] {
    return this.#table.keys(namespace, prefix);
  }

  /**
   * @param value kept: the caller's no more
   * @returns was the key not there before?
   * @throws GcsFailure where there is no room for it
   */
  async put(namespace: string, key: string, value: Uint8Array, overwrite: boolean): Promise<boolean> {
    const outcome = this.#table.put(namespace, key, value, overwrite);
    if (outcome === "full") throw new GcsFailure(StatusCode.OUT_OF_MEMORY, this.#noRoomFor(namespace, key, value));
    if (outcome !== "present") this.#context.storage.put("kv", rowOf(namespace, key), value);
    // That it was there before is to be true of the next head too.
    await this.#context.storage.durable();
    return outcome === "added";
  }

  /** A few bytes of the head's own, for which there is room whatever programs have put. @param value kept */
  async putOwn(namespace: string, key: string, value: Uint8Array): Promise<void> {
    this.#table.set(namespace, key, value);
    this.#context.storage.put("kv", rowOf(namespace, key), value);
    await this.#context.storage.durable();
  }

  /** @returns how many keys are gone */
  async delete(namespace: string, key: string, isPrefix: boolean): Promise<number> {
    const gone = this.#table.delete(namespace, key, isPrefix);
    for (const each of gone) this.#context.storage.delete("kv", rowOf(namespace, each));
    // That there was none is to be true of the next head too.
    await this.#context.storage.durable();
    return gone.length;
  }

  #noRoomFor(namespace: string, key: string, value: Uint8Array): string {
    const what = `The head takes ${this.#maxBytes} bytes of key-values, and ${this.#table.bytes} are there`;
    const help = `delete what is not needed, or start the head with a larger ${BUDGET_VARIABLE}`;
    return `${what}: ${value.length} bytes for ${JSON.stringify(`${namespace}:${key}`)} have no room; ${help}.`;
  }
}

/** Namespaces are names that Ray's own code chose; none has a NUL in it. */
const SEPARATOR = "\0";

function rowOf(namespace: string, key: string): string {
  return `${namespace}${SEPARATOR}${key}`;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
